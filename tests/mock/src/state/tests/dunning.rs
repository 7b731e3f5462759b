//! Invoices that are collected again as time passes, and direct debits.

use super::{DAY, START, Site, id, members, standing};
use serde_json::json;

const NO_FUNDS: &str = "4005519200000004";

impl Site {
    /// With a subscription whose renewal is declined; the invoice of that renewal.
    fn declined_renewal(&self) -> String {
        self.card();
        self.subscribe("s", "pro", "");
        let form = format!(
            "customer_id=c&replace_primary_payment_source=true&card[number]={NO_FUNDS}&card[expiry_month]=12&card[expiry_year]=2030"
        );
        self.post("payment_sources/create_card", &form);
        self.mock.advance("1 month").expect("time goes on");
        let invoices = self.get("invoices")["list"].clone();
        id(&invoices[0]["invoice"])
    }

    fn count(&self, event: &str) -> usize {
        self.event_types().iter().filter(|it| *it == event).count()
    }
}

#[test]
fn a_renewal_that_cannot_be_collected_is_tried_again_and_given_up() {
    let site = Site::with_catalog();
    let invoice = site.declined_renewal();
    assert_eq!(
        standing(&site.invoice(&invoice)),
        "payment_due 1000 0 0 0 1000"
    );
    let first = site.mock.now();
    // One, three and five days after the attempt before.
    for (days, left) in [(1, 2), (3, 1), (5, 0)] {
        let before = site.count("payment_failed");
        site.mock
            .advance(&format!("{days} days"))
            .expect("time goes on");
        assert_eq!(site.count("payment_failed"), before + 1, "{days}");
        let status = match left {
            0 => "not_paid exhausted",
            _ => "payment_due in_progress",
        };
        assert_eq!(
            members(&site.invoice(&invoice), "status dunning_status"),
            status
        );
    }
    let kept = site.invoice(&invoice);
    assert!(kept.get("next_retry_at").is_none(), "{kept}");
    let attempts = kept["dunning_attempts"].as_array().expect("attempts");
    let days = attempts
        .iter()
        .map(|it| (it["created_at"].as_i64().unwrap_or_default() - first) / DAY);
    assert_eq!(days.collect::<Vec<_>>(), [0, 1, 4, 9]);
    assert_eq!(site.subscription("s")["status"], "active");
    assert_eq!(site.count("dunning_updated"), 1);
}

#[test]
fn a_retry_with_a_better_card_succeeds() {
    let site = Site::with_catalog();
    let invoice = site.declined_renewal();
    let form = "customer_id=c&replace_primary_payment_source=true&card[number]=4111111111111111&card[expiry_month]=12&card[expiry_year]=2030";
    site.post("payment_sources/create_card", form);
    site.mock.advance("1 day").expect("time goes on");
    let kept = site.invoice(&invoice);
    assert_eq!(standing(&kept), "paid 1000 1000 0 0 0");
    assert_eq!(
        members(&kept, "dunning_status next_retry_at"),
        "success null"
    );
    assert_eq!(site.count("dunning_updated"), 1);
    let attempts = kept["dunning_attempts"].as_array().expect("attempts");
    let ended = attempts.iter().map(|it| it["txn_status"].clone());
    assert_eq!(ended.collect::<Vec<_>>(), ["failure", "success"]);
    let payments = site.count("payment_succeeded");
    site.mock.advance("10 days").expect("time goes on");
    assert_eq!(site.count("payment_succeeded"), payments);
}

#[test]
fn the_site_says_what_the_end_of_dunning_is() {
    let site = Site::with_catalog();
    site.set(json!({ "dunning": { "retry_after_days": [2], "invoice": "written_off", "subscription": "cancelled" } }));
    let invoice = site.declined_renewal();
    site.mock.advance("2 days").expect("time goes on");
    let kept = site.invoice(&invoice);
    assert_eq!(
        members(&kept, "dunning_status amount_due write_off_amount"),
        "exhausted 0 1000"
    );
    assert_eq!(
        members(&site.subscription("s"), "status cancel_reason"),
        "cancelled not_paid"
    );
    let voids = Site::with_catalog();
    voids.set(json!({ "dunning": { "retry_after_days": [], "invoice": "voided" } }));
    let invoice = voids.declined_renewal();
    assert_eq!(
        members(&voids.invoice(&invoice), "status dunning_status"),
        "voided exhausted"
    );
    assert_eq!(voids.subscription("s")["status"], "active");
}

