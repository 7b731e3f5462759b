//! Payment sources as they are added, made the one to pay with, and removed.

use super::{
    super::{Object, Refused, change::Change, draft::Draft, payments::Decline, text, there},
    GATEWAY, brand, last4, not_expired, part,
};
use serde_json::Value;

impl Change<'_> {
    /// Adds a card to a customer, from what is given of it. Its number is not kept.
    pub(crate) fn add_card(
        &mut self,
        customer: &str,
        mut given: Object,
        primary: bool,
    ) -> Refused<String> {
        let number = given.remove("number");
        let number = number.as_ref().and_then(Value::as_str).unwrap_or_default();
        let is_number =
            (12..=19).contains(&number.len()) && number.bytes().all(|it| it.is_ascii_digit());
        let (Some(last4), true) = (last4(number), is_number) else {
            return Err(self.no_card("card[number]", "is no number of a card"));
        };
        if let Some(decline) = Decline::of_storing(number) {
            return Err(self.no_card("card[number]", &decline.reason()));
        }
        given.remove("cvv");
        let stars = "*".repeat(number.len() - 4);
        let mut source = match self.is_v1() {
            true => None,
            false => Some(self.new_source(customer, "card")?),
        };
        let mut card = match &source {
            Some(source) => part(self, source, "card")?,
            None => self.blank("card")?,
        };
        card.set("iin", number.get(..6))
            .set("masked_number", format!("{stars}{last4}"))
            .set("last4", last4)
            .set("brand", brand(number))
            .set("card_type", brand(number))
            .set("funding_type", "not_known")
            .set("gateway", GATEWAY)
            .set("status", "valid")
            .set("customer_id", customer);
        if let Some(source) = &mut source {
            source.set("gateway_account_id", given.remove("gateway_account_id"));
            source.set("gateway", given.remove("gateway"));
            source.set("ip_address", given.remove("ip_address"));
        }
        self.fill(&mut card, given, "card")?;
        not_expired(self, &card)?;
        match source {
            Some(mut source) => {
                source.set("card", card.into_value());
                self.keep_source(source, primary)
            }
            None => {
                self.save("card", card);
                let mut owner = self.open("customer", customer)?;
                owner.set("card_status", "valid");
                if let Some(mut method) = self.row(&owner, "payment_method") {
                    let token = self.free_id("card");
                    method
                        .set("type", "card")
                        .set("gateway", GATEWAY)
                        .set("status", "valid")
                        .set("reference_id", token);
                    owner.set("payment_method", method.into_value());
                }
                Ok(self.save("customer", owner))
            }
        }
    }

    /// Adds what a gateway keeps, by its reference there.
    pub(crate) fn add_method(&mut self, customer: &str, mut given: Object) -> Refused<()> {
        if self.is_v1() {
            let mut owner = self.open("customer", customer)?;
            let mut method = part(self, &owner, "payment_method")?;
            method.set("gateway", GATEWAY).set("status", "valid");
            self.fill(&mut method, given, "payment_method")?;
            owner.set("payment_method", method.into_value());
            self.save("customer", owner);
            return Ok(());
        }
        let kind = given.remove("type");
        let kind = kind.as_ref().and_then(Value::as_str).unwrap_or("card");
        let mut source = self.new_source(customer, kind)?;
        source.set("reference_id", given.remove("tmp_token"));
        self.fill(&mut source, given, "payment_method")?;
        self.keep_source(source, true)?;
        Ok(())
    }

    pub(crate) fn new_source(&mut self, customer: &str, kind: &str) -> Refused<Draft> {
        let mut source = self.blank("payment_source")?;
        let id = self.free_id("payment_source");
        source
            .set("reference_id", format!("tok_{id}"))
            .set("id", id)
            .set("customer_id", customer)
            .set("type", kind)
            .set("status", "valid")
            .set("gateway", GATEWAY);
        Ok(source)
    }

    pub(crate) fn keep_source(&mut self, source: Draft, primary: bool) -> Refused<String> {
        let customer = source.text("customer_id");
        let id = self.save("payment_source", source);
        let owner = self.open("customer", &customer)?;
        if primary || owner.some("primary_payment_source_id").is_none() {
            self.make_primary(owner, &id)?;
        }
        self.event("payment_source_added", [("payment_source", &id)]);
        Ok(id)
    }

    /// The customer pays with this from now on.
    pub(crate) fn make_primary(&mut self, mut owner: Draft, id: &str) -> Refused<()> {
        owner.set("primary_payment_source_id", id);
        self.show_primary(owner);
        Ok(())
    }

    /// Shows on a customer what its primary payment source is.
    pub(crate) fn show_primary(&mut self, mut owner: Draft) {
        let id = owner.text("primary_payment_source_id");
        let source = self.get("payment_source", &id).cloned();
        match source {
            Some(source) => {
                let is_card = text(&source, "type") == "card";
                owner.set("card_status", if is_card { "valid" } else { "no_card" });
                if let Some(mut method) = self.row(&owner, "payment_method") {
                    for name in [
                        "type",
                        "gateway",
                        "gateway_account_id",
                        "status",
                        "reference_id",
                    ] {
                        method.set(name, source.get(name).cloned());
                    }
                    owner.set("payment_method", method.into_value());
                }
            }
            None => {
                owner
                    .remove(&["payment_method", "primary_payment_source_id"])
                    .set("card_status", "no_card");
            }
        }
        self.save("customer", owner);
    }

    /// Removes a payment source, also from the customer who pays with it.
    pub(crate) fn drop_source(&mut self, source: Draft) -> Refused<()> {
        let customer = source.text("customer_id");
        let id = self.remove("payment_source", source);
        let mut owner = self.open("customer", &customer)?;
        if owner.text("backup_payment_source_id") == id {
            owner.remove(&["backup_payment_source_id"]);
        }
        self.show_primary(owner);
        Ok(())
    }

    /// A payment source must be one of this customer.
    pub(crate) fn source_of(&self, customer: &str, param: &str, id: &str) -> Refused<()> {
        match self.get("payment_source", id) {
            Some(source) if text(source, "customer_id") == customer => Ok(()),
            _ => Err(self.missing(param, "payment_source", id)),
        }
    }

    /// What a customer pays with where nothing else is named: its id and its kind.
    pub(crate) fn pays_with(
        &self,
        customer: &str,
        named: Option<&str>,
    ) -> Option<(String, String)> {
        let owner = self.get("customer", customer)?;
        if self.is_v1() {
            let kind = there(owner, "payment_method").map(|it| text(it, "type"));
            return kind.map(|kind| (String::new(), kind));
        }
        let id = match named {
            Some(id) => id.to_owned(),
            None => text(owner, "primary_payment_source_id"),
        };
        let source = self.get("payment_source", &id)?;
        (text(source, "status") == "valid").then(|| (id, text(source, "type")))
    }
}
