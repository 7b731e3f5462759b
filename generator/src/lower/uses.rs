//! Which component uses which: found on the trees, before anything is lowered.

use super::{component, graph, schema::Side};
use crate::{
    finding::{Finding, Place, Report},
    load::{At, File, VersionFiles, tree::Value},
};
use std::collections::{BTreeMap, BTreeSet};

/// A component: the stem of its file and its name, with its kind before it where it is no schema.
pub(super) type Key = (String, String);

/// The uses of all components of a version.
#[derive(Default)]
pub(super) struct Uses {
    /// On which sides of a call a component stands, and one reference through which it does. A resource is in answers by itself.
    pub(super) sides: BTreeMap<Key, BTreeMap<Side, Option<Place>>>,
    /// The resources inside which a component stands in answers.
    pub(super) holders: BTreeMap<Key, BTreeSet<String>>,
}

impl Uses {
    /// Walks all files. What makes it useless to go on is in the second report: references that lead in circles.
    pub(super) fn new(files: &VersionFiles, report: &mut Report, early: &mut Report) -> Self {
        let graph = Graph::new(files, report);
        let mut uses = Self::default();
        for file in &files.files {
            for (_, path) in file.at().find("paths").into_iter().flat_map(At::pairs) {
                for (_, operation) in path.pairs() {
                    for (side, references) in operation_references(operation) {
                        for (kind, at) in references {
                            uses.mark(&graph, &graph.key(files, file, kind, at, report), side, at);
                        }
                    }
                }
            }
            for (name, _) in component::resources(file) {
                let key = (file.stem.clone(), name.to_owned());
                uses.mark_all(&graph, key.clone(), Side::Answer, None);
                uses.hold(&graph, key, &file.stem);
            }
        }
        graph.check_cycles(files, early);
        if !files.gaps.are_there() {
            uses.check_unused(files, &graph, report);
        }
        uses
    }

    fn mark(&mut self, graph: &Graph, key: &Option<Key>, side: Side, at: At<'_>) {
        if let Some(key) = key {
            self.mark_all(graph, key.clone(), side, Some(at.place_of("$ref")));
        }
    }

    /// Marks a component and all that it leads to.
    fn mark_all(&mut self, graph: &Graph, key: Key, side: Side, place: Option<Place>) {
        let mut open = vec![(key, place)];
        while let Some((key, place)) = open.pop() {
            let sides = self.sides.entry(key.clone()).or_default();
            if let std::collections::btree_map::Entry::Vacant(free) = sides.entry(side) {
                free.insert(place);
                let targets = graph.targets(&key).iter();
                open.extend(targets.map(|(key, place)| (key.clone(), Some(place.clone()))));
            }
        }
    }

    /// Marks everything inside a resource, up to the next resource.
    fn hold(&mut self, graph: &Graph, key: Key, resource: &str) {
        let mut open = vec![key];
        while let Some(key) = open.pop() {
            for (next, _) in graph.targets(&key) {
                let inside = !graph.resources.contains(next);
                let holders = self.holders.entry(next.clone());
                if inside && holders.or_default().insert(resource.to_owned()) {
                    open.push(next.clone());
                }
            }
        }
    }

    fn check_unused(&self, files: &VersionFiles, graph: &Graph, report: &mut Report) {
        for key in graph.targets.keys() {
            let (stem, name) = key;
            // All operations share the error response, which the runtime reads.
            let is_error = stem == "common" && name == "responses/Error";
            if self.sides.contains_key(key) || is_error {
                continue;
            }
            let (kind, name) = name.split_once('/').unwrap_or(("schemas", name));
            let Some(file) = files.file(stem) else {
                continue;
            };
            let place = file.at().key("components").key(kind).place_of(name);
            let finding = Finding::at(place, format!("nothing uses `{name}`"));
            report.push(finding.help("remove it, or refer to it"));
        }
    }
}

/// A reference: the kind of component that it must point at, and the node that it is the whole of.
type Reference<'a> = (&'static str, At<'a>);

/// What an operation refers to, by side.
fn operation_references(operation: At<'_>) -> [(Side, Vec<Reference<'_>>); 2] {
    let (mut request, mut answer) = (Vec::new(), Vec::new());
    if let Some(body) = operation.find("requestBody") {
        schemas(body, &mut request);
    }
    if let Some(parameters) = operation.find("parameters") {
        let count = parameters.node.as_list().map_or(0, <[_]>::len);
        for at in (0..count).map(|index| parameters.index(index)) {
            whole_or_schemas("parameters", at, &mut request);
        }
    }
    for (_, at) in operation.find("responses").into_iter().flat_map(At::pairs) {
        whole_or_schemas("responses", at, &mut answer);
    }
    [(Side::Request, request), (Side::Answer, answer)]
}

