//! Operations, their parameters and their answers.

use super::{
    Reader,
    names::{camel, snake, words},
    node::{At, Found},
    schema::{Place, is_open, member},
};
use crate::model::{
    Field, Method, Name, Operation, Param, PathId, Presence, Record, Role, Traits, Type, TypeRef,
};

/// Methods that a document can have though the API has none of them.
const OTHERS: [&str; 6] = ["put", "delete", "patch", "head", "options", "trace"];

impl<'a> Reader<'a> {
    pub(super) fn operations(&mut self) -> Found<()> {
        for (path, item) in self.root.pairs_of("paths")? {
            let Some(item) = self.behind_references(&item)? else {
                continue;
            };
            let shared = item.list_of("parameters")?;
            for (key, at) in item.pairs()? {
                if let Some(method) = Method::of_key(key) {
                    let operation = self.operation(path, method, &at, &item, &shared)?;
                    let module = self.home(path, &at)?;
                    self.module(&module).operations.push(operation);
                } else if OTHERS.contains(&key) {
                    let known = Method::ALL.map(Method::name).join(" and ");
                    self.note(&at, &format!("the API has only {known}; not read"));
                }
            }
        }
        for module in self.modules.values_mut() {
            module
                .operations
                .sort_by(|a, b| a.name.wire.cmp(&b.name.wire));
        }
        Ok(())
    }

