//! The unit of an amount against the words of its description.

use super::{
    Rule,
    items::{Items, Kind},
};
use crate::finding::Report;

pub(super) const UNIT: Rule = Rule::error("unit-against-words");

/// Words for each unit, as descriptions have them; written as one line in lower case.
const MINOR: [&str; 5] = [
    "smallest unit",
    "smallest currency unit",
    "minor unit",
    "minor currency unit",
    "in cents",
];
const MAJOR: [&str; 6] = [
    "major unit",
    "major currency unit",
    "main unit",
    "main currency unit",
    "whole units of the currency",
    "in dollars",
];

pub(super) fn check(items: &Items<'_>, report: &mut Report) {
    let values = items.all.iter().filter(|item| {
        matches!(item.kind, Kind::Property | Kind::Parameter) && !item.has_evidence()
    });
    for item in values {
        let (Some(unit), Some(words)) = (item.says("x-currency-unit"), item.says("description"))
        else {
            continue;
        };
        let words = words
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        let says = |all: &[&'static str]| all.iter().copied().find(|it| words.contains(it));
        let (other, found) = match (unit, says(&MINOR), says(&MAJOR)) {
            ("major", Some(found), None) => ("minor", found),
            ("minor", None, Some(found)) => ("major", found),
            _ => continue,
        };
        let message = format!(
            "`{}` counts the {unit} unit, and its description says `{found}`",
            item.name
        );
        let help = format!("write `x-currency-unit: {other}`, or mend the description");
        report.push(UNIT.at(item.place.clone(), message).help(help));
    }
}
