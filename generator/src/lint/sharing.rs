//! What is shared and need not be, and what could be shared.

use super::Rule;
use crate::{
    finding::{Place, Report},
    load::{
        VersionFiles,
        tree::{Node, Value},
    },
    model::{Api, Param, Traits, Type, TypeRef},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ONCE: Rule = Rule::warning("shared-once");
pub(super) const EQUAL: Rule = Rule::warning("equal-not-shared");

pub(super) fn check(files: &VersionFiles, api: Option<&Api>, report: &mut Report) {
    once(files, report);
    if let Some(api) = api {
        equal(files, api, report);
    }
}

/// A schema component: the stem of its file and its name.
type Key<'a> = (&'a str, &'a str);

/// Where a component is used.
#[derive(Default)]
struct Uses<'a> {
    count: usize,
    /// The files that use it, by themselves or through a component of `common`.
    files: BTreeSet<&'a str>,
    /// The components of `common` that use it.
    shared: BTreeSet<&'a str>,
}

const COMMON: &str = "common";

fn once(files: &VersionFiles, report: &mut Report) {
    let mut uses: BTreeMap<Key<'_>, Uses<'_>> = BTreeMap::new();
    for file in &files.files {
        let stem = file.stem.as_str();
        for (section, at) in file.at().pairs() {
            if section != "components" || stem != COMMON {
                references(at.node, stem, None, &mut uses);
                continue;
            }
            for (_, kind) in at.pairs() {
                for (name, at) in kind.pairs() {
                    references(at.node, stem, Some(name), &mut uses);
                }
            }
        }
    }
    for file in &files.files {
        let Some(schemas) = (file.at().find("components")).and_then(|at| at.find("schemas")) else {
            continue;
        };
        for (name, _) in schemas.pairs() {
            let key = (file.stem.as_str(), name);
            let Some(found) = uses.get(&key) else {
                continue;
            };
            let shared_field = name.starts_with(|c: char| c.is_ascii_lowercase());
            let place = schemas.place_of(name);
            if shared_field && found.count == 1 {
                let message = format!("the shared field `{name}` is used in one place");
                report.push(ONCE.at(place, message).help("describe it in that place"));
                continue;
            }
            let users = users(name, &uses);
            if file.stem == COMMON && users.len() == 1 {
                let user = users.first().copied().unwrap_or_default();
                let message = format!("`{name}` is shared, and only {user}.yaml uses it");
                report.push(
                    ONCE.at(place, message)
                        .help(format!("move it to {user}.yaml")),
                );
            }
        }
    }
}

/// The files that use a component of `common`, through whichever others.
fn users<'a>(name: &'a str, uses: &BTreeMap<Key<'a>, Uses<'a>>) -> BTreeSet<&'a str> {
    let (mut users, mut seen, mut next) = (BTreeSet::new(), BTreeSet::new(), vec![name]);
    while let Some(name) = next.pop() {
        let Some(found) = uses.get(&(COMMON, name)).filter(|_| seen.insert(name)) else {
            continue;
        };
        users.extend(&found.files);
        next.extend(&found.shared);
    }
    users
}

/// Notes the schema components that a node refers to.
fn references<'a>(
    node: &'a Node,
    stem: &'a str,
    inside: Option<&'a str>,
    uses: &mut BTreeMap<Key<'a>, Uses<'a>>,
) {
    match &node.value {
        Value::List(list) => (list.iter()).for_each(|node| references(node, stem, inside, uses)),
        Value::Map(pairs) => {
            for pair in pairs {
                references(&pair.node, stem, inside, uses);
                let reference = pair.node.as_text().filter(|_| pair.key == "$ref");
                let Some((file, name)) =
                    reference.and_then(|it| it.split_once("#/components/schemas/"))
                else {
                    continue;
                };
                let file = file.strip_prefix("./").unwrap_or(file);
                let file = file.strip_suffix(".yaml").unwrap_or(stem);
                let found = uses.entry((file, name)).or_default();
                found.count += 1;
                match inside {
                    Some(inside) => found.shared.insert(inside),
                    None => found.files.insert(stem),
                };
            }
        }
        _ => {}
    }
}

/// With fewer members, being equal is chance.
const FEWEST: usize = 3;

