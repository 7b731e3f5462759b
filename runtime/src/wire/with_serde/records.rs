//! Records and enums: thin fronts, one for each type, of what reads and writes all of them.

use crate::{
    CurrencyTable, OpenEnum,
    wire::{
        read::read_whole,
        record::{Record, Value},
        write::AsJson,
    },
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::value::RawValue;

/// What generated records call `Serialize`.
///
/// # Errors
/// Those of the serializer.
pub fn record_into<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    AsJson(record).serialize(serializer)
}

/// What generated records call `Deserialize`.
///
/// # Errors
/// Those of `from_json`, with the place inside the record.
pub fn record_from<'de, T: Record + Value, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut record = T::empty();
    fill(&mut record, deserializer)?;
    Ok(record)
}

/// Text that serde has not taken apart.
///
/// # Errors
/// Those of the deserializer, and in words of its own where serde keeps no text.
pub(crate) fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<RawValue>, D::Error> {
    <Box<RawValue>>::deserialize(deserializer).map_err(|error| {
        // What the buffers of serde say. Should they say it otherwise one day, that is the error.
        match error.to_string().contains("newtype struct") {
            true => D::Error::custom(
                "this is read from its JSON text, and serde has none here: inside of `#[serde(tag = ...)]`, `#[serde(untagged)]` and \
                 `#[serde(flatten)]` it has taken the numbers apart, and digits may be lost. Tag the enum externally, which is serde's \
                 default, or keep the text and read it with `from_json`",
            ),
            false => error,
        }
    })
}

/// One copy of the text, so that the reader of everything else reads this too, and every digit gets there.
fn fill<'de, D: Deserializer<'de>>(
    record: &mut dyn Record,
    deserializer: D,
) -> Result<(), D::Error> {
    let json = raw(deserializer)?;
    read_whole(json.get().as_bytes(), record, &CurrencyTable::new()).map_err(|error| {
        if error.path.is_empty() {
            D::Error::custom(error.problem)
        } else {
            D::Error::custom(format_args!("{}: {}", error.path, error.problem))
        }
    })
}

/// What generated enums call `Deserialize`.
///
/// # Errors
/// Where there is no text.
pub fn enum_from<'de, T: OpenEnum + Value, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut value = T::empty();
    value.set_text(&String::deserialize(deserializer)?);
    Ok(value)
}

/// `Serialize` and `Deserialize` of a record.
#[doc(hidden)]
#[macro_export]
macro_rules! record_serde {
    ($type:ident) => {
        impl $crate::private::serde::Serialize for $type {
            #[inline]
            fn serialize<S: $crate::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::private::with_serde::record_into(self, serializer)
            }
        }

        impl<'de> $crate::private::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: $crate::private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::private::with_serde::record_from(deserializer)
            }
        }
    };
}

/// `Serialize` and `Deserialize` of an open enum.
#[doc(hidden)]
#[macro_export]
macro_rules! enum_serde {
    ($type:ident) => {
        impl $crate::private::serde::Serialize for $type {
            #[inline]
            fn serialize<S: $crate::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::private::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: $crate::private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::private::with_serde::enum_from(deserializer)
            }
        }
    };
}
