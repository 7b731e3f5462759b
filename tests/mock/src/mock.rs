//! The mock itself, without any socket: a request in, an answer out.

mod answer;
mod browser;
mod clock;
mod company;
mod replay;
mod saved;
mod sites;
mod time_machine;
mod webhooks;

pub(crate) use answer::MAX_BODY;

use crate::{
    demo,
    export::Exported,
    fault::Fault,
    log::{Log, Received},
    schema::{Schema, Version},
    seed::{self, Seed},
    site::SiteSettings,
    state::State,
    webhook::{Delivery, Planned as PlannedDelivery, Webhook},
};
use indexmap::IndexMap;
use replay::Replays;
use serde_json::Value;
use sites::Recent;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};
use time_machine::TimeMachine;
use tokio::sync::{broadcast, watch};

/// How a mock behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) key: Option<String>,
    pub(crate) read_only_key: Option<String>,
    pub(crate) publishable_key: Option<String>,
    requests_per_minute: Option<u32>,
    versions: Vec<Version>,
    stateful: bool,
    computed_only: bool,
    pub(crate) lenient_lists: bool,
    pub(crate) site: String,
    site_settings: SiteSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key: None,
            read_only_key: None,
            publishable_key: None,
            requests_per_minute: None,
            versions: Version::ALL.to_vec(),
            stateful: true,
            computed_only: false,
            lenient_lists: false,
            site: "mock-test".to_owned(),
            site_settings: SiteSettings::default(),
        }
    }
}

impl Settings {
    /// Any key is good, both versions are there, and what was created is remembered.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Only this API key is good.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// This API key may read, and is refused whatever would change something.
    #[must_use]
    pub fn read_only_key(mut self, key: impl Into<String>) -> Self {
        self.read_only_key = Some(key.into());
        self
    }

    /// This API key may do what a browser does: payment intents and estimates. Anything else is refused.
    #[must_use]
    pub fn publishable_key(mut self, key: impl Into<String>) -> Self {
        self.publishable_key = Some(key.into());
        self
    }

    /// More requests a minute are refused, with 429 and the seconds to wait. The API documents 150 for a test site, and for a live
    /// one 150, 200, 300 or 500 by its plan (launch, grow, scale, enterprise).
    #[must_use]
    pub fn requests_per_minute(mut self, limit: u32) -> Self {
        self.requests_per_minute = Some(limit);
        self
    }

    /// Only these versions of the API are there.
    #[must_use]
    pub fn versions(mut self, versions: impl IntoIterator<Item = Version>) -> Self {
        self.versions = versions.into_iter().collect();
        self
    }

    /// What would change money or state and is not computed is refused, with `configuration_incompatible`, and not answered by a
    /// sample: an answer that says it was done, and nothing was, is worse than none for a program that goes on from it.
    #[must_use]
    pub fn computed_only(mut self) -> Self {
        self.computed_only = true;
        self
    }

    /// A list ignores parameters that the API does not have, as some connectors send them, rather than to refuse them. Each
    /// answer names them in the header `chargebee-mock-ignored`, and so does the log.
    #[must_use]
    pub fn lenient_lists(mut self) -> Self {
        self.lenient_lists = true;
        self
    }

    /// The site of requests whose host says none, as on loopback: that of `/configurations`. It is `mock-test` if not set.
    #[must_use]
    pub fn site(mut self, site: impl Into<String>) -> Self {
        self.site = site.into();
        self
    }

    /// What the merchant sets for the whole site: its time zone and currency, proration, taxes.
    #[must_use]
    pub fn site_settings(mut self, settings: SiteSettings) -> Self {
        self.site_settings = settings;
        self
    }

    /// Nothing is remembered: every operation answers a sample, whatever id it is asked about.
    #[must_use]
    pub fn samples_only(mut self) -> Self {
        self.stateful = false;
        self
    }
}

/// A mock Chargebee. Clones are the same mock.
#[derive(Clone, Debug)]
pub struct Mock {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    settings: Settings,
    /// Of both versions: an event can be told in the other one.
    schemas: Arc<Vec<Schema>>,
    inner: Mutex<Inner>,
    /// The other sites behind this address.
    sites: Mutex<Vec<Mock>>,
}

#[derive(Debug, Default)]
struct Inner {
    log: Log,
    faults: Vec<Planned>,
    replays: Replays,
    clock: watch::Sender<Option<i64>>,
    expected: Vec<(String, usize)>,
    state: State,
    /// The files of exports, by the id of the export.
    exports: BTreeMap<String, Exported>,
    /// Each with its id.
    webhooks: Vec<(String, Webhook)>,
    delivery_faults: Vec<PlannedDelivery>,
    /// What is to be sent once nothing else is done.
    outbox: Vec<(Webhook, Delivery)>,
    machine: Option<TimeMachine>,
    recent: Recent,
}

