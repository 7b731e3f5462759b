//! A small site to try things on, with what the examples of the SDK ask for.

use serde_json::{Value, json};

const DAY: i64 = 86_400;

/// The seed of the demonstration: a catalog, customers, an invoice that is due and a credit note that can be refunded.
pub(crate) fn seed(now: i64) -> Value {
    let item = |id: &str, name: &str, kind: &str| json!({ "id": id, "name": name, "type": kind, "item_family_id": "cloud", "status": "active", "updated_at": now });
    let price = |id: &str, item: &str, model: &str, price: i64| {
        json!({ "id": id, "name": id, "item_id": item, "pricing_model": model, "price": price, "currency_code": "USD",
            "status": "active", "updated_at": now })
    };
    let monthly = |mut price: Value| {
        price["period"] = 1.into();
        price["period_unit"] = "month".into();
        price
    };
    let mut calls = price("api-calls-USD", "api-calls", "per_unit", 8);
    calls["price_in_decimal"] = "0.0765".into();
    let customer = |id: &str, first: &str, last: &str| {
        json!({ "id": id, "first_name": first, "last_name": last, "email": format!("{id}@example.com"),
            "preferred_currency_code": "USD", "auto_collection": "off", "updated_at": now })
    };
    let started = now.saturating_sub(10 * DAY);
    let line = json!({ "id": "li_1", "date_from": started, "date_to": now + 20 * DAY, "unit_amount": 2500, "quantity": 2,
        "amount": 5000, "pricing_model": "per_unit", "description": "Pro", "entity_type": "plan_item_price",
        "entity_id": "pro-USD-monthly", "customer_id": "cust_8", "is_taxed": false, "object": "line_item" });
    json!({ "v2": {
        "item_family": [{ "id": "cloud", "name": "Cloud", "status": "active", "updated_at": now }],
        "item": [
            item("pro", "Pro", "plan"),
            item("support", "Support", "addon"),
            item("api-calls", "API calls", "charge"),
        ],
        "item_price": [
            monthly(price("pro-USD-monthly", "pro", "per_unit", 2500)),
            monthly(price("support-USD-monthly", "support", "flat_fee", 900)),
            calls,
        ],
        "customer": [customer("cust_7", "Ada", "Lovelace"), customer("cust_8", "Grace", "Hopper")],
        "invoice": [{ "id": "TEST-INV-1", "customer_id": "cust_8", "status": "payment_due", "currency_code": "USD",
            "price_type": "tax_exclusive", "date": started, "due_date": now - 3 * DAY, "net_term_days": 7,
            "sub_total": 5000, "total": 5000, "amount_due": 5000, "amount_paid": 0, "amount_adjusted": 0,
            "credits_applied": 0, "write_off_amount": 0, "recurring": true, "term_finalized": true,
            "line_items": [line], "updated_at": now }],
        "credit_note": [{ "id": "TEST-CN-12", "customer_id": "cust_8", "type": "refundable", "status": "refund_due",
            "currency_code": "USD", "price_type": "tax_exclusive", "date": started, "sub_total": 10000, "total": 10000,
            "amount_available": 10000, "amount_allocated": 0, "amount_refunded": 0, "updated_at": now }],
    } })
}
