//! The page that people look at.

use crate::Sync;
use axum::{extract::State, http::StatusCode, response::Html};
use chargebee::webhook::BoxError;
use minijinja::{Environment, context};
use std::sync::Arc;

/// What it shows: a name, the columns, and where they come from.
const TABLES: [(&str, &[&str], &str); 3] = [
    (
        "Sums",
        &["Way", "State", "Count"],
        "SELECT way, state, CAST(count(*) AS TEXT) FROM jobs GROUP BY way, state",
    ),
    (
        "Payments",
        &["Way", "Record", "State", "Money", "Reference", "Note"],
        "SELECT way, record, state, ifnull(money, ''), ifnull(reference, ''), note FROM jobs ORDER BY rowid DESC LIMIT 20",
    ),
    (
        "Events",
        &["Time", "Type", "Id"],
        "SELECT datetime(occurred_at, 'unixepoch'), type, id FROM events ORDER BY rowid DESC LIMIT 20",
    ),
];

pub(crate) async fn page(
    State(sync): State<Arc<Sync>>,
) -> Result<Html<String>, (StatusCode, String)> {
    let connection = sync.client.check().await.to_string();
    let page = render(&sync, &connection).map(Html);
    page.map_err(|problem| (StatusCode::INTERNAL_SERVER_ERROR, problem.to_string()))
}

fn render(sync: &Sync, connection: &str) -> Result<String, BoxError> {
    let mut tables = Vec::new();
    for (name, columns, sql) in TABLES {
        tables.push((name, columns, sync.store.rows(sql)?));
    }
    let (template, values) = (include_str!("page.html"), context! { connection, tables });
    // A name that ends in `.html` has what is inserted escaped.
    Ok(Environment::new().render_named_str("page.html", template, values)?)
}
