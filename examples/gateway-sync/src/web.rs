//! Webhooks come in here, and people look.

use crate::{Sync, metrics::Metrics, sync::Problem};
use axum::{
    Router,
    extract::{FromRef, State},
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
    routing::{get, post},
};
use chargebee::webhook::{Delivery, Outcome, Receiver};
use minijinja::{Environment, context};
use std::sync::Arc;

/// What the page shows: a name, the columns, and where they come from.
const TABLES: [(&str, &[&str], &str); 3] = [
    (
        "Sums",
        &["Way", "State", "Count"],
        "SELECT way, state, CAST(count(*) AS TEXT) FROM jobs GROUP BY way, state",
    ),
    (
        "Payments",
        &["Way", "Record", "State", "Money", "Reference", "Note"],
        "SELECT way, record, state, money, reference, note FROM jobs ORDER BY rowid DESC LIMIT 20",
    ),
    (
        "Events",
        &["Time", "Type", "Id"],
        "SELECT datetime(occurred_at, 'unixepoch'), type, id FROM events ORDER BY rowid DESC LIMIT 20",
    ),
];

#[derive(Clone)]
pub(crate) struct App {
    pub(crate) sync: Arc<Sync>,
    pub(crate) receiver: Receiver,
    pub(crate) metrics: Arc<Metrics>,
}

impl FromRef<App> for Receiver {
    fn from_ref(app: &App) -> Self {
        app.receiver.clone()
    }
}

pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/webhook", post(webhook))
        .route("/", get(page))
        .route("/metrics", get(metrics))
        .with_state(app)
}

/// Answers when the event is on the disk: what was answered with 200 is not sent again.
async fn webhook(State(app): State<App>, delivery: Delivery) -> Outcome {
    app.receiver.process(delivery, |it| app.sync.take(it)).await
}

async fn metrics(State(app): State<App>) -> String {
    app.metrics.text()
}

async fn page(State(app): State<App>) -> Response {
    let connection = app.sync.client.check().await.to_string();
    match render(&app.sync, &connection) {
        Ok(page) => Html(page).into_response(),
        Err(problem) => (StatusCode::INTERNAL_SERVER_ERROR, problem.to_string()).into_response(),
    }
}

fn render(sync: &Sync, connection: &str) -> Result<String, Problem> {
    let mut tables = Vec::new();
    for (name, columns, sql) in TABLES {
        tables.push((name, columns, sync.store.rows(sql)?));
    }
    let template = include_str!("page.html");
    // A name that ends in `.html` has what is inserted escaped.
    Ok(Environment::new().render_named_str(
        "page.html",
        template,
        context! { connection, tables },
    )?)
}
