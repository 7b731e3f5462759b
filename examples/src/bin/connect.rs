//! Says whether a site and its key are right, as the page of an app does where people connect a site: `connect SITE`, with the key in
//! `CHARGEBEE_API_KEY`. The site may be given as people paste it: `acme-test`, `https://acme-test.chargebee.com/`.

#![expect(clippy::print_stdout, reason = "a program speaks on standard output")]

use chargebee::{Site, v2::Client};
use chargebee_examples::{Outcome, arguments, finish};
use std::{env, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let [site] = arguments("connect SITE")?;
    let key = env::var("CHARGEBEE_API_KEY").map_err(|_| "CHARGEBEE_API_KEY has no key")?;
    // What is wrong with the text is told before anything is sent.
    let mut client = Client::builder(Site::parse(&site)?, key);
    if let Ok(url) = env::var("CHARGEBEE_BASE_URL") {
        client = client.base_url(url);
    }
    let connection = client.build()?.check().writing().await;
    match connection.is_ok() {
        true => println!("{connection}"),
        // `connection.kind()` tells an app which field of its page to mark, and `connection.error()` is for its log.
        false => return Err(connection.to_string().into()),
    }
    Ok(())
}
