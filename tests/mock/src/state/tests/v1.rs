//! API v1, and Product Catalog 1.0 in API v2: plans and addons.

use super::{DAY, START, Site, id, members, not_computed, refusal, standing};
use crate::schema::Version;

fn catalog(site: &Site) {
    site.post(
        "plans",
        "id=gold&name=Gold&price=1000&charge_model=per_unit&setup_cost=500",
    );
    site.post("plans", "id=flat&name=Flat&price=700");
    site.post(
        "plans",
        "id=tried&name=T&price=1000&trial_period=14&trial_period_unit=day",
    );
    site.post(
        "addons",
        "id=on&name=A&charge_type=recurring&type=on_off&price=200&period=1&period_unit=month",
    );
    site.post("addons", "id=seat&name=B&charge_type=recurring&type=quantity&unit=u&price=20&period=1&period_unit=month");
    site.post(
        "addons",
        "id=fee&name=C&charge_type=non_recurring&type=quantity&price=99",
    );
}

fn both() -> [Site; 2] {
    Version::ALL.map(|version| {
        let site = Site::with_customer(version);
        catalog(&site);
        site
    })
}

#[test]
fn plans_and_addons_with_their_quantities() {
    for site in both() {
        let plan = site.get("plans/gold")["plan"].clone();
        assert_eq!(
            members(&plan, "charge_model period period_unit status"),
            "per_unit 1 month active"
        );
        assert_eq!(site.get("plans/flat")["plan"]["charge_model"], "flat_fee");
        let form = "id=s&plan_id=gold&plan_quantity=3&addons[id][0]=on&addons[id][1]=seat&addons[quantity][1]=4&addons[id][2]=fee&addons[quantity][2]=2";
        let body = site.post("customers/c/subscriptions", form);
        let subscription = &body["subscription"];
        assert_eq!(
            members(
                subscription,
                "status plan_id plan_quantity current_term_end total_dues"
            ),
            format!("active gold 3 {} 3978", START + 30 * DAY)
        );
        let addons = subscription["addons"].as_array().expect("addons");
        let addons: Vec<String> = addons.iter().map(|it| members(it, "id quantity")).collect();
        assert_eq!(addons, ["on null", "seat 4"]);
        let lines = body["invoice"]["line_items"].as_array().expect("lines");
        let lines: Vec<String> = lines
            .iter()
            .map(|it| members(it, "entity_id quantity amount"))
            .collect();
        assert_eq!(
            lines,
            [
                "gold 3 3000",
                "on 1 200",
                "seat 4 80",
                "fee 2 198",
                "gold 1 500"
            ]
        );
        assert_eq!(standing(&body["invoice"]), "payment_due 3978 0 0 0 3978");
        let trial = site.post("customers/c/subscriptions", "plan_id=tried");
        assert_eq!(trial["subscription"]["status"], "in_trial");
        assert!(trial.get("invoice").is_none());
        assert_eq!(
            site.refused("customers/c/subscriptions", "plan_id=none").0,
            404
        );
        assert_eq!(
            site.refused("customers/c/subscriptions", "plan_id=flat&plan_quantity=2"),
            not_computed("")
        );
    }
}

#[test]
fn changed_plans_and_addons() {
    for site in both() {
        site.post(
            "customers/c/subscriptions",
            "id=s&plan_id=gold&plan_quantity=3&addons[id][0]=on",
        );
        let body = site.post(
            "subscriptions/s",
            "plan_quantity=5&addons[id][0]=seat&addons[quantity][0]=2",
        );
        assert_eq!(
            members(&body["subscription"], "plan_id plan_quantity"),
            "gold 5"
        );
        assert_eq!(
            body["subscription"]["addons"].as_array().map(Vec::len),
            Some(2)
        );
        let body = site.post(
            "subscriptions/s",
            "plan_id=flat&addons[id][0]=on&replace_addon_list=true",
        );
        assert_eq!(
            members(&body["subscription"], "plan_id plan_quantity"),
            "flat 1"
        );
        assert_eq!(
            body["subscription"]["addons"].as_array().map(Vec::len),
            Some(1)
        );
        let body = site.post("subscriptions/s", "addons[id][0]=fee&addons[quantity][0]=3");
        assert_eq!(standing(&body["invoice"]), "payment_due 297 0 0 0 297");
        assert_eq!(site.refused("subscriptions/s", "plan_id=none").0, 404);
        assert_eq!(
            site.refused("subscriptions/s", "plan_quantity=3").1,
            "configuration_incompatible"
        );
    }
}

