//! Calls to the mock itself, for programs that only have its address: `POST /mock/faults`, `/mock/clock`, `/mock/reset`,
//! `GET /mock/log`.

use crate::{
    export,
    fault::Fault,
    mock::Mock,
    refusal::Refusal,
    reply::Reply,
    rules::EXPORTS,
    schema::{Schema, Version},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, Request, header, uri::Authority};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::IpAddr;

/// The end of the year 9999.
const LAST: i64 = 253_402_300_799;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    fault: String,
    operation: Option<String>,
    #[serde(default = "once")]
    times: usize,
}

fn once() -> usize {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    /// Seconds since the Unix epoch; `null` lets the clock go again.
    now: Option<i64>,
}

/// A plan must be for something that can come.
fn possible(mock: &Mock, fault: &Fault, plan: &Plan) -> Result<(), String> {
    let schemas: Vec<&Schema> = Version::ALL
        .iter()
        .filter_map(|it| mock.schema(*it))
        .collect();
    if plan.times == 0 {
        return Err("`times` should be above zero".to_owned());
    }
    if let Some(name) = &plan.operation
        && !schemas.iter().any(|it| it.operation(name).is_some())
    {
        return Err(format!("there is no operation `{name}`"));
    }
    match fault {
        Fault::Error(code) if !schemas.iter().any(|it| it.error(code).is_some()) => {
            Err(format!("`{code}` is no documented code"))
        }
        _ => Ok(()),
    }
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
    let done = match (request.method().as_str(), path) {
        ("POST", "faults") => parse(request).and_then(|plan: Plan| {
            let fault: Fault = plan.fault.parse()?;
            possible(mock, &fault, &plan)?;
            mock.plan(fault, plan.operation.as_deref(), plan.times);
            Ok(json!({ "planned": plan.fault }))
        }),
        ("POST", "clock") => parse(request).and_then(|clock: Clock| {
            if clock.now.is_some_and(|it| !(0..=LAST).contains(&it)) {
                return Err(format!("`now` should be from 0 to {LAST}"));
            }
            mock.set_time(clock.now);
            Ok(json!({ "now": mock.now() }))
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
