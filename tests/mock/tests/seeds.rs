//! What a site answered is a seed as it is: nothing that it says is lost, or asked for in another shape.

mod support;

use chargebee_mock::{MockServer, Settings, Version};
use serde_json::{Value, json};
use support::{get, post};

async fn server() -> MockServer {
    MockServer::start().await.expect("a mock")
}

/// Everything that the first one says, the second says too.
fn holds(found: &Value, wanted: &Value, path: &str) {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => {
            for (name, wanted) in wanted {
                let at = format!("{path}.{name}");
                let found = found.get(name).unwrap_or_else(|| panic!("{at} is lost"));
                holds(found, wanted, &at);
            }
        }
        (Value::Array(found), Value::Array(wanted)) => {
            assert_eq!(found.len(), wanted.len(), "{path}");
            for (index, (found, wanted)) in found.iter().zip(wanted).enumerate() {
                holds(found, wanted, &format!("{path}[{index}]"));
            }
        }
        _ => assert_eq!(found, wanted, "{path}"),
    }
}

#[tokio::test]
async fn attributes_that_are_new() {
    let server = server().await;
    let note = json!({ "id": "CN-1", "customer_id": "c1", "type": "adjustment", "total": 100, "currency_code": "USD",
        "brand_new_code": "USD", "exchange_rate_of_tomorrow": 1.10, "nested": { "deep": [{ "er": null }] },
        "status": "never_heard_of", "line_items": [{ "id": "li", "brand_new": [] , "amount": 100, "date_from": 1 }],
        "discounts": [], "customer_notes": "", "voided_at": null, "object": "credit_note" });
    let seed = json!({ "v2": { "credit_note": [note] } });
    let notes = server.seed_json(&seed.to_string()).expect("seeded");
    assert_eq!(notes, Vec::<String>::new());
    let found = get(&server.url(), "/api/v2/credit_notes/CN-1").await.json();
    holds(&found["credit_note"], &note, "credit_note");
    let list = get(&server.url(), "/api/v2/credit_notes?customer_id[is]=c1")
        .await
        .json();
    holds(&list["list"][0]["credit_note"], &note, "credit_note");
    // They stay when it is changed, too.
    let event = json!({ "id": "c1", "first_nane": "Ada", "brand_new": { "a": [1] } });
    let notes = server.seed(Version::V2, "customer", event).expect("seeded");
    assert_eq!(
        notes,
        [
            "v2: customer c1.first_nane is kept, though API v2 has no such attribute (is `first_name` meant?)"
        ]
    );
    let changed = post(&server.url(), "/api/v2/customers/c1", "last_name=L")
        .await
        .json();
    assert_eq!(changed["customer"]["brand_new"], json!({ "a": [1] }));
    assert_eq!(changed["customer"]["last_name"], "L");
}

