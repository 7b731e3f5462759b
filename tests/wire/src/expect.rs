//! What a case expects on the wire, compared with what arrived.

use crate::case::{Place, Step, remove, wire_name};
use bytes::Bytes;
use http::{Request, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// What a case can expect.
const PARTS: [&str; 8] = [
    "method",
    "path",
    "raw_path",
    "host_prefix",
    "query",
    "form",
    "json",
    "headers",
];

/// Whether an expectation is one that is compared whole.
///
/// # Errors
/// What is not: a part that is not known, pairs or headers that are no text, a form beside a JSON body.
pub fn check(expect: &Value) -> Result<(), String> {
    let expected = expect.as_object().ok_or("`expect` is no object")?;
    if let Some(name) = expected.keys().find(|name| !PARTS.contains(&name.as_str())) {
        return Err(format!("`expect` has an unknown part `{name}`"));
    }
    for name in ["query", "form"] {
        let is_pair = |pair: &Value| match pair.as_array().map(Vec::as_slice) {
            Some([name, value]) => name.is_string() && value.is_string(),
            _ => false,
        };
        let pairs = expected.get(name).filter(|it| !it.is_null());
        if pairs.is_some_and(|it| !it.as_array().is_some_and(|it| it.iter().all(is_pair))) {
            return Err(format!("`{name}` is no list of pairs of texts"));
        }
    }
    let form = expected.get("form").and_then(Value::as_array);
    if expected.contains_key("json") && form.is_some_and(|form| !form.is_empty()) {
        return Err("it expects a form and a JSON body".to_owned());
    }
    match expected.get("headers") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::Object(headers)) => {
            let mut others = headers
                .iter()
                .filter(|(_, it)| !it.is_string() && !it.is_null());
            let problem = |(name, _)| Err(format!("the expected header `{name}` is no text"));
            others.next().map_or(Ok(()), problem)
        }
        Some(_) => Err("`headers` is no object".to_owned()),
    }
}

/// Expects nothing of a parameter.
pub fn forget(expect: &mut Value, place: &[Step]) {
    let name = wire_name(place);
    for pairs in ["form", "query"] {
        if let Some(Value::Array(pairs)) = expect.get_mut(pairs) {
            pairs.retain(|pair| pair[0] != name.as_str());
        }
    }
    if let Some(json) = expect.get_mut("json") {
        remove(json, place);
    }
}

/// A request as it would be without some parameters.
#[must_use]
pub fn without(mut request: Request<Bytes>, places: &[Place]) -> Request<Bytes> {
    if places.is_empty() {
        return request;
    }
    let names: Vec<String> = places.iter().map(|it| wire_name(it)).collect();
    let is_one = |pair: &&str| {
        let arrived = decode(pair.split_once('=').map_or(*pair, |(name, _)| name));
        // A filter has its operator behind the name, and a group its members.
        let rest = |name: &String| arrived.strip_prefix(name.as_str()).map(str::to_owned);
        (names.iter().filter_map(rest)).any(|rest| rest.is_empty() || rest.starts_with('['))
    };
    let left = |encoded: &str| {
        let pairs = encoded.split('&').filter(|pair| !is_one(pair));
        pairs.collect::<Vec<_>>().join("&")
    };
    if let Some(query) = request.uri().query() {
        let (path, query) = (request.uri().path(), left(query));
        let uri = match query.is_empty() {
            true => path.parse(),
            false => format!("{path}?{query}").parse(),
        };
        *request.uri_mut() = uri.unwrap_or_default();
    }
    let body = String::from_utf8_lossy(request.body()).into_owned();
    if let Ok(mut json @ Value::Object(_)) = serde_json::from_str(&body) {
        for place in places {
            remove(&mut json, place);
        }
        *request.body_mut() = json.to_string().into();
    } else if !body.is_empty() {
        let body = left(&body);
        if body.is_empty() {
            request.headers_mut().remove(header::CONTENT_TYPE);
        }
        *request.body_mut() = body.into();
    }
    request
}

