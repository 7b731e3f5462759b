//! What is wrong with a spec, and where: one line with the place, the lines of the file, a suggestion.

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource,
    SourceOffset, SourceSpan,
};
use std::{fmt, sync::Arc};

/// A file of the spec, as far as a finding needs it.
#[derive(Debug)]
pub struct Source {
    /// The path as a person would give it: `spec/v2/invoice.yaml`.
    pub name: String,
    /// The text, shared with the findings about it.
    pub text: Arc<String>,
}

/// Where something stands.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// In characters; the underlined part.
    pub length: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            source,
            line,
            column,
            ..
        } = self;
        write!(f, "{}:{line}:{column}", source.name)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It must not stay.
    Error,
    /// A person decides.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// The id of the rule that it breaks, where `lint` found it.
    pub rule: Option<&'static str>,
    /// Where; absent for what concerns no file in particular, such as a missing folder.
    pub place: Option<Place>,
    /// What.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Finding {
    /// A finding at a place.
    pub fn at(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            rule: None,
            place: Some(place),
            message: message.into(),
            help: None,
        }
    }

    /// A finding about no file in particular.
    pub fn general(message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            rule: None,
            place: None,
            message: message.into(),
            help: None,
        }
    }

    /// Adds a suggestion.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which rule it breaks.
    #[must_use]
    pub fn rule(mut self, rule: &'static str, severity: Severity) -> Self {
        self.rule = Some(rule);
        self.severity = severity;
        self
    }

    /// The place, the message and the rule.
    fn line(&self) -> String {
        let message = match &self.place {
            Some(place) => format!("{place}: {}", self.message),
            None => self.message.clone(),
        };
        match self.rule {
            Some(rule) => format!("{message} [{rule}]"),
            None => message,
        }
    }

    fn key(&self) -> (Option<&str>, usize, usize, &str) {
        let place = self.place.as_ref();
        (
            place.map(|place| place.source.name.as_str()),
            place.map_or(0, |place| place.line),
            place.map_or(0, |place| place.column),
            &self.message,
        )
    }
}

/// Beyond so many findings nobody reads the lines; the rest are shown by place and message.
const SHOWN_WITH_LINES: usize = 200;

/// All that is wrong with a spec, in the order of the files. Never empty where it is returned as an error.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Takes over another report's findings.
    pub fn extend(&mut self, other: Self) {
        self.findings.extend(other.findings);
    }

    /// The findings, in the order of the files, without repetitions.
    #[must_use]
    pub fn findings(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self.findings.iter().collect();
        findings.sort_by_key(|finding| finding.key());
        findings.dedup_by_key(|finding| finding.key());
        findings
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// `value` where nothing is wrong, the report otherwise.
    ///
    /// # Errors
    /// The report itself.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }

    /// The report as a terminal shows it, where it kept something from being done.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let count = self.findings().len();
        let what = if count == 1 { "error" } else { "errors" };
        let mut out = self.render_with(color, true);
        out.push_str(&format!(
            "{count} {what} in the spec; nothing was written\n"
        ));
        out
    }

    /// The findings as a terminal shows them; the place, message and rule of each on one line, so that they can be searched.
    #[must_use]
    pub fn render_findings(&self, color: bool) -> String {
        self.render_with(color, false)
    }

    fn render_with(&self, color: bool, wrap: bool) -> String {
        let theme = if color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(120)
            .with_wrap_lines(wrap)
            .with_context_lines(1);
        let mut out = String::new();
        let findings = self.findings();
        for (at, finding) in findings.iter().enumerate() {
            if at < SHOWN_WITH_LINES {
                // Writing to a string does not fail.
                let _ = handler.render_report(&mut out, &Shown::new(finding));
            } else {
                let mark = match finding.severity {
                    Severity::Error => '×',
                    Severity::Warning => '⚠',
                };
                out.push_str(&format!("  {mark} {}\n", finding.line()));
            }
        }
        out
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// A finding as miette takes it.
#[derive(Debug)]
struct Shown {
    diagnostic: MietteDiagnostic,
    source: Option<NamedSource<Arc<String>>>,
}

impl Shown {
    fn new(finding: &Finding) -> Self {
        let mut diagnostic =
            MietteDiagnostic::new(finding.line()).with_severity(match finding.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
            });
        diagnostic.help.clone_from(&finding.help);
        let source = finding.place.as_ref().map(|place| {
            let text = &place.source.text;
            let start = SourceOffset::from_location(text.as_str(), place.line, place.column);
            let rest = text.get(start.offset()..).unwrap_or_default();
            let length = (rest.chars().take(place.length))
                .take_while(|c| *c != '\n')
                .map(char::len_utf8)
                .sum();
            let span = SourceSpan::new(start, length);
            diagnostic.labels = Some(vec![LabeledSpan::new_primary_with_span(None, span)]);
            NamedSource::new(&place.source.name, Arc::clone(text))
        });
        Self { diagnostic, source }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn severity(&self) -> Option<miette::Severity> {
        self.diagnostic.severity
    }
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        miette::Diagnostic::help(&self.diagnostic)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        miette::Diagnostic::labels(&self.diagnostic)
    }
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source.as_ref().map(|source| source as _)
    }
}

/// `did you mean ...?`, where one of the candidates is near enough.
#[must_use]
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            let length = candidate.len().min(word.len());
            *distance <= 1 + length / 4 && *distance < length
        })
        .min()
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}
