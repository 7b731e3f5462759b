//! The parameters of an operation, and what must be known of them before they are sent.

/// The names of the parameters of an operation, or of the members of a group of parameters.
#[derive(Debug)]
pub struct Names {
    /// Wire names, `line_item[customer_id]`, in the order in which they are sent.
    pub names: &'static [&'static str],
    /// Parameters that are never printed.
    pub sensitive: &'static [&'static str],
    /// Parameters that are money or decimals: what is checked before anything is sent.
    pub numbers: &'static [Number],
    /// Parameters that take JSON of one kind.
    pub json: &'static [(&'static str, JsonValue)],
    /// What the API takes, each with the parameters that it holds for.
    pub limits: &'static [(Limit, &'static [&'static str])],
    /// Parameters that are filters: the operators that each takes, a bit for each operator, in the order of `OPERATORS`.
    pub filters: &'static [(&'static str, u16)],
    /// Members of a group that not every operation takes which takes the group: those that do, with spaces between them.
    pub takers: &'static [(&'static str, &'static str)],
    /// The parameter that says the currency of the whole request, where there is one.
    pub currency: Option<&'static str>,
}

/// The operators of filters, as they stand on the wire. Generated code knows their order.
pub(crate) const OPERATORS: [&str; 14] = [
    "is",
    "is_not",
    "in",
    "not_in",
    "starts_with",
    "is_present",
    "between",
    "gt",
    "gte",
    "lt",
    "lte",
    "on",
    "before",
    "after",
];

impl Names {
    /// Names of parameters of which nothing else is known.
    #[must_use]
    pub const fn plain(names: &'static [&'static str]) -> Self {
        Self {
            names,
            sensitive: &[],
            numbers: &[],
            json: &[],
            limits: &[],
            filters: &[],
            takers: &[],
            currency: None,
        }
    }

    /// A name, as it stands here.
    pub(crate) fn known(&self, name: &str) -> Option<&'static str> {
        self.names.iter().copied().find(|known| *known == name)
    }

    /// Where a name stands; behind all others where it does not.
    pub(crate) fn place(&self, name: &str) -> usize {
        let place = self.names.iter().position(|known| *known == name);
        place.unwrap_or(usize::MAX)
    }

    /// The operators that a parameter takes, where it is a filter.
    pub(crate) fn operators(
        &self,
        name: &str,
    ) -> Option<impl Iterator<Item = &'static str> + Clone> {
        let (_, bits) = self.filters.iter().find(|(param, _)| *param == name)?;
        let all = OPERATORS.into_iter().enumerate();
        Some(all.filter_map(move |(bit, name)| (bits >> bit & 1 == 1).then_some(name)))
    }
}

/// What must be known of a parameter that is money or a decimal.
#[derive(Debug)]
pub struct Number {
    /// The parameter.
    pub name: &'static str,
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
    /// In a parameter beside it.
    Beside(&'static str),
    /// It is the currency of what the request is about, as all money of it: the request's own code says it, or nothing does.
    Request,
    /// It is the base currency of the site.
    Site,
}

/// Whose currency the money of a request is in that has no code of its own.
#[derive(Debug)]
pub struct RequestCurrency {
    /// The resource, or `site` for the base currency of the site; empty where each amount has a code that must be given.
    pub of: &'static str,
    /// Where the answer says the currency; empty where it does not.
    pub answer: &'static [&'static str],
}

/// The only kind of JSON that a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonValue {
    /// An object.
    Object,
    /// An array.
    Array,
}

/// What the API takes for a parameter, beyond its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Text of at most that many characters.
    Chars(u32),
    /// A whole number from the first to the second.
    Range(i64, i64),
    /// A list that holds something.
    NotEmpty,
    /// The code of a currency.
    Currency,
    /// A value of an enum, but none of these, which have spaces between them.
    NoneOf(&'static str),
    /// A group without these members, which have spaces between them.
    Without(&'static str),
}
