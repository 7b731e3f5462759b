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
    types::agree,
};
use crate::{
    model::{Api, Catalog, EnumValue, EventVariant, Record, Traits, Type, TypeRef},
    upstream::{Source, Upstream},
};
use std::collections::{BTreeMap, BTreeSet};
use tally::{Item, Match, Named, Place, Tally};
use value::{DEPRECATED, state};

/// Aspects in which evidence has no say.
const STATUS: Named = ("HTTP status", None);
const KIND: Named = ("kind", None);

/// What comparing needs at hand.
struct Comparison<'a> {
    /// `v1`.
    version: &'a str,
    source: Source,
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
        source: upstream.source,
        published: &upstream.api,
        spec,
        catalog: upstream.catalog,
        pairs: BTreeMap::new(),
        kinds: BTreeMap::new(),
        contents: BTreeMap::new(),
        enums: BTreeMap::new(),
        tally: Tally::new(upstream.source),
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
    if extent == Extent::Whole && upstream.source == Source::Document {
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

    /// Whether what the spec says of a value fits what upstream says.
    fn agree(&self, up: &Type, own: &Type, json_text: bool) -> bool {
        agree(
            self.source,
            (self.published, up),
            (self.spec, own),
            json_text,
        )
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
                Some((own, main)) => {
                    let item = Item::new(Kind::Resource, path);
                    self.catalogs(&item, [record.catalog, main.catalog], &[]);
                    self.pairs
                        .entry(own.clone())
                        .or_default()
                        .insert(at.clone());
                }
                None => {
                    let said = format!("{} attributes", record.fields.len());
                    let place = self.places.get(*name).cloned().map(Place::at);
                    self.tally.gap(&path, Gap::Resource { up: at.clone() });
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
        let spec = match (events(self.spec), self.source) {
            (None, Source::Document) => return,
            (spec, _) => spec.unwrap_or_default(),
        };
        let upstream = events(self.published).unwrap_or_default();
        let (old, own_old) = (
            deprecated_events(self.published),
            deprecated_events(self.spec),
        );
        for (name, content) in &upstream {
            let path = self.path("event", &format!("event/{name}"));
            self.tally.count(Kind::Event, spec.contains_key(name));
            match spec.get(name) {
                Some(own) => {
                    if self.source == Source::Facts {
                        let item = Item::new(Kind::Event, path);
                        let (up, own) = (state(old.contains(name)), state(own_old.contains(name)));
                        self.tally.same(&item, DEPRECATED, up, own, &[]);
                    }
                    self.kinds.insert(own.clone(), Kind::Content);
                    self.contents.insert(own.clone(), (*name).to_owned());
                    self.pairs
                        .entry(own.clone())
                        .or_default()
                        .insert(content.clone());
                }
                None => {
                    let pointer = format!("/webhooks/{}", escaped(name));
                    let (name, content) = ((*name).to_owned(), content.clone());
                    self.tally.gap(&path, Gap::Event { name, content });
                    self.tally
                        .missing(Kind::Event, path, None, &[Place::at(pointer)]);
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
            let (status, kind) = error(said);
            let Some(own) = spec.get(code) else {
                let gap = Gap::ErrorCode {
                    code: (*code).to_owned(),
                    status: status.to_owned(),
                };
                self.tally.gap(&path, gap);
                let said = Some(format!("HTTP {status}"));
                let status = status.split(", ").next().unwrap_or_default();
                let pointer = format!("/components/schemas/{status}/properties/api_error_code");
                (self.tally).missing(Kind::ErrorCode, path, said, &[Place::at(pointer)]);
                continue;
            };
            let (own_status, own_kind) = error(own);
            let item = Item::new(Kind::ErrorCode, path);
            if self.source == Source::Facts {
                self.tally.same(&item, KIND, kind, own_kind, &[]);
            }
            // A document can have the same code at several statuses.
            let fits = Match::of(status.split(", ").any(|status| status == own_status));
            self.tally
                .compare(&item, STATUS, fits, (status, own_status), &[]);
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

/// The HTTP status and the kind of an error.
fn error(code: &EnumValue) -> (&str, &str) {
    let error = code.error.as_ref();
    let kind = error.and_then(|it| it.kind.as_deref());
    (
        error.map_or("", |it| it.status.as_str()),
        kind.unwrap_or("none"),
    )
}

/// The types of events that should no longer be used.
fn deprecated_events(api: &Api) -> BTreeSet<&str> {
    let enums = api.enums().filter(|(_, it)| it.name == "EventType");
    let types = enums.flat_map(|(_, it)| &it.values);
    let old = types.filter(|it| it.deprecated);
    old.map(|it| it.name.wire.as_str()).collect()
}
