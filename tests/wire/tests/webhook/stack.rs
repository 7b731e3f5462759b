//! Small stacks: a thread with 32 KiB reads every type of event of either version, in a debug build.
//!
//! A stack that is too small ends the whole process, so a child does it.

use crate::support::{receiver, request, sample};
use chargebee::webhook::Event;
use chargebee_mock::{Version, event_types};
use std::{
    env,
    pin::pin,
    process::{Command, Stdio},
    task::{Context, Poll, Waker},
    thread,
};

const STACK: &str = "TEST_STACK_BYTES";

/// The system gives a thread no less than that.
const LEAST: usize = 16 << 10;
const MOST: usize = 32 << 10;

#[test]
fn every_type_of_event_is_read_on_a_small_stack() {
    let reads = |stack: usize| {
        let child = Command::new(env::current_exe().expect("this program"))
            .args(["--exact", "stack::on_a_stack", "--ignored"])
            .env(STACK, stack.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        child.expect("a child").success()
    };
    let enough = (LEAST..=MOST).step_by(2 << 10).find(|it| reads(*it));
    eprintln!("{enough:?} bytes of stack are enough for every event");
    assert!(reads(MOST));
}

#[test]
#[ignore = "the test above runs it, in a child"]
fn on_a_stack() {
    let stack = env::var(STACK).expect("the size of the stack");
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
                Event::V1(event) => event.content().map(drop),
                Event::V2(event) => event.content().map(drop),
                _ => panic!("it is of a version that there is"),
            };
            content.expect("its content reads");
        }
    };
    let stack = stack.parse().expect("a number");
    let small = thread::Builder::new().stack_size(stack).spawn(read);
    small.expect("a thread").join().expect("it reads");
}