/// Each shape holds the customer `c`, and some an invoice `i` or a card of the customer.
#[tokio::test]
async fn shapes() {
    let c = json!({ "id": "c", "first_name": "Ada", "object": "customer" });
    let i = json!({ "id": "i", "customer_id": "c", "total": 5, "object": "invoice" });
    let card = json!({ "last4": "1111", "object": "card" });
    let with_invoice = [
        json!({ "v2": { "customer": [c], "invoice": [i] } }),
        json!({ "v2": { "customer": c, "invoice": i } }),
        json!({ "v2": { "customers": [c], "invoices": [i] } }),
        json!({ "v2": { "customer": [{ "customer": c }], "invoice": [{ "invoice": i }] } }),
        json!({ "v2": { "customer": { "list": [{ "customer": c }], "next_offset": "x" }, "invoices": { "list": [{ "invoice": i }] } } }),
        json!({ "v2": { "customer": { "list": [{ "customer": c }] }, "invoice": { "list": [{ "invoice": i }] } } }),
        json!({ "v2": [{ "customer": c, "invoices": [i] }] }),
        json!({ "v2": [c, i] }),
        json!({ "v2": [{ "list": [{ "customer": c }, { "customer": c }], "next_offset": "x" }, { "list": [{ "invoice": i, "customer": c }] }] }),
        json!({ "v2": { "list": [{ "invoice": i, "customer": c, "something_new": { "a": 1 } }] } }),
        json!({ "list": [{ "customer": c }, { "invoice": i }] }),
        json!([{ "customer": c }, { "invoice": i }]),
        json!({ "customer": c, "invoice": i }),
    ];
    for seed in with_invoice {
        let settings = Settings::new().versions([Version::V2]);
        let server = MockServer::start_with(settings, 0).await.expect("a mock");
        let notes = server.seed_json(&seed.to_string());
        let notes = notes.unwrap_or_else(|problem| panic!("{problem}: {seed}"));
        assert_eq!(
            notes.len(),
            usize::from(seed.to_string().contains("something_new")),
            "{notes:?}"
        );
        let found = get(&server.url(), "/api/v2/customers/c").await.json();
        holds(&found["customer"], &c, "customer");
        let found = get(&server.url(), "/api/v2/invoices/i").await.json();
        holds(&found["invoice"], &i, "invoice");
        let count = get(&server.url(), "/api/v2/customers").await.json();
        assert_eq!(count["list"].as_array().map(Vec::len), Some(1), "{seed}");
    }
    let server = server().await;
    // The card of an answer is that of its customer; an event says itself what it is.
    let event = json!({ "id": "ev", "event_type": "customer_created", "occurred_at": 5, "content": { "customer": c } });
    let answers = json!({ "v1": [{ "customer": c, "card": card }, event] });
    server.seed_json(&answers.to_string()).expect("seeded");
    let found = get(&server.url(), "/api/v1/cards/c").await.json();
    holds(&found["card"], &card, "card");
    let found = get(&server.url(), "/api/v1/events/ev").await.json();
    holds(&found["event"], &event, "event");
    // The later state of what answers show more than once.
    let at = |version: i64, name: &str| json!({ "customer": { "id": "d", "resource_version": version, "first_name": name } });
    let answers = json!({ "v2": [at(1, "old"), at(3, "new"), at(2, "between")] });
    server.seed_json(&answers.to_string()).expect("seeded");
    let found = get(&server.url(), "/api/v2/customers/d").await.json();
    assert_eq!(found["customer"]["first_name"], "new");
}

