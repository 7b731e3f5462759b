//! Counting calls, without a library for it.

use super::{Attempt, CallInfo, Ending, Observer};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Counts calls and attempts. As text it is a page that Prometheus reads: serve it under `/metrics`. Clones count together.
///
/// | counter | labels |
/// |---|---|
/// | `chargebee_attempts_total` | `call`, `status` of the answer or `none`, `replayed` |
/// | `chargebee_calls_total` | `call`, `success` |
/// | `chargebee_calls_seconds_total` | the same: how long they took, waits included |
///
/// It knows as many series as there are operations and statuses. A program that keeps its numbers with a library implements
/// [`Observer`] for that.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::observe::Counts;
///
/// let counts = Counts::new();
/// // Client::builder(...).observer(counts.clone())
/// let page: String = counts.to_string();
/// # assert_eq!(page, "");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Counts(Arc<Mutex<Series>>);

/// The counters by their names, and the values of each by its labels.
type Series = BTreeMap<&'static str, BTreeMap<String, f64>>;

impl Counts {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn add(&self, counter: &'static str, labels: &str, value: f64) {
        let mut series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let values = series.entry(counter).or_default();
        match values.get_mut(labels) {
            Some(sum) => *sum += value,
            None => drop(values.insert(labels.to_owned(), value)),
        }
    }
}

impl Observer for Counts {
    fn attempted(&self, call: &CallInfo, attempt: &Attempt) {
        let status = attempt.status.as_ref().map_or("none", |it| it.as_str());
        let replayed = attempt.replayed;
        let labels = format!(r#"call="{call}",status="{status}",replayed="{replayed}""#);
        self.add("chargebee_attempts_total", &labels, 1.0);
    }

    fn finished(&self, call: &CallInfo, ending: &Ending, _: u32, elapsed: Duration) {
        let success = matches!(ending, Ending::Answered(status) if status.is_success());
        let labels = format!(r#"call="{call}",success="{success}""#);
        self.add("chargebee_calls_total", &labels, 1.0);
        let seconds = elapsed.as_secs_f64();
        self.add("chargebee_calls_seconds_total", &labels, seconds);
    }
}

/// In the text format of Prometheus.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (counter, values) in &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            writeln!(f, "# TYPE {counter} counter")?;
            for (labels, value) in values {
                writeln!(f, "{counter}{{{labels}}} {value}")?;
            }
        }
        Ok(())
    }
}
