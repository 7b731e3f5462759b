//! Where a walk through changes stands.

use super::{Change, MEMORY, Offset};
use crate::Timestamp;
use std::{collections::BTreeSet, error::Error as StdError, fmt, str::FromStr};

/// Where a walk through changes stands: the instant up to which everything was given, and what was given shortly before it or
/// after it. In the middle of a walk by offsets, such as the first one, also the page that it is at.
///
/// [`Checkpoint::beginning`] starts the first walk. An instant makes one to start from, for a copy that is there already:
/// what never got an `updated_at` does not come then. It prints as text (JSON, mostly a few hundred bytes) that parses to the
/// same again.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::{Timestamp, list::Checkpoint};
/// let start = Checkpoint::beginning();
/// let saved = start.to_string();
/// assert_eq!(saved.parse::<Checkpoint>()?, start);
/// let later = Checkpoint::from(Timestamp::from_seconds(1_700_000_000));
/// # let _ = later;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    since: i64,
    given: BTreeSet<Change>,
    walk: Option<Walk>,
    /// What was before this is of no interest, while that says more than the overlap.
    not_before: Option<i64>,
}

/// A walk by offsets that has not come to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Walk {
    /// The date of the first page.
    began: Option<i64>,
    /// The latest change that was given.
    latest: Option<i64>,
    /// Where the page starts that it is at; `None` for the first one.
    offset: Option<Offset>,
}

impl Checkpoint {
    /// Before everything: the walk from here gives the whole list, also what never got an `updated_at`.
    #[must_use]
    pub fn beginning() -> Self {
        Self::from(Timestamp::from_seconds(0))
    }

    /// To start from an instant, without the overlap before it: nothing that was before is given, in this walk or a later one. For a
    /// program to which only matters what happens from now on: `Checkpoint::not_before(Timestamp::now())`.
    #[must_use]
    pub fn not_before(instant: Timestamp) -> Self {
        Self {
            not_before: Some(instant.as_seconds()),
            ..Self::from(instant)
        }
    }

    /// The first instant that a walk asks for.
    pub(super) fn start(&self, overlap: i64) -> i64 {
        let start = self.since.saturating_sub(overlap);
        self.not_before.map_or(start, |it| start.max(it))
    }

    /// The instant up to which everything was given, or the one to start from; the Unix epoch until the first walk from the
    /// beginning is over.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        Timestamp::from_seconds(self.since)
    }

    /// The same without the page that a walk by offsets is at: that walk begins again, and may give again what it gave. For
    /// an API that refuses the offset, because it is too old or the list has other filters than before.
    #[must_use]
    pub fn restarted(mut self) -> Self {
        self.walk = None;
        self
    }

    /// Where to go on in a walk by offsets.
    pub(super) fn offset(&self) -> Option<&Offset> {
        self.walk.as_ref()?.offset.as_ref()
    }

    pub(super) fn knows(&self, change: &Change) -> bool {
        self.given.contains(change)
    }

    /// Counts a change as given; `false` where it was before.
    pub(super) fn note(&mut self, change: Change) -> bool {
        if let Some(walk) = &mut self.walk {
            walk.latest = walk.latest.max(change.updated_at);
        }
        let new = self.given.insert(change);
        if self.given.len() > MEMORY {
            self.given.pop_first();
        }
        new
    }

    /// Everything until then was given. Forgets what is older than the overlap, and tells it.
    pub(super) fn reach(&mut self, instant: i64, overlap: i64) -> Vec<Change> {
        self.since = self.since.max(instant);
        let oldest = self.since.saturating_sub(overlap);
        self.not_before = self.not_before.filter(|it| *it > oldest);
        self.forget(oldest)
    }

    /// A walk by offsets is at the page that starts there; everything before it was given. Forgets, and tells, what no later
    /// walk will ask for.
    pub(super) fn turn_page(
        &mut self,
        start: Option<Offset>,
        date: Option<i64>,
        overlap: i64,
    ) -> Vec<Change> {
        let walk = self.walk.get_or_insert_default();
        walk.began = walk.began.or(date);
        walk.offset = start;
        let reaches = walk.reaches().map(|it| it.saturating_sub(overlap));
        self.forget(reaches.unwrap_or(i64::MIN))
    }

    /// A walk by offsets has come to its end; `false` where nothing that it gave says an instant.
    pub(super) fn finish(&mut self, overlap: i64) -> bool {
        let walk = self.walk.take();
        let reaches = walk.and_then(|walk| walk.reaches());
        if let Some(reaches) = reaches {
            self.reach(reaches, overlap);
        }
        reaches.is_some()
    }

    /// Holds these again, as far as there is room.
    pub(super) fn give_back(&mut self, mut given: BTreeSet<Change>) {
        while self.given.len() < MEMORY
            && let Some(change) = given.pop_last()
        {
            self.given.insert(change);
        }
    }

    /// Drops what was changed before an instant or at none.
    fn forget(&mut self, oldest: i64) -> Vec<Change> {
        let old = |first: &Change| first.updated_at < Some(oldest);
        let first = || {
            self.given
                .first()
                .is_some_and(old)
                .then(|| self.given.pop_first())
        };
        std::iter::from_fn(first).flatten().collect()
    }
}

