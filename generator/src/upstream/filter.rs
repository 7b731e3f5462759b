//! Parameters that are written as objects, in the query and in a form: filters by operators, sort orders, and groups that hold
//! filters.

use super::{
    Reader,
    names::words,
    node::{At, Found},
    schema::{Place, member, values},
};
use crate::model::{
    Decimal, Measure, OPERATORS, Operators, Param, ParamKind, TimeUnit, Traits, Type,
};
use serde_json::Value;

/// Filters stand in groups (`coupon[id][is]`), and no deeper.
const MAX_NESTING: usize = 3;

/// The operators whose value is of the kind that is filtered by. Lists and ranges carry text, and `is_present` a boolean.
const TELLING: [&str; 10] = [
    "is",
    "is_not",
    "after",
    "before",
    "on",
    "gt",
    "gte",
    "lt",
    "lte",
    "starts_with",
];

type Pairs<'a> = [(&'a str, At<'a>)];

impl<'a> Reader<'a> {
    /// A parameter of the query, with what stands beside its schema.
    pub(super) fn query(
        &mut self,
        at: &At<'a>,
        wire: &str,
        place: &Place,
        params: &mut Vec<Param>,
    ) -> Found<()> {
        let Some(schema) = at.get("schema")? else {
            self.note(at, "a parameter without a schema; not read");
            return Ok(());
        };
        let start = params.len();
        self.spread(&schema, wire, at.flag("required")?, place, params)?;
        let deprecated = at.flag("deprecated")?;
        let docs = words(at.text_of("description")?.unwrap_or_default());
        let alone = params.len() == start + 1;
        for param in params.iter_mut().skip(start) {
            param.traits.deprecated |= deprecated;
            if param.traits.docs.is_empty() {
                param.traits.docs.clone_from(&docs);
            }
            if alone {
                param.traits.pointer = Some(at.pointer().to_string());
            }
        }
        Ok(())
    }

    /// A parameter as it goes over the wire: a value, a filter, a sort order or a group; or the filters that a group holds, each
    /// by its whole name.
    pub(super) fn spread(
        &mut self,
        at: &At<'a>,
        wire: &str,
        required: bool,
        place: &Place,
        params: &mut Vec<Param>,
    ) -> Found<()> {
        let depth = wire.matches('[').count();
        let resolved = self.resolve(at)?;
        let (properties, must) = self.properties(&resolved.at)?;
        if let Some(mut param) = self.by_operator(wire, &properties, place)? {
            param.required = required;
            for at in resolved.way() {
                param.traits.deprecated |= at.flag("deprecated")?;
            }
            let docs = resolved.text("description")?;
            if !docs.is_empty() {
                param.traits.docs = docs;
            }
            param.traits.pointer = Some(at.pointer().to_string());
            params.push(param);
            return Ok(());
        }
        if depth >= MAX_NESTING || !self.holds_filters(&properties, depth)? {
            params.push(self.param(at, wire, required, place)?);
            return Ok(());
        }
        let mut deprecated = false;
        for at in resolved.way() {
            deprecated |= at.flag("deprecated")?;
        }
        let start = params.len();
        for (name, property) in &properties {
            let required = required && must.contains(name);
            self.spread(
                property,
                &format!("{wire}[{name}]"),
                required,
                place,
                params,
            )?;
        }
        for param in params.iter_mut().skip(start) {
            param.traits.deprecated |= deprecated;
        }
        Ok(())
    }

