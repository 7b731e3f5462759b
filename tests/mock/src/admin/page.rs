//! The page of the mock: what the site holds, and a clock with buttons.

use super::browser::html;
use crate::{mock::Mock, reply::Reply};
use bytes::Bytes;
use chargebee_runtime::Currency;
use http::Request;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

const PAGE: &str = include_str!("site.html");

/// So many of each kind are shown, the newest.
const SHOWN: usize = 50;

/// The kinds that are shown, with the attributes of their columns.
const KINDS: [(&str, &[&str]); 4] = [
    (
        "customer",
        &[
            "id",
            "first_name",
            "last_name",
            "email",
            "card_status",
            "created_at",
        ],
    ),
    (
        "subscription",
        &[
            "id",
            "customer_id",
            "plan",
            "status",
            "current_term_end",
            "next_billing_at",
        ],
    ),
    (
        "invoice",
        &[
            "id",
            "customer_id",
            "subscription_id",
            "date",
            "total",
            "amount_due",
            "status",
        ],
    ),
    (
        "event",
        &["id", "event_type", "occurred_at", "webhook_status"],
    ),
];

/// The answer of `/`.
pub(crate) fn show(mock: &Mock, problem: Option<&str>) -> Reply {
    let zone = TimeZone::get(&mock.site_settings().time_zone).unwrap_or(TimeZone::UTC);
    let lists = KINDS.iter().map(|(kind, columns)| {
        let (count, newest) = mock.newest(kind, SHOWN);
        let rows = newest.iter().map(|(version, value)| {
            let cells = columns.iter().map(|name| cell(value, name, &zone));
            json!({ "api": version, "cells": cells.collect::<Vec<_>>() })
        });
        json!({ "kind": kind, "count": count, "columns": columns, "rows": rows.collect::<Vec<_>>() })
    });
    let log = mock.log();
    let requests = log.iter().rev().take(SHOWN).map(|it| it.line());
    let page = json!({
        "site": mock.site_name(),
        "settings": mock.site_settings(),
        "now": instant(mock.now(), &zone),
        "next": mock.next_turn().map(|it| instant(it, &zone)),
        "problem": problem,
        "lists": lists.collect::<Vec<_>>(),
        "requests": requests.collect::<Vec<_>>(),
    });
    let mut reply = html(PAGE, &page);
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    reply
        .headers
        .push(("content-security-policy", policy.to_owned()));
    reply
}

/// A button was pressed: `by=1 day`, or `by=next`.
pub(super) fn press(mock: &Mock, request: &Request<Bytes>) -> Reply {
    let pairs = std::str::from_utf8(request.body())
        .ok()
        .and_then(|it| crate::form::pairs(it).ok());
    let pairs = pairs.unwrap_or_default();
    let by = pairs
        .iter()
        .find(|(name, _)| name == "by")
        .map(|it| it.1.as_str());
    let moved = match by {
        Some("next") => match mock.next_turn() {
            Some(at) => mock.travel_to(at),
            None => Err("nothing is due: there is no next instant to go to".to_owned()),
        },
        Some(by) => mock.advance(by).map(drop),
        None => {
            Err("`by` should say how far the clock goes, such as `1 day`, or `next`".to_owned())
        }
    };
    match moved {
        // The page is asked for anew, so that it can be loaded again without pressing the button again.
        Ok(()) => Reply {
            status: 303,
            headers: vec![("location", "/".to_owned())],
            ..Reply::json(303, &Value::Null)
        },
        Err(problem) => Reply {
            status: 409,
            ..show(mock, Some(&problem))
        },
    }
}

fn cell(value: &Value, name: &str, zone: &TimeZone) -> String {
    if name == "plan" {
        let items = value.get("subscription_items").and_then(Value::as_array);
        let items = items.into_iter().flatten();
        let items = items.filter_map(|it| it.get("item_price_id")?.as_str());
        let items: Vec<&str> = items.collect();
        return match value.get("plan_id").and_then(Value::as_str) {
            Some(plan) => plan.to_owned(),
            None => items.join(", "),
        };
    }
    // In API v1 an invoice has an amount and a start.
    let other = match name {
        "total" => "amount",
        "date" => "start_date",
        "customer_id" => "id",
        name => name,
    };
    let found = value.get(name).or_else(|| value.get(other));
    match found {
        Some(Value::String(text)) => text.clone(),
        Some(number) if ["total", "amount_due"].contains(&name) => money(value, number),
        Some(number) if name.ends_with("_at") || name == "date" || name == "current_term_end" => {
            number
                .as_i64()
                .map(|it| instant(it, zone))
                .unwrap_or_default()
        }
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

fn money(of: &Value, amount: &Value) -> String {
    let code = of
        .get("currency_code")
        .and_then(Value::as_str)
        .unwrap_or("USD");
    let digits = Currency::new(code).exponent();
    let amount = rust_decimal::Decimal::new(amount.as_i64().unwrap_or_default(), digits);
    format!("{code} {amount}")
}

fn instant(seconds: i64, zone: &TimeZone) -> String {
    let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::MIN);
    let at = at.to_zoned_datetime(zone.clone());
    at.strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
}
