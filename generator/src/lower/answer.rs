//! The answers of operations: the record of each, and for a list that of its elements.

use super::Context;
use crate::{
    finding::Finding,
    load::{At, File},
    model::{Field, Name, Record, Traits, Type, TypeRef},
};
use openapiv3::{
    ObjectType, Operation as OpenOperation, ReferenceOr, Schema, SchemaKind, StatusCode,
    Type as OpenType,
};

impl<'a> Context<'a> {
    /// The record of the answer and, for a list, that of its elements.
    pub(super) fn answer(
        &self,
        operation: &'a OpenOperation,
        request: &str,
        paged: bool,
        file: &'a File,
        at: At<'a>,
    ) -> (String, Vec<Record>) {
        let name = format!("{request}Response");
        let responses = at.key("responses");
        self.check_error_response(operation, responses);
        let here = responses
            .key("200")
            .key("content")
            .key("application/json")
            .key("schema");
        let schema = operation
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
        let Some(object) = Self::object(schema) else {
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
        let item = object.properties.get("list");
        let list_of_entries = item.is_some_and(has_entries);
        if paged || list_of_entries {
            return self.page(item, request, (name, paged), object, file, (here, at));
        }
        let record = self.answer_record(&name, request, schema, object, file, here);
        (name, vec![record])
    }

    fn answer_record(
        &self,
        name: &str,
        request: &str,
        schema: &'a ReferenceOr<Schema>,
        object: &'a ObjectType,
        file: &'a File,
        at: At<'a>,
    ) -> Record {
        match schema.as_item() {
            Some(item) => {
                let mut record = self.record_without_docs(name, item, object, file, at);
                record.docs = format!("What [`struct@{request}`] answers.");
                record
            }
            None => self.record_of(
                name,
                format!("What [`struct@{request}`] answers."),
                Vec::new(),
            ),
        }
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
        item: Option<&'a ReferenceOr<Box<Schema>>>,
        request: &str,
        (name, paged): (String, bool),
        object: &'a ObjectType,
        file: &'a File,
        (at, operation): (At<'a>, At<'a>),
    ) -> (String, Vec<Record>) {
        let wrong = |at: At<'_>| {
            let place = match operation.find("x-paged") {
                Some(_) => operation.place_of("x-paged"),
                None => at.place(),
            };
            let finding = Finding::at(place, "a paged answer is no page");
            finding.help("it has a `list` of objects described in place, and `next_offset`")
        };
        let entry_name = format!("{request}Entry");
        let list = at.key("properties").key("list");
        let items = item.and_then(
            |item| match item.as_item().map(|schema| &schema.schema_kind) {
                Some(SchemaKind::Type(OpenType::Array(array))) => array.items.as_ref()?.as_item(),
                _ => None,
            },
        );
        let Some(items) = items else {
            self.error(wrong(list));
            return (name, Vec::new());
        };
        let SchemaKind::Type(OpenType::Object(entry)) = &items.schema_kind else {
            self.error(wrong(list.key("items")));
            return (name, Vec::new());
        };
        let mut entry =
            self.record_without_docs(&entry_name, items, entry, file, list.key("items"));
        entry.docs = format!("An element of the list that [`struct@{request}`] answers.");
        let next_offset = object.properties.get("next_offset").and_then(|schema| {
            self.note(self.found_boxed(schema, file, at.key("properties").key("next_offset")))
        });
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
        let guaranteed = at.find("x-guaranteed");
        for index in 0..guaranteed.map_or(0, |it| it.node.as_list().map_or(0, <[_]>::len)) {
            let at = at.key("x-guaranteed").index(index);
            let name = at.node.as_text().unwrap_or_default();
            if name != "list" {
                self.error(Self::unknown(
                    at,
                    "property that a page cannot be without",
                    name,
                    &["list"],
                ));
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
        let list_docs = item.and_then(|item| item.as_item()?.schema_data.description.clone());
        let entry_type = Type::Record(TypeRef::new(&file.stem, &entry_name));
        let list_docs = list_docs.unwrap_or_default();
        let entries = Type::List(Box::new(entry_type));
        let mut fields = vec![field("list", &list_docs, entries, true)];
        if let Some(next_offset) = next_offset {
            let docs = next_offset.schema.schema_data.description.clone();
            fields.push(field(
                "next_offset",
                &docs.unwrap_or_default(),
                Type::Text,
                false,
            ));
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
    fn check_error_response(&self, operation: &OpenOperation, responses: At<'_>) {
        let shared = "common.yaml#/components/responses/Error";
        let reference = match &operation.responses.default {
            Some(ReferenceOr::Reference { reference }) => reference.as_str(),
            _ => "",
        };
        if reference.strip_prefix("./").unwrap_or(reference) != shared {
            let at = responses.key("default");
            let finding = Finding::at(at.place(), "the `default` response is the shared error");
            self.error(finding.help(format!("write `$ref: {shared}`")));
        }
    }
}

/// Whether a property is a list of objects that are described in place: the entries of a list.
fn has_entries(property: &ReferenceOr<Box<Schema>>) -> bool {
    let items = match property.as_item().map(|schema| &schema.schema_kind) {
        Some(SchemaKind::Type(OpenType::Array(array))) => array.items.as_ref(),
        _ => None,
    };
    let item = items.and_then(|items| items.as_item());
    item.is_some_and(|item| matches!(item.schema_kind, SchemaKind::Type(OpenType::Object(_))))
}
