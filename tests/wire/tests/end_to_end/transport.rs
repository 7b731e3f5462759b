//! Transports of one's own.

use crate::support::{KEY_BASE64, answer_with, builder, header};
use bytes::Bytes;
use chargebee::{
    Error, Transport,
    error::{TransportError, TransportErrorKind},
    transport::{BoxFuture, TransportRequest},
    v2,
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

const TIMEOUT: Duration = Duration::from_millis(150);

/// A transport of the test's own: keeps what it is given, answers what it holds.
#[derive(Clone)]
struct Recorder {
    given: Arc<Mutex<Vec<TransportRequest>>>,
    answer: Result<&'static str, TransportErrorKind>,
}

impl Recorder {
    fn new(answer: Result<&'static str, TransportErrorKind>) -> Self {
        let given = Arc::default();
        Self { given, answer }
    }

    fn client(&self) -> v2::Client {
        let builder = builder().transport(self.clone());
        let builder = builder.timeout(TIMEOUT).max_response_bytes(1234);
        builder.build().expect("a client")
    }
}

impl Transport for Recorder {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.given.lock().expect("the lock").push(request);
        let answer = match self.answer {
            Ok(body) => Ok(answer_with(200, &[("x-from", "the recorder")], body)),
            Err(kind) => Err(TransportError::new(kind, Some("the fuse blew".into()))),
        };
        Box::pin(async { answer })
    }
}

#[tokio::test]
async fn a_transport_of_ones_own_gets_the_request_as_it_is_shown() {
    let recorder = Recorder::new(Ok(r#"{"list":[]}"#));
    let request = recorder.client().invoice().list().limit(3);
    let shown = request.clone().into_http().expect("a request");
    let answer = request.send().await.expect("an answer");
    assert_eq!(header(answer.headers(), "x-from"), Some("the recorder"));

    let given = recorder.given.lock().expect("the lock");
    let [given] = given.as_slice() else {
        panic!("{given:?}")
    };
    assert_eq!(given.http.method(), shown.method());
    assert_eq!(given.http.uri(), shown.uri());
    assert_eq!(
        shown.uri().to_string(),
        "https://acme.chargebee.com/api/v2/invoices?limit=3"
    );
    assert_eq!(given.http.headers(), shown.headers());
    assert_eq!(given.http.body(), shown.body());
    assert_eq!((given.timeout, given.max_body), (TIMEOUT, 1234));
}

#[tokio::test]
async fn what_a_transport_is_given_prints_no_secrets() {
    let recorder = Recorder::new(Ok("{}"));
    let card = v2::CardParams::new().number("4111111111111111");
    let request = recorder.client().customer().create().card(card);
    let _ = request.send().await;
    let printed = format!("{:?}", recorder.given.lock().expect("the lock"));
    assert!(printed.contains("acme.chargebee.com"), "{printed}");
    assert!(!printed.contains(KEY_BASE64), "{printed}");
    assert!(!printed.contains("4111111111111111"), "{printed}");
}

#[tokio::test]
async fn an_error_of_a_transport_is_kept() {
    for kind in [TransportErrorKind::Connect, TransportErrorKind::Broken] {
        let result = Recorder::new(Err(kind)).client().invoice().list().send();
        let error = result.await.expect_err("an error");
        let source = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("the fuse blew"));
        assert!(matches!(&error, Error::Transport(it) if it.kind() == kind));
        assert_eq!(error.status(), None);
    }
}
