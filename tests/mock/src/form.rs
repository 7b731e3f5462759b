//! Forms and queries: pairs with names like `items[price][0]` to a JSON object of parameters, or a refusal.

mod filter;

use crate::{
    custom,
    refusal::Refusal,
    schema::{Operation, Param, Schema, Type},
    value,
};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The longest list; indices beyond it are no lists that anybody means.
const MAX_INDEX: usize = 9_999;

/// So much of a name that cannot be read is told.
const LONGEST_NAME: usize = 50;

/// The pairs of a form or query.
pub(crate) fn pairs(encoded: &str) -> Result<Vec<(String, String)>, Refusal> {
    let text = |part: &str| decode(&part.replace('+', " "));
    let refuse = |name: String, problem| {
        let name = name.chars().take(LONGEST_NAME).collect::<String>();
        Refusal::param(
            name,
            format!("{problem} is not UTF-8 text, percent-encoded"),
        )
    };
    let mut seen = BTreeSet::new();
    let mut pairs = Vec::new();
    for pair in encoded.split('&').filter(|it| !it.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // What a value holds is not told: it may be a card number.
        let name = text(name).ok_or_else(|| refuse(name.to_owned(), "the name"))?;
        let value = text(value).ok_or_else(|| refuse(name.clone(), "the value"))?;
        if !seen.insert(name.clone()) {
            return Err(Refusal::param(name, "is given twice"));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

/// The text of a segment, name or value. A `%` that starts no encoded byte is an error, as are bytes that are no text.
pub(crate) fn decode(encoded: &str) -> Option<String> {
    let mut rest = encoded.as_bytes();
    while let Some(at) = rest.iter().position(|it| *it == b'%') {
        let digits = rest.get(at + 1..at + 3)?;
        digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
        rest = &rest[at + 3..];
    }
    let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8();
    Some(decoded.ok()?.into_owned())
}

/// The parameters of an operation, typed, as an object of its wire names.
pub(crate) fn params(
    schema: &Schema,
    operation: &Operation,
    writes: bool,
    pairs: Vec<(String, String)>,
) -> Result<Map<String, Value>, Refusal> {
    params_and_unknown(schema, operation, writes, pairs, None)
}

/// The same; where a list is to ignore what the API does not know, the names of that are noted rather than refused.
pub(crate) fn params_and_unknown(
    schema: &Schema,
    operation: &Operation,
    writes: bool,
    pairs: Vec<(String, String)>,
    mut unknown: Option<&mut Vec<String>>,
) -> Result<Map<String, Value>, Refusal> {
    let mut given: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
    let mut custom = Map::new();
    for (key, text) in pairs {
        let (head, brackets) =
            split(&key).ok_or_else(|| Refusal::param(key.clone(), "is no name of a parameter"))?;
        let found = find(operation, &head, &brackets);
        match found {
            Some((param, rest)) => given.entry(&param.name).or_default().push(Pair {
                rest: brackets[rest..].to_vec(),
                key,
                text,
            }),
            None if operation.custom && custom::is_name(&head) => {
                custom_field(&mut custom, writes, &key, head, &brackets, text)?;
            }
            None => match &mut unknown {
                Some(unknown) if operation.paged => unknown.push(key),
                _ => return Err(Refusal::param(key, "is no parameter of this operation")),
            },
        }
    }
    let mut params = custom;
    for param in &operation.params {
        match given.remove(param.name.as_str()) {
            Some(pairs) => {
                let value = param_value(schema, param, writes, pairs)?;
                params.insert(param.name.clone(), value);
            }
            None if param.required => {
                return Err(Refusal::param(param.name.clone(), "cannot be blank"));
            }
            None => {}
        }
    }
    Ok(params)
}

struct Pair {
    /// As it was sent.
    key: String,
    /// What stands in brackets after the name of the parameter.
    rest: Vec<String>,
    text: String,
}

/// `a[b][0]` to `a` and `b`, `0`.
fn split(key: &str) -> Option<(String, Vec<String>)> {
    let Some((head, rest)) = key.split_once('[') else {
        return (!key.is_empty() && !key.contains(']')).then(|| (key.to_owned(), Vec::new()));
    };
    let inner = rest.strip_suffix(']')?;
    let brackets: Vec<String> = inner.split("][").map(str::to_owned).collect();
    let good = |it: &String| !it.is_empty() && !it.contains(['[', ']']);
    (!head.is_empty() && brackets.iter().all(good)).then(|| (head.to_owned(), brackets))
}

/// The parameter that a name is about, and how many brackets belong to its own name: `einvoice[status]` is a filter.
fn find<'a>(
    operation: &'a Operation,
    head: &str,
    brackets: &[String],
) -> Option<(&'a Param, usize)> {
    let named = |name: &str| operation.params.iter().find(|it| it.name == name);
    let nested = brackets
        .first()
        .and_then(|first| named(&format!("{head}[{first}]")));
    nested
        .map(|it| (it, 1))
        .or_else(|| named(head).map(|it| (it, 0)))
}

fn custom_field(
    custom: &mut Map<String, Value>,
    writes: bool,
    key: &str,
    head: String,
    brackets: &[String],
    text: String,
) -> Result<(), Refusal> {
    match (writes, brackets) {
        (true, []) => {
            custom.insert(head, custom::typed(&text));
        }
        (false, [operator]) => {
            let value = filter::custom(key, operator, &text)?;
            let operators = custom.entry(head).or_insert_with(|| Map::new().into());
            if let Some(operators) = operators.as_object_mut() {
                operators.insert(operator.clone(), value);
            }
        }
        _ => return Err(Refusal::param(key, "is no custom field")),
    }
    Ok(())
}

fn param_value(
    schema: &Schema,
    param: &Param,
    writes: bool,
    pairs: Vec<Pair>,
) -> Result<Value, Refusal> {
    if let Some(operators) = &param.filter {
        return filter::filter(schema, param, operators, pairs);
    }
    if let Some(attributes) = &param.sort {
        return filter::sort(attributes, &pairs);
    }
    match &param.ty {
        Type::Group(name) => group(schema, name, param, None, pairs.iter().collect()),
        Type::List(inner) => match inner.as_ref() {
            Type::Group(name) => groups(schema, name, param, &pairs),
            inner => list(schema, inner, param, &pairs),
        },
        _ => {
            let pair = one(&pairs, &[])?;
            scalar(schema, param, writes, pair)
        }
    }
}

/// The only pair, which must have these brackets.
fn one<'a>(pairs: &'a [Pair], brackets: &[&str]) -> Result<&'a Pair, Refusal> {
    match pairs {
        [pair] if pair.rest == brackets => Ok(pair),
        [.., pair] => Err(Refusal::param(
            pair.key.clone(),
            "takes a single value, without index",
        )),
        [] => Err(Refusal::param("", "is not given")),
    }
}

