//! Holds the two models against each other: resources, events and codes of errors here, attributes in [`records`],
//! operations in [`operation`], what values say in [`value`].

mod limits;
pub(super) mod operation;
mod reach;
mod records;
mod tally;
mod value;

use super::{
    gap::Gap,
    report::{Drift, Extent, Kind},
};
use crate::{
    model::{Api, Catalog, EnumValue, EventVariant, Record, Traits, TypeRef},
    upstream::Upstream,
};
use std::collections::{BTreeMap, BTreeSet};
use tally::{Place, Tally};

/// What comparing needs at hand.
struct Comparison<'a> {
    /// `v1`.
    version: &'a str,
    published: &'a Api,
    spec: &'a Api,
    /// The only catalog that upstream describes.
    catalog: Option<Catalog>,
    /// Records of the spec, each with the records of upstream that it stands for.
    pairs: BTreeMap<TypeRef, BTreeSet<TypeRef>>,
    /// What records are called, where it is not their place in the spec that matters.
    kinds: BTreeMap<TypeRef, Kind>,
    /// The event whose content a record of the spec is.
    contents: BTreeMap<TypeRef, String>,
    /// Enums of the spec: what upstream accepts in the places where all their values are.
    enums: BTreeMap<TypeRef, Vec<value::Accepted>>,
    tally: Tally,
    /// What upstream is taken for.
    extent: Extent,
    places: &'a BTreeMap<String, String>,
    reach: reach::Reach,
}

/// Compares all.
pub(super) fn compare(upstream: &Upstream, spec: &Api, extent: Extent) -> Drift {
    let mut comparison = Comparison {
        version: &spec.version,
        published: &upstream.api,
        spec,
        catalog: upstream.catalog,
        pairs: BTreeMap::new(),
        kinds: BTreeMap::new(),
        contents: BTreeMap::new(),
        enums: BTreeMap::new(),
        tally: Tally::default(),
        extent,
        places: &upstream.places,
        reach: reach::Reach::new(upstream, spec, extent),
    };
    comparison.resources();
    comparison.operations();
    comparison.events();
    comparison.records();
    comparison.enums();
    comparison.error_codes();
    // Of the rest of an excerpt nobody knows what it says.
    if extent == Extent::Whole {
        comparison.unseen_evidence();
    }
    comparison.tally.finish(upstream, &spec.version, extent)
}