/// Whatever the API has can be seeded with the answer to a request for it, and is then the answer to that request.
#[tokio::test]
async fn every_resource_that_can_be_retrieved() {
    let samples = MockServer::start_with(Settings::new().samples_only(), 0)
        .await
        .expect("a mock");
    let server = server().await;
    for (path, resource) in [
        ("customers/x", "customer"),
        ("addons/x", "addon"),
        ("addresses?subscription_id=x&label=l", "address"),
        ("alerts/x", "alert"),
        ("attached_items/x?parent_item_id=p", "attached_item"),
        ("business_rules/x", "business_rule"),
        ("cards/x", "card"),
        ("comments/x", "comment"),
        ("coupons/x", "coupon"),
        ("coupon_codes/x", "coupon_code"),
        ("coupon_sets/x", "coupon_set"),
        ("credit_notes/x", "credit_note"),
        ("currencies/x", "currency"),
        (
            "differential_prices/x?item_price_id=p",
            "differential_price",
        ),
        ("disputes/x", "dispute"),
        ("events/x", "event"),
        ("features/x", "feature"),
        ("gifts/x", "gift"),
        ("hosted_pages/x", "hosted_page"),
        ("invoices/x", "invoice"),
        ("items/x", "item"),
        ("item_families/x", "item_family"),
        ("item_prices/x", "item_price"),
        ("omnichannel_subscriptions/x", "omnichannel_subscription"),
        ("orders/x", "order"),
        ("payment_intents/x", "payment_intent"),
        ("payment_sources/x", "payment_source"),
        ("payment_vouchers/x", "payment_voucher"),
        ("plans/x", "plan"),
        ("portal_sessions/x", "portal_session"),
        ("price_variants/x", "price_variant"),
        ("promotional_credits/x", "promotional_credit"),
        ("quotes/x", "quote"),
        ("ramps/x", "ramp"),
        ("subscriptions/x", "subscription"),
        ("time_machines/x", "time_machine"),
        ("transactions/x", "transaction"),
        ("subscriptions/x/usages?id=u", "usage"),
        ("virtual_bank_accounts/x", "virtual_bank_account"),
        ("webhook_endpoints/x", "webhook_endpoint"),
    ] {
        let path = format!("/api/v2/{path}");
        let mut answer = get(&samples.url(), &path).await.json();
        let shown = &mut answer[resource];
        assert!(shown.is_object(), "{path}: {answer}");
        shown["never_heard_of"] = json!({ "digits": 1.5, "list": [null] });
        for (name, value) in [
            ("id", json!("x")),
            ("code", json!("x")),
            ("name", json!("x")),
            ("customer_id", json!("x")),
            ("subscription_id", json!("x")),
            ("label", json!("l")),
            ("parent_item_id", json!("p")),
            ("item_price_id", json!("p")),
        ] {
            let is_used =
                path.contains(&format!("{name}=")) || name == "customer_id" && resource == "card";
            if shown.get(name).is_some() || is_used {
                shown[name] = value;
            }
        }
        // A customer without another source of payment, whose card is the one that is told.
        if resource == "customer" {
            shown["primary_payment_source_id"] = Value::Null;
        }
        if resource == "usage" {
            shown["id"] = "u".into();
        }
        let shown = shown.clone();
        let seed = json!({ "v2": [{ resource: shown }] });
        let notes = server.seed_json(&seed.to_string());
        assert_eq!(notes, Ok(Vec::new()), "{resource}");
        let found = get(&server.url(), &path).await;
        assert_eq!(found.status, 200, "{path}: {found:?}");
        holds(&found.json()[resource], &shown, resource);
        assert!(!found.head.contains("chargebee-mock-sample"), "{path}");
    }
    // Those that are listed, filtered; others of the kind are not there.
    let list = get(&server.url(), "/api/v2/orders?id[is]=x").await.json();
    assert_eq!(list["list"][0]["order"]["never_heard_of"]["digits"], 1.5);
    let list = get(&server.url(), "/api/v2/orders?id[is]=y").await.json();
    assert_eq!(list["list"], json!([]));
    assert_eq!(get(&server.url(), "/api/v2/orders/y").await.status, 404);
    // What nobody seeded is a sample as ever.
    let sample = get(&server.url(), "/api/v2/rules/x").await;
    assert!(sample.head.contains("chargebee-mock-sample"), "{sample:?}");
}

/// What an answer leaves out is not needed to give it back: a subscription without its customer, a card without its own.
#[tokio::test]
async fn parts_of_a_site() {
    let server = server().await;
    let s = json!({ "id": "s", "customer_id": "elsewhere", "status": "active", "object": "subscription" });
    let card = json!({ "customer_id": "nobody", "last4": "1111", "object": "card" });
    // An answer in an answer, as some clients keep them.
    let seed = json!({ "v2": [{ "subscription": { "subscription": s } }, { "card": card }] });
    server.seed_json(&seed.to_string()).expect("seeded");
    let url = server.url();
    let found = get(&url, "/api/v2/subscriptions/s").await.json();
    holds(&found["subscription"], &s, "subscription");
    assert_eq!(found["customer"]["id"], "elsewhere");
    let list = get(&url, "/api/v2/subscriptions").await.json();
    assert_eq!(list["list"][0]["customer"]["id"], "elsewhere");
    let found = get(&url, "/api/v2/cards/nobody").await.json();
    holds(&found["card"], &card, "card");
    assert_eq!(get(&url, "/api/v2/customers/elsewhere").await.status, 404);
}
