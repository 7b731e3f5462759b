//! How much memory a walk through a list takes.
//!
//! `walk URL` walks through all customers of a server and prints how many there were and the most memory that was in use: a
//! program of its own, so that nothing but the walk counts. `walk [--format text|json]` has that done for a short list and a long
//! one, and compares.

#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use chargebee::v2::Client;
use chargebee_wire_tests::memory;
use peak_alloc::PeakAlloc;
use std::{error::Error, process::ExitCode};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] | ["--format", "text"] => runtime.block_on(compare(false)),
        ["--format", "json"] => runtime.block_on(compare(true)),
        [url] if url.starts_with("http") => runtime.block_on(walk(url)),
        _ => Err("usage: walk URL | walk [--format text|json]".into()),
    }
}

async fn walk(url: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::builder("acme-test", "test_key")
        .base_url(url)
        .build()?;
    let mut items = client.customer().list().limit(100).items();
    let mut count = 0;
    while let Some(entry) = items.next().await {
        let _ = entry?;
        count += 1;
    }
    println!("{count} {}", MEMORY.peak_usage());
    Ok(())
}

async fn compare(json: bool) -> Result<(), Box<dyn Error>> {
    let walk = std::env::current_exe()?;
    let (few, many) = (10_000, 100_000);
    let (short, long) = (
        memory::peak(&walk, few).await?,
        memory::peak(&walk, many).await?,
    );
    #[expect(clippy::cast_precision_loss, reason = "a ratio, for people")]
    let ratio = long as f64 / short as f64;
    if json {
        println!(
            r#"{{"items":{many},"peak_bytes":{long},"items_of_the_short_list":{few},"peak_bytes_of_the_short_list":{short},"ratio":{ratio:.3}}}"#
        );
    } else {
        println!(
            "peak memory: {long} bytes over {many} items, {short} bytes over {few}, ratio {ratio:.2}"
        );
    }
    Ok(())
}
