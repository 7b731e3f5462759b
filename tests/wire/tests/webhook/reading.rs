//! What a delivery holds.

use crate::support::{builder, receiver, request, sample};
use chargebee::{
    Amount, v1,
    v2::{self, event::EventContent},
    webhook::{Event, Failure, InMemory, InMemoryVersions, Outcome, Versions as _},
};
use chargebee_mock::Version;
use serde_json::json;

#[tokio::test]
async fn an_event_is_one_of_its_version() {
    let mut v2 = sample(Version::V2, "invoice_generated");
    v2["content"]["invoice"]["total"] = json!(8700);
    v2["content"]["invoice"]["currency_code"] = json!("EUR");
    let delivery = receiver().receive(request(v2.to_string()), None).await;
    let event = delivery.expect("it reads").event;
    assert_eq!(event.api_version(), "v2");
    let Event::V2(event) = event else {
        panic!("{event:?}");
    };
    let Ok(EventContent::InvoiceGenerated(it)) = event.content() else {
        panic!("{event:?}");
    };
    let total = it.invoice.total_money().expect("money");
    assert_eq!(total.to_string(), "EUR 87.00");

    let mut v1 = sample(Version::V1, "invoice_created");
    v1["content"]["invoice"]["amount"] = json!(15);
    // The first events do not say their version.
    v1.as_object_mut().expect("an object").remove("api_version");
    let delivery = receiver().receive(request(v1.to_string()), None).await;
    let event = delivery.expect("it reads").event;
    assert_eq!(
        (event.id(), event.event_type(), event.api_version()),
        ("ev_invoice_created", "invoice_created", "v1")
    );
    let Event::V1(event) = event else {
        panic!("{event:?}");
    };
    let Ok(v1::event::EventContent::InvoiceCreated(it)) = event.content() else {
        panic!("{event:?}");
    };
    assert_eq!(it.invoice.amount, Some(Amount::from_minor(15)));
}

