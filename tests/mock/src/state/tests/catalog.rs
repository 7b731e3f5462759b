//! What is sold, and comments on it.

use super::{Site, items_form, members, not_computed, refusal};

#[test]
fn what_an_item_gives_its_prices() {
    let site = Site::with_catalog();
    let price = site.get("item_prices/pro")["item_price"].clone();
    assert_eq!(
        members(
            &price,
            "status item_family_id item_type pricing_model currency_code free_quantity"
        ),
        "active f plan per_unit USD 0"
    );
    let plain = "id=n&name=n&item_id=charge&price=5";
    let price = site.post("item_prices", plain)["item_price"].clone();
    assert_eq!(members(&price, "pricing_model is_taxable"), "flat_fee true");
    for (form, expected) in [
        (
            "id=pro&name=x&item_id=plan&price=1",
            refusal(400, "duplicate_entry", "id"),
        ),
        (
            "id=x&name=x&item_id=none&price=1",
            refusal(404, "resource_not_found", "item_id"),
        ),
        (
            "id=x&name=x&item_id=plan&price=-1",
            refusal(400, "param_wrong_value", "price"),
        ),
    ] {
        assert_eq!(site.refused("item_prices", form), expected, "{form}");
    }
    assert_eq!(
        site.refused("items", "id=x&name=x&type=plan&item_family_id=none")
            .0,
        404
    );
    let form = "id=b&name=b&type=plan&item_family_id=f&bundle_items_to_add[item_id][0]=plan";
    assert_eq!(
        site.refused("items", form).2,
        "bundle_items_to_add[item_id][0]"
    );
}

#[test]
fn what_is_in_use_is_archived_and_all_else_deleted() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro", "");
    let body = site.post("item_prices/pro/delete", "");
    assert_eq!(
        members(&body["item_price"], "status deleted"),
        "archived false"
    );
    let path = "customers/c/subscription_for_items";
    assert_eq!(
        site.refused(path, &items_form("pro")).1,
        "param_wrong_value"
    );
    let body = site.post("item_prices/add/delete", "");
    assert_eq!(
        members(&body["item_price"], "status deleted"),
        "deleted true"
    );
    assert_eq!(site.refused_by("GET", "item_prices/add", "").0, 404);
    assert_eq!(
        site.post("items/plan/delete", "")["item"]["status"],
        "archived"
    );
    assert_eq!(
        site.post("items/addon/delete", "")["item"]["status"],
        "deleted"
    );
    assert_eq!(
        site.refused("item_families/f/delete", "").1,
        "invalid_state_for_request"
    );
    // An id that is free again is that of something new.
    site.price("add", "charge", "pricing_model=flat_fee&price=7");
    assert_eq!(site.get("item_prices/add")["item_price"]["price"], 7);
}

#[test]
fn restricted_plans_take_their_own_addons() {
    let site = Site::with_catalog();
    site.post(
        "items/plan",
        "item_applicability=restricted&applicable_items[0]=other",
    );
    let path = "customers/c/subscription_for_items";
    assert_eq!(
        site.refused(path, &items_form("pro add")).1,
        "param_wrong_value"
    );
    site.post("items/plan", "applicable_items[0]=addon");
    site.post(path, &items_form("pro add"));
}

#[test]
fn comments_are_on_something() {
    let site = Site::with_catalog();
    let body = site.post("comments", "entity_type=customer&entity_id=c&notes=hi");
    let comment = &body["comment"];
    assert_eq!(
        members(comment, "entity_type entity_id notes type"),
        "customer c hi user"
    );
    assert_eq!(
        site.refused("comments", "entity_type=customer&entity_id=x&notes=hi"),
        refusal(404, "resource_not_found", "entity_id")
    );
    site.post("comments", "entity_type=item&entity_id=plan&notes=ho");
    let found = site.get("comments?entity_type=item&entity_id=plan");
    assert_eq!(found["list"].as_array().map(Vec::len), Some(1));
    let path = format!("comments/{}", super::id(comment));
    site.post(&format!("{path}/delete"), "");
    assert_eq!(site.refused_by("GET", &path, "").0, 404);
}

/// What real answers say of a plain item: nothing, in many ways. A bundle has items.
#[test]
fn what_is_empty_is_not_there() {
    for nothing in ["[]", "null", "{}", "\"\"", "false"] {
        let site = Site::with_catalog();
        let item = format!(
            r#"{{"v2": {{"item": [{{"id": "plain", "name": "P", "type": "plan", "item_family_id": "f",
                "bundle_items": {nothing}, "metered": false, "applicable_items": {nothing}}}],
              "item_price": [{{"id": "plain-USD", "name": "P", "item_id": "plain", "price": 1900,
                "pricing_model": "flat_fee", "period": 1, "period_unit": "month", "currency_code": "USD",
                "tiers": {nothing}}}]}}}}"#
        );
        site.mock.seed_json(&item).expect("seeded");
        let body = site.post(
            "customers/c/subscription_for_items",
            "subscription_items[item_price_id][0]=plain-USD",
        );
        assert_eq!(body["invoice"]["total"], 1900, "{nothing}");
    }
}

