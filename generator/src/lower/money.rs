//! What money and decimals mean together: amounts with their currencies, and whole numbers with the decimals that refine them.
//!
//! Runs when all records are known, because the currency of an amount may stand in a resource of another file.

use super::Context;
use crate::model::{
    Api, CurrencyAt, CurrencyFrom, CurrencyHolder, CurrencyPlace, DECIMAL_DIGITS, Exact, Field,
    Measure, Number, Param, Record, Sent, Twin, Type, TypeRef,
};
use std::collections::{BTreeMap, BTreeSet};

impl Context<'_> {
    /// Says of every record and every parameter what its numbers mean.
    pub(super) fn fill_money(&self, api: &mut Api) {
        let holders = currency_holders(api, &enclosing(api));
        for (of, holders) in &holders {
            for (one, next) in holders.iter().zip(holders.iter().skip(1)) {
                if one.record == next.record {
                    let message = format!(
                        "`{}` would give the amounts of `{}.{}` two currencies: `{}` and `{}`",
                        one.record.name, of.module, of.name, one.field.rust, next.field.rust
                    );
                    let help = "an object that stands inside a resource has one currency: name one field of it";
                    let origin = api.record(of).map(|it| it.origin).unwrap_or_default();
                    self.error(self.about(origin, message).help(help));
                }
            }
        }
        fill(api, &holders);
    }
}

fn fill(api: &mut Api, holders: &BTreeMap<TypeRef, Vec<CurrencyHolder>>) {
    for module in &mut api.modules {
        for record in &mut module.records {
            let exact = exact(record);
            record.exact.extend(exact);
            let at = TypeRef::new(&module.name, &record.name);
            record.currency_holders = holders.get(&at).cloned().unwrap_or_default();
        }
        for group in &mut module.groups {
            fill_params(&mut group.members, None);
        }
        for operation in &mut module.operations {
            // The name is the API's for the currency of what a request is about; others, such as `preferred_currency_code`, are
            // for something else.
            operation.currency_param = operation
                .params
                .iter()
                .position(|param| param.ty == Type::Currency && param.name.wire == "currency_code");
            fill_params(&mut operation.params, operation.currency_param);
        }
    }
}

fn exact(record: &Record) -> Vec<Exact> {
    let place = |wire: &str| (record.fields.iter()).position(|field| field.name.wire == wire);
    let decimal = |field: &Field| {
        let mut fields = record.fields.iter().enumerate();
        fields.find_map(|(place, it)| match &it.ty {
            Type::Decimal(decimal) if decimal.of.as_deref() == Some(&field.name.wire) => {
                Some(Twin {
                    field: place,
                    charged: decimal.measure == Measure::Amount,
                })
            }
            _ => None,
        })
    };
    let from = |currency: &CurrencyAt| match currency {
        CurrencyAt::Sibling(code) => place(code).map(CurrencyFrom::Field),
        CurrencyAt::SiblingOrSite(code) => place(code).map(CurrencyFrom::FieldOrSite),
        CurrencyAt::Enclosing(_) | CurrencyAt::Resource(..) => Some(CurrencyFrom::Holder),
        CurrencyAt::Site => Some(CurrencyFrom::Site),
    };
    let numbers = record.fields.iter().enumerate();
    numbers
        .filter_map(|(field, it)| match &it.ty {
            Type::Amount(unit) => Some(Exact::Money {
                field,
                minor: unit.minor,
                decimal: decimal(it),
                currency: from(&unit.currency)?,
            }),
            Type::Decimal(decimal) => Some(Exact::Decimal {
                field,
                currency: from(decimal.currency.as_ref()?)?,
            }),
            Type::Int => Some(Exact::Count {
                field,
                decimal: decimal(it)?.field,
            }),
            _ => None,
        })
        .collect()
}

/// `request` is the place of the parameter that says the currency of the whole request.
fn fill_params(params: &mut [Param], request: Option<usize>) {
    let numbers: Vec<Option<Number>> = (params.iter())
        .map(|param| number(param, params, request))
        .collect();
    for (param, number) in params.iter_mut().zip(numbers) {
        param.number = number;
    }
}

