//! Requests.

/// What every request has: sending, looking at it, options. The flags add what only some operations take.
#[doc(hidden)]
#[macro_export]
macro_rules! request_type {
    ($type:ident => $response:ident $(, $flag:ident)*) => {
        impl $type {
            /// Sends the request and waits for the answer. A request can be awaited as it is, too: that is the same. Where a future is
            /// asked for, as by `tokio::spawn` and `join!`, this gives it.
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

            /// Sets a parameter that this version of the crate does not know, by its name on the wire; `None` does not.
            #[must_use]
            #[inline]
            pub fn param(mut self, name: &str, value: impl $crate::IntoArg<$crate::private::args::ParamValue>) -> Self {
                self.call.set_named(name, ::std::option::Option::None, value.into_arg());
                self
            }
        }

        impl ::std::future::IntoFuture for $type {
            type Output = $crate::Result<$crate::Response<$response>>;
            type IntoFuture = $crate::Sending<$response>;
            #[inline]
            fn into_future(self) -> $crate::Sending<$response> {
                self.send()
            }
        }

        $crate::request_blocking!($type => $response);
        $($crate::request_flag!($flag $type);)*

        impl $crate::private::call::Request for $type {
            type Response = $response;
            #[inline]
            fn call(&self) -> &$crate::private::call::Call {
                &self.call
            }
            #[inline]
            fn call_mut(&mut self) -> &mut $crate::private::call::Call {
                &mut self.call
            }
            #[inline]
            fn into_call(self) -> $crate::private::call::Call {
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
            /// Sets a custom field of the site, such as `"cf_channel"` or a `CustomField`, or a consent field, such as
            /// `"cs_marketing"`. `None` leaves it as it is, and `CLEAR` empties it.
            #[must_use]
            #[inline]
            pub fn custom_field<F: $crate::custom_fields::CustomFieldName>(
                mut self,
                field: F,
                value: impl $crate::IntoArg<F::Value>,
            ) -> Self {
                self.call.set_custom_field(field.name(), ::std::option::Option::None, value.into_arg());
                self
            }

            /// Sets the custom and consent fields that a type of your own holds, the one that `custom_fields_as` reads: its
            /// field names are those on the wire. What is `None` is not sent, and stays as it is, and so does everything where the
            /// type is an `Option` that is `None`; empty text, or `CLEAR` by `custom_field`, clears a field.
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
            /// Filters by a custom field of the site, such as `"cf_channel"` or a `CustomField`, or by a consent field.
            pub fn custom_field<F: $crate::custom_fields::CustomFieldName>(
                self,
                field: F,
            ) -> $crate::filter::Filter<Self, F::Value, $crate::filter::CustomField> {
                $crate::filter::Filter::custom_field(self, field.name())
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
                $crate::Response<<Self as $crate::private::call::Request>::Response>,
                $crate::UploadError<<Self as $crate::private::call::Request>::Response>,
            > {
                $crate::private::upload::upload(self, content.into()).await
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
                elements: impl ::std::iter::IntoIterator<Item = <Self as $crate::private::batch::Batch>::Element>,
            ) -> $crate::BatchOutcome<Self> {
                $crate::private::batch::in_chunks(self, elements.into_iter().collect()).await
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
                $crate::private::download::deliver(self, path.as_ref()).await
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
