//! Clients, sites and keys.

use crate::{Outcome, beside::Sent, clients, mock};
use chargebee_mock::{MockServer, Settings, Version};
use serde_json::json;
use std::fs;

#[tokio::test]
async fn a_client_sends_its_key() -> Outcome {
    let mock = mock().await?;
    let api_key = "test_key";
    let mut beside = Sent::to(&mock, "connect");
    // docs: client
    use chargebee::v2::Client;

    let client = Client::builder("acme-test", api_key)
        .base_url(mock.url()) // not shown
        .build()?;
    let found = client.customer().retrieve("cust_7").await?;
    assert_eq!(found.customer.first_name.as_deref(), Some("Ada"));
    // docs: end
    beside.beside("client")?;

    let wrong = Client::builder("acme-test", "another_key").base_url(mock.url());
    let refused = wrong.build()?.customer().retrieve("cust_7").await;
    let status = refused.expect_err("another key").status();
    assert_eq!(status.map(|it| it.as_u16()), Some(401));
    Ok(())
}

#[tokio::test]
async fn both_versions_share_a_connection() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "connect");
    // docs: versions
    use chargebee::{v1, v2};

    let new: v2::Client = client;
    let old = v1::Client::from(&new);
    let item_price = new.item_price().retrieve("pro-USD-monthly").await?;
    let plan = old.plan().retrieve("no_trial").await?;
    // docs: end
    beside.beside("versions")?;
    assert_eq!(item_price.item_price.id, "pro-USD-monthly");
    assert_eq!(plan.plan.name, "No trial");
    let paths: Vec<String> = mock.log().into_iter().map(|it| it.path).collect();
    let expected = [
        "/api/v2/item_prices/pro-USD-monthly",
        "/api/v1/plans/no_trial",
    ];
    assert_eq!(paths, expected);
    Ok(())
}

#[tokio::test]
async fn a_call_goes_to_another_site() -> Outcome {
    // This mock is the other site: it takes the key of that one only.
    let mock = MockServer::start_with(Settings::new().key("umbrella_key"), 0).await?;
    mock.demo()?;
    let (client, _) = clients(&mock)?;
    let umbrella_key = "umbrella_key";
    let mut beside = Sent::to(&mock, "connect");
    // docs: sites
    use chargebee::CallOptions;

    // A client of its own, over the same connections:
    let umbrella = client.for_site("umbrella-test", umbrella_key)?;
    let customer = umbrella.customer().retrieve("cust_7").await?;

    // Or one call:
    let options = CallOptions::new().site("umbrella-test", umbrella_key);
    let same = client
        .customer()
        .retrieve("cust_7")
        .options(options)
        .await?;
    // docs: end
    let other_site = [
        ("acme-test", "umbrella-test"),
        ("CHARGEBEE_API_KEY", "UMBRELLA_API_KEY"),
    ];
    beside.beside_with("sites", &other_site)?;
    assert_eq!(umbrella.site(), "umbrella-test");
    assert_eq!(customer.customer.id, same.customer.id);
    let own = client.customer().retrieve("cust_7").await;
    let status = own.expect_err("the key of acme-test").status();
    assert_eq!(status.map(|it| it.as_u16()), Some(401));
    Ok(())
}

// docs: rotation
use chargebee::{
    key::{ApiKey, AskKey, KeyProvider},
    transport::BoxFuture,
    v2::Client,
};
use std::{error::Error, path::PathBuf};

/// A file that is replaced when the key is.
struct KeyFile(PathBuf);

impl KeyProvider for KeyFile {
    fn key<'a>(
        &'a self,
        _: AskKey<'a>,
    ) -> BoxFuture<'a, Result<ApiKey, Box<dyn Error + Send + Sync>>> {
        Box::pin(async { Ok(ApiKey::new(std::fs::read_to_string(&self.0)?.trim())) })
    }
}
// docs: end

#[tokio::test]
async fn a_key_is_replaced_while_the_program_runs() -> Outcome {
    let mock = mock().await?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("key");
    let key_file = path.clone();
    fs::write(&path, "old_key\n")?;
    // docs: rotation
    let client = Client::builder("acme-test", KeyFile(key_file))
        .base_url(mock.url()) // not shown
        .build()?;
    // docs: end
    let refused = client.customer().retrieve("cust_7").await;
    let status = refused.expect_err("the old key").status();
    assert_eq!(status.map(|it| it.as_u16()), Some(401));
    fs::write(&path, "test_key\n")?;
    client.customer().retrieve("cust_7").await?;
    Ok(())
}

#[tokio::test]
async fn events_name_the_key_that_was_used() -> Outcome {
    let mock = mock().await?;
    for (id, source, user) in [
        ("ev_1", "api", "core-app-2031-05"),
        ("ev_2", "api", "import-2029-01"),
        ("ev_3", "admin_console", "jo@acme.example"),
        ("ev_4", "api", "core-app-2031-05"),
    ] {
        let event = json!({ "id": id, "event_type": "customer_changed", "source": source, "user": user, "occurred_at": 1_900_000_000 });
        mock.seed(Version::V2, "event", event)?;
    }
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "connect");
    // docs: key_usage
    use chargebee::v2::Source;
    use std::collections::BTreeMap;

    let mut posts: BTreeMap<String, usize> = BTreeMap::new();
    let mut events = client.event().list().source().is(Source::Api).items();
    while let Some(entry) = events.next().await {
        let key_name = entry?.event.user.unwrap_or_default();
        *posts.entry(key_name).or_default() += 1;
    }
    // docs: end
    beside.beside("key_usage")?;
    let expected = [("core-app-2031-05", 2), ("import-2029-01", 1)];
    assert_eq!(
        posts,
        expected
            .map(|(name, posts)| (name.to_owned(), posts))
            .into()
    );
    Ok(())
}

#[tokio::test]
async fn links_into_the_admin_console() -> Outcome {
    // docs: console
    use chargebee::v2::Client;

    let client = Client::builder("acme-test", "test_key").build()?;
    let link = client.subscription().admin_console_url("123xyz")?;
    assert_eq!(
        link,
        "https://acme-test.chargebee.com/admin-console/subscriptions/123xyz"
    );
    // docs: end
    Ok(())
}

#[tokio::test]
async fn the_limits_of_the_plan_are_kept() -> Outcome {
    let mock = mock().await?;
    // docs: limits
    use chargebee::{
        limit::{Limiter, Limits, Plan},
        v2::Client,
    };

    // 300 requests a minute on a live site, 150 on a test site, and so many at a time.
    let scale = Limiter::for_plan(Plan::Scale);
    // A quarter of that, where other programs use the site too.
    let quarter = Limiter::new(Limits::live(Plan::Scale).share(1, 4));
    let client = Client::builder("acme-test", "test_key")
        .rate_limit(quarter)
        .base_url(mock.url()) // not shown
        .build()?;
    // docs: end
    drop(scale);
    for _ in 0..3 {
        client.customer().retrieve("cust_7").await?;
    }
    // A limit of one GET at a time holds the second one until the first was answered.
    let one = Limiter::new(Limits::new(300, 1, 1));
    let client = Client::builder("acme-test", "test_key")
        .rate_limit(one)
        .base_url(mock.url())
        .build()?;
    mock.plan(
        chargebee_mock::Fault::Slow(300),
        Some("customer.retrieve"),
        1,
    );
    let started = std::time::Instant::now();
    let (first, second) = tokio::join!(
        client.customer().retrieve("cust_7").send(),
        client.customer().retrieve("cust_8").send()
    );
    first?;
    second?;
    assert!(started.elapsed().as_millis() >= 300);
    Ok(())
}
