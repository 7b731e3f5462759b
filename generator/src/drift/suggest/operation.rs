//! Operations, parameters and members of answers as the spec would describe them.

use super::{
    Suggester,
    schema::{Holder, undescribed},
    yaml::Yaml,
};
use crate::{
    drift::{compare::operation::pointer, types::resource},
    model::{Api, Module, Operation, Param, ParamKind, Type, TypeRef},
};
use heck::{ToSnakeCase, ToUpperCamelCase};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

fn find<'m>(api: &'m Api, module: &str, name: &str) -> Option<(&'m Module, &'m Operation)> {
    let module = api.module(module)?;
    Some((module, module.operation(name)?))
}

/// Where the properties of the body stand.
fn body(operation: &Operation) -> [&str; 5] {
    let kind = if operation.json_body { JSON } else { FORM };
    ["requestBody", "content", kind, "schema", "properties"]
}

const ANSWER: [&str; 5] = ["responses", "200", "content", JSON, "schema"];

impl<'a> Suggester<'a> {
    /// A parameter that an operation of the spec lacks.
    pub(super) fn param(&mut self, own: &(String, String), up: &(String, String), name: &str) {
        let (Some((module, own)), Some((_, said))) = (
            find(self.spec, &own.0, &own.1),
            find(self.published, &up.0, &up.1),
        ) else {
            return;
        };
        let (group, member) = match name.split_once('[') {
            Some((group, rest)) => (group, rest.strip_suffix(']')),
            None => (name, None),
        };
        let Some(param) = said
            .params
            .iter()
            .find(|it| it.name.wire == group || it.name.wire == name)
        else {
            return;
        };
        let has = own.param(group).map(|it| it.ty.element());
        if let (Some(own_param), Some(member)) = (own.param(group), member)
            && own_param.traits.without.iter().any(|it| it == member)
        {
            return self.taken(&module.name, own, own_param, member);
        }
        match (has, member, param.ty.element()) {
            (Some(Type::Group(at)), Some(member), Type::Group(up)) => {
                self.member(&at.clone(), up, member);
            }
            _ => self.whole_param(&module.name, own, param),
        }
    }

    /// A member of a group that the operation was said not to take.
    fn taken(&mut self, module: &str, own: &Operation, param: &Param, member: &str) {
        let left = param.traits.without.iter().filter(|it| *it != member);
        let left: Vec<Yaml> = left.map(|it| Yaml::text(it)).collect();
        let what = match left.len() {
            0 => "remove `x-without`: nothing is left that is not taken here",
            _ => "all operations that share this description will take what was removed",
        };
        let list = Yaml::list(left).decide(what);
        match &param.traits.shared {
            Some(of) => {
                let keys = ["components", "schemas", of.name.as_str()];
                self.file(&of.module).put_at(&keys, "x-without", list);
            }
            None => {
                let keys = ["paths", own.path.as_str(), own.method.key()];
                let keys = [&keys[..], &body(own)[..], &[param.name.wire.as_str()]].concat();
                self.file(module).put_at(&keys, "x-without", list);
            }
        }
    }

    /// A member of a group that the spec has.
    fn member(&mut self, own: &TypeRef, up: &TypeRef, name: &str) {
        let Some(group) = self.published.group(up) else {
            return;
        };
        let Some(param) = group.member(name) else {
            return;
        };
        let beside: Vec<String> = group
            .members
            .iter()
            .map(|it| it.name.wire.clone())
            .collect();
        let holder = Holder {
            module: &own.module,
            owner: own.name.trim_end_matches("Params"),
            resource: None,
            beside: &beside,
            request: true,
        };
        let schema = self.schema(name, &param.ty, &param.traits, &holder);
        let keys = ["components", "schemas", own.name.as_str()];
        let file = self.file(&own.module);
        file.edit(&[&keys[..], &["properties"]].concat(), |node| {
            node.put(name, schema);
            node.comment =
                Some("decide: all operations that send this group will take it, but those that name it in `x-without`".to_owned());
        });
        if param.required {
            file.push(&[&keys[..], &["required"]].concat(), Yaml::text(name));
        }
    }