    /// The node that stands at the end of references; nothing, with a note, where they lead back to themselves.
    pub(super) fn behind_references(&self, at: &At<'a>) -> Found<Option<At<'a>>> {
        let mut here = at.clone();
        for _ in 0..16 {
            match here.text_of("$ref")? {
                Some(reference) => here = here.follow(&self.root, reference)?,
                None => return Ok(Some(here)),
            }
        }
        self.note(at, "this reference leads back to itself; not read");
        Ok(None)
    }

    fn operation(
        &mut self,
        path: &str,
        method: Method,
        at: &At<'a>,
        item: &At<'a>,
        shared: &[At<'a>],
    ) -> Found<Operation> {
        let id = at.text_of("operationId")?;
        let name = snake(id.unwrap_or(path));
        let module = self.home(path, at)?;
        let request = camel(&name);
        let place = Place::new(&module, &request, true);
        let mut path_ids = Vec::new();
        let mut params = Vec::new();
        for parameter in at.list_of("parameters")?.iter().chain(shared) {
            let parameter = self.parameter(parameter)?;
            let wire = parameter.text_of("name")?.unwrap_or_default();
            match parameter.text_of("in")? {
                Some("path") => path_ids.push(PathId {
                    name: member(wire),
                    ..PathId::default()
                }),
                Some("query") => self.query(&parameter, wire, &place, &mut params)?,
                // Headers are options of every call, and not compared. One changes what the call answers, which is said.
                Some("header") if parameter.flag("x-cb-async-header")? => self.note_of_document(&format!(
                    "the header `{wire}` asks for an answer that comes later; headers are options of every call, and not compared"
                )),
                _ => {}
            }
        }
        let (json_body, custom_fields) = self.body(at, &place, &mut params)?;
        let (response, entry, paged) = self.answer(at, &module, (&name, &request))?;
        Ok(Operation {
            name: Name {
                rust: name.clone(),
                wire: name.clone(),
            },
            request,
            response,
            entry,
            method,
            path: path.to_owned(),
            path_ids,
            sub_domain: Self::sub_domain(at, item)?,
            json_body,
            custom_fields,
            paged,
            params,
            docs: words(at.text_of("description")?.unwrap_or_default()),
            deprecated: at.flag("deprecated")?,
            ..Operation::default()
        })
    }

    /// A parameter in place, or the shared one that it refers to. Some documents write both; then it is in place.
    fn parameter(&self, at: &At<'a>) -> Found<At<'a>> {
        let mut at = at.clone();
        for _ in 0..16 {
            match (at.get("in")?, at.text_of("$ref")?) {
                (None, Some(reference)) => at = at.follow(&self.root, reference)?,
                (Some(_), _) => return Ok(at),
                (None, None) => return Err(at.wrong("a parameter says where it stands: `in`")),
            }
        }
        Err(at.wrong("this reference leads back to itself"))
    }

    /// The parameters of the body; whether it is JSON, and whether it takes custom fields.
    fn body(&mut self, at: &At<'a>, place: &Place, params: &mut Vec<Param>) -> Found<(bool, bool)> {
        let Some(body) = at.get("requestBody")? else {
            return Ok((false, false));
        };
        let Some(body) = self.behind_references(&body)? else {
            return Ok((false, false));
        };
        let contents = body.pairs_of("content")?;
        let form = contents
            .iter()
            .find(|(kind, _)| kind.ends_with("form-urlencoded"));
        let Some((kind, media)) = form.or(contents.first()) else {
            return Ok((false, false));
        };
        if contents.len() > 1 {
            self.note(
                &body,
                &format!("a body of several content types; read as {kind}"),
            );
        }
        let Some(schema) = media.get("schema")? else {
            return Ok((false, false));
        };
        let object = self.resolve(&schema)?.at;
        let (properties, required) = self.properties(&object)?;
        let mut open = is_open(&object)?;
        for (name, property) in properties {
            // A group that takes custom fields has some that are known; one without any is JSON of one's own.
            let group = self.resolve(&property)?.at;
            open |= is_open(&group)? && group.get("properties")?.is_some();
            let required = required.contains(&name);
            if kind.contains("json") {
                params.push(self.param(&property, name, required, place)?);
            } else {
                self.spread(&property, name, required, place, params)?;
            }
        }
        Ok((kind.contains("json"), open))
    }

    /// The part of the host before the domain, where the operation or its path names hosts of its own.
    fn sub_domain(at: &At<'a>, item: &At<'a>) -> Found<Option<String>> {
        for holder in [at, item] {
            for server in holder.list_of("servers")? {
                let url = server.text_of("url")?.unwrap_or_default();
                let host = url.split("://").last().unwrap_or_default();
                let host = host.split(['/', ':']).next().unwrap_or_default();
                let label = host.split('.').nth(1).unwrap_or_default();
                let fixed = label.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                if fixed && !label.is_empty() && label != "chargebee" {
                    return Ok(Some(label.to_owned()));
                }
            }
        }
        Ok(None)
    }

    /// The record of the answer, that of the elements where it is a list, and whether it is a page.
    fn answer(
        &mut self,
        at: &At<'a>,
        module: &str,
        (operation, request): (&str, &str),
    ) -> Found<(String, Option<String>, bool)> {
        let role = |role: fn(String) -> Role| role(operation.to_owned());
        let wanted = format!("{request}Response");
        let success = at.dig(&["responses", "200"])?;
        let success = match &success {
            Some(response) => self.behind_references(response)?,
            None => None,
        };
        let schema = match &success {
            Some(response) => response.dig(&["content", "application/json", "schema"])?,
            None => None,
        };
        let Some(schema) = schema else {
            let name = self.unique(module, wanted);
            let record = Record::new(&name, role(Role::Response), Vec::new());
            self.module(module).records.push(record);
            return Ok((name, None, false));
        };
        let schema = self.resolve(&schema)?.at;
        let (properties, required) = self.properties(&schema)?;
        let find = |wanted: &str| properties.iter().find(|(name, _)| *name == wanted);
        let list = find("list").map(|(_, at)| at.clone());
        let entry = match &list {
            Some(list) => self.resolve(list)?.at.get("items")?,
            None => None,
        };
        let entry = match &entry {
            Some(items) => Some(self.resolve(items)?).filter(|it| it.component.is_none()),
            None => None,
        };
        let (Some(entry), Some(list)) = (entry, list) else {
            let place = Place::new(module, &wanted, false);
            let name = self.record(&schema, String::new(), role(Role::Response), &place)?;
            return Ok((name, None, false));
        };
        let paged = find("next_offset").is_some();
        let place = Place::new(module, &format!("{request}Entry"), false);
        let entry = self.record(&entry.at, String::new(), role(Role::Entry), &place)?;
        let place = Place::new(module, &wanted, false);
        let mut fields = Vec::new();
        for (name, property) in &properties {
            let (ty, traits) = if property.place() == list.place() {
                let at = TypeRef::new(module, &entry);
                (Type::List(Box::new(Type::Record(at))), Traits::default())
            } else {
                // The model holds of a page what the runtime needs to turn it, and no limits.
                let (ty, _) = self.value(property, name, &place)?;
                (ty, Traits::default())
            };
            fields.push(Field {
                name: member(name),
                ty,
                documented_required: required.contains(name),
                presence: Presence::Optional,
                boxed: false,
                traits,
            });
        }
        let name = self.unique(module, wanted);
        let role = role(if paged { Role::Page } else { Role::Response });
        let record = Record::new(&name, role, fields);
        self.module(module).records.push(record);
        Ok((name, Some(entry), paged))
    }
}
