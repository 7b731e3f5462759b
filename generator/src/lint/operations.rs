//! Operations that differ from those beside them, and links to pages that are not there.

use super::Rule;
use crate::{
    finding::{Report, did_you_mean},
    load::{At, File, VersionFiles},
    model::Method,
};
use std::collections::BTreeMap;

pub(super) const IDEMPOTENT: Rule = Rule::warning("idempotency-unlike-siblings");
pub(super) const CATALOG: Rule = Rule::warning("catalog-unlike-siblings");
pub(super) const PATH: Rule = Rule::warning("path-unlike-siblings");
pub(super) const LINK: Rule = Rule::error("dead-doc-link");

pub(super) fn check(files: &VersionFiles, report: &mut Report) {
    for file in &files.files {
        let operations = operations(file);
        idempotent(&operations, report);
        catalogs(&operations, report);
        link(file, report);
    }
    paths(files, report);
}

/// An operation with its method on the wire.
struct Operation<'a> {
    /// Whether it can change something.
    writes: bool,
    at: At<'a>,
}

impl Operation<'_> {
    fn name(&self) -> &str {
        let method = self.at.find("x-method").and_then(|at| at.node.as_text());
        method.unwrap_or_default()
    }

    fn says(&self, annotation: &str) -> bool {
        self.at.find(annotation).is_some()
    }
}

fn operations(file: &File) -> Vec<Operation<'_>> {
    let paths = file.at().find("paths").into_iter().flat_map(At::pairs);
    let all = paths.flat_map(|(_, path)| path.pairs());
    let all = all.map(|(method, at)| Operation {
        writes: Method::of_key(method).is_some_and(|it| !it.is_safe()),
        at,
    });
    all.filter(|it| !it.says("x-evidence")).collect()
}

/// Words of an operation that only computes: to send it twice changes nothing.
const DRY: [&str; 4] = ["estimate", "evaluate", "preview", "validate"];

/// A POST that changes something takes an idempotency key where most of its resource do.
fn idempotent(operations: &[Operation<'_>], report: &mut Report) {
    let changes = |it: &&Operation<'_>| {
        it.writes
            && !DRY
                .iter()
                .any(|word| it.name().split('_').any(|it| it == *word))
    };
    let posts: Vec<&Operation<'_>> = operations.iter().filter(changes).collect();
    let with = posts.iter().filter(|it| it.says("x-idempotent")).count();
    let without = posts.len() - with;
    for post in &posts {
        let (message, help) = match post.says("x-idempotent") {
            false if with > without => (
                "takes no idempotency key, and other POSTs of the resource do",
                "add `x-idempotent: true`, or say in `x-evidence` why it takes none",
            ),
            true if with < without => (
                "takes an idempotency key, and other POSTs of the resource do not",
                "remove `x-idempotent`, or say in `x-evidence` why it takes one",
            ),
            _ => continue,
        };
        let message = format!("`{}` {message}", post.name());
        report.push(
            IDEMPOTENT
                .at(post.at.key("x-method").place(), message)
                .help(help),
        );
    }
}

/// With fewer operations, being alone is chance.
const FEWEST: usize = 3;

/// Operations of one catalog stand beside those of the other, or all do.
fn catalogs(operations: &[Operation<'_>], report: &mut Report) {
    let catalog = |it: &Operation<'_>| {
        let list = it.at.find("x-catalog")?.node.as_list()?;
        list.first()?.as_text().map(str::to_owned)
    };
    let of: Vec<Option<String>> = operations.iter().map(catalog).collect();
    let mut named: Vec<&String> = of.iter().flatten().collect();
    let marked = named.len();
    named.sort_unstable();
    named.dedup();
    let [only] = named[..] else { return };
    let rest = of.len() - marked;
    if of.len() < FEWEST || rest == 0 || rest == marked {
        return;
    }
    for (operation, catalog) in operations.iter().zip(&of) {
        let (message, help) = match catalog {
            Some(_) if marked < rest => (
                format!("is of Product Catalog {only}, and no other of the resource is"),
                "remove `x-catalog`, or say in `x-evidence` why it is alone",
            ),
            None if marked > rest => (
                format!("is of both Product Catalogs, and others of the resource are of {only}"),
                "add `x-catalog`, or say in `x-evidence` why it is of both",
            ),
            _ => continue,
        };
        let message = format!("`{}` {message}", operation.name());
        report.push(
            CATALOG
                .at(operation.at.key("x-method").place(), message)
                .help(help),
        );
    }
}

