//! What customers do in a browser, asked for by a program or with the buttons of a page.

use super::parse;
use crate::{mock::Mock, refusal::Refusal, reply::Reply, state::Step};
use bytes::Bytes;
use http::Request;
use minijinja::{AutoEscape, Environment, context};
use serde::Deserialize;
use serde_json::{Value, json};

/// With which card a page is completed, or a payment is confirmed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct With {
    card_number: Option<String>,
}

/// The answer of a call that plays the customer; `None` where the path is another.
pub(super) fn handle(
    mock: &Mock,
    path: &str,
    request: &Request<Bytes>,
    base: &str,
) -> Option<Reply> {
    let segments: Vec<&str> = path.split('/').collect();
    let done = match (request.method().as_str(), segments.as_slice()) {
        ("POST", ["hosted_pages", id, "succeed"]) => {
            with(request).and_then(|with| mock.visit(id, Some(with.card_number.as_deref()), base))
        }
        ("POST", ["hosted_pages", id, "cancel"]) => mock.visit(id, None, base),
        ("POST", ["payment_intents", id, step]) => {
            let step = Step::read(step)?;
            with(request).and_then(|with| mock.step_intent(id, step, with.card_number))
        }
        ("POST", ["transactions", id, "fail"]) => mock.fail_debit(id),
        ("GET", ["pages", id]) => {
            return Some(match mock.look_at_page(id) {
                Ok(page) => html(PAGE, &page),
                Err(refusal) => Reply::refusal(&refusal),
            });
        }
        _ => return None,
    };
    Some(match done {
        Ok(body) => Reply::json(200, &body),
        Err(refusal) => Reply::refusal(&refusal),
    })
}

/// An empty body, or a form of a page without fields, says nothing.
fn with(request: &Request<Bytes>) -> Result<With, Refusal> {
    let kind = request.headers().get("content-type");
    let is_form = kind.is_some_and(|it| it.as_bytes().starts_with(b"application/x-www-form"));
    match request.body().is_empty() || is_form {
        true => Ok(With::default()),
        false => parse(request).map_err(Refusal::invalid),
    }
}

const PAGE: &str = include_str!("page.html");

/// A page made from a template.
pub(super) fn html(template: &str, page: &Value) -> Reply {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    match environment.render_str(template, context! { page }) {
        Ok(text) => Reply {
            headers: vec![("content-type", "text/html;charset=utf-8".to_owned())],
            body: text.into(),
            ..Reply::json(200, &Value::Null)
        },
        Err(problem) => Reply::json(500, &json!({ "message": problem.to_string() })),
    }
}
