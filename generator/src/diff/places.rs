//! Where the item of a path stands in the files of the spec.
//!
//! Only changed items are looked for, so the model need not carry the place of everything.

use super::{Side, change::Where};
use crate::load::{At, File, VersionFiles};

/// The place of an item and whether it is its own; that of the nearest thing around it otherwise.
pub(super) fn place(side: &Side, path: &str) -> Option<(Where, bool)> {
    let mut parts = path.split('/');
    let (version, module) = (parts.next()?, parts.next()?);
    let spec = side.spec.as_ref()?;
    let files = spec.versions.iter().find(|it| it.name == version)?;
    let file = files.file(module)?;
    let parts: Vec<&str> = parts.collect();
    let (place, own) = match item(files, file, &parts)? {
        Found::Key(at, key) => (at.place_of(key), at.find(key).is_some()),
        Found::Around(at, key) => (at.place_of(key), false),
        Found::Node(at) => (at.place(), true),
    };
    Some((side.place(&place), own))
}

/// A key of a mapping, or an element of a list.
enum Found<'a, 'k> {
    Key(At<'a>, &'k str),
    /// The key of something around the item.
    Around(At<'a>, &'k str),
    Node(At<'a>),
}

fn schemas(file: &File) -> Option<At<'_>> {
    file.at().find("components")?.find("schemas")
}

fn item<'a, 'k>(files: &'a VersionFiles, file: &'a File, parts: &[&'k str]) -> Option<Found<'a, 'k>>
where
    'a: 'k,
{
    let schemas = || schemas(file);
    match parts {
        [] => match resource(file) {
            Some((at, name)) => Some(Found::Key(at, name)),
            None => Some(Found::Node(file.at())),
        },
        ["attribute", name] => {
            let (at, record) = resource(file)?;
            property(at, record, name)
        }
        ["object", record, "attribute", name] => property(schemas()?, record, name),
        ["group", group, "parameter", name] => property(schemas()?, group, name),
        ["group", group, ..] => Some(Found::Key(schemas()?, group)),
        ["object", record, ..] => Some(Found::Key(schemas()?, record)),
        ["enum", name, "value", value] => {
            let at = schemas()?.find(name)?;
            let described = at
                .find("x-enum-descriptions")
                .filter(|it| it.find(value).is_some());
            Some(match described {
                Some(at) => Found::Key(at, value),
                None => Found::Around(schemas()?, name),
            })
        }
        ["enum", name, ..] => Some(Found::Key(schemas()?, name)),
        ["shared", name] => {
            let parameters = || file.at().find("components")?.find("parameters");
            let has = |at: &At<'_>| at.find(name).is_some();
            let at = schemas().filter(has).or_else(|| parameters().filter(has));
            Some(Found::Key(at?, name))
        }
        ["id", name] => Some(Found::Key(file.at().find("x-id-types")?, name)),
        ["type", event, rest @ ..] => {
            let (at, record) = resource(file)?;
            let types = at.find(record)?.find("x-events")?.find("types")?;
            Some(match rest {
                ["attribute", name] => Found::Key(types.find(event)?, name),
                _ => Found::Key(types, event),
            })
        }
        ["operation", name, rest @ ..] => {
            let at = operation(file, name)?;
            if rest.is_empty() {
                return Some(Found::Node(at));
            }
            let around = Found::Around(at, "x-method");
            Some(in_operation(files, file, at, rest).unwrap_or(around))
        }
        _ => None,
    }
}

fn property<'a, 'k>(all: At<'a>, schema: &'k str, name: &'k str) -> Option<Found<'a, 'k>> {
    let properties = all.find(schema).and_then(|at| at.find("properties"));
    Some(match properties.filter(|at| at.find(name).is_some()) {
        Some(at) => Found::Key(at, name),
        None => Found::Around(all, schema),
    })
}

/// The schema of the resource of a file.
fn resource(file: &File) -> Option<(At<'_>, &str)> {
    let all = schemas(file)?;
    let mut names = all.node.keys().into_iter();
    let name = names.find(|name| all.key(name).find("x-resource").is_some())?;
    Some((all, name))
}

fn operation<'a>(file: &'a File, method: &str) -> Option<At<'a>> {
    let paths = file.at().find("paths")?;
    let routes = paths.pairs().flat_map(|(_, at)| at.pairs());
    let mut found = routes
        .filter(|(_, at)| at.find("x-method").and_then(|at| at.node.as_text()) == Some(method));
    found.next().map(|(_, at)| at)
}

fn in_operation<'a, 'k>(
    files: &'a VersionFiles,
    file: &'a File,
    at: At<'a>,
    rest: &[&'k str],
) -> Option<Found<'a, 'k>> {
    match rest {
        ["path", name] => parameter(files, file, at.find("parameters")?, name),
        ["parameter", name] => {
            let body = || {
                let content = at.find("requestBody")?.find("content")?;
                let media = content.find(content.node.keys().first()?)?;
                let properties = media.find("schema")?.find("properties")?;
                properties.find(name).map(|_| Found::Key(properties, name))
            };
            body().or_else(|| parameter(files, file, at.find("parameters")?, name))
        }
        ["answer", .., name] => {
            let responses = at.find("responses")?.find("200")?.find("content")?;
            let schema = responses.find("application/json")?.find("schema")?;
            let mut properties = schema.find("properties")?;
            if matches!(rest, ["answer", "list", _]) {
                properties = properties.find("list")?.find("items")?.find("properties")?;
            }
            properties.find(name).map(|_| Found::Key(properties, name))
        }
        _ => None,
    }
}

/// A parameter of the query by its name: described in the list, or where an element refers to.
fn parameter<'a, 'k>(
    files: &'a VersionFiles,
    file: &'a File,
    list: At<'a>,
    name: &str,
) -> Option<Found<'a, 'k>> {
    let count = list.node.as_list().map_or(0, <[_]>::len);
    let mut elements = (0..count).map(|index| list.index(index));
    let found = elements.find(|at| {
        let reference = at.find("$ref").and_then(|at| at.node.as_text());
        let named = match reference {
            None => at.find("name"),
            Some(reference) => {
                let resolved = files.resolve(reference, "parameters", file, *at).ok();
                resolved.and_then(|(file, component)| {
                    let all = file.at().find("components")?.find("parameters")?;
                    all.find(component)?.find("name")
                })
            }
        };
        named.and_then(|at| at.node.as_text()) == Some(name)
    });
    found.map(Found::Node)
}
