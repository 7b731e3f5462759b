//! The text of a file to a tree, whichever of JSON and YAML it is.

use super::node::DIGITS;
use crate::{
    finding::{Finding, Source},
    load::tree::{self, Node},
};
use serde_json::Value;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::Arc,
};

/// The vendor's largest file has 12 MB; beyond this it is something else.
const MAX_BYTES: u64 = 128 << 20;

/// Reads a file.
pub(super) fn file(path: &Path) -> Result<Value, Finding> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| {
        // One byte more, so that a file that is too large is told from one that just fits.
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes)
    });
    if let Err(error) = read {
        let finding = Finding::general(format!("{name} cannot be read: {error}"));
        let help = match error.kind() {
            io::ErrorKind::NotFound => "name a file that is there",
            _ => "name a file, JSON or YAML, that holds an OpenAPI document",
        };
        return Err(finding.help(help));
    }
    if bytes.len() as u64 > MAX_BYTES {
        let limit = MAX_BYTES >> 20;
        let finding = Finding::general(format!("{name} is larger than {limit} MB"));
        return Err(finding.help("the vendor's descriptions have 2 to 12 MB; is this one of them?"));
    }
    text(&name, &bytes)
}

/// The same for the content of a file.
pub(super) fn text(name: &str, bytes: &[u8]) -> Result<Value, Finding> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Finding::general(format!("{name} is not UTF-8 text: byte {at}")).help("save it as UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let wrong = |line: usize, column: usize, message: &str| {
        let finding = Finding::general(format!("{name}:{line}:{column}: {message}"));
        finding.help("the file may be cut off, or be no JSON or YAML; fetch it again")
    };
    let read = is_json(text).then(|| {
        serde_json::from_str(text).map_err(|error| {
            let why = error.to_string();
            let why = why.split(" at line ").next().unwrap_or(&why);
            wrong(
                error.line(),
                error.column(),
                &format!("this is no JSON: {why}"),
            )
        })
    });
    // YAML contains JSON, and takes several times as long to read it, but keeps all digits.
    let value: Value = if let Some(read) = read.filter(|it| it.is_err() || !has_long_number(text)) {
        read?
    } else {
        // The parser of the spec refuses what unfolds without end, and nesting, before it costs anything.
        let source = Arc::new(Source {
            name: name.to_owned(),
            text: Arc::new(text.to_owned()),
        });
        json(
            &tree::parse_published(&source).map_err(|finding| match &finding.place {
                // Without the lines: one can be as long as the file.
                Some(place) => wrong(place.line, place.column, &finding.message),
                None => finding,
            })?,
        )
    };
    match value {
        Value::Object(_) => Ok(value),
        _ => Err(wrong(1, 1, "this is no OpenAPI document: it is no mapping")),
    }
}

/// Whether a text begins as JSON does: the keys of a mapping in YAML can stand without quotes.
fn is_json(text: &str) -> bool {
    let behind = text.trim_start().strip_prefix('{').map(str::trim_start);
    behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(['"', '}']))
}

/// Whether a text may have a number with more digits than a machine's number holds; text of digits counts too.
fn has_long_number(text: &str) -> bool {
    let parts = text.split(|it: char| !it.is_ascii_digit() && it != '.');
    parts.into_iter().any(|it| it.len() >= 17)
}

/// A tree without its places.
fn json(node: &Node) -> Value {
    match &node.value {
        tree::Value::Null => Value::Null,
        tree::Value::Bool(value) => Value::from(*value),
        tree::Value::Int(value) => Value::from(*value),
        tree::Value::Float(value) => Value::from(*value),
        tree::Value::Digits(text) => Value::from(format!("{DIGITS}{text}")),
        tree::Value::Text(text) => Value::from(text.as_str()),
        tree::Value::List(list) => list.iter().map(json).collect(),
        tree::Value::Map(pairs) => {
            let pairs = pairs
                .iter()
                .map(|pair| (pair.key.clone(), json(&pair.node)));
            Value::Object(pairs.collect())
        }
    }
}
