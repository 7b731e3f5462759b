//! Operations, their parameters and their answers.

use super::{
    Reader,
    names::{camel, singular, snake, words},
    node::{At, Found},
    schema::{Place, is_open, member, values},
};
use crate::model::{
    Field, Name, OPERATORS, Operation, OperatorSet, Param, ParamKind, Record, Traits, Type, TypeRef,
};

impl<'a> Reader<'a> {
    pub(super) fn operations(&mut self) -> Found<()> {
        for (path, item) in self.root.pairs_of("paths")? {
            let Some(item) = self.behind_references(&item)? else {
                continue;
            };
            let shared = item.list_of("parameters")?;
            for (method, at) in item.pairs()? {
                match method {
                    "get" | "post" => {
                        let operation =
                            self.operation(path, method == "post", &at, &item, &shared)?;
                        let module = self.home(path, &at)?;
                        self.module(&module).operations.push(operation);
                    }
                    "put" | "delete" | "patch" | "head" | "options" | "trace" => {
                        self.note(&at, "the API has only GET and POST; not read");
                    }
                    _ => {}
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
    fn behind_references(&self, at: &At<'a>) -> Found<Option<At<'a>>> {
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

    /// The resource that an operation belongs to: its tag, or where its path starts.
    fn home(&self, path: &str, at: &At<'a>) -> Found<String> {
        let first = path
            .split('/')
            .find(|part| !part.is_empty())
            .unwrap_or("root");
        let tags = at.texts_of("tags")?;
        Ok(singular(&snake(tags.first().copied().unwrap_or(first))))
    }

    fn operation(
        &mut self,
        path: &str,
        post: bool,
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
                Some("path") => path_ids.push((member(wire), None)),
                Some("query") => self.query(&parameter, wire, &place, &mut params)?,
                // Headers are options of every call.
                _ => {}
            }
        }
        let (json_body, custom_fields) = self.body(at, &place, &mut params)?;
        let (response, paged) = self.answer(at, &module, &request)?;
        Ok(Operation {
            changes: None,
            currency_param: None,
            task: None,
            name: Name {
                rust: name.clone(),
                wire: name.clone(),
            },
            constant: name.to_uppercase(),
            request,
            response,
            post,
            path: path.to_owned(),
            path_shared: vec![None; path_ids.len()],
            path_ids,
            sub_domain: Self::sub_domain(at, item)?,
            json_body,
            idempotent: false,
            custom_fields,
            paged,
            catalog: None,
            params,
            docs: words(at.text_of("description")?.unwrap_or_default()),
            url: None,
            deprecated: at.flag("deprecated")?,
            renamed_from: None,
            request_alias: None,
            aliases: Vec::new(),
            evidence: None,
            evidence_of: Vec::new(),
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

    /// A parameter of the query: a value, a filter by operators, a sort order, a group, or a group of filters.
    fn query(
        &mut self,
        at: &At<'a>,
        wire: &str,
        place: &Place,
        params: &mut Vec<Param>,
    ) -> Found<()> {
        let Some(schema) = at.get("schema")? else {
            self.note(at, "a parameter without a schema; not read");
            return Ok(());
        };
        let required = at.flag("required")?;
        let deprecated = at.flag("deprecated")?;
        let start = params.len();
        let inner = self.resolve(&schema)?.at;
        let (properties, _) = self.properties(&inner)?;
        if let Some(param) = self.by_operator(wire, &properties, place)? {
            params.push(param);
        } else {
            let mut nested = Vec::new();
            for (name, property) in &properties {
                let property = self.resolve(property)?.at;
                let (operators, _) = self.properties(&property)?;
                nested.extend(self.by_operator(&format!("{wire}[{name}]"), &operators, place)?);
            }
            if nested.is_empty() {
                params.push(self.param(&schema, wire, required, place)?);
            }
            params.append(&mut nested);
        }
        let docs = words(at.text_of("description")?.unwrap_or_default());
        for param in params.iter_mut().skip(start) {
            param.required |= required && param.kind != ParamKind::Value;
            param.traits.deprecated |= deprecated;
            if param.traits.docs.is_empty() {
                param.traits.docs.clone_from(&docs);
            }
        }
        Ok(())
    }

    /// A filter or sort order: an object whose properties are operators or directions.
    fn by_operator(
        &mut self,
        wire: &str,
        properties: &[(&'a str, At<'a>)],
        place: &Place,
    ) -> Found<Option<Param>> {
        let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
        let param = |ty, traits, kind| {
            Some(Param {
                number: None,
                name: member(wire),
                ty,
                required: false,
                kind,
                json_text: false,
                traits,
            })
        };
        if !names.is_empty() && names.iter().all(|name| ["asc", "desc"].contains(name)) {
            let mut fields = Vec::new();
            for (_, direction) in properties {
                for field in values(&self.resolve(direction)?.at)? {
                    if !fields.contains(&field) {
                        fields.push(field);
                    }
                }
            }
            return Ok(param(
                Type::Text,
                Traits::default(),
                ParamKind::Sort(fields),
            ));
        }
        let known = |name: &&str| OPERATORS.iter().any(|(operator, _)| operator == name);
        if names.is_empty() || !names.iter().all(known) {
            return Ok(None);
        }
        let operators = OPERATORS.iter().map(|(operator, _)| *operator);
        let operators: Vec<String> = (operators.filter(|it| names.contains(it)))
            .map(str::to_owned)
            .collect();
        // Lists and ranges carry text, and `is_present` a boolean: a single value says the type.
        let telling = [
            "is",
            "is_not",
            "after",
            "before",
            "on",
            "gt",
            "gte",
            "lt",
            "lte",
            "starts_with",
        ];
        let (ty, traits) =
            match (telling.iter()).find_map(|it| properties.iter().find(|(name, _)| name == it)) {
                Some((_, at)) => {
                    let (ty, traits) = self.value(at, wire, place)?;
                    // A filter that is not given filters nothing, whatever counts elsewhere where its value is not given.
                    (
                        ty,
                        Traits {
                            default: None,
                            ..traits
                        },
                    )
                }
                None => (Type::Text, Traits::default()),
            };
        let set = OperatorSet {
            name: operators.iter().map(|operator| camel(operator)).collect(),
            operators,
        };
        let kind = ParamKind::Filter(set.name.clone());
        self.operator_sets.insert(set);
        Ok(param(ty, traits, kind))
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
            params.push(self.param(&property, name, required.contains(&name), place)?);
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

    /// The record of the answer, and whether it is a page.
    fn answer(&mut self, at: &At<'a>, module: &str, request: &str) -> Found<(String, bool)> {
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
            self.push_record(module, &name, Vec::new());
            return Ok((name, false));
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
            let name = self.record(&schema, String::new(), None, &place)?;
            return Ok((name, false));
        };
        let paged = find("next_offset").is_some();
        let place = Place::new(module, &format!("{request}Entry"), false);
        let entry = self.record(&entry.at, String::new(), None, &place)?;
        let place = Place::new(module, &wanted, false);
        let mut fields = Vec::new();
        for (name, property) in &properties {
            let (ty, traits) = if property.place() == list.place() {
                let at = TypeRef {
                    module: module.to_owned(),
                    name: entry.clone(),
                };
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
                guaranteed: false,
                boxed: false,
                traits,
            });
        }
        let name = self.unique(module, wanted);
        let record = self.push_record(module, &name, fields);
        record.page_of = paged.then_some(entry);
        Ok((name, paged))
    }

    fn push_record(&mut self, module: &str, name: &str, fields: Vec<Field>) -> &mut Record {
        let records = &mut self.module(module).records;
        let at = records.len();
        records.push(Record {
            exact: Vec::new(),
            pricing: None,
            currency_holders: Vec::new(),
            link: None,
            expires: None,
            name: name.to_owned(),
            docs: String::new(),
            resource: None,
            object: Vec::new(),
            fields,
            custom_fields: false,
            page_of: None,
            alias: None,
            catalog: None,
        });
        &mut records[at]
    }
}
