//! The wire form of arguments: `application/x-www-form-urlencoded` for bodies and queries, JSON for the few JSON bodies.
//!
//! - a value: `po_number=7`
//! - a group: `shipping_address[city]=Rome`
//! - a list: `coupon_ids[0]=a`
//! - a list of groups, column by column with the index last: `subscription_items[item_price_id][0]=pro`. A member that an
//!   element lacks leaves a gap in the numbers.
//! - a filter: `status[is]=active`; operators that take several values carry JSON text.

use crate::wire::args::{Arg, Args, Entry, Group, Names};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Everything but RFC 3986's unreserved characters: reads the same in a path, a query and a form.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(crate) fn encode_into(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// The arguments as a form or a query string.
#[must_use]
pub fn encode(args: &Args, names: &Names) -> String {
    let mut out = String::new();
    write_args(&mut out, "", args, names, "");
    out
}

/// Writes `args`, whose names stand inside `prefix` if there is one, with `suffix` (an index) behind each name.
fn write_args(out: &mut String, prefix: &str, args: &Args, names: &Names, suffix: &str) {
    for entry in args.sorted(names) {
        write_entry(out, prefix, entry, suffix);
    }
}

fn write_entry(out: &mut String, prefix: &str, entry: &Entry, suffix: &str) {
    let mut key = String::with_capacity(prefix.len() + 24);
    let name = entry.key.name();
    if prefix.is_empty() {
        encode_into(&mut key, name);
    } else {
        key.push_str(prefix);
        push_bracketed(&mut key, name);
    }
    if let Some(operator) = entry.operator {
        push_bracketed(&mut key, operator);
    }
    write_arg(out, &key, &entry.arg, suffix);
}

fn push_bracketed(key: &mut String, name: &str) {
    key.push_str("%5B");
    encode_into(key, name);
    key.push_str("%5D");
}

fn write_arg(out: &mut String, key: &str, arg: &Arg, suffix: &str) {
    match arg {
        Arg::Clear => pair(out, key, suffix, ""),
        Arg::Bool(true) => pair(out, key, suffix, "true"),
        Arg::Bool(false) => pair(out, key, suffix, "false"),
        Arg::Int(number) => pair(out, key, suffix, &number.to_string()),
        Arg::Text(text) => pair(out, key, suffix, text),
        Arg::Decimal(decimal) => pair(out, key, suffix, decimal.sent()),
        Arg::Money(money) => pair(out, key, suffix, &money.amount().to_string()),
        Arg::Exact(exact) => pair(out, key, suffix, exact.major().sent()),
        Arg::Json(json) => pair(out, key, suffix, json.as_str()),
        // Its keys are text and its values have JSON forms, so this cannot fail.
        Arg::JsonList(values) => {
            pair(
                out,
                key,
                suffix,
                &serde_json::to_string(values).unwrap_or_default(),
            );
        }
        Arg::List(values) => {
            for (index, value) in values.iter().enumerate() {
                write_arg(out, key, value, &format!("{suffix}%5B{index}%5D"));
            }
        }
        Arg::Group(group) => write_args(out, key, &group.args, group.names, suffix),
        Arg::Groups(groups) => write_columns(out, key, groups),
    }
}

/// Column by column: every element's first member, then every element's second.
fn write_columns(out: &mut String, key: &str, groups: &[Group]) {
    let Some(names) = groups.first().map(|group| group.names) else {
        return;
    };
    let rows = groups.iter().enumerate();
    let rows = rows.flat_map(|(row, group)| group.args.entries.iter().map(move |it| (row, it)));
    let mut rows: Vec<(usize, &Entry)> = rows.collect();
    // Members of one row keep the order in which they were set, where they stand in one place.
    rows.sort_by_cached_key(|(row, entry)| (entry.key.place(names), *row));
    for (row, entry) in rows {
        write_entry(out, key, entry, &format!("%5B{row}%5D"));
    }
}

fn pair(out: &mut String, key: &str, suffix: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    out.push_str(key);
    out.push_str(suffix);
    out.push('=');
    encode_into(out, value);
}

/// The arguments as a JSON object.
pub(crate) fn to_json(args: &Args, names: &Names) -> serde_json::Result<String> {
    serde_json::to_string(&AsJson { args, names })
}

struct AsJson<'a> {
    args: &'a Args,
    names: &'a Names,
}

impl Serialize for AsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for entry in self.args.sorted(self.names) {
            map.serialize_entry(entry.key.name(), &entry.arg)?;
        }
        map.end()
    }
}

