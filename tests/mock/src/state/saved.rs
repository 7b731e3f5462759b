//! What is remembered as JSON, so that it outlives the program.

use super::{Entry, RESOURCES, State, intents, pages, subscriptions};
use crate::{
    schema::{Schema, Version},
    site::SiteSettings,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

/// What is kept beside the resources.
const BESIDE: [&str; 6] = [
    super::change::OWNER,
    intents::CARD,
    pages::ASKED,
    subscriptions::SCHEDULED,
    subscriptions::CONTRACT_ASKED_FOR,
    super::unbilled::UNTAXED,
];

/// An entry: its number, whether it is deleted, its id and its value.
#[derive(Serialize, Deserialize)]
struct Saved<'a>(u64, bool, Cow<'a, str>, Cow<'a, Value>);

/// The value of an entry. That of an event is put together.
fn whole(entry: &Entry) -> Cow<'_, Value> {
    match entry.content {
        Some(_) => Cow::Owned(entry.whole()),
        None => Cow::Borrowed(&entry.value),
    }
}

type Kinds<'a> = BTreeMap<Cow<'a, str>, Vec<Saved<'a>>>;

/// A state as it is saved.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedState<'a> {
    entries: u64,
    ids: u64,
    site: SiteSettings,
    kept: BTreeMap<Cow<'a, str>, Kinds<'a>>,
}

impl State {
    /// A number that is another one after each change.
    pub(crate) fn revision(&self) -> u64 {
        self.entries
    }

    /// How many of a kind there are, of both versions, and the newest of them.
    pub(crate) fn newest(
        &self,
        kind: &'static str,
        most: usize,
    ) -> (usize, Vec<(&'static str, Value)>) {
        let of = |version: &Version| self.kept.get(&(*version, kind)).map(|it| (*version, it));
        let all = Version::ALL.iter().filter_map(of);
        let all = all.flat_map(|(version, all)| {
            let there = all.values().filter(|it| !it.deleted);
            there.map(move |it| (it.number, version.as_str(), &it.value))
        });
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|it| std::cmp::Reverse(it.0));
        let newest = all.iter().take(most);
        (all.len(), newest.map(|it| (it.1, it.2.clone())).collect())
    }

    pub(crate) fn saved(&self) -> SavedState<'_> {
        let mut kept: BTreeMap<Cow<'_, str>, Kinds<'_>> = BTreeMap::new();
        for ((version, kind), all) in self.kept.iter().filter(|it| !it.1.is_empty()) {
            let all = all.iter().map(|(id, it)| {
                Saved(it.number, it.deleted, Cow::Borrowed(id.as_str()), whole(it))
            });
            let kinds = kept.entry(version.as_str().into()).or_default();
            kinds.insert((*kind).into(), all.collect());
        }
        SavedState {
            entries: self.entries,
            ids: self.ids,
            site: self.site.clone(),
            kept,
        }
    }

    /// The state that was saved, at this time.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn restored<'s>(
        saved: SavedState<'_>,
        schema_of: impl Fn(Version) -> Option<&'s Schema>,
        now: i64,
    ) -> Result<Self, String> {
        saved.site.check()?;
        let mut state = Self {
            site: saved.site,
            ..Self::default()
        };
        for (version, kinds) in saved.kept {
            let version: Version = version.parse()?;
            let schema = schema_of(version);
            let schema =
                schema.ok_or_else(|| format!("this mock has no API {}", version.as_str()))?;
            for (kind, all) in kinds {
                let known = RESOURCES.into_iter().chain(BESIDE).find(|it| *it == kind);
                let known = known.or_else(|| schema.resource_name(&kind));
                let known = known.ok_or_else(|| format!("there is no {kind}"))?;
                for Saved(number, deleted, id, value) in all {
                    let entry = (number, value.into_owned(), deleted);
                    state.put(version, known, id.into_owned(), entry, now);
                }
            }
        }
        (state.entries, state.ids) = (saved.entries, saved.ids);
        Ok(state)
    }
}
