//! Money and decimals of a request: everything is checked against everything else before anything is sent.

use super::{Arg, Args, Entry, Group, Key, Names};
use crate::{Currency, CurrencyTable, Decimal, ExactMoney, error::ConfigError};

/// What must be known of a parameter that is money or a decimal.
#[derive(Debug)]
pub struct Number {
    /// The number of the parameter.
    pub index: u16,
    /// What is sent.
    pub sent: Sent,
    /// Where its currency stands.
    pub currency: CurrencyPlace,
}

/// How a number is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// As a whole number of the currency's smallest unit.
    Minor,
    /// As a whole number of the currency's major unit.
    Major,
    /// As a decimal of at most that many characters; of the major unit, where it is money.
    Decimal(u16),
}

/// Where the currency of a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyPlace {
    /// It has none: it is a quantity or a rate.
    None,
    /// In a parameter beside it, by its number.
    Beside(u16),
    /// In a field of a resource that the request makes or changes, such as `subscription.currency_code`. Where the request
    /// has a parameter for its currency, it is that one.
    Resource(&'static str),
    /// It is the base currency of the site.
    Site,
}

type Result<T> = std::result::Result<T, ConfigError>;

/// Checks the money and the decimals of a request, and turns them into what is sent.
pub(crate) fn resolve(args: &mut Args, names: &Names, table: &CurrencyTable) -> Result<()> {
    if !args.entries.iter().any(|entry| is_number(&entry.arg)) {
        return Ok(());
    }
    let request = names.currency.and_then(|index| said(args, index, table));
    let mut resolver = Resolver {
        table,
        request,
        resources: Vec::new(),
        converting: false,
    };
    resolver.args(args, names, "")?;
    // Only now every currency is known that the request says anywhere.
    resolver.converting = true;
    resolver.args(args, names, "")
}

fn is_number(arg: &Arg) -> bool {
    match arg {
        Arg::Decimal(_) | Arg::Money(_) | Arg::Exact(_) => true,
        Arg::List(list) | Arg::JsonList(list) => list.iter().any(is_number),
        Arg::Group(group) => holds_number(group),
        Arg::Groups(groups) => groups.iter().any(holds_number),
        _ => false,
    }
}

fn holds_number(group: &Group) -> bool {
    group.args.entries.iter().any(|entry| is_number(&entry.arg))
}

/// The currency that parameter `index` says.
fn said(args: &Args, index: u16, table: &CurrencyTable) -> Option<Currency> {
    let entry = (args.entries.iter()).find(|entry| entry.key == Key::Param(index))?;
    match &entry.arg {
        Arg::Text(code) => Some(table.currency(code)),
        _ => None,
    }
}

struct Resolver<'a> {
    table: &'a CurrencyTable,
    /// What the request says of itself.
    request: Option<Currency>,
    /// What money in the request says of the currency of a resource, and which parameter said it.
    resources: Vec<(&'static str, Currency, String)>,
    converting: bool,
}

/// A parameter that is being looked at.
struct Param<'n> {
    number: &'n Number,
    /// As a user knows it: `charges[amount][0]`.
    name: String,
    /// What the parameter beside it says, where its currency stands beside it.
    beside: Option<Currency>,
}

