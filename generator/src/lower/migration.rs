//! `x-migration`: what those who come from API v1 must know beyond what is renamed.

use super::{Context, schema::is_first_version};
use crate::{
    finding::Finding,
    load::{At, File},
    model::{Migration, MigrationKind, Subject},
};

impl Context<'_> {
    /// The steps that a file names. That both sides are there is for those who see both versions.
    pub(super) fn migration(&self, file: &File) -> Vec<Migration> {
        let Some(at) = file.at().find("x-migration") else {
            return Vec::new();
        };
        if is_first_version(&self.files.name) {
            let finding = Finding::at(
                file.at().place_of("x-migration"),
                "`x-migration` has no meaning in v1",
            );
            self.error(finding.help("the steps to v2 stand in the files of v2"));
        }
        let steps = at.node.as_list().unwrap_or_default();
        (0..steps.len())
            .map(|index| self.step(at.index(index)))
            .collect()
    }

    fn step(&self, at: At<'_>) -> Migration {
        let text = |key: &str| at.find(key).and_then(|it| it.node.as_text());
        let kind = self.one_of(at, "kind", &MigrationKind::ALL);
        let kind = kind.unwrap_or(MigrationKind::Behaviour);
        let what = self
            .one_of(at, "what", &Subject::ALL)
            .unwrap_or(Subject::Attribute);
        let (from, to) = (text("from"), text("to"));
        let problem = match (kind, from, to) {
            (MigrationKind::Renamed, ..) => Some((
                "kind",
                "what is renamed says so itself",
                "write `x-renamed-from` at its new name",
            )),
            (MigrationKind::Moved, None, _) | (MigrationKind::Moved, _, None) => Some((
                "kind",
                "what moved stands somewhere in both versions",
                "add `from` and `to`",
            )),
            (MigrationKind::Removed, None, _) => {
                Some(("kind", "what is removed is in v1", "add `from`"))
            }
            (MigrationKind::Removed, _, Some(_)) => Some((
                "to",
                "what is removed has no place in v2",
                "remove `to`, or say that it moved",
            )),
            (MigrationKind::Added, Some(_), _) => Some((
                "from",
                "what is added has no place in v1",
                "remove `from`, or say that it moved",
            )),
            (MigrationKind::Added | MigrationKind::Behaviour, _, None) => Some((
                "kind",
                "this does not say what it is about in v2",
                "add `to`",
            )),
            _ => None,
        };
        if let Some((key, message, help)) = problem {
            self.error(Finding::at(at.place_of(key), message).help(help));
        }
        let note = text("note").unwrap_or_default().trim();
        if note.is_empty() {
            let finding = Finding::at(at.place_of("note"), "this step says nothing");
            self.error(finding.help("say in a sentence what it means for who comes from v1"));
        }
        Migration {
            kind,
            what,
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
            note: note.to_owned(),
        }
    }

    fn one_of<T: Copy>(&self, at: At<'_>, key: &str, all: &[(&'static str, T)]) -> Option<T> {
        let at = at.find(key)?;
        let text = at.node.as_text().unwrap_or_default();
        let found = all.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let known: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            self.error(Self::unknown(
                at,
                &format!("`{key}` of a step"),
                text,
                &known,
            ));
        }
        found.map(|(_, value)| *value)
    }
}
