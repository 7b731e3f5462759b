//! A seed from a real site: what its lists answer, with personal details replaced.

mod redact;

use crate::schema::{Schema, Version};
use redact::Redactor;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// What is walked, so that what belongs to something comes after it.
const KINDS: [&str; 13] = [
    "item_family",
    "item",
    "item_price",
    "plan",
    "addon",
    "coupon",
    "coupon_set",
    "customer",
    "payment_source",
    "subscription",
    "invoice",
    "credit_note",
    "transaction",
];

/// The largest page.
const LIMIT: usize = 100;

/// So often a page is asked for again where the site says that there are too many requests.
const TRIES: usize = 10;

/// The answer of a site.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The seconds of `Retry-After`, where it says any.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answered {
    /// An answer.
    #[must_use]
    pub fn new(status: u16, retry_after: Option<u64>, body: Vec<u8>) -> Self {
        Self {
            status,
            retry_after,
            body,
        }
    }
}

/// What was recorded.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Recorded {
    /// A seed, for [`Mock::seed_json`](crate::Mock::seed_json).
    pub seed: String,
    /// How many there are of each kind, and what the site does not have.
    pub notes: Vec<String>,
}

/// Walks a site into a seed: catalog, customers and their payment sources, subscriptions, invoices, credit notes, transactions. `get`
/// sends a `GET` to a path with its query, such as `/api/v2/customers?limit=100`; a key that only reads is enough.
///
/// With `redact`, names, addresses, addresses of email, phone numbers, tax numbers, notes, tokens and text of custom fields are replaced,
/// the same by the same, so that what names each other still does. Amounts, dates, countries and ids stay, but for ids that are an
/// address of email.
///
/// # Errors
/// Where the site refuses a list for another reason than that it does not have such things, or what it answers is no page.
pub async fn record<F>(version: Version, redact: bool, get: F) -> Result<Recorded, String>
where
    F: AsyncFn(String) -> Result<Answered, String>,
{
    let schema = Schema::read(version)?;
    let mut redactor = Redactor::default();
    let (mut entries, mut notes) = (Vec::new(), Vec::new());
    for kind in KINDS {
        let Some(path) = schema.path_of(&format!("{kind}.list")) else {
            continue;
        };
        let (mut count, mut offset) = (0, None::<String>);
        loop {
            let mut query = format!("/api/{}{path}?limit={LIMIT}", version.as_str());
            if let Some(offset) = &offset {
                let offset = percent_encoding::utf8_percent_encode(
                    offset,
                    percent_encoding::NON_ALPHANUMERIC,
                );
                query.push_str(&format!("&offset={offset}"));
            }
            let Some(page) = page(&get, kind, query, &mut notes).await? else {
                break;
            };
            let list = page.get("list").and_then(Value::as_array);
            let list = list.ok_or_else(|| format!("the answer of {kind}.list has no list"))?;
            count += list.len();
            entries.extend(list.iter().cloned().map(|mut it| {
                if redact {
                    redactor.redact(&mut it);
                }
                it
            }));
            offset = page
                .get("next_offset")
                .and_then(Value::as_str)
                .map(str::to_owned);
            if offset.is_none() {
                notes.push(format!("{kind}: {count}"));
                break;
            }
        }
    }
    let seed = Map::from_iter([(version.as_str().to_owned(), json!([{ "list": entries }]))]);
    let seed = serde_json::to_string_pretty(&seed).map_err(|error| error.to_string())?;
    Ok(Recorded { seed, notes })
}

/// A page; nothing where the site does not have such things at all, such as plans where it has items.
async fn page<F>(
    get: &F,
    kind: &str,
    query: String,
    notes: &mut Vec<String>,
) -> Result<Option<Value>, String>
where
    F: AsyncFn(String) -> Result<Answered, String>,
{
    for _ in 0..TRIES {
        let answer = get(query.clone()).await?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        match (answer.status, text("api_error_code")) {
            (200, _) => return Ok(Some(body)),
            (429, _) => {
                let seconds = answer.retry_after.unwrap_or(1);
                tokio::time::sleep(Duration::from_secs(seconds)).await;
            }
            (
                400 | 404 | 405,
                code @ ("configuration_incompatible"
                | "resource_not_found"
                | "http_method_not_supported"
                | "invalid_request"),
            ) => {
                notes.push(format!("{kind}: the site does not list them ({code})"));
                return Ok(None);
            }
            (status, code) => {
                return Err(format!(
                    "{kind}.list is refused with {status} {code}: {}",
                    text("message")
                ));
            }
        }
    }
    Err(format!(
        "{kind}.list is refused with 429, {TRIES} times in a row; try again later"
    ))
}
