//! Where a request leads.

use super::Schema;
use std::cmp::Reverse;

/// More segments than any path has, ids with slashes in them included.
const MOST: usize = 32;

/// Where a request leads.
#[derive(Debug)]
pub(crate) enum Route {
    /// To an operation.
    Operation(Found),
    /// To a path that has other methods only.
    OtherMethod,
    /// To nothing.
    Nothing,
}

/// An operation, with the ids of its path.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) operation: &'static str,
    pub(crate) ids: Vec<String>,
    /// Whether what was read as the end of an id could as well be a word of a path that there is not: `customers/c/nonsense`.
    pub(crate) is_doubtful: bool,
}

/// The method and path of an operation.
#[derive(Debug)]
pub(super) struct Pattern {
    method: &'static str,
    segments: Vec<&'static str>,
    pub(super) operation: &'static str,
}

/// How a path fits a pattern.
#[derive(Debug, Default)]
struct Fit {
    /// How many literal segments fit.
    literals: usize,
    /// The others, decoded.
    ids: Vec<String>,
    is_doubtful: bool,
}

impl Pattern {
    pub(super) fn read(
        (method, path, operation): &(&'static str, &'static str, &'static str),
    ) -> Self {
        Self {
            method,
            segments: path.split('/').skip(1).collect(),
            operation,
        }
    }
}

impl Schema {
    /// The path of an operation below the version, where it has no ids: `/customers`.
    pub(crate) fn path_of(&self, operation: &str) -> Option<String> {
        let found = self.routes.iter().find(|it| it.operation == operation)?;
        let has_ids = found.segments.iter().any(|it| it.contains('{'));
        (!has_ids).then(|| format!("/{}", found.segments.join("/")))
    }

    /// Where a method and the raw segments of a path lead. Ids may hold a slash, so an id takes further segments where nothing
    /// else fits; a literal segment goes before an id. A path that fits another method better is of that one.
    pub(crate) fn route(&self, method: &str, segments: &[&str]) -> Route {
        if segments.len() > MOST {
            return Route::Nothing;
        }
        let fits = self.routes.iter().filter_map(|it| {
            let fit = fit(&it.segments, segments)?;
            let rank = (Reverse(segments.len() - it.segments.len()), fit.literals);
            Some((rank, it.method == method, it.operation, fit))
        });
        // The own method goes before others of the same rank.
        match fits.max_by_key(|(rank, is_own, ..)| (*rank, *is_own)) {
            Some((_, true, operation, fit)) => Route::Operation(Found {
                operation,
                ids: fit.ids,
                is_doubtful: fit.is_doubtful,
            }),
            Some(_) => Route::OtherMethod,
            None => Route::Nothing,
        }
    }
}

fn fit(pattern: &[&str], segments: &[&str]) -> Option<Fit> {
    let Some((first, rest)) = pattern.split_first() else {
        return segments.is_empty().then(Fit::default);
    };
    if !first.starts_with('{') {
        let (segment, after) = segments.split_first()?;
        let mut fit = (segment == first).then(|| fit(rest, after))??;
        fit.literals += 1;
        return Some(fit);
    }
    for taken in 1..=segments.len() {
        let (own, after) = segments.split_at(taken);
        if let Some(mut fit) = fit(rest, after) {
            let decoded: Option<Vec<String>> = own.iter().map(|it| part(it)).collect();
            fit.ids.insert(0, decoded?.join("/"));
            fit.is_doubtful |= own.iter().skip(1).any(|it| is_word(it));
            return Some(fit);
        }
    }
    None
}

/// A part of an id from its segment. Nothing, `.` and `..` are none.
fn part(segment: &str) -> Option<String> {
    let part = crate::form::decode(segment)?;
    (!matches!(part.as_str(), "" | "." | "..")).then_some(part)
}

/// All literal segments of the API are words: small letters and `_`.
fn is_word(segment: &str) -> bool {
    segment
        .bytes()
        .all(|it| it.is_ascii_lowercase() || it == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Version;

    #[test]
    fn routes() {
        let schema = |version| Schema::read(version).expect("the data reads");
        let (v1, v2) = (schema(Version::V1), schema(Version::V2));
        let to = |schema: &Schema, method: &str, path: &str| {
            let segments: Vec<&str> = path.split('/').collect();
            match schema.route(method, &segments) {
                Route::Operation(found) => {
                    let doubt = if found.is_doubtful { " ?" } else { "" };
                    format!("{} {:?}{doubt}", found.operation, found.ids)
                }
                other => format!("{other:?}"),
            }
        };
        for (method, path, found) in [
            ("GET", "customers", "customer.list []"),
            ("POST", "customers", "customer.create []"),
            ("GET", "customers/a%20b", "customer.retrieve [\"a b\"]"),
            ("GET", "customers/a%2Fb", "customer.retrieve [\"a/b\"]"),
            ("GET", "customers/a+b", "customer.retrieve [\"a+b\"]"),
            ("GET", "customers/a/7", "customer.retrieve [\"a/7\"]"),
            ("GET", "customers/a/b", "customer.retrieve [\"a/b\"] ?"),
            (
                "POST",
                "estimates/create_subscription",
                "estimate.create_subscription []",
            ),
            ("DELETE", "customers", "OtherMethod"),
            ("GET", "nowhere", "Nothing"),
            ("GET", "", "Nothing"),
            ("GET", "customers/", "Nothing"),
            ("GET", "customers/.", "Nothing"),
            ("GET", "customers/..", "Nothing"),
            ("GET", "customers/%2E%2E", "Nothing"),
            ("GET", "customers/%ff", "Nothing"),
            ("GET", "customers/%zz", "Nothing"),
            ("GET", "customers/a//7", "Nothing"),
            ("GET", "customers/a/../7", "Nothing"),
            (
                "POST",
                "customers/c/nonsense",
                "customer.update [\"c/nonsense\"] ?",
            ),
            ("POST", "customers//delete", "Nothing"),
        ] {
            assert_eq!(to(&v2, method, path), found, "{method} {path}");
        }
        assert_eq!(to(&v1, "POST", "subscriptions"), "subscription.create []");
    }
}
