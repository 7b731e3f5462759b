//! The longest text, the smallest and the largest number, compared digit by digit.

use crate::{
    model::Traits,
    upstream::{LESS_THAN, MORE_THAN},
};
use rust_decimal::Decimal;
use std::{cmp::Ordering, str::FromStr};

/// A limit as it is told: a number, or `more than` a number that is no limit itself.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) text: String,
    number: Option<Decimal>,
    /// Whether the number itself is beyond it.
    exclusive: bool,
}

impl Bound {
    fn new(text: &str) -> Self {
        let words = [MORE_THAN, LESS_THAN];
        let without = words.iter().find_map(|it| text.strip_prefix(it));
        let number = without.unwrap_or(text).trim();
        let number = Decimal::from_str(number).or_else(|_| Decimal::from_scientific(number));
        Self {
            text: text.to_owned(),
            number: number.ok(),
            exclusive: without.is_some(),
        }
    }
}

/// `0` and `0.0` are one. What has more digits than are reckoned with is the same where it is written the same.
impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        match (self.number, other.number) {
            (Some(one), Some(other_number)) => {
                one == other_number && self.exclusive == other.exclusive
            }
            _ => self.text == other.text,
        }
    }
}

/// A limit: its name and where it stands.
pub(super) struct Limit {
    pub(super) name: &'static str,
    pub(super) of: fn(&Traits) -> Option<Bound>,
    /// Whether less is looser.
    low: bool,
}

const fn limit(name: &'static str, of: fn(&Traits) -> Option<Bound>, low: bool) -> Limit {
    Limit { name, of, low }
}

fn longest(traits: &Traits) -> Option<Bound> {
    traits
        .max_length
        .map(|length| Bound::new(&length.to_string()))
}

fn smallest(traits: &Traits) -> Option<Bound> {
    traits.minimum.as_deref().map(Bound::new)
}

fn largest(traits: &Traits) -> Option<Bound> {
    traits.maximum.as_deref().map(Bound::new)
}

pub(super) const LIMITS: [Limit; 3] = [
    limit("longest text", longest, false),
    limit("smallest number", smallest, true),
    limit("largest number", largest, false),
];

pub(super) const LIMITS_OF_ELEMENTS: [Limit; 3] = [
    limit("longest text of an element", longest, false),
    limit("smallest number of an element", smallest, true),
    limit("largest number of an element", largest, false),
];

impl Limit {
    /// The loosest of all places: none where one of them has none.
    pub(super) fn loosest(&self, places: &[&Traits]) -> Option<Bound> {
        let limits: Option<Vec<Bound>> = places.iter().map(|it| (self.of)(it)).collect();
        let looser = |one: Bound, other: Bound| match self.is_looser(Some(&other), Some(&one)) {
            true => other,
            false => one,
        };
        limits?.into_iter().reduce(looser)
    }

    /// Whether the first lets more through than the second.
    pub(super) fn is_looser(&self, first: Option<&Bound>, second: Option<&Bound>) -> bool {
        let (first, second) = match (first, second) {
            (_, None) => return false,
            (None, Some(_)) => return true,
            (Some(first), Some(second)) => (first, second),
        };
        let (Some(one), Some(other)) = (first.number, second.number) else {
            return false;
        };
        match one.cmp(&other) {
            Ordering::Equal => second.exclusive && !first.exclusive,
            Ordering::Less => self.low,
            Ordering::Greater => !self.low,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digit_by_digit() {
        let bound = Bound::new;
        assert_eq!(bound("0"), bound("0.0"));
        assert_eq!(bound("100"), bound("1e2"));
        assert_ne!(bound("9007199254740993"), bound("9007199254740992"));
        assert_ne!(bound("0"), bound("more than 0"));
        let long = "123456789012345678901234567890123456789";
        assert_eq!(bound(long), bound(long));
        assert_ne!(bound(long), bound(&format!("{long}1")));
        let [_, smallest, largest] = &LIMITS;
        let looser = |limit: &Limit, one: &str, other: &str| {
            limit.is_looser(Some(&bound(one)), Some(&bound(other)))
        };
        assert!(looser(smallest, "0", "more than 0") && !looser(smallest, "more than 0", "0"));
        assert!(looser(largest, "9007199254740993", "9007199254740992"));
        assert!(smallest.is_looser(None, Some(&bound("1"))));
        assert!(!smallest.is_looser(Some(&bound("1")), None));
    }
}
