//! The same of both databases: SQLite in a file of its own, and a PostgreSQL that is started for it where one is installed.

#![cfg(all(feature = "sqlite", feature = "postgres"))]

#[path = "support/postgres.rs"]
mod server;

use chargebee_runtime::webhook::{Claim, Dedupe, Versions};
use chargebee_webhook_store::{PostgresStore, SqliteStore};
use sqlx::{
    PgPool, SqlitePool,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const LEASE: Duration = Duration::from_secs(300);
const SHORT: Duration = Duration::from_millis(200);

async fn sqlite(file: &Path) -> (SqlitePool, SqliteStore) {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal);
    let pool = SqlitePool::connect_with(options).await.expect("a file");
    (pool.clone(), SqliteStore::new(pool).await.expect("tables"))
}

/// A database of the test's own.
async fn postgres(name: &str) -> (PgPool, PostgresStore) {
    let socket = server::postgres().expect("a server");
    let options = PgConnectOptions::new_without_pgpass()
        .socket(socket)
        .username("chargebee")
        .database("postgres");
    let server = PgPool::connect_with(options.clone())
        .await
        .expect("a server");
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create)
        .execute(&server)
        .await
        .expect("a database");
    let pool = PgPool::connect_with(options.database(name))
        .await
        .expect("a database");
    (
        pool.clone(),
        PostgresStore::new(pool).await.expect("tables"),
    )
}

async fn claim(store: &impl Dedupe, event: &str, lease: Duration) -> Claim {
    claim_in(store, event, "v2", lease).await
}

async fn claim_in(store: &impl Dedupe, event: &str, version: &str, lease: Duration) -> Claim {
    store
        .claim(event, version, lease)
        .await
        .expect("the database answers")
}

async fn ticket(store: &impl Dedupe, event: &str, lease: Duration) -> i64 {
    match claim(store, event, lease).await {
        Claim::New { ticket } => ticket,
        other => panic!("{event} is {other:?}"),
    }
}

/// What every store does.
async fn one_worker_after_the_other<S: Dedupe + Versions>(store: S) {
    // Done once.
    let first = ticket(&store, "ev_1", LEASE).await;
    assert_eq!(claim(&store, "ev_1", LEASE).await, Claim::InProgress);
    store.done("ev_1", first).await.expect("it is noted");
    assert_eq!(claim(&store, "ev_1", LEASE).await, Claim::Done);
    // What is done does not fail any more.
    store.failed("ev_1", first).await.expect("nothing happens");
    assert_eq!(claim(&store, "ev_1", LEASE).await, Claim::Done);

    // What failed is free at once.
    let failed = ticket(&store, "ev_2", LEASE).await;
    store.failed("ev_2", failed).await.expect("it is noted");
    let second = ticket(&store, "ev_2", LEASE).await;
    assert_ne!(failed, second);

    // A worker that is gone leaves it after its lease, and what it says later counts for nothing.
    let gone = ticket(&store, "ev_3", SHORT).await;
    assert_eq!(claim(&store, "ev_3", LEASE).await, Claim::InProgress);
    tokio::time::sleep(SHORT * 2).await;
    let next = ticket(&store, "ev_3", LEASE).await;
    store.failed("ev_3", gone).await.expect("nothing happens");
    store.done("ev_3", gone).await.expect("nothing happens");
    assert_eq!(claim(&store, "ev_3", LEASE).await, Claim::InProgress);
    store.done("ev_3", next).await.expect("it is noted");
    assert_eq!(claim(&store, "ev_3", LEASE).await, Claim::Done);

    // Work that ends after its lease is done where nobody else came.
    let late = ticket(&store, "ev_4", SHORT).await;
    tokio::time::sleep(SHORT * 2).await;
    store.done("ev_4", late).await.expect("it is noted");
    assert_eq!(claim(&store, "ev_4", LEASE).await, Claim::Done);

    // What will never work in one version is free in another, whatever becomes of it there.
    let poisoned = ticket(&store, "ev_5", LEASE).await;
    let noted = store.poisoned("ev_5", "v2", poisoned).await;
    noted.expect("it is noted");
    assert_eq!(claim(&store, "ev_5", LEASE).await, Claim::Done);
    let other = async |lease| match claim_in(&store, "ev_5", "v1", lease).await {
        Claim::New { ticket } => ticket,
        other => panic!("v1 of it is {other:?}"),
    };
    let failed = other(LEASE).await;
    assert_eq!(claim(&store, "ev_5", LEASE).await, Claim::Done);
    assert_eq!(
        claim_in(&store, "ev_5", "v1", LEASE).await,
        Claim::InProgress
    );
    store.failed("ev_5", failed).await.expect("it is noted");
    assert_eq!(claim(&store, "ev_5", LEASE).await, Claim::Done);
    other(SHORT).await;
    tokio::time::sleep(SHORT * 2).await;
    assert_eq!(claim(&store, "ev_5", LEASE).await, Claim::Done);
    let last = other(LEASE).await;
    // Not its own any more.
    let noted = store.poisoned("ev_5", "v1", failed).await;
    noted.expect("nothing happens");
    assert_eq!(
        claim_in(&store, "ev_5", "v1", LEASE).await,
        Claim::InProgress
    );
    let noted = store.poisoned("ev_5", "v1", last).await;
    noted.expect("it is noted");
    for version in ["v1", "v2"] {
        let now = claim_in(&store, "ev_5", version, LEASE).await;
        assert_eq!(now, Claim::Done, "{version}");
    }
    assert!(matches!(
        claim_in(&store, "ev_5", "v", LEASE).await,
        Claim::New { .. }
    ));

    for (resource, id, version, newest) in [
        ("invoice", "1", 5, 5),
        ("invoice", "1", 1_893_456_000_123, 1_893_456_000_123),
        ("invoice", "1", 6, 1_893_456_000_123),
        ("invoice", "2", 6, 6),
        ("customer", "1", 1, 1),
    ] {
        let seen = store
            .newest(resource, id, version)
            .await
            .expect("the database answers");
        assert_eq!(seen, newest, "{resource} {id} {version}");
    }
}