impl Inner {
    fn of(settings: &Settings) -> Self {
        let mut inner = Self::default();
        inner.state.site = settings.site_settings.clone();
        inner
    }

    /// Seconds since the epoch.
    fn now(&self) -> i64 {
        self.clock.borrow().unwrap_or_else(|| {
            let since = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
    }
}

#[derive(Debug)]
struct Planned {
    fault: Fault,
    /// The operation that it is for; any if not given.
    operation: Option<String>,
    left: usize,
}

impl Mock {
    /// A mock that behaves like this.
    ///
    /// # Errors
    /// Where the settings of the site cannot be computed with, or the description of the API that was compiled in cannot be read.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let schemas = Version::ALL.into_iter().map(Schema::read);
        Self::with_schemas(settings, Arc::new(schemas.collect::<Result<_, _>>()?))
    }

    fn with_schemas(settings: Settings, schemas: Arc<Vec<Schema>>) -> Result<Self, String> {
        settings.site_settings.check()?;
        Ok(Self {
            shared: Arc::new(Shared {
                inner: Mutex::new(Inner::of(&settings)),
                settings,
                schemas,
                sites: Mutex::default(),
            }),
        })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.shared
            .inner
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn schema(&self, version: Version) -> Option<&Schema> {
        self.schemas().find(|it| it.version == version)
    }

    /// Those of the versions that are there.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let versions = &self.shared.settings.versions;
        (self.shared.schemas.iter()).filter(|it| versions.contains(&it.version))
    }

    /// The names of all operations of a version, such as `customer.create`.
    pub fn operations(&self, version: Version) -> Vec<&'static str> {
        self.schema(version)
            .map(|it| it.operations().collect())
            .unwrap_or_default()
    }

    /// What was received so far, refused requests included.
    #[must_use]
    pub fn log(&self) -> Vec<Received> {
        self.inner().log.all()
    }

    /// What was received since this was last asked; it is then forgotten.
    #[must_use]
    pub fn take_log(&self) -> Vec<Received> {
        self.inner().log.take()
    }

    /// Is told of every request from now on, as it comes in.
    #[must_use]
    pub fn watch(&self) -> broadcast::Receiver<Received> {
        self.inner().log.watch()
    }

    /// What was received for an operation, such as `customer.create`.
    #[must_use]
    pub fn received(&self, operation: &str) -> Vec<Received> {
        let mut log = self.log();
        log.retain(|it| it.operation.as_deref() == Some(operation));
        log
    }

    /// Forgets everything: what was created, received, planned and expected, and the webhooks. The clock goes again, and the site
    /// has the settings that the mock was started with.
    pub fn reset(&self) {
        let mut inner = self.inner();
        let mut log = std::mem::take(&mut inner.log);
        log.reset();
        *inner = Inner {
            log,
            ..Inner::of(&self.shared.settings)
        };
    }

    /// Expects an operation to be called so many times and accepted; see [`Mock::verify`].
    pub fn expect(&self, operation: impl Into<String>, times: usize) {
        self.inner().expected.push((operation.into(), times));
    }

    /// Compares what was received with what was expected.
    ///
    /// # Errors
    /// Everything that is different.
    pub fn verify(&self) -> Result<(), String> {
        let inner = self.inner();
        let different: Vec<String> = (inner.expected.iter())
            .filter_map(|(operation, times)| {
                let found = inner.log.accepted(operation);
                (found != *times)
                    .then(|| format!("{operation}: expected {times} times, received {found} times"))
            })
            .collect();
        match different.is_empty() {
            true => Ok(()),
            false => Err(different.join("\n")),
        }
    }

    /// Plans a fault for the next requests, so many times; for one operation only where one is given.
    pub fn plan(&self, fault: Fault, operation: Option<&str>, times: usize) {
        self.inner().faults.push(Planned {
            fault,
            operation: operation.map(str::to_owned),
            left: times,
        });
    }

    /// The file of the export of this id.
    pub(crate) fn exported(&self, id: &str) -> Option<Exported> {
        self.inner().exports.get(id).cloned()
    }

