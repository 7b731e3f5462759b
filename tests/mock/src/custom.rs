//! Custom fields and consent fields, whose types only a site knows.

use serde_json::{Number, Value};

/// The longest number that is one for certain: more digits would not be kept.
const DIGITS: usize = 15;

/// Whether that is the name of a custom field (`cf_*`) or a consent field (`cs_*`).
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with("cf_") || name.starts_with("cs_")
}

/// The value of a text from a form. A site answers it in the type that it gave the field; here it is the one that the text has: a
/// boolean, a number that is written as JSON would write it, or text. A text of digits with a leading zero stays text.
pub(crate) fn typed(text: &str) -> Value {
    match text {
        "true" => return true.into(),
        "false" => return false.into(),
        _ => {}
    }
    let number = serde_json::from_str::<Number>(text).ok();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    match number.filter(|it| digits <= DIGITS && it.to_string() == text) {
        Some(number) => number.into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_is_what_it_is_written_as() {
        for (text, value) in [
            ("true", json!(true)),
            ("false", json!(false)),
            ("True", json!("True")),
            ("12", json!(12)),
            ("-3", json!(-3)),
            ("1.5", json!(1.5)),
            ("1.50", json!("1.50")),
            ("012", json!("012")),
            ("1e3", json!("1e3")),
            ("12345678901234567890", json!("12345678901234567890")),
            ("2031-07-14", json!("2031-07-14")),
            ("gold", json!("gold")),
            ("", json!("")),
        ] {
            assert_eq!(typed(text), value, "{text}");
        }
    }
}
