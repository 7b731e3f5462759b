//! Attributes and parameters: types, values of enums, limits, defaults, deprecations.

use super::{Comparison, catalog, catalogs, deprecated, required};
use crate::{
    coverage::{
        facts::Value,
        report::Kind,
        shapes::Limit,
        tally::Item,
        types::{element, facts_name},
    },
    model::{Catalog, Field, Traits, Type},
};
use std::collections::BTreeSet;

/// What the spec says about an attribute or a parameter.
#[derive(Clone, Copy)]
pub(super) struct Spec<'m> {
    pub(super) name: &'m str,
    pub(super) ty: &'m Type,
    pub(super) traits: &'m Traits,
    pub(super) required: bool,
    pub(super) json_text: bool,
    /// With what its group says.
    pub(super) deprecated: bool,
    /// Its own, or that of its group.
    pub(super) catalog: Option<Catalog>,
    /// Its own reason, or that of its group.
    pub(super) evidence: Option<&'m str>,
}

impl<'m> Spec<'m> {
    fn of_field(field: &'m Field) -> Self {
        Self {
            name: &field.name.wire,
            ty: &field.ty,
            traits: &field.traits,
            required: field.documented_required,
            json_text: false,
            deprecated: field.traits.deprecated,
            catalog: field.traits.catalog,
            evidence: field.traits.evidence.as_deref(),
        }
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn attribute(
        &mut self,
        path: &str,
        facts: &'a Value,
        field: Option<&'a Field>,
        listed: bool,
    ) {
        let spec = field.map(Spec::of_field);
        let item = Item {
            path: format!("{path} {}", facts.name),
            there: spec.is_some(),
            evidence: spec.and_then(|spec| spec.evidence).map(str::to_owned),
        };
        self.tally.presence(Kind::Attributes, &item, listed);
        self.ty(Kind::AttributeTypes, &item, facts, spec);
        let (said, says) = (
            required(facts.required),
            spec.map(|spec| required(spec.required)),
        );
        let says = says.unwrap_or_default();
        // The clients of which the facts are do not say of all that is new that it is always there.
        let newer = !facts.required && spec.is_some_and(|spec| spec.required);
        if newer {
            let evidence = item.evidence.as_deref();
            self.tally
                .beyond(Kind::AttributeRequired, item.path.clone(), evidence);
        }
        let agrees = newer || said == says;
        self.tally
            .agree(Kind::AttributeRequired, &item, agrees, said, says);
        let of = catalog(spec.and_then(|spec| spec.catalog));
        self.catalogs(&item, catalogs(&facts.product_catalog), of);
        self.value(&item, facts, spec);
    }

    pub(super) fn ty(&mut self, kind: Kind, item: &Item, facts: &Value, spec: Option<Spec<'_>>) {
        let agrees = spec.is_some_and(|it| self.types.agree(facts, it.ty, it.json_text));
        let says = spec.map(|spec| self.types.name(spec.ty));
        let says = says.unwrap_or_default();
        self.tally
            .agree(kind, item, agrees, &facts_name(facts), &says);
    }

    /// What attributes and parameters have in common.
    pub(super) fn value(&mut self, item: &Item, facts: &'a Value, spec: Option<Spec<'a>>) {
        let places = spec.map(|spec| self.shapes.of(spec.name, spec.ty, spec.traits).to_vec());
        let places = places.unwrap_or_default();
        let said = deprecated(facts.deprecated);
        let says = deprecated(spec.is_some_and(|spec| spec.deprecated));
        self.tally.same(Kind::Deprecations, item, said, says);
        self.limits(item, facts, spec.map(|spec| spec.traits), &places);
        self.default(item, facts, spec, &places);
        self.enum_values(item, facts, spec, &places);
        if let Some(items) = &facts.items {
            let inner = spec.and_then(|spec| spec.traits.items.as_deref());
            let places: Vec<&Value> =
                (places.iter().filter_map(|it| it.items.as_deref())).collect();
            self.limits(&item.aspect("elements"), items, inner, &places);
        }
    }

    fn limits(&mut self, item: &Item, facts: &Value, traits: Option<&Traits>, places: &[&Value]) {
        for limit in Limit::ALL {
            let said = limit.of_facts(facts);
            let says = traits.and_then(|traits| limit.of_spec(traits));
            let item = item.aspect(limit.name());
            let text = |limit: Option<f64>| limit.map_or("none".to_owned(), |it| it.to_string());
            let loosest = !places.is_empty() && says == limit.loosest(places);
            match (said, says) {
                (None, None) => {}
                (None, Some(_)) if loosest => {}
                (None, Some(value)) => {
                    let path = format!("{} {value}", item.path);
                    self.tally
                        .beyond(Kind::Limits, path, item.evidence.as_deref());
                }
                (Some(_), _) => {
                    let agrees = said == says || loosest;
                    let (said, says) = (text(said), text(says));
                    self.tally.agree(Kind::Limits, &item, agrees, &said, &says);
                }
            }
        }
    }

    fn default(&mut self, item: &Item, facts: &Value, spec: Option<Spec<'_>>, places: &[&Value]) {
        let said = default_of(facts);
        let says = spec.and_then(|spec| spec.traits.default.clone());
        match (said, says) {
            (None, None) => {}
            (None, Some(says)) => {
                let path = format!("{} {says}", item.path);
                self.tally
                    .beyond(Kind::Defaults, path, item.evidence.as_deref());
            }
            (Some(said), says) => {
                let same = says.as_ref().is_some_and(|says| same_scalar(&said, says));
                // Operations that share a shape and differ in the default have none in common.
                let differ = places
                    .iter()
                    .any(|it| default_of(it).as_ref() != Some(&said));
                let agrees = same || says.is_none() && differ;
                let says = says.unwrap_or_else(|| "none".to_owned());
                self.tally.agree(Kind::Defaults, item, agrees, &said, &says);
            }
        }
    }

    /// The accepted values, one by one; what is missing or too much is told in one line.
    fn enum_values(
        &mut self,
        item: &Item,
        facts: &Value,
        spec: Option<Spec<'_>>,
        places: &[&Value],
    ) {
        let version = self.facts;
        let accepted = version.accepted(facts);
        // What a list can be sorted by is compared as such.
        if accepted.is_empty() || facts.sort_by.is_some() {
            return;
        }
        let values = spec.map(|spec| self.values(spec.ty, spec.traits));
        let Some(values) = values.filter(|values| !values.is_empty()) else {
            // That it is no enum is a matter of its type.
            self.tally.count(Kind::EnumValues, 0, accepted.len());
            return;
        };
        let has = |name: &str| values.iter().find(|(value, _)| *value == name);
        let missing: Vec<&str> = (accepted.iter().map(|(name, _)| *name))
            .filter(|name| has(name).is_none())
            .collect();
        let excused = if item.evidence.is_some() {
            0
        } else {
            missing.len()
        };
        let total = accepted.len();
        self.tally.count(Kind::EnumValues, total - excused, total);
        if !missing.is_empty() {
            let item = item.aspect(&format!("({} values)", missing.len()));
            let missing = missing.join(", ");
            self.tally.differs(
                Kind::EnumValues,
                &item,
                &format!("accepted ({missing})"),
                "missing",
            );
        }
        for (name, old) in &accepted {
            if let Some((_, is)) = has(name) {
                let item = item.aspect(&format!("= {name}"));
                let (said, says) = (deprecated(*old), deprecated(*is));
                self.tally.same(Kind::Deprecations, &item, said, says);
            }
        }
        let elsewhere: BTreeSet<&str> = places
            .iter()
            .flat_map(|facts| version.accepted(facts))
            .map(|(name, _)| name)
            .collect();
        let more: Vec<&str> = (values.iter().map(|(name, _)| *name))
            .filter(|name| !accepted.iter().any(|(value, _)| value == name))
            .filter(|name| !elsewhere.contains(name))
            .collect();
        if !more.is_empty() {
            let path = format!("{} = {}", item.path, more.join(", "));
            self.tally
                .beyond(Kind::EnumValues, path, item.evidence.as_deref());
        }
    }

    /// The values that the spec accepts, each with whether it is deprecated.
    fn values<'m>(&self, ty: &Type, traits: &'m Traits) -> Vec<(&'m str, bool)>
    where
        'a: 'm,
    {
        let Type::Enum(at) = element(ty) else {
            return Vec::new();
        };
        let values = self.types.enumeration(at).map(|it| it.values.as_slice());
        let values = values.unwrap_or_default();
        let inner = traits.items.as_ref().map(|items| items.accepts.as_slice());
        let accepts = match inner {
            Some(inner) => inner,
            None => &traits.accepts,
        };
        (values
            .iter()
            .map(|value| (value.name.wire.as_str(), value.deprecated)))
        .filter(|(name, _)| accepts.is_empty() || accepts.iter().any(|value| value == name))
        .collect()
    }
}

fn default_of(facts: &Value) -> Option<String> {
    match facts.default.as_ref()? {
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// `0` and `0.0` are one.
fn same_scalar(a: &str, b: &str) -> bool {
    a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}
