//! Schemas to types: the one place that takes `openapiv3`'s schemas apart.

use super::{Context, limits, part::Part};
use crate::{
    finding::Finding,
    load::{At, File},
    model::{Decimal, JsonValue, Measure, TimeUnit, Traits, Type, TypeRef, Unit},
};
use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as OpenType};
use std::borrow::Borrow;

/// A schema with its reference followed: the file that it stands in and its place there.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) schema: &'a Schema,
    pub(super) file: &'a File,
    pub(super) at: At<'a>,
    /// The name of the component, where it is one.
    pub(super) name: Option<&'a str>,
}

impl<'a> Found<'a> {
    /// The schema and its place.
    pub(super) fn part(self) -> Part<'a, Schema> {
        Part {
            it: self.schema,
            file: self.file,
            at: self.at,
        }
    }
}

/// What a component is: its Rust form follows from it.
pub(super) enum Component {
    /// A field shared by several operations: `snake_case` in the spec, no type of its own.
    Shared,
    /// An enum.
    Enum,
    /// An object.
    Object,
}

/// On which side of a call a type stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Side {
    /// In a request: an object is a group of parameters.
    Request,
    /// In an answer: an object is a record.
    Answer,
}

impl<'a> Context<'a> {
    /// Follows a reference to a schema of this version.
    pub(super) fn found<S: Borrow<Schema>>(
        &self,
        schema: Part<'a, ReferenceOr<S>>,
    ) -> Result<Found<'a>, Finding> {
        let Part {
            it,
            mut file,
            mut at,
        } = schema;
        let mut reference = match it {
            ReferenceOr::Item(schema) => {
                return Ok(Found {
                    schema: schema.borrow(),
                    file,
                    at,
                    name: None,
                });
            }
            ReferenceOr::Reference { reference } => reference,
        };
        // A chain of references that comes back to itself has no meaning.
        for _ in 0..16 {
            let (there, name) = self.files.resolve(reference, "schemas", file, at)?;
            let components = there.doc.components.as_ref();
            let entry = components.and_then(|components| components.schemas.get_key_value(name));
            let Some((name, schema)) = entry else {
                let message = format!("there is no component `{name}`");
                return Err(Finding::at(at.place_of("$ref"), message));
            };
            file = there;
            at = file.at().key("components").key("schemas").key(name);
            match schema {
                ReferenceOr::Item(schema) => {
                    return Ok(Found {
                        schema,
                        file,
                        at,
                        name: Some(name),
                    });
                }
                ReferenceOr::Reference { reference: next } => reference = next,
            }
        }
        let finding = Finding::at(
            schema.at.place_of("$ref"),
            "this reference leads back to itself",
        );
        Err(finding.help("one of the components on the way must be a schema"))
    }

    /// What a component is.
    pub(super) fn component_kind(&self, found: &Found<'a>) -> Component {
        if !is_type_name(found.name.unwrap_or_default()) {
            return Component::Shared;
        }
        match &found.schema.schema_kind {
            SchemaKind::Type(OpenType::String(string)) if !string.enumeration.is_empty() => {
                Component::Enum
            }
            SchemaKind::Type(OpenType::Object(_)) => Component::Object,
            _ => Component::Shared,
        }
    }

    /// The type of a value, and what else its schema says.
    pub(super) fn value(&self, found: Found<'a>, side: Side, traits: &mut Traits) -> Type {
        let Found { schema, at, .. } = found;
        traits.sensitive |= at.flag("x-sensitive");
        if side == Side::Request {
            traits.without = at.texts("x-without");
            traits.json = at.text("x-json-value").map(|kind| match kind {
                "object" => JsonValue::Object,
                _ => JsonValue::Array,
            });
        }
        limits::set(traits, at);
        if let Some(name) = found.name.filter(|name| is_type_name(name)) {
            return self.named(found, name, side);
        }
        match &schema.schema_kind {
            SchemaKind::Type(OpenType::Boolean(_)) => Type::Bool,
            SchemaKind::Type(OpenType::Integer(_)) => self.integer(at),
            SchemaKind::Type(OpenType::Number(_)) => self.decimal(true, at),
            SchemaKind::Type(OpenType::String(_)) => self.string(at),
            SchemaKind::Type(OpenType::Array(_)) => {
                let Some(items) = found.part().items() else {
                    let finding = Finding::at(at.place(), "this list does not say what it holds");
                    self.error(finding.help("add `items`"));
                    return Type::List(Box::new(Type::Json));
                };
                let found = self.note(self.found(items));
                let mut inner = Traits::default();
                let item = found.map_or(Type::Json, |found| self.value(found, side, &mut inner));
                traits.items = Some(Box::new(inner));
                Type::List(Box::new(item))
            }
            SchemaKind::Type(OpenType::Object(_)) => {
                let finding = Finding::at(at.place(), "an object without a name stands here");
                self.error(finding.help(
                    "make it a component with a name and refer to it with `allOf` or `items`",
                ));
                Type::Json
            }
            SchemaKind::AllOf { all_of } => self.all_of(found.part().to(all_of, at), side, traits),
            SchemaKind::Any(any) => {
                // `allOf` beside `enum`: the referenced enum, of which only these values are accepted.
                if any.all_of.is_empty() {
                    return Type::Json;
                }
                self.all_of(found.part().to(&any.all_of, at), side, traits)
            }
            _ => {
                let finding = Finding::at(at.place(), "this kind of schema is not supported");
                self.error(finding.help("give it a `type`, or `allOf` with one reference"));
                Type::Json
            }
        }
    }

    /// `allOf` with one reference: a named type with a description of its own.
    fn all_of(
        &self,
        all_of: Part<'a, Vec<ReferenceOr<Schema>>>,
        side: Side,
        traits: &mut Traits,
    ) -> Type {
        // More than one, or something else than a reference, is refused on the tree.
        let [target] = all_of.it.as_slice() else {
            return Type::Json;
        };
        let here = all_of.at.key("allOf").index(0);
        let Some(found) = self.note(self.found(all_of.to(target, here))) else {
            return Type::Json;
        };
        if found.name.is_none_or(|name| !is_type_name(name)) {
            // What a shared field says besides its type would be lost.
            let finding = Finding::at(here.place_of("$ref"), "`allOf` refers to a shared field");
            self.error(finding.help("write the `$ref` alone: a shared field has a description"));
            return Type::Json;
        }
        let ty = self.value(found, side, &mut Traits::default());
        self.accepted(found, all_of.at, traits);
        ty
    }

    /// The values of a shared enum that are accepted in one place, and the one that counts where none is given.
    fn accepted(&self, found: Found<'a>, at: At<'_>, traits: &mut Traits) {
        let (accepted, default) = (at.find("enum"), at.find("default"));
        let SchemaKind::Type(OpenType::String(string)) = &found.schema.schema_kind else {
            for (key, there) in [("enum", accepted), ("default", default)] {
                if let Some(there) = there {
                    let message = format!("`{key}` stands beside something that is no enum");
                    let finding = Finding::at(there.place(), message);
                    self.error(finding.help("refer to an enum, or remove it"));
                }
            }
            return;
        };
        let known: Vec<&str> = (string.enumeration.iter().flatten())
            .map(String::as_str)
            .collect();
        let what = format!("value of `{}`", found.name.unwrap_or_default());
        let list = accepted
            .and_then(|at| at.node.as_list())
            .unwrap_or_default();
        for (index, value) in list.iter().enumerate() {
            let value = value.as_text().unwrap_or_default();
            if !known.contains(&value) {
                let at = at.key("enum").index(index);
                self.error(Self::unknown(at, &what, value, &known));
            }
            traits.accepts.push(value.to_owned());
        }
        let said = default.and_then(|at| Some((at, at.node.as_text()?)));
        if let Some((at, value)) = said {
            let accepts: Vec<&str> = traits.accepts.iter().map(String::as_str).collect();
            let known = if accepts.is_empty() { known } else { accepts };
            if !known.contains(&value) {
                self.error(Self::unknown(at, &what, value, &known));
            }
        }
    }

    /// A component with a type of its own.
    fn named(&self, found: Found<'a>, name: &str, side: Side) -> Type {
        let reference = TypeRef::new(&found.file.stem, name);
        match (self.component_kind(&found), side) {
            (Component::Enum, _) => Type::Enum(reference),
            (Component::Object, Side::Answer) => Type::Record(reference),
            (Component::Object, Side::Request) => Type::Group(reference),
            // Refused on the tree: such a name is that of an object or an enum.
            (Component::Shared, _) => Type::Json,
        }
    }

    fn integer(&self, at: At<'_>) -> Type {
        // Other units, and one without the other, are refused by the table.
        if let (Some(unit), Some(code)) = (at.text("x-currency-unit"), at.text("x-currency-code")) {
            let currency = self.currency_at(code, at);
            return Type::Amount(Unit {
                minor: unit != "major",
                currency,
            });
        }
        match (format(at), at.text("x-time-unit")) {
            ("unix-time", Some("milliseconds")) => Type::Time(TimeUnit::Milliseconds),
            ("unix-time", _) => Type::Time(TimeUnit::Seconds),
            _ => Type::Int,
        }
    }

    fn string(&self, at: At<'_>) -> Type {
        if let Some(kind) = at.text("x-id") {
            return Type::Id(self.id_kind(kind, at));
        }
        match format(at) {
            "decimal" => self.decimal(false, at),
            "currency" => Type::Currency,
            _ => Type::Text,
        }
    }

    fn decimal(&self, number: bool, at: At<'_>) -> Type {
        let Some(measure) = at.text("x-decimal") else {
            let finding = Finding::at(at.place(), "this decimal does not say what it measures");
            let known = Measure::ALL.map(|(name, _)| format!("`{name}`"));
            self.error(finding.help(format!("add `x-decimal` with {}", known.join(", "))));
            return Type::Json;
        };
        Type::Decimal(Decimal {
            // Another word is refused by the table.
            measure: (Measure::ALL.iter().find(|(name, _)| *name == measure))
                .map_or(Measure::Price, |(_, measure)| *measure),
            of: at.text("x-decimal-of").map(str::to_owned),
            currency: at
                .text("x-currency-code")
                .map(|text| self.currency_at(text, at)),
            number,
        })
    }

    /// Whether a parameter is sent as JSON text.
    pub(super) fn is_json_text(found: &Found<'a>) -> bool {
        found.at.flag("x-json")
    }

    /// The values of `x-object`.
    pub(super) fn object_values(at: At<'_>, resource: Option<&str>) -> Vec<String> {
        let mut values = at.texts("x-object");
        if values.is_empty() {
            values.extend(resource.map(str::to_owned));
        }
        values
    }
}

/// `format`, which the tree was checked for.
fn format(at: At<'_>) -> &str {
    let format = at.find("format").and_then(|it| it.node.as_text());
    format.unwrap_or_default()
}

/// Whether a component of this name has a type of its own: the case of a name says it.
pub(super) fn is_type_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
}
