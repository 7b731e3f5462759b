//! What can be checked only when more than one node is known: names that collide, currency codes that do not exist, records
//! that hold themselves.

use super::Context;
use crate::{
    finding::Finding,
    load::At,
    model::{
        Catalog, CurrencyAt, Decimal, Field, Measure, Module, Operation, Param, Type, TypeRef,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Names that generated modules take from elsewhere: a type of the spec with such a name would hide it.
pub(super) const RESERVED_TYPES: [&str; 53] = [
    "Amount",
    "Arg",
    "ArgValue",
    "Batch",
    "Bool",
    "Box",
    "CLEAR",
    "Call",
    "CallOptions",
    "Clear",
    "Client",
    "Clone",
    "Currency",
    "CurrencyOf",
    "CurrencyPlace",
    "CurrencyTable",
    "Debug",
    "Decimal",
    "Default",
    "Deliver",
    "Err",
    "ExactMoney",
    "Expires",
    "Extra",
    "Field",
    "Filter",
    "From",
    "Group",
    "Id",
    "Into",
    "IntoArg",
    "IntoIterator",
    "Job",
    "Json",
    "Link",
    "Mirror",
    "Money",
    "MoneyError",
    "Names",
    "None",
    "Number",
    "Ok",
    "OpenEnum",
    "Operation",
    "Option",
    "Record",
    "Result",
    "Self",
    "Sent",
    "Some",
    "String",
    "Upload",
    "Vec",
];

/// Methods that every request has.
const RESERVED_METHODS: [&str; 17] = [
    "changes_since",
    "clone",
    "custom_field",
    "header",
    "idempotency_key",
    "in_chunks",
    "into_http",
    "items",
    "new",
    "options",
    "pages",
    "param",
    "save_to",
    "send",
    "send_blocking",
    "upload",
    "wait",
];

/// Names of modules that are not resources.
const RESERVED_MODULES: [&str; 3] = ["client", "filters", "ids"];

impl<'a> Context<'a> {
    /// A currency code beside an amount, and the integer beside a decimal.
    pub(super) fn check_field_siblings(
        &self,
        fields: &[Field],
        component: Option<(&str, &str)>,
        at: At<'a>,
    ) {
        let properties = at.key("properties");
        for field in fields {
            let here = properties.key(&field.name.wire);
            let sibling = |name: &str| {
                fields
                    .iter()
                    .find(|it| it.name.wire == name)
                    .map(|it| &it.ty)
            };
            let names: Vec<&str> = fields.iter().map(|it| it.name.wire.as_str()).collect();
            if let Type::Decimal(decimal) = item(&field.ty) {
                self.check_decimal(decimal, &sibling, &names, here);
            }
            if let Some(currency) = item(&field.ty).currency() {
                self.check_currency(currency, &sibling, &names, here);
                if let CurrencyAt::Enclosing(name) = currency {
                    self.check_enclosing(name, component, here);
                }
            }
        }
    }

    /// The same for parameters of an operation or a group.
    pub(super) fn check_siblings(&self, params: &[Param], at: At<'a>) {
        self.check_param_siblings(params, parameters_of(at));
    }

    pub(super) fn check_param_siblings(&self, params: &[Param], properties: At<'a>) {
        for param in params {
            let here = properties.key(&param.name.wire);
            let sibling = |name: &str| {
                params
                    .iter()
                    .find(|it| it.name.wire == name)
                    .map(|it| &it.ty)
            };
            let names: Vec<&str> = params.iter().map(|it| it.name.wire.as_str()).collect();
            if let Type::Decimal(decimal) = item(&param.ty) {
                self.check_decimal(decimal, &sibling, &names, here);
            }
            let Some(currency) = item(&param.ty).currency() else {
                continue;
            };
            self.check_currency(currency, &sibling, &names, here);
            let at = here.key("x-currency-code");
            match currency {
                CurrencyAt::Enclosing(_) => {
                    let finding = Finding::at(at.place(), "nothing encloses a request");
                    self.error(
                        finding.help("write the field of a resource: `invoice.currency_code`"),
                    );
                }
                CurrencyAt::SiblingOrSite(code) => {
                    let message = "only an answer leaves out the currency of the site";
                    let finding = Finding::at(at.place(), message);
                    self.error(finding.help(format!("write `{code}` or `site`")));
                }
                _ => {}
            }
        }
    }

    fn check_currency<'t>(
        &self,
        currency: &CurrencyAt,
        sibling: &dyn Fn(&str) -> Option<&'t Type>,
        names: &[&str],
        here: At<'_>,
    ) {
        let at = here.key("x-currency-code");
        match currency {
            CurrencyAt::Sibling(name) | CurrencyAt::SiblingOrSite(name) => match sibling(name) {
                Some(Type::Currency) => {}
                Some(_) => {
                    let finding = Finding::at(at.place(), format!("`{name}` is no currency code"));
                    self.error(finding.help("mark that field with `format: currency`"));
                }
                None => self.error(Self::unknown(at, "field beside this amount", name, names)),
            },
            CurrencyAt::Resource(resource, field) => self.check_resource_field(resource, field, at),
            CurrencyAt::Enclosing(_) | CurrencyAt::Site => {}
        }
    }

    fn check_resource_field(&self, resource: &str, field: &str, at: At<'_>) {
        let Some(properties) = self.resource_properties(resource) else {
            let stems: Vec<&str> = self
                .files
                .files
                .iter()
                .map(|file| file.stem.as_str())
                .collect();
            return self.error(Self::unknown(at, "resource of the spec", resource, &stems));
        };
        let Some(property) = properties.find(field) else {
            let what = format!("field of `{resource}`");
            return self.error(Self::unknown(at, &what, field, &properties.node.keys()));
        };
        if property
            .find("format")
            .and_then(|format| format.node.as_text())
            != Some("currency")
        {
            let finding = Finding::at(
                at.place(),
                format!("`{resource}.{field}` is no currency code"),
            );
            self.error(finding.help("mark that field with `format: currency`"));
        }
    }

    fn resource_properties(&self, resource: &str) -> Option<At<'a>> {
        let file = self.files.file(resource)?;
        let (name, _) = super::component::resources(file).next()?;
        file.at()
            .find("components")?
            .find("schemas")?
            .find(name)?
            .find("properties")
    }

    /// Every resource that holds the object must have the field.
    fn check_enclosing(&self, field: &str, component: Option<(&str, &str)>, here: At<'_>) {
        let at = here.key("x-currency-code");
        let holders = component.and_then(|(module, name)| {
            self.uses.holders.get(&(module.to_owned(), name.to_owned()))
        });
        let Some(holders) = holders else {
            let finding = Finding::at(at.place(), "no resource encloses this object");
            return self.error(finding.help("write a field beside it, or the field of a resource"));
        };
        for holder in holders {
            self.check_resource_field(holder, field, at);
        }
    }

    fn check_decimal<'t>(
        &self,
        decimal: &Decimal,
        sibling: &dyn Fn(&str) -> Option<&'t Type>,
        names: &[&str],
        here: At<'_>,
    ) {
        let Some(of) = &decimal.of else { return };
        let at = here.key("x-decimal-of");
        let fits = match (sibling(of), decimal.measure) {
            (Some(Type::Amount(_)), Measure::Price | Measure::Amount)
            | (Some(Type::Int), Measure::Quantity | Measure::Rate) => true,
            (None, _) => {
                return self.error(Self::unknown(at, "field beside this decimal", of, names));
            }
            _ => false,
        };
        if !fits {
            let finding = Finding::at(
                at.place(),
                format!("`{of}` is not what this decimal measures"),
            );
            self.error(finding.help(
                "a price or amount refines an amount of money, a quantity or rate refines an integer",
            ));
        }
    }

    /// Every name that generated code uses must be unique where it stands.
    pub(super) fn check_collisions(&self, modules: &[Module]) {
        let mut roots = Taken::default();
        for kind in self.id_kinds.values() {
            roots.claim(kind.alias.clone(), format!("the id of `{}`", kind.name));
        }
        for module in modules {
            let Some(file) = self.files.file(&module.name) else {
                continue;
            };
            let top = file.at();
            if RESERVED_MODULES.contains(&module.name.as_str()) {
                let finding = Finding::at(
                    top.place(),
                    format!("`{}` is the name of a module of its own", module.name),
                );
                self.error(finding.help("a file is named after its resource"));
            }
            let mut types = Taken::default();
            let schemas = top.key("components").key("schemas");
            let components = (module.records.iter().map(|it| &it.name))
                .chain(module.groups.iter().map(|it| &it.name))
                .chain(module.enums.iter().map(|it| &it.name));
            for name in components {
                let place = schemas.node.get(name).map(|_| schemas.place_of(name));
                self.claim(
                    &mut types,
                    name,
                    format!("the type `{name}`"),
                    place.clone(),
                );
                if module.name == "common" {
                    self.claim(&mut roots, name, format!("the shared type `{name}`"), place);
                }
            }
            if let Some(events) = &module.events {
                let what = "the content of the resource".to_owned();
                self.claim(&mut types, &events.name, what, None);
            }
            self.claim(
                &mut types,
                &module.operations_type,
                "the operations of the resource".to_owned(),
                None,
            );
            let mut methods = Taken::default();
            for operation in &module.operations {
                let at = top
                    .key("paths")
                    .key(&operation.path)
                    .key(if operation.post { "post" } else { "get" });
                let place = at.key("x-method").place();
                let what = format!("the operation `{}`", operation.name.wire);
                self.claim(
                    &mut methods,
                    &operation.name.rust,
                    what.clone(),
                    Some(place.clone()),
                );
                self.claim(&mut types, &operation.request, what, Some(place));
                self.check_arguments(operation, at);
                self.check_setters(&operation.params, &operation.name.wire, Some(at));
            }
            for group in &module.groups {
                self.check_setters(&group.members, &group.name, schemas.find(&group.name));
            }
            for record in &module.records {
                let mut fields = Taken::default();
                for field in &record.fields {
                    let at = schemas.find(&record.name).map(|at| at.key("properties"));
                    let place = at.map(|at| at.place_of(&field.name.wire));
                    let what = format!("the field `{}`", field.name.wire);
                    self.claim(
                        &mut fields,
                        &field.name.rust,
                        what,
                        place.or_else(|| Some(top.place())),
                    );
                }
            }
        }
    }

    /// The ids of the path and the required parameters are arguments of one function.
    fn check_arguments(&self, operation: &Operation, at: At<'_>) {
        let mut names = Taken::default();
        let ids = operation.path_ids.iter().map(|(name, _)| name);
        let required = operation.params.iter().filter(|param| param.required);
        for name in ids.chain(required.map(|param| &param.name)) {
            let what = format!("`{}` of `{}`", name.wire, operation.name.wire);
            let place = parameter_place(at, &name.wire);
            self.claim(&mut names, &name.rust, what, Some(place));
        }
    }

    fn check_setters(&self, params: &[Param], owner: &str, at: Option<At<'_>>) {
        let mut names = Taken::default();
        for method in RESERVED_METHODS {
            names.claim(
                method.to_owned(),
                "a method that every request has".to_owned(),
            );
        }
        for param in params {
            let place = at.map(|at| parameter_place(at, &param.name.wire));
            let what = format!("the parameter `{}` of `{owner}`", param.name.wire);
            self.claim(&mut names, &param.name.rust, what, place);
        }
    }

    fn claim(
        &self,
        taken: &mut Taken,
        name: &str,
        what: String,
        place: Option<crate::finding::Place>,
    ) {
        let reserved = RESERVED_TYPES
            .contains(&name)
            .then(|| "a type of the SDK's runtime".to_owned());
        if let Some(first) = reserved.or_else(|| taken.claim(name.to_owned(), what.clone())) {
            let message = format!("{what} is called `{name}` in Rust, and so is {first}");
            let finding = match place {
                Some(place) => Finding::at(place, message),
                None => Finding::general(message),
            };
            self.error(finding.help("rename one of them; a field or parameter with `x-rust-name`"));
        }
    }

    /// A record that holds itself is put behind a pointer where it may be absent; where it is always there, it has no end.
    pub(super) fn check_boxes(&self, modules: &mut [Module]) {
        let mut edges: BTreeMap<TypeRef, Vec<(TypeRef, bool)>> = BTreeMap::new();
        for module in modules.iter() {
            for record in &module.records {
                let key = TypeRef {
                    module: module.name.clone(),
                    name: record.name.clone(),
                };
                let targets = record.fields.iter().filter_map(|field| match &field.ty {
                    Type::Record(target) => Some((target.clone(), field.guaranteed)),
                    _ => None,
                });
                edges.insert(key, targets.collect());
            }
        }
        let reaches = |from: &TypeRef, to: &TypeRef, guaranteed_only: bool| {
            let mut seen = BTreeSet::new();
            let mut next = vec![from.clone()];
            while let Some(key) = next.pop() {
                if &key == to {
                    return true;
                }
                if seen.insert(key.clone()) {
                    let targets = edges.get(&key).into_iter().flatten();
                    next.extend(
                        targets
                            .filter(|(_, sure)| *sure || !guaranteed_only)
                            .map(|(it, _)| it.clone()),
                    );
                }
            }
            false
        };
        for module in modules {
            for record in &mut module.records {
                let key = TypeRef {
                    module: module.name.clone(),
                    name: record.name.clone(),
                };
                for field in &mut record.fields {
                    let Type::Record(target) = &field.ty else {
                        continue;
                    };
                    if field.guaranteed && reaches(target, &key, true) {
                        self.error(self.endless(&module.name, &record.name, &field.name.wire));
                    }
                    field.boxed |= reaches(target, &key, false);
                }
            }
        }
    }

    fn endless(&self, module: &str, record: &str, field: &str) -> Finding {
        let message =
            format!("`{record}` always holds another `{record}` in `{field}`: it has no end");
        let place = self.files.file(module).map(|file| {
            let schema = file.at().key("components").key("schemas").key(record);
            schema.key("properties").place_of(field)
        });
        let finding = match place {
            Some(place) => Finding::at(place, message),
            None => Finding::general(message),
        };
        finding.help("take the field out of `x-guaranteed`")
    }

    /// JSON inside a form is JSON text and says so; inside a JSON body it is part of the body.
    pub(super) fn check_json_text(&self, modules: &[Module]) {
        let mut bodies: BTreeMap<&TypeRef, BTreeSet<bool>> = BTreeMap::new();
        for module in modules {
            for operation in &module.operations {
                let method = if operation.post { "post" } else { "get" };
                let at = self.files.file(&module.name).map(|file| {
                    let paths = file.at().key("paths");
                    paths.key(&operation.path).key(method)
                });
                for param in &operation.params {
                    if let Type::Group(group) = item(&param.ty) {
                        bodies.entry(group).or_default().insert(operation.json_body);
                    }
                    let place = at.map(|at| parameter_place(at, &param.name.wire));
                    self.check_json_param(param, operation.json_body, place);
                }
            }
        }
        for module in modules {
            let schemas = self
                .files
                .file(&module.name)
                .map(|file| file.at().key("components").key("schemas"));
            for group in &module.groups {
                let key = TypeRef {
                    module: module.name.clone(),
                    name: group.name.clone(),
                };
                for json_body in bodies.get(&key).into_iter().flatten() {
                    for member in &group.members {
                        let at = schemas.map(|at| at.key(&group.name));
                        let place = at.map(|at| parameter_place(at, &member.name.wire));
                        self.check_json_param(member, *json_body, place);
                    }
                }
            }
        }
    }

    fn check_json_param(
        &self,
        param: &Param,
        json_body: bool,
        place: Option<crate::finding::Place>,
    ) {
        let is_json = matches!(item(&param.ty), Type::Json);
        let (message, help) = match (is_json, json_body, param.json_text) {
            (true, false, false) => (
                "JSON in a form is sent as JSON text, and this does not say so",
                "add `x-json: true`, or give it a `type`",
            ),
            (_, true, true) => (
                "`x-json` stands inside a JSON body, of which the value is a part as it is",
                "remove it",
            ),
            _ => return,
        };
        let finding = match place {
            Some(place) => Finding::at(place, message),
            None => Finding::general(message),
        };
        self.error(finding.help(help));
    }

    /// A resource or group whose operations all belong to one catalog belongs to it too.
    pub(super) fn set_catalogs(modules: &mut [Module]) {
        let mut catalogs: BTreeMap<TypeRef, BTreeSet<Option<Catalog>>> = BTreeMap::new();
        for operation in modules.iter().flat_map(|module| &module.operations) {
            for param in &operation.params {
                if let Type::Group(group) = item(&param.ty) {
                    catalogs
                        .entry(group.clone())
                        .or_default()
                        .insert(operation.catalog);
                }
            }
        }
        for module in modules {
            let mut of = module.operations.iter().map(|operation| operation.catalog);
            let first = of.next().flatten();
            module.catalog = first.filter(|_| of.all(|catalog| catalog == first));
            for group in &mut module.groups {
                let key = TypeRef {
                    module: module.name.clone(),
                    name: group.name.clone(),
                };
                let of = catalogs.get(&key).into_iter().flatten().collect::<Vec<_>>();
                group.catalog = match of[..] {
                    [Some(catalog)] => Some(*catalog),
                    _ => None,
                };
            }
        }
    }
}

/// The properties of the body of an operation, or of a group.
fn parameters_of(at: At<'_>) -> At<'_> {
    let body = at.find("requestBody").and_then(|body| body.find("content"));
    let content = body.and_then(|content| content.find(content.node.keys().first()?));
    content
        .map_or(at, |content| content.key("schema"))
        .key("properties")
}

/// Where an operation or a group names a parameter.
fn parameter_place(at: At<'_>, name: &str) -> crate::finding::Place {
    let properties = parameters_of(at);
    match properties.node.get(name) {
        Some(_) => properties.place_of(name),
        None => at.place(),
    }
}

/// The type of the elements of a list, or the type itself.
fn item(ty: &Type) -> &Type {
    match ty {
        Type::List(inner) => inner,
        other => other,
    }
}

/// Names that are taken, and by what.
#[derive(Default)]
struct Taken(BTreeMap<String, String>);

impl Taken {
    /// What has the name already, if something has.
    fn claim(&mut self, name: String, what: String) -> Option<String> {
        match self.0.entry(name) {
            std::collections::btree_map::Entry::Occupied(first) => Some(first.get().clone()),
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(what);
                None
            }
        }
    }
}
