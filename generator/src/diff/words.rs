//! Types, limits and lists in words: what a change says was and is.

use crate::model::{
    Catalog, CurrencyAt, Decimal, Field, Param, ParamKind, Record, TimeUnit, Type, Unit,
};

/// A type as a person would say it.
pub(super) fn of_type(ty: &Type) -> String {
    ty.words(&exact)
}

/// The same where two types have one name: with the modules that hold them.
pub(super) fn of_type_in_full(ty: &Type) -> String {
    let own = |ty: &Type| match ty {
        Type::Enum(of) => Some(format!("enum `{}::{}`", of.module, of.name)),
        Type::Record(of) => Some(format!("object `{}::{}`", of.module, of.name)),
        Type::Group(of) => Some(format!("group `{}::{}`", of.module, of.name)),
        other => exact(other),
    };
    ty.words(&own)
}

/// What a change has to tell apart: units, currencies, what a decimal measures.
fn exact(ty: &Type) -> Option<String> {
    match ty {
        Type::Amount(of) => Some(unit(of)),
        Type::Decimal(of) => Some(decimal(of)),
        Type::Time(TimeUnit::Seconds) => Some("instant in seconds".to_owned()),
        Type::Id(kind) => Some(format!("id of a `{kind}`")),
        _ => None,
    }
}

/// An amount with its unit and currency.
pub(super) fn unit(of: &Unit) -> String {
    let unit = if of.minor { "minor" } else { "major" };
    format!("amount in {unit} units, {}", currency(&of.currency))
}

fn currency(at: &CurrencyAt) -> String {
    match at {
        CurrencyAt::Sibling(field) => format!("currency in `{field}` beside it"),
        CurrencyAt::SiblingOrSite(field) => {
            format!("currency in `{field}` beside it, or of the site")
        }
        CurrencyAt::Enclosing(field) => format!("currency in `{field}` of the enclosing resource"),
        CurrencyAt::Resource(resource, field) => {
            format!("currency in `{field}` of the `{resource}`")
        }
        CurrencyAt::Site => "currency of the site".to_owned(),
    }
}

fn decimal(of: &Decimal) -> String {
    let measure = of.measure.name();
    let form = if of.number { "number" } else { "text" };
    let refines = of.of.as_ref();
    let refines = refines.map_or_else(String::new, |of| format!(", refines `{of}`"));
    let money = of.currency.as_ref();
    let money = money.map_or_else(String::new, |at| format!(", {}", currency(at)));
    format!("decimal {measure} as {form}{refines}{money}")
}

/// Who has it.
pub(super) fn catalog(of: Option<Catalog>) -> &'static str {
    match of {
        None => "both Product Catalogs",
        Some(Catalog::One) => "Product Catalog 1.0",
        Some(Catalog::Two) => "Product Catalog 2.0",
    }
}

/// What the spec writes, in backticks: text that says `none` is no absence of one.
pub(super) fn literal(text: &Option<String>) -> String {
    match text {
        Some(text) => format!("`{text}`"),
        None => "none".to_owned(),
    }
}

/// Names in backticks, with commas.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// An attribute that came or went.
pub(super) fn field(field: &Field) -> String {
    let mut text = of_type(&field.ty);
    if field.presence.is_plain() {
        text.push_str(", always there");
    }
    text
}

/// The fields of an object.
pub(super) fn fields(record: &Record) -> String {
    let fields = record.fields.iter();
    let fields = fields.map(|it| format!("`{}` ({})", it.name.wire, field(it)));
    fields.collect::<Vec<_>>().join(", ")
}

/// A parameter that came or went.
pub(super) fn param(param: &Param) -> String {
    let need = if param.required {
        "required"
    } else {
        "optional"
    };
    format!("{}, {need}", given(param))
}

/// How a parameter is given.
pub(super) fn given(param: &Param) -> String {
    match &param.kind {
        ParamKind::Value => of_type(&param.ty),
        ParamKind::Filter(operators) => {
            let operators = list(operators.names());
            format!("filter on {} by {operators}", of_type(&param.ty))
        }
        ParamKind::Sort(by) => format!("sort order by {}", list(by.iter().map(String::as_str))),
    }
}

/// `1 operation`, `2 operations`.
pub(super) fn count(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
