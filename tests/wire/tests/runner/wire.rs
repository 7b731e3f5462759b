//! Cases, and what arrives.

use super::{fails, temporary};
use chargebee_wire_tests::conform::{self, Tally};
use serde_json::{Value, json};

/// A case of v2 that expects a form.
pub(super) fn post(operation: (&str, &str), path: &str, params: Value, form: Value) -> Value {
    let mut case = case(operation, path, params);
    if form != json!([]) {
        case["expect"]["headers"]["content-type"] = json!("application/x-www-form-urlencoded");
    }
    case["expect"]["form"] = form;
    case
}

/// One that expects a query.
pub(super) fn get(operation: (&str, &str), path: &str, params: Value, query: Value) -> Value {
    let mut case = case(operation, path, params);
    case["expect"]["method"] = json!("GET");
    case["expect"]["query"] = query;
    case
}

fn case((resource, operation): (&str, &str), path: &str, params: Value) -> Value {
    let path = format!("/api/v2{path}");
    json!({
        "id": format!("{resource}.{operation}"), "api": "v2", "resource": resource, "operation": operation,
        "params": params, "json_text": ["subscription_id[in]", "meta_data"],
        "expect": {
            "method": "POST", "path": path, "raw_path": path, "host_prefix": "acme", "query": [], "form": [],
            "headers": {"authorization": "Basic dGVzdF9rZXk6", "accept": "application/json"},
        },
    })
}

/// The case of a customer whose first name is 1, as it passes.
fn customer() -> Value {
    let params = json!({"first_name": "1"});
    post(
        ("customer", "create"),
        "/customers",
        params,
        json!([["first_name", "1"]]),
    )
}

fn changed(pointer: &str, value: Value) -> Value {
    let mut case = customer();
    let (parent, name) = pointer.rsplit_once('/').expect("a path");
    case.pointer_mut(parent).expect("a place")[name] = value;
    case
}

pub(super) async fn wire(cases: &[Value]) -> Tally {
    let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
    let folder = temporary(&[("cases.jsonl", lines.join("\n").as_bytes())]);
    let mut tally = Tally::default();
    let done = conform::wire(&folder.path().join("cases.jsonl"), &mut tally).await;
    done.expect("cases");
    tally
}

#[tokio::test]
async fn a_wire_case_fails_for_whatever_the_crate_does_not_have() {
    let tally = wire(&[
        customer(),
        changed("/operation", json!("invent")),
        changed("/params", json!({"shoe_size": "1"})),
        changed("/params", json!({"last_name": "1"})),
        json!({"id": 7}),
        changed("/api", json!("v3")),
        changed("/params", json!([])),
    ])
    .await;
    assert_eq!((tally.passed, tally.failures.len()), (1, 6), "{tally}");
    fails(&tally, "customer.invent: the crate has no such operation");
    fails(&tally, "the crate has no parameter `shoe_size`");
    fails(&tally, "- first_name = \"1\"\n    + last_name = \"1\"");
    fails(&tally, "cases.jsonl:5\n  a line has no `id`");
    fails(&tally, "there is no API v3");
    fails(&tally, "`params` is no object");
}

/// What is expected and not understood would not be compared.
#[tokio::test]
async fn an_expectation_that_is_not_compared_whole_fails() {
    let tally = wire(&[
        changed("/expect/body", json!("first_name=1")),
        changed("/expect/form", json!([["first_name", 1]])),
        changed("/expect/query", json!({"limit": "1"})),
        changed("/expect/json", json!({"first_name": "1"})),
        changed("/expect/headers/accept", json!(["application/json"])),
        changed("/expect/headers", json!([])),
        changed("/expect", json!("a request")),
        customer(),
    ])
    .await;
    assert_eq!((tally.passed, tally.failures.len()), (1, 7), "{tally}");
    fails(
        &tally,
        "cases.jsonl:1\n  customer.create: `expect` has an unknown part `body`",
    );
    fails(&tally, "`form` is no list of pairs of texts");
    fails(&tally, "`query` is no list of pairs of texts");
    fails(&tally, "it expects a form and a JSON body");
    fails(&tally, "the expected header `accept` is no text");
    fails(&tally, "`headers` is no object");
    fails(&tally, "`expect` is no object");
}

