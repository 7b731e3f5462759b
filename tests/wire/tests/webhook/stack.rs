//! Small stacks: a thread with 32 KiB reads every type of event of either version, in a debug build.

use crate::support::{receiver, request, sample};
use chargebee::webhook::Event;
use chargebee_mock::{Version, event_types};
use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    thread,
};

const STACK: usize = 32 * 1024;

#[test]
fn every_type_of_event_is_read_on_a_small_stack() {
    let mut bodies = Vec::new();
    for version in [Version::V1, Version::V2] {
        for event_type in event_types(version).expect("types") {
            bodies.push(sample(version, event_type).to_string());
        }
    }
    let largest = bodies.iter().map(String::len).max();
    assert!(bodies.len() > 250, "{}", bodies.len());
    assert!(largest > Some(20_000), "{largest:?}");
    let receiver = receiver();
    let read = move || {
        for body in &bodies {
            let received = pin!(receiver.receive(request(body.clone()), None));
            // Nothing in it waits.
            let polled = received.poll(&mut Context::from_waker(Waker::noop()));
            let Poll::Ready(Ok(delivery)) = polled else {
                panic!("it does not read");
            };
            let content = match &delivery.event {
                Event::V1(event) => event.typed_content().map(|it| it.is_some()),
                Event::V2(event) => event.typed_content().map(|it| it.is_some()),
                _ => panic!("it is of a version that there is"),
            };
            assert!(content.expect("its content reads"));
        }
        bodies.len()
    };
    let small = thread::Builder::new().stack_size(STACK).spawn(read);
    assert!(small.expect("a thread").join().expect("it is large enough") > 250);
}
