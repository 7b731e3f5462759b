//! Webhooks as the API sends them, and what goes wrong with them.

mod support;

use chargebee_mock::{MockServer, Version, Webhook, WebhookFault, WebhookPlan};
use serde_json::{Value, json};
use std::time::Duration;
use support::{JSON, get, listener::Listener, post, send};

async fn customer(server: &MockServer, id: &str) {
    let made = post(&server.url(), "/api/v2/customers", &format!("id={id}")).await;
    assert_eq!(made.status, 200, "{made:?}");
}

async fn event(server: &MockServer, id: &str) -> Value {
    let path = format!("/api/v2/events/{id}");
    get(&server.url(), &path).await.json()["event"].clone()
}

/// Waits until nothing is under way any more.
async fn settled(server: &MockServer) {
    for _ in 0..500 {
        if (server.webhook_counts().iter()).all(|(_, _, it)| it.waiting() == 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{:?}", server.webhook_counts());
}

fn ids(listener: &Listener) -> Vec<String> {
    let of = |it: &Value| it["content"]["customer"]["id"].as_str().map(str::to_owned);
    listener.bodies().iter().filter_map(of).collect()
}

#[tokio::test]
async fn each_endpoint_has_its_version_and_its_credentials() {
    let server = MockServer::start().await.expect("a mock");
    let (old, old_url) = Listener::start(0).await;
    let (new, new_url) = Listener::start(0).await;
    let with_user = new_url.replace("http://", "http://us%40er:pass:word@");
    let new_hook = Webhook::new(&with_user)
        .expect("a URL")
        .version(Version::V2);
    let old_hook = Webhook::new(&old_url).expect("a URL").version(Version::V1);
    let shown = format!("{new_hook:?} {}", new_hook.url());
    assert!(
        !shown.contains("pass") && !shown.contains("us@er") && !shown.contains("x=1"),
        "{shown}"
    );
    server.set_webhooks([old_hook.credentials("old", ""), new_hook]);
    customer(&server, "c").await;
    let form = "customer_id=c&charges[amount][0]=500&charges[description][0]=x&currency_code=USD";
    let path = "/api/v2/invoices/create_for_charge_items_and_charges";
    let made = post(&server.url(), path, form).await.json();
    assert_eq!(made["invoice"]["amount_due"], 500, "{made}");
    let told = new.wait_for(2).await;
    assert_eq!(new.types(), ["customer_created", "invoice_generated"]);
    assert_eq!(told[1].authorization(), Some("Basic dXNAZXI6cGFzczp3b3Jk"));
    assert_eq!(
        told[1].headers["content-type"],
        "application/json;charset=UTF-8"
    );
    assert_eq!(told[1].body["content"]["invoice"], made["invoice"]);
    let told = old.wait_for(2).await;
    assert_eq!(told[1].authorization(), Some("Basic b2xkOg=="));
    assert_eq!(told[1].text("api_version"), "v1");
    assert_eq!(told[1].body["content"]["invoice"]["amount"], 500);
    assert_eq!(told[1].body["content"]["invoice"]["total"], Value::Null);
    assert_eq!(told[1].body["content"]["invoice"]["customer_id"], "c");
    // Both are the same event, which the list of events has.
    settled(&server).await;
    let id = told[1].text("id");
    let kept = event(&server, &id).await;
    assert_eq!(kept["event_type"], "invoice_generated");
    let states = json!([
        { "id": "whv2_1", "webhook_status": "succeeded", "object": "webhook" },
        { "id": "whv2_2", "webhook_status": "succeeded", "object": "webhook" },
    ]);
    assert_eq!(kept["webhooks"], states);
    // One that API v1 does not have goes to the other endpoint only.
    post(&server.url(), "/api/v2/item_families", "id=f&name=F").await;
    new.wait_for(3).await;
    settled(&server).await;
    assert_eq!(old.all().len(), 2);
    let kept = event(&server, &new.all()[2].text("id")).await;
    assert_eq!(kept["webhooks"][0]["webhook_status"], "not_applicable");
    assert_eq!(kept["webhooks"][1]["webhook_status"], "succeeded");
}

#[tokio::test]
async fn what_fails_is_sent_again_as_documented() {
    let server = MockServer::start().await.expect("a mock");
    let (listener, url) = Listener::start(99).await;
    let hook = Webhook::new(&url)
        .expect("a URL")
        .speed(1.0)
        .expect("a speed");
    server.set_webhooks([hook]);
    let mut now = 1_900_000_000;
    server.set_time(Some(now));
    customer(&server, "c").await;
    let id = listener.wait_for(1).await[0].text("id");
    let waits = [120, 360, 1_800, 3_600, 18_000, 86_400, 172_800];
    for (tries, wait) in waits.into_iter().enumerate() {
        for _ in 0..500 {
            if event(&server, &id).await["webhook_status"] == "re_scheduled" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        // The delivery waits by now, and a second before its time it still does.
        tokio::time::sleep(Duration::from_millis(20)).await;
        server.set_time(Some(now + wait - 1));
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(listener.all().len(), tries + 1, "before {wait} seconds");
        now += wait;
        server.set_time(Some(now));
        listener.wait_for(tries + 2).await;
        // Its answer is on the way.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    settled(&server).await;
    assert_eq!(event(&server, &id).await["webhook_status"], "failed");
    server.set_time(Some(now + 10_000_000));
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(listener.all().len(), 8);
    assert!(listener.all().iter().all(|it| it.text("id") == id));
    let [(_, _, counts)] = server.webhook_counts()[..] else {
        panic!("one endpoint");
    };
    let counts = (
        counts.events,
        counts.requests,
        counts.succeeded,
        counts.failed,
    );
    assert_eq!(counts, (1, 8, 0, 1));
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let hook = Webhook::new(&url).expect("a URL");
        assert!(hook.speed(wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn faults_happen_to_those_that_are_planned() {
    let server = MockServer::start().await.expect("a mock");
    let (listener, url) = Listener::start(0).await;
    server.set_webhooks([Webhook::new(&url).expect("a URL")]);
    server.plan_webhook("duplicate/2".parse().expect("a plan"));
    let lost = WebhookPlan::new(WebhookFault::Lose)
        .times(1)
        .event_type("customer_deleted");
    server.plan_webhook(lost);
    for id in ["a", "b", "c", "d"] {
        customer(&server, id).await;
        settled(&server).await;
    }
    assert_eq!(ids(&listener), ["a", "b", "b", "c", "d", "d"]);
    for id in ["a", "b"] {
        post(&server.url(), &format!("/api/v2/customers/{id}/delete"), "").await;
    }
    settled(&server).await;
    // The first is lost, and the second is the sixth delivery: twice.
    assert_eq!(ids(&listener)[6..], ["b", "b"]);
    let lost = get(&server.url(), "/api/v2/events?webhook_status[is]=failed")
        .await
        .json();
    assert_eq!(lost["list"][0]["event"]["content"]["customer"]["id"], "a");
    assert_eq!(lost["list"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn later_and_out_of_order() {
    let server = MockServer::start().await.expect("a mock");
    let (listener, url) = Listener::start(0).await;
    server.set_webhooks([Webhook::new(&url).expect("a URL")]);
    server.plan_webhook(WebhookPlan::new(WebhookFault::Reorder).times(1));
    customer(&server, "a").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(listener.all().is_empty());
    customer(&server, "b").await;
    listener.wait_for(2).await;
    assert_eq!(ids(&listener), ["b", "a"]);
    server.plan_webhook(WebhookPlan::new(WebhookFault::Delay(300)).times(1));
    let start = std::time::Instant::now();
    customer(&server, "c").await;
    let told = listener.wait_for(3).await;
    assert!(told[2].at - start >= Duration::from_millis(300));
}

#[tokio::test]
async fn faults_and_endpoints_are_planned_over_http() {
    let server = MockServer::start().await.expect("a mock");
    let (listener, url) = Listener::start(0).await;
    let call = async |path: &str, body: Value| {
        let line = format!("POST /mock/{path}");
        let answer = send(&server.url(), &line, &[JSON], &body.to_string()).await;
        answer.expect("an answer")
    };
    let added = json!({ "url": url, "user": "u", "password": "p", "api": "v2", "speed": 1000 });
    let added = call("webhooks", added).await;
    assert_eq!(added.json()["id"], "whv2_1", "{added:?}");
    let plan = json!({ "webhook": "duplicate", "event": "customer_created" });
    assert_eq!(call("faults", plan).await.json()["planned"], "duplicate");
    for id in ["a", "b"] {
        customer(&server, id).await;
        settled(&server).await;
    }
    assert_eq!(ids(&listener), ["a", "a", "b"]);
    assert_eq!(listener.all()[0].authorization(), Some("Basic dTpw"));
    let counted = get(&server.url(), "/mock/webhooks").await.json();
    let shown = url.strip_suffix("?x=1").expect("a query");
    assert_eq!(
        counted["webhooks"],
        json!([{ "id": "whv2_1", "url": shown, "events": 2, "requests": 3, "succeeded": 2, "failed": 0, "waiting": 0 }])
    );
    for (path, body, problem) in [
        (
            "faults",
            json!({ "webhook": "vanish" }),
            "there is no fault `vanish`",
        ),
        (
            "faults",
            json!({ "webhook": "delay:x" }),
            "no number of milliseconds",
        ),
        (
            "faults",
            json!({ "webhook": "lose", "event": "invoice_generatd" }),
            "is `invoice_generated` meant?",
        ),
        (
            "faults",
            json!({ "webhook": "lose", "operation": "customer.create" }),
            "or `webhook` with",
        ),
        (
            "faults",
            json!({ "fault": "cut", "every": 2 }),
            "give `fault` with",
        ),
        (
            "faults",
            json!({ "webhook": "lose", "times": 0 }),
            "above zero",
        ),
        ("faults", json!({}), "give `fault`"),
        (
            "webhooks",
            json!({ "url": "https://user:hidden@example.com" }),
            "no http:// URL",
        ),
        ("webhooks", json!({ "url": url, "api": "v3" }), "no API v3"),
        ("webhooks", json!({ "url": url, "speed": 0 }), "above zero"),
    ] {
        let answer = call(path, body).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(answer.body.contains(problem), "{answer:?}");
        assert!(!answer.body.contains("hidden"), "{answer:?}");
    }
}

/// What the API counts as taken is a status of 200 to 299; a receiver that is not there is one that failed.
#[tokio::test]
async fn a_receiver_that_is_not_there() {
    let server = MockServer::start().await.expect("a mock");
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/", gone.local_addr().expect("an address"));
    drop(gone);
    let hook = Webhook::new(&url)
        .expect("a URL")
        .waits([Duration::from_millis(1)]);
    server.set_webhooks([hook]);
    customer(&server, "c").await;
    settled(&server).await;
    let counts = server.webhook_counts()[0].2;
    assert_eq!((counts.requests, counts.failed), (2, 1));
    // Who adds one later has what comes later.
    let (listener, url) = Listener::start(0).await;
    assert_eq!(
        server.add_webhook(Webhook::new(&url).expect("a URL")),
        "whv2_2"
    );
    customer(&server, "d").await;
    listener.wait_for(1).await;
    assert_eq!(ids(&listener), ["d"]);
}
