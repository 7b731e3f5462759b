//! Payment intents: a payment that somebody confirms in a browser, with 3D Secure where the bank asks for it, before it is used.

use super::{
    Object, Refused,
    change::{Change, Shown},
    draft::Draft,
    payments::Decline,
    text,
};
use crate::refusal::Refusal;
use serde_json::json;

/// So long an intent can be used, in seconds.
const LIFE: i64 = 30 * 60;

/// The card of who confirms an intent; kept beside the resources, and shown to nobody.
pub(super) const CARD: &str = "intent_card";

/// The card that is meant where none is named.
const ANY_CARD: &str = "4111111111111111";

/// What happens to an intent in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The bank asks its customer to confirm the payment.
    Challenge,
    /// The payment is authorized.
    Authorize,
    /// The customer does not confirm it.
    Refuse,
}

impl Step {
    pub(crate) fn read(name: &str) -> Option<Self> {
        Some(match name {
            "challenge" => Self::Challenge,
            "authorize" => Self::Authorize,
            "refuse" => Self::Refuse,
            _ => return None,
        })
    }
}

pub(super) fn create(change: &mut Change<'_>) -> Refused<Shown> {
    let id = change.free_id("payment_intent");
    let mut own = change.blank("payment_intent")?;
    let now = change.now();
    change.reflect_all(&mut own)?;
    change.given.without_effect(&["defer_payment_method_type"]);
    own.set("id", id)
        .set("status", "inited")
        .set("gateway", "chargebee")
        .set("expires_at", now.saturating_add(LIFE))
        .set("created_at", now)
        .set("modified_at", now)
        .set("payment_attempts", json!([]));
    if own.some("currency_code").is_none_or(|it| it.is_empty()) {
        own.set("currency_code", change.site().currency.as_str());
    }
    if own.some("payment_method_type").is_none() {
        own.set("payment_method_type", "card");
    }
    let id = change.save("payment_intent", own);
    change.event("payment_intent_created", [("payment_intent", &id)]);
    Ok(vec![("payment_intent", id)])
}

pub(super) fn update(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["inited", "in_progress"])?;
    change.reflect_all(&mut own)?;
    let now = change.now();
    own.set("modified_at", now);
    let id = change.save("payment_intent", own);
    change.event("payment_intent_updated", [("payment_intent", &id)]);
    Ok(vec![("payment_intent", id)])
}

/// What somebody does about the intent of the path, with this card.
pub(super) fn step(change: &mut Change<'_>, step: Step, number: Option<String>) -> Refused<Shown> {
    let mut own = change.own()?;
    change.state(&own, &["inited", "in_progress"])?;
    let number = number.unwrap_or_else(|| ANY_CARD.to_owned());
    let declined = Decline::of_number(&number);
    let status = match (step, declined) {
        (Step::Challenge, _) => "requires_challenge",
        (Step::Authorize, None) => "authorized",
        _ => "refused",
    };
    let now = change.now();
    let open = own.get("active_payment_attempt").cloned();
    let open = open.filter(|it| text(it, "status") == "requires_challenge");
    let id = change.free_id("payment_attempt");
    let Some(mut attempt) = change.row(&own, "active_payment_attempt") else {
        return Err(change.not_computed("payment attempts"));
    };
    let id = open.as_ref().map_or(id, |it| text(it, "id"));
    attempt
        .set("id", id.as_str())
        .set("status", status)
        .set("payment_method_type", "card")
        .set(
            "created_at",
            open.map_or(json!(now), |it| it["created_at"].clone()),
        )
        .set("modified_at", now);
    if let Some(decline) = declined.filter(|_| step == Step::Authorize) {
        attempt
            .set("error_code", decline.code)
            .set("error_text", decline.text);
    }
    let attempt = attempt.into_value();
    own.retain("payment_attempts", |it| text(it, "id") != id);
    own.push("payment_attempts", attempt.clone());
    own.set("active_payment_attempt", attempt)
        .set("modified_at", now)
        .set(
            "status",
            match status {
                "authorized" => "authorized",
                "refused" => "inited",
                _ => "in_progress",
            },
        );
    let intent = change.save("payment_intent", own);
    change.note(CARD, &intent, json!({ "id": intent, "number": number }));
    change.event("payment_intent_updated", [("payment_intent", &intent)]);
    Ok(vec![("payment_intent", intent)])
}