impl Resolver<'_> {
    /// `place` is what stands before the names: `charges`, and behind: an index.
    fn args(&mut self, args: &mut Args, names: &Names, place: &str) -> Result<()> {
        for at in 0..args.entries.len() {
            let beside = |index| said(args, index, self.table);
            let Some(Entry {
                key: Key::Param(index),
                ..
            }) = args.entries.get(at)
            else {
                continue;
            };
            let name = names
                .names
                .get(usize::from(*index))
                .copied()
                .unwrap_or_default();
            let name = name.replace("%5B", "[").replace("%5D", "]");
            let name = match place.split_once('#') {
                None => name,
                Some((group, row)) => format!("{group}[{name}]{row}"),
            };
            let number = names.numbers.iter().find(|number| number.index == *index);
            let param = number.map(|number| Param {
                number,
                name: name.clone(),
                beside: match number.currency {
                    CurrencyPlace::Beside(index) => beside(index),
                    _ => None,
                },
            });
            if let Some(entry) = args.entries.get_mut(at) {
                self.arg(&mut entry.arg, param.as_ref(), &name)?;
            }
        }
        Ok(())
    }

    fn arg(&mut self, arg: &mut Arg, param: Option<&Param<'_>>, name: &str) -> Result<()> {
        match (arg, param) {
            (Arg::Group(group), _) => self.args(&mut group.args, group.names, &format!("{name}#")),
            (Arg::Groups(groups), _) => {
                (groups.iter_mut().enumerate()).try_for_each(|(row, group)| {
                    self.args(&mut group.args, group.names, &format!("{name}#[{row}]"))
                })
            }
            (Arg::List(list) | Arg::JsonList(list), _) => {
                (list.iter_mut()).try_for_each(|arg| self.arg(arg, param, name))
            }
            (arg, Some(param)) if self.converting => {
                if let Some(converted) = self.convert(arg, param)? {
                    *arg = converted;
                }
                Ok(())
            }
            (Arg::Money(money), Some(param)) => self.compare(money.currency(), param),
            (Arg::Exact(exact), Some(param)) => self.compare(exact.currency(), param),
            _ => Ok(()),
        }
    }

    /// Compares what money says with all that is known.
    fn compare(&mut self, currency: &Currency, param: &Param<'_>) -> Result<()> {
        let name = &param.name;
        let counted = self.table.currency(currency.as_str());
        if counted.exponent() != currency.exponent() {
            return Err(ConfigError::new(format!(
                "`{name}` counts {currency} with {} decimals and the client with {}: make the currency with the client's \
                 table",
                currency.exponent(),
                counted.exponent()
            )));
        }
        let differs = |other: &Currency, says: String| {
            Err(ConfigError::new(format!(
                "`{name}` is in {currency} and {says} {other}: give both in one currency"
            )))
        };
        match param.number.currency {
            CurrencyPlace::Beside(_) => match &param.beside {
                Some(other) if other != currency => {
                    return differs(other, "the currency code beside it is".to_owned());
                }
                _ => {}
            },
            CurrencyPlace::Resource(resource) => {
                if let Some(other) = self.request.as_ref().filter(|other| *other != currency) {
                    return differs(other, "the request's currency code is".to_owned());
                }
                match self.resources.iter().find(|(known, ..)| *known == resource) {
                    Some((_, other, by)) if other != currency => {
                        return differs(other, format!("`{by}` in"));
                    }
                    Some(_) => {}
                    None => (self.resources).push((resource, currency.clone(), name.clone())),
                }
            }
            CurrencyPlace::None | CurrencyPlace::Site => {}
        }
        Ok(())
    }

    /// The currency of a parameter, where the request says it.
    fn known(&self, param: &Param<'_>) -> Option<Currency> {
        match param.number.currency {
            CurrencyPlace::Beside(_) => param.beside.clone(),
            CurrencyPlace::Resource(resource) => self.request.clone().or_else(|| {
                let same = |(known, ..): &&(&str, Currency, String)| *known == resource;
                let (_, currency, _) = self.resources.iter().find(same)?;
                Some(currency.clone())
            }),
            CurrencyPlace::None | CurrencyPlace::Site => None,
        }
    }

    /// What is sent for money or a decimal; nothing where it is neither.
    fn convert(&self, arg: &Arg, param: &Param<'_>) -> Result<Option<Arg>> {
        let wrong = |problem: &dyn std::fmt::Display| {
            Err(ConfigError::new(format!("`{}`: {problem}", param.name)))
        };
        let exact = match arg {
            Arg::Money(money) => ExactMoney::from(money.clone()),
            Arg::Exact(exact) => exact.clone(),
            Arg::Decimal(decimal) => match self.known(param) {
                Some(currency) => ExactMoney::new(decimal.clone(), currency),
                None if !matches!(param.number.sent, Sent::Decimal(_)) => {
                    return wrong(
                        &"a decimal alone does not say its currency: give `Money`, or the request's currency code",
                    );
                }
                None => return checked(decimal, param).map(Some),
            },
            _ => return Ok(None),
        };
        let whole = match param.number.sent {
            Sent::Minor => exact.to_money().map(|money| money.amount().minor()),
            Sent::Major => exact.to_whole(),
            Sent::Decimal(_) => return self.decimal(&exact, param).map(Some),
        };
        match whole {
            Ok(whole) => Ok(Some(Arg::Int(whole))),
            Err(problem) => wrong(&problem),
        }
    }

    fn decimal(&self, exact: &ExactMoney, param: &Param<'_>) -> Result<Arg> {
        // The API takes no decimal places for such currencies, not even zeros.
        if exact.currency().exponent() == 0 && exact.major().as_str().contains('.') {
            let (name, currency, major) = (&param.name, exact.currency(), exact.major());
            return Err(ConfigError::new(format!(
                "`{name}`: {currency} has no decimal places: write `{major}` without any"
            )));
        }
        checked(exact.major(), param)
    }
}

/// A decimal as the API takes it: no exponent, and no more characters than it reads.
fn checked(decimal: &Decimal, param: &Param<'_>) -> Result<Arg> {
    let (name, text) = (&param.name, decimal.as_str());
    if decimal.has_exponent() {
        return Err(ConfigError::new(format!(
            "`{name}`: `{text}` has an exponent: write it out"
        )));
    }
    let length = text.len();
    let most = match param.number.sent {
        Sent::Decimal(most) => usize::from(most),
        Sent::Minor | Sent::Major => usize::MAX,
    };
    if length > most {
        return Err(ConfigError::new(format!(
            "`{name}`: `{text}` has {length} characters, the API takes {most} at most"
        )));
    }
    Ok(Arg::Decimal(decimal.clone()))
}

#[cfg(test)]
mod tests;
