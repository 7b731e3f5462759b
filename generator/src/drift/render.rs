//! The outcome in words: text for the terminal, Markdown for an issue, JSON for programs, one page of HTML.

mod html;
mod markdown;

use super::report::{Count, Drift, Extent, Finding, Standing};
use serde::Serialize;

/// A finding with what follows from it.
#[derive(Serialize)]
struct Told<'a> {
    fingerprint: String,
    resource: &'a str,
    sentence: String,
    #[serde(flatten)]
    finding: &'a Finding,
}

impl<'a> Told<'a> {
    fn new(finding: &'a Finding) -> Self {
        Self {
            fingerprint: finding.fingerprint(),
            resource: finding.resource(),
            sentence: finding.sentence(),
            finding,
        }
    }
}

/// What starts and ends a title on a terminal that shows colours.
fn paint(standing: Standing) -> &'static str {
    match standing {
        Standing::Missing | Standing::Different | Standing::Beyond => "\u{1b}[1;31m",
        Standing::Stale => "\u{1b}[1;33m",
        Standing::OnPurpose => "\u{1b}[1m",
    }
}

impl Drift {
    /// For the terminal, with or without colours.
    #[must_use]
    pub fn text(&self, color: bool) -> String {
        let mut out = format!("{} of the spec against {}\n", self.api, self.title());
        for remark in self.remarks() {
            out.push_str(&plain(&remark));
            out.push('\n');
        }
        out.push('\n');
        for Count {
            kind,
            upstream,
            spec,
            ..
        } in &self.counts
        {
            let count = format!("{spec}/{upstream}");
            out.push_str(&format!("{count:>13}  {}\n", kind.plural()));
        }
        for standing in Standing::ALL {
            let found: Vec<&Finding> = self.of(standing).collect();
            if found.is_empty() {
                continue;
            }
            let title = format!("{}: {}", standing.title(), found.len());
            out.push_str(&match color {
                true => format!("\n{}{title}\u{1b}[0m\n", paint(standing)),
                false => format!("\n{title}\n"),
            });
            for finding in found {
                // What upstream says reaches the terminal: without control characters, which can write anywhere on it.
                let line = format!("  {}: {}", finding.path, finding.sentence());
                out.push_str(&plain(&line));
                out.push('\n');
                if let Some(why) = &finding.evidence {
                    out.push_str(&format!("      evidence: {}\n", plain(why)));
                }
                if !finding.places.is_empty() {
                    out.push_str(&format!("      in {}\n", plain(&finding.places.join(", "))));
                }
                if standing.asks() && !finding.pointers.is_empty() {
                    out.push_str(&format!("      at {}\n", plain(&finding.pointed())));
                }
            }
        }
        if !self.notes.is_empty() {
            out.push_str(&format!("\nnot read exactly: {}\n", self.notes.len()));
            for note in &self.notes {
                out.push_str(&format!("  {}\n", plain(note)));
            }
        }
        if self.findings.is_empty() {
            out.push_str(match self.since {
                Some(_) => "\nnothing new\n",
                None => "\nboth say the same\n",
            });
        }
        out
    }

    /// For programs.
    ///
    /// # Errors
    /// A sentence; there is no known way to get it.
    pub fn json(&self) -> Result<String, String> {
        #[derive(Serialize)]
        struct Whole<'a> {
            api: &'a str,
            release: &'a str,
            extent: Extent,
            #[serde(skip_serializing_if = "Option::is_none")]
            since: Option<&'a str>,
            counts: &'a [Count],
            findings: Vec<Told<'a>>,
            notes: &'a [String],
        }
        let whole = Whole {
            api: &self.api,
            release: &self.release,
            extent: self.extent,
            since: self.since.as_deref(),
            counts: &self.counts,
            findings: self.findings.iter().map(Told::new).collect(),
            notes: &self.notes,
        };
        serde_json::to_string_pretty(&whole)
            .map(|text| text + "\n")
            .map_err(|why| why.to_string())
    }

    /// How the findings are to be read.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.extent == Extent::Excerpt {
            remarks.push(
                "it is an excerpt: what it leaves out may be published all the same, and is not held against the spec"
                    .to_owned(),
            );
        }
        if let Some(since) = &self.since {
            remarks.push(format!("only what is new since {since}"));
        }
        remarks
    }

    fn title(&self) -> &str {
        match self.release.as_str() {
            "" => "what is published",
            release => release,
        }
    }
}

fn plain(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}
