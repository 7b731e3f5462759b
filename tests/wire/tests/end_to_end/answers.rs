//! Answers: errors of the API, answers that are none, answers without a body.

use crate::support::{
    INVOICE, answer, answer_with, broken, builder, client_of, header, invoice_with, only, retrieve,
    server_and_client, text_of, unreadable,
};
use bytes::Bytes;
use chargebee::{ApiError, Error, error::TransportErrorKind, v2};
use chargebee_wire_tests::server::{Then, answer_raw};
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;

/// `{"cf_zipped":true}`, compressed.
const ZIPPED: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabVJN\x8b\xaf\xca,(HMQ\xb2*)*M\xad\x05\x00\x1d\xb6$\x83\x12\x00\x00\x00";
const UNZIPPED: &str = r#"{"cf_zipped":true}"#;

async fn api_error(answer: http::Response<Bytes>) -> (ApiError, String) {
    let error = retrieve(answer).await.expect_err("an error");
    let text = text_of(&error);
    assert_eq!(error.status(), error.as_api().map(|it| it.status));
    match error {
        Error::Api(error) => (*error, text),
        other => panic!("expected an error of the API, got {other:?}"),
    }
}

#[tokio::test]
async fn a_refusal_says_everything_that_the_api_said() {
    let body = r#"{"message":"quantity[0] : must be positive","type":"invalid_request","api_error_code":"param_wrong_value","param":"subscription_items[quantity][0]","http_status_code":400}"#;
    let (error, text) = api_error(answer_with(400, &[("x-request-id", "r7")], body)).await;
    assert_eq!(error.status, 400);
    assert_eq!(error.kind.as_deref(), Some("invalid_request"));
    assert_eq!(error.api_error_code, "param_wrong_value");
    assert_eq!(
        error.param.as_deref(),
        Some("subscription_items[quantity][0]")
    );
    assert_eq!(error.message, "quantity[0] : must be positive");
    assert_eq!(header(&error.headers, "x-request-id"), Some("r7"));
    assert_eq!(error.body, body.as_bytes());
    assert_eq!(
        text,
        "Chargebee answered 400 param_wrong_value (invalid_request) for `subscription_items[quantity][0]`: quantity[0] : must be positive"
    );
}

#[tokio::test]
async fn a_refusal_in_the_words_of_the_first_years_is_understood() {
    let body = r#"{"error_code":"resource_not_found","error_msg":"inv_1 not found","error_param":"id","http_status_code":404}"#;
    let (error, text) = api_error(answer(404, body)).await;
    assert_eq!(error.status, 404);
    assert_eq!(error.api_error_code, "resource_not_found");
    assert_eq!(error.message, "inv_1 not found");
    assert_eq!(error.param.as_deref(), Some("id"));
    assert_eq!(error.kind, None);
    assert_eq!(
        text,
        "Chargebee answered 404 resource_not_found for `id`: inv_1 not found"
    );
}

#[tokio::test]
async fn the_new_words_win_over_the_old_ones() {
    let body = r#"{"error_code":"old","error_msg":"old","api_error_code":"new","message":"new"}"#;
    let (error, text) = api_error(answer(500, body)).await;
    assert_eq!((&*error.api_error_code, &*error.message), ("new", "new"));
    assert_eq!(text, "Chargebee answered 500 new: new");
}

/// Bodies of errors lack one thing or another, and are no less what the API said.
#[tokio::test]
async fn a_refusal_that_lacks_something_is_understood() {
    for (body, code, message, param, said) in [
        (
            r#"{"type":"payment","api_error_code":"payment_processing_failed"}"#,
            "payment_processing_failed",
            "",
            None,
            "Chargebee answered 400 payment_processing_failed (payment)",
        ),
        (
            r#"{"api_error_code":"a","message":7}"#,
            "a",
            "",
            None,
            "Chargebee answered 400 a",
        ),
        (
            r#"{"type":"invalid_request","message":"no","param":["email","phone"]}"#,
            "",
            "no",
            Some("email"),
            "Chargebee answered 400 (invalid_request) for `email`: no",
        ),
        (
            r#"{"http_status_code":500,"message":"server error"}"#,
            "",
            "server error",
            None,
            "Chargebee answered 400: server error",
        ),
        (
            r#"{"error_code":"a","error_param":[]}"#,
            "a",
            "",
            None,
            "Chargebee answered 400 a",
        ),
    ] {
        let (error, text) = api_error(answer(400, body)).await;
        assert_eq!((&*error.api_error_code, &*error.message), (code, message));
        assert_eq!(error.param.as_deref(), param, "{body}");
        assert_eq!(error.body, body.as_bytes());
        assert_eq!(text, said);
        let as_enum: v2::ApiErrorCode = error.code();
        assert_eq!(as_enum, code);
        assert!(!error.is_not_found());
    }
}

