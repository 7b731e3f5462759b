//! The time machine of a test site moves the clock of the mock, as long as nothing falls due on the way.

use super::Inner;
use crate::{check::Call, refusal::Refusal, schema::Schema};
use serde_json::{Value, json};

/// The time machine that was started last: where it began, and where it went.
#[derive(Clone, Debug)]
pub(super) struct TimeMachine {
    name: String,
    genesis: i64,
    destination: i64,
}

impl Inner {
    /// Does what a call of a time machine asks for; `None` where one is asked about that was never started.
    pub(super) fn time_machine(
        &mut self,
        schema: &Schema,
        call: &Call,
    ) -> Result<Option<Value>, Refusal> {
        let name = call.id("time_machine_name").unwrap_or_default();
        let given = |param: &str| {
            let at = call.params.get(param).and_then(Value::as_i64);
            at.ok_or_else(|| Refusal::not_computed(schema, &format!("without {param}")))
        };
        let now = self.now();
        let known = self.machine.clone().filter(|it| it.name == name);
        let (genesis, destination) = match call.method {
            "start_afresh" => {
                let genesis = given("genesis_time")?;
                if genesis > now {
                    return Err(Refusal::param("genesis_time", "should not lie ahead"));
                }
                self.state.begin_anew();
                (genesis, genesis)
            }
            "travel_forward" => {
                let destination = given("destination_time")?;
                if destination <= now {
                    let problem = format!("should lie after {now}, which is now");
                    return Err(Refusal::param("destination_time", problem));
                }
                if let Some((at, resource, id)) = self.state.due(now, destination) {
                    let what = format!(
                        "destination_time : what happens to the {resource} {id} at {at}, on the way"
                    );
                    return Err(Refusal::not_computed(schema, &what));
                }
                (known.map_or(now, |it| it.genesis), destination)
            }
            _ => match known {
                Some(known) => (known.genesis, known.destination),
                None => return Ok(None),
            },
        };
        // A client that waits sees both: the clock moves at once.
        let status = match call.writes {
            true => "in_progress",
            false => "succeeded",
        };
        if call.writes {
            self.clock.send_replace(Some(destination));
            self.machine = Some(TimeMachine {
                name: name.to_owned(),
                genesis,
                destination,
            });
        }
        Ok(Some(json!({ "time_machine": {
            "name": name,
            "time_travel_status": status,
            "genesis_time": genesis,
            "destination_time": destination,
            "object": "time_machine",
        } })))
    }
}
