//! Answers that follow a rule although nothing is remembered of them.

use crate::{
    check::Call,
    json,
    refusal::Refusal,
    schema::{Schema, Type},
};
use serde_json::{Map, Value, json};

/// The operation that takes many usage events at a time.
pub(crate) const BATCH: &str = "usage_event.batch_ingest";

/// So many events a batch takes.
const MOST_EVENTS: usize = 500;

/// Puts into a sample what is known of it.
///
/// # Errors
/// Where the API would refuse the request.
pub(crate) fn apply(
    schema: &Schema,
    call: &Call,
    has_subscription: &dyn Fn(&str) -> bool,
    body: &mut Value,
) -> Result<(), Refusal> {
    match (call.resource, call.method) {
        ("usage_event", "batch_ingest") => {
            body["failed_events"] = failed(schema, call, has_subscription)?.into();
        }
        ("export", "retrieve") => end_export(call, body),
        ("export", _) => {
            if let Some(export) = body.get_mut("export").and_then(Value::as_object_mut) {
                export.insert("status".to_owned(), "in_process".into());
                export.insert("mime_type".to_owned(), "zip".into());
                export.remove("download");
            }
        }
        ("time_machine", "retrieve") => {
            body["time_machine"]["time_travel_status"] = "succeeded".into()
        }
        (resource, "pdf") => {
            let id = call
                .ids
                .first()
                .map(|(_, id)| id.as_str())
                .unwrap_or_default();
            let id = percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC);
            let url = format!("{}/mock/{DOCUMENTS}{resource}/{id}.pdf", call.base);
            if let Some(download) = body.get_mut("download").and_then(Value::as_object_mut) {
                download.insert("download_url".to_owned(), url.into());
                download.insert("mime_type".to_owned(), "application/pdf".into());
            }
        }
        ("usage_file", "processing_status") => body["usage_file"]["status"] = "processed".into(),
        ("configuration", "list") => {
            body["configurations"] = json!([{
                "domain": call.site,
                "product_catalog_version": "v2",
                "chargebee_response_schema_type": "items",
                "object": "configuration",
            }]);
        }
        _ => {}
    }
    Ok(())
}

/// Where documents for people are.
pub(crate) const DOCUMENTS: &str = "pdf/";

/// Where files of exports are.
pub(crate) const EXPORTS: &str = "exports/";

/// So long the link of an export is good, in seconds.
const LINK: i64 = 2 * 86_400;

/// An export has ended when it is asked about.
fn end_export(call: &Call, body: &mut Value) {
    let id = call.id("export_id").unwrap_or_default();
    let id = percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC);
    let export = &mut body["export"];
    let created = export.get("created_at").and_then(Value::as_i64);
    let download = json!({
        "download_url": format!("{}/mock/{EXPORTS}{id}.zip", call.base),
        "valid_till": created.unwrap_or_default().saturating_add(LINK),
        "mime_type": "application/zip",
        "object": "download",
    });
    export["status"] = "completed".into();
    export["mime_type"] = "zip".into();
    export["download"] = download;
}

/// Which events of a batch are not taken, and why. The answer is 200 either way: that is the status which the API documents, and
/// the bad events stand in it. (Some sites answer 202, and 207 where there are bad ones; a client should take all three.)
fn failed(
    schema: &Schema,
    call: &Call,
    has_subscription: &dyn Fn(&str) -> bool,
) -> Result<Vec<Value>, Refusal> {
    let events = call.params.get("events").and_then(Value::as_array);
    let events = events.map(Vec::as_slice).unwrap_or_default();
    if events.len() > MOST_EVENTS {
        let problem = format!("has more than {MOST_EVENTS} events");
        return Err(Refusal::param("events", problem));
    }
    let described = call.operation.params.iter().find(|it| it.name == "events");
    let ty = described.map(|it| &it.ty);
    let mut failed = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let path = format!("events[{index}]");
        let checked = match ty {
            Some(Type::List(inner)) => json::element(schema, inner, event, &path),
            _ => Ok(event.clone()),
        };
        let checked = checked.and_then(|event| {
            let id = event.get("subscription_id").and_then(Value::as_str);
            let id = id.unwrap_or_default();
            match has_subscription(id) {
                true => Ok(()),
                false => Err(Refusal::not_found(format!(
                    "{path}[subscription_id] : there is no subscription `{id}`"
                ))),
            }
        });
        if let Err(refusal) = checked {
            let mut row = Map::new();
            for name in ["deduplication_id", "subscription_id"] {
                if let Some(Value::String(id)) = event.get(name) {
                    row.insert(name.to_owned(), id.clone().into());
                }
            }
            row.insert("api_error_code".to_owned(), refusal.code.into());
            row.insert("message".to_owned(), refusal.message.into());
            failed.push(row.into());
        }
    }
    Ok(failed)
}
