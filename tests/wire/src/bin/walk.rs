//! Walks through all customers of a server and prints how many there were and the most memory that was in use.
//!
//! A program of its own, so that nothing but the walk counts.

use chargebee::v2::Client;
use peak_alloc::PeakAlloc;
use std::io::Write as _;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("usage: walk URL")?;
    let client = Client::builder("acme-test", "test_key")
        .base_url(url)
        .build()?;
    let mut items = client.customer().list().limit(100).items();
    let mut count = 0;
    while let Some(entry) = items.next().await {
        let _ = entry?;
        count += 1;
    }
    writeln!(std::io::stdout(), "{count} {}", MEMORY.peak_usage())?;
    Ok(())
}
