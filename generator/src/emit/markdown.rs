//! Texts of the spec as Markdown: they show as they are written, and make no links, no tags and no code that would be compiled.

/// A text of any number of paragraphs. Fenced code stays code, and says that it is no Rust.
pub(super) fn text(text: &str) -> String {
    let mut blocks = Blocks::default();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        match (fence, fence_of(line)) {
            (Some(open), Some((marks, ""))) if marks.starts_with(open) => {
                blocks.line(open.to_owned());
                fence = None;
            }
            (Some(_), _) => blocks.line(line.to_owned()),
            (None, Some((marks, info))) if !info.contains('`') => {
                blocks.line(format!("{marks}text"));
                fence = Some(marks);
            }
            (None, _) if line.trim().is_empty() => blocks.line(String::new()),
            (None, _) => blocks.prose(line),
        }
    }
    if let Some(open) = fence {
        blocks.line(open.to_owned());
    }
    blocks.finish()
}

/// The same on one line, for the inside of a list or a sentence.
pub(super) fn line(text: &str) -> String {
    inline(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A value as code.
pub(super) fn code(value: &str) -> String {
    let value = value.replace(['\n', '\r', '\t'], " ");
    if value.contains('`') || value.trim().is_empty() {
        inline(&value)
    } else {
        format!("`{value}`")
    }
}

/// Whether a line that [`text`] gave begins or ends fenced code.
pub(super) fn is_fence(line: &str) -> bool {
    fence_of(line).is_some()
}

/// The marks of a fence, and what stands behind them.
fn fence_of(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let marks = &line[..line.len() - rest.len()];
    (marks.len() >= 3).then_some((marks, rest.trim()))
}

/// Lines as they are, and prose between them, which is read as a whole: code can begin on one line and end on the next.
#[derive(Default)]
struct Blocks {
    lines: Vec<String>,
    prose: Vec<String>,
}

impl Blocks {
    fn prose(&mut self, line: &str) {
        // Four spaces at the beginning, or behind the mark of a list, would make code of it.
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let indent = line.len() - line.trim_start().len();
        self.prose.push(" ".repeat(indent.min(3)) + &words);
    }

    fn end_prose(&mut self) {
        if !self.prose.is_empty() {
            self.lines.push(inline(&self.prose.join("\n")));
            self.prose.clear();
        }
    }

    fn line(&mut self, line: String) {
        self.end_prose();
        self.lines.push(line);
    }

    fn finish(mut self) -> String {
        self.end_prose();
        self.lines.join("\n")
    }
}

/// A paragraph: outside of code, brackets are brackets and not links or tags.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '`' || c == '~' {
            let behind = rest.trim_start_matches(c);
            let count = rest.len() - behind.len();
            let end = end_of_code(behind, count).filter(|_| c == '`' && count < 3);
            match end {
                Some(end) => {
                    out.push_str(&rest[..count + end + count]);
                    rest = &behind[end + count..];
                }
                // Three of them at the beginning of a line would begin fenced code.
                None => {
                    let mark = if c == '~' && count < 3 {
                        "~"
                    } else {
                        &format!("\\{c}")
                    };
                    out.push_str(&mark.repeat(count));
                    rest = behind;
                }
            }
            continue;
        }
        if matches!(c, '[' | ']' | '<' | '>' | '*' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Where code ends that began with so many backticks: at the next as many.
fn end_of_code(text: &str, count: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        if run == count {
            return Some(start);
        }
        at = start + run;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_shows_as_it_is_written() {
        for (written, markdown) in [
            ("Sent as `a[b]`, not [a].", "Sent as `a[b]`, not \\[a\\]."),
            ("a ` b [c]", "a \\` b \\[c\\]"),
            ("[`Foo`] <b> a_b *c*", "\\[`Foo`\\] \\<b\\> a\\_b \\*c\\*"),
            ("``a ` [b]`` [c]", "``a ` [b]`` \\[c\\]"),
            ("a ``` b [c]", "a \\`\\`\\` b \\[c\\]"),
            ("a ~ b ~~~ c", "a ~ b \\~\\~\\~ c"),
            ("one\n\n\ntwo", "one\n\n\ntwo"),
            ("- one\n  - two", "- one\n  - two"),
        ] {
            assert_eq!(text(written), markdown);
        }
    }

    #[test]
    fn code_is_none_of_rust() {
        for (written, markdown) in [
            (
                "a\n```\nlet [x] = ;\n```\nb",
                "a\n```text\nlet [x] = ;\n```\nb",
            ),
            ("```rust\nlet", "```text\nlet\n```"),
            ("~~~~\na\n~~~\n~~~~\nb", "~~~~text\na\n~~~\n~~~~\nb"),
            ("a\n\n    let x;\n\nb", "a\n\n   let x;\n\nb"),
            ("-      let x;", "- let x;"),
            ("- ```\n  let x;", "- \\`\\`\\`\n  let x;"),
        ] {
            assert_eq!(text(written), markdown);
        }
        assert_eq!(line("```\nlet x;\n```"), "\\`\\`\\` let x; \\`\\`\\`");
        assert_eq!(code("a\nb"), "`a b`");
        assert_eq!(code("a`b"), "a\\`b");
    }
}
