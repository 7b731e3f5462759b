//! What customers do in a browser: they complete hosted pages, and confirm payments.

use super::{Inner, Mock};
use crate::{
    refusal::Refusal,
    sample::Sampler,
    schema::{Schema, Version},
    state::{Answer, Step},
};
use serde_json::{Value, json};

impl Mock {
    /// Completes a hosted page, as its customer does with this card, or with one that is good. What the page asks for is done: all
    /// of it, or nothing. The page as it is then.
    ///
    /// # Errors
    /// Where there is no such page, or what it asks for is refused.
    pub fn complete_hosted_page(
        &self,
        id: &str,
        card_number: Option<&str>,
    ) -> Result<Value, String> {
        let body = self.visit(id, Some(card_number), "").map_err(message)?;
        Ok(body["hosted_page"].clone())
    }

    /// The customer leaves a hosted page. The page as it is then.
    ///
    /// # Errors
    /// Where there is no such page, or it is completed already.
    pub fn cancel_hosted_page(&self, id: &str) -> Result<Value, String> {
        let body = self.visit(id, None, "").map_err(message)?;
        Ok(body["hosted_page"].clone())
    }

    /// A page is completed with a card, or cancelled.
    pub(crate) fn visit(
        &self,
        id: &str,
        completed: Option<Option<&str>>,
        base: &str,
    ) -> Result<Value, Refusal> {
        self.act("hosted_page", id, |inner, sampler| match completed {
            Some(number) => {
                let number = number.map(str::to_owned);
                inner.state.complete_page(sampler, id, number, base)
            }
            None => {
                let page = inner.state.turn_page(sampler, id, "cancelled")?;
                Ok((json!({ "hosted_page": page }), Vec::new()))
            }
        })
    }

    /// A page is looked at.
    pub(crate) fn look_at_page(&self, id: &str) -> Result<Value, Refusal> {
        self.act("hosted_page", id, |inner, sampler| {
            let page = inner.state.turn_page(sampler, id, "requested")?;
            Ok((page, Vec::new()))
        })
    }

    /// What somebody does about a payment intent: `challenge`, `authorize` or `refuse`, with a card.
    pub(crate) fn step_intent(
        &self,
        id: &str,
        step: Step,
        number: Option<String>,
    ) -> Result<Value, Refusal> {
        self.act("payment_intent", id, |inner, sampler| {
            inner.state.step_intent(sampler, id, step, number)
        })
    }

    /// A direct debit that is under way fails.
    ///
    /// # Errors
    /// Where there is no such payment, or it is not under way.
    pub fn fail_direct_debit(&self, transaction: &str) -> Result<Value, String> {
        let body = self.fail_debit(transaction).map_err(message)?;
        Ok(body["transaction"].clone())
    }

    pub(crate) fn fail_debit(&self, id: &str) -> Result<Value, Refusal> {
        self.act("transaction", id, |inner, sampler| {
            inner.state.fail_debit(sampler, id)
        })
    }

    /// Does something about a resource, in the version of the API that it is of, and tells of it.
    fn act(
        &self,
        resource: &'static str,
        id: &str,
        act: impl FnOnce(&mut Inner, &Sampler<'_>) -> Result<Answer, Refusal>,
    ) -> Result<Value, Refusal> {
        let mut inner = self.inner();
        let version = [Version::V2, Version::V1];
        let holds = |it: &&Schema| inner.state.holds(it.version, resource, id);
        let mut schemas = version.iter().filter_map(|it| self.schema(*it));
        let Some(schema) = schemas.find(holds) else {
            return Err(Refusal::not_found(format!("there is no {resource} `{id}`")));
        };
        let sampler = Sampler {
            schema,
            now: inner.now(),
            required_only: false,
            zero: false,
        };
        let (body, events) = act(&mut inner, &sampler)?;
        self.tell(&mut inner, schema, events);
        self.send(inner);
        Ok(body)
    }
}

fn message(refusal: Refusal) -> String {
    refusal.message
}
