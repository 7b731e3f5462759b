//! What an answer cannot be read without: the resource, and its id; of an event also its type and when it happened, without which
//! a body is none. Published payloads lack everything else somewhere, and must be read all the same.

use super::{Rule, items::Items};
use crate::{
    finding::Report,
    load::{At, VersionFiles, tree::Value},
};

pub(super) const GUARANTEED: Rule = Rule::error("guaranteed-beyond-id");

pub(super) fn check(files: &VersionFiles, items: &Items<'_>, report: &mut Report) {
    for file in &files.files {
        for (section, at) in file.at().pairs() {
            match section {
                "components" => walk(at, report, &|object, name| {
                    let is_resource = object.find("x-resource").is_some();
                    let is_of_events = object.find("x-events").is_some_and(|events| {
                        let member = object.find("properties").and_then(|at| at.find(name));
                        let format = member.and_then(|it| items.follow(file, it).0.find("format"));
                        events.key("type").node.as_text() == Some(name)
                            || format.is_some_and(|it| it.node.as_text() == Some("unix-time"))
                    });
                    is_resource && (name == "id" || is_of_events)
                }),
                // What an operation answers: a resource, or the list of entries that hold it.
                _ => walk(at, report, &|answer, name| {
                    let member = answer.find("properties").and_then(|at| at.find(name));
                    let ty = member.map(|member| items.follow(file, member).0);
                    name == "list" || ty.is_some_and(|ty| ty.find("x-resource").is_some())
                }),
            }
        }
    }
}

/// Looks at every guaranteed name below a node; `may` says whether that object may guarantee it.
fn walk(at: At<'_>, report: &mut Report, may: &dyn Fn(At<'_>, &str) -> bool) {
    for (key, node) in at.pairs() {
        match &node.node.value {
            Value::List(names) if key == "x-guaranteed" => {
                for name in (0..names.len()).map(|index| node.index(index)) {
                    let text = name.node.as_text().unwrap_or_default();
                    if !may(at, text) {
                        let message = format!(
                            "`{text}` is guaranteed and is no resource, nor the id of one, nor the type or instant of an event"
                        );
                        let help = "take it out of `x-guaranteed`: published payloads lack such members and must be read";
                        report.push(GUARANTEED.at(name.place(), message).help(help));
                    }
                }
            }
            Value::List(list) => {
                (0..list.len()).for_each(|index| walk(node.index(index), report, may));
            }
            Value::Map(_) => walk(node, report, may),
            _ => {}
        }
    }
}
