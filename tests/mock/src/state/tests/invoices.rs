//! Invoices beside the terms of subscriptions, and what can be done to them.

use super::{DAY, START, Site, id, members, not_computed, refusal, standing};
use serde_json::json;

const CREATE: &str = "invoices/create_for_charge_items_and_charges";

#[test]
fn what_can_be_invoiced() {
    let site = Site::with_catalog();
    let form = "customer_id=c&charges[amount][0]=100&charges[description][0]=x&item_prices[item_price_id][0]=chg\
        &item_prices[quantity][0]=3&item_prices[unit_price][0]=40&po_number=7&invoice_note=thanks&charges[taxable][0]=false";
    let invoice = site.post(CREATE, form)["invoice"].clone();
    assert_eq!(standing(&invoice), "payment_due 220 0 0 0 220");
    assert_eq!(
        members(&invoice, "recurring po_number sub_total tax"),
        "false 7 220 0"
    );
    assert_eq!(invoice["notes"][0]["note"], "thanks");
    let form = "customer_id=c&item_price[item_price_id]=chg&item_price[quantity]=2";
    let invoice = site.post("invoices/create_for_charge_item", form)["invoice"].clone();
    assert_eq!(standing(&invoice), "payment_due 100 0 0 0 100");
    site.subscribe("s", "pro", "");
    let invoice = site.post(
        "invoices/charge",
        "subscription_id=s&amount=150&description=x",
    )["invoice"]
        .clone();
    assert_eq!(
        members(&invoice, "subscription_id customer_id first_invoice"),
        "s c false"
    );
    for (form, expected) in [
        (
            "customer_id=c",
            refusal(400, "param_wrong_value", "charges"),
        ),
        (
            "charges[amount][0]=1&charges[description][0]=x",
            refusal(400, "param_wrong_value", "customer_id"),
        ),
        (
            "customer_id=c&charges[amount][0]=0&charges[description][0]=x",
            refusal(400, "param_wrong_value", "charges[amount][0]"),
        ),
        (
            "customer_id=c&item_prices[item_price_id][0]=pro",
            refusal(400, "param_wrong_value", "item_prices[item_price_id][0]"),
        ),
        (
            "customer_id=x&charges[amount][0]=1",
            refusal(404, "resource_not_found", "customer_id"),
        ),
        (
            "customer_id=c&charges[amount_in_decimal][0]=1.5",
            refusal(400, "param_wrong_value", "charges[amount][0]"),
        ),
        (
            "customer_id=c&charges[amount][0]=1&token_id=t",
            not_computed("token_id"),
        ),
        (
            "customer_id=c&charges[amount][0]=1&authorization_transaction_id=t",
            not_computed("authorization_transaction_id"),
        ),
        (
            "customer_id=c&charges[amount][0]=1&payment_source_id=t",
            refusal(404, "resource_not_found", "payment_source_id"),
        ),
        (
            "customer_id=c&charges[amount][0]=1&invoice_date=1900000000",
            refusal(400, "param_wrong_value", "invoice_date"),
        ),
    ] {
        assert_eq!(site.refused(CREATE, form), expected, "{form}");
    }
}

#[test]
fn when_it_is_due() {
    let site = Site::with_catalog();
    let charge = "charges[amount][0]=100&charges[description][0]=x";
    let invoice =
        site.post(CREATE, &format!("customer_id=c&{charge}&net_term_days=30"))["invoice"].clone();
    assert_eq!(
        members(&invoice, "status due_date net_term_days"),
        format!("posted {} 30", START + 30 * DAY)
    );
    site.post("customers/c", "net_term_days=10");
    let invoice = site.post(CREATE, &format!("customer_id=c&{charge}"))["invoice"].clone();
    assert_eq!(invoice["due_date"], START + 10 * DAY);
    let body = site.subscribe("s", "pro", "net_term_days=20");
    assert_eq!(
        members(&body["invoice"], "status due_date"),
        format!("posted {}", START + 20 * DAY)
    );
    // Not due yet.
    assert_eq!(
        members(&body["subscription"], "due_invoices_count total_dues"),
        "0 null"
    );
    let at = START - DAY;
    let invoice = site.post(
        CREATE,
        &format!("customer_id=c&{charge}&net_term_days=0&invoice_date={at}"),
    )["invoice"]
        .clone();
    assert_eq!(
        members(&invoice, "date due_date status"),
        format!("{at} {at} payment_due")
    );
    assert!(
        site.event_types()
            .contains(&"invoice_generated_with_backdating".to_owned())
    );
}

