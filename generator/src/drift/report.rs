//! What was found, before it is told.

use super::gap::Gap;
use serde::{Serialize, Serializer};
use std::fmt;

/// How something in the spec stands to what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is published and not in the spec.
    Missing,
    /// Both have it, and say different things.
    Different,
    /// The spec gives evidence for a difference that is none any more.
    Stale,
    /// It is in the spec and not published.
    Beyond,
    /// It differs, or is beyond, for a reason that the spec gives.
    OnPurpose,
}

impl Standing {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Missing,
        Self::Different,
        Self::Stale,
        Self::Beyond,
        Self::OnPurpose,
    ];

    /// Its name where there is room for a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Different => "different",
            Self::Stale => "stale",
            Self::Beyond => "beyond",
            Self::OnPurpose => "on-purpose",
        }
    }

    /// Whether it asks a person to do something.
    #[must_use]
    pub fn asks(self) -> bool {
        !matches!(self, Self::OnPurpose)
    }

    /// The title of its section.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Missing => "missing in the spec",
            Self::Different => "different",
            Self::Stale => "stale evidence",
            Self::Beyond => "beyond what is published",
            Self::OnPurpose => "different on purpose",
        }
    }
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Resources.
    Resource,
    /// Attributes of resources and of the objects inside them.
    Attribute,
    /// Operations, by method and path.
    Operation,
    /// Parameters, by their whole name on the wire.
    Parameter,
    /// Members of answers.
    Answer,
    /// Values of enums.
    Value,
    /// Types of events.
    Event,
    /// What events carry.
    Content,
    /// Codes of errors.
    ErrorCode,
    /// Steps from API v1 to v2, of which no document speaks.
    Step,
}

impl Kind {
    /// All that a description of the API has, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::Resource,
        Self::Attribute,
        Self::Operation,
        Self::Parameter,
        Self::Answer,
        Self::Value,
        Self::Event,
        Self::Content,
        Self::ErrorCode,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Attribute => "attribute",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Answer => "member of an answer",
            Self::Value => "enum value",
            Self::Event => "event type",
            Self::Content => "content of an event",
            Self::ErrorCode => "error code",
            Self::Step => "step from v1 to v2",
        }
    }

    /// Of more than one.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Resource => "resources",
            Self::Attribute => "attributes",
            Self::Operation => "operations",
            Self::Parameter => "parameters",
            Self::Answer => "members of answers",
            Self::Value => "enum values",
            Self::Event => "event types",
            Self::Content => "contents of events",
            Self::ErrorCode => "error codes",
            Self::Step => "steps from v1 to v2",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Something in which the two are not the same; told once, wherever it is seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// How it stands.
    pub standing: Standing,
    /// Of what kind the item is.
    pub kind: Kind,
    /// The item: `v1/invoice/attribute/Invoice/total`. Its first two parts are the API and the resource.
    pub path: String,
    /// In what they differ: `type`, `limit`; nothing where one of them does not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect: Option<&'static str>,
    /// What upstream says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
    /// What the spec says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<String>,
    /// The evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Where upstream has it, if that is more than one place or has another name there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// The same as JSON pointers into the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pointers: Vec<String>,
}

impl Finding {
    /// A finding of which nothing more is to be said.
    pub(crate) fn new(standing: Standing, kind: Kind, path: String) -> Self {
        Self {
            standing,
            kind,
            path,
            aspect: None,
            upstream: None,
            spec: None,
            evidence: None,
            places: Vec::new(),
            pointers: Vec::new(),
        }
    }

    /// What the finding is known by from one run to the next.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        use sha2::{Digest, Sha256};
        let standing = self.standing.title();
        let parts = [
            Some(standing),
            Some(self.path.as_str()),
            self.aspect,
            self.upstream.as_deref(),
            self.spec.as_deref(),
        ];
        let mut hash = Sha256::new();
        for part in parts {
            // The length keeps parts apart, whatever they hold.
            let length = part.map_or(0, |part| part.len() as u64 + 1);
            hash.update(length.to_le_bytes());
            hash.update(part.unwrap_or_default());
        }
        let digest = hash.finalize();
        (digest.iter().take(8))
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The JSON pointers in a line, of which there can be hundreds.
    pub(super) fn pointed(&self) -> String {
        const SHOWN: usize = 3;
        let shown: Vec<String> = (self.pointers.iter().take(SHOWN))
            .map(|it| format!("#{it}"))
            .collect();
        match self.pointers.len().saturating_sub(SHOWN) {
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        }
    }

