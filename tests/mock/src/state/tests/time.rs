//! Time: what is due happens in order and is told, by the time machine, by the mock itself, and by a clock that goes.

use super::{DAY, START, Site, id, members, not_computed, refusal, standing};
use crate::schema::Version;
use serde_json::json;

const MACHINE: &str = "time_machines/delorean";

fn travel(days: i64) -> String {
    format!("destination_time={}", START + days * DAY)
}

#[test]
fn a_travel_moves_the_clock() {
    let site = Site::with_customer(Version::V2);
    let forward = format!("{MACHINE}/travel_forward");
    let body = site.post(&forward, &travel(9));
    let shown = "name time_travel_status genesis_time destination_time";
    let moved = format!("delorean in_progress {START} {}", START + 9 * DAY);
    assert_eq!(members(&body["time_machine"], shown), moved);
    let body = site.get(MACHINE);
    let moved = moved.replace("in_progress", "succeeded");
    assert_eq!(members(&body["time_machine"], shown), moved);
    assert_eq!(site.mock.now(), START + 9 * DAY);
    let customer = site.post("customers", "id=d");
    assert_eq!(customer["customer"]["created_at"], START + 9 * DAY);
    // Only forwards, and to somewhere.
    let back = refusal(400, "param_wrong_value", "destination_time");
    assert_eq!(site.refused(&forward, &travel(9)), back);
    assert_eq!(site.refused(&forward, ""), not_computed(""));
    site.mock.reset();
    assert_ne!(site.mock.now(), START + 9 * DAY);
}

/// The terms of a subscription that starts on the 14th of November, month by month.
#[test]
fn a_subscription_renews() {
    let site = Site::with_catalog();
    site.card();
    site.subscribe("s", "pro:2", "");
    let before = site.event_types().len();
    site.post(&format!("{MACHINE}/travel_forward"), &travel(92));
    let shown = site.subscription("s");
    let term = "status current_term_start current_term_end next_billing_at";
    // November has 30 days, December and January have 31, and February had 29 in 2024.
    assert_eq!(
        members(&shown, term),
        format!(
            "active {} {} {}",
            START + 92 * DAY,
            START + 121 * DAY,
            START + 121 * DAY
        )
    );
    let list = site.get("invoices?sort_by[asc]=date");
    let dates: Vec<i64> = list["list"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| {
            let invoice = &it["invoice"];
            assert_eq!(standing(invoice), "paid 2000 2000 0 0 0");
            let line = &invoice["line_items"][0];
            assert_eq!(line["date_from"], invoice["date"]);
            (invoice["date"].as_i64().expect("a date") - START) / DAY
        })
        .collect();
    assert_eq!(dates, [0, 30, 61, 92]);
    let events = site.events();
    let renewals = &events[before..];
    let types: Vec<_> = renewals
        .iter()
        .map(|it| it["event_type"].as_str())
        .collect();
    let one = [
        "subscription_renewed",
        "invoice_generated",
        "payment_succeeded",
    ]
    .map(Some);
    assert_eq!(types, [one, one, one].concat());
    for event in renewals {
        assert_eq!(event["source"], "scheduled_job");
    }
    assert_eq!(renewals[0]["occurred_at"], START + 30 * DAY);
    let content = &renewals[0]["content"];
    assert_eq!(
        content["subscription"]["current_term_end"],
        START + 61 * DAY
    );
    assert_eq!(content["invoice"]["date"], START + 30 * DAY);
    // By itself an event has the same content as in the list.
    let one = site.get(&format!("events/{}", id(&renewals[0])));
    assert_eq!(one["event"], renewals[0]);
}

