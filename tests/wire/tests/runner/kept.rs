//! What is kept on purpose: an entry of `kept.json` excuses what it names, in any operation, and nothing beside it.

use super::{
    fails,
    wire::{get, post, wire},
};
use serde_json::{Value, json};

/// Cases that are kept, each with what is set aside; and cases that are none, each with its problem.
async fn expect(kept: &[(Value, &str)], failures: &[(Value, &str)]) {
    let cases: Vec<Value> = (kept.iter().chain(failures))
        .map(|it| it.0.clone())
        .collect();
    let tally = wire(&cases).await;
    let numbers = (tally.passed, tally.kept.len(), tally.failures.len());
    assert_eq!(numbers, (0, kept.len(), failures.len()), "{tally}");
    for ((_, aside), line) in kept.iter().zip(&tally.kept) {
        assert!(
            line.contains(&format!(" without {aside}: ")),
            "{aside}\n{line}"
        );
    }
    for (_, problem) in failures {
        fails(&tally, problem);
    }
    let last = format!(
        "\n{} kept on purpose\n0 passed, {} failed",
        numbers.1, numbers.2
    );
    assert!(tally.to_string().ends_with(&last), "{tally}");
}

/// A currency with a rate; the rate is not compared, and everything else is.
fn currency(rate: &str, form: Value) -> Value {
    let params =
        json!({"currency_code": "EUR", "forex_type": "manual", "manual_exchange_rate": rate});
    post(("currency", "create"), "/currencies", params, form)
}

fn arrives(rate: &str, forex_type: &str) -> Value {
    json!([
        ["currency_code", "EUR"],
        ["forex_type", forex_type],
        ["manual_exchange_rate", rate]
    ])
}

#[tokio::test]
async fn text_for_a_decimal() {
    let usage = |quantity: &str| {
        let params = json!({"item_price_id": "i", "quantity": quantity, "usage_date": 7});
        let form = json!([
            ["item_price_id", "i"],
            ["quantity", quantity],
            ["usage_date", "7"]
        ]);
        let mut case = post(("usage", "create"), "/subscriptions/s/usages", params, form);
        case["path_params"] = json!({"subscription_id": "s"});
        case
    };
    let text = "manual-exchange-rate-7";
    let mut elsewhere = currency(text, arrives(text, "manual"));
    elsewhere["expect"]["path"] = json!("/api/v2/coins");
    let kept = [
        (
            currency(text, arrives(text, "manual")),
            "manual_exchange_rate",
        ),
        (usage("quantity-4"), "quantity"),
    ];
    let failures = [
        (
            currency(text, arrives(text, "auto")),
            "form\n    - forex_type = \"auto\"\n    + forex_type = \"manual\"",
        ),
        (elsewhere, "path\n    - \"/api/v2/coins\""),
        (
            currency("1.5", arrives("1.6", "manual")),
            "+ manual_exchange_rate = \"1.5\"",
        ),
    ];
    expect(&kept, &failures).await;
}

#[tokio::test]
async fn text_for_a_decimal_inside_of_lists() {
    let charge = |amount: &str, member: &str| {
        let params = json!({"currency_code": "USD", "charges": [
            {"amount_in_decimal": "1.5", "description": "a"}, {"amount_in_decimal": amount, "description": "b"},
        ]});
        let form = json!([
            ["charges[amount_in_decimal][0]", "1.5"],
            [format!("charges[{member}][1]"), amount],
            ["charges[description][0]", "a"],
            ["charges[description][1]", "b"],
            ["currency_code", "USD"],
        ]);
        post(
            ("invoice", "create_for_charge_items_and_charges"),
            "/invoices/create_for_charge_items_and_charges",
            params,
            form,
        )
    };
    let kept = [(
        charge("some-amount", "amount_in_decimal"),
        "charges[amount_in_decimal][1]",
    )];
    let failures = [(
        charge("some-amount", "amount"),
        "- charges[amount][1] = \"some-amount\"",
    )];
    expect(&kept, &failures).await;
}

#[tokio::test]
async fn decimal_places_of_a_zero_decimal_currency() {
    let charge = |currency: &str, description: &str| {
        let params =
            json!({"currency_code": currency, "amount_in_decimal": "1.5", "description": "a"});
        let form = json!([
            ["amount_in_decimal", "1.5"],
            ["currency_code", currency],
            ["description", description]
        ]);
        post(("invoice", "charge"), "/invoices/charge", params, form)
    };
    let kept = [(charge("JPY", "a"), "amount_in_decimal")];
    let failures = [
        (charge("JPY", "b"), "+ description = \"a\""),
        (charge("USD", "b"), "+ description = \"a\""),
    ];
    expect(&kept, &failures).await;
}

#[tokio::test]
async fn a_required_parameter_that_is_not_given() {
    let subscribe = |params, form| post(("subscription", "create"), "/subscriptions", params, form);
    let ramps = |query| {
        get(
            ("ramp", "list"),
            "/ramps",
            json!({"effective_from": {"before": 7}}),
            query,
        )
    };
    // A member of a group is required where the group is given.
    let discount = |item_price_id: &str| {
        let params = json!({"discounts": [{"apply_on": "invoice_amount"}, {"item_price_id": "i"}]});
        let form = json!([
            ["discounts[apply_on][0]", "invoice_amount"],
            ["discounts[item_price_id][1]", item_price_id],
        ]);
        let path = "/invoices/create_for_charge_items_and_charges";
        post(
            ("invoice", "create_for_charge_items_and_charges"),
            path,
            params,
            form,
        )
    };
    let kept = [
        // Nothing else is given: no body and no content type are expected.
        (subscribe(json!({}), json!([])), "plan_id"),
        (
            subscribe(
                json!({"plan_id": null, "plan_quantity": 2}),
                json!([["plan_quantity", "2"]]),
            ),
            "plan_id",
        ),
        (
            ramps(json!([["effective_from[before]", "7"]])),
            "subscription_id",
        ),
        (discount("i"), "discounts[apply_on][1]"),
    ];
    let failures = [
        (
            subscribe(json!({"plan": "p"}), json!([["plan", "p"]])),
            "the crate has no parameter `plan`",
        ),
        // What is expected must have been given.
        (
            subscribe(json!({}), json!([["plan_id", "text"]])),
            "form\n    - plan_id = \"text\"",
        ),
        (
            subscribe(json!({"plan_quantity": 2}), json!([["plan_quantity", "3"]])),
            "+ plan_quantity = \"2\"",
        ),
        (discount("j"), "+ discounts[item_price_id][1] = \"i\""),
        (
            ramps(json!([["effective_from[after]", "7"]])),
            "+ effective_from[before] = \"7\"",
        ),
    ];
    expect(&kept, &failures).await;
}
