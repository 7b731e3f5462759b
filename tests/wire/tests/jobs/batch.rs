//! Usage events, many at a time.

use crate::{answer, client_of, json};
use chargebee::{TimestampMillis, v2::usage_event::requests::EventParams};
use chargebee_wire_tests::site::Site;
use serde_json::{Value, json as value};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

pub(crate) fn events(count: usize) -> Vec<EventParams> {
    let event = |at: usize| {
        EventParams::new(
            format!("event_{at}"),
            "sub_1",
            TimestampMillis::from_milliseconds(1_700_000_000_000),
            chargebee::Json::new(&value!({ "units": at })).expect("JSON"),
        )
    };
    (0..count).map(event).collect()
}

/// Takes batches, refuses every event whose number ends with 99, and every call from `broken` on.
pub(crate) async fn site(broken: usize) -> Site {
    let turn = Arc::new(AtomicUsize::new(0));
    Site::start(move |request| {
        let at = turn.fetch_add(1, Ordering::SeqCst);
        async move {
            if at >= broken {
                return answer(
                    400,
                    r#"{"api_error_code":"invalid_request","message":"enough"}"#,
                );
            }
            let body: Value = serde_json::from_slice(request.body()).expect("JSON");
            let events = body["events"].as_array().expect("events").clone();
            let bad = |event: &&Value| {
                let id = event["deduplication_id"].as_str().expect("an id");
                id.ends_with("99")
            };
            let failed: Vec<Value> = (events.iter().filter(bad))
                .map(|event| {
                    value!({
                        "deduplication_id": event["deduplication_id"],
                        "subscription_id": event["subscription_id"],
                        "api_error_code": "param_wrong_value",
                        "message": "too late",
                        "hint": 7
                    })
                })
                .collect();
            let batch = format!("batch_{at}");
            json(value!({ "batch_id": batch, "failed_events": failed }).to_string())
        }
    })
    .await
}

#[tokio::test]
async fn many_events_go_out_in_calls_that_the_api_takes() {
    let site = site(usize::MAX).await;
    let client = client_of(site.url());
    let request = client.usage_event().batch_ingest();
    let outcome = request.in_chunks(events(1201)).await;
    assert!(outcome.error.is_none());
    assert!(outcome.unsent.is_empty());

    let received = site.received();
    let sizes: Vec<usize> = (received.iter())
        .map(|request| {
            let body: Value = serde_json::from_slice(request.body()).expect("JSON");
            assert_eq!(request.uri().path(), "/api/v2/batch/usage_events");
            body["events"].as_array().map_or(0, Vec::len)
        })
        .collect();
    assert_eq!(sizes, [500, 500, 201]);
    let first: Value = serde_json::from_slice(received[0].body()).expect("JSON");
    assert_eq!(
        first["events"][7],
        value!({ "deduplication_id": "event_7", "subscription_id": "sub_1", "usage_timestamp": 1_700_000_000_000_i64, "properties": { "units": 7 } })
    );
    let answered: Vec<_> = (outcome.answers.iter())
        .map(|(range, answer)| (range.clone(), answer.batch_id.as_deref()))
        .collect();
    assert_eq!(
        answered,
        [
            (0..500, Some("batch_0")),
            (500..1000, Some("batch_1")),
            (1000..1201, Some("batch_2"))
        ]
    );

    let failed: Vec<_> = outcome.failed().collect();
    assert_eq!(failed.len(), 12);
    assert_eq!(failed[1].deduplication_id.as_deref(), Some("event_199"));
    assert_eq!(
        failed[1].api_error_code.as_deref(),
        Some("param_wrong_value")
    );
    assert_eq!(failed[1].message.as_deref(), Some("too late"));
    let hint = failed[1].extra.get("hint").map(chargebee::Json::as_str);
    assert_eq!(hint, Some("7"), "nothing is lost");
    assert!(!outcome.is_complete());
}

#[tokio::test]
async fn a_call_that_goes_wrong_ends_it_and_the_rest_is_named() {
    let site = site(1).await;
    let client = client_of(site.url());
    let events = events(1201);
    let request = client.usage_event().batch_ingest();
    let outcome = request.in_chunks(events.clone()).await;
    let error = outcome.error.as_ref().expect("an error");
    assert!(error.to_string().contains("enough"), "{error}");
    assert_eq!(outcome.unsent, 500..1201);
    assert_eq!(outcome.answers.len(), 1);
    assert_eq!(outcome.failed().count(), 5);
    assert!(!outcome.is_complete());
    assert_eq!(site.received().len(), 2);
    assert_eq!(events[outcome.unsent].len(), 701, "what to send again");
}

#[tokio::test]
async fn what_was_all_taken_is_complete() {
    let site = site(usize::MAX).await;
    let client = client_of(site.url());
    for (count, calls) in [(0, 0), (1, 1), (50, 1)] {
        let request = client.usage_event().batch_ingest();
        let outcome = request.in_chunks(events(count)).await;
        assert!(outcome.is_complete());
        assert_eq!(site.received().len(), calls);
    }
}

/// A batch that is refused as a whole says which of its events are at fault.
#[tokio::test]
async fn what_a_refused_batch_says_of_its_events_is_given() {
    let site = Site::start(|_| async {
        answer(
            400,
            r#"{"message":"one is at fault","type":"ubb_batch_ingestion_invalid_request","api_error_code":"invalid_request",
                "error_code":"invalid_request","error_msg":"one is at fault","http_status_code":400,
                "batch_id":"b","failed_events":[{"deduplication_id":"event_3","message":"too late"}]}"#,
        )
    })
    .await;
    let client = client_of(site.url());
    let outcome = client
        .usage_event()
        .batch_ingest()
        .in_chunks(events(5))
        .await;
    let failed: Vec<_> = outcome.failed().collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].deduplication_id.as_deref(), Some("event_3"));
    assert_eq!(failed[0].message.as_deref(), Some("too late"));
    assert!(outcome.error.is_some() && outcome.unsent == (0..5) && !outcome.is_complete());
}

/// Official clients read `batch_id` and `failed_events` beside the members of an error, where they are there: none
/// must be.
#[tokio::test]
async fn a_refused_batch_may_say_nothing_of_its_events() {
    let site = Site::start(|_| async {
        answer(
            400,
            r#"{"message":"the format is not valid","type":"ubb_batch_ingestion_invalid_request","api_error_code":"invalid_request"}"#,
        )
    })
    .await;
    let client = client_of(site.url());
    let request = client.usage_event().batch_ingest();
    let outcome = request.in_chunks(events(2)).await;
    assert_eq!(outcome.failed().count(), 0);
    let error = outcome.error.as_ref().and_then(|error| error.as_api());
    let kind = error.and_then(|error| error.kind.as_deref());
    assert_eq!(kind, Some("ubb_batch_ingestion_invalid_request"));
    assert_eq!(outcome.unsent, 0..2);
}
