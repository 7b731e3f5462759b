//! What the feature `serde` writes and reads.

#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use chargebee_runtime::{
    Amount, Currency, CurrencyTable, Decimal, ExactMoney, Id, Json, Money, MoneyOf, Timestamp,
    TimestampMillis,
    currencies::{Eur, Usd},
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::Debug;
use support::{Kind, Price};

struct Customer;

/// Written as this JSON, and read the same from it, from a reader and from a tree.
#[track_caller]
fn written<T: Serialize + DeserializeOwned + Debug + PartialEq>(value: &T, json: &str) {
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(serde_json::from_str::<T>(json).unwrap(), *value);
    assert_eq!(
        serde_json::from_reader::<_, T>(json.as_bytes()).unwrap(),
        *value
    );
    let tree = serde_json::to_value(value).unwrap();
    assert_eq!(serde_json::from_value::<T>(tree).unwrap(), *value);
}

#[track_caller]
fn refused<T: DeserializeOwned + Debug>(json: &str, because: &str) {
    let error = serde_json::from_str::<T>(json).expect_err(json).to_string();
    assert!(error.contains(because), "{json}: {error}");
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn scalars_are_numbers_and_text() {
    // Beyond what floating point can tell apart.
    for count in [0, -5, 9_007_199_254_740_993, i64::MAX, i64::MIN] {
        written(&Amount::from_minor(count), &count.to_string());
        written(&Timestamp::from_seconds(count), &count.to_string());
        written(
            &TimestampMillis::from_milliseconds(count),
            &count.to_string(),
        );
    }
    written(&Currency::new("USD"), r#""USD""#);
    written(&Currency::new("NEW1"), r#""NEW1""#);
    written(&Id::<Customer>::from("cust_7"), r#""cust_7""#);
    for json in ["1.5", "1.0", "\"1\"", "9223372036854775808", "null", "1e3"] {
        refused::<Amount>(json, "expected i64");
        refused::<Timestamp>(json, "expected i64");
        refused::<TimestampMillis>(json, "expected i64");
    }
}

#[test]
fn decimals_are_text_and_never_floating_point() {
    for text in [
        "0",
        "0.0010",
        "-12.50",
        "123456789012345678901234567890123456789",
        "007",
    ] {
        let json = format!("\"{text}\"");
        written(&decimal(text), &json);
        assert_eq!(
            serde_json::from_str::<Decimal>(&json).unwrap().as_str(),
            text
        );
    }
    for whole in ["12", "-12", "18446744073709551615", "-9223372036854775808"] {
        assert_eq!(
            serde_json::from_str::<Decimal>(whole).unwrap().as_str(),
            whole
        );
    }
    for number in ["0.1", "12.0", "1e3", "123456789012345678901234567890"] {
        refused::<Decimal>(number, "write it as text");
    }
    for text in ["", "NaN", "1,5", "+1", "1.", " 1"] {
        refused::<Decimal>(&format!("\"{text}\""), "not a decimal number");
    }
    refused::<Decimal>(r#"{"a":1}"#, "expected a JSON number");
}

#[test]
fn money_says_its_currency() {
    let money = Money::new(Amount::from_minor(8700), Currency::new("USD"));
    written(&money, r#"{"amount":8700,"currency":"USD"}"#);
    let most = Money::new(Amount::from_minor(i64::MIN), Currency::new("JPY"));
    written(&most, r#"{"amount":-9223372036854775808,"currency":"JPY"}"#);
    let price: ExactMoney = "USD 0.07650".parse().unwrap();
    written(&price, r#"{"major":"0.07650","currency":"USD"}"#);
    written(
        &MoneyOf::<Usd>::from_minor(895),
        r#"{"amount":895,"currency":"USD"}"#,
    );

    for (json, because) in [
        (r#"{"amount":8700}"#, "missing field `currency`"),
        (r#"{"currency":"USD"}"#, "missing field `amount`"),
        (
            r#"{"amount":8700,"currency":"USD","x":1}"#,
            "unknown field `x`",
        ),
        (
            r#"{"amount":8700,"amount":1,"currency":"USD"}"#,
            "duplicate field `amount`",
        ),
        (r#"{"amount":87.0,"currency":"USD"}"#, "expected i64"),
        (r#"{"amount":"8700","currency":"USD"}"#, "expected i64"),
        (
            r#"{"amount":9223372036854775808,"currency":"USD"}"#,
            "expected i64",
        ),
        (r#"{"amount":null,"currency":"USD"}"#, "expected i64"),
        (r#"{"amount":15,"currency":""}"#, "not a currency code"),
        (r#"{"amount":15,"currency":" JPY"}"#, "not a currency code"),
        (r#"{"amount":15,"currency":"jpy"}"#, "not a currency code"),
        (
            r#"{"amount":15,"currency":"US DOLLARS","exponent":2}"#,
            "not a currency code",
        ),
        ("8700", "expected struct"),
        (r#""USD 87.00""#, "expected struct"),
        (
            r#"{"major":"87.00","currency":"USD"}"#,
            "unknown field `major`",
        ),
    ] {
        refused::<Money>(json, because);
    }
    // Cents there would be dollars here.
    refused::<ExactMoney>(
        r#"{"amount":8700,"currency":"USD"}"#,
        "unknown field `amount`",
    );
    refused::<ExactMoney>(r#"{"major":0.1,"currency":"USD"}"#, "write it as text");
    refused::<ExactMoney>(r#"{"major":"1","currency":""}"#, "not a currency code");
    // Beyond 64 bits a number without decimals may have lost digits too.
    refused::<Decimal>(
        "12345678901234567890123",
        "more than 64 bits may have lost digits already",
    );
    refused::<MoneyOf<Eur>>(
        r#"{"amount":895,"currency":"USD"}"#,
        "the currencies differ",
    );
}

#[test]
fn money_that_is_counted_otherwise_says_so() {
    let dinar = CurrencyTable::new().with("KWD", 3).currency("KWD");
    let money = Money::new(Amount::from_minor(1234), dinar.clone());
    written(&money, r#"{"amount":1234,"currency":"KWD","exponent":3}"#);
    assert_eq!(money.to_string(), "KWD 1.234");
    let exact = ExactMoney::new(decimal("1.2340"), dinar);
    written(
        &exact,
        r#"{"major":"1.2340","currency":"KWD","exponent":3}"#,
    );
    let json = serde_json::to_string(&exact).unwrap();
    let back: ExactMoney = serde_json::from_str(&json).unwrap();
    assert_eq!(back.currency().exponent(), 3);

    let said: Money =
        serde_json::from_str(r#"{"amount":5,"currency":"USD","exponent":2}"#).unwrap();
    assert_eq!(
        said,
        Money::new(Amount::from_minor(5), Currency::new("USD"))
    );
    refused::<Money>(
        r#"{"amount":1,"currency":"KWD","exponent":19}"#,
        "no currency counts 19 decimals",
    );
    refused::<Money>(
        r#"{"amount":1,"currency":"KWD","exponent":-1}"#,
        "expected u32",
    );
}

#[test]
fn money_as_a_bare_number() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Fee {
        #[serde(with = "chargebee_runtime::money::as_number")]
        usd_cents: MoneyOf<Usd>,
    }
    written(
        &Fee {
            usd_cents: MoneyOf::from_minor(895),
        },
        r#"{"usd_cents":895}"#,
    );
    refused::<Fee>(r#"{"usd_cents":8.95}"#, "expected i64");

    #[derive(Serialize)]
    struct Total {
        #[serde(serialize_with = "chargebee_runtime::money::as_number::serialize")]
        total: Money,
    }
    let total = Money::new(Amount::from_minor(-1), Currency::new("EUR"));
    assert_eq!(
        serde_json::to_string(&Total { total }).unwrap(),
        r#"{"total":-1}"#
    );
}

#[test]
fn enums_are_text_and_stay_open() {
    written(&Kind::FlatFee, r#""flat_fee""#);
    written(&Kind::Unknown("per_moon".to_owned()), r#""per_moon""#);
    refused::<Kind>("1", "expected a string");
}

const PRICE: &str = r#"{"kind":"per_moon","amount":9007199254740993,"currency_code":"USD","in_decimal":0.12345678901234567890123456789,"updated_at":null,"meta_data":{"b":1.10,"a":[]},"tiers":[{"in_decimal":"1.500","object":"price"}],"object":"price","cf_region":{"z":1e400}}"#;

#[test]
fn a_record_is_what_the_api_sent_wherever_it_stands() {
    #[derive(Serialize, Deserialize)]
    struct Row {
        at: Timestamp,
        price: Price,
        all: Vec<Option<Price>>,
    }
    let json = format!(r#"{{"at":1,"price":{0},"all":[{0},null]}}"#, PRICE);
    for row in [
        serde_json::from_str::<Row>(&json).unwrap(),
        serde_json::from_reader::<_, Row>(json.as_bytes()).unwrap(),
    ] {
        assert_eq!(serde_json::to_string(&row).unwrap(), json);
        assert_eq!(row.price.to_json(), PRICE);
        assert_eq!(row.price, Price::from_json(PRICE.as_bytes()).unwrap());
    }
}

#[test]
fn what_does_not_fit_a_record_is_refused_with_its_place() {
    let error = |json: &str| {
        serde_json::from_str::<Price>(json)
            .expect_err(json)
            .to_string()
    };
    let wrong = error(r#"{"tiers":[{},{"amount":"4111-1111"}]}"#);
    assert!(
        wrong.starts_with("tiers[1].amount: expected an integer, found a string"),
        "{wrong}"
    );
    assert!(!wrong.contains("4111"), "{wrong}");
    assert!(error("[]").starts_with("expected an object, found an array"));
    assert!(
        error(r#"{"amount":1,"amount":2}"#).starts_with("amount: the field stands there twice")
    );
    // Where serde has taken the text apart already, digits may be lost: an error, and never another price.
    #[derive(Debug, Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Tagged {
        #[expect(dead_code, reason = "it is never made")]
        Priced { price: Price },
    }
    let tagged = serde_json::from_str::<Tagged>(r#"{"type":"priced","price":{"in_decimal":0.10}}"#);
    let limit = tagged.expect_err("there is no text").to_string();
    assert!(limit.contains("`#[serde(tag = ...)]`"), "{limit}");
    assert!(limit.contains("read it with `from_json`"), "{limit}");
    #[derive(Debug, Deserialize)]
    struct Flat {
        #[serde(flatten)]
        #[expect(dead_code, reason = "it is never made")]
        rest: std::collections::BTreeMap<String, Json>,
    }
    let flat = serde_json::from_str::<Flat>(r#"{"a":0.10}"#);
    let flat = flat.expect_err("there is no text").to_string();
    assert!(flat.starts_with(&limit), "{flat}");
    // What the error says works.
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum External {
        Priced { price: Price },
    }
    let json = r#"{"priced":{"price":{"in_decimal":0.10}}}"#;
    let External::Priced { price } = serde_json::from_str(json).unwrap();
    assert_eq!(price.to_json(), r#"{"in_decimal":0.10}"#);
}

#[test]
fn json_is_kept_as_it_is() {
    written(
        &Json::from_text(r#"{"a":[true],"b":1}"#.to_owned()).unwrap(),
        r#"{"a":[true],"b":1}"#,
    );
    let text = r#"{"b":1.1000,"a":1e400}"#;
    let json: Json = serde_json::from_str(text).unwrap();
    assert_eq!(json.as_str(), text);
}

/// YAML, the tree of `serde_json` and a binary format: what is written there is what the JSON says, or nothing is written.
#[test]
fn other_formats_have_the_values_and_not_the_text() {
    let json = r#"{"kind":"flat_fee","amount":9007199254740993,"in_decimal":12.50,"updated_at":null,"meta_data":{"b":1.5,"a":[true,"x",-3,18446744073709551615]},"tiers":[{"in_decimal":"1.500"}],"cf_region":{"z":[0.1,"\u00e9"]}}"#;
    let price = Price::from_json(json.as_bytes()).unwrap();
    let expected: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_value(&price).unwrap(), expected);
    let yaml = serde_yaml::to_string(&price).unwrap();
    assert!(!yaml.contains("RawValue"), "{yaml}");
    assert!(yaml.contains("in_decimal: 12.5\n"), "{yaml}");
    assert_eq!(
        serde_yaml::from_str::<serde_json::Value>(&yaml).unwrap(),
        expected
    );
    let binary = rmp_serde::to_vec_named(&price).unwrap();
    assert_eq!(
        rmp_serde::from_slice::<serde_json::Value>(&binary).unwrap(),
        expected
    );
    let json = Json::from_text(r#"{"a":[1,null]}"#.to_owned()).unwrap();
    assert_eq!(serde_yaml::to_string(&json).unwrap(), "a:\n- 1\n- null\n");
    let decimal = decimal("0.12345678901234567890");
    assert_eq!(
        serde_yaml::to_string(&decimal).unwrap(),
        "'0.12345678901234567890'\n"
    );
}

#[test]
fn no_format_rounds_digits_without_a_word() {
    for number in [
        "0.12345678901234567890123456789",
        "123456789012345678901234567890",
        "1e400",
        "9007199254740993.5",
    ] {
        for json in [
            format!(r#"{{"in_decimal":{number}}}"#),
            format!(r#"{{"meta_data":[{number}]}}"#),
            format!(r#"{{"cf_region":{{"z":{number}}}}}"#),
        ] {
            let price = Price::from_json(json.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string(&price).unwrap(), json);
            let errors = [
                serde_json::to_value(&price).unwrap_err().to_string(),
                serde_yaml::to_string(&price).unwrap_err().to_string(),
                rmp_serde::to_vec_named(&price).unwrap_err().to_string(),
            ];
            for error in errors {
                assert!(
                    error.contains(&format!(
                        "the number {number} has more digits than this format keeps"
                    )),
                    "{error}"
                );
            }
        }
    }
    let deep = Json::from_text(format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)));
    let error = serde_yaml::to_string(&deep.unwrap())
        .unwrap_err()
        .to_string();
    assert!(error.contains("nested too deeply"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn money_reads_as_it_was_written(minor in any::<i64>(), code in "[A-Z]{3}", exponent in 0_u32..=18, own in any::<bool>()) {
        let currency = if own { CurrencyTable::new().with(&code, exponent).currency(&code) } else { Currency::new(&code) };
        let money = Money::new(Amount::from_minor(minor), currency);
        let json = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money.clone());
        let exact = ExactMoney::from(money.clone());
        let json = serde_json::to_string(&exact).unwrap();
        let back: ExactMoney = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(back.to_money(), Ok(money));
    }

    #[test]
    fn no_json_text_makes_a_decimal_another_number(text in "-?[0-9]{1,39}(\\.[0-9]{1,39})?([eE]-?[0-9]{1,4})?") {
        let decimal: Decimal = serde_json::from_str(&format!("\"{text}\"")).unwrap();
        prop_assert_eq!(decimal.as_str(), &text);
        if let Ok(decimal) = serde_json::from_str::<Decimal>(&text) {
            prop_assert_eq!(decimal.as_str(), &text);
        }
    }
}
