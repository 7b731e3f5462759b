//! A body as the answer of a server: through the whole client, which asks once.

use super::{
    KEY, SITE, client,
    target::{Target, Version},
};
use crate::{case::Problem, drive, json::Object, server::Server};
use bytes::Bytes;
use chargebee::{ApiError, Error, v1, v2};
use http::{HeaderValue, StatusCode, header};

/// The operation that a refusal answers; all are refused alike.
const REFUSED: (&str, &str) = ("event", "list");

/// What the client makes of a body that answers an operation, or refuses one. A body that is compressed is sent as such.
pub(super) async fn exchange(
    version: Version,
    target: &Target,
    body: Bytes,
    status: StatusCode,
) -> Result<Result<String, Error>, Problem> {
    let (resource, operation) = match target {
        Target::Answer(_, resource, operation) => (resource.as_str(), operation.as_str()),
        _ => REFUSED,
    };
    let mut case = (version.operation(resource, operation))
        .ok_or_else(|| Problem(format!("the crate has no operation {resource}.{operation}")))?
        .case()?;
    let server = Server::start().await;
    let packed = is_packed(&body);
    let mut answer = http::Response::new(body);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    if packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    server.answer(answer);
    let url = Some(server.url());
    let request = match version.name {
        "v1" => drive::v1::request(&client(v1::Client::builder(SITE, KEY), url)?, &mut case),
        _ => drive::v2::request(&client(v2::Client::builder(SITE, KEY), url)?, &mut case),
    };
    Ok(request?.send().await)
}

pub(super) fn is_packed(body: &[u8]) -> bool {
    body.starts_with(&[0x1f, 0x8b])
}

/// The status that a refusal says it came with.
pub(super) fn status_of(refusal: &str) -> StatusCode {
    let said = Object::read(refusal).ok().and_then(|object| {
        let status: u16 = serde_json::from_str(object.get("http_status_code")?).ok()?;
        StatusCode::from_u16(status).ok()
    });
    said.filter(|it| it.is_client_error() || it.is_server_error())
        .unwrap_or(StatusCode::BAD_REQUEST)
}

/// In what an error differs from what the body says: in the names of today, or where it has none of these in those of the
/// first years.
pub(super) fn unlike(error: &ApiError, body: &str) -> Vec<String> {
    let object = Object::read(body).unwrap_or(Object(Vec::new()));
    let text = |names: [&str; 2]| names.into_iter().find_map(|name| object.text(name));
    let first = |name: &str| {
        let all: serde_json::Value = serde_json::from_str(object.get(name)?).ok()?;
        all.get(0)?.as_str().map(str::to_owned)
    };
    let said = [
        (
            "the code",
            text(["api_error_code", "error_code"]).or(Some(String::new())),
        ),
        (
            "the message",
            text(["message", "error_msg"]).or(Some(String::new())),
        ),
        ("the type", text(["type", "error_type"])),
        (
            "the parameter",
            text(["param", "error_param"])
                .or_else(|| first("param"))
                .or_else(|| first("error_param")),
        ),
    ];
    let read = [
        Some(error.api_error_code.clone()),
        Some(error.message.clone()),
        error.kind.clone(),
        error.param.clone(),
    ];
    let mut found: Vec<String> = (said.into_iter().zip(read))
        .filter(|((_, said), read)| said != read)
        .map(|((what, said), read)| format!("{what} was {said:?} and is {read:?}"))
        .collect();
    if error.body != body {
        found.push("the body is not kept".to_owned());
    }
    found
}