#[tokio::test]
async fn what_is_not_known_is_kept() {
    let mut event = sample(Version::V2, "invoice_generated");
    event["event_type"] = json!("invoice_painted");
    event["moon_phase"] = json!({ "a": 1 });
    event["content"]["paint"] = json!({ "colour": "green" });
    let text = event.to_string();
    let delivery = receiver().receive(request(text.clone()), None).await;
    let delivery = delivery.expect("it reads");
    assert_eq!(delivery.body, text);
    assert_eq!(delivery.event.event_type(), "invoice_painted");
    let written: serde_json::Value = serde_json::from_str(&delivery.event.to_json()).expect("JSON");
    assert_eq!(written, event);
    // And read again, such as out of a queue.
    assert_eq!(
        Event::from_json(delivery.event.to_json()),
        Ok(delivery.event.clone())
    );
    let Event::V2(event) = delivery.event else {
        panic!("it is of API v2");
    };
    let Ok(EventContent::Unknown(content)) = event.content() else {
        panic!("{event:?}");
    };
    assert!(content.as_str().contains("green"));

    let mut new = sample(Version::V2, "invoice_generated");
    new["api_version"] = json!("v3");
    let refused = receiver().receive(request(new.to_string()), None).await;
    let refused = refused.expect_err("it is of no version that there is");
    assert_eq!(
        refused.to_string(),
        "the event is in the format of another version of the API than v1 and v2: choose one of these in the settings of the \
         webhook (400)"
    );
    let keeps = builder()
        .keep_unknown_versions(true)
        .build()
        .expect("a receiver");
    let kept = keeps
        .receive(request(new.to_string()), None)
        .await
        .expect("it is kept");
    let Event::Unknown(kept) = kept.event else {
        panic!("{kept:?}");
    };
    assert_eq!(
        (&*kept.id, &*kept.api_version),
        ("ev_invoice_generated", "v3")
    );
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_told_by_its_place() {
    let mut event = sample(Version::V2, "invoice_generated");
    event["occurred_at"] = json!("4111 1111 1111 1111");
    let refused = receiver().receive(request(event.to_string()), None).await;
    let told = refused.expect_err("it does not read").to_string();
    assert!(
        told.starts_with("the event cannot be read: occurred_at: expected"),
        "{told}"
    );
    assert!(!told.contains("4111"), "{told}");
}

/// While an app changes over, the same event comes to both URLs, once in each format.
#[tokio::test]
async fn an_event_that_comes_in_both_versions_is_handled_once() {
    let receiver = builder()
        .dedupe(InMemory::new())
        .build()
        .expect("a receiver");
    let mut handled = Vec::new();
    for (version, event_type, id) in [
        (Version::V1, "invoice_created", "ev_1"),
        (Version::V2, "pending_invoice_created", "ev_1"),
        (Version::V2, "pending_invoice_created", "ev_2"),
        (Version::V1, "invoice_created", "ev_2"),
    ] {
        let mut event = sample(version, event_type);
        event["id"] = json!(id);
        let answer = receiver.handle(request(event.to_string()), None, async |delivery| {
            handled.push((
                delivery.event.id().to_owned(),
                delivery.event.api_version().to_owned(),
            ));
            Ok(())
        });
        assert_eq!(answer.await.status(), 200);
    }
    let expected =
        [("ev_1", "v1"), ("ev_2", "v2")].map(|(id, version)| (id.to_owned(), version.to_owned()));
    assert_eq!(handled, expected);
}

/// Events that come another way are handled by the same handler, once.
#[tokio::test]
async fn an_event_of_the_list_is_processed_like_a_delivery() {
    let receiver = builder()
        .dedupe(InMemory::new())
        .build()
        .expect("a receiver");
    let json = sample(Version::V2, "customer_created").to_string();
    let event = v2::Event::from_json(&json).expect("it reads");
    let first = receiver.process(Event::from(event), async |delivery| {
        assert_eq!(delivery.body, delivery.event.to_json());
        Ok(())
    });
    assert_eq!(first.await, Outcome::Done);
    let again = receiver.handle(request(json), None, async |_| {
        Err(Failure::retry("it is not called"))
    });
    assert_eq!(again.await.status(), 200);
}

/// Whatever somebody with the password sends: an answer, and no panic.
#[tokio::test]
async fn odd_bodies_are_refused_or_read_to_their_end() {
    let event = |with: &str| {
        format!(
            r#"{{"id":"ev_1","occurred_at":1900000000,"source":"api","object":"event","api_version":"v2",
                "event_type":"invoice_generated"{with}}}"#
        )
    };
    let read = async |body: Vec<u8>| {
        let delivery = receiver().receive(request(body), None).await.ok()?;
        // What a handler may do with it.
        let (shown, json) = (format!("{delivery:?}"), delivery.event.to_json());
        assert!(!shown.is_empty());
        assert_eq!(Event::from_json(&json), Ok(delivery.event.clone()));
        let content = match &delivery.event {
            Event::V1(event) => event.content().is_ok(),
            Event::V2(event) => event.content().is_ok(),
            _ => panic!("it is of a version that there is"),
        };
        Some((delivery.event.id().to_owned(), content))
    };
    let ok = |id: &str, content: bool| Some((id.to_owned(), content));
    let deep = |depth: usize| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        event(&format!(r#","content":{{"invoice":{open}{close}}}"#))
    };
    for (body, expected) in [
        (event(r#","content":{}"#), ok("ev_1", true)),
        (event(""), ok("ev_1", false)),
        // Readers differ in which of two counts, so neither does.
        (event(r#","id":"ev_2""#), None),
        (event(r#","api_version":"v1""#), None),
        (event(r#","api_version":"v9""#), None),
        (event(r#","id":7"#), None),
        (event(r#","id":"\ud800""#), None),
        (event(r#","occurred_at":9223372036854775808"#), None),
        (event(r#","occurred_at":1e400"#), None),
        (event(r#","occurred_at":-1e19"#), None),
        (deep(100), ok("ev_1", false)),
        (deep(1_000_000), ok("ev_1", false)),
        (format!("\u{feff}{}", event("")), None),
        (event("") + "{}", None),
        (event(r#","user":""#) + "\0\"", None),
    ] {
        let shown: String = body.chars().take(300).collect();
        assert_eq!(read(body.into_bytes()).await, expected, "{shown}");
    }
    let mut latin = event(r#","user":"J"#).into_bytes();
    latin.truncate(latin.len() - 1);
    latin.extend(b"\xe9\"}");
    assert_eq!(read(latin).await, None);
}

#[tokio::test]
async fn an_older_state_that_comes_later_is_stale() {
    let versions = InMemoryVersions::new();
    let mut stale = Vec::new();
    for version in [3, 5, 4, 5, 6] {
        let mut event = sample(Version::V2, "invoice_updated");
        event["content"]["invoice"]["resource_version"] = json!(version);
        let event = v2::Event::from_json(event.to_string()).expect("it reads");
        let content = event.content().expect("it reads");
        let invoice = content.invoice().expect("an invoice");
        stale.push(versions.is_stale(invoice).await.expect("memory"));
    }
    assert_eq!(stale, [false, false, true, false, false]);
    // What has no version is never stale.
    let mut event = sample(Version::V2, "invoice_updated");
    event["content"]["invoice"]
        .as_object_mut()
        .expect("an object")
        .remove("resource_version");
    let event = v2::Event::from_json(event.to_string()).expect("it reads");
    let content = event.content().expect("it reads");
    let stale = versions
        .is_stale(content.invoice().expect("an invoice"))
        .await;
    assert!(!stale.expect("memory"));
}
