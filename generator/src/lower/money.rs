//! What money and decimals mean together: amounts with their currencies, and whole numbers with the decimals that refine them.
//!
//! Runs when all records are known, because the currency of an amount may stand in a resource of another file.

use super::Context;
use crate::{
    finding::Finding,
    model::{
        CurrencyAt, CurrencyFrom, CurrencyHolder, CurrencyPlace, DECIMAL_DIGITS, Exact, Field,
        Measure, Module, Number, Param, Record, Sent, Twin, Type, TypeRef,
    },
};
use std::collections::{BTreeMap, BTreeSet};

impl Context<'_> {
    /// Says of every record and every parameter what its numbers mean.
    pub(super) fn fill_money(&self, modules: &mut [Module]) {
        let enclosing = enclosing(modules);
        let holders = currency_holders(modules, &enclosing);
        for ((module, record), holders) in &holders {
            for (one, next) in holders.iter().zip(holders.iter().skip(1)) {
                if one.record == next.record {
                    let message = format!(
                        "`{}` would give the amounts of `{module}.{record}` two currencies: `{}` and `{}`",
                        one.record.name, one.field, next.field
                    );
                    let help = "an object that stands inside a resource has one currency: name one field of it";
                    let schema = self.files.file(module).and_then(|file| {
                        let schemas = file.at().find("components")?.find("schemas")?;
                        Some(schemas.place_of(record))
                    });
                    let finding = match schema {
                        Some(place) => Finding::at(place, message),
                        None => Finding::general(message),
                    };
                    self.error(finding.help(help));
                }
            }
        }
        fill(modules, &holders);
    }
}

fn fill(modules: &mut [Module], holders: &BTreeMap<Key, Vec<CurrencyHolder>>) {
    for module in modules {
        for record in &mut module.records {
            let exact = exact(record);
            record.exact.extend(exact);
            let key = (module.name.clone(), record.name.clone());
            record.currency_holders = holders.get(&key).cloned().unwrap_or_default();
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
    let item = |ty: &Type| match ty {
        Type::List(inner) => (**inner).clone(),
        other => other.clone(),
    };
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
    match item(&param.ty) {
        Type::Amount(unit) => Some(Number {
            sent: if unit.minor { Sent::Minor } else { Sent::Major },
            currency: place(&unit.currency),
        }),
        Type::Decimal(decimal) => {
            let amount = decimal.of.as_deref().and_then(named);
            let amount = amount.and_then(|at| beside.get(at)).map(|it| item(&it.ty));
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

type Key = (String, String);

fn key(of: &TypeRef) -> Key {
    (of.module.clone(), of.name.clone())
}

/// Which resources hold a record, at any depth, without going through another resource.
fn enclosing(modules: &[Module]) -> BTreeMap<Key, BTreeSet<TypeRef>> {
    let records: BTreeMap<Key, &Record> = (modules.iter())
        .flat_map(|module| {
            let records = module.records.iter();
            records.map(|record| ((module.name.clone(), record.name.clone()), record))
        })
        .collect();
    let mut enclosing: BTreeMap<Key, BTreeSet<TypeRef>> = BTreeMap::new();
    for ((module, name), resource) in &records {
        if resource.resource.is_none() {
            continue;
        }
        let holder = TypeRef {
            module: module.clone(),
            name: name.clone(),
        };
        let mut open: Vec<&Record> = vec![resource];
        while let Some(record) = open.pop() {
            for field in &record.fields {
                let ty = match &field.ty {
                    Type::List(inner) => inner,
                    other => other,
                };
                let Type::Record(of) = ty else { continue };
                let Some(inner) = records.get(&key(of)) else {
                    continue;
                };
                let new = inner.resource.is_none()
                    && enclosing.entry(key(of)).or_default().insert(holder.clone());
                if new {
                    open.push(inner);
                }
            }
        }
    }
    enclosing
}

fn currency_holders(
    modules: &[Module],
    enclosing: &BTreeMap<Key, BTreeSet<TypeRef>>,
) -> BTreeMap<Key, Vec<CurrencyHolder>> {
    let holder = |record: &TypeRef, field: &str| {
        let module = modules.iter().find(|module| module.name == record.module)?;
        let found = module.records.iter().find(|it| it.name == record.name)?;
        let field = found.fields.iter().find(|it| it.name.wire == field)?;
        Some(CurrencyHolder {
            record: record.clone(),
            field: field.name.rust.clone(),
            guaranteed: field.guaranteed,
        })
    };
    let resource = |name: &str| {
        let module = modules.iter().find(|module| module.name == name)?;
        let record = module.records.iter().find(|it| it.resource.is_some())?;
        Some(TypeRef {
            module: module.name.clone(),
            name: record.name.clone(),
        })
    };
    let mut holders: BTreeMap<Key, Vec<CurrencyHolder>> = BTreeMap::new();
    for module in modules {
        for record in &module.records {
            let here = (module.name.clone(), record.name.clone());
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
            found.retain(|it| key(&it.record) != here);
            holders.insert(here, found.into_iter().collect());
        }
    }
    holders
}
