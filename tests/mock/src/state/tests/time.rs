//! Time machines: the clock moves, and nothing is passed over.

use super::{DAY, START, Site, id, members, not_computed, refusal};
use crate::schema::Version;

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

#[test]
fn nothing_that_falls_due_is_passed() {
    let site = Site::with_catalog();
    let forward = format!("{MACHINE}/travel_forward");
    site.subscribe("s", "pro", "");
    // The term ends after a month: up to then nothing happens.
    site.post(&forward, &travel(29));
    let before = site.mock.now();
    let (status, body) = site.send("POST", &forward, &travel(31));
    let message = format!(
        "destination_time : what happens to the subscription s at {}, on the way : the mock does not compute this",
        START + 30 * DAY
    );
    assert_eq!((status, body["message"].as_str()), (400, Some(&*message)));
    assert_eq!(site.mock.now(), before);
    // What is cancelled has no turns any more.
    site.post("subscriptions/s/cancel_for_items", "");
    site.post(&forward, &travel(90));
}

#[test]
fn a_fresh_start_keeps_the_catalog() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    site.seed(
        "order",
        serde_json::json!({ "id": "o", "invoice_id": "i", "document_number": "A-1" }),
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
    for list in ["customers", "subscriptions", "invoices", "events"] {
        assert_eq!(site.get(list)["list"], serde_json::json!([]), "{list}");
    }
    assert_ne!(order(), "A-1");
    assert_eq!(id(&site.get("item_prices/pro")["item_price"]), "pro");
    // Where it began is told after a travel, too.
    let travelled = site.post(&format!("{MACHINE}/travel_forward"), &travel(0));
    let machine = &travelled["time_machine"];
    assert_eq!(machine["genesis_time"], START - 90 * DAY);
}
