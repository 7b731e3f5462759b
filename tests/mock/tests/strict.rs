//! Nothing is silently ignored: what is wrong with a request is refused, in the API's words.

mod support;

use chargebee_mock::{MockServer, Settings, Version};
use support::{AUTH, FORM, JSON, get, post, send};

async fn server() -> MockServer {
    let settings = Settings::new().key("test_key").samples_only();
    MockServer::start_with(settings, 0).await.expect("a mock")
}

#[tokio::test]
async fn forms() {
    let server = server().await;
    let long = format!("first_name={}", "x".repeat(151));
    let items = "/api/v2/customers/c/subscription_for_items";
    for (path, form, param) in [
        ("/api/v2/customers", "shoe_size=1", "shoe_size"),
        (
            "/api/v2/customers",
            "first_name=a&first_name=b",
            "first_name",
        ),
        ("/api/v2/customers", "first_name[0]=a", "first_name[0]"),
        ("/api/v2/customers", "first_name[x]=a", "first_name[x]"),
        ("/api/v2/customers", "first[=a", "first["),
        ("/api/v2/customers", &long, "first_name"),
        ("/api/v2/customers", "first_name=%ff", "first_name"),
        ("/api/v2/customers", "first_name=%zz", "first_name"),
        ("/api/v2/customers", "first_name=%", "first_name"),
        ("/api/v2/customers", "shipping%zz=1", "shipping%zz"),
        (
            "/api/v2/customers",
            "card%5Bnumber%5D=4111%1",
            "card[number]",
        ),
        (
            "/api/v2/customers",
            "meta_data={\"a\":1,\"a\":2}",
            "meta_data",
        ),
        (
            "/api/v2/customers",
            "meta_data={\"a\":1.10000000000000000000001}",
            "meta_data",
        ),
        (
            "/api/v2/customers",
            "preferred_currency_code=usd",
            "preferred_currency_code",
        ),
        (
            "/api/v2/customers/c/subscriptions",
            "plan_id=p&plan_quantity=0",
            "plan_quantity",
        ),
        (
            "/api/v2/customers/c/subscriptions",
            "plan_id=p&plan_unit_price=-1",
            "plan_unit_price",
        ),
        (
            "/api/v2/customers/c/subscriptions",
            "plan_id=p&plan_quantity=9223372036854775808",
            "plan_quantity",
        ),
        (
            "/api/v2/payment_sources/create_card",
            "customer_id=c&card[number]=4111&card[expiry_month]=13&card[expiry_year]=2030",
            "card[expiry_month]",
        ),
        ("/api/v2/customers", "net_term_days=soon", "net_term_days"),
        (
            "/api/v2/customers",
            "allow_direct_debit=yes",
            "allow_direct_debit",
        ),
        (
            "/api/v2/customers",
            "auto_collection=maybe",
            "auto_collection",
        ),
        ("/api/v2/customers", "meta_data={", "meta_data"),
        (
            "/api/v2/customers",
            "billing_address=here",
            "billing_address",
        ),
        (
            "/api/v2/customers",
            "billing_address[planet]=Mars",
            "billing_address[planet]",
        ),
        ("/api/v2/customers", "cf_a[b]=1", "cf_a[b]"),
        (
            items,
            "subscription_items[quantity][0]=1",
            "subscription_items[item_price_id][0]",
        ),
        (
            items,
            "subscription_items[item_price_id]=a",
            "subscription_items[item_price_id]",
        ),
        (
            items,
            "subscription_items[0][item_price_id]=a",
            "subscription_items[0][item_price_id]",
        ),
        (
            items,
            "subscription_items[item_price_id][x]=a",
            "subscription_items[item_price_id][x]",
        ),
        (
            items,
            "subscription_items[item_price_id][01]=a",
            "subscription_items[item_price_id][01]",
        ),
        (
            items,
            "subscription_items[item_price_id][1]=a",
            "subscription_items[0]",
        ),
        (items, "coupon_ids[1]=a", "coupon_ids[0]"),
        (items, "coupon_ids=a", "coupon_ids"),
        ("/api/v2/item_families", "id=a", "name"),
        ("/api/v2/item_families", "id=a&name=", "name"),
    ] {
        let refusal = post(&server.url(), path, form).await.refusal();
        let expected = (400, "param_wrong_value".to_owned(), param.to_owned());
        assert_eq!(refusal, expected, "{form}");
    }
    let good = "first_name=&cf_a=1&billing_address[city]=X&net_term_days=30&meta_data=%7B%7D";
    assert_eq!(
        post(&server.url(), "/api/v2/customers", good).await.status,
        200
    );
    let good = "subscription_items[item_price_id][0]=a&subscription_items[quantity][1]=2&subscription_items[item_price_id][1]=b";
    assert_eq!(post(&server.url(), items, good).await.status, 200);
}

