//! Values, objects and enums as the spec would describe them.

use super::{Suggester, UNDESCRIBED, bound, yaml::Yaml};
use crate::{
    drift::types::values,
    model::{Field, Traits, Type, TypeRef},
    names::{is_instant, is_money, is_secret},
};
use heck::ToUpperCamelCase;

/// What a value is part of: what stands beside it decides what its annotations can say.
pub(super) struct Holder<'a> {
    /// The file that it is suggested for.
    pub(super) module: &'a str,
    /// The names of types in it start with this.
    pub(super) owner: &'a str,
    /// The resource whose attribute it is, where it is one.
    pub(super) resource: Option<&'a str>,
    pub(super) beside: &'a [String],
    pub(super) request: bool,
}

impl Suggester<'_> {
    /// A resource with a file of its own.
    pub(super) fn resource(&mut self, up: &TypeRef) {
        let Some(record) = self.published.record(up) else {
            return;
        };
        let resource = record
            .resource()
            .map(str::to_owned)
            .unwrap_or_else(|| up.module.clone());
        let name = self.type_name(&resource, &up.name);
        self.made
            .insert((resource.clone(), false, up.clone()), name.clone());
        let mut schema = self.object(up, &resource, &name, Some(&resource), false);
        let pointer = self.places.get(&resource).map(String::as_str);
        schema.put("description", undescribed(&record.docs, pointer));
        schema.put("x-resource", Yaml::text(&resource));
        if record.custom_fields {
            schema.put("x-custom-fields", Yaml::plain("true"));
        }
        self.file(&resource)
            .put_at(&["components", "schemas"], &name, schema);
    }

    /// An attribute, below the keys of the schema that lacks it.
    pub(super) fn field(&mut self, module: &str, keys: &[&str], up: &TypeRef, name: &str) {
        let Some(record) = self.published.record(up) else {
            return;
        };
        let Some(field) = record.field(name) else {
            return;
        };
        let beside: Vec<String> = record
            .fields
            .iter()
            .map(|it| it.name.wire.clone())
            .collect();
        let owner = keys.last().copied().unwrap_or_default().to_owned();
        let holder = Holder {
            module,
            owner: &owner,
            resource: record.resource(),
            beside: &beside,
            request: false,
        };
        let schema = self.value_of(field, &holder);
        let file = self.file(module);
        file.put_at(&[keys, &["properties"]].concat(), name, schema);
        if field.documented_required {
            file.push(&[keys, &["required"]].concat(), Yaml::text(name));
        }
    }

    fn value_of(&mut self, field: &Field, holder: &Holder<'_>) -> Yaml {
        self.schema(&field.name.wire, &field.ty, &field.traits, holder)
    }

    /// An object of upstream with all that it holds.
    pub(super) fn object(
        &mut self,
        up: &TypeRef,
        module: &str,
        owner: &str,
        resource: Option<&str>,
        request: bool,
    ) -> Yaml {
        let record = self.published.record(up).map(|it| &it.docs);
        let docs = record.or_else(|| self.published.group(up).map(|it| &it.docs));
        let docs = docs.map(String::as_str).unwrap_or_default();
        let mut schema = Yaml::map()
            .with("description", undescribed(docs, None))
            .with("type", Yaml::text("object"));
        let mut members: Vec<(String, Type, Traits, bool)> = Vec::new();
        if let Some(record) = self.published.record(up) {
            members.extend(record.fields.iter().map(|it| {
                (
                    it.name.wire.clone(),
                    it.ty.clone(),
                    it.traits.clone(),
                    it.documented_required,
                )
            }));
        } else if let Some(group) = self.published.group(up) {
            members.extend(group.members.iter().map(|it| {
                (
                    it.name.wire.clone(),
                    it.ty.clone(),
                    it.traits.clone(),
                    it.required,
                )
            }));
        }
        let beside: Vec<String> = members.iter().map(|(name, ..)| name.clone()).collect();
        let required: Vec<Yaml> = (members.iter().filter(|it| it.3))
            .map(|it| Yaml::text(&it.0))
            .collect();
        if !required.is_empty() {
            schema.put("required", Yaml::list(required));
        }
        for (name, ty, traits, _) in &members {
            let holder = Holder {
                module,
                owner,
                resource,
                beside: &beside,
                request,
            };
            let member = self.schema(name, ty, traits, &holder);
            schema.put_at(&["properties"], name, member);
        }
        schema
    }

    /// The schema of a value.
    pub(super) fn schema(
        &mut self,
        name: &str,
        ty: &Type,
        traits: &Traits,
        holder: &Holder<'_>,
    ) -> Yaml {
        let docs = undescribed(&traits.docs, traits.pointer.as_deref());
        let mut schema = Yaml::map().with("description", docs);
        self.of_type(&mut schema, name, ty, holder);
        if let (Some(length), Type::Text) = (traits.max_length, ty) {
            schema.put("maxLength", Yaml::plain(&length.to_string()));
        }
        if matches!(ty, Type::Int | Type::Decimal(_)) {
            for (key, limit) in [("minimum", &traits.minimum), ("maximum", &traits.maximum)] {
                if let Some(limit) = limit {
                    schema.put(key, bound(limit));
                }
            }
        }
        if let Some(default) = &traits.default {
            let node = match ty {
                Type::Text | Type::Enum(_) => Yaml::text(default),
                _ => Yaml::plain(default),
            };
            schema.put("default", node);
        }
        if traits.deprecated {
            schema.put("deprecated", Yaml::plain("true"));
        }
        schema
    }

    fn of_type(&mut self, schema: &mut Yaml, name: &str, ty: &Type, holder: &Holder<'_>) {
        let mut put = |key: &str, value: &str| schema.put(key, Yaml::plain(value));
        match ty {
            Type::Bool => put("type", "boolean"),
            Type::Time(_) => {
                put("type", "integer");
                put("format", "unix-time");
            }
            Type::Int | Type::Amount(_) => integer(schema, name, holder),
            Type::Decimal(_) => {
                put("type", "number");
                let rate = name.contains("percent") || name.contains("rate");
                let measure = Yaml::text("rate");
                let measure = if rate {
                    measure
                } else {
                    measure.decide("price, amount, quantity, rate or unknown?")
                };
                schema.put("x-decimal", measure);
            }
            Type::Text | Type::Id(_) | Type::Currency => self.text(schema, name, holder),
            Type::Json if holder.request => put("x-json", "true"),
            Type::Json => {}
            Type::Enum(at) => {
                let named = self.enumeration(at, name, holder);
                schema.put("allOf", Yaml::list(vec![named]));
            }
            Type::Record(at) | Type::Group(at) => {
                let named = self.named(at, name, holder);
                schema.put("allOf", Yaml::list(vec![named]));
            }
            Type::List(item) => {
                put("type", "array");
                let items = match item.as_ref() {
                    Type::Record(at) | Type::Group(at) => self.named(at, name, holder),
                    Type::Enum(at) => self.enumeration(at, name, holder),
                    other => {
                        let mut items = Yaml::map();
                        let singular = name.strip_suffix('s').unwrap_or(name);
                        self.of_type(&mut items, singular, other.element(), holder);
                        items
                    }
                };
                schema.put("items", items);
            }
        }
    }

    fn text(&self, schema: &mut Yaml, name: &str, holder: &Holder<'_>) {
        schema.put("type", Yaml::text("string"));
        if name == "currency_code" {
            schema.put("format", Yaml::text("currency"));
        } else if let Some(of) = name.strip_suffix("_in_decimal") {
            schema.put("format", Yaml::text("decimal"));
            schema.put(
                "x-decimal",
                Yaml::text("price").decide("price, amount, quantity or rate?"),
            );
            if holder.beside.iter().any(|it| it == of) {
                schema.put("x-decimal-of", Yaml::text(of));
            }
        } else if name == "id"
            && let Some(resource) = holder.resource
        {
            schema.put("x-id", Yaml::text(resource));
        } else if let Some(kind) = name.strip_suffix("_id").and_then(|kind| self.id_kind(kind)) {
            schema.put("x-id", Yaml::text(&kind.name));
        }
        if is_secret(name) {
            schema.put("x-sensitive", Yaml::plain("true"));
        }
    }

    /// A reference to an object: one that the spec has, or one that is suggested with it.
    fn named(&mut self, up: &TypeRef, name: &str, holder: &Holder<'_>) -> Yaml {
        let resource = self
            .published
            .record(up)
            .and_then(|it| it.resource().map(str::to_owned));
        if let Some(resource) = resource {
            return self.resource_reference(&resource, &up.name, holder.module);
        }
        let key = (holder.module.to_owned(), holder.request, up.clone());
        let made = match self.made.get(&key) {
            Some(made) => made.clone(),
            None => {
                let ending = if holder.request { "Params" } else { "" };
                let singular = name.strip_suffix('s').unwrap_or(name);
                let wanted = format!("{}{}{ending}", holder.owner, singular.to_upper_camel_case());
                let made = self.type_name(holder.module, &wanted);
                self.made.insert(key, made.clone());
                let schema = self.object(up, holder.module, &made, None, holder.request);
                self.file(holder.module)
                    .put_at(&["components", "schemas"], &made, schema);
                made
            }
        };
        Yaml::reference(&format!("#/components/schemas/{made}"))
    }

    /// A reference to a resource: that of the spec, or the one that is suggested.
    pub(super) fn resource_reference(&self, resource: &str, name: &str, from: &str) -> Yaml {
        let (module, name) = match self.spec.resource(resource) {
            Some((module, record)) => (module.name.as_str(), record.name.as_str()),
            None => (resource, name),
        };
        let file = if module == from {
            String::new()
        } else {
            format!("{module}.yaml")
        };
        Yaml::reference(&format!("{file}#/components/schemas/{name}"))
    }

    /// A reference to an enum: the one of the spec that has the same values, or a new one.
    fn enumeration(&mut self, up: &TypeRef, name: &str, holder: &Holder<'_>) -> Yaml {
        let values = values(self.published, &Type::Enum(up.clone())).unwrap_or_default();
        for (module, own) in self.spec.enums() {
            let same = own.values.len() == values.len()
                && own
                    .values
                    .iter()
                    .all(|it| values.contains(&it.name.wire.as_str()));
            if same && (module.name == holder.module || module.name == "common") {
                let file = if module.name == holder.module {
                    String::new()
                } else {
                    "common.yaml".to_owned()
                };
                let reference = format!("{file}#/components/schemas/{}", own.name);
                return Yaml::reference(&reference)
                    .decide("the same values; do they mean the same?");
            }
        }
        let key = (holder.module.to_owned(), false, up.clone());
        let made = match self.made.get(&key) {
            Some(made) => made.clone(),
            None => {
                let wanted = format!("{}{}", holder.owner, name.to_upper_camel_case());
                let made = self.type_name(holder.module, &wanted);
                self.made.insert(key, made.clone());
                let docs = self.published.enumeration(up).map(|it| it.docs.as_str());
                let mut schema = Yaml::map()
                    .with("description", undescribed(docs.unwrap_or_default(), None))
                    .with("type", Yaml::text("string"));
                schema.put(
                    "enum",
                    Yaml::list(values.iter().map(|it| Yaml::text(it)).collect()),
                );
                for value in values {
                    let docs = Yaml::text(UNDESCRIBED).decide("say what the value means");
                    schema.put_at(&["x-enum-descriptions"], value, docs);
                }
                self.file(holder.module)
                    .put_at(&["components", "schemas"], &made, schema);
                made
            }
        };
        Yaml::reference(&format!("#/components/schemas/{made}"))
    }
}

