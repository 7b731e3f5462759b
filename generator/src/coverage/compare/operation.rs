//! Operations, their parameters and their answers.

use super::{Comparison, catalog, catalogs, custom_fields, deprecated, required, value::Spec};
use crate::{
    coverage::{
        facts::{Answer, Operation as Facts, Value},
        report::Kind,
        tally::Item,
        types::element,
    },
    model::{Field, Module, Operation, Param, ParamKind, Record, Type, TypeRef},
};

/// A parameter by its whole name on the wire.
struct Wire<'m> {
    name: String,
    param: &'m Param,
    /// The group that it stands in.
    group: Option<&'m Param>,
}

impl<'m> Wire<'m> {
    fn repeated(&self) -> bool {
        self.group
            .is_some_and(|group| matches!(group.ty, Type::List(_)))
    }

    fn spec(&self) -> Spec<'m> {
        let Self { param, group, .. } = self;
        let group = group.map(|group| &group.traits);
        let traits = &param.traits;
        let catalog = traits.catalog.or(group.and_then(|group| group.catalog));
        let evidence =
            (traits.evidence.as_deref()).or(group.and_then(|group| group.evidence.as_deref()));
        Spec {
            name: &param.name.wire,
            ty: &param.ty,
            traits,
            required: param.required,
            json_text: param.json_text,
            deprecated: traits.deprecated || group.is_some_and(|group| group.deprecated),
            catalog,
            evidence,
        }
    }
}

impl<'a> Comparison<'a> {
    /// Notes which parameters of the facts share a shape in the spec.
    pub(super) fn collect_shapes(&mut self) {
        for resource in &self.facts.resources {
            let operations = self
                .types
                .modules
                .iter()
                .find(|it| it.name == resource.name);
            let operations = operations
                .map(|it| it.operations.as_slice())
                .unwrap_or_default();
            for facts in &resource.operations {
                let Some(spec) = operations.iter().find(|it| it.name.wire == facts.name) else {
                    continue;
                };
                for wire in self.wire(spec) {
                    if let Some(facts) = facts.params.iter().find(|it| it.name == wire.name) {
                        let Param {
                            name, ty, traits, ..
                        } = wire.param;
                        self.shapes.add(&name.wire, ty, traits, facts);
                    }
                }
            }
        }
    }

    pub(super) fn operation(
        &mut self,
        resource: &str,
        facts: &'a Facts,
        spec: Option<(&'a Module, &'a Operation)>,
        listed: bool,
    ) {
        let mut item = self.item(&format!("{resource}.{}", facts.name), spec.is_some());
        let (module, spec) = spec.unzip();
        item.evidence = spec.and_then(|spec| spec.evidence.clone());
        self.tally.presence(Kind::Operations, &item, listed);
        let is = |flag: fn(&Operation) -> bool| spec.is_some_and(flag);
        let yes = |yes: bool| if yes { "taken" } else { "not taken" };
        let method = spec.map_or("GET", |it| it.method.name());
        let body = |json: bool| if json { "JSON" } else { "a form" };
        let none = "none".to_owned();
        let aspects = [
            (Kind::Methods, facts.method.as_str(), method),
            (Kind::Paths, &facts.path, spec.map_or("", |spec| &spec.path)),
            (
                Kind::Hosts,
                facts.sub_domain.as_ref().unwrap_or(&none),
                spec.and_then(|it| it.sub_domain.as_ref()).unwrap_or(&none),
            ),
            (
                Kind::Idempotency,
                yes(facts.idempotent),
                yes(is(|it| it.idempotent)),
            ),
            (
                Kind::CustomFields,
                custom_fields(facts.custom_fields),
                custom_fields(is(|it| it.custom_fields)),
            ),
            (
                Kind::Deprecations,
                deprecated(facts.deprecated),
                deprecated(is(|it| it.deprecated)),
            ),
        ];
        for (kind, facts, spec) in aspects {
            self.tally.same(kind, &item, facts, spec);
        }
        if facts.method == "POST" {
            let (said, says) = (body(facts.json_body), body(is(|it| it.json_body)));
            self.tally.same(Kind::Bodies, &item, said, says);
        }
        let says = catalog(spec.and_then(|spec| spec.catalog));
        self.catalogs(&item, catalogs(&facts.product_catalog), says);
        self.params(&item, facts, spec);
        let answer = module.zip(spec).and_then(|(module, spec)| {
            let mut records = module.records.iter();
            records.find(|record| record.name == spec.response)
        });
        self.answer(&item, facts, module, answer);
    }

