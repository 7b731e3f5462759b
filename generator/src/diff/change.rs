//! What a change is, and what is said about it. Other readers of two models (`drift`) say what they find in the same words.

use std::fmt;

/// Whether an integration that works today goes on working, by the vendor's own list of what is backwards compatible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire {
    /// It does.
    Compatible,
    /// It does where it expects what it does not know: a new value can arrive where it looks for those of today.
    Surprising,
    /// It may not.
    Breaking,
}

/// What the change asks of the version of the generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Semver {
    /// What compiled compiles and means the same.
    Patch,
    /// The crate offers more, or warns of more.
    Minor,
    /// Something that compiled does not, or means something else.
    Major,
}

/// The word for a verdict on the crate.
#[must_use]
pub fn semver(semver: Semver) -> &'static str {
    match semver {
        Semver::Patch => "patch",
        Semver::Minor => "minor",
        Semver::Major => "major",
    }
}

/// What is said about a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Verdicts {
    /// What it does to integrations.
    pub wire: Wire,
    /// What it does to the crate.
    pub krate: Semver,
    /// Whether unit, currency, decimal or rounding of money changed.
    pub money: bool,
    /// Whether only words changed.
    pub docs_only: bool,
}

impl Verdicts {
    /// Verdicts about something that is neither money nor only words.
    #[must_use]
    pub const fn new(wire: Wire, krate: Semver) -> Self {
        Self {
            wire,
            krate,
            money: false,
            docs_only: false,
        }
    }

    /// The verdicts on words.
    pub const DOCS: Self = Self {
        wire: Wire::Compatible,
        krate: Semver::Patch,
        money: false,
        docs_only: true,
    };
}

/// A kind of change.
#[derive(Debug)]
pub struct Rule {
    /// In kebab-case; stable, since fingerprints and files of accepted changes hold it.
    pub id: &'static str,
    /// What happened, in a few words.
    pub title: &'static str,
    /// The usual verdicts; a change can have others where `why` says when.
    pub verdicts: Verdicts,
    /// Why these verdicts.
    pub why: &'static str,
}

/// Where something stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Where {
    /// As a person would give it: `spec/v2/invoice.yaml`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What has to do with the changed item, by path, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Users {
    /// Operations that send or answer it, however deep it lies in what they send or answer.
    pub operations: Vec<String>,
    /// Objects, groups and event contents that hold it directly.
    pub types: Vec<String>,
}

/// How a rename was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenamedBy {
    /// `x-renamed-from` says so.
    Annotation,
    /// What identifies it stayed: the route of an operation, the mark of a resource, the type of an id.
    Identity,
    /// It is like what was removed: how much, in percent.
    Likeness(u8),
}

/// One change, at the item where it happened.
#[derive(Clone, Debug)]
pub struct Change {
    /// The kind of change.
    pub rule: &'static Rule,
    /// What is said about it.
    pub verdicts: Verdicts,
    /// The item: `v2/invoice/attribute/Invoice/total`. Its first two parts are the API and the resource.
    pub path: String,
    /// What of the item it is about, where its rule can tell several things of one: `minimum`.
    pub aspect: Option<String>,
    /// What the crate calls it: `v2::invoice::Invoice::total`; several names where it is told for several places.
    pub rust: Vec<String>,
    /// What happened, in a sentence; names stand in backticks.
    pub message: String,
    /// What was.
    pub before: Option<String>,
    /// What is.
    pub after: Option<String>,
    /// What came with the item, each kind in a line: the parameters and the response of an operation, the content of an event.
    pub details: Vec<String>,
    /// How it is known to be a rename, where it is one.
    pub renamed: Option<RenamedBy>,
    /// Where the same happened, for what several operations have each for themselves: the paths of all of them.
    pub sites: Vec<String>,
    /// Who uses the item.
    pub users: Users,
    /// Where the item stands: in the head, or in the base where it is gone.
    pub place: Option<Where>,
    /// What somebody wrote about it: why it was accepted, or the evidence for a difference on purpose.
    pub note: Option<String>,
    /// Whether it was accepted: it is shown, and fails nothing.
    pub accepted: bool,
}

impl Change {
    /// A change with the usual verdicts of its rule.
    #[must_use]
    pub fn new(rule: &'static Rule, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule,
            verdicts: rule.verdicts,
            path: path.into(),
            aspect: None,
            rust: Vec::new(),
            message: message.into(),
            before: None,
            after: None,
            details: Vec::new(),
            renamed: None,
            sites: Vec::new(),
            users: Users::default(),
            place: None,
            note: None,
            accepted: false,
        }
    }

    /// Says what was and what is.
    #[must_use]
    pub fn from_to(mut self, before: impl Into<String>, after: impl Into<String>) -> Self {
        self.before = Some(before.into());
        self.after = Some(after.into());
        self
    }

    /// The API and the resource that the item belongs to: `v2/invoice`.
    #[must_use]
    pub fn resource(&self) -> &str {
        let mut slashes = self.path.match_indices('/').map(|(at, _)| at);
        let end = slashes.nth(1).unwrap_or(self.path.len());
        self.path.get(..end).unwrap_or_default()
    }

    /// What the change is known by from one run to the next: the item, the rule, what of the item, what was and what is. Neither the order of
    /// changes nor the lines of files have a part in it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        let mut add = |text: Option<&str>| match text {
            // The length keeps parts apart, whatever they hold.
            Some(text) => {
                hash.update((text.len() as u64 + 1).to_le_bytes());
                hash.update(text);
            }
            None => hash.update(0_u64.to_le_bytes()),
        };
        add(Some(&self.path));
        add(Some(self.rule.id));
        add(self.before.as_deref());
        add(self.after.as_deref());
        for site in &self.sites {
            add(Some(site));
        }
        if let Some(aspect) = &self.aspect {
            add(Some(aspect));
        }
        let digest = hash.finalize();
        digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The most important first: money, then what breaks, then by what the crate asks for, words last; then by item.
    fn key(&self) -> impl Ord + '_ {
        let Verdicts {
            wire,
            krate,
            money,
            docs_only,
        } = self.verdicts;
        (
            (!money, docs_only, std::cmp::Reverse((wire, krate))),
            (&self.path, self.rule.id, &self.aspect),
            (&self.before, &self.after),
        )
    }
}

/// All changes between two models.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What the base is called: a revision, a folder.
    pub base: String,
    /// What the head is called.
    pub head: String,
    /// The most important first.
    pub changes: Vec<Change>,
}

impl Report {
    /// A report with its changes in order.
    #[must_use]
    pub fn new(base: &str, head: &str, mut changes: Vec<Change>) -> Self {
        changes.sort_by(|left, right| left.key().cmp(&right.key()));
        Self {
            base: base.to_owned(),
            head: head.to_owned(),
            changes,
        }
    }

    /// What all changes together ask of the crate's version; `None` where nothing changed.
    #[must_use]
    pub fn semver(&self) -> Option<Semver> {
        self.changes.iter().map(|it| it.verdicts.krate).max()
    }
}
