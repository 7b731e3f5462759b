//! Another host with a file on it.

use crate::{answer, header, without_secrets};
use bytes::Bytes;
use chargebee_wire_tests::site::Site;
use http::{HeaderValue, Request, Response};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A file on another host, and how that one behaves.
pub(crate) struct File {
    pub(crate) content: Vec<u8>,
    pub(crate) tag: Option<&'static str>,
    pub(crate) ranges: bool,
    /// The answers to the next requests, in place of a part of the file.
    pub(crate) trouble: Vec<Response<Bytes>>,
}

#[derive(Clone)]
pub(crate) struct Store(Arc<Mutex<File>>);

impl Store {
    pub(crate) fn lock(&self) -> MutexGuard<'_, File> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn serve(content: Vec<u8>) -> (Self, Site) {
        let store = Self(Arc::new(Mutex::new(File {
            content,
            tag: Some("\"v1\""),
            ranges: true,
            trouble: Vec::new(),
        })));
        let served = store.clone();
        let site = Site::start(move |request| {
            let answer = served.lock().give(&request);
            async move { answer }
        })
        .await;
        (store, site)
    }
}

impl File {
    pub(crate) fn give(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        without_secrets(request);
        assert_eq!(request.method(), "GET");
        assert_eq!(header(request, "accept-encoding"), Some("identity"));
        if !self.trouble.is_empty() {
            return self.trouble.remove(0);
        }
        let total = self.content.len();
        let range = header(request, "range").expect("a range");
        let (from, to) = (range.strip_prefix("bytes="))
            .and_then(|it| it.split_once('-'))
            .expect("a range");
        let from: usize = from.parse().expect("a number");
        let to = to.parse::<usize>().expect("a number").min(total.max(1) - 1);
        let same = header(request, "if-range").is_none_or(|tag| Some(tag) == self.tag);
        let mut given = if !self.ranges || !same {
            answer(200, self.content.clone())
        } else if from >= total {
            let mut none = answer(416, "");
            set(&mut none, "content-range", &format!("bytes */{total}"));
            none
        } else {
            let mut part = answer(206, self.content[from..=to].to_vec());
            set(
                &mut part,
                "content-range",
                &format!("bytes {from}-{to}/{total}"),
            );
            part
        };
        if let Some(tag) = self.tag {
            set(&mut given, "etag", tag);
        }
        given
    }
}

pub(crate) fn set(answer: &mut Response<Bytes>, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).expect("a value");
    answer.headers_mut().insert(name, value);
}
