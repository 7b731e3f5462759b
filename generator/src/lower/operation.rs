//! Operations, their parameters and their answers.

use super::{
    Context,
    annotations::{Extensions, flag, text, texts},
    names::{camel, constant},
    schema::{Found, Side},
};
use crate::{
    finding::Finding,
    load::{At, File},
    model::{
        Field, Name, OPERATORS, Operation, OperatorSet, Param, ParamKind, Record, Traits, Type,
        TypeRef,
    },
};
use openapiv3::{
    ObjectType, Operation as OpenOperation, Parameter, ParameterSchemaOrContent, ReferenceOr,
    Schema, SchemaKind, StatusCode, Type as OpenType,
};

impl<'a> Context<'a> {
    /// The operations of a file, each with the records of its answer.
    pub(super) fn operations(&self, file: &'a File) -> Vec<(Operation, Vec<Record>)> {
        let mut operations = Vec::new();
        let paths = file.at().key("paths");
        for (path, item) in &file.doc.paths.paths {
            let at = paths.key(path);
            let ReferenceOr::Item(item) = item else {
                continue;
            };
            self.check_path(path, paths);
            for (method, operation) in [("get", &item.get), ("post", &item.post)] {
                if let Some(operation) = operation {
                    operations.push(self.operation(
                        path,
                        method == "post",
                        operation,
                        file,
                        at.key(method),
                    ));
                }
            }
        }
        operations
    }

