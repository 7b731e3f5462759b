//! What the API sends by itself: a webhook for each type of event, with the resources in its content.

use super::{names::Names, operation::summary, put, texts};
use crate::load::{At, File, VersionFiles, tree::Node};
use serde_yaml::{Mapping, Value};

/// The webhooks of a version, by the type of their event.
pub(super) fn all(files: &VersionFiles, names: &Names<'_>) -> Mapping {
    let events = files
        .files
        .iter()
        .find_map(|file| Events::of(file, files, names));
    events.map_or_else(Mapping::new, |events| events.webhooks())
}

struct Events<'a> {
    files: &'a VersionFiles,
    names: &'a Names<'a>,
    /// The file of the resource that is sent.
    file: &'a File,
    /// What the document calls the schema of that resource.
    schema: &'a str,
    /// What `x-events` says.
    annotation: At<'a>,
    /// The descriptions of the types of events.
    described: Option<&'a Node>,
}

impl<'a> Events<'a> {
    fn of(file: &'a File, files: &'a VersionFiles, names: &'a Names<'a>) -> Option<Self> {
        let (name, schema) = schemas(file).find(|(_, it)| it.find("x-events").is_some())?;
        let annotation = schema.find("x-events")?;
        let property = schema.find("properties")?.find(text(annotation, "type")?)?;
        let reference = text(
            property.find("allOf").map_or(property, |all| all.index(0)),
            "$ref",
        );
        let described = reference.and_then(|reference| {
            let (file, name) = files.resolve(reference, "schemas", file, property).ok()?;
            let (_, schema) = schemas(file).find(|(it, _)| *it == name)?;
            schema.node.get("x-enum-descriptions")
        });
        Some(Self {
            files,
            names,
            file,
            schema: names.get("schemas", &file.stem, name)?,
            annotation,
            described,
        })
    }

    fn webhooks(&self) -> Mapping {
        let types = self
            .annotation
            .find("types")
            .into_iter()
            .flat_map(At::pairs);
        let webhooks = types.map(|(name, content)| {
            let mut item = Mapping::new();
            put(&mut item, "post", self.webhook(name, content));
            (name.into(), item.into())
        });
        webhooks.collect()
    }

    fn webhook(&self, name: &str, content: At<'_>) -> Mapping {
        let described = self.described.and_then(|all| all.get(name)?.as_text());
        let description = described.unwrap_or(name);
        let mut webhook = Mapping::new();
        put(
            &mut webhook,
            "tags",
            vec![Value::from(self.file.stem.as_str())],
        );
        put(&mut webhook, "summary", summary(description));
        put(&mut webhook, "operationId", format!("webhook_{name}"));
        put(&mut webhook, "description", description);
        put(&mut webhook, "requestBody", self.body(name, content));
        let mut responses = Mapping::new();
        for (status, description) in [
            ("2XX", "The event was received."),
            ("4XX", "The event is sent again later."),
        ] {
            put(
                &mut responses,
                status,
                texts([("description", description)]),
            );
        }
        put(&mut webhook, "responses", responses);
        webhook
    }

    /// The event, with this type and this content.
    fn body(&self, name: &str, content: At<'_>) -> Mapping {
        let mut kind = texts([("type", "string")]);
        put(&mut kind, "const", name);
        let resources = content.pairs().filter_map(|(key, resource)| {
            let schema = match resource.node.as_list() {
                None => self.reference(resource.node.as_text()?)?,
                Some(_) => {
                    let mut list = texts([("type", "array")]);
                    let element = resource.index(0).node.as_text()?;
                    put(&mut list, "items", self.reference(element)?);
                    list
                }
            };
            Some((Value::from(key), Value::from(schema)))
        });
        let mut content = texts([("type", "object")]);
        put(&mut content, "properties", resources.collect::<Mapping>());
        let mut properties = Mapping::new();
        for (key, schema) in [("type", kind), ("content", content)] {
            if let Some(property) = text(self.annotation, key) {
                put(&mut properties, property, schema);
            }
        }
        let mut sent = texts([("type", "object")]);
        put(&mut sent, "properties", properties);
        let event = texts([(
            "$ref",
            format!("#/components/schemas/{}", self.schema).as_str(),
        )]);
        let mut schema = Mapping::new();
        put(&mut schema, "allOf", vec![Value::from(event), sent.into()]);
        ["schema", "application/json", "content"]
            .into_iter()
            .fold(schema, |inner, key| {
                let mut outer = Mapping::new();
                put(&mut outer, key, inner);
                outer
            })
    }

    /// The schema of a resource.
    fn reference(&self, resource: &str) -> Option<Mapping> {
        let file = self.files.files.iter().find(|file| file.stem == resource)?;
        let (name, _) = schemas(file).find(|(_, it)| it.find("x-resource").is_some())?;
        let name = self.names.get("schemas", &file.stem, name)?;
        let reference = format!("#/components/schemas/{name}");
        Some(texts([("$ref", reference.as_str())]))
    }
}

fn schemas(file: &File) -> impl Iterator<Item = (&str, At<'_>)> {
    let schemas = file
        .at()
        .find("components")
        .and_then(|it| it.find("schemas"));
    schemas.into_iter().flat_map(At::pairs)
}

fn text<'a>(at: At<'a>, key: &str) -> Option<&'a str> {
    at.node.get(key).and_then(Node::as_text)
}
