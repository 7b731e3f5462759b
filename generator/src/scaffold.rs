//! A file for a resource that the spec lacks, and an operation for one that it has: what a rule is sure of, and a comment `# decide:`
//! where a person has to decide. The spec reads with it, and `lint` refuses what is left open.

use crate::load::{self, At, DataFile};
use heck::ToUpperCamelCase as _;
use minijinja::{Environment, context};
use std::path::{Path, PathBuf};

const RESOURCE: &str = include_str!("../../templates/new_resource.yaml.j2");
const OPERATION: &str = include_str!("../../templates/new_operation.yaml.j2");

/// Where the pages of the API reference stand.
const PAGES: &str = "https://apidocs.chargebee.com/docs/api";

/// A file as it should be.
pub type Written = (PathBuf, String);

/// The file of a new resource, with one operation that retrieves it.
///
/// # Errors
/// Where the name is none, or there is such a resource.
pub fn resource(spec: &Path, version: &str, name: &str) -> Result<Written, String> {
    let path = path_of(spec, version, name)?;
    if path.exists() {
        return Err(format!("{} is there already", path.display()));
    }
    let names = plural(name);
    let operation = render(
        OPERATION,
        context! {
            path => format!("/{names}/{{{name}_id}}"), method => "get", resource => name,
            name => "retrieve", id => format!("{name}_id"), has_id => true, has_answer => true,
            kind => name.to_upper_camel_case(),
        },
    )?;
    let pages = if version == "v1" {
        format!("{PAGES}/v1")
    } else {
        PAGES.to_owned()
    };
    let text = render(
        RESOURCE,
        context! {
            version, name, operation, page => format!("{pages}/{names}"),
            words => name.replace('_', " "), kind => name.to_upper_camel_case(),
        },
    )?;
    Ok((path, text))
}

/// The file of a resource with one operation more, `get` or `post`, about one of the resource.
///
/// # Errors
/// Where a name is none, there is no such resource, or there is such an operation.
pub fn operation(
    spec: &Path,
    version: &str,
    resource: &str,
    name: &str,
    method: &str,
) -> Result<Written, String> {
    let path = path_of(spec, version, resource)?;
    if !load::is_name(name) {
        return Err(format!("`{name}` is no name in snake_case"));
    }
    let file = load::load_tree(&path).map_err(|report| report.render(false))?;
    let at = file.at();
    let (own, id) = own_path(at, resource);
    let new = format!("{own}/{name}");
    let operation_id = format!("{resource}_{name}");
    for (known, item) in at.find("paths").into_iter().flat_map(At::pairs) {
        let has = |at: At<'_>| {
            at.find("operationId").and_then(|it| it.node.as_text()) == Some(&*operation_id)
        };
        if known == new || item.pairs().any(|(_, at)| has(at)) {
            return Err(format!("{} has `{known}` already", path.display()));
        }
    }
    let answer = resource.to_upper_camel_case();
    let component = |kind: &str, name: &str| {
        at.find("components")
            .and_then(|at| at.find(kind)?.find(name))
            .is_some()
    };
    let text = render(
        OPERATION,
        context! {
            path => new, method, resource, name, id, words => resource.replace('_', " "),
            has_id => component("parameters", &id), has_answer => component("responses", &answer),
            kind => answer,
        },
    )?;
    let with = with_path(&file, &text);
    Ok((path, with))
}

fn path_of(spec: &Path, version: &str, resource: &str) -> Result<PathBuf, String> {
    match load::is_name(resource) {
        true => Ok(spec.join(version).join(format!("{resource}.yaml"))),
        false => Err(format!("`{resource}` is no name in snake_case")),
    }
}

/// The path of one of the resource, and the name of the id in it: as the operations have it that are there.
fn own_path(at: At<'_>, resource: &str) -> (String, String) {
    let paths = at.find("paths").into_iter().flat_map(At::pairs);
    let own = paths.into_iter().find_map(|(path, _)| {
        let (names, rest) = path.strip_prefix('/')?.split_once('/')?;
        let id = rest.split('/').next()?;
        let name = id.strip_prefix('{')?.strip_suffix('}')?;
        (name == format!("{resource}_id")).then(|| (format!("/{names}/{id}"), name.to_owned()))
    });
    own.unwrap_or_else(|| {
        (
            format!("/{}/{{{resource}_id}}", plural(resource)),
            format!("{resource}_id"),
        )
    })
}

/// The text of a file with a path more, the last of them.
fn with_path(file: &DataFile, path: &str) -> String {
    let at = file.at();
    let text = at
        .place()
        .source
        .text
        .replace("\npaths: {}\n", "\npaths:\n");
    // What comes next at the top, or the end of the file.
    let paths = at.place_of("paths").line;
    let tops = at.node.keys().into_iter().map(|key| at.place_of(key).line);
    let next = tops.filter(|line| *line > paths).min();
    let mut lines: Vec<&str> = text.lines().collect();
    let mut end = next.map_or(lines.len(), |line| line - 1);
    // Comments and blank lines before it are its own.
    while end > paths
        && lines
            .get(end - 1)
            .is_some_and(|it| it.is_empty() || it.starts_with('#'))
    {
        end -= 1;
    }
    let mut new: Vec<&str> = path.lines().collect();
    if end > paths {
        new.insert(0, "");
    }
    lines.splice(end..end, new);
    lines.join("\n") + "\n"
}

/// What Chargebee's paths call several of a resource.
fn plural(name: &str) -> String {
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if name.ends_with(['s', 'x']) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

fn render(template: &str, values: minijinja::Value) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_keep_trailing_newline(true);
    let text = environment.render_str(template, values);
    text.map_err(|error| format!("a template is wrong: {error:#}"))
}
