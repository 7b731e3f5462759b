//! Documents and annotations to the model. Every name is decided here, once, and everything that a reader of the model may
//! rely on is checked here: after this, emitting cannot fail.

mod annotations;
mod answer;
mod boxes;
mod changes;
mod check;
mod collisions;
mod component;
mod contents;
mod enums;
mod events;
mod graph;
mod limits;
mod migration;
mod money;
mod names;
mod nesting;
mod operation;
mod origins;
mod part;
mod parts;
mod pricing;
mod probes;
mod query;
pub(crate) mod request_currency;
mod roles;
mod schema;
mod secrets;
mod sorts;
mod tasks;
mod unique;
mod uses;
mod without;

use crate::{
    finding::{Finding, Report},
    load::{At, File, Spec, VERSIONS, VersionFiles},
    model::{Api, IdKind, Module, Operation, Origin, Places, TypeRef},
};
use heck::ToUpperCamelCase;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// Lowers every version of a spec.
///
/// # Errors
/// Everything that is wrong, in all files.
pub fn lower(spec: &Spec) -> Result<Vec<Api>, Report> {
    let mut report = Report::default();
    report.add(&spec.wrong);
    let mut apis = Vec::new();
    for files in &spec.versions {
        let mut early = Report::default();
        let context = Context::new(files, &mut early);
        // Components that lead back to themselves cannot be followed.
        let api = early.is_empty().then(|| context.api());
        let mut found = context.report.into_inner();
        found.extend(early);
        // What follows from an error that is told already says nothing.
        found.retain(|finding| !files.explains(finding));
        report.extend(found);
        apis.extend(api);
    }
    report.join(|finding| finding.message.ends_with("points at nothing"));
    report.or(apis)
}

/// Decides something of every operation by the whole model, and then notes it.
fn decide<T>(
    api: &mut Api,
    decide: impl Fn(&Api, &Module, &Operation) -> T,
    note: impl Fn(&mut Operation, T),
) {
    let of_all = api.operations().map(|(module, it)| decide(api, module, it));
    let decided: Vec<T> = of_all.collect();
    let operations = api.modules.iter_mut().flat_map(|it| &mut it.operations);
    for (operation, decided) in operations.zip(decided) {
        note(operation, decided);
    }
}

/// What lowering one version needs at hand.
struct Context<'a> {
    files: &'a VersionFiles,
    /// What ids can be the id of, with the record or the description.
    id_kinds: BTreeMap<String, IdKind>,
    report: RefCell<Report>,
    used_ids: RefCell<BTreeSet<String>>,
    uses: uses::Uses,
    sites: origins::Sites<'a>,
}

impl<'a> Context<'a> {
    fn new(files: &'a VersionFiles, early: &mut Report) -> Self {
        let mut report = Report::default();
        let uses = uses::Uses::new(files, &mut report, early);
        let mut context = Self {
            files,
            id_kinds: BTreeMap::new(),
            report: RefCell::new(report),
            used_ids: RefCell::default(),
            uses,
            sites: origins::Sites::default(),
        };
        context.collect_id_kinds();
        context
    }

    fn error(&self, finding: Finding) {
        self.report.borrow_mut().push(finding);
    }

