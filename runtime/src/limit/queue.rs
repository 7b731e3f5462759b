//! A semaphore that serves in the order of arrival, below asynchronous and blocking calls alike. The ones that libraries have
//! either need a runtime in the tree or let newcomers pass those that wait.

use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

#[derive(Clone)]
pub(super) struct Queue(Arc<Mutex<State>>);

struct State {
    free: usize,
    next_ticket: u64,
    /// Those that wait, in order.
    waiting: VecDeque<(u64, Waker)>,
    /// Places given to those who have not yet looked.
    granted: Vec<u64>,
}

/// A place, given back when dropped.
pub(super) struct Place(Queue);

impl Queue {
    pub(super) fn new(places: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            free: places,
            next_ticket: 0,
            waiting: VecDeque::new(),
            granted: Vec::new(),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place. Dropping the future leaves the queue.
    pub(super) fn enter(&self) -> Enter {
        Enter {
            queue: self.clone(),
            ticket: None,
        }
    }

    /// Takes a place back and gives it to the first in the queue.
    fn leave(&self) {
        let waker = {
            let mut state = self.lock();
            match state.waiting.pop_front() {
                Some((ticket, waker)) => {
                    state.granted.push(ticket);
                    Some(waker)
                }
                None => {
                    state.free += 1;
                    None
                }
            }
        };
        // Not under the lock: a waker may run anything.
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Whether nobody is inside or waits.
    pub(super) fn is_idle(&self, places: usize) -> bool {
        let state = self.lock();
        state.free == places && state.waiting.is_empty() && state.granted.is_empty()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// The wait for a place.
pub(super) struct Enter {
    queue: Queue,
    /// Where it stands in the queue; `None` before it is asked for and once it is in.
    ticket: Option<u64>,
}

impl Future for Enter {
    type Output = Place;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Place> {
        let this = &mut *self;
        let mut state = this.queue.lock();
        match this.ticket {
            // Places that are free go to those that wait, so a free one means that nobody does.
            None if state.free > 0 => state.free -= 1,
            None => {
                let ticket = state.next_ticket;
                state.next_ticket += 1;
                (state.waiting).push_back((ticket, context.waker().clone()));
                this.ticket = Some(ticket);
                return Poll::Pending;
            }
            Some(ticket) => match state.granted.iter().position(|it| *it == ticket) {
                Some(at) => {
                    state.granted.swap_remove(at);
                    this.ticket = None;
                }
                None => {
                    if let Some(entry) = state.waiting.iter_mut().find(|it| it.0 == ticket) {
                        entry.1.clone_from(context.waker());
                    }
                    return Poll::Pending;
                }
            },
        }
        drop(state);
        Poll::Ready(Place(this.queue.clone()))
    }
}

impl Drop for Enter {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.queue.lock();
        match state.granted.iter().position(|it| *it == ticket) {
            // It was given a place and never looked: the next one gets it.
            Some(at) => {
                state.granted.swap_remove(at);
                drop(state);
                self.queue.leave();
            }
            None => state.waiting.retain(|it| it.0 != ticket),
        }
    }
}
