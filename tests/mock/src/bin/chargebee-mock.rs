//! `chargebee-mock --port 8080`: a mock Chargebee on loopback.

use chargebee_mock::{MockServer, Received, Settings, Version, Webhook};
use clap::Parser;
use std::{
    collections::HashSet,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

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
    /// What there is from the start: `{"v2": {"customer": [{"id": "c"}]}}`. What a site answered is taken as it is:
    /// `{"v2": [{"list": [{"customer": {"id": "c"}}]}]}`; with one version of the API, `{"list": ...}` alone.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Start with a small site of API v2: items and prices, customers `cust_7` and `cust_8`, an invoice that is due, a credit note.
    #[arg(long)]
    demo: bool,
    /// Send every event to this URL.
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,
    /// Refuse what would change money or state and is not computed, rather than answer a sample.
    #[arg(long, conflicts_with = "samples_only")]
    computed_only: bool,
    /// Let lists ignore parameters that the API does not have, as some connectors send them. The log and the header
    /// `chargebee-mock-ignored` name them.
    #[arg(long)]
    lenient_lists: bool,
    /// The site that `/configurations` tells where the host of a request names none, as on loopback.
    #[arg(long, value_name = "NAME")]
    site: Option<String>,
    /// Remember nothing: every operation answers a sample.
    #[arg(long)]
    samples_only: bool,
}

fn prepare(
    server: &MockServer,
    demo: bool,
    seed: Option<&Path>,
    webhook: Option<&str>,
) -> Result<(), String> {
    if demo {
        server.demo()?;
    }
    if let Some(file) = seed {
        let failed = |problem: String| format!("{}: {problem}", file.display());
        let json = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
        for note in server.seed_json(&json).map_err(failed)? {
            eprintln!("{}: {note}", file.display());
        }
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
    if args.computed_only {
        settings = settings.computed_only();
    }
    if args.lenient_lists {
        settings = settings.lenient_lists();
    }
    if let Some(site) = args.site {
        settings = settings.site(site);
    }
    if args.samples_only {
        settings = settings.samples_only();
    }
    let mut server = match MockServer::start_with(settings, args.port).await {
        Ok(server) => server,
        Err(problem) => {
            eprintln!("the mock cannot be started: {problem}");
            return ExitCode::FAILURE;
        }
    };
    if let Err(problem) = prepare(
        &server,
        args.demo,
        args.seed.as_deref(),
        args.webhook.as_deref(),
    ) {
        eprintln!("{problem}");
        return ExitCode::FAILURE;
    }
    let lines = server.watch();
    if say(&format!("listening on {}", server.url())) {
        show(lines).await;
    }
    // Nobody reads any more what is printed; the mock goes on.
    server.wait().await;
    ExitCode::SUCCESS
}

/// Prints a line for each request, until nobody reads them.
async fn show(mut lines: Receiver<Received>) {
    loop {
        let line = match lines.recv().await {
            Ok(received) => received.line(),
            Err(RecvError::Lagged(count)) => format!("({count} requests are not shown)"),
            Err(RecvError::Closed) => return,
        };
        if !say(&line) {
            return;
        }
    }
}

/// Whether somebody could still read it.
fn say(line: &str) -> bool {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).is_ok()
}
