//! A report for a comment on a pull request: short first, details folded, never longer than GitHub takes.
//!
//! Changes of money and what breaks integrations come first and are cut last: as long as a line for each of them fits, all
//! of them are there. What is cut is counted, and at the top where it should have been seen.

use super::{Page, Summary, renamed, sections, users, wire};
use crate::diff::{
    change::{Change, semver},
    clip::{before_and_after, clipped},
    section::Section,
    words::count,
};
use minijinja::{Environment, context};
use serde::Serialize;

/// GitHub takes 65,536 characters, and these are bytes, of which there are never fewer; the rest is for what else the comment
/// says.
const LIMIT: usize = 61_440;
/// For everything but the changes.
const SKELETON: usize = 4_096;
const MOST_TEXT: usize = 400;
const MOST_DETAILS: usize = 2_000;
const MOST_NAMES: usize = 8;
/// Up to so many changes of money and breaks are shown without unfolding anything.
const OPEN: usize = 5;

#[derive(Serialize)]
struct Shown {
    title: &'static str,
    count: usize,
    open: bool,
    items: Vec<String>,
    cut: usize,
}

pub(super) fn render(page: &Page<'_>) -> Result<String, String> {
    let mut room = LIMIT - SKELETON;
    let sections = sections(page.report);
    let (seen, rest): (Vec<_>, Vec<_>) =
        sections.into_iter().partition(|(it, _)| it.must_be_seen());
    // Each of the important ones in a line before any of them in full.
    let mut important: Vec<(Section, Vec<String>, usize)> = Vec::new();
    for (section, changes) in &seen {
        let mut lines = Vec::new();
        for change in changes {
            let line = brief(change);
            if line.len() >= room {
                break;
            }
            room -= line.len() + 1;
            lines.push(line);
        }
        let cut = changes.len() - lines.len();
        important.push((*section, lines, cut));
    }
    let missed: usize = important.iter().map(|(_, _, cut)| cut).sum();
    for ((_, lines, _), (_, changes)) in important.iter_mut().zip(&seen) {
        for (line, change) in lines.iter_mut().zip(changes) {
            let full = full(change);
            let more = full.len().saturating_sub(line.len());
            if more < room {
                room -= more;
                *line = full;
            }
        }
    }
    let mut shown: Vec<Shown> = Vec::new();
    for ((section, items, cut), (_, changes)) in important.into_iter().zip(&seen) {
        shown.push(Shown {
            title: section.title(),
            count: changes.len(),
            open: changes.len() <= OPEN,
            items,
            cut,
        });
    }
    for (section, changes) in &rest {
        let mut items = Vec::new();
        for change in changes {
            let item = full(change);
            if item.len() >= room {
                break;
            }
            room -= item.len() + 1;
            items.push(item);
        }
        shown.push(Shown {
            title: section.title(),
            count: changes.len(),
            open: false,
            cut: changes.len() - items.len(),
            items,
        });
    }
    let text = skeleton(page, &shown, missed)?;
    debug_assert!(text.len() <= LIMIT, "{} bytes", text.len());
    Ok(text)
}

fn skeleton(page: &Page<'_>, shown: &[Shown], missed: usize) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_keep_trailing_newline(true);
    let summary = Summary::of(page.report);
    let values = context! {
        title => page.title,
        base => code(&clipped(&page.report.base, 120)),
        head => code(&clipped(&page.report.head, 120)),
        summary => summary,
        advice => page.advice.map(ToString::to_string),
        changes => count(summary.changes, "change"),
        sections => shown,
        missed,
    };
    let template = include_str!("../../../../templates/diff.md.j2");
    let text = environment.render_str(template, values);
    text.map_err(|error| format!("templates/diff.md.j2: {error:#}"))
}

/// A change in a line.
fn brief(change: &Change) -> String {
    format!(
        "- {} {}",
        code(&clipped(&change.path, 160)),
        prose(&clipped(&change.message, 200))
    )
}

/// A change with all that is known about it.
fn full(change: &Change) -> String {
    let mut lines = vec![brief(change)];
    let mut verdicts = vec![
        format!("{} on the wire", wire(change.verdicts.wire)),
        format!("{} for the crate", semver(change.verdicts.krate)),
    ];
    verdicts.push(code(change.rule.id));
    if let Some(place) = &change.place {
        verdicts.push(code(&format!("{}:{}", place.file, place.line)));
    }
    verdicts.push(code(&change.fingerprint()));
    lines.push(format!("  - {}", verdicts.join(" · ")));
    for (word, text) in ["was", "is"]
        .iter()
        .zip(before_and_after(change, MOST_TEXT))
    {
        if let Some(text) = text {
            lines.push(format!("  - {word}: {}", prose(&text)));
        }
    }
    for line in &change.details {
        lines.push(format!("  - {}", prose(&clipped(line, MOST_DETAILS))));
    }
    if let Some(by) = change.renamed {
        lines.push(format!("  - {}", renamed(by)));
    }
    for line in users(change, MOST_NAMES) {
        lines.push(format!("  - {}", prose(&line)));
    }
    if let Some(note) = &change.note {
        lines.push(format!("  - note: {}", prose(&clipped(note, MOST_TEXT))));
    }
    lines.join("\n")
}

/// Text as code: in as many backticks as it takes.
fn code(text: &str) -> String {
    let text = one_line(text);
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text of the spec as Markdown that says just that: no markup, no tags, no mention of people or issues, no links. What
/// stands in backticks stays code.
fn prose(text: &str) -> String {
    let text = one_line(text);
    let mut parts: Vec<&str> = text.split('`').collect();
    // A backtick without its other half is one.
    let odd = if parts.len().is_multiple_of(2) {
        parts.pop()
    } else {
        None
    };
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        match (at % 2, part.is_empty()) {
            (0, _) => escape(part, &mut out),
            (_, true) => out.push_str("\\`\\`"),
            (_, false) => out.push_str(&code(part)),
        }
    }
    if let Some(part) = odd {
        out.push_str("\\`");
        escape(part, &mut out);
    }
    out
}

/// A space of no width: keeps GitHub from making links of what it stands in.
const BREAK: char = '\u{200b}';

fn escape(text: &str, out: &mut String) {
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '*' | '_' | '[' | ']' | '(' | ')' | '~' | '|' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '@' | '#' => {
                out.push(c);
                out.push(BREAK);
            }
            // `https://` and `www.` become links, `GH-1` an issue.
            '/' if before == '/' => {
                out.push(BREAK);
                out.push(c);
            }
            '.' if before == 'w' || before == 'W' => {
                out.push(BREAK);
                out.push(c);
            }
            '-' if before == 'H' || before == 'h' => {
                out.push(BREAK);
                out.push(c);
            }
            _ => out.push(c),
        }
        before = c;
    }
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{code, prose};

    #[test]
    fn text_of_the_spec_has_no_markup() {
        assert_eq!(
            prose("<img src=x> @team fixes #12, [x](y) a|b *c* `code | @x`"),
            "&lt;img src=x&gt; @\u{200b}team fixes #\u{200b}12, \\[x\\]\\(y\\) a\\|b \\*c\\* `code | @x`"
        );
        assert_eq!(prose("one ` alone\nand <b>"), "one \\` alone and &lt;b&gt;");
        assert_eq!(prose("`` x"), "\\`\\` x");
        assert_eq!(
            prose("see https://x.example or www.x"),
            "see https:/\u{200b}/x.example or www\u{200b}.x"
        );
    }

    #[test]
    fn code_takes_as_many_backticks_as_it_needs() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
    }
}
