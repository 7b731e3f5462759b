//! Calls to the mock itself, for programs that only have its address: `POST /mock/faults`, `/mock/webhooks`, `/mock/clock`,
//! `/mock/site`, `/mock/reset`, `GET /mock/log`, `/mock/site`, `/mock/webhooks`.

mod browser;
mod page;

use crate::{
    check, export,
    fault::Fault,
    mock::Mock,
    refusal::Refusal,
    reply::Reply,
    rules::{DOCUMENTS, EXPORTS},
    sample_event::no_event,
    webhook::{Webhook, WebhookPlan},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Request, header, uri::Authority};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::IpAddr;

/// The end of the year 9999.
const LAST: i64 = 253_402_300_799;

/// A fault of answers, or of webhooks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    fault: Option<String>,
    operation: Option<String>,
    webhook: Option<String>,
    event: Option<String>,
    every: Option<u64>,
    times: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    url: String,
    user: Option<String>,
    #[serde(default)]
    password: String,
    api: Option<String>,
    speed: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    /// Seconds since the Unix epoch, where the clock is put without anything that happens; `null` lets it go again.
    #[serde(default, deserialize_with = "given")]
    now: Option<Option<i64>>,
    /// Seconds since the Unix epoch, up to which everything happens.
    travel_to: Option<i64>,
    /// A span of time in which everything happens: `1 month`, or `next` for what happens next.
    advance: Option<String>,
}

/// What is given, `null` too.
fn given<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Moves the clock, and tells what time it is and when something happens next.
fn clock(mock: &Mock, clock: &Clock) -> Result<Value, String> {
    let instants = [clock.now.flatten(), clock.travel_to];
    if instants
        .into_iter()
        .flatten()
        .any(|it| !(0..=LAST).contains(&it))
    {
        return Err(format!("an instant should be from 0 to {LAST}"));
    }
    match (clock.now, clock.travel_to, &clock.advance) {
        (Some(now), None, None) => mock.set_time(now),
        (None, Some(at), None) => mock.travel_to(at)?,
        (None, None, Some(next)) if next == "next" => {
            let at = mock
                .next_turn()
                .ok_or("nothing happens any more by itself")?;
            mock.travel_to(at.max(mock.now()))?;
        }
        (None, None, Some(by)) => {
            mock.advance(by)?;
        }
        _ => return Err("give one of `now`, `travel_to` and `advance`".to_owned()),
    }
    Ok(time(mock))
}

fn time(mock: &Mock) -> Value {
    json!({ "now": mock.now(), "next": mock.next_turn() })
}

/// Plans what is asked for, which must be something that can come.
fn plan(mock: &Mock, plan: &Plan) -> Result<Value, String> {
    if plan.times == Some(0) {
        return Err("`times` should be above zero".to_owned());
    }
    match (&plan.fault, &plan.webhook) {
        (Some(fault), None) if plan.event.is_none() && plan.every.is_none() => {
            plan_answer(mock, fault, plan)?;
            Ok(json!({ "planned": fault }))
        }
        (None, Some(fault)) if plan.operation.is_none() => {
            plan_webhook(mock, fault, plan)?;
            Ok(json!({ "planned": fault }))
        }
        _ => Err(
            "give `fault` with `operation` and `times`, or `webhook` with `event`, `every` and `times`"
                .to_owned(),
        ),
    }
}

fn plan_answer(mock: &Mock, fault: &str, plan: &Plan) -> Result<(), String> {
    let fault: Fault = fault.parse()?;
    let schemas = || mock.schemas();
    if let Some(name) = &plan.operation
        && !schemas().any(|it| it.operation(name).is_some())
    {
        return Err(format!("there is no operation `{name}`"));
    }
    if let Fault::Error(code) = &fault
        && !schemas().any(|it| it.error(code).is_some())
    {
        return Err(format!("`{code}` is no documented code"));
    }
    let times = plan.times.unwrap_or(1);
    mock.plan(fault, plan.operation.as_deref(), times);
    Ok(())
}

/// Once, if nothing is said; with `every` for as long as the mock runs.
fn plan_webhook(mock: &Mock, fault: &str, plan: &Plan) -> Result<(), String> {
    let mut planned = WebhookPlan::new(fault.parse()?);
    if let Some(event_type) = &plan.event {
        if !mock.schemas().any(|it| it.event(event_type).is_some()) {
            return Err(no_event(mock.schemas(), event_type));
        }
        planned = planned.event_type(event_type);
    }
    if let Some(every) = plan.every {
        planned = planned.every(every);
    }
    let once = plan.every.is_none().then_some(1);
    if let Some(times) = plan.times.or(once) {
        planned = planned.times(u64::try_from(times).unwrap_or(u64::MAX));
    }
    mock.plan_webhook(planned);
    Ok(())
}

