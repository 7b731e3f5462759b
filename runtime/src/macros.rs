//! What generated types have in common. The generated code states what differs, and calls one of these for the rest.
//!
//! What only users call is `#[inline]`: it is then compiled where it is called, and costs the crate itself nothing. A crate
//! with hundreds of requests of which a program uses five should cost that program five.

mod blocking;
mod columns;
mod features;
mod request;
mod test_util;

/// A record from the list of its fields: the table, the way to each field, the standard traits, and the way from and to JSON.
///
/// The fields are listed once, in the order of the API, each with its name on the wire and with what [`flag`](crate::record::flag)
/// says of it: `id: "id" required`.
#[doc(hidden)]
#[macro_export]
macro_rules! record_type {
    (
        $type:ident $resource:literal [$($object:literal),*] $(version($field:literal = $version:literal))?
        { $($name:ident: $wire:literal $($flag:ident)*,)* }
    ) => {
        $crate::record_serde!($type);
        $crate::record_test_util!($type);

        impl $type {
            fn empty() -> Self {
                Self {
                    $($name: $crate::private::record::Value::empty(),)*
                    extra: ::std::default::Default::default(),
                }
            }

            /// Reads the JSON object of one.
            ///
            /// # Errors
            /// A decode error with the place where the text does not fit, and where its member `object` says that it is
            /// something else.
            #[inline]
            pub fn from_json(json: impl ::std::convert::AsRef<[u8]>) -> $crate::Result<Self> {
                $crate::private::read::from_json(json.as_ref())
            }

            /// The same for a site that counts currencies in its own way, such as `client.currencies()` says.
            ///
            /// # Errors
            /// A decode error with the place where the text does not fit.
            #[inline]
            pub fn from_json_with(
                json: impl ::std::convert::AsRef<[u8]>,
                currencies: &$crate::CurrencyTable,
            ) -> $crate::Result<Self> {
                $crate::private::read::from_json_with(json.as_ref(), currencies)
            }

            /// Whether the API did not send the field of this name on the wire, or sent `null`, and nothing was put into it since.
            /// A field that is no `Option` holds a placeholder then: empty text, zero, `false`. A program that puts just that into
            /// it says so with `fill`.
            #[must_use]
            #[inline]
            pub fn lacks(&self, name: &str) -> bool {
                $crate::private::record::lacks(self, name)
            }

            /// Says that what is in the field of this name counts, though the API did not send it: zero, `false` or empty text that
            /// a program put there. The field no longer lacks, and is written. Any other value counts by itself.
            #[inline]
            pub fn fill(&mut self, name: &str) {
                $crate::private::record::fill(self, name);
            }

            /// The JSON object, unknown fields included: what was read is written back whole. Nothing is redacted.
            #[must_use]
            #[inline]
            pub fn to_json(&self) -> ::std::string::String {
                $crate::private::write::to_json(self)
            }
        }

        impl $crate::private::record::Record for $type {
            fn shape(&self) -> &'static $crate::private::record::Shape {
                use $crate::private::record::{Fields, Shape, flag, index, places};
                const FIELDS: &[&str] = &[$($wire),*];
                const FLAGS: &[u8] = &[$(0 $(| flag::$flag)*),*];
                static SHAPE: Shape = Shape {
                    name: stringify!($type),
                    resource: $resource,
                    objects: &[$($object),*],
                    fields: FIELDS,
                    flags: FLAGS,
                    index: &index::<{ places(FIELDS.len()) }>(FIELDS),
                    required: Fields::flagged(FLAGS, flag::required),
                    always: Fields::flagged(FLAGS, flag::always),
                };
                &SHAPE
            }

            fn slot(&mut self, index: usize) -> $crate::private::record::Slot<'_> {
                use $crate::private::record::Value as _;
                $crate::field_number!(self place index, $crate::private::record::Slot::None; $($name)*)
            }

            fn field(&self, index: usize) -> $crate::private::record::Field<'_> {
                use $crate::private::record::Value as _;
                $crate::field_number!(self view index, $crate::private::record::Field::Absent; $($name)*)
            }

            fn extra(&self) -> &$crate::Extra {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut $crate::Extra {
                &mut self.extra
            }

            $(
                fn version(&self) -> ::std::option::Option<(&'static str, &'static str)> {
                    ::std::option::Option::Some(($field, $version))
                }
            )?
        }

        impl $crate::private::record::Value for $type {
            fn empty() -> Self {
                Self::empty()
            }
            fn place(&mut self) -> $crate::private::record::Slot<'_> {
                $crate::private::record::Slot::Record(self)
            }
            fn view(&self) -> $crate::private::record::Field<'_> {
                $crate::private::record::Field::Record(self)
            }
        }

        impl ::std::clone::Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                let mut copy = Self::empty();
                $crate::private::record::copy(self, &mut copy);
                copy
            }
        }

        impl ::std::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::private::record::equal(self, other)
            }
        }

        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::private::write::debug(self, f)
            }
        }
    };
}

