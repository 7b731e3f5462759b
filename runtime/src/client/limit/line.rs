//! Who goes next: those that wait for room on one site, in the order in which they came.
//!
//! A request goes when there is a place among those at the same time *and* room in the minute. Both are taken in one step, and
//! nothing is held before. What waits may no longer be looked at, such as a branch of a `select!` that is not polled: one that
//! is told that it is its turn and does not come within a second is passed, and goes when it comes.

use super::window::Window;
use crate::{client::clock::Clock, transport::BoxFuture};
use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

/// How long one whose turn it is is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// The line of a site.
pub(super) struct Line(Mutex<State>);

struct State {
    window: Window,
    /// GETs and POSTs, which are counted apart where they are sent at the same time.
    kinds: [Kind; 2],
    next_ticket: u64,
    /// The latest time that anybody said.
    now: Duration,
}

struct Kind {
    /// How many more may be sent.
    free: usize,
    /// Those that wait, in order.
    waiting: VecDeque<Waiting>,
}

struct Waiting {
    ticket: u64,
    /// When it looked last.
    seen: Duration,
    /// When it was told to look, if it has not since.
    told: Option<Duration>,
    waker: Waker,
}

/// What comes of looking whether it is one's turn.
enum Turn {
    /// It is, and what there was is taken.
    Mine,
    /// It is as soon as this time is over.
    Soon(Duration),
    /// Others come first, or there is no place. So many are before it.
    Later(usize),
}

#[cfg(test)]
thread_local! {
    /// How often it was asked on this thread whether a line is quiet.
    static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
pub(super) fn looked_at() -> usize {
    LOOKED_AT.with(std::cell::Cell::get)
}

impl Line {
    pub(super) fn new(per_minute: usize, gets: usize, posts: usize) -> Self {
        let kinds = [gets, posts].map(|free| Kind {
            free,
            waiting: VecDeque::new(),
        });
        Self(Mutex::new(State {
            window: Window::new(per_minute),
            kinds,
            next_ticket: 0,
            now: Duration::ZERO,
        }))
    }

    /// Does something, and wakes whoever is to know of it: not under the lock, since a waker may run anything.
    fn change<T>(&self, work: impl FnOnce(&mut State) -> (T, Option<Waker>)) -> T {
        let (done, waker) = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut state)
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        done
    }

    /// Lets nothing through for a while.
    pub(super) fn pause(&self, pause: Duration, now: Duration) {
        self.change(|state| (state.window.pause(pause, now), None));
    }

    /// Whether nothing is remembered of the last minute.
    pub(super) fn is_quiet(&self, now: Duration) -> bool {
        #[cfg(test)]
        LOOKED_AT.with(|count| count.set(count.get() + 1));
        self.change(|state| (state.window.is_empty(now), None))
    }
}

impl State {
    /// Looks whether it is the turn of a ticket, and gets in line where it is not.
    fn look(
        &mut self,
        ticket: &mut Option<u64>,
        writes: bool,
        now: Duration,
        waker: &Waker,
    ) -> (Turn, Option<Waker>) {
        self.now = self.now.max(now);
        let number = ticket.unwrap_or(self.next_ticket);
        let others = self.first().is_some_and(|first| first.ticket < number);
        let kind = &mut self.kinds[usize::from(writes)];
        let found = (kind.waiting).binary_search_by_key(&number, |it| it.ticket);
        let turn = if others || kind.free == 0 {
            Turn::Later(found.unwrap_or_else(|end| end))
        } else {
            match self.window.take(now) {
                Ok(()) => Turn::Mine,
                Err(wait) => Turn::Soon(wait),
            }
        };
        match (&turn, found) {
            (Turn::Mine, found) => {
                kind.free -= 1;
                if let Ok(at) = found {
                    kind.waiting.remove(at);
                }
                *ticket = None;
                // There may be room for more than one.
                return (turn, self.tell(Duration::ZERO));
            }
            (_, Ok(at)) => {
                let waiting = &mut kind.waiting[at];
                (waiting.seen, waiting.told) = (now, None);
                waiting.waker.clone_from(waker);
            }
            (_, Err(_)) => {
                kind.waiting.push_back(Waiting {
                    ticket: number,
                    seen: now,
                    told: None,
                    waker: waker.clone(),
                });
                self.next_ticket += 1;
                *ticket = Some(number);
            }
        }
        (turn, self.tell(PATIENCE))
    }

