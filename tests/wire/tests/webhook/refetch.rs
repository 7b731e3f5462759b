//! Trusting nothing: the mock is asked for each event.

use crate::support::{builder, request};
use chargebee::{RetryPolicy, v1, v2::Client};
use chargebee_mock::{Fault, Mock, Settings};
use serde_json::{Value, json};

/// A site where a customer was created, and its event as a webhook would bring it.
async fn site() -> (Mock, Client, Value) {
    let mock = Mock::new(Settings::new()).expect("a mock");
    let client: Client = Client::builder("acme-test", "test_key")
        .transport(mock.transport())
        .retry(RetryPolicy::none())
        .build()
        .expect("a client");
    client
        .customer()
        .create()
        .first_name("Ada")
        .await
        .expect("a customer");
    let events = client.event().list().await.expect("events");
    let event = events.list.first().expect("an event").event.to_json();
    let event = serde_json::from_str(&event).expect("JSON");
    (mock, client, event)
}

#[tokio::test]
async fn an_event_is_what_the_api_says() {
    let (mock, client, event) = site().await;
    let other = v1::Client::from(&client);
    for receiver in [builder().refetch(client), builder().refetch(other)] {
        let receiver = receiver.build().expect("a receiver");
        let said = async |event: &Value| {
            let received = receiver.receive(request(event.to_string()), None).await;
            received
                .map(|it| it.event.id().to_owned())
                .map_err(|it| it.to_string())
        };
        let id = event["id"].as_str().expect("an id").to_owned();
        assert_eq!(said(&event).await, Ok(id));
        let fetched = mock.take_log();
        let fetched: Vec<_> = fetched
            .iter()
            .map(|it| it.operation.as_deref().unwrap_or_default())
            .collect();
        assert!(fetched.contains(&"event.retrieve"), "{fetched:?}");

        let mut forged = event.clone();
        forged["content"]["customer"]["first_name"] = json!("Eve");
        let told = "the API has the event with another content (400)".to_owned();
        assert_eq!(said(&forged).await, Err(told));
        let mut forged = event.clone();
        forged["id"] = json!("ev_made_up");
        let told = "the API does not know the event (400)".to_owned();
        assert_eq!(said(&forged).await, Err(told));
        // How it was delivered has changed since.
        let mut delivered = event.clone();
        delivered["webhooks"] = json!([{ "id": "whv2_1", "webhook_status": "re_scheduled" }]);
        assert!(said(&delivered).await.is_ok());

        mock.plan(Fault::Status(503), Some("event.retrieve"), 1);
        let told = said(&event).await.expect_err("nobody knows");
        assert!(
            told.starts_with("the API could not be asked for the event: ")
                && told.ends_with("(503)"),
            "{told}"
        );
        let _ = mock.take_log();
    }
}

#[tokio::test]
async fn what_is_not_authenticated_is_not_asked_for() {
    let (mock, client, event) = site().await;
    let _ = mock.take_log();
    let receiver = builder().refetch(client).build().expect("a receiver");
    let mut wrong = request(event.to_string());
    wrong.headers_mut().clear();
    let _ = receiver
        .receive(wrong, None)
        .await
        .expect_err("it is refused");
    assert!(mock.take_log().is_empty());
}
