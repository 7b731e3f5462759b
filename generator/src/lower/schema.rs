//! Schemas to types: the one place that takes `openapiv3`'s schemas apart.

use super::{
    Context,
    annotations::{Extensions, flag, text, texts},
};
use crate::{
    finding::Finding,
    load::{At, File, VERSIONS},
    model::{Decimal, Measure, TimeUnit, Traits, Type, TypeRef, Unit},
};
use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as OpenType, VariantOrUnknownOrEmpty};

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
        let name = found.name.unwrap_or_default();
        if name.starts_with(|c: char| c.is_ascii_lowercase()) {
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
        self.check_places(extensions, &schema.schema_kind, at);
        traits.sensitive |= flag(extensions, "x-sensitive");
        traits.default = at.find("default").map(|default| plain(&default));
        traits.minimum = at.find("minimum").map(|minimum| plain(&minimum));
        traits.maximum = at.find("maximum").map(|maximum| plain(&maximum));
        if let Some(name) = found
            .name
            .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        {
            return self.named(found, name, side);
        }
        match &schema.schema_kind {
            SchemaKind::Type(OpenType::Boolean(_)) => Type::Bool,
            SchemaKind::Type(OpenType::Integer(integer)) => {
                let format = match &integer.format {
                    VariantOrUnknownOrEmpty::Unknown(format) => format.as_str(),
                    VariantOrUnknownOrEmpty::Item(_) => "int64",
                    VariantOrUnknownOrEmpty::Empty => "",
                };
                self.integer(format, extensions, at)
            }
            SchemaKind::Type(OpenType::Number(_)) => self.decimal(extensions, true, at),
            SchemaKind::Type(OpenType::String(string)) => {
                traits.max_length = string
                    .max_length
                    .and_then(|length| u64::try_from(length).ok());
                let format = match &string.format {
                    VariantOrUnknownOrEmpty::Unknown(format) => format.as_str(),
                    VariantOrUnknownOrEmpty::Item(_) => "known",
                    VariantOrUnknownOrEmpty::Empty => "",
                };
                if !string.enumeration.is_empty() {
                    let finding =
                        Finding::at(at.place_of("enum"), "an enum without a name stands here");
                    self.error(
                        finding
                            .help("make it a component with a name and refer to it with `allOf`"),
                    );
                }
                self.string(format, extensions, at)
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
        let [target] = all_of else {
            let finding = Finding::at(
                at.place_of("allOf"),
                "`allOf` stands for one named type here",
            );
            self.error(finding.help("write `allOf: [{ $ref: ... }]`"));
            return Type::Json;
        };
        let Some(found) = self.note(self.found(target, file, at.key("allOf").index(0))) else {
            return Type::Json;
        };
        let mut inner = Traits::default();
        let ty = self.value(found, side, &mut inner);
        if let Some(accepted) = at.find("enum") {
            self.accepted(found, accepted, traits);
        }
        ty
    }

    /// The values of a shared enum that are accepted in one place.
    fn accepted(&self, found: Found<'a>, accepted: At<'_>, traits: &mut Traits) {
        let SchemaKind::Type(OpenType::String(string)) = &found.schema.schema_kind else {
            let finding = Finding::at(
                accepted.place(),
                "`enum` stands beside something that is no enum",
            );
            self.error(finding.help("refer to an enum, or remove it"));
            return;
        };
        for (index, value) in accepted
            .node
            .as_list()
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            let value = value.as_text().unwrap_or_default();
            let known: Vec<&str> = string
                .enumeration
                .iter()
                .flatten()
                .map(String::as_str)
                .collect();
            if !known.contains(&value) {
                let what = format!("value of `{}`", found.name.unwrap_or_default());
                self.error(Self::unknown(accepted.index(index), &what, value, &known));
            }
            traits.accepts.push(value.to_owned());
        }
    }

    /// A component with a type of its own.
    fn named(&self, found: Found<'a>, name: &str, side: Side) -> Type {
        let reference = TypeRef {
            module: found.file.stem.clone(),
            name: name.to_owned(),
        };
        match (self.component_kind(&found), side) {
            (Component::Enum, _) => Type::Enum(reference),
            (Component::Object, Side::Answer) => Type::Record(reference),
            (Component::Object, Side::Request) => Type::Group(reference),
            (Component::Shared, _) => {
                let finding = Finding::at(
                    found.at.place(),
                    format!("`{name}` is neither an object nor an enum"),
                );
                self.error(finding.help("a shared field has a name in snake_case"));
                Type::Json
            }
        }
    }

    fn integer(&self, format: &str, extensions: &Extensions, at: At<'_>) -> Type {
        if let Some(unit) = text(extensions, "x-currency-unit") {
            let minor = self.minor_unit(unit, at);
            let Some(code) = text(extensions, "x-currency-code") else {
                let finding = Finding::at(
                    at.place_of("x-currency-unit"),
                    "this amount does not say where its currency stands",
                );
                self.error(finding.help("add `x-currency-code`"));
                return Type::Int;
            };
            let currency = self.currency_at(code, at);
            return Type::Amount(Unit { minor, currency });
        }
        match format {
            "unix-time" => Type::Time(match text(extensions, "x-time-unit") {
                None | Some("seconds") => TimeUnit::Seconds,
                Some("milliseconds") => TimeUnit::Milliseconds,
                Some(unit) => {
                    let known = ["seconds", "milliseconds"];
                    self.error(Self::unknown(
                        at.key("x-time-unit"),
                        "unit of time",
                        unit,
                        &known,
                    ));
                    TimeUnit::Seconds
                }
            }),
            "" | "int32" | "int64" => Type::Int,
            _ => {
                let known = ["int64", "unix-time"];
                self.error(Self::unknown(
                    at.key("format"),
                    "format of an integer",
                    format,
                    &known,
                ));
                Type::Int
            }
        }
    }

    fn string(&self, format: &str, extensions: &Extensions, at: At<'_>) -> Type {
        if let Some(kind) = text(extensions, "x-id") {
            return Type::Id(self.id_kind(kind, at));
        }
        match format {
            "decimal" => self.decimal(extensions, false, at),
            "currency" => Type::Currency,
            "" | "email" | "uri" => Type::Text,
            _ => {
                let known = ["decimal", "currency", "email", "uri"];
                let format = at.key("format").node.as_text().unwrap_or(format);
                self.error(Self::unknown(
                    at.key("format"),
                    "format of text",
                    format,
                    &known,
                ));
                Type::Text
            }
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
            measure: self.measure(measure, at),
            of: text(extensions, "x-decimal-of").map(str::to_owned),
            currency: text(extensions, "x-currency-code").map(|text| self.currency_at(text, at)),
            number,
        })
    }

    /// Annotations that stand on a type that they cannot be about.
    fn check_places(&self, extensions: &Extensions, kind: &SchemaKind, at: At<'_>) {
        let (integer, string) = match kind {
            SchemaKind::Type(OpenType::Integer(_)) => (true, false),
            SchemaKind::Type(OpenType::String(_)) => (false, true),
            _ => (false, false),
        };
        let number = matches!(kind, SchemaKind::Type(OpenType::Number(_)));
        let object = matches!(kind, SchemaKind::Type(OpenType::Object(_)));
        let any = matches!(kind, SchemaKind::Any(any) if any.all_of.is_empty());
        let is = match at.find("type").and_then(|at| at.node.as_text()) {
            Some(ty @ ("integer" | "object" | "array")) => format!("an {ty}"),
            Some(ty) => format!("a {ty}"),
            None => "a value without a type".to_owned(),
        };
        let decimal = at
            .find("format")
            .is_some_and(|at| at.node.as_text() == Some("decimal"));
        let lone_money = at.find("x-decimal-of").is_none()
            && (Measure::ALL.iter()).any(|(name, measure)| {
                measure.is_money()
                    && at
                        .find("x-decimal")
                        .is_some_and(|at| at.node.as_text() == Some(name))
            });
        let unix = at
            .find("format")
            .is_some_and(|at| at.node.as_text() == Some("unix-time"));
        let named_enum = matches!(kind, SchemaKind::Type(OpenType::String(string)) if !string.enumeration.is_empty());
        let rules: [(&str, bool, &str); 20] = [
            (
                "x-renamed-values",
                named_enum,
                "it is about values of an enum",
            ),
            (
                "x-evidence-values",
                named_enum,
                "it is about values of an enum",
            ),
            (
                "x-error-kinds",
                named_enum,
                "it is about codes of errors, values of an enum",
            ),
            (
                "x-http-status",
                named_enum,
                "it is about codes of errors, values of an enum",
            ),
            (
                "x-retry",
                at.find("x-http-status").is_some(),
                "it goes with `x-http-status`",
            ),
            ("x-currency-unit", integer, "amounts are integers"),
            (
                "x-currency-code",
                at.find("x-currency-unit").is_some() || lone_money,
                "it goes with `x-currency-unit`, or with the `x-decimal` of a price or amount that refines nothing",
            ),
            (
                "x-decimal",
                number || decimal,
                "decimals are numbers, or strings of `format: decimal`",
            ),
            (
                "x-decimal-of",
                at.find("x-decimal").is_some(),
                "it goes with `x-decimal`",
            ),
            ("x-time-unit", unix, "it goes with `format: unix-time`"),
            ("x-id", string, "ids are strings"),
            ("x-json", any, "a JSON value has no `type`"),
            ("x-resource", object, "resources are objects"),
            (
                "x-object",
                object,
                "it says what the member `object` of an object is",
            ),
            ("x-guaranteed", object, "it names properties of an object"),
            ("x-money", object, "it names properties of an object"),
            ("x-custom-fields", object, "custom fields stand on objects"),
            (
                "x-deprecated-values",
                named_enum,
                "it names values of an enum",
            ),
            (
                "x-enum-descriptions",
                named_enum,
                "it describes the values of an enum",
            ),
            ("x-enum-names", named_enum, "it names the values of an enum"),
        ];
        for (name, fits, why) in rules {
            if extensions.contains_key(name) && !fits {
                let message = format!("`{name}` stands on {is}; {why}");
                self.error(
                    Finding::at(at.place_of(name), message).help("remove it, or change the type"),
                );
            }
        }
        if extensions.contains_key("x-currency-unit") && unix {
            let message = "`x-currency-unit` stands on an instant";
            self.error(
                Finding::at(at.place_of("x-currency-unit"), message)
                    .help("an integer is one or the other"),
            );
        }
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

/// A scalar as the spec writes it.
fn plain(at: &At<'_>) -> String {
    use crate::load::tree::Value;
    match &at.node.value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) => text.clone(),
        Value::Null | Value::List(_) | Value::Map(_) => String::new(),
    }
}

/// `v1` and `v2` are the only versions; the name of a folder says which.
pub(super) fn is_first_version(name: &str) -> bool {
    VERSIONS.first() == Some(&name)
}
