//! Counts calls, for a page that Prometheus reads.

use chargebee::observe::{Attempt, CallInfo, Ending, Observer};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
    time::Duration,
};

#[derive(Default)]
pub(crate) struct Metrics(Mutex<BTreeMap<&'static str, BTreeMap<String, f64>>>);

impl Metrics {
    fn add(&self, metric: &'static str, labels: String, value: f64) {
        let mut metrics = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *metrics
            .entry(metric)
            .or_default()
            .entry(labels)
            .or_default() += value;
    }

    /// In the text format of Prometheus.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (metric, values) in &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = writeln!(text, "# TYPE {metric} counter");
            for (labels, value) in values {
                let _ = writeln!(text, "{metric}{{{labels}}} {value}");
            }
        }
        text
    }
}

impl Observer for Metrics {
    fn attempted(&self, call: &CallInfo, attempt: &Attempt) {
        let status = attempt.status.map_or(0, |it| it.as_u16());
        let replayed = attempt.replayed;
        let labels = format!("call=\"{call}\",status=\"{status}\",replayed=\"{replayed}\"");
        self.add("chargebee_attempts_total", labels, 1.0);
    }

    fn finished(&self, call: &CallInfo, ending: &Ending, _: u32, elapsed: Duration) {
        let success = matches!(ending, Ending::Answered(status) if status.is_success());
        let labels = format!("call=\"{call}\",success=\"{success}\"");
        self.add(
            "chargebee_calls_seconds_total",
            labels.clone(),
            elapsed.as_secs_f64(),
        );
        self.add("chargebee_calls_total", labels, 1.0);
    }
}
