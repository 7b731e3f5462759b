//! The answers of operations: the record of each, and for a list that of its elements.

use super::{Context, part::Part};
use crate::{
    finding::Finding,
    load::At,
    model::{Field, Name, Record, Traits, Type, TypeRef},
};
use openapiv3::{ObjectType, Operation as OpenOperation, ReferenceOr, StatusCode};

impl<'a> Context<'a> {
    /// The record of the answer and, for a list, that of its elements.
    pub(super) fn answer(
        &self,
        operation: Part<'a, OpenOperation>,
        request: &str,
        paged: bool,
    ) -> (String, Vec<Record>) {
        let name = format!("{request}Response");
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
                self.error(finding.help("write `description` and `content` here"));
            }
            return (name, Vec::new());
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
            return (name, Vec::new());
        };
        let list = object.property("list").and_then(Part::in_place);
        let entry = list.and_then(|list| list.items()?.in_place()?.object());
        if paged || entry.is_some() {
            return self.page(object, request, (name, paged), operation.at);
        }
        let mut record = self.record_without_docs(&name, object);
        record.docs = format!("What [`struct@{request}`] answers.");
        (name, vec![record])
    }

    fn record_of(&self, name: &str, docs: String, fields: Vec<Field>) -> Record {
        Record {
            exact: Vec::new(),
            pricing: None,
            currency_holders: Vec::new(),
            name: name.to_owned(),
            docs,
            resource: None,
            object: Vec::new(),
            fields,
            custom_fields: false,
            page_of: None,
            link: None,
            expires: None,
            alias: None,
            catalog: None,
        }
    }

    /// A page: `list`, whose elements are a record of their own, and `next_offset`. A list that is not paged has only `list`.
    fn page(
        &self,
        object: Part<'a, ObjectType>,
        request: &str,
        (name, paged): (String, bool),
        operation: At<'a>,
    ) -> (String, Vec<Record>) {
        let Part { file, at, .. } = object;
        let wrong = |at: At<'_>| {
            let place = match operation.find("x-paged") {
                Some(_) => operation.place_of("x-paged"),
                None => at.place(),
            };
            let finding = Finding::at(place, "a paged answer is no page");
            finding.help("it has a `list` of objects described in place, and `next_offset`")
        };
        let entry_name = format!("{request}Entry");
        let list = object.property("list").and_then(Part::in_place);
        let Some(items) = list.and_then(|list| list.items()?.in_place()) else {
            self.error(wrong(at.key("properties").key("list")));
            return (name, Vec::new());
        };
        let Some(entry) = items.object() else {
            self.error(wrong(items.at));
            return (name, Vec::new());
        };
        let mut entry = self.record_without_docs(&entry_name, entry);
        entry.docs = format!("An element of the list that [`struct@{request}`] answers.");
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
        match (next_offset.is_some(), paged) {
            (false, true) => {
                self.error(wrong(at));
                return (name, Vec::new());
            }
            (true, false) => {
                let place = at.key("properties").place_of("next_offset");
                let finding = Finding::at(place, "a page is answered, and nothing says so");
                self.error(finding.help("add `x-paged: true` to the operation"));
                return (name, Vec::new());
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
        let field = |wire: &str, docs: &str, ty, required| Field {
            name: Name {
                wire: wire.to_owned(),
                rust: wire.to_owned(),
            },
            ty,
            documented_required: required,
            guaranteed: required,
            boxed: false,
            traits: Traits {
                docs: docs.to_owned(),
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
        let docs = if paged {
            format!("A page of the list that [`struct@{request}`] answers.")
        } else {
            format!("What [`struct@{request}`] answers.")
        };
        let mut page = self.record_of(&name, docs, fields);
        page.page_of = paged.then_some(entry_name);
        (name, vec![page, entry])
    }

    /// All operations fail in the same way; the runtime reads it.
    fn check_error_response(&self, operation: Part<'a, OpenOperation>) {
        let shared = "common.yaml#/components/responses/Error";
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
