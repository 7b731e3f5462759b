//! What generated types have in common. The generated code states what differs, and calls one of these for the rest.
//!
//! What only users call is `#[inline]`: it is then compiled where it is called, and costs the crate itself nothing. A crate
//! with hundreds of requests of which a program uses five should cost that program five.

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

        #[diagnostic::do_not_recommend]
        impl $crate::IntoArg<$type> for &$type {
            #[inline]
            fn into_arg(self) -> ::std::option::Option<$crate::args::Arg> {
                ::std::option::Option::Some($crate::args::enum_arg(self))
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::args::RequiredArg<$type> for &$type {}

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
            /// Sets a custom field of the site, such as `cf_channel`, or a consent field, such as `cs_marketing`.
            #[inline]
            pub fn custom_field(
                mut self,
                name: &str,
                value: impl ::std::convert::Into<$crate::args::ParamValue>,
            ) -> Self {
                self.0.set_custom(name, value.into());
                self
            }

            /// Sets the custom and consent fields that a type of your own holds. What is `None` is not sent; empty text clears.
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

        impl $crate::args::ArgValue for $type {
            #[inline]
            fn to_arg(self) -> $crate::args::Arg {
                $crate::args::Arg::Group(self.0)
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

/// What every request has: sending, looking at it, options. The flags add what only some operations take.
#[doc(hidden)]
#[macro_export]
macro_rules! request_type {
    ($type:ident => $response:ident $(, $flag:ident)*) => {
        impl $type {
            /// Sends the request and waits for the answer.
            ///
            /// # Errors
            /// What the API refused, a failed connection, an answer that cannot be read, or a request that cannot be sent.
            #[inline]
            pub fn send(self) -> $crate::Sending<$response> {
                $crate::Sending::new(self.call)
            }

            /// The request as it goes over the wire, without sending it. It holds the API key.
            ///
            /// # Errors
            /// A configuration error where something was set that cannot be sent.
            #[inline]
            pub fn into_http(self) -> $crate::Result<$crate::private::http::Request<$crate::private::Bytes>> {
                self.call.to_http()
            }

            /// Adds options for this call: headers, deadlines, a retry policy, another site.
            #[must_use]
            #[inline]
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.call.add_options(options);
                self
            }

            /// Sets a parameter that this version of the crate does not know, by its name on the wire.
            #[must_use]
            #[inline]
            pub fn param(mut self, name: &str, value: impl ::std::convert::Into<$crate::args::ParamValue>) -> Self {
                self.call.set_unknown(name, value.into());
                self
            }
        }

        $crate::request_blocking!($type => $response);
        $($crate::request_flag!($flag $type);)*

        impl $crate::call::Request for $type {
            type Response = $response;
            #[inline]
            fn call(&self) -> &$crate::call::Call {
                &self.call
            }
            #[inline]
            fn call_mut(&mut self) -> &mut $crate::call::Call {
                &mut self.call
            }
            #[inline]
            fn into_call(self) -> $crate::call::Call {
                self.call
            }
        }

        impl ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.call, f)
            }
        }
    };
}

