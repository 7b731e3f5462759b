//! Rounding cases: what an amount is, to the last digit, and what is refused.
//!
//! A file has lists of cases by kind: `line_item` (a quantity times a unit price), `to_minor` and `to_major` (conversions between
//! the units of a currency). Every kind, rule, field and expectation must be one that is known here; anything else is a failure,
//! and so is a case that lacks what its kind has.

use crate::{case::Problem, conform::Tally};
use chargebee::{
    Amount, Currency, CurrencyTable, Decimal, ExactMoney, Money,
    pricing::{exact_line_amount, line_amount},
};
use serde_json::{Map, Value};
use std::{fs, panic, path::Path};

/// Runs every case of a file.
///
/// # Errors
/// Where the file cannot be read or holds no cases.
pub fn rounding(path: &Path, tally: &mut Tally) -> Result<(), Problem> {
    let shown = path.display();
    let text =
        fs::read(path).map_err(|error| Problem(format!("{shown} cannot be read: {error}")))?;
    let file: Map<String, Value> = serde_json::from_slice(&text)
        .map_err(|error| Problem(format!("{shown} holds no rounding cases: {error}")))?;
    let mut cases = 0;
    for (kind, list) in &file {
        if kind == "conventions" {
            continue;
        }
        let Some(list) = list.as_array() else {
            return Err(Problem(format!("{shown}: `{kind}` is no list of cases")));
        };
        for (at, case) in list.iter().enumerate() {
            let id = case.get("id").and_then(Value::as_str);
            let id = id.map_or_else(|| format!("{kind}[{at}]"), str::to_owned);
            let result = panic::catch_unwind(|| run(kind, case))
                .unwrap_or_else(|_| Err("it panicked".to_owned()));
            match result {
                Ok(()) => tally.passed += 1,
                Err(problem) => tally.failures.push(format!("{id}\n  {problem}")),
            }
            cases += 1;
        }
    }
    if cases == 0 {
        return Err(Problem(format!("{shown} holds no rounding cases")));
    }
    Ok(())
}

type Checked = Result<(), String>;

/// What every case has.
const SHARED: [&str; 6] = ["id", "about", "why", "currency", "rule", "exponent"];

fn run(kind: &str, case: &Value) -> Checked {
    type Run = fn(&Case<'_>) -> Checked;
    let (own, run): (&[&str], Run) = match kind {
        "line_item" => (
            &[
                "quantity",
                "unit_amount",
                "exact",
                "expect",
                "amount_major",
                "amount_minor",
            ],
            |case| case.line_item(),
        ),
        "to_minor" => (&["major", "exact", "rounded"], |case| case.to_minor()),
        "to_major" => (&["minor", "major", "expect"], |case| case.to_major()),
        _ => return Err(format!("`{kind}` is no known kind of case")),
    };
    let fields = case.as_object().ok_or("the case is no object")?;
    let known = |name: &str| SHARED.contains(&name) || own.contains(&name);
    if let Some(name) = fields.keys().find(|name| !known(name)) {
        return Err(format!("`{name}` is no known field of such a case"));
    }
    run(&Case(fields))
}

struct Case<'a>(&'a Map<String, Value>);

