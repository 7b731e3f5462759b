//! Versions in memory, for one process.

use super::Versions;
use crate::{transport::BoxFuture, webhook::outcome::BoxError};
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    future::ready,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Keeps in memory the newest version of each resource. It forgets everything when the process ends. Of more resources than there is
/// room for, those that were not seen for longest are forgotten first.
pub struct InMemoryVersions {
    seen: Mutex<Seen>,
    room: usize,
}

/// The resource and its id.
type Key = Arc<(String, String)>;

#[derive(Default)]
struct Seen {
    /// The newest version of each, and when it was seen last.
    newest: HashMap<Key, (i64, u64)>,
    by_time: BTreeMap<u64, Key>,
    time: u64,
}

impl InMemoryVersions {
    /// Room for 100,000 resources, which take about 20 MB.
    #[must_use]
    pub fn new() -> Self {
        Self {
            seen: Mutex::default(),
            room: 100_000,
        }
    }

    /// Room for so many resources, one at least.
    #[must_use]
    pub fn room_for(mut self, resources: usize) -> Self {
        self.room = resources.max(1);
        self
    }

    /// Nothing here panics half way.
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn see(&self, resource: &str, id: &str, version: i64) -> i64 {
        let mut seen = self.lock();
        let key = Key::new((resource.to_owned(), id.to_owned()));
        seen.time += 1;
        let time = seen.time;
        let before = seen.newest.remove(&key);
        let newest = before.map_or(version, |(before, last)| {
            seen.by_time.remove(&last);
            before.max(version)
        });
        seen.by_time.insert(time, Arc::clone(&key));
        seen.newest.insert(key, (newest, time));
        if seen.newest.len() > self.room
            && let Some((_, oldest)) = seen.by_time.pop_first()
        {
            seen.newest.remove(&oldest);
        }
        newest
    }
}

impl Default for InMemoryVersions {
    fn default() -> Self {
        Self::new()
    }
}

impl Versions for InMemoryVersions {
    fn newest<'a>(
        &'a self,
        resource: &'a str,
        id: &'a str,
        version: i64,
    ) -> BoxFuture<'a, Result<i64, BoxError>> {
        Box::pin(ready(Ok(self.see(resource, id, version))))
    }
}

impl fmt::Debug for InMemoryVersions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemoryVersions")
            .field("resources", &self.lock().newest.len())
            .field("room", &self.room)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_stays_whatever_comes_later() {
        let versions = InMemoryVersions::new();
        for (resource, id, version, newest) in [
            ("invoice", "1", 5, 5),
            ("invoice", "1", 7, 7),
            ("invoice", "1", 6, 7),
            ("invoice", "1", 7, 7),
            ("invoice", "2", 6, 6),
            ("customer", "1", 1, 1),
        ] {
            assert_eq!(
                versions.see(resource, id, version),
                newest,
                "{resource} {id} {version}"
            );
        }
    }

    #[test]
    fn memory_is_bounded_and_what_was_seen_last_stays() {
        let versions = InMemoryVersions::new().room_for(2);
        versions.see("invoice", "1", 9);
        versions.see("invoice", "2", 9);
        versions.see("invoice", "1", 8);
        versions.see("invoice", "3", 9);
        assert_eq!(versions.lock().by_time.len(), 2);
        assert_eq!(versions.see("invoice", "1", 1), 9);
        assert_eq!(versions.see("invoice", "2", 1), 1);
        assert_eq!(versions.lock().newest.len(), 2);
    }
}