    fn check_path(&self, path: &str, paths: At<'_>) {
        let good = |segment: &str| {
            let inner = segment
                .strip_prefix('{')
                .and_then(|it| it.strip_suffix('}'))
                .unwrap_or(segment);
            !inner.is_empty()
                && inner
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let fits = path
            .strip_prefix('/')
            .is_some_and(|path| path.split('/').all(good));
        if !fits {
            let finding = Finding::at(
                paths.place_of(path),
                format!("`{path}` is no path of the API"),
            );
            self.error(finding.help("write `/names/{name_id}/action`, in lower case"));
        }
    }

    fn operation(
        &self,
        path: &str,
        post: bool,
        operation: &'a OpenOperation,
        file: &'a File,
        at: At<'a>,
    ) -> (Operation, Vec<Record>) {
        let extensions = &operation.extensions;
        let method = text(extensions, "x-method").unwrap_or_default();
        if text(extensions, "x-resource") != Some(file.stem.as_str()) {
            let finding = Finding::at(
                at.key("x-resource").place(),
                "this operation stands in the file of another resource",
            );
            self.error(finding.help(format!(
                "the file is `{0}.yaml`: write `x-resource: {0}`, or move the operation",
                file.stem
            )));
        }
        let mut name = self.member_name(method, at.key("x-method"));
        method.clone_into(&mut name.wire);
        let request = camel(method);
        let (path_ids, mut params) = self.parameters(path, operation, file, at);
        let json_body = self.body(operation, post, file, at, &mut params);
        let paged = flag(extensions, "x-paged");
        let (response, mut records) = self.answer(operation, &request, paged, file, at);
        if let Some(old) = text(extensions, "x-renamed-from") {
            for record in &mut records {
                let part = record.name.strip_prefix(&request).unwrap_or_default();
                record.alias = Some(format!("{}{part}", camel(old)));
            }
        }
        self.check_siblings(&params, at);
        for (annotation, wrong, why) in [
            ("x-idempotent", !post, "only POSTs take an idempotency key"),
            ("x-paged", post, "only GETs are paged"),
        ] {
            if wrong && flag(extensions, annotation) {
                let finding = Finding::at(
                    at.place_of(annotation),
                    format!("`{annotation}` stands on the wrong method"),
                );
                self.error(finding.help(why));
            }
        }
        let sub_domain = text(extensions, "x-sub-domain");
        if sub_domain.is_some_and(|name| {
            name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        }) {
            let finding = Finding::at(
                at.key("x-sub-domain").place(),
                "this is no label of a host name",
            );
            self.error(finding.help("write it in lower case: `ingest`"));
        }
        let traits = self.traits(
            extensions,
            operation.description.as_deref(),
            operation.deprecated,
            at,
        );
        let url = operation
            .external_docs
            .as_ref()
            .or(file.doc.external_docs.as_ref());
        let operation = Operation {
            name,
            constant: constant(method),
            request,
            response,
            post,
            path: path.to_owned(),
            path_ids,
            sub_domain: sub_domain.map(str::to_owned),
            json_body,
            idempotent: flag(extensions, "x-idempotent"),
            currency_param: None,
            custom_fields: flag(extensions, "x-custom-fields"),
            paged,
            changes: None,
            task: None,
            catalog: traits.catalog,
            params,
            docs: traits.docs,
            url: url.map(|docs| docs.url.clone()),
            deprecated: traits.deprecated,
            request_alias: traits.renamed_from.as_deref().map(camel),
            renamed_from: traits.renamed_from,
            evidence: traits.evidence,
            evidence_of: traits.evidence_of,
        };
        (operation, records)
    }

    /// The ids of the path, in its order, and the parameters of the query.
    fn parameters(
        &self,
        path: &str,
        operation: &'a OpenOperation,
        file: &'a File,
        at: At<'a>,
    ) -> (Vec<(Name, Option<String>)>, Vec<Param>) {
        let list = at.key("parameters");
        let mut ids = Vec::new();
        let mut params = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let here = list.index(index);
            let name = match parameter {
                ReferenceOr::Reference { reference } => reference.rsplit_once('/'),
                ReferenceOr::Item(_) => None,
            };
            let Some((parameter, file, there)) = self.note(self.parameter(parameter, file, here))
            else {
                continue;
            };
            let shared = name.map(|(_, name)| TypeRef {
                module: file.stem.clone(),
                name: name.to_owned(),
            });
            let data = parameter.parameter_data_ref();
            let ParameterSchemaOrContent::Schema(schema) = &data.format else {
                continue;
            };
            let Some(found) = self.note(self.found(schema, file, there.key("schema"))) else {
                continue;
            };
            match parameter {
                Parameter::Path { .. } => {
                    if !path.contains(&format!("{{{}}}", data.name)) {
                        let message = format!("the path has no `{{{}}}`", data.name);
                        let finding = Finding::at(here.place(), message);
                        self.error(finding.help("remove the parameter, or add it to the path"));
                    }
                    if !data.required {
                        let finding = Finding::at(
                            there.place(),
                            "a parameter of the path is always required",
                        );
                        self.error(finding.help("add `required: true`"));
                    }
                    let kind = match self.value(found, Side::Request, &mut Traits::default()) {
                        Type::Id(kind) => Some(kind),
                        Type::Text => None,
                        _ => {
                            let finding = Finding::at(
                                there.key("schema").place(),
                                "a parameter of the path is an id or text",
                            );
                            self.error(finding.help("write `{ type: string, x-id: ... }`"));
                            None
                        }
                    };
                    ids.push((self.member_name(&data.name, there), kind));
                }
                Parameter::Query { .. } => {
                    let mut param = self.query_param(parameter, found, there);
                    param.traits.shared = shared;
                    params.push(param);
                }
                Parameter::Header { .. } | Parameter::Cookie { .. } => {
                    let finding = Finding::at(
                        there.key("in").place(),
                        "parameters stand in the path or the query",
                    );
                    self.error(finding.help("headers are options of every call, not parameters"));
                }
            }
        }
        (self.in_path_order(path, ids, at), params)
    }