/// The place of a description, with what the vendor says and where: to be read, and told in one's own words.
pub(super) fn undescribed(words: &str, pointer: Option<&str>) -> Yaml {
    /// What is longer is read where it stands.
    const SHOWN: usize = 300;
    let mut what = "say in a sentence what it is, with its unit where it has one".to_owned();
    if let Some(pointer) = pointer {
        what.push_str(&format!("; published at #{pointer}"));
    }
    if !words.is_empty() {
        let shown: String = words.chars().take(SHOWN).collect();
        let more = if shown.len() < words.len() { "..." } else { "" };
        what.push_str(&format!("; the vendor says: {shown}{more}"));
    }
    Yaml::text(UNDESCRIBED).decide(&what)
}

/// An instant or an amount where the name says so, as `lint` has it.
fn integer(schema: &mut Yaml, name: &str, holder: &Holder<'_>) {
    schema.put("type", Yaml::text("integer"));
    if is_instant(name) {
        schema.put("format", Yaml::text("unix-time"));
        return;
    }
    let format = Yaml::text("int64");
    if !is_money(name) {
        schema.put("format", format.decide("a count, or money?"));
    } else {
        schema.put("format", format);
        schema.put(
            "x-currency-unit",
            Yaml::text("minor").decide("is it money, and in minor units?"),
        );
        let sibling = holder.beside.iter().any(|it| it == "currency_code");
        let code = if sibling {
            Yaml::text("currency_code")
        } else {
            Yaml::text("site").decide("where does the code of its currency stand?")
        };
        schema.put("x-currency-code", code);
    }
}
