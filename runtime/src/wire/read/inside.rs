//! A record somewhere inside of a body: what the API sends along with an error, and what can be read of an answer that cannot.

use super::from_json_with;
use crate::{
    ApiError, CurrencyTable, DecodeError, Error,
    wire::record::{Record, Shape, Value},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap};

/// How deep it is looked for. Each level is parsed once, and so are those below it.
const DEPTH: usize = 8;

impl ApiError {
    /// What the API sent of a resource with the error, wherever it stands in the body: the `Transaction` that failed, the
    /// `GatewayErrorDetail` with the words of the gateway, the `PaymentIntent` that the customer is to confirm (3DS). Of several the
    /// one that stands highest. `None` where the API sent none, or it does not read as one; the body has it all.
    ///
    /// ```text
    /// if let Some(intent) = error.resource::<PaymentIntent>() {
    ///     confirm(intent);
    /// }
    /// ```
    #[must_use]
    pub fn resource<T: Record + Value>(&self) -> Option<T> {
        of(&self.body, &self.currencies)
    }
}

impl DecodeError {
    /// What can be read of an answer that cannot be read as a whole: the `Invoice` of a payment that was recorded, where the
    /// `Transaction` beside it is missing or damaged. Of several the one that stands highest. `None` where there is none, or it does not
    /// read as one; the body has it all.
    #[must_use]
    pub fn resource<T: Record + Value>(&self) -> Option<T> {
        of(&self.body, &self.currencies)
    }
}

impl Error {
    /// The same where the API refused the request, and where its answer cannot be read as a whole: see [`ApiError::resource`] and
    /// [`DecodeError::resource`].
    #[must_use]
    pub fn resource<T: Record + Value>(&self) -> Option<T> {
        match self {
            Self::Api(error) => error.resource(),
            Self::Decode(error) => error.resource(),
            _ => None,
        }
    }
}

fn of<T: Record + Value>(body: &[u8], currencies: &CurrencyTable) -> Option<T> {
    let json = find(body, T::empty().shape())?;
    from_json_with(json.get().as_bytes(), currencies).ok()
}

type Members<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// The first object that is such a resource, level by level: by the name of the member, or by what it says itself.
fn find<'a>(body: &'a [u8], shape: &Shape) -> Option<&'a RawValue> {
    let mut level: Vec<&RawValue> = vec![serde_json::from_slice(body).ok()?];
    for _ in 0..DEPTH {
        let mut below = Vec::new();
        for json in level {
            if let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(json.get()) {
                below.extend(elements);
            } else if let Ok(members) = serde_json::from_str::<Members<'_>>(json.get()) {
                if says(&members, shape) {
                    return Some(json);
                }
                let named = members.get(shape.resource).copied();
                if let Some(found) = named.filter(|it| it.get().starts_with('{')) {
                    return Some(found);
                }
                below.extend(members.into_values());
            }
        }
        level = below;
    }
    None
}

fn says(members: &Members<'_>, shape: &Shape) -> bool {
    let object = members.get("object").map(|it| it.get().trim_matches('"'));
    object.is_some_and(|it| shape.objects.contains(&it))
}