    fn parameter(
        &self,
        parameter: &'a ReferenceOr<Parameter>,
        file: &'a File,
        at: At<'a>,
    ) -> Result<(&'a Parameter, &'a File, At<'a>), Finding> {
        let reference = match parameter {
            ReferenceOr::Item(parameter) => return Ok((parameter, file, at)),
            ReferenceOr::Reference { reference } => reference,
        };
        let (file, name) = self.files.resolve(reference, "parameters", file, at)?;
        let components = file.doc.components.as_ref();
        let there = components.and_then(|components| components.parameters.get(name));
        match there {
            Some(ReferenceOr::Item(parameter)) => {
                let at = file.at().key("components").key("parameters").key(name);
                Ok((parameter, file, at))
            }
            _ => Err(Finding::at(
                at.place_of("$ref"),
                format!("the parameter `{name}` is only a reference"),
            )),
        }
    }

    fn in_path_order(
        &self,
        path: &str,
        mut ids: Vec<(Name, Option<String>)>,
        at: At<'_>,
    ) -> Vec<(Name, Option<String>)> {
        let mut sorted = Vec::new();
        for segment in path.split('/') {
            let Some(name) = segment
                .strip_prefix('{')
                .and_then(|it| it.strip_suffix('}'))
            else {
                continue;
            };
            match ids.iter().position(|(id, _)| id.wire == name) {
                Some(index) => sorted.push(ids.swap_remove(index)),
                None => {
                    let finding = Finding::at(
                        at.place(),
                        format!("`{{{name}}}` of the path is not declared"),
                    );
                    self.error(finding.help(format!("add a parameter `{name}` with `in: path`")));
                }
            }
        }
        sorted
    }

    fn query_param(&self, parameter: &'a Parameter, found: Found<'a>, at: At<'a>) -> Param {
        let data = parameter.parameter_data_ref();
        let deprecated = data.deprecated.unwrap_or(false);
        let mut traits = self.traits(
            &data.extensions,
            data.description.as_deref(),
            deprecated,
            at,
        );
        let ty = self.value(found, Side::Request, &mut traits);
        let kind = self.param_kind(&data.extensions, at);
        let deep = at
            .find("style")
            .is_some_and(|style| style.node.as_text() == Some("deepObject"));
        if data.required && !self.can_be_required(&kind, &data.extensions) {
            let finding = Finding::at(
                at.key("required").place(),
                "this filter is required and has no operator `is`",
            );
            self.error(finding.help("a required filter is given as the value that is asked for"));
        }
        let has_operator = kind != ParamKind::Value;
        if has_operator != deep && !is_group(&ty) {
            let finding = Finding::at(
                at.place(),
                "filters and sorts are the parameters with `style: deepObject`",
            );
            self.error(
                finding.help("a filter is sent as `name[operator]=value`: add both, or neither"),
            );
        }
        Param {
            name: self.member_name(&data.name, at),
            ty,
            required: data.required,
            kind,
            json_text: Self::is_json_text(&found),
            number: None,
            traits,
        }
    }

    /// A filter that must be given is given with `is`.
    fn can_be_required(&self, kind: &ParamKind, extensions: &Extensions) -> bool {
        match kind {
            ParamKind::Value => true,
            ParamKind::Filter(_) => texts(extensions, "x-filter")
                .iter()
                .any(|operator| operator == "is"),
            ParamKind::Sort(_) => false,
        }
    }

    /// Whether a parameter is a filter, a sort order or a plain value.
    pub(super) fn param_kind(&self, extensions: &Extensions, at: At<'_>) -> ParamKind {
        match (at.find("x-filter"), at.find("x-sort")) {
            (Some(_), Some(sort)) => {
                let finding = Finding::at(sort.place(), "a parameter filters or sorts, not both");
                self.error(finding.help("make two parameters of it"));
                ParamKind::Value
            }
            (Some(filter), None) => {
                ParamKind::Filter(self.operator_set(&texts(extensions, "x-filter"), filter))
            }
            (None, Some(sort)) => {
                let attributes = texts(extensions, "x-sort");
                if attributes.is_empty() {
                    let finding =
                        Finding::at(sort.place(), "a sort order without fields sorts by nothing");
                    self.error(finding.help("name the fields by which the API sorts"));
                }
                for attribute in &attributes {
                    self.member_name(attribute, sort);
                }
                ParamKind::Sort(attributes)
            }
            (None, None) => ParamKind::Value,
        }
    }

