//! Money and decimals of a request: everything is checked against everything else before anything is sent.

use super::{Arg, Args, Entry, Group, Key, Names};
use crate::{Currency, CurrencyTable, Decimal, ExactMoney, MoneyError, error::ConfigError};

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
    /// It is the currency of what the request is about, as all money of it: the request's own code says it, or nothing does.
    Request,
    /// It is the base currency of the site.
    Site,
}

type Result<T> = std::result::Result<T, ConfigError>;

/// Checks the money and the decimals of a request, and turns them into what is sent.
pub(crate) fn resolve(args: &mut Args, names: &Names, table: &CurrencyTable) -> Result<()> {
    if !holds_number(args, names) {
        return Ok(());
    }
    let mut resolver = Resolver {
        table,
        request: names.currency.and_then(|index| said(args, index, table)),
        money: Vec::new(),
        converting: false,
    };
    resolver.args(args, names, "")?;
    // Only now every currency is known that the request says anywhere.
    resolver.converting = true;
    resolver.args(args, names, "")
}

fn holds_number(args: &Args, names: &Names) -> bool {
    let whole = (names.numbers.iter()).any(|number| number.sent == Sent::Major);
    (args.entries.iter()).any(|entry| match &entry.arg {
        Arg::Int(_) => whole,
        arg => is_number(arg),
    })
}

fn is_number(arg: &Arg) -> bool {
    let group = |group: &Group| holds_number(&group.args, group.names);
    match arg {
        Arg::Decimal(_) | Arg::Money(_) | Arg::Exact(_) => true,
        Arg::List(list) | Arg::JsonList(list) => list.iter().any(is_number),
        Arg::Group(one) => group(one),
        Arg::Groups(groups) => groups.iter().any(group),
        _ => false,
    }
}

/// The currency that parameter `index` says. A filter says one only where it asks for it and no other.
fn said(args: &Args, index: u16, table: &CurrencyTable) -> Option<Currency> {
    let says = |entry: &&Entry| {
        entry.key == Key::Param(index) && matches!(entry.operator, None | Some("is"))
    };
    match &args.entries.iter().find(says)?.arg {
        Arg::Text(code) => Some(table.currency(code)),
        _ => None,
    }
}

struct Resolver<'a> {
    table: &'a CurrencyTable,
    /// What the request says of itself.
    request: Option<Currency>,
    /// What money in the request says, and which parameter said it.
    money: Vec<(Scope, Currency, String)>,
    converting: bool,
}

/// What has one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// All that the request is about.
    Request,
    /// What is counted in the base currency of the site.
    Site,
    /// What has its code beside it: a place, and the code's number there.
    Beside(String, u16),
}

/// A parameter that is being looked at.
struct Param<'n> {
    number: &'n Number,
    /// As a user knows it: `charges[amount][0]`.
    name: String,
    /// What it shares its currency with, where it has one.
    scope: Option<Scope>,
    /// What the code says that its currency stands in.
    said: Option<Currency>,
}

impl Resolver<'_> {
    /// `place` is what stands before the names: `charges`, and behind: an index.
    fn args(&mut self, args: &mut Args, names: &Names, place: &str) -> Result<()> {
        for at in 0..args.entries.len() {
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
            let param = number.map(|number| {
                let (scope, said) = match number.currency {
                    CurrencyPlace::None => (None, None),
                    CurrencyPlace::Request => (Some(Scope::Request), self.request.clone()),
                    CurrencyPlace::Site => (Some(Scope::Site), None),
                    CurrencyPlace::Beside(code) => (
                        Some(Scope::Beside(place.to_owned(), code)),
                        said(args, code, self.table),
                    ),
                };
                Param {
                    number,
                    name: name.clone(),
                    scope,
                    said,
                }
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
        let Some(scope) = &param.scope else {
            return Ok(());
        };
        let differs = |other: &Currency, says: &str| {
            Err(ConfigError::new(format!(
                "`{name}` is in {currency} and {says} {other}: give both in one currency"
            )))
        };
        if let Some(code) = param.said.as_ref().filter(|code| *code != currency) {
            return match scope {
                Scope::Beside(..) => differs(code, "the currency code beside it is"),
                _ => differs(code, "the request's currency code is"),
            };
        }
        match self.money.iter().find(|(known, ..)| known == scope) {
            Some((_, other, by)) if other != currency => differs(other, &format!("`{by}` in")),
            Some(_) => Ok(()),
            None => {
                let known = (scope.clone(), currency.clone(), name.clone());
                self.money.push(known);
                Ok(())
            }
        }
    }

    /// The currency of a parameter, where the request says it.
    fn known(&self, param: &Param<'_>) -> Option<Currency> {
        param.said.clone().or_else(|| {
            let scope = param.scope.as_ref()?;
            let (_, currency, _) = self.money.iter().find(|(known, ..)| known == scope)?;
            Some(currency.clone())
        })
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
            // An `Amount` counts the smallest unit.
            Arg::Int(_) if param.number.sent == Sent::Major => {
                return wrong(
                    &"it counts whole units of the currency: give `Money`, which says how many an amount is",
                );
            }
            _ => return Ok(None),
        };
        if !exact.currency().is_code() {
            return wrong(&MoneyError::NotACode(exact.currency().clone()));
        }
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
