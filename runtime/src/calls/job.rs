//! Jobs: what the API does in the background, and how to wait for it.

use crate::{
    Error, Response,
    calls::call::{Request, Sending},
    error::ConfigError,
    transport::BoxFuture,
    wire::record::{self, Field, Record},
};
use std::{
    error::Error as StdError,
    fmt,
    future::{Future as _, IntoFuture, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

/// What the answer to a request says about a job. Names on the wire; stated by generated code.
#[derive(Debug)]
pub struct JobFields {
    /// Where the status stands in the answer: `["export", "status"]`.
    pub status: &'static [&'static str],
    /// What it says when the job is done.
    pub succeeded: &'static [&'static str],
    /// What it says when nothing more will come of the job.
    pub failed: &'static [&'static str],
}

/// A request that asks how far a job is. Implemented by generated requests.
pub trait Job: Request {
    /// The names.
    const JOB: JobFields;
}

/// Waiting for a job, made by the `wait` of a request that asks how far it is. It starts when awaited; dropping it stops
/// waiting, and the job goes on.
///
/// ```text
/// let started = client.export().invoices().send().await?;
/// let done = client.export().retrieve(&started.export.id).wait()
///     .deadline(Duration::from_secs(900))
///     .on_progress(|answer| println!("{}", answer.export.status))
///     .await?;
/// ```
#[must_use = "nothing is asked until this is awaited"]
pub struct Waiting<R: Request> {
    request: R,
    deadline: Duration,
    first: Duration,
    longest: Duration,
    progress: Option<Progress<R::Response>>,
}

/// How long the last answer is waited for.
const LAST: Duration = Duration::from_secs(10);

type Progress<T> = Box<dyn FnMut(&T) + Send>;

impl<R: Job + Send + 'static> Waiting<R>
where
    R::Response: 'static,
{
    #[doc(hidden)]
    pub fn new(request: R) -> Self {
        Self {
            request,
            deadline: Duration::from_secs(600),
            first: Duration::from_secs(1),
            longest: Duration::from_secs(30),
            progress: None,
        }
    }

    /// How long to wait; 10 minutes if not set. When that is over it is asked once more, for which there is as much time again, up
    /// to 10 seconds.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How long to wait between two questions: `first` after the first one, half as long again each time, `longest` at most. 1
    /// and 30 seconds if not set.
    pub fn interval(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first.max(Duration::from_millis(1));
        self.longest = longest.max(self.first);
        self
    }

    /// Is called with each answer, the last one included.
    pub fn on_progress(mut self, progress: impl FnMut(&R::Response) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Asks until the job has come to an end or the time is over, and blocks the thread meanwhile.
    ///
    /// # Errors
    /// Where the job failed, the time is over, or asking went wrong.
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn send_blocking(mut self) -> Result<Response<R::Response>, JobError<R::Response>> {
        self.request.call_mut().block();
        crate::client::thread::block_on(self.run())
    }

    async fn run(mut self) -> Result<Response<R::Response>, JobError<R::Response>> {
        let clock = self.request.call().clock().ok_or_else(|| {
            let problem = "waiting needs a clock: call from a tokio runtime, with the feature `tokio` (part of `reqwest`)";
            JobError::Call(ConfigError::new(problem).into())
        })?;
        let mut over = clock.sleep(self.deadline);
        let began = clock.now();
        let mut interval = self.first;
        let mut last = None;
        let mut finally = false;
        loop {
            let call = Sending::<R::Response>::new(self.request.clone().into_call());
            let mut call = pin!(call);
            let asked = poll_fn(|context| match call.as_mut().poll(context) {
                Poll::Ready(answer) => Poll::Ready(Some(answer)),
                Poll::Pending => over.as_mut().poll(context).map(|()| None),
            });
            let answer = match asked.await {
                Some(answer) => answer.map_err(JobError::Call)?,
                None => return Err(JobError::deadline(last, self.deadline)),
            };
            if let Some(progress) = &mut self.progress {
                progress(&answer);
            }
            match state(&*answer, &R::JOB) {
                State::Succeeded => return Ok(answer),
                State::Failed => {
                    let status = match record::at(&*answer, R::JOB.status) {
                        Field::Text(status) => status.to_owned(),
                        _ => String::new(),
                    };
                    let answer = Box::new(answer);
                    return Err(JobError::Failed { status, answer });
                }
                State::Running => last = Some(Box::new(answer)),
            }
            if finally {
                return Err(JobError::deadline(last, self.deadline));
            }
            let left = (self.deadline).saturating_sub(clock.now().saturating_sub(began));
            clock.sleep(interval.min(left)).await;
            if interval >= left {
                finally = true;
                over = clock.sleep(self.deadline.min(LAST));
            }
            interval = interval.saturating_add(interval / 2).min(self.longest);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Running,
    Succeeded,
    Failed,
}

/// A status that the crate does not know is one of a job that goes on: the deadline ends the wait.
fn state(answer: &dyn Record, names: &JobFields) -> State {
    match record::at(answer, names.status) {
        Field::Text(status) if names.succeeded.contains(&status) => State::Succeeded,
        Field::Text(status) if names.failed.contains(&status) => State::Failed,
        _ => State::Running,
    }
}

impl<R: Job + Send + 'static> IntoFuture for Waiting<R>
where
    R::Response: 'static,
{
    type Output = Result<Response<R::Response>, JobError<R::Response>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<R: Request + fmt::Debug> fmt::Debug for Waiting<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("request", &self.request)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// Why a job did not come to a good end, as far as is known.
#[derive(Debug)]
#[non_exhaustive]
pub enum JobError<T> {
    /// The job failed.
    Failed {
        /// Its status, as the API has it.
        status: String,
        /// The last answer. It says why, where the API does.
        answer: Box<Response<T>>,
    },
    /// The time is over. The job may still be done: ask again later.
    Deadline {
        /// The last answer, where there was one.
        last: Option<Box<Response<T>>>,
        /// How long was waited.
        waited: Duration,
    },
    /// Asking went wrong. The job may still be done: ask again later.
    Call(Error),
}

impl<T> JobError<T> {
    fn deadline(last: Option<Box<Response<T>>>, waited: Duration) -> Self {
        Self::Deadline { last, waited }
    }

    /// The last answer, where there was one.
    pub fn answer(&self) -> Option<&Response<T>> {
        match self {
            Self::Failed { answer, .. } => Some(answer),
            Self::Deadline { last, .. } => last.as_deref(),
            Self::Call(_) => None,
        }
    }
}

impl<T> fmt::Display for JobError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { status, .. } => {
                write!(f, "the job ended as `{}`", status.escape_debug())
            }
            Self::Deadline { waited, .. } => {
                write!(
                    f,
                    "the job was not done after {} seconds",
                    waited.as_secs_f64()
                )
            }
            Self::Call(error) => write!(f, "asking how far the job is went wrong: {error}"),
        }
    }
}

impl<T: fmt::Debug> StdError for JobError<T> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // Its text is said by `Display`, so only what is below it is the source.
            Self::Call(error) => error.source(),
            Self::Failed { .. } | Self::Deadline { .. } => None,
        }
    }
}
