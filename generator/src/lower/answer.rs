//! The answers of operations: the record of each, and for a list that of its elements.

use super::{Context, part::Part};
use crate::{
    finding::Finding,
    load::At,
    model::{Field, Name, Presence, Record, Role, Traits, Type, TypeRef},
};
use openapiv3::{ObjectType, Operation as OpenOperation, ReferenceOr, StatusCode};

/// Whose answer it is.
#[derive(Clone, Copy)]
pub(super) struct Of<'n> {
    /// The operation's name on the wire.
    pub(super) operation: &'n str,
    /// How the names of its types begin: `CouponCreate`.
    pub(super) owner: &'n str,
    pub(super) paged: bool,
}

impl Of<'_> {
    /// The name of the record of the answer.
    pub(super) fn response(self) -> String {
        format!("{}Response", self.owner)
    }

    fn role(self, role: fn(String) -> Role) -> Role {
        role(self.operation.to_owned())
    }
}

impl<'a> Context<'a> {
    /// The record of the answer and, for a list, that of its elements.
    pub(super) fn answer(&self, operation: Part<'a, OpenOperation>, of: Of<'_>) -> Vec<Record> {
        let responses = operation.at.key("responses");
        self.check_error_response(operation);
        let here = responses
            .key("200")
            .key("content")
            .key("application/json")
            .key("schema");
        let schema = operation
            .it
            .responses
            .responses
            .get(&StatusCode::Code(200))
            .and_then(|response| {
                let media = response.as_item()?.content.get("application/json")?;
                media.schema.as_ref()
            });
        let Some(schema) = schema else {
            if let Some(answer) = responses.find("200").filter(|it| it.find("$ref").is_some()) {
                let finding = Finding::at(
                    answer.place_of("$ref"),
                    "the answer is not described in place, as an object",
                );
                self.error(finding.help(
                    "write `description` and `content` here, or refer to an answer under `components` of this file",
                ));
            }
            return Vec::new();
        };
        let schema = operation.to(schema, here).in_place();
        let Some(object) = schema.and_then(Part::object) else {
            let finding = Finding::at(
                here.place(),
                "the answer is not described in place, as an object",
            );
            self.error(
                finding
                    .help("write `type: object` with a property for each resource of the answer"),
            );
            return Vec::new();
        };
        let list = object.property("list").and_then(Part::in_place);
        let entry = list.and_then(|list| list.items()?.in_place()?.object());
        if of.paged || entry.is_some() {
            return self.page(object, of, operation.at);
        }
        vec![self.record(&of.response(), of.role(Role::Response), object)]
    }

    /// A page: `list`, whose elements are a record of their own, and `next_offset`. A list that is not paged has only `list`.
    fn page(&self, object: Part<'a, ObjectType>, of: Of<'_>, operation: At<'a>) -> Vec<Record> {
        let Part { file, at, .. } = object;
        let wrong = |at: At<'_>| {
            let place = match operation.find("x-paged") {
                Some(_) => operation.place_of("x-paged"),
                None => at.place(),
            };
            let finding = Finding::at(place, "a paged answer is no page");
            finding.help("it has a `list` of objects described in place, and `next_offset`")
        };
        let entry_name = format!("{}Entry", of.owner);
        let list = object.property("list").and_then(Part::in_place);
        let Some(items) = list.and_then(|list| list.items()?.in_place()) else {
            self.error(wrong(at.key("properties").key("list")));
            return Vec::new();
        };
        let Some(entry) = items.object() else {
            self.error(wrong(items.at));
            return Vec::new();
        };
        let entry = self.record(&entry_name, of.role(Role::Entry), entry);
        let next_offset = object.property("next_offset");
        let next_offset = next_offset.and_then(|schema| self.note(self.found(schema)));
        for (name, _) in at.find("properties").into_iter().flat_map(At::pairs) {
            if !["list", "next_offset"].contains(&name) {
                let place = at.key("properties").place_of(name);
                let finding =
                    Finding::at(place, format!("`{name}` stands beside the list of entries"));
                self.error(finding.help("a list is answered with `list` and `next_offset` alone"));
            }
        }
        match (next_offset.is_some(), of.paged) {
            (false, true) => {
                self.error(wrong(at));
                return Vec::new();
            }
            (true, false) => {
                let place = at.key("properties").place_of("next_offset");
                let finding = Finding::at(place, "a page is answered, and nothing says so");
                self.error(finding.help("add `x-paged: true` to the operation"));
                return Vec::new();
            }
            _ => {}
        }
        for at in at.key("x-guaranteed").elements() {
            let name = at.node.as_text().unwrap_or_default();
            if name != "list" {
                let what = "property that a page cannot be without";
                self.error(Self::unknown(at, what, name, &["list"]));
            }
        }
        let properties = at.key("properties");
        let field = |wire: &str, docs: &str, ty, required| Field {
            name: Name {
                wire: wire.to_owned(),
                rust: wire.to_owned(),
            },
            ty,
            documented_required: required,
            presence: if required {
                Presence::Guaranteed
            } else {
                Presence::Optional
            },
            boxed: false,
            traits: Traits {
                docs: docs.to_owned(),
                origin: self.origin(properties.key(wire)),
                ..Traits::default()
            },
        };
        let entry_type = Type::Record(TypeRef::new(&file.stem, &entry_name));
        let list_docs = list.and_then(Part::description).unwrap_or_default();
        let entries = Type::List(Box::new(entry_type));
        let mut fields = vec![field("list", list_docs, entries, true)];
        if let Some(next_offset) = next_offset {
            let docs = next_offset.part().description().unwrap_or_default();
            fields.push(field("next_offset", docs, Type::Text, false));
        }
        let role = of.role(if of.paged { Role::Page } else { Role::Response });
        vec![Record::new(&of.response(), role, fields), entry]
    }

    /// All operations fail in the same way; the runtime reads it.
    fn check_error_response(&self, operation: Part<'a, OpenOperation>) {
        let shared = crate::load::ERROR;
        let reference = match &operation.it.responses.default {
            Some(ReferenceOr::Reference { reference }) => reference.as_str(),
            _ => "",
        };
        if reference.strip_prefix("./").unwrap_or(reference) != shared {
            let at = operation.at.key("responses").key("default");
            let finding = Finding::at(at.place(), "the `default` response is the shared error");
            self.error(finding.help(format!("write `$ref: {shared}`")));
        }
    }
}
