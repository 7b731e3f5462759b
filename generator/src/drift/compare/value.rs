//! What attributes and parameters have in common: type, presence, limits, defaults, deprecations and the values of enums.
//!
//! A shape of the spec can stand for several places upstream. Where these differ, the spec holds what is right for all of
//! them: the loosest limit, no default.

use super::{
    super::{
        report::Kind,
        types::{agree, element},
    },
    Comparison,
    gap::Gap,
    tally::Item,
};
use crate::model::{Aspect, ParamKind, Traits, Type};
use std::collections::{BTreeMap, BTreeSet};

type Named = (&'static str, Option<Aspect>);

pub(super) const TYPE: Named = ("type", Some(Aspect::Type));
const REQUIRED: Named = ("presence", Some(Aspect::Required));
const DEPRECATED: Named = ("state", Some(Aspect::Deprecated));
const DEFAULT: Named = ("default", Some(Aspect::Default));
const VALUES: Named = ("accepted values", Some(Aspect::Values));
const FILTER: Named = ("form", Some(Aspect::Filter));

/// What the spec says of a value.
#[derive(Debug)]
pub(super) struct Own<'a> {
    pub(super) item: Item,
    pub(super) ty: &'a Type,
    pub(super) traits: &'a Traits,
    pub(super) required: bool,
    pub(super) deprecated: bool,
    pub(super) json_text: bool,
    pub(super) kind: Option<&'a ParamKind>,
}

/// What upstream says of it in one place.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub(super) place: String,
    pub(super) ty: &'a Type,
    pub(super) traits: &'a Traits,
    pub(super) required: bool,
    pub(super) deprecated: bool,
    pub(super) kind: Option<&'a ParamKind>,
}

/// What upstream accepts where the spec has an enum with all its values.
#[derive(Debug)]
pub(super) struct Accepted {
    place: String,
    values: Vec<String>,
}

fn required(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

fn deprecated(deprecated: bool) -> &'static str {
    if deprecated { "deprecated" } else { "current" }
}

