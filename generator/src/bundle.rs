//! One self-contained OpenAPI document of a version, for tools that know nothing of the spec's layout or annotations.
//!
//! The files become one: every component has a name that is unique in the whole document, every reference is local, and
//! filters and sort orders are what goes over the wire, so that no annotation is needed to understand them. The
//! annotations stay. What linters and client generators ask of a document is derived where the spec leaves it out: the
//! summary of an operation and its `4XX` response.

mod enums;
mod filter;
mod names;
mod operation;
mod text;
mod walk;
mod webhooks;

use crate::{
    finding::{Finding, Report},
    load::{self, File, VersionFiles},
    lower,
};
use names::Names;
use serde_yaml::{Mapping, Value};
use std::{collections::BTreeSet, path::Path};
use walk::Walk;

/// The version of OpenAPI that a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OpenApi {
    /// 3.0.3, which most tools read.
    #[default]
    V3_0,
    /// 3.1.0, which has `webhooks`: one for each type of event.
    V3_1,
}

/// How a generic tool has to read what OpenAPI 3.0 has no words for.
const DESCRIPTION: &str = "\
Chargebee's API, described by the authors of an unofficial SDK; made from several files by `cargo xtask bundle`.

Parameters are sent as `name=value`, members of objects as `name[member]=value`, elements of lists as `name[0]=value` and \
members of objects in lists as `name[member][0]=value`. Custom fields, whose names start with `cf_`, can be sent where \
`x-custom-fields` says so.";

/// The licence of the description.
const LICENSE: &str = "MIT OR Apache-2.0";

/// Reads a spec folder and writes one of its versions as one document.
///
/// # Errors
/// Everything that is wrong with the spec, or that it has no such version.
pub fn read(spec: &Path, version: &str, openapi: OpenApi) -> Result<String, Report> {
    let loaded = load::load(spec)?;
    lower::lower(&loaded)?;
    let files = loaded.versions.iter().find(|files| files.name == version);
    match files {
        Some(files) => bundle(files, openapi),
        None => {
            let message = format!("{} holds no `{version}`", spec.display());
            Err(report(Finding::general(message)))
        }
    }
}

/// Writes the files of one version, which lower without errors, as one document.
///
/// # Errors
/// What cannot be one document.
pub fn bundle(files: &VersionFiles, openapi: OpenApi) -> Result<String, Report> {
    let document = document(files, openapi).map_err(report)?;
    let text = text::write(document).map_err(|error| {
        let message = format!("the document cannot be written: {error}");
        report(Finding::general(message))
    })?;
    let from = &files.name;
    Ok(format!(
        "# Written by `cargo xtask bundle --api {from}`; change the files in `spec/{from}` instead.\n{text}"
    ))
}

fn report(finding: Finding) -> Report {
    let mut report = Report::default();
    report.push(finding);
    report
}

/// Puts a key at the end of a mapping.
fn put(map: &mut Mapping, key: &str, value: impl Into<Value>) {
    map.insert(key.into(), value.into());
}

/// A mapping of texts.
fn texts<const N: usize>(pairs: [(&str, &str); N]) -> Mapping {
    let pairs = pairs.into_iter();
    pairs.map(|(key, text)| (key.into(), text.into())).collect()
}

fn info(version: &str, openapi: OpenApi) -> Mapping {
    let title = format!("Chargebee API {version} (curated)");
    let mut info = texts([
        ("title", title.as_str()),
        ("version", version),
        ("description", DESCRIPTION),
    ]);
    let contact = texts([("name", "The maintainers of the crate `chargebee`")]);
    put(&mut info, "contact", contact);
    // 3.0 has no word for a licence expression, only for a page.
    let (key, licence) = match openapi {
        OpenApi::V3_0 => ("url", "https://spdx.org/licenses/"),
        OpenApi::V3_1 => ("identifier", LICENSE),
    };
    let license = texts([("name", LICENSE), (key, licence)]);
    put(&mut info, "license", license);
    info
}

