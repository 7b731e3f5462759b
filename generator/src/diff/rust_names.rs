//! What the item of a path is called in the crate: who reads a changelog writes Rust.

use super::change::Change;
use crate::model::{Api, Module, Record};

/// The names of a change's item: in the head, or in the base where it is gone; of each place where it is told for several.
pub(super) fn names(base: &Api, head: &Api, change: &Change) -> Vec<String> {
    let own = [change.path.clone()];
    let paths = if change.sites.is_empty() {
        &own[..]
    } else {
        &change.sites
    };
    let name = |path: &String| name(head, path).or_else(|| name(base, path));
    let mut names: Vec<String> = paths.iter().filter_map(name).collect();
    names.dedup();
    names
}

fn name(api: &Api, path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let [version, module, parts @ ..] = parts.as_slice() else {
        return None;
    };
    if let ["id", kind] = parts {
        let kind = api.id_kinds.iter().find(|it| it.name == *kind)?;
        return Some(format!("{version}::{}", kind.alias));
    }
    let module = api.modules.iter().find(|it| it.name == *module)?;
    let here = format!("{version}::{}", module.name);
    match in_module(module, parts)?.as_str() {
        "" => Some(here),
        inside => Some(format!("{here}::{inside}")),
    }
}

fn in_module(module: &Module, parts: &[&str]) -> Option<String> {
    let record = |name: &str| module.records.iter().find(|it| it.name == name);
    match parts {
        [] => Some(String::new()),
        ["attribute", name] => {
            let mut records = module.records.iter();
            field(records.find(|it| it.resource.is_some())?, name)
        }
        ["object", name] => Some(record(name)?.name.clone()),
        ["object", name, "attribute", attribute] => field(record(name)?, attribute),
        ["group", name, rest @ ..] => {
            let group = module.groups.iter().find(|it| it.name == *name)?;
            match rest {
                ["parameter", name] => {
                    let member = group.members.iter().find(|it| it.name.wire == *name)?;
                    Some(format!("{}::{}", group.name, member.name.rust))
                }
                _ => Some(group.name.clone()),
            }
        }
        ["enum", name, rest @ ..] => {
            let it = module.enums.iter().find(|it| it.name == *name)?;
            match rest {
                ["value", value] => {
                    let value = it.values.iter().find(|it| it.name.wire == *value)?;
                    Some(format!("{}::{}", it.name, value.name.rust))
                }
                _ => Some(it.name.clone()),
            }
        }
        ["type", name, rest @ ..] => {
            let events = module.events.as_ref()?;
            let variant = events.variants.iter().find(|it| it.name.wire == *name)?;
            match rest {
                ["attribute", name] => field(record(&variant.content)?, name),
                _ => Some(format!("{}::{}", events.name, variant.name.rust)),
            }
        }
        ["operation", name, rest @ ..] => in_operation(module, name, rest),
        _ => None,
    }
}

fn in_operation(module: &Module, name: &str, rest: &[&str]) -> Option<String> {
    let operation = module.operations.iter().find(|it| it.name.wire == name)?;
    let record = |name: &str| module.records.iter().find(|it| it.name == name);
    let method = || format!("{}::{}", module.operations_type, operation.name.rust);
    match rest {
        ["parameter", name] => {
            let param = operation.params.iter().find(|it| it.name.wire == *name)?;
            // What must be given is an argument of the method.
            Some(if param.required {
                method()
            } else {
                format!("{}::{}", operation.request, param.name.rust)
            })
        }
        ["answer", "list", name] => field(record(&format!("{}Entry", operation.request))?, name),
        ["answer", name] => field(record(&operation.response)?, name),
        _ => Some(method()),
    }
}

fn field(record: &Record, name: &str) -> Option<String> {
    let field = record.fields.iter().find(|it| it.name.wire == name)?;
    Some(format!("{}::{}", record.name, field.name.rust))
}
