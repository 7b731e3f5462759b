//! Names of types: they say what is sent and what is read, and no two types of a version have one.

use super::Rule;
use crate::{
    finding::{Place, Report},
    load::{File, VersionFiles},
    model::{Api, COMMON, Module},
};
use std::collections::BTreeMap;

pub(super) const PARAMS: Rule = Rule::error("params-in-name");
pub(super) const TWICE: Rule = Rule::error("name-of-two-types");

/// How the names of groups of parameters end.
const ENDING: &str = "Params";

pub(super) fn check(files: &VersionFiles, api: Option<&Api>, report: &mut Report) {
    let Some(api) = api else { return };
    let place = |module: &Module, name: &str| Some(place_of(files.file(&module.name)?, name));
    for (module, group) in api.groups() {
        let name = &group.name;
        let at = place(module, name).filter(|_| !name.ends_with(ENDING));
        if let Some(at) = at {
            let message = format!("`{name}` is sent, and its name does not say so");
            let help = format!("call it `{name}{ENDING}`");
            report.push(PARAMS.at(at, message).help(help));
        }
    }
    for (module, record) in api.records() {
        let name = &record.name;
        let at = place(module, name).filter(|_| name.ends_with(ENDING));
        if let Some(at) = at {
            let message = format!("`{name}` is read, and is called like what is sent");
            let help = format!("leave `{ENDING}` to what requests take");
            report.push(PARAMS.at(at, message).help(help));
        }
    }
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for module in &api.modules {
        for name in names(module) {
            let Some(first) = seen.insert(name, &module.name) else {
                continue;
            };
            let Some(at) = place(module, name) else {
                continue;
            };
            let message = format!("{first}.yaml has a type `{name}` too");
            let help = match module.name == COMMON || first == COMMON {
                true => "refer to that one, or give one of them another name",
                false => "give one of them another name, or share the type in common.yaml",
            };
            report.push(TWICE.at(at, message).help(help));
        }
    }
}

/// The types of a module, also those that the spec does not name.
fn names(module: &Module) -> impl Iterator<Item = &str> {
    let records = module.records.iter().map(|it| it.name.as_str());
    let groups = module.groups.iter().map(|it| it.name.as_str());
    let enums = module.enums.iter().map(|it| it.name.as_str());
    let requests = module.operations.iter().map(|it| it.request.as_str());
    records.chain(groups).chain(enums).chain(requests)
}

/// Where a type is described; the types of operations are not.
fn place_of(file: &File, name: &str) -> Place {
    let schemas = file.at().key("components").key("schemas");
    match schemas.find(name) {
        Some(_) => schemas.place_of(name),
        None => file.at().place(),
    }
}
