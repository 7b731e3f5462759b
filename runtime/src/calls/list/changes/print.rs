//! What tells one content from another.

use crate::wire::{record::Record, write};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// How deep members are put in order. What is nested deeper counts as it stands.
const DEPTH: usize = 64;

/// A fingerprint of the content (FNV-1a): one that stays the same from release to release, because checkpoints are stored, and
/// that does not depend on the order of members, on spaces, or on how text is escaped, which a server may change at any time.
pub(super) fn print(resource: &dyn Record) -> u64 {
    of(&write::to_json(resource))
}

fn of(json: &str) -> u64 {
    let mut print = Print(0xcbf2_9ce4_8422_2325);
    print.value(json, DEPTH);
    print.0
}

struct Print(u64);

impl Print {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |print, byte| {
            (print ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
    }

    fn text(&mut self, text: &str) {
        // With its length, so that the end of one cannot pass for the start of another.
        self.bytes(text.len().to_string().as_bytes());
        self.bytes(b"\"");
        self.bytes(text.as_bytes());
    }

    fn value(&mut self, json: &str, depth: usize) {
        let json = json.trim_ascii();
        let inside = depth.checked_sub(1);
        match (json.as_bytes().first(), inside) {
            (Some(b'{'), Some(inside)) => {
                if let Ok(members) = serde_json::from_str::<BTreeMap<String, &RawValue>>(json) {
                    self.bytes(b"{");
                    for (name, value) in members {
                        self.text(&name);
                        self.value(value.get(), inside);
                    }
                    return self.bytes(b"}");
                }
            }
            (Some(b'['), Some(inside)) => {
                if let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(json) {
                    self.bytes(b"[");
                    for value in elements {
                        self.value(value.get(), inside);
                    }
                    return self.bytes(b"]");
                }
            }
            (Some(b'"'), _) => {
                if let Ok(text) = serde_json::from_str::<String>(json) {
                    return self.text(&text);
                }
            }
            _ => {}
        }
        // A number keeps every digit.
        self.bytes(json.as_bytes());
        self.bytes(b",");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_has_the_same_print() {
        let one = r#"{"id":"c\u00e9","x":{"b":[1,{"d":null,"c":"é/"}],"a":true}}"#;
        let other = r#" { "x": {"a":true, "b": [ 1, {"c":"\u00e9\/","d":null} ]}, "id": "cé" } "#;
        assert_eq!(of(one), of(other));
    }

    #[test]
    fn what_differs_has_another() {
        let all = [
            r#"{"a":1}"#,
            r#"{"a":10}"#,
            r#"{"a":"1"}"#,
            r#"{"a":[1]}"#,
            r#"{"a":[1,0]}"#,
            r#"{"a":[[1],0]}"#,
            r#"{"a":[[1,0]]}"#,
            r#"{"b":1}"#,
            r#"{"a":{"b":1}}"#,
            r#"{"a":{},"b":1}"#,
            r#"{"a":12345678901234567890.1}"#,
            r#"{"a":12345678901234567890.2}"#,
        ];
        let mut prints: Vec<u64> = all.iter().map(|json| of(json)).collect();
        prints.sort_unstable();
        prints.dedup();
        assert_eq!(prints.len(), all.len());
    }

    #[test]
    fn depth_is_bounded() {
        let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_ne!(of(&deep("1")), of(&deep("2")));
    }
}
