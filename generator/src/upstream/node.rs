//! A node of an upstream document that knows where it stands, so that what is wrong with it can be said with its place.
//!
//! The place is a JSON pointer: it is the same in the JSON and the YAML form of a file, and costs no second tree.

use crate::finding::Finding;
use serde_json::Value;
use std::rc::Rc;

/// A node and its place.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    pub(super) value: &'a Value,
    file: &'a str,
    pointer: Rc<str>,
}

pub(super) type Found<T> = Result<T, Finding>;

impl<'a> At<'a> {
    pub(super) fn root(file: &'a str, value: &'a Value) -> Self {
        Self {
            value,
            file,
            pointer: "".into(),
        }
    }

    /// Where it stands in the document: the same node has one pointer, whichever reference leads to it.
    pub(super) fn pointer(&self) -> &Rc<str> {
        &self.pointer
    }

    /// `api.json#/paths/~1coupons/get`.
    pub(super) fn place(&self) -> String {
        format!("{}#{}", self.file, self.pointer)
    }

    /// The name of the component that it is, where it is one.
    pub(super) fn component(&self) -> Option<String> {
        let name = self.pointer.strip_prefix("/components/schemas/")?;
        let is_whole = !name.contains('/');
        is_whole.then(|| name.replace("~1", "/").replace("~0", "~"))
    }

    /// Something is wrong here.
    pub(super) fn wrong(&self, message: &str) -> Finding {
        Finding::general(format!("{}: {message}", self.place()))
    }

    fn expected(&self, wanted: &str) -> Finding {
        let is = match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::Array(_) => "a list",
            Value::Object(_) => "a mapping",
        };
        self.wrong(&format!("{wanted} is expected here, not {is}"))
            .help("the file is damaged, or no OpenAPI 3.0 or 3.1 document")
    }

    fn below(&self, key: &str, value: &'a Value) -> Self {
        let key = key.replace('~', "~0").replace('/', "~1");
        Self {
            value,
            file: self.file,
            pointer: format!("{}/{key}", self.pointer).into(),
        }
    }

    /// The value of a key; `null` counts as not there. A schema can be `true` or `false` since OpenAPI 3.1, and has no keys then.
    pub(super) fn get(&self, key: &str) -> Found<Option<Self>> {
        match self.value {
            Value::Bool(_) => Ok(None),
            Value::Object(map) => {
                let value = map.get(key).filter(|value| !value.is_null());
                Ok(value.map(|value| self.below(key, value)))
            }
            _ => Err(self.expected("a mapping")),
        }
    }

    /// The value at the end of several keys.
    pub(super) fn dig(&self, keys: &[&str]) -> Found<Option<Self>> {
        let mut here = self.clone();
        for key in keys {
            match here.get(key)? {
                Some(next) => here = next,
                None => return Ok(None),
            }
        }
        Ok(Some(here))
    }

    /// The pairs of a mapping.
    pub(super) fn pairs(&self) -> Found<Vec<(&'a str, Self)>> {
        match self.value {
            Value::Object(map) => Ok((map.iter())
                .map(|(key, value)| (key.as_str(), self.below(key, value)))
                .collect()),
            _ => Err(self.expected("a mapping")),
        }
    }

    /// The pairs of the mapping that a key holds; none where there is no such key.
    pub(super) fn pairs_of(&self, key: &str) -> Found<Vec<(&'a str, Self)>> {
        match self.get(key)? {
            Some(at) => at.pairs(),
            None => Ok(Vec::new()),
        }
    }

    /// The elements of the list that a key holds; none where there is no such key.
    pub(super) fn list_of(&self, key: &str) -> Found<Vec<Self>> {
        let Some(at) = self.get(key)? else {
            return Ok(Vec::new());
        };
        match at.value {
            Value::Array(list) => Ok((list.iter().enumerate())
                .map(|(index, value)| at.below(&index.to_string(), value))
                .collect()),
            _ => Err(at.expected("a list")),
        }
    }

    /// The text of this node.
    pub(super) fn text(&self) -> Found<&'a str> {
        self.value.as_str().ok_or_else(|| self.expected("text"))
    }

    /// The text that a key holds.
    pub(super) fn text_of(&self, key: &str) -> Found<Option<&'a str>> {
        self.get(key)?.map(|at| at.text()).transpose()
    }

    /// The texts of the list that a key holds.
    pub(super) fn texts_of(&self, key: &str) -> Found<Vec<&'a str>> {
        self.list_of(key)?.iter().map(Self::text).collect()
    }

    /// Whether a key holds `true`.
    pub(super) fn flag(&self, key: &str) -> Found<bool> {
        match self.get(key)? {
            None => Ok(false),
            Some(at) => at.value.as_bool().ok_or_else(|| at.expected("a boolean")),
        }
    }

    /// The number that a key holds, as it is written.
    pub(super) fn number_of(&self, key: &str) -> Found<Option<String>> {
        match self.get(key)? {
            None => Ok(None),
            Some(at) => match at.value {
                // OpenAPI 3.0 writes `exclusiveMinimum: true` beside `minimum`.
                Value::Bool(_) if key.starts_with("exclusive") => Ok(None),
                value => number(value)
                    .map(Some)
                    .ok_or_else(|| at.expected("a number")),
            },
        }
    }

    /// The node that `reference` points at.
    pub(super) fn follow(&self, root: &Self, reference: &str) -> Found<Self> {
        let Some(fragment) = reference.strip_prefix('#') else {
            let finding = self.wrong(&format!("`{reference}` points at another file"));
            return Err(finding.help("bundle the files into one first"));
        };
        // A fragment of an address writes some characters as their bytes.
        let pointer = decoded(fragment);
        match root.value.pointer(&pointer) {
            Some(value) => Ok(Self {
                value,
                file: self.file,
                pointer: pointer.into(),
            }),
            None => Err(self.wrong(&format!("`{reference}` points at nothing"))),
        }
    }
}

/// How a text begins that stands for a number with more digits than a [`Value`] holds: a character that Unicode gives no meaning.
pub(super) const DIGITS: char = '\u{10fffd}';

/// A number with all its digits.
pub(super) fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => text.strip_prefix(DIGITS).map(str::to_owned),
        _ => None,
    }
}

/// A text in which `%20` stands for a space; what is no such code stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