impl Comparison<'_> {
    /// Whether upstream describes what belongs to this catalog.
    fn covers(&self, catalog: Option<Catalog>) -> bool {
        match (self.catalog, catalog) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }

    fn is_whole(&self) -> bool {
        self.extent == Extent::Whole
    }

    fn path(&self, module: &str, rest: &str) -> String {
        format!("{}/{module}/{rest}", self.version)
    }

    fn resources(&mut self) {
        let spec = resources(self.spec);
        let upstream = resources(self.published);
        for (name, (at, record)) in &upstream {
            let path = format!("{}/{name}", self.version);
            self.tally.count(Kind::Resource, spec.contains_key(name));
            match spec.get(name) {
                Some((own, _)) => {
                    self.pairs
                        .entry(own.clone())
                        .or_default()
                        .insert(at.clone());
                }
                None => {
                    let said = format!("{} attributes", record.fields.len());
                    let place = self.places.get(*name).cloned().map(Place::at);
                    self.tally.gap(Gap::Resource { up: at.clone() });
                    (self.tally).missing(Kind::Resource, path, Some(said), place.as_slice());
                }
            }
        }
        for (name, (_, record)) in &spec {
            if !upstream.contains_key(name) && self.is_whole() && self.covers(record.catalog) {
                let path = format!("{}/{name}", self.version);
                self.tally.beyond(Kind::Resource, path, None, None, &[]);
            }
        }
    }

    fn events(&mut self) {
        let (Some(upstream), Some(spec)) = (events(self.published), events(self.spec)) else {
            return;
        };
        for (name, content) in &upstream {
            let path = self.path("event", &format!("event/{name}"));
            self.tally.count(Kind::Event, spec.contains_key(name));
            match spec.get(name) {
                Some(own) => {
                    self.kinds.insert(own.clone(), Kind::Content);
                    self.contents.insert(own.clone(), (*name).to_owned());
                    self.pairs
                        .entry(own.clone())
                        .or_default()
                        .insert(content.clone());
                }
                None => {
                    let pointer = format!("/webhooks/{}", escaped(name));
                    self.tally
                        .missing(Kind::Event, path, None, &[Place::at(pointer)]);
                    self.tally.gap(Gap::Event {
                        name: (*name).to_owned(),
                        content: content.clone(),
                    });
                }
            }
        }
        let is_whole = self.is_whole();
        for name in spec
            .keys()
            .filter(|name| is_whole && !upstream.contains_key(*name))
        {
            let path = self.path("event", &format!("event/{name}"));
            self.tally.beyond(Kind::Event, path, None, None, &[]);
        }
    }

    fn error_codes(&mut self) {
        let (upstream, spec) = (codes(self.published), codes(self.spec));
        for (code, said) in &upstream {
            let path = self.path("common", &format!("error/{code}"));
            self.tally.count(Kind::ErrorCode, spec.contains_key(code));
            let said = said
                .error
                .as_ref()
                .map(|it| it.status.as_str())
                .unwrap_or_default();
            let Some(own) = spec.get(code) else {
                self.tally.gap(Gap::ErrorCode {
                    code: (*code).to_owned(),
                    status: said.to_owned(),
                });
                let status = said.split(", ").next().unwrap_or_default();
                let pointer = format!("/components/schemas/{status}/properties/api_error_code");
                let said = Some(format!("HTTP {said}"));
                (self.tally).missing(Kind::ErrorCode, path, said, &[Place::at(pointer)]);
                continue;
            };
            let own = own
                .error
                .as_ref()
                .map(|it| it.status.as_str())
                .unwrap_or_default();
            // The same code can stand at several statuses upstream.
            if !said.split(", ").any(|status| status == own) {
                let item = tally::Item::new(Kind::ErrorCode, path);
                self.tally.differs(&item, tally::STATUS, said, own, &[]);
            }
        }
        let is_whole = self.is_whole();
        for code in spec
            .keys()
            .filter(|code| is_whole && !upstream.contains_key(*code))
        {
            let path = self.path("common", &format!("error/{code}"));
            self.tally.beyond(Kind::ErrorCode, path, None, None, &[]);
        }
    }

    /// Evidence on what was held against nothing: its resource or operation is not published.
    fn unseen_evidence(&mut self) {
        let mut all: Vec<(String, &Traits)> = Vec::new();
        for module in &self.spec.modules {
            let mut add = |what: &str, member: &str, traits| {
                let path = format!("{}/{}/{what}/{member}", self.version, module.name);
                all.push((path, traits));
            };
            for record in module.records.iter().filter(|it| self.covers(it.catalog)) {
                let what = format!("attribute/{}", record.name);
                (record.fields.iter()).for_each(|it| add(&what, &it.name.wire, &it.traits));
            }
            for group in module.groups.iter().filter(|it| self.covers(it.catalog)) {
                let what = format!("group/{}", group.name);
                (group.members.iter()).for_each(|it| add(&what, &it.name.wire, &it.traits));
            }
            let operations = module.operations.iter();
            for operation in operations.filter(|it| self.covers(it.catalog)) {
                let what = format!("operation/{}", operation.name.wire);
                (operation.params.iter()).for_each(|it| add(&what, &it.name.wire, &it.traits));
            }
        }
        for (path, traits) in all {
            if self.covers(traits.catalog)
                && let Some(why) = &traits.evidence
            {
                self.tally.unseen(path, why, &traits.evidence_of);
            }
        }
    }
}

/// A key as a JSON pointer writes it.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

type Main<'m> = (TypeRef, &'m Record);

/// The resources of a model by name.
fn resources(api: &Api) -> BTreeMap<&str, Main<'_>> {
    let resources = api.records().filter_map(|(module, record)| {
        let at = module.reference(&record.name);
        Some((record.resource()?, (at, record)))
    });
    resources.collect()
}

/// The types of events of a model, each with the record of its content.
fn events(api: &Api) -> Option<BTreeMap<&str, TypeRef>> {
    let (module, events) = api.events()?;
    let variants = events.variants.iter();
    let content = |it: &EventVariant| module.reference(&it.content);
    Some(
        variants
            .map(|it| (it.name.wire.as_str(), content(it)))
            .collect(),
    )
}

/// The codes of errors of a model.
fn codes(api: &Api) -> BTreeMap<&str, &EnumValue> {
    let values = api.enums().flat_map(|(_, it)| &it.values);
    let values = values.filter(|value| value.error.is_some());
    values
        .map(|value| (value.name.wire.as_str(), value))
        .collect()
}
