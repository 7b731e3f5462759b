//! Links for people, and what is good for a while only.

use crate::{KEY, client_of};
use chargebee::{
    Error, Timestamp,
    jobs::Expires as _,
    v1,
    v2::{
        Client, export::Export, hosted_page::HostedPage, invoice::Invoice,
        portal_session::PortalSession,
    },
};
use std::time::Duration;

#[test]
fn resources_have_a_page_in_the_admin_console() {
    let client = Client::builder("acme-test", KEY).build().expect("a client");
    let url = |path: &str| format!("https://acme-test.chargebee.com/admin-console/{path}");
    let customer = client.customer().admin_console_url("cust_7");
    assert_eq!(customer.expect("a link"), url("customers/cust_7"));
    let subscription = client.subscription().admin_console_url("123xyz");
    assert_eq!(subscription.expect("a link"), url("subscriptions/123xyz"));
    let invoice = client.invoice().admin_console_url("a/b c?#%é");
    assert_eq!(
        invoice.expect("a link"),
        url("invoices/a%2Fb%20c%3F%23%25%C3%A9")
    );
    let note = client.credit_note().admin_console_url("CN-1");
    assert_eq!(note.expect("a link"), url("credit_notes/CN-1"));
    for id in ["", ".", ".."] {
        let refused = client.invoice().admin_console_url(id);
        assert!(matches!(refused, Err(Error::Config(_))), "{id}");
    }
    let old = v1::Client::builder("acme", KEY).build().expect("a client");
    assert_eq!(
        old.subscription().admin_console_url("s").expect("a link"),
        "https://acme.chargebee.com/admin-console/subscriptions/s"
    );
    let mock = client_of("http://127.0.0.1:1".to_owned());
    assert_eq!(
        mock.customer().admin_console_url("c").expect("a link"),
        "http://127.0.0.1:1/admin-console/customers/c"
    );
}

#[test]
fn resources_have_a_page_in_the_api_reference() {
    assert_eq!(
        Invoice::API_DOCS,
        "https://apidocs.chargebee.com/docs/api/invoices"
    );
    assert_eq!(
        Export::API_DOCS,
        "https://apidocs.chargebee.com/docs/api/exports"
    );
    assert_eq!(
        v1::invoice::Invoice::API_DOCS,
        "https://apidocs.chargebee.com/docs/api/v1/invoices"
    );
}

fn page(json: &str) -> HostedPage {
    HostedPage::from_json(json.as_bytes()).expect("a hosted page")
}

#[test]
fn a_hosted_page_holds_typed_resources() {
    let customer = r#"{"id":"cust_7","auto_collection":"on","net_term_days":0,"allow_direct_debit":false,"created_at":1600000000,"promotional_credits":0,"unbilled_charges":0,"refundable_credits":0,"excess_payments":0,"deleted":false,"object":"customer"}"#;
    let json = format!(
        r#"{{"id":"hp_1","type":"checkout_new","state":"succeeded","content":{{"customer":{customer},"brand_new":{{"id":"x"}}}}}}"#
    );
    let page = page(&json);
    let content = page.content().expect("it reads").expect("content");
    let customer = content.customer.as_ref().expect("a customer");
    assert_eq!(customer.id, "cust_7");
    assert!(content.subscription.is_none());
    let unknown = content.extra.get("brand_new").map(chargebee::Json::as_str);
    assert_eq!(unknown, Some(r#"{"id":"x"}"#), "nothing is lost");
    assert_eq!(page.to_json(), json);
}

#[test]
fn a_hosted_page_without_content_has_none_and_wrong_content_is_an_error() {
    let new = page(r#"{"id":"hp_1","state":"created"}"#);
    assert!(new.content().expect("it reads").is_none());
    let wrong = page(r#"{"id":"hp_1","content":{"customer":[]}}"#);
    let error = wrong.content().expect_err("no customer").to_string();
    assert!(error.contains("customer"), "{error}");
}

#[test]
fn hosted_pages_and_sessions_expire() {
    let at = Timestamp::from_seconds;
    let page = page(r#"{"id":"hp_1","expires_at":1000}"#);
    assert_eq!(page.expiry(), Some(at(1000)));
    assert!(!page.is_expired_at(at(999)));
    assert!(page.is_expired_at(at(1000)));
    assert!(page.is_expired(), "by the system's clock");
    assert_eq!(page.time_left_at(at(940)), Some(Duration::from_secs(60)));
    assert_eq!(page.time_left_at(at(2000)), Some(Duration::ZERO));

    let later = Timestamp::now().as_seconds() + 3600;
    let json = format!(
        r#"{{"id":"ps_1","token":"t","access_url":"https://acme.chargebee.com/portal?token=sEcReT","status":"created","created_at":1,"customer_id":"c","expires_at":{later}}}"#
    );
    let session = PortalSession::from_json(json.as_bytes()).expect("a session");
    assert!(!session.is_expired());
    assert!(
        !format!("{session:?}").contains("sEcReT"),
        "the link lets anyone in"
    );

    let unsaid = PortalSession::from_json(br#"{"id":"ps_1"}"#).expect("a session");
    assert_eq!(unsaid.expiry(), None);
    assert!(!unsaid.is_expired());
    assert_eq!(unsaid.time_left_at(at(0)), None);
}
