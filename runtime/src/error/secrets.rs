//! Texts from elsewhere without what nothing may print.

use crate::values::show::REDACTED;

/// The ids of secret links and the sensitive parameters of a request, the longest first.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

/// Shorter texts are secrets by chance only: `1` for a month.
const SHORTEST: usize = 3;

/// Up to that length a secret is looked for as a word: the digits of a security code stand in other numbers too.
const WORD: usize = 7;

impl Secrets {
    pub(crate) fn new(mut texts: Vec<String>) -> Self {
        texts.retain(|secret| secret.trim().chars().count() >= SHORTEST);
        texts.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        texts.dedup();
        Self(texts)
    }

    /// The text with each secret replaced. The API's messages repeat what they are about: an id that is not found, a card number
    /// that is not valid.
    pub(crate) fn hide(&self, mut text: String) -> String {
        for secret in &self.0 {
            if text.contains(secret.as_str()) {
                text = hide_one(&text, secret);
            }
        }
        text
    }
}

fn hide_one(text: &str, secret: &str) -> String {
    let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let short = secret.chars().count() <= WORD;
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for (at, _) in text.match_indices(secret) {
        let (before, after) = text.split_at(at);
        let after = after.strip_prefix(secret).unwrap_or_default();
        if short && (in_word(before.chars().next_back()) || in_word(after.chars().next())) {
            continue;
        }
        shown.push_str(text.get(end..at).unwrap_or_default());
        shown.push_str(REDACTED);
        end = at + secret.len();
    }
    shown.push_str(text.get(end..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_secrets_are_words_and_long_ones_stand_anywhere() {
        let secrets = ["tok_9876543210", "4111 1111", "123"];
        let secrets = Secrets(secrets.map(str::to_owned).to_vec());
        for (said, shown) in [
            ("no tok_9876543210", "no [redacted]"),
            (
                "xtok_9876543210x, tok_9876543210",
                "x[redacted]x, [redacted]",
            ),
            (
                "card 4111 1111 (cvv 123)",
                "card [redacted] (cvv [redacted])",
            ),
            ("123, 1234 and a123", "[redacted], 1234 and a123"),
            ("nothing of it", "nothing of it"),
        ] {
            assert_eq!(secrets.hide(said.to_owned()), shown);
        }
    }
}