#[tokio::test]
async fn a_refusal_is_one_line() {
    let body = r#"{"api_error_code":"a","message":"first\nsecond"}"#;
    let (error, text) = api_error(answer(400, body)).await;
    assert_eq!(error.message, "first\nsecond");
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[tokio::test]
async fn an_html_page_keeps_its_status_and_its_body() {
    let page = "<html><h1>502 Bad Gateway</h1></html>";
    let gateway = answer_with(502, &[("content-type", "text/html"), ("x-lb", "7")], page);
    let error = unreadable(retrieve(gateway).await);
    assert_eq!(error.status.map(|it| it.as_u16()), Some(502));
    assert_eq!(error.body, page.as_bytes());
    assert_eq!(header(&error.headers, "x-lb"), Some("7"));
    let text = error.to_string();
    assert!(
        text.starts_with("the answer is not JSON: 502 Bad Gateway, "),
        "{text}"
    );
    assert!(!text.contains("succeeded") && !text.contains('<'), "{text}");
}

#[tokio::test]
async fn an_error_without_a_code_keeps_its_status_and_its_body() {
    for body in [
        "{}",
        "[]",
        "7",
        r#"{"message":"no code"}"#,
        r#"{"type":"no message"}"#,
        r#"{"http_status_code":503}"#,
        r#"{"message":7,"type":"payment"}"#,
    ] {
        let error = unreadable(retrieve(answer(503, body)).await);
        assert_eq!(error.status.map(|it| it.as_u16()), Some(503));
        assert_eq!(error.body, body.as_bytes());
        assert!(error.problem.contains("no error of the API"), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_ends_early_says_that_the_request_succeeded() {
    let whole = invoice_with("inv_1", "inv_1");
    let cut = whole[..whole.len() - 2].to_owned();
    let error = unreadable(retrieve(answer(200, cut.clone())).await);
    assert_eq!(error.status.map(|it| it.as_u16()), Some(200));
    assert_eq!(error.body, cut.as_bytes());
    let text = error.to_string();
    assert!(text.contains("(200)"), "{text}");
    assert!(
        text.contains("; the request itself succeeded; invoice.retrieve"),
        "{text}"
    );
}

#[tokio::test]
async fn text_behind_the_answer_is_not_ignored() {
    let body = format!("{} {{}}", invoice_with("inv_1", "inv_1"));
    let error = unreadable(retrieve(answer(200, body)).await);
    assert_eq!(error.path, "");
}

#[tokio::test]
async fn a_connection_that_is_cut_is_no_answer() {
    for half in [
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"list\":[]}".as_slice(),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\n{\"list\":[]}\r\n",
        b"HTTP/1.1 200 OK\r\nconten",
    ] {
        let client = client_of(answer_raw(half, Then::HangUp).await);
        let result = client.invoice().list().send().await;
        assert_eq!(broken(result), TransportErrorKind::Broken);
    }
}

#[tokio::test]
async fn no_body_is_a_success_where_nothing_must_be_answered() {
    let (server, client) = server_and_client().await;
    for (status, body) in [(204, ""), (200, ""), (200, " \r\n"), (200, "{}")] {
        server.answer(answer(status, body));
        let request = client.subscription().regenerate_invoice("sub_1");
        let answer = request.send().await.expect("a success");
        assert_eq!(answer.status(), status);
        assert_eq!(answer.raw_body(), body.as_bytes());
        assert!(answer.invoice.is_none());
    }
}

#[tokio::test]
async fn no_body_is_an_error_where_something_must_be_answered() {
    for status in [200, 204] {
        let error = unreadable(retrieve(answer(status, "")).await);
        assert_eq!(error.status.map(|it| it.as_u16()), Some(status));
        let text = error.to_string();
        assert!(text.contains(&format!("{status} ")), "{text}");
        assert!(text.contains(", an empty body; "), "{text}");
    }
}

#[tokio::test]
async fn a_compressed_answer_is_read() {
    let (server, client) = server_and_client().await;
    server.answer(answer_with(200, &[("content-encoding", "gzip")], ZIPPED));
    let request = client.subscription().regenerate_invoice("sub_1");
    let answer = request.send().await.expect("an answer");
    let zipped = answer.extra.get("cf_zipped").map(|it| it.as_str());
    assert_eq!(zipped, Some("true"));
    assert_eq!(answer.raw_body(), UNZIPPED.as_bytes());
    assert_eq!(
        header(only(&server).headers(), "accept-encoding"),
        Some("gzip")
    );
}

/// A body may be compressed in several members (RFC 1952): all of them are read, whoever sends.
#[tokio::test]
async fn a_body_that_is_compressed_in_parts_is_read_whole() {
    let (server, client) = server_and_client().await;
    let body = invoice_with("inv_1", "inv_9");
    let parts = body.as_bytes().chunks(100).map(|part| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(part).expect("memory");
        encoder.finish().expect("memory")
    });
    let parts = parts.collect::<Vec<_>>().concat();
    let zipped = [("content-encoding", "gzip")];
    server.answer(answer_with(200, &zipped, parts.clone()));
    let request = || client.invoice().retrieve("inv_1");
    let answer = request().send().await.expect("an answer");
    assert_eq!(answer.raw_body(), body.as_bytes());
    for name in ["content-encoding", "content-length"] {
        assert_eq!(header(answer.headers(), name), None);
    }

    server.answer(answer_with(200, &zipped, parts));
    let url = server.url();
    let blocking = tokio::task::spawn_blocking(move || {
        let client = builder().base_url(url).build().expect("a client");
        client.invoice().retrieve("inv_1").send_blocking()
    });
    let answer = blocking.await.expect("no panic").expect("an answer");
    assert_eq!(answer.raw_body(), body.as_bytes());
}

#[tokio::test]
async fn an_answer_may_be_no_larger_than_the_client_accepts() {
    let (server, _) = server_and_client().await;
    let zipped = || answer_with(200, &[("content-encoding", "gzip")], ZIPPED);
    // The limit is for what comes out: what goes in is larger here.
    for (body, size) in [
        (answer(200, INVOICE), INVOICE.len()),
        (zipped(), UNZIPPED.len()),
    ] {
        for (limit, fits) in [(size, true), (size - 1, false)] {
            server.answer(body.clone());
            let client = builder().base_url(server.url()).max_response_bytes(limit);
            let client = client.build().expect("a client");
            let result = client.subscription().regenerate_invoice("sub_1").send();
            match result.await {
                Ok(answer) => assert!(fits, "{limit} {answer:?}"),
                error => {
                    assert_eq!(broken(error), TransportErrorKind::TooLarge);
                    assert!(!fits, "{limit}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_answer_says_how_it_came() {
    let body = invoice_with("inv_1", "inv_9");
    let came = retrieve(answer_with(201, &[("x-request-id", "r7")], body.clone())).await;
    let came = came.expect("an answer");
    assert_eq!(came.status(), 201);
    assert_eq!(header(came.headers(), "x-request-id"), Some("r7"));
    assert_eq!(came.raw_body(), body.as_bytes());
    assert_eq!(came.invoice.id, "inv_9");
    let invoice = came.into_inner().invoice;
    assert_eq!(invoice.customer_id, "cust_7");
}

#[tokio::test]
async fn an_answer_says_whether_it_was_given_before() {
    let body = invoice_with("inv_1", "inv_1");
    for (said, replayed) in [(Some("true"), true), (Some("false"), false), (None, false)] {
        let mut answer = answer(200, body.clone());
        if let Some(said) = said {
            let value = said.parse().expect("a header value");
            (answer.headers_mut()).insert("chargebee-idempotency-replayed", value);
        }
        let came = retrieve(answer).await.expect("an answer");
        assert_eq!(came.idempotency_replayed(), replayed, "{said:?}");
    }
}
