//! What is read from an answer, what is kept of it, and what is said where it does not fit.

use crate::support::{INVOICE, answer, form, invoice_with, offline, query, retrieve, unreadable};
use chargebee::{
    Amount, Json, MoneyError, Timestamp,
    error::DecodeError,
    money::HasCurrency,
    v2::{
        event::EventContent, hosted_page::HostedPage, invoice::Invoice, subscription::Subscription,
    },
};
use chargebee_wire_tests::lossless;
use std::collections::BTreeMap;

fn invoice(json: &str) -> Invoice {
    Invoice::from_json(json.as_bytes()).expect("an invoice")
}

fn subscription(json: &str) -> Subscription {
    Subscription::from_json(json.as_bytes()).expect("a subscription")
}

/// What is said where the server answers this, after looking for `value` in all of it.
async fn problem(body: String, value: &str) -> DecodeError {
    assert!(body.contains(value), "{body}");
    let error = unreadable(retrieve(answer(200, body.clone())).await);
    assert_eq!(error.body, body.as_bytes());
    for printed in [
        format!("{error:?}"),
        format!("{error:#?}"),
        error.to_string(),
    ] {
        assert!(!printed.contains(value), "{printed}");
        assert!(printed.contains(&error.path), "{printed}");
    }
    error
}

