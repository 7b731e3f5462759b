//! What makes a suggestion a document of its own, which tools can read: what an operation must say besides what is suggested
//! for it, and what references lead to. All of it stands in the spec already, and says so; where it is moved into the spec with the
//! rest, it changes nothing.

use super::yaml::{Value, Yaml};
use crate::load::{At, File, VersionFiles, tree};
use std::collections::BTreeMap;

const KNOWN: &str = "in the spec already";

/// Completes the suggested files, by stem.
pub(super) fn complete(suggested: &mut BTreeMap<String, Yaml>, spec: &VersionFiles) {
    for (stem, document) in suggested.iter_mut() {
        if let Some(file) = spec.file(stem) {
            operations(document, file, spec);
        }
    }
    // What is copied can refer to more.
    loop {
        let missing = missing(suggested);
        let mut added = false;
        for target in missing {
            let Some(stub) = stub(&target, spec) else {
                continue;
            };
            let document = suggested.entry(target.stem).or_insert_with(Yaml::map);
            document.put_at(&["components", &target.kind], &target.name, stub);
            added = true;
        }
        if !added {
            return;
        }
    }
}

/// What an operation of the spec must say wherever it stands: its answer, and the ids in its path.
fn operations(document: &mut Yaml, file: &File, spec: &VersionFiles) {
    let paths = match document.get("paths") {
        Some(Yaml {
            value: Value::Map(paths),
            ..
        }) => paths,
        _ => return,
    };
    let mut found = Vec::new();
    for (path, methods) in paths {
        if let Value::Map(methods) = &methods.value {
            found.extend(
                methods
                    .iter()
                    .map(|(method, _)| (path.clone(), method.clone())),
            );
        }
    }
    for (path, method) in found {
        let there = file
            .at()
            .find("paths")
            .and_then(|at| at.find(&path)?.find(&method));
        let Some(there) = there else { continue };
        let keys = ["paths", path.as_str(), method.as_str()];
        let ids = path_parameters(there, file, spec);
        document.edit(&keys, |operation| {
            if !ids.is_empty() {
                let others = match operation.get("parameters").map(|it| &it.value) {
                    Some(Value::List(others)) => others.clone(),
                    _ => Vec::new(),
                };
                operation.put("parameters", Yaml::list([ids, others].concat()));
            }
            let described =
                |it: &Yaml| it.get("responses")?.get("200")?.get("description").cloned();
            if described(operation).is_none() {
                let said = there
                    .find("responses")
                    .and_then(|at| at.find("200")?.find("description"));
                let text = said.and_then(|at| at.node.as_text()).unwrap_or("Success.");
                operation.put_at(&["responses", "200"], "description", Yaml::text(text));
            }
        });
    }
}

/// The parameters of an operation that stand in its path.
fn path_parameters(operation: At<'_>, file: &File, spec: &VersionFiles) -> Vec<Yaml> {
    let Some(list) = operation.find("parameters") else {
        return Vec::new();
    };
    let count = list.node.as_list().map_or(0, <[_]>::len);
    let all = (0..count).map(|index| list.index(index));
    let in_path = all.filter(|at| {
        let reference = at.find("$ref").and_then(|it| it.node.as_text());
        let place = match reference {
            None => at.find("in"),
            Some(reference) => Target::of(reference, &file.stem).and_then(|target| {
                let file = spec.file(&target.stem)?.at();
                file.find("components")?
                    .find("parameters")?
                    .find(&target.name)?
                    .find("in")
            }),
        };
        place.and_then(|it| it.node.as_text()) == Some("path")
    });
    in_path.map(|at| copied(at.node)).collect()
}

/// Where a reference leads to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    stem: String,
    kind: String,
    name: String,
}

impl Target {
    fn of(reference: &str, from: &str) -> Option<Self> {
        let (file, inside) = reference.split_once("#/components/")?;
        let (kind, name) = inside.split_once('/')?;
        let stem = match file.trim_start_matches("./") {
            "" => from,
            file => file.strip_suffix(".yaml")?,
        };
        Some(Self {
            stem: stem.to_owned(),
            kind: kind.to_owned(),
            name: name.to_owned(),
        })
    }
}

/// What references lead to that is not suggested.
fn missing(suggested: &BTreeMap<String, Yaml>) -> Vec<Target> {
    let mut targets = Vec::new();
    for (stem, document) in suggested {
        references(document, stem, &mut targets);
    }
    targets.sort();
    targets.dedup();
    targets.retain(|it| {
        let document = suggested.get(&it.stem);
        let there = document.and_then(|at| at.get("components")?.get(&it.kind)?.get(&it.name));
        there.is_none()
    });
    targets
}

fn references(node: &Yaml, from: &str, targets: &mut Vec<Target>) {
    match &node.value {
        Value::Scalar(_) => {}
        Value::List(items) => items.iter().for_each(|it| references(it, from, targets)),
        Value::Map(pairs) => {
            for (key, node) in pairs {
                match &node.value {
                    Value::Scalar(text) if key == "$ref" => {
                        targets.extend(Target::of(text.trim_matches('\''), from));
                    }
                    _ => references(node, from, targets),
                }
            }
        }
    }
}

/// What stands for something of the spec: all of it, or of an object only what it is.
fn stub(target: &Target, spec: &VersionFiles) -> Option<Yaml> {
    let file = spec.file(&target.stem)?.at();
    let at = file
        .find("components")?
        .find(&target.kind)?
        .find(&target.name)?;
    let mut stub = match at.find("properties") {
        Some(_) => {
            let mut stub = Yaml::map();
            for key in ["description", "type"] {
                if let Some(said) = at.find(key) {
                    stub.put(key, copied(said.node));
                }
            }
            stub
        }
        None => copied(at.node),
    };
    stub.comment = Some(KNOWN.to_owned());
    Some(stub)
}

/// A node of the spec.
fn copied(node: &tree::Node) -> Yaml {
    match &node.value {
        tree::Value::Null => Yaml::text(""),
        tree::Value::Bool(value) => Yaml::plain(&value.to_string()),
        tree::Value::Int(value) => Yaml::plain(&value.to_string()),
        tree::Value::Float(value) => Yaml::plain(&value.to_string()),
        tree::Value::Digits(text) => Yaml::plain(text),
        tree::Value::Text(text) => Yaml::text(text),
        tree::Value::List(items) => Yaml::list(items.iter().map(copied).collect()),
        tree::Value::Map(pairs) => {
            let pairs = pairs.iter().map(|it| (it.key.clone(), copied(&it.node)));
            Value::Map(pairs.collect()).into()
        }
    }
}