fn add_webhook(mock: &Mock, endpoint: &Endpoint) -> Result<Value, String> {
    let mut webhook = Webhook::new(&endpoint.url)?;
    if let Some(user) = &endpoint.user {
        webhook = webhook.credentials(user, &endpoint.password);
    }
    if let Some(api) = &endpoint.api {
        webhook = webhook.version(api.parse()?);
    }
    if let Some(speed) = endpoint.speed {
        webhook = webhook.speed(speed)?;
    }
    Ok(json!({ "id": mock.add_webhook(webhook) }))
}

fn webhooks(mock: &Mock) -> Value {
    let counts = mock.webhook_counts().into_iter();
    let rows = counts.map(|(id, url, counts)| {
        json!({
            "id": id, "url": url, "events": counts.events, "requests": counts.requests,
            "succeeded": counts.succeeded, "failed": counts.failed, "waiting": counts.waiting(),
        })
    });
    json!({ "webhooks": rows.collect::<Value>() })
}

pub(crate) fn handle(mock: &Mock, path: &str, request: &Request<Bytes>) -> Reply {
    if let Err(problem) = from_here(request.headers()) {
        return Reply::json(403, &json!({ "message": problem }));
    }
    let file = path
        .strip_prefix(EXPORTS)
        .filter(|_| request.method() == Method::GET);
    if let Some(id) = file.and_then(|it| it.strip_suffix(".zip")) {
        let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
        let file = mock.exported(&id);
        return match export::archive(file.as_ref()) {
            Ok(archive) => Reply {
                headers: vec![("content-type", "application/zip".to_owned())],
                body: archive.into(),
                ..Reply::json(200, &Value::Null)
            },
            Err(problem) => Reply::json(500, &json!({ "message": problem.to_string() })),
        };
    }
    match (request.method().as_str(), path) {
        ("GET", "") => return page::show(mock, None),
        ("POST", "press") => return page::press(mock, request),
        _ => {}
    }
    let file = path
        .strip_prefix(DOCUMENTS)
        .and_then(|it| it.strip_suffix(".pdf"));
    if let Some((resource, id)) = file.and_then(|it| it.split_once('/')) {
        let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
        return match mock.document(resource, &id) {
            Some(document) => Reply {
                headers: vec![("content-type", "application/pdf".to_owned())],
                body: document.into(),
                ..Reply::json(200, &Value::Null)
            },
            None => Reply::refusal(&Refusal::not_found(format!(
                "there is no {resource} `{id}`"
            ))),
        };
    }
    if let Some(reply) = browser::handle(mock, path, request, &check::base(request)) {
        return reply;
    }
    let done = match (request.method().as_str(), path) {
        ("POST", "faults") => parse(request).and_then(|it: Plan| plan(mock, &it)),
        ("POST", "webhooks") => parse(request).and_then(|it: Endpoint| add_webhook(mock, &it)),
        ("GET", "webhooks") => Ok(webhooks(mock)),
        ("POST", "clock") => parse(request).and_then(|it: Clock| clock(mock, &it)),
        ("GET", "clock") => Ok(time(mock)),
        ("GET", "site") => Ok(json!(mock.site_settings())),
        ("POST", "site") => parse(request).and_then(|it: Value| {
            let settings = mock.site_settings().with(it)?;
            mock.set_site_settings(settings)?;
            Ok(json!(mock.site_settings()))
        }),
        ("POST", "reset") => {
            mock.reset();
            Ok(json!({ "reset": true }))
        }
        ("GET", "log") => {
            let lines: Vec<String> = mock.log().iter().map(|it| it.line()).collect();
            Ok(json!({ "log": lines }))
        }
        _ => {
            return Reply::refusal(&Refusal::not_found(format!(
                "there is nothing at /mock/{path}"
            )));
        }
    };
    match done {
        Ok(body) => Reply::json(200, &body),
        Err(problem) => Reply::json(400, &json!({ "message": problem })),
    }
}

/// Refuses what a page of another site makes a browser send: it names its `Origin`, or a host of its own that leads to loopback.
/// A program that talks to the mock names the host that it called, and no other origin.
fn from_here(headers: &HeaderMap) -> Result<(), String> {
    let given = |name: HeaderName| {
        let value = headers.get(&name).map(|it| it.to_str().unwrap_or_default());
        value.map(str::to_ascii_lowercase)
    };
    let host = given(header::HOST);
    if let Some(host) = &host
        && !is_loopback(host)
    {
        return Err(format!(
            "the host `{host}` is not loopback: calls to /mock are for programs on this machine"
        ));
    }
    match given(header::ORIGIN) {
        Some(origin) if host.is_none_or(|host| origin != format!("http://{host}")) => Err(format!(
            "the origin `{origin}` is another site: calls to /mock are for programs on this machine"
        )),
        _ => Ok(()),
    }
}

/// `localhost:8080`, `127.0.0.1`, `[::1]:8080`.
fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']');
    let is_local = name == "localhost" || name.ends_with(".localhost");
    is_local || name.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

fn parse<'a, T: Deserialize<'a>>(request: &'a Request<Bytes>) -> Result<T, String> {
    serde_json::from_slice(request.body()).map_err(|error| error.to_string())
}
