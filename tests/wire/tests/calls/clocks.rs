//! Calls where nothing tells the time: on no runtime of tokio, and with no clock.

use crate::support::{INVOICE, KEY, TestClock, answer, failed};
use bytes::Bytes;
use chargebee::{
    Transport,
    error::TransportError,
    limit::{Limiter, Limits},
    transport::{BoxFuture, TransportRequest},
    v2::Client,
};
use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};
use tokio::runtime::Builder;

/// Refuses once, and is ready at once.
#[derive(Clone, Default)]
struct Ready(Arc<AtomicUsize>);

impl Transport for Ready {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let turn = self.0.fetch_add(1, Ordering::Relaxed);
        let status = if turn == 0 { 503 } else { 200 };
        Box::pin(async move { Ok(answer(status, INVOICE)) })
    }
}

/// What a future gives that waits for nothing.
fn at_once<F: Future>(future: F) -> F::Output {
    assert!(tokio::runtime::Handle::try_current().is_err());
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn nothing_is_tried_again_without_a_clock() {
    let transport = Ready::default();
    let client = Client::builder("acme", KEY).transport(transport.clone());
    let client = client.build().expect("a client");
    let error = failed(at_once(client.invoice().retrieve("inv_1").send()));
    assert_eq!(error.status().map(|it| it.as_u16()), Some(503));
    assert_eq!(
        (error.attempts(), transport.0.load(Ordering::Relaxed)),
        (1, 1)
    );
    assert!(error.is_retryable(), "by whoever has a clock");

    // With one it is.
    let transport = Ready::default();
    let client = Client::builder("acme", KEY).transport(transport.clone());
    let client = client
        .clock(TestClock::default())
        .build()
        .expect("a client");
    let answer = at_once(client.invoice().retrieve("inv_1").send());
    assert_eq!(answer.expect("an answer").call().attempts, 2);
}

/// The default transport, called where there is none of what it needs: on no runtime, and on those that lack something.
#[test]
fn a_runtime_that_lacks_something_is_a_problem_of_the_configuration() {
    fn run(build: fn(&mut Builder) -> &mut Builder, call: impl Future) {
        let runtime = build(&mut Builder::new_current_thread())
            .build()
            .expect("a runtime");
        runtime.block_on(call);
    }
    let client = || Client::builder("acme", KEY).base_url("http://127.0.0.1:9");
    let limited = client().rate_limit(Limiter::new(Limits::new(1, 1, 1)));
    let (client, limited) = (client().build(), limited.build());
    let (client, limited) = (client.expect("a client"), limited.expect("a client"));
    let refused = |error: chargebee::Error, why: &str| {
        let text = error.to_string();
        assert!(matches!(error, chargebee::Error::Config(_)), "{text}");
        assert!(text.contains(why) && !error.is_retryable(), "{text}");
    };
    let call = || client.invoice().retrieve("inv_1").send();

    refused(
        failed(at_once(call())),
        "needs a tokio runtime, and there is none here",
    );
    let mut items = client.customer().list().items();
    let given = at_once(items.next()).expect("an error");
    refused(failed(given), "there is none here");
    assert!(at_once(items.next()).is_none() && !items.retry());
    run(|it| it, async { refused(failed(call().await), "has no") });
    run(|it| it.enable_io(), async {
        refused(
            failed(call().await),
            "has no timers: build it with `enable_all()`",
        );
        let limited = limited.invoice().retrieve("inv_1").send();
        refused(failed(limited.await), "a rate limit needs a clock");
    });
    run(|it| it.enable_time(), async {
        refused(
            failed(call().await),
            "has no I/O: build it with `enable_all()`",
        );
    });
    run(|it| it.enable_all(), async {
        assert!(matches!(
            failed(call().await),
            chargebee::Error::Transport(_)
        ));
    });
}

#[test]
fn a_rate_limit_needs_a_clock() {
    let transport = Ready::default();
    let limited = || {
        let client = Client::builder("acme", KEY).transport(transport.clone());
        client.rate_limit(Limiter::new(Limits::new(1, 1, 1)))
    };
    let client = limited().build().expect("a client");
    let error = failed(at_once(client.invoice().retrieve("inv_1").send())).to_string();
    assert!(error.starts_with("a rate limit needs a clock"), "{error}");
    assert_eq!(transport.0.load(Ordering::Relaxed), 0);

    let client = limited().clock(TestClock::default()).build();
    let client = client.expect("a client");
    let answer = at_once(client.invoice().retrieve("inv_1").send());
    answer.expect("an answer");
}