#[test]
fn a_pending_invoice_grows_until_it_is_closed() {
    let site = Site::with_catalog();
    let form = "customer_id=c&create_pending_invoice=true&charges[amount][0]=100&charges[description][0]=x";
    let own = site.post(CREATE, form)["invoice"].clone();
    let path = format!("invoices/{}", id(&own));
    assert_eq!(own["status"], "pending");
    site.post(
        &format!("{path}/add_charge"),
        "amount=50&description=y&comment=why&line_item[date_from]=1",
    );
    let form = "item_price[item_price_id]=chg&item_price[quantity]=2";
    let body = site.post(&format!("{path}/add_charge_item"), form);
    assert_eq!(standing(&body["invoice"]), "pending 250 0 0 0 250");
    let line = id(&body["invoice"]["line_items"][0]);
    let body = site.post(
        &format!("{path}/delete_line_items"),
        &format!("line_items[id][0]={line}"),
    );
    assert_eq!(members(&body["invoice"], "sub_total total"), "150 150");
    assert_eq!(
        site.refused(&format!("{path}/delete_line_items"), "line_items[id][0]=no")
            .0,
        404
    );
    assert_eq!(
        site.refused(
            &format!("{path}/record_payment"),
            "transaction[payment_method]=cash"
        )
        .0,
        409
    );
    let body = site.post(&format!("{path}/close"), "");
    assert_eq!(standing(&body["invoice"]), "payment_due 150 0 0 0 150");
    for (operation, form) in [
        ("add_charge", "amount=1&description=y"),
        ("add_charge_item", "item_price[item_price_id]=chg"),
        ("delete_line_items", "line_items[id][0]=a"),
        ("close", ""),
    ] {
        let refused = site.refused(&format!("{path}/{operation}"), form);
        assert_eq!(refused.1, "invalid_state_for_request", "{operation}");
    }
    assert_eq!(site.get("comments")["list"][0]["comment"]["notes"], "why");
    let types = site.event_types();
    let types: Vec<&str> = types
        .iter()
        .map(String::as_str)
        .filter(|it| it.contains("invoice"))
        .collect();
    assert_eq!(
        types,
        [
            "pending_invoice_created",
            "pending_invoice_updated",
            "pending_invoice_updated",
            "pending_invoice_updated",
            "invoice_generated"
        ]
    );
}

#[test]
fn void_written_off_and_deleted() {
    let site = Site::with_catalog();
    let one = format!("invoices/{}", site.charge(900));
    let body = site.post(&format!("{one}/void"), "void_reason_code=oops");
    assert_eq!(
        members(
            &body["invoice"],
            "status amount_due voided_at void_reason_code"
        ),
        format!("voided 0 {START} oops")
    );
    assert_eq!(
        site.refused(
            &format!("{one}/record_payment"),
            "transaction[payment_method]=cash"
        )
        .0,
        409
    );
    assert_eq!(site.refused(&format!("{one}/void"), "").0, 409);
    let two = format!("invoices/{}", site.charge(900));
    site.post(
        &format!("{two}/record_payment"),
        "transaction[payment_method]=cash&transaction[amount]=400",
    );
    assert_eq!(site.refused(&format!("{two}/void"), "").0, 409);
    assert_eq!(site.refused(&format!("{two}/delete"), "").0, 409);
    let body = site.post(&format!("{two}/write_off"), "");
    assert_eq!(standing(&body["invoice"]), "paid 900 400 500 0 0");
    assert_eq!(body["invoice"]["write_off_amount"], 500);
    let note = &body["credit_note"];
    assert_eq!(
        members(
            note,
            "type status reason_code total amount_allocated amount_available"
        ),
        "adjustment adjusted write_off 500 500 0"
    );
    assert_eq!(
        members(&note["allocations"][0], "allocated_amount invoice_status"),
        "500 paid"
    );
    let link = &body["invoice"]["adjustment_credit_notes"][0];
    assert_eq!(
        members(link, "cn_id cn_total cn_status"),
        format!("{} 500 adjusted", id(note))
    );
    assert_eq!(site.refused(&format!("{two}/write_off"), "").0, 409);
    let three = format!("invoices/{}", site.charge(900));
    let body = site.post(&format!("{three}/delete"), "comment=gone");
    assert_eq!(body["invoice"]["deleted"], true);
    assert_eq!(site.refused_by("GET", &three, "").0, 404);
    let body = site.post(
        &format!("{two}/update_details"),
        "po_number=5&vat_number=v&billing_address[city]=X",
    );
    assert_eq!(members(&body["invoice"], "po_number vat_number"), "5 v");
    assert_eq!(body["invoice"]["billing_address"]["city"], "X");
    assert_eq!(site.refused(&format!("{two}/stop_dunning"), "").0, 409);
    assert!(site.post(&format!("{two}/pdf"), "")["download"].is_object());
}

