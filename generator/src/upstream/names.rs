//! Names that upstream documents do not give.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// `line_items` to `LineItems`.
pub(super) fn camel(name: &str) -> String {
    let name = name.to_upper_camel_case();
    if name.is_empty() {
        "Empty".to_owned()
    } else {
        name
    }
}

/// `remove-scheduled changes` to `remove_scheduled_changes`.
pub(super) fn snake(name: &str) -> String {
    name.to_snake_case()
}

/// `line_items` to `line_item`.
pub(super) fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if let Some(stem) = name.strip_suffix(ending) {
            return format!("{stem}{}", ending.strip_suffix("es").unwrap_or_default());
        }
    }
    match name.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') && !stem.is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    }
}

/// A description as text: what it says counts, not how a page shows it.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Behind the last one no tag ends, and looking for its end again and again would take for ever.
    let last = text.rfind('>');
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let starts = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let is_before_last = last.is_some_and(|last| text.len() - tag.len() <= last);
        let end = if starts && is_before_last {
            tag.split_once('>')
        } else {
            None
        };
        match end {
            Some((_, after)) => {
                out.push(' ');
                rest = after;
            }
            None => {
                out.push('<');
                rest = tag;
            }
        }
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions() {
        let cases = [
            (
                "<p class=\"a\">An <code>id</code>\n of it.</p>",
                "An id of it.",
            ),
            ("a < b and c > d", "a < b and c > d"),
            ("an <unclosed tag", "an <unclosed tag"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected);
        }
    }

    #[test]
    fn singulars() {
        let cases = [
            ("line_items", "line_item"),
            ("taxes", "tax"),
            ("addresses", "address"),
            ("currencies", "currency"),
            ("address", "address"),
            ("s", "s"),
        ];
        for (many, one) in cases {
            assert_eq!(singular(many), one);
        }
    }
}
