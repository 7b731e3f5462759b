//! What API v1 calls otherwise than API v2, without a word about it.

use super::Rule;
use crate::{
    finding::{Place, Report},
    load::{At, File, Spec, VERSIONS},
    migration::resolves,
    model::{Api, MigrationKind, Module, Record},
};

pub(super) const RENAMED: Rule = Rule::warning("renamed-without-mark");
pub(super) const MIGRATION: Rule = Rule::error("migration-without-subject");

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
    steps(spec, first, second, report);
    for old in &first.modules {
        let (Some(new), Some(file)) = (second.module(&old.name), files.file(&old.name)) else {
            continue;
        };
        let (Some(old_record), Some(new_record)) = (old.resource(), new.resource()) else {
            continue;
        };
        attributes(old_record, new, new_record, file, report);
        operations(old, new, file, report);
    }
}

/// Steps of `x-migration` about what is not there, or is there after all.
fn steps(spec: &Spec, first: &Api, second: &Api, report: &mut Report) {
    let files = spec.versions.iter().find(|it| it.name == second.version);
    for module in &second.modules {
        let file = files.and_then(|files| files.file(&module.name));
        let Some(all) = file.and_then(|file| file.at().find("x-migration")) else {
            continue;
        };
        let resource = module.name.as_str();
        for (index, step) in module.migration.iter().enumerate() {
            let at = all.index(index);
            let sides = [("from", &step.from, first), ("to", &step.to, second)];
            for (key, named, api) in sides {
                let Some(named) = named else { continue };
                // Only v1 has what is called so in words, and only v2 has the newer resources.
                let is_there = key == "to" || api.module(resource).is_some();
                if is_there && !resolves(api, resource, step.what, named) {
                    let what = step.what.name();
                    let message =
                        format!("{} has no {what} `{named}` of this resource", api.version);
                    let finding = MIGRATION.at(at.key(key).place(), message);
                    report.push(finding.help("correct the name, or remove the step"));
                }
            }
            if let (MigrationKind::Removed, Some(from)) = (step.kind, &step.from)
                && resolves(second, resource, step.what, from)
            {
                let message = format!("`{from}` is there in {}", second.version);
                let finding = MIGRATION.at(at.key("from").place(), message);
                report.push(
                    finding
                        .help("remove the step, or say what it does otherwise: `kind: behaviour`"),
                );
            }
        }
    }
}

/// Whether a step of `x-migration` says what became of it, by itself or with the name of its resource: `card.copy`.
fn told(new: &Module, wire: &str) -> bool {
    let mut from = new.migration.iter().filter_map(|step| step.from.as_deref());
    from.any(|from| {
        let own = from.strip_prefix(new.name.as_str());
        let own = own.and_then(|it| it.strip_prefix('.')).unwrap_or(from);
        own == wire || own.strip_suffix("[]") == Some(wire)
    })
}

fn attributes(old: &Record, module: &Module, new: &Record, file: &File, report: &mut Report) {
    let properties = (file.at().key("components").key("schemas"))
        .key(&old.name)
        .key("properties");
    for field in &old.fields {
        let wire = field.name.wire.as_str();
        let known = new.fields.iter().any(|field| {
            field.name.wire == wire || field.traits.renamed_from.as_deref() == Some(wire)
        });
        if !known && !told(module, wire) && field.traits.evidence.is_none() {
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
        if let Some(at) = at.filter(|_| !known && !evidence && !told(new, wire)) {
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
