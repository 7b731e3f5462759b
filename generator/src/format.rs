//! The files of the spec in one layout: keys in one order, no line of text that is too long, no white space at the end of a line.
//!
//! Lines are moved and folded as they are, with the comments above them, and nothing is written anew from the data: what a person
//! laid out stays. What a file says before and after is compared, so that no layout can change it.

mod order;

use crate::{
    finding::{Report, Source},
    load::tree::{self, Mark, Node, Pair, Value},
};
use order::Kind;
use std::{ops::Range, path::Path, sync::Arc};

/// So many columns a line of text has.
const WIDTH: usize = 120;

/// A file of the spec as it should be laid out.
///
/// # Errors
/// Where it is no YAML that the spec allows.
pub fn format(path: &Path, text: &str) -> Result<String, Report> {
    let before = parse(path, text)?;
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let arranged = arrange(&before, Kind::Document, &lines, 0..lines.len());
    let arranged = arranged.join("\n") + "\n";
    let after = parse(path, &arranged)?;
    let mut lines: Vec<String> = arranged.lines().map(str::to_owned).collect();
    // From the last to the first, so that the places of the others hold.
    let mut long = Vec::new();
    long_texts(&after, &lines, &mut long);
    for (range, folded) in long.into_iter().rev() {
        lines.splice(range, folded);
    }
    let formatted = lines.join("\n") + "\n";
    // A layout that says something else is none: the file stays as it is.
    let is_same = parse(path, &formatted).is_ok_and(|it| it.to_yaml() == before.to_yaml());
    Ok(if is_same { formatted } else { text.to_owned() })
}

fn parse(path: &Path, text: &str) -> Result<Node, Report> {
    let source = Arc::new(Source {
        name: path.display().to_string(),
        text: Arc::new(text.to_owned()),
    });
    tree::parse(&source).map_err(|finding| {
        let mut report = Report::default();
        report.push(finding);
        report
    })
}

/// A part of a node: the value of a key, or an element of a list.
struct Child<'n> {
    /// Where it, or its key, starts.
    mark: Mark,
    node: &'n Node,
    rank: usize,
    kind: Kind,
}

impl Child<'_> {
    /// The index of its line.
    fn line(&self) -> usize {
        self.mark.line() - 1
    }
}

/// The lines of a node, with the keys of each mapping in order. The first of them can be that of the key that the node stands behind.
fn arrange<'n>(node: &'n Node, kind: Kind, lines: &[&str], range: Range<usize>) -> Vec<String> {
    let children: Vec<Child<'n>> = match &node.value {
        Value::Map(pairs) => {
            let child = |pair: &'n Pair| Child {
                mark: pair.mark,
                node: &pair.node,
                rank: kind.rank(&pair.key),
                kind: kind.of_key(&pair.key),
            };
            pairs.iter().map(child).collect()
        }
        Value::List(list) => {
            let child = |node: &'n Node| Child {
                mark: node.mark,
                node,
                rank: 0,
                kind: kind.of_element(),
            };
            list.iter().map(child).collect()
        }
        _ => Vec::new(),
    };
    let (Some(top), true) = (children.first(), is_block(node, &children, lines)) else {
        return owned(lines, range);
    };
    let indent = top.mark.column() - 1;
    // The first key of an element of a list stands behind its dash, and the comment above them is about the element.
    let before = lines.get(top.line()).and_then(|line| line.get(..indent));
    let dash = before
        .and_then(|it| it.find('-'))
        .filter(|_| kind.is_sorted());
    let start = |child: &Child<'_>| {
        let line = child.line();
        let above = lines.get(range.start..line).unwrap_or_default();
        let is_behind_dash = dash.is_some() && line == top.line();
        let above = above
            .iter()
            .rev()
            .take_while(|it| !is_behind_dash && is_comment(it));
        line - above.count()
    };
    let starts: Vec<usize> = children.iter().map(start).collect();
    let first = starts.first().copied().unwrap_or(range.start);
    // What comes behind, as the blank line before the next component, stays there.
    let all = lines.get(first..range.end).unwrap_or_default();
    let is_outside = |line: &&&str| {
        let is_left = line.len() - line.trim_start().len() < indent;
        line.is_empty() || (is_comment(line) && is_left)
    };
    let end = range.end - all.iter().rev().take_while(is_outside).count();
    let mut parts: Vec<(usize, Vec<String>)> = Vec::new();
    for (at, child) in children.iter().enumerate() {
        let start = starts.get(at).copied().unwrap_or(end);
        let end = starts.get(at + 1).copied().unwrap_or(end);
        parts.push((
            child.rank,
            arrange(child.node, child.kind, lines, start..end),
        ));
    }
    let put = |lines: Option<&mut Vec<String>>, mark: &str| {
        let mut lines = lines.into_iter().flatten();
        if let (Some(dash), Some(line)) = (dash, lines.find(|line| !is_comment(line))) {
            line.replace_range(dash..=dash, mark);
        }
    };
    put(parts.first_mut().map(|(_, lines)| lines), " ");
    parts.sort_by_key(|(rank, _)| *rank);
    put(parts.first_mut().map(|(_, lines)| lines), "-");
    let mut arranged = owned(lines, range.start..first);
    arranged.extend(parts.into_iter().flat_map(|(_, lines)| lines));
    arranged.extend(owned(lines, end..range.end));
    arranged
}

