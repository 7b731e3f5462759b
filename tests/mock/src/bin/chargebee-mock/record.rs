//! `chargebee-mock record`: a seed from a real site.

use chargebee_mock::{Answered, Version};
use std::{fs, path::PathBuf, process::ExitCode};

/// Walk a test site into a seed file, for `--seed`, with the key of the environment variable `CHARGEBEE_API_KEY`, which needs to read
/// only. Personal details are replaced.
#[derive(clap::Args)]
pub(crate) struct Record {
    /// The name of the site: `acme-test`.
    site: String,
    /// The seed file.
    file: PathBuf,
    /// The version of the API: `v1` or `v2`.
    #[arg(long, default_value = "v2")]
    api: Version,
    /// Whether names, addresses, emails, phone numbers, notes, tokens and text of custom fields are replaced.
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set)]
    redact: bool,
    /// Where the site is, if not at `https://SITE.chargebee.com`.
    #[arg(long)]
    base_url: Option<String>,
}

pub(crate) async fn record(command: &Record) -> ExitCode {
    match try_to(command).await {
        Ok(notes) => {
            for note in notes {
                crate::say(&note);
            }
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

async fn try_to(command: &Record) -> Result<Vec<String>, String> {
    let key = std::env::var("CHARGEBEE_API_KEY")
        .map_err(|_| "set CHARGEBEE_API_KEY to a key of the site that may read")?;
    let base = match &command.base_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("https://{}.chargebee.com", command.site),
    };
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| error.to_string())?;
    let get = async |path: String| {
        let request = client
            .get(format!("{base}{path}"))
            .basic_auth(&key, Some(""));
        // The URL has ids and offsets, and says nothing more.
        let failed =
            |error: reqwest::Error| format!("{base} cannot be asked: {}", error.without_url());
        let answer = request.send().await.map_err(failed)?;
        let retry_after = answer.headers().get("retry-after");
        let retry_after = retry_after.and_then(|it| it.to_str().ok()?.parse().ok());
        let status = answer.status().as_u16();
        let body = answer.bytes().await.map_err(failed)?;
        Ok(Answered::new(status, retry_after, body.to_vec()))
    };
    let recorded = chargebee_mock::record(command.api, command.redact, get).await?;
    fs::write(&command.file, recorded.seed)
        .map_err(|error| format!("{}: {error}", command.file.display()))?;
    Ok(recorded.notes)
}
