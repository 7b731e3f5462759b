//! Who goes next within rate limits, by the paused clock of tokio.

use crate::support::{InMemory, KEY, answer_with, failed, get, post, seconds};
use chargebee::{
    ClientBuilder, RetryPolicy,
    limit::{Limiter, Limits, Plan},
    v2::Client,
};
use std::{future::Future, task::Poll, time::Duration};
use tokio::time::{Instant, advance, sleep};

fn builder(transport: &InMemory, limiter: &Limiter) -> ClientBuilder<Client> {
    let client = Client::builder("acme", KEY).transport(transport.clone());
    client.rate_limit(limiter.clone())
}

fn client(transport: &InMemory, limits: Limits) -> Client {
    let client = builder(transport, &Limiter::new(limits)).timeout(seconds(3600));
    client.build().expect("a client")
}

/// Has a future looked at once, and no more.
async fn start<F: Future + Unpin>(future: &mut F) {
    std::future::poll_fn(|context| {
        let polled = std::pin::Pin::new(&mut *future).poll(context);
        assert!(polled.is_pending());
        Poll::Ready(())
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_take_as_many_minutes_as_the_plan_says() {
    let transport = InMemory::default();
    let client = Client::builder("acme", KEY).transport(transport.clone());
    let client = client.rate_limit(Limiter::for_plan(Plan::Enterprise));
    let client = client.timeout(seconds(3600)).build().expect("a client");
    let started = tokio::time::Instant::now();
    let calls: Vec<_> = (0..1500)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { get(&client).await.is_ok() })
        })
        .collect();
    for call in calls {
        assert!(call.await.expect("no panic"));
    }
    assert_eq!(transport.times().len(), 1500);
    assert_eq!(started.elapsed().as_secs(), 122);
}

