//! Schemas to types: the one place that takes `openapiv3`'s schemas apart.

use super::{
    Context,
    annotations::{Extensions, flag, text, texts},
};
use crate::{
    finding::Finding,
    load::{At, File},
    model::{Decimal, JsonValue, Measure, TimeUnit, Traits, Type, TypeRef, Unit},
};
use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as OpenType};

/// A schema with its reference followed: the file that it stands in and its place there.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) schema: &'a Schema,
    pub(super) file: &'a File,
    pub(super) at: At<'a>,
    /// The name of the component, where it is one.
    pub(super) name: Option<&'a str>,
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
    pub(super) fn found(
        &self,
        schema: &'a ReferenceOr<Schema>,
        file: &'a File,
        at: At<'a>,
    ) -> Result<Found<'a>, Finding> {
        let mut next = (schema, file, at, None);
        // A chain of references that comes back to itself has no meaning.
        for _ in 0..16 {
            match next.0 {
                ReferenceOr::Item(schema) => {
                    let (_, file, at, name) = next;
                    return Ok(Found {
                        schema,
                        file,
                        at,
                        name,
                    });
                }
                ReferenceOr::Reference { reference } => {
                    let (file, name) = self.files.resolve(reference, "schemas", next.1, next.2)?;
                    next = Self::component(file, name, next.2)?;
                }
            }
        }
        let finding = Finding::at(at.place_of("$ref"), "this reference leads back to itself");
        Err(finding.help("one of the components on the way must be a schema"))
    }

    /// The same for a schema in a box, as properties and items hold it.
    pub(super) fn found_boxed(
        &self,
        schema: &'a ReferenceOr<Box<Schema>>,
        file: &'a File,
        at: At<'a>,
    ) -> Result<Found<'a>, Finding> {
        match schema {
            ReferenceOr::Item(schema) => Ok(Found {
                schema,
                file,
                at,
                name: None,
            }),
            ReferenceOr::Reference { reference } => {
                let (file, name) = self.files.resolve(reference, "schemas", file, at)?;
                let (schema, file, at, name) = Self::component(file, name, at)?;
                let found = self.found(schema, file, at)?;
                Ok(Found {
                    name: found.name.or(name),
                    ..found
                })
            }
        }
    }

    #[expect(
        clippy::type_complexity,
        reason = "one step of a walk, used in the two functions above"
    )]
    fn component(
        file: &'a File,
        name: &str,
        from: At<'_>,
    ) -> Result<(&'a ReferenceOr<Schema>, &'a File, At<'a>, Option<&'a str>), Finding> {
        let components = file.doc.components.as_ref();
        let entry = components.and_then(|components| components.schemas.get_key_value(name));
        match entry {
            Some((name, schema)) => {
                let at = file.at().key("components").key("schemas").key(name);
                Ok((schema, file, at, Some(name)))
            }
            None => Err(Finding::at(
                from.place_of("$ref"),
                format!("there is no component `{name}`"),
            )),
        }
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
        let Found {
            schema, file, at, ..
        } = found;
        let extensions = &schema.schema_data.extensions;
        traits.sensitive |= flag(extensions, "x-sensitive");
        if side == Side::Request {
            traits.json = text(extensions, "x-json-value").map(|kind| match kind {
                "object" => JsonValue::Object,
                _ => JsonValue::Array,
            });
        }
        traits.default = at.find("default").map(|default| plain(&default));
        traits.minimum = at.find("minimum").map(|minimum| plain(&minimum));
        traits.maximum = at.find("maximum").map(|maximum| plain(&maximum));
        if let Some(name) = found.name.filter(|name| is_type_name(name)) {
            return self.named(found, name, side);
        }
        match &schema.schema_kind {
            SchemaKind::Type(OpenType::Boolean(_)) => Type::Bool,
            SchemaKind::Type(OpenType::Integer(_)) => self.integer(extensions, at),
            SchemaKind::Type(OpenType::Number(_)) => self.decimal(extensions, true, at),
            SchemaKind::Type(OpenType::String(string)) => {
                traits.max_length = string
                    .max_length
                    .and_then(|length| u64::try_from(length).ok());
                self.string(extensions, at)
            }
            SchemaKind::Type(OpenType::Array(array)) => {
                let Some(items) = &array.items else {
                    let finding = Finding::at(at.place(), "this list does not say what it holds");
                    self.error(finding.help("add `items`"));
                    return Type::List(Box::new(Type::Json));
                };
                let found = self.note(self.found_boxed(items, file, at.key("items")));
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
            SchemaKind::AllOf { all_of } => self.all_of(all_of, file, at, side, traits),
            SchemaKind::Any(any) => {
                // `allOf` beside `enum`: the referenced enum, of which only these values are accepted.
                if any.all_of.is_empty() {
                    return Type::Json;
                }
                self.all_of(&any.all_of, file, at, side, traits)
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
        all_of: &'a [ReferenceOr<Schema>],
        file: &'a File,
        at: At<'a>,
        side: Side,
        traits: &mut Traits,
    ) -> Type {
        // More than one, or something else than a reference, is refused on the tree.
        let [target] = all_of else {
            return Type::Json;
        };
        let here = at.key("allOf").index(0);
        let Some(found) = self.note(self.found(target, file, here)) else {
            return Type::Json;
        };
        if found.name.is_none_or(|name| !is_type_name(name)) {
            // What a shared field says besides its type would be lost.
            let finding = Finding::at(here.place_of("$ref"), "`allOf` refers to a shared field");
            self.error(finding.help("write the `$ref` alone: a shared field has a description"));
            return Type::Json;
        }
        let ty = self.value(found, side, &mut Traits::default());
        self.accepted(found, at, traits);
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

    fn integer(&self, extensions: &Extensions, at: At<'_>) -> Type {
        // Other units, and one without the other, are refused by the table.
        if let (Some(unit), Some(code)) = (
            text(extensions, "x-currency-unit"),
            text(extensions, "x-currency-code"),
        ) {
            let currency = self.currency_at(code, at);
            return Type::Amount(Unit {
                minor: unit != "major",
                currency,
            });
        }
        match (format(at), text(extensions, "x-time-unit")) {
            ("unix-time", Some("milliseconds")) => Type::Time(TimeUnit::Milliseconds),
            ("unix-time", _) => Type::Time(TimeUnit::Seconds),
            _ => Type::Int,
        }
    }

    fn string(&self, extensions: &Extensions, at: At<'_>) -> Type {
        if let Some(kind) = text(extensions, "x-id") {
            return Type::Id(self.id_kind(kind, at));
        }
        match format(at) {
            "decimal" => self.decimal(extensions, false, at),
            "currency" => Type::Currency,
            _ => Type::Text,
        }
    }

    fn decimal(&self, extensions: &Extensions, number: bool, at: At<'_>) -> Type {
        let Some(measure) = text(extensions, "x-decimal") else {
            let finding = Finding::at(at.place(), "this decimal does not say what it measures");
            let known = Measure::ALL.map(|(name, _)| format!("`{name}`"));
            self.error(finding.help(format!("add `x-decimal` with {}", known.join(", "))));
            return Type::Json;
        };
        Type::Decimal(Decimal {
            // Another word is refused by the table.
            measure: (Measure::ALL.iter().find(|(name, _)| *name == measure))
                .map_or(Measure::Price, |(_, measure)| *measure),
            of: text(extensions, "x-decimal-of").map(str::to_owned),
            currency: text(extensions, "x-currency-code").map(|text| self.currency_at(text, at)),
            number,
        })
    }

    /// Whether a parameter is sent as JSON text.
    pub(super) fn is_json_text(found: &Found<'a>) -> bool {
        flag(&found.schema.schema_data.extensions, "x-json")
    }

    /// The values of `x-object`.
    pub(super) fn object_values(extensions: &Extensions, resource: Option<&str>) -> Vec<String> {
        let mut values = texts(extensions, "x-object");
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

/// A scalar as the spec writes it.
fn plain(at: &At<'_>) -> String {
    use crate::load::tree::Value;
    match &at.node.value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) | Value::Digits(text) => text.clone(),
        Value::Null | Value::List(_) | Value::Map(_) => String::new(),
    }
}
