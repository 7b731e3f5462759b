//! The one table of annotations and of the keywords of schemas: what each holds, where it may stand, what it needs beside it, and
//! what it says. The checks of files and of what is sent and read go by it, the schema for editors is made of it, and
//! `spec/README.md` is held against it.

pub(crate) mod grammar;
mod places;
mod rows;
mod shape;
mod spot;
#[cfg(test)]
mod tests;

use super::At;
use crate::finding::Finding;
pub(crate) use places::{
    ANSWER, BODY, ENUM, ERROR, FIELD, OBJECT, PAGE, PATH_ID_VALUE, QUERY_VALUE, RESOURCE, SHARED,
    Where,
};
pub(crate) use rows::ROWS;
pub(crate) use shape::Shape;
pub(crate) use spot::{OPERATIONS, Spot, Spots};

/// What must stand at a keyword.
#[derive(Clone, Copy)]
pub(crate) enum Expect {
    Text,
    /// Text that says something.
    Filled,
    /// One of these words; another would make something else of the document.
    Word(&'static [&'static str]),
    /// One of these words.
    One(Words),
    Bool,
    /// `true`: `false` would say what is so without it.
    Sure,
    Int,
    /// A whole number that is not negative.
    Length,
    Number,
    /// Any value: the default of a parameter.
    Any,
    /// A list of texts, each of which stands there once.
    Texts,
    /// The same, and each is one of these words.
    Some(Words),
    /// A list of texts, each of which stands there once and says something, and at least one.
    Values,
    /// The same, and each is one of these words.
    Filters(Words),
    /// One text that says something, or [`Expect::Values`].
    Words,
    /// A mapping whose values are text.
    TextMap,
    /// The same, and each says something.
    FilledMap,
    /// A mapping to names, or lists of one name.
    Content,
    /// A mapping to such mappings.
    Contents,
    /// A mapping with fixed keys.
    Object(&'static Object),
    /// A mapping with keys of one's own.
    Map(&'static Object),
    /// A list of mappings with fixed keys.
    List(&'static Object),
}

/// Words that are known.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// What each of them is, for findings.
    pub(crate) what: &'static str,
    pub(crate) known: fn() -> Vec<&'static str>,
}

/// A mapping with fixed keys.
pub(crate) struct Object {
    /// What it is, for findings.
    pub(crate) name: &'static str,
    /// Its keywords that are in no row.
    keys: &'static [(&'static str, Expect)],
    pub(crate) required: &'static [&'static str],
    /// What it can be; the rows about that may stand here.
    pub(crate) spots: Spots,
}

impl Object {
    /// Its keywords that are in no row.
    pub(crate) fn own_keys(&self) -> &'static [(&'static str, Expect)] {
        self.keys
    }

    /// Its keywords and annotations.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&'static str, Expect)> + Clone {
        let rows = ROWS.iter().filter(|row| row.on.meets(self.spots));
        self.keys
            .iter()
            .copied()
            .chain(rows.map(|row| (row.key, row.value)))
    }

    /// What must stand at one of them.
    pub(crate) fn expect(&self, key: &str) -> Option<Expect> {
        let own = self.keys.iter().find(|(known, _)| *known == key);
        own.map(|(_, expect)| *expect).or_else(|| {
            let row = row(key).filter(|row| row.on.meets(self.spots));
            row.map(|row| row.value)
        })
    }
}

/// A keyword or annotation.
pub(crate) struct Row {
    pub(crate) key: &'static str,
    pub(crate) value: Expect,
    /// What it says, for those who type it.
    pub(crate) says: &'static str,
    /// The schemas that can have it, where it stands on one.
    pub(crate) shapes: &'static [Shape],
    /// Why others cannot.
    pub(crate) about: &'static str,
    /// Where it may stand.
    pub(crate) on: Spots,
    /// Why it cannot elsewhere.
    pub(crate) stands: &'static str,
    /// One of these stands beside it; nothing where it says something alone.
    pub(crate) needs: &'static [&'static str],
    /// None of these stands beside it.
    pub(crate) excludes: &'static [&'static str],
    /// Why they do not.
    pub(crate) because: &'static str,
    /// Whether it says what API v1 cannot have.
    pub(crate) only_v2: bool,
}

impl Row {
    const fn new(key: &'static str, value: Expect, says: &'static str) -> Self {
        Self {
            key,
            value,
            says,
            shapes: &Shape::ALL,
            about: "",
            on: Spots::of(&[]),
            stands: "",
            needs: &[],
            excludes: &[],
            because: "",
            only_v2: false,
        }
    }

    const fn of(mut self, (shapes, about): (&'static [Shape], &'static str)) -> Self {
        self.shapes = shapes;
        self.about = about;
        self
    }

    const fn on(mut self, (spots, stands): (Spots, &'static str)) -> Self {
        self.on = spots;
        self.stands = stands;
        self
    }

    const fn with(mut self, needs: &'static [&'static str]) -> Self {
        self.needs = needs;
        self
    }

    const fn without(mut self, excludes: &'static [&'static str], because: &'static str) -> Self {
        self.excludes = excludes;
        self.because = because;
        self
    }

    const fn only_v2(mut self) -> Self {
        self.only_v2 = true;
        self
    }

    pub(crate) fn is_annotation(&self) -> bool {
        self.key.starts_with("x-")
    }

    /// The finding where it stands on something, by its name, on which it may not.
    pub(crate) fn misplaced(&self, at: At<'_>, is: &str) -> Finding {
        let message = format!("`{}` stands on {is}; {}", self.key, self.stands);
        Finding::at(at.place_of(self.key), message).help("remove it here")
    }
}

/// The row of a keyword.
pub(crate) fn row(key: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.key == key)
}

/// The rows whose keyword stands on a node.
pub(crate) fn rows_on(at: At<'_>) -> impl Iterator<Item = &'static Row> {
    at.pairs().filter_map(|(key, _)| row(key))
}