/// What a customer pays with from now on, as it was confirmed.
pub(super) fn create_source(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = change.given.text("customer_id").unwrap_or_default();
    change.find("customer", &customer)?;
    let primary = change.given.flag("replace_primary_payment_source");
    let Some(intent) = change.given_intent()? else {
        return Err(Refusal::param("payment_intent[id]", "cannot be blank"));
    };
    let id = change.use_intent(&intent, &customer, primary == Some(true))?;
    Ok(vec![("payment_source", id), ("customer", customer)])
}

impl Change<'_> {
    /// Takes the intent that a call names, which must be authorized.
    pub(super) fn given_intent(&mut self) -> Refused<Option<String>> {
        let Some(id) = self.given.text("payment_intent[id]") else {
            return Ok(None);
        };
        self.given.without_effect(&[
            "payment_intent[gateway_account_id]",
            "payment_intent[payment_method_type]",
            "payment_intent[reference_id]",
        ]);
        let intent = self.open("payment_intent", &id)?;
        let status = match intent.number("expires_at") <= self.now() {
            true => "expired".to_owned(),
            false => intent.text("status"),
        };
        match status.as_str() {
            "authorized" => Ok(Some(id)),
            _ => Err(self.bad_intent(
                "payment_intent_invalid",
                &format!("is {status}, and should be authorized"),
            )),
        }
    }

    fn bad_intent(&self, code: &str, problem: &str) -> Refusal {
        let param = "payment_intent[id]";
        Refusal {
            param: Some(param.to_owned()),
            ..Refusal::of(self.schema(), code, format!("{param} : {problem}"))
        }
    }

    /// An authorized intent becomes what the customer pays with, and is consumed.
    pub(super) fn use_intent(
        &mut self,
        id: &str,
        customer: &str,
        primary: bool,
    ) -> Refused<String> {
        let number = self.any(CARD, id).map(|it| text(it, "number"));
        let year = 1970 + self.now() / (365 * super::invoices::DAY);
        let card: Object = [
            ("number".to_owned(), json!(number.unwrap_or_default())),
            ("expiry_month".to_owned(), json!(12)),
            ("expiry_year".to_owned(), json!(year + 3)),
        ]
        .into_iter()
        .collect();
        let source = self.add_card(customer, card, primary)?;
        let mut intent = self.open("payment_intent", id)?;
        let now = self.now();
        intent
            .set("status", "consumed")
            .set("customer_id", customer)
            .set("modified_at", now);
        self.save("payment_intent", intent);
        self.event("payment_intent_updated", [("payment_intent", id)]);
        // In API v1 a customer has one card, which has no id of its own.
        Ok(match self.is_v1() {
            true => String::new(),
            false => source,
        })
    }

    /// What pays for an amount where the call names an intent, which must be enough.
    pub(super) fn pays_by_intent(
        &mut self,
        customer: &str,
        amount: i64,
    ) -> Refused<Option<(String, String)>> {
        let Some(id) = self.intent.take() else {
            return Ok(None);
        };
        let intent: Draft = self.open("payment_intent", &id)?;
        if intent.number("amount") < amount {
            let problem = format!("is for {}, and {amount} are due", intent.number("amount"));
            return Err(self.bad_intent("payment_intent_invalid_amount", &problem));
        }
        let is_first = self.pays_with(customer, None).is_none();
        let replaces = self.given.flag("replace_primary_payment_source");
        let source = self.use_intent(&id, customer, is_first || replaces == Some(true))?;
        self.confirmed = true;
        Ok(Some((source, "card".to_owned())))
    }

    /// An intent that nothing was collected with becomes what the customer pays with.
    pub(super) fn keep_intent(&mut self, shown: &Shown) -> Refused<()> {
        let Some(id) = self.intent.take() else {
            return Ok(());
        };
        let whose = shown.iter().find_map(|(resource, id)| {
            let of = self.customer_of(resource, self.any(resource, id)?);
            Some(of).filter(|it| !it.is_empty())
        });
        match whose {
            Some(customer) => self.use_intent(&id, &customer, true).map(|_| ()),
            None => Err(self.not_computed("payment_intent : a call that is about no customer")),
        }
    }
}
