//! What attributes and parameters have in common: type, presence, limits, defaults, deprecations and the values of enums.
//!
//! A shape of the spec can stand for several places upstream. Where these differ, the spec holds what is right for all of
//! them: the loosest limit, no default.

use super::{
    super::{
        gap::Gap,
        report::Kind,
        types::{self, fits_filter},
    },
    Comparison,
    limits::{Bound, LIMITS, LIMITS_OF_ELEMENTS, Limit},
    tally::{Item, Match, Named, Place},
};
use crate::{
    model::{Aspect, Catalog, ParamKind, Traits, Type},
    upstream::Source,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const TYPE: Named = ("type", Some(Aspect::Type));
pub(super) const REQUIRED: Named = ("presence", Some(Aspect::Required));
pub(super) const DEPRECATED: Named = ("state", Some(Aspect::Deprecated));
const DEFAULT: Named = ("default", Some(Aspect::Default));
const VALUES: Named = ("accepted values", Some(Aspect::Values));
const FILTER: Named = ("form", Some(Aspect::Filter));
const JSON: Named = ("way to be sent", None);
const CATALOG: Named = ("catalog", None);

/// What the spec says of a value.
#[derive(Debug)]
pub(super) struct Own<'a> {
    pub(super) item: Item,
    pub(super) ty: &'a Type,
    pub(super) traits: &'a Traits,
    pub(super) deprecated: bool,
    pub(super) json_text: bool,
    pub(super) kind: Option<&'a ParamKind>,
    /// Whether upstream has all the places that it stands for: an excerpt may leave out the one that differs.
    pub(super) whole: bool,
}

/// What upstream says of it in one place.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub(super) place: Place,
    pub(super) ty: &'a Type,
    pub(super) traits: &'a Traits,
    /// Whether it is always there or must be given in that place, upstream and in the spec.
    pub(super) required: [bool; 2],
    pub(super) deprecated: bool,
    pub(super) json_text: bool,
    pub(super) kind: Option<&'a ParamKind>,
    /// The only catalog that has it in that place, upstream and in the spec.
    pub(super) catalogs: [Option<Catalog>; 2],
}

/// What upstream accepts where the spec has an enum with all its values.
#[derive(Debug)]
pub(super) struct Accepted {
    place: Place,
    values: Vec<String>,
}

/// The catalogs that have something, in words.
fn catalog(only: Option<Catalog>) -> &'static str {
    match only {
        Some(Catalog::One) => "1.0",
        Some(Catalog::Two) => "2.0",
        None => "both",
    }
}

pub(super) fn required(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

pub(super) fn state(deprecated: bool) -> &'static str {
    if deprecated { "deprecated" } else { "current" }
}

