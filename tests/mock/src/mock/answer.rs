//! From a request to its answer, all of it under one lock: what a request finds is what it changes.

use super::{
    Inner, Mock, Planned,
    replay::{Found, Key},
};
use crate::{
    admin,
    check::{self, Call, IDEMPOTENCY_KEY},
    fault::{FAULT_HEADER, Fault},
    log::Received,
    reflect,
    refusal::Refusal,
    reply::Reply,
    rules,
    sample::Sampler,
    schema::{Schema, Version},
    shown,
};
use bytes::Bytes;
use http::{Method, Request};
use serde_json::Value;

/// The largest request.
pub(crate) const MAX_BODY: usize = 16 << 20;

/// Names the parameters that a list ignored.
const IGNORED_HEADER: &str = "chargebee-mock-ignored";

/// Says that an answer is a sample, which nothing remembers.
const SAMPLE_HEADER: &str = "chargebee-mock-sample";

impl Mock {
    /// Answers a request.
    pub(crate) fn handle(&self, request: &Request<Bytes>) -> Reply {
        match self.of_request(request) {
            Ok(Some(site)) => site.answer_to(request),
            Ok(None) => self.answer_to(request),
            Err(reply) => reply,
        }
    }

    fn answer_to(&self, request: &Request<Bytes>) -> Reply {
        let path = request.uri().path();
        let of_mock = path.strip_prefix("/mock/");
        if let Some(rest) = of_mock.or((path == "/").then_some("")) {
            return admin::handle(self, rest, request);
        }
        if request.body().len() > MAX_BODY {
            return self.too_large(request);
        }
        let mut received = received(request);
        let mut inner = self.inner();
        // What is due by a clock that goes by itself is done by now. What is not computed is told by who moves the clock.
        if inner.clock.borrow().is_none() {
            let now = inner.now();
            self.catch_up(&mut inner, now);
        }
        if let Some(reply) = self.limited(received.version, &mut inner.recent) {
            received.status = reply.status;
            received.code = code(&reply);
            inner.log.push(received);
            self.send(inner);
            return reply;
        }
        let reply = match received.version.and_then(|it| self.schema(it)) {
            Some(schema) => self.answer(schema, &mut inner, request, &mut received),
            None => Err(check::nothing_at(path)),
        }
        .unwrap_or_else(|refusal| {
            received.code = Some(refusal.code.clone());
            Reply::refusal(&refusal)
        });
        received.status = reply.status;
        inner.log.push(received);
        self.send(inner);
        reply
    }

    /// Refuses a request whose body was not read to its end.
    pub(crate) fn too_large(&self, request: &Request<Bytes>) -> Reply {
        let refusal = Refusal {
            status: 413,
            ..Refusal::invalid("the request is too large")
        };
        let mut received = received(request);
        received.status = refusal.status;
        received.code = Some(refusal.code.clone());
        self.inner().log.push(received);
        Reply::refusal(&refusal)
    }

    /// The answer; what to send of its events is put into the outbox.
    fn answer(
        &self,
        schema: &Schema,
        inner: &mut Inner,
        request: &Request<Bytes>,
        received: &mut Received,
    ) -> Result<Reply, Refusal> {
        let found = check::route(schema, request)?;
        let name = found.operation;
        // What cannot be told from a path that there is not must be remembered.
        if found.is_doubtful && !(self.shared.settings.stateful && inner.state.has(schema, &found))
        {
            return Err(check::nothing_at(&received.path));
        }
        received.operation = Some(name.to_owned());
        let call = check::check(schema, found, request, &self.shared.settings)?;
        received.ignored.clone_from(&call.ignored);
        received.ids.clone_from(&call.ids);
        received.params.clone_from(&call.params);
        received.shown = (
            shown::path(&call, &received.path),
            shown::params(schema, &call),
        );
        received.fault = fault(&mut inner.faults, request, name)?;
        let fault = received.fault.as_ref();
        if let Some(reply) = fault.and_then(|it| it.instead(schema)) {
            received.code = code(&reply);
            return Ok(reply);
        }
        let now = inner.now();
        let repeated = key_of(schema, request);
        let found = match &repeated {
            Some(key) => inner.replays.find(key, request, now),
            None => Found::Nothing,
        };
        let (mut body, events) = match found {
            Found::Answer(body) => {
                received.replayed = true;
                (body, Vec::new())
            }
            Found::OtherRequest => {
                let message = "the idempotency key was used for another request";
                return Err(Refusal::of(schema, "unable_to_process_request", message));
            }
            Found::Nothing => {
                let (body, events) = self.fresh(schema, inner, &call, now, &mut received.sample)?;
                if let Some(key) = repeated {
                    inner.replays.keep(key, request, &body, now);
                }
                (body, events)
            }
        };
        // What a fault does to an answer is done to this one only, and not to one that is repeated.
        if let Some(fault) = fault {
            fault.change(schema, &call, &mut body);
        }
        let mut reply = Reply::json(200, &body);
        if received.replayed {
            let header = ("chargebee-idempotency-replayed", "true".to_owned());
            reply.headers.push(header);
        }
        if !call.ignored.is_empty() {
            reply.headers.push((IGNORED_HEADER, names(&call.ignored)));
        }
        if received.sample {
            reply.headers.push((SAMPLE_HEADER, "true".to_owned()));
        }
        if let Some(fault) = fault {
            reply.delivery = fault.delivery(reply.body.len());
        }
        if check::may_tell(request) {
            self.tell(inner, schema, events);
        }
        Ok(reply)
    }

