//! Collects what a comparison finds, each thing once.

use super::super::{
    gap::Gap,
    report::{Count, Drift, Extent, Finding, Kind, Standing},
};
use crate::{
    model::{Aspect, Operation, Traits},
    upstream::{Source, Upstream},
};
use std::collections::{BTreeMap, BTreeSet};

/// In what two things can differ: its name, and what evidence calls it, where that has a say.
pub(super) type Named = (&'static str, Option<Aspect>);

/// How what both say of an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Same,
    /// Upstream says nothing, and the spec does. Of facts that is no difference: they do not have all.
    Unsaid,
    Differs,
}

impl Match {
    pub(super) fn of(same: bool) -> Self {
        if same { Self::Same } else { Self::Differs }
    }
}

/// Something of the spec that is compared.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    pub(super) path: String,
    pub(super) evidence: Option<String>,
    pub(super) evidence_of: Vec<Aspect>,
}

impl Item {
    /// An item on which no evidence can stand.
    pub(super) fn new(kind: Kind, path: String) -> Self {
        Self {
            kind,
            path,
            evidence: None,
            evidence_of: Vec::new(),
        }
    }

    pub(super) fn of(kind: Kind, path: String, traits: &Traits) -> Self {
        Self {
            kind,
            path,
            evidence: traits.evidence.clone(),
            evidence_of: traits.evidence_of.clone(),
        }
    }

    pub(super) fn of_operation(path: String, operation: &Operation) -> Self {
        Self {
            kind: Kind::Operation,
            path,
            evidence: operation.evidence.clone(),
            evidence_of: operation.evidence_of.clone(),
        }
    }
}

/// Where upstream has something: a name to show, empty where the finding says it already, and a JSON pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) pointer: Option<String>,
}

impl Place {
    pub(super) fn new(name: String, traits: &Traits) -> Self {
        Self {
            name,
            pointer: traits.pointer.clone(),
        }
    }

    /// A place that has no name of its own.
    pub(super) fn at(pointer: String) -> Self {
        Self {
            name: String::new(),
            pointer: Some(pointer),
        }
    }
}