impl<'a> Comparison<'a> {
    pub(super) fn value(&mut self, own: &Own<'a>, said: &[Said<'a>]) {
        let item = &own.item;
        self.tally.seen(item, None);
        let loosened = !own.required && said.iter().any(|it| !it.required);
        for it in said {
            let place = std::slice::from_ref(&it.place);
            let kinds = [it.kind, own.kind];
            let [up, kind] = [
                kinds[0].and_then(|kind| self.published.kind(kind)),
                kinds[1].and_then(|kind| self.types.kind(kind)),
            ];
            let sorts = matches!(own.kind, Some(ParamKind::Sort(_)));
            if up != kind {
                let words =
                    |kind: Option<String>| kind.unwrap_or_else(|| "a plain value".to_owned());
                self.tally
                    .differs(item, FILTER, &words(up), &words(kind), place);
            }
            let fits = agree(
                (&self.published, it.ty),
                (&self.types, own.ty),
                own.json_text,
            );
            if !fits && !sorts {
                let (up, ty) = (self.published.name(it.ty), self.types.name(own.ty));
                self.tally.differs(item, TYPE, &up, &ty, place);
            }
            // What an event carries depends on what happened; the spec holds all of it to be optional.
            let content = item.kind == Kind::Content;
            if it.required != own.required && !loosened && !content {
                let (up, own) = (required(it.required), required(own.required));
                self.tally.differs(item, REQUIRED, up, own, place);
            }
            if it.deprecated != own.deprecated {
                let (up, own) = (deprecated(it.deprecated), deprecated(own.deprecated));
                self.tally.differs(item, DEPRECATED, up, own, place);
            }
        }
        self.default(own, said);
        let traits: Vec<&Traits> = said.iter().map(|it| it.traits).collect();
        self.limits(item, &traits, own.traits, &LIMITS, said);
        let inner: Vec<&Traits> = (traits.iter())
            .filter_map(|it| it.items.as_deref())
            .collect();
        if let (Some(items), false) = (&own.traits.items, inner.is_empty()) {
            self.limits(item, &inner, items, &LIMITS_OF_ELEMENTS, said);
        }
        self.accepted(own, said);
    }

    fn default(&mut self, own: &Own<'a>, said: &[Said<'a>]) {
        let says = own.traits.default.as_deref();
        let mut up = said.iter().map(|it| it.traits.default.as_deref());
        let first = up.next().flatten();
        let same = |a: Option<&str>, b: Option<&str>| match (a, b) {
            (Some(a), Some(b)) => same_scalar(a, b),
            (None, None) => true,
            _ => false,
        };
        let all = up.all(|it| same(it, first));
        if !all && says.is_none() {
            return;
        }
        for it in said {
            let up = it.traits.default.as_deref();
            if !same(up, says) {
                let none = "none";
                let place = std::slice::from_ref(&it.place);
                let (up, own_says) = (up.unwrap_or(none), says.unwrap_or(none));
                self.tally.differs(&own.item, DEFAULT, up, own_says, place);
            }
        }
    }

    fn limits(
        &mut self,
        item: &Item,
        said: &[&Traits],
        own: &Traits,
        limits: &[Limit],
        places: &[Said<'_>],
    ) {
        for limit in limits {
            let up = limit.loosest(said);
            let says = (limit.of)(own);
            if up != says {
                let text =
                    |number: Option<f64>| number.map_or("none".to_owned(), |it| it.to_string());
                let named = (limit.name, Some(Aspect::Limit));
                let places: Vec<String> = places.iter().map(|it| it.place.clone()).collect();
                self.tally
                    .differs(item, named, &text(up), &text(says), &places);
            }
        }
    }

    /// The values of an enum: here where the place accepts some of them or gives a reason, with the enum otherwise.
    fn accepted(&mut self, own: &Own<'a>, said: &[Said<'a>]) {
        let Type::Enum(at) = element(own.ty) else {
            return;
        };
        let inner = own
            .traits
            .items
            .as_ref()
            .map(|items| items.accepts.as_slice());
        let accepts = inner.unwrap_or(&own.traits.accepts);
        let mut up: Vec<(&str, Vec<&str>)> = Vec::new();
        for it in said {
            if let Some(values) = self.published.values(it.ty) {
                up.push((&it.place, values));
            }
        }
        if up.is_empty() {
            return;
        }
        if accepts.is_empty() && own.item.evidence.is_none() {
            let uses = up.into_iter().map(|(place, values)| Accepted {
                place: place.to_owned(),
                values: values.into_iter().map(str::to_owned).collect(),
            });
            self.enums.entry(at.clone()).or_default().extend(uses);
            return;
        }
        let all = self.types.values(own.ty).unwrap_or_default();
        let own_values: BTreeSet<&str> = match accepts {
            [] => all.into_iter().collect(),
            accepts => accepts.iter().map(String::as_str).collect(),
        };
        let union: BTreeSet<&str> = up.iter().flat_map(|(_, values)| values).copied().collect();
        if union != own_values {
            let text = |values: &BTreeSet<&str>, other: &BTreeSet<&str>| {
                let more: Vec<&str> = values.difference(other).copied().collect();
                match more.as_slice() {
                    [] => "without these".to_owned(),
                    more => format!("with {}", more.join(", ")),
                }
            };
            let (said, says) = (text(&union, &own_values), text(&own_values, &union));
            let places: Vec<String> = up.iter().map(|(place, _)| (*place).to_owned()).collect();
            self.tally.differs(&own.item, VALUES, &said, &says, &places);
        }
    }

    /// Enums with all their values, over all the places that have them.
    pub(super) fn enums(&mut self) {
        for (at, uses) in std::mem::take(&mut self.enums) {
            let Some(enumeration) = self.types.enumeration(&at) else {
                continue;
            };
            let values = enumeration.values.iter();
            let own: BTreeMap<&str, Option<&String>> = values
                .map(|it| (it.name.wire.as_str(), it.evidence.as_ref()))
                .collect();
            let start = self.path(&at.module, &format!("enum/{}", at.name));
            let path = |value: &str| format!("{start}/{value}");
            let union: BTreeSet<&str> = (uses.iter())
                .flat_map(|it| it.values.iter().map(String::as_str))
                .collect();
            let mut missing: Vec<(String, Vec<String>)> = Vec::new();
            for value in &union {
                self.tally.count(Kind::Value, own.contains_key(value));
                if !own.contains_key(value) {
                    let has = |it: &&Accepted| it.values.iter().any(|other| other == value);
                    let places = uses.iter().filter(has).map(|it| it.place.clone());
                    missing.push((path(value), places.collect()));
                    self.tally.gap(Gap::Value {
                        at: at.clone(),
                        value: (*value).to_owned(),
                    });
                }
            }
            let places: Vec<String> = uses.iter().map(|it| it.place.clone()).collect();
            for (path, places) in missing {
                self.tally.missing(Kind::Value, path, None, &places);
            }
            for (value, evidence) in own {
                let item = Item {
                    evidence: evidence.cloned(),
                    evidence_of: vec![Aspect::Beyond],
                    ..Item::new(Kind::Value, path(value))
                };
                self.tally.seen(&item, None);
                if !union.contains(value) {
                    self.tally
                        .beyond(Kind::Value, path(value), None, Some(&item), &places);
                }
            }
        }
    }

    /// What is told of a value that only one of the two has.
    pub(super) fn words(&self, upstream: bool, ty: &Type, traits: &Traits, must: bool) -> String {
        let types = if upstream {
            &self.published
        } else {
            &self.types
        };
        let mut words = vec![required(must).to_owned(), types.name(ty)];
        if let Some(values) = types.values(ty).filter(|_| upstream) {
            words.push(format!("({})", values.join(", ")));
        }
        if traits.deprecated {
            words.push("deprecated".to_owned());
        }
        words.join(" ")
    }
}

/// A limit: its name and where it stands.
pub(super) struct Limit {
    name: &'static str,
    of: fn(&Traits) -> Option<f64>,
    /// Whether less is looser.
    low: bool,
}

const fn limit(name: &'static str, of: fn(&Traits) -> Option<f64>, low: bool) -> Limit {
    Limit { name, of, low }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "lengths of texts are far below 2^52"
)]
fn longest(traits: &Traits) -> Option<f64> {
    traits.max_length.map(|length| length as f64)
}

fn smallest(traits: &Traits) -> Option<f64> {
    traits.minimum.as_ref()?.parse().ok()
}

fn largest(traits: &Traits) -> Option<f64> {
    traits.maximum.as_ref()?.parse().ok()
}

const LIMITS: [Limit; 3] = [
    limit("longest text", longest, false),
    limit("smallest number", smallest, true),
    limit("largest number", largest, false),
];

const LIMITS_OF_ELEMENTS: [Limit; 3] = [
    limit("longest text of an element", longest, false),
    limit("smallest number of an element", smallest, true),
    limit("largest number of an element", largest, false),
];

impl Limit {
    /// The loosest of all places: none where one of them has none.
    fn loosest(&self, places: &[&Traits]) -> Option<f64> {
        let looser = if self.low { f64::min } else { f64::max };
        let limits: Option<Vec<f64>> = places.iter().map(|it| (self.of)(it)).collect();
        limits?.into_iter().reduce(looser)
    }
}

/// `0` and `0.0` are one.
fn same_scalar(a: &str, b: &str) -> bool {
    a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}
