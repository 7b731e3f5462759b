//! Everything in a version's files that has a name and a description or a type, with its place.

use crate::{
    finding::Place,
    load::{At, File, VersionFiles},
};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An operation, by its method.
    Operation,
    /// A component with a type of its own.
    Type,
    /// A component in `snake_case`: a shared field.
    Shared,
    /// A property of an object or of a body.
    Property,
    /// A parameter of a path or query.
    Parameter,
    /// A value of an enum, or a type of ids.
    Value,
}

/// Something with a name.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub(super) kind: Kind,
    /// As the API has it.
    pub(super) name: &'a str,
    /// What holds it: the resource, and the component where there is one.
    pub(super) owners: Vec<&'a str>,
    /// Where the component stands that it is a property of.
    pub(super) object: Option<Place>,
    /// Where a finding about it stands.
    pub(super) place: Place,
    /// Where its annotations stand. A property that is a shared field has them there.
    pub(super) at: At<'a>,
    /// Where its type stands, behind references and lists; a type with a name ends the way.
    pub(super) value: At<'a>,
    /// The names of what stands beside it.
    pub(super) siblings: Vec<&'a str>,
    /// The text of its description and where it stands, where it has one of its own.
    pub(super) description: Option<(&'a str, Place)>,
}

impl<'a> Item<'a> {
    /// The text of a keyword of its type.
    pub(super) fn says(&self, keyword: &str) -> Option<&'a str> {
        self.value.find(keyword)?.node.as_text()
    }

    pub(super) fn has(&self, keyword: &str) -> bool {
        self.value.find(keyword).is_some()
    }

    /// Whether somebody wrote down why it is as it is.
    pub(super) fn has_evidence(&self) -> bool {
        self.has("x-evidence") || self.at.find("x-evidence").is_some()
    }
}

/// All items of a version, in the order of the files.
pub(super) struct Items<'a> {
    files: &'a VersionFiles,
    pub(super) all: Vec<Item<'a>>,
}

/// References without an end were refused before; this only keeps the walk finite.
const MAX_STEPS: usize = 16;

impl<'a> Items<'a> {
    pub(super) fn new(files: &'a VersionFiles) -> Self {
        let all = Vec::new();
        let mut items = Self { files, all };
        for file in &files.files {
            items.file(file);
        }
        items
    }

    fn file(&mut self, file: &'a File) {
        let top = file.at();
        let owners = vec![file.stem.as_str()];
        for (_, path) in pairs(top, "paths") {
            for (_, operation) in path.pairs() {
                self.operation(file, operation);
            }
        }
        if let Some(types) = top.find("x-id-types") {
            for (name, _) in types.pairs() {
                self.value(types, name, Vec::new());
            }
        }
        let Some(components) = top.find("components") else {
            return;
        };
        for (_, parameter) in pairs(components, "parameters") {
            self.parameter(file, parameter, Vec::new());
        }
        let Some(schemas) = components.find("schemas") else {
            return;
        };
        for (name, at) in schemas.pairs() {
            let kind = match name.starts_with(|c: char| c.is_ascii_lowercase()) {
                true => Kind::Shared,
                false => Kind::Type,
            };
            self.all.push(Item {
                kind,
                name,
                owners: owners.clone(),
                object: None,
                place: schemas.place_of(name),
                at,
                value: at,
                siblings: Vec::new(),
                description: description(at),
            });
            let mut inner = owners.clone();
            inner.push(name);
            if let Some(values) = at.find("x-enum-descriptions") {
                for (value, _) in values.pairs() {
                    self.value(values, value, inner.clone());
                }
            }
            self.properties(file, at, &inner);
        }
    }

    fn value(&mut self, list: At<'a>, name: &'a str, owners: Vec<&'a str>) {
        let at = list.key(name);
        let text = at.node.as_text();
        self.all.push(Item {
            kind: Kind::Value,
            name,
            owners,
            object: None,
            place: list.place_of(name),
            at,
            value: at,
            siblings: Vec::new(),
            description: text.map(|text| (text, at.place())),
        });
    }

