//! Schemas to types, whether they are written for OpenAPI 3.0 or 3.1.

use super::{
    Reader,
    bound::length,
    names::{camel, singular},
    node::{At, Found, number},
    resolve::{MAX_DEPTH, Properties, Resolved},
};
use crate::model::{
    Decimal, Enum, EnumValue, Field, Group, Measure, Name, Param, ParamKind, Presence, Record,
    Role, TimeUnit, Traits, Type, TypeRef,
};
use serde_json::Value;
use std::{collections::BTreeSet, rc::Rc};

/// On which side of a call a schema stands, and what its parts are named after.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) module: String,
    /// `InvoiceLineItem`: the types inside are named after it.
    pub(super) owner: String,
    pub(super) request: bool,
    depth: usize,
}

impl Place {
    pub(super) fn new(module: &str, owner: &str, request: bool) -> Self {
        Self {
            module: module.to_owned(),
            owner: owner.to_owned(),
            request,
            depth: 0,
        }
    }

    fn inside(&self, name: &str) -> Self {
        Self {
            owner: format!("{}{}", self.owner, camel(name)),
            depth: self.depth + 1,
            ..self.clone()
        }
    }
}

impl<'a> Reader<'a> {
    /// What a value is, and what else its schema says.
    pub(super) fn value(
        &mut self,
        at: &At<'a>,
        name: &str,
        place: &Place,
    ) -> Found<(Type, Traits)> {
        self.step(at)?;
        if place.depth > MAX_DEPTH {
            return Err(at.wrong("this is nested too deep, or leads back to itself"));
        }
        let resolved = self.resolve(at)?;
        let schema = &resolved.at;
        let mut traits = Traits {
            docs: resolved.text("description")?,
            max_length: length(schema)?,
            minimum: self.bound(schema, "minimum", "exclusiveMinimum")?,
            maximum: self.bound(schema, "maximum", "exclusiveMaximum")?,
            pointer: Some(at.pointer().to_string()),
            default: schema.get("default")?.and_then(|at| scalar(at.value)),
            ..Traits::default()
        };
        for at in resolved.way() {
            traits.deprecated |= at.flag("deprecated")?;
        }
        if resolved.is_several() {
            return Ok((Type::Json, traits));
        }
        let ty = match self.kind(schema)? {
            "boolean" => Type::Bool,
            "integer" if schema.text_of("format")? == Some("unix-time") => {
                Type::Time(TimeUnit::Seconds)
            }
            "integer" => Type::Int,
            "number" => Type::Decimal(Decimal {
                measure: Measure::Rate,
                of: None,
                currency: None,
                number: true,
            }),
            "string" => self.string(&resolved, name, place)?,
            "array" => match schema.get("items")? {
                Some(_) if self.holds_itself(schema) => Type::Json,
                Some(items) => {
                    let inner = Place {
                        depth: place.depth + 1,
                        ..place.clone()
                    };
                    self.open.push(Rc::clone(schema.pointer()));
                    let item = self.value(&items, &singular(name), &inner);
                    self.open.pop();
                    let (item, said) = item?;
                    traits.items = Some(Box::new(said));
                    Type::List(Box::new(item))
                }
                None => Type::List(Box::new(Type::Json)),
            },
            "object" => self.object(&resolved, name, place)?,
            _ => Type::Json,
        };
        Ok((ty, traits))
    }

