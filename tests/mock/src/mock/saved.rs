//! What happened, as a file that a later mock goes on from.

use super::Mock;
use crate::{
    export::Exported,
    schema::Schema,
    state::{SavedState, State},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of the file.
const FORM: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    form: u32,
    #[serde(borrow)]
    sites: BTreeMap<String, Site<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Site<'a> {
    /// Where the clock stands; nothing where it goes by itself.
    clock: Option<i64>,
    /// When this was saved.
    now: i64,
    exports: BTreeMap<String, Exported>,
    #[serde(borrow)]
    state: SavedState<'a>,
}

impl Mock {
    /// What is remembered, the settings of the site and the clock, for [`Mock::restore`]: of this mock and of the sites that were
    /// added. What is planned, expected and logged, webhooks, and the answers to idempotency keys are not in it.
    ///
    /// # Errors
    /// Where it cannot be written as JSON, which is a defect of the mock.
    pub fn save(&self) -> Result<String, String> {
        let own = (self.site_name(), self.clone());
        let all: Vec<(String, Self)> = [own].into_iter().chain(self.other_sites()).collect();
        let mut parts = Vec::new();
        for (name, mock) in &all {
            let inner = mock.inner();
            let site = Site {
                clock: *inner.clock.borrow(),
                now: inner.now(),
                exports: inner.exports.clone(),
                state: inner.state.saved(),
            };
            let name = serde_json::to_string(name).map_err(|it| it.to_string())?;
            let site = serde_json::to_string(&site).map_err(|it| it.to_string())?;
            parts.push(format!("{name}:{site}"));
        }
        Ok(format!(
            "{{\"form\":{FORM},\"sites\":{{{}}}}}\n",
            parts.join(",")
        ))
    }

    /// Goes on from what was saved: it takes the place of what is remembered. What fell due since then happens now, where the clock
    /// goes by itself.
    ///
    /// # Errors
    /// What is wrong with the JSON. Then nothing is changed.
    pub fn restore(&self, json: &str) -> Result<(), String> {
        let file: File<'_> = serde_json::from_str(json).map_err(|error| error.to_string())?;
        if file.form != FORM {
            let form = file.form;
            return Err(format!(
                "the file is of form {form}, and this mock reads form {FORM}"
            ));
        }
        let own = (self.site_name(), self.clone());
        let all: Vec<(String, Self)> = [own].into_iter().chain(self.other_sites()).collect();
        let mut restored = Vec::new();
        for (name, site) in file.sites {
            let Some((_, mock)) = all.iter().find(|it| it.0 == name) else {
                return Err(format!(
                    "it is about the site `{name}`, which this mock does not have"
                ));
            };
            let schema_of = |version| mock.schema(version) as Option<&Schema>;
            let state = State::restored(site.state, schema_of, site.now)?;
            restored.push((mock, site.clock, site.exports, state));
        }
        for (mock, clock, exports, state) in restored {
            let mut inner = mock.inner();
            inner.state = state;
            inner.exports = exports;
            inner.clock.send_replace(clock);
        }
        Ok(())
    }

    /// A number that is another one after each change of what is remembered, here or on a site that was added.
    #[must_use]
    pub fn revision(&self) -> u64 {
        let own = self.inner().state.revision();
        let others = self.other_sites();
        let others = others.iter().map(|(_, it)| it.inner().state.revision());
        others.fold(own, u64::wrapping_add)
    }
}
