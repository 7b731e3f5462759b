//! Events: a record whose content depends on its type.

use super::{Context, component, names::camel};
use crate::{
    finding::Finding,
    load::{At, File, tree::Value},
    model::{
        Enum, EventVariant, Events, Field, Name, Presence, Record, Role, Traits, Type, TypeRef,
    },
};

impl<'a> Context<'a> {
    /// What the resource of a file carries, and a record for each type of event.
    pub(super) fn events(
        &self,
        file: &'a File,
        records: &[Record],
    ) -> Option<(Events, Vec<Record>)> {
        let (name, _) = component::resources(file).next()?;
        let schema = file.at().key("components").key("schemas").key(name);
        let at = schema.find("x-events")?;
        let record = records.iter().find(|record| record.name == name)?;
        let field = |key: &str| {
            let at = at.key(key);
            let wire = at.node.as_text().unwrap_or_default();
            let found = record.field(wire);
            if found.is_none() {
                let known: Vec<&str> = record
                    .fields
                    .iter()
                    .map(|field| field.name.wire.as_str())
                    .collect();
                self.error(Self::unknown(at, "property of this object", wire, &known));
            }
            found
        };
        let version = at.find("version").and_then(|_| field("version"));
        let (kind, content) = (field("type")?, field("content")?);
        let is_text = |ty: &Type| matches!(ty, Type::Enum(_) | Type::Text);
        for (key, fits, message) in [
            (
                "type",
                is_text(&kind.ty),
                "the type of an event is one of an enum, or text",
            ),
            (
                "version",
                version.is_none_or(|it| is_text(&it.ty)),
                "the version of an event is one of an enum, or text",
            ),
            (
                "content",
                content.ty == Type::Json,
                "the content of an event is a property without a type",
            ),
        ] {
            if !fits {
                let finding = Finding::at(at.key(key).place(), message);
                self.error(finding.help("name the property that holds it"));
            }
        }
        if at.key("types").pairs().next().is_none() {
            let finding = Finding::at(at.place_of("types"), "`x-events` names no type");
            self.error(finding.help("say what each type carries, or remove `x-events`"));
        }
        let known = self.event_types(&kind.ty);
        let mut variants = Vec::new();
        let mut contents = Vec::new();
        let types = at.key("types");
        let optional = at.texts("optional");
        for (wire, content) in types.pairs() {
            let described = known.as_ref().and_then(|known| known.value(wire));
            if known.is_some() && described.is_none() {
                let finding = Finding::at(
                    types.place_of(wire),
                    format!("`{wire}` is no value of the field that says the type"),
                );
                self.error(finding.help("add it to the enum, or correct it"));
            }
            let variant = described.map_or_else(|| camel(wire), |value| value.name.rust.clone());
            let docs = described.map_or_else(String::new, |value| value.docs.clone());
            let renamed_from = described.and_then(|value| value.renamed_from.clone());
            let mut record = self.content(&variant, wire, content);
            match subject(&mut record.fields, wire) {
                Some(_) if optional.iter().any(|it| it == wire) => {}
                Some(field) => field.presence = Presence::Always,
                None => {}
            }
            record.alias = (renamed_from.as_deref()).map(|old| format!("{}Content", camel(old)));
            variants.push(EventVariant {
                name: Name {
                    wire: wire.to_owned(),
                    rust: variant,
                },
                docs,
                content: record.name.clone(),
                renamed_from,
                origin: record.origin,
            });
            contents.push(record);
        }
        for (index, wire) in optional.iter().enumerate() {
            let named = |types: At<'_>| {
                let keys = types.find(wire)?.node.keys();
                keys.iter().any(|key| names(wire, key)).then_some(())
            };
            if named(types).is_none() {
                let message =
                    format!("`{wire}` carries nothing that names it, so nothing of it is plain");
                let place = at.key("optional").index(index).place();
                let help = "name a type of event that carries the resource it is called after, or remove it";
                self.error(Finding::at(place, message).help(help));
            }
        }
        let events = Events {
            record: name.to_owned(),
            name: format!("{name}Content"),
            type_field: kind.name.clone(),
            content_field: content.name.clone(),
            version_field: version.map(|it| it.name.clone()),
            variants,
        };
        Some((events, contents))
    }

    /// The enum of the types, for their descriptions.
    fn event_types(&self, ty: &Type) -> Option<Enum> {
        let Type::Enum(of) = ty else { return None };
        let file = self.files.file(&of.module)?;
        self.components(file)
            .enums
            .into_iter()
            .find(|it| it.name == of.name)
    }

    /// The record of one type's content.
    fn content(&self, variant: &str, wire: &str, at: At<'a>) -> Record {
        let role = Role::Event(wire.to_owned());
        self.content_record(&format!("{variant}Content"), role, at)
    }

    /// A record that holds resources by key: the API may leave any of them out.
    pub(super) fn content_record(&self, name: &str, role: Role, at: At<'a>) -> Record {
        let mut fields = Vec::new();
        for (key, value) in at.pairs() {
            let (resource, list) = match &value.node.value {
                Value::List(list) => (list.first().and_then(|it| it.as_text()), true),
                _ => (value.node.as_text(), false),
            };
            // Something else than a name was refused on the tree.
            let Some(resource) = resource else { continue };
            let found = self
                .files
                .file(resource)
                .and_then(|file| Some((file, component::resources(file).next()?.0)));
            let Some((file, schema)) = found else {
                let stems: Vec<&str> = self
                    .files
                    .files
                    .iter()
                    .map(|file| file.stem.as_str())
                    .collect();
                self.error(Self::unknown(
                    value,
                    "resource of the spec",
                    resource,
                    &stems,
                ));
                continue;
            };
            let record = Type::Record(TypeRef::new(&file.stem, schema));
            let schema = file.at().key("components").key("schemas").key(schema);
            let docs = schema
                .find("description")
                .and_then(|docs| docs.node.as_text());
            let place = value.key_place();
            if key == "extra" {
                let message = "every record has a field `extra` of its own";
                self.error(Finding::at(place.clone(), message).help("the API sends no such key"));
            }
            fields.push(Field {
                name: self.key_name(key, place),
                ty: if list {
                    Type::List(Box::new(record))
                } else {
                    record
                },
                documented_required: false,
                presence: Presence::Optional,
                boxed: !list,
                traits: Traits {
                    docs: docs.unwrap_or_default().to_owned(),
                    origin: self.origin(value),
                    ..Traits::default()
                },
            });
        }
        Record {
            origin: self.origin(at),
            ..Record::new(name, role, fields)
        }
    }
}

/// What the event is about by its own name: the `invoice` of `invoice_generated`. It is plain, unless events are known that come
/// without it (`optional`).
fn subject<'f>(fields: &'f mut [Field], event: &str) -> Option<&'f mut Field> {
    let fields = fields.iter_mut();
    let fields = fields.filter(|it| it.boxed && names(event, &it.name.wire));
    fields.max_by_key(|it| it.name.wire.len())
}

/// Whether a type of event is called after what stands under a key.
fn names(event: &str, key: &str) -> bool {
    let rest = event.strip_prefix(key);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}
