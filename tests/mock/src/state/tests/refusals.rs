//! What is refused because it cannot be answered as the API would.

use super::{Site, not_computed};
use crate::{
    mock::{Mock, Settings},
    schema::Version,
};
use serde_json::json;

/// An answer that says it was done, and nothing was, is worse than none.
#[test]
fn nothing_answers_success_without_doing_it() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    let invoice = format!("invoices/{}", site.charge(100));
    let card = format!("payment_sources/{}", site.card());
    for (path, form) in [
        (
            format!("{invoice}/record_tax_withheld"),
            "tax_withheld[amount]=1",
        ),
        (
            format!("{invoice}/pause_dunning"),
            "expected_payment_date=1800000000",
        ),
        (format!("{invoice}/send_einvoice"), ""),
        (format!("{card}/verify_bank_account"), "amount1=1&amount2=2"),
        (
            format!("{card}/export_payment_source"),
            "gateway_account_id=g",
        ),
        ("customers/c/clear_personal_data".to_owned(), ""),
        (
            "customers/merge".to_owned(),
            "from_customer_id=c&to_customer_id=c",
        ),
        ("customers/c/change_billing_date".to_owned(), ""),
        ("subscriptions/s/move".to_owned(), "to_customer_id=c"),
        (
            "subscriptions/s/add_charge_at_term_end".to_owned(),
            "amount=1&description=x",
        ),
        ("subscriptions/s/regenerate_invoice".to_owned(), ""),
        (
            "credit_notes/import_credit_note".to_owned(),
            "id=a&type=refundable&date=1&total=1&create_reason_code=x&reference_invoice_id=x",
        ),
        ("customers/c/copy_card".to_owned(), "gateway_account_id=g"),
        (
            "purchases".to_owned(),
            "customer_id=c&purchase_items[index][0]=1&purchase_items[item_price_id][0]=pro",
        ),
    ] {
        assert_eq!(site.refused(&path, form), not_computed(""), "{path}");
    }
    for path in [
        "customers/c/hierarchy?hierarchy_operation_type=complete_hierarchy",
        "subscriptions/s/discounts",
        "item_prices/pro/applicable_items",
    ] {
        assert_eq!(site.refused_by("GET", path, ""), not_computed(""), "{path}");
    }
    // What is about nothing remembered is a sample.
    let form = "subscription_items[item_price_id][0]=pro";
    assert!(
        site.post("customers/c/create_subscription_for_items_estimate", form)["estimate"]
            .is_object()
    );
}

/// Where nothing else is asked for, what is not computed answers a sample that says so and shows what is remembered as it is.
#[test]
fn what_is_not_computed_is_a_sample_that_says_so() {
    let mock = Mock::new(Settings::new()).expect("a mock");
    let site = Site {
        mock,
        version: Version::V2,
    };
    let customer = site.post("customers", "id=c&first_name=Ada");
    let shown = site.post("customers/c/clear_personal_data", "");
    assert_eq!(shown["customer"], customer["customer"]);
    let samples: Vec<bool> = site.mock.log().iter().map(|it| it.sample).collect();
    assert_eq!(samples, [false, true]);
}

/// What a path names must be there, whatever is asked about it.
#[test]
fn nothing_is_known_of_what_is_not_there() {
    let site = Site::with_catalog();
    for (method, path) in [
        ("GET", "customers/x/contacts"),
        ("POST", "customers/x/clear_personal_data"),
        ("POST", "invoices/x/pdf"),
        ("GET", "subscriptions/x/subscription_entitlements"),
        ("POST", "payment_sources/x/delete"),
        ("POST", "transactions/x/void"),
        ("GET", "events/x"),
    ] {
        let refused = site.refused_by(method, path, "");
        assert_eq!(
            (refused.0, refused.1.as_str()),
            (404, "resource_not_found"),
            "{path}"
        );
    }
}

/// What there is from the start may be as odd as its types allow; nothing that is asked about it panics.
#[test]
fn odd_amounts_are_no_trouble() {
    for odd in [i64::MIN, -1, 0, i64::MAX] {
        let site = Site::with_catalog();
        let put = |resource: &str, value: serde_json::Value| {
            site.mock
                .seed(site.version, resource, value)
                .expect("seeded");
        };
        let link =
            json!({ "txn_id": "t", "applied_amount": odd, "applied_at": 1, "txn_amount": odd });
        put(
            "invoice",
            json!({
                "id": "i", "customer_id": "c", "subscription_id": "s", "status": "payment_due", "total": odd,
                "sub_total": odd, "amount_due": odd, "amount_paid": odd, "amount_adjusted": odd,
                "credits_applied": odd, "net_term_days": odd, "linked_payments": [link],
            }),
        );
        put(
            "transaction",
            json!({
                "id": "t", "customer_id": "c", "type": "payment", "status": "success", "amount": odd,
                "amount_unused": odd, "gateway": "chargebee", "currency_code": "USD",
                "linked_invoices": [{ "invoice_id": "i", "applied_amount": odd, "applied_at": 1, "invoice_status": "paid" }],
            }),
        );
        put(
            "credit_note",
            json!({
                "id": "n", "customer_id": "c", "type": "refundable", "status": "refund_due", "total": odd,
                "amount_available": odd, "amount_allocated": odd, "amount_refunded": odd, "currency_code": "USD",
            }),
        );
        put(
            "item_price",
            json!({
                "id": "p", "item_id": "plan", "item_type": "plan", "status": "active", "pricing_model": "per_unit",
                "price": odd, "period": odd, "period_unit": "month", "trial_period": odd, "trial_period_unit": "day",
                "free_quantity": odd, "billing_cycles": odd, "currency_code": "USD",
            }),
        );
        for (path, form) in [
            (
                "invoices/i/record_payment",
                "transaction[payment_method]=cash&transaction[amount]=1",
            ),
            ("invoices/i/refund", "refund_amount=1"),
            (
                "invoices/i/record_refund",
                "transaction[payment_method]=cash&transaction[date]=1",
            ),
            ("invoices/i/apply_credits", ""),
            ("invoices/i/apply_payments", ""),
            ("invoices/i/remove_payment", "transaction[id]=t"),
            ("invoices/i/write_off", ""),
            ("invoices/i/void", ""),
            (
                "credit_notes/n/record_refund",
                "transaction[payment_method]=cash&transaction[date]=1",
            ),
            ("credit_notes/n/void", ""),
            ("transactions/t/refund", "amount=1"),
            (
                "customers/c/record_excess_payment",
                "transaction[amount]=1&transaction[date]=1&transaction[payment_method]=cash",
            ),
            (
                "customers/c/subscription_for_items",
                "id=s&subscription_items[item_price_id][0]=p&subscription_items[quantity][0]=3",
            ),
            (
                "customers/c/subscription_for_items",
                "trial_end=0&subscription_items[item_price_id][0]=p",
            ),
            (
                "customers/c/import_for_items",
                "status=active&current_term_end=1800000000&subscription_items[item_price_id][0]=p",
            ),
            ("invoices/charge", "customer_id=c&amount=5&description=x"),
        ] {
            let (status, body) = site.send("POST", path, form);
            assert!(
                matches!(status, 200 | 400 | 404 | 409),
                "{path} {odd}: {body}"
            );
        }
    }
}
