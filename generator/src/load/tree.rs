//! YAML as a tree in which every node knows where it stands.
//!
//! The spec is plain data: anchors, aliases and tags, which make YAML hard to read and easy to blow up, are refused, and
//! so are repeated keys and nesting beyond any that a description needs.

mod comments;
mod input;

pub(super) use comments::undecided;

use crate::finding::{Finding, Place, Source};
use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use std::{collections::HashMap, sync::Arc};

const MAX_DEPTH: usize = 48;

/// Keys of a mapping are looked up one after the other; so many are more than any file of a spec has, and still quick.
const MAX_KEYS: usize = 4096;

/// Where a node starts, and the length of its text if that is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    line: usize,
    column: usize,
    length: usize,
}

impl Mark {
    fn new(span: Span) -> Self {
        let one_line = span.start.line() == span.end.line();
        Self {
            line: span.start.line(),
            column: span.start.col() + 1,
            length: if one_line { span.len().max(1) } else { 1 },
        }
    }

    /// The line, from 1.
    pub(crate) fn line(self) -> usize {
        self.line
    }

    /// The column, from 1.
    pub(crate) fn column(self) -> usize {
        self.column
    }

    /// The place in a file.
    #[must_use]
    pub fn place(self, source: &Arc<Source>) -> Place {
        Place {
            source: Arc::clone(source),
            line: self.line,
            column: self.column,
            length: self.length,
        }
    }
}

/// What stands at a key that is missing.
pub(super) static NOTHING: Node = Node {
    mark: Mark {
        line: 1,
        column: 1,
        length: 1,
    },
    value: Value::Null,
};

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it starts.
    pub mark: Mark,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with decimals.
    Float(f64),
    /// A number with more digits than the others keep, as it is written.
    Digits(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<Pair>),
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub mark: Mark,
    /// The value.
    pub node: Node,
}

impl Node {
    /// A whole number.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self.value {
            Value::Int(number) => Some(number),
            _ => None,
        }
    }

    /// The pairs of a mapping.
    #[must_use]
    pub fn as_map(&self) -> Option<&[Pair]> {
        match &self.value {
            Value::Map(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// The elements of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The text of a scalar that is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn pair(&self, key: &str) -> Option<&Pair> {
        self.as_map()?.iter().find(|pair| pair.key == key)
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.pair(key).map(|pair| &pair.node)
    }

    /// Where a key stands.
    #[must_use]
    pub fn key_mark(&self, key: &str) -> Option<Mark> {
        self.pair(key).map(|pair| pair.mark)
    }

    /// The keys of a mapping.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let pairs = self.as_map().unwrap_or_default();
        pairs.iter().map(|pair| pair.key.as_str()).collect()
    }

    /// What it is, for findings.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "a whole number",
            Value::Float(_) | Value::Digits(_) => "a number with decimals",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// The tree as serde's data model has it.
    #[must_use]
    pub fn to_yaml(&self) -> serde_yaml::Value {
        use serde_yaml::Value as Yaml;
        match &self.value {
            Value::Null => Yaml::Null,
            Value::Bool(value) => Yaml::Bool(*value),
            Value::Int(value) => Yaml::Number((*value).into()),
            Value::Float(value) => Yaml::Number((*value).into()),
            Value::Digits(text) => Yaml::String(text.clone()),
            Value::Text(text) => Yaml::String(text.clone()),
            Value::List(list) => Yaml::Sequence(list.iter().map(Self::to_yaml).collect()),
            Value::Map(pairs) => Yaml::Mapping(
                pairs
                    .iter()
                    .map(|pair| (Yaml::String(pair.key.clone()), pair.node.to_yaml()))
                    .collect(),
            ),
        }
    }
}

/// Parses a file of one document.
///
/// # Errors
/// What is wrong first: a parser cannot go on behind it.
pub fn parse(source: &Arc<Source>) -> Result<Node, Finding> {
    build(source, true)
}

/// A document of somebody else's. Many write keys that YAML takes for numbers, as in `200: ...`; what stands there is the name.
pub fn parse_published(source: &Arc<Source>) -> Result<Node, Finding> {
    build(source, false)
}

