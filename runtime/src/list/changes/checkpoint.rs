//! Where a walk through changes stands.

use super::{Change, MEMORY};
use crate::Timestamp;
use std::{collections::BTreeSet, error::Error as StdError, fmt, str::FromStr};

/// Where a walk through changes stands: the instant up to which everything was given, and what was given shortly before it or
/// after it.
///
/// An instant makes one to start from. It prints as text (JSON, mostly a few hundred bytes) that parses to the same again.
///
/// ```
/// # use chargebee_runtime::{Timestamp, list::Checkpoint};
/// let start = Checkpoint::from(Timestamp::from_seconds(1_700_000_000));
/// let saved = start.to_string();
/// assert_eq!(saved.parse::<Checkpoint>()?, start);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    since: i64,
    given: BTreeSet<Change>,
}

impl Checkpoint {
    /// The instant up to which everything was given, or the one to start from.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        Timestamp::from_seconds(self.since)
    }

    /// Counts a change as given; `false` where it was before.
    pub(super) fn note(&mut self, change: Change) -> bool {
        let new = self.given.insert(change);
        if self.given.len() > MEMORY {
            self.given.pop_first();
        }
        new
    }

    /// Everything until then was given. Forgets what is older than the overlap.
    pub(super) fn reach(&mut self, instant: i64, overlap: i64) {
        self.since = self.since.max(instant);
        let oldest = self.since.saturating_sub(overlap);
        while (self.given.first()).is_some_and(|first| first.updated_at < oldest) {
            self.given.pop_first();
        }
    }
}

impl From<Timestamp> for Checkpoint {
    fn from(since: Timestamp) -> Self {
        Self {
            since: since.as_seconds(),
            given: BTreeSet::new(),
        }
    }
}

impl From<&Self> for Checkpoint {
    fn from(checkpoint: &Self) -> Self {
        checkpoint.clone()
    }
}

/// `[since, [[updated_at, id, print], ...]]`.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given: Vec<(i64, &str, u64)> = (self.given.iter())
            .map(|it| (it.updated_at, it.id.as_str(), it.print))
            .collect();
        let json = serde_json::to_string(&(self.since, given)).map_err(|_| fmt::Error)?;
        f.write_str(&json)
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let (since, given): (i64, Vec<(i64, String, u64)>) =
            serde_json::from_str(text).map_err(|error| CheckpointError(error.to_string()))?;
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
