//! Descriptions. What they say is for people, but for what they say on rounding: sums are made by it.

use crate::diff::{change::Change, rules, words};

/// What a description that changed is; `of` says whose it is, where the path does not.
pub(super) fn changed(path: &str, of: Option<&str>, before: &str, after: &str) -> Option<Change> {
    if before == after {
        return None;
    }
    let (rule, what) = if on_rounding(before) == on_rounding(after) {
        (&rules::DESCRIPTION, "description")
    } else {
        (&rules::ROUNDING, "rounding")
    };
    let message = match of {
        Some(of) => format!("{what} of {of} changed"),
        None => format!("{what} changed"),
    };
    Some(Change::new(rule, path, message).from_to(before, after))
}

/// What became it is found by other names.
pub(super) fn aliases(
    path: &str,
    of: Option<&str>,
    before: &[String],
    after: &[String],
) -> Option<Change> {
    if before == after {
        return None;
    }
    let of = of.map_or_else(String::new, |of| format!(" of `{of}`"));
    let message = format!("names in API v1 of what became it{of} changed");
    let list = |names: &[String]| match names {
        [] => "none".to_owned(),
        names => words::list(names.iter().map(String::as_str)),
    };
    let mut change = Change::new(&rules::V1_NAME, path, message);
    change.aspect = Some("aliases".to_owned());
    Some(change.from_to(list(before), list(after)))
}

/// The sentences of a description that speak of rounding.
fn on_rounding(docs: &str) -> Vec<&str> {
    let sentences = docs.split_inclusive(['.', ';']).map(str::trim);
    sentences
        .filter(|it| speaks_of_rounding(it))
        .flat_map(str::split_whitespace)
        .collect()
}

/// `rounded half up`, `round_off_amount`; neither `around` nor a grant that came round again.
fn speaks_of_rounding(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    let mut words = sentence
        .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
        .peekable();
    while let Some(word) = words.next() {
        let adverb = word == "round" && words.peek() == Some(&"again");
        if word.starts_with("round") && !adverb {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::speaks_of_rounding;

    #[test]
    fn words_on_rounding() {
        for sentence in [
            "Rounded half up.",
            "The sum (rounding aside).",
            "See `round_off_amount`.",
            "Round-off is lost.",
        ] {
            assert!(speaks_of_rounding(sentence), "{sentence}");
        }
        for sentence in [
            "Around noon.",
            "In the background.",
            "It came round again.",
            "",
        ] {
            assert!(!speaks_of_rounding(sentence), "{sentence}");
        }
    }
}