fn owned(lines: &[&str], range: Range<usize>) -> Vec<String> {
    let lines = lines.get(range).unwrap_or_default();
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// Whether each part of a node has a line of its own, and no brackets are around them.
fn is_block(node: &Node, children: &[Child<'_>], lines: &[&str]) -> bool {
    let line = lines.get(node.mark.line() - 1).copied().unwrap_or_default();
    let start = line.chars().nth(node.mark.column() - 1);
    let mut pairs = children.iter().zip(children.iter().skip(1));
    !matches!(start, Some('{' | '[')) && pairs.all(|(one, other)| one.line() < other.line())
}

/// The texts with a line that is too long: their lines, and how they are folded.
fn long_texts(node: &Node, lines: &[String], found: &mut Vec<(Range<usize>, Vec<String>)>) {
    match &node.value {
        Value::Map(pairs) => {
            for pair in pairs {
                match fold(pair, lines) {
                    Some(long) => found.push(long),
                    None => long_texts(&pair.node, lines, found),
                }
            }
        }
        Value::List(list) => list.iter().for_each(|node| long_texts(node, lines, found)),
        _ => {}
    }
}

fn fold(pair: &Pair, lines: &[String]) -> Option<(Range<usize>, Vec<String>)> {
    let text = pair.node.as_text()?;
    let first = pair.mark.line() - 1;
    let line = lines.get(first)?;
    // Nothing but white space, or the dash of an element, stands before the key: it is in no flow mapping.
    let indent = pair.mark.column() - 1;
    let (before, rest) = line.split_at_checked(indent)?;
    if !before.chars().all(|c| matches!(c, ' ' | '-')) || text.contains("  ") {
        return None;
    }
    let is_deeper =
        |line: &&String| line.len() > indent && line.chars().take(indent + 1).all(|c| c == ' ');
    let more = lines.get(first + 1..)?.iter().take_while(is_deeper).count();
    let range = first..first + 1 + more;
    let all = lines.get(range.clone())?;
    let is_long = all.iter().any(|line| line.chars().count() > WIDTH);
    let is_text = rest.strip_prefix(pair.key.as_str())?.starts_with(": ");
    if !is_long || !is_text || text.trim() != text || text.contains('\n') {
        return None;
    }
    let mut folded = vec![format!("{before}{}: >-", pair.key)];
    let start = " ".repeat(indent + 2);
    let mut open = start.clone();
    for word in text.split(' ') {
        let is_full = open.chars().count() + 1 + word.chars().count() > WIDTH;
        if is_full && open != start {
            folded.push(std::mem::replace(&mut open, start.clone()));
        }
        if open != start {
            open.push(' ');
        }
        open.push_str(word);
    }
    folded.push(open);
    // One word can be longer than a line.
    (folded != all).then_some((range, folded))
}