/// An empty value clears an attribute that can be without one.
fn scalar(schema: &Schema, param: &Param, writes: bool, pair: &Pair) -> Result<Value, Refusal> {
    if pair.text.is_empty() {
        return match writes && !param.required {
            true => Ok("".into()),
            false => Err(Refusal::param(pair.key.clone(), "cannot be blank")),
        };
    }
    value::from_text(schema, &param.ty, &param.limits, &pair.text)
        .map_err(|problem| Refusal::param(pair.key.clone(), problem))
}

/// The members of one group; of element `index` where the group is one of a list.
fn group(
    schema: &Schema,
    name: &str,
    taken: &Param,
    index: Option<usize>,
    pairs: Vec<&Pair>,
) -> Result<Value, Refusal> {
    let mut members = schema.group(name).unwrap_or_default();
    members.retain(|it| !taken.limits.without.contains(&it.name));
    let prefix = pairs
        .first()
        .map(|pair| pair.key.split('[').next().unwrap_or_default().to_owned());
    let mut given: BTreeMap<&str, Vec<&Pair>> = BTreeMap::new();
    let mut object = Map::new();
    for pair in pairs {
        if let [name] = pair.rest.as_slice()
            && taken.custom
            && custom::is_name(name)
        {
            object.insert(name.clone(), custom::typed(&pair.text));
            continue;
        }
        let member = pair
            .rest
            .first()
            .and_then(|first| members.iter().find(|it| it.name == *first));
        let member = member
            .ok_or_else(|| Refusal::param(pair.key.clone(), "is no parameter of this operation"))?;
        given.entry(&member.name).or_default().push(pair);
    }
    for member in &members {
        let sent = || {
            let suffix = index.map(|index| format!("[{index}]")).unwrap_or_default();
            format!(
                "{}[{}]{suffix}",
                prefix.as_deref().unwrap_or_default(),
                member.name
            )
        };
        let Some(pairs) = given.remove(member.name.as_str()) else {
            if member.required {
                return Err(Refusal::param(sent(), "cannot be blank"));
            }
            continue;
        };
        // The index of an element stands last, and was taken off by `groups`.
        let own: Vec<Pair> = (pairs.iter())
            .map(|pair| Pair {
                key: pair.key.clone(),
                rest: pair.rest[1..].to_vec(),
                text: pair.text.clone(),
            })
            .collect();
        let value = match &member.ty {
            Type::List(inner) => list(schema, inner, member, &own)?,
            _ => scalar(schema, member, true, one(&own, &[])?)?,
        };
        object.insert(member.name.clone(), value);
    }
    Ok(object.into())
}

