//! Headers of a call: switches of events, origin, idempotency. And the clock of a test site.

use crate::{Outcome, beside::Sent, clients, header, mock};
use chargebee::CallOptions;
use chargebee_mock::Webhook;
use chargebee_wire_tests::server::Server;
use std::time::Duration;

#[tokio::test]
async fn events_set_nothing_off() -> Outcome {
    let mock = mock().await?;
    let receiver = Server::start().await;
    mock.set_webhooks([Webhook::new(&receiver.url())?]);
    let (client, old) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "calls");
    // docs: switches
    use chargebee::CallOptions;

    let silent = CallOptions::new().without_event_actions();
    client
        .customer()
        .create()
        .email("jane@roe.example")
        .options(silent)
        .await?;
    // docs: end
    beside.beside("switches")?;
    let name = "chargebee-event-actions";
    let told = header(&mock, "customer.create", name);
    assert_eq!(told.as_deref(), Some("all-disabled"));
    // Only the event of another customer is sent.
    client.customer().create().id("loud").await?;
    while mock
        .webhook_counts()
        .iter()
        .any(|(.., it)| it.waiting() > 0)
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let told = receiver.received();
    assert_eq!(told.len(), 1);
    let event: serde_json::Value = serde_json::from_slice(told[0].body())?;
    assert_eq!(event["content"]["customer"]["id"], "loud");

    let client = old;
    beside.skip();
    // docs: switches_each
    let quiet = CallOptions::new()
        .without_event_emails()
        .without_event_webhooks();
    let created = client
        .subscription()
        .create("no_trial")
        .options(quiet)
        .await?;
    // docs: end
    beside.beside("switches_each")?;
    assert!(created.invoice.is_some());
    for name in ["chargebee-event-email", "chargebee-event-webhook"] {
        let told = header(&mock, "subscription.create", name);
        assert_eq!(told.as_deref(), Some("all-disabled"));
    }
    Ok(())
}

#[tokio::test]
async fn where_a_request_comes_from() -> Outcome {
    let mock = mock().await?;
    let (client, old) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "calls");
    // docs: origin
    use std::net::IpAddr;

    let address: IpAddr = "198.51.100.7".parse()?;
    let origin = CallOptions::new()
        .origin_ip(address)
        .origin_user("jane@roe.example")
        .origin_device("Android");
    client
        .customer()
        .create()
        .email("jane@roe.example")
        .options(origin.clone())
        .await?;
    // docs: end
    beside.beside("origin")?;
    old.customer().create().options(origin).await?;
    let both = mock.received("customer.create");
    assert_eq!(both.len(), 2);
    for request in both {
        let header = |name: &str| request.headers.get(name).and_then(|it| it.to_str().ok());
        assert_eq!(header("chargebee-request-origin-ip"), Some("198.51.100.7"));
        assert_eq!(
            header("chargebee-request-origin-user"),
            Some("jane@roe.example")
        );
        assert_eq!(header("chargebee-request-origin-device"), Some("Android"));
    }

    beside.skip();
    // docs: origin_encoded
    let origin = CallOptions::new().origin_user_encoded("jané@roe.example");
    client.customer().update("cust_7").options(origin).await?;
    // docs: end
    beside.beside("origin_encoded")?;
    let name = "chargebee-request-origin-user-encoded";
    let told = header(&mock, "customer.update", name);
    assert_eq!(told.as_deref(), Some("amFuw6lAcm9lLmV4YW1wbGU="));
    Ok(())
}

#[tokio::test]
async fn a_request_is_done_once() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "calls");
    // docs: idempotency
    let create = |first_name: &str| {
        let request = client.customer().create().first_name(first_name);
        request.idempotency_key("signup-8127")
    };
    let created = create("Jane").await?;
    assert!(!created.idempotency_replayed());
    // The program was restarted, and does not know whether it was done:
    let again = create("Jane").await?;
    assert!(again.idempotency_replayed());
    assert_eq!(again.customer.id, created.customer.id);
    // Another request under the same key is refused:
    let error = create("Joan").await.expect_err("the key is taken");
    assert!(error.is_idempotency_conflict());
    // docs: end
    beside.beside("idempotency")?;
    assert_eq!(mock.received("customer.create").len(), 3);
    Ok(())
}

#[tokio::test]
async fn the_clock_of_a_test_site() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "calls");
    // docs: time_machine
    use chargebee::Timestamp;

    let start = Timestamp::from_seconds(1_704_067_200); // 1 January 2024
    client
        .time_machine()
        .start_afresh("delorean")
        .genesis_time(start)
        .await?;
    client.time_machine().retrieve("delorean").wait().await?;

    let later = Timestamp::from_seconds(1_706_745_600); // 1 February
    client
        .time_machine()
        .travel_forward("delorean")
        .destination_time(later)
        .await?;
    let arrived = client.time_machine().retrieve("delorean").wait().await?;
    assert_eq!(arrived.time_machine.destination_time, later);
    // docs: end
    beside.beside("time_machine")?;
    let status = &arrived.time_machine.time_travel_status;
    assert_eq!(status.as_str(), "succeeded");
    assert_eq!(mock.now(), 1_706_745_600);
    // All customers are gone.
    assert!(client.customer().list().await?.list.is_empty());
    Ok(())
}
