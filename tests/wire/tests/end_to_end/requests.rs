//! Requests: bodies, ids, values, headers.

use crate::support::{form, header, offline, only, owned, refused, server_and_client};
use bytes::Bytes;
use chargebee::{
    CLEAR, CallOptions, Json, Result, TimestampMillis,
    params::ParamValue,
    v2::{
        AddressParams, CardParams, customer, hosted_page,
        subscription::requests::{SubscriptionItemParams, SubscriptionUpdateForItemsRequest},
        usage_event::requests::EventParams,
    },
};
use http::Request;

/// An update of a subscription, as it was set up by `set`.
fn update(
    set: impl FnOnce(SubscriptionUpdateForItemsRequest) -> SubscriptionUpdateForItemsRequest,
) -> Result<Request<Bytes>> {
    set(offline().subscription().update_for_items("sub_1")).into_http()
}

fn update_form(
    set: impl FnOnce(SubscriptionUpdateForItemsRequest) -> SubscriptionUpdateForItemsRequest,
) -> Vec<(String, String)> {
    form(&update(set).expect("a request"))
}

#[tokio::test]
async fn a_post_without_parameters_has_no_body_and_no_content_type() {
    let (server, client) = server_and_client().await;
    let request = client.subscription().regenerate_invoice("sub_1");
    request.send().await.expect("an answer");
    let arrived = only(&server);
    assert_eq!(arrived.method(), "POST");
    assert!(arrived.body().is_empty());
    assert_eq!(header(arrived.headers(), "content-type"), None);
}

