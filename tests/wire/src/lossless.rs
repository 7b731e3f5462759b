//! Whether JSON that was read is written back whole: every field, every digit.

use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The places at which two JSON texts differ. Numbers are compared by their digits and not as floating point, objects
/// without regard to order.
#[must_use]
pub fn differences(read: &str, written: &str) -> Vec<String> {
    let mut found = Vec::new();
    compare("", read, written, &mut found);
    found
}

fn compare(path: &str, read: &str, written: &str, found: &mut Vec<String>) {
    let (read, written) = (read.trim(), written.trim());
    // What was kept as it stood is not taken apart: it may be nested without end.
    if read == written {
        return;
    }
    match (object(read), object(written)) {
        (Some(read), Some(written)) => {
            for (name, value) in &read {
                match written.get(name) {
                    Some(other) => {
                        compare(&format!("{path}.{name}"), value.get(), other.get(), found)
                    }
                    None => found.push(format!("{path}.{name} is lost")),
                }
            }
            let new = written.keys().filter(|name| !read.contains_key(*name));
            found.extend(new.map(|name| format!("{path}.{name} is new")));
            return;
        }
        (None, None) => {}
        _ => return found.push(format!("{path} is another kind of value")),
    }
    match (list(read), list(written)) {
        (Some(read), Some(written)) if read.len() == written.len() => {
            for (index, (read, written)) in read.iter().zip(&written).enumerate() {
                compare(
                    &format!("{path}[{index}]"),
                    read.get(),
                    written.get(),
                    found,
                );
            }
        }
        (None, None) if scalar(read) == scalar(written) => {}
        _ => found.push(format!("{path} was {read} and is {written}")),
    }
}

fn object(json: &str) -> Option<BTreeMap<String, Box<RawValue>>> {
    serde_json::from_str(json).ok()
}

fn list(json: &str) -> Option<Vec<Box<RawValue>>> {
    serde_json::from_str(json).ok()
}

/// Text with its escapes resolved; all else as it stands.
fn scalar(json: &str) -> String {
    serde_json::from_str::<String>(json)
        .map_or_else(|_| json.to_owned(), |text| format!("text {text}"))
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn order_white_space_and_escapes_do_not_count() {
        let read = r#"{"a": [1, {"b": "\u00e9"}], "c": null}"#;
        assert_eq!(
            differences(read, r#"{"c":null,"a":[1,{"b":"é"}]}"#),
            Vec::<String>::new()
        );
    }

    #[test]
    fn everything_else_counts() {
        for (read, written) in [
            ("{\"a\":1}", "{}"),
            ("{}", "{\"a\":1}"),
            ("{\"a\":1.0}", "{\"a\":1}"),
            (
                "{\"a\":0.1234567890123456789}",
                "{\"a\":0.12345678901234568}",
            ),
            ("{\"a\":\"1\"}", "{\"a\":1}"),
            ("{\"a\":null}", "{}"),
            ("{\"a\":[]}", "{}"),
            ("[1,2]", "[1]"),
            ("{\"a\":{}}", "{\"a\":[]}"),
        ] {
            assert!(!differences(read, written).is_empty(), "{read} {written}");
        }
    }
}
