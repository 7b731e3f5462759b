//! The time machine of a test site moves the clock of the mock.

use super::{Inner, Mock};
use crate::{check::Call, refusal::Refusal, schema::Schema};
use serde_json::{Value, json};

/// The time machine that was started last: where it began, where it went, and why it did not arrive.
#[derive(Clone, Debug)]
pub(super) struct TimeMachine {
    name: String,
    genesis: i64,
    destination: i64,
    failure: Option<String>,
}

impl TimeMachine {
    fn show(&self, status: &str) -> Value {
        let mut shown = json!({ "time_machine": {
            "name": self.name,
            "time_travel_status": status,
            "genesis_time": self.genesis,
            "destination_time": self.destination,
            "object": "time_machine",
        } });
        if let Some(failure) = &self.failure {
            shown["time_machine"]["failure_reason"] = failure.as_str().into();
        }
        shown
    }
}

impl Mock {
    /// Does what a call of a time machine asks for; `None` where one is asked about that was never started.
    pub(super) fn time_machine(
        &self,
        inner: &mut Inner,
        schema: &Schema,
        call: &Call,
    ) -> Result<Option<Value>, Refusal> {
        let name = call.id("time_machine_name").unwrap_or_default();
        let given = |param: &str| {
            let at = call.params.get(param).and_then(Value::as_i64);
            at.ok_or_else(|| Refusal::not_computed(schema, &format!("without {param}")))
        };
        let now = inner.now();
        let known = inner.machine.clone().filter(|it| it.name == name);
        let (genesis, destination) = match call.method {
            "start_afresh" => {
                let genesis = given("genesis_time")?;
                if genesis > now {
                    return Err(Refusal::param("genesis_time", "should not lie ahead"));
                }
                inner.state.begin_anew();
                inner.clock.send_replace(Some(genesis));
                (genesis, genesis)
            }
            "travel_forward" => {
                let destination = given("destination_time")?;
                if destination <= now {
                    let problem = format!("should lie after {now}, which is now");
                    return Err(Refusal::param("destination_time", problem));
                }
                (known.map_or(now, |it| it.genesis), destination)
            }
            _ => {
                return Ok(known.map(|it| match it.failure {
                    Some(_) => it.show("failed"),
                    None => it.show("succeeded"),
                }));
            }
        };
        let stopped = self.travel(inner, destination);
        let machine = TimeMachine {
            name: name.to_owned(),
            genesis,
            destination,
            failure: stopped.map(|it| it.to_string()),
        };
        inner.machine = Some(machine.clone());
        match machine.failure {
            Some(failure) => Err(Refusal::not_computed(schema, &failure)),
            // A client that waits sees both: the clock moves at once.
            None => Ok(Some(machine.show("in_progress"))),
        }
    }
}