#[tokio::test]
async fn queries() {
    let server = server().await;
    for (query, param) in [
        ("shoe_size[is]=1", "shoe_size[is]"),
        ("email=a", "email"),
        ("email[almost]=a", "email[almost]"),
        ("created_at[starts_with]=1", "created_at[starts_with]"),
        ("created_at[after]=soon", "created_at[after]"),
        ("created_at[between]=1", "created_at[between]"),
        ("created_at[between]=[1]", "created_at[between]"),
        ("auto_collection[in]=[\"maybe\"]", "auto_collection[in]"),
        ("auto_collection[in]=['maybe']", "auto_collection[in]"),
        ("auto_collection[in]=[on]", "auto_collection[in]"),
        ("auto_collection[is]=", "auto_collection[is]"),
        ("sort_by[asc]=shoe_size", "sort_by[asc]"),
        ("sort_by[up]=created_at", "sort_by[up]"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("cf_x=1", "cf_x"),
        ("cf_x[zzz]=1", "cf_x[zzz]"),
        ("cf_x[in]=notjson", "cf_x[in]"),
        ("cf_x[is_present]=yes", "cf_x[is_present]"),
        ("id[in]=[1]", "id[in]"),
        ("id[in]=[null]", "id[in]"),
        ("id[is]=a&id[is]=b", "id[is]"),
    ] {
        let path = format!("/api/v2/customers?{}", query.replace('"', "%22"));
        let expected = (400, "param_wrong_value".to_owned(), param.to_owned());
        assert_eq!(
            get(&server.url(), &path).await.refusal(),
            expected,
            "{query}"
        );
    }
    let good = "/api/v2/customers?created_at[between]=[1,2]&auto_collection[in]=[%22on%22]&sort_by[asc]=created_at&limit=100";
    assert_eq!(get(&server.url(), good).await.status, 200);
}

#[tokio::test]
async fn json_bodies() {
    let server = server().await;
    let path = "POST /api/v2/usage_events";
    let event = r#"{"deduplication_id": "d", "subscription_id": "s", "usage_timestamp": 1700000000000, "properties": {"a": 1}}"#;
    for (from, to, param) in [
        ("\"s\"", "7", "subscription_id"),
        ("1700000000000", "\"now\"", "usage_timestamp"),
        ("\"subscription_id\": \"s\", ", "", "subscription_id"),
        (
            "{\"deduplication_id\"",
            "{\"x\": 1, \"deduplication_id\"",
            "x",
        ),
    ] {
        let body = event.replace(from, to);
        let answer = send(&server.url(), path, &[AUTH, JSON], &body)
            .await
            .expect("an answer");
        let expected = (400, "param_wrong_value".to_owned(), param.to_owned());
        assert_eq!(answer.refusal(), expected, "{body}");
    }
    let send = async |headers: &[&str], body: &str| {
        send(&server.url(), path, headers, body)
            .await
            .expect("an answer")
            .status
    };
    assert_eq!(send(&[AUTH, JSON], event).await, 200);
    assert_eq!(send(&[AUTH, FORM], event).await, 400);
    assert_eq!(send(&[AUTH, JSON], "[1]").await, 400);
}

#[tokio::test]
async fn who_asks_and_for_what() {
    let server = server().await;
    let url = server.url();
    let ask = async |line: &str, headers: &[&str]| {
        send(&url, line, headers, "")
            .await
            .expect("an answer")
            .refusal()
    };
    let list = "GET /api/v2/customers";
    for header in [
        "x-nothing: 1",
        "authorization: Bearer dGVzdF9rZXk6",
        "authorization: Basic dGVzdF9rZXk",
        "authorization: Basic ###",
    ] {
        let (status, code, _) = ask(list, &[header]).await;
        assert_eq!(
            (status, code.as_str()),
            (401, "basic_authentication_failed"),
            "{header}"
        );
    }
    // Another key; a password.
    for header in [
        "authorization: Basic b3RoZXI6",
        "authorization: Basic dGVzdF9rZXk6eA==",
    ] {
        let (status, code, _) = ask(list, &[header]).await;
        assert_eq!(
            (status, code.as_str()),
            (401, "api_authentication_failed"),
            "{header}"
        );
    }
    for (line, status, code) in [
        ("GET /api/v2/nowhere", 404, "resource_not_found"),
        ("GET /api/v2/customers/", 404, "resource_not_found"),
        ("GET /api/v2/customers/..", 404, "resource_not_found"),
        ("GET /api/v2/customers/%zz", 404, "resource_not_found"),
        (
            "GET /api/v2/customers/c/nonsense",
            404,
            "resource_not_found",
        ),
        ("POST /api/v2/customers//delete", 404, "resource_not_found"),
        ("GET /api/v3/customers", 404, "resource_not_found"),
        ("GET /nothing", 404, "resource_not_found"),
        ("DELETE /api/v2/customers", 405, "http_method_not_supported"),
        (
            "PUT /api/v1/subscriptions",
            405,
            "http_method_not_supported",
        ),
        (
            "GET /api/v2/customers/c/subscription_for_items",
            405,
            "http_method_not_supported",
        ),
        (
            "POST /api/v2/customers?first_name=a",
            400,
            "param_wrong_value",
        ),
    ] {
        let (found, found_code, _) = ask(line, &[AUTH]).await;
        assert_eq!((found, found_code.as_str()), (status, code), "{line}");
    }
    let lines: Vec<String> = server.log().iter().map(|it| it.line()).collect();
    assert!(
        lines.contains(&"405 DELETE /api/v2/customers - http_method_not_supported".to_owned()),
        "{lines:#?}"
    );
    assert!(
        !format!("{:?}", server.log()).contains("dGVzdF9rZXk"),
        "the log holds no key"
    );
}

#[tokio::test]
async fn only_the_versions_that_were_asked_for() {
    let settings = Settings::new().versions([Version::V1]);
    let server = MockServer::start_with(settings, 0).await.expect("a mock");
    assert_eq!(get(&server.url(), "/api/v2/customers").await.status, 404);
    assert_eq!(get(&server.url(), "/api/v1/customers").await.status, 200);
}

/// API v1 is checked by its own description.
#[tokio::test]
async fn the_first_version() {
    let server = server().await;
    let url = server.url();
    for (path, form, param) in [
        (
            "/api/v1/customers",
            "preferred_currency_code=USD",
            "preferred_currency_code",
        ),
        (
            "/api/v1/customers/c/subscriptions",
            "plan_quantity=1",
            "plan_id",
        ),
        (
            "/api/v1/customers/c/subscriptions",
            "plan_id=p&addons[id][1]=a",
            "addons[0]",
        ),
        (
            "/api/v1/invoices/i/record_payment",
            "payment_method=gold&paid_at=1",
            "payment_method",
        ),
        (
            "/api/v1/invoices/i/record_payment",
            "payment_method=cash",
            "paid_at",
        ),
        (
            "/api/v1/invoices/i/record_payment",
            "payment_method=cash&paid_at=1&amount=0",
            "amount",
        ),
        (
            "/api/v1/plans",
            "id=p&name=n&period_unit=hour",
            "period_unit",
        ),
    ] {
        let refusal = post(&url, path, form).await.refusal();
        let expected = (400, "param_wrong_value".to_owned(), param.to_owned());
        assert_eq!(refusal, expected, "{form}");
    }
    let filter = get(&url, "/api/v1/customers?id[is]=a").await.refusal();
    assert_eq!(filter.2, "id[is]");
    let good = "plan_id=p&plan_quantity=2&addons[id][0]=a&addons[quantity][0]=3";
    let path = "/api/v1/customers/c/subscriptions";
    assert_eq!(post(&url, path, good).await.status, 200);
    // It takes no idempotency keys.
    let key = "chargebee-idempotency-key: a";
    let refused = send(&url, "POST /api/v1/customers", &[AUTH, FORM, key], "").await;
    assert_eq!(refused.expect("an answer").refusal().0, 400);
}

#[tokio::test]
async fn bodies_where_they_belong() {
    let server = server().await;
    let url = server.url();
    let body = send(&url, "GET /api/v2/customers", &[AUTH, FORM], "limit=1").await;
    assert_eq!(body.expect("an answer").refusal().1, "invalid_request");
    let odd = "chargebee-event-webhook: foo";
    let refused = send(&url, "POST /api/v2/customers", &[AUTH, FORM, odd], "").await;
    assert_eq!(refused.expect("an answer").refusal().1, "invalid_request");
    let large = format!("first_name={}", "x".repeat(17 << 20));
    let refused = post(&url, "/api/v2/customers", &large).await.refusal();
    assert_eq!((refused.0, refused.1.as_str()), (413, "invalid_request"));
    let lines = server.log();
    assert_eq!(
        lines[2].line(),
        "413 POST /api/v2/customers - invalid_request"
    );
}

/// The name of a scheme may be written in any case.
#[tokio::test]
async fn the_scheme_of_authentication() {
    let server = server().await;
    for scheme in ["Basic", "basic", "BASIC", "bAsIc"] {
        let header = format!("authorization: {scheme} dGVzdF9rZXk6");
        let answer = send(&server.url(), "GET /api/v2/customers", &[&header], "").await;
        assert_eq!(answer.expect("an answer").status, 200, "{scheme}");
    }
}

/// Connectors send lists parameters that the API does not have. They are refused, unless the mock is to ignore them: then the
/// answer and the log say so.
#[tokio::test]
async fn unknown_parameters_of_lists() {
    let list =
        "/api/v2/customers?limit=1&sort_by[asc]=created_at&updated_since=5&page[x]=1&a%0D%0Ab=2";
    let strict = server().await;
    let refusal = get(&strict.url(), list).await.refusal();
    assert_eq!(refusal.2, "updated_since");
    let settings = Settings::new().lenient_lists();
    let lenient = MockServer::start_with(settings, 0).await.expect("a mock");
    let answer = get(&lenient.url(), list).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let header = "\r\nchargebee-mock-ignored: updated_since, page[x], a%0d%0ab\r\n";
    assert!(answer.head.contains(header), "{}", answer.head);
    let received = lenient.log().remove(0);
    assert_eq!(received.ignored, ["updated_since", "page[x]", "a\r\nb"]);
    assert_eq!(received.param("limit"), Some(&1.into()));
    let line = received.line();
    assert!(
        line.contains("(ignored: updated_since, page[x], "),
        "{line}"
    );
    assert_eq!(line.lines().count(), 1, "{line}");
    // What the API has is checked as ever, and so is all that is no list.
    for (path, param) in [
        ("/api/v2/customers?limit=x", "limit"),
        ("/api/v2/customers?id[like]=x", "id[like]"),
        (
            "/api/v2/subscriptions/s/retrieve_with_scheduled_changes?x=1",
            "x",
        ),
    ] {
        let (status, _, found) = get(&lenient.url(), path).await.refusal();
        assert_eq!((status, found.as_str()), (400, param), "{path}");
    }
    let created = post(&lenient.url(), "/api/v2/customers", "x=1").await;
    assert_eq!(created.refusal().2, "x");
    // A list that ignores nothing does not say so.
    let plain = get(&lenient.url(), "/api/v2/customers").await;
    assert!(!plain.head.contains("ignored"), "{}", plain.head);
}
