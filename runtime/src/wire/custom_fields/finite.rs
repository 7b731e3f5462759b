//! Numbers that JSON has no form for: `serde_json` writes `null` for them, which looks like nothing at all.

use serde::ser::{Error as _, Impossible, Serialize, SerializeMap, SerializeStruct, Serializer};
use std::fmt;

/// The name of a member of a struct or map that is `NaN` or infinite.
pub(super) fn infinite<T: Serialize + ?Sized>(fields: &T) -> Option<String> {
    fields.serialize(Walk { member: false }).err()?.0
}

/// Why the walk ended: at the member that is looked for, or at something that is no custom field, which is told elsewhere.
#[derive(Debug)]
struct Found(Option<String>);

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the walk ended")
    }
}

impl std::error::Error for Found {}

impl serde::ser::Error for Found {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

/// Goes through the members of a struct or map, or looks at the value of one.
struct Walk {
    member: bool,
}

struct Members {
    name: String,
}

impl Members {
    fn look<T: Serialize + ?Sized>(&self, name: &str, value: &T) -> Result<(), Found> {
        match value.serialize(Walk { member: true }) {
            Err(Found(Some(_))) => Err(Found(Some(name.to_owned()))),
            _ => Ok(()),
        }
    }
}

impl SerializeStruct for Members {
    type Ok = ();
    type Error = Found;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Found> {
        self.look(name, value)
    }

    fn end(self) -> Result<(), Found> {
        Ok(())
    }
}

impl SerializeMap for Members {
    type Ok = ();
    type Error = Found;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Found> {
        let text = serde_json::to_string(key).map_err(Found::custom)?;
        self.name = serde_json::from_str(&text).map_err(Found::custom)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Found> {
        self.look(&self.name, value)
    }

    fn end(self) -> Result<(), Found> {
        Ok(())
    }
}

macro_rules! plain {
    ($($method:ident($($ty:ty),*);)*) => { $(
        fn $method(self, $(_: $ty),*) -> Result<(), Found> {
            Ok(())
        }
    )* };
}

impl Serializer for Walk {
    type Ok = ();
    type Error = Found;
    type SerializeSeq = Impossible<(), Found>;
    type SerializeTuple = Impossible<(), Found>;
    type SerializeTupleStruct = Impossible<(), Found>;
    type SerializeTupleVariant = Impossible<(), Found>;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Impossible<(), Found>;

    plain! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_f32(self, value: f32) -> Result<(), Found> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Found> {
        match self.member && !value.is_finite() {
            true => Err(Found(Some(String::new()))),
            false => Ok(()),
        }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Found> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Found> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Found> {
        Err(Found(None))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members, Found> {
        self.members()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members, Found> {
        self.members()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Found> {
        Err(Found(None))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Found> {
        Err(Found(None))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Found> {
        Err(Found(None))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Found> {
        Err(Found(None))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Found> {
        Err(Found(None))
    }
}

impl Walk {
    /// A custom field is a single value: what is inside of one is not looked at.
    fn members(self) -> Result<Members, Found> {
        match self.member {
            true => Err(Found(None)),
            false => Ok(Members {
                name: String::new(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    struct Seats(f32);

    impl Serialize for Seats {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_struct("Seats", &self.0)
        }
    }

    struct Own {
        tier: Option<String>,
        seats: Option<Seats>,
    }

    impl Serialize for Own {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut own = serializer.serialize_struct("Own", 2)?;
            own.serialize_field("cf_tier", &self.tier)?;
            own.serialize_field("cf_seats", &self.seats)?;
            own.end()
        }
    }

    fn of(seats: Option<f32>) -> Option<String> {
        infinite(&Own {
            tier: None,
            seats: seats.map(Seats),
        })
    }

    #[test]
    fn what_json_has_no_form_for_is_found_by_its_name() {
        assert_eq!(of(None), None);
        assert_eq!(of(Some(f32::MAX)), None);
        assert_eq!(of(Some(f32::NAN)).as_deref(), Some("cf_seats"));
        assert_eq!(of(Some(f32::NEG_INFINITY)).as_deref(), Some("cf_seats"));
        let map = BTreeMap::from([("cf_a", 1.5), ("cf_b", f64::NAN)]);
        assert_eq!(infinite(&Some(&map)).as_deref(), Some("cf_b"));
        assert_eq!(infinite(&[f64::NAN]), None);
        assert_eq!(infinite(&f64::NAN), None);
    }
}
