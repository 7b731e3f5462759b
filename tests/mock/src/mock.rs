//! The mock itself, without any socket: a request in, an answer out.

use crate::{
    admin,
    check::{self, Call, IDEMPOTENCY_KEY},
    fault::{FAULT_HEADER, Fault},
    log::{Log, Received},
    reflect,
    refusal::Refusal,
    reply::Reply,
    sample::Sampler,
    schema::{Schema, Version},
    state::State,
    webhook::Webhook,
};
use bytes::Bytes;
use http::Request;
use serde_json::Value;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

/// So many answers are kept for repeated requests; the oldest are forgotten first.
const REPLAYS: usize = 10_000;

/// How a mock behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    key: Option<String>,
    versions: Vec<Version>,
    stateful: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key: None,
            versions: Version::ALL.to_vec(),
            stateful: true,
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
    replays: HashMap<(Version, String), (Fingerprint, Reply)>,
    /// The keys of `replays`, the oldest first.
    replay_order: VecDeque<(Version, String)>,
    clock: Option<i64>,
    expected: Vec<(String, usize)>,
    state: State,
    webhook: Option<Webhook>,
}

/// What must be the same for a request to be a repetition.
type Fingerprint = (String, Bytes);

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
        std::mem::take(&mut self.inner().log).all()
    }

    /// What was received for an operation, such as `customer.create`.
    #[must_use]
    pub fn received(&self, operation: &str) -> Vec<Received> {
        let mut log = self.log();
        log.retain(|it| it.operation.as_deref() == Some(operation));
        log
    }

    /// Forgets everything: what was created, received, planned and expected. The clock goes again.
    pub fn reset(&self) {
        *self.inner() = Inner::default();
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
        let log = inner.log.all();
        let different: Vec<String> = (inner.expected.iter())
            .filter_map(|(operation, times)| {
                let is_it =
                    |it: &&Received| it.operation.as_deref() == Some(operation) && it.status < 400;
                let found = log.iter().filter(is_it).count();
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
        let set = self.inner().clock;
        set.unwrap_or_else(|| {
            let since = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
    }

    /// Stops the clock at an instant, in seconds since the Unix epoch; lets it go again with `None`.
    pub fn set_time(&self, seconds: Option<i64>) {
        self.inner().clock = seconds;
    }

    /// Sends every event from now on to a URL; to none with `None`.
    pub fn set_webhook(&self, webhook: Option<Webhook>) {
        self.inner().webhook = webhook;
    }

    /// Remembers a resource as it is, in place of any of that id: what a test starts from.
    ///
    /// # Errors
    /// Where the mock does not remember such resources, or this one has no `id`.
    pub fn seed(&self, version: Version, resource: &str, value: Value) -> Result<(), String> {
        self.inner().state.seed(version, resource, value)
    }

    /// Remembers resources from JSON: `{"v2": {"customer": [{"id": "c"}]}}`.
    ///
    /// # Errors
    /// Those of [`Mock::seed`], and what is wrong with the JSON.
    pub fn seed_json(&self, json: &str) -> Result<(), String> {
        let seeds: HashMap<String, HashMap<String, Vec<Value>>> =
            serde_json::from_str(json).map_err(|error| error.to_string())?;
        for (version, resources) in seeds {
            let version = Version::ALL
                .into_iter()
                .find(|it| it.as_str() == version)
                .ok_or_else(|| format!("there is no API {version}"))?;
            for (resource, values) in resources {
                for value in values {
                    self.seed(version, &resource, value)?;
                }
            }
        }
        Ok(())
    }

    /// Sends on what happened.
    fn tell(&self, version: Version, request: &Request<Bytes>) {
        let mut inner = self.inner();
        let events = std::mem::take(&mut inner.state.untold);
        let is_off = ["chargebee-event-actions", "chargebee-event-webhook"]
            .iter()
            .any(|name| {
                request
                    .headers()
                    .get(*name)
                    .is_some_and(|it| it == "all-disabled")
            });
        let Some(webhook) = inner.webhook.clone().filter(|_| !is_off) else {
            return;
        };
        for mut event in events {
            event["webhook_status"] = "scheduled".into();
            inner.state.note(version, &event, "scheduled");
            webhook.deliver(self, version, event);
        }
    }

    /// Notes what came of telling an event.
    pub(crate) fn told(&self, version: Version, event: &Value, status: &'static str) {
        self.inner().state.note(version, event, status);
    }

    /// Answers a request.
    pub(crate) fn handle(&self, request: &Request<Bytes>) -> Reply {
        let path = request.uri().path().to_owned();
        if let Some(rest) = path.strip_prefix("/mock/") {
            return admin::handle(self, rest, request);
        }
        let version = Version::ALL
            .into_iter()
            .find(|it| path.starts_with(&format!("/api/{}/", it.as_str())));
        let mut headers = request.headers().clone();
        headers.remove("authorization");
        let mut received = Received {
            version,
            operation: None,
            method: request.method().clone(),
            path: path.clone(),
            headers,
            ids: Vec::new(),
            params: serde_json::Map::new(),
            status: 0,
            code: None,
            fault: None,
            replayed: false,
        };
        let reply = match version.and_then(|it| self.schema(it)) {
            Some(schema) => self.answer(schema, request, &mut received),
            None => Err(Refusal::not_found(format!("there is nothing at {path}"))),
        };
        let reply = reply.unwrap_or_else(|refusal| Reply::refusal(&refusal));
        received.status = reply.status;
        if reply.status >= 400 {
            let body: Option<Value> = serde_json::from_slice(&reply.body).ok();
            received.code =
                body.and_then(|it| Some(it.get("api_error_code")?.as_str()?.to_owned()));
        }
        self.inner().log.push(received);
        reply
    }

    fn answer(
        &self,
        schema: &Schema,
        request: &Request<Bytes>,
        received: &mut Received,
    ) -> Result<Reply, Refusal> {
        let (name, ids) = check::route(schema, request)?;
        received.operation = Some(name.to_owned());
        let key = self.shared.settings.key.as_deref();
        let call = check::check(schema, name, ids, request, key)?;
        received.ids.clone_from(&call.ids);
        received.params.clone_from(&call.params);
        received.fault = self.fault(request, name)?;
        let fault = received.fault.as_ref();
        if let Some(reply) = fault.and_then(|it| it.instead(schema)) {
            return Ok(reply);
        }
        let mut reply = match self.replay(schema, request)? {
            Some(reply) => {
                received.replayed = true;
                reply
            }
            None => {
                let reply = self.fresh(schema, &call, fault)?;
                self.tell(schema.version, request);
                self.keep(schema, request, &reply);
                reply
            }
        };
        if let Some(fault) = fault {
            reply.delivery = fault.delivery(reply.body.len());
        }
        Ok(reply)
    }

    fn fresh(&self, schema: &Schema, call: &Call, fault: Option<&Fault>) -> Result<Reply, Refusal> {
        let sampler = Sampler {
            schema,
            now: self.now(),
            required_only: fault == Some(&Fault::MissingOptional),
            zero: false,
        };
        let stateful = self.shared.settings.stateful;
        let from_state = match stateful {
            true => self.inner().state.answer(&sampler, call)?,
            false => None,
        };
        let mut body = from_state.unwrap_or_else(|| {
            let mut body = sampler.answer(&call.operation);
            reflect::reflect(schema, call, &mut body);
            body
        });
        if let Some(fault) = fault {
            fault.change(schema, &call.operation.answer, &mut body);
        }
        Ok(Reply::json(200, &body))
    }

    /// The fault that a request asks for, or that was planned for it.
    fn fault(&self, request: &Request<Bytes>, operation: &str) -> Result<Option<Fault>, Refusal> {
        if let Some(header) = request.headers().get(FAULT_HEADER) {
            let text = header.to_str().unwrap_or_default();
            let fault = text
                .parse()
                .map_err(|problem: String| Refusal::param(FAULT_HEADER, problem))?;
            return Ok(Some(fault));
        }
        let faults = &mut self.inner().faults;
        let is_for = |it: &Planned| it.operation.as_deref().is_none_or(|it| it == operation);
        let Some(at) = faults.iter().position(|it| it.left > 0 && is_for(it)) else {
            return Ok(None);
        };
        let planned = &mut faults[at];
        planned.left -= 1;
        let fault = planned.fault.clone();
        faults.retain(|it| it.left > 0);
        Ok(Some(fault))
    }

    /// The answer to an earlier request with the same key.
    fn replay(&self, schema: &Schema, request: &Request<Bytes>) -> Result<Option<Reply>, Refusal> {
        let Some(key) = idempotency_key(schema, request) else {
            return Ok(None);
        };
        let inner = self.inner();
        let Some((fingerprint, reply)) = inner.replays.get(&key) else {
            return Ok(None);
        };
        if *fingerprint != self::fingerprint(request) {
            let message = "the idempotency key was used for another request";
            return Err(Refusal::of(schema, "invalid_request", message));
        }
        let mut reply = reply.clone();
        reply
            .headers
            .push(("chargebee-idempotency-replayed", "true".to_owned()));
        Ok(Some(reply))
    }

    fn keep(&self, schema: &Schema, request: &Request<Bytes>, reply: &Reply) {
        let Some(key) = idempotency_key(schema, request) else {
            return;
        };
        let mut inner = self.inner();
        if inner.replay_order.len() == REPLAYS
            && let Some(oldest) = inner.replay_order.pop_front()
        {
            inner.replays.remove(&oldest);
        }
        inner.replay_order.push_back(key.clone());
        inner
            .replays
            .insert(key, (fingerprint(request), reply.clone()));
    }
}

fn fingerprint(request: &Request<Bytes>) -> Fingerprint {
    (request.uri().path().to_owned(), request.body().clone())
}

fn idempotency_key(schema: &Schema, request: &Request<Bytes>) -> Option<(Version, String)> {
    let key = request.headers().get(IDEMPOTENCY_KEY)?.to_str().ok()?;
    Some((schema.version, key.to_owned()))
}