    /// The one type that a schema has beside `null`; nothing where it has none or several.
    fn kind(&self, schema: &At<'a>) -> Found<&'a str> {
        let Some(at) = schema.get("type")? else {
            let object = ["properties", "allOf"];
            return Ok(
                if object.iter().any(|key| schema.value.get(key).is_some()) {
                    "object"
                } else if schema.get("items")?.is_some() {
                    "array"
                } else if schema.get("enum")?.is_some() || schema.get("const")?.is_some() {
                    "string"
                } else {
                    ""
                },
            );
        };
        let kinds = match at.value {
            Value::Array(_) => schema.texts_of("type")?,
            _ => vec![at.text()?],
        };
        let kinds: Vec<&str> = kinds.into_iter().filter(|kind| *kind != "null").collect();
        match kinds.as_slice() {
            [kind @ ("boolean" | "integer" | "number" | "string" | "array" | "object")] => Ok(kind),
            [] => Ok(""),
            [_] => Err(at.wrong("this is no type of JSON Schema")),
            _ => {
                self.note(&at, "one of several types, read as any value");
                Ok("")
            }
        }
    }

    fn string(&mut self, schema: &Resolved<'a>, name: &str, place: &Place) -> Found<Type> {
        let values = values(&schema.at)?;
        if values.is_empty() {
            return Ok(Type::Text);
        }
        let (module, wanted) = match &schema.component {
            Some(component) => ("common", camel(component)),
            None => (place.module.as_str(), place.inside(name).owner),
        };
        let module = module.to_owned();
        if schema.component.is_some() && self.has_enum(&module, &wanted) {
            return Ok(Type::Enum(TypeRef {
                module,
                name: wanted,
            }));
        }
        let docs = schema.text("description")?;
        let name = self.unique(&module, wanted);
        let values = values.into_iter().map(|value| EnumValue {
            name: Name {
                rust: camel(&value),
                wire: value,
            },
            ..EnumValue::default()
        });
        let enumeration = Enum {
            name: name.clone(),
            docs,
            values: values.collect(),
            ..Enum::default()
        };
        self.module(&module).enums.push(enumeration);
        Ok(Type::Enum(TypeRef { module, name }))
    }

    fn object(&mut self, schema: &Resolved<'a>, name: &str, place: &Place) -> Found<Type> {
        if let (Some(component), false) = (&schema.component, place.request)
            && let Some(resource) = self.resources.get(component)
        {
            return Ok(Type::Record(resource.clone()));
        }
        let component = schema.component.as_ref().filter(|_| place.request);
        if let Some(group) = component.and_then(|name| self.groups.get(name)) {
            return Ok(Type::Group(group.clone()));
        }
        let (properties, required) = self.properties(&schema.at)?;
        if properties.is_empty() {
            return Ok(Type::Json);
        }
        let docs = schema.text("description")?;
        if self.holds_itself(&schema.at) {
            return Ok(Type::Json);
        }
        self.open.push(Rc::clone(schema.at.pointer()));
        let ty = self.object_type(schema, name, place, (properties, required), docs);
        self.open.pop();
        ty
    }

    /// A schema that has no name and refers to itself has no type: a record of it would hold records without end.
    fn holds_itself(&self, at: &At<'a>) -> bool {
        let is_open = self.open.contains(at.pointer());
        if is_open {
            self.note(at, "it holds itself, and is read as any value there");
        }
        is_open
    }

    fn object_type(
        &mut self,
        schema: &Resolved<'a>,
        name: &str,
        place: &Place,
        (properties, required): Properties<'a>,
        docs: String,
    ) -> Found<Type> {
        if !place.request {
            let inside = place.inside(name);
            let name = self.record(&schema.at, docs, Role::Object, &inside)?;
            return Ok(Type::Record(TypeRef {
                module: place.module.clone(),
                name,
            }));
        }
        let inside = place.inside(name);
        let at = TypeRef {
            module: place.module.clone(),
            name: self.unique(&place.module, inside.owner.clone()),
        };
        if let Some(component) = &schema.component {
            // Before its members, which can hold it again.
            self.groups.insert(component.clone(), at.clone());
        }
        let mut members = Vec::new();
        for (name, property) in properties {
            members.push(self.param(&property, name, required.contains(&name), &inside)?);
        }
        let columns = columns(&mut members);
        let group = Group {
            name: at.name.clone(),
            docs,
            members,
            ..Group::default()
        };
        self.module(&at.module).groups.push(group);
        let group = Type::Group(at);
        Ok(if columns {
            Type::List(Box::new(group))
        } else {
            group
        })
    }

    /// A parameter of a body, or a member of a group.
    pub(super) fn param(
        &mut self,
        at: &At<'a>,
        name: &str,
        required: bool,
        place: &Place,
    ) -> Found<Param> {
        let (ty, traits) = self.value(at, name, place)?;
        Ok(Param {
            number: None,
            name: member(name),
            json_text: ty == Type::Json,
            ty,
            required,
            kept_argument: false,
            kind: ParamKind::Value,
            traits,
        })
    }

    /// Adds the record of an object, and gives its name.
    pub(super) fn record(
        &mut self,
        at: &At<'a>,
        docs: String,
        role: Role,
        place: &Place,
    ) -> Found<String> {
        let name = self.unique(&place.module, place.owner.clone());
        let (properties, required) = self.properties(at)?;
        let mut fields = Vec::new();
        for (wire, property) in properties {
            let (ty, traits) = self.value(&property, wire, place)?;
            fields.push(Field {
                name: member(wire),
                ty,
                documented_required: required.contains(&wire),
                presence: Presence::Optional,
                boxed: false,
                traits,
            });
        }
        let mut record = Record::new(&name, role, fields);
        record.docs = docs;
        record.object = record.resource().map(str::to_owned).into_iter().collect();
        record.custom_fields = is_open(at)?;
        self.module(&place.module).records.push(record);
        Ok(name)
    }
}

/// Whether an object holds more than its properties: custom fields.
pub(super) fn is_open(at: &At<'_>) -> Found<bool> {
    let open = at.get("additionalProperties")?;
    Ok(open.is_some_and(|at| at.value != &Value::Bool(false)))
}

/// A list of groups is described by columns, each member a list of its own: `addons[id][0]`.
fn columns(members: &mut [Param]) -> bool {
    if !members.iter().all(|it| matches!(it.ty, Type::List(_))) {
        return false;
    }
    for member in members {
        if let Type::List(item) = &member.ty {
            member.ty = item.as_ref().clone();
        }
        member.json_text = member.ty == Type::Json;
        let column = std::mem::take(&mut member.traits);
        let mut traits = column.items.map(|items| *items).unwrap_or_default();
        traits.deprecated |= column.deprecated;
        if !column.docs.is_empty() {
            traits.docs = column.docs;
        }
        member.traits = traits;
    }
    true
}

/// A name on the wire; the one in Rust is only to tell it by.
pub(super) fn member(wire: &str) -> Name {
    Name {
        wire: wire.to_owned(),
        rust: wire.replace(['-', '[', '.'], "_").replace(']', ""),
    }
}

/// The values that a schema lists: `enum`, or `const` since OpenAPI 3.1.
pub(super) fn values(at: &At<'_>) -> Found<Vec<String>> {
    let mut known = BTreeSet::new();
    let listed = at.list_of("enum")?.into_iter().chain(at.get("const")?);
    let values = listed.filter_map(|value| scalar(value.value));
    Ok(values.filter(|value| known.insert(value.clone())).collect())
}

/// A scalar as one writes it.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(number(value).unwrap_or_else(|| text.clone())),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