#[test]
fn one_time_invoices() {
    for site in both() {
        site.post("customers/c/subscriptions", "id=s&plan_id=flat");
        let body = site.post(
            "invoices/charge_addon",
            "subscription_id=s&addon_id=fee&addon_quantity=2",
        );
        assert_eq!(standing(&body["invoice"]), "payment_due 198 0 0 0 198");
        let body = site.post(
            "invoices/charge",
            "subscription_id=s&amount=150&description=x",
        );
        assert_eq!(standing(&body["invoice"]), "payment_due 150 0 0 0 150");
        let form = "customer_id=c&addons[id][0]=fee&addons[quantity][0]=3&charges[amount][0]=5&charges[description][0]=d";
        let body = site.post("invoices", form);
        assert_eq!(standing(&body["invoice"]), "payment_due 302 0 0 0 302");
        let recurs = site.refused("invoices/charge_addon", "subscription_id=s&addon_id=on");
        assert_eq!(recurs.1, "param_wrong_value");
        assert_eq!(
            site.get("subscriptions/s/invoices")["list"]
                .as_array()
                .map(Vec::len),
            Some(3)
        );
        assert_eq!(
            site.get("customers/c/invoices")["list"]
                .as_array()
                .map(Vec::len),
            Some(4)
        );
    }
}

#[test]
fn coupons_on_the_amount_of_an_invoice() {
    for site in both() {
        let form = "id=ten&name=Ten&discount_type=percentage&discount_percentage=10&duration_type=forever&apply_on=invoice_amount";
        site.post("coupons", form);
        let body = site.post("customers/c/subscriptions", "plan_id=flat&coupon=ten");
        let invoice = &body["invoice"];
        let is_v1 = site.version == Version::V1;
        // The subtotal of API v1 is what is left after discounts.
        let shown = if is_v1 { "630 630" } else { "700 630" };
        assert_eq!(
            members(
                invoice,
                if is_v1 {
                    "sub_total amount"
                } else {
                    "sub_total total"
                }
            ),
            shown
        );
        assert_eq!(
            members(&invoice["discounts"][0], "amount entity_id"),
            "70 ten"
        );
        assert_eq!(body["subscription"]["coupon"], "ten");
    }
}

#[test]
fn a_customer_is_made_along() {
    for site in both() {
        let card = "card[number]=4111111111111111&card[expiry_month]=1&card[expiry_year]=2030";
        let form = format!(
            "id=s2&plan_id=flat&customer[email]=a@b.c&customer[first_name]=N&billing_address[city]=X&{card}"
        );
        let body = site.post("subscriptions", &form);
        assert_eq!(
            members(&body["customer"], "id email first_name"),
            "s2 a@b.c N"
        );
        assert_eq!(body["customer"]["billing_address"]["city"], "X");
        assert_eq!(body["card"]["last4"], "1111");
        assert_eq!(standing(&body["invoice"]), "paid 700 700 0 0 0");
        assert_eq!(
            site.refused("subscriptions", "plan_id=flat&customer[id]=c"),
            refusal(400, "duplicate_entry", "customer[id]")
        );
    }
}

