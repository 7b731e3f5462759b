//! Runs each example as its user does, against a server on loopback: what it prints, and what it sends.

use chargebee_wire_tests::server::Server;
use std::{
    process::{Command, Output},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

const CHARGE: &str = env!("CARGO_BIN_EXE_charge_usage");
const CONNECT: &str = env!("CARGO_BIN_EXE_connect");
const CREATE: &str = env!("CARGO_BIN_EXE_create_subscription");
const DUE: &str = env!("CARGO_BIN_EXE_due_invoices");
const REFUND: &str = env!("CARGO_BIN_EXE_refund_credit_note");

/// The user is the key, the password is empty: `test_key:`.
const AUTHORIZATION: &str = "Basic dGVzdF9rZXk6";

fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    for name in ["CHARGEBEE_SITE", "CHARGEBEE_API_KEY", "CHARGEBEE_BASE_URL"] {
        command.env_remove(name);
    }
    command
}

fn run(program: &str, args: &[&str], url: &str) -> Output {
    command(program, args)
        .env("CHARGEBEE_SITE", "acme-test")
        .env("CHARGEBEE_API_KEY", "test_key")
        .env("CHARGEBEE_BASE_URL", url)
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .expect("the example runs")
}

/// What a program that succeeded printed.
fn printed(output: &Output) -> &str {
    assert!(output.status.success(), "{output:?}");
    std::str::from_utf8(&output.stdout).expect("text")
}

/// What a program that failed said.
fn complaint(output: &Output) -> &str {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    std::str::from_utf8(&output.stderr).expect("text")
}

/// Names and values of a query or form, decoded and sorted: their order says nothing.
fn pairs(text: &[u8]) -> Vec<(String, String)> {
    let text = std::str::from_utf8(text).expect("text");
    let decode = |part: &str| {
        let part = part.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&part).decode_utf8();
        decoded.expect("text").into_owned()
    };
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').expect("a name and a value");
        (decode(name), decode(value))
    };
    let mut pairs: Vec<_> = text.split('&').map(pair).collect();
    pairs.sort();
    pairs
}

fn owned<const N: usize>(mut pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.sort_unstable();
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    pairs.map(owned).to_vec()
}

/// Takes the value of a time out, and checks that it is what it was `ago`, give or take a minute.
fn take_time(pairs: &mut Vec<(String, String)>, name: &str, ago: Duration) {
    let at = pairs.iter().position(|it| it.0 == name).expect(name);
    let sent: u64 = pairs.remove(at).1.parse().expect("seconds");
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a year after 1970");
    let wanted = (now - ago).as_secs();
    assert!(sent.abs_diff(wanted) <= 60, "{name}: {sent}, not {wanted}");
}

// The server works on a thread of its own while the test waits for the example.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn creates_a_subscription() {
    let server = Server::start().await;
    server.answer_json(
        r#"{
            "subscription": { "id": "sub_1", "customer_id": "cust_7", "status": "active", "object": "subscription" },
            "customer": {
                "id": "cust_7", "auto_collection": "on", "net_term_days": 0, "allow_direct_debit": false,
                "created_at": 1700000000, "promotional_credits": 0, "unbilled_charges": 0, "refundable_credits": 0,
                "excess_payments": 0, "deleted": false, "object": "customer"
            },
            "invoice": {
                "id": "inv_1", "customer_id": "cust_7", "recurring": true, "status": "payment_due",
                "price_type": "tax_exclusive", "currency_code": "USD", "tax": 0, "sub_total": 8700, "total": 8700,
                "deleted": false, "object": "invoice"
            }
        }"#,
    );
    let args = ["cust_7", "pro-USD-monthly", "support-USD-monthly"];
    let output = run(CREATE, &args, &server.url());
    assert_eq!(
        printed(&output),
        "subscription sub_1\ncust_7 owes USD 87.00\n"
    );

    let [request] = <[_; 1]>::try_from(server.received()).expect("one request");
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(
        request.uri(),
        "/api/v2/customers/cust_7/subscription_for_items"
    );
    assert_eq!(request.headers()["authorization"], AUTHORIZATION);
    assert_eq!(
        pairs(request.body()),
        owned([
            ("subscription_items[item_price_id][0]", "pro-USD-monthly"),
            ("subscription_items[quantity][0]", "3"),
            (
                "subscription_items[item_price_id][1]",
                "support-USD-monthly"
            ),
        ])
    );
}

