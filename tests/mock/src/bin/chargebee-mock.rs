//! `chargebee-mock --port 8080`: a mock Chargebee on loopback.

#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use chargebee_mock::{MockServer, Settings, Version, Webhook};
use clap::Parser;
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

/// A mock Chargebee on loopback. Faults are planned with `POST /mock/faults`.
#[derive(Parser)]
struct Args {
    /// The port; 0 is any that is free.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The versions of the API.
    #[arg(long, value_delimiter = ',', default_value = "v1,v2", value_parser = version)]
    api: Vec<Version>,
    /// The only API key that is good; any if not given.
    #[arg(long)]
    key: Option<String>,
    /// What there is from the start: `{"v2": {"customer": [{"id": "c"}]}}`.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Send every event to this URL.
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,
    /// Remember nothing: every operation answers a sample.
    #[arg(long)]
    samples_only: bool,
}

fn prepare(server: &MockServer, seed: Option<&Path>, webhook: Option<&str>) -> Result<(), String> {
    if let Some(file) = seed {
        let failed = |problem: String| format!("{}: {problem}", file.display());
        let json = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
        server.seed_json(&json).map_err(failed)?;
    }
    if let Some(url) = webhook {
        server.set_webhook(Some(Webhook::new(url)?));
    }
    Ok(())
}

fn version(text: &str) -> Result<Version, String> {
    let found = Version::ALL.into_iter().find(|it| it.as_str() == text);
    found.ok_or_else(|| format!("there is no API {text}"))
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let mut settings = Settings::new().versions(args.api.into_iter().collect::<HashSet<_>>());
    if let Some(key) = args.key {
        settings = settings.key(key);
    }
    if args.samples_only {
        settings = settings.samples_only();
    }
    let server = match MockServer::start_with(settings, args.port).await {
        Ok(server) => server,
        Err(problem) => {
            eprintln!("the mock cannot be started: {problem}");
            return ExitCode::FAILURE;
        }
    };
    if let Err(problem) = prepare(&server, args.seed.as_deref(), args.webhook.as_deref()) {
        eprintln!("{problem}");
        return ExitCode::FAILURE;
    }
    println!("listening on {}", server.url());
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        for received in server.take_log() {
            println!("{}", received.line());
        }
    }
}
