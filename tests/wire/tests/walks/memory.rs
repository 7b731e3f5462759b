//! A walk through 100,000 items takes no more memory than one through 10,000.

use chargebee_wire_tests::memory::peak;
use std::path::Path;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn memory_stays_flat_over_a_hundred_thousand_items() {
    let walk = Path::new(env!("CARGO_BIN_EXE_walk"));
    let few = peak(walk, 10_000).await.expect("a walk");
    let many = peak(walk, 100_000).await.expect("a walk");
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
