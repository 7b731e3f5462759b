//! What a quantity costs, from the answers that say it: plans of both versions, addons and item prices.

use chargebee::{
    Currency, Decimal,
    pricing::{Pricing, PricingError},
    v1, v2,
};

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// What each quantity costs.
fn costs(pricing: &Result<Pricing, PricingError>, quantities: &[&str]) -> Vec<String> {
    let pricing = pricing.as_ref().expect("a pricing");
    let cost = |quantity: &&str| {
        let amount = pricing.amount(&decimal(quantity));
        amount.map_or_else(|problem| problem.to_string(), |amount| amount.to_string())
    };
    quantities.iter().map(cost).collect()
}

/// Why there is no pricing.
fn refused(pricing: Result<Pricing, PricingError>) -> String {
    pricing.expect_err("no pricing").to_string()
}

fn item_price(members: &str) -> Result<Pricing, PricingError> {
    let json = format!(r#"{{"id":"calls","name":"Calls","currency_code":"USD",{members}}}"#);
    let price = v2::item_price::ItemPrice::from_json(json.as_bytes());
    price.expect("an item price").pricing()
}

fn plan(members: &str) -> Result<Pricing, PricingError> {
    let json = format!(r#"{{"id":"pro","name":"Pro","currency_code":"JPY",{members}}}"#);
    let plan = v2::plan::Plan::from_json(json.as_bytes());
    plan.expect("a plan").pricing()
}

fn addon(members: &str) -> Result<Pricing, PricingError> {
    let json = format!(r#"{{"id":"extra","name":"Extra","currency_code":"EUR",{members}}}"#);
    let addon = v2::addon::Addon::from_json(json.as_bytes());
    addon.expect("an addon").pricing()
}

#[test]
fn prices_without_tiers() {
    let flat = item_price(r#""pricing_model":"flat_fee","price":2000,"free_quantity":0"#);
    assert_eq!(costs(&flat, &["0", "1", "7"]), ["USD 20.00"; 3]);
    // The exact price, of which the integer is a rounded copy.
    let unit = item_price(
        r#""pricing_model":"per_unit","price":8,"price_in_decimal":"0.0765","free_quantity":0"#,
    );
    assert_eq!(
        costs(&unit, &["0", "1", "10.674"]),
        ["USD 0.00", "USD 0.08", "USD 0.82"]
    );
    let yen = plan(r#""pricing_model":"per_unit","price":15,"free_quantity":2"#);
    assert_eq!(
        costs(&yen, &["0", "2", "3", "10"]),
        ["JPY 0", "JPY 0", "JPY 15", "JPY 120"]
    );
    let euro = addon(r#""pricing_model":"per_unit","price":150"#);
    assert_eq!(costs(&euro, &["1.5"]), ["EUR 2.25"]);
}

#[test]
fn free_units_may_have_decimals() {
    let free = item_price(
        r#""pricing_model":"per_unit","price":100,"free_quantity":2,"free_quantity_in_decimal":"2.5""#,
    );
    assert_eq!(
        costs(&free, &["2", "2.5", "3", "4.505"]),
        ["USD 0.00", "USD 0.00", "USD 0.50", "USD 2.00"]
    );
    let tiers =
        r#""pricing_model":"tiered","free_quantity":3,"tiers":[{"starting_unit":1,"price":100}]"#;
    assert_eq!(
        costs(&item_price(tiers), &["5"]),
        ["how free units and tiers go together is not known: ask for an estimate"]
    );
}

const TIERS: &str = r#""tiers":[
    {"starting_unit":1,"ending_unit":10,"price":500,"object":"tier"},
    {"starting_unit":11,"ending_unit":20,"price":400,"object":"tier"},
    {"starting_unit":21,"price":300,"object":"tier"}
]"#;

#[test]
fn tiers_by_each_model() {
    let quantities = ["0", "10", "11", "10.5", "25"];
    for (model, expected) in [
        ("tiered", ["0.00", "50.00", "54.00", "52.00", "105.00"]),
        ("volume", ["0.00", "50.00", "44.00", "42.00", "75.00"]),
        ("stairstep", ["5.00", "5.00", "4.00", "4.00", "3.00"]),
    ] {
        let members = format!(r#""pricing_model":"{model}",{TIERS}"#);
        let dollars = expected.map(|amount| format!("USD {amount}"));
        assert_eq!(
            costs(&item_price(&members), &quantities),
            dollars,
            "{model}"
        );
        let euros = expected.map(|amount| format!("EUR {amount}"));
        assert_eq!(costs(&addon(&members), &quantities), euros, "{model}");
        // Prices of a currency without a minor unit are whole.
        let yen = expected.map(|amount| {
            let yen: u32 = amount.replace('.', "").parse().expect("a number");
            format!("JPY {yen}")
        });
        assert_eq!(costs(&plan(&members), &quantities), yen, "{model}");
    }
}

#[test]
fn packages_fees_and_units_in_one_price() {
    let members = r#""pricing_model":"tiered","tiers":[
        {"starting_unit":1,"ending_unit":10,"price":500,"pricing_type":"flat_fee"},
        {"starting_unit":11,"ending_unit":30,"price":300,"pricing_type":"package","package_size":8},
        {"starting_unit":31,"price":25,"pricing_type":"per_unit"}
    ]"#;
    assert_eq!(
        costs(
            &item_price(members),
            &["0", "1", "10", "11", "18", "18.5", "30", "32"]
        ),
        [
            "USD 5.00",
            "USD 5.00",
            "USD 5.00",
            "USD 8.00",
            "USD 8.00",
            "USD 11.00",
            "USD 14.00",
            "USD 14.50"
        ]
    );
    for missing in ["", r#","package_size":0"#, r#","package_size":-3"#] {
        let members = format!(
            r#""pricing_model":"volume","tiers":[{{"starting_unit":1,"price":5,"pricing_type":"package"{missing}}}]"#
        );
        assert!(
            refused(item_price(&members)).starts_with("tier 0"),
            "{missing}"
        );
    }
}

#[test]
fn ends_and_prices_with_decimals() {
    let members = r#""pricing_model":"tiered","tiers":[
        {"starting_unit":10,"ending_unit":20,"price":7,"starting_unit_in_decimal":"10.5","price_in_decimal":"0.0655"},
        {"starting_unit":0,"ending_unit":10,"price":8,"starting_unit_in_decimal":"0","ending_unit_in_decimal":"10.5",
            "price_in_decimal":"0.0765"},
        {"starting_unit":21,"price":1,"price_in_decimal":"0.001"}
    ]"#;
    // 10.5 x 0.0765 = 0.80325; 9.5 x 0.0655 = 0.62225; 1000 x 0.001 = 1.
    assert_eq!(
        costs(&item_price(members), &["10.5", "20", "1020"]),
        ["USD 0.80", "USD 1.43", "USD 2.43"]
    );
}

#[test]
fn what_the_tiers_leave_open_is_not_priced() {
    let tiered = |first: &str, second: &str| {
        let members = format!(r#""pricing_model":"tiered","tiers":[{first},{second}]"#);
        refused(item_price(&members))
    };
    let first = r#"{"starting_unit":1,"ending_unit":10,"price":500}"#;
    for second in [
        r#"{"starting_unit":21,"price":300}"#,
        r#"{"starting_unit":8,"price":300}"#,
        r#"{"starting_unit":11,"price":300,"starting_unit_in_decimal":"10.5"}"#,
    ] {
        assert!(tiered(first, second).contains("is not where the one before it ends"));
    }
    let late = r#"{"starting_unit":5,"ending_unit":10,"price":500}"#;
    let next = r#"{"starting_unit":11,"price":300}"#;
    assert_eq!(
        tiered(late, next),
        "the first tier starts with 5, and the units before it have no price"
    );
    // Out of order they say the same.
    let members = format!(r#""pricing_model":"volume","tiers":[{next},{first}]"#);
    assert_eq!(
        costs(&item_price(&members), &["10", "11"]),
        ["USD 50.00", "USD 33.00"]
    );
    let closed = format!(r#""pricing_model":"volume","tiers":[{first}]"#);
    assert_eq!(
        costs(&item_price(&closed), &["11"]),
        ["no tier is for 11 units"]
    );
}

#[test]
fn what_is_missing_is_said() {
    for (members, why) in [
        (r#""price":5"#, "the answer has no pricing model"),
        (
            r#""pricing_model":"by_moon","price":5"#,
            "`by_moon` is not known",
        ),
        (r#""pricing_model":"per_unit""#, "the answer has no `price`"),
        (r#""pricing_model":"tiered""#, "there are no tiers"),
        (
            r#""pricing_model":"tiered","tiers":[{"starting_unit":1}]"#,
            "the answer has no `price`",
        ),
        (
            r#""pricing_model":"tiered","tiers":[{"starting_unit":1,"price":5,"pricing_type":"by_moon"}]"#,
            "`by_moon` is not known",
        ),
    ] {
        let problem = refused(item_price(members));
        assert!(problem.contains(why), "{problem}");
    }
    let price = br#"{"id":"calls","name":"Calls","pricing_model":"per_unit","price":5}"#;
    let price = v2::item_price::ItemPrice::from_json(price).expect("an item price");
    assert!(refused(price.pricing()).contains("does not say the currency"));
}

#[test]
fn plans_of_v1_are_in_the_currency_of_the_site() {
    let plan = |members: &str| {
        let json = format!(r#"{{"id":"pro","name":"Pro",{members}}}"#);
        let plan = v1::plan::Plan::from_json(json.as_bytes());
        plan.expect("a plan").pricing(&Currency::new("USD"))
    };
    let flat = plan(r#""charge_model":"flat_fee","price":900,"free_quantity":0"#);
    assert_eq!(costs(&flat, &["0", "3"]), ["USD 9.00"; 2]);
    let unit = plan(r#""charge_model":"per_unit","price":900,"free_quantity":2"#);
    assert_eq!(costs(&unit, &["1", "3"]), ["USD 0.00", "USD 9.00"]);
    assert!(refused(plan(r#""charge_model":"per_unit""#)).contains("no `price`"));
}