#[test]
fn the_clock_stops_before_what_is_not_computed() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    site.subscribe("t", "pro", "");
    site.seed(
        "subscription",
        json!({ "id": "u", "customer_id": "c", "status": "active", "current_term_end": START + 40 * DAY }),
    );
    let stop = format!(
        "the clock stopped at {}, before what happens to the subscription u: a subscription without a plan : the mock does not compute this",
        START + 40 * DAY
    );
    assert_eq!(site.mock.travel_to(START + 70 * DAY), Err(stop.clone()));
    assert_eq!(site.mock.now(), START + 40 * DAY);
    // What was due before is done, and nothing of what comes after.
    for id in ["s", "t"] {
        let end = site.subscription(id)["current_term_end"].clone();
        assert_eq!(end, START + 61 * DAY, "{id}");
    }
    // It stops there again, by the time machine too, which says so.
    let forward = format!("{MACHINE}/travel_forward");
    let (status, body) = site.send("POST", &forward, &travel(50));
    let message = format!("{stop} : the mock does not compute this");
    assert_eq!((status, body["message"].as_str()), (400, Some(&*message)));
    let machine = site.get(MACHINE)["time_machine"].clone();
    assert_eq!(
        members(&machine, "time_travel_status failure_reason"),
        format!("failed {stop}")
    );
    // What is in the way is removed, and time goes on.
    site.post("subscriptions/u/delete", "");
    assert_eq!(site.mock.advance("1 month"), Ok(START + 71 * DAY));
    let end = site.subscription("s")["current_term_end"].clone();
    assert_eq!(end, START + 92 * DAY);
    assert!(
        site.mock
            .travel_to(START)
            .expect_err("the past")
            .contains("the clock is at")
    );
    for wrong in ["a while", "-1 day", ""] {
        assert!(site.mock.advance(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_trial_ends_and_a_start_comes() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", &format!("trial_end={}", START + 7 * DAY));
    site.subscribe("f", "pro", &format!("start_date={}", START + 9 * DAY));
    site.subscribe(
        "x",
        "pro",
        &format!(
            "trial_end={}&trial_end_action=cancel_subscription",
            START + 7 * DAY
        ),
    );
    let before = site.event_types().len();
    site.mock.travel_to(START + 10 * DAY).expect("it travels");
    let shown = "status started_at activated_at current_term_start next_billing_at";
    let of = |id: &str| members(&site.subscription(id), shown);
    let (seventh, ninth) = (START + 7 * DAY, START + 9 * DAY);
    assert_eq!(
        of("s"),
        format!("active {START} {seventh} {seventh} {}", START + 37 * DAY)
    );
    assert_eq!(
        of("f"),
        format!("active {ninth} {ninth} {ninth} {}", START + 39 * DAY)
    );
    assert_eq!(of("x"), format!("cancelled {START} null null null"));
    let types = site.event_types().split_off(before);
    let told = [
        "subscription_activated",
        "invoice_generated",
        "subscription_cancelled",
        "subscription_started",
        "invoice_generated",
    ];
    assert_eq!(types, told);
}

#[test]
fn cycles_run_out_and_pauses_end() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "billing_cycles=2");
    site.subscribe("p", "pro", "");
    site.subscribe("q", "pro", "");
    let resume = START + 45 * DAY;
    site.post(
        "subscriptions/p/pause",
        &format!("pause_option=end_of_term&resume_date={resume}"),
    );
    site.post(
        "subscriptions/q/pause",
        &format!("resume_date={}", START + 3 * DAY),
    );
    site.mock.travel_to(START + 31 * DAY).expect("it travels");
    let shown = "status remaining_billing_cycles cancelled_at next_billing_at";
    let end = START + 61 * DAY;
    assert_eq!(
        members(&site.subscription("s"), shown),
        format!("non_renewing 0 {end} null")
    );
    let shown = "status pause_date resume_date next_billing_at";
    let paused = format!("paused {} {resume} null", START + 30 * DAY);
    assert_eq!(members(&site.subscription("p"), shown), paused);
    assert_eq!(
        members(&site.subscription("q"), shown),
        format!("active null null {end}")
    );
    site.mock.travel_to(START + 62 * DAY).expect("it travels");
    assert_eq!(
        members(&site.subscription("s"), "status cancelled_at"),
        format!("cancelled {end}")
    );
    // Its term ended during the pause: a new one starts when it goes on.
    let next = START + 76 * DAY;
    assert_eq!(
        members(&site.subscription("p"), shown),
        format!("active null null {next}")
    );
    let invoices = site.get("invoices?subscription_id[is]=p&sort_by[desc]=date");
    assert_eq!(invoices["list"][0]["invoice"]["date"], resume);
    let count = |id: &str| {
        let list = site.get(&format!("invoices?subscription_id[is]={id}"));
        list["list"].as_array().map(Vec::len)
    };
    assert_eq!(
        (count("s"), count("p"), count("q")),
        (Some(2), Some(2), Some(3))
    );
}

#[test]
fn a_posted_invoice_becomes_due() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "net_term_days=10");
    let invoices = || site.get("invoices")["list"][0]["invoice"].clone();
    assert_eq!(standing(&invoices()), "posted 1000 0 0 0 1000");
    site.mock.advance("10 days").expect("it advances");
    assert_eq!(standing(&invoices()), "payment_due 1000 0 0 0 1000");
    assert_eq!(
        members(&site.subscription("s"), "due_invoices_count total_dues"),
        "1 1000"
    );
    assert_eq!(site.event_types().pop().as_deref(), Some("invoice_updated"));
}

/// Both versions are on one clock.
#[test]
fn plans_of_api_v1_renew_too() {
    let site = Site::with_customer(Version::V1);
    site.post("plans", "id=p&name=P&price=900&period=1&period_unit=week");
    site.post("customers/c/subscriptions", "id=s&plan_id=p");
    site.mock.advance("15 days").expect("it advances");
    let shown = members(&site.subscription("s"), "status current_term_end");
    assert_eq!(shown, format!("active {}", START + 21 * DAY));
    let invoices = site.get("invoices");
    assert_eq!(invoices["list"].as_array().map(Vec::len), Some(3));
}

