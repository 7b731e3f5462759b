//! `chargebee-mock --port 8080`: a mock Chargebee on loopback; `chargebee-mock send-webhook`: one event of any type.

mod endpoints;
#[cfg(feature = "record")]
mod record;
mod send;
mod state;

use chargebee_mock::{MockServer, Received, Settings, SiteSettings, Version};
use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use endpoints::Endpoints;
use send::SendWebhook;
use state::StateFile;
use std::{
    collections::HashSet,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// A mock Chargebee on loopback. Faults are planned with `POST /mock/faults`.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The port; 0 is any that is free.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The versions of the API.
    #[arg(long, value_delimiter = ',', default_value = "v1,v2")]
    api: Vec<Version>,
    /// The only API key that is good; any if not given.
    #[arg(long)]
    key: Option<String>,
    /// A key that may read, and is refused whatever would change something.
    #[arg(long, value_name = "KEY")]
    read_only_key: Option<String>,
    /// A key that a page in a browser may have: it is good for payment intents and estimates.
    #[arg(long, value_name = "KEY")]
    publishable_key: Option<String>,
    /// Refuse more requests a minute than this, with 429. The API documents 150 for a test site.
    #[arg(long, value_name = "COUNT")]
    requests_per_minute: Option<u32>,
    /// Serve several sites, each with all that it remembers: `[{"site": "acme-test", "key": "test_acme"}]`. A request is for the site
    /// that its host names, `http://acme-test.localhost:8080`, or else for the one whose key it has. Beside these a site may have
    /// `read_only_key`, `publishable_key`, `requests_per_minute` and `settings`.
    #[arg(long, value_name = "FILE")]
    sites: Option<PathBuf>,
    /// Go on from this file where there is one, and keep in it what is remembered: it is there again after a restart. With such a
    /// file, `--demo` and `--seed` are for the first time.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// What there is from the start: `{"v2": {"customer": [{"id": "c"}]}}`. What a site answered is taken as it is:
    /// `{"v2": [{"list": [{"customer": {"id": "c"}}]}]}`; with one version of the API, `{"list": ...}` alone.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Start with a small company of API v2 that is two years old: 5 plans, 40 customers and their invoices. What the examples ask for
    /// is there too: customers `cust_7` and `cust_8`, an invoice that is due, a credit note. With `--demo=examples` only that is there.
    #[arg(long, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "company")]
    demo: Option<Demo>,
    #[command(flatten)]
    endpoints: Endpoints,
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
    /// What a merchant sets for the whole site, as JSON: `{"time_zone": "Europe/Berlin", "currency": "EUR"}`. `GET /mock/site` of a
    /// running mock shows all settings.
    #[arg(long, value_name = "FILE")]
    site_settings: Option<PathBuf>,
    /// Remember nothing: every operation answers a sample.
    #[arg(long)]
    samples_only: bool,
}

/// What is shown.
#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Demo {
    Company,
    Examples,
}

#[derive(clap::Subcommand)]
enum Command {
    SendWebhook(SendWebhook),
    #[cfg(feature = "record")]
    Record(record::Record),
}

fn prepare(server: &MockServer, demo: Option<Demo>, seed: Option<&Path>) -> Result<(), String> {
    // What the examples ask for is the newest.
    if demo == Some(Demo::Company) {
        server.demo_company()?;
    }
    if demo.is_some() {
        server.demo()?;
    }
    if let Some(file) = seed {
        let failed = |problem: String| format!("{}: {problem}", file.display());
        let json = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
        for note in server.seed_json(&json).map_err(failed)? {
            eprintln!("{}: {note}", file.display());
        }
    }
    Ok(())
}

fn site_settings(file: &Path) -> Result<SiteSettings, String> {
    let failed = |problem: String| format!("{}: {problem}", file.display());
    let json = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    SiteSettings::from_json(&json).map_err(failed)
}

#[tokio::main]
async fn main() -> ExitCode {
    let matches = Args::command().get_matches();
    let args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match args.command {
        Some(Command::SendWebhook(command)) => return send::send(&command).await,
        #[cfg(feature = "record")]
        Some(Command::Record(command)) => return record::record(&command).await,
        None => {}
    }
    let webhooks = match args.endpoints.webhooks(&matches) {
        Ok(webhooks) => webhooks,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    let is_first = args.state.as_ref().is_none_or(|it| !it.exists());
    let mut settings = Settings::new().versions(args.api.into_iter().collect::<HashSet<_>>());
    if let Some(key) = args.key {
        settings = settings.key(key);
    }
    if let Some(key) = args.read_only_key {
        settings = settings.read_only_key(key);
    }
    if let Some(key) = args.publishable_key {
        settings = settings.publishable_key(key);
    }
    if let Some(limit) = args.requests_per_minute {
        settings = settings.requests_per_minute(limit);
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
    match args.site_settings.as_deref().map(site_settings) {
        Some(Ok(site)) => settings = settings.site_settings(site),
        Some(Err(problem)) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
        None => {}
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
    let prepared = add_sites(&server, args.sites.as_deref())
        .and_then(|()| {
            prepare(
                &server,
                args.demo.filter(|_| is_first),
                args.seed.as_deref().filter(|_| is_first),
            )
        })
        .and_then(|()| {
            args.state
                .map(|it| StateFile::open(it, (*server).clone()))
                .transpose()
        });
    let state = match prepared {
        Ok(state) => state,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    server.set_webhooks(webhooks);
    for plan in args.endpoints.faults {
        server.plan_webhook(plan);
    }
    let lines = server.watch();
    let url = server.url();
    let serve = async {
        if say(&format!("listening on {url}")) {
            show(lines).await;
        }
        // Nobody reads any more what is printed; the mock goes on.
        server.wait().await;
    };
    let Some(mut state) = state else {
        serve.await;
        return ExitCode::SUCCESS;
    };
    tokio::select! {
        () = serve => {}
        () = state.keep() => {}
        () = ended() => {}
    }
    match state.write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Waits until the program is asked to end.
async fn ended() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    interrupted.await;
}

fn add_sites(server: &MockServer, file: Option<&Path>) -> Result<(), String> {
    let Some(file) = file else {
        return Ok(());
    };
    let failed = |problem: String| format!("{}: {problem}", file.display());
    let json = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    server.add_sites_json(&json).map_err(failed).map(drop)
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