#[test]
fn payments_of_v1() {
    let site = Site::with_customer(Version::V1);
    let own =
        id(&site.post("invoices/charge", "customer_id=c&amount=900&description=x")["invoice"]);
    let path = format!("invoices/{own}");
    let pay = "payment_method=cash&paid_at=5";
    let body = site.post(
        &format!("{path}/record_payment"),
        &format!("{pay}&amount=400&memo=hi&reference_number=r"),
    );
    assert_eq!(
        members(
            &body["transaction"],
            "type status amount date reference_number"
        ),
        "payment success 400 5 r"
    );
    assert_eq!(standing(&site.invoice(&own)), "payment_due 900 400 0 0 500");
    assert_eq!(
        site.refused(
            &format!("{path}/record_payment"),
            &format!("{pay}&amount=501")
        )
        .2,
        "amount"
    );
    let body = site.post(&format!("{path}/record_payment"), pay);
    assert_eq!(standing(&body["invoice"]), "paid 900 900 0 0 0");
    assert_eq!(body["invoice"]["paid_on"], START);
    assert_eq!(
        site.get(&format!("{path}/transactions"))["list"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    assert_eq!(
        site.refused(&format!("{path}/refund"), "").0,
        409,
        "no gateway"
    );
    let form = "memo=why&transaction[payment_method]=cash&transaction[date]=5&transaction[amount]=";
    let body = site.post(&format!("{path}/record_refund"), &format!("{form}300"));
    assert_eq!(members(&body["transaction"], "type amount"), "refund 300");
    assert_eq!(
        site.refused(&format!("{path}/record_refund"), &format!("{form}601"))
            .2,
        "transaction[amount]"
    );
    let links = site.invoice(&own)["linked_transactions"].clone();
    assert_eq!(members(&links[2], "txn_type applied_amount"), "refund 300");
    assert_eq!(site.refused(&format!("{path}/collect_payment"), "").0, 409);
    // By card.
    site.post(
        "customers/c/credit_card",
        "number=4111111111111111&expiry_month=12&expiry_year=2030",
    );
    assert_eq!(site.get("cards/c")["card"]["last4"], "1111");
    let own =
        id(&site.post("invoices/charge", "customer_id=c&amount=900&description=x")["invoice"]);
    assert_eq!(standing(&site.invoice(&own)), "paid 900 900 0 0 0");
    let body = site.post(&format!("invoices/{own}/refund"), "refund_amount=100");
    assert_eq!(
        members(&body["transaction"], "type amount payment_method"),
        "refund 100 card"
    );
    assert_eq!(
        site.post("customers/c/delete_card", "")["customer"]["card_status"],
        "no_card"
    );
    let own =
        id(&site.post("invoices/charge", "customer_id=c&amount=900&description=x")["invoice"]);
    let body = site.post(&format!("invoices/{own}/void"), "");
    assert_eq!(body["invoice"]["status"], "voided");
}

#[test]
fn account_credits_of_v1() {
    let site = Site::with_customer(Version::V1);
    site.post(
        "customers/c/add_account_credits",
        "amount=500&description=x",
    );
    let body = site.post("invoices/charge", "customer_id=c&amount=900&description=x");
    assert_eq!(
        members(&body["invoice"], "sub_total amount amount_due"),
        "400 400 400"
    );
    assert_eq!(
        members(&body["invoice"]["discounts"][0], "amount type"),
        "500 account_credits"
    );
    assert_eq!(site.customer()["account_credits"], 0);
    assert_eq!(
        site.refused(
            "customers/c/deduct_account_credits",
            "amount=1&description=x"
        )
        .2,
        "amount"
    );
}

#[test]
fn life_of_a_subscription_in_v1() {
    let site = Site::with_customer(Version::V1);
    catalog(&site);
    let end = START + 30 * DAY;
    site.post("customers/c/subscriptions", "id=s&plan_id=flat");
    let body = site.post("subscriptions/s/cancel", "end_of_term=true");
    assert_eq!(
        members(&body["subscription"], "status cancelled_at"),
        format!("non_renewing {end}")
    );
    site.post("subscriptions/s/remove_scheduled_cancellation", "");
    site.post(
        "subscriptions/s/change_term_end",
        &format!("term_ends_at={}", end + DAY),
    );
    assert_eq!(site.subscription("s")["current_term_end"], end + DAY);
    site.post("subscriptions/s/cancel", "");
    let body = site.post("subscriptions/s/reactivate", "");
    assert_eq!(
        members(&body["subscription"], "status due_invoices_count"),
        "active 2"
    );
    assert_eq!(
        site.refused("subscriptions/s/remove_scheduled_changes", "")
            .0,
        409
    );
    site.post("subscriptions/s/delete", "");
    let types = site.event_types();
    assert_eq!(
        types.last().map(String::as_str),
        Some("subscription_deleted")
    );
}

#[test]
fn plans_in_use_are_archived() {
    let site = Site::with_customer(Version::V2);
    catalog(&site);
    site.post("customers/c/subscriptions", "plan_id=flat&addons[id][0]=on");
    assert_eq!(
        site.post("plans/flat/delete", "")["plan"]["status"],
        "archived"
    );
    assert_eq!(
        site.post("addons/on/delete", "")["addon"]["status"],
        "archived"
    );
    assert_eq!(
        site.post("plans/gold/delete", "")["plan"]["status"],
        "deleted"
    );
    assert_eq!(
        site.refused("customers/c/subscriptions", "plan_id=flat").2,
        "plan_id"
    );
    assert_eq!(
        site.post("plans/flat/unarchive", "")["plan"]["status"],
        "active"
    );
    site.post("plans", "id=m&name=m&price=1&attached_addons[id][0]=seat&attached_addons[quantity][0]=1&attached_addons[type][0]=mandatory");
    assert_eq!(
        site.refused("customers/c/subscriptions", "plan_id=m"),
        not_computed("")
    );
    let twice = site.refused(
        "plans",
        "id=x&name=x&price=1&charge_model=flat_fee&pricing_model=per_unit",
    );
    assert_eq!(twice, refusal(400, "param_wrong_value", "charge_model"));
}
