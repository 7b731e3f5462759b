//! Webhooks: received over a socket from the mock, in both versions.

#![allow(
    clippy::single_match,
    reason = "the guide shows where further types of events go"
)]

use crate::{Outcome as Tested, clients, mock};
use bytes::Bytes;
use chargebee::{Amount, Money};
use chargebee_mock::{Version, Webhook, sample_event};
use serde_json::json;
use std::{net::SocketAddr, sync::Mutex, time::Duration};
use tokio::net::TcpListener;

/// What the handler of the guide booked.
static BOOKED: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

fn book(id: impl AsRef<str>, total: Money) {
    let booked = (id.as_ref().to_owned(), total.to_string());
    BOOKED.lock().expect("a list").push(booked);
}

// docs: receive
use axum::{Router, extract::State, routing::post};
use chargebee::webhook::{Delivery, Event, Failure, InMemory, Outcome, Receiver};
use chargebee::{ConfigError, v1, v2};

fn receiver(password: String) -> Result<Receiver, ConfigError> {
    Receiver::builder()
        .credentials("chargebee", password)
        .dedupe(InMemory::new())
        .build()
}

fn app(receiver: Receiver) -> Router {
    Router::new()
        .route("/webhook", post(hook))
        .with_state(receiver)
}

async fn hook(State(receiver): State<Receiver>, delivery: Delivery) -> Outcome {
    receiver.process(delivery, handle).await
}

async fn handle(delivery: Delivery) -> Result<(), Failure> {
    match &delivery.event {
        Event::V2(event) => new(event),
        Event::V1(event) => old(event),
        other => Err(Failure::poison(format!("API {}?", other.api_version()))),
    }
}

fn new(event: &v2::Event) -> Result<(), Failure> {
    use v2::event::EventContent;
    match event.content()? {
        EventContent::InvoiceGenerated(it) => {
            book(&it.invoice.id, it.invoice.total_money()?);
        }
        _ => {} // of no interest, or of a type that this version of the crate does not know
    }
    Ok(())
}
// docs: end

// docs: old
fn old(event: &v1::Event) -> Result<(), Failure> {
    use v1::event::EventContent;
    match event.content()? {
        EventContent::InvoiceGenerated(it) => {
            book(&it.invoice.id, it.invoice.amount_money()?); // API v2 calls it `total`
        }
        _ => {}
    }
    Ok(())
}
// docs: end

async fn serve(app: Router) -> Tested<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

