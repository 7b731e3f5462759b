//! Findings as a terminal shows them.

use super::{Finding, Place, Severity, Source};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use std::{fmt, ops::Range, sync::Arc};

/// Beyond so many findings nobody reads the lines; the next are shown by place and message.
const SHOWN_WITH_LINES: usize = 100;

/// Beyond so many nobody reads anything; the rest are counted, by file.
const SHOWN: usize = 500;

/// So much of a line is shown on each side of the place. Lines of a spec are shorter; what is longer is cut.
const SIDE: usize = 120;

/// So much of a message or a suggestion is shown: a name in it can be as long as a file.
const LONGEST_TEXT: usize = 1000;

/// All findings, which are in the order of the files.
pub(super) fn findings(findings: &[&Finding], color: bool) -> String {
    let theme = if color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    // Not wrapped: a place that is broken over two lines cannot be searched or clicked.
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_wrap_lines(false)
        .with_context_lines(1);
    let mut out = String::new();
    let mut lines = None;
    for (at, finding) in findings.iter().take(SHOWN).enumerate() {
        if at < SHOWN_WITH_LINES {
            let excerpt = finding
                .place
                .as_ref()
                .map(|place| Excerpt::new(place, Lines::of(&mut lines, &place.source)));
            // Writing to a string does not fail.
            let _ = handler.render_report(&mut out, &Shown { finding, excerpt });
        } else {
            let mark = match finding.severity {
                Severity::Error => '×',
                Severity::Warning => '⚠',
            };
            out.push_str(&format!("  {mark} {}\n", line(finding)));
        }
    }
    if findings.len() > SHOWN {
        let rest = findings.get(SHOWN..).unwrap_or_default();
        out.push_str(&format!(
            "  ... and {} more: {}\n",
            rest.len(),
            by_file(rest)
        ));
    }
    out
}

/// How many findings there are in each file.
fn by_file(findings: &[&Finding]) -> String {
    let name = |it: &&Finding| {
        let place = it.place.as_ref();
        place
            .map_or("elsewhere", |place| place.source.name.as_str())
            .to_owned()
    };
    let groups = findings.chunk_by(|a, b| name(a) == name(b));
    let counts = groups.map(|group| {
        let file = group.first().map(name).unwrap_or_default();
        format!("{} in {file}", group.len())
    });
    short(&counts.collect::<Vec<_>>().join(", "))
}

/// The place, the message and the rule.
fn line(finding: &Finding) -> String {
    let message = match &finding.place {
        Some(place) => format!("{}: {}", short(&place.to_string()), short(&finding.message)),
        None => short(&finding.message),
    };
    match finding.rule {
        Some(rule) => format!("{message} [{rule}]"),
        None => message,
    }
}

/// As much of a text as is shown, on one line and without what would steer the terminal.
fn short(text: &str) -> String {
    let mut chars = text.chars();
    let mut out = String::new();
    for c in chars.by_ref().take(LONGEST_TEXT) {
        match c {
            '\n' | '\r' => out.push(' '),
            // A name with such a character looks like another.
            c if super::is_unseen(c) => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
            c => out.push(c),
        }
    }
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// A character as a terminal may show it: one that can be seen, and none that moves the cursor, colours the text or turns its
/// direction.
fn printable(c: char) -> char {
    if c == '\r' || super::is_unseen(c) {
        '\u{fffd}'
    } else {
        c
    }
}

/// Where the lines of a file are.
struct Lines {
    source: Arc<Source>,
    /// The line breaks that YAML knows are not part of a line.
    ranges: Vec<Range<usize>>,
}

impl Lines {
    /// The lines of `source`. Findings about one file follow each other, so those of the last file are kept.
    fn of<'l>(kept: &'l mut Option<Self>, source: &Arc<Source>) -> &'l Self {
        if !(kept.as_ref()).is_some_and(|kept| Arc::ptr_eq(&kept.source, source)) {
            *kept = None;
        }
        kept.get_or_insert_with(|| Self {
            source: Arc::clone(source),
            ranges: ranges(&source.text),
        })
    }

    /// Line `number`, from 1; empty behind the end.
    fn get(&self, number: usize) -> &str {
        let range = number.checked_sub(1).and_then(|at| self.ranges.get(at));
        let text = range.and_then(|range| self.source.text.get(range.clone()));
        text.unwrap_or_default()
    }
}

fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        if byte != b'\n' && byte != b'\r' {
            continue;
        }
        let mut next = at + 1;
        if byte == b'\r' && bytes.next_if(|(_, byte)| *byte == b'\n').is_some() {
            next += 1;
        }
        ranges.push(start..at);
        start = next;
    }
    ranges.push(start..text.len());
    ranges
}

/// The lines around a place, cut to what a terminal can show: miette counts columns up to 65,535, and repeating a line of
/// megabytes for each of its errors would never end.
#[derive(Debug)]
struct Excerpt {
    name: String,
    /// The line before, that of the place, and the next, as far as they are there.
    text: String,
    /// The number of the first of them, from 0.
    first: usize,
    count: usize,
    /// Where the place is, from 0.
    line: usize,
    column: usize,
    /// What is underlined, in bytes of `text`.
    span: Range<usize>,
}

impl Excerpt {
    fn new(place: &Place, lines: &Lines) -> Self {
        let line = place.line.max(1);
        let column = place.column.saturating_sub(1);
        let start = column.saturating_sub(SIDE);
        let first = line.saturating_sub(1).max(1);
        let last = (line + 1).min(lines.ranges.len()).max(line);
        let mut text = String::new();
        let mut span = 0..0;
        for number in first..=last {
            let cut = cut(lines.get(number), start);
            if number == line {
                let skipped = column - start + usize::from(start > 0);
                let bytes = |chars: usize| -> usize {
                    cut.chars().take(chars).map(char::len_utf8).sum::<usize>()
                };
                span = text.len() + bytes(skipped)..text.len() + bytes(skipped + place.length);
            }
            text.push_str(&cut);
            if number < last {
                text.push('\n');
            }
        }
        Self {
            name: short(&place.source.name),
            text,
            first: first - 1,
            count: last + 1 - first,
            line: line - 1,
            column,
            span,
        }
    }
}

/// A line from character `start`, as far as it is shown; dots stand for what is not.
fn cut(line: &str, start: usize) -> String {
    let mut rest = line.chars().skip(start).peekable();
    let mut out = String::new();
    if start > 0 && rest.peek().is_some() {
        out.push('…');
    }
    out.extend(rest.by_ref().take(2 * SIDE).map(printable));
    if rest.peek().is_some() {
        out.push('…');
    }
    out
}

impl SourceCode for Excerpt {
    /// The whole excerpt with its context, or only the place, of which the line and column are shown.
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = before > 0;
        let range = if whole {
            0..self.text.len()
        } else {
            self.span.clone()
        };
        let (line, column) = if whole {
            (self.first, 0)
        } else {
            (self.line, self.column)
        };
        let data = self.text.get(range.clone()).unwrap_or_default();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data.as_bytes(),
            (range.start, range.len()).into(),
            line,
            column,
            self.count,
        )))
    }
}

/// A finding as miette takes it.
#[derive(Debug)]
struct Shown<'a> {
    finding: &'a Finding,
    excerpt: Option<Excerpt>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&line(self.finding))
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.finding.help.as_ref()?;
        Some(Box::new(short(help)))
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = &self.excerpt.as_ref()?.span;
        let span = LabeledSpan::new_primary_with_span(None, (span.start, span.len()));
        Some(Box::new(std::iter::once(span)))
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as _)
    }
}
