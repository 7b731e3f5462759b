use super::*;
use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    thread,
};

const LEASE: Duration = Duration::from_secs(300);

/// A store whose time a test sets.
fn store() -> (InMemory, Arc<AtomicU64>) {
    let seconds = Arc::new(AtomicU64::new(1_000_000));
    let read = Arc::clone(&seconds);
    let now = move || Duration::from_secs(read.load(Ordering::SeqCst));
    (InMemory::new().now(now), seconds)
}

fn claim_in(store: &InMemory, event: &str, version: &str) -> Claim {
    let claim = store.try_claim(event, version, LEASE);
    claim.expect("there is room")
}

fn claim(store: &InMemory, event: &str) -> Claim {
    store.try_claim(event, "v2", LEASE).expect("there is room")
}

fn ticket(store: &InMemory, event: &str) -> i64 {
    match claim(store, event) {
        Claim::New { ticket } => ticket,
        other => panic!("{event} is {other:?}"),
    }
}

#[test]
fn what_is_done_stays_done_for_as_long_as_the_api_sends_it_again() {
    let (store, seconds) = store();
    let first = ticket(&store, "ev_1");
    assert_eq!(claim(&store, "ev_1"), Claim::InProgress);
    store.end("ev_1", first, End::Done);
    assert_eq!(claim(&store, "ev_1"), Claim::Done);
    assert_eq!(RETRY_WINDOW.as_secs(), 283_080);
    seconds.fetch_add(RETRY_WINDOW.as_secs(), Ordering::SeqCst);
    assert_eq!(claim(&store, "ev_1"), Claim::Done);
    seconds.fetch_add(3600, Ordering::SeqCst);
    ticket(&store, "ev_1");
}

#[test]
fn what_failed_is_free_at_once_and_what_was_left_after_its_lease() {
    let (store, seconds) = store();
    let first = ticket(&store, "ev_1");
    store.end("ev_1", first, End::Failed);
    assert!(store.is_empty());
    let killed = ticket(&store, "ev_1");
    seconds.fetch_add(LEASE.as_secs() - 1, Ordering::SeqCst);
    assert_eq!(claim(&store, "ev_1"), Claim::InProgress);
    seconds.fetch_add(1, Ordering::SeqCst);
    let second = ticket(&store, "ev_1");
    assert_ne!(killed, second);
    // The first comes back from the dead: the event is not its own any more.
    store.end("ev_1", killed, End::Failed);
    assert_eq!(claim(&store, "ev_1"), Claim::InProgress);
    store.end("ev_1", killed, End::Done);
    assert_eq!(claim(&store, "ev_1"), Claim::InProgress);
    store.end("ev_1", second, End::Done);
    assert_eq!(claim(&store, "ev_1"), Claim::Done);
}

#[test]
fn work_that_ends_after_its_lease_is_done_where_nobody_else_came() {
    let (store, seconds) = store();
    let late = ticket(&store, "ev_1");
    seconds.fetch_add(LEASE.as_secs() * 2, Ordering::SeqCst);
    store.try_claim("ev_2", "v2", LEASE).expect("there is room");
    store.end("ev_1", late, End::Done);
    assert_eq!(claim(&store, "ev_1"), Claim::Done);
}

#[test]
fn memory_is_bounded() {
    let (store, _) = store();
    let store = store.room_for(3);
    for event in ["ev_1", "ev_2", "ev_3", "ev_4", "ev_5"] {
        let ticket = ticket(&store, event);
        store.end(event, ticket, End::Done);
        assert!(store.len() <= 3);
    }
    // The first ones were forgotten.
    let held = ["ev_5", "ev_4", "ev_3"].map(|it| claim(&store, it));
    assert_eq!(held, [Claim::Done; 3]);
    for event in ["ev_6", "ev_7", "ev_8"] {
        ticket(&store, event);
    }
    let full = store
        .try_claim("ev_9", "v2", LEASE)
        .expect_err("it is full");
    assert!(full.to_string().contains("being worked on"), "{full}");
    assert!(matches!(
        claim(&InMemory::new().room_for(0), "ev_1"),
        Claim::New { .. }
    ));
    assert_eq!(claim(&store, "ev_6"), Claim::InProgress);
}