#[test]
fn one_that_was_issued_elsewhere() {
    let site = Site::with_catalog();
    let lines = "line_items[amount][0]=5000&line_items[description][0]=l&line_items[unit_amount][0]=2500&line_items[quantity][0]=2";
    let form = format!("id=imp&customer_id=c&total=5000&date={START}&currency_code=EUR&{lines}");
    let body = site.post("invoices/import_invoice", &form);
    assert_eq!(standing(&body["invoice"]), "payment_due 5000 0 0 0 5000");
    assert_eq!(members(&body["invoice"], "id currency_code"), "imp EUR");
    let paid = "payments[amount][0]=3000&payments[payment_method][0]=cash&payments[amount][1]=2000&payments[payment_method][1]=check&status=paid";
    let form = format!("id=paid&customer_id=c&total=5000&date={START}&{lines}&{paid}");
    let body = site.post("invoices/import_invoice", &form);
    assert_eq!(standing(&body["invoice"]), "paid 5000 5000 0 0 0");
    let list = site.get("invoices/paid/payments")["list"].clone();
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    assert_eq!(
        list[0]["transaction"]["linked_invoices"][0]["invoice_status"],
        "paid"
    );
    for (more, expected) in [
        ("id=imp", refusal(400, "duplicate_entry", "id")),
        ("id=a&total=1", refusal(400, "param_wrong_value", "total")),
        ("id=a&status=paid", not_computed("")),
        (
            "id=a&taxes[name][0]=VAT&taxes[rate][0]=20",
            not_computed("taxes[name][0]"),
        ),
    ] {
        let total = if more.contains("total") {
            ""
        } else {
            "&total=5000"
        };
        let form = format!("{more}&customer_id=c&date={START}&{lines}{total}");
        assert_eq!(
            site.refused("invoices/import_invoice", &form),
            expected,
            "{more}"
        );
    }
    let form =
        format!("id=v&customer_id=c&date={START}&total=5000&status=voided&voided_at={START}");
    let body = site.post("invoices/import_invoice", &form);
    assert_eq!(members(&body["invoice"], "status amount_due"), "voided 0");
}

#[test]
fn discounts_given_by_hand() {
    let site = Site::with_catalog();
    let charge = "customer_id=c&charges[amount][0]=1000&charges[description][0]=x&discounts[apply_on][0]=invoice_amount";
    let invoice =
        site.post(CREATE, &format!("{charge}&discounts[percentage][0]=10"))["invoice"].clone();
    assert_eq!(members(&invoice, "sub_total total"), "1000 900");
    assert_eq!(
        members(&invoice["discounts"][0], "amount entity_type discount_type"),
        "100 document_level_discount percentage"
    );
    let invoice =
        site.post(CREATE, &format!("{charge}&discounts[amount][0]=5000"))["invoice"].clone();
    assert_eq!(standing(&invoice), "paid 0 0 0 0 0");
    assert_eq!(invoice["discounts"][0]["amount"], json!(1000));
    let item = charge.replace("invoice_amount", "specific_item_price");
    assert_eq!(
        site.refused(CREATE, &format!("{item}&discounts[percentage][0]=10")),
        refusal(400, "param_wrong_value", "discounts[item_price_id][0]")
    );
    let items = "customer_id=c&item_prices[item_price_id][0]=chg&item_prices[quantity][0]=4&charges[amount][0]=1000&discounts[apply_on][0]=specific_item_price&discounts[item_price_id][0]=chg&discounts[percentage][0]=10";
    let invoice = site.post(CREATE, items)["invoice"].clone();
    assert_eq!(members(&invoice, "sub_total total"), "1200 1180");
    assert_eq!(
        invoice["discounts"][0]["entity_type"],
        "item_level_discount"
    );
}
