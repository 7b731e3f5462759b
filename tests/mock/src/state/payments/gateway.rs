//! What the gateway of the mock answers: what the API's own test gateway does, by the number of the card.
//!
//! A number is not kept, and need not be: its first six and last four digits, which are kept, tell the cards that are declined.

use super::{
    super::{Refused, change::Change, text},
    Payment, links,
};
use crate::refusal::Refusal;
use serde_json::Value;

/// What a gateway declines something with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decline {
    pub(crate) code: &'static str,
    pub(crate) text: &'static str,
}

const DO_NOT_HONOUR: Decline = Decline {
    code: "3009",
    text: "Do not honour",
};
const INSUFFICIENT_FUNDS: Decline = Decline {
    code: "3001",
    text: "Insufficient funds",
};

impl Decline {
    /// As the API puts it into messages: `(3001) Insufficient funds`
    pub(crate) fn reason(self) -> String {
        format!("({}) {}", self.code, self.text)
    }

    /// What the gateway says of a card that is to be stored.
    pub(crate) fn of_storing(number: &str) -> Option<Self> {
        (number == "4119862760338320").then_some(DO_NOT_HONOUR)
    }

    /// What the gateway says of a payment with a card, by its number.
    pub(crate) fn of_number(number: &str) -> Option<Self> {
        let is_poor = number == "4005519200000004";
        Self::of_storing(number).or(is_poor.then_some(INSUFFICIENT_FUNDS))
    }

    /// What the gateway says of a charge to a card, as it is kept.
    fn of_charging(card: &Value) -> Option<Self> {
        let is_it = text(card, "iin") == "400551" && text(card, "last4") == "0004";
        is_it.then_some(INSUFFICIENT_FUNDS)
    }
}

impl Change<'_> {
    /// Why a charge to what a customer pays with would fail; in API v1 a customer has one card.
    pub(crate) fn declined(&self, customer: &str, source: &str) -> Option<Decline> {
        let card = match self.is_v1() {
            true => self.get("card", customer),
            false => self
                .get("payment_source", source)
                .and_then(|it| it.get("card")),
        };
        card.and_then(Decline::of_charging)
    }

    /// The refusal of a call that is about a payment which fails.
    pub(crate) fn payment_failed(&self, message: &str) -> Refusal {
        Refusal::of(self.schema(), "payment_processing_failed", message)
    }

    /// Notes an attempt that failed: on the transaction, on the invoice, and in an event. The invoice is in dunning from then on.
    pub(super) fn fail(
        &mut self,
        payment: Payment,
        invoice_id: &str,
        decline: Decline,
    ) -> Refused<String> {
        let amount = payment.amount;
        let mut made = self.transaction("payment", payment)?;
        made.set("status", "failure")
            .set("error_code", decline.code)
            .set("error_text", decline.text)
            .set("amount_unused", 0);
        let mut invoice = self.open("invoice", invoice_id)?;
        if let Some(link) = self.link_to(&made, &invoice, amount) {
            made.push("linked_invoices", link);
        }
        if let Some(link) = self.link_from(&invoice, &made, amount) {
            invoice.push(links(&invoice), link);
        }
        let id = self.save("transaction", made);
        self.dun(&mut invoice, Some((&id, "failure")), amount);
        self.event(
            "payment_failed",
            [("transaction", &id), ("invoice", invoice_id)],
        );
        self.after_attempt(invoice)?;
        Ok(id)
    }
}