fn document(files: &VersionFiles, openapi: OpenApi) -> Result<Mapping, Finding> {
    let names = Names::new(files);
    let walk = Walk::new(files, &names)?;
    let number = match openapi {
        OpenApi::V3_0 => "3.0.3",
        OpenApi::V3_1 => "3.1.0",
    };
    let mut document = texts([("openapi", number)]);
    put(&mut document, "info", info(&files.name, openapi));
    for (key, value) in [("servers", &walk.servers), ("security", &walk.security)] {
        if let Some(value) = value {
            put(&mut document, key, value.clone());
        }
    }
    let tags = files.files.iter().filter_map(tag).map(Value::Mapping);
    put(&mut document, "tags", tags.collect::<Vec<_>>());
    put(&mut document, "paths", paths(files, &walk)?);
    if openapi == OpenApi::V3_1 {
        put(&mut document, "webhooks", webhooks::all(files, &names));
    }
    let mut components = components(&walk, &names)?;
    prune(&document, &mut components);
    put(&mut document, "components", components);
    let id_types = files
        .files
        .iter()
        .filter_map(|it| it.tree.get("x-id-types"));
    if let Some(types) = id_types.map(load::tree::Node::to_yaml).next() {
        put(&mut document, "x-id-types", types);
    }
    Ok(document)
}

/// The tag of a file's resource: the operations of the file have it.
fn tag(file: &File) -> Option<Mapping> {
    let schemas = file.tree.get("components")?.get("schemas")?.as_map()?;
    let mut schemas = schemas.iter().map(|pair| &pair.node);
    let resource = schemas.find(|schema| schema.get("x-resource").is_some())?;
    let mut tag = Mapping::new();
    put(&mut tag, "name", file.stem.as_str());
    if let Some(description) = resource.get("description") {
        put(&mut tag, "description", description.to_yaml());
    }
    if let Some(docs) = file.tree.get("externalDocs") {
        put(&mut tag, "externalDocs", docs.to_yaml());
    }
    Some(tag)
}

/// All paths; what two files say about one path comes together.
fn paths(files: &VersionFiles, walk: &Walk<'_>) -> Result<Mapping, Finding> {
    let mut paths = Mapping::new();
    for file in &files.files {
        let Some(all) = file.at().find("paths") else {
            continue;
        };
        for (path, item) in all.pairs() {
            let entry = paths
                .entry(path.into())
                .or_insert_with(|| Mapping::new().into());
            let Value::Mapping(methods) = entry else {
                continue;
            };
            for (method, operation) in item.pairs() {
                if methods.contains_key(method) {
                    let message = format!("`{method} {path}` stands in two files");
                    let finding = Finding::at(item.place_of(method), message);
                    return Err(finding.help("a document has one operation of a path and method"));
                }
                put(methods, method, walk.operation(file, operation)?);
            }
        }
    }
    Ok(paths)
}

/// Takes the schemas away that nothing refers to: groups of which every operation takes a part only.
fn prune(document: &Mapping, components: &mut Mapping) {
    loop {
        let mut used = BTreeSet::new();
        for value in document.values().chain(components.values()) {
            references(value, &mut used);
        }
        let Some(Value::Mapping(schemas)) = components.get_mut("schemas") else {
            return;
        };
        let before = schemas.len();
        schemas.retain(|name, schema| {
            let is_used = name.as_str().is_some_and(|it| used.contains(it));
            is_used || schema.get("x-resource").is_some()
        });
        if schemas.len() == before {
            return;
        }
    }
}

/// The names of the schemas that a value refers to.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Mapping(map) => {
            let to = map.get("$ref").and_then(Value::as_str);
            let name = to.and_then(|it| it.strip_prefix("#/components/schemas/"));
            found.extend(name.map(str::to_owned));
            map.values().for_each(|it| references(it, found));
        }
        Value::Sequence(list) => list.iter().for_each(|it| references(it, found)),
        _ => {}
    }
}

/// All components, each under its name in the document.
fn components(walk: &Walk<'_>, names: &Names<'_>) -> Result<Mapping, Finding> {
    let mut components = Mapping::new();
    for kind in names::KINDS {
        let mut of_kind = Mapping::new();
        for (name, file, at) in names.of_kind(kind) {
            put(&mut of_kind, name, walk.node(file, at)?);
        }
        if !of_kind.is_empty() {
            put(&mut components, kind, of_kind);
        }
    }
    Ok(components)
}