    fn whole_param(&mut self, module: &str, own: &Operation, param: &Param) {
        let holder_name = own.name.wire.to_upper_camel_case();
        let mut schema = self.param_schema(module, &holder_name, param);
        let keys = ["paths", own.path.as_str(), own.method.key()];
        if !own.method.is_safe() {
            let body = body(own);
            let name = &param.name.wire;
            if let Some(annotation) = annotation(param) {
                schema.put(annotation, words(&self.operators(param)));
            }
            let file = self.file(module);
            if param.required {
                let required = [&keys[..], &body[..4], &["required"]].concat();
                file.push(&required, Yaml::text(name));
            }
            file.put_at(
                &[&keys[..], &body[..4]].concat(),
                "type",
                Yaml::text("object"),
            );
            file.put_at(&[&keys[..], &body[..]].concat(), name, schema);
        } else {
            let node = query(param, schema, &self.operators(param));
            self.file(module)
                .push(&[&keys[..], &["parameters"]].concat(), node);
        }
    }

    fn param_schema(&mut self, module: &str, owner: &str, param: &Param) -> Yaml {
        let holder = Holder {
            module,
            owner,
            resource: None,
            beside: &[],
            request: true,
        };
        self.schema(&param.name.wire, &param.ty, &param.traits, &holder)
    }

    fn operators(&self, param: &Param) -> Vec<String> {
        match &param.kind {
            ParamKind::Filter(operators) => operators.names().map(str::to_owned).collect(),
            ParamKind::Sort(fields) => fields.clone(),
            ParamKind::Value => Vec::new(),
        }
    }

    /// An operation that the spec lacks.
    pub(super) fn operation(&mut self, module: &str, name: &str) {
        let Some((home, said)) = find(self.published, module, name) else {
            return;
        };
        let path = said.path.replace('-', "_");
        let file = home.name.clone();
        let known = self.spec.module(&file).is_some();
        let id = Yaml::text(&format!("{file}_{}", name.to_snake_case()));
        let id = id.decide("the resource, and the name that the official clients give it");
        let mut node = Yaml::map()
            .with("operationId", id)
            .with("description", undescribed(&said.docs, Some(&pointer(said))));
        if !known {
            node = node.decide("the spec has no such file; which resource does it belong to?");
        }
        if said.deprecated {
            node.put("deprecated", Yaml::plain("true"));
        }
        if said.paged {
            node.put("x-paged", Yaml::plain("true"));
        }
        if said.custom_fields {
            node.put("x-custom-fields", Yaml::plain("true"));
        }
        for id in path_ids(&path) {
            let mut schema = Yaml::map().with("type", Yaml::text("string"));
            if let Some(kind) = id.strip_suffix("_id").and_then(|kind| self.id_kind(kind)) {
                schema.put("x-id", Yaml::text(&kind.name));
            }
            let parameter = Yaml::map()
                .with("name", Yaml::text(id))
                .with("in", Yaml::text("path"))
                .with("required", Yaml::plain("true"))
                .with("description", undescribed("", None))
                .with("schema", schema);
            node.push(&["parameters"], parameter);
        }
        let owner = name.to_upper_camel_case();
        for param in &said.params {
            let shared = ["limit", "offset"].contains(&param.name.wire.as_str());
            if said.paged && shared {
                let reference = format!("common.yaml#/components/parameters/{}", param.name.wire);
                node.push(&["parameters"], Yaml::reference(&reference));
                continue;
            }
            let mut schema = self.param_schema(&file, &owner, param);
            if !said.method.is_safe() {
                let body = body(said);
                node.put_at(&body[..4], "type", Yaml::text("object"));
                if param.required {
                    node.push(
                        &[&body[..4], &["required"]].concat(),
                        Yaml::text(&param.name.wire),
                    );
                }
                if let Some(annotation) = annotation(param) {
                    schema.put(annotation, words(&self.operators(param)));
                }
                node.put_at(&body, &param.name.wire, schema);
            } else {
                let query = query(param, schema, &self.operators(param));
                node.push(&["parameters"], query);
            }
        }
        self.answer(&mut node, home, said, &owner);
        self.file(&file)
            .put_at(&["paths", &path], said.method.key(), node);
    }

