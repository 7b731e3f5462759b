//! Walks through changes, against a server whose data change while it is walked through.

use crate::{
    client_of,
    data::{Data, Kept, START, World, number},
    json, page,
};
use bytes::Bytes;
use chargebee::{Checkpoint, Timestamp, v2::Client};
use chargebee_wire_tests::site::{Site, pairs, query};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// What a walk gave: id, instant, version.
type Given = (String, i64, u64);

async fn walk(
    client: &Client,
    since: impl Into<Checkpoint>,
    limit: i64,
) -> (Vec<Given>, Checkpoint) {
    let mut changes = client.customer().list().limit(limit).changes_since(since);
    let mut given = Vec::new();
    while let Some(entry) = changes.next().await {
        let customer = entry.expect("no error").customer;
        let at = customer.updated_at.as_seconds();
        let version = customer.resource_version;
        given.push((
            customer.id.to_string(),
            at,
            u64::try_from(version).expect("a version"),
        ));
    }
    assert!(changes.is_finished());
    (given, changes.checkpoint().clone())
}

/// What a copy holds that took every change in.
fn mirror(given: &[Given]) -> BTreeMap<String, Kept> {
    let mut mirror = BTreeMap::new();
    for (id, updated_at, version) in given {
        let (updated_at, version) = (*updated_at, *version);
        let kept = Kept {
            updated_at,
            version,
        };
        mirror.insert(id.clone(), kept);
    }
    mirror
}

fn without_duplicates(given: &[Given]) {
    let mut sorted = given.to_vec();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), given.len(), "something was given twice");
}