    fn operation(&mut self, file: &'a File, at: At<'a>) {
        let method = at.find("x-method").and_then(|at| at.node.as_text());
        let owners = vec![file.stem.as_str()];
        self.all.push(Item {
            kind: Kind::Operation,
            name: method.unwrap_or_default(),
            owners: owners.clone(),
            object: None,
            place: at.key("x-method").place(),
            at,
            value: at,
            siblings: Vec::new(),
            description: description(at),
        });
        let parameters = at.find("parameters").map(list).unwrap_or_default();
        let names: Vec<&str> = parameters.iter().filter_map(|at| name_of(*at)).collect();
        for parameter in parameters {
            self.parameter(file, parameter, names.clone());
        }
        let body = at.find("requestBody").and_then(|at| at.find("content"));
        for (_, media) in body.iter().flat_map(|at| at.pairs()) {
            self.properties(file, media.key("schema"), &owners);
        }
        let answer = (at.find("responses"))
            .and_then(|at| at.find("200"))
            .and_then(|at| at.find("content"));
        for (_, media) in answer.iter().flat_map(|at| at.pairs()) {
            let schema = media.key("schema");
            self.properties(file, schema, &owners);
            if let Some(entries) = schema
                .find("properties")
                .and_then(|at| at.find("list"))
                .and_then(|at| at.find("items"))
            {
                self.properties(file, entries, &owners);
            }
        }
    }

    fn parameter(&mut self, file: &'a File, at: At<'a>, siblings: Vec<&'a str>) {
        // A reference is looked at where it leads.
        let (Some(name), Some(schema)) = (name_of(at), at.find("schema")) else {
            return;
        };
        self.all.push(Item {
            kind: Kind::Parameter,
            name,
            owners: vec![file.stem.as_str()],
            object: None,
            place: at.key("name").place(),
            at,
            value: self.follow(file, schema).0,
            siblings,
            description: description(at),
        });
    }

    fn properties(&mut self, file: &'a File, object: At<'a>, owners: &[&'a str]) {
        let Some(properties) = object.find("properties") else {
            return;
        };
        let siblings = properties.node.keys();
        for (name, here) in properties.pairs() {
            let (value, place) = self.follow(file, here);
            self.all.push(Item {
                kind: Kind::Property,
                name,
                owners: owners.to_vec(),
                object: (owners.len() > 1).then(|| object.place()),
                place: place.unwrap_or_else(|| properties.place_of(name)),
                at: here,
                value,
                siblings: siblings.clone(),
                description: description(here),
            });
        }
    }

    /// Where the type of a value stands, and the place of the last shared field on the way there.
    pub(super) fn follow(&self, file: &'a File, at: At<'a>) -> (At<'a>, Option<Place>) {
        let (mut file, mut at, mut place) = (file, at, None);
        for _ in 0..MAX_STEPS {
            if let Some(items) = at.find("items") {
                at = items;
                continue;
            }
            let all_of = at.find("allOf").map_or(at, |all_of| all_of.index(0));
            let reference = all_of.find("$ref").and_then(|at| at.node.as_text());
            let Some(reference) = reference else { break };
            let Ok((there, name)) = self.files.resolve(reference, "schemas", file, all_of) else {
                break;
            };
            let schemas = there.at().key("components").key("schemas");
            file = there;
            at = schemas.key(name);
            if name.starts_with(|c: char| c.is_ascii_lowercase()) {
                place = Some(schemas.place_of(name));
            }
        }
        (at, place)
    }
}

fn pairs<'a>(at: At<'a>, key: &str) -> impl Iterator<Item = (&'a str, At<'a>)> {
    let found: Vec<_> = at
        .find(key)
        .map(|at| at.pairs().collect())
        .unwrap_or_default();
    found.into_iter()
}

fn list(at: At<'_>) -> Vec<At<'_>> {
    let length = at.node.as_list().map_or(0, <[_]>::len);
    (0..length).map(|index| at.index(index)).collect()
}

fn name_of(at: At<'_>) -> Option<&str> {
    at.find("name")?.node.as_text()
}

fn description(at: At<'_>) -> Option<(&str, Place)> {
    let found = at.find("description")?;
    Some((found.node.as_text()?, found.place()))
}