    /// Notes an error and goes on, so that one run shows all errors. The model is given to nobody where there was one.
    fn note<T>(&self, result: Result<T, Finding>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(finding) => {
                self.error(finding);
                None
            }
        }
    }

    fn collect_id_kinds(&mut self) {
        for file in &self.files.files {
            for (name, resource) in component::resources(file) {
                let record = TypeRef::new(&file.stem, name);
                let schemas = file.at().key("components").key("schemas");
                let origin = self.origin(schemas.key(name));
                self.add_id_kind(resource, Some(record), String::new(), origin);
            }
        }
        for stem in self.files.gaps.absent() {
            self.add_id_kind(stem, None, String::new(), Origin::default());
        }
        // After all resources, whichever file they stand in.
        for file in &self.files.files {
            let Some(types) = file.at().find("x-id-types") else {
                continue;
            };
            for (name, at) in types.pairs() {
                if self.id_kinds.contains_key(name) {
                    let message = format!("`{name}` is a resource of the spec");
                    let finding = Finding::at(at.key_place(), message);
                    self.error(finding.help("remove it here; resources have ids of their own"));
                }
                self.snake_name(
                    name,
                    at.key_place(),
                    "write it in lower case: `tax_profile`",
                );
                let docs = at.node.as_text().unwrap_or_default();
                let origin = self.origin(at);
                self.add_id_kind(name, None, docs.to_owned(), origin);
            }
        }
    }

    fn add_id_kind(&mut self, name: &str, record: Option<TypeRef>, docs: String, origin: Origin) {
        let kind = IdKind {
            name: name.to_owned(),
            alias: format!("{}Id", name.to_upper_camel_case()),
            record,
            docs,
            secret: false,
            used: false,
            origin,
        };
        self.id_kinds.entry(name.to_owned()).or_insert(kind);
    }

    fn api(&self) -> Api {
        let modules = self.files.files.iter().map(|file| self.module(file));
        let mut api = Api {
            version: self.files.name.clone(),
            modules: modules.collect(),
            id_kinds: self.used_id_kinds(),
            places: Places::default(),
        };
        Self::set_catalogs(&mut api);
        secrets::set(&mut api);
        changes::set(&mut api);
        self.set_tasks(&mut api);
        self.check_operations();
        self.check_sorts(&api);
        self.check_probes(&api);
        self.check_json_text(&api);
        self.set_takers(&mut api);
        self.check_boxes(&mut api);
        self.check_nesting(&api);
        self.check_collisions(&api);
        self.fill_money(&mut api);
        self.set_request_currencies(&mut api);
        migration::set_aliases(&mut api);
        api.places = self.places();
        api
    }

    /// What ids are the id of, once all modules are there.
    fn used_id_kinds(&self) -> Vec<IdKind> {
        let used = self.used_ids.borrow();
        // What a file describes may be named by `x-id` at any time.
        let is_used = |kind: &&IdKind| kind.record.is_some() || used.contains(&kind.name);
        for kind in self.id_kinds.values().filter(|it| !is_used(it)) {
            let place = self.place(kind.origin);
            if let Some(place) = place.filter(|_| !self.files.gaps.are_there()) {
                let message = format!("nothing has the id of a `{}`", kind.name);
                self.error(Finding::at(place, message).help("remove it"));
            }
        }
        let known = self.id_kinds.values().filter(is_used).cloned();
        known
            .map(|kind| IdKind {
                used: used.contains(&kind.name),
                ..kind
            })
            .collect()
    }

    /// `externalDocs`: the address of a page, which stands in links.
    fn page_url(&self, at: At<'_>) -> Option<String> {
        let at = at.find("externalDocs")?.find("url")?;
        let url = at.node.as_text().unwrap_or_default();
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        let fits = |c: char| c.is_ascii_graphic() && !"<>()[]\"'`\\".contains(c);
        if !rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(fits)) {
            let finding = Finding::at(at.place(), "this is no address of a page");
            self.error(finding.help("write `https://...`, without spaces and brackets"));
        }
        Some(url.to_owned())
    }

    fn module(&self, file: &'a File) -> Module {
        if VERSIONS.first() == Some(&self.files.name.as_str()) {
            self.check_version(file.at());
        }
        let components = self.components(file);
        let operations = self.operations(file);
        let mut module = Module {
            name: file.stem.clone(),
            url: self.page_url(file.at()),
            renamed_from: component::old_name(file),
            records: components.records,
            groups: components.groups,
            enums: components.enums,
            operations: Vec::new(),
            operations_type: format!("{}Operations", file.stem.to_upper_camel_case()),
            catalog: None,
            events: None,
            contents: Vec::new(),
            admin_console: self.admin_console(file),
            migration: self.migration(file),
            shared: components.shared,
            origin: Origin::default(),
        };
        let resource = module.resource().map(|it| it.origin);
        module.origin = resource.unwrap_or_else(|| self.origin(file.at()));
        if let Some((events, contents)) = self.events(file, &module.records) {
            module.events = Some(events);
            module.records.extend(contents);
        }
        for (content, record) in self.contents(file, &module.records) {
            module.contents.push(content);
            module.records.push(record);
        }
        for (operation, records) in operations {
            module.operations.push(operation);
            module.records.extend(records);
        }
        self.check_renamed_operations(&module.operations);
        module
    }

    /// The finding for a name that is none of the known ones.
    fn unknown(at: At<'_>, what: &str, name: &str, known: &[&str]) -> Finding {
        Finding::unknown(at.place(), what, name, known)
    }
}