fn build(source: &Arc<Source>, keys_are_text: bool) -> Result<Node, Finding> {
    let mut builder = Builder {
        source,
        keys_are_text,
        open: Vec::new(),
        root: None,
    };
    for event in Parser::new(input::Text::new(&source.text)) {
        match event {
            Ok((event, span)) => builder.event(event, Mark::new(span))?,
            Err(error) => {
                let marker = error.marker();
                let mark = Mark {
                    line: marker.line(),
                    column: marker.col() + 1,
                    length: 1,
                };
                let mark = end(&source.text, marker.index()).unwrap_or(mark);
                let message = format!("this is not YAML: {}", error.info());
                let finding = Finding::at(mark.place(source), message);
                return Err(finding.help(
                    "look at this line and the one before it: a bracket, quote or indent is off",
                ));
            }
        }
    }
    builder.root.ok_or_else(|| {
        let mark = Mark {
            line: 1,
            column: 1,
            length: 1,
        };
        Finding::at(mark.place(source), "the file is empty")
            .help("a file of the spec is an OpenAPI 3.0.3 document")
    })
}

/// The place behind the last character of a text that is no white space, where nothing else stands behind `index`: there is no line
/// behind the end of a file.
fn end(text: &str, index: usize) -> Option<Mark> {
    if !text.chars().skip(index).all(char::is_whitespace) {
        return None;
    }
    let text = text.trim_end().replace("\r\n", "\n");
    let lines: Vec<&str> = text.split(['\n', '\r']).collect();
    Some(Mark {
        line: lines.len(),
        column: lines.last().map_or(0, |line| line.chars().count()) + 1,
        length: 1,
    })
}

struct Builder<'a> {
    source: &'a Arc<Source>,
    /// Whether an unquoted key that stands for no text is refused.
    keys_are_text: bool,
    open: Vec<Open>,
    root: Option<Node>,
}

/// A list or mapping that is not complete yet.
enum Open {
    List(Mark, Vec<Node>),
    /// The pairs so far, the key whose value comes next, and all keys: a mapping may be long.
    Map(
        Mark,
        Vec<Pair>,
        Option<(String, Mark)>,
        HashMap<String, Mark>,
    ),
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, mark: Mark) -> Result<(), Finding> {
        match event {
            Event::Alias(_) => return Err(self.refused(mark, "an alias")),
            Event::Scalar(_, _, anchor, ref tag) if anchor != 0 || tag.is_some() => {
                return Err(self.refused(mark, "an anchor or tag"));
            }
            Event::SequenceStart(anchor, ref tag) | Event::MappingStart(anchor, ref tag)
                if anchor != 0 || tag.is_some() =>
            {
                return Err(self.refused(mark, "an anchor or tag"));
            }
            Event::Scalar(text, style, ..) => return self.scalar(&text, style, mark),
            Event::SequenceStart(..) => self.open(Open::List(mark, Vec::new()), mark)?,
            Event::MappingStart(..) => {
                self.open(Open::Map(mark, Vec::new(), None, HashMap::new()), mark)?
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let node = match self.open.pop() {
                    Some(Open::List(mark, list)) => Node {
                        mark,
                        value: Value::List(list),
                    },
                    Some(Open::Map(mark, pairs, ..)) => Node {
                        mark,
                        value: Value::Map(pairs),
                    },
                    None => return Ok(()),
                };
                return self.close(node);
            }
            Event::DocumentStart(_) if self.root.is_some() => {
                let finding = Finding::at(mark.place(self.source), "a second document starts here");
                return Err(finding.help("a file of the spec holds one document"));
            }
            _ => {}
        }
        Ok(())
    }

    fn refused(&self, mark: Mark, what: &str) -> Finding {
        Finding::at(mark.place(self.source), format!("{what} stands here"))
            .help("the spec uses plain YAML; share things by name with `$ref`")
    }

    fn open(&mut self, open: Open, mark: Mark) -> Result<(), Finding> {
        if let Some(Open::Map(_, _, None, _)) = self.open.last() {
            let finding = Finding::at(mark.place(self.source), "a key must be text");
            return Err(finding.help("quote it"));
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("this is nested more than {MAX_DEPTH} levels deep");
            return Err(Finding::at(mark.place(self.source), message)
                .help("name the inner part and use `$ref`"));
        }
        self.open.push(open);
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, mark: Mark) -> Result<(), Finding> {
        if let Some(Open::Map(_, _, key @ None, seen)) = self.open.last_mut() {
            let kind = match style {
                ScalarStyle::Plain if self.keys_are_text => not_text(text),
                _ => None,
            };
            if let Some(kind) = kind {
                let message = match text {
                    "" => "a key is missing here".to_owned(),
                    _ => format!("the key `{text}` is {kind}, and a key must be text"),
                };
                let help = match text {
                    "" => "write the name before the colon".to_owned(),
                    _ => format!("quote it: `'{text}'`"),
                };
                return Err(Finding::at(mark.place(self.source), message).help(help));
            }
            if let Some(first) = seen.insert(text.to_owned(), mark) {
                let first = first.place(self.source);
                let finding = Finding::at(
                    mark.place(self.source),
                    format!("`{text}` stands here twice"),
                );
                return Err(finding.help(format!("it stands at {first} too; remove one")));
            }
            if seen.len() > MAX_KEYS {
                let message = format!("this mapping has more than {MAX_KEYS} keys");
                let finding = Finding::at(mark.place(self.source), message);
                return Err(finding.help("move a part of it to a file of its own"));
            }
            *key = Some((text.to_owned(), mark));
            return Ok(());
        }
        let value = match style {
            ScalarStyle::Plain => plain(text),
            _ => Value::Text(text.to_owned()),
        };
        if let Value::Float(number) = value
            && !number.is_finite()
        {
            let message = if number.is_nan() {
                format!("`{text}` stands for no number")
            } else {
                format!("`{text}` is larger than any number can be")
            };
            let finding = Finding::at(mark.place(self.source), message);
            return Err(finding.help("write a smaller number, or quote it where it is text"));
        }
        self.close(Node { mark, value })
    }

    fn close(&mut self, node: Node) -> Result<(), Finding> {
        match self.open.last_mut() {
            Some(Open::List(_, list)) => list.push(node),
            Some(Open::Map(_, pairs, key, _)) => {
                if let Some((key, mark)) = key.take() {
                    pairs.push(Pair { key, mark, node });
                }
            }
            None => self.root = Some(node),
        }
        Ok(())
    }
}