/// Empty text empties a parameter of any type, also where the setter takes no text.
#[tokio::test]
async fn empty_text_clears() {
    let given = json!({
        "id": "a", "name": "", "charge_type": "recurring", "price": "", "period": "", "price_in_decimal": "",
        "show_description_in_quotes": "", "meta_data": "",
    });
    let names = [
        ("charge_type", "recurring"),
        ("id", "a"),
        ("meta_data", ""),
        ("name", ""),
        ("period", ""),
        ("price", ""),
        ("price_in_decimal", ""),
        ("show_description_in_quotes", ""),
    ];
    let addon = post(("addon", "create"), "/addons", given, json!(names));
    let given = json!({"id": "c", "name": "C", "apply_on": "invoice_amount", "valid_till": "", "plan_ids": ""});
    let names = [
        ("apply_on", "invoice_amount"),
        ("id", "c"),
        ("name", "C"),
        ("plan_ids", ""),
        ("valid_till", ""),
    ];
    let coupon = post(("coupon", "create"), "/coupons", given, json!(names));
    let tally = wire(&[addon, coupon]).await;
    assert_eq!((tally.passed, tally.failures.len()), (2, 0), "{tally}");
}

/// Where no setter takes something, the request takes it by its name; a group that the operation does not have stays unknown.
#[tokio::test]
async fn custom_fields_of_groups_are_given_by_name() {
    let create = |params, form| post(("customer", "create"), "/customers", params, form);
    let address = json!({"billing_address": {"city": "Rome", "cf_floor": 3}});
    let arrived = json!([
        ["billing_address[cf_floor]", "3"],
        ["billing_address[city]", "Rome"]
    ]);
    let list = json!({"entity_identifiers": [{"id": "a"}, {"cf_old": true}]});
    let arrived_list = json!([
        ["entity_identifiers[cf_old][1]", "true"],
        ["entity_identifiers[id][0]", "a"]
    ]);
    let tally = wire(&[
        create(address, arrived),
        create(list, arrived_list),
        create(
            json!({"shoe": {"cf_size": 44}}),
            json!([["shoe[cf_size]", "44"]]),
        ),
        create(
            json!({"billing_address": {"floor": 3}}),
            json!([["billing_address[floor]", "3"]]),
        ),
    ])
    .await;
    assert_eq!((tally.passed, tally.failures.len()), (2, 2), "{tally}");
    fails(&tally, "the crate has no parameter `shoe`");
    fails(&tally, "the crate has no member `floor`");
}

#[tokio::test]
async fn json_may_be_given_as_its_text() {
    let given = |json: Value| json!({"meta_data": json});
    let create = |params, form| post(("customer", "create"), "/customers", params, form);
    let arrived = json!([["meta_data", "{\"a\":1}"]]);
    let tally = wire(&[
        create(given(json!({"a": 1})), arrived.clone()),
        create(given(json!("{\"a\": 1}")), arrived.clone()),
        create(given(json!("{\"a\": 2}")), arrived),
    ])
    .await;
    assert_eq!((tally.passed, tally.failures.len()), (2, 1), "{tally}");
}

#[tokio::test]
async fn a_filter_that_must_be_given_takes_one_value_or_several() {
    let list = |subscription_id: Value, query| {
        let params = json!({"subscription_id": subscription_id});
        get(("ramp", "list"), "/ramps", params, query)
    };
    let tally = wire(&[
        list(json!({"is": "s"}), json!([["subscription_id[is]", "s"]])),
        list(
            json!({"in": ["s", "t"]}),
            json!([["subscription_id[in]", "[\"s\",\"t\"]"]]),
        ),
        list(
            json!({"is_not": "s"}),
            json!([["subscription_id[is_not]", "s"]]),
        ),
    ])
    .await;
    assert_eq!((tally.passed, tally.failures.len()), (2, 1), "{tally}");
    fails(&tally, "expected the operator `is` or `in`");
}
