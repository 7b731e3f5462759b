//! Lists customers through the HTTP proxy that `CHARGEBEE_PROXY` names, such as `http://user:password@proxy.example:3128`.

#![expect(clippy::print_stdout, reason = "a program speaks on standard output")]

use chargebee::{
    transport::{ReqwestTransport, reqwest},
    v2::Client,
};
use chargebee_examples::{Outcome, arguments, finish, variable};
use std::{process::ExitCode, time::Duration};

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let [] = arguments("through_proxy")?;
    let proxy = variable("CHARGEBEE_PROXY", "the URL of a proxy")?;
    // The HTTP client is yours to set up; with one of your own, its redirects and its gzip are switched off.
    let http = reqwest::Client::builder()
        .proxy(reqwest::Proxy::all(proxy)?)
        .redirect(reqwest::redirect::Policy::none())
        .no_gzip()
        .connect_timeout(Duration::from_secs(10))
        .build()?;
    let client = Client::builder_from_env()?.transport(ReqwestTransport::with_client(http));
    let mut customers = client.build()?.customer().list().items();
    while let Some(entry) = customers.next().await {
        println!("{}", entry?.customer.id);
    }
    Ok(())
}
