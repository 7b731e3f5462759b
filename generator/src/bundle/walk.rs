//! The nodes of the files as the document has them.

use super::{enums, filter, names::Names, put};
use crate::{
    finding::Finding,
    load::{At, File, VersionFiles, tree},
};
use serde_yaml::{Mapping, Value};

const FORM: &str = "application/x-www-form-urlencoded";

/// What is needed to write a node.
pub(super) struct Walk<'a> {
    files: &'a VersionFiles,
    names: &'a Names<'a>,
    /// Where the API is; operations of a sub-domain have servers of their own.
    pub(super) servers: Option<Value>,
    /// What the API asks for.
    pub(super) security: Option<Value>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(files: &'a VersionFiles, names: &'a Names<'a>) -> Result<Self, Finding> {
        let mut walk = Self {
            files,
            names,
            servers: None,
            security: None,
        };
        let first = |key: &str| {
            let mut found = files.files.iter().filter_map(|file| {
                let at = file.at().find(key)?;
                Some(walk.node(file, at))
            });
            found.next().transpose()
        };
        let (servers, security) = (first("servers")?, first("security")?);
        walk.servers = servers;
        walk.security = security;
        Ok(walk)
    }

    /// A node, with references to what the document calls the component.
    pub(super) fn node(&self, file: &File, at: At<'_>) -> Result<Value, Finding> {
        match &at.node.value {
            tree::Value::Map(_) => Ok(Value::Mapping(self.mapping(file, at)?)),
            tree::Value::List(list) => {
                let items = (0..list.len()).map(|index| self.node(file, at.index(index)));
                Ok(Value::Sequence(items.collect::<Result<_, _>>()?))
            }
            _ => Ok(at.node.to_yaml()),
        }
    }

    pub(super) fn mapping(&self, file: &File, at: At<'_>) -> Result<Mapping, Finding> {
        let mut map = Mapping::new();
        if let Some(reference) = at.node.get("$ref").and_then(tree::Node::as_text) {
            put(&mut map, "$ref", self.reference(reference, file, at)?);
            return Ok(map);
        }
        for (key, value) in at.pairs() {
            let mut value = self.node(file, value)?;
            if let (FORM, Value::Mapping(media)) = (key, &mut value) {
                self.set_encoding(media, file, at.key(key))?;
            }
            put(&mut map, key, value);
        }
        // A mapping of properties can have properties of these names, which are mappings then.
        let is_text = |key| at.node.get(key).and_then(tree::Node::as_text).is_some();
        if is_text("in") && is_text("name") {
            let is_object = match at.find("schema") {
                Some(schema) => is_deep(at) || self.is_object(file, schema)?,
                None => false,
            };
            return Ok(filter::parameter(map, is_object));
        }
        enums::list_descriptions(&mut map);
        self.leave_out(&mut map, file, at)?;
        Ok(if is_deep(at) {
            filter::schema(map)
        } else {
            map
        })
    }

    /// `x-without`: the group as it is without these members.
    fn leave_out(&self, map: &mut Mapping, file: &File, at: At<'_>) -> Result<(), Finding> {
        let without = at.texts("x-without");
        let (is_list, group) = match at.find("items") {
            Some(items) => (true, items),
            None => (false, at.key("allOf").index(0)),
        };
        let reference = group.node.get("$ref").and_then(tree::Node::as_text);
        let Some(reference) = reference.filter(|_| !without.is_empty()) else {
            return Ok(());
        };
        let (kind, there, name) = self.resolve(reference, file, group)?;
        let mut object = self.mapping(there, there.at().key("components").key(kind).key(name))?;
        if let Some(Value::Mapping(members)) = object.get_mut("properties") {
            members.retain(|name, _| !without.iter().any(|it| name.as_str() == Some(it)));
        }
        map.shift_remove("x-without");
        if is_list {
            put(map, "items", object);
            return Ok(());
        }
        map.shift_remove("allOf");
        for (key, value) in object {
            map.entry(key).or_insert(value);
        }
        Ok(())
    }

    fn reference(&self, reference: &str, file: &File, at: At<'_>) -> Result<String, Finding> {
        let (kind, file, name) = self.resolve(reference, file, at)?;
        let name = self.names.get(kind, &file.stem, name).unwrap_or(name);
        Ok(format!("#/components/{kind}/{name}"))
    }

    /// The kind, file and name of the component that a reference points at.
    fn resolve<'r>(
        &'r self,
        reference: &'r str,
        file: &'r File,
        at: At<'_>,
    ) -> Result<(&'r str, &'r File, &'r str), Finding> {
        let kind = reference.rsplit('/').nth(1).unwrap_or_default();
        let (file, name) = self.files.resolve(reference, kind, file, at)?;
        Ok((kind, file, name))
    }

    /// Says of a form which parameters are objects: they go as `name[member]=value`.
    fn set_encoding(&self, media: &mut Mapping, file: &File, at: At<'_>) -> Result<(), Finding> {
        let mut encoding = Mapping::new();
        let properties = at.find("schema").and_then(|it| it.find("properties"));
        for (name, property) in properties.into_iter().flat_map(At::pairs) {
            if self.is_object(file, property)? {
                let mut how = Mapping::new();
                put(&mut how, "style", "deepObject");
                put(&mut how, "explode", true);
                put(&mut encoding, name, how);
            }
        }
        if !encoding.is_empty() {
            put(media, "encoding", encoding);
        }
        Ok(())
    }

    /// Whether a schema is that of an object in the document. Shared fields cannot lead back to themselves.
    fn is_object(&self, file: &File, at: At<'_>) -> Result<bool, Finding> {
        if let Some(reference) = at.node.get("$ref").and_then(tree::Node::as_text) {
            let (kind, file, name) = self.resolve(reference, file, at)?;
            let there = file.at().key("components").key(kind).key(name);
            return self.is_object(file, there);
        }
        if is_deep(at) {
            return Ok(true);
        }
        match at.find("allOf") {
            Some(all) => self.is_object(file, all.index(0)),
            None => Ok(at.node.get("type").and_then(tree::Node::as_text) == Some("object")),
        }
    }
}

/// Whether a filter or sort order stands here.
fn is_deep(at: At<'_>) -> bool {
    let is_list = |key| at.node.get(key).and_then(tree::Node::as_list).is_some();
    is_list("x-filter") || is_list("x-sort")
}