impl Serialize for Arg {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Clear => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Decimal(value) => serializer.serialize_str(value.sent()),
            Self::Money(value) => serializer.serialize_i64(value.amount().minor()),
            Self::Exact(value) => serializer.serialize_str(value.major().sent()),
            Self::Json(value) => value.serialize(serializer),
            Self::List(values) | Self::JsonList(values) => serializer.collect_seq(values),
            Self::Group(group) => group.serialize(serializer),
            Self::Groups(groups) => serializer.collect_seq(groups),
        }
    }
}

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        AsJson {
            args: &self.args,
            names: self.names,
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::args::{CLEAR, Key, list_arg};

    static ITEM: Names = Names::plain(&["id", "quantity"]);
    static NAMES: Names =
        Names::plain(&["po_number", "items", "ids", "einvoice[status]", "address"]);

    fn item(id: Option<&str>, quantity: Option<i64>) -> Group {
        let mut group = Group::new(&ITEM);
        group.set::<String>("id", id);
        group.set::<i64>("quantity", quantity);
        group
    }

    fn form(set: impl FnOnce(&mut Group)) -> String {
        let mut group = Group::new(&NAMES);
        set(&mut group);
        encode(&group.args, &NAMES)
    }

    #[test]
    fn unset_clear_and_value_are_three_things() {
        assert_eq!(form(|_| {}), "");
        assert_eq!(form(|it| it.set::<String>("po_number", None::<&str>)), "");
        assert_eq!(
            form(|it| it.set::<String>("po_number", CLEAR)),
            "po_number="
        );
        assert_eq!(
            form(|it| it.set::<String>("po_number", "a b&c=d+é")),
            "po_number=a%20b%26c%3Dd%2B%C3%A9"
        );
    }

    #[test]
    fn the_last_value_wins_and_the_order_is_the_tables() {
        let twice = |it: &mut Group| {
            it.args
                .set(Key::Param("ids"), None, Some(list_arg::<String, _>(["x"])));
            it.set::<String>("po_number", "1");
            it.set::<String>("po_number", "2");
        };
        assert_eq!(form(twice), "po_number=2&ids%5B0%5D=x");
    }

    #[test]
    fn a_list_of_groups_goes_column_by_column_with_gaps() {
        let groups = vec![
            item(Some("a"), None),
            item(None, Some(2)),
            item(Some("c"), Some(3)),
        ];
        let text = form(|it| {
            it.args
                .set(Key::Param("items"), None, Some(Arg::Groups(groups)))
        });
        assert_eq!(
            text,
            "items%5Bid%5D%5B0%5D=a&items%5Bid%5D%5B2%5D=c\
             &items%5Bquantity%5D%5B1%5D=2&items%5Bquantity%5D%5B2%5D=3"
        );
    }

    #[test]
    fn filters_put_the_operator_last() {
        let text = form(|it| {
            it.args.set(
                Key::Param("einvoice[status]"),
                Some("is"),
                Some(Arg::Text("x".into())),
            )
        });
        assert_eq!(text, "einvoice%5Bstatus%5D%5Bis%5D=x");
    }

    #[test]
    fn no_zero_has_a_sign() {
        let zero = || "-0.00".parse::<crate::Decimal>().ok();
        let exact = "USD -0".parse::<crate::ExactMoney>().ok();
        let text = form(|it| {
            it.set::<crate::Decimal>("po_number", zero());
            it.set::<crate::ExactMoney>("address", exact.clone());
        });
        assert_eq!(text, "po_number=0.00&address=0");
        let mut group = Group::new(&NAMES);
        group.set::<crate::Decimal>("po_number", zero());
        let json = to_json(&group.args, &NAMES).ok();
        assert_eq!(json.as_deref(), Some(r#"{"po_number":"0.00"}"#));
    }

    #[test]
    fn unknown_names_are_encoded() {
        let text = form(|it| {
            it.args
                .set(Key::Named("cf_a&b".into()), None, Some(Arg::Bool(true)))
        });
        assert_eq!(text, "cf_a%26b=true");
    }

    #[test]
    fn a_json_body_has_types() {
        let mut group = Group::new(&NAMES);
        group.args.set(
            Key::Param("items"),
            None,
            Some(Arg::Groups(vec![item(Some("a"), Some(1))])),
        );
        group.set::<String>("po_number", CLEAR);
        assert_eq!(
            to_json(&group.args, &NAMES).ok().as_deref(),
            Some(r#"{"po_number":null,"items":[{"id":"a","quantity":1}]}"#)
        );
    }
}
