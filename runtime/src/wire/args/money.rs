//! Money and decimals of a request: everything is checked against everything else before anything is sent.

use super::{Arg, Args, CurrencyPlace, Entry, Group, Key, Names, Number, RequestCurrency, Sent};
use crate::{
    Currency, CurrencyTable, Decimal, ExactMoney, MoneyError, api::Said, error::ConfigError,
};

/// What the money of a request is checked by.
pub(crate) struct Terms<'a> {
    /// How the client counts currencies.
    pub(crate) table: &'a CurrencyTable,
    /// Whose currency counts.
    pub(crate) of: Option<&'a RequestCurrency>,
    /// The currency of that, as the caller holds it.
    pub(crate) given: Option<&'a Currency>,
}

type Result<T> = std::result::Result<T, ConfigError>;

/// Checks the money and the decimals of a request, and turns them into what is sent. Gives what the answer is compared with.
pub(crate) fn resolve(args: &mut Args, names: &Names, terms: &Terms<'_>) -> Result<Vec<Said>> {
    let answered = terms.of.is_some_and(|of| !of.answer.is_empty());
    let mut resolver = Resolver {
        terms,
        request: names
            .currency
            .and_then(|code| said(args, code, terms.table)),
        money: Vec::new(),
        stated: Vec::new(),
        converting: false,
    };
    resolver.compare_given()?;
    if holds_number(args, names) {
        let place = Place::default();
        resolver.args(args, names, &place)?;
        // Only now every currency is known that the request says anywhere.
        resolver.converting = true;
        resolver.args(args, names, &place)?;
    }
    let stated = resolver.stated;
    match stated.iter().find(|said| !said.elsewhere && !answered) {
        Some(said) => Err(untold(said, names, terms.of)),
        None => Ok(stated),
    }
}

/// Money whose currency nothing would ever be compared with: sent, it would be a bare number.
fn untold(said: &Said, names: &Names, of: Option<&RequestCurrency>) -> ConfigError {
    let Said { name, currency, .. } = said;
    let whose = match of.map(|of| of.of).unwrap_or_default() {
        "" => "a currency".to_owned(),
        "site" => "the base currency of the site".to_owned(),
        resource => format!("the currency of the {}", resource.replace('_', " ")),
    };
    let code = names.currency.map(|_| ", or with `currency_code`");
    ConfigError::new(format!(
        "`{name}` is in {currency} and would be sent as a bare number of {whose}, which neither the request nor its answer says: \
         say it with `currency_of`{}, or give the number as an `Amount` or a `Decimal`",
        code.unwrap_or_default()
    ))
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

/// The currency that a parameter says. A filter says one only where it asks for it and no other.
fn said(args: &Args, code: &str, table: &CurrencyTable) -> Option<Currency> {
    let says = |entry: &&Entry| {
        matches!(entry.key, Key::Param(name) if name == code)
            && matches!(entry.operator, None | Some("is"))
    };
    match &args.entries.iter().find(says)?.arg {
        Arg::Text(code) => Some(table.currency(code)),
        _ => None,
    }
}

struct Resolver<'a> {
    terms: &'a Terms<'a>,
    /// What the request says of itself.
    request: Option<Currency>,
    /// What money in the request says, and which parameter said it.
    money: Vec<(Scope, Currency, String)>,
    /// What the answer is compared with.
    stated: Vec<Said>,
    converting: bool,
}

/// What has one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// All that the request is about.
    Request,
    /// What is counted in the base currency of the site.
    Site,
    /// What has its code beside it: a place, and the name of the code there.
    Beside(Place, &'static str),
}

/// What parameters stand in: the request itself where there is no name, a group, or one of several groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Place {
    group: String,
    row: Option<usize>,
}

impl Place {
    /// A parameter as a user knows it: `amount`, `card[amount]`, `charges[amount][0]`.
    fn name_of(&self, param: &str) -> String {
        match (self.group.as_str(), self.row) {
            ("", _) => param.to_owned(),
            (group, None) => format!("{group}[{param}]"),
            (group, Some(row)) => format!("{group}[{param}][{row}]"),
        }
    }
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
    fn args(&mut self, args: &mut Args, names: &Names, place: &Place) -> Result<()> {
        for at in 0..args.entries.len() {
            let Some(Entry {
                key: Key::Param(param),
                ..
            }) = args.entries.get(at)
            else {
                continue;
            };
            let name = place.name_of(param);
            let number = names.numbers.iter().find(|number| number.name == *param);
            let param = number.map(|number| {
                let (scope, said) = match number.currency {
                    CurrencyPlace::None => (None, None),
                    CurrencyPlace::Request => (Some(Scope::Request), self.request.clone()),
                    CurrencyPlace::Site => (Some(Scope::Site), None),
                    CurrencyPlace::Beside(code) => (
                        Some(Scope::Beside(place.clone(), code)),
                        said(args, code, self.terms.table),
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
        let inside = |row| Place {
            group: name.to_owned(),
            row,
        };
        match (arg, param) {
            (Arg::Group(group), _) => self.args(&mut group.args, group.names, &inside(None)),
            (Arg::Groups(groups), _) => {
                (groups.iter_mut().enumerate()).try_for_each(|(row, group)| {
                    self.args(&mut group.args, group.names, &inside(Some(row)))
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

    /// Compares what the caller holds with what the request says. The answer is compared with it too.
    fn compare_given(&mut self) -> Result<()> {
        let Some(given) = self.terms.given else {
            return Ok(());
        };
        self.counts_alike("currency_of", given)?;
        if let Some(code) = self.request.as_ref().filter(|code| *code != given) {
            return Err(ConfigError::new(format!(
                "what `currency_of` was given is in {given} and the request's currency code is {code}: give both in one currency"
            )));
        }
        self.stated.push(Said {
            name: "currency_of".to_owned(),
            currency: given.clone(),
            elsewhere: true,
        });
        Ok(())
    }

    fn counts_alike(&self, name: &str, currency: &Currency) -> Result<()> {
        let counted = self.terms.table.currency(currency.as_str());
        if counted.exponent() == currency.exponent() {
            return Ok(());
        }
        Err(ConfigError::new(format!(
            "`{name}` counts {currency} with {} decimals and the client with {}: make the currency with the client's \
             table",
            currency.exponent(),
            counted.exponent()
        )))
    }

    /// Compares what money says with all that is known.
    fn compare(&mut self, currency: &Currency, param: &Param<'_>) -> Result<()> {
        let name = &param.name;
        self.counts_alike(name, currency)?;
        // A code beside it says its currency, and nobody else.
        let alone = matches!(param.scope, Some(Scope::Beside(..))) && param.said.is_some();
        let given = self.terms.given.filter(|_| !alone);
        if let Some(given) = given.filter(|given| *given != currency) {
            return Err(ConfigError::new(format!(
                "`{name}` is in {currency} and what `currency_of` was given in {given}: give both in one currency"
            )));
        }
        if !alone {
            self.stated.push(Said {
                name: name.clone(),
                currency: currency.clone(),
                elsewhere: given.is_some() || param.said.is_some(),
            });
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
            if let Some(given) = self.terms.given {
                return Some(given.clone());
            }
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
