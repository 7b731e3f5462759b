//! What a reader looks at together.

use super::change::{Change, Semver, Verdicts, Wire};

/// Changes that a reviewer looks at together, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Money,
    Breaking,
    Surprising,
    Major,
    Minor,
    Patch,
    Docs,
    Accepted,
}

impl Section {
    pub(super) const ALL: [Self; 8] = [
        Self::Money,
        Self::Breaking,
        Self::Surprising,
        Self::Major,
        Self::Minor,
        Self::Patch,
        Self::Docs,
        Self::Accepted,
    ];

    pub(super) fn of(change: &Change) -> Self {
        if change.accepted {
            Self::Accepted
        } else {
            Self::by_verdicts(change)
        }
    }

    /// The same whether somebody accepted it or not.
    pub(super) fn by_verdicts(change: &Change) -> Self {
        match change.verdicts {
            Verdicts { money: true, .. } => Self::Money,
            Verdicts {
                wire: Wire::Breaking,
                ..
            } => Self::Breaking,
            Verdicts {
                wire: Wire::Surprising,
                ..
            } => Self::Surprising,
            Verdicts {
                docs_only: true, ..
            } => Self::Docs,
            Verdicts { krate, .. } => match krate {
                Semver::Major => Self::Major,
                Semver::Minor => Self::Minor,
                Semver::Patch => Self::Patch,
            },
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Money => "Money",
            Self::Breaking => "Breaks integrations",
            Self::Surprising => "May surprise integrations",
            Self::Major => "Breaks only the crate",
            Self::Minor => "Added",
            Self::Patch => "Changed compatibly",
            Self::Docs => "Words only",
            Self::Accepted => "Accepted",
        }
    }

    /// What must never be left out without a word.
    pub(super) fn must_be_seen(self) -> bool {
        matches!(self, Self::Money | Self::Breaking)
    }
}
