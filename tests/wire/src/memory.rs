//! How much memory a walk through a list takes, by the program `walk`: one of its own, so that nothing but the walk counts.

use crate::site::{Site, query};
use bytes::Bytes;
use http::Response;
use std::{path::Path, process::Command};

/// The most memory that a walk through so many items takes, in bytes.
///
/// # Errors
/// Where the program does not walk through all of them, a hundred at a time.
pub async fn peak(walk: &Path, items: usize) -> Result<usize, String> {
    let site = Site::start(move |request| async move {
        let from = query(&request, "offset").and_then(|it| it.parse().ok());
        Response::new(page(from.unwrap_or(0), items))
    })
    .await;
    let mut command = Command::new(walk);
    command.arg(site.url()).env("NO_PROXY", "127.0.0.1");
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let output = output.map_err(|error| error.to_string())?;
    let output = output.map_err(|error| format!("{}: {error}", walk.display()))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let (count, peak) = text.trim().split_once(' ').ok_or("no two numbers")?;
    let pages = site.received().len();
    if count != items.to_string() || pages != items.div_ceil(100) {
        return Err(format!("{count} of {items} items on {pages} pages"));
    }
    peak.parse().map_err(|_| format!("no number: {peak}"))
}

/// A hundred customers, or as many as there are left.
fn page(from: usize, items: usize) -> Bytes {
    let until = (from + 100).min(items);
    let entries: Vec<String> = (from..until)
        .map(|at| {
            format!(
                r#"{{"customer":{{"id":"c{at}","auto_collection":"on","net_term_days":0,"allow_direct_debit":false,"created_at":1600000000,"updated_at":1700000000,"promotional_credits":0,"unbilled_charges":0,"refundable_credits":0,"excess_payments":0,"deleted":false,"object":"customer"}}}}"#
            )
        })
        .collect();
    let next = (until < items).then(|| format!(r#","next_offset":"{until}""#));
    let list = entries.join(",");
    format!(r#"{{"list":[{list}]{}}}"#, next.unwrap_or_default()).into()
}
