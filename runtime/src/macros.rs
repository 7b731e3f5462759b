//! What generated types have in common. The generated code states what differs, and calls one of these for the rest.
//!
//! What only users call is `#[inline]`: it is then compiled where it is called, and costs the crate itself nothing. A crate
//! with hundreds of requests of which a program uses five should cost that program five.

mod blocking;
mod features;
mod request;

/// The standard traits of a record, and its way from and to JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! record_type {
    ($type:ident) => {
        $crate::record_serde!($type);

        impl $type {
            /// Reads the JSON object of one.
            ///
            /// # Errors
            /// A decode error with the place where the text does not fit, and where its member `object` says that it is
            /// something else.
            #[inline]
            pub fn from_json(json: &[u8]) -> $crate::Result<Self> {
                $crate::read::from_json(json)
            }

            /// The same for a site that counts currencies in its own way, such as `client.currencies()` says.
            ///
            /// # Errors
            /// A decode error with the place where the text does not fit.
            #[inline]
            pub fn from_json_with(
                json: &[u8],
                currencies: &$crate::CurrencyTable,
            ) -> $crate::Result<Self> {
                $crate::read::from_json_with(json, currencies)
            }

            /// The JSON object, unknown fields included: what was read is written back whole. Nothing is redacted.
            #[must_use]
            #[inline]
            pub fn to_json(&self) -> ::std::string::String {
                $crate::write::to_json(self)
            }
        }

        impl $crate::record::Value for $type {
            fn empty() -> Self {
                Self::empty()
            }
            fn place(&mut self) -> $crate::record::Slot<'_> {
                $crate::record::Slot::Record(self)
            }
            fn view(&self) -> $crate::record::Field<'_> {
                $crate::record::Field::Record(self)
            }
        }

        impl ::std::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                let mut copy = Self::empty();
                $crate::record::copy(self, &mut copy);
                copy
            }
        }

        impl ::std::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::record::equal(self, other)
            }
        }

        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::write::debug(self, f)
            }
        }
    };
}

/// The standard traits of an open enum, on top of its `as_str` and `from_text`.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($type:ident) => {
        $crate::enum_serde!($type);

        impl $crate::OpenEnum for $type {
            fn as_str(&self) -> &str {
                self.as_str()
            }
            fn set_text(&mut self, text: &str) {
                *self = Self::from(text);
            }
        }

        impl $crate::record::Value for $type {
            fn empty() -> Self {
                Self::Unknown(::std::string::String::new())
            }
            fn place(&mut self) -> $crate::record::Slot<'_> {
                $crate::record::Slot::Enum(self)
            }
            fn view(&self) -> $crate::record::Field<'_> {
                $crate::record::Field::Text(self.as_str())
            }
        }

        impl $crate::args::ArgValue for $type {
            #[inline]
            fn to_arg(self) -> $crate::args::Arg {
                $crate::args::enum_arg(&self)
            }
        }

        impl ::std::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                Self::from(self.as_str())
            }
        }

        // By text, so that a value that was unknown yesterday equals the variant of today.
        impl ::std::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::std::cmp::Eq for $type {}

        impl ::std::hash::Hash for $type {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl ::std::cmp::PartialEq<str> for $type {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $type {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::show::whole(f, self.as_str())
            }
        }

        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(self.as_str(), f)
            }
        }
    };
}

/// The standard traits of a group of parameters, a tuple struct over [`Group`](crate::args::Group).
#[doc(hidden)]
#[macro_export]
macro_rules! group_type {
    ($type:ident, custom_fields) => {
        impl $type {
            /// Sets a custom field of the site, such as `cf_channel`, or a consent field, such as `cs_marketing`. `None` leaves it
            /// as it is, and `CLEAR` empties it.
            #[inline]
            pub fn custom_field(
                mut self,
                name: &str,
                value: impl $crate::IntoArg<$crate::args::ParamValue>,
            ) -> Self {
                self.0.set_custom(name, value.into_arg());
                self
            }

            /// Sets the custom and consent fields that a type of your own holds. What is `None` is not sent, nor anything of an `Option` that is;
            /// empty text clears.
            #[inline]
            pub fn custom_fields<T: $crate::private::serde::Serialize + ?::std::marker::Sized>(
                mut self,
                fields: &T,
            ) -> Self {
                self.0.set_custom_fields(fields);
                self
            }
        }

        $crate::group_type!($type);
    };
    ($type:ident) => {
        impl $crate::args::GroupType for $type {
            #[inline]
            fn into_group(self) -> $crate::args::Group {
                self.0
            }
        }

        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(stringify!($type))?;
                f.write_str(" ")?;
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}
