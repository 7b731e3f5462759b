//! The characters of a file: what no text of a spec needs, and what reads otherwise than it is.

use super::{At, tree, tree::Node, tree::Value};
use crate::finding::{Finding, Place, Report, Source};
use std::sync::Arc;

/// Whether a character turns the direction of the text behind it: code with it shows otherwise than it is, and the compiler
/// refuses it.
pub(crate) fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character has no place in any text of a spec. Line breaks and tabs have; `\u{85}` is a line break of YAML.
fn is_refused(c: char) -> bool {
    turns_text(c) || (c.is_control() && !matches!(c, '\n' | '\t' | '\u{85}'))
}

/// Refuses characters of the file itself, in comments too: carriage returns end lines there, and a byte order mark starts it.
pub(super) fn check_source(source: &Arc<Source>) -> Result<(), Box<Finding>> {
    let (mut line, mut column) = (1, 1);
    let mut chars = source.text.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let refused = (is_refused(c) && c != '\r') || (c == '\u{feff}' && at > 0);
        if refused {
            let place = Place {
                source: Arc::clone(source),
                line,
                column,
                length: 1,
            };
            return Err(Box::new(refuse(place, c)));
        }
        let ends_line =
            c == '\n' || (c == '\r' && chars.peek().is_none_or(|(_, next)| *next != '\n'));
        if ends_line {
            (line, column) = (line + 1, 1);
        } else if c != '\u{feff}' {
            column += 1;
        }
    }
    Ok(())
}

/// The same for what escapes (`"\e"`) make: every text and every key.
pub(super) fn check_tree(at: At<'_>, report: &mut Report) {
    match &at.node.value {
        Value::Text(text) => check(text, at.node.mark, at, report),
        Value::List(list) => (0..list.len()).for_each(|index| check_tree(at.index(index), report)),
        Value::Map(pairs) => {
            for pair in pairs {
                check(&pair.key, pair.mark, at, report);
                let node: &Node = &pair.node;
                check_tree(At { node, ..at }, report);
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
    }
}

fn check(text: &str, mark: tree::Mark, at: At<'_>, report: &mut Report) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // A line can end as it does on Windows.
        let ends_line = c == '\r' && chars.peek() == Some(&'\n');
        if is_refused(c) && !ends_line {
            report.push(refuse(mark.place(at.source), c));
            return;
        }
    }
}

fn refuse(place: Place, c: char) -> Finding {
    let message = format!("the character {} stands in this text", c.escape_unicode());
    Finding::at(place, message).help(if turns_text(c) {
        "remove it: it turns the direction of what stands behind it"
    } else {
        "remove it: it is no part of a text, and cannot be seen"
    })
}