/// What was due before a seed was there is not made up for; a clock that is set does nothing.
#[test]
fn the_past_stays_as_it_is() {
    let site = Site::with_catalog();
    site.seed(
        "subscription",
        json!({ "id": "u", "customer_id": "c", "status": "active", "current_term_end": START - DAY }),
    );
    site.seed(
        "invoice",
        json!({ "id": "i", "customer_id": "c", "status": "posted", "due_date": START }),
    );
    assert_eq!(site.mock.next_turn(), None);
    site.subscribe("s", "pro", "");
    site.mock.set_time(Some(START + 40 * DAY));
    assert_eq!(site.subscription("s")["current_term_end"], START + 30 * DAY);
    assert_eq!(site.mock.next_turn(), Some(START + 30 * DAY));
    // Once time goes on, it is done as of its instant.
    site.mock.advance("1 second").expect("it advances");
    assert_eq!(
        site.subscription("s")["current_term_start"],
        START + 30 * DAY
    );
    // A clock that goes does it before it answers.
    site.mock.set_time(None);
    let now = site.mock.now();
    let start = site.subscription("s")["current_term_start"]
        .as_i64()
        .expect("a start");
    assert!(start <= now && now < start + 31 * DAY, "{start} {now}");
    assert_eq!(site.subscription("u")["current_term_end"], START - DAY);
}

#[test]
fn a_fresh_start_keeps_the_catalog() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    site.seed(
        "order",
        json!({ "id": "o", "invoice_id": "i", "document_number": "A-1" }),
    );
    let afresh = format!("{MACHINE}/start_afresh");
    let ahead = refusal(400, "param_wrong_value", "genesis_time");
    let form = format!("genesis_time={}", START + DAY);
    assert_eq!(site.refused(&afresh, &form), ahead);
    assert_eq!(site.refused(&afresh, ""), not_computed(""));
    assert_eq!(id(&site.customer()), "c");
    let order = || site.get("orders/o")["order"]["document_number"].clone();
    assert_eq!(order(), "A-1");

    let form = format!("genesis_time={}", START - 90 * DAY);
    let body = site.post(&afresh, &form);
    assert_eq!(body["time_machine"]["genesis_time"], START - 90 * DAY);
    assert_eq!(site.mock.now(), START - 90 * DAY);
    assert_eq!(site.mock.next_turn(), None);
    for list in ["customers", "subscriptions", "invoices", "events"] {
        assert_eq!(site.get(list)["list"], json!([]), "{list}");
    }
    assert_ne!(order(), "A-1");
    assert_eq!(id(&site.get("item_prices/pro")["item_price"]), "pro");
    // Where it began is told after a travel, too.
    let travelled = site.post(&format!("{MACHINE}/travel_forward"), &travel(0));
    let machine = &travelled["time_machine"];
    assert_eq!(machine["genesis_time"], START - 90 * DAY);
}

/// What a program that only has the address of the mock does.
#[test]
fn the_clock_is_moved_by_http() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    let clock = |method: &str, body: &str| {
        let request = http::Request::builder()
            .method(method)
            .uri("/mock/clock")
            .body(bytes::Bytes::from(body.to_owned()))
            .expect("a request");
        let reply = site.mock.handle(&request);
        let body: serde_json::Value = serde_json::from_slice(&reply.body).expect("JSON");
        (reply.status, body)
    };
    let at = |now: i64, next: i64| {
        (
            200,
            json!({ "now": START + now * DAY, "next": START + next * DAY }),
        )
    };
    assert_eq!(clock("GET", ""), at(0, 30));
    assert_eq!(clock("POST", r#"{"advance": "next"}"#), at(30, 61));
    assert_eq!(clock("POST", r#"{"advance": "4 weeks"}"#), at(58, 61));
    let travel = format!(r#"{{"travel_to": {}}}"#, START + 62 * DAY);
    assert_eq!(clock("POST", &travel), at(62, 92));
    // Set only, nothing happens.
    let set = format!(r#"{{"now": {}}}"#, START + 93 * DAY);
    assert_eq!(clock("POST", &set), at(93, 92));
    for wrong in [
        "{}",
        r#"{"advance": "a while"}"#,
        r#"{"travel_to": -1}"#,
        r#"{"travel_to": 1, "now": 1}"#,
        &format!(r#"{{"travel_to": {START}}}"#),
    ] {
        assert_eq!(clock("POST", wrong).0, 400, "{wrong}");
    }
    let (status, body) = clock("POST", r#"{"now": null}"#);
    assert_eq!(status, 200);
    assert_ne!(body["now"], START + 93 * DAY);
    site.post("subscriptions/s/cancel_for_items", "");
    let nothing = json!({ "message": "nothing happens any more by itself" });
    assert_eq!(clock("POST", r#"{"advance": "next"}"#), (400, nothing));
}
