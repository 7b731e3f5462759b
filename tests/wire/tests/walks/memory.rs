//! A walk through 100,000 items takes no more memory than one through 10,000.

use crate::{json, numbered, page};
use chargebee_wire_tests::site::{Site, query};
use std::process::Command;

const WALK: &str = env!("CARGO_BIN_EXE_walk");

/// The most memory that a walk through so many items takes, in bytes.
async fn peak(items: usize) -> usize {
    let site = Site::start(move |request| async move {
        let from: usize = query(&request, "offset").map_or(0, |it| it.parse().expect("a number"));
        let until = (from + 100).min(items);
        let next = until.to_string();
        let next = (until < items).then_some(next.as_str());
        json(page(numbered(from, until), next))
    })
    .await;
    let url = site.url();
    let walk = move || {
        let mut command = Command::new(WALK);
        command.arg(url).env("NO_PROXY", "127.0.0.1").output()
    };
    let output = tokio::task::spawn_blocking(walk).await.expect("it runs");
    let output = output.expect("the walk runs");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    let (count, peak) = text.trim().split_once(' ').expect("two numbers");
    assert_eq!(count, items.to_string());
    assert_eq!(site.received().len(), items / 100);
    peak.parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn memory_stays_flat_over_a_hundred_thousand_items() {
    let (few, many) = (peak(10_000).await, peak(100_000).await);
    #[expect(clippy::cast_precision_loss, reason = "a ratio, for people")]
    let ratio = many as f64 / few as f64;
    eprintln!(
        "peak memory of a walk: {few} bytes over 10,000 items, {many} bytes over 100,000: x{ratio:.3}"
    );
    assert!(
        ratio < 1.1,
        "{few} bytes over 10,000 items, {many} over 100,000"
    );
}