#[tokio::test]
async fn a_wrong_value_is_named_by_its_place_only() {
    let (server, client) = crate::support::server_and_client().await;
    let wrong = INVOICE.replace(r#""amount":8000"#, r#""amount":"4111-1111""#);
    server.answer_json(format!(
        r#"{{"list":[{{"invoice":{INVOICE}}},{{"invoice":{wrong}}}]}}"#
    ));
    let error = unreadable(client.invoice().list().send().await);
    assert_eq!(error.path, "list[1].invoice.line_items[0].amount");
    let expected = "expected an integer, found a string";
    assert!(error.problem.starts_with(expected), "{error}");
    for printed in [format!("{error:?}"), error.to_string()] {
        assert!(!printed.contains("4111"), "{printed}");
    }
}

#[tokio::test]
async fn a_value_of_another_type_is_refused() {
    for (from, to, value, path) in [
        (
            r#""total":8700"#,
            r#""total":87.25"#,
            "87.25",
            "invoice.total",
        ),
        (
            r#""total":8700"#,
            r#""total":"8711.0""#,
            "8711",
            "invoice.total",
        ),
        (
            r#""total":8700"#,
            r#""total":99999999999999999999"#,
            "9999",
            "invoice.total",
        ),
        (
            r#""recurring":true"#,
            r#""recurring":"perhaps""#,
            "perhaps",
            "invoice.recurring",
        ),
        (
            r#""status":"payment_due""#,
            r#""status":4242"#,
            "4242",
            "invoice.status",
        ),
        (
            r#""deleted":false"#,
            r#""deleted":false,"discounts":{"hush":1}"#,
            "hush",
            "invoice.discounts",
        ),
        (
            r#""line_items":["#,
            r#""line_items":["hush","#,
            "hush",
            "invoice.line_items[0]",
        ),
    ] {
        let error = problem(invoice_with(from, to), value).await;
        assert_eq!(error.path, path);
        assert!(error.problem.starts_with("expected a"), "{error}");
    }
}

#[tokio::test]
async fn a_field_that_stands_there_twice_is_refused() {
    let twice = invoice_with(r#""total":8700"#, r#""total":8700,"total":8799"#);
    let error = problem(twice, "8799").await;
    assert_eq!(error.path, "invoice.total");
    assert!(error.problem.contains("twice"), "{error}");
}

#[tokio::test]
async fn a_field_that_must_be_there_is_missed() {
    for to in ["", r#""id":null,"#] {
        let error = problem(invoice_with(r#""id":"inv_1","#, to), "cust_7").await;
        assert_eq!(error.path, "invoice.id");
        assert!(error.problem.contains("missing"), "{error}");
    }
    let error = problem(r#"{"other":"inv_1"}"#.to_owned(), "inv_1").await;
    assert_eq!(error.path, "invoice");
}

#[tokio::test]
async fn what_the_crate_does_not_know_is_kept_to_the_last_digit() {
    let digits = "0.1234567890123456789012345";
    let body = invoice_with(
        r#""total":8700"#,
        &format!(r#""total":8700,"margin":{digits},"new":{{"b":[1,null],"a":1e400}}"#),
    );
    let answer = retrieve(answer(200, body)).await.expect("an answer");
    let extra = &answer.invoice.extra;
    let text = |name| extra.get(name).map(|it| it.as_str());
    assert_eq!(text("margin"), Some(digits));
    assert_eq!(text("new"), Some(r#"{"b":[1,null],"a":1e400}"#));
    let names: Vec<_> = extra.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["margin", "new"]);
    let written = answer.invoice.to_json();
    assert!(
        written.contains(&format!(r#""margin":{digits}"#)),
        "{written}"
    );
}

#[test]
fn a_new_value_of_an_enum_is_kept_and_can_be_sent_back() {
    let json = INVOICE.replace("payment_due", "half_paid");
    let invoice = invoice(&json);
    assert!(invoice.to_json().contains(r#""status":"half_paid""#));
    let status = invoice.status;
    assert_eq!(status, "half_paid");
    assert_eq!(status.to_string(), "half_paid");
    let request = offline().invoice().list().status().is(&status);
    let request = request.into_http().expect("a request");
    assert_eq!(query(&request), [("status[is]".into(), "half_paid".into())]);

    let read = subscription(r#"{"auto_collection":"sometimes"}"#);
    let request = offline().subscription().update_for_items("sub_1");
    let request = request.auto_collection(read.auto_collection);
    let request = request.into_http().expect("a request");
    assert_eq!(
        form(&request),
        [("auto_collection".into(), "sometimes".into())]
    );
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Custom {
    cf_channel: String,
    cf_seats: u32,
    cf_note: Option<String>,
}

#[test]
fn custom_fields_are_read_as_a_type_of_ones_own() {
    let json = r#"{"id":"sub_1","cf_seats":3,"cf_channel":"partner","cf_note":null,"new":"x"}"#;
    let extra = subscription(json).extra;
    let custom: Custom = extra.custom_fields_as().expect("the custom fields");
    let expected = Custom {
        cf_channel: "partner".to_owned(),
        cf_seats: 3,
        cf_note: None,
    };
    assert_eq!(custom, expected);
    let all: BTreeMap<String, serde_json::Value> =
        extra.custom_fields_as().expect("the custom fields");
    let names: Vec<_> = all.keys().collect();
    assert_eq!(names, ["cf_channel", "cf_note", "cf_seats"]);
}

#[derive(Debug, PartialEq, serde::Deserialize, serde::Serialize)]
struct Own {
    cf_channel: String,
    cf_seats: u32,
    cf_vip: bool,
    cf_note: Option<String>,
    cf_code: String,
    cs_marketing: Option<bool>,
}

#[test]
fn custom_and_consent_fields_go_both_ways_in_one_type() {
    use chargebee::v2::hosted_page::requests::CustomerParams;
    let own = Own {
        cf_channel: "partner".to_owned(),
        cf_seats: 3,
        cf_vip: true,
        cf_note: None,
        cf_code: String::new(),
        cs_marketing: Some(false),
    };
    let sent = |name: &dyn Fn(&str) -> String| -> Vec<(String, String)> {
        let fields = [
            ("cf_channel", "partner"),
            // Empty text clears; nothing is sent of `None`.
            ("cf_code", ""),
            ("cf_seats", "3"),
            ("cf_vip", "true"),
            ("cs_marketing", "false"),
        ];
        let pairs = fields
            .iter()
            .map(|(of, value)| (name(of), (*value).to_owned()));
        pairs.collect()
    };
    let request = offline().customer().create().custom_fields(&own);
    let request = request.into_http().expect("a request");
    assert_eq!(form(&request), sent(&str::to_owned));
    let group = CustomerParams::new().custom_fields(&own);
    let request = offline().hosted_page().checkout_new_for_items();
    let request = request.customer(group).into_http().expect("a request");
    assert_eq!(form(&request), sent(&|of| format!("customer[{of}]")));

    let json = r#"{"id":"c","cf_channel":"partner","cf_seats":3,"cf_vip":true,"cf_code":"","cs_marketing":false}"#;
    let read = chargebee::v2::customer::Customer::from_json(json.as_bytes()).expect("a customer");
    assert_eq!(read.extra.custom_fields_as::<Own>().expect("they fit"), own);
    let names: Vec<_> = read.extra.custom_fields().map(|(name, _)| name).collect();
    assert!(names.contains(&"cs_marketing"), "{names:?}");
}

#[test]
fn what_is_no_custom_field_is_refused_both_ways() {
    #[derive(Debug, serde::Deserialize, serde::Serialize)]
    struct Other {
        channel: Option<String>,
    }
    let read = subscription(r#"{"cf_channel":"x","channel":"y"}"#).extra;
    let error = unreadable(read.custom_fields_as::<Other>());
    assert_eq!(error.path, "channel");
    assert!(error.problem.contains("start with `cf_`"), "{error}");
    let own = Other {
        channel: Some("hush".to_owned()),
    };
    let lists = BTreeMap::from([("cf_list", ["hush"])]);
    for request in [
        offline().customer().create().custom_fields(&own),
        offline().customer().create().custom_fields(&lists),
        offline().customer().create().custom_fields("hush"),
        offline()
            .customer()
            .create()
            .custom_field("channel", "hush"),
    ] {
        let error = request.into_http().expect_err("it is refused").to_string();
        assert!(
            error.contains("custom field") && !error.contains("hush"),
            "{error}"
        );
    }
    for none in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let seats = BTreeMap::from([("cf_seats", Some(none)), ("cf_rate", None)]);
        let request = offline().customer().create().custom_fields(&seats);
        let error = request.into_http().expect_err("it is refused").to_string();
        assert!(
            error.contains("`cf_seats` is infinite or no number"),
            "{error}"
        );
        let group =
            chargebee::v2::hosted_page::requests::CustomerParams::new().custom_fields(&seats);
        let request = offline().hosted_page().checkout_new_for_items();
        let error = request
            .customer(group)
            .into_http()
            .expect_err("it is refused")
            .to_string();
        assert!(
            error.contains("`cf_seats` is infinite or no number"),
            "{error}"
        );
    }
    let group =
        chargebee::v2::hosted_page::requests::CustomerParams::new().custom_field("channel", "hush");
    let request = offline().hosted_page().checkout_new_for_items();
    let error = request
        .customer(group)
        .into_http()
        .expect_err("it is refused");
    assert!(
        error.to_string().contains("`channel` is no custom field"),
        "{error}"
    );
}

#[test]
fn custom_fields_that_do_not_fit_are_named_and_not_quoted() {
    let json = r#"{"cf_seats":"078-05-1120","cf_channel":"partner"}"#;
    let error = unreadable(subscription(json).extra.custom_fields_as::<Custom>());
    assert_eq!(error.path, "cf_seats");
    let missing = subscription(r#"{"cf_seats":3}"#).extra;
    assert_eq!(
        unreadable(missing.custom_fields_as::<Custom>()).path,
        "cf_channel"
    );
    for printed in [format!("{error:?}"), error.to_string()] {
        assert!(
            !printed.contains("078") && printed.contains("custom fields"),
            "{printed}"
        );
    }
}

/// A sample of the API's documentation has a boolean as text.
#[test]
fn a_boolean_in_text_is_read_and_written_back_as_text() {
    let json = r#"{"id":"s1","discounts":[{"id":"d1","percentage":10,"included_in_mrr":"true"}],"deleted":"false"}"#;
    let mut read = subscription(json);
    assert!(read.discounts[0].included_in_mrr);
    assert!(!read.deleted && !read.lacks("deleted"));
    let written = read.clone().to_json();
    assert_eq!(lossless::differences(json, &written), Vec::<String>::new());
    read.deleted = true;
    assert!(
        read.to_json().contains(r#""deleted":"true""#),
        "{}",
        read.to_json()
    );
}

#[test]
fn ids_of_secret_links_are_not_printed_of_calls() {
    let client = offline();
    let v1 = chargebee::v1::Client::builder("acme-test", "test_key")
        .build()
        .expect("a client");
    for call in [
        format!("{:?}", client.hosted_page().retrieve("hush_1")),
        format!("{:?}", client.hosted_page().acknowledge("hush_1")),
        format!("{:?}", client.hosted_page().list().id().is("hush_1")),
        format!("{:?}", client.portal_session().retrieve("hush_1")),
        format!("{:?}", client.portal_session().logout("hush_1")),
        format!("{:?}", client.portal_session().activate("hush_1", "hush_2")),
        format!("{:?}", v1.hosted_page().retrieve("hush_1")),
    ] {
        assert!(
            call.contains("[redacted]") && !call.contains("hush"),
            "{call}"
        );
    }
    assert!(format!("{:?}", client.invoice().retrieve("inv_1")).contains("inv_1"));
}

#[test]
fn what_was_read_is_written_back_whole() {
    let json = INVOICE
        .replace(
            r#""total":8700"#,
            r#""total":null,"discounts":[],"taxes":null"#,
        )
        .replace(r#""quantity":1"#, r#""quantity":null,"cf_x":{"y":[]}"#);
    let read = invoice(&json);
    assert!(read.lacks("total"));
    assert!(read.discounts.is_empty() && read.taxes.is_empty());
    for invoice in [read.clone(), read] {
        let written = invoice.to_json();
        assert_eq!(lossless::differences(&json, &written), Vec::<String>::new());
        assert_eq!(self::invoice(&written), invoice);
    }
}

/// Zero may be what a program means: then it says so.
#[test]
fn zero_that_a_program_put_there_counts() {
    let mut read = invoice(r#"{"id":"inv_1","currency_code":"USD","total":null,"deleted":true}"#);
    assert!(read.lacks("total") && read.total_money().is_err());
    read.total = Amount::from_minor(1);
    assert!(!read.lacks("total"));
    read.total = Amount::ZERO;
    assert!(read.lacks("total"));
    read.fill("total");
    assert!(!read.lacks("total") && read.lacks("status"));
    let total = read.total_money().map(|it| it.to_string());
    assert_eq!(total.as_deref(), Ok("USD 0.00"));
    for invoice in [read.clone(), invoice(&read.to_json())] {
        assert!(!invoice.lacks("total"));
        assert!(
            invoice.to_json().contains(r#""total":0"#),
            "{}",
            invoice.to_json()
        );
        assert_eq!(invoice.total, Amount::ZERO);
    }
    // What was there, or is no field, is as it was.
    read.fill("deleted");
    read.fill("nothing");
    assert!(read.deleted && !read.lacks("deleted"));
}

/// Fixtures of the vendor's clients have integers and times as text, and `{}` for a list without elements.
#[test]
fn other_forms_of_a_value_are_read_and_kept() {
    let json = INVOICE
        .replace(
            r#""total":8700"#,
            r#""total":"8700","due_date":"1649946996","net_term_days":-0,"tax_origin":null,"discounts":{}"#,
        )
        .replace(r#""quantity":1"#, r#""quantity":"-0""#);
    let mut read = invoice(&json);
    assert_eq!(read.total, Amount::from_minor(8700));
    assert_eq!(read.due_date, Some(Timestamp::from_seconds(1_649_946_996)));
    assert_eq!(read.net_term_days, 0);
    assert_eq!(read.line_items[0].quantity, Some(0));
    assert!(read.discounts.is_empty());
    for invoice in [read.clone(), invoice(&read.to_json())] {
        let written = invoice.to_json();
        assert_eq!(lossless::differences(&json, &written), Vec::<String>::new());
    }
    // A value that is put in its place is written in its form, and a sign that it does not have is not.
    read.total = Amount::from_minor(1);
    read.net_term_days = 7;
    read.due_date = None;
    let written = read.to_json();
    for (there, text) in [
        (true, r#""total":"1""#),
        (true, r#""net_term_days":7"#),
        (false, r#""due_date""#),
    ] {
        assert_eq!(written.contains(text), there, "{text}: {written}");
    }
}

/// What the API calls required is not there in everything that is published as real.
#[test]
fn what_an_answer_lacks_costs_nothing_else() {
    let read = invoice(r#"{"id":"inv_1","total":8700}"#);
    assert!(read.lacks("customer_id") && read.lacks("status"));
    assert_eq!(
        read.total_money().map(|it| it.to_string()),
        Err(MoneyError::NoCurrency("total"))
    );
}

#[tokio::test]
async fn the_kind_of_a_record_is_kept_and_is_nothing_extra() {
    let read = invoice(INVOICE);
    assert!(read.extra.is_empty(), "{:?}", read.extra);
    assert!(read.to_json().contains(r#""object":"invoice""#));
    let without = invoice(&INVOICE.replace(r#","object":"invoice""#, ""));
    assert!(!without.to_json().contains(r#""object":"invoice""#));
    // Inside of an answer, its place says what it is.
    let other = answer(
        200,
        invoice_with(r#""object":"invoice""#, r#""object":"bill""#),
    );
    let other = retrieve(other).await.expect("an answer").invoice.clone();
    let object = other.extra.get("object").map(|it| it.as_str());
    assert_eq!(object, Some(r#""bill""#));
    assert!(other.to_json().contains(r#""object":"bill""#));
}

#[test]
fn secrets_of_a_record_are_not_printed() {
    let json = r#"{"id":"hp_secret","url":"https://acme.chargebee.com/pages/v3/hush/","one_time":"swordfish","content":{"card":"4111"}}"#;
    let page = HostedPage::from_json(json.as_bytes()).expect("a hosted page");
    for printed in [format!("{page:?}"), format!("{page:#?}")] {
        for shown in ["id: [redacted]", "url", "one_time"] {
            assert!(printed.contains(shown), "{shown} is not in {printed}");
        }
        for hidden in ["hp_secret", "hush", "swordfish", "4111"] {
            assert!(!printed.contains(hidden), "{hidden} is in {printed}");
        }
    }
    assert!(page.to_json().contains("hush"), "JSON holds everything");
}

#[test]
fn an_amount_and_its_currency_are_money() {
    let total = |json: &str| invoice(json).total_money().map(|it| it.to_string());
    assert_eq!(total(INVOICE).as_deref(), Ok("USD 87.00"));
    let yen = INVOICE.replace("USD", "JPY");
    assert_eq!(total(&yen).as_deref(), Ok("JPY 8700"));
    let without = INVOICE.replace(r#""total":8700,"#, "");
    assert_eq!(total(&without), Err(MoneyError::NoAmount("total")));

    let local = INVOICE.replace(
        r#""total":8700"#,
        r#""total":8700,"total_in_local_currency":8000"#,
    );
    let name = "total_in_local_currency";
    assert_eq!(
        invoice(&local).total_in_local_currency_money(),
        Err(MoneyError::NoCurrency(name))
    );
}

#[test]
fn an_event_carries_what_its_type_says() {
    use chargebee::v2::event::{Event, EventContent};
    let json = br#"{"id":"ev_1","event_type":"customer_deleted","occurred_at":1600000000,"source":"api",
        "object":"event","api_version":"v2","webhook_status":"scheduled","webhooks":[],
        "content":{"customer":{"id":"cust_7","auto_collection":"on","net_term_days":0,"created_at":1,
            "allow_direct_debit":false,"deleted":true,"promotional_credits":0,"refundable_credits":0,
            "excess_payments":0,"unbilled_charges":0,"object":"customer"},
            "subscriptions":[{"id":"sub_1"},{"id":"sub_2"}],"new_thing":{"a":1}}}"#;
    let event = Event::from_json(json).expect("an event");
    let content = event.content().expect("it reads");
    let EventContent::CustomerDeleted(content) = &content else {
        panic!("{content:?}")
    };
    assert_eq!(content.customer.id, "cust_7");
    let ids = content.subscriptions.iter().map(|it| &it.id);
    assert_eq!(
        ids.map(|id| id.as_str()).collect::<Vec<_>>(),
        ["sub_1", "sub_2"]
    );
    assert_eq!(
        content.extra.get("new_thing").map(|it| it.as_str()),
        Some(r#"{"a":1}"#)
    );
}

const EVENT: &str = r#"{"id":"ev_1","event_type":"customer_deleted","occurred_at":1600000000,"object":"event","api_version":"v2"}"#;

#[test]
fn an_event_is_read_without_content() {
    use chargebee::v2::event::{Event, EventContent};
    let read = |json: &str| Event::from_json(json.as_bytes()).expect("an event");
    let event = read(EVENT);
    assert_eq!(event.id, "ev_1");
    assert_eq!(event.occurred_at, Timestamp::from_seconds(1_600_000_000));
    assert_eq!(unreadable(event.content()).path, "content");
    let with =
        |content: &str| EVENT.replace("\"object\"", &format!("\"content\":{content},\"object\""));
    let event = read(&with("null"));
    let error = unreadable(event.content());
    assert_eq!(
        (&*error.path, &*error.problem),
        ("content", "the field is missing")
    );
    let event = read(&with("{}"));
    // What the type is called after is plain, and says that it was not sent.
    let content = event.content().expect("it reads");
    assert!(content.customer().is_none());
    assert_eq!(content.to_json(), "{}");
    let EventContent::CustomerDeleted(content) = content else {
        panic!("{content:?}")
    };
    assert!(content.lacks("customer") && content.customer.id.as_str().is_empty());
}

/// What is said where a body is read as an event, or where that is written in another version.
fn refused(read: impl Fn(&[u8]) -> chargebee::Result<()>, json: &str) -> DecodeError {
    unreadable(read(json.as_bytes()))
}

#[test]
fn a_body_that_says_that_it_is_something_else_is_refused() {
    use chargebee::{v1, v2};
    type Read = fn(&[u8]) -> chargebee::Result<()>;
    let event: Read = |json| v2::event::Event::from_json(json).map(drop);
    let event_v1: Read = |json| v1::event::Event::from_json(json).map(drop);
    let customer: Read = |json| v2::customer::Customer::from_json(json).map(drop);
    let line_item: Read = |json| v2::common::LineItemDetail::from_json(json).map(drop);
    let by_serde: Read = |json| {
        let read: serde_json::Result<v2::event::Event> = serde_json::from_slice(json);
        let text = read.expect_err("it is refused").to_string();
        assert!(text.contains("expected API v2, found API `v1`"), "{text}");
        v2::event::Event::from_json(json).map(drop)
    };
    let first = EVENT.replace(r#","api_version":"v2""#, "");
    let v1 = EVENT.replace("\"v2\"", "\"v1\"");
    for (read, json, path, found, expected) in [
        (event, "{}", "id", "does not say what it is", "`event`"),
        (
            event,
            r#"{"customer":{"id":"c"}}"#,
            "id",
            "does not say what it is",
            "`event`",
        ),
        (
            event,
            r#"{"object":"customer"}"#,
            "object",
            "`customer`",
            "`event`",
        ),
        (event, INVOICE, "object", "`invoice`", "`event`"),
        (
            event,
            &EVENT.replace("\"event\"", "\"4111 1111\""),
            "object",
            "something else",
            "`event`",
        ),
        (event, &v1, "api_version", "API `v1`", "API v2"),
        (
            event,
            &first,
            "api_version",
            "none, which means API v1",
            "API v2",
        ),
        // The version counts more than what does not fit because of it.
        (
            event,
            &v1.replace("1600000000", "{}"),
            "api_version",
            "API `v1`",
            "API v2",
        ),
        (by_serde, &v1, "api_version", "API `v1`", "API v2"),
        (event_v1, EVENT, "api_version", "API `v2`", "API v1"),
        (customer, INVOICE, "object", "`invoice`", "`customer`"),
        (customer, EVENT, "object", "`event`", "`customer`"),
        // Nothing of it would have read.
        (
            line_item,
            r#"{"object":"invoice","amount":"x"}"#,
            "object",
            "`invoice`",
            "`line_item`",
        ),
    ] {
        let error = refused(read, json);
        assert_eq!(error.path, path, "{json}: {error}");
        for part in [found, expected] {
            assert!(error.problem.contains(part), "{json}: {error}");
        }
        assert!(!error.to_string().contains("4111"), "{error}");
    }
    assert!(event_v1(first.as_bytes()).is_ok() && event_v1(v1.as_bytes()).is_ok());
    for lacks in ["id", "event_type", "occurred_at"] {
        let error = refused(event, &EVENT.replace(&format!("\"{lacks}\""), "\"x\""));
        assert_eq!(
            (error.path.as_str(), error.problem.contains("missing")),
            (lacks, true),
            "{error}"
        );
    }
}

/// Inside of an answer, the place says what something is; but the content of an event is read as what it is written in.
#[tokio::test]
async fn an_event_of_another_version_in_an_answer_is_kept_and_its_content_refused() {
    let (server, client) = crate::support::server_and_client().await;
    let other = EVENT.replace("\"v2\"", "\"v1\"");
    server.answer_json(format!(
        r#"{{"list":[{{"event":{EVENT}}},{{"event":{other}}}]}}"#
    ));
    let page = client.event().list().send().await.expect("a page");
    let [right, other] = page.list.as_slice() else {
        panic!("{page:?}")
    };
    // Its version is right, and it has no content.
    assert_eq!(unreadable(right.event.content()).path, "content");
    let error = unreadable(other.event.content());
    assert_eq!(error.path, "api_version");
    assert!(
        error.problem.contains("expected API v2, found API `v1`"),
        "{error}"
    );
}

#[test]
fn an_event_of_an_unknown_type_is_kept_whole() {
    use chargebee::v2::event::EventContent;
    let content =
        chargebee::Json::from_text(r#"{"moon": {"phase": 0.1234567890123456789}}"#.to_owned());
    let read = EventContent::read("moon_risen", &content.expect("JSON")).expect("it is kept");
    assert!(matches!(read, EventContent::Unknown(_)));
    assert_eq!(
        read.to_json(),
        r#"{"moon": {"phase": 0.1234567890123456789}}"#
    );
}

#[test]
fn the_content_of_an_event_says_where_it_does_not_fit() {
    use chargebee::v2::event::EventContent;
    let content = chargebee::Json::from_text(
        r#"{"invoice": {"line_items": [{"amount": "4111 1111"}]}}"#.to_owned(),
    );
    let error = EventContent::read("invoice_updated", &content.expect("JSON"))
        .expect_err("it does not fit");
    let text = error.to_string();
    assert!(
        text.contains("invoice.line_items[0].amount") && !text.contains("4111"),
        "{text}"
    );
}

/// What the API always sends is plain. An answer that lacks it is read all the same, says so, and is written as it was read.
#[test]
fn an_answer_that_lacks_what_is_always_sent_is_read() {
    let json = r#"{"id":"inv_1","status":null,"object":"invoice"}"#;
    let mut invoice = Invoice::from_json(json.as_bytes()).expect("an invoice");
    assert_eq!(invoice.status.as_str(), "");
    assert_eq!(invoice.total, Amount::ZERO);
    for name in ["status", "total", "currency_code", "customer_id"] {
        assert!(invoice.lacks(name), "{name}");
    }
    assert!(!invoice.lacks("id"));
    assert!(!invoice.lacks("no_such_field"));
    // A placeholder is no money, and no currency.
    assert!(invoice.total_money().is_err());
    assert!(HasCurrency::currency_code(&invoice).is_none());
    assert_eq!(invoice.to_json(), json);
    assert_eq!(invoice.clone(), invoice);
    assert_eq!(invoice.clone().to_json(), json);
    assert!(!format!("{invoice:?}").contains("total"), "{invoice:?}");

    // What is given to it later counts, and is written.
    invoice.total = Amount::from_minor(1200);
    invoice.currency_code = "USD".parse().expect("a currency");
    assert!(!invoice.lacks("total"));
    let total = invoice.total_money().expect("money");
    assert_eq!(total.to_string(), "USD 12.00");
    assert!(invoice.to_json().contains(r#""total":1200"#));

    // Zero that was sent is zero.
    let json = r#"{"id":"inv_1","total":0,"currency_code":"USD","object":"invoice"}"#;
    let invoice = Invoice::from_json(json.as_bytes()).expect("an invoice");
    assert!(!invoice.lacks("total"));
    assert_eq!(invoice.total_money().expect("money").amount(), Amount::ZERO);
}

/// The resource that a type of event is called after is plain, and is found over all types.
#[test]
fn the_content_of_an_event_has_what_it_is_called_after() {
    let content = r#"{"invoice":{"id":"inv_1","object":"invoice"},"customer":{"id":"c_1","object":"customer"}}"#;
    let json = Json::from_text(content.to_owned()).expect("JSON");
    let generated = EventContent::read("invoice_generated", &json).expect("a content");
    let EventContent::InvoiceGenerated(it) = &generated else {
        panic!("another type: {generated:?}");
    };
    assert_eq!(it.invoice.id.as_str(), "inv_1");
    assert_eq!(generated.invoice().map(|it| it.id.as_str()), Some("inv_1"));
    assert!(generated.subscription().is_none());
    // Another type that carries an invoice too, and may lack it.
    let succeeded = EventContent::read("payment_succeeded", &json).expect("a content");
    assert_eq!(succeeded.invoice().map(|it| it.id.as_str()), Some("inv_1"));
    assert!(succeeded.transaction().is_none());
    // It lacks what it is called after, and is read all the same.
    let created = EventContent::read("subscription_created", &json).expect("a content");
    assert!(created.subscription().is_none());
    // Such events are known, and are read.
    let updated = EventContent::read("payment_source_updated", &json).expect("a content");
    assert!(updated.payment_source().is_none());
}
