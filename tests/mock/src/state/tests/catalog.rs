//! What is sold, and comments on it.

use super::{Site, items_form, members, refusal};

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
