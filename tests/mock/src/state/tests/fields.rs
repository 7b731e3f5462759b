//! Custom fields that the site knows, and versions of resources.

use super::{Site, members, refusal};
use serde_json::json;

#[test]
fn custom_fields_have_the_types_that_the_site_gives_them() {
    let site = Site::with_catalog();
    site.set(json!({ "custom_fields": {
        "cf_code": { "type": "text" }, "cf_age": { "type": "number" }, "cf_vip": { "type": "boolean" },
        "cf_born": { "type": "date" }, "cf_tier": { "type": "dropdown", "options": ["gold", "silver"] },
    } }));
    let form = "id=d&cf_code=12&cf_age=36&cf_vip=true&cf_born=2031-07-14&cf_tier=gold";
    let made = site.post("customers", form)["customer"].clone();
    assert_eq!(made["cf_code"], "12");
    assert_eq!(made["cf_age"], 36);
    assert_eq!(
        members(&made, "cf_vip cf_born cf_tier"),
        "true 2031-07-14 gold"
    );
    for (given, param) in [
        ("cf_age=old", "cf_age"),
        ("cf_vip=yes", "cf_vip"),
        ("cf_born=2031-02-30", "cf_born"),
        ("cf_tier=bronze", "cf_tier"),
        ("cf_other=1", "cf_other"),
    ] {
        let refused = site.refused("customers", &format!("id=e&{given}"));
        assert_eq!(refused, refusal(400, "param_wrong_value", param), "{given}");
    }
    let cleared = site.post("customers/d", "cf_tier=")["customer"].clone();
    assert!(cleared.get("cf_tier").is_none(), "{cleared}");
}

#[test]
fn a_resource_version_grows_with_each_change() {
    let site = Site::with_catalog();
    let version = || {
        site.customer()["resource_version"]
            .as_i64()
            .expect("a version")
    };
    let mut last = version();
    for name in ["A", "B", "C"] {
        site.post("customers/c", &format!("first_name={name}"));
        assert!(version() > last, "{} after {last}", version());
        last = version();
    }
}
