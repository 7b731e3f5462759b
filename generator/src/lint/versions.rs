//! What API v1 calls otherwise than API v2, without a word about it.

use super::Rule;
use crate::{
    finding::{Place, Report},
    load::{At, File, Spec, VERSIONS},
    model::{Api, Module, Record},
};

pub(super) const RENAMED: Rule = Rule::warning("renamed-without-mark");

pub(super) fn check(spec: &Spec, apis: &[Api], report: &mut Report) {
    let [Some(first), Some(second)] =
        VERSIONS.map(|version| apis.iter().find(|api| api.version == version))
    else {
        return;
    };
    let Some(files) = spec
        .versions
        .iter()
        .find(|files| files.name == first.version)
    else {
        return;
    };
    for old in &first.modules {
        let new = second.modules.iter().find(|new| new.name == old.name);
        let (Some(new), Some(file)) = (new, files.file(&old.name)) else {
            continue;
        };
        let (Some(old_record), Some(new_record)) = (resource(old), resource(new)) else {
            continue;
        };
        attributes(old_record, new_record, file, report);
        operations(old, new, file, report);
    }
}

fn resource(module: &Module) -> Option<&Record> {
    let mut records = module.records.iter();
    records.find(|record| record.resource.is_some())
}

fn attributes(old: &Record, new: &Record, file: &File, report: &mut Report) {
    let properties = (file.at().key("components").key("schemas"))
        .key(&old.name)
        .key("properties");
    for field in &old.fields {
        let wire = field.name.wire.as_str();
        let known = new.fields.iter().any(|field| {
            field.name.wire == wire || field.traits.renamed_from.as_deref() == Some(wire)
        });
        if !known && field.traits.evidence.is_none() {
            push("attribute", wire, properties.place_of(wire), report);
        }
    }
}

fn operations(old: &Module, new: &Module, file: &File, report: &mut Report) {
    for operation in &old.operations {
        let wire = operation.name.wire.as_str();
        let known = new.operations.iter().any(|operation| {
            operation.name.wire == wire || operation.renamed_from.as_deref() == Some(wire)
        });
        let at = method(file, wire);
        let evidence = at.is_some_and(|at| at.find("x-evidence").is_some());
        if let Some(at) = at.filter(|_| !known && !evidence) {
            push("operation", wire, at.key("x-method").place(), report);
        }
    }
}

/// The operation with this method.
fn method<'a>(file: &'a File, wire: &str) -> Option<At<'a>> {
    let paths = file.at().find("paths")?;
    let mut operations = paths.pairs().flat_map(|(_, path)| path.pairs());
    let (_, at) = operations.find(|(_, at)| {
        let method = at.find("x-method").and_then(|at| at.node.as_text());
        method == Some(wire)
    })?;
    Some(at)
}

fn push(what: &str, wire: &str, place: Place, report: &mut Report) {
    let message =
        format!("v2 has no {what} `{wire}` of this resource, and none that was called so");
    let help = format!(
        "mark its successor in v2 with `x-renamed-from: {wire}`, or say here in `x-evidence` that it has none"
    );
    report.push(RENAMED.at(place, message).help(help));
}