/// What only some requests have.
#[doc(hidden)]
#[macro_export]
macro_rules! request_flag {
    (idempotent $type:ident) => {
        impl $type {
            /// Makes the request safe to repeat: the server does it once for a key (at most 100 characters) and answers
            /// the same again, for as long as it remembers the key, which is half an hour.
            ///
            /// A repeated request must be the same to the byte. One that differs in anything is refused, and
            /// `is_idempotency_conflict()` of the error says so: under a key that is the program's own, send nothing that is
            /// another value each time, such as the time of now or something random. Take it from what the key is made of.
            #[must_use]
            #[inline]
            pub fn idempotency_key(
                mut self,
                key: impl ::std::convert::Into<::std::string::String>,
            ) -> Self {
                self.call.set_idempotency_key(key.into());
                self
            }
        }
    };
    (money $type:ident) => {
        impl $type {
            /// Says what the request is about, such as the invoice that is paid, or the currency itself. Before anything is sent,
            /// all `Money` of the request is compared with it, and a `Decimal` is read as one of its major unit. The currency
            /// of the answer is compared with it too, where the answer says one.
            #[must_use]
            #[inline]
            pub fn currency_of(mut self, of: &impl $crate::HasCurrency) -> Self {
                self.call.set_currency($crate::HasCurrency::currency_code(of));
                self
            }
        }
    };
    (custom_fields $type:ident) => {
        impl $type {
            /// Sets a custom field of the site, such as `cf_channel`, or a consent field, such as `cs_marketing`.
            #[must_use]
            #[inline]
            pub fn custom_field(
                mut self,
                name: &str,
                value: impl ::std::convert::Into<$crate::args::ParamValue>,
            ) -> Self {
                self.call.set_custom(name, value.into());
                self
            }

            /// Sets the custom and consent fields that a type of your own holds, the one that `custom_fields_as` reads: its
            /// field names are those on the wire. What is `None` is not sent, and stays as it is; empty text, or `CLEAR` by
            /// `custom_field`, clears a field.
            #[must_use]
            #[inline]
            pub fn custom_fields<T: $crate::private::serde::Serialize + ?::std::marker::Sized>(
                mut self,
                fields: &T,
            ) -> Self {
                self.call.set_custom_fields(fields);
                self
            }
        }
    };
    (custom_field_filters $type:ident) => {
        impl $type {
            /// Filters by a custom field of the site, such as `cf_channel`, or a consent field.
            pub fn custom_field(self, name: &str) -> $crate::filter::Filter<Self, $crate::args::ParamValue, $crate::filter::operator::Any> {
                $crate::filter::Filter::custom_field(self, name)
            }
        }
    };
    (paged $type:ident) => {
        impl $type {
            /// The list page by page.
            #[inline]
            pub fn pages(self) -> $crate::Pages<Self> {
                $crate::Pages::new(self)
            }

            /// The list item by item, its pages fetched as they are needed.
            #[inline]
            pub fn items(self) -> $crate::Items<Self> {
                $crate::Items::new(self)
            }
        }

        $crate::paged_blocking!($type);
    };
    (job $type:ident) => {
        impl $type {
            /// Asks again and again until the job has come to an end or the time is over: `wait().await`, or without an async
            /// runtime `wait().send_blocking()`.
            #[inline]
            pub fn wait(self) -> $crate::Waiting<Self> {
                $crate::Waiting::new(self)
            }
        }
    };
    (upload $type:ident) => {
        impl $type {
            /// Sends the request, and then the content of the file, which is in memory as a whole, to the link that it is answered
            /// with. The API key does not go there.
            ///
            /// Each of the two has the times and the retries of a call. For a large file give them more, in the options of the
            /// request: `CallOptions::attempt_timeout` and `CallOptions::timeout`.
            ///
            /// # Errors
            /// Where the request or the upload went wrong. What the API answered is kept.
            #[inline]
            pub async fn upload(
                self,
                content: impl ::std::convert::Into<$crate::private::Bytes>,
            ) -> ::std::result::Result<
                $crate::Response<<Self as $crate::call::Request>::Response>,
                $crate::UploadError<<Self as $crate::call::Request>::Response>,
            > {
                $crate::upload::upload(self, content.into()).await
            }
        }

        $crate::task_blocking!(upload $type);
    };
    (batch $type:ident) => {
        impl $type {
            /// Sends everything, in as many calls as it takes, one after the other. It ends with the first call that goes wrong
            /// as a whole; the outcome says what became of everything.
            #[inline]
            pub async fn in_chunks(
                self,
                elements: impl ::std::iter::IntoIterator<Item = <Self as $crate::batch::Batch>::Element>,
            ) -> $crate::BatchOutcome<Self> {
                $crate::batch::in_chunks(self, elements.into_iter().collect()).await
            }
        }

        $crate::task_blocking!(batch $type);
    };
    (download $type:ident) => {
        impl $type {
            /// Sends the request, and saves the file that it is answered with; gives the size of the file in bytes.
            ///
            /// The file appears under its name when it is whole; see `Download::save_to`.
            ///
            /// # Errors
            /// Where the request or the download went wrong, or the file cannot be written.
            #[inline]
            pub async fn save_to(
                self,
                path: impl ::std::convert::AsRef<::std::path::Path>,
            ) -> ::std::result::Result<u64, $crate::DownloadError> {
                $crate::download::deliver(self, path.as_ref()).await
            }
        }

        $crate::task_blocking!(download $type);
    };
    (changes $type:ident) => {
        impl $type {
            /// For people who keep a copy of the list: everything, from `Checkpoint::beginning()`, or what was updated since
            /// the checkpoint of an earlier walk or since an instant. What has no `updated_at` comes from the beginning only.
            #[inline]
            pub fn changes_since(self, since: impl ::std::convert::Into<$crate::Checkpoint>) -> $crate::Changes<Self> {
                $crate::Changes::new(self, since.into())
            }
        }

        $crate::task_blocking!(changes $type);
    };
}

