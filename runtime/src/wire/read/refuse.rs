//! What is said of a value of the wrong kind.

use serde::de::Visitor;
use std::fmt;

/// Refuses the listed kinds of JSON value, naming the kind and not the value.
macro_rules! refuse {
    ($($kind:ident)*) => { $(refuse!(@ $kind);)* };
    (@ bool) => { fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> { Err(found(&self, "a boolean")) } };
    (@ i64) => { fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> { Err(found(&self, "an integer")) } };
    (@ u64) => { fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> { Err(found(&self, "an integer")) } };
    (@ f64) => { fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> { Err(found(&self, "a number with decimals")) } };
    (@ str) => { fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> { Err(found(&self, "a string")) } };
    (@ unit) => { fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> { Err(found(&self, "null")) } };
    (@ seq) => { fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> { Err(found(&self, "an array")) } };
    (@ map) => { fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> { Err(found(&self, "an object")) } };
}

pub(super) use refuse;

#[cold]
pub(super) fn found<'de, V: Visitor<'de>, E: serde::de::Error>(visitor: &V, kind: &str) -> E {
    struct Expected<'a, V>(&'a V);
    impl<'de, V: Visitor<'de>> fmt::Display for Expected<'_, V> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.expecting(f)
        }
    }
    E::custom(format_args!("expected {}, found {kind}", Expected(visitor)))
}