/// What makes two findings one: all but the places.
type Key = (
    Standing,
    Kind,
    String,
    Option<&'static str>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// What was found so far.
#[derive(Debug)]
pub(super) struct Tally {
    source: Source,
    /// How many things of a kind, and how often they agree in an aspect.
    counts: BTreeMap<(Kind, Option<&'static str>), (usize, usize)>,
    found: BTreeMap<Key, BTreeSet<Place>>,
    /// The items that were compared and give evidence, with the aspects in which they differ.
    evidence: BTreeMap<String, (Item, BTreeSet<Aspect>)>,
    /// The paths of all items that were compared.
    compared: BTreeSet<String>,
    gaps: Vec<(String, Gap)>,
}

impl Tally {
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            counts: BTreeMap::new(),
            found: BTreeMap::new(),
            evidence: BTreeMap::new(),
            compared: BTreeSet::new(),
            gaps: Vec::new(),
        }
    }

    /// Counts something of upstream by whether the spec has it.
    pub(super) fn count(&mut self, kind: Kind, there: bool) {
        self.count_all((kind, None), 1, usize::from(there));
    }

    fn count_all(&mut self, of: (Kind, Option<&'static str>), total: usize, have: usize) {
        let (upstream, spec) = self.counts.entry(of).or_default();
        *upstream += total;
        *spec += have;
    }

    /// The evidence for a difference, where it is about this aspect. It is about what the vendor publishes: how facts
    /// differ from that, it does not say.
    fn excuse(&self, item: &Item, aspect: Option<Aspect>) -> Option<String> {
        let about = |aspect| item.evidence_of.is_empty() || item.evidence_of.contains(&aspect);
        let counts = self.source == Source::Facts || aspect.is_some_and(about);
        item.evidence.clone().filter(|_| counts)
    }

    /// Notes that something was held against upstream, whether that has it or not.
    pub(super) fn compared(&mut self, path: &str) {
        self.compared.insert(path.to_owned());
    }

    fn add(&mut self, key: Key, places: &[Place]) {
        let found = self.found.entry(key).or_default();
        found.extend(places.iter().cloned());
    }

    /// Notes where something that is missing would stand, with the path by which it is told.
    pub(super) fn gap(&mut self, path: &str, gap: Gap) {
        self.gaps.push((path.to_owned(), gap));
    }

    /// Upstream has it and the spec does not.
    pub(super) fn missing(
        &mut self,
        kind: Kind,
        path: String,
        said: Option<String>,
        places: &[Place],
    ) {
        let key = (Standing::Missing, kind, path, None, said, None, None);
        self.add(key, places);
    }

    /// The spec has it and upstream does not.
    pub(super) fn beyond(
        &mut self,
        kind: Kind,
        path: String,
        says: Option<String>,
        item: Option<&Item>,
        places: &[Place],
    ) {
        let why = item.and_then(|item| self.excuse(item, Some(Aspect::Beyond)));
        if let Some(item) = item {
            self.seen(item, Some(Aspect::Beyond));
        }
        let standing = match why {
            Some(_) => Standing::OnPurpose,
            None => Standing::Beyond,
        };
        self.add((standing, kind, path, None, None, says, why), places);
    }

    /// Notes that an item was compared, and in what it differs.
    pub(super) fn seen(&mut self, item: &Item, aspect: Option<Aspect>) {
        if item.evidence.is_some() {
            let entry = self.evidence.entry(item.path.clone());
            let (_, aspects) = entry.or_insert_with(|| (item.clone(), BTreeSet::new()));
            aspects.extend(aspect);
        }
    }

    /// Both have it, and the same must be said of it.
    pub(super) fn same(
        &mut self,
        item: &Item,
        of: Named,
        upstream: &str,
        spec: &str,
        places: &[Place],
    ) {
        let outcome = Match::of(upstream == spec);
        self.compare(item, of, outcome, (upstream, spec), places);
    }

    /// Both have it: how what they say stands to each other.
    pub(super) fn compare(
        &mut self,
        item: &Item,
        (name, aspect): Named,
        outcome: Match,
        (upstream, spec): (&str, &str),
        places: &[Place],
    ) {
        let of = (item.kind, Some(name));
        let times = places.len().max(1);
        if outcome == Match::Same {
            self.count_all(of, times, times);
            return;
        }
        self.seen(item, aspect);
        let why = self.excuse(item, aspect);
        let standing = match (&why, outcome, self.source) {
            (Some(_), _, _) => Standing::OnPurpose,
            (None, Match::Unsaid, Source::Facts) => Standing::Beyond,
            (None, _, _) => Standing::Different,
        };
        let have = if standing == Standing::Different {
            0
        } else {
            times
        };
        self.count_all(of, times, have);
        let (upstream, spec) = (Some(upstream.to_owned()), Some(spec.to_owned()));
        let path = item.path.clone();
        let key = (standing, item.kind, path, Some(name), upstream, spec, why);
        self.add(key, places);
    }

    /// Evidence that stands somewhere in the spec; stale where nothing was held against it.
    pub(super) fn unseen(&mut self, path: String, why: &str, of: &[Aspect]) {
        if self.compared.contains(&path) || of.contains(&Aspect::Beyond) {
            return;
        }
        let kind = if path.contains("/attribute/") {
            Kind::Attribute
        } else {
            Kind::Parameter
        };
        let says = Some("nothing of it is published".to_owned());
        let key = (
            Standing::Stale,
            kind,
            path,
            None,
            None,
            says,
            Some(why.to_owned()),
        );
        self.add(key, &[]);
    }

    fn stale(&mut self) {
        for (item, aspects) in std::mem::take(&mut self.evidence).into_values() {
            let stale: Vec<Option<Aspect>> = if item.evidence_of.is_empty() {
                aspects.is_empty().then_some(None).into_iter().collect()
            } else {
                let of = item.evidence_of.iter();
                of.filter(|it| !aspects.contains(it))
                    .map(|it| Some(*it))
                    .collect()
            };
            for aspect in stale {
                let aspect = aspect.map(Aspect::name);
                let key = (
                    Standing::Stale,
                    item.kind,
                    item.path.clone(),
                    aspect,
                    None,
                    None,
                    item.evidence.clone(),
                );
                self.add(key, &[]);
            }
        }
    }

    /// Whether something was held against upstream.
    pub(super) fn is_compared(&self, path: &str) -> bool {
        self.compared.contains(path)
    }

    /// All of it, in order.
    pub(super) fn finish(mut self, upstream: &Upstream, api: &str, extent: Extent) -> Drift {
        if self.source == Source::Document {
            self.stale();
        }
        let kinds = Kind::ALL.into_iter().map(|kind| (kind, None));
        let aspects = self
            .counts
            .keys()
            .copied()
            .filter(|_| self.source == Source::Facts);
        let of: BTreeSet<(Kind, Option<&'static str>)> = kinds.chain(aspects).collect();
        let counts = of.into_iter().map(|of| {
            let (upstream, spec) = self.counts.get(&of).copied().unwrap_or_default();
            let (kind, aspect) = of;
            Count {
                kind,
                aspect,
                upstream,
                spec,
            }
        });
        let findings = self.found.into_iter().map(|(key, places)| {
            let (standing, kind, path, aspect, upstream, spec, evidence) = key;
            // One place that has the same name says nothing more.
            let same = |place: &Place| {
                place.name == path || path.ends_with(&format!("/{}", place.name.replace('.', "/")))
            };
            let alone = places.len() == 1 && places.iter().all(same);
            let pointers = places.iter().filter_map(|it| it.pointer.clone());
            let pointers: BTreeSet<String> = pointers.collect();
            let places: BTreeSet<String> = (places.into_iter().map(|it| it.name))
                .filter(|it| !alone && !it.is_empty())
                .collect();
            let (pointers, places) = (pointers.into_iter().collect(), places.into_iter().collect());
            Finding {
                standing,
                kind,
                path,
                aspect,
                upstream,
                spec,
                evidence,
                places,
                pointers,
            }
        });
        Drift {
            api: api.to_owned(),
            release: upstream.release.clone(),
            extent,
            since: None,
            counts: counts.collect(),
            findings: findings.collect(),
            notes: upstream.notes.clone(),
            gaps: self.gaps,
        }
    }
}
