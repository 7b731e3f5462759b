//! What requests have for programs without an async runtime.

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
                $crate::Response<<Self as $crate::private::call::Request>::Response>,
                $crate::UploadError<<Self as $crate::private::call::Request>::Response>,
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
                elements: impl ::std::iter::IntoIterator<
                    Item = <Self as $crate::private::batch::Batch>::Element,
                >,
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

/// A stand-in, without the feature. It is that of this crate that counts, and not of the one that generated code stands in.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! request_blocking {
    ($type:ident => $response:ident) => {
        $crate::missing_methods!($type needs Blocking: send_blocking());
    };
}

/// Stand-ins, without the feature.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! paged_blocking {
    ($type:ident) => {
        $crate::missing_methods!($type needs Blocking: pages_blocking() items_blocking());
    };
}

/// Stand-ins, without the feature.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! task_blocking {
    (upload $type:ident) => {
        $crate::missing_methods!($type needs Blocking: upload_blocking(content));
    };
    (batch $type:ident) => {
        $crate::missing_methods!($type needs Blocking: in_chunks_blocking(elements));
    };
    (download $type:ident) => {
        $crate::missing_methods!($type needs Blocking: save_to_blocking(path));
    };
    (changes $type:ident) => {
        $crate::missing_methods!($type needs Blocking: changes_since_blocking(since));
    };
}
