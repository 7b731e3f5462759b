//! The item of a path: where it stands in the files of the spec, and what it is called in the crate, since who reads a changelog
//! writes Rust.

use super::change::Change;
use crate::model::{Api, Module, Operation, Origin, Param, Record};

/// What a path leads to.
pub(super) struct Item {
    pub(super) origin: Origin,
    /// Whether it is the item itself; the nearest thing around it otherwise.
    pub(super) own: bool,
    /// Its name in the crate; nothing has one that is only shared by name.
    rust: Option<String>,
}

impl Item {
    fn own(origin: Origin, rust: impl Into<String>) -> Self {
        Self {
            origin,
            own: true,
            rust: Some(rust.into()),
        }
    }

    fn around(origin: Origin) -> Self {
        Self {
            origin,
            own: false,
            rust: None,
        }
    }
}

/// The names of a change's item: in the head, or in the base where it is gone; of each place where it is told for several.
pub(super) fn names(base: &Api, head: &Api, change: &Change) -> Vec<String> {
    let own = [change.path.clone()];
    let paths = if change.sites.is_empty() {
        &own[..]
    } else {
        &change.sites
    };
    let name = |path: &String| {
        let mut both = [head, base].into_iter();
        both.find_map(|api| item(api, path)?.rust)
    };
    let mut names: Vec<String> = paths.iter().filter_map(name).collect();
    names.dedup();
    names
}

/// The item of a path.
pub(super) fn item(api: &Api, path: &str) -> Option<Item> {
    let parts: Vec<&str> = path.split('/').collect();
    let [version, module, parts @ ..] = parts.as_slice() else {
        return None;
    };
    if let ["id", kind] = parts {
        let kind = api.id_kind(kind)?;
        return Some(Item::own(kind.origin, format!("{version}::{}", kind.alias)));
    }
    let module = api.module(module)?;
    let mut item = in_module(module, parts)?;
    item.rust = item.rust.map(|inside| {
        let here = format!("{version}::{}", module.name);
        // The type comes first, and decides in which part of the module all of it stands.
        match inside.split_once("::") {
            _ if inside.is_empty() => here,
            Some((name, member)) => format!("{here}::{}::{member}", module.path(name)),
            None => format!("{here}::{}", module.path(&inside)),
        }
    });
    Some(item)
}

fn in_module(module: &Module, parts: &[&str]) -> Option<Item> {
    Some(match parts {
        [] => Item::own(module.origin, ""),
        ["attribute", name] => field(module.resource()?, name),
        ["object", name, rest @ ..] => {
            let record = module.record(name)?;
            match rest {
                ["attribute", name] => field(record, name),
                _ => Item::own(record.origin, &record.name),
            }
        }
        ["group", name, rest @ ..] => {
            let group = module.group(name)?;
            match rest {
                ["parameter", name] => match group.member(name) {
                    Some(it) => param(it, &group.name),
                    None => Item::around(group.origin),
                },
                _ => Item::own(group.origin, &group.name),
            }
        }
        ["enum", name, rest @ ..] => {
            let it = module.enumeration(name)?;
            match rest {
                ["value", value] => match it.value(value) {
                    Some(value) => {
                        let rust = format!("{}::{}", it.name, value.name.rust);
                        Item::own(value.origin, rust)
                    }
                    None => Item::around(it.origin),
                },
                _ => Item::own(it.origin, &it.name),
            }
        }
        ["shared", name] => {
            let (_, origin) = module.shared.iter().find(|(it, _)| it == name)?;
            Item {
                own: true,
                ..Item::around(*origin)
            }
        }
        ["type", name, rest @ ..] => {
            let events = module.events.as_ref()?;
            let variant = events.variant(name)?;
            match rest {
                ["attribute", name] => field(module.record(&variant.content)?, name),
                _ => Item::own(
                    variant.origin,
                    format!("{}::{}", events.name, variant.name.rust),
                ),
            }
        }
        ["operation", name, rest @ ..] => {
            let operation = module.operation(name)?;
            let found = in_operation(module, operation, rest);
            found.unwrap_or_else(|| Item::around(operation.origin))
        }
        _ => return None,
    })
}

fn in_operation(module: &Module, operation: &Operation, rest: &[&str]) -> Option<Item> {
    let method = || format!("{}::{}", module.operations_type, operation.name.rust);
    Some(match rest {
        ["path", name] => {
            let id = operation.path_ids.iter().find(|it| it.name.wire == *name)?;
            Item::own(id.origin, method())
        }
        ["parameter", name] => match operation.param(name)? {
            // What must be given is an argument of the method.
            it if it.required => Item::own(it.traits.origin, method()),
            it => param(it, &operation.request),
        },
        ["answer", "list", name] => field(module.record(operation.entry.as_ref()?)?, name),
        ["answer", name] => field(module.record(&operation.response)?, name),
        _ => Item::own(operation.origin, method()),
    })
}

fn param(param: &Param, owner: &str) -> Item {
    Item::own(param.traits.origin, format!("{owner}::{}", param.name.rust))
}

fn field(record: &Record, name: &str) -> Item {
    match record.field(name) {
        Some(field) => Item::own(
            field.traits.origin,
            format!("{}::{}", record.name, field.name.rust),
        ),
        None => Item::around(record.origin),
    }
}
