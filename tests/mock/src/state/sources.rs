//! What customers pay with: payment sources, and the cards of API v1.

mod keep;

use super::{
    Object, Refused,
    change::{Change, Shown},
    draft::Draft,
    text, there,
};
use crate::refusal::Refusal;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;

const GATEWAY: &str = "chargebee";

/// The card that a customer pays with.
pub(super) fn card_of(change: &Change<'_>, customer: &str) -> Option<Value> {
    if change.is_v1() {
        return change.get("card", customer).cloned();
    }
    let Some(owner) = change.any("customer", customer) else {
        return change.get("card", customer).cloned();
    };
    let id = text(owner, "primary_payment_source_id");
    // One that a site told, as long as the customer has no other source.
    if let Some(told) = change.get("card", customer)
        && (id.is_empty() || text(told, "payment_source_id") == id)
    {
        return Some(told.clone());
    }
    let source = change.get("payment_source", &id)?;
    let details = there(source, "card")?.as_object()?;
    let mut card = change.blank("card").ok()?;
    for (name, value) in details {
        card.set_where_had(name, value.clone());
    }
    let of = |name: &str| source.get(name).cloned().unwrap_or_default();
    card.set("card_type", details.get("brand").cloned())
        .set("payment_source_id", id.as_str())
        .set("customer_id", customer)
        .set("status", "valid");
    for name in [
        "gateway",
        "gateway_account_id",
        "created_at",
        "updated_at",
        "resource_version",
    ] {
        card.set(name, of(name));
    }
    Some(card.into_value())
}

pub(super) fn retrieve_card(change: &Change<'_>) -> Refused<Value> {
    let customer = change.call.id("customer_id").unwrap_or_default();
    match card_of(change, customer) {
        Some(card) if change.get("customer", customer).is_none() => {
            Ok(serde_json::json!({ "card": card }))
        }
        Some(_) => change.body(&vec![("customer", customer.to_owned())]),
        None => Err(Refusal::not_found(format!("`{customer}` has no card"))),
    }
}

pub(super) fn create_card(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = owner(change)?;
    let card = change.given.group("card").unwrap_or_default();
    let primary = change.given.flag("replace_primary_payment_source");
    let id = change.add_card(&customer, card, primary == Some(true))?;
    Ok(vec![("payment_source", id), ("customer", customer)])
}

/// API v1: a customer has one card.
pub(super) fn replace_card(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = change.call.id("customer_id").unwrap_or_default().to_owned();
    let names = [
        "gateway",
        "first_name",
        "last_name",
        "number",
        "expiry_month",
        "expiry_year",
        "cvv",
        "billing_addr1",
        "billing_addr2",
        "billing_city",
        "billing_state_code",
        "billing_state",
        "billing_zip",
        "billing_country",
        "ip_address",
    ];
    let given = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), change.given.take(name)?)));
    let card: Object = given.collect();
    change.add_card(&customer, card, true)?;
    change.event("card_updated", [("customer", &customer)]);
    Ok(vec![("customer", customer)])
}

pub(super) fn delete_card(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = change.call.id("customer_id").unwrap_or_default().to_owned();
    if card_of(change, &customer).is_none() {
        return Err(Refusal::not_found(format!("`{customer}` has no card")));
    }
    if change.is_v1() {
        let card = change.open("card", &customer)?;
        change.remove("card", card);
        let mut owner = change.open("customer", &customer)?;
        owner
            .remove(&["payment_method"])
            .set("card_status", "no_card");
        change.save("customer", owner);
    } else {
        let source = text(
            change.find("customer", &customer)?,
            "primary_payment_source_id",
        );
        let source = change.open("payment_source", &source)?;
        change.drop_source(source)?;
    }
    change.event("card_deleted", [("customer", &customer)]);
    Ok(vec![("customer", customer)])
}

pub(super) fn create_bank_account(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = owner(change)?;
    let primary = change.given.flag("replace_primary_payment_source");
    let mut given = change.given.group("bank_account").unwrap_or_default();
    let mut source = change.new_source(&customer, "direct_debit")?;
    change.reflect(&mut source, &["issuing_country"])?;
    let mut account = part(change, &source, "bank_account")?;
    let number = ["iban", "account_number"].map(|it| given.remove(it));
    let number = number.into_iter().flatten().next();
    let number = number.as_ref().and_then(Value::as_str).unwrap_or_default();
    let Some(last4) = last4(number) else {
        let name = "bank_account[account_number]";
        return Err(Refusal::param(name, "cannot be blank"));
    };
    account.set("last4", last4);
    // They find the bank, and are never shown.
    for name in ["routing_number", "bank_code"] {
        given.remove(name);
    }
    source.set("gateway_account_id", given.remove("gateway_account_id"));
    change.fill(&mut account, given, "bank_account")?;
    source.set("bank_account", account.into_value());
    let id = change.keep_source(source, primary == Some(true))?;
    Ok(vec![("payment_source", id), ("customer", customer)])
}

/// From a token: of which gateway and kind it is, is known, and what is given of a card.
pub(super) fn create_from_token(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = owner(change)?;
    let primary = change.given.flag("replace_primary_payment_source");
    let kind = change.given.text("type").unwrap_or_default();
    let mut source = change.new_source(&customer, &kind)?;
    let token =
        ["reference_id", "tmp_token", "payment_method_token"].map(|it| change.given.text(it));
    change
        .given
        .without_effect(&["customer_profile_token", "skip_retrieval"]);
    source.set("reference_id", token.into_iter().flatten().next());
    change.reflect(
        &mut source,
        &["issuing_country", "gateway_account_id", "billing_address"],
    )?;
    if let Some(given) = change.given.group("card") {
        let mut card = part(change, &source, "card")?;
        card.set("funding_type", "not_known").set("brand", "other");
        change.fill(&mut card, given, "card")?;
        source.set("card", card.into_value());
    }
    let id = change.keep_source(source, primary == Some(true))?;
    Ok(vec![("payment_source", id), ("customer", customer)])
}

