//! Makes one call and prints what comes of it: a program of its own, because what it reads is the environment.
//!
//! `call async|blocking URL` retrieves an invoice. What the error is due to stands in lines of their own.

#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use chargebee::{RetryPolicy, v2::Client};
use std::{error::Error, process::ExitCode, time::Duration};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [how, url] = args.as_slice() else {
        eprintln!("usage: call async|blocking URL");
        return ExitCode::FAILURE;
    };
    match call(how == "blocking", url) {
        Ok(status) => println!("{status}"),
        Err(error) => {
            let text = error.to_string();
            println!("{}", text.split("; invoice.").next().unwrap_or_default());
            let mut next = error.source();
            while let Some(error) = next {
                println!("due to: {error}");
                next = error.source();
            }
        }
    }
    ExitCode::SUCCESS
}

fn call(blocking: bool, url: &str) -> Result<u16, Box<dyn Error>> {
    let client: Client = Client::builder("acme", "test_key")
        .base_url(url)
        .retry(RetryPolicy::none())
        .attempt_timeout(Duration::from_secs(5))
        .build()?;
    let request = client.invoice().retrieve("inv_1");
    let answer = if blocking {
        request.send_blocking()?
    } else {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(request.send())?
    };
    Ok(answer.status().as_u16())
}