#[test]
fn who_has_nothing_to_pay_with_any_more_is_in_dunning_all_the_same() {
    let site = Site::with_catalog();
    let invoice = site.declined_renewal();
    let sources = site.get("payment_sources")["list"].clone();
    for it in sources.as_array().expect("a list") {
        site.post(
            &format!("payment_sources/{}/delete", id(&it["payment_source"])),
            "",
        );
    }
    site.mock.advance("9 days").expect("time goes on");
    let kept = site.invoice(&invoice);
    assert_eq!(
        members(&kept, "status dunning_status"),
        "not_paid exhausted"
    );
    assert_eq!(kept["dunning_attempts"].as_array().map(Vec::len), Some(4));
}

fn bank(site: &Site) {
    let form = "customer_id=c&bank_account[account_number]=000123456789&bank_account[routing_number]=110000000&bank_account[first_name]=A&bank_account[last_name]=B&bank_account[email]=a%40x.com";
    site.post("payment_sources/create_bank_account", form);
}

#[test]
fn a_direct_debit_settles_later() {
    let site = Site::with_catalog();
    bank(&site);
    let due = site.charge(900);
    let invoice = site.invoice(&due);
    assert_eq!(
        members(&invoice, "status amount_due amount_to_collect amount_paid"),
        "payment_due 900 0 0"
    );
    assert_eq!(invoice["linked_payments"][0]["txn_status"], "in_progress");
    assert_eq!(
        (
            site.count("payment_initiated"),
            site.count("payment_succeeded")
        ),
        (1, 0)
    );
    // It is under way, and not collected twice.
    let refused = site.refused(&format!("invoices/{due}/collect_payment"), "");
    assert_eq!(refused.1, "invalid_state_for_request");
    site.mock.advance("3 days").expect("time goes on");
    let invoice = site.invoice(&due);
    assert_eq!(standing(&invoice), "paid 900 900 0 0 0");
    let links = invoice["linked_payments"].as_array().expect("a list");
    assert_eq!(links.len(), 1);
    let payment = site.get(&format!(
        "transactions/{}",
        links[0]["txn_id"].as_str().expect("an id")
    ));
    assert_eq!(
        members(
            &payment["transaction"],
            "status amount amount_unused settled_at"
        ),
        format!("success 900 0 {}", START + 3 * DAY)
    );
    assert_eq!(site.count("payment_succeeded"), 1);
}

#[test]
fn a_direct_debit_that_fails_is_tried_again() {
    let site = Site::with_catalog();
    bank(&site);
    let due = site.charge(900);
    let payment = site.invoice(&due)["linked_payments"][0]["txn_id"].clone();
    let payment = payment.as_str().expect("an id");
    site.mock.advance("1 day").expect("time goes on");
    let failed = site
        .mock
        .fail_direct_debit(payment)
        .expect("it is under way");
    assert_eq!(
        members(&failed, "status error_code"),
        "failure insufficient_funds"
    );
    let invoice = site.invoice(&due);
    assert_eq!(
        members(&invoice, "dunning_status amount_to_collect next_retry_at"),
        format!("in_progress 900 {}", START + 2 * DAY)
    );
    assert!(site.mock.fail_direct_debit(payment).is_err());
    site.mock.advance("4 days").expect("time goes on");
    let invoice = site.invoice(&due);
    assert_eq!(members(&invoice, "status dunning_status"), "paid success");
    assert_eq!(
        (
            site.count("payment_failed"),
            site.count("payment_succeeded")
        ),
        (1, 1)
    );
}
