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
        let kind = api.id_kind(kind)?;
        return Some(format!("{version}::{}", kind.alias));
    }
    let module = api.module(module)?;
    let here = format!("{version}::{}", module.name);
    match in_module(module, parts)?.as_str() {
        "" => Some(here),
        inside => Some(format!("{here}::{inside}")),
    }
}

fn in_module(module: &Module, parts: &[&str]) -> Option<String> {
    match parts {
        [] => Some(String::new()),
        ["attribute", name] => field(module.resource()?, name),
        ["object", name] => Some(module.record(name)?.name.clone()),
        ["object", name, "attribute", attribute] => field(module.record(name)?, attribute),
        ["group", name, rest @ ..] => {
            let group = module.group(name)?;
            match rest {
                ["parameter", name] => {
                    let member = group.member(name)?;
                    Some(format!("{}::{}", group.name, member.name.rust))
                }
                _ => Some(group.name.clone()),
            }
        }
        ["enum", name, rest @ ..] => {
            let it = module.enumeration(name)?;
            match rest {
                ["value", value] => {
                    let value = it.value(value)?;
                    Some(format!("{}::{}", it.name, value.name.rust))
                }
                _ => Some(it.name.clone()),
            }
        }
        ["type", name, rest @ ..] => {
            let events = module.events.as_ref()?;
            let variant = events.variant(name)?;
            match rest {
                ["attribute", name] => field(module.record(&variant.content)?, name),
                _ => Some(format!("{}::{}", events.name, variant.name.rust)),
            }
        }
        ["operation", name, rest @ ..] => in_operation(module, name, rest),
        _ => None,
    }
}

fn in_operation(module: &Module, name: &str, rest: &[&str]) -> Option<String> {
    let operation = module.operation(name)?;
    let method = || format!("{}::{}", module.operations_type, operation.name.rust);
    match rest {
        ["parameter", name] => {
            let param = operation.param(name)?;
            // What must be given is an argument of the method.
            Some(if param.required {
                method()
            } else {
                format!("{}::{}", operation.request, param.name.rust)
            })
        }
        ["answer", "list", name] => field(module.record(operation.entry.as_ref()?)?, name),
        ["answer", name] => field(module.record(&operation.response)?, name),
        _ => Some(method()),
    }
}

fn field(record: &Record, name: &str) -> Option<String> {
    let field = record.field(name)?;
    Some(format!("{}::{}", record.name, field.name.rust))
}
