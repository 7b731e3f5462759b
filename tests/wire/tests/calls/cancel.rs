//! Calls that are dropped, by the paused clock of tokio: whatever went on without them would be seen later.

use crate::support::{InMemory, KEY, answer_with, seconds};
use chargebee::{
    limit::{Limiter, Limits},
    v2::Client,
};
use tokio::time::{sleep, timeout};

#[tokio::test(start_paused = true)]
async fn dropping_a_call_cancels_it_while_it_waits_for_the_next_attempt() {
    let transport = InMemory::default();
    for _ in 0..10 {
        transport.answer(answer_with(503, &[("retry-after", "30")], ""));
    }
    let client = Client::builder("acme", KEY).transport(transport.clone());
    let client = client.build().expect("a client");
    let call = client.invoice().retrieve("inv_1").send();
    assert!(timeout(seconds(1), call).await.is_err(), "it waits");
    assert_eq!(transport.times().len(), 1);
    sleep(seconds(600)).await;
    assert_eq!(transport.times().len(), 1, "nothing comes after it");
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_cancels_it_while_it_waits_for_room() {
    let transport = InMemory::default();
    let client = Client::builder("acme", KEY).transport(transport.clone());
    let client = client.rate_limit(Limiter::new(Limits::new(1, 1, 1)));
    let client = client.build().expect("a client");
    let first = client.invoice().retrieve("inv_1").send();
    first.await.expect("an answer");
    let call = client.invoice().retrieve("inv_1").send();
    assert!(timeout(seconds(1), call).await.is_err(), "it waits");
    sleep(seconds(600)).await;
    assert_eq!(transport.times().len(), 1, "nothing comes after it");
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_cancels_it_while_it_is_answered() {
    let transport = InMemory::taking(seconds(10));
    transport.answer(answer_with(503, &[("retry-after", "0")], ""));
    let client = Client::builder("acme", KEY).transport(transport.clone());
    let client = client.build().expect("a client");
    let call = client.invoice().retrieve("inv_1").send();
    assert!(timeout(seconds(1), call).await.is_err(), "it is answered");
    sleep(seconds(600)).await;
    assert_eq!(transport.times().len(), 1, "nothing comes after it");
}