/// What an unquoted scalar is, unless it is text.
fn not_text(text: &str) -> Option<&'static str> {
    match plain(text) {
        Value::Text(_) => None,
        Value::Null => Some("nothing"),
        Value::Bool(_) => Some("a boolean"),
        _ => Some("a number"),
    }
}

/// Whether a number has more digits than the spec keeps.
pub(crate) fn is_long(number: &str) -> bool {
    matches!(plain(number), Value::Digits(_))
}

/// An unquoted scalar, by the core schema of YAML 1.2.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Value::Float(f64::NAN),
        _ => {}
    }
    for (prefix, base) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|c| c.is_digit(base))
        {
            let number = i64::from_str_radix(digits, base);
            return number.map_or_else(|_| Value::Digits(text.to_owned()), Value::Int);
        }
    }
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(number, ".inf" | ".Inf" | ".INF") {
        return Value::Float(f64::INFINITY);
    }
    if number.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        if let Ok(number) = text.parse() {
            return Value::Int(number);
        }
        let digits = number
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+'));
        if let (true, Ok(number)) = (digits, text.parse::<f64>()) {
            return match number.is_finite() && digits_of(text) != digits_of(&format!("{number:e}"))
            {
                true => Value::Digits(text.to_owned()),
                false => Value::Float(number),
            };
        }
    }
    Value::Text(text.to_owned())
}

/// The digits of a number from the first to the last that counts, and the power of ten of the last: two texts that say the same
/// number have the same.
fn digits_of(text: &str) -> (String, i64) {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let all = format!("{whole}{decimals}").replace(['-', '+'], "");
    let digits = all.trim_end_matches('0');
    let zeros = all.len() - digits.len();
    let power = [
        exponent.parse().unwrap_or(0),
        -count(decimals.len()),
        count(zeros),
    ];
    match digits.trim_start_matches('0') {
        "" => (String::new(), 0),
        digits => (digits.to_owned(), power.iter().sum()),
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX / 4)
}
