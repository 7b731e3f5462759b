//! The limits of a value and its default, as the spec writes them.
//!
//! They are read from the tree, all of them: `openapiv3` holds limits of numbers as floats, which lose digits beyond 2^53 and how a
//! number is written, and exclusive ones as the `true` of OpenAPI 3.0.

use crate::{
    load::{At, tree::Value},
    model::Traits,
};

/// What a schema says of them.
pub(super) fn set(traits: &mut Traits, at: At<'_>) {
    traits.default = at.find("default").map(plain);
    traits.minimum = at.find("minimum").map(plain);
    traits.maximum = at.find("maximum").map(plain);
    let length = at.find("maxLength").and_then(|it| it.node.as_int());
    traits.max_length = length.and_then(|it| u64::try_from(it).ok());
}

/// A scalar as the spec writes it.
fn plain(at: At<'_>) -> String {
    match &at.node.value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) | Value::Digits(text) => text.clone(),
        Value::Null | Value::List(_) | Value::Map(_) => String::new(),
    }
}