impl<'a> Comparison<'a> {
    pub(super) fn value(&mut self, own: &Own<'a>, said: &[Said<'a>]) {
        let item = &own.item;
        self.tally.seen(item, None);
        // What facts say of a place counts for that place, whatever is said of others.
        let vague = self.source == Source::Document;
        let mut optional = said.iter().filter(|it| !it.required[1]);
        let loosened = vague && (!own.whole || optional.any(|it| !it.required[0]));
        for it in said {
            let place = std::slice::from_ref(&it.place);
            let forms = [
                it.kind.and_then(types::kind),
                own.kind.and_then(types::kind),
            ];
            if forms.iter().any(Option::is_some) {
                let [up, form] = forms.map(|it| it.unwrap_or_else(|| "a plain value".to_owned()));
                self.tally.same(item, FILTER, &up, &form, place);
            }
            self.ty(own, it);
            // What an event carries depends on what happened; the spec holds all of it to be optional.
            if (!loosened || it.required[1]) && item.kind != Kind::Content {
                let outcome = match it.required {
                    // Facts do not say of all attributes that they are always there.
                    [false, true] if item.kind == Kind::Attribute => Match::Unsaid,
                    [up, own] => Match::of(up == own),
                };
                let words = (required(it.required[0]), required(it.required[1]));
                self.tally.compare(item, REQUIRED, outcome, words, place);
            }
            let (up, old) = (state(it.deprecated), state(own.deprecated));
            self.tally.same(item, DEPRECATED, up, old, place);
            if !vague && (it.json_text || own.json_text) {
                let sent = |text: bool| if text { "as JSON text" } else { "plainly" };
                (self.tally).same(item, JSON, sent(it.json_text), sent(own.json_text), place);
            }
            self.catalogs(item, it.catalogs, place);
        }
        self.limits_of(own, said);
        self.default(own, said);
        self.accepted(own, said);
    }

    fn ty(&mut self, own: &Own<'a>, it: &Said<'a>) {
        if matches!(own.kind, Some(ParamKind::Sort(_))) {
            return;
        }
        let item = &own.item;
        let place = std::slice::from_ref(&it.place);
        let filter = matches!(own.kind, Some(ParamKind::Filter(_)));
        let fits = filter && fits_filter(self.source, it.ty, own.ty)
            || self.agree(it.ty, own.ty, own.json_text);
        let up = types::words(self.published, it.ty);
        let ty = types::words(self.spec, own.ty);
        (self.tally).compare(item, TYPE, Match::of(fits), (&up, &ty), place);
        // The vendor's documents have no word for a decimal that is text: reading one there is an opinion of the spec, for
        // which it may give evidence.
        if fits && matches!((it.ty, own.ty), (Type::Text, Type::Decimal(_))) {
            self.tally.seen(item, TYPE.1);
        }
    }

    /// Compares what belongs to one catalog alone, in facts or in the spec; a document speaks of one catalog as a whole.
    pub(super) fn catalogs(&mut self, item: &Item, of: [Option<Catalog>; 2], places: &[Place]) {
        if self.source == Source::Facts && of.iter().any(Option::is_some) {
            let [up, own] = of.map(catalog);
            self.tally.same(item, CATALOG, up, own, places);
        }
    }

    /// The limits of a value and of the elements of a list.
    fn limits_of(&mut self, own: &Own<'a>, said: &[Said<'a>]) {
        let traits: Vec<&Traits> = said.iter().map(|it| it.traits).collect();
        self.limits(own, &traits, own.traits, &LIMITS, said);
        let inner: Vec<&Traits> = (traits.iter())
            .filter_map(|it| it.items.as_deref())
            .collect();
        if let (Some(items), false) = (&own.traits.items, inner.is_empty()) {
            self.limits(own, &inner, items, &LIMITS_OF_ELEMENTS, said);
        }
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
        if (!all || !own.whole) && says.is_none() {
            return;
        }
        for it in said {
            let up = it.traits.default.as_deref();
            if up.is_none() && says.is_none() {
                continue;
            }
            let outcome = match up {
                None => Match::Unsaid,
                up => Match::of(same(up, says)),
            };
            let place = std::slice::from_ref(&it.place);
            let words = (up.unwrap_or("none"), says.unwrap_or("none"));
            (self.tally).compare(&own.item, DEFAULT, outcome, words, place);
        }
    }

    fn limits(
        &mut self,
        own: &Own<'a>,
        said: &[&Traits],
        traits: &Traits,
        limits: &[Limit],
        places: &[Said<'_>],
    ) {
        for limit in limits {
            let up = limit.loosest(said);
            let says = (limit.of)(traits);
            // Of an excerpt only what is looser than the spec is sure.
            let sure = own.whole || limit.is_looser(up.as_ref(), says.as_ref());
            let outcome = match (&up, &says) {
                (None, None) => continue,
                (None, Some(_)) => Match::Unsaid,
                (up, says) => Match::of(up == says),
            };
            if outcome == Match::Same || sure {
                let text = |bound: Option<Bound>| bound.map_or("none".to_owned(), |it| it.text);
                let named = (limit.name, Some(Aspect::Limit));
                let places: Vec<Place> = places.iter().map(|it| it.place.clone()).collect();
                let (up, says) = (text(up), text(says));
                (self.tally).compare(&own.item, named, outcome, (&up, &says), &places);
            }
        }
    }

    /// The values of an enum: here where the place accepts some of them or gives a reason, with the enum otherwise.
    fn accepted(&mut self, own: &Own<'a>, said: &[Said<'a>]) {
        let Type::Enum(at) = own.ty.element() else {
            return;
        };
        let inner = own
            .traits
            .items
            .as_ref()
            .map(|items| items.accepts.as_slice());
        let accepts = inner.unwrap_or(&own.traits.accepts);
        let mut up: Vec<(&Place, Vec<&str>)> = Vec::new();
        for it in said {
            if let Some(values) = types::values(self.published, it.ty) {
                up.push((&it.place, values));
            }
        }
        if up.is_empty() {
            return;
        }
        // Facts say of each place what it accepts.
        if self.source == Source::Document && accepts.is_empty() && own.item.evidence.is_none() {
            let uses = up.into_iter().map(|(place, values)| Accepted {
                place: place.clone(),
                values: values.into_iter().map(str::to_owned).collect(),
            });
            self.enums.entry(at.clone()).or_default().extend(uses);
            return;
        }
        let all = types::values(self.spec, own.ty).unwrap_or_default();
        let own_values: BTreeSet<&str> = match accepts {
            [] => all.into_iter().collect(),
            accepts => accepts.iter().map(String::as_str).collect(),
        };
        let union: BTreeSet<&str> = up.iter().flat_map(|(_, values)| values).copied().collect();
        if self.source == Source::Facts {
            self.each_value(own, said, &own_values);
        }
        let outcome = match (union == own_values, union.is_subset(&own_values)) {
            (true, _) => Match::Same,
            (false, true) => Match::Unsaid,
            (false, false) => Match::Differs,
        };
        // Of an excerpt only what the spec lacks is sure.
        if own.whole || outcome != Match::Unsaid {
            let text = |values: &BTreeSet<&str>, other: &BTreeSet<&str>| {
                let more: Vec<&str> = values.difference(other).copied().collect();
                match more.as_slice() {
                    [] => "without these".to_owned(),
                    more => format!("with {}", more.join(", ")),
                }
            };
            let (said, says) = (text(&union, &own_values), text(&own_values, &union));
            let places: Vec<Place> = up.iter().map(|(place, _)| (*place).clone()).collect();
            (self.tally).compare(&own.item, VALUES, outcome, (&said, &says), &places);
        }
    }

    /// Counts the values that facts accept, and holds the state of each against that in the spec.
    fn each_value(&mut self, own: &Own<'a>, said: &[Said<'a>], accepted: &BTreeSet<&str>) {
        let all = types::enum_values(self.spec, own.ty);
        for it in said {
            for value in types::enum_values(self.published, it.ty) {
                let name = value.name.wire.as_str();
                let is = all
                    .iter()
                    .find(|is| is.name.wire == name && accepted.contains(name));
                self.tally.count(Kind::Value, is.is_some());
                if let Some(is) = is {
                    let item = Item {
                        kind: Kind::Value,
                        path: format!("{}/{name}", own.item.path),
                        ..own.item.clone()
                    };
                    let place = std::slice::from_ref(&it.place);
                    let (up, old) = (state(value.deprecated), state(is.deprecated));
                    self.tally.same(&item, DEPRECATED, up, old, place);
                }
            }
        }
    }

    /// Enums with all their values, over all the places that have them.
    pub(super) fn enums(&mut self) {
        for (at, uses) in std::mem::take(&mut self.enums) {
            let Some(enumeration) = self.spec.enumeration(&at) else {
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
            let mut missing: Vec<(String, Vec<Place>)> = Vec::new();
            for value in &union {
                self.tally.count(Kind::Value, own.contains_key(value));
                if !own.contains_key(value) {
                    let has = |it: &&Accepted| it.values.iter().any(|other| other == value);
                    let places = uses.iter().filter(has).map(|it| it.place.clone());
                    missing.push((path(value), places.collect()));
                    let (at, value) = (at.clone(), (*value).to_owned());
                    self.tally.gap(&path(&value), Gap::Value { at, value });
                }
            }
            let places: Vec<Place> = uses.iter().map(|it| it.place.clone()).collect();
            let whole = self.has_all_uses(&at);
            for (path, places) in missing {
                self.tally.missing(Kind::Value, path, None, &places);
            }
            for (value, evidence) in own {
                let item = Item {
                    evidence: evidence.cloned(),
                    evidence_of: vec![Aspect::Beyond],
                    ..Item::new(Kind::Value, path(value))
                };
                if !whole && !union.contains(value) {
                    continue;
                }
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
        let api = if upstream { self.published } else { self.spec };
        let mut words = vec![required(must).to_owned(), types::words(api, ty)];
        if let Some(values) = types::values(api, ty).filter(|_| upstream) {
            words.push(format!("({})", values.join(", ")));
        }
        if traits.deprecated {
            words.push(state(true).to_owned());
        }
        words.join(" ")
    }
}

/// `0` and `0.0` are one.
fn same_scalar(a: &str, b: &str) -> bool {
    a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}
