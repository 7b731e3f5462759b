//! Differences from official clients that are kept on purpose: what the crate refuses to send and they do not.
//!
//! An entry of `kept.json` names a rule, and a rule says which parameters of a case it is about by the case and the spec alone.
//! The case is sent with another value for these, and everything else of it is compared. So an entry excuses what it names, in
//! any operation, and nothing beside it.

use crate::{
    case::{CaseLine, Place, Problem, StandIn, Step},
    spec::Spec,
};
use chargebee::{Currency, Decimal};
use chargebee_generator::model::{Measure, Param, ParamKind, Type};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// An entry of `kept.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    set_aside: Rule,
    /// How the crate refuses, or a part of it.
    refused: String,
    /// Why that is kept.
    pub(super) reason: String,
}

/// Which parameters are set aside.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
enum Rule {
    #[serde(rename = "text for a decimal")]
    TextForDecimal,
    #[serde(rename = "decimal places of a zero-decimal currency")]
    DecimalPlaces,
    #[serde(rename = "a required parameter that is not given")]
    Missing,
}

impl Kept {
    pub(super) fn all() -> Result<Vec<Self>, Problem> {
        serde_json::from_str(include_str!("../../fixtures/kept.json"))
            .map_err(|error| Problem(format!("kept.json: {error}")))
    }

    /// What to send in place of the parameters that it is about, in a case that was refused with this problem; nothing where it
    /// is about something else.
    pub(super) fn stand_ins(&self, case: &CaseLine, spec: &Spec, problem: &str) -> Vec<StandIn> {
        let mut found = Search {
            rule: self.set_aside,
            spec,
            version: &case.api,
            found: Vec::new(),
        };
        if problem.contains(&self.refused)
            && let Some(operation) = spec.operation(&case.api, &case.resource, &case.operation)
        {
            found.look(&operation.params, &case.params, &[], None);
        }
        found.found
    }
}

struct Search<'a> {
    rule: Rule,
    spec: &'a Spec,
    version: &'a str,
    found: Vec<StandIn>,
}

impl Search<'_> {
    /// Looks at the members of an object; `currency` is what is said around it.
    fn look(
        &mut self,
        params: &[Param],
        given: &Map<String, Value>,
        at: &[Step],
        currency: Option<&str>,
    ) {
        let beside = given.get("currency_code").and_then(Value::as_str);
        let currency = beside.or(currency);
        for param in params {
            let at = [at, &[Step::Name(param.name.wire.clone())]].concat();
            match (value_of(given, &param.name.wire), &param.kind) {
                (None, _) if param.required && self.rule == Rule::Missing => {
                    let sample = self.spec.sample(self.version, &param.ty);
                    let value = match param.kind {
                        ParamKind::Filter(_) => json!({ "is": sample }),
                        _ => sample,
                    };
                    self.found.push((at, value));
                }
                (Some(value), ParamKind::Value) => self.value(&param.ty, value, at, currency),
                _ => {}
            }
        }
    }

    fn value(&mut self, ty: &Type, value: &Value, at: Place, currency: Option<&str>) {
        match (ty, value) {
            (Type::Decimal(decimal), _) if self.is_set_aside(&decimal.measure, value, currency) => {
                self.found.push((at, "1".into()));
            }
            (Type::Group(of), Value::Object(given)) => {
                let members = self.spec.members(self.version, of);
                self.look(members, given, &at, currency);
            }
            (Type::List(inner), Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    let at = [&at[..], &[Step::Index(index)]].concat();
                    self.value(inner, element, at, currency);
                }
            }
            _ => {}
        }
    }

    fn is_set_aside(&self, measure: &Measure, value: &Value, currency: Option<&str>) -> bool {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match self.rule {
            Rule::TextForDecimal => {
                value.is_string() && !text.is_empty() && text.parse::<Decimal>().is_err()
            }
            Rule::DecimalPlaces => {
                let zero_decimal = currency.is_some_and(|it| Currency::from(it).exponent() == 0);
                measure.is_money() && zero_decimal && text.contains('.')
            }
            Rule::Missing => false,
        }
    }
}

/// What a case gives for a parameter; the name of a filter on a nested attribute, `einvoice[status]`, may be nested too.
fn value_of<'a>(given: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let nested = || {
        let (parent, member) = name.strip_suffix(']')?.split_once('[')?;
        given.get(parent)?.get(member)
    };
    let value = given.get(name).or_else(nested);
    value.filter(|it| !it.is_null())
}