#[tokio::test]
async fn parameters_of_a_post_are_a_form() {
    let (server, client) = server_and_client().await;
    let request = client.subscription().regenerate_invoice("sub_1");
    request.prorate(true).send().await.expect("an answer");
    let arrived = only(&server);
    assert_eq!(
        header(arrived.headers(), "content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(form(&arrived), owned(&[("prorate", "true")]));
    assert_eq!(arrived.uri().query(), None);
}

#[tokio::test]
async fn a_usage_event_is_json() {
    let (server, client) = server_and_client().await;
    let digits = r#"{"gigabytes":0.1234567890123456789012345,"region":"eu"}"#;
    let _ = client
        .usage_event()
        .create(
            "event_1",
            "sub_1",
            TimestampMillis::from_milliseconds(1_700_000_000_123),
            Json::from_text(digits.to_owned()).expect("JSON"),
        )
        .send()
        .await;
    let arrived = only(&server);
    assert_eq!(
        header(arrived.headers(), "content-type"),
        Some("application/json")
    );
    let expected = format!(
        r#"{{"deduplication_id":"event_1","subscription_id":"sub_1","usage_timestamp":1700000000123,"properties":{digits}}}"#
    );
    assert_eq!(arrived.body(), expected.as_bytes());
}

/// JSON that is text already would arrive in quotes; it is refused before it is sent, in forms, groups and JSON bodies.
#[tokio::test]
async fn json_of_another_kind_never_leaves() {
    let (server, client) = server_and_client().await;
    let text = r#"{"seats":3}"#;
    let quoted = || Json::new(text).expect("JSON");
    let usage = |properties| {
        let at = TimestampMillis::from_milliseconds(1_700_000_000_123);
        client
            .usage_event()
            .create("event_1", "sub_1", at, properties)
    };
    let batch = |properties| {
        let at = TimestampMillis::from_milliseconds(1_700_000_000_123);
        let event = EventParams::new("event_1", "sub_1", at, properties);
        client.usage_event().batch_ingest().events([event])
    };
    let card = |json| CardParams::new().additional_information(json);
    let update = || client.subscription().update_for_items("sub_1");
    for (problem, name) in [
        (
            refused(update().meta_data(quoted()).send().await),
            "meta_data",
        ),
        (
            refused(update().card(card(quoted())).send().await),
            "card[additional_information]",
        ),
        (refused(usage(quoted()).send().await), "properties"),
        (
            refused(batch(quoted()).send().await),
            "events[properties][0]",
        ),
    ] {
        let wanted = format!("`{name}` takes a JSON object, and this is text: parse JSON");
        assert!(problem.contains(&wanted), "{problem}");
        assert!(problem.contains("`Json::from_text`"), "{problem}");
    }
    let list = Json::new(&["USD"]).expect("JSON");
    let problem = refused(update().meta_data(list).send().await);
    assert!(problem.contains("and this is an array"), "{problem}");
    assert_eq!(server.connections(), 0);
    let parsed = Json::from_text(text.to_owned()).expect("JSON");
    let sent = update()
        .meta_data(parsed)
        .card(card(serde_json::json!({"a": 1}).into()));
    // What arrives counts; the answer of this server holds no subscription.
    sent.send().await.expect_err("an empty answer");
    let expected = [
        ("meta_data", text),
        ("card[additional_information]", r#"{"a":1}"#),
    ];
    let mut arrived = form(&only(&server));
    arrived.sort_by(|(a, _), (b, _)| b.cmp(a));
    assert_eq!(arrived, owned(&expected));
    let cleared = update().meta_data(CLEAR).send().await;
    cleared.expect_err("an empty answer");
    assert_eq!(form(&only(&server)), owned(&[("meta_data", "")]));
}

#[tokio::test]
async fn every_request_says_who_asks_for_what() {
    let (server, client) = server_and_client().await;
    let _ = client.invoice().list().send().await;
    let arrived = only(&server);
    let sent = |name| header(arrived.headers(), name).unwrap_or_default();
    assert_eq!(sent("accept"), "application/json");
    assert_eq!(sent("accept-encoding"), "gzip");
    assert!(sent("user-agent").starts_with("chargebee-rust/"));
}

#[tokio::test]
async fn ids_are_escaped_in_the_path() {
    let (server, client) = server_and_client().await;
    for (id, path) in [
        ("cust_7", "cust_7"),
        ("a b?c#d%e&f", "a%20b%3Fc%23d%25e%26f"),
        ("a/b c", "a/b%20c"),
        ("%2e%2e", "%252e%252e"),
        ("日本;x=1", "%E6%97%A5%E6%9C%AC%3Bx%3D1"),
        ("a\\..\\b", "a%5C..%5Cb"),
    ] {
        let _ = client.customer().retrieve(id).send().await;
        let expected = format!("/api/v2/customers/{path}");
        assert_eq!(only(&server).uri().path(), expected);
    }
}

#[tokio::test]
async fn ids_that_address_something_else_never_leave() {
    let (server, client) = server_and_client().await;
    for id in ["", ".", "..", "a/../b", "a//b", "/a", "a/", "./a"] {
        let problem = refused(client.customer().delete(id).send().await);
        assert!(problem.starts_with("customer.delete: the id"), "{problem}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn what_is_not_set_is_not_sent() {
    assert_eq!(update_form(|it| it), []);
    let set = update_form(|it| it.po_number(None::<&str>).net_term_days(30));
    assert_eq!(set, owned(&[("net_term_days", "30")]));
}

#[test]
fn clear_is_sent_empty() {
    let request = update(|it| it.po_number(CLEAR)).expect("a request");
    assert_eq!(request.body().as_ref(), b"po_number=");
    assert_eq!(
        update_form(|it| it.po_number(Some(CLEAR))),
        owned(&[("po_number", "")])
    );
}

#[test]
fn a_value_is_sent() {
    let set = update_form(|it| it.po_number("7 & 8=ä").replace_items_list(false));
    assert_eq!(
        set,
        owned(&[("replace_items_list", "false"), ("po_number", "7 & 8=ä")])
    );
    assert_eq!(
        update_form(|it| it.po_number(Some("7"))),
        owned(&[("po_number", "7")])
    );
}

#[test]
fn the_last_value_set_is_sent() {
    let set = update_form(|it| it.po_number("1").po_number(CLEAR).po_number("2"));
    assert_eq!(set, owned(&[("po_number", "2")]));
    let set = update_form(|it| it.po_number("1").po_number(CLEAR));
    assert_eq!(set, owned(&[("po_number", "")]));
    let set = update_form(|it| it.po_number("1").param("po_number", "2"));
    assert_eq!(set, owned(&[("po_number", "2")]));
}

#[tokio::test]
async fn an_idempotency_key_is_sent_as_it_is() {
    let (server, client) = server_and_client().await;
    let longest = "k".repeat(100);
    for key in ["order-8127 #3", &longest] {
        let request = client.subscription().regenerate_invoice("sub_1");
        let request = request.idempotency_key(key);
        request.send().await.expect("an answer");
        let sent = only(&server);
        assert_eq!(
            header(sent.headers(), "chargebee-idempotency-key"),
            Some(key)
        );
    }
}

#[test]
fn an_idempotency_key_that_is_none_is_refused() {
    let too_long = "k".repeat(101);
    for key in ["", "  ", &too_long, "a\nb", "ä"] {
        let problem = refused(update(|it| it.idempotency_key(key)));
        assert!(problem.contains("an idempotency key has"), "{problem}");
    }
}

#[tokio::test]
async fn headers_of_a_call_are_sent() {
    let (server, client) = server_and_client().await;
    let first = CallOptions::new().header("x-trace", "1").header("x-a", "a");
    let second = CallOptions::new().header("chargebee-business-entity-id", "be_1");
    let request = client.invoice().list().options(first).options(second);
    let again = CallOptions::new().header("X-Trace", "2");
    let _ = request.options(again).send().await;
    let arrived = only(&server);
    for (name, value) in [
        ("x-trace", "2"),
        ("x-a", "a"),
        ("chargebee-business-entity-id", "be_1"),
    ] {
        assert_eq!(header(arrived.headers(), name), Some(value));
    }
    assert_eq!(arrived.headers().get_all("x-trace").iter().count(), 1);
}

#[test]
fn headers_that_would_break_or_reroute_the_request_are_refused() {
    for (name, value) in [
        ("authorization", "Basic eDo="),
        ("Authorization", "Basic eDo="),
        ("host", "evil.com"),
        ("content-type", "text/plain"),
        ("content-length", "3"),
        ("transfer-encoding", "chunked"),
        ("chargebee-idempotency-key", "k"),
        ("", "a"),
        ("x trace", "a"),
        ("x-trace\r\nx-other", "a"),
        ("x-trace", "a\r\nx-other: b"),
    ] {
        let options = CallOptions::new().header(name, value).header("x-a", "a");
        let problem = refused(update(|it| it.options(options)));
        assert!(problem.contains("the header `"), "{problem}");
        assert!(
            !problem.contains('\n') && !problem.contains("eDo"),
            "{problem}"
        );
    }
}

#[test]
fn a_header_of_a_call_is_sent_or_refused_and_not_dropped() {
    for name in ["accept", "user-agent"] {
        let options = CallOptions::new().header(name, "mine");
        if let Ok(request) = update(|it| it.options(options)) {
            assert_eq!(header(request.headers(), name), Some("mine"));
        }
    }
}

#[test]
fn custom_fields_are_sent_by_their_names() {
    let set = update_form(|it| {
        it.custom_field("cf_channel", "partner")
            .custom_field("cf_seats", 3)
            .custom_field("cf_old", CLEAR)
    });
    let expected = [("cf_channel", "partner"), ("cf_seats", "3"), ("cf_old", "")];
    assert_eq!(set, owned(&expected));
}

#[test]
fn a_custom_field_of_another_name_is_refused() {
    for name in ["channel", "", "CF_channel", "x[cf_a][b]"] {
        let problem = refused(update(|it| it.custom_field(name, "partner")));
        assert!(problem.contains("is no custom field"), "{problem}");
    }
}

#[test]
fn secrets_of_a_request_are_not_printed() {
    let card = CardParams::new()
        .number("4111111111111111")
        .cvv("9876")
        .first_name("Ann");
    let request = offline()
        .customer()
        .create()
        .card(card.clone())
        .custom_field("cf_ssn", "078-05-1120")
        .param("new_secret", "swordfish");
    let sent = request.clone().into_http().expect("a request");
    for printed in [format!("{request:?}"), format!("{request:#?}")] {
        for (name, secret) in [
            ("number", "4111111111111111"),
            ("cvv", "9876"),
            ("cf_ssn", "078-05-1120"),
            ("new_secret", "swordfish"),
        ] {
            assert!(printed.contains(name), "{name} is not in {printed}");
            assert!(!printed.contains(secret), "{secret} is in {printed}");
            assert!(form(&sent).iter().any(|(_, value)| value == secret));
        }
        assert!(printed.contains("Ann"), "{printed}");
    }
    assert!(!format!("{card:?}").contains("4111"));
}

#[tokio::test]
async fn a_request_is_awaited_as_it_is() {
    let (server, client) = server_and_client().await;
    let request = client.subscription().regenerate_invoice("sub_1");
    let answer = request.clone().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let arrived = only(&server);
    assert_eq!(
        arrived.uri().path(),
        "/api/v2/subscriptions/sub_1/regenerate_invoice"
    );
    let sent = request.send().await.expect("an answer");
    assert_eq!(sent.status(), 200);
    assert_eq!(only(&server).uri(), arrived.uri());
    // It can be handed to what takes anything that becomes a future.
    let request = client.subscription().regenerate_invoice("sub_1");
    let timed = tokio::time::timeout(std::time::Duration::from_secs(60), request);
    timed.await.expect("in time").expect("an answer");
}

/// `None` sends nothing, whatever it stands for.
#[test]
fn an_option_sets_or_does_not() {
    type Item = SubscriptionItemParams;
    let address = || AddressParams::new().city("Chennai");
    let item = || Item::new("pro-USD");
    let ids = || vec!["SUMMER".to_owned()];
    let set = update_form(|it| {
        it.shipping_address(Some(address()))
            .subscription_items(Some(vec![item(), item()]))
            .coupon_ids(Some(ids()))
            .custom_field("cf_tier", Some("gold"))
            .param("brand_new", Some(3))
    });
    let plain = update_form(|it| {
        it.shipping_address(address())
            .subscription_items([item(), item()])
            .coupon_ids(ids())
            .custom_field("cf_tier", "gold")
            .param("brand_new", 3)
    });
    assert_eq!(set, plain);
    assert_eq!(set.len(), 6, "{set:?}");
    let unset = update_form(|it| {
        it.shipping_address(None)
            .subscription_items(None::<Vec<Item>>)
            .coupon_ids(None::<Vec<&str>>)
            .custom_field("cf_tier", None::<&str>)
            .custom_field("cf_other", None::<ParamValue>)
            .custom_fields(&None::<std::collections::BTreeMap<String, String>>)
            .param("brand_new", None::<i64>)
    });
    assert_eq!(unset, Vec::new());
    // What was set stays as it is.
    let kept = update_form(|it| {
        it.custom_field("cf_tier", "gold")
            .custom_field("cf_tier", None::<&str>)
    });
    assert_eq!(kept, owned(&[("cf_tier", "gold")]));
    // A group in a group's place, in all the ways in which a list of them is had.
    let one = update_form(|it| it.subscription_items(Some(item())));
    for same in [
        update_form(|it| it.subscription_items([item()])),
        update_form(|it| it.subscription_items(std::iter::once(item()))),
        update_form(|it| it.subscription_items(["pro-USD"].map(Item::new))),
        update_form(|it| it.subscription_items(Some(["pro-USD"]).map(|all| all.map(Item::new)))),
    ] {
        assert_eq!(same, one);
    }
    assert_eq!(update_form(|it| it.subscription_items(vec![])), Vec::new());
    let customer = hosted_page::requests::CustomerParams::new()
        .custom_field("cf_tier", None::<&str>)
        .custom_field("cf_size", Some(3));
    assert!(format!("{customer:?}").contains("cf_size"), "{customer:?}");
    assert!(!format!("{customer:?}").contains("cf_tier"), "{customer:?}");
    // The name is wrong whether there is a value or not.
    let named = offline()
        .customer()
        .create()
        .custom_field("tier", None::<&str>);
    let problem = refused(named.into_http());
    assert!(problem.contains("`tier` is no custom field"), "{problem}");
    let _: customer::requests::CustomerCreateRequest = offline().customer().create();
}
