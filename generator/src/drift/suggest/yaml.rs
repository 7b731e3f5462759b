//! YAML with comments, as the files of the spec are written.

use crate::finding::is_unseen;

/// A node, with what a person must decide about it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Yaml {
    pub(super) value: Value,
    pub(super) comment: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// As it is written, quotes and all.
    Scalar(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

impl From<Value> for Yaml {
    fn from(value: Value) -> Self {
        Self {
            value,
            comment: None,
        }
    }
}

impl Yaml {
    pub(super) fn map() -> Self {
        Value::Map(Vec::new()).into()
    }

    pub(super) fn list(items: Vec<Self>) -> Self {
        Value::List(items).into()
    }

    /// Text, quoted where YAML would read it as something else.
    pub(super) fn text(text: &str) -> Self {
        Value::Scalar(quoted(text)).into()
    }

    /// `true`, `false` or a number.
    pub(super) fn plain(text: &str) -> Self {
        let plain =
            text.parse::<f64>().is_ok_and(f64::is_finite) || matches!(text, "true" | "false");
        if plain {
            Value::Scalar(text.to_owned()).into()
        } else {
            Self::text(text)
        }
    }

    /// `{ $ref: ... }`.
    pub(super) fn reference(to: &str) -> Self {
        Self::map().with("$ref", Self::text(to))
    }

    #[must_use]
    pub(super) fn with(mut self, key: &str, value: Self) -> Self {
        self.put(key, value);
        self
    }

    /// Says what a person must decide.
    #[must_use]
    pub(super) fn decide(mut self, what: &str) -> Self {
        // What upstream says can hold what ends a comment, and what nobody sees.
        let unseen = |c: char| c.is_control() || c.is_whitespace() || is_unseen(c);
        let what = what.replace(unseen, " ");
        self.comment = Some(format!("decide: {what}"));
        self
    }

    /// The value of a key of a mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Value::Map(pairs) = &self.value else {
            return None;
        };
        let found = pairs.iter().find(|(known, _)| known == key);
        found.map(|(_, node)| node)
    }

    pub(super) fn put(&mut self, key: &str, value: Self) {
        let Value::Map(pairs) = &mut self.value else {
            return;
        };
        match pairs.iter_mut().find(|(known, _)| known == key) {
            Some((_, old)) => *old = value,
            None => pairs.push((key.to_owned(), value)),
        }
    }

    /// Changes the node at the end of these keys; the mappings on the way are made where they are not there.
    pub(super) fn edit(&mut self, keys: &[&str], change: impl FnOnce(&mut Self)) {
        let Some((key, rest)) = keys.split_first() else {
            return change(self);
        };
        let mut pairs = match std::mem::replace(&mut self.value, Value::List(Vec::new())) {
            Value::Map(pairs) => pairs,
            Value::Scalar(_) | Value::List(_) => Vec::new(),
        };
        match pairs.iter_mut().find(|(known, _)| known == key) {
            Some((_, node)) => node.edit(rest, change),
            None => {
                let mut node = Self::map();
                node.edit(rest, change);
                pairs.push(((*key).to_owned(), node));
            }
        }
        self.value = Value::Map(pairs);
    }

    /// Sets a key of the mapping at the end of these keys.
    pub(super) fn put_at(&mut self, keys: &[&str], key: &str, value: Self) {
        self.edit(keys, |node| node.put(key, value));
    }

    /// Adds to the list at the end of these keys, where it is not in it.
    pub(super) fn push(&mut self, keys: &[&str], item: Self) {
        self.edit(keys, |node| match &mut node.value {
            Value::List(items) if items.contains(&item) => {}
            Value::List(items) => items.push(item),
            Value::Scalar(_) | Value::Map(_) => node.value = Value::List(vec![item]),
        });
    }

    /// The text of a file.
    pub(super) fn render(&self) -> String {
        let mut out = String::new();
        self.block(&mut out, 0);
        out
    }

    fn block(&self, out: &mut String, indent: usize) {
        let pad = " ".repeat(indent);
        match &self.value {
            Value::Scalar(text) => out.push_str(text),
            Value::Map(pairs) => {
                for (key, node) in pairs {
                    out.push_str(&format!("{pad}{}:", quoted(key)));
                    node.after(out, indent);
                }
            }
            Value::List(items) => {
                for item in items {
                    match (item.flow(), &item.comment) {
                        (None, None) => {
                            // The first key stands beside the dash.
                            let mut inner = String::new();
                            item.block(&mut inner, indent + 2);
                            out.push_str(&format!("{pad}- {}", inner.trim_start()));
                        }
                        _ => {
                            out.push_str(&format!("{pad}-"));
                            item.after(out, indent);
                        }
                    }
                }
            }
        }
    }

    /// What stands after a key or a dash.
    fn after(&self, out: &mut String, indent: usize) {
        let comment = self
            .comment
            .as_ref()
            .map(|text| format!("  # {text}"))
            .unwrap_or_default();
        let flow = self.flow();
        match flow {
            Some(flow) => out.push_str(&format!(" {flow}{comment}\n")),
            None => {
                out.push_str(&format!("{comment}\n"));
                self.block(out, indent + 2);
            }
        }
    }

    /// On one line, where it is short and nothing in it has a comment.
    fn flow(&self) -> Option<String> {
        let text = match &self.value {
            Value::Scalar(text) => return Some(text.clone()),
            Value::List(items) => {
                let all: Option<Vec<String>> = items.iter().map(Self::inner).collect();
                format!("[{}]", all?.join(", "))
            }
            Value::Map(pairs) if pairs.is_empty() => "{}".to_owned(),
            Value::Map(pairs) => {
                if !matches!(pairs.as_slice(), [(key, _)] if key == "$ref") {
                    return None;
                }
                let all: Option<Vec<String>> = (pairs.iter())
                    .map(|(key, node)| Some(format!("{}: {}", quoted(key), node.inner()?)))
                    .collect();
                format!("{{ {} }}", all?.join(", "))
            }
        };
        (text.len() < 90).then_some(text)
    }

    fn inner(&self) -> Option<String> {
        self.flow().filter(|_| self.comment.is_none())
    }
}

/// Text as a YAML scalar: as it is where YAML reads it as text, in single quotes where it is all on one line, and as JSON,
/// which YAML contains, otherwise.
fn quoted(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "_-./$ ".contains(c);
    let word = text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '$'));
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_reserved = reserved.iter().any(|word| word.eq_ignore_ascii_case(text));
    // `.inf` and the like start with a point, numbers with a digit or a sign.
    if word && text.chars().all(safe) && !text.ends_with(' ') && !is_reserved {
        return text.to_owned();
    }
    if text.chars().any(char::is_control) {
        return serde_json::Value::from(text).to_string();
    }
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let words = [
            "a", "on", "1.0", "it's", "a: b", "#x", "- a", "", " a ", "a\nb", "/x/{id}", "null",
            "~", "é", "[a]",
        ];
        let mut yaml = Yaml::map();
        for word in words {
            yaml.push(&["list"], Yaml::text(word));
            yaml.put_at(&["map"], word, Yaml::text(word).decide("what is it?"));
        }
        let read: serde_yaml::Value = serde_yaml::from_str(&yaml.render()).expect("YAML");
        for (at, word) in words.iter().enumerate() {
            assert_eq!(read["list"][at].as_str(), Some(*word), "{word}");
            assert_eq!(read["map"][*word].as_str(), Some(*word), "{word}");
        }
    }
}
