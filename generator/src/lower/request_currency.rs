//! Whose currency the money of a request is in, and where the answer says it: what money is compared with, so that none becomes
//! a bare number in another currency.
//!
//! Runs when it is known of each parameter where its code stands.

use super::{Context, places::operation_at};
use crate::{
    finding::{Finding, listed},
    load::At,
    model::{
        CurrencyAt, CurrencyPlace, Field, Module, Operation, Param, Record, RequestCurrency, Type,
        TypeRef,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// The field of a resource that says its currency.
pub(crate) const CODE: &str = "currency_code";

impl Context<'_> {
    /// Decides it for all operations.
    pub(super) fn set_request_currencies(&self, modules: &mut [Module]) {
        let decided: Vec<Vec<Option<RequestCurrency>>> = {
            let known = Known::new(modules);
            let of = |module: &Module| {
                let operations = module.operations.iter();
                operations
                    .map(|it| self.request_currency(module, it, &known))
                    .collect()
            };
            modules.iter().map(of).collect()
        };
        for (module, decided) in modules.iter_mut().zip(decided) {
            for (operation, currency) in module.operations.iter_mut().zip(decided) {
                operation.currency = currency;
            }
        }
    }

    fn request_currency(
        &self,
        module: &Module,
        operation: &Operation,
        known: &Known<'_>,
    ) -> Option<RequestCurrency> {
        let file = self.files.file(&module.name)?;
        let at = operation_at(file, operation);
        let mut money = Money::default();
        money.add(&operation.params, operation.currency_param, known);
        let said = at.find("x-currency-of");
        if !money.any {
            if let Some(said) = said {
                let finding = Finding::at(said.place(), "this request takes no money");
                self.error(finding.help("remove `x-currency-of`"));
            }
            return None;
        }
        let answer = known
            .records
            .get(&(module.name.as_str(), operation.response.as_str()));
        let tells = |resource: &str, code: &str| known.tells(answer?, resource, code);
        let code_is_given = (operation.currency_param)
            .and_then(|index| operation.params.get(index))
            .is_some_and(|param| param.required);
        let resources: Vec<(&str, &str)> = money.resources.iter().copied().collect();
        let (of, code) = match (said, &resources[..]) {
            (Some(said), _) => {
                let of = said.node.as_text().unwrap_or_default();
                self.check_said(said, of, &money, known, &tells);
                (of, CODE)
            }
            (None, [(of, code)]) if !money.site => (*of, *code),
            (None, []) if money.site => ("site", CODE),
            (None, []) if !money.open => return Some(RequestCurrency::default()),
            (None, _) if code_is_given => return Some(RequestCurrency::default()),
            (None, _) => {
                self.unresolved(at, &resources, money.site);
                return None;
            }
        };
        Some(RequestCurrency {
            of: Some(of.to_owned()),
            answer: tells(of, code),
        })
    }

    fn check_said(
        &self,
        said: At<'_>,
        of: &str,
        money: &Money<'_>,
        known: &Known<'_>,
        tells: &dyn Fn(&str, &str) -> Option<Vec<String>>,
    ) {
        let refuse = |message: String, help: &str| {
            self.error(Finding::at(said.place(), message).help(help));
        };
        if !known.resources.contains_key(of) {
            let all: Vec<&str> = known.resources.keys().copied().collect();
            return self.error(Self::unknown(
                said,
                "resource with a `currency_code`",
                of,
                &all,
            ));
        }
        if money.site {
            let message = format!(
                "`{of}` contradicts money of this request that is counted in the base currency of the site"
            );
            return refuse(
                message,
                "count all its money in the currency of the site, or all in that of a resource",
            );
        }
        let resources: Vec<(&str, &str)> = money.resources.iter().copied().collect();
        if let [(own, code)] = resources[..] {
            if own == of {
                let message = format!(
                    "the money of this request is said to be in that of the `{of}` already"
                );
                refuse(message, "remove `x-currency-of`");
            } else if tells(own, code).is_some() {
                let message = format!(
                    "`{of}` contradicts the money of this request, which is in `{own}.{code}`"
                );
                refuse(
                    message,
                    "the answer says that one: remove `x-currency-of`, or mend `x-currency-code`",
                );
            }
        }
    }

    fn unresolved(&self, at: At<'_>, resources: &[(&str, &str)], site: bool) {
        let mut named: Vec<String> = (resources.iter())
            .map(|(name, code)| format!("{name}.{code}"))
            .collect();
        if site {
            named.push("site".to_owned());
        }
        let message = if named.is_empty() {
            "nothing says whose currency the money of this request is in where its code is not given".to_owned()
        } else {
            let named: Vec<&str> = named.iter().map(String::as_str).collect();
            format!(
                "the money of this request is in several currencies: {}",
                listed(&named)
            )
        };
        let finding = Finding::at(at.key("x-method").place(), message);
        self.error(finding.help(
            "add `x-currency-of: invoice`, the resource whose currency counts; best one that the answer holds",
        ));
    }
}

/// What all modules hold, by name.
struct Known<'a> {
    records: BTreeMap<(&'a str, &'a str), &'a Record>,
    groups: BTreeMap<(&'a str, &'a str), &'a [Param]>,
    /// The resources that say a currency.
    resources: BTreeMap<&'a str, &'a Record>,
}

