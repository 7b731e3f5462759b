//! Doc comments: the description, then what the model knows besides it.

use super::{
    markdown::{code, is_fence, line, text},
    types,
};
use crate::model::{
    Catalog, CurrencyAt, Enum, EnumValue, Measure, Module, OPERATORS, Operation, Param, ParamKind,
    Record, RetrySafety, Role, Section, Traits, Type,
};
use proc_macro2::TokenStream;
use quote::quote;

/// A paragraph for each text; each line of a text is a line of the comment.
pub(super) fn comment(paragraphs: &[String]) -> TokenStream {
    let mut lines = Vec::new();
    let mut in_code = false;
    for (at, paragraph) in paragraphs
        .iter()
        .filter(|text| !text.is_empty())
        .enumerate()
    {
        if at > 0 {
            lines.push(String::new());
        }
        for line in paragraph.lines() {
            in_code ^= is_fence(line);
            if in_code {
                lines.push(line.to_owned());
            } else {
                lines.extend(wrap(line));
            }
        }
    }
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

const WIDTH: usize = 110;

/// Breaks a line of prose; items of lists, tables and lines with links are left alone.
fn wrap(line: &str) -> Vec<String> {
    if line.len() <= WIDTH || line.starts_with(['-', '|']) || line.contains("](http") {
        return vec![line.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let Some(last) = lines.last_mut() else { break };
        if !last.is_empty() && last.len() + 1 + word.len() > WIDTH {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

/// What a module is about.
pub(super) fn about(module: &Module) -> &str {
    let resource = module.resource();
    resource.map_or("What several resources share.", |it| &it.docs)
}

/// What a record is: what the spec says of it, or what it is there for.
pub(super) fn record(module: &Module, record: &Record) -> TokenStream {
    let operation = module.operation_of(record);
    let request = operation.map_or("", |it| it.request.as_str());
    comment(&[match &record.role {
        Role::Resource(_) | Role::Object => text(&record.docs),
        Role::Response(_) => format!("What [`struct@{request}`] answers."),
        Role::Page(_) => format!("A page of the list that [`struct@{request}`] answers."),
        Role::Entry(_) => format!("An element of the list that [`struct@{request}`] answers."),
        Role::Event(name) => text(&format!("What an event of the type `{name}` carries.")),
        Role::Content { record, field } => text(&format!("What [`{record}::{field}`] holds.")),
    }])
}

/// The inner comment of a module.
pub(super) fn module(module: &Module) -> TokenStream {
    let mut lines = vec![format!(" {}", text(about(module)))];
    if let Some(url) = &module.url {
        lines.push(String::new());
        lines.push(format!(" [API reference]({url})"));
    }
    quote!(#(#![doc = #lines])*)
}

/// The inner comment of what stands inside of a module.
pub(super) fn section(module: &Module, section: Section) -> TokenStream {
    let name = &module.name;
    let line = match section {
        Section::Resource => String::new(),
        Section::Requests if module.operations.is_empty() => {
            " The groups of parameters that several resources take.".to_owned()
        }
        Section::Requests => {
            format!(" What the operations of `{name}` take: requests, and groups of parameters.")
        }
        Section::Responses => format!(" What the operations of `{name}` answer."),
        Section::Contents => " What the types of events carry.".to_owned(),
    };
    quote!(#![doc = #line])
}

/// What a parameter or member is.
pub(super) fn parameter(param: &Param) -> TokenStream {
    let mut facts = Vec::new();
    if let ParamKind::Filter(operators) = param.kind {
        let methods = OPERATORS.iter().filter(|(name, _)| operators.has(name));
        let methods: Vec<String> = methods.map(|(_, method)| code(method)).collect();
        facts.push(format!("Operators: {}.", methods.join(", ")));
    }
    with_facts(&param.traits, &param.ty, facts)
}

/// What a field is.
pub(super) fn described(traits: &Traits, ty: &Type) -> TokenStream {
    with_facts(traits, ty, Vec::new())
}

/// So many of the operations that take a member are named.
const NAMED: usize = 4;

fn with_facts(traits: &Traits, ty: &Type, mut facts: Vec<String>) -> TokenStream {
    match ty.element() {
        Type::Amount(unit) => {
            if !unit.minor {
                facts.push("In major units.".to_owned());
            }
            facts.push(currency(&unit.currency));
        }
        Type::Decimal(decimal) => {
            if let Some(of) = &decimal.of {
                facts.push(format!("Refines `{of}`."));
            }
            match decimal.measure {
                Measure::Price | Measure::Amount => facts.push("In major units.".to_owned()),
                Measure::Unknown => facts.push("The unit is not known.".to_owned()),
                Measure::Quantity | Measure::Rate => {}
            }
            facts.extend(decimal.currency.as_ref().map(currency));
        }
        _ => {}
    }
    facts.extend(
        traits
            .json
            .map(|kind| format!("Takes a JSON {}.", kind.name())),
    );
    facts.extend(limits(traits));
    if let Some(default) = &traits.default {
        facts.push(format!("Default: {}.", code(default)));
    }
    if !traits.without.is_empty() {
        let members: Vec<String> = traits.without.iter().map(|it| code(it)).collect();
        facts.push(format!("Takes no {} here.", members.join(", ")));
    }
    if !traits.taken_by.is_empty() {
        let (first, rest) = traits.taken_by.split_at(traits.taken_by.len().min(NAMED));
        let first: Vec<String> = first.iter().map(|it| code(it)).collect();
        let more = match rest.len() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        facts.push(format!("Only for {}{more}.", first.join(", ")));
    }
    if !traits.accepts.is_empty() {
        let values: Vec<String> = traits.accepts.iter().map(|value| code(value)).collect();
        facts.push(format!("Accepts {}.", values.join(", ")));
    }
    facts.extend(
        traits
            .catalog
            .map(|catalog| format!("{} only.", catalog_name(catalog))),
    );
    facts.extend(
        traits
            .renamed_from
            .as_ref()
            .map(|old| format!("API v1 calls it `{old}`.")),
    );
    if traits.sensitive {
        facts.push("Never printed by `Debug`.".to_owned());
    }
    let mut paragraphs = Vec::new();
    if traits.deprecated && !traits.docs.starts_with("Deprecated") {
        paragraphs.push("**Deprecated.**".to_owned());
    }
    paragraphs.push(text(&traits.docs));
    paragraphs.push(facts.join(" "));
    comment(&paragraphs)
}

/// The mark of what should no longer be used, with what to do instead where the description says it: behind its last semicolon.
pub(super) fn deprecated(deprecated: bool, docs: &str) -> Option<TokenStream> {
    let said = docs.split_once("Deprecated: ").map_or("", |(_, said)| said);
    let advice = said.rsplit_once("; ").map(|(_, advice)| advice);
    let advice = advice.or_else(|| said.contains("replace").then_some(said));
    let note = match advice {
        Some(advice) => {
            let mut letters = advice.chars();
            let first = letters.next().map(|it| it.to_ascii_uppercase());
            first.into_iter().chain(letters).collect()
        }
        None => "The API marks it as deprecated.".to_owned(),
    };
    deprecated.then(|| quote!(#[deprecated(note = #note)]))
}

/// The name in API v1, so that a search for it finds the new one.
pub(super) fn alias(renamed_from: Option<&String>, name: &str) -> TokenStream {
    match renamed_from {
        Some(old) if old != name => quote!(#[doc(alias = #old)]),
        _ => quote!(),
    }
}

/// The name in API v1, and those of what became this.
pub(super) fn aliases(renamed_from: Option<&String>, others: &[String], name: &str) -> TokenStream {
    let own = alias(renamed_from, name);
    let others = others.iter().filter(|it| Some(*it) != renamed_from);
    let others = others.map(|it| alias(Some(it), name));
    quote!(#own #(#others)*)
}

/// The names in API v1 of what must be given: arguments have no place of their own in the documentation.
pub(super) fn argument_aliases(params: &[Param]) -> TokenStream {
    // What has a setter too says them there.
    let required = params.iter().filter(|it| it.required);
    let aliases = required.map(|it| {
        aliases(
            it.traits.renamed_from.as_ref(),
            &it.traits.aliases,
            types::plain(&it.name.rust),
        )
    });
    quote!(#(#aliases)*)
}

fn currency(at: &CurrencyAt) -> String {
    match at {
        CurrencyAt::Sibling(field) => format!("Currency: `{field}`."),
        CurrencyAt::SiblingOrSite(field) => {
            format!("Currency: `{field}`, or the base currency of the site where that is not sent.")
        }
        CurrencyAt::Enclosing(field) => {
            format!("Currency: `{field}` of the resource that holds this.")
        }
        CurrencyAt::Resource(resource, field) => {
            format!("Currency: `{field}` of the {}.", resource.replace('_', " "))
        }
        CurrencyAt::Site => "Currency: the base currency of the site.".to_owned(),
    }
}

fn limits(traits: &Traits) -> Vec<String> {
    let mut limits = Vec::new();
    if let Some(length) = traits.max_length {
        let limit = format!("{length} characters");
        // Many descriptions say it in their own way.
        if !traits.docs.contains(&limit) {
            limits.push(format!("At most {limit}."));
        }
    }
    match (&traits.minimum, &traits.maximum) {
        (Some(low), Some(high)) => limits.push(format!("From {low} to {high}.")),
        (Some(low), None) => limits.push(format!("At least {low}.")),
        (None, Some(high)) => limits.push(format!("At most {high}.")),
        (None, None) => {}
    }
    limits
}

pub(super) fn catalog_name(catalog: Catalog) -> &'static str {
    match catalog {
        Catalog::One => "Product Catalog 1.0",
        Catalog::Two => "Product Catalog 2.0",
    }
}

/// What an enum classifies.
pub(super) fn enumeration(it: &Enum) -> TokenStream {
    comment(&[text(&it.docs)])
}

/// What a value of an enum means.
pub(super) fn enum_value(value: &EnumValue) -> TokenStream {
    let deprecated = value.deprecated && !value.docs.starts_with("Deprecated");
    let mark = if deprecated { "**Deprecated.**" } else { "" };
    let error = value.error.as_ref().map(|error| {
        let kind = error.kind.as_ref();
        let kind = kind.map_or_else(String::new, |kind| format!(", of the kind {}", code(kind)));
        let retry = match error.retry {
            Some(RetrySafety::Refused) => " It passes, and the request did nothing.",
            Some(RetrySafety::Temporary) => " It passes; the request may have done something.",
            None => "",
        };
        format!("HTTP {}{kind}.{retry}", error.status)
    });
    let renamed = value.renamed_from.as_ref();
    let renamed = renamed.map(|old| format!("API v1 calls it `{old}`."));
    let facts = error.or(renamed).unwrap_or_default();
    comment(&[mark.to_owned(), text(&value.docs), facts])
}

/// What an operation does, where it goes, and what must be given.
pub(super) fn operation(operation: &Operation, version: &str) -> TokenStream {
    let Operation { method, path, .. } = operation;
    let mut facts = vec![format!("`{method} /api/{version}{path}`")];
    facts.extend(
        operation
            .sub_domain
            .as_ref()
            .map(|name| format!("on the host `{{site}}.{name}`")),
    );
    facts.extend(
        operation
            .catalog
            .map(|catalog| catalog_name(catalog).to_owned()),
    );
    if operation.paged {
        facts.push("paged".to_owned());
    }
    facts.extend(
        operation
            .renamed_from
            .as_ref()
            .map(|old| format!("`{old}` in API v1")),
    );
    facts.extend(
        operation
            .url
            .as_ref()
            .map(|url| format!("[API reference]({url})")),
    );
    let mut paragraphs = Vec::new();
    if operation.deprecated && !operation.docs.starts_with("Deprecated") {
        paragraphs.push("**Deprecated.**".to_owned());
    }
    paragraphs.push(text(&operation.docs));
    paragraphs.push(facts.join(" · "));
    paragraphs.push(super::request_currency::docs(operation));
    let required: Vec<String> = (operation.params.iter())
        .filter(|param| param.is_argument())
        .map(|param| {
            let open = match (param.required, &param.ty) {
                (true, _) => "",
                (false, Type::List(_)) => " May be empty: then it is not sent.",
                (false, _) => " `UNSET` leaves it unset.",
            };
            let name = types::plain(&param.name.rust);
            format!("- `{name}`: {}{open}", required_docs(param))
        })
        .collect();
    paragraphs.push(required.join("\n"));
    comment(&paragraphs)
}

fn required_docs(param: &Param) -> String {
    let mut facts = vec![line(&param.traits.docs)];
    if let Type::Amount(unit) = &param.ty {
        facts.push(currency(&unit.currency));
    }
    facts.extend(limits(&param.traits));
    facts.join(" ")
}