/// Everything in which a request differs from what a case expects.
#[must_use]
pub fn differences(
    expect: &Value,
    json_text: &[String],
    request: &Request<Bytes>,
    host_prefix: &str,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, expected: &Value, actual: Value| {
        if *expected != actual {
            found.push(format!("{what}{}", diff(expected, &actual)));
        }
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    compare(
        "method",
        &expect["method"],
        request.method().as_str().into(),
    );
    compare("path", &expect["path"], decode(request.uri().path()).into());
    compare("raw path", &expect["raw_path"], request.uri().path().into());
    compare("host prefix", &expect["host_prefix"], host_prefix.into());
    compare(
        "query",
        &parse(&expect["query"], json_text),
        pairs(request.uri().query().unwrap_or_default(), json_text),
    );
    let is_json = expect.get("json").is_some();
    if is_json {
        let body = serde_json::from_slice(request.body()).unwrap_or(Value::Null);
        compare("JSON body", &expect["json"], body);
    } else {
        compare(
            "form",
            &parse(&expect["form"], json_text),
            pairs(&text(request.body()), json_text),
        );
    }
    for (name, value) in expect["headers"].as_object().into_iter().flatten() {
        let header = request
            .headers()
            .get(name)
            .map(|value| text(value.as_bytes()));
        compare(&format!("header {name}"), value, header.into());
    }
    if expect["headers"].get("content-type").is_none()
        && request.headers().contains_key("content-type")
    {
        found.push("a content type without a body".to_owned());
    }
    found
}

/// The lines of what was expected (`-`) and of what arrived (`+`), without those that are in both.
fn diff(expected: &Value, arrived: &Value) -> String {
    let (mut gone, mut new) = (lines(expected), lines(arrived));
    gone.retain(|line| match new.iter().position(|it| it == line) {
        Some(at) => {
            new.remove(at);
            false
        }
        None => true,
    });
    let gone = gone.iter().map(|line| format!("\n    - {line}"));
    gone.chain(new.iter().map(|line| format!("\n    + {line}")))
        .collect()
}

/// A line for each pair of a form or query, for each leaf of an object, or for a single value.
fn lines(value: &Value) -> Vec<String> {
    fn walk(path: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                for (name, value) in members {
                    walk(&format!("{path}.{name}"), value, found);
                }
            }
            Value::Array(elements) if !elements.is_empty() => {
                for (index, value) in elements.iter().enumerate() {
                    walk(&format!("{path}[{index}]"), value, found);
                }
            }
            _ => found.push(
                format!("{path} = {value}")
                    .trim_start_matches(" = ")
                    .to_owned(),
            ),
        }
    }
    let pair = |pair: &Value| match pair.as_array()?.as_slice() {
        [Value::String(name), value] => Some(format!("{name} = {value}")),
        _ => None,
    };
    let pairs = value
        .as_array()
        .and_then(|it| it.iter().map(pair).collect());
    pairs.unwrap_or_else(|| {
        let mut found = Vec::new();
        walk("", value, &mut found);
        found
    })
}

/// The pairs of a form or query, decoded and sorted, JSON texts parsed.
fn pairs(encoded: &str, json_text: &[String]) -> Value {
    let pairs = encoded
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            vec![decode(name), decode(value)]
        });
    parse(&pairs.collect::<Vec<_>>().into(), json_text)
}

/// `+` is a space in a form; the crate never sends one for a space, and percent-encodes its own.
fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

