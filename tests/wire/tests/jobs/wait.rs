//! Waiting for jobs: exports, the time machine, usage files.

use crate::{answer, client_of, json};
use chargebee::{jobs::JobError, v2::export::ExportStatus};
use chargebee_wire_tests::site::Site;
use std::{
    future::IntoFuture as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

const SHORT: Duration = Duration::from_millis(20);

fn export(status: &str) -> String {
    let download = if status == "completed" {
        r#","download":{"download_url":"https://files.example/x?Signature=sEcReT","valid_till":1700000000,"object":"download"}"#
    } else {
        ""
    };
    format!(
        r#"{{"export":{{"id":"exp_1","operation_type":"Invoices","mime_type":"zip","status":"{status}","created_at":1700000000,"object":"export"{download}}}}}"#
    )
}

/// An export that is asked for, and has these states one after the other; the last one stays.
pub(crate) async fn exporting(states: &'static [&'static str]) -> Site {
    let turn = Arc::new(AtomicUsize::new(0));
    Site::start(move |request| {
        let turn = Arc::clone(&turn);
        async move {
            if request.method() == "POST" {
                return json(export("in_process"));
            }
            assert_eq!(request.uri().path(), "/api/v2/exports/exp_1");
            let at = turn.fetch_add(1, Ordering::SeqCst);
            json(export(states.get(at).or(states.last()).expect("a state")))
        }
    })
    .await
}

#[tokio::test]
async fn an_export_is_started_waited_for_and_watched() {
    let site = exporting(&["in_process", "in_process", "completed"]).await;
    let client = client_of(site.url());
    let started = client.export().invoices().send().await.expect("an export");
    assert_eq!(started.export.status, ExportStatus::InProcess);

    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let id = started.into_inner().export.id;
    let done = client
        .export()
        .retrieve(id)
        .wait()
        .interval(SHORT, SHORT)
        .on_progress(move |answer| {
            let status = answer.export.status.clone();
            kept.lock().expect("the lock").push(status.to_string());
        })
        .await
        .expect("it is done");
    assert!(done.export.download.is_some());
    let seen = seen.lock().expect("the lock");
    assert_eq!(*seen, ["in_process", "in_process", "completed"]);
    assert_eq!(site.received().len(), 4);
}

#[tokio::test]
async fn a_job_that_fails_is_an_error_that_holds_the_answer() {
    let site = exporting(&["in_process", "failed"]).await;
    let client = client_of(site.url());
    let wait = client.export().retrieve("exp_1").wait();
    let error = wait.interval(SHORT, SHORT).await.expect_err("it failed");
    assert_eq!(error.to_string(), "the job ended as `failed`");
    let last = error.answer().expect("an answer");
    assert_eq!(last.export.status, ExportStatus::Failed);
    assert!(matches!(error, JobError::Failed { .. }), "{error:?}");
    assert_eq!(site.received().len(), 2, "nothing is asked after the end");
}

#[tokio::test]
async fn a_wait_ends_at_its_deadline() {
    let site = exporting(&["in_process"]).await;
    let client = client_of(site.url());
    let (deadline, start) = (Duration::from_millis(300), Instant::now());
    let wait = client.export().retrieve("exp_1").wait();
    let wait = wait.deadline(deadline).interval(SHORT, SHORT);
    let error = wait.await.expect_err("it is not done");
    let took = start.elapsed();
    // A little early where a timer rounds, much later on a busy machine.
    assert!(
        took >= deadline * 9 / 10 && took < deadline * 50,
        "{took:?}"
    );
    assert_eq!(error.to_string(), "the job was not done after 0.3 seconds");
    let last = error.answer().expect("the last answer");
    assert_eq!(last.export.status, ExportStatus::InProcess);
}

#[tokio::test]
async fn what_is_done_by_the_deadline_is_not_late() {
    // Asked at once, after 600 milliseconds and then, because the next time would be later, at the deadline.
    let begun = Instant::now();
    let done = Duration::from_millis(700);
    let site = Site::start(move |_| {
        let done = begun.elapsed() >= done;
        async move { json(export(if done { "completed" } else { "in_process" })) }
    })
    .await;
    let client = client_of(site.url());
    let wait = client.export().retrieve("exp_1").wait();
    let wait = wait.interval(Duration::from_millis(600), Duration::from_secs(30));
    let answer = wait.deadline(Duration::from_secs(1)).await;
    let answer = answer.expect("it was done long before");
    assert_eq!(answer.export.status, ExportStatus::Completed);

    // The last time it is asked is bounded too.
    let turn = AtomicUsize::new(0);
    let site = Site::start(move |_| {
        let first = turn.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if !first {
                std::future::pending::<()>().await;
            }
            json(export("in_process"))
        }
    })
    .await;
    let client = client_of(site.url());
    let wait = client.export().retrieve("exp_1").wait();
    let wait = wait.interval(Duration::from_secs(5), Duration::from_secs(5));
    let begun = Instant::now();
    let error = wait.deadline(Duration::from_millis(300)).await;
    let error = error.expect_err("no answer");
    assert!(
        matches!(error, JobError::Deadline { last: Some(_), .. }),
        "{error:?}"
    );
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert_eq!(site.received().len(), 2);
}