    /// The parameters, those in groups by their whole name.
    fn wire(&self, spec: &'a Operation) -> Vec<Wire<'a>> {
        let mut wire = Vec::new();
        for param in &spec.params {
            match element(&param.ty) {
                Type::Group(group) => wire.extend(self.members(group).iter().map(|member| Wire {
                    name: format!("{}[{}]", param.name.wire, member.name.wire),
                    param: member,
                    group: Some(param),
                })),
                _ => wire.push(Wire {
                    name: param.name.wire.clone(),
                    param,
                    group: None,
                }),
            }
        }
        wire
    }

    fn members(&self, group: &TypeRef) -> &'a [Param] {
        let modules = self.types.modules.iter();
        let groups = modules
            .filter(|it| it.name == group.module)
            .flat_map(|it| &it.groups);
        let mut groups = groups.filter(|it| it.name == group.name);
        groups
            .next()
            .map(|it| it.members.as_slice())
            .unwrap_or_default()
    }

    fn params(&mut self, operation: &Item, facts: &'a Facts, spec: Option<&'a Operation>) {
        let wires = spec.map(|spec| self.wire(spec)).unwrap_or_default();
        for param in &facts.params {
            let wire = wires.iter().find(|it| it.name == param.name);
            self.param(operation, facts, param, wire.zip(spec));
        }
        for wire in &wires {
            if !facts.params.iter().any(|it| it.name == wire.name) {
                let path = format!("{} {}", operation.path, wire.name);
                let evidence = wire.spec().evidence;
                self.tally.beyond(Kind::Params, path, evidence);
            }
        }
        for param in spec.map(|it| it.params.iter()).into_iter().flatten() {
            // No group is required as such: its members are, where it is sent.
            if param.required && matches!(element(&param.ty), Type::Group(_)) {
                let path = format!("{} {}", operation.path, param.name.wire);
                let evidence = param.traits.evidence.as_deref();
                self.tally.beyond(Kind::ParamRequired, path, evidence);
            }
        }
    }

    fn param(
        &mut self,
        operation: &Item,
        of: &'a Facts,
        facts: &'a Value,
        found: Option<(&Wire<'a>, &'a Operation)>,
    ) {
        let spec = found.map(|(wire, _)| wire.spec());
        let item = Item {
            path: format!("{} {}", operation.path, facts.name),
            there: spec.is_some(),
            evidence: spec.and_then(|spec| spec.evidence).map(str::to_owned),
        };
        let kind = found.map(|(wire, _)| &wire.param.kind);
        self.tally.presence(Kind::Params, &item, operation.there);
        if facts.sort_by.is_none() {
            self.ty(Kind::ParamTypes, &item, facts, spec);
        }
        let says = required(spec.is_some_and(|spec| spec.required));
        let said = required(facts.required);
        self.tally.same(Kind::ParamRequired, &item, said, says);
        let single = |repeated: bool| if repeated { "repeated" } else { "single" };
        let says = single(found.is_some_and(|(wire, _)| wire.repeated()));
        self.tally
            .same(Kind::Repeated, &item, single(facts.repeated), says);
        self.json(&item, of, facts, spec);
        self.filter(&item, facts, kind);
        self.sort(&item, facts, kind);
        self.param_catalog(
            &item,
            of,
            facts,
            spec.zip(found.map(|(_, operation)| operation)),
        );
        self.value(&item, facts, spec);
    }