#[tokio::test]
async fn invoices_are_booked_once_whichever_version_tells_of_them() -> Tested {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let address = serve(app(receiver("Gr33n pända:".to_owned())?)).await?;
    for (password, version) in [
        ("wrong", Version::V2),
        ("Gr33n%20p%C3%A4nda%3A", Version::V1),
        ("Gr33n%20p%C3%A4nda%3A", Version::V2),
    ] {
        let url = format!("http://chargebee:{password}@{address}/webhook");
        mock.add_webhook(Webhook::new(&url)?.version(version));
    }
    let created = client.customer().create().email("jane@roe.example").await?;
    let billed = client
        .invoice()
        .create_for_charge_items_and_charges()
        .customer_id(created.customer.id.clone())
        .currency_code("USD")
        .charges([v2::ChargeParams::new()
            .amount(Amount::from_minor(1250))
            .description("Setup")])
        .await?;
    let expected = (billed.invoice.id.to_string(), "USD 12.50".to_owned());
    for _ in 0..200 {
        if mock
            .webhook_counts()
            .iter()
            .skip(1)
            .all(|(_, _, it)| it.waiting() == 0)
        {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let booked = BOOKED.lock().map_err(|error| error.to_string())?;
    let of_it: Vec<_> = booked.iter().filter(|it| **it == expected).collect();
    assert_eq!(of_it.len(), 1, "{booked:?} {:?}", mock.webhook_counts());
    let refused = &mock.webhook_counts()[0].2;
    assert_eq!(refused.succeeded, 0);
    Ok(())
}

#[tokio::test]
async fn whoever_is_not_listed_may_not_send() -> Tested {
    let password = "Gr33n".to_owned();
    // docs: sources
    use axum::extract::ConnectInfo;
    use chargebee::webhook::Region;

    let receiver = Receiver::builder()
        .credentials("chargebee", password)
        .sources(Region::Eu)
        .sources_in(["203.0.113.7"]) // an office that tries things
        .trusted_proxies(["10.0.0.0/8"])
        .peer_from(|head| {
            let peer = head.extensions.get::<ConnectInfo<SocketAddr>>()?;
            Some(peer.ip())
        })
        .build()?;
    // docs: end
    let status = async |peer: &str, forwarded: &str| -> Tested<u16> {
        let event = sample_event(Version::V2, "customer_created")?.to_string();
        let request = http::Request::post("/webhook")
            .header("authorization", "Basic Y2hhcmdlYmVlOkdyMzNu")
            .header("x-forwarded-for", forwarded)
            .extension(ConnectInfo(SocketAddr::new(peer.parse()?, 443)))
            .body(Bytes::from(event))?;
        let answer = receiver.handle(request, None, async |_| Ok(())).await;
        Ok(answer.status().as_u16())
    };
    assert_eq!(status("18.159.27.9", "").await?, 200);
    assert_eq!(status("203.0.113.7", "").await?, 200);
    assert_eq!(status("10.1.2.3", "18.159.27.9").await?, 200);
    assert_eq!(status("192.0.2.9", "18.159.27.9").await?, 401);
    Ok(())
}

#[tokio::test]
async fn what_came_once_is_not_done_again_and_what_is_old_does_not_win() -> Tested {
    // docs: versions
    use chargebee::webhook::{InMemoryVersions, Versions};
    use std::sync::Arc;

    async fn copy(event: &v2::Event, versions: &dyn Versions) -> Result<(), Failure> {
        let content = event.content()?;
        if let Some(invoice) = content.invoice()
            && !versions.is_stale(invoice).await?
        {
            save(invoice);
        }
        Ok(())
    }
    let versions = Arc::new(InMemoryVersions::new());
    // docs: end
    static SAVED: Mutex<Vec<i64>> = Mutex::new(Vec::new());
    fn save(invoice: &v2::Invoice) {
        SAVED.lock().expect("a list").push(invoice.resource_version);
    }
    for version in [1, 3, 2, 3, 4] {
        let mut event = sample_event(Version::V2, "invoice_updated")?;
        event["content"]["invoice"]["resource_version"] = json!(version);
        let event = v2::Event::from_json(event.to_string())?;
        copy(&event, &*versions)
            .await
            .map_err(|it| it.to_string())?;
    }
    assert_eq!(*SAVED.lock().map_err(|it| it.to_string())?, [1, 3, 3, 4]);
    Ok(())
}

#[tokio::test]
async fn poison_is_kept_for_a_person() -> Tested {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());
    async fn keep(id: String, _: Bytes, why: String) -> Result<(), std::io::Error> {
        let mut kept = KEPT
            .lock()
            .map_err(|it| std::io::Error::other(it.to_string()))?;
        kept.push(format!("{id}: {why}"));
        Ok(())
    }
    let password = "Gr33n".to_owned();
    // docs: poison
    let receiver = Receiver::builder()
        .credentials("chargebee", password)
        .on_poison(async |poisoned| {
            let why = poisoned.failure.to_string();
            Ok(keep(poisoned.id, poisoned.body, why).await?)
        })
        .build()?;
    // docs: end
    let event = v2::Event::from_json(sample_event(Version::V2, "customer_created")?.to_string())?;
    let event = Event::from(event);
    let outcome = receiver.process(event, async |_| Err(Failure::poison("no such plan")));
    assert_eq!(outcome.await, Outcome::Poison);
    let kept = KEPT.lock().map_err(|it| it.to_string())?.clone();
    assert_eq!(kept, ["ev_customer_created: no such plan"]);
    let password = "Gr33n".to_owned();
    // docs: refetch
    let wary = Receiver::builder()
        .credentials("chargebee", password)
        .refetch(client.clone()) // of either version: it asks for each event in its own
        .build()?;
    // docs: end
    let request = http::Request::post("/webhook")
        .header("authorization", "Basic Y2hhcmdlYmVlOkdyMzNu")
        .body(Bytes::from(
            sample_event(Version::V2, "customer_created")?.to_string(),
        ))?;
    // docs: plain
    let peer = None; // the address of the other side, where sources are limited
    let response: http::Response<Bytes> = wary.handle(request, peer, handle).await;
    // docs: end
    assert_eq!(response.status(), 400, "the mock does not know it");
    Ok(())
}

#[tokio::test]
async fn anything_over_tower_serves_it() -> Tested {
    let receiver = receiver("Gr33n".to_owned())?;
    // docs: service
    let app: Router = Router::new().route_service("/webhook", receiver.service(handle));
    // docs: end
    let address = serve(app).await?;
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    mock.add_webhook(Webhook::new(&format!(
        "http://chargebee:Gr33n@{address}/webhook"
    ))?);
    client.customer().create().await?;
    for _ in 0..200 {
        if mock.webhook_counts()[0].2.succeeded > 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(format!("{:?}", mock.webhook_counts()).into())
}

#[test]
fn an_event_goes_through_a_queue() -> Tested {
    let json = sample_event(Version::V2, "customer_created")?.to_string();
    let event = Event::from_json(&json)?;
    // docs: queue
    let message = event.to_json(); // nothing is lost: unknown fields, and every digit
    let event = Event::from_json(&message)?;
    // docs: end
    assert_eq!(
        (event.id(), event.api_version()),
        ("ev_customer_created", "v2")
    );

    // docs: tagged
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "snake_case")] // and no `tag`, `untagged` or `flatten`
    enum Job {
        Webhook(Box<v2::Event>),
        CloseOf { day: String },
    }
    // docs: end
    let Job::Webhook(read) = serde_json::from_str(&format!(r#"{{"webhook":{json}}}"#))? else {
        return Err("it is a webhook".into());
    };
    assert_eq!(read.id, "ev_customer_created");
    let Job::CloseOf { day } = serde_json::from_str(r#"{"close_of":{"day":"monday"}}"#)? else {
        return Err("it is another job".into());
    };
    assert_eq!(day, "monday");

    #[derive(Debug, serde::Deserialize)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Tagged {
        #[expect(dead_code, reason = "it is never made")]
        Webhook { event: Box<v2::Event> },
    }
    let tagged = serde_json::from_str::<Tagged>(&format!(r#"{{"kind":"webhook","event":{json}}}"#));
    let limit = tagged.expect_err("serde keeps no text there").to_string();
    assert!(limit.contains("`#[serde(tag = ...)]`"), "{limit}");
    assert!(limit.contains("externally"), "{limit}");
    Ok(())
}

#[tokio::test]
async fn a_program_keeps_up() -> Tested {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let receiver = receiver("Gr33n".to_owned())?;
    static SAVED: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let saved = Some(chargebee::Checkpoint::beginning().to_string());
    let save = async |position: String| {
        SAVED.lock().expect("a list").push(position);
        Ok(())
    };
    let customer = client.customer().create().await?;
    let charge = v2::ChargeParams::new().amount(Amount::from_minor(1717));
    let billed = client
        .invoice()
        .create_for_charge_items_and_charges()
        .customer_id(customer.customer.id.clone())
        .currency_code("USD")
        .charges([charge.description("Setup")])
        .await?;
    let is_booked = || {
        let booked = BOOKED.lock().expect("a list");
        let of_it = booked
            .iter()
            .filter(|(id, _)| *id == billed.invoice.id.as_str());
        of_it.count() == 1
    };
    let stopped = async {
        while !is_booked() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // docs: keep up
    let events = client.event().list().limit(100);
    receiver
        .keep_up(events, saved)
        .run(handle, save, stopped)
        .await?;
    // docs: end
    assert!(is_booked());
    let saved = SAVED.lock().map_err(|it| it.to_string())?;
    assert!(saved.len() >= 2, "{saved:?}");
    Ok(())
}

#[tokio::test]
async fn what_never_came_is_found_in_the_list_of_events() -> Tested {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let receiver = receiver("Gr33n".to_owned())?;
    // Nobody listens: no webhook is set up.
    let billed = client
        .invoice()
        .create_for_charge_items_and_charges()
        .customer_id("cust_7")
        .currency_code("USD")
        .charges([v2::ChargeParams::new()
            .amount(Amount::from_minor(4321))
            .description("Setup")])
        .await?;
    let mut kept: Option<String> = Some(chargebee::Checkpoint::beginning().to_string());
    for _ in 0..2 {
        let saved = kept.take();
        // docs: catch up
        use chargebee::{Checkpoint, Timestamp};

        let position = match saved {
            Some(text) => text.parse()?,
            None => Checkpoint::not_before(Timestamp::now()), // what was before is of no interest
        };
        let mut missed = receiver.catch_up(client.event().list().limit(100), position);
        while let Some(outcome) = missed.next(handle).await {
            outcome?; // the list could not be fetched: the next walk goes on from what was saved
        }
        let save = missed.position().to_string();
        // docs: end
        kept = Some(save);
    }
    let booked = BOOKED.lock().map_err(|error| error.to_string())?;
    let of_it = booked
        .iter()
        .filter(|(id, _)| *id == billed.invoice.id.as_str());
    let sums: Vec<&str> = of_it.map(|(_, sum)| sum.as_str()).collect();
    assert_eq!(sums, ["USD 43.21"]);
    Ok(())
}