fn whole_or_schemas<'a>(kind: &'static str, at: At<'a>, found: &mut Vec<Reference<'a>>) {
    match at.node.get("$ref") {
        Some(_) => found.push((kind, at)),
        None => schemas(at, found),
    }
}

/// The references to schemas inside a node.
fn schemas<'a>(at: At<'a>, found: &mut Vec<Reference<'a>>) {
    match &at.node.value {
        Value::List(list) => {
            (0..list.len()).for_each(|index| schemas(at.index(index), found));
        }
        Value::Map(_) if at.node.get("$ref").is_some_and(|it| it.as_text().is_some()) => {
            found.push(("schemas", at));
        }
        Value::Map(_) => at.pairs().for_each(|(_, at)| schemas(at, found)),
        _ => {}
    }
}

/// So many shared fields can stand for one another; more would say less with each.
const MAX_SHARED: usize = 16;

/// All components, and what each refers to.
struct Graph {
    targets: BTreeMap<Key, Vec<(Key, Place)>>,
    resources: BTreeSet<Key>,
}

impl Graph {
    fn new(files: &VersionFiles, report: &mut Report) -> Self {
        let mut graph = Self {
            targets: BTreeMap::new(),
            resources: BTreeSet::new(),
        };
        for file in &files.files {
            for kind in ["schemas", "parameters", "responses"] {
                let all = file.at().find("components").and_then(|at| at.find(kind));
                for (name, at) in all.into_iter().flat_map(At::pairs) {
                    let mut references = Vec::new();
                    schemas(at, &mut references);
                    let targets = references.into_iter().filter_map(|(kind, at)| {
                        let key = graph.key(files, file, kind, at, report)?;
                        Some((key, at.place_of("$ref")))
                    });
                    let targets = targets.collect();
                    graph
                        .targets
                        .insert((file.stem.clone(), key_name(kind, name)), targets);
                }
            }
            for (name, _) in component::resources(file) {
                graph.resources.insert((file.stem.clone(), name.to_owned()));
            }
        }
        graph
    }

    /// The component that a reference points at; a finding where it points at none.
    fn key(
        &self,
        files: &VersionFiles,
        file: &File,
        kind: &str,
        at: At<'_>,
        report: &mut Report,
    ) -> Option<Key> {
        let reference = at.node.get("$ref")?.as_text()?;
        match files.resolve(reference, kind, file, at) {
            Ok((file, name)) => Some((file.stem.clone(), key_name(kind, name))),
            Err(finding) => {
                report.push(finding);
                None
            }
        }
    }

    fn targets(&self, key: &Key) -> &[(Key, Place)] {
        self.targets.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// A shared field has no type of its own, so one that leads back to itself stands for nothing.
    fn check_cycles(&self, files: &VersionFiles, report: &mut Report) {
        let is_shared = |key: &Key| {
            !key.1.contains('/') && !key.1.starts_with(|c: char| c.is_ascii_uppercase())
        };
        let shared: Vec<&Key> = self.targets.keys().filter(|key| is_shared(key)).collect();
        let edges: Vec<Vec<usize>> = (shared.iter())
            .map(|key| {
                let targets = self.targets(key).iter();
                let numbers = targets.filter_map(|(target, _)| shared.binary_search(&target).ok());
                numbers.collect()
            })
            .collect();
        let mut error = |node: usize, message: String, help: &str| {
            let (stem, name) = shared[node];
            if let Some(file) = files.file(stem) {
                let place = file.at().key("components").key("schemas").place_of(name);
                report.push(Finding::at(place, message).help(help));
            }
        };
        let mut depths = vec![0; shared.len()];
        for part in graph::parts(&edges) {
            for &node in &part {
                let name = &shared[node].1;
                if part.len() > 1 || edges[node].contains(&node) {
                    let message = format!("`{name}` leads back to itself");
                    let help = "one of the components on the way must be a schema";
                    error(node, message, help);
                } else {
                    let below = edges[node].iter().map(|target| depths[*target]);
                    depths[node] = below.max().map_or(0, |depth| depth + 1);
                }
                // Only the first that is too deep: those that lead to it are so too.
                if depths[node] == MAX_SHARED {
                    let message = format!(
                        "`{name}` stands for more than {MAX_SHARED} shared fields in a row"
                    );
                    error(node, message, "refer to the schema itself");
                }
            }
        }
    }
}

/// The name in a key.
fn key_name(kind: &str, name: &str) -> String {
    match kind {
        "schemas" => name.to_owned(),
        _ => format!("{kind}/{name}"),
    }
}