fn number(param: &Param, beside: &[Param], request: Option<usize>) -> Option<Number> {
    let named = |wire: &str| beside.iter().position(|it| it.name.wire == wire);
    let place = |at: &CurrencyAt| match at {
        CurrencyAt::Sibling(code) => match named(code) {
            Some(code) if Some(code) == request => CurrencyPlace::Request,
            Some(code) => CurrencyPlace::Beside(code),
            None => CurrencyPlace::None,
        },
        // A request is about one thing, and its money of one currency, whichever resource has the code.
        CurrencyAt::Resource(..) => CurrencyPlace::Request,
        CurrencyAt::Site => CurrencyPlace::Site,
        // Refused before: nothing encloses a request, and it leaves nothing out that it means.
        CurrencyAt::Enclosing(_) | CurrencyAt::SiblingOrSite(_) => CurrencyPlace::None,
    };
    match param.ty.element() {
        Type::Amount(unit) => Some(Number {
            sent: if unit.minor { Sent::Minor } else { Sent::Major },
            currency: place(&unit.currency),
        }),
        Type::Decimal(decimal) => {
            let amount = decimal.of.as_deref().and_then(named);
            let amount = amount
                .and_then(|at| beside.get(at))
                .map(|it| it.ty.element());
            let currency = match (&decimal.currency, amount) {
                (Some(currency), _) => place(currency),
                (None, Some(Type::Amount(unit))) if decimal.measure.is_money() => {
                    place(&unit.currency)
                }
                _ => CurrencyPlace::None,
            };
            Some(Number {
                sent: Sent::Decimal(param.traits.max_length.unwrap_or(DECIMAL_DIGITS)),
                currency,
            })
        }
        _ => None,
    }
}

/// Which resources hold a record, at any depth, without going through another resource.
fn enclosing(api: &Api) -> BTreeMap<TypeRef, BTreeSet<TypeRef>> {
    let mut enclosing: BTreeMap<TypeRef, BTreeSet<TypeRef>> = BTreeMap::new();
    for (module, resource) in api.records().filter(|(_, it)| it.resource().is_some()) {
        let holder = module.reference(&resource.name);
        let mut open: Vec<&Record> = vec![resource];
        while let Some(record) = open.pop() {
            for field in &record.fields {
                let Type::Record(of) = field.ty.element() else {
                    continue;
                };
                let Some(inner) = api.record(of) else {
                    continue;
                };
                let new = inner.resource().is_none()
                    && (enclosing.entry(of.clone()).or_default()).insert(holder.clone());
                if new {
                    open.push(inner);
                }
            }
        }
    }
    enclosing
}

fn currency_holders(
    api: &Api,
    enclosing: &BTreeMap<TypeRef, BTreeSet<TypeRef>>,
) -> BTreeMap<TypeRef, Vec<CurrencyHolder>> {
    let holder = |record: &TypeRef, field: &str| {
        let field = api.record(record)?.field(field)?;
        Some(CurrencyHolder {
            record: record.clone(),
            field: field.name.clone(),
            presence: field.presence,
        })
    };
    let resource = |name: &str| {
        let (module, record) = api.resource(name)?;
        Some(module.reference(&record.name))
    };
    let mut holders: BTreeMap<TypeRef, Vec<CurrencyHolder>> = BTreeMap::new();
    for (module, record) in api.records() {
        let here = module.reference(&record.name);
        let mut found = BTreeSet::new();
        for field in &record.fields {
            let Some(currency) = field.ty.currency() else {
                continue;
            };
            match currency {
                CurrencyAt::Enclosing(code) => found.extend(
                    (enclosing.get(&here).into_iter().flatten())
                        .filter_map(|record| holder(record, code)),
                ),
                CurrencyAt::Resource(name, code) => {
                    found.extend(resource(name).and_then(|record| holder(&record, code)));
                }
                CurrencyAt::Sibling(_) | CurrencyAt::SiblingOrSite(_) | CurrencyAt::Site => {}
            }
        }
        // A record that says the currency of something else of its own type is no holder of itself.
        found.retain(|it| it.record != here);
        holders.insert(here, found.into_iter().collect());
    }
    holders
}
