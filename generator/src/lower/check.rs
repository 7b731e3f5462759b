//! What can be checked only when more than one node is known: currency codes that do not exist, decimals that refine something
//! else, JSON in forms.

use super::Context;
use crate::{
    finding::Finding,
    load::{At, File},
    model::{Api, Catalog, CurrencyAt, Decimal, Field, Measure, Param, Type, TypeRef},
};
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Context<'a> {
    /// A currency code beside an amount, and the integer beside a decimal.
    pub(super) fn check_field_siblings(
        &self,
        fields: &[Field],
        component: Option<(&str, &str)>,
        at: At<'a>,
    ) {
        let properties = at.key("properties");
        let values = fields.iter().map(|field| {
            let name = field.name.wire.as_str();
            (name, field.ty.element(), properties.key(name))
        });
        self.check_refined(values);
        for field in fields {
            let here = properties.key(&field.name.wire);
            let sibling = |name: &str| {
                fields
                    .iter()
                    .find(|it| it.name.wire == name)
                    .map(|it| &it.ty)
            };
            let names: Vec<&str> = fields.iter().map(|it| it.name.wire.as_str()).collect();
            if let Type::Decimal(decimal) = field.ty.element() {
                self.check_decimal(decimal, &sibling, &names, here);
            }
            if let Some(currency) = field.ty.element().currency() {
                self.check_currency(currency, &sibling, &names, here);
                if let CurrencyAt::Enclosing(name) = currency {
                    self.check_enclosing(name, component, here);
                }
            }
        }
    }

    /// The same for parameters of an operation or a group.
    pub(super) fn check_param_siblings(&self, params: &[Param]) {
        let values = params.iter().filter_map(|param| {
            let at = self.schema_at(param)?;
            Some((param.name.wire.as_str(), param.ty.element(), at))
        });
        self.check_refined(values);
        for param in params {
            let Some(here) = self.schema_at(param) else {
                continue;
            };
            let sibling = |name: &str| {
                params
                    .iter()
                    .find(|it| it.name.wire == name)
                    .map(|it| &it.ty)
            };
            let names: Vec<&str> = params.iter().map(|it| it.name.wire.as_str()).collect();
            if let Type::Decimal(decimal) = param.ty.element() {
                self.check_decimal(decimal, &sibling, &names, here);
            }
            let Some(currency) = param.ty.element().currency() else {
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
        let Some((file, properties)) = self.resource_properties(resource) else {
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
        let format = self.schema_of(file, property).find("format");
        if format.and_then(|format| format.node.as_text()) != Some("currency") {
            let finding = Finding::at(
                at.place(),
                format!("`{resource}.{field}` is no currency code"),
            );
            self.error(finding.help("mark that field with `format: currency`"));
        }
    }

    fn resource_properties(&self, resource: &str) -> Option<(&'a File, At<'a>)> {
        let file = self.files.file(resource)?;
        let (name, _) = super::component::resources(file).next()?;
        let schemas = file.at().find("components")?.find("schemas")?;
        Some((file, schemas.find(name)?.find("properties")?))
    }

    /// The schema that stands somewhere, or the shared field that it refers to.
    fn schema_of(&self, file: &'a File, at: At<'a>) -> At<'a> {
        let reference = at.node.get("$ref").and_then(|it| it.as_text());
        let target = reference.and_then(|it| self.files.resolve(it, "schemas", file, at).ok());
        match target {
            // References that lead in circles were refused before.
            Some((file, name)) => {
                let there = file.at().key("components").key("schemas").key(name);
                self.schema_of(file, there)
            }
            None => at,
        }
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

    /// JSON inside a form is JSON text and says so; inside a JSON body it is part of the body.
    pub(super) fn check_json_text(&self, api: &Api) {
        let mut bodies: BTreeMap<&TypeRef, BTreeSet<bool>> = BTreeMap::new();
        for (_, operation) in api.operations() {
            for param in &operation.params {
                if let Type::Group(group) = param.ty.element() {
                    bodies.entry(group).or_default().insert(operation.json_body);
                }
                self.check_json_param(param, operation.json_body);
            }
        }
        for (group, json_bodies) in bodies {
            let members = api.group(group).into_iter().flat_map(|it| &it.members);
            for member in members {
                for json_body in &json_bodies {
                    self.check_json_param(member, *json_body);
                }
            }
        }
    }

    fn check_json_param(&self, param: &Param, json_body: bool) {
        let is_json = matches!(param.ty.element(), Type::Json);
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
        self.error(self.about(param.traits.origin, message).help(help));
    }

    /// A resource or group whose operations all belong to one catalog belongs to it too.
    pub(super) fn set_catalogs(api: &mut Api) {
        let mut catalogs: BTreeMap<TypeRef, BTreeSet<Option<Catalog>>> = BTreeMap::new();
        for (_, operation) in api.operations() {
            for param in &operation.params {
                if let Type::Group(group) = param.ty.element() {
                    let of = catalogs.entry(group.clone()).or_default();
                    of.insert(operation.catalog);
                }
            }
        }
        let only = |of: &BTreeSet<Option<Catalog>>| match of.len() {
            1 => of.first().copied().flatten(),
            _ => None,
        };
        for module in &mut api.modules {
            let of = module.operations.iter().map(|it| it.catalog).collect();
            module.catalog = only(&of);
        }
        for (group, of) in &catalogs {
            if let Some(group) = api.group_mut(group) {
                group.catalog = only(of);
            }
        }
    }
}