const ITEM_PRICE: &str = r#"{ "item_price": {
    "id": "api-calls-USD", "name": "API calls", "item_id": "api-calls", "status": "active", "currency_code": "USD",
    "pricing_model": "tiered", "external_name": "API calls", "object": "item_price",
    "tiers": [
        { "starting_unit": 1, "ending_unit": 10000, "price": 1, "price_in_decimal": "0.0125", "object": "tier" },
        { "starting_unit": 10001, "price": 1, "price_in_decimal": "0.01", "object": "tier" }
    ]
} }"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn bills_what_it_showed() {
    let server = Server::start().await;
    server.answer_json(ITEM_PRICE);
    server.answer_json(
        r#"{ "invoice": {
            "id": "inv_1", "customer_id": "cust_7", "recurring": false, "status": "payment_due",
            "price_type": "tax_exclusive", "currency_code": "USD", "tax": 0, "sub_total": 15000, "total": 15000,
            "deleted": false, "object": "invoice",
            "line_items": [{
                "id": "li_1", "date_from": 1700000000, "date_to": 1700000000, "unit_amount": 15000, "quantity": 1,
                "amount": 15000, "amount_in_decimal": "150.005", "unit_amount_in_decimal": "150.005", "entity_type": "adhoc", "is_taxed": false,
                "description": "API calls", "object": "line_item"
            }]
        } }"#,
    );
    let output = run(
        CHARGE,
        &["cust_7", "api-calls-USD", "12500.5", "usage-cust_7-2031-07"],
        &server.url(),
    );
    // 10,000 x 0.0125 + 2,500.5 x 0.01 = 150.005, which is half a cent to the even one.
    assert_eq!(
        printed(&output),
        "USD 150.00 at USD 150.005\nUSD 150.00 of USD 150.00\n"
    );
    let [shown, billed] = <[_; 2]>::try_from(server.received()).expect("two requests");
    assert_eq!(shown.uri(), "/api/v2/item_prices/api-calls-USD");
    let key = &billed.headers()["chargebee-idempotency-key"];
    assert_eq!(key, "usage-cust_7-2031-07");
    assert_eq!(
        pairs(billed.body()),
        owned([
            ("charges[amount][0]", "15000"),
            ("charges[description][0]", "API calls"),
            ("currency_code", "USD"),
            ("customer_id", "cust_7"),
        ])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn walks_due_invoices_over_pages() {
    let server = Server::start().await;
    let invoice = |id: &str, currency: &str, due: i64| {
        format!(
            r#"{{ "invoice": {{
                "id": "{id}", "customer_id": "cust_7", "recurring": true, "status": "payment_due",
                "price_type": "tax_exclusive", "currency_code": "{currency}", "tax": 0, "sub_total": {due},
                "amount_due": {due}, "deleted": false, "object": "invoice"
            }} }}"#
        )
    };
    let first = invoice("inv_1", "USD", 8700);
    let second = invoice("inv_2", "JPY", 1200);
    server.answer_json(format!(
        r#"{{ "list": [{first}], "next_offset": "[\"17\",\"2\"]" }}"#
    ));
    server.answer_json(format!(r#"{{ "list": [{second}] }}"#));
    let output = run(DUE, &[], &server.url());
    let wanted = "inv_1  cust_7  USD 87.00\ninv_2  cust_7  JPY 1200\n2 invoices are due\n";
    assert_eq!(printed(&output), wanted);

    let requests = <[_; 2]>::try_from(server.received()).expect("a request for each page");
    let queries = requests.map(|request| {
        assert_eq!(request.method(), http::Method::GET);
        assert_eq!(request.uri().path(), "/api/v2/invoices");
        assert_eq!(request.headers()["authorization"], AUTHORIZATION);
        let mut query = pairs(request.uri().query().unwrap_or_default().as_bytes());
        take_time(
            &mut query,
            "updated_at[after]",
            Duration::from_secs(30 * 86400),
        );
        query
    });
    let (status, sort) = (("status[is]", "payment_due"), ("sort_by[asc]", "date"));
    let offset = ("offset", r#"["17","2"]"#);
    assert_eq!(queries[0], owned([status, sort]));
    assert_eq!(queries[1], owned([status, sort, offset]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn records_a_refund() {
    let server = Server::start().await;
    server.answer_json(
        r#"{
            "credit_note": {
                "id": "TEST-CN-12", "currency_code": "EUR", "total": 4000, "amount_available": 1500,
                "object": "credit_note"
            },
            "transaction": { "id": "txn_9", "currency_code": "EUR", "amount": 2500, "object": "transaction" }
        }"#,
    );
    let args = ["TEST-CN-12", "2500", "wire-2041", "1941753600"];
    let output = run(REFUND, &args, &server.url());
    let wanted = "refunded EUR 25.00 in txn_9\nEUR 15.00 left on TEST-CN-12\n";
    assert_eq!(printed(&output), wanted);

    let [request] = <[_; 1]>::try_from(server.received()).expect("one request");
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(
        request.uri(),
        "/api/v2/credit_notes/TEST-CN-12/record_refund"
    );
    assert_eq!(request.headers()["authorization"], AUTHORIZATION);
    assert_eq!(
        request.headers()["chargebee-idempotency-key"],
        "refund-wire-2041"
    );
    assert_eq!(
        pairs(request.body()),
        owned([
            ("transaction[amount]", "2500"),
            ("transaction[payment_method]", "bank_transfer"),
            ("transaction[reference_number]", "wire-2041"),
            ("transaction[date]", "1941753600"),
        ])
    );
}

/// A crash after the money moved, and a second run: the same request, and one refund.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_a_refund_once() {
    let server = chargebee_mock::MockServer::start().await.expect("a mock");
    let seed = r#"{"v2":{"customer":[{"id":"c"}],"credit_note":[{"id":"cn_1","customer_id":"c","type":"refundable",
        "status":"refund_due","currency_code":"EUR","date":1700000000,"total":4000,"amount_available":4000,
        "amount_allocated":0,"amount_refunded":0,"price_type":"tax_exclusive","deleted":false}]}}"#;
    server.seed_json(seed).expect("a seed");
    for rest in [[].as_slice(), &["1700000000"]] {
        let mut args = vec!["cn_1", "2500", "wire-1"];
        args.extend(rest);
        let output = run(REFUND, &args, &server.url());
        let printed = printed(&output);
        assert!(printed.ends_with("EUR 15.00 left on cn_1\n"), "{printed}");
    }
    let refunds = server.received("credit_note.record_refund");
    let replayed: Vec<bool> = refunds.iter().map(|it| it.replayed).collect();
    assert_eq!(replayed, [false, true]);
    // Another amount under the same reference is another refund, and refused.
    let other = run(REFUND, &["cn_1", "100", "wire-1"], &server.url());
    let told = String::from_utf8_lossy(&other.stderr);
    assert!(
        told.contains("another refund was recorded for wire-1"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn tells_what_the_api_refused() {
    let server = Server::start().await;
    let mut refusal = http::Response::new(
        r#"{ "message": "TEST-CN-12 not found", "type": "invalid_request", "api_error_code": "resource_not_found" }"#
            .into(),
    );
    *refusal.status_mut() = http::StatusCode::NOT_FOUND;
    server.answer(refusal);
    let output = run(
        REFUND,
        &["TEST-CN-12", "2500", "wire-2041", "1924905600"],
        &server.url(),
    );
    let wanted = format!(
        "error: Chargebee answered 404 resource_not_found (invalid_request): TEST-CN-12 not found; \
         credit_note.record_refund, POST {}/api/v2/credit_notes/{{}}/record_refund, 1 attempt, \
         idempotency key refund-wire-2041\n",
        server.url()
    );
    assert_eq!(complaint(&output), wanted);
}

#[test]
fn tells_the_cause_of_a_failure() {
    // Nothing listens on a port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let output = run(DUE, &[], &url);
    let complaint = complaint(&output);
    assert!(
        complaint.starts_with(
            "error: no connection to Chargebee: connection refused; invoice.list, GET "
        ) && complaint.contains(" 4 attempts\n  caused by: "),
        "{complaint}"
    );
}

#[test]
fn tells_what_is_missing() {
    for (program, args) in [
        (CHARGE, &["cust_7", "price", "1", "usage-1"][..]),
        (CREATE, &["cust_7", "plan", "addon"]),
        (DUE, &[]),
        (REFUND, &["TEST-CN-12", "2500", "wire-2041"]),
    ] {
        let output = command(program, args).output().expect("the example runs");
        assert!(complaint(&output).starts_with("error: CHARGEBEE_SITE is not set"));
        let output = command(program, args)
            .env("CHARGEBEE_SITE", "acme-test")
            .output();
        let output = output.expect("the example runs");
        assert!(complaint(&output).starts_with("error: CHARGEBEE_API_KEY is not set"));
        let output = command(program, &["one", "two", "three", "four", "five"]).output();
        assert!(complaint(&output.expect("the example runs")).starts_with("error: usage: "));
    }
    let output = run(
        REFUND,
        &["TEST-CN-12", "25.00", "wire-2041"],
        "http://127.0.0.1:9",
    );
    assert!(complaint(&output).starts_with("error: `25.00` is no amount in minor units"));
}

/// What people give is told from what is right, in a sentence each.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn connects_a_site() {
    let settings = chargebee_mock::Settings::new().key("test_key");
    let settings = settings.read_only_key("test_reads");
    let mock = chargebee_mock::MockServer::start_with(settings, 0).await;
    let mock = mock.expect("a mock");
    let connect = |site: &str, key: &str| {
        let mut command = command(CONNECT, &[site]);
        command
            .env("CHARGEBEE_API_KEY", key)
            .env("NO_PROXY", "127.0.0.1");
        let command = command.env("CHARGEBEE_BASE_URL", mock.url());
        command.output().expect("it runs")
    };
    let good = connect("https://acme-test.chargebee.com/", "test_key");
    assert_eq!(
        printed(&good),
        "The connection to the site acme-test works.\n"
    );
    for (site, key, problem) in [
        (
            "acme-test",
            "test_reads",
            "may only read the site acme-test",
        ),
        ("acme-test", "test_other", "does not accept the API key"),
        (
            "https://example.com",
            "test_key",
            "is not a host of Chargebee",
        ),
    ] {
        let output = connect(site, key);
        assert!(complaint(&output).contains(problem), "{output:?}");
        assert!(!complaint(&output).contains(key), "{output:?}");
    }
}