#[tokio::test]
async fn a_deadline_holds_for_an_answer_that_does_not_come() {
    let site = Site::start(|_| async {
        std::future::pending::<()>().await;
        json("{}")
    })
    .await;
    let client = client_of(site.url());
    let wait = client.export().retrieve("exp_1").wait();
    let deadline = Duration::from_millis(200);
    let start = Instant::now();
    let error = wait.deadline(deadline).await.expect_err("no answer");
    assert!(start.elapsed() < Duration::from_secs(10));
    assert!(error.answer().is_none());
    assert!(matches!(error, JobError::Deadline { .. }), "{error:?}");
}

#[tokio::test]
async fn pauses_grow_and_are_bounded() {
    let site = exporting(&["in_process"]).await;
    let client = client_of(site.url());
    let wait = client.export().retrieve("exp_1").wait();
    let ms = Duration::from_millis;
    let wait = wait.interval(ms(20), ms(40)).deadline(ms(1000));
    let _ = wait.await;
    // 50 times if they did not grow, 9 times if they grew without end; a slow machine asks less often.
    let asked = site.received().len();
    assert!((12..=30).contains(&asked), "asked {asked} times");
}

#[tokio::test]
async fn a_status_that_is_not_known_yet_does_not_end_a_wait() {
    let site = exporting(&["warming_up", "completed"]).await;
    let client = client_of(site.url());
    let wait = client.export().retrieve("exp_1").wait();
    let done = wait.interval(SHORT, SHORT).await.expect("it is done");
    assert_eq!(done.export.status, ExportStatus::Completed);
}

#[tokio::test]
async fn a_question_that_goes_wrong_ends_a_wait_with_its_error() {
    let body = r#"{"api_error_code":"resource_not_found","message":"no exp_1"}"#;
    let site = Site::start(move |_| async move { answer(404, body) }).await;
    let client = client_of(site.url());
    let wait = client.export().retrieve("exp_1").wait();
    let error = wait.await.expect_err("no such export");
    let JobError::Call(call) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(call.status().map(|it| it.as_u16()), Some(404));
    assert!(error.to_string().contains("resource_not_found"), "{error}");
}

#[tokio::test]
async fn dropping_a_wait_asks_no_more() {
    let site = exporting(&["in_process"]).await;
    let client = client_of(site.url());
    let wait = client.export().retrieve("exp_1").wait();
    let wait = wait.interval(SHORT, SHORT).into_future();
    assert!(tokio::time::timeout(SHORT * 5, wait).await.is_err());
    let _ = site.received();
    tokio::time::sleep(SHORT * 5).await;
    assert_eq!(site.received().len(), 0);
}

/// The time machine in these states, one after the other.
async fn travelling(states: &'static [&'static str]) -> Site {
    let turn = Arc::new(AtomicUsize::new(0));
    Site::start(move |request| {
        let at = match request.method().as_str() {
            "POST" => 0,
            _ => turn.fetch_add(1, Ordering::SeqCst) + 1,
        };
        let status = *states.get(at).or(states.last()).expect("a state");
        async move {
            json(format!(
                r#"{{"time_machine":{{"name":"delorean","time_travel_status":"{status}","genesis_time":1600000000,"destination_time":1700000000,"failure_reason":"no plutonium","object":"time_machine"}}}}"#
            ))
        }
    })
    .await
}

#[tokio::test]
async fn a_time_machine_travels_forward_and_starts_afresh() {
    for afresh in [false, true] {
        let site = travelling(&["in_progress", "in_progress", "succeeded"]).await;
        let client = client_of(site.url());
        let machines = client.time_machine();
        let started = if afresh {
            let request = machines.start_afresh("delorean").send().await;
            request.expect("it starts").into_inner().time_machine
        } else {
            let request = machines.travel_forward("delorean").send().await;
            request.expect("it starts").into_inner().time_machine
        };
        let name = started.name;
        let wait = client.time_machine().retrieve(name).wait();
        let done = wait.interval(SHORT, SHORT).await.expect("it arrives");
        assert!(!done.time_machine.lacks("destination_time"));
        assert_eq!(site.received().len(), 3);
    }
}

#[tokio::test]
async fn a_time_machine_that_breaks_says_why() {
    for end in [&["in_progress", "failed"], &["in_progress", "not_enabled"]] {
        let site = travelling(end).await;
        let client = client_of(site.url());
        let wait = client.time_machine().retrieve("delorean").wait();
        let error = wait.interval(SHORT, SHORT).await.expect_err("it breaks");
        let JobError::Failed { status, answer } = error else {
            panic!("{error:?}")
        };
        assert_eq!(Some(status.as_str()), end.last().copied());
        let why = answer.time_machine.failure_reason.as_deref();
        assert_eq!(why, Some("no plutonium"));
    }
}