#[tokio::test(start_paused = true)]
async fn the_minute_is_given_in_the_order_of_arrival() {
    let transport = InMemory::default();
    let client = client(&transport, Limits::new(2, 50, 50));
    let mut calls = Vec::new();
    for number in 0..12 {
        let invoice = client.invoice();
        // GETs and POSTs wait in one line for it.
        calls.push(if number % 2 == 0 {
            let call = invoice.retrieve(number.to_string()).send();
            tokio::spawn(async move { call.await.is_ok() })
        } else {
            let call = invoice.delete(number.to_string()).send();
            tokio::spawn(async move { call.await.is_ok() })
        });
        // Newcomers find others waiting, some of whom have waited for long.
        sleep(seconds(7)).await;
    }
    for call in calls {
        assert!(call.await.expect("no panic"));
    }
    let order: Vec<String> = (0..12)
        .map(|number| {
            if number % 2 == 0 {
                number.to_string()
            } else {
                "delete".to_owned()
            }
        })
        .collect();
    assert_eq!(transport.names(), order);
    let times = transport.times();
    for (at, first) in times.iter().enumerate() {
        let within = times
            .iter()
            .skip(at)
            .filter(|it| **it - *first <= seconds(60));
        assert!(within.count() <= 2, "{times:?}");
    }
    assert!(
        *times.last().expect("a time") - times[0] < seconds(5 * 61 + 8),
        "{times:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn who_may_not_go_yet_does_not_keep_others_from_their_places() {
    let transport = InMemory::taking(seconds(10));
    let client = client(&transport, Limits::new(1000, 1, 1));
    let started = Instant::now();
    let calls: Vec<_> = (0..3)
        .map(|_| {
            let gets = client.clone();
            tokio::spawn(async move { get(&gets).await.is_ok() })
        })
        .collect();
    tokio::task::yield_now().await;
    // GETs wait in front of it, and all places for POSTs are free.
    post(&client).await.expect("an answer");
    assert_eq!(started.elapsed().as_secs(), 10);
    for call in calls {
        assert!(call.await.expect("no panic"));
    }
    assert_eq!(started.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn clients_that_share_a_limiter_mean_the_same_by_a_time() {
    // Built an hour apart; whichever is asked first.
    for (first, second) in [(0, 1), (1, 0)] {
        let (transport, limiter) = (InMemory::default(), Limiter::new(Limits::new(2, 50, 50)));
        let old = builder(&transport, &limiter).build().expect("a client");
        advance(seconds(3600)).await;
        let new = builder(&transport, &limiter).build().expect("a client");
        let clients = [old, new];
        let started = Instant::now();
        for at in [first, first, second, second] {
            get(&clients[at]).await.expect("an answer");
        }
        assert_eq!(
            started.elapsed().as_secs(),
            61,
            "two at once and two after a minute"
        );
        sleep(seconds(62)).await;
        let started = Instant::now();
        get(&clients[first]).await.expect("an answer");
        assert!(started.elapsed() < seconds(1), "the minute is over");
        // What the server asked of one is kept by the other.
        transport.answer(answer_with(429, &[("retry-after", "20")], ""));
        let once = chargebee::CallOptions::new().retry(RetryPolicy::none());
        let refused = clients[first].invoice().retrieve("inv_1").options(once);
        assert!(failed(refused.send().await).is_rate_limited());
        sleep(seconds(10)).await;
        let started = Instant::now();
        get(&clients[second]).await.expect("an answer");
        assert!(started.elapsed() >= seconds(9), "{:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_in_line_that_nobody_looks_at_keeps_no_place() {
    let transport = InMemory::taking(seconds(10));
    let client = client(&transport, Limits::new(1000, 1, 1));
    let served = tokio::spawn({
        let client = client.clone();
        async move { get(&client).await.is_ok() }
    });
    tokio::task::yield_now().await;
    // In line, and then forgotten, as by a `select!` whose other branch goes on.
    let mut forgotten = client.invoice().retrieve("forgotten").send();
    start(&mut forgotten).await;
    let started = Instant::now();
    get(&client).await.expect("an answer");
    assert!(served.await.expect("no panic"));
    // The rest of the first, a second or two for the one that does not come, and its own time.
    let took = started.elapsed();
    assert!(took >= seconds(20) && took <= seconds(23), "{took:?}");
    // Its turn comes as soon as it is looked at again.
    forgotten.await.expect("an answer");
    assert!(started.elapsed() <= took + seconds(10));
    assert_eq!(transport.names(), ["inv_1", "inv_1", "forgotten"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_the_minute_and_is_not_looked_at_keeps_nobody() {
    for spawned in [false, true] {
        let transport = InMemory::default();
        let client = client(&transport, Limits::new(1, 1, 1));
        get(&client).await.expect("an answer");
        let mut forgotten = client.invoice().retrieve("forgotten").send();
        start(&mut forgotten).await;
        let started = Instant::now();
        let call = client.invoice().retrieve("inv_1").send();
        if spawned {
            let call = tokio::spawn(async move { call.await.is_ok() });
            assert!(call.await.expect("no panic"));
        } else {
            call.await.expect("an answer");
        }
        let took = started.elapsed();
        assert!(took >= seconds(61) && took <= seconds(64), "{took:?}");
        drop(forgotten);
    }
}

#[tokio::test(start_paused = true)]
async fn a_walk_that_fetches_ahead_keeps_no_room_from_others() {
    let entry = format!(
        r#"[{{"list":[{0},{0}],"next_offset":"1"}}]"#,
        crate::support::INVOICE
    );
    let page = entry[1..entry.len() - 1].to_owned();
    for limits in [Limits::new(2, 50, 50), Limits::new(1000, 1, 1)] {
        let transport = InMemory::taking(Duration::from_millis(5));
        transport.answer(crate::support::answer(200, page.clone()));
        let client = client(&transport, limits);
        let started = Instant::now();
        let mut items = client.invoice().list().items().prefetch();
        assert!(matches!(items.next().await, Some(Ok(_))));
        let other = client.clone();
        let other = tokio::spawn(async move { get(&other).await.is_ok() });
        assert!(other.await.expect("no panic"));
        assert!(started.elapsed() < seconds(1), "{:?}", started.elapsed());
        assert_eq!(transport.names(), ["invoices", "inv_1"]);
        assert!(matches!(items.next().await, Some(Ok(_))));
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_of_many_is_not_looked_through_all_the_time() {
    // As many as that once took more than all the time there is.
    let transport = InMemory::default();
    let client = client(&transport, Limits::new(100, 50, 50));
    let calls: Vec<_> = (0..20_000)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { get(&client).await.is_ok() })
        })
        .collect();
    let real = std::time::Instant::now();
    sleep(seconds(300)).await;
    assert_eq!(transport.times().len(), 500);
    assert!(real.elapsed() < seconds(30), "{:?}", real.elapsed());
    calls.iter().for_each(tokio::task::JoinHandle::abort);
}