    /// Whose turn it is: the first that has a place to go to and is not passed.
    fn first(&mut self) -> Option<&mut Waiting> {
        let now = self.now;
        let there = |it: &&mut Waiting| {
            let told = it.told.map(|told| now.saturating_sub(told));
            told.is_none_or(|ago| ago < PATIENCE)
        };
        let kinds = self.kinds.iter_mut().filter(|kind| kind.free > 0);
        let firsts = kinds.filter_map(|kind| kind.waiting.iter_mut().find(there));
        firsts.min_by_key(|it| it.ticket)
    }

    /// Tells the one whose turn it is, if it has not looked for so long.
    fn tell(&mut self, unseen: Duration) -> Option<Waker> {
        let now = self.now;
        let first = self.first()?;
        if first.told.is_some() || now.saturating_sub(first.seen) < unseen {
            return None;
        }
        first.told = Some(now);
        Some(first.waker.clone())
    }
}

/// A place, given back when dropped.
pub(super) struct Place {
    line: Arc<Line>,
    writes: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.line.change(|state| {
            state.kinds[usize::from(self.writes)].free += 1;
            ((), state.tell(Duration::ZERO))
        });
    }
}

/// The wait for a place. Dropping it leaves the line.
pub(super) struct Enter<'a> {
    line: Arc<Line>,
    writes: bool,
    clock: &'a dyn Clock,
    ticket: Option<u64>,
    /// Until there is room in the minute.
    minute: Option<BoxFuture<'static, ()>>,
    /// Until it looks again without being told.
    tick: Option<BoxFuture<'static, ()>>,
}

impl<'a> Enter<'a> {
    pub(super) fn new(line: Arc<Line>, writes: bool, clock: &'a dyn Clock) -> Self {
        Self {
            line,
            writes,
            clock,
            ticket: None,
            minute: None,
            tick: None,
        }
    }
}

impl Future for Enter<'_> {
    type Output = Place;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Place> {
        let this = &mut *self;
        loop {
            let (now, waker) = (this.clock.now(), context.waker());
            let look = |state: &mut State| state.look(&mut this.ticket, this.writes, now, waker);
            let before = match this.line.change(look) {
                Turn::Mine => {
                    let line = Arc::clone(&this.line);
                    let writes = this.writes;
                    return Poll::Ready(Place { line, writes });
                }
                Turn::Soon(wait) => {
                    this.minute.get_or_insert_with(|| this.clock.sleep(wait));
                    0
                }
                Turn::Later(before) => before,
            };
            let minute = this.minute.as_mut().map(|it| it.as_mut().poll(context));
            if minute.is_some_and(|it| it.is_ready()) {
                this.minute = None;
                continue;
            }
            // Those far behind look less often: a hundred thousand may wait.
            let tick = this.tick.get_or_insert_with(|| {
                let longer = u32::try_from(1 + before / 100).unwrap_or(u32::MAX);
                this.clock.deadline(PATIENCE.saturating_mul(longer))
            });
            if tick.as_mut().poll(context).is_ready() {
                this.tick = None;
                // Not at once: where the clock does not wait, others must run all the same.
                context.waker().wake_by_ref();
            }
            return Poll::Pending;
        }
    }
}

impl Drop for Enter<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        self.line.change(|state| {
            let kind = &mut state.kinds[usize::from(self.writes)];
            if let Ok(at) = (kind.waiting).binary_search_by_key(&ticket, |it| it.ticket) {
                kind.waiting.remove(at);
            }
            // Perhaps it was this one that had been told.
            ((), state.tell(Duration::ZERO))
        });
    }
}
