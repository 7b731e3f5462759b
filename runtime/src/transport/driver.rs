//! What a tokio runtime may have been built without.

/// What `work` gives; the sentence for people where the tokio runtime that it is on was built without what it needs. tokio
/// panics then, and nothing of it tells beforehand; any other panic goes on.
pub(crate) fn without_driver<T>(work: impl FnOnce() -> T) -> Result<T, &'static str> {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    // What was being worked on when it panicked is not looked at again.
    catch_unwind(AssertUnwindSafe(work)).or_else(|panic| {
        let text = (panic.downcast_ref::<&str>().copied())
            .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
            .unwrap_or_default();
        if text.contains("timers are disabled") {
            Err("the tokio runtime has no timers: build it with `enable_all()`, or `enable_time()`")
        } else if text.contains("IO is disabled") {
            Err("the tokio runtime has no I/O: build it with `enable_all()`, or `enable_io()`")
        } else {
            resume_unwind(panic)
        }
    })
}
