//! What the API says of an event.

use super::*;
use std::{future::ready, sync::Mutex};

/// An API that knows what it was told.
struct Api(Mutex<Option<Option<Result<Event, Error>>>>);

impl Refetch<Event> for Api {
    fn refetch<'a>(&'a self, _: &'a Event) -> BoxFuture<'a, Option<Result<Event, Error>>> {
        let next = self.0.lock().expect("an answer").take();
        Box::pin(ready(next.expect("one question")))
    }
}

#[tokio::test]
async fn an_event_that_the_api_knows_otherwise_is_refused() {
    let read = async |known: Option<Result<Event, Error>>| {
        let api = Api(Mutex::new(Some(known)));
        let receiver = builder().refetch(api).build().expect("a receiver");
        let received = receiver.receive(request(BODY), None).await;
        match received {
            Ok(delivery) => {
                // Nothing is left of what was sent.
                assert_eq!(delivery.body, delivery.event.to_json());
                format!("{:?}", delivery.event.content().map(Json::as_str))
            }
            Err(rejection) => rejection.to_string(),
        }
    };
    let known = |id: &str, content: &str| {
        let content = Json::from_text(content.to_owned()).expect("JSON");
        Some(Ok(Event::Known(id.to_owned(), content)))
    };
    // What the API says is what is handled.
    assert_eq!(
        read(known("ev_1", "{ \"a\" : 1 }")).await,
        "Some(\"{ \\\"a\\\" : 1 }\")"
    );
    let other = "the API has the event with another content (400)";
    assert_eq!(read(known("ev_1", "{\"a\":2}")).await, other);
    assert_eq!(read(known("ev_2", "{\"a\":1}")).await, other);
    assert_eq!(
        read(None).await,
        "an event of that version of the API cannot be fetched again (400)"
    );
    let down = Error::Config(crate::ConfigError::new("no transport"));
    let told = read(Some(Err(down))).await;
    assert_eq!(
        told,
        "the API could not be asked for the event: no transport (503)"
    );
}