#[test]
fn of_many_threads_one_gets_an_event() {
    let (store, _) = store();
    let won = AtomicUsize::new(0);
    let start = std::sync::Barrier::new(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                start.wait();
                for event in 0..500 {
                    let event = format!("ev_{event}");
                    if let Claim::New { ticket } = claim(&store, &event) {
                        won.fetch_add(1, Ordering::SeqCst);
                        store.end(&event, ticket, End::Done);
                    }
                }
            });
        }
    });
    assert_eq!(won.into_inner(), 500);
}

#[test]
fn for_ever_is_a_time_to_keep() {
    let (store, seconds) = store();
    let store = store.keep_for(Duration::MAX);
    let Ok(Claim::New { ticket }) = store.try_claim("ev_1", "v2", Duration::MAX) else {
        panic!("it is new");
    };
    seconds.fetch_add(RETRY_WINDOW.as_secs() * 100, Ordering::SeqCst);
    assert_eq!(claim(&store, "ev_1"), Claim::InProgress);
    store.end("ev_1", ticket, End::Done);
    seconds.fetch_add(RETRY_WINDOW.as_secs() * 100, Ordering::SeqCst);
    assert_eq!(claim(&store, "ev_1"), Claim::Done);
}

#[test]
fn what_will_never_work_in_one_version_is_free_in_another() {
    let (store, seconds) = store();
    let first = ticket(&store, "ev_1");
    store.end("ev_1", first, End::Poisoned("v2"));
    assert_eq!(claim(&store, "ev_1"), Claim::Done);
    // The worker of the other version is killed, and the next one fails: v2 stays over.
    let Claim::New { .. } = claim_in(&store, "ev_1", "v1") else {
        panic!("v1 is free");
    };
    assert_eq!(claim_in(&store, "ev_1", "v1"), Claim::InProgress);
    assert_eq!(claim(&store, "ev_1"), Claim::Done);
    seconds.fetch_add(LEASE.as_secs(), Ordering::SeqCst);
    assert_eq!(claim(&store, "ev_1"), Claim::Done);
    let Claim::New { ticket: failing } = claim_in(&store, "ev_1", "v1") else {
        panic!("v1 is free");
    };
    store.end("ev_1", failing, End::Failed);
    assert_eq!(claim(&store, "ev_1"), Claim::Done);
    // Never in either.
    let Claim::New { ticket: last } = claim_in(&store, "ev_1", "v1") else {
        panic!("v1 is free");
    };
    store.end("ev_1", last, End::Poisoned("v1"));
    assert_eq!(
        ["v1", "v2"].map(|it| claim_in(&store, "ev_1", it)),
        [Claim::Done; 2]
    );
    // Done in one is done in both.
    let poisoned = ticket(&store, "ev_2");
    store.end("ev_2", poisoned, End::Poisoned("v2"));
    let Claim::New { ticket: done } = claim_in(&store, "ev_2", "v1") else {
        panic!("v1 is free");
    };
    store.end("ev_2", done, End::Done);
    assert_eq!(
        ["v1", "v2"].map(|it| claim_in(&store, "ev_2", it)),
        [Claim::Done; 2]
    );
    // All of it is forgotten in the end.
    seconds.fetch_add(RETRY_WINDOW.as_secs() + 3600, Ordering::SeqCst);
    ticket(&store, "ev_3");
    assert_eq!(store.len(), 1);
}

/// A clock that goes back would keep a lease for longer than it was given for, or end it before its time when it goes on again.
#[test]
fn a_clock_that_goes_back_counts_as_one_that_stands() {
    let (store, seconds) = store();
    ticket(&store, "ev_1");
    seconds.fetch_sub(LEASE.as_secs() * 10, Ordering::SeqCst);
    ticket(&store, "ev_2");
    assert_eq!(claim(&store, "ev_1"), Claim::InProgress);
    seconds.fetch_add(LEASE.as_secs() * 11, Ordering::SeqCst);
    for event in ["ev_1", "ev_2"] {
        ticket(&store, event);
    }
}

/// Real time, and not that of the system's clock: it starts with the store.
#[test]
fn time_is_counted_from_when_the_store_was_made() {
    let store = InMemory::new();
    let lease = Duration::from_millis(20);
    let first = store.try_claim("ev_1", "v2", lease).expect("there is room");
    assert!(matches!(first, Claim::New { .. }));
    assert!(store.current().now < Duration::from_secs(600));
    thread::sleep(lease * 2);
    assert!(matches!(claim(&store, "ev_1"), Claim::New { .. }));
}
