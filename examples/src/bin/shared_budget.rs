//! Sends many requests within rate limits that all programs share which use the same Redis.
//!
//! `shared_budget CALLS PER_WINDOW WINDOW_SECONDS`, with `REDIS_URL` beside the variables of the other examples.

#![expect(clippy::print_stdout, reason = "an example speaks on standard output")]

use chargebee::{limit::Limits, v2::Client};
use chargebee_examples::{Outcome, arguments, finish, redis_budget::RedisBudget};
use std::{env, process::ExitCode, time::Duration};

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let [calls, per_window, window] = arguments("shared_budget CALLS PER_WINDOW WINDOW_SECONDS")?;
    let limits = Limits::new(per_window.parse()?, 2, 2);
    let window = Duration::from_secs(window.parse()?);
    let url = env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1/".to_owned());
    let budget = RedisBudget::connect(&url, limits, window).await?;
    let client = Client::builder_from_env()?.rate_limit(budget).build()?;

    let calls: Vec<_> = (0..calls.parse::<usize>()?)
        .map(|_| tokio::spawn(client.customer().list().limit(1).send()))
        .collect();
    let mut attempts = 0;
    for call in calls {
        attempts += call.await??.call().attempts;
    }
    println!("{attempts} requests sent");
    Ok(())
}