/// Sorted, with JSON texts as JSON, so that white space inside them does not count.
fn parse(pairs: &Value, json_text: &[String]) -> Value {
    let mut pairs: Vec<(String, Value)> = (pairs.as_array().into_iter().flatten())
        .map(|pair| {
            let (name, value) = (
                pair[0].as_str().unwrap_or_default(),
                pair[1].as_str().unwrap_or_default(),
            );
            let is_json = json_text
                .iter()
                .any(|it| it == name || it == without_index(name));
            let parsed = is_json.then(|| serde_json::from_str(value).ok()).flatten();
            (name.to_owned(), parsed.unwrap_or_else(|| value.into()))
        })
        .collect();
    pairs.sort_by(|left, right| left.0.cmp(&right.0));
    serde_json::json!(pairs)
}

fn without_index(name: &str) -> &str {
    let index = name
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once('['));
    match index {
        Some((rest, index)) if index.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn request(uri: &str, body: &'static str) -> Request<Bytes> {
        let request = Request::post(uri).body(Bytes::from_static(body.as_bytes()));
        request.expect("a request")
    }

    fn expected() -> Value {
        json!({
            "method": "POST", "path": "/a b", "raw_path": "/a%20b", "host_prefix": "acme",
            "query": [], "form": [["x", "1"], ["y[0]", "{\"a\": 1}"]], "headers": {},
        })
    }

    #[test]
    fn what_is_expected_is_no_difference() {
        let arrived = request("/a%20b", "y%5B0%5D=%7B%22a%22:1%7D&x=1");
        assert_eq!(
            differences(&expected(), &["y".to_owned()], &arrived, "acme"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_difference_shows_what_is_different_only() {
        let arrived = request("/a%20b", "y%5B0%5D=%7B%22a%22:1%7D&x=2&z=3");
        let found = differences(&expected(), &["y".to_owned()], &arrived, "acme");
        assert_eq!(
            found,
            ["form\n    - x = \"1\"\n    + x = \"2\"\n    + z = \"3\""]
        );
        let json = diff(
            &json!({"a": [1, {"b": 2}], "c": []}),
            &json!({"a": [1, {"b": 3}]}),
        );
        assert_eq!(
            json,
            "\n    - .a[1].b = 2\n    - .c = []\n    + .a[1].b = 3"
        );
    }

    #[test]
    fn every_part_is_compared() {
        let json = ["y".to_owned()];
        let good = "y%5B0%5D=%7B%22a%22:1%7D&x=1";
        for (uri, body, prefix) in [
            ("/a%20c", good, "acme"),
            ("/a+b", good, "acme"),
            ("/a%20b?q=1", good, "acme"),
            ("/a%20b", "x=1", "acme"),
            ("/a%20b", "y%5B0%5D=%7B%22a%22:2%7D&x=1", "acme"),
            ("/a%20b", "y%5B0%5D=%7B%22a%22:1%7D&x=1&x=1", "acme"),
            ("/a%20b", good, "acme.ingest"),
        ] {
            assert!(
                !differences(&expected(), &json, &request(uri, body), prefix).is_empty(),
                "{uri} {body} {prefix}"
            );
        }
    }

    #[test]
    fn what_is_set_aside_is_not_compared_and_all_else_is() {
        let name = |name: &str| Step::Name(name.to_owned());
        let places = [vec![name("a")], vec![name("b"), name("c"), Step::Index(1)]];
        let arrived = request(
            "/x?a%5Bis%5D=1&ab=2",
            "a=1&a%5Bd%5D=1&ab=1&b%5Bc%5D%5B0%5D=1&b%5Bc%5D%5B1%5D=1&b%5Bd%5D%5B1%5D=1",
        );
        let left = without(arrived, &places);
        assert_eq!(left.uri(), "/x?ab=2");
        assert_eq!(
            left.body(),
            "ab=1&b%5Bc%5D%5B0%5D=1&b%5Bd%5D%5B1%5D=1".as_bytes()
        );
        let left = without(
            request("/x", r#"{"a": 1, "b": {"c": [2, 3]}, "ab": 4}"#),
            &places,
        );
        let body: Value = serde_json::from_slice(left.body()).expect("JSON");
        assert_eq!(body, json!({"b": {"c": [2, null]}, "ab": 4}));
    }
}
