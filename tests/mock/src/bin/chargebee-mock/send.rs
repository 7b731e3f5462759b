//! `chargebee-mock send-webhook`: one event of any type, for those who write what receives it.

use chargebee_mock::{Version, Webhook, sample_event};
use std::{
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

/// Send one event of any type, with everything that it can hold, to a URL, and print the status and the body of the answer. Each time
/// it is a new event, with an id of its own. The exit code is 1 where no answer came, or it is no success.
#[derive(clap::Args)]
pub(crate) struct SendWebhook {
    /// The type of the event: `invoice_generated`.
    event: String,
    /// The `http://` URL, which may have a user and a password: `http://user:password@host/path`.
    url: String,
    /// The version of the API that the event is written in: `v1` or `v2`.
    #[arg(long, default_value = "v2")]
    api: Version,
    /// The user of basic authentication.
    #[arg(long)]
    user: Option<String>,
    /// The password of basic authentication.
    #[arg(long, requires = "user")]
    password: Option<String>,
}

pub(crate) async fn send(command: &SendWebhook) -> ExitCode {
    match try_to(command).await {
        Ok((status, body)) => {
            crate::say(&status.to_string());
            if !body.is_empty() {
                crate::say(&body);
            }
            match status {
                200..=299 => ExitCode::SUCCESS,
                _ => ExitCode::FAILURE,
            }
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

async fn try_to(command: &SendWebhook) -> Result<(u16, String), String> {
    let mut event = sample_event(command.api, &command.event)?;
    // A receiver handles an event once, and this one is sent to see that it is handled.
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let number = since.unwrap_or_default().as_nanos();
    event["id"] = format!("ev_{number}").into();
    let mut webhook = Webhook::new(&command.url)?;
    if let Some(user) = &command.user {
        webhook = webhook.credentials(user, command.password.as_deref().unwrap_or_default());
    }
    webhook.send(&event).await
}
