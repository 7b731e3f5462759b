//! Enums without values.

use super::Rule;
use crate::{
    finding::Report,
    load::{At, VersionFiles, tree::Value},
};

pub(super) const WITHOUT_VALUES: Rule = Rule::error("enum-without-values");

pub(super) fn check(files: &VersionFiles, report: &mut Report) {
    for file in &files.files {
        walk(file.at(), report);
    }
}

/// A type without values is refused before; a place that accepts none of them, or a plain text with none, is not.
fn walk(at: At<'_>, report: &mut Report) {
    for (key, node) in at.pairs() {
        match &node.node.value {
            Value::List(values) if key == "enum" && values.is_empty() => {
                let finding =
                    WITHOUT_VALUES.at(at.place_of(key), "this enum has no values".to_owned());
                report.push(finding.help("list the values, or remove `enum`"));
            }
            Value::List(list) => (0..list.len()).for_each(|index| walk(node.index(index), report)),
            Value::Map(_) => walk(node, report),
            _ => {}
        }
    }
}
