//! The crate against the mock, over a socket and without one.

use chargebee::{
    CallOptions, Error, RetryPolicy,
    v2::{Client, usage_event::requests::EventParams},
};
use chargebee_mock::{Fault, Mock, MockServer, Settings};

fn in_process(mock: &Mock) -> Client {
    // A fault is to be seen, and not to be got over.
    let client = Client::builder("acme", "test_key")
        .retry(RetryPolicy::none())
        .transport(mock.transport());
    client.build().expect("a client")
}

#[tokio::test]
async fn without_a_socket() {
    let mock = Mock::new(Settings::new().samples_only()).expect("a mock");
    let client = in_process(&mock);
    let customer = client
        .customer()
        .create()
        .first_name("Ada")
        .send()
        .await
        .expect("created");
    assert_eq!(customer.customer.first_name.as_deref(), Some("Ada"));
    assert_eq!(mock.received("customer.create").len(), 1);
    for (fault, kind) in [(Fault::Cut, "Broken"), (Fault::Truncated, "Broken")] {
        mock.plan(fault, Some("customer.retrieve"), 1);
        match client.customer().retrieve("c").send().await {
            Err(Error::Transport(error)) => assert_eq!(format!("{:?}", error.kind()), kind),
            other => panic!("{other:?}"),
        }
    }
}

/// Without a replaced base URL, each operation must go to the host that it lives on.
#[tokio::test]
async fn the_host_is_checked() {
    let mock = Mock::new(Settings::new().samples_only()).expect("a mock");
    let client = in_process(&mock);
    let event = client.usage_event().create(
        "d",
        "s",
        chargebee::TimestampMillis::from_milliseconds(1),
        chargebee::Json::from(serde_json::json!({})),
    );
    event
        .send()
        .await
        .expect("it went to the host of ingestion");
    client
        .customer()
        .retrieve("c")
        .send()
        .await
        .expect("it went to the site");
    // The host of the other is not there for it.
    let at = |host: &str| {
        let client = Client::builder("acme", "test_key")
            .retry(RetryPolicy::none())
            .transport(mock.transport())
            .base_url(format!("https://{host}"));
        client.build().expect("a client")
    };
    let refused = |result: Result<(), Error>| match result {
        Err(Error::Api(error)) => {
            assert_eq!(
                (error.status.as_u16(), &*error.api_error_code),
                (404, "resource_not_found")
            );
        }
        other => panic!("{other:?}"),
    };
    let event = |client: &Client| {
        client.usage_event().create(
            "d",
            "s",
            chargebee::TimestampMillis::from_milliseconds(1),
            chargebee::Json::from(serde_json::json!({})),
        )
    };
    for host in [
        "acme.chargebee.com",
        "acme.file-ingest.chargebee.com",
        "chargebee.com",
    ] {
        refused(event(&at(host)).send().await.map(drop));
    }
    for host in ["acme.ingest.chargebee.com", "a.b.chargebee.com"] {
        refused(at(host).customer().retrieve("c").send().await.map(drop));
    }
    event(&at("acme.ingest.chargebee.com"))
        .send()
        .await
        .expect("its own host");
    at("acme.chargebee.com")
        .customer()
        .retrieve("c")
        .send()
        .await
        .expect("its own host");
    // Elsewhere one host is for all.
    event(&at("localhost")).send().await.expect("any host");
}

