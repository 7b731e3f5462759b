//! An event of any type, made from the description: for those who write what receives it.

use crate::{
    sample::Sampler,
    schema::{Schema, Version},
    seed::meant,
};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// The types of events that a version of the API has, in order.
///
/// # Errors
/// Where the description that was compiled in cannot be read.
pub fn event_types(version: Version) -> Result<Vec<&'static str>, String> {
    let mut types: Vec<_> = Schema::read(version)?.events().collect();
    types.sort_unstable();
    Ok(types)
}

/// An event of a type with everything that its content can have, as a webhook of this version of the API brings it.
///
/// # Errors
/// Where the version has no such type of event; the text names one that may be meant.
pub fn sample_event(version: Version, event_type: &str) -> Result<Value, String> {
    let schema = Schema::read(version)?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = i64::try_from(since.unwrap_or_default().as_secs()).unwrap_or(i64::MAX);
    let sampler = Sampler {
        schema: &schema,
        now,
        required_only: false,
        zero: false,
    };
    let content = schema.event(event_type);
    let content = content.ok_or_else(|| no_event([&schema], event_type))?;
    Ok(json!({
        "id": format!("ev_{event_type}"),
        "occurred_at": now,
        "source": "api",
        "user": "full_access_key_v1",
        "object": "event",
        "api_version": version.as_str(),
        "event_type": event_type,
        "webhook_status": "scheduled",
        "webhooks": [{ "id": "whv2_1", "webhook_status": "scheduled", "object": "webhook" }],
        "content": sampler.record(&content, 0),
    }))
}

/// Says that there is no such type of event, which may be meant, and whether it is one of the other version.
pub(crate) fn no_event<'a>(
    schemas: impl IntoIterator<Item = &'a Schema>,
    event_type: &str,
) -> String {
    let schemas: Vec<&Schema> = schemas.into_iter().collect();
    let versions: Vec<&str> = schemas.iter().map(|it| it.version.as_str()).collect();
    let types = schemas.iter().flat_map(|it| it.events());
    let meant = meant(event_type, types);
    let renamed = schemas.iter().flat_map(|it| it.renamed_events());
    let renamed = renamed.filter(|(_, old)| *old == event_type);
    let new: String = renamed
        .map(|(new, _)| format!(" (API v1 has it: here it is `{new}`)"))
        .collect();
    let versions = versions.join(" and ");
    format!("there is no event `{event_type}` in API {versions}{meant}{new}")
}