impl Case<'_> {
    fn text(&self, name: &str) -> Result<&str, String> {
        self.0
            .get(name)
            .and_then(Value::as_str)
            .ok_or_else(|| format!("the case has no text `{name}`"))
    }

    /// The currency, counted by the rule of the case; an error in place of it where there is no such code.
    fn currency(&self) -> Result<Result<Currency, String>, String> {
        let table = match self.text("rule")? {
            "api" => CurrencyTable::new(),
            "iso4217" => CurrencyTable::iso4217(),
            other => return Err(format!("`{other}` is no known rule")),
        };
        let code = self.text("currency")?;
        let exponent = self.0.get("exponent").ok_or("the case has no `exponent`")?;
        let currency = match (code.parse::<Currency>(), exponent) {
            (Ok(_), _) => table.currency(code),
            // Nothing is counted in what is no currency.
            (Err(problem), Value::Null) => return Ok(Err(problem.to_string())),
            (Err(problem), exponent) => {
                return Err(format!("{problem}, and counts {exponent} decimals"));
            }
        };
        if exponent.as_u64() != Some(currency.exponent().into()) {
            let counted = currency.exponent();
            return Err(format!(
                "{code} counts {counted} decimals, expected {exponent}"
            ));
        }
        Ok(Ok(currency))
    }

    fn line_item(&self) -> Checked {
        let (quantity, unit) = (self.text("quantity")?, self.text("unit_amount")?);
        let currency = self.currency()?;
        let factors = currency.and_then(|currency| {
            let quantity: Decimal = quantity.parse().map_err(text)?;
            let unit: Decimal = unit.parse().map_err(text)?;
            Ok((quantity, ExactMoney::new(unit, currency)))
        });
        let expect = self.text("expect")?;
        let exact =
            (factors.as_ref().ok()).map(|(quantity, unit)| exact_line_amount(quantity, unit));
        self.line_item_exact(exact.transpose().map_err(text)?, expect == "ok")?;
        let amount =
            factors.and_then(|(quantity, unit)| line_amount(&quantity, &unit).map_err(text));
        match (expect, amount) {
            ("error", Ok(amount)) => Err(format!("gives {amount}, expected an error")),
            ("error" | "either", Err(_)) => Ok(()),
            ("ok", Err(problem)) => Err(format!("is refused: {problem}")),
            ("ok", Ok(amount)) => self.line_item_amount(&amount, true),
            ("either", Ok(amount)) => self.line_item_amount(&amount, false),
            (other, _) => Err(format!("`{other}` is no known expectation")),
        }
    }

    /// The product before it is rounded, however the case writes its zeros.
    fn line_item_exact(&self, given: Option<ExactMoney>, must: bool) -> Checked {
        let problem = match (self.0.get("exact"), given) {
            (None, _) if must => return Err("the case has no `exact`".to_owned()),
            (None, _) => return Ok(()),
            (Some(expected), Some(given)) => {
                let number = expected.as_str().and_then(|text| text.parse().ok());
                if number.as_ref() == Some(given.major()) {
                    return Ok(());
                }
                format!("exact is {}, expected {expected}", given.major())
            }
            (Some(expected), None) => format!("exact is nothing, expected {expected}"),
        };
        Err(problem)
    }

    fn line_item_amount(&self, amount: &Money, must: bool) -> Checked {
        for (name, given) in [
            ("amount_minor", Value::from(amount.amount().minor())),
            ("amount_major", Value::from(amount.to_major().as_str())),
        ] {
            match self.0.get(name) {
                Some(expected) if *expected == given => {}
                Some(expected) => return Err(format!("{name} is {given}, expected {expected}")),
                None if must => return Err(format!("the case has no `{name}`")),
                None => {}
            }
        }
        Ok(())
    }

    fn to_minor(&self) -> Checked {
        let currency = self.currency()?;
        let major = self.text("major")?;
        type Convert = fn(&Decimal, Currency) -> Result<Money, chargebee::MoneyError>;
        let ways: [(&str, Convert); 2] = [
            ("exact", Money::from_major),
            ("rounded", Money::round_major),
        ];
        for (way, convert) in ways {
            let given = currency.clone().and_then(|currency| {
                let major: Decimal = major.parse().map_err(text)?;
                convert(&major, currency).map_err(text)
            });
            let given = given.map(|money| money.amount().minor());
            let expected = self
                .0
                .get(way)
                .ok_or_else(|| format!("the case has no `{way}`"))?;
            match (expected.as_str(), expected.as_i64(), given) {
                (Some("error"), _, Err(_)) | (Some("either"), ..) => {}
                (_, Some(expected), Ok(given)) if expected == given => {}
                (_, _, given) => {
                    let given = given.map_or_else(|problem| problem, |minor| minor.to_string());
                    return Err(format!("{way}: {given}, expected {expected}"));
                }
            }
        }
        Ok(())
    }

    /// It can be refused where there is no such currency: every whole number is an amount of every other.
    fn to_major(&self) -> Checked {
        let minor = self.0.get("minor").and_then(Value::as_i64);
        let minor = minor.ok_or("the case has no whole number `minor`")?;
        let currency = self.currency()?;
        let currency = match (self.0.get("expect").map(Value::as_str), currency) {
            (None | Some(Some("ok")), currency) => currency?,
            (Some(Some("error" | "either")), Err(_)) => return Ok(()),
            (Some(Some("error")), Ok(currency)) => {
                return Err(format!("{currency} is a currency, expected an error"));
            }
            (Some(Some("either")), Ok(currency)) => currency,
            (Some(other), _) => return Err(format!("{other:?} is no known expectation")),
        };
        let money = Money::new(Amount::from_minor(minor), currency);
        let expected = self.text("major")?;
        let shown = money.to_string();
        if money.to_major().as_str() != expected
            || shown != format!("{} {expected}", money.currency())
        {
            return Err(format!("shown as {shown}, expected {expected}"));
        }
        if shown.parse() != Ok(money.clone())
            && money.currency().exponent() == Currency::new(money.currency()).exponent()
        {
            return Err(format!("{shown} does not parse to the same money"));
        }
        Ok(())
    }
}

fn text(problem: impl std::fmt::Display) -> String {
    problem.to_string()
}