/// A list of groups, column by column: the index stands last, from 0 and without gaps over all columns.
fn groups(schema: &Schema, name: &str, param: &Param, pairs: &[Pair]) -> Result<Value, Refusal> {
    let mut rows: BTreeMap<usize, Vec<Pair>> = BTreeMap::new();
    for pair in pairs {
        let (index, rest) = match pair.rest.split_last() {
            Some((last, rest)) if !rest.is_empty() => (index(&pair.key, last)?, rest),
            _ => {
                return Err(Refusal::param(
                    pair.key.clone(),
                    "should be a list: an index is missing",
                ));
            }
        };
        rows.entry(index).or_default().push(Pair {
            key: pair.key.clone(),
            rest: rest.to_vec(),
            text: pair.text.clone(),
        });
    }
    let mut list = Vec::new();
    for (expected, (row, pairs)) in rows.into_iter().enumerate() {
        if expected != row {
            return Err(Refusal::param(
                format!("{}[{expected}]", param.name),
                "is left out: indices count from 0 without gaps",
            ));
        }
        let pairs = pairs.iter().collect();
        list.push(group(schema, name, param, Some(row), pairs)?);
    }
    Ok(list.into())
}

/// A list of single values: `ids[0]`, `ids[1]`. One empty value clears it.
fn list(schema: &Schema, inner: &Type, param: &Param, pairs: &[Pair]) -> Result<Value, Refusal> {
    if let [pair] = pairs
        && pair.text.is_empty()
        && (pair.rest.is_empty() || pair.rest == ["0"])
        && !param.required
    {
        return Ok("".into());
    }
    let limits = param.limits.items.as_deref().cloned().unwrap_or_default();
    let mut values = BTreeMap::new();
    for pair in pairs {
        let [at] = pair.rest.as_slice() else {
            return Err(Refusal::param(
                pair.key.clone(),
                "should be a list: an index is missing",
            ));
        };
        let at = index(&pair.key, at)?;
        let value = value::from_text(schema, inner, &limits, &pair.text)
            .map_err(|problem| Refusal::param(pair.key.clone(), problem))?;
        values.insert(at, value);
    }
    if let Some((expected, _)) = (values.keys().enumerate()).find(|(expected, at)| expected != *at)
    {
        let name = format!("{}[{expected}]", param.name);
        return Err(Refusal::param(
            name,
            "is left out: indices count from 0 without gaps",
        ));
    }
    Ok(values.into_values().collect())
}

fn index(key: &str, text: &str) -> Result<usize, Refusal> {
    let plain = text == "0" || !text.starts_with('0') && text.bytes().all(|it| it.is_ascii_digit());
    (plain.then(|| text.parse().ok()).flatten())
        .filter(|index| *index <= MAX_INDEX)
        .ok_or_else(|| Refusal::param(key, "has no index that is a whole number"))
}
