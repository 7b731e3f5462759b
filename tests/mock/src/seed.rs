//! What there is from the start: resources as JSON, as people write them or as a site answered them.

mod check;
mod read;

pub(crate) use check::check;
pub(crate) use read::read;

use crate::schema::Version;
use serde_json::Value;

/// A resource, and where it stands.
#[derive(Debug)]
pub(crate) struct Seed {
    pub(crate) version: Version,
    pub(crate) resource: &'static str,
    pub(crate) value: Value,
    /// `v2.customer[0]`.
    pub(crate) place: String,
    /// Whether it is part of an answer, which may show a resource more than once.
    pub(crate) is_answered: bool,
}

/// The name that may be meant: ` (is `customer` meant?)`.
pub(crate) fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let distance = |it: &&str| strsim::damerau_levenshtein(name, it);
    // One letter in three, and two at most: what is further away is another word.
    let is_near = |it: &&str| distance(it) <= (name.chars().count() / 3).min(2);
    let nearest = known.into_iter().filter(is_near).min_by_key(distance);
    nearest.map_or_else(String::new, |it| format!(" (is `{it}` meant?)"))
}
