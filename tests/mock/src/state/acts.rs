//! What no operation of the API is for: what customers and banks do.

use super::{
    Answer, Refused, State, Step,
    change::{Change, Shown},
    intents, payments,
};
use crate::{check::Call, sample::Sampler, schema::Version};
use serde_json::{Map, Value};

impl State {
    /// Whether a resource is there.
    pub(crate) fn holds(&self, version: Version, resource: &'static str, id: &str) -> bool {
        let kept = self.kept.get(&(version, resource));
        kept.and_then(|it| it.get(id)).is_some_and(|it| !it.deleted)
    }

    /// A resource of any version, the newer one first.
    pub(crate) fn shown(&self, resource: &str, id: &str) -> Option<Value> {
        let resource = super::remembered(resource)?;
        let versions = [Version::V2, Version::V1];
        let mut found = versions
            .iter()
            .filter_map(|it| self.kept.get(&(*it, resource))?.get(id));
        found
            .next()
            .filter(|it| !it.deleted)
            .map(|it| it.value.clone())
    }

    /// Somebody does something about a payment intent, with the card of this number. The intent, and the events.
    pub(crate) fn step_intent(
        &mut self,
        sampler: &Sampler<'_>,
        id: &str,
        step: Step,
        number: Option<String>,
    ) -> Refused<Answer> {
        let call = Call::of_time("payment_intent", "confirm", id);
        self.act(sampler, &call, |change| intents::step(change, step, number))
    }

    /// A direct debit fails on its way. The transaction, and the events.
    pub(crate) fn fail_debit(&mut self, sampler: &Sampler<'_>, id: &str) -> Refused<Answer> {
        let call = Call::of_time("transaction", "fail", id);
        self.act(sampler, &call, payments::fail_debit)
    }

    fn act(
        &mut self,
        sampler: &Sampler<'_>,
        call: &Call,
        act: impl FnOnce(&mut Change<'_>) -> Refused<Shown>,
    ) -> Refused<Answer> {
        let mut change = Change::new(self, sampler, call);
        let shown = act(&mut change)?;
        let events = change.tell();
        change.misnamed.refuse(sampler.schema)?;
        let shown = shown.into_iter().filter_map(|(resource, id)| {
            let value: &Value = change.any(resource, &id)?;
            Some((resource.to_owned(), value.clone()))
        });
        let body: Map<String, Value> = shown.collect();
        let (touched, ids) = change.into_parts();
        self.commit(sampler, touched, ids)?;
        Ok((body.into(), events))
    }
}