#[tokio::test]
async fn unknown_things_are_kept() {
    let server = MockServer::start_with(Settings::new().samples_only(), 0)
        .await
        .expect("a mock");
    let client = Client::builder("acme", "test_key")
        .retry(RetryPolicy::none())
        .base_url(server.url());
    let client = client.build().expect("a client");
    server.plan(Fault::UnknownEnum, None, 1);
    let invoice = client
        .invoice()
        .retrieve("i")
        .send()
        .await
        .expect("read")
        .invoice
        .clone();
    assert_eq!(invoice.status, "never_heard_of");
    server.plan(Fault::UnknownField, None, 1);
    let invoice = client
        .invoice()
        .retrieve("i")
        .send()
        .await
        .expect("read")
        .invoice
        .clone();
    assert!(
        invoice
            .to_json()
            .contains(r#""never_heard_of":{"digits":1.1}"#)
    );
    server.plan(Fault::RateLimit(None), None, 1);
    assert!(
        matches!(client.invoice().list().send().await, Err(Error::Api(error)) if error.status == 429)
    );
}

/// One usage event, as it is sent.
fn usage(id: &str, subscription: &str) -> EventParams {
    let at = chargebee::TimestampMillis::from_milliseconds(1_700_000_000_000);
    let units = serde_json::json!({ "units": 3 });
    EventParams::new(id, subscription, at, chargebee::Json::from(units))
}

/// A batch tells which of its events are not taken, and takes the others.
#[tokio::test]
async fn batches_of_usage_events() {
    let mock = Mock::new(Settings::new()).expect("a mock");
    let client = in_process(&mock);
    // The mock is to refuse one of them.
    let unchecked = || CallOptions::new().check_requests(false);
    let send = |events: Vec<EventParams>| {
        let request = client.usage_event().batch_ingest().options(unchecked());
        request.in_chunks(events)
    };
    // What is not told apart, because no subscription is remembered at all, is good.
    let many = (0..501).map(|at| usage(&format!("e{at}"), "any")).collect();
    let good = send(many).await;
    assert!(good.is_complete(), "{good:?}");
    assert_eq!(good.answers.len(), 2);
    assert_eq!(mock.received("usage_event.batch_ingest")[0].status, 200);
    let subscription = serde_json::json!({ "id": "s", "customer_id": "c" });
    mock.seed(chargebee_mock::Version::V2, "subscription", subscription)
        .expect("seeded");
    let partly = send(vec![
        usage("good", "s"),
        usage(&"x".repeat(37), "s"),
        usage("lost", "elsewhere"),
    ])
    .await;
    assert!(
        partly.error.is_none() && !partly.is_complete(),
        "{partly:?}"
    );
    let failed: Vec<_> = partly.failed().collect();
    let codes: Vec<_> = failed
        .iter()
        .map(|it| it.api_error_code.as_deref())
        .collect();
    assert_eq!(
        codes,
        [Some("param_wrong_value"), Some("resource_not_found")]
    );
    assert_eq!(failed[1].deduplication_id.as_deref(), Some("lost"));
    let message = failed[0].message.as_deref().expect("a message");
    assert!(message.contains("events[1][deduplication_id]"), "{message}");
    let all_bad = send(
        (0..3)
            .map(|at| usage(&format!("e{at}"), "elsewhere"))
            .collect(),
    )
    .await;
    assert_eq!(all_bad.failed().count(), 3);
    assert!(all_bad.error.is_none(), "{all_bad:?}");
}

/// The configuration is that of the site that is asked.
#[tokio::test]
async fn the_site_tells_its_configuration() {
    let domain = |client: Client| async move {
        let told = client.configuration().list().send().await.expect("told");
        let [one] = told.configurations.as_slice() else {
            panic!("{told:?}");
        };
        one.domain.clone().expect("a domain")
    };
    let mock = Mock::new(Settings::new()).expect("a mock");
    assert_eq!(domain(in_process(&mock)).await, "acme");
    for (settings, expected) in [
        (Settings::new(), "mock-test"),
        (Settings::new().site("acme-eu"), "acme-eu"),
    ] {
        let server = MockServer::start_with(settings, 0).await.expect("a mock");
        let client = Client::builder("acme", "test_key").base_url(server.url());
        assert_eq!(domain(client.build().expect("a client")).await, expected);
    }
}

/// Whatever is sent for trying out is read as what it says it is, with everything that its content can hold.
#[test]
fn every_event_reads_as_its_type() {
    use chargebee::{v1, v2};
    use chargebee_mock::{Version, event_types, sample_event};
    let types = |version| event_types(version).expect("types");
    for event_type in types(Version::V2) {
        let body = sample_event(Version::V2, event_type).expect(event_type);
        let event = v2::Event::from_json(body.to_string()).expect(event_type);
        assert_eq!(event.event_type.as_str(), event_type);
        assert!(!event.lacks("source"), "{event_type}");
        let content = event.content().expect(event_type);
        assert!(
            !matches!(content, v2::event::EventContent::Unknown(_)),
            "{event_type}"
        );
        let written: serde_json::Value = serde_json::from_str(&event.to_json()).expect(event_type);
        assert_eq!(written, body, "{event_type}");
    }
    for event_type in types(Version::V1) {
        let body = sample_event(Version::V1, event_type).expect(event_type);
        let event = v1::Event::from_json(body.to_string()).expect(event_type);
        let content = event.content().expect(event_type);
        assert!(
            !matches!(content, v1::event::EventContent::Unknown(_)),
            "{event_type}"
        );
    }
    assert_eq!(
        (types(Version::V1).len(), types(Version::V2).len()),
        (35, 251)
    );
    let problem = sample_event(Version::V2, "invoice_generatd").expect_err("no such type");
    assert!(
        problem.contains("is `invoice_generated` meant?"),
        "{problem}"
    );
}