    fn answer(&mut self, node: &mut Yaml, home: &Module, said: &Operation, owner: &str) {
        node.put_at(&["responses", "200"], "description", Yaml::text("Success."));
        node.put_at(&ANSWER, "type", Yaml::text("object"));
        let Some(record) = home.record(&said.response) else {
            return;
        };
        let mut keys = ANSWER.to_vec();
        let mut record = record;
        let list = record.field("list").map(|it| it.ty.element());
        if let Some(Type::Record(entry)) = list
            && let Some(entry) = self.published.record(entry)
        {
            node.push(&[&keys[..], &["required"]].concat(), Yaml::text("list"));
            let properties = [&keys[..], &["properties"]].concat();
            if said.paged {
                let next = Yaml::reference("common.yaml#/components/schemas/next_offset");
                node.put_at(&properties, "next_offset", next);
            }
            keys.extend(["properties", "list"]);
            node.put_at(&keys, "description", Yaml::text("One page of the list."));
            node.put_at(&keys, "type", Yaml::text("array"));
            keys.push("items");
            node.put_at(&keys, "type", Yaml::text("object"));
            record = entry;
        }
        let required: Vec<Yaml> = (record.fields.iter().filter(|it| it.documented_required))
            .map(|it| Yaml::text(&it.name.wire))
            .collect();
        if !required.is_empty() {
            node.put_at(&keys, "required", Yaml::list(required));
        }
        for field in &record.fields {
            let schema = self.answer_field(&home.name, owner, field);
            node.put_at(
                &[&keys[..], &["properties"]].concat(),
                &field.name.wire,
                schema,
            );
        }
    }

    /// A member of an answer: mostly a resource, whose own description serves.
    fn answer_field(&mut self, module: &str, owner: &str, field: &crate::model::Field) -> Yaml {
        let resource = match &field.ty {
            Type::Record(at) => resource(self.published, at),
            _ => None,
        };
        match resource {
            Some(resource) => {
                let name = resource.to_upper_camel_case();
                self.resource_reference(resource, &name, module)
            }
            None => {
                let holder = Holder {
                    module,
                    owner,
                    resource: None,
                    beside: &[],
                    request: false,
                };
                self.schema(&field.name.wire, &field.ty, &field.traits, &holder)
            }
        }
    }

    /// A member that an answer of the spec lacks.
    pub(super) fn answer_member(&mut self, own: &TypeRef, up: &TypeRef, name: &str) {
        let field = self.published.record(up).and_then(|it| it.field(name));
        let module = self.spec.module(&own.module);
        let operation = module.and_then(|it| it.operation_of(it.record(&own.name)?));
        let (Some(field), Some(operation)) = (field, operation) else {
            return;
        };
        let mut keys = vec!["paths", operation.path.as_str(), operation.method.key()];
        keys.extend(ANSWER);
        if operation.response != own.name {
            keys.extend(["properties", "list", "items"]);
        }
        let owner = operation.name.wire.to_upper_camel_case();
        let schema = self.answer_field(&own.module, &owner, field);
        let file = self.file(&own.module);
        file.put_at(&[&keys[..], &["properties"]].concat(), name, schema);
        if field.documented_required {
            file.push(&[&keys[..], &["required"]].concat(), Yaml::text(name));
        }
    }
}

/// A parameter of the query.
fn query(param: &Param, mut schema: Yaml, operators: &[String]) -> Yaml {
    let mut node = Yaml::map()
        .with("name", Yaml::text(&param.name.wire))
        .with("in", Yaml::text("query"))
        .with(
            "description",
            undescribed(&param.traits.docs, param.traits.pointer.as_deref()),
        );
    if let super::yaml::Value::Map(pairs) = &mut schema.value {
        // A parameter describes itself.
        pairs.retain(|(key, _)| key != "description");
    }
    if param.required {
        node.put("required", Yaml::plain("true"));
    }
    let annotation = annotation(param);
    let group = matches!(param.ty.element(), Type::Group(_));
    if annotation.is_some() || group {
        node.put("style", Yaml::text("deepObject"));
    }
    if let Some(annotation) = annotation {
        node.put(annotation, words(operators));
    }
    node.with("schema", schema)
}

/// How the spec says what goes over the wire of a parameter, where that is no value.
fn annotation(param: &Param) -> Option<&'static str> {
    match &param.kind {
        ParamKind::Value => None,
        ParamKind::Filter(_) => Some("x-filter"),
        ParamKind::Sort(_) => Some("x-sort"),
    }
}

fn words(operators: &[String]) -> Yaml {
    Yaml::list(operators.iter().map(|it| Yaml::text(it)).collect())
}

fn path_ids(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('/');
    parts.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}
