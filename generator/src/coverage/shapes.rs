//! Shapes that several operations share. Where the operations have different limits, the spec holds the loosest.
//!
//! What has the same name, type and words is taken for one, whether it is one component of the spec or not.

use super::facts::Value;
use crate::model::{Traits, Type};
use serde_json::Number;
use std::collections::HashMap;

/// What the facts say about a shape in all places that have it.
#[derive(Default)]
pub(super) struct Shapes<'f> {
    facts: HashMap<String, Vec<&'f Value>>,
}

impl<'f> Shapes<'f> {
    /// Notes that the facts describe this shape.
    pub(super) fn add(&mut self, name: &str, ty: &Type, traits: &Traits, facts: &'f Value) {
        let places = self.facts.entry(key(name, ty, traits)).or_default();
        places.push(facts);
    }

    /// All that the facts say about this shape.
    pub(super) fn of(&self, name: &str, ty: &Type, traits: &Traits) -> &[&'f Value] {
        let places = self.facts.get(&key(name, ty, traits));
        places.map(Vec::as_slice).unwrap_or_default()
    }
}

fn key(name: &str, ty: &Type, traits: &Traits) -> String {
    let traits = Traits {
        shared: None,
        ..traits.clone()
    };
    format!("{name} {ty:?} {traits:?}")
}

/// A limit: the longest text, the smallest or the largest number.
#[derive(Clone, Copy)]
pub(super) enum Limit {
    MaxLength,
    Min,
    Max,
}

impl Limit {
    pub(super) const ALL: [Self; 3] = [Self::MaxLength, Self::Min, Self::Max];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MaxLength => "max_length",
            Self::Min => "min",
            Self::Max => "max",
        }
    }

    /// As the facts have it.
    pub(super) fn of_facts(self, facts: &Value) -> Option<f64> {
        match self {
            Self::MaxLength => facts.max_length.map(|length| length as f64),
            Self::Min => facts.min.as_ref().and_then(Number::as_f64),
            Self::Max => facts.max.as_ref().and_then(Number::as_f64),
        }
    }

    /// As the spec has it.
    pub(super) fn of_spec(self, traits: &Traits) -> Option<f64> {
        match self {
            Self::MaxLength => traits.max_length.map(|length| length as f64),
            Self::Min => traits.minimum.as_ref().and_then(|it| it.parse().ok()),
            Self::Max => traits.maximum.as_ref().and_then(|it| it.parse().ok()),
        }
    }

    /// The loosest of all places: none where one of them has none.
    pub(super) fn loosest(self, places: &[&Value]) -> Option<f64> {
        let looser = match self {
            Self::Min => f64::min,
            Self::MaxLength | Self::Max => f64::max,
        };
        let limits: Option<Vec<f64>> = places.iter().map(|facts| self.of_facts(facts)).collect();
        limits?.into_iter().reduce(looser)
    }
}
