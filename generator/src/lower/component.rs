//! The components of a file: records, groups of parameters and enums.

use super::{
    Context,
    annotations::{flag, text, texts},
    operation::is_group,
    schema::{Component, Found, Side, is_first_version},
};
use crate::{
    finding::Finding,
    load::{At, File},
    model::{
        Enum, EnumValue, ErrorFacts, Field, Group, Param, Record, RetrySafety, Traits, Type,
        TypeRef,
    },
};
use indexmap::IndexMap;
use openapiv3::{ObjectType, ReferenceOr, Schema, SchemaKind, StringType, Type as OpenType};
use std::collections::BTreeSet;

/// The components of one file.
#[derive(Default)]
pub(super) struct Components {
    pub(super) records: Vec<Record>,
    pub(super) groups: Vec<Group>,
    pub(super) enums: Vec<Enum>,
}

type Properties = IndexMap<String, ReferenceOr<Box<Schema>>>;

/// The resources of a file: the name of the schema, and of the resource on the wire.
pub(super) fn resources(file: &File) -> impl Iterator<Item = (&str, &str)> {
    let schemas = file
        .doc
        .components
        .iter()
        .flat_map(|components| &components.schemas);
    schemas.filter_map(|(name, schema)| {
        let schema = schema.as_item()?;
        Some((
            name.as_str(),
            text(&schema.schema_data.extensions, "x-resource")?,
        ))
    })
}

/// What `x-retry` says of an error code.
fn retry_safety(at: At<'_>) -> Result<RetrySafety, Finding> {
    let text = at.node.as_text().unwrap_or_default();
    match text {
        "refused" => Ok(RetrySafety::Refused),
        "temporary" => Ok(RetrySafety::Temporary),
        _ => {
            let message = format!("`{text}` does not say whether a request may be sent again");
            let help = "write `refused` where it did nothing, `temporary` where it may have; leave the others out";
            Err(Finding::at(at.place(), message).help(help))
        }
    }
}

/// What an annotation, a mapping by value, says of a value of an enum.
fn said_of(value: &str, annotation: &str, at: At<'_>) -> Option<String> {
    let said = at.find(annotation)?.find(value)?;
    said.node.as_text().map(str::to_owned)
}

/// How many fields a record can have; the runtime keeps a bit for each.
const MAX_FIELDS: usize = 256;

