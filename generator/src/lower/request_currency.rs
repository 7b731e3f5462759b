//! Whose currency the money of a request is in, and where the answer says it: what money is compared with, so that none becomes
//! a bare number in another currency.
//!
//! Runs when it is known of each parameter where its code stands.

use super::Context;
use crate::{
    finding::{Finding, listed},
    load::At,
    model::{
        Api, CurrencyAt, CurrencyPlace, Field, Module, Operation, Param, Record, RequestCurrency,
        Type,
    },
};
use std::collections::BTreeSet;

/// The field of a resource that says its currency.
pub(crate) const CODE: &str = "currency_code";

impl Context<'_> {
    /// Decides it for all operations.
    pub(super) fn set_request_currencies(&self, api: &mut Api) {
        let of = |api: &_, module: &_, operation: &_| self.request_currency(api, module, operation);
        super::decide(api, of, |operation, currency| operation.currency = currency);
    }

    fn request_currency(
        &self,
        api: &Api,
        module: &Module,
        operation: &Operation,
    ) -> Option<RequestCurrency> {
        let at = self.at(operation.origin)?;
        let mut money = Money::default();
        money.add(&operation.params, operation.currency_param, api);
        let said = at.find("x-currency-of");
        if !money.any {
            if let Some(said) = said {
                let finding = Finding::at(said.place(), "this request takes no money");
                self.error(finding.help("remove `x-currency-of`"));
            }
            return None;
        }
        let answer = module.record(&operation.response);
        let tells = |resource: &str, code: &str| tells(api, answer?, resource, code);
        let code_is_given = (operation.currency_param)
            .and_then(|index| operation.params.get(index))
            .is_some_and(|param| param.required);
        let resources: Vec<(&str, &str)> = money.resources.iter().copied().collect();
        let (of, code) = match (said, &resources[..]) {
            (Some(said), _) => {
                let of = said.node.as_text().unwrap_or_default();
                self.check_said(said, of, &money, api, &tells);
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
        api: &Api,
        tells: &dyn Fn(&str, &str) -> Option<Vec<String>>,
    ) {
        let refuse = |message: String, help: &str| {
            self.error(Finding::at(said.place(), message).help(help));
        };
        let has_code = |(_, it): &(&Module, &Record)| code_of(it, CODE).is_some();
        let all: Vec<&str> = (api.records().filter(has_code))
            .filter_map(|(_, it)| it.resource())
            .collect();
        if !all.contains(&of) {
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

/// Where an answer always holds a resource that has the code.
fn tells(api: &Api, answer: &Record, resource: &str, code: &str) -> Option<Vec<String>> {
    let holds = |field: &&Field| {
        let Type::Record(of) = field.ty.element() else {
            return false;
        };
        let record = api.record(of).filter(|_| field.documented_required);
        record.is_some_and(|record| {
            record.resource() == Some(resource) && code_of(record, code).is_some()
        })
    };
    let field = answer.fields.iter().find(holds)?;
    Some(vec![field.name.wire.clone(), code.to_owned()])
}

/// The field of a record that says its currency.
pub(crate) fn code_of<'a>(record: &'a Record, code: &str) -> Option<&'a Field> {
    record.field(code).filter(|it| it.ty == Type::Currency)
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
    /// The money of an operation, and that of its groups, in which there are no others.
    fn add(&mut self, params: &'a [Param], request: Option<usize>, api: &'a Api) {
        for param in params {
            let members: Vec<&Param> = api.taken(param).collect();
            self.add_each(&members, None);
        }
        let params: Vec<&Param> = params.iter().collect();
        self.add_each(&params, request);
    }

    fn add_each(&mut self, params: &[&'a Param], request: Option<usize>) {
        for param in params {
            let code = match param.number.as_ref().map(|number| &number.currency) {
                None | Some(CurrencyPlace::None) => continue,
                Some(CurrencyPlace::Beside(code)) => Some(*code),
                Some(CurrencyPlace::Request | CurrencyPlace::Site) => None,
            };
            self.any = true;
            match param.ty.element().currency() {
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
