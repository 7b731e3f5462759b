//! Errors that people and programs can act on.

use crate::support::{
    INVOICE, KEY, TestClock, answer, answer_with, client_of, failed, fault, get, post, post_once,
    refusal, seconds, start_with, v1_client_of,
};
use bytes::Bytes;
use chargebee::{CallOptions, Error, RetryPolicy, v1, v2};
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use flate2::{Compression, write::GzEncoder};
use std::{
    error::Error as StdError,
    io::{Read as _, Write as _},
    net::TcpListener,
};

async fn error_of(answer: http::Response<Bytes>) -> Error {
    let (server, client, _) = start_with(RetryPolicy::none());
    fault(&server, answer);
    failed(get(&client).await)
}

fn said(status: u16, members: &str) -> http::Response<Bytes> {
    answer(status, format!(r#"{{"message":"no",{members}}}"#))
}

#[tokio::test]
async fn predicates_say_what_can_be_done() {
    let payment = said(
        400,
        r#""type":"payment","api_error_code":"payment_processing_failed""#,
    );
    let too_many = answer_with(
        429,
        &[("retry-after", "17")],
        r#"{"message":"no","api_error_code":"api_request_limit_exceeded"}"#,
    );
    // Answer; retryable, rate limited, payment, not found; seconds to wait.
    for (answer, expected, wait) in [
        (payment, [false, false, true, false], None),
        (too_many, [true, true, false, false], Some(17)),
        (
            refusal(429, "lock_timeout"),
            [true, true, false, false],
            None,
        ),
        (
            refusal(404, "resource_not_found"),
            [false, false, false, true],
            None,
        ),
        (refusal(404, "site_not_found"), [false; 4], None),
        (answer(404, "<html>"), [false; 4], None),
        (answer(429, "<html>"), [true, true, false, false], None),
        (answer(502, "<html>"), [true, false, false, false], None),
        (
            refusal(400, "internal_temporary_error"),
            [true, false, false, false],
            None,
        ),
        (refusal(400, "param_wrong_value"), [false; 4], None),
        (answer(200, "{"), [false; 4], None),
    ] {
        let error = error_of(answer).await;
        let predicates = [
            error.is_retryable(),
            error.is_rate_limited(),
            error.is_payment(),
            error.is_not_found(),
        ];
        assert_eq!(predicates, expected, "{error}");
        assert_eq!(error.retry_after(), wait.map(seconds), "{error}");
    }
}

/// A queue of jobs gives up what would end so again, and nothing else.
#[tokio::test]
async fn an_error_is_permanent_where_the_api_refuses_what_was_said() {
    for (answer, permanent) in [
        (refusal(400, "param_wrong_value"), true),
        (refusal(404, "resource_not_found"), true),
        (refusal(400, "payment_processing_failed"), true),
        (refusal(409, "invalid_state_for_request"), true),
        (refusal(401, "api_authentication_failed"), false),
        (refusal(403, "api_authorization_failed"), false),
        (refusal(429, "lock_timeout"), false),
        (refusal(400, "internal_temporary_error"), false),
        (refusal(500, "internal_error"), false),
        (answer(404, "<html>"), false),
        (answer(200, "{"), false),
    ] {
        let error = error_of(answer).await;
        assert_eq!(error.is_permanent(), permanent, "{error}");
        let failure = chargebee::webhook::Failure::from(error);
        assert_eq!(failure.is_permanent(), permanent, "{failure}");
    }
    // What may have been done is not repeated by the client, and is no refusal all the same.
    let (server, _, clock) = start_with(RetryPolicy::none());
    let client = v1_client_of(&server, &clock);
    fault(&server, refusal(503, "internal_temporary_error"));
    let error = failed(post_once(&client).await);
    assert!(!error.is_retryable() && !error.is_permanent(), "{error}");
    server.fault(Fault::Cut);
    assert!(!failed(post_once(&client).await).is_permanent());
}

#[tokio::test]
async fn an_error_is_of_its_type_whether_or_not_the_api_says_so() {
    const PAYMENT: [bool; 3] = [true, false, false];
    const REQUEST: [bool; 3] = [false, true, false];
    const OPERATION: [bool; 3] = [false, false, true];
    for (members, types) in [
        (r#""api_error_code":"payment_processing_failed""#, PAYMENT),
        (
            r#""api_error_code":"payment_method_not_present","type":null"#,
            PAYMENT,
        ),
        (r#""error_code":"payment_intent_invalid""#, PAYMENT),
        (r#""api_error_code":"param_wrong_value""#, REQUEST),
        (r#""api_error_code":"internal_error""#, OPERATION),
        (
            r#""api_error_code":"api_authentication_failed""#,
            [false; 3],
        ),
        (r#""api_error_code":"a_code_of_tomorrow""#, [false; 3]),
        (
            r#""api_error_code":"a_code_of_tomorrow","type":"payment""#,
            PAYMENT,
        ),
        (
            r#""api_error_code":"a_code_of_tomorrow","type":"operation_failed""#,
            OPERATION,
        ),
        // What the API says is what counts.
        (
            r#""api_error_code":"payment_processing_failed","type":"invalid_request""#,
            REQUEST,
        ),
    ] {
        let told = |error: &Error| {
            [
                error.is_payment(),
                error.is_invalid_request(),
                error.is_operation_failed(),
            ]
        };
        assert_eq!(
            told(&error_of(said(400, members)).await),
            types,
            "{members}"
        );
        let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
        fault(&server, said(400, members));
        let error = failed(post_once(&v1_client_of(&server, &clock)).await);
        assert_eq!(told(&error), types, "v1, {members}");
    }
}

#[tokio::test]
async fn text_of_the_api_stays_in_its_line_and_in_its_direction() {
    let signs =
        "\n\r\u{85}\u{1b}\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}";
    let body = serde_json::json!({
        "message": format!("one{signs}two é 中 \u{1f41d}"),
        "api_error_code": format!("x{signs}"),
        "type": format!("y{signs}"),
        "param": format!("z{signs}"),
    });
    let text = error_of(answer(400, body.to_string())).await.to_string();
    for sign in signs.chars() {
        assert!(
            !text.contains(sign),
            "{} in {text:?}",
            sign.escape_unicode()
        );
    }
    assert!(
        text.contains(r"\u{202e}") && text.contains("two é 中 \u{1f41d}"),
        "{text}"
    );
}

#[tokio::test]
async fn whether_a_repeat_is_safe_depends_on_the_request() {
    // The connection broke: what was done is unknown.
    let clock = TestClock::default();
    let mut retryable = Vec::new();
    for kind in 0..3 {
        let server = FaultyServer::start(INVOICE);
        server.fault(Fault::Cut);
        let client = client_of(&server, &clock, RetryPolicy::none());
        let error = match kind {
            0 => failed(get(&client).await),
            1 => failed(post(&client).await),
            _ => failed(post_once(&v1_client_of(&server, &clock)).await),
        };
        assert_eq!(error.attempts(), 1);
        retryable.push(error.is_retryable());
    }
    assert_eq!(retryable, [true, true, false]);
}

#[tokio::test]
async fn a_repeat_with_the_key_of_the_error_is_the_same_request() {
    let (server, client, _) = start_with(RetryPolicy::none());
    server.fault(Fault::Cut);
    let error = failed(post(&client).await);
    let options = CallOptions::new().idempotency_key(error.idempotency_key().expect("a key"));
    let repeat = client.invoice().void_invoice("inv_1").options(options);
    repeat.send().await.expect("an answer");
    let received = server.received();
    assert_eq!(received[0].headers(), received[1].headers());
}

#[tokio::test]
async fn the_code_is_an_open_enum() {
    let error = error_of(refusal(404, "resource_not_found")).await;
    assert_eq!(
        error.api_error_code(),
        Some(v2::ApiErrorCode::ResourceNotFound)
    );
    assert!(matches!(
        error.api_error_code(),
        Some(v1::ApiErrorCode::ResourceNotFound)
    ));
    let error = error_of(refusal(400, "a_code_of_tomorrow")).await;
    match error.api_error_code() {
        Some(v2::ApiErrorCode::Unknown(code)) => assert_eq!(code, "a_code_of_tomorrow"),
        other => panic!("{other:?}"),
    }
    let error = error_of(answer(502, "<html>")).await;
    assert_eq!(error.api_error_code::<v2::ApiErrorCode>(), None);
}

#[tokio::test]
async fn a_parameter_has_a_name_and_an_index() {
    for (param, name, index) in [
        ("plan_id", "plan_id", None),
        ("card[number]", "card[number]", None),
        ("addons[id][1]", "addons[id]", Some(1)),
        ("coupon_ids[0]", "coupon_ids", Some(0)),
        (
            "subscription_items[quantity][17]",
            "subscription_items[quantity]",
            Some(17),
        ),
        ("odd[]", "odd[]", None),
        ("odd[-1]", "odd[-1]", None),
        (
            "odd[99999999999999999999]",
            "odd[99999999999999999999]",
            None,
        ),
    ] {
        let answer = said(400, &format!(r#""api_error_code":"x","param":"{param}""#));
        let error = error_of(answer).await;
        let given = error.param().expect("a parameter");
        assert_eq!(
            (given.as_str(), given.name(), given.index()),
            (param, name, index)
        );
    }
    assert_eq!(error_of(refusal(400, "x")).await.param(), None);
}

#[tokio::test]
async fn the_deprecated_code_is_kept() {
    let both = said(
        404,
        r#""api_error_code":"resource_not_found","error_code":"subscription_not_found""#,
    );
    let old = answer(400, r#"{"error_code":"invalid","error_msg":"no"}"#);
    for (answer, new, old) in [
        (both, "resource_not_found", Some("subscription_not_found")),
        (old, "invalid", Some("invalid")),
        (refusal(400, "param_wrong_value"), "param_wrong_value", None),
    ] {
        let error = error_of(answer).await;
        let error = error.as_api().expect("a refusal");
        assert_eq!(
            (&*error.api_error_code, error.error_code.as_deref()),
            (new, old)
        );
    }
}

/// Everything is in one line, and nothing that must not be told.
#[tokio::test]
async fn an_error_says_all_of_it_in_one_line() {
    let (server, _, clock) = start_with(RetryPolicy::none());
    let two = RetryPolicy::default().max_attempts(2);
    let client = client_of(&server, &clock, two);
    for _ in 0..2 {
        let body = r#"{"message":"one\ntwo","type":"operation_failed","api_error_code":"lock_timeout","param":"a[b][0]"}"#;
        fault(&server, answer(429, body));
    }
    let request = client.invoice().void_invoice("inv_secret");
    let request = request
        .comment("confidential")
        .idempotency_key("order-8127");
    let error = failed(request.send().await);
    let url = server.url();
    let expected = format!(
        r"Chargebee answered 429 lock_timeout (operation_failed) for `a[b][0]`: one\ntwo; invoice.void_invoice, POST {url}/api/v2/invoices/{{}}/void, 2 attempts, idempotency key order-8127"
    );
    assert_eq!(error.to_string(), expected);
    let call = error.call().expect("a call");
    assert_eq!(call.info.to_string(), "invoice.void_invoice");
    assert_eq!((call.info.site(), call.info.api_version()), ("acme", "v2"));
    assert_eq!(call.info.host(), "127.0.0.1");
    assert_eq!(call.info.method(), http::Method::POST);
    assert_eq!(error.idempotency_key(), Some("order-8127"));

    for text in [
        error.to_string(),
        format!("{error:?}"),
        format!("{error:#?}"),
    ] {
        for secret in [KEY, "inv_secret", "confidential", "dGVzdF"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[tokio::test]
async fn every_kind_of_error_names_its_call() {
    let (server, client, _) = start_with(RetryPolicy::none());
    server.fault(Fault::Cut);
    fault(&server, answer(502, "<html>"));
    fault(&server, answer(200, "{"));
    let end = format!(
        "; invoice.retrieve, GET {}/api/v2/invoices/{{}}, 1 attempt",
        server.url()
    );
    for start in [
        "the connection to Chargebee broke",
        "the answer is not JSON: 502 Bad Gateway, an HTML page; ",
        "the answer (200) cannot be read: ",
    ] {
        let text = failed(get(&client).await).to_string();
        assert!(text.starts_with(start) && text.ends_with(&end), "{text}");
    }
}

#[tokio::test]
async fn the_chain_of_sources_is_whole() {
    let clock = TestClock::default();
    let server = FaultyServer::absent("");
    let error = failed(get(&client_of(&server, &clock, RetryPolicy::none())).await);
    let mut chain = Vec::new();
    let mut below = StdError::source(&error);
    while let Some(source) = below {
        chain.push(source.to_string());
        below = source.source();
    }
    // Down to what the system said.
    assert!(chain.len() >= 2, "{chain:?}");
    let root = chain.last().expect("a source").to_lowercase();
    assert!(root.contains("connection refused"), "{chain:?}");
    assert!(chain.iter().all(|it| !it.contains("inv_1")), "{chain:?}");
    let line = "no connection to Chargebee: connection refused; invoice.retrieve, GET ";
    assert!(error.to_string().starts_with(line), "{error}");
}

#[tokio::test]
async fn a_body_that_is_not_json_is_told_as_what_it_is() {
    let html = &[("content-type", "text/html; charset=utf-8")];
    let xml = &[("content-type", "application/xml")];
    for (answer, what) in [
        (
            answer_with(502, html, "<html><h1>Bad Gateway</h1>"),
            "502 Bad Gateway, an HTML page",
        ),
        (
            answer(503, "<!DOCTYPE html><title>x"),
            "503 Service Unavailable, an HTML page",
        ),
        (
            answer_with(404, xml, "<Error/>"),
            "404 Not Found, an XML document",
        ),
        (
            answer(504, "upstream timed out"),
            "504 Gateway Timeout, plain text",
        ),
        (answer(429, ""), "429 Too Many Requests, an empty body"),
        (answer(520, "<html>"), "520, an HTML page"),
        (
            answer_with(200, html, "<html>Sign in"),
            "200 OK, an HTML page",
        ),
        (answer(200, ""), "200 OK, an empty body"),
    ] {
        let error = error_of(answer).await;
        let text = error.to_string();
        let start = format!("the answer is not JSON: {what}; ");
        assert!(
            text.starts_with(&start) && !text.contains("column"),
            "{text}"
        );
        let Error::Decode(error) = error else {
            panic!("{error:?}")
        };
        assert!(error.problem.ends_with(", not JSON"), "{}", error.problem);
    }
    // What is JSON, or was meant to be, is told by its place.
    let text = error_of(answer(502, "{\"message\": nul")).await.to_string();
    assert!(
        text.starts_with("the answer (502) cannot be read: ") && text.contains("column 15"),
        "{text}"
    );
    let text = error_of(answer(502, "{\"error\":\"x\"}")).await.to_string();
    assert!(text.contains("it has no code"), "{text}");
}

#[tokio::test]
async fn what_kept_a_connection_from_being_made_is_in_the_line() {
    let nowhere = FaultyServer::absent("").url();
    let nobody = format!("http://{}.invalid", "a".repeat(64));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let plain = format!("https://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 64]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    for (url, why) in [
        (nowhere, "connection refused"),
        (nobody, "the name of the host cannot be looked up (DNS)"),
        (plain, "TLS: "),
    ] {
        let client = v2::Client::builder("acme", KEY).base_url(url);
        let client = client.retry(RetryPolicy::none()).build().expect("a client");
        let text = failed(get(&client).await).to_string();
        let start = format!("no connection to Chargebee: {why}");
        assert!(text.starts_with(&start), "{text}");
        let request = client.invoice().retrieve("inv_1");
        let text =
            failed(crate::support::on_a_thread(move || request.send_blocking()).await).to_string();
        assert!(text.starts_with(&start), "blocking: {text}");
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory")
}

#[tokio::test]
async fn a_body_that_is_none_keeps_the_true_status() {
    let zipped = &[("content-encoding", "gzip")];
    let whole = gzip(r#"{"message":"no","api_error_code":"lock_timeout"}"#);
    let mut flipped = whole.clone();
    for byte in &mut flipped[12..20] {
        *byte ^= 0x55;
    }
    for status in [200, 400, 404, 500, 503] {
        for (what, answer) in [
            (
                "a page",
                answer_with(status, &[("content-type", "text/html")], "<html><body>"),
            ),
            ("nothing", answer(status, "")),
            ("spaces", answer(status, " \r\n")),
            (
                "half an object",
                answer(status, r#"{"message":"no","api_err"#),
            ),
            ("no object", answer(status, "7")),
            (
                "a page, packed",
                answer_with(status, zipped, gzip("<html>")),
            ),
            ("not packed at all", answer_with(status, zipped, "{}")),
            (
                "packed and damaged",
                answer_with(status, zipped, flipped.clone()),
            ),
            (
                "packed and cut",
                answer_with(status, zipped, whole[..whole.len() / 2].to_vec()),
            ),
        ] {
            let error = error_of(answer).await;
            let told = error.status().map(|it| it.as_u16());
            assert_eq!(told, Some(status), "{what}: {error}");
            assert!(
                error.to_string().contains(&status.to_string()),
                "{what}: {error}"
            );
        }
    }
    let error = error_of(answer_with(429, zipped, whole)).await;
    assert_eq!(error.api_error_code(), Some(v2::ApiErrorCode::LockTimeout));
}

/// What comes with a payment that failed: the transaction with the words of the gateway, and the intent to be confirmed.
#[tokio::test]
async fn what_is_sent_along_with_an_error_is_read_as_what_it_is() {
    use v2::{
        gateway_error_detail::GatewayErrorDetail, payment_intent::PaymentIntent,
        transaction::Transaction,
    };
    let error = error_of(said(
        400,
        r#""type":"payment","api_error_code":"payment_processing_failed","error_cause_id":"gateway.general.decline",
        "transaction":{"id":"txn_1","payment_method":"card","gateway":"stripe","type":"payment","currency_code":"USD","amount":12345678901234567,
            "status":"failure","error_detail":{"decline_code":"generic_decline","object":"gateway_error_detail"},"object":"transaction"},
        "errors":[{"payment_intent":{"id":"pi_1","status":"in_progress","amount":8700,"currency_code":"USD","expires_at":1700000000,
            "created_at":1700000000,"modified_at":1700000000,"object":"payment_intent"}}]"#,
    ))
    .await;
    assert!(error.is_payment());
    assert_eq!(error.error_cause_id(), Some("gateway.general.decline"));
    let failed: Transaction = error.resource().expect("a transaction");
    assert_eq!(failed.id, "txn_1");
    assert_eq!(
        failed.amount_money().expect("money").to_string(),
        "USD 123456789012345.67"
    );
    let detail: GatewayErrorDetail = error.resource().expect("a detail");
    assert_eq!(detail.decline_code.as_deref(), Some("generic_decline"));
    let intent: PaymentIntent = error.resource().expect("an intent");
    assert!(format!("{intent:?}").contains("\"pi_1\""), "{intent:?}");
    assert!(error.resource::<v2::customer::Customer>().is_none());

    let plain = error_of(refusal(404, "resource_not_found")).await;
    assert_eq!(plain.error_cause_id(), None);
    assert!(plain.resource::<Transaction>().is_none());
    // What says that it is another thing, or reads as none, is none.
    for member in [
        r#""transaction":{"id":"txn_1","object":"customer"}"#,
        r#""transaction":{"id":7}"#,
        r#""transaction":"txn_1""#,
        r#""transaction":null"#,
    ] {
        let code = r#""api_error_code":"payment_processing_failed""#;
        let error = error_of(said(400, &format!("{code},{member}"))).await;
        assert!(error.resource::<Transaction>().is_none(), "{member}");
    }
}

/// A payment was recorded, and its answer is damaged: what does read of it is not lost, and is counted as the client counts.
#[tokio::test]
async fn what_reads_of_an_answer_that_does_not_is_given() {
    use chargebee::{
        Amount, CurrencyTable,
        test_util::{Answer, Answers},
    };
    use v2::{
        Client, Invoice,
        invoice::requests::TransactionParams,
        transaction::{Transaction, TransactionPaymentMethod::Cash},
    };
    let invoice = r#""invoice":{"id":"inv_1","total":1234,"currency_code":"KWD"}"#;
    for (rest, path) in [
        ("", "transaction"),
        (r#","transaction":{"id":null}"#, "transaction.id"),
        (
            r#","transaction":{"id":"txn_1","amount":"much"}"#,
            "transaction.amount",
        ),
    ] {
        let answer = Answer::body(200, format!("{{{invoice}{rest}}}"));
        let client = Client::builder("acme-test", "test_key")
            .transport(Answers::new().answer(answer))
            .currencies(CurrencyTable::new().with("KWD", 3))
            .build()
            .expect("a client");
        let paid = TransactionParams::new(Cash).amount(Amount::from_minor(1234));
        let call = client.invoice().record_payment("inv_1").transaction(paid);
        let error = call.await.expect_err(path);
        assert!(
            matches!(&error, Error::Decode(it) if it.path == path),
            "{error}"
        );
        let invoice: Invoice = error.resource().expect("an invoice");
        let total = invoice.total_money().expect("money");
        assert_eq!(
            (invoice.id.as_str(), total.to_string()),
            ("inv_1", "KWD 1.234".to_owned())
        );
        assert!(error.resource::<Transaction>().is_none());
    }
}
