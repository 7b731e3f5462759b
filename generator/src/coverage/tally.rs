//! Counts and collects what a comparison finds.

use super::report::{Beyond, Count, Coverage, Difference, Kind, OnPurpose};
use std::collections::BTreeMap;

/// Something that is compared.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// `v2 coupon.create apply_on`.
    pub(super) path: String,
    /// Whether the spec has it; nothing more is told about what it does not have.
    pub(super) there: bool,
    /// Why it differs, where the spec says so.
    pub(super) evidence: Option<String>,
}

impl Item {
    /// The same item seen in one aspect: `v2 coupon.create name max_length`.
    pub(super) fn aspect(&self, aspect: &str) -> Self {
        Self {
            path: format!("{} {aspect}", self.path),
            ..self.clone()
        }
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counts: BTreeMap<Kind, (usize, usize)>,
    differences: Vec<Difference>,
    beyond: Vec<Beyond>,
    on_purpose: Vec<OnPurpose>,
}

impl Tally {
    /// Counts `have` of `total` without a word.
    pub(super) fn count(&mut self, kind: Kind, have: usize, total: usize) {
        let count = self.counts.entry(kind).or_default();
        count.0 += have;
        count.1 += total;
    }

    /// Counts an item by whether it is there. `listed` says whether to tell that it is not: it goes without saying
    /// where what holds it is not there either.
    pub(super) fn presence(&mut self, kind: Kind, item: &Item, listed: bool) {
        self.count(kind, usize::from(item.there), 1);
        if !item.there && listed {
            self.differences.push(Difference {
                kind,
                item: item.path.clone(),
                facts: "there".to_owned(),
                spec: None,
            });
        }
    }

    /// Compares what the facts and the spec say.
    pub(super) fn same(&mut self, kind: Kind, item: &Item, facts: &str, spec: &str) {
        self.agree(kind, item, facts == spec, facts, spec);
    }

    /// Counts something that agrees or does not.
    pub(super) fn agree(&mut self, kind: Kind, item: &Item, agrees: bool, facts: &str, spec: &str) {
        let good = item.there && (agrees || item.evidence.is_some());
        self.count(kind, usize::from(good), 1);
        if item.there && !agrees {
            self.differs(kind, item, facts, spec);
        }
    }

    /// Tells a difference without counting it.
    pub(super) fn differs(&mut self, kind: Kind, item: &Item, facts: &str, spec: &str) {
        match &item.evidence {
            Some(reason) => self.on_purpose.push(OnPurpose {
                kind,
                item: item.path.clone(),
                reason: reason.clone(),
            }),
            None => self.differences.push(Difference {
                kind,
                item: item.path.clone(),
                facts: facts.to_owned(),
                spec: Some(spec.to_owned()),
            }),
        }
    }

    /// Tells of something that the facts do not have.
    pub(super) fn beyond(&mut self, kind: Kind, path: String, evidence: Option<&str>) {
        match evidence {
            Some(reason) => self.on_purpose.push(OnPurpose {
                kind,
                item: path,
                reason: reason.to_owned(),
            }),
            None => self.beyond.push(Beyond { kind, item: path }),
        }
    }

    /// All of it, in order.
    pub(super) fn finish(mut self) -> Coverage {
        self.differences.sort();
        self.beyond.sort();
        self.on_purpose.sort();
        let kinds = Kind::ALL.map(|kind| {
            let (have, total) = self.counts.get(&kind).copied().unwrap_or_default();
            Count { kind, have, total }
        });
        self.differences.dedup();
        self.beyond.dedup();
        self.on_purpose.dedup();
        Coverage {
            kinds: kinds.into(),
            differences: self.differences,
            beyond: self.beyond,
            on_purpose: self.on_purpose,
        }
    }
}
