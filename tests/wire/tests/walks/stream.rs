//! Walks as streams.

use crate::{client_of, json, numbered, page};
use chargebee::Timestamp;
use chargebee_wire_tests::site::{Site, query};
use futures_util::{StreamExt as _, TryStreamExt as _};

async fn site() -> Site {
    Site::start(|request| async move {
        json(match query(&request, "offset").as_deref() {
            None => page(numbered(0, 2), Some("1")),
            Some("1") => page([], Some("2")),
            _ => page(numbered(2, 3), None),
        })
    })
    .await
}

#[tokio::test]
async fn items_pages_and_changes_are_streams() {
    let site = site().await;
    let client = client_of(site.url());
    let items = client.customer().list().items();
    let ids = items.map_ok(|it| it.customer.id.to_string());
    let ids: Vec<String> = ids.try_collect().await.expect("no error");
    assert_eq!(ids, ["c0", "c1", "c2"]);

    let pages = client.customer().list().pages();
    let sizes = pages.map_ok(|page| page.list.len());
    let sizes: Vec<usize> = sizes.try_collect().await.expect("no error");
    assert_eq!(sizes, [2, 0, 1]);

    let since = Timestamp::from_seconds(1_700_000_000);
    let changes = client.customer().list().changes_since(since);
    let count = changes.map(|it| it.expect("no error")).count().await;
    assert_eq!(count, 3);
}

#[tokio::test]
async fn a_stream_stops_where_it_is_taken_from() {
    let site = site().await;
    let items = client_of(site.url()).customer().list().items();
    let two: Vec<_> = items.take(2).collect().await;
    assert!(two.iter().all(Result::is_ok));
    assert_eq!(site.received().len(), 1);
}
