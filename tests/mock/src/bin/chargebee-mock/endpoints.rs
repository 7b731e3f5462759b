//! Where events go, as the command line says it.

use chargebee_mock::{Version, Webhook, WebhookPlan};
use clap::ArgMatches;

/// The options of an endpoint stand behind it.
#[derive(clap::Args)]
pub(crate) struct Endpoints {
    /// Send every event to this `http://` URL, which may have a user and a password: `http://user:password@host/path`. May be
    /// given several times: the options `--webhook-...` are about the one that they stand behind.
    #[arg(long = "webhook", value_name = "URL")]
    urls: Vec<String>,
    /// The user of basic authentication.
    #[arg(long = "webhook-user", value_name = "USER")]
    users: Vec<String>,
    /// The password of basic authentication.
    #[arg(long = "webhook-password", value_name = "PASSWORD")]
    passwords: Vec<String>,
    /// The version of the API that events are written in: `v1` or `v2`. If not given, each event is written in the version that
    /// the change was made with.
    #[arg(long = "webhook-api", value_name = "API")]
    versions: Vec<Version>,
    /// How much sooner than documented a delivery that failed is tried again. The API waits 2 minutes, 6 and 30 minutes, 1 hour,
    /// 5 hours, 1 day and 2 days: that is what 1 does. If not given it is 1200: the first time after a tenth of a second.
    #[arg(long = "webhook-speed", value_name = "TIMES")]
    speeds: Vec<f64>,
    /// What goes wrong with deliveries to any endpoint: `duplicate`, `reorder`, `delay:MILLISECONDS`, `lose`; with `/3` behind it
    /// with every third one. May be given several times. `POST /mock/faults` plans them while the mock runs:
    /// `{"webhook": "duplicate", "event": "invoice_generated", "times": 2}`; `GET /mock/webhooks` counts deliveries.
    #[arg(long = "webhook-fault", value_name = "FAULT")]
    pub(crate) faults: Vec<WebhookPlan>,
}

#[derive(Default)]
struct Options<'a> {
    user: Option<&'a str>,
    password: Option<&'a str>,
    version: Option<Version>,
    speed: Option<f64>,
}

impl Endpoints {
    /// The endpoints, each with its options.
    pub(crate) fn webhooks(&self, matches: &ArgMatches) -> Result<Vec<Webhook>, String> {
        let indices =
            |id: &str| -> Vec<usize> { matches.indices_of(id).into_iter().flatten().collect() };
        let starts = indices("urls");
        // Which endpoint an option is about; where there is one only, the order does not matter.
        let owners = |id: &str, name: &str| -> Result<Vec<usize>, String> {
            let owner = |index: usize| match starts.partition_point(|start| *start < index) {
                0 if starts.len() == 1 => Ok(0),
                0 => Err(format!(
                    "`--{name}` should stand behind the `--webhook` that it is about"
                )),
                behind => Ok(behind - 1),
            };
            indices(id).into_iter().map(owner).collect()
        };
        let mut options: Vec<Options<'_>> = self.urls.iter().map(|_| Options::default()).collect();
        for (at, user) in owners("users", "webhook-user")?
            .into_iter()
            .zip(&self.users)
        {
            options[at].user = Some(user);
        }
        for (at, it) in owners("passwords", "webhook-password")?
            .into_iter()
            .zip(&self.passwords)
        {
            options[at].password = Some(it);
        }
        for (at, it) in owners("versions", "webhook-api")?
            .into_iter()
            .zip(&self.versions)
        {
            options[at].version = Some(*it);
        }
        for (at, it) in owners("speeds", "webhook-speed")?
            .into_iter()
            .zip(&self.speeds)
        {
            options[at].speed = Some(*it);
        }
        let webhooks = self.urls.iter().zip(options);
        webhooks
            .map(|(url, options)| webhook(url, &options))
            .collect()
    }
}

fn webhook(url: &str, options: &Options<'_>) -> Result<Webhook, String> {
    let mut webhook = Webhook::new(url)?;
    match (options.user, options.password) {
        (Some(user), password) => webhook = webhook.credentials(user, password.unwrap_or_default()),
        (None, Some(_)) => return Err("`--webhook-password` needs `--webhook-user`".to_owned()),
        (None, None) => {}
    }
    if let Some(version) = options.version {
        webhook = webhook.version(version);
    }
    match options.speed {
        Some(speed) => webhook.speed(speed),
        None => Ok(webhook),
    }
}
