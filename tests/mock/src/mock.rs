//! The mock itself, without any socket: a request in, an answer out.

mod answer;
mod replay;

pub(crate) use answer::MAX_BODY;

use crate::{
    fault::Fault,
    log::{Log, Received},
    schema::{Schema, Version},
    seed,
    state::State,
    webhook::Webhook,
};
use replay::Replays;
use serde_json::Value;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::broadcast;

/// How a mock behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    key: Option<String>,
    versions: Vec<Version>,
    stateful: bool,
    computed_only: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key: None,
            versions: Version::ALL.to_vec(),
            stateful: true,
            computed_only: false,
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
    schemas: Vec<Schema>,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    log: Log,
    faults: Vec<Planned>,
    replays: Replays,
    clock: Option<i64>,
    expected: Vec<(String, usize)>,
    state: State,
    webhook: Option<Webhook>,
}

impl Inner {
    /// Seconds since the epoch.
    fn now(&self) -> i64 {
        self.clock.unwrap_or_else(|| {
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
    /// Where the description of the API that was compiled in cannot be read.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let versions = settings.versions.iter();
        let schemas = versions
            .map(|it| Schema::read(*it))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            shared: Arc::new(Shared {
                settings,
                schemas,
                inner: Mutex::default(),
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
        self.shared.schemas.iter().find(|it| it.version == version)
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

    /// Forgets everything: what was created, received, planned and expected, and the webhook. The clock goes again.
    pub fn reset(&self) {
        let mut inner = self.inner();
        let mut log = std::mem::take(&mut inner.log);
        log.reset();
        *inner = Inner {
            log,
            ..Inner::default()
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

    /// What time it is for the mock, in seconds since the Unix epoch.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.inner().now()
    }

    /// Stops the clock at an instant, in seconds since the Unix epoch; lets it go again with `None`.
    pub fn set_time(&self, seconds: Option<i64>) {
        self.inner().clock = seconds;
    }

    /// Sends every event from now on to a URL; to none with `None`.
    pub fn set_webhook(&self, webhook: Option<Webhook>) {
        self.inner().webhook = webhook;
    }

    /// Remembers a resource, in place of any of that id: what a test starts from. It is checked like a request; what must
    /// be there and is not given is filled in.
    ///
    /// # Errors
    /// Where the mock does not remember such resources, or this is none.
    pub fn seed(&self, version: Version, resource: &str, value: Value) -> Result<(), String> {
        self.seed_all(vec![(version, resource.to_owned(), value)])
    }

    /// Remembers resources from JSON: `{"v2": {"customer": [{"id": "c"}]}}`. All of them, or none.
    ///
    /// # Errors
    /// Those of [`Mock::seed`], and what is wrong with the JSON.
    pub fn seed_json(&self, json: &str) -> Result<(), String> {
        self.seed_all(seed::read(json)?)
    }

    fn seed_all(&self, seeds: Vec<(Version, String, Value)>) -> Result<(), String> {
        let mut inner = self.inner();
        let now = inner.now();
        let mut checked = Vec::new();
        for (version, resource, value) in seeds {
            let schema = self
                .schema(version)
                .ok_or_else(|| format!("this mock has no API {}", version.as_str()))?;
            checked.push((version, seed::check(schema, now, &resource, value)?));
        }
        for (version, (resource, id, value)) in checked {
            inner.state.seed(version, resource, id, value);
        }
        Ok(())
    }
}