/// A field by its number: a match on literals, which becomes a jump, sixteen of them at a time. Only a macro can count, so that
/// nobody reads the numbers.
#[doc(hidden)]
#[macro_export]
macro_rules! field_number {
    ($self:ident $look:ident $number:expr, $none:expr;) => {
        $none
    };
    ($self:ident $look:ident $number:expr, $none:expr; $a:ident $($b:ident $($c:ident $($d:ident $($e:ident $($f:ident $($g:ident $($h:ident $($i:ident $($j:ident $($k:ident $($l:ident $($m:ident $($n:ident $($o:ident $($p:ident)?)?)?)?)?)?)?)?)?)?)?)?)?)?)?) => {
        match $number {
            0 => $self.$a.$look(),
            $(1 => $self.$b.$look(),
            $(2 => $self.$c.$look(),
            $(3 => $self.$d.$look(),
            $(4 => $self.$e.$look(),
            $(5 => $self.$f.$look(),
            $(6 => $self.$g.$look(),
            $(7 => $self.$h.$look(),
            $(8 => $self.$i.$look(),
            $(9 => $self.$j.$look(),
            $(10 => $self.$k.$look(),
            $(11 => $self.$l.$look(),
            $(12 => $self.$m.$look(),
            $(13 => $self.$n.$look(),
            $(14 => $self.$o.$look(),
            $(15 => $self.$p.$look(),)?)?)?)?)?)?)?)?)?)?)?)?)?)?)?
            _ => $none,
        }
    };
    ($self:ident $look:ident $number:expr, $none:expr; $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident $i:ident $j:ident $k:ident $l:ident $m:ident $n:ident $o:ident $p:ident $($rest:ident)+) => {
        match $number {
            0 => $self.$a.$look(),
            1 => $self.$b.$look(),
            2 => $self.$c.$look(),
            3 => $self.$d.$look(),
            4 => $self.$e.$look(),
            5 => $self.$f.$look(),
            6 => $self.$g.$look(),
            7 => $self.$h.$look(),
            8 => $self.$i.$look(),
            9 => $self.$j.$look(),
            10 => $self.$k.$look(),
            11 => $self.$l.$look(),
            12 => $self.$m.$look(),
            13 => $self.$n.$look(),
            14 => $self.$o.$look(),
            15 => $self.$p.$look(),
            _ => $crate::field_number!($self $look $number - 16, $none; $($rest)+),
        }
    };
}

/// A variant of an enum by its number, in the same way.
#[doc(hidden)]
#[macro_export]
macro_rules! variant_number {
    ($number:expr, $unknown:expr;) => {
        $unknown
    };
    ($number:expr, $unknown:expr; $a:ident $($b:ident $($c:ident $($d:ident $($e:ident $($f:ident $($g:ident $($h:ident $($i:ident $($j:ident $($k:ident $($l:ident $($m:ident $($n:ident $($o:ident $($p:ident)?)?)?)?)?)?)?)?)?)?)?)?)?)?)?) => {
        match $number {
            0 => Self::$a,
            $(1 => Self::$b,
            $(2 => Self::$c,
            $(3 => Self::$d,
            $(4 => Self::$e,
            $(5 => Self::$f,
            $(6 => Self::$g,
            $(7 => Self::$h,
            $(8 => Self::$i,
            $(9 => Self::$j,
            $(10 => Self::$k,
            $(11 => Self::$l,
            $(12 => Self::$m,
            $(13 => Self::$n,
            $(14 => Self::$o,
            $(15 => Self::$p,)?)?)?)?)?)?)?)?)?)?)?)?)?)?)?
            _ => $unknown,
        }
    };
    ($number:expr, $unknown:expr; $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident $i:ident $j:ident $k:ident $l:ident $m:ident $n:ident $o:ident $p:ident $($rest:ident)+) => {
        match $number {
            0 => Self::$a,
            1 => Self::$b,
            2 => Self::$c,
            3 => Self::$d,
            4 => Self::$e,
            5 => Self::$f,
            6 => Self::$g,
            7 => Self::$h,
            8 => Self::$i,
            9 => Self::$j,
            10 => Self::$k,
            11 => Self::$l,
            12 => Self::$m,
            13 => Self::$n,
            14 => Self::$o,
            15 => Self::$p,
            _ => $crate::variant_number!($number - 16, $unknown; $($rest)+),
        }
    };
}

/// An open enum from the list of its values, sorted by their text: what each is on the wire, and the standard traits.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($type:ident { $($variant:ident: $text:literal,)* }) => {
        $crate::enum_serde!($type);
        $crate::enum_columns!($type);

        impl $type {
            /// The value as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $type {
            fn from(text: &str) -> Self {
                let number = $crate::private::open_enum::position(&[$($text),*], text);
                $crate::variant_number!(number, Self::Unknown(text.to_owned()); $($variant)*)
            }
        }

        impl $crate::OpenEnum for $type {
            fn as_str(&self) -> &str {
                self.as_str()
            }
            fn set_text(&mut self, text: &str) {
                *self = Self::from(text);
            }
        }

        impl $crate::private::record::Value for $type {
            fn empty() -> Self {
                Self::Unknown(::std::string::String::new())
            }
            fn place(&mut self) -> $crate::private::record::Slot<'_> {
                $crate::private::record::Slot::Enum(self)
            }
            fn view(&self) -> $crate::private::record::Field<'_> {
                $crate::private::record::Field::Text(self.as_str())
            }
        }

        impl $crate::private::args::ArgValue for $type {
            #[inline]
            fn to_arg(self) -> $crate::private::args::Arg {
                $crate::private::args::enum_arg(&self)
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
                $crate::private::show::whole(f, self.as_str())
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
            /// Sets a custom field of the site, such as `"cf_channel"` or a `CustomField`, or a consent field, such as
            /// `"cs_marketing"`. `None` leaves it as it is, and `CLEAR` empties it.
            #[inline]
            pub fn custom_field<F: $crate::custom_fields::CustomFieldName>(
                mut self,
                field: F,
                value: impl $crate::IntoArg<F::Value>,
            ) -> Self {
                self.0.set_custom(field.name(), value.into_arg());
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
        impl $crate::private::args::GroupType for $type {
            #[inline]
            fn into_group(self) -> $crate::private::args::Group {
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
