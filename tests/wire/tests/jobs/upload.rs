//! Files of usage records: a link, the file, the wait.

use crate::{answer, client_of, header, json, no_link, without_secrets};
use chargebee::{jobs::UploadError, v2::usage_file::UsageFileStatus};
use chargebee_wire_tests::site::{Site, pairs};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const CONTENT: &str = "subscription_id,quantity\nsub_1,7\n";

pub(crate) fn file(status: &str, link: Option<&str>) -> String {
    let upload = link.map_or_else(String::new, |link| {
        format!(r#","upload_details":{{"url":"{link}","expires_at":1700000000,"object":"upload_detail"}}"#)
    });
    format!(
        r#"{{"usage_file":{{"id":"uf_1","name":"usage.csv","mime_type":"text/csv","status":"{status}","failed_records_count":2,"object":"usage_file"{upload}}}}}"#
    )
}

/// Where files go: `answers` one after the other, the last one stays.
async fn store(statuses: &'static [u16]) -> Site {
    let turn = Arc::new(AtomicUsize::new(0));
    Site::start(move |_| {
        let at = turn.fetch_add(1, Ordering::SeqCst);
        let status = *statuses.get(at).or(statuses.last()).expect("a status");
        async move { answer(status, "<Error>the Signature sEcReT does not match</Error>") }
    })
    .await
}

/// The API, which gives a link, and processes the file in three steps.
async fn api(link: String) -> Site {
    let turn = Arc::new(AtomicUsize::new(0));
    Site::start(move |request| {
        let link = link.clone();
        let turn = Arc::clone(&turn);
        async move {
            if request.method() == "POST" {
                return json(file("queued", Some(&link)));
            }
            assert_eq!(
                request.uri().path(),
                "/api/v2/usage_files/uf_1/processing_status"
            );
            let steps = ["queued", "imported", "processed"];
            let at = turn.fetch_add(1, Ordering::SeqCst);
            json(file(steps.get(at).copied().unwrap_or("processed"), None))
        }
    })
    .await
}

fn link_to(store: &Site) -> String {
    format!("{}/bucket/uf%201?X-Amz-Signature=sEcReT", store.url())
}

#[tokio::test]
async fn a_file_is_announced_uploaded_and_waited_for() {
    let store = store(&[200]).await;
    let site = api(link_to(&store)).await;
    let client = client_of(site.url());
    let files = client.usage_file();
    let request = files.upload_url("usage.csv", "text/csv");
    let answer = request.upload(CONTENT).await.expect("it is uploaded");
    let id = answer.into_inner().usage_file.id;
    let wait = client.usage_file().processing_status(id).wait();
    let short = Duration::from_millis(20);
    let done = wait.interval(short, short).await.expect("it is processed");
    assert_eq!(done.usage_file.status, Some(UsageFileStatus::Processed));
    assert_eq!(done.usage_file.failed_records_count, Some(2));

    let asked = site.received();
    assert_eq!(asked.len(), 4);
    let body = std::str::from_utf8(asked[0].body()).expect("text");
    let expected = [("file_name", "usage.csv"), ("mime_type", "text/csv")];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(pairs(body), expected);

    let put = <[_; 1]>::try_from(store.received()).expect("one file")[0].clone();
    assert_eq!(put.method(), "PUT");
    assert_eq!(put.uri(), "/bucket/uf%201?X-Amz-Signature=sEcReT");
    assert_eq!(header(&put, "content-type"), Some("text/csv"));
    assert_eq!(put.body(), CONTENT);
    without_secrets(&put);
}

#[tokio::test]
async fn a_store_that_refuses_is_an_error_that_keeps_the_answer() {
    let store = store(&[403]).await;
    let site = api(link_to(&store)).await;
    let request = client_of(site.url()).usage_file();
    let request = request.upload_url("usage.csv", "text/csv");
    let error = request.upload(CONTENT).await.expect_err("it is refused");
    no_link(&error);
    let UploadError::Refused { status, answer } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(status.as_u16(), 403);
    assert_eq!(answer.usage_file.id, "uf_1");
    assert_eq!(store.received().len(), 1, "a refusal is final");
}

#[tokio::test]
async fn a_store_with_a_problem_is_tried_again() {
    let store = store(&[503, 200]).await;
    let site = api(link_to(&store)).await;
    let request = client_of(site.url()).usage_file();
    let request = request.upload_url("usage.csv", "text/csv");
    request.upload(CONTENT).await.expect("it is uploaded");
    let puts = store.received();
    assert_eq!(puts.len(), 2);
    assert!(puts.iter().all(|put| put.body() == CONTENT));
    assert_eq!(site.received().len(), 1, "the same link");
}

#[tokio::test]
async fn what_is_no_link_is_not_talked_to() {
    let problems = [
        (
            "ftp://files.example/x?Signature=sEcReT",
            "the link is not https",
        ),
        ("sEcReT nonsense", "the link is no URL"),
        (
            "http://u:sEcReT@127.0.0.1:1/x",
            "the link has no host, or holds a user",
        ),
    ];
    for (link, problem) in problems {
        let site = api(link.to_owned()).await;
        let request = client_of(site.url()).usage_file();
        let request = request.upload_url("usage.csv", "text/csv");
        let error = request.upload(CONTENT).await.expect_err("no upload");
        no_link(&error);
        assert_eq!(
            error.to_string(),
            format!("the file cannot be uploaded: {problem}")
        );
    }
    let site = Site::start(|_| async { json(file("queued", None)) }).await;
    let request = client_of(site.url()).usage_file();
    let request = request.upload_url("usage.csv", "text/csv");
    let error = request.upload(CONTENT).await.expect_err("no upload");
    assert_eq!(
        error.to_string(),
        "the file cannot be uploaded: the answer holds no link"
    );
}

#[tokio::test]
async fn an_upload_that_was_not_announced_is_not_made() {
    let body = r#"{"api_error_code":"param_wrong_value","message":"mime_type"}"#;
    let site = Site::start(move |_| async move { answer(400, body) }).await;
    let request = client_of(site.url()).usage_file();
    let request = request.upload_url("usage.csv", "text/csv");
    let error = request.upload(CONTENT).await.expect_err("it is refused");
    assert!(matches!(error, UploadError::Call(_)), "{error:?}");
}