impl<'a> Context<'a> {
    pub(super) fn components(&self, file: &'a File) -> Components {
        let mut components = Components::default();
        let schemas = file.doc.components.iter().flat_map(|it| &it.schemas);
        let all = file.at().key("components").key("schemas");
        for (name, schema) in schemas {
            let at = all.key(name);
            let ReferenceOr::Item(schema) = schema else {
                let finding = Finding::at(
                    at.place(),
                    "a component that is only a reference has no use",
                );
                self.error(finding.help("refer to the other component where this one is used"));
                continue;
            };
            let found = Found {
                schema,
                file,
                at,
                name: Some(name),
            };
            match self.component_kind(&found) {
                Component::Shared => {
                    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
                        // Says what is wrong with a type that is neither an object nor an enum.
                        self.value(found, Side::Answer, &mut Traits::default());
                    }
                    continue;
                }
                Component::Enum | Component::Object => self.type_name(name, all),
            }
            match &schema.schema_kind {
                SchemaKind::Type(OpenType::String(string)) => {
                    components
                        .enums
                        .push(self.enumeration(name, schema, string, at));
                }
                SchemaKind::Type(OpenType::Object(object)) => {
                    if self.sides(file, name).contains(&Side::Request) {
                        components
                            .groups
                            .push(self.group(name, schema, object, file, at));
                    } else {
                        components
                            .records
                            .push(self.record(name, schema, object, file, at));
                    }
                }
                _ => {}
            }
        }
        self.check_resource(file);
        components
    }

    /// One file describes one resource and is named after it.
    fn check_resource(&self, file: &File) {
        let schemas = file.at().key("components").key("schemas");
        let mut found = resources(file).peekable();
        if file.stem != "common" && found.peek().is_none() {
            let message = format!("{}.yaml describes no resource", file.stem);
            let finding = Finding::at(file.at().place(), message);
            self.error(finding.help(format!("mark its schema with `x-resource: {}`", file.stem)));
        }
        for (name, resource) in found {
            if resource != file.stem {
                let message = format!("the resource `{resource}` stands in {}.yaml", file.stem);
                let finding = Finding::at(schemas.key(name).place_of("x-resource"), message);
                self.error(finding.help("a file describes one resource and is named after it"));
            }
        }
    }

    /// Where a component is used: in requests, in answers. A component can only stand on one side, since a parameter has
    /// three states and a field two.
    fn sides(&self, file: &File, name: &str) -> BTreeSet<Side> {
        let sides = self
            .uses
            .sides
            .get(&(file.stem.clone(), name.to_owned()))
            .cloned()
            .unwrap_or_default();
        if sides.len() > 1 {
            let at = file.at().key("components").key("schemas");
            let message = format!("`{name}` is used in requests and in answers");
            let finding = Finding::at(at.place_of(name), message);
            self.error(finding.help(
                "what is sent and what is read are two types: give each a schema of its own",
            ));
        }
        sides
    }

    fn enumeration(&self, name: &str, schema: &Schema, string: &StringType, at: At<'_>) -> Enum {
        let extensions = &schema.schema_data.extensions;
        self.docs(schema.schema_data.description.as_deref(), at);
        let deprecated = texts(extensions, "x-deprecated-values");
        let known: Vec<&str> = string
            .enumeration
            .iter()
            .flatten()
            .map(String::as_str)
            .collect();
        for (list, is_map) in [
            ("x-enum-descriptions", true),
            ("x-enum-names", true),
            ("x-renamed-values", true),
            ("x-evidence-values", true),
            ("x-error-kinds", true),
            ("x-http-status", true),
            ("x-retry", true),
            ("x-deprecated-values", false),
        ] {
            let Some(list) = at.find(list) else { continue };
            let named: Vec<(&str, At<'_>)> = if is_map {
                list.node
                    .keys()
                    .into_iter()
                    .map(|key| (key, list.key(key)))
                    .collect()
            } else {
                let texts = list.node.as_list().unwrap_or_default().iter();
                texts
                    .enumerate()
                    .filter_map(|(at, text)| Some((text.as_text()?, list.index(at))))
                    .collect()
            };
            for (value, at) in named {
                if !known.contains(&value) {
                    self.error(Self::unknown(
                        at,
                        &format!("value of `{name}`"),
                        value,
                        &known,
                    ));
                }
            }
        }
        let mut variants = BTreeSet::new();
        let mut values = Vec::new();
        for value in known {
            let value_name = self.variant_name(value, at);
            if !variants.insert(value_name.rust.clone()) {
                let message = format!(
                    "the value `{value}` gives the variant `{}` a second time",
                    value_name.rust
                );
                let finding = Finding::at(at.place_of("enum"), message);
                self.error(finding.help("remove it, or name one of the two with `x-enum-names`"));
            }
            let described = at.find("x-enum-descriptions").and_then(|it| it.find(value));
            let docs = described
                .and_then(|it| it.node.as_text())
                .unwrap_or_default();
            if docs.trim().is_empty() {
                let finding = Finding::at(
                    at.place_of("enum"),
                    format!("the value `{value}` has no description"),
                );
                self.error(finding.help("add it to `x-enum-descriptions`"));
            }
            values.push(EnumValue {
                name: value_name,
                docs: docs.trim().to_owned(),
                deprecated: deprecated.iter().any(|it| it == value),
                renamed_from: said_of(value, "x-renamed-values", at),
                evidence: said_of(value, "x-evidence-values", at),
                error: self.error_facts(value, at),
            });
        }
        Enum {
            name: name.to_owned(),
            docs: schema.schema_data.description.clone().unwrap_or_default(),
            values,
        }
    }

    /// What the API says together with the code of an error.
    fn error_facts(&self, value: &str, at: At<'_>) -> Option<ErrorFacts> {
        let said = |list: &str| at.find(list)?.find(value);
        let kind = said("x-error-kinds").and_then(|at| at.node.as_text());
        let Some(status) = said("x-http-status") else {
            if at.find("x-http-status").is_some() {
                let message = format!("the code `{value}` has no HTTP status");
                let finding = Finding::at(at.place_of("x-http-status"), message);
                self.error(finding.help("add it; all codes of an enum have one"));
            }
            return None;
        };
        let text = status.node.as_text().unwrap_or_default();
        if !text
            .parse()
            .is_ok_and(|status| (400..=599).contains(&status))
        {
            let finding = Finding::at(
                status.place(),
                format!("`{text}` is no HTTP status of an error"),
            );
            self.error(finding.help("write a number from 400 to 599, quoted"));
        }
        Some(ErrorFacts {
            kind: kind.map(str::to_owned),
            status: text.to_owned(),
            retry: said("x-retry").and_then(|retry| self.note(retry_safety(retry))),
        })
    }

    /// A record from an object of an answer.
    pub(super) fn record(
        &self,
        name: &str,
        schema: &'a Schema,
        object: &'a ObjectType,
        file: &'a File,
        at: At<'a>,
    ) -> Record {
        let mut record = self.record_without_docs(name, schema, object, file, at);
        record.docs = self.docs(schema.schema_data.description.as_deref(), at);
        record
    }

    /// The same for the answer of an operation, which is described by the operation.
    pub(super) fn record_without_docs(
        &self,
        name: &str,
        schema: &'a Schema,
        object: &'a ObjectType,
        file: &'a File,
        at: At<'a>,
    ) -> Record {
        let extensions = &schema.schema_data.extensions;
        let resource = text(extensions, "x-resource");
        let mut fields = self.fields(object, file, at);
        let guaranteed = texts(extensions, "x-guaranteed");
        for (index, name) in guaranteed.iter().enumerate() {
            match fields.iter_mut().find(|field| field.name.wire == *name) {
                Some(field) if !field.documented_required => {
                    let at = at.key("x-guaranteed").index(index);
                    let finding = Finding::at(
                        at.place(),
                        format!("`{name}` is guaranteed but not `required`"),
                    );
                    self.error(
                        finding
                            .help("only what the documentation calls required can be guaranteed"),
                    );
                }
                Some(field) => field.guaranteed = true,
                None => {
                    let known: Vec<&str> = fields
                        .iter()
                        .map(|field| field.name.wire.as_str())
                        .collect();
                    let at = at.key("x-guaranteed").index(index);
                    self.error(Self::unknown(at, "property of this object", name, &known));
                }
            }
        }
        self.check_field_siblings(&fields, Some((&file.stem, name)), at);
        let (link, expires) = (self.link(&fields, at), self.expires(&fields, at));
        Record {
            exact: self.parts(&fields, at),
            pricing: self.pricing(&fields, at),
            currency_holders: Vec::new(),
            name: name.to_owned(),
            docs: String::new(),
            resource: resource.map(str::to_owned),
            object: Self::object_values(extensions, resource),
            fields,
            custom_fields: flag(extensions, "x-custom-fields"),
            page_of: None,
            link,
            expires,
            alias: None,
            catalog: self.catalog(extensions, at),
        }
    }

    /// The fields of an object of an answer.
    pub(super) fn fields(&self, object: &'a ObjectType, file: &'a File, at: At<'a>) -> Vec<Field> {
        if object.properties.len() > MAX_FIELDS {
            let message = format!("an object has at most {MAX_FIELDS} properties");
            let finding = Finding::at(at.place_of("properties"), message);
            self.error(finding.help("name a part of it as an object of its own"));
        }
        self.check_required(&object.required, &object.properties, at);
        let properties = at.key("properties");
        let mut fields = Vec::new();
        for (wire, schema) in &object.properties {
            let here = properties.key(wire);
            let Some(found) = self.note(self.found_boxed(schema, file, here)) else {
                continue;
            };
            let (traits, ty) = self.described(found, Side::Answer);
            let name = self.member_name(wire, here);
            if name.rust == "extra" {
                let finding = Finding::at(
                    properties.place_of(wire),
                    "every record has a field `extra` of its own",
                );
                self.error(
                    finding.help("say how Rust should call this one: `x-rust-name: extra_`"),
                );
            }
            fields.push(Field {
                name,
                ty,
                documented_required: object.required.contains(wire),
                guaranteed: false,
                boxed: false,
                traits,
            });
        }
        fields
    }

    /// The type of a property, and what else it says.
    fn described(&self, found: Found<'a>, side: Side) -> (Traits, Type) {
        let data = &found.schema.schema_data;
        let item = self.item_docs(&found);
        let docs = data.description.as_deref().or(item);
        let mut traits = self.traits(&data.extensions, docs, data.deprecated, found.at);
        let ty = self.value(found, side, &mut traits);
        traits.shared = found.name.map(|name| TypeRef {
            module: found.file.stem.clone(),
            name: name.to_owned(),
        });
        if is_first_version(&self.files.name) {
            for name in ["x-catalog", "x-renamed-from"] {
                if found.at.find(name).is_some() {
                    let finding = Finding::at(
                        found.at.place_of(name),
                        format!("`{name}` has no meaning in v1"),
                    );
                    self.error(finding.help("remove it"));
                }
            }
        }
        (traits, ty)
    }

    /// A list of named objects needs no description of its own.
    fn item_docs(&self, found: &Found<'a>) -> Option<&'a str> {
        let SchemaKind::Type(OpenType::Array(array)) = &found.schema.schema_kind else {
            return None;
        };
        let items = array.items.as_ref()?;
        let item = self
            .found_boxed(items, found.file, found.at.key("items"))
            .ok()?;
        item.schema.schema_data.description.as_deref()
    }

    fn group(
        &self,
        name: &str,
        schema: &'a Schema,
        object: &'a ObjectType,
        file: &'a File,
        at: At<'a>,
    ) -> Group {
        let data = &schema.schema_data;
        for name in ["x-resource", "x-object", "x-guaranteed"] {
            if at.find(name).is_some() {
                let message = format!("`{name}` stands on an object that is sent in requests");
                self.error(
                    Finding::at(at.place_of(name), message).help("it is about objects of answers"),
                );
            }
        }
        let members = self.params(object, file, at, "group");
        self.check_param_siblings(&members, at.key("properties"));
        Group {
            name: name.to_owned(),
            docs: self.docs(data.description.as_deref(), at),
            members,
            catalog: None,
        }
    }

    /// The parameters of a request body, or the members of a group.
    pub(super) fn params(
        &self,
        object: &'a ObjectType,
        file: &'a File,
        at: At<'a>,
        owner: &str,
    ) -> Vec<Param> {
        self.check_required(&object.required, &object.properties, at);
        let properties = at.key("properties");
        let mut params = Vec::new();
        for (wire, schema) in &object.properties {
            let here = properties.key(wire);
            let Some(found) = self.note(self.found_boxed(schema, file, here)) else {
                continue;
            };
            let (traits, ty) = self.described(found, Side::Request);
            let nested = is_group(&ty);
            if nested && owner == "group" {
                let finding = Finding::at(here.place(), "a group stands inside a group");
                self.error(finding.help("parameters of the API are nested one level deep"));
            }
            params.push(Param {
                name: self.member_name(wire, if found.name.is_some() { found.at } else { here }),
                required: object.required.contains(wire),
                kind: self.param_kind(&found.schema.schema_data.extensions, found.at),
                json_text: Self::is_json_text(&found),
                number: None,
                ty,
                traits,
            });
        }
        params
    }

    fn check_required(&self, required: &[String], properties: &Properties, at: At<'_>) {
        for (index, name) in required.iter().enumerate() {
            if !properties.contains_key(name) {
                let known: Vec<&str> = properties.keys().map(String::as_str).collect();
                self.error(Self::unknown(
                    at.key("required").index(index),
                    "property of this object",
                    name,
                    &known,
                ));
            }
        }
    }
}