impl<'a> Known<'a> {
    fn new(modules: &'a [Module]) -> Self {
        let mut known = Self {
            records: BTreeMap::new(),
            groups: BTreeMap::new(),
            resources: BTreeMap::new(),
        };
        for module in modules {
            for record in &module.records {
                let key = (module.name.as_str(), record.name.as_str());
                known.records.insert(key, record);
                if let (Some(resource), Some(_)) = (&record.resource, code_of(record, CODE)) {
                    known.resources.insert(resource, record);
                }
            }
            for group in &module.groups {
                let key = (module.name.as_str(), group.name.as_str());
                known.groups.insert(key, &group.members);
            }
        }
        known
    }

    fn record(&self, of: &TypeRef) -> Option<&'a Record> {
        let found = self.records.get(&(of.module.as_str(), of.name.as_str()));
        found.copied()
    }

    /// Where an answer always holds a resource that has the code.
    fn tells(&self, answer: &Record, resource: &str, code: &str) -> Option<Vec<String>> {
        let holds = |field: &&Field| {
            let Type::Record(of) = item(&field.ty) else {
                return false;
            };
            let record = self.record(of).filter(|_| field.documented_required);
            record.is_some_and(|record| {
                record.resource.as_deref() == Some(resource) && code_of(record, code).is_some()
            })
        };
        let field = answer.fields.iter().find(holds)?;
        Some(vec![field.name.wire.clone(), code.to_owned()])
    }
}

/// The field of a record that says its currency.
pub(crate) fn code_of<'a>(record: &'a Record, code: &str) -> Option<&'a Field> {
    let mut fields = record.fields.iter();
    fields.find(|field| field.name.wire == code && field.ty == Type::Currency)
}

/// What the money of a request says.
#[derive(Default)]
struct Money<'a> {
    any: bool,
    /// The resources that have its code, each with the field.
    resources: BTreeSet<(&'a str, &'a str)>,
    /// Whether some of it is counted in the base currency of the site.
    site: bool,
    /// Whether some of it has a code beside it that need not be given.
    open: bool,
}

impl<'a> Money<'a> {
    fn add(&mut self, params: &'a [Param], request: Option<usize>, known: &Known<'a>) {
        for param in params {
            if let Type::Group(of) = item(&param.ty) {
                let members = known.groups.get(&(of.module.as_str(), of.name.as_str()));
                self.add(members.copied().unwrap_or_default(), None, known);
            }
            let code = match param.number.as_ref().map(|number| &number.currency) {
                None | Some(CurrencyPlace::None) => continue,
                Some(CurrencyPlace::Beside(code)) => Some(*code),
                Some(CurrencyPlace::Request | CurrencyPlace::Site) => None,
            };
            self.any = true;
            match item(&param.ty).currency() {
                Some(CurrencyAt::Resource(name, field)) => {
                    self.resources.insert((name, field));
                }
                Some(CurrencyAt::Site) => self.site = true,
                // A decimal that refines an amount is in the currency of that.
                None => {}
                Some(_) => {
                    let code = code.or(request).and_then(|index| params.get(index));
                    self.open |= !code.is_some_and(|code| code.required);
                }
            }
        }
    }
}

/// The type of the elements of a list, or the type itself.
fn item(ty: &Type) -> &Type {
    match ty {
        Type::List(inner) => inner,
        other => other,
    }
}
