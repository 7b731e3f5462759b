//! Integers and texts that are more than they say: money, instants, decimals, secrets.

use super::{
    Rule,
    items::{Item, Items, Kind},
};
use crate::{
    finding::Report,
    names::{is_instant, is_money, is_secret, words},
};
use std::collections::BTreeSet;

pub(super) const MONEY: Rule = Rule::error("money-without-unit");
pub(super) const DECIMAL: Rule = Rule::warning("decimal-without-pair");
pub(super) const TIME: Rule = Rule::error("time-without-format");
pub(super) const SECRET: Rule = Rule::error("secret-without-x-sensitive");
pub(super) const TEXT: Rule = Rule::warning("number-as-text");

pub(super) fn check(items: &Items<'_>, report: &mut Report) {
    let values = items.all.iter().filter(|item| {
        matches!(item.kind, Kind::Property | Kind::Parameter) && !item.has_evidence()
    });
    let mut alone = BTreeSet::new();
    for item in values.clone() {
        if refined(item).is_some_and(|refined| !item.siblings.contains(&refined)) {
            alone.insert(item.place.to_string());
        }
    }
    for item in values {
        match item.says("type") {
            Some("integer") => integer(item, report),
            Some("string" | "number") => {
                decimal(item, &alone, report);
                secret(item, report);
                text(item, report);
            }
            _ => {}
        }
    }
}

fn integer(item: &Item<'_>, report: &mut Report) {
    let name = item.name;
    let instant = item.says("format") == Some("unix-time");
    if instant || item.has("x-currency-unit") {
        return;
    }
    let finding = if is_instant(name) {
        let message = format!("`{name}` looks like an instant and is a plain number");
        let help = "add `format: unix-time`, or say in `x-evidence` what it counts";
        TIME.at(item.place.clone(), message).help(help)
    } else if is_money(name) {
        let message = format!("`{name}` looks like money and has no currency");
        let help =
            "add `x-currency-unit` and `x-currency-code`, or say in `x-evidence` what it counts";
        MONEY.at(item.place.clone(), message).help(help)
    } else {
        return;
    };
    report.push(finding);
}

/// Whether a description says that a text is a secret: "treat it as sensitive", "do not log it".
fn is_said_secret(description: &str) -> bool {
    let text = description.to_lowercase();
    let said = |word: &str| {
        (text.match_indices(word))
            .any(|(at, _)| !text.get(..at).is_some_and(|it| it.ends_with('-')))
    };
    ["sensitive", "secret", "never publish", "not log"]
        .into_iter()
        .any(said)
}

/// A text whose name or description says that it is a secret is never printed.
fn secret(item: &Item<'_>, report: &mut Report) {
    let said = (item.description.as_ref()).is_some_and(|(text, _)| is_said_secret(text));
    if (said || is_secret(item.name)) && !item.has("x-sensitive") {
        let message = format!("`{}` looks like a secret and would be printed", item.name);
        let help = "add `x-sensitive: true`, or say in `x-evidence` why it is none";
        report.push(SECRET.at(item.place.clone(), message).help(help));
    }
}

/// Last words of the names of what is counted or measured.
const NUMBERS: [&str; 5] = ["amount", "balance", "limit", "quantity", "total"];

/// A number with decimals is sent as text, and says so.
fn text(item: &Item<'_>, report: &mut Report) {
    let plain = item.says("type") == Some("string")
        && !["format", "enum", "x-id"].iter().any(|key| item.has(key));
    let words = words(item.name);
    let counts = words
        .last()
        .is_some_and(|word| NUMBERS.contains(&word.as_str()));
    if plain && counts {
        let message = format!("`{}` looks like a number and is text", item.name);
        let help = "add `format: decimal` and `x-decimal`, or say in `x-evidence` what the text is";
        report.push(TEXT.at(item.place.clone(), message).help(help));
    }
}

/// The integer that a decimal refines, by its name, where the decimal does not say it.
fn refined<'a>(item: &Item<'a>) -> Option<&'a str> {
    let refined = item.name.strip_suffix("_in_decimal")?;
    (!item.has("x-decimal-of")).then_some(refined)
}

/// `alone` are the places of decimals without their integer. A shared field can have it in some objects only, and then
/// cannot name it.
fn decimal(item: &Item<'_>, alone: &BTreeSet<String>, report: &mut Report) {
    let money = matches!(item.says("x-decimal"), Some("price" | "amount"));
    if money && !item.has("x-decimal-of") && !item.has("x-currency-code") {
        let message = format!("`{}` is money and has no currency", item.name);
        let help =
            "add `x-currency-code`, or say `x-decimal: unknown` where nobody knows what it counts";
        report.push(MONEY.at(item.place.clone(), message).help(help));
    }
    let Some(refined) = refined(item) else {
        return;
    };
    let name = item.name;
    let place = item.place.clone();
    let finding = if alone.contains(&place.to_string()) {
        let message = format!("`{name}` stands without the `{refined}` that it would refine");
        let help = "add that, or say in `x-evidence` that there is none";
        DECIMAL.at(place, message).help(help)
    } else {
        let rule = Rule::error(DECIMAL.id);
        let message = format!("`{name}` does not say that it refines `{refined}` beside it");
        rule.at(place, message)
            .help(format!("add `x-decimal-of: {refined}`"))
    };
    report.push(finding);
}
