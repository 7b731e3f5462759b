//! Every name that generated code uses is unique where it stands, and hides none that the code around it means.

use super::{
    Context,
    names::{is_device, is_keyword},
};
use crate::{
    finding::{Finding, Place},
    load::File,
    model::{Api, COMMON, Module, Operation, Param, ParamKind, Record},
    prelude,
};
use std::collections::{BTreeMap, btree_map::Entry};

/// Names that are taken, each with what has it.
#[derive(Clone, Default)]
struct Taken(BTreeMap<String, String>);

impl Taken {
    fn of(names: impl IntoIterator<Item = &'static str>, what: &str) -> Self {
        let names = names.into_iter();
        Self(
            names
                .map(|name| (name.to_owned(), what.to_owned()))
                .collect(),
        )
    }

    /// What has the name already, if something has.
    fn claim(&mut self, name: &str, what: &str) -> Option<String> {
        match self.0.entry(name.to_owned()) {
            Entry::Occupied(first) => Some(first.get().clone()),
            Entry::Vacant(free) => {
                free.insert(what.to_owned());
                None
            }
        }
    }
}

/// What can have another name in Rust, by how findings start.
const MEMBERS: [&str; 3] = ["the field ", "the parameter ", "`"];

impl Context<'_> {
    pub(super) fn check_collisions(&self, api: &Api) {
        // The names that the modules of a version share: the aliases of ids stand in all of them.
        let mut ids = Taken::default();
        let used = || api.id_kinds.iter().filter(|it| it.used);
        for kind in used() {
            let what = format!("the id of `{}`", kind.name);
            let place = self.place(kind.origin);
            self.claim(&mut ids, &kind.alias, &what, place.clone());
            if kind.record.is_none() {
                let mark = kind.alias.strip_suffix("Id").unwrap_or(&kind.alias);
                self.claim(&mut ids, mark, &what, place);
            }
        }
        // What is not used by name in other modules can be hidden there.
        let aliases = Taken(
            used()
                .filter_map(|kind| ids.0.get_key_value(&kind.alias))
                .map(|(name, what)| (name.clone(), what.clone()))
                .collect(),
        );
        for module in &api.modules {
            if let Some(file) = self.files.file(&module.name) {
                self.check_module_name(file);
                self.check_types(module, file, (aliases.clone(), &mut ids));
                self.check_members(module);
            }
        }
    }

    fn check_module_name(&self, file: &File) {
        let name = file.stem.as_str();
        let why = if is_keyword(name) {
            "a keyword of Rust"
        } else if prelude::MODULES.contains(&name) {
            "the name of a module of its own"
        } else if is_device(name) {
            "a device of Windows, where no file can have the name,"
        } else if prelude::CLIENT.contains(&name) {
            "a method that every client has"
        } else {
            return;
        };
        let message = format!("the resource `{name}` is called as {why} is");
        let finding = Finding::at(file.at().place(), message);
        self.error(finding.help("give the file, and the resource in it, another name"));
    }

    /// The types of a module. What the spec names comes first, so that what is made of it is told to collide.
    fn check_types(&self, module: &Module, file: &File, (mut types, roots): (Taken, &mut Taken)) {
        // They stand among the module's own.
        for of in module.shared_types() {
            let what = "a type of `common` that it refers to";
            types.0.insert(of.name.clone(), what.to_owned());
        }
        self.claim(
            &mut types,
            &module.operations_type,
            "the type of the operations of the resource",
            Some(file.at().place()),
        );
        let named = |(name, origin): (_, _)| (name, self.place(origin));
        let records = module.records.iter();
        let names = (records.map(|it| (&it.name, self.type_place(module, it))))
            .chain((module.groups.iter().map(|it| (&it.name, it.origin))).map(named))
            .chain((module.enums.iter().map(|it| (&it.name, it.origin))).map(named));
        for (name, place) in names {
            let what = format!("the type `{name}`");
            self.claim(&mut types, name, &what, place.clone());
            let is_resource = module.resource().is_some_and(|it| it.name == *name);
            if module.name == COMMON || is_resource {
                self.claim(roots, name, &what, place);
            }
        }
        for operation in &module.operations {
            let place = self.method_place(operation);
            let what = format!("the operation `{}`", operation.name.wire);
            self.claim(&mut types, &operation.request, &what, place);
        }
        if let Some(events) = &module.events {
            let record = module
                .record(&events.record)
                .and_then(|it| self.at(it.origin));
            let place = record.map(|at| at.place_of("x-events"));
            let what = "the content of the resource";
            self.claim(&mut types, &events.name, what, place);
        }
    }

    /// Methods, arguments, setters and fields.
    fn check_members(&self, module: &Module) {
        let mut methods = Taken::default();
        if module.admin_console.is_some() {
            methods = Taken::of(["admin_console_url"], "the link to the admin console");
        }
        for operation in &module.operations {
            let place = self.method_place(operation);
            let what = format!("the operation `{}`", operation.name.wire);
            self.claim(&mut methods, &operation.name.rust, &what, place);
            self.check_arguments(operation);
            self.check_setters(&operation.params, &operation.name.wire);
        }
        for group in &module.groups {
            self.check_setters(&group.members, &group.name);
        }
        for record in &module.records {
            let mut fields = Taken::default();
            for field in &record.fields {
                let what = format!("the field `{}`", field.name.wire);
                let place = self.place(field.traits.origin);
                self.claim(&mut fields, &field.name.rust, &what, place);
            }
        }
    }

    /// The ids of the path and what must be given, or had to be, are arguments of one function.
    fn check_arguments(&self, operation: &Operation) {
        let mut names = Taken::of(prelude::functions(), "a function that sets arguments");
        let ids = operation.path_ids.iter().map(|id| (&id.name, id.origin));
        let arguments = operation.params.iter().filter(|it| it.is_argument());
        for (name, origin) in ids.chain(arguments.map(|it| (&it.name, it.traits.origin))) {
            let what = format!("`{}` of `{}`", name.wire, operation.name.wire);
            self.claim(&mut names, &name.rust, &what, self.place(origin));
        }
    }

    fn check_setters(&self, params: &[Param], owner: &str) {
        let mut names = Taken::of(prelude::REQUEST, "a method that every request has");
        for param in params {
            let place = self.place(param.traits.origin);
            let what = format!("the parameter `{}` of `{owner}`", param.name.wire);
            for name in setters(param) {
                self.claim(&mut names, &name, &what, place.clone());
            }
        }
    }

    /// Where an operation says its name.
    fn method_place(&self, operation: &Operation) -> Option<Place> {
        Some(self.said(operation, "x-method")?.place())
    }

    /// Where a type stands: the one that the spec names, of two; what it does not name has its name from the operation.
    fn type_place(&self, module: &Module, record: &Record) -> Option<Place> {
        let record = module.record(&record.name)?;
        match module.operation_of(record) {
            Some(operation) => self.method_place(operation),
            None => self.place(record.origin),
        }
    }

    fn claim(&self, taken: &mut Taken, name: &str, what: &str, place: Option<Place>) {
        let known = prelude::is_type(name).then(|| "a type that the crate uses".to_owned());
        if let Some(first) = known.or_else(|| taken.claim(name, what)) {
            let message = format!("{what} is called `{name}` in Rust, and so is {first}");
            let finding = match place {
                Some(place) => Finding::at(place, message),
                None => Finding::general(message),
            };
            self.error(finding.help(if what.starts_with("the operation ") {
                "write another `x-method`"
            } else if MEMBERS.iter().any(|member| what.starts_with(member)) {
                "give one of them another name in Rust: `x-rust-name: other_name`"
            } else {
                "rename one of them"
            }));
        }
    }
}

/// The methods by which a parameter is set.
fn setters(param: &Param) -> Vec<String> {
    match &param.kind {
        ParamKind::Value | ParamKind::Filter(_) => vec![param.name.rust.clone()],
        ParamKind::Sort(attributes) => {
            let name = param.name.rust.trim_start_matches("r#");
            let both = |attribute: &String| {
                ["asc", "desc"].map(|direction| format!("{name}_{attribute}_{direction}"))
            };
            attributes.iter().flat_map(both).collect()
        }
    }
}