/// What requests have for programs without an async runtime.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! request_blocking {
    ($type:ident => $response:ident) => {
        impl $type {
            /// Sends the request and blocks until the answer is there.
            ///
            /// # Errors
            /// What the API refused, a failed connection, an answer that cannot be read, or a request that cannot be sent.
            #[inline]
            pub fn send_blocking(self) -> $crate::Result<$crate::Response<$response>> {
                $crate::blocking::send(self.call)
            }
        }
    };
}

/// What lists have for them.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! paged_blocking {
    ($type:ident) => {
        impl $type {
            /// The list page by page. `next` blocks until the page is there.
            #[inline]
            pub fn pages_blocking(self) -> $crate::blocking::BlockingPages<Self> {
                $crate::blocking::BlockingPages::new(self)
            }

            /// The list item by item, its pages fetched as they are needed. `next` blocks while one is fetched.
            #[inline]
            pub fn items_blocking(self) -> $crate::blocking::BlockingItems<Self> {
                $crate::blocking::BlockingItems::new(self)
            }
        }
    };
}

/// What takes more than a call has for them.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! task_blocking {
    (upload $type:ident) => {
        impl $type {
            /// The same as `upload`, and blocks until it is done.
            ///
            /// # Errors
            /// Where the request or the upload went wrong. What the API answered is kept.
            #[inline]
            pub fn upload_blocking(
                self,
                content: impl ::std::convert::Into<$crate::private::Bytes>,
            ) -> ::std::result::Result<
                $crate::Response<<Self as $crate::call::Request>::Response>,
                $crate::UploadError<<Self as $crate::call::Request>::Response>,
            > {
                $crate::blocking::upload(self, content.into())
            }
        }
    };
    (batch $type:ident) => {
        impl $type {
            /// The same as `in_chunks`, and blocks until it is done.
            #[inline]
            pub fn in_chunks_blocking(
                self,
                elements: impl ::std::iter::IntoIterator<Item = <Self as $crate::batch::Batch>::Element>,
            ) -> $crate::BatchOutcome<Self> {
                $crate::blocking::in_chunks(self, elements.into_iter().collect())
            }
        }
    };
    (download $type:ident) => {
        impl $type {
            /// The same as `save_to`, and blocks until it is done.
            ///
            /// # Errors
            /// Where the request or the download went wrong, or the file cannot be written.
            #[inline]
            pub fn save_to_blocking(
                self,
                path: impl ::std::convert::AsRef<::std::path::Path>,
            ) -> ::std::result::Result<u64, $crate::DownloadError> {
                $crate::blocking::deliver(self, path.as_ref())
            }
        }
    };
    (changes $type:ident) => {
        impl $type {
            /// The same as `changes_since`. `next` blocks while a page is fetched.
            #[inline]
            pub fn changes_since_blocking(
                self,
                since: impl ::std::convert::Into<$crate::Checkpoint>,
            ) -> $crate::blocking::BlockingChanges<Self> {
                $crate::blocking::BlockingChanges::new(self, since.into())
            }
        }
    };
}

/// Nothing, without the feature. It is that of this crate that counts, and not of the one that generated code stands in.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! request_blocking {
    ($type:ident => $response:ident) => {};
}

/// Nothing, without the feature.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! paged_blocking {
    ($type:ident) => {};
}

/// Nothing, without the feature.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! task_blocking {
    ($flag:ident $type:ident) => {};
}