    /// The set of these operators; it is named after them, so that equal sets are one.
    fn operator_set(&self, operators: &[String], at: At<'_>) -> String {
        let known: Vec<&str> = OPERATORS.iter().map(|(name, _)| *name).collect();
        for (index, operator) in operators.iter().enumerate() {
            if !known.contains(&operator.as_str()) {
                self.error(Self::unknown(
                    at.index(index),
                    "filter operator",
                    operator,
                    &known,
                ));
            }
        }
        if operators.is_empty() {
            let finding = Finding::at(at.place(), "a filter without operators filters nothing");
            self.error(finding.help("name the operators that the API takes: `[is, in]`"));
        }
        let operators: Vec<String> = (known.iter())
            .filter(|known| operators.iter().any(|operator| operator == *known))
            .map(|known| (*known).to_owned())
            .collect();
        let name: String = operators.iter().map(|operator| camel(operator)).collect();
        let set = OperatorSet {
            name: name.clone(),
            operators,
        };
        self.operator_sets.borrow_mut().insert(set);
        name
    }

    /// The parameters of the body; whether it is JSON.
    fn body(
        &self,
        operation: &'a OpenOperation,
        post: bool,
        file: &'a File,
        at: At<'a>,
        params: &mut Vec<Param>,
    ) -> bool {
        let Some(ReferenceOr::Item(body)) = &operation.request_body else {
            return false;
        };
        let here = at.key("requestBody").key("content");
        if !post {
            let finding = Finding::at(at.place_of("requestBody"), "a GET has no body");
            self.error(finding.help("its parameters stand in `parameters`, with `in: query`"));
        }
        let mut contents = body.content.iter();
        let (Some((kind, media)), None) = (contents.next(), contents.next()) else {
            let finding = Finding::at(here.place(), "a body has one content type");
            self.error(finding.help("keep the one that the API takes"));
            return false;
        };
        let Some(schema) = &media.schema else {
            return false;
        };
        let here = here.key(kind).key("schema");
        match Self::object(schema) {
            Some(object) => params.extend(self.params(object, file, here, "operation")),
            None => {
                let finding = Finding::at(
                    here.place(),
                    "the body is not described in place, as an object",
                );
                self.error(finding.help("write `type: object` with `properties` here"));
            }
        }
        kind == "application/json"
    }

    fn object(schema: &'a ReferenceOr<Schema>) -> Option<&'a ObjectType> {
        match schema.as_item().map(|schema| &schema.schema_kind) {
            Some(SchemaKind::Type(OpenType::Object(object))) => Some(object),
            _ => None,
        }
    }

    /// The record of the answer and, for a list, that of its elements.
    fn answer(
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
            return self.page(item, request, (name, paged), object, file, here);
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
        at: At<'a>,
    ) -> (String, Vec<Record>) {
        let wrong = |at: At<'_>| {
            let finding = Finding::at(at.place(), "a paged answer is no page");
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
        if next_offset.is_some() != paged {
            self.error(wrong(at));
            return (name, Vec::new());
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
        let entry_type = Type::Record(TypeRef {
            module: file.stem.clone(),
            name: entry_name.clone(),
        });
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
        let good = match &operation.responses.default {
            Some(ReferenceOr::Reference { reference }) => reference == shared,
            _ => false,
        };
        if !good {
            let at = responses.key("default");
            let finding = Finding::at(at.place(), "the `default` response is the shared error");
            self.error(finding.help(format!("write `$ref: {shared}`")));
        }
    }
}

/// Groups are sent as `name[member]=value` whether they are filters or not.
pub(super) fn is_group(ty: &Type) -> bool {
    match ty {
        Type::Group(_) => true,
        Type::List(item) => is_group(item),
        _ => false,
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