    fn fresh(
        &self,
        schema: &Schema,
        inner: &mut Inner,
        call: &Call,
        now: i64,
        sample: &mut bool,
    ) -> Result<(Value, Vec<String>), Refusal> {
        let sampler = Sampler {
            schema,
            now,
            required_only: false,
            zero: false,
        };
        let settings = &self.shared.settings;
        if settings.stateful
            && call.resource == "time_machine"
            && let Some(body) = self.time_machine(inner, schema, call)?
        {
            return Ok((body, Vec::new()));
        }
        if settings.stateful
            && let Some(answer) = (inner.state).answer(&sampler, call, settings.computed_only)?
        {
            return Ok(answer);
        }
        *sample = true;
        let mut body = sampler.answer(&call.operation);
        reflect::reflect(schema, call, &mut body);
        inner.state.show(schema, call, &mut body);
        let has_subscription = |id: &str| inner.state.may_have(schema.version, "subscription", id);
        rules::apply(schema, call, &has_subscription, &mut body)?;
        if call.resource == "export" && call.method != "retrieve" {
            let id = format!("exp_{}", inner.exports.len() + 1);
            body["export"]["id"] = id.as_str().into();
            let file = inner.state.export(&sampler, call)?;
            inner.exports.insert(id, file);
        }
        Ok((body, Vec::new()))
    }
}

fn received(request: &Request<Bytes>) -> Received {
    let path = request.uri().path().to_owned();
    let mut headers = request.headers().clone();
    headers.remove("authorization");
    Received {
        version: Version::ALL
            .into_iter()
            .find(|it| path.starts_with(&format!("/api/{}/", it.as_str()))),
        shown: (path.clone(), serde_json::Map::new()),
        operation: None,
        method: request.method().clone(),
        path,
        form: match request.method() == Method::GET {
            true => request.uri().query().unwrap_or_default().to_owned(),
            false => String::from_utf8_lossy(request.body()).into_owned(),
        },
        headers,
        ids: Vec::new(),
        params: serde_json::Map::new(),
        status: 0,
        code: None,
        fault: None,
        replayed: false,
        sample: false,
        ignored: Vec::new(),
    }
}

/// Names as a header can hold them.
fn names(names: &[String]) -> String {
    let shown = |it: &String| percent_encoding::utf8_percent_encode(it, HIDDEN).to_string();
    names.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// What stands in no header, or would part names.
const HIDDEN: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS.add(b',').add(b'%');

/// The code in a refusal that a fault made.
fn code(reply: &Reply) -> Option<String> {
    let body: Value = serde_json::from_slice(&reply.body).ok()?;
    Some(body.get("api_error_code")?.as_str()?.to_owned())
}

/// The fault that a request asks for, or that was planned for it.
fn fault(
    planned: &mut Vec<Planned>,
    request: &Request<Bytes>,
    operation: &str,
) -> Result<Option<Fault>, Refusal> {
    if let Some(header) = request.headers().get(FAULT_HEADER) {
        let text = header.to_str().unwrap_or_default();
        let fault = text
            .parse()
            .map_err(|problem: String| Refusal::param(FAULT_HEADER, problem))?;
        return Ok(Some(fault));
    }
    let is_for = |it: &Planned| it.operation.as_deref().is_none_or(|it| it == operation);
    let Some(at) = planned.iter().position(|it| it.left > 0 && is_for(it)) else {
        return Ok(None);
    };
    let found = &mut planned[at];
    found.left -= 1;
    let fault = found.fault.clone();
    planned.retain(|it| it.left > 0);
    Ok(Some(fault))
}

fn key_of(schema: &Schema, request: &Request<Bytes>) -> Option<Key> {
    let key = request.headers().get(IDEMPOTENCY_KEY)?.to_str().ok()?;
    Some((schema.version, key.to_owned()))
}