    /// What time it is for the mock, in seconds since the Unix epoch.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.inner().now()
    }

    /// Whether the clock goes by itself.
    fn is_free(&self) -> bool {
        self.inner().clock.borrow().is_none()
    }

    /// Stops the clock at an instant, in seconds since the Unix epoch; lets it go again with `None`. Nothing happens for that by
    /// itself, see [`Mock::travel_to`]. A clock that goes does what is due before it answers the next request.
    pub fn set_time(&self, seconds: Option<i64>) {
        self.inner().clock.send_replace(seconds);
    }

    /// The settings of the site.
    #[must_use]
    pub fn site_settings(&self) -> SiteSettings {
        self.inner().state.site.clone()
    }

    /// Changes the settings of the site, for all that is computed from now on.
    ///
    /// # Errors
    /// What cannot be computed with.
    pub fn set_site_settings(&self, settings: SiteSettings) -> Result<(), String> {
        settings.check()?;
        let mut inner = self.inner();
        let now = inner.now();
        inner.state.set_site(settings, now);
        Ok(())
    }

    /// Remembers a resource, in place of any of that id: what a test starts from. It may be any that the API has, as a person
    /// writes it or as a site answered it: attributes and values that the description does not know are kept and answered. What
    /// must be there and is not given is filled in. What is given back may be a mistake: attributes that are nearly known ones.
    ///
    /// # Errors
    /// Where the API has no such resource, or a value is of another kind than its attribute.
    pub fn seed(
        &self,
        version: Version,
        resource: &str,
        value: Value,
    ) -> Result<Vec<String>, String> {
        let schema = self.schema(version);
        let schema = schema.ok_or_else(|| format!("this mock has no API {}", version.as_str()))?;
        let Some(resource) = schema.resource_name(resource) else {
            let meant = seed::meant(resource, schema.resources());
            return Err(format!("there is no {resource}{meant}"));
        };
        let seed = Seed {
            version,
            resource,
            value,
            place: version.as_str().to_owned(),
            is_answered: false,
        };
        self.seed_all(vec![seed], Vec::new())
    }

    /// Remembers a small site to try things on, of API v2: a catalog, the customers `cust_7` and `cust_8`, the invoice `TEST-INV-1`,
    /// which is due, and the credit note `TEST-CN-12`, which can be refunded.
    ///
    /// # Errors
    /// Where this mock has no API v2.
    pub fn demo(&self) -> Result<(), String> {
        self.seed_json(&demo::seed(self.now()).to_string())
            .map(drop)
    }

    /// Remembers resources from JSON. All of them, or none. For each version of the API it holds
    ///
    /// - resources by their names, as in `{"v2": {"customer": [{"id": "c"}]}}`, or
    /// - what a site answered: `{"v2": [{"customer": {...}, "card": {...}}, {"list": [{"invoice": {...}}]}]}`, in any number.
    ///
    /// Both may be mixed: `{"v2": {"customer": {"list": [{"customer": {...}}]}, "invoice": {"id": "i"}}}`. The version can be left
    /// out where the mock has only one.
    ///
    /// # Errors
    /// Those of [`Mock::seed`], and what is wrong with the JSON, with the place.
    pub fn seed_json(&self, json: &str) -> Result<Vec<String>, String> {
        let (seeds, notes) = seed::read(&self.schemas().collect::<Vec<_>>(), json)?;
        self.seed_all(seeds, notes)
    }

    fn seed_all(&self, seeds: Vec<Seed>, mut notes: Vec<String>) -> Result<Vec<String>, String> {
        let mut inner = self.inner();
        let now = inner.now();
        let mut checked: IndexMap<(Version, &'static str, String), (Value, bool)> = IndexMap::new();
        for seed in seeds {
            let version = seed.version;
            let schema = self
                .schema(version)
                .ok_or_else(|| format!("this mock has no API {}", version.as_str()))?;
            let (place, is_answered) = (seed.place.clone(), seed.is_answered);
            let (resource, key, value) = seed::check(schema, now, seed, &mut notes)?;
            let key = (version, resource, key);
            match checked.get(&key) {
                Some((other, also)) if is_answered && *also => {
                    // Answers show a resource as it was at the time; the last state of it counts.
                    if age(&value) >= age(other) {
                        checked.insert(key, (value, true));
                    }
                }
                Some(_) => return Err(format!("{place}: {resource} {} is there twice", key.2)),
                None => {
                    checked.insert(key, (value, is_answered));
                }
            }
        }
        for ((version, resource, id), (value, _)) in checked {
            inner.state.seed(version, resource, id, value, now);
        }
        for schema in self.schemas() {
            inner.state.complete(schema.version);
        }
        Ok(notes)
    }
}

/// Which of two states of a resource is the later one.
fn age(value: &Value) -> Option<i64> {
    let at = |name: &str| value.get(name).and_then(Value::as_i64);
    at("resource_version").or(at("updated_at").map(|it| it.saturating_mul(1000)))
}