impl Walk {
    /// How far a copy is when the walk has come to its end: to where it began, or to the latest that there was by then.
    fn reaches(&self) -> Option<i64> {
        self.latest
            .map(|latest| self.began.map_or(latest, |began| began.min(latest)))
    }
}

impl From<Timestamp> for Checkpoint {
    fn from(since: Timestamp) -> Self {
        Self {
            since: since.as_seconds(),
            given: BTreeSet::new(),
            walk: None,
            not_before: None,
        }
    }
}

impl From<&Self> for Checkpoint {
    fn from(checkpoint: &Self) -> Self {
        checkpoint.clone()
    }
}

/// What a change is in the text.
type ChangeText<T> = (Option<i64>, T, u64);
/// What a walk by offsets is in the text.
type WalkText<T> = (Option<i64>, Option<i64>, Option<T>);

/// `[since, [[updated_at, id, print], ...]]`; in the middle of a walk by offsets with a third member,
/// `[began, latest, offset]`, and near the instant that nothing is before with that as the fourth.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given: Vec<ChangeText<&str>> = (self.given.iter())
            .map(|it| (it.updated_at, it.id.as_str(), it.print))
            .collect();
        let walk = self.walk.as_ref().map(|walk| -> WalkText<&str> {
            let offset = walk.offset.as_ref().map(Offset::as_str);
            (walk.began, walk.latest, offset)
        });
        let json = match (self.not_before, walk) {
            (None, None) => serde_json::to_string(&(self.since, given)),
            (None, walk) => serde_json::to_string(&(self.since, given, walk)),
            (Some(not_before), walk) => {
                serde_json::to_string(&(self.since, given, walk, not_before))
            }
        };
        f.write_str(&json.map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        type Given = Vec<ChangeText<String>>;
        type Walking = Option<WalkText<String>>;
        let read = serde_json::from_str::<(i64, Given, Walking, i64)>(text)
            .map(|(since, given, walk, not_before)| (since, given, walk, Some(not_before)))
            .or_else(|_| {
                serde_json::from_str::<(i64, Given, WalkText<String>)>(text)
                    .map(|(since, given, walk)| (since, given, Some(walk), None))
            })
            .or_else(|_| {
                serde_json::from_str::<(i64, Given)>(text)
                    .map(|(since, given)| (since, given, None, None))
            });
        let (since, given, walk, not_before) =
            read.map_err(|error| CheckpointError(error.to_string()))?;
        if given.len() > MEMORY {
            return Err(CheckpointError("it holds too much".to_owned()));
        }
        let given = given.into_iter().map(|(updated_at, id, print)| Change {
            updated_at,
            id,
            print,
        });
        Ok(Self {
            since,
            given: given.collect(),
            walk: walk.map(|(began, latest, offset)| Walk {
                began,
                latest,
                offset: offset.map(Offset::from),
            }),
            not_before,
        })
    }
}

/// Text that is no checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointError(String);

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "this is no checkpoint of a walk through changes: {}",
            self.0
        )
    }
}

impl StdError for CheckpointError {}
