//! The characters of a file: what no text of a spec needs, and what reads otherwise than it is.

use super::{At, tree, tree::Node, tree::Value};
use crate::finding::{Finding, Place, Report, Source, is_unseen};
use std::sync::Arc;
use unicode_general_category::{GeneralCategory, get_general_category};

/// The names of those that editors and web pages bring most.
const NAMES: [(char, &str); 12] = [
    ('\u{85}', "next line"),
    ('\u{a0}', "no-break space"),
    ('\u{ad}', "soft hyphen"),
    ('\u{200b}', "zero width space"),
    ('\u{200c}', "zero width non-joiner"),
    ('\u{200d}', "zero width joiner"),
    ('\u{2028}', "line separator"),
    ('\u{202f}', "narrow no-break space"),
    ('\u{2060}', "word joiner"),
    ('\u{202e}', "right-to-left override"),
    ('\u{3000}', "ideographic space"),
    ('\u{feff}', "byte order mark"),
];

/// So many of a file are told: one that is no text at all has thousands.
const MOST_TOLD: usize = 50;

/// Whether a character turns the direction of the text behind it: code with it shows otherwise than it is, and the compiler
/// refuses it.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A character by its number, and by its name where that helps: `U+200B (zero width space)`.
pub(crate) fn named(c: char) -> String {
    let number = format!("U+{:04X}", u32::from(c));
    match NAMES.iter().find(|(known, _)| *known == c) {
        Some((_, name)) => format!("{number} ({name})"),
        None => number,
    }
}

/// Refuses characters of the file itself, in comments too: carriage returns end lines there, and a byte order mark starts it.
/// What stands behind them would be told of names that look right, so the file is not read on.
pub(super) fn check_source(source: &Arc<Source>) -> Result<(), Report> {
    let mut report = Report::default();
    let (mut line, mut column, mut found) = (1, 1, 0);
    let mut chars = source.text.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let starts_file = c == '\u{feff}' && at == 0;
        if is_unseen(c) && !starts_file {
            found += 1;
            if found <= MOST_TOLD {
                let place = Place {
                    source: Arc::clone(source),
                    line,
                    column,
                    length: 1,
                };
                let message = format!("the character {} stands in this text", named(c));
                report.push(refuse(place, message, c));
            }
        }
        let ends_line =
            c == '\n' || (c == '\r' && chars.peek().is_none_or(|(_, next)| *next != '\n'));
        if ends_line {
            (line, column) = (line + 1, 1);
        } else if !starts_file {
            column += 1;
        }
    }
    if found > MOST_TOLD {
        let more = found - MOST_TOLD;
        let message = format!(
            "{} has {more} more characters that cannot be seen",
            source.name
        );
        report.push(Finding::general(message).help("save the file as plain UTF-8 text"));
    }
    report.or(())
}

/// The same for what escapes (`"\e"`) make: every text and every key. Numbers keep their digits, or are refused.
pub(super) fn check_tree(at: At<'_>, report: &mut Report) {
    match &at.node.value {
        Value::Text(text) => check(text, at.node.mark, at, report),
        Value::List(list) => (0..list.len()).for_each(|index| check_tree(at.index(index), report)),
        Value::Map(pairs) => {
            for pair in pairs {
                check(&pair.key, pair.mark, at, report);
                let node: &Node = &pair.node;
                check_tree(at.with(node), report);
            }
        }
        Value::Digits(text) => {
            let message = format!("`{text}` has more digits than a number keeps");
            let finding = Finding::at(at.place(), message);
            report.push(finding.help(
                "write a whole number of 64 bits or up to 15 digits, or quote it where it is text",
            ));
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

fn check(text: &str, mark: tree::Mark, at: At<'_>, report: &mut Report) {
    let mut chars = text.chars().enumerate().peekable();
    while let Some((index, c)) = chars.next() {
        // A line can end as it does on Windows; a return by itself hides what stands before it.
        let stray = c == '\r' && chars.peek().is_none_or(|(_, next)| *next != '\n');
        if is_unseen(c) || stray {
            let message = format!(
                "an escape makes the character {}, number {} of this text",
                named(c),
                index + 1
            );
            report.push(refuse(mark.place(at.source), message, c));
        }
    }
}

fn refuse(place: Place, message: String, c: char) -> Finding {
    Finding::at(place, message).help(if turns_text(c) {
        "remove it: it turns the direction of what stands behind it"
    } else if get_general_category(c) == GeneralCategory::SpaceSeparator {
        "write a plain space: this one only looks like it"
    } else {
        "remove it: it is no part of a text, and cannot be seen"
    })
}

/// What is wrong with the name of a file or folder, where it has a character that cannot be seen.
pub(super) fn check_name(name: &str, shown: &str) -> Option<Finding> {
    let (index, c) = name.chars().enumerate().find(|(_, c)| is_unseen(*c))?;
    let message = format!(
        "the name of {shown} has the character {}, number {} of it",
        named(c),
        index + 1
    );
    Some(Finding::general(message).help("rename it: the character cannot be seen"))
}

/// The marks that a merge leaves where it could not decide, each at the start of a line.
const CONFLICTS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// Refuses what a merge left behind: the file says two things, and is no YAML.
pub(super) fn check_merged(source: &Arc<Source>) -> Result<(), Report> {
    let mut report = Report::default();
    let mut open = false;
    let text = source.text.replace("\r\n", "\n");
    for (index, line) in text.split(['\n', '\r']).enumerate() {
        let rest = |mark: &&&str| {
            let rest = line.strip_prefix(**mark);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let Some(mark) = CONFLICTS.iter().find(rest) else {
            continue;
        };
        let starts = *mark == "<<<<<<<";
        // One line of `=` can be text; between the others it is none.
        if !starts && (!open || *mark != ">>>>>>>") {
            continue;
        }
        if starts {
            let place = Place {
                source: Arc::clone(source),
                line: index + 1,
                column: 1,
                length: mark.len(),
            };
            let finding = Finding::at(place, "a merge was left undecided here");
            report.push(finding.help(
                "keep one of the two sides, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`",
            ));
        }
        open = starts;
    }
    report.or(())
}
