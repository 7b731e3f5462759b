//! Lists customers, over a transport of one's own: `record` sends and keeps everything in a file, `replay` answers from it.

#![expect(clippy::print_stdout, reason = "a program speaks on standard output")]

use chargebee::{transport::ReqwestTransport, v2::Client};
use chargebee_examples::{
    Outcome, arguments, finish,
    tape::{Player, Recorder},
};
use std::{path::Path, process::ExitCode, time::Duration};

const USAGE: &str = "record_and_replay record|replay FILE";

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let [mode, file] = arguments(USAGE)?;
    let file = Path::new(&file);
    let client = match mode.as_str() {
        "record" => {
            let inner = ReqwestTransport::new(Duration::from_secs(10))?;
            Client::builder_from_env()?.transport(Recorder::create(inner, file)?)
        }
        "replay" => Client::builder_from_env()?.transport(Player::open(file)?),
        _ => return Err(format!("usage: {USAGE}").into()),
    };
    let mut customers = client.build()?.customer().list().limit(2).items();
    while let Some(entry) = customers.next().await {
        println!("{}", entry?.customer.id);
    }
    Ok(())
}