/// Shorter words are near each other by chance.
const SHORTEST: usize = 5;

/// A part of a path that stands once and is nearly one that stands often.
fn paths(files: &VersionFiles, report: &mut Report) {
    let mut uses: BTreeMap<&str, Vec<(At<'_>, &str)>> = BTreeMap::new();
    for file in &files.files {
        let Some(paths) = file.at().find("paths") else {
            continue;
        };
        for (path, _) in paths.pairs() {
            for part in path
                .split('/')
                .filter(|it| !it.is_empty() && !it.starts_with('{'))
            {
                uses.entry(part).or_default().push((paths, path));
            }
        }
    }
    // A first letter is seldom mistyped, and tells `activate` and `deactivate` apart.
    let is_other = |rare: &str, common: &str, starts: bool| {
        let far = strsim::damerau_levenshtein(rare, common) > 1 + (rare.len() / 8).min(1);
        let number =
            rare.strip_suffix('s') == Some(common) || common.strip_suffix('s') == Some(rare);
        far || rare.chars().next() != common.chars().next() || (number && !starts)
    };
    for (rare, places) in uses.iter().filter(|(part, _)| part.len() >= SHORTEST) {
        let known = files
            .files
            .iter()
            .any(|file| plurals(&file.stem).iter().any(|it| it == rare));
        let common = uses.iter().filter(|(part, others)| {
            let prefix = format!("/{rare}");
            let starts = places.iter().all(|(_, path)| path.starts_with(&prefix));
            *part != rare && others.len() >= 2 * places.len() && !is_other(rare, part, starts)
        });
        let Some((common, _)) = common
            .max_by_key(|(_, others)| others.len())
            .filter(|_| !known)
        else {
            continue;
        };
        for (paths, path) in places {
            let message =
                format!("`{rare}` of `{path}` is nearly `{common}`, which other paths have");
            let help = format!(
                "did you mean `{common}`? say it there, or accept it where it is another word"
            );
            report.push(PATH.at(paths.place_of(path), message).help(help));
        }
    }
}

/// Where the vendor's pages about resources stand.
const PAGES: &str = "https://apidocs.chargebee.com/docs/api/";

/// The page of a resource has its name in the plural.
fn link(file: &File, report: &mut Report) {
    let Some(at) = file.at().find("externalDocs").and_then(|at| at.find("url")) else {
        return;
    };
    let Some(page) = at.node.as_text().and_then(|url| url.strip_prefix(PAGES)) else {
        return;
    };
    // The pages about the first version stand below those of the second.
    let page = page.strip_prefix("v1/").unwrap_or(page);
    let page = page.split(['?', '#', '/']).next().unwrap_or_default();
    let right = plurals(&file.stem);
    if !right.iter().any(|it| it == page) {
        let message = format!("no page of the API reference is called `{page}`");
        let near = did_you_mean(page, right.iter().map(String::as_str));
        let known = right.first().map(String::as_str).unwrap_or_default();
        let help = near.unwrap_or_else(|| format!("write `{PAGES}{known}`"));
        report.push(LINK.at(at.place(), message).help(help));
    }
}

/// How English says more of one: `statuses`, `currencies`, `keys`; what is many already stays as it is.
fn plurals(stem: &str) -> Vec<String> {
    let ends = |list: &[&str]| list.iter().any(|end| stem.ends_with(end));
    let mut all = match stem.strip_suffix('y') {
        Some(rest) if !ends(&["ay", "ey", "oy", "uy"]) => vec![format!("{rest}ies")],
        _ if ends(&["s", "x", "z", "ch", "sh"]) => vec![format!("{stem}es")],
        _ => vec![format!("{stem}s")],
    };
    if ends(&["s"]) && !ends(&["ss", "us"]) {
        all.push(stem.to_owned());
    }
    all
}