    /// The API and the resource that the item belongs to: `v1/invoice`.
    #[must_use]
    pub fn resource(&self) -> &str {
        let mut slashes = self.path.match_indices('/').map(|(at, _)| at);
        let end = slashes.nth(1).unwrap_or(self.path.len());
        self.path.get(..end).unwrap_or_default()
    }

    /// What is to be said about the item, in a sentence without it.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.sentence_of("published", "upstream")
    }

    /// The same of another source: something is not `there`, or differs `from` it.
    pub(crate) fn sentence_of(&self, there: &str, from: &str) -> String {
        let quoted = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
        let aspect = self.aspect.unwrap_or_default();
        match self.standing {
            Standing::Missing => match &self.upstream {
                Some(said) => format!("this {} is not in the spec: {said}", self.kind),
                None => format!("this {} is not in the spec", self.kind),
            },
            Standing::Beyond if self.aspect.is_none() => match &self.spec {
                Some(says) => format!("this {} is not {there}: {says}", self.kind),
                None => format!("this {} is not {there}", self.kind),
            },
            Standing::Stale => match self.aspect {
                Some(aspect) => format!("the evidence is about `{aspect}`, in which both agree"),
                None => "the evidence is about a difference that is not there".to_owned(),
            },
            Standing::OnPurpose if self.aspect.is_none() => {
                format!("this {} is not {there}", self.kind)
            }
            Standing::Different | Standing::Beyond | Standing::OnPurpose => format!(
                "{aspect} {} {} {from}, {} in the spec",
                if matches!(aspect, "custom fields" | "accepted values") {
                    "are"
                } else {
                    "is"
                },
                quoted(&self.upstream),
                quoted(&self.spec)
            ),
        }
    }
}

/// How much of a kind was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Of what.
    pub kind: Kind,
    /// In what they agree or do not; nothing where it counts whether they are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect: Option<&'static str>,
    /// How many there are upstream.
    pub upstream: usize,
    /// How many of these the spec has.
    pub spec: usize,
}

/// How much of the API a document describes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// All of it: what it does not have is not published.
    #[default]
    Whole,
    /// Some of it: what it does not have may stand in the rest.
    Excerpt,
}

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// `v1`.
    pub api: String,
    /// The version of the upstream document, as it gives it.
    pub release: String,
    /// What the document was taken for.
    pub extent: Extent,
    /// The version of the earlier document, where only what is new since then is told.
    pub since: Option<String>,
    /// How much of each kind was compared.
    pub counts: Vec<Count>,
    /// What was found, in order.
    pub findings: Vec<Finding>,
    /// What could not be read exactly upstream.
    pub notes: Vec<String>,
    /// What is missing, by where it would stand, with the path of the finding or one of its places.
    pub(crate) gaps: Vec<(String, Gap)>,
}

impl Drift {
    /// The findings of a standing.
    pub fn of(&self, standing: Standing) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(move |finding| finding.standing == standing)
    }

    /// Keeps only what an earlier document did not give rise to, against the same spec.
    #[must_use]
    pub fn since(mut self, earlier: &Self) -> Self {
        let known: std::collections::BTreeSet<String> =
            earlier.findings.iter().map(Finding::fingerprint).collect();
        self.findings
            .retain(|it| !known.contains(&it.fingerprint()));
        // What is told is suggested too: it may have been missing before, and be published as something else now.
        let told = |path: &String| {
            let mut missing = self
                .findings
                .iter()
                .filter(|it| it.standing == Standing::Missing);
            missing.any(|it| it.path == *path || it.places.contains(path))
        };
        self.gaps
            .retain(|it| told(&it.0) || !earlier.gaps.contains(it));
        self.since = Some(earlier.release.clone());
        self
    }

    /// Whether nothing asks for a person: all that is not the same on both sides is explained.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        !self.findings.iter().any(|it| it.standing.asks())
    }
}
