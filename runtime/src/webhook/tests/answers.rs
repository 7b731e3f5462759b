//! What is answered, and when.

use super::*;
use std::{
    error::Error as StdError,
    future::Ready,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

#[tokio::test]
async fn the_answer_comes_after_the_handler_and_says_what_came_of_it() {
    let receiver = receiver();
    let status = async |made: fn() -> Result<(), Failure>| {
        let done = AtomicUsize::new(0);
        let answer = receiver.handle(request(BODY), None, async |_| {
            tokio::time::sleep(Duration::from_millis(20)).await;
            done.fetch_add(1, Ordering::SeqCst);
            made()
        });
        let status = answer.await.status().as_u16();
        assert_eq!(
            done.into_inner(),
            1,
            "it was answered before the handler was done"
        );
        status
    };
    assert_eq!(status(|| Ok(())).await, 200);
    assert_eq!(
        status(|| Err(Failure::retry("the database is down"))).await,
        503
    );
    assert_eq!(status(|| Err(Failure::poison("no such plan"))).await, 200);
    // What nobody classified is sent again: nothing is lost by that.
    let unclassified = || -> Result<(), Failure> {
        "seven".parse::<u8>()?;
        Ok(())
    };
    assert_eq!(status(unclassified).await, 503);
    assert_eq!(status(|| panic!("a bug")).await, 500);
    let early = receiver.handle(request(BODY), None, |_| -> Ready<Result<(), Failure>> {
        panic!("a bug")
    });
    assert_eq!(early.await.status(), 500);
}

#[test]
fn any_error_of_a_program_becomes_a_failure() {
    let boxed: Box<dyn StdError + Send + Sync> = "text".into();
    for failure in [
        Failure::from(boxed),
        "text".into(),
        String::from("text").into(),
    ] {
        assert!(!failure.is_poison());
        assert_eq!(failure.to_string(), "text");
        assert_eq!(failure.error().to_string(), "text");
        assert_eq!(failure.into_error().to_string(), "text");
    }
    for (failure, permanent) in [
        (Failure::poison("text"), true),
        (Failure::retry("text"), false),
        (Failure::from(crate::MoneyError::Overflow), true),
    ] {
        assert_eq!(failure.is_permanent(), permanent, "{failure:?}");
    }
    let poison = Failure::poison("text");
    assert_eq!(
        (poison.is_poison(), format!("{poison:?}")),
        (true, "Failure::poison(\"text\")".to_owned())
    );
}

#[tokio::test]
async fn what_will_never_work_is_recorded_or_sent_again() {
    let recorded = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&recorded);
    let receiver = builder()
        .dedupe(InMemory::new())
        .on_poison(move |poisoned| {
            let sink = Arc::clone(&sink);
            async move {
                let mut sink = sink.lock().expect("a list");
                sink.push(poisoned);
                match sink.len() {
                    1 => Err("the disk is full".into()),
                    2 => panic!("a bug"),
                    _ => Ok(()),
                }
            }
        })
        .build()
        .expect("a receiver");
    let poison = async |_| Err(Failure::poison("no such plan"));
    let mut outcomes = Vec::new();
    for _ in 0..4 {
        outcomes.push(
            receiver
                .process(Event::Known("ev_1".to_owned(), 1.into_json()), poison)
                .await,
        );
        // The panic poisons the list of the test.
        recorded.clear_poison();
    }
    let [failed, panicked, done, again] = outcomes[..] else {
        panic!("{outcomes:?}");
    };
    assert_eq!(
        [failed, panicked],
        [Outcome::StoreFailed, Outcome::Panicked]
    );
    assert_eq!([done, again], [Outcome::Poison, Outcome::Duplicate]);
    assert_eq!(
        outcomes
            .iter()
            .map(|it| it.is_settled())
            .collect::<Vec<_>>(),
        [false, false, true, true]
    );
    let recorded = recorded.lock().expect("a list");
    let last = recorded.last().expect("it was recorded");
    assert_eq!(
        (&*last.id, &*last.event_type, &*last.api_version),
        ("ev_1", "invoice_generated", "v1")
    );
    assert_eq!(last.body, r#"{"id":"ev_1"}"#);
    assert_eq!(last.failure.to_string(), "no such plan");
    assert!(
        !format!("{last:?}").contains("{\"id"),
        "the body is not printed"
    );
}