/// What is equal to what: the first of them stands for all.
type Classes = BTreeMap<TypeRef, TypeRef>;

/// A type with its place and what must be the same for another to be equal.
struct Candidate {
    ty: TypeRef,
    what: &'static str,
    place: Place,
    size: usize,
    signature: String,
}

fn equal(files: &VersionFiles, api: &Api, report: &mut Report) {
    let mut classes = Classes::new();
    // Types that differ only in types that are equal are equal: until nothing more is found.
    let candidates = loop {
        let candidates = candidates(files, api, &classes);
        let mut first: BTreeMap<&str, &TypeRef> = BTreeMap::new();
        let mut next = Classes::new();
        for candidate in candidates.iter().filter(|it| it.size >= FEWEST) {
            match first.get(candidate.signature.as_str()) {
                Some(first) => {
                    next.insert(candidate.ty.clone(), (*first).clone());
                }
                None => {
                    first.insert(&candidate.signature, &candidate.ty);
                }
            }
        }
        if next == classes {
            break candidates;
        }
        classes = next;
    };
    for candidate in &candidates {
        let first = classes.get(&candidate.ty);
        let Some(first) = first.and_then(|ty| candidates.iter().find(|it| it.ty == *ty)) else {
            continue;
        };
        let message = format!(
            "the {} `{}` is equal to `{}` of {}.yaml in all but its name and description",
            candidate.what, candidate.ty.name, first.ty.name, first.ty.module
        );
        let help = format!("that one stands at {}; share one of them", first.place);
        report.push(EQUAL.at(candidate.place.clone(), message).help(help));
    }
}

fn candidates(files: &VersionFiles, api: &Api, classes: &Classes) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for module in &api.modules {
        let schemas = files
            .file(&module.name)
            .and_then(|file| file.at().find("components")?.find("schemas"));
        // The answers of operations stand in no component.
        let Some(schemas) = schemas else { continue };
        let mut push = |what, name: &String, mut members: Vec<String>, rest: String| {
            if schemas.find(name).is_none() {
                return;
            }
            members.sort();
            candidates.push(Candidate {
                ty: module.reference(name),
                what,
                place: schemas.place_of(name),
                size: members.len(),
                signature: format!("{what} {rest} {members:?}"),
            });
        };
        for group in &module.groups {
            let members = group.members.iter().map(|it| member(it, classes));
            push("group", &group.name, members.collect(), String::new());
        }
        for record in module.records.iter().filter(|it| it.resource().is_none()) {
            let fields = record.fields.iter().map(|field| {
                let ty = canonical(&field.ty, classes);
                let traits = traits(&field.traits);
                let (required, presence) = (field.documented_required, field.presence);
                format!("{:?} {ty:?} {required} {presence:?} {traits:?}", field.name)
            });
            let rest = format!("{}", record.custom_fields);
            push("record", &record.name, fields.collect(), rest);
        }
        for it in &module.enums {
            let values = it.values.iter();
            let values = values.map(|value| format!("{:?} {}", value.name, value.deprecated));
            push("enum", &it.name, values.collect(), String::new());
        }
    }
    candidates
}

fn member(param: &Param, classes: &Classes) -> String {
    let ty = canonical(&param.ty, classes);
    let traits = traits(&param.traits);
    format!(
        "{:?} {ty:?} {} {:?} {} {traits:?}",
        param.name, param.required, param.kind, param.json_text
    )
}

/// The type by the first of those that are equal to it.
fn canonical(ty: &Type, classes: &Classes) -> Type {
    let first = |ty: &TypeRef| classes.get(ty).unwrap_or(ty).clone();
    match ty {
        Type::Enum(ty) => Type::Enum(first(ty)),
        Type::Record(ty) => Type::Record(first(ty)),
        Type::Group(ty) => Type::Group(first(ty)),
        Type::List(item) => Type::List(Box::new(canonical(item, classes))),
        other => other.clone(),
    }
}

/// All that matters of the rest: not the words, nor where they stand.
pub(super) fn traits(traits: &Traits) -> Traits {
    Traits {
        docs: String::new(),
        taken_by: Vec::new(),
        evidence: None,
        evidence_of: Vec::new(),
        shared: None,
        ..traits.clone()
    }
}