fn since(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

#[tokio::test]
async fn a_copy_is_complete_however_the_data_change_meanwhile() {
    for positions in [false, true] {
        for changes in [0, 1, 5] {
            let mut data = Data::new(120, positions);
            data.busy = (changes, 25);
            let (world, site, client) = World::serve(data).await;
            let (given, _) = walk(&client, since(START), 10).await;
            let data = world.lock();
            assert_eq!(
                mirror(&given),
                data.served,
                "{changes} changes a page, offsets are positions: {positions}"
            );
            without_duplicates(&given);
            assert!(given.is_sorted_by_key(|(_, at, _)| *at), "in order");
            assert!(site.received().len() < 100, "the walk makes progress");
        }
    }
}

#[tokio::test]
async fn a_walk_asks_for_changes_in_order_from_a_little_earlier_on() {
    let (_, site, client) = World::serve(Data::new(3, false)).await;
    let list = client.customer().list().limit(50).include_deleted(true);
    let list = list.offset("gone").sort_by_created_at_desc();
    let list = list.updated_at().before(since(START + 1000));
    let overlap = Duration::from_secs(60);
    let mut changes = list.changes_since(since(START + 30)).overlap(overlap);
    assert!(matches!(changes.next().await, Some(Ok(_))));
    let received = site.received();
    let query = received.first().and_then(|it| it.uri().query());
    let mut query = pairs(query.unwrap_or_default());
    query.sort();
    let expected = [
        ("include_deleted", "true".to_owned()),
        ("limit", "50".to_owned()),
        ("sort_by[asc]", "updated_at".to_owned()),
        ("updated_at[after]", (START + 30 - 60 - 1).to_string()),
        ("updated_at[before]", (START + 1000).to_string()),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(query, expected);

    let mut changes = client.customer().list().changes_since(since(START));
    assert!(matches!(changes.next().await, Some(Ok(_))));
    let after = site
        .received()
        .first()
        .and_then(|it| number(it, "updated_at[after]"));
    assert_eq!(after, Some(START - 300 - 1), "5 minutes if not set");
}

#[tokio::test]
async fn a_later_walk_gives_what_is_new_and_what_came_late() {
    let (world, _site, client) = World::serve(Data::new(40, false)).await;
    let (given, checkpoint) = walk(&client, since(START), 10).await;
    assert_eq!(given.len(), 40);
    let latest = given.last().map(|(_, at, _)| *at);
    assert_eq!(Some(checkpoint.since().as_seconds()), latest);

    // Nothing happened: nothing is given.
    let saved = checkpoint.to_string();
    let checkpoint: Checkpoint = saved.parse().expect("a checkpoint");
    let (given, checkpoint) = walk(&client, checkpoint, 10).await;
    assert_eq!(given, []);
    assert_eq!(checkpoint.to_string(), saved);

    // One is changed, one is committed late: its instant is older than what was seen.
    {
        let mut data = world.lock();
        data.now += 100;
        data.change("c3");
        data.now -= 103;
        data.change("late");
        data.now += 3;
    }
    let (mut given, checkpoint) = walk(&client, &checkpoint, 10).await;
    given.sort();
    let ids: Vec<_> = given.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["c3", "late"]);
    let (given, _) = walk(&client, checkpoint, 10).await;
    assert_eq!(given, []);
}

#[tokio::test]
async fn a_walk_that_was_stopped_goes_on_where_it_stood() {
    let (world, _site, client) = World::serve(Data::new(60, true)).await;
    let mut checkpoint = Checkpoint::from(since(START));
    let mut given = Vec::new();
    loop {
        // Seven changes by a walk, which is then dropped in the middle of a page.
        let list = client.customer().list().limit(10);
        let mut changes = list.changes_since(checkpoint);
        let mut count = 0;
        while count < 7
            && let Some(entry) = changes.next().await
        {
            let customer = entry.expect("no error").customer;
            let at = customer.updated_at.as_seconds();
            given.push((customer.id.to_string(), at, 1));
            count += 1;
        }
        checkpoint = changes
            .checkpoint()
            .to_string()
            .parse()
            .expect("a checkpoint");
        if count < 7 {
            break;
        }
    }
    without_duplicates(&given);
    assert_eq!(mirror(&given), world.lock().customers);
}

#[tokio::test]
async fn a_second_with_more_changes_than_a_page_is_walked_whole() {
    let mut data = Data::new(5, false);
    for at in 0..250 {
        data.change(&format!("same{at}"));
    }
    data.now += 5;
    data.change("after");
    let (world, _site, client) = World::serve(data).await;
    let (given, _) = walk(&client, since(START), 100).await;
    without_duplicates(&given);
    assert_eq!(mirror(&given), world.lock().customers);
}

#[tokio::test]
async fn two_changes_within_a_second_are_both_given() {
    let (world, _site, client) = World::serve(Data::new(2, false)).await;
    let (_, checkpoint) = walk(&client, since(START), 10).await;
    world.lock().change("c1");
    let (given, _) = walk(&client, checkpoint, 10).await;
    let at = world.lock().now;
    assert_eq!(given, [("c1".to_owned(), at, 2)]);
}

#[tokio::test]
async fn what_is_remembered_is_bounded_and_nothing_is_lost() {
    let mut data = Data::new(0, false);
    for at in 0..12_000 {
        if at % 100 == 0 {
            data.now += 1;
        }
        data.change(&format!("c{at}"));
    }
    let (world, _site, client) = World::serve(data).await;
    let (given, checkpoint) = walk(&client, since(START), 500).await;
    without_duplicates(&given);
    assert_eq!(mirror(&given), world.lock().customers);
    let text = checkpoint.to_string();
    let (_, kept): (i64, Vec<serde_json::Value>) = serde_json::from_str(&text).expect("JSON");
    assert_eq!(kept.len(), 10_000);
    // Those that were forgotten come again, and no others.
    let (given, _) = walk(&client, checkpoint, 500).await;
    assert_eq!(given.len(), 2_000);
}

#[tokio::test]
async fn what_is_older_than_the_overlap_is_forgotten() {
    let mut data = Data::new(0, false);
    for at in 0..1000 {
        data.now += 10;
        data.change(&format!("c{at}"));
    }
    let (_world, _site, client) = World::serve(data).await;
    let (_, checkpoint) = walk(&client, since(START), 100).await;
    let text = checkpoint.to_string();
    let (_, kept): (i64, Vec<serde_json::Value>) = serde_json::from_str(&text).expect("JSON");
    assert_eq!(kept.len(), 31, "300 seconds, 10 apart, both ends");
}

#[tokio::test]
async fn a_page_that_fails_is_asked_for_again_when_told_to() {
    let world = World(Arc::new(Mutex::new(Data::new(30, false))));
    let served = world.clone();
    let turn = Arc::new(Mutex::new(0));
    let site = Site::start(move |request| {
        let mut turn = turn.lock().expect("the lock");
        *turn += 1;
        let mut answer = served.lock().list(&request);
        if *turn == 2 {
            *answer.status_mut() = http::StatusCode::BAD_GATEWAY;
            *answer.body_mut() = Bytes::from_static(b"<html>");
        }
        async move { answer }
    })
    .await;
    let client = client_of(site.url());
    let mut changes = client
        .customer()
        .list()
        .limit(10)
        .changes_since(since(START));
    let (mut given, mut errors) = (0, 0);
    loop {
        match changes.next().await {
            Some(Ok(_)) => given += 1,
            Some(Err(_)) => errors += 1,
            None if changes.retry() => {}
            None => break,
        }
    }
    assert_eq!((given, errors), (30, 1));
    assert!(changes.is_finished());
}

#[tokio::test]
async fn a_page_out_of_order_is_walked_by_its_offsets() {
    let site = Site::start(|request| async move {
        let at = |seconds: i64| crate::customer(&format!("c{seconds}"), START + seconds);
        json(match query(&request, "offset").as_deref() {
            None => page([at(5), at(90), at(7)], Some("1")),
            _ => page([at(6), at(8)], None),
        })
    })
    .await;
    let client = client_of(site.url());
    let mut changes = client.customer().list().changes_since(since(START));
    let mut ids = Vec::new();
    while let Some(entry) = changes.next().await {
        ids.push(entry.expect("no error").customer.id.to_string());
    }
    assert_eq!(ids, ["c5", "c90", "c7", "c6", "c8"]);
    let received = site.received();
    let after: Vec<Option<i64>> = received
        .iter()
        .map(|it| number(it, "updated_at[after]"))
        .collect();
    assert_eq!(
        after,
        [Some(START - 301); 2],
        "the walk did not jump to the latest"
    );
}

#[test]
fn text_that_is_no_checkpoint_is_refused() {
    for text in ["", "{}", "17", r#"[1,[["a",1,1]]]"#, "[1,[[1,\"a\",-1]]]"] {
        let error = text.parse::<Checkpoint>().expect_err(text).to_string();
        assert!(error.starts_with("this is no checkpoint"), "{error}");
    }
}