    /// Whether an object holds filters, at whatever depth.
    fn holds_filters(&self, properties: &Pairs<'a>, depth: usize) -> Found<bool> {
        for (_, property) in properties {
            let inner = self.resolve(property)?.at;
            let (inner, _) = self.properties(&inner)?;
            if self.is_filter(&inner)?
                || depth + 1 < MAX_NESTING && self.holds_filters(&inner, depth + 1)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the properties of an object are the operators of a filter: all of them, and each with a single value. A group can
    /// have a member of such a name too, and then it has others.
    fn is_filter(&self, properties: &Pairs<'a>) -> Found<bool> {
        for (name, property) in properties {
            if !OPERATORS.iter().any(|(operator, _)| operator == name) {
                return Ok(false);
            }
            let value = self.resolve(property)?.at;
            let kind = value.value.get("type").and_then(Value::as_str);
            if matches!(kind, Some("object" | "array")) || value.value.get("properties").is_some() {
                return Ok(false);
            }
        }
        Ok(!properties.is_empty())
    }

    /// A filter or sort order: an object whose properties are operators or directions.
    fn by_operator(
        &mut self,
        wire: &str,
        properties: &Pairs<'a>,
        place: &Place,
    ) -> Found<Option<Param>> {
        let param = |ty, traits, kind| {
            Some(Param {
                number: None,
                name: member(wire),
                ty,
                required: false,
                kept_argument: false,
                kind,
                json_text: false,
                traits,
            })
        };
        let direction = |(name, _): &(&str, At<'_>)| ["asc", "desc"].contains(name);
        if !properties.is_empty() && properties.iter().all(direction) {
            let mut fields = Vec::new();
            for (_, direction) in properties {
                for field in values(&self.resolve(direction)?.at)? {
                    if !fields.contains(&field) {
                        fields.push(field);
                    }
                }
            }
            let kind = ParamKind::Sort(fields);
            return Ok(param(Type::Text, Traits::default(), kind));
        }
        if !self.is_filter(properties)? {
            return Ok(None);
        }
        let operators = Operators::of(properties.iter().map(|(name, _)| *name));
        let (ty, traits) = self.filtered_by(wire, properties, place)?;
        Ok(param(ty, traits, ParamKind::Filter(operators)))
    }

    /// What a filter takes. The operators with a single value say it, in `type` or, where all of them are text, in `format`; a list
    /// may say its values, and a range is known by its digits. Where nothing says it, it can be anything.
    fn filtered_by(
        &mut self,
        wire: &str,
        properties: &Pairs<'a>,
        place: &Place,
    ) -> Found<(Type, Traits)> {
        let find = |wanted: &str| properties.iter().find(|(name, _)| *name == wanted);
        if let Some((_, at)) = TELLING.iter().find_map(|it| find(it)) {
            let (ty, traits) = self.value(at, wire, place)?;
            let schema = self.resolve(at)?.at;
            let ty = match ty {
                Type::Text => of_format(&schema)?,
                ty => ty,
            };
            // A filter that is not given filters nothing, whatever counts elsewhere where its value is not given.
            let traits = Traits {
                default: None,
                ..traits
            };
            return Ok((ty, traits));
        }
        if let Some((_, at)) = find("in").or_else(|| find("not_in")) {
            let (ty, _) = self.value(at, wire, place)?;
            return Ok((ty, Traits::default()));
        }
        let ty = match find("between") {
            Some((_, at)) => of_format(&self.resolve(at)?.at)?,
            None => Type::Json,
        };
        Ok((ty, Traits::default()))
    }
}

/// What the text of a filter stands for: all that goes over the wire is text.
fn of_format(schema: &At<'_>) -> Found<Type> {
    let pattern = schema.text_of("pattern")?.unwrap_or_default();
    Ok(match schema.text_of("format")? {
        Some("unix-time") => Type::Time(TimeUnit::Seconds),
        Some("boolean") => Type::Bool,
        Some("number") if pattern.contains("\\d") && !pattern.contains("\\.") => Type::Int,
        Some("number") => Type::Decimal(Decimal {
            measure: Measure::Rate,
            of: None,
            currency: None,
            number: true,
        }),
        // A range of instants says no format.
        _ if pattern.contains("\\d{10}") => Type::Time(TimeUnit::Seconds),
        _ if pattern.contains("\\d+") => Type::Int,
        _ => Type::Text,
    })
}
