//! The document as text that every YAML reader reads alike.
//!
//! The library writes YAML 1.2 and quotes what would be read as something else there. Many tools still read YAML 1.1, where
//! `on` and `no` are booleans and `2024-01-31` is a date: such text is quoted here.

use serde_yaml::{Error, Mapping, Value};

/// Stands for a quote around text until the document is written. A character for private use, which no description has;
/// the library writes it as it is.
const QUOTE: char = '\u{e000}';

/// Words that YAML 1.1 reads as booleans, in any case.
const BOOLEANS: [&str; 6] = ["y", "n", "yes", "no", "on", "off"];

pub(super) fn write(document: Mapping) -> Result<String, Error> {
    let text = serde_yaml::to_string(&marked(document.into()))?;
    Ok(text.replace(QUOTE, "'"))
}

fn marked(value: Value) -> Value {
    match value {
        Value::String(text) if is_ambiguous(&text) => format!("{QUOTE}{text}{QUOTE}").into(),
        Value::Sequence(list) => list.into_iter().map(marked).collect(),
        Value::Mapping(map) => {
            let pairs = map.into_iter();
            Value::Mapping(pairs.map(|(key, it)| (marked(key), marked(it))).collect())
        }
        value => value,
    }
}

fn is_ambiguous(text: &str) -> bool {
    let boolean = BOOLEANS.iter().any(|word| text.eq_ignore_ascii_case(word));
    // Numbers with underscores or colons, dates and times.
    let number = text.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c))
        && text.chars().skip(1).any(|c| "_:-".contains(c))
        && (text.chars()).all(|c| c.is_ascii_digit() || "_:.+-eETtZz ".contains(c));
    boolean || number || text == "=" || text == "<<"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_what_only_some_readers_take_for_text() {
        let texts = [
            "on", "Off", "y", "true", "null", "1.0", "007", "1_000", "12:30", "=",
        ];
        let dates = ["2024-01-31", "2024-01-31T00:00:00Z"];
        for text in texts.into_iter().chain(dates) {
            let document: Mapping = [(Value::from(text), Value::from(text))]
                .into_iter()
                .collect();
            let written = write(document).expect("written");
            assert_eq!(written, format!("'{text}': '{text}'\n"));
        }
        for text in ["only", "3.0.3", "v2", "e", "1st"] {
            let document: Mapping = [(Value::from(text), Value::from(text))]
                .into_iter()
                .collect();
            let written = write(document).expect("written");
            assert_eq!(written, format!("{text}: {text}\n"));
        }
    }
}
