//! Text of a site in documentation: one line that is no Markdown, no HTML and no code, whatever it holds.

/// The text in one line, its punctuation escaped: nothing in it is a link, a tag or the begin of an example that would be run.
pub(crate) fn plain(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() || turns(c) { ' ' } else { c })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut plain = String::new();
    for c in words.join(" ").chars() {
        if c.is_ascii_punctuation()
            && !matches!(c, '.' | ',' | ':' | ';' | '?' | '\'' | '"' | '/' | '%')
        {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// What separates lines, cannot be seen, or changes the direction of text.
fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn it_stays_one_line_of_words() {
        for (text, expected) in [
            ("Tier", "Tier"),
            (
                "a\n\n```\npanic!()\n```",
                "a \\`\\`\\` panic\\!\\(\\) \\`\\`\\`",
            ),
            ("*/ fn main() {}", "\\*/ fn main\\(\\) \\{\\}"),
            ("<script>[x](y)", "\\<script\\>\\[x\\]\\(y\\)"),
            ("a\u{202e}b\u{2028}c\u{0}d", "a b c d"),
            ("  ", ""),
            ("50% off, or more?", "50% off, or more?"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }
}