    /// A parameter that names no catalog has that of its operation, which is compared there.
    fn param_catalog(
        &mut self,
        item: &Item,
        of: &Facts,
        facts: &Value,
        spec: Option<(Spec<'_>, &Operation)>,
    ) {
        let own = spec.and_then(|(spec, _)| spec.catalog);
        let said = match facts.product_catalog.as_slice() {
            [] if own.is_none() => return,
            [] => &of.product_catalog,
            names => names,
        };
        let operation = spec.and_then(|(_, operation)| operation.catalog);
        self.catalogs(item, catalogs(said), catalog(own.or(operation)));
    }

    /// The depth that the facts name is that of the parameter: 0 at the top, 1 in a group. A JSON body has no JSON text.
    fn json(&mut self, item: &Item, of: &Facts, facts: &Value, spec: Option<Spec<'_>>) {
        let depth = u32::from(facts.parent.is_some());
        let said = !of.json_body && of.json_params.get(facts.own_name()) == Some(&depth);
        let says = spec.is_some_and(|spec| spec.json_text);
        let text = |json: bool| if json { "JSON text" } else { "plain" };
        if said || says {
            self.tally
                .same(Kind::JsonParams, item, text(said), text(says));
        }
    }

    fn filter(&mut self, item: &Item, facts: &Value, kind: Option<&ParamKind>) {
        let mut said = facts.filter.clone();
        let mut says = match kind {
            Some(ParamKind::Filter(set)) => self.operators(set),
            _ => Vec::new(),
        };
        said.sort();
        says.sort();
        if !said.is_empty() || !says.is_empty() {
            self.tally
                .same(Kind::Filters, item, &list(&said), &list(&says));
        }
    }

    fn operators(&self, set: &str) -> Vec<String> {
        let sets = self.types.operator_sets.iter();
        let set = sets
            .filter(|it| it.name == set)
            .map(|it| it.operators.clone());
        set.flatten().collect()
    }

    fn sort(&mut self, item: &Item, facts: &Value, kind: Option<&ParamKind>) {
        let said = facts.sort_by.as_deref().map(list);
        let says = match kind {
            Some(ParamKind::Sort(attributes)) => Some(list(attributes)),
            _ => None,
        };
        if said.is_some() || says.is_some() {
            let (said, says) = (said.unwrap_or_default(), says.unwrap_or_default());
            self.tally.same(Kind::Sorts, item, &said, &says);
        }
    }

    fn answer(
        &mut self,
        operation: &Item,
        facts: &Facts,
        module: Option<&'a Module>,
        answer: Option<&'a Record>,
    ) {
        let page = module.zip(answer).and_then(|(module, answer)| {
            let operation = module.operation_of(answer).filter(|it| it.paged)?;
            module.record(operation.entry.as_ref()?)
        });
        let listed = answer.and_then(|answer| self.listed(answer));
        let said = match (facts.list, facts.list_response) {
            (true, _) => "a page",
            (_, true) => "a list",
            _ => "one",
        };
        // What the operation answers is a list only where the facts do not name a member `list` of it.
        let named = facts.response.iter().any(|it| it.name == "list");
        let (says, members) = match (page, listed.filter(|_| !named)) {
            (Some(page), _) => ("a page", Some(page)),
            (None, Some(entry)) => ("a list", Some(entry)),
            (None, None) => ("one", answer),
        };
        self.tally.same(Kind::Paging, operation, said, says);
        let fields = members.map(|it| it.fields.as_slice()).unwrap_or_default();
        for entry in &facts.response {
            let field = fields.iter().find(|field| field.name.wire == entry.name);
            self.member(operation, entry, field);
        }
        for field in fields {
            let name = &field.name.wire;
            if !facts.response.iter().any(|it| it.name == *name) {
                let path = format!("{} answer {name}", operation.path);
                let evidence = field.traits.evidence.as_deref();
                self.tally.beyond(Kind::Answers, path, evidence);
            }
        }
    }

    /// The elements of a `list` that is not fetched page by page.
    fn listed(&self, answer: &Record) -> Option<&'a Record> {
        let list = answer
            .fields
            .iter()
            .find(|field| field.name.wire == "list")?;
        match &list.ty {
            Type::List(item) => match item.as_ref() {
                Type::Record(at) => self.types.record(at),
                _ => None,
            },
            _ => None,
        }
    }

    fn member(&mut self, operation: &Item, facts: &Answer, field: Option<&Field>) {
        let item = Item {
            path: format!("{} answer {}", operation.path, facts.name),
            there: field.is_some(),
            evidence: field.and_then(|field| field.traits.evidence.clone()),
        };
        let Some(field) = field else {
            self.tally.presence(Kind::Answers, &item, operation.there);
            return;
        };
        let what = match (&facts.resource, &facts.ty) {
            (Some(resource), _) => format!("resource {resource}"),
            (None, Some(ty)) => ty.clone(),
            (None, None) => "json".to_owned(),
        };
        let array = if facts.array { "array of " } else { "" };
        let said = format!("{} {array}{what}", required(facts.required));
        let presence = required(field.documented_required);
        let name = self.types.name(&field.ty);
        // An id is a string.
        let name = match &field.ty {
            Type::Id(_) if what == "string" => what,
            _ => name,
        };
        let says = format!("{presence} {name}");
        self.tally.same(Kind::Answers, &item, &said, &says);
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.join(", ")
}