#[test]
fn a_bundle_is_not_computed() {
    let site = Site::with_catalog();
    site.seed(
        "item",
        serde_json::json!({ "id": "b", "name": "B", "type": "plan",
            "bundle_items": [{ "item_id": "plan", "item_type": "plan", "quantity": 1 }] }),
    );
    site.seed(
        "item_price",
        serde_json::json!({ "id": "b-USD", "item_id": "b", "price": 1900, "period": 1,
            "period_unit": "month", "currency_code": "USD", "pricing_model": "flat_fee" }),
    );
    let refused = site.refused(
        "customers/c/subscription_for_items",
        "subscription_items[item_price_id][0]=b-USD",
    );
    assert_eq!(refused, not_computed(""));
}

/// A price need not say the type of its item, nor an item of a subscription that of its price.
#[test]
fn the_type_of_an_item_is_found() {
    let site = Site::with_catalog();
    for (id, item, period) in [
        ("p", "plan", true),
        ("a", "addon", true),
        ("g", "charge", false),
    ] {
        let mut price = serde_json::json!({ "id": id, "name": id, "item_id": item, "price": 100,
            "currency_code": "USD", "pricing_model": "flat_fee" });
        if period {
            price["period"] = 1.into();
            price["period_unit"] = "month".into();
        }
        site.seed("item_price", price);
    }
    let body = site.post(
        "customers/c/subscription_for_items",
        "id=s&subscription_items[item_price_id][0]=p&subscription_items[item_price_id][1]=a\
         &subscription_items[item_price_id][2]=g",
    );
    let items = body["subscription"]["subscription_items"]
        .as_array()
        .expect("items");
    let kinds: Vec<_> = items
        .iter()
        .map(|it| it["item_type"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(kinds, ["plan", "addon", "charge"]);
    assert_eq!(body["invoice"]["total"], 300);
    let lines = body["invoice"]["line_items"].as_array().expect("lines");
    let kinds: Vec<_> = lines
        .iter()
        .map(|it| it["entity_type"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(
        kinds,
        ["plan_item_price", "addon_item_price", "charge_item_price"]
    );
    // A subscription as a site told it, whose items say no type: it is renewed and changed.
    site.seed(
        "subscription",
        serde_json::json!({ "id": "old", "customer_id": "c", "status": "cancelled", "currency_code": "USD",
            "billing_period": 1, "billing_period_unit": "month",
            "subscription_items": [{ "item_price_id": "p", "quantity": 3, "free_quantity": 0, "unit_price": 100 }] }),
    );
    let body = site.post("subscriptions/old/reactivate", "");
    assert_eq!(body["invoice"]["total"], 100);
    let body = site.post(
        "subscriptions/old/update_for_items",
        "subscription_items[item_price_id][0]=p&prorate=false",
    );
    let item = &body["subscription"]["subscription_items"][0];
    assert_eq!(
        (&item["item_type"], &item["quantity"]),
        (&"plan".into(), &3.into()),
        "{item}"
    );
    // Without its item nobody knows.
    site.seed(
        "item_price",
        serde_json::json!({ "id": "lost", "item_id": "gone", "price": 100, "currency_code": "USD",
            "pricing_model": "flat_fee" }),
    );
    let refused = site.refused(
        "customers/c/subscription_for_items",
        "subscription_items[item_price_id][0]=lost",
    );
    assert_eq!(refused, not_computed(""));
}

/// Items of a flat fee say how many there are, as those of other models do.
#[test]
fn flat_fees_keep_their_quantities() {
    let site = Site::with_catalog();
    site.price("flat", "plan", "pricing_model=flat_fee&price=1900");
    let body = site.post(
        "customers/c/subscription_for_items",
        "id=s&subscription_items[item_price_id][0]=flat&subscription_items[item_price_id][1]=add",
    );
    for item in body["subscription"]["subscription_items"]
        .as_array()
        .expect("items")
    {
        assert_eq!(
            (&item["quantity"], &item["free_quantity"]),
            (&1.into(), &0.into()),
            "{item}"
        );
    }
    assert_eq!(body["invoice"]["total"], 2200);
    site.price(
        "some-free",
        "addon",
        "pricing_model=per_unit&price=10&free_quantity=2",
    );
    let body = site.post(
        "customers/c/subscription_for_items",
        "subscription_items[item_price_id][0]=flat&subscription_items[item_price_id][1]=some-free\
         &subscription_items[quantity][1]=5",
    );
    let item = &body["subscription"]["subscription_items"][1];
    assert_eq!(
        (&item["quantity"], &item["free_quantity"]),
        (&5.into(), &2.into()),
        "{item}"
    );
}
