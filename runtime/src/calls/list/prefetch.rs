//! A page on its way.

use crate::{
    Response, Result,
    calls::call::{Request, Sending},
    transport::BoxFuture,
};
use futures_channel::oneshot;
use std::{
    fmt,
    future::{Future as _, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

/// Starts a task in the background.
type Spawn = Arc<dyn Fn(BoxFuture<'static, ()>) + Send + Sync>;

/// How the next page is fetched while the caller works through this one.
#[derive(Clone, Default)]
pub(super) enum Prefetch {
    /// It is not.
    #[default]
    Off,
    /// By the walk itself, whenever it is asked for something.
    Polled,
    /// By a task of its own.
    Spawned(Spawn),
}

impl Prefetch {
    pub(super) fn on(spawn: impl Fn(BoxFuture<'static, ()>) + Send + Sync + 'static) -> Self {
        Self::Spawned(Arc::new(spawn))
    }
}

impl fmt::Debug for Prefetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "Off",
            Self::Polled => "Polled",
            Self::Spawned(_) => "Spawned",
        })
    }
}

type Answer<R> = Result<Response<<R as Request>::Response>>;

/// The fetching of a page. Dropping it cancels it.
pub(super) struct Fetch<R: Request> {
    way: Way<R>,
    /// The answer of a fetch that nobody has asked for yet.
    answer: Option<Answer<R>>,
    ahead: bool,
}

enum Way<R: Request> {
    Here(Sending<R::Response>),
    Elsewhere(oneshot::Receiver<Answer<R>>),
}

impl<R: Request> Fetch<R>
where
    R::Response: 'static,
{
    /// Fetches what somebody waits for.
    pub(super) fn now(request: &R) -> Self {
        Self {
            way: Way::Here(Sending::new(request.clone().into_call())),
            answer: None,
            ahead: false,
        }
    }

    /// Fetches what somebody will ask for.
    pub(super) fn ahead(request: &R, prefetch: &Prefetch) -> Option<Self> {
        let Way::Here(sending) = Self::now(request).way else {
            return None;
        };
        let way = match prefetch {
            Prefetch::Off => return None,
            // It would hold room within the limits for as long as nobody asks for anything.
            Prefetch::Polled if request.call().client().budget().is_some() => return None,
            Prefetch::Polled => Way::Here(sending),
            Prefetch::Spawned(spawn) => Way::Elsewhere(spawned::<R>(sending, spawn)),
        };
        Some(Self {
            way,
            answer: None,
            ahead: true,
        })
    }

    /// Whether nobody waits for it.
    pub(super) fn is_ahead(&self) -> bool {
        self.ahead
    }

    /// Moves on, and keeps the answer.
    pub(super) fn drive(&mut self, context: &mut Context<'_>) {
        if self.answer.is_none()
            && let Poll::Ready(Some(answer)) = self.poll_way(context)
        {
            self.answer = Some(answer);
        }
    }

    /// The answer; `None` where the page is to be fetched once more, because a fetch ahead does not count: while nobody asks
    /// for anything its time may run out, and the task that made it may be gone.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer<R>>> {
        let answer = match self.answer.take() {
            Some(answer) => Some(answer),
            None => ready!(self.poll_way(context)),
        };
        Poll::Ready(answer.filter(|answer| answer.is_ok() || !self.ahead))
    }

    fn poll_way(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer<R>>> {
        match &mut self.way {
            Way::Here(sending) => Pin::new(sending).poll(context).map(Some),
            Way::Elsewhere(receiver) => Pin::new(receiver)
                .poll(context)
                .map(std::result::Result::ok),
        }
    }
}

/// Hands a call to a task, which ends as soon as nobody wants the answer any more.
fn spawned<R: Request>(
    mut sending: Sending<R::Response>,
    spawn: &Spawn,
) -> oneshot::Receiver<Answer<R>>
where
    R::Response: 'static,
{
    let (mut sender, receiver) = oneshot::channel();
    spawn(Box::pin(async move {
        let answer = poll_fn(|context| {
            if sender.poll_canceled(context).is_ready() {
                return Poll::Ready(None);
            }
            Pin::new(&mut sending).poll(context).map(Some)
        })
        .await;
        if let Some(answer) = answer {
            // Nobody may want it any more.
            let _ = sender.send(answer);
        }
    }));
    receiver
}
