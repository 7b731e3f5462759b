//! Lists: pages, items, filters, sorting.

use crate::support::{
    INVOICE, answer, builder, offline, only, owned, query, refused, server_and_client, unreadable,
};
use chargebee::{
    Amount, CallOptions, Timestamp,
    v2::{
        InvoiceStatus, SubscriptionId,
        invoice::{InvoiceEinvoiceStatus, requests::InvoiceListRequest},
    },
};
use chargebee_wire_tests::server::Server;

/// A page with these invoices, and where the next one starts.
fn page(ids: &[&str], next_offset: Option<&str>) -> String {
    let entries = ids.iter().map(|id| {
        let invoice = INVOICE.replace("inv_1", id);
        format!(r#"{{"invoice":{invoice}}}"#)
    });
    let list = entries.collect::<Vec<_>>().join(",");
    let next = next_offset.map(|it| format!(r#","next_offset":{}"#, serde_json::json!(it)));
    format!(r#"{{"list":[{list}]{}}}"#, next.unwrap_or_default())
}

/// The values of `offset` in the requests that arrived; `None` for a request without.
fn offsets(server: &Server) -> Vec<Option<String>> {
    let offset = |request| {
        let mut pairs = query(&request).into_iter();
        pairs.find_map(|(name, value)| (name == "offset").then_some(value))
    };
    server.received().into_iter().map(offset).collect()
}

/// An offset as the API makes them, with everything that an encoding could spoil.
const OFFSET: &str = r#"["1513157000","x/y=+ &%2B\"é"]"#;

#[tokio::test]
async fn items_walk_through_every_page() {
    let (server, client) = server_and_client().await;
    server.answer_json(page(&["a", "b"], Some(OFFSET)));
    server.answer_json(page(&[], Some("2")));
    server.answer_json(page(&["c"], None));
    let mut items = client.invoice().list().limit(2).items();
    for expected in ["a", "b", "c"] {
        let entry = items.next().await.expect("an item").expect("no error");
        assert_eq!(entry.invoice.id, expected);
    }
    assert!(items.next().await.is_none());
    assert!(items.next().await.is_none());

    let received = server.received();
    let queries: Vec<_> = received.iter().map(query).collect();
    let limit = ("limit", "2");
    let expected = [
        owned(&[limit]),
        owned(&[limit, ("offset", OFFSET)]),
        owned(&[limit, ("offset", "2")]),
    ];
    assert_eq!(queries, expected);
    let raw = received.get(1).and_then(|it| it.uri().query());
    assert_eq!(
        raw,
        Some("limit=2&offset=%5B%221513157000%22%2C%22x%2Fy%3D%2B%20%26%252B%5C%22%C3%A9%22%5D")
    );
}

#[tokio::test]
async fn pages_come_one_by_one() {
    let (server, client) = server_and_client().await;
    server.answer_json(page(&["a", "b"], Some("1")));
    server.answer_json(page(&[], Some("2")));
    server.answer_json(page(&["c"], None));
    let mut pages = client.invoice().list().pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.expect("no error");
        assert_eq!(page.status(), 200);
        sizes.push(page.list.len());
        assert_eq!(server.received().len(), 1, "a page is one request");
    }
    assert_eq!(sizes, [2, 0, 1]);
    assert!(pages.next().await.is_none());
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn nothing_is_fetched_before_it_is_needed() {
    let (server, client) = server_and_client().await;
    server.answer_json(page(&["a", "b"], Some("1")));
    let mut items = client.invoice().list().items();
    assert_eq!(server.connections(), 0);
    for _ in 0..2 {
        assert!(matches!(items.next().await, Some(Ok(_))));
    }
    assert_eq!(offsets(&server), [None]);
}

#[tokio::test]
async fn a_page_that_names_itself_ends_the_list() {
    let (server, client) = server_and_client().await;
    for _ in 0..5 {
        server.answer_json(page(&["a"], Some("1")));
    }
    let mut items = client.invoice().list().items();
    assert!(matches!(items.next().await, Some(Ok(_))));
    let error = unreadable(items.next().await.expect("an error"));
    assert_eq!(error.path, "next_offset");
    assert!(items.next().await.is_none());
    assert_eq!(offsets(&server), [None, Some("1".to_owned())]);
}

#[tokio::test]
async fn a_page_that_names_itself_ends_a_list_that_was_started_there() {
    let (server, client) = server_and_client().await;
    for _ in 0..5 {
        server.answer_json(page(&["a"], Some("1")));
    }
    let mut pages = client.invoice().list().offset("1").pages();
    let error = unreadable(pages.next().await.expect("an error"));
    assert_eq!(error.path, "next_offset");
    assert_eq!(offsets(&server), [Some("1".to_owned())]);
}

#[tokio::test]
async fn a_page_that_failed_is_fetched_again_when_told_to() {
    let (server, client) = server_and_client().await;
    server.answer_json(page(&["a"], Some("1")));
    server.answer(answer(502, "<html>bad gateway</html>"));
    server.answer_json(page(&["b"], None));
    let mut items = client.invoice().list().items();
    let mut seen = Vec::new();
    loop {
        while let Some(item) = items.next().await {
            seen.push(item.map_or_else(|_| "error".to_owned(), |it| it.invoice.id.to_string()));
        }
        if items.is_finished() || !items.retry() {
            break;
        }
    }
    assert_eq!(seen, ["a", "error", "b"]);
    let one = Some("1".to_owned());
    assert_eq!(offsets(&server), [None, one.clone(), one]);
}

#[tokio::test]
async fn a_list_starts_where_it_is_told_to() {
    let (server, client) = server_and_client().await;
    server.answer_json(page(&["a"], None));
    let mut items = client.invoice().list().offset(OFFSET).items();
    assert!(matches!(items.next().await, Some(Ok(_))));
    assert_eq!(offsets(&server), [Some(OFFSET.to_owned())]);
}

/// The query of a list of invoices, as it was set up by `set`.
fn listed(set: impl FnOnce(InvoiceListRequest) -> InvoiceListRequest) -> Vec<(String, String)> {
    let request = set(offline().invoice().list()).into_http();
    query(&request.expect("a request"))
}

#[tokio::test]
async fn a_filter_is_a_name_an_operator_and_a_value() {
    let (server, client) = server_and_client().await;
    let request = client.invoice().list();
    let request = request.status().is(InvoiceStatus::PaymentDue);
    let _ = request.send().await;
    let arrived = only(&server);
    assert_eq!(arrived.uri().query(), Some("status%5Bis%5D=payment_due"));
    assert_eq!(arrived.method(), "GET");
    assert!(arrived.body().is_empty());
    assert_eq!(
        listed(|it| it
            .einvoice_status()
            .is_not(InvoiceEinvoiceStatus::from("failed"))),
        owned(&[("einvoice[status][is_not]", "failed")])
    );
}

#[test]
fn a_field_takes_several_operators() {
    let (since, until) = (Timestamp::from_seconds(1), Timestamp::from_seconds(2));
    let filters = listed(|it| {
        it.updated_at()
            .after(since)
            .updated_at()
            .before(until)
            .total()
            .gte(Amount::from_minor(100))
            .total()
            .lt(Amount::from_minor(200))
            .total()
            .lt(Amount::from_minor(300))
    });
    assert_eq!(
        filters,
        owned(&[
            ("total[gte]", "100"),
            ("total[lt]", "300"),
            ("updated_at[after]", "1"),
            ("updated_at[before]", "2"),
        ])
    );
}

#[test]
fn several_values_are_one_json_text() {
    let filters = listed(|it| {
        it.status()
            .is_in([InvoiceStatus::Paid, InvoiceStatus::from("brand_new")])
            .customer_id()
            .not_in(["a\"b", "c,d"])
            .date()
            .between(Timestamp::from_seconds(1), Timestamp::from_seconds(2))
    });
    assert_eq!(
        filters,
        owned(&[
            ("customer_id[not_in]", r#"["a\"b","c,d"]"#),
            ("status[in]", r#"["paid","brand_new"]"#),
            ("date[between]", "[1,2]"),
        ])
    );
}

#[test]
fn the_last_order_counts() {
    let sorted = listed(|it| it.sort_by_date_asc().sort_by_date_desc());
    assert_eq!(sorted, owned(&[("sort_by[desc]", "date")]));
    let sorted = listed(|it| it.sort_by_date_desc().sort_by_updated_at_asc());
    assert_eq!(sorted, owned(&[("sort_by[asc]", "updated_at")]));
}

#[test]
fn custom_fields_can_be_filtered_by() {
    let filter = |name| offline().customer().list().custom_field(name);
    let request = filter("cf_tier").is("gold").into_http();
    assert_eq!(
        query(&request.expect("a request")),
        owned(&[("cf_tier[is]", "gold")])
    );
    let request = filter("cf_tier").is_in(["gold", "tin"]).into_http();
    assert_eq!(
        query(&request.expect("a request")),
        owned(&[("cf_tier[in]", r#"["gold","tin"]"#)])
    );
    let problem = refused(filter("tier").is("gold").into_http());
    assert!(problem.contains("is no custom field"), "{problem}");
}

/// What may be given for it is what may be given for any parameter, once or in a list.
#[test]
fn a_filter_that_must_be_given_takes_one_value_or_several() {
    let client = offline();
    let id = SubscriptionId::from("a");
    let ramp = client.ramp();
    for request in [
        ramp.list("a"),
        ramp.list("a".to_owned()),
        ramp.list(&id),
        ramp.list(id.clone()),
    ] {
        let request = request.into_http().expect("a request");
        assert_eq!(query(&request), owned(&[("subscription_id[is]", "a")]));
    }
    let ids = [id.clone(), id];
    for request in [
        ramp.list(["a", "a"]),
        ramp.list(vec!["a".to_owned(), "a".to_owned()]),
        ramp.list(&ids[..]),
        ramp.list(ids.iter().collect::<Vec<_>>()),
    ] {
        let request = request.into_http().expect("a request");
        let several = [("subscription_id[in]", r#"["a","a"]"#)];
        assert_eq!(query(&request), owned(&several));
    }
}

/// A filter has all operators of its kind; one that its attribute does not take never becomes another filter, or none.
#[test]
fn an_operator_that_an_attribute_does_not_take_is_refused() {
    let request = || offline().invoice().list().status().is_present(true);
    let problem = refused(request().into_http());
    assert!(
        problem.contains(
            "invoice.list: the filter `status` takes no operator `is_present`, only `is`, `is_not`, `in`, `not_in`"
        ),
        "{problem}"
    );
    let sent = owned(&[("status[is_present]", "true")]);
    let unchecked = CallOptions::new().check_requests(false);
    let of_a_call = request().options(unchecked).into_http();
    assert_eq!(query(&of_a_call.expect("a request")), sent);
    let client = builder().check_requests(false).build().expect("a client");
    let request = || client.invoice().list().status().is_present(true);
    assert_eq!(query(&request().into_http().expect("a request")), sent);
    let checked = CallOptions::new().check_requests(true);
    assert!(refused(request().options(checked).into_http()).contains("takes no operator"));
    // What must be given is a filter too.
    let blocks = offline().grant_block().list_grant_blocks(["a", "b"]);
    let problem = refused(blocks.into_http());
    assert!(
        problem.contains("takes no operator `in`, only `is`"),
        "{problem}"
    );
}
