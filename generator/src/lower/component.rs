//! The components of a file: records, groups of parameters and enums.

use super::{
    Context,
    names::camel,
    part::Part,
    schema::{Component, Found, Side, is_type_name},
};
use crate::{
    finding::Finding,
    load::{
        At, File,
        table::{self, Spot, Where},
    },
    model::{
        Enum, Field, Group, Origin, Param, ParamKind, Presence, Record, Role, Traits, Type, TypeRef,
    },
};
use openapiv3::{ObjectType, ReferenceOr, SchemaKind, Type as OpenType};

/// The components of one file.
#[derive(Default)]
pub(super) struct Components {
    pub(super) records: Vec<Record>,
    pub(super) groups: Vec<Group>,
    pub(super) enums: Vec<Enum>,
    pub(super) shared: Vec<(String, Origin)>,
}

/// The resources of a file: the name of the schema, and of the resource on the wire.
pub(super) fn resources(file: &File) -> impl Iterator<Item = (&str, &str)> {
    let schemas = file.at().key("components").key("schemas").pairs();
    let types = schemas.filter(|(name, _)| is_type_name(name));
    types.filter_map(|(name, at)| Some((name, at.text("x-resource")?)))
}

/// What API v1 calls the resource of a file.
pub(super) fn old_name(file: &File) -> Option<String> {
    let (name, _) = resources(file).next()?;
    let schema = file.at().find("components")?.find("schemas")?.find(name)?;
    let old = schema.find("x-renamed-from")?.node.as_text()?;
    Some(old.to_owned())
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
                    components.shared.push((name.clone(), self.origin(at)));
                    continue;
                }
                Component::Enum | Component::Object => self.type_name(name, all),
            }
            let part = found.part();
            match (&schema.schema_kind, part.object()) {
                (SchemaKind::Type(OpenType::String(string)), _) => {
                    let values = string.enumeration.iter().flatten().map(String::as_str);
                    components
                        .enums
                        .push(self.enumeration(name, values.collect(), part));
                }
                (_, Some(object)) if self.is_sent(file, name) => {
                    components
                        .groups
                        .push(self.group(name, part.description(), object));
                }
                (_, Some(object)) => {
                    let role = match at.text("x-resource") {
                        Some(resource) => Role::Resource(resource.to_owned()),
                        None => {
                            self.check_spot(at, Where::of_type(at.node), Spot::Record);
                            Role::Object
                        }
                    };
                    let mut record = self.record(name, role, object);
                    record.docs = self.docs(part.description(), at);
                    components.records.push(record);
                }
                _ => {}
            }
        }
        let parameters = file.at().key("components").key("parameters").pairs();
        let shared = parameters.map(|(name, at)| (name.to_owned(), self.origin(at)));
        components.shared.extend(shared);
        self.check_resource(file);
        components
    }

    /// One file describes one resource and is named after it.
    fn check_resource(&self, file: &File) {
        let schemas = file.at().key("components").key("schemas");
        let found: Vec<(&str, &str)> = resources(file).collect();
        if file.stem != "common" && found.is_empty() {
            let message = format!("{}.yaml describes no resource", file.stem);
            let finding = Finding::at(file.at().place(), message);
            self.error(finding.help(format!("mark its schema with `x-resource: {}`", file.stem)));
        }
        for (at, (name, resource)) in found.into_iter().enumerate() {
            let (message, help) = if file.stem == "common" {
                (
                    "common.yaml describes a resource".to_owned(),
                    "a resource has a file of its own; what several share stands in common.yaml",
                )
            } else if resource != file.stem {
                (
                    format!("the resource `{resource}` stands in {}.yaml", file.stem),
                    "a file describes one resource and is named after it",
                )
            } else if at > 0 {
                (
                    format!("{}.yaml describes its resource a second time", file.stem),
                    "remove `x-resource` from what is not the resource itself",
                )
            } else {
                continue;
            };
            let place = schemas.key(name).place_of("x-resource");
            self.error(Finding::at(place, message).help(help));
        }
    }

    /// Whether an object is sent, and so is a group. It can only stand on one side of a call, since a parameter has three states
    /// and a field two.
    fn is_sent(&self, file: &File, name: &str) -> bool {
        let key = (file.stem.clone(), name.to_owned());
        let Some(sides) = self.uses.sides.get(&key) else {
            return false;
        };
        let (Some(sent), Some(read)) = (sides.get(&Side::Request), sides.get(&Side::Answer)) else {
            return sides.contains_key(&Side::Request);
        };
        // The name says what was meant: that of a group often ends so.
        let is_group = name.ends_with("Params");
        let (wrong, right, message) = if is_group {
            (read, sent, "what is sent in requests stands in an answer")
        } else {
            (sent, read, "what is read in answers stands in a request")
        };
        let own = || file.at().key("components").key("schemas").place_of(name);
        let place = wrong.clone().unwrap_or_else(own);
        let right = right.clone().unwrap_or_else(own);
        let finding = Finding::at(place, format!("`{name}`: {message}"));
        self.error(finding.help(format!(
            "give each a schema of its own: what is sent and what is read are two types; the other use is at {right}"
        )));
        is_group
    }

    /// A record from an object of an answer, without a description.
    pub(super) fn record(&self, name: &str, role: Role, object: Part<'a, ObjectType>) -> Record {
        let Part { file, at, .. } = object;
        let mut fields = self.fields(object);
        self.presence(&mut fields, at);
        self.check_field_siblings(&fields, Some((&file.stem, name)), at);
        let names = fields.iter().map(|field| {
            let old = field.traits.renamed_from.as_deref();
            (field.name.wire.as_str(), old, field.traits.origin)
        });
        self.check_renamed(names, |origin| self.place(origin));
        let (link, expires) = (self.link(&fields, at), self.expires(&fields, at));
        Record {
            exact: self.parts(&fields, at),
            pricing: self.pricing(&fields, at),
            object: Self::object_values(at, at.text("x-resource")),
            custom_fields: at.flag("x-custom-fields"),
            link,
            expires,
            alias: at.text("x-renamed-from").map(camel),
            catalog: self.catalog(at),
            origin: self.origin(at),
            ..Record::new(name, role, fields)
        }
    }

    /// `x-guaranteed` and `x-always`: which fields are plain, and whether an answer that lacks one can be read.
    fn presence(&self, fields: &mut [Field], at: At<'a>) {
        for (keyword, presence) in [
            ("x-guaranteed", Presence::Guaranteed),
            ("x-always", Presence::Always),
        ] {
            for (index, name) in at.texts(keyword).iter().enumerate() {
                let at = at.key(keyword).index(index);
                let Some(field) = fields.iter_mut().find(|it| it.name.wire == *name) else {
                    let known: Vec<&str> = fields.iter().map(|it| it.name.wire.as_str()).collect();
                    self.error(Self::unknown(at, "property of this object", name, &known));
                    continue;
                };
                match presence_problem(field, presence) {
                    Some((problem, help)) => {
                        let message = format!("`{name}` {problem}");
                        self.error(Finding::at(at.place(), message).help(help));
                    }
                    None => field.presence = presence,
                }
            }
        }
    }

    /// The fields of an object of an answer.
    fn fields(&self, object: Part<'a, ObjectType>) -> Vec<Field> {
        let at = object.at;
        if object.it.properties.len() > MAX_FIELDS {
            let message = format!("an object has at most {MAX_FIELDS} properties");
            let finding = Finding::at(at.place_of("properties"), message);
            self.error(finding.help("name a part of it as an object of its own"));
        }
        self.check_required(object);
        let mut fields = Vec::new();
        for (wire, schema) in object.properties() {
            let here = schema.at;
            let Some(found) = self.note(self.found(schema)) else {
                continue;
            };
            let (mut traits, ty) = self.described(found, Side::Answer);
            traits.origin = self.origin(here);
            self.check_member(&found, Spot::Field);
            let name = self.member_name(wire, self.named_at(&found, here));
            if name.rust == "extra" {
                let finding = Finding::at(
                    here.key_place(),
                    "every record has a field `extra` of its own",
                );
                self.error(
                    finding.help("say how Rust should call this one: `x-rust-name: extra_`"),
                );
            }
            fields.push(Field {
                name,
                ty,
                documented_required: object.it.required.iter().any(|it| it == wire),
                presence: Presence::Optional,
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
        let mut traits = self.traits(docs, data.deprecated, found.at);
        let ty = self.value(found, side, &mut traits);
        match found.name.map(|name| (name, self.component_kind(&found))) {
            Some((name, Component::Shared)) => {
                traits.shared = Some(TypeRef::new(&found.file.stem, name));
            }
            // A reference to a type shares the type, whose old name is that of the type.
            Some((_, Component::Enum | Component::Object)) => traits.renamed_from = None,
            None => {}
        }
        (traits, ty)
    }

    /// A shared field stands where it is used, and a property of a component on the side on which that is.
    fn check_member(&self, found: &Found<'_>, spot: Spot) {
        match found.name {
            None => self.check_spot(found.at, &table::FIELD, spot),
            Some(name) if !is_type_name(name) => self.check_spot(found.at, &table::SHARED, spot),
            Some(_) => {}
        }
    }

    /// Where the name of a member in Rust is said: at a shared field, or at the member itself.
    fn named_at<'n>(&self, found: &Found<'n>, here: At<'n>) -> At<'n> {
        match found.name {
            Some(name) if !is_type_name(name) => found.at,
            _ => here,
        }
    }

    /// A list of named objects needs no description of its own.
    fn item_docs(&self, found: &Found<'a>) -> Option<&'a str> {
        let item = self.found(found.part().items()?).ok()?;
        item.part().description()
    }

    fn group(&self, name: &str, docs: Option<&str>, object: Part<'a, ObjectType>) -> Group {
        let at = object.at;
        self.check_spot(at, Where::of_type(at.node), Spot::Group);
        let mut members = self.params(object, Spot::Member);
        self.keep_arguments(&mut members, at);
        self.check_renamed_params(&members);
        self.check_param_siblings(&members);
        Group {
            name: name.to_owned(),
            docs: self.docs(docs, at),
            members,
            custom_fields: at.flag("x-custom-fields"),
            catalog: None,
            origin: self.origin(at),
        }
    }

    /// Parameters of one operation or group, by the names that they have and had.
    pub(super) fn check_renamed_params(&self, params: &[Param]) {
        let names = params.iter().map(|param| {
            let old = param.traits.renamed_from.as_deref();
            (param.name.wire.as_str(), old, param.traits.origin)
        });
        self.check_renamed(names, |origin| self.place(origin));
    }

    /// The parameters of a request body, or the members of a group.
    pub(super) fn params(&self, object: Part<'a, ObjectType>, owner: Spot) -> Vec<Param> {
        self.check_required(object);
        let mut params = Vec::new();
        for (wire, schema) in object.properties() {
            let here = schema.at;
            let Some(found) = self.note(self.found(schema)) else {
                continue;
            };
            let (mut traits, ty) = self.described(found, Side::Request);
            traits.origin = self.origin(here);
            self.check_member(&found, owner);
            if ty.is_group() && owner == Spot::Member {
                let finding = Finding::at(here.place(), "a group stands inside a group");
                self.error(finding.help("parameters of the API are nested one level deep"));
            }
            let kind = match owner {
                Spot::Member => ParamKind::Value,
                _ => self.param_kind(found.at),
            };
            self.check_operand(&kind, &ty, found.at);
            params.push(Param {
                name: self.member_name(wire, self.named_at(&found, here)),
                required: object.it.required.iter().any(|it| it == wire),
                kept_argument: false,
                kind,
                json_text: Self::is_json_text(&found),
                number: None,
                ty,
                traits,
            });
        }
        params
    }

    /// `x-arguments`: parameters that need no longer be given and keep their place among the arguments, so that a program that gives
    /// them compiles.
    pub(super) fn keep_arguments(&self, params: &mut [Param], at: At<'_>) {
        for at in at.key("x-arguments").elements() {
            let name = at.node.as_text().unwrap_or_default();
            let (message, help) = match params.iter_mut().find(|it| it.name.wire == name) {
                None => {
                    let known: Vec<&str> = params.iter().map(|it| it.name.wire.as_str()).collect();
                    self.error(Self::unknown(
                        at,
                        "parameter of this operation or group",
                        name,
                        &known,
                    ));
                    continue;
                }
                Some(it) if it.required => (
                    format!("`{name}` must be given, so it is an argument anyway"),
                    "remove it here",
                ),
                Some(it) if matches!(it.kind, ParamKind::Sort(_)) => (
                    format!("`{name}` is a sort order, which is no argument"),
                    "remove it here",
                ),
                Some(it) => {
                    it.kept_argument = true;
                    continue;
                }
            };
            self.error(Finding::at(at.place(), message).help(help));
        }
    }

    fn check_required(&self, object: Part<'a, ObjectType>) {
        let properties = &object.it.properties;
        for (index, name) in object.it.required.iter().enumerate() {
            if !properties.contains_key(name) {
                let known: Vec<&str> = properties.keys().map(String::as_str).collect();
                let at = object.at;
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

/// Why a field cannot be that sure to be there, and what to do.
fn presence_problem(field: &Field, presence: Presence) -> Option<(&'static str, &'static str)> {
    match presence {
        Presence::Guaranteed if !field.documented_required => Some((
            "is guaranteed but not `required`",
            "only what the documentation calls required can be guaranteed",
        )),
        Presence::Always if field.presence == Presence::Guaranteed => Some((
            "stands in `x-guaranteed` too",
            "keep one: an answer that lacks it is an error (`x-guaranteed`), or is read with a placeholder (`x-always`)",
        )),
        Presence::Always => match field.ty {
            Type::List(_) => Some((
                "is a list",
                "take it out of `x-always`: a list that is not sent is empty anyway",
            )),
            Type::Record(_) => Some((
                "is an object",
                "take it out of `x-always`: an object that is not sent has no placeholder",
            )),
            _ if field.traits.catalog.is_some() => Some((
                "belongs to one Product Catalog only",
                "take it out of `x-always`: a site of the other catalog never sends it",
            )),
            _ => None,
        },
        _ => None,
    }
}
