//! Several sites behind one address: each a mock of its own, with its keys, its limit and everything that it remembers.

use super::{Mock, Settings};
use crate::{
    check, fault::Fault, refusal::Refusal, reply::Reply, schema::Version, site::SiteSettings,
};
use bytes::Bytes;
use http::Request;
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::PoisonError,
    time::{Duration, Instant},
};

/// A limit counts the requests of so long.
const WINDOW: Duration = Duration::from_secs(60);

/// A site as a file of sites has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    site: String,
    key: Option<String>,
    read_only_key: Option<String>,
    publishable_key: Option<String>,
    requests_per_minute: Option<u32>,
    settings: Option<Value>,
}

/// When the last requests came.
#[derive(Debug, Default)]
pub(super) struct Recent(VecDeque<Instant>);

impl Recent {
    /// Counts a request, unless there are too many: then how many seconds to wait.
    pub(super) fn count(&mut self, limit: u32, now: Instant) -> Option<u64> {
        while self
            .0
            .front()
            .is_some_and(|it| now.duration_since(*it) >= WINDOW)
        {
            self.0.pop_front();
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        match self.0.front() {
            Some(first) if self.0.len() >= limit => {
                let left = WINDOW.saturating_sub(now.duration_since(*first));
                Some(left.as_millis().div_ceil(1000).try_into().unwrap_or(1))
            }
            _ => {
                self.0.push_back(now);
                None
            }
        }
    }
}

impl Mock {
    /// Adds a site, which remembers everything by itself: what comes back is the mock of it. A request is for the site that its host
    /// names, as in `acme-test.localhost`, or else for the one whose key it has; where neither is so, for this mock itself.
    ///
    /// # Errors
    /// Those of [`Mock::new`], and where there is a site of that name or a key of another one.
    pub fn add_site(&self, settings: Settings) -> Result<Self, String> {
        let name = settings.site.clone();
        let mut sites = self.sites();
        let own = &self.shared.settings;
        let others = || {
            [own]
                .into_iter()
                .chain(sites.iter().map(|it| &it.shared.settings))
        };
        if others().any(|it| it.site == name) {
            return Err(format!("the site `{name}` is there already"));
        }
        let mut keys = settings.keys();
        if keys.any(|key| others().any(|it| it.keys().any(|it| it == key))) {
            return Err(format!(
                "a key of the site `{name}` is that of another site; give each site its own"
            ));
        }
        drop(keys);
        let site = Self::with_schemas(settings, self.shared.schemas.clone())?;
        sites.push(site.clone());
        Ok(site)
    }

    /// Adds sites from JSON: `[{"site": "acme-test", "key": "test_acme"}]`. Beside these a site may have `read_only_key`,
    /// `publishable_key`, `requests_per_minute`, and `settings` as those of [`SiteSettings`].
    ///
    /// # Errors
    /// What is wrong with the JSON, and those of [`Mock::add_site`].
    pub fn add_sites_json(&self, json: &str) -> Result<Vec<Self>, String> {
        let entries: Vec<Entry> = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let add = |entry: Entry| {
            let mut settings = self.shared.settings.clone();
            settings.key = entry.key;
            settings.read_only_key = entry.read_only_key;
            settings.publishable_key = entry.publishable_key;
            settings.requests_per_minute = entry.requests_per_minute;
            settings.site = entry.site;
            settings.site_settings = match entry.settings {
                Some(given) => SiteSettings::default().with(given)?,
                None => SiteSettings::default(),
            };
            self.add_site(settings)
        };
        entries.into_iter().map(add).collect()
    }

    /// The name of the site.
    pub(crate) fn site_name(&self) -> String {
        self.shared.settings.site.clone()
    }

    /// How many of a kind there are, and the newest of them, each with its version of the API.
    pub(crate) fn newest(
        &self,
        kind: &'static str,
        most: usize,
    ) -> (usize, Vec<(&'static str, Value)>) {
        self.inner().state.newest(kind, most)
    }

    /// The document of an invoice, or of anything else that has an id: what it says of itself.
    pub(crate) fn document(&self, resource: &str, id: &str) -> Option<Vec<u8>> {
        let value = self.inner().state.shown(resource, id)?;
        let mut lines = vec![format!("{resource} {id}")];
        for (name, value) in value.as_object()? {
            match value {
                Value::String(text) => lines.push(format!("{name}: {text}")),
                Value::Number(number) => lines.push(format!("{name}: {number}")),
                _ => {}
            }
        }
        // As many as a page has room for.
        lines.truncate(40);
        Some(crate::pdf::document(&lines))
    }

    /// The sites that were added, by name.
    pub(crate) fn other_sites(&self) -> Vec<(String, Self)> {
        let sites = self.sites();
        let sites = sites.iter();
        sites
            .map(|it| (it.shared.settings.site.clone(), it.clone()))
            .collect()
    }

    /// The mock of the site that a request is for.
    ///
    /// # Errors
    /// Where there are several sites and none has the name that the host says.
    pub(super) fn of_request(&self, request: &Request<Bytes>) -> Result<Option<Self>, Reply> {
        let sites = self.sites();
        if sites.is_empty() {
            return Ok(None);
        }
        if let Some(name) = check::site(request) {
            if name == self.shared.settings.site {
                return Ok(None);
            }
            let found = sites.iter().find(|it| it.shared.settings.site == name);
            return match (found, self.schema(Version::V2).or(self.schema(Version::V1))) {
                (Some(found), _) => Ok(Some(found.clone())),
                (None, schema) => {
                    let message = format!("there is no site `{name}`");
                    let refusal = match schema {
                        Some(schema) => Refusal::of(schema, "site_not_found", message),
                        None => Refusal::not_found(message),
                    };
                    Err(Reply::refusal(&refusal))
                }
            };
        }
        let Some((key, _)) = check::credentials(request) else {
            return Ok(None);
        };
        let has = |it: &&Self| it.shared.settings.keys().any(|it| it == key);
        Ok(sites.iter().find(has).cloned())
    }

    /// Refuses a request beyond the limit of the site.
    pub(super) fn limited(&self, version: Option<Version>, recent: &mut Recent) -> Option<Reply> {
        let limit = self.shared.settings.requests_per_minute?;
        let seconds = recent.count(limit, Instant::now())?;
        Fault::RateLimit(Some(seconds)).instead(self.schema(version?)?)
    }

    fn sites(&self) -> std::sync::MutexGuard<'_, Vec<Self>> {
        let sites = &self.shared.sites;
        sites.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Settings {
    fn keys(&self) -> impl Iterator<Item = &str> {
        let keys = [&self.key, &self.read_only_key, &self.publishable_key];
        keys.into_iter().flatten().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_counts_the_last_minute() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut recent = Recent::default();
        assert_eq!(recent.count(2, at(0)), None);
        assert_eq!(recent.count(2, at(10)), None);
        assert_eq!(recent.count(2, at(15)), Some(45));
        // What was refused does not count, and the first is over a minute ago now.
        assert_eq!(recent.count(2, at(60)), None);
        assert_eq!(recent.count(2, at(61)), Some(9));
    }
}