/// Many workers get the same events at once; each event is done once.
async fn many_workers_at_once<S: Dedupe + Versions + Clone>(stores: Vec<S>) {
    const EVENTS: usize = 40;
    let won = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..16)
        .map(|worker| {
            let (store, won) = (stores[worker % stores.len()].clone(), Arc::clone(&won));
            tokio::spawn(async move {
                for event in 0..EVENTS {
                    let id = format!("ev_{event}");
                    store
                        .newest("invoice", "1", (worker * EVENTS + event) as i64)
                        .await
                        .expect("an answer");
                    if let Claim::New { ticket } = claim(&store, &id, LEASE).await {
                        won.fetch_add(1, Ordering::SeqCst);
                        store.done(&id, ticket).await.expect("it is noted");
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("no panic");
    }
    assert_eq!(won.load(Ordering::SeqCst), EVENTS);
    let newest = stores[0]
        .newest("invoice", "1", 0)
        .await
        .expect("an answer");
    assert_eq!(newest, (16 * EVENTS - 1) as i64);
}

/// What is noted in a transaction is done when the transaction is, and only by whom it belongs to.
macro_rules! in_one_transaction {
    ($pool:expr, $store:expr) => {{
        let (pool, store) = ($pool, $store);
        sqlx::query("CREATE TABLE work (event TEXT)")
            .execute(&pool)
            .await
            .expect("a table");
        let work = async |event: &str, ticket: i64, kill: bool| {
            let mut transaction = pool.begin().await.expect("a transaction");
            let insert = sqlx::query("INSERT INTO work VALUES ($1)").bind(event);
            insert.execute(&mut *transaction).await.expect("work");
            let mine = store
                .done_in(&mut transaction, event, ticket)
                .await
                .expect("an answer");
            if mine && !kill {
                transaction.commit().await.expect("it is committed");
            }
            mine
        };
        let count = async || {
            let count = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM work");
            count.fetch_one(&pool).await.expect("a number")
        };
        let killed = ticket(&store, "ev_1", SHORT).await;
        assert!(work("ev_1", killed, true).await);
        assert_eq!(
            (count().await, claim(&store, "ev_1", SHORT).await),
            (0, Claim::InProgress)
        );
        tokio::time::sleep(SHORT * 2).await;
        let next = ticket(&store, "ev_1", LEASE).await;
        assert!(!work("ev_1", killed, false).await, "it is another worker's");
        assert_eq!(count().await, 0);
        assert!(work("ev_1", next, false).await);
        assert_eq!(
            (count().await, claim(&store, "ev_1", LEASE).await),
            (1, Claim::Done)
        );
    }};
}

/// What was kept for long enough is gone, and what was not is there.
macro_rules! old_rows_are_deleted {
    ($pool:expr, $store:expr) => {{
        let (pool, store) = ($pool, $store.keep_for(SHORT));
        let old = ticket(&store, "ev_old", LEASE).await;
        store.done("ev_old", old).await.expect("it is noted");
        ticket(&store, "ev_left", Duration::ZERO).await;
        let poisoned = ticket(&store, "ev_odd", LEASE).await;
        let noted = store.poisoned("ev_odd", "v2", poisoned).await;
        noted.expect("it is noted");
        store.newest("invoice", "old", 1).await.expect("an answer");
        assert_eq!(store.forget().await.expect("an answer"), 0);
        assert_eq!(claim(&store, "ev_odd", LEASE).await, Claim::Done);
        tokio::time::sleep(SHORT * 2).await;
        // Nobody deleted it yet, and its time is over.
        ticket(&store, "ev_odd", Duration::ZERO).await;
        tokio::time::sleep(SHORT * 2).await;
        ticket(&store, "ev_busy", LEASE).await;
        store.newest("invoice", "new", 1).await.expect("an answer");
        assert_eq!(store.forget().await.expect("an answer"), 4);
        assert_eq!(claim(&store, "ev_busy", LEASE).await, Claim::InProgress);
        // It does so by itself now and then.
        tokio::time::sleep(SHORT * 2).await;
        for event in 0..1_000 {
            let id = format!("ev_{event}");
            let done = ticket(&store, &id, LEASE).await;
            store.done(&id, done).await.expect("it is noted");
        }
        let kept = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM chargebee_resource_versions");
        assert_eq!(kept.fetch_one(&pool).await.expect("a number"), 0);
    }};
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sqlite_keeps_who_does_what() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    one_worker_after_the_other(sqlite(&file("one")).await.1).await;
    // Two pools, as two processes have them.
    let stores = vec![sqlite(&file("many")).await.1, sqlite(&file("many")).await.1];
    many_workers_at_once(stores).await;
    let (pool, store) = sqlite(&file("transaction")).await;
    in_one_transaction!(pool, store);
    let (pool, store) = sqlite(&file("old")).await;
    old_rows_are_deleted!(pool, store);
    // Opened again, it knows.
    let again = sqlite(&file("transaction")).await.1;
    assert_eq!(claim(&again, "ev_1", LEASE).await, Claim::Done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres_keeps_who_does_what() {
    if server::postgres().is_none() {
        return;
    }
    one_worker_after_the_other(postgres("one").await.1).await;
    let (pool, store) = postgres("many").await;
    let stores = vec![
        store,
        PostgresStore::new(pool)
            .await
            .expect("tables that are there"),
    ];
    many_workers_at_once(stores).await;
    let (pool, store) = postgres("transaction").await;
    in_one_transaction!(pool, store);
    let (pool, store) = postgres("old").await;
    old_rows_are_deleted!(pool, store);
}

/// Whoever is told of an error does not do the work, and nobody else may until the lease is over.
#[tokio::test]
async fn old_rows_that_cannot_be_deleted_keep_no_event_from_its_worker() {
    let folder = tempfile::tempdir().expect("a folder");
    let (pool, store) = sqlite(&folder.path().join("odd")).await;
    let drop = sqlx::query("DROP TABLE chargebee_resource_versions");
    drop.execute(&pool).await.expect("it is gone");
    assert!(store.forget().await.is_err());
    for event in 0..1_000 {
        ticket(&store, &format!("ev_{event}"), LEASE).await;
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let (pool, store) = sqlite(&folder.path().join("gone")).await;
    pool.close().await;
    assert!(store.claim("ev_1", "v2", LEASE).await.is_err());
    assert!(store.done("ev_1", 1).await.is_err());
    assert!(store.failed("ev_1", 1).await.is_err());
    assert!(store.poisoned("ev_1", "v2", 1).await.is_err());
    assert!(store.newest("invoice", "1", 1).await.is_err());
}