pub(super) fn update_card(change: &mut Change<'_>) -> Refused<Shown> {
    update(change, "card")
}

pub(super) fn update_bank_account(change: &mut Change<'_>) -> Refused<Shown> {
    update(change, "bank_account")
}

fn update(change: &mut Change<'_>, kind: &'static str) -> Refused<Shown> {
    let mut source = change.own()?;
    let Some(old) = source.get(kind).cloned() else {
        return Err(change.wrong_state(&format!("is no {kind}")));
    };
    let record = source.record_of(change.schema(), kind);
    let record = record.ok_or_else(|| change.not_computed(kind))?;
    let mut details = change.draft(record, old);
    let given = change.given.group(kind).unwrap_or_default();
    change.fill(&mut details, given, kind)?;
    if kind == "card" {
        not_expired(change, &details)?;
    }
    source.set(kind, details.into_value());
    changed(change, source)
}

pub(super) fn switch_gateway_account(change: &mut Change<'_>) -> Refused<Shown> {
    let mut source = change.own()?;
    change.reflect(&mut source, &["gateway_account_id"])?;
    changed(change, source)
}

fn changed(change: &mut Change<'_>, source: Draft) -> Refused<Shown> {
    let customer = source.text("customer_id");
    let id = change.save("payment_source", source);
    let owner = change.open("customer", &customer)?;
    if owner.text("primary_payment_source_id") == id {
        change.make_primary(owner, &id)?;
    }
    change.event("payment_source_updated", [("payment_source", &id)]);
    Ok(vec![("payment_source", id), ("customer", customer)])
}

pub(super) fn delete(change: &mut Change<'_>) -> Refused<Shown> {
    let source = change.own()?;
    let (id, customer) = (source.text("id"), source.text("customer_id"));
    change.drop_source(source)?;
    let event = match change.call.method {
        "delete_local" => "payment_source_locally_deleted",
        _ => "payment_source_deleted",
    };
    change.event(event, [("payment_source", &id)]);
    Ok(vec![("payment_source", id), ("customer", customer)])
}

pub(super) fn assign_role(change: &mut Change<'_>) -> Refused<Shown> {
    let mut owner = change.own()?;
    let customer = owner.text("id");
    let id = change.given.text("payment_source_id").unwrap_or_default();
    change.source_of(&customer, "payment_source_id", &id)?;
    let role = change.given.text("role").unwrap_or_default();
    for name in ["primary_payment_source_id", "backup_payment_source_id"] {
        if owner.text(name) == id {
            owner.remove(&[name]);
        }
    }
    match role.as_str() {
        "primary" => change.make_primary(owner, &id)?,
        "backup" => {
            owner.set("backup_payment_source_id", id.clone());
            change.show_primary(owner);
        }
        _ => change.show_primary(owner),
    }
    change.event("customer_changed", [("customer", &customer)]);
    Ok(vec![("customer", customer), ("payment_source", id)])
}

/// API v1: something that is kept elsewhere, such as an agreement of a wallet.
pub(super) fn update_payment_method(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = change.own()?.text("id");
    let given = change.given.group("payment_method").unwrap_or_default();
    change.add_method(&customer, given)?;
    change.event("customer_changed", [("customer", &customer)]);
    Ok(vec![("customer", customer)])
}

fn owner(change: &mut Change<'_>) -> Refused<String> {
    let customer = change.given.text("customer_id").unwrap_or_default();
    change.find("customer", &customer)?;
    Ok(customer)
}

fn part(change: &Change<'_>, of: &Draft, name: &str) -> Refused<Draft> {
    change
        .row(of, name)
        .ok_or_else(|| change.not_computed(name))
}

/// The last four characters, or what there is.
fn last4(text: &str) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    let start = characters.len().saturating_sub(4);
    let last: String = characters.get(start..)?.iter().collect();
    (!last.is_empty()).then_some(last)
}

/// The brand of a card by the first digits of its number.
fn brand(number: &str) -> &'static str {
    match number.as_bytes() {
        [b'4', ..] => "visa",
        [b'5' | b'2', ..] => "mastercard",
        [b'3', b'4' | b'7', ..] => "american_express",
        [b'3', b'5', ..] => "jcb",
        [b'3', b'0' | b'6' | b'8', ..] => "diners_club",
        [b'6', ..] => "discover",
        _ => "other",
    }
}

fn not_expired(change: &Change<'_>, card: &Draft) -> Refused<()> {
    let now = Timestamp::from_second(change.now()).unwrap_or(Timestamp::MIN);
    let now = now.to_zoned_datetime(TimeZone::UTC);
    let today = (i64::from(now.year()), i64::from(now.month()));
    let (year, month) = (card.number("expiry_year"), card.number("expiry_month"));
    match (1..=12).contains(&month) && (year, month) >= today {
        true => Ok(()),
        false => Err(change.no_card("card[expiry_year]", "the card has expired")),
    }
}

impl Change<'_> {
    /// What is wrong with a card is an error of the payment, and not of the request.
    fn no_card(&self, param: &str, problem: &str) -> Refusal {
        Refusal {
            param: Some(param.to_owned()),
            ..Refusal::of(
                self.schema(),
                "payment_method_verification_failed",
                format!("{param} : {problem}"),
            )
        }
    }
}
