//! Lists of what is remembered: filtered, sorted, page by page.

mod filter;

use super::{Entry, Refused, change::Change};
use crate::{check::Call, refusal::Refusal, sample};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

const DEFAULT_LIMIT: usize = 10;

/// The offset of the first entry of any list: `[]`, encoded.
pub(crate) const FROM_THE_START: &str = "W10";

/// How a list is sorted: by an attribute, or by when entries were created. Entries of the same attribute are in the order of
/// their creation.
#[derive(Clone, Debug)]
struct Order {
    attribute: Option<String>,
    is_descending: bool,
}

impl Order {
    /// The newest first, where nothing is said.
    fn of(call: &Call) -> Refused<Self> {
        match call.params.get("sort_by") {
            None => Ok(Self {
                attribute: None,
                is_descending: true,
            }),
            Some(Value::Object(order))
                if let Some((direction, attribute)) = order.iter().next() =>
            {
                Ok(Self {
                    attribute: attribute.as_str().map(str::to_owned),
                    is_descending: direction == "desc",
                })
            }
            Some(_) => Err(Refusal::param(
                "sort_by",
                "is an order that the mock does not know",
            )),
        }
    }

    fn name(&self) -> String {
        let direction = if self.is_descending { "desc" } else { "asc" };
        format!(
            "{direction} {}",
            self.attribute.as_deref().unwrap_or_default()
        )
    }

    fn place(&self, entry: &Entry) -> Place {
        let attribute = self.attribute.as_ref().and_then(|it| entry.value.get(it));
        Place {
            attribute: attribute.cloned().unwrap_or_default(),
            number: entry.number,
        }
    }

    /// What has no such attribute counts as the smallest.
    fn compare(&self, left: &Place, right: &Place) -> Ordering {
        let attributes = match (&left.attribute, &right.attribute) {
            (Value::Null, Value::Null) => Ordering::Equal,
            (Value::Null, _) => Ordering::Less,
            (_, Value::Null) => Ordering::Greater,
            (left, right) => filter::compare(left, right).unwrap_or(Ordering::Equal),
        };
        let order = attributes.then(left.number.cmp(&right.number));
        if self.is_descending {
            order.reverse()
        } else {
            order
        }
    }
}

/// Where an entry stands in a list. It says so also when the entry is no longer in it.
#[derive(Clone, Debug)]
struct Place {
    attribute: Value,
    number: u64,
}

impl Place {
    /// Opaque to clients: the list, its order and the place of the entry that the page ended with. What is created, changed or
    /// deleted meanwhile moves nothing else.
    fn offset(&self, resource: &str, order: &Order) -> String {
        let place = json!([resource, order.name(), self.attribute, self.number]);
        BASE64_URL_SAFE_NO_PAD.encode(place.to_string())
    }

    /// The place that an offset of this list is about; none where it is the start.
    fn read(offset: &str, resource: &str, order: &Order) -> Refused<Option<Self>> {
        let refuse = || Refusal::param("offset", "is none that a page of this list gave");
        let json = BASE64_URL_SAFE_NO_PAD
            .decode(offset)
            .map_err(|_| refuse())?;
        let place: Vec<Value> = serde_json::from_slice(&json).map_err(|_| refuse())?;
        match place.as_slice() {
            [] => Ok(None),
            [list, by, attribute, number] if *list == resource && *by == order.name() => {
                Ok(Some(Self {
                    attribute: attribute.clone(),
                    number: number.as_u64().ok_or_else(refuse)?,
                }))
            }
            _ => Err(refuse()),
        }
    }
}

/// A page of what the call is about.
pub(super) fn page(change: &Change<'_>) -> Refused<Value> {
    page_of(change, change.call.resource)
}

/// A page of some resource.
pub(super) fn page_of(change: &Change<'_>, resource: &'static str) -> Refused<Value> {
    let call = change.call;
    let record = change.record(resource)?;
    filter::is_known(call, &record)?;
    let order = Order::of(call)?;
    let with_deleted = call.params.get("include_deleted") == Some(&Value::Bool(true));
    let kept = change.state.kept.get(&(change.schema().version, resource));
    let kept = kept.into_iter().flat_map(|it| it.values());
    let mut found: Vec<(Place, &Entry)> = kept
        .filter(|it| with_deleted || !it.deleted)
        .filter(|it| filter::fits(change, &it.value))
        .map(|it| (order.place(it), it))
        .collect();
    found.sort_by(|left, right| order.compare(&left.0, &right.0));
    let limit = call.params.get("limit").and_then(Value::as_u64);
    let limit = limit.and_then(|it| usize::try_from(it).ok());
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    let start = match call.params.get("offset").and_then(Value::as_str) {
        Some(offset) => Place::read(offset, resource, &order)?,
        None => None,
    };
    if let Some(start) = start {
        found.retain(|(place, _)| order.compare(place, &start).is_gt());
    }
    let mut answer = Map::new();
    let entries = found.iter().take(limit);
    let entries = entries.map(|(_, it)| entry(change, resource, &it.whole()));
    answer.insert("list".to_owned(), entries.collect::<Refused<_>>()?);
    if found.len() > limit
        && let Some((last, _)) = found.get(limit.saturating_sub(1))
    {
        answer.insert(
            "next_offset".to_owned(),
            last.offset(resource, &order).into(),
        );
    }
    Ok(answer.into())
}

/// What is remembered of the resource that an export is named after, and passes the filters by its own attributes.
pub(super) fn exported(change: &Change<'_>) -> Vec<Value> {
    let version = change.schema().version;
    let mut kinds = change.state.kept.iter();
    let found = kinds.find(|((of, name), _)| *of == version && is_plural(change.call.method, name));
    let Some(((_, resource), kept)) = found else {
        return Vec::new();
    };
    let kept = kept.values().filter(|it| !it.deleted);
    kept.filter(|it| filter::is_exported(change, resource, &it.value))
        .map(Entry::whole)
        .collect()
}

/// `item_families` of `item_family`.
fn is_plural(plural: &str, name: &str) -> bool {
    match name.strip_suffix('y') {
        Some(stem) => plural.strip_suffix("ies") == Some(stem),
        None => plural.strip_suffix('s') == Some(name),
    }
}

/// A resource, and what the entries of this list show beside it.
fn entry(change: &Change<'_>, resource: &'static str, value: &Value) -> Refused<Value> {
    let mut entry = json!({ resource: value });
    let record = sample::record_of_list(change.schema(), &change.call.operation);
    for field in record.iter().flat_map(|it| &it.fields) {
        if field.name == resource {
            continue;
        }
        match change.beside(resource, value, &field.name) {
            Some(other) => entry[&field.name] = other,
            None if field.required
                && let Some(unknown) = change.unknown(resource, value, &field.name) =>
            {
                entry[&field.name] = unknown;
            }
            None if field.required => return Err(change.not_computed(&field.name)),
            None => {}
        }
    }
    Ok(entry)
}
