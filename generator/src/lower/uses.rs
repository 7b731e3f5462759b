//! Which component uses which: found on the trees, before anything is lowered.

use super::{component, schema::Side};
use crate::{
    finding::{Finding, Report},
    load::{
        At, File, VersionFiles,
        tree::{Node, Value},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// A component: the stem of its file and its name.
pub(super) type Key = (String, String);

/// The uses of all components of a version.
#[derive(Default)]
pub(super) struct Uses {
    /// On which sides of a call a component stands.
    pub(super) sides: BTreeMap<Key, BTreeSet<Side>>,
    /// The resources inside which a component stands in answers.
    pub(super) holders: BTreeMap<Key, BTreeSet<String>>,
}

impl Uses {
    /// Walks all files. Reports shared fields that lead back to themselves and components that nothing uses.
    pub(super) fn new(files: &VersionFiles, report: &mut Report) -> Self {
        let graph = Graph::new(files);
        let mut uses = Self::default();
        for file in &files.files {
            for path in file
                .at()
                .find("paths")
                .iter()
                .flat_map(|paths| children(*paths))
            {
                for operation in children(path) {
                    for (keyword, side) in [
                        ("requestBody", Side::Request),
                        ("parameters", Side::Request),
                        ("responses", Side::Answer),
                    ] {
                        let Some(part) = operation.find(keyword) else {
                            continue;
                        };
                        for key in references(part.node, &file.stem) {
                            uses.mark(&graph, &key, side);
                        }
                    }
                }
            }
            for (name, _) in component::resources(file) {
                uses.mark(&graph, &(file.stem.clone(), name.to_owned()), Side::Answer);
                uses.hold(&graph, &(file.stem.clone(), name.to_owned()), &file.stem);
            }
        }
        graph.check_cycles(files, report);
        uses.check_unused(files, &graph, report);
        uses
    }

    fn mark(&mut self, graph: &Graph, key: &Key, side: Side) {
        if self.sides.entry(key.clone()).or_default().insert(side) {
            for next in graph.targets(key) {
                self.mark(graph, next, side);
            }
        }
    }

    /// Marks everything inside a resource, up to the next resource.
    fn hold(&mut self, graph: &Graph, key: &Key, resource: &str) {
        for next in graph.targets(key) {
            let inside = !graph.resources.contains(next);
            if inside
                && self
                    .holders
                    .entry(next.clone())
                    .or_default()
                    .insert(resource.to_owned())
            {
                self.hold(graph, next, resource);
            }
        }
    }

    fn check_unused(&self, files: &VersionFiles, graph: &Graph, report: &mut Report) {
        for key in graph.targets.keys() {
            let (stem, name) = key;
            // All operations share the error response, which the runtime reads.
            if self.sides.contains_key(key) || name.starts_with("responses/") {
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

fn children(at: At<'_>) -> impl Iterator<Item = At<'_>> {
    at.node.keys().into_iter().map(move |key| at.key(key))
}

/// All schema components, and what each refers to.
struct Graph {
    targets: BTreeMap<Key, Vec<Key>>,
    resources: BTreeSet<Key>,
}

impl Graph {
    fn new(files: &VersionFiles) -> Self {
        let mut graph = Self {
            targets: BTreeMap::new(),
            resources: BTreeSet::new(),
        };
        for file in &files.files {
            let schemas = file
                .at()
                .find("components")
                .and_then(|at| at.find("schemas"));
            for pair in schemas.and_then(|at| at.node.as_map()).unwrap_or_default() {
                let key = (file.stem.clone(), pair.key.clone());
                graph
                    .targets
                    .insert(key, references(&pair.node, &file.stem));
            }
            // Error bodies are read by the runtime; the components for parameters and responses count as used.
            for (name, _) in component::resources(file) {
                graph.resources.insert((file.stem.clone(), name.to_owned()));
            }
            graph.expand(file);
        }
        graph
    }

    /// Parameters and responses that are components are steps on the way to schemas.
    fn expand(&mut self, file: &File) {
        for kind in ["parameters", "responses"] {
            let there = file.at().find("components").and_then(|at| at.find(kind));
            for pair in there.and_then(|at| at.node.as_map()).unwrap_or_default() {
                let targets = references(&pair.node, &file.stem);
                let key = (file.stem.clone(), format!("{kind}/{}", pair.key));
                self.targets.entry(key).or_default().extend(targets);
            }
        }
    }

    fn targets(&self, key: &Key) -> &[Key] {
        self.targets.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// A shared field has no type of its own, so one that leads back to itself stands for nothing.
    fn check_cycles(&self, files: &VersionFiles, report: &mut Report) {
        let shared = |key: &Key| key.1.starts_with(|c: char| c.is_ascii_lowercase());
        for start in self.targets.keys().filter(|key| shared(key)) {
            let mut seen = BTreeSet::new();
            let mut next: Vec<&Key> = self
                .targets(start)
                .iter()
                .filter(|key| shared(key))
                .collect();
            while let Some(key) = next.pop() {
                if key == start {
                    let Some(file) = files.file(&start.0) else {
                        break;
                    };
                    let schemas = file.at().key("components").key("schemas");
                    let message = format!("`{}` leads back to itself", start.1);
                    let finding = Finding::at(schemas.place_of(&start.1), message);
                    report.push(finding.help("one of the components on the way must be a schema"));
                    break;
                }
                if seen.insert(key) {
                    next.extend(self.targets(key).iter().filter(|key| shared(key)));
                }
            }
        }
    }
}

/// The components that a node refers to. What a reference is worth is checked where it is followed.
fn references(node: &Node, stem: &str) -> Vec<Key> {
    let mut found = Vec::new();
    collect(node, stem, &mut found);
    found
}

fn collect(node: &Node, stem: &str, found: &mut Vec<Key>) {
    match &node.value {
        Value::List(list) => list.iter().for_each(|node| collect(node, stem, found)),
        Value::Map(pairs) => {
            for pair in pairs {
                match pair.node.as_text() {
                    Some(reference) if pair.key == "$ref" => found.extend(target(reference, stem)),
                    _ => collect(&pair.node, stem, found),
                }
            }
        }
        _ => {}
    }
}

fn target(reference: &str, stem: &str) -> Option<Key> {
    let (path, fragment) = reference.split_once('#')?;
    let file = match path {
        "" => stem,
        path => path
            .strip_prefix("./")
            .unwrap_or(path)
            .strip_suffix(".yaml")?,
    };
    let name = fragment.strip_prefix("/components/")?;
    let name = name.strip_prefix("schemas/").unwrap_or(name);
    Some((file.to_owned(), name.to_owned()))
}
