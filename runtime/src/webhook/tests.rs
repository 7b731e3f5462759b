use super::*;
use crate::{Error, Json};
use std::{
    collections::VecDeque,
    error::Error as StdError,
    future::{Ready, ready},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// An event of a version that there is, `v1`, or whose feature is off, `v2`.
#[derive(Clone, Debug)]
enum Event {
    Known(String, Json),
    Unknown(UnknownEvent),
}

impl AnyEvent for Event {
    const VERSIONS: &'static [&'static str] = &["v1", "v2"];

    fn read(version: &str, json: &[u8], _: &CurrencyTable) -> Option<Result<Self, Error>> {
        (version == "v1").then(|| {
            let text = String::from_utf8(json.to_vec()).expect("text");
            let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let id = json["id"].as_str().unwrap_or_default().to_owned();
            Ok(Self::Known(id, json["content"].clone().into()))
        })
    }
    fn unknown(event: UnknownEvent) -> Self {
        Self::Unknown(event)
    }
    fn id(&self) -> &str {
        match self {
            Self::Known(id, _) => id,
            Self::Unknown(event) => &event.id,
        }
    }
    fn event_type(&self) -> &str {
        "invoice_generated"
    }
    fn api_version(&self) -> &str {
        "v1"
    }
    fn content(&self) -> Option<&Json> {
        match self {
            Self::Known(_, content) => Some(content),
            Self::Unknown(_) => None,
        }
    }
    fn to_json(&self) -> String {
        format!(r#"{{"id":"{}"}}"#, self.id())
    }
}

const BODY: &str =
    r#"{"id":"ev_1","object":"event","event_type":"invoice_generated","content":{"a":1}}"#;

fn builder() -> ReceiverBuilder<Event> {
    Receiver::builder().credentials("hook", "secret")
}

fn receiver() -> Receiver<Event> {
    builder().build().expect("a receiver")
}

/// A request as the API sends it.
fn request(body: impl Into<Bytes>) -> Request<Bytes> {
    Request::post("/webhook")
        .header("authorization", "Basic aG9vazpzZWNyZXQ=")
        .body(body.into())
        .expect("a request")
}

async fn rejected(receiver: &Receiver<Event>, request: Request<Bytes>) -> Rejection {
    let received = receiver.receive(request, None).await;
    received.expect_err("it is refused")
}

#[test]
fn a_receiver_that_anybody_could_send_to_is_not_built() {
    let refused = |builder: ReceiverBuilder<Event>| {
        let refused = builder.build().expect_err("nothing says who may send");
        refused.to_string()
    };
    let nothing = refused(Receiver::builder());
    assert!(
        nothing.contains("`credentials(user, password)`"),
        "{nothing}"
    );
    assert!(nothing.contains("`url_secret(secret)`"), "{nothing}");
    // The addresses are those of all sites of a region, so of everybody who has one.
    let sources = refused(Receiver::builder().sources(Region::Eu));
    assert!(sources.contains("not enough"), "{sources}");
    assert!(refused(builder().credentials("x", "")).contains("empty"));
    assert!(refused(builder().sources_in(["nowhere"])).contains("`nowhere`"));
    assert!(refused(builder().trusted_proxies(["nowhere"])).contains("`nowhere`"));
    let secret = Receiver::<Event>::builder().url_secret("0123456789abcdef");
    assert!(secret.build().is_ok());
}

#[test]
fn nothing_prints_a_secret() {
    let builder = builder().url_secret("0123456789abcdef");
    let shown = format!("{builder:?}") + &format!("{:?}", builder.build());
    assert!(
        !shown.contains("secret\"") && !shown.contains("0123456789"),
        "{shown}"
    );
    assert!(!shown.contains("hook\""), "{shown}");
}

#[tokio::test]
async fn whoever_may_not_send_is_told_nothing_and_nothing_is_read() {
    let receiver = builder()
        .sources_in(["203.0.113.7"])
        .build()
        .expect("a receiver");
    let mut wrong = request("not even JSON");
    wrong.headers_mut().remove("authorization");
    let peer = "203.0.113.7".parse().ok();
    let answers = [
        receiver.handle(wrong.clone(), peer, never).await,
        receiver.handle(request(BODY), None, never).await,
        receiver
            .handle(request(BODY), "192.0.2.9".parse().ok(), never)
            .await,
    ];
    for answer in answers {
        assert_eq!(answer.status(), 401);
        assert!(answer.body().is_empty());
        let asks = answer.headers()["www-authenticate"].to_str().expect("text");
        assert_eq!(asks, r#"Basic realm="webhook", charset="UTF-8""#);
    }
    let head = wrong.into_parts().0;
    let early = receiver.check(&head, peer).expect_err("before the body");
    assert_eq!(early.reason(), Reason::Credentials);
    assert!(receiver.check(&request("").into_parts().0, peer).is_ok());
}

#[tokio::test]
async fn the_peer_is_found_with_the_request_where_nobody_gives_it() {
    let receiver = builder()
        .sources_in(["203.0.113.7"])
        .peer_from(|head| head.extensions.get().copied())
        .build()
        .expect("a receiver");
    let mut request = request(BODY);
    let peer: IpAddr = "203.0.113.7".parse().expect("an address");
    request.extensions_mut().insert(peer);
    let delivery = receiver.receive(request.clone(), None).await;
    assert_eq!(delivery.expect("it may send").source, Some(peer));
    // What is given counts.
    let other = "192.0.2.9".parse().ok();
    let refused = receiver.receive(request, other).await.expect_err("another");
    assert_eq!(refused.reason(), Reason::Source);
}

async fn never(_: Delivery<Event>) -> Result<(), Failure> {
    panic!("the handler was called");
}

#[tokio::test]
async fn a_body_that_is_no_event_is_told_without_what_it_says() {
    let receiver = builder().body_limit(200).build().expect("a receiver");
    let long = "x".repeat(201);
    let id = "i".repeat(256);
    let limit = builder().build().expect("a receiver");
    for (receiver, body, status, said) in [
        (
            &receiver,
            "",
            400,
            "the body is not JSON, from line 1 column 0 on",
        ),
        (
            &receiver,
            "geheim",
            400,
            "the body is not JSON, from line 1 column 1 on",
        ),
        (
            &receiver,
            r#"{"id":"geheim""#,
            400,
            "the body is not JSON, from line 1 column 14 on",
        ),
        (
            &receiver,
            "\"geheim\"",
            400,
            "the body is JSON, and no object",
        ),
        (&receiver, "[]", 400, "the body is JSON, and no object"),
        (
            &receiver,
            r#"{"a":"geheim"}"#,
            400,
            "the body is JSON, and no event",
        ),
        (
            &receiver,
            r#"{"object":"customer","event_type":"geheim"}"#,
            400,
            "the body is JSON, and no event",
        ),
        (
            &receiver,
            r#"{"object":"event"}"#,
            400,
            "the event has no id",
        ),
        (
            &receiver,
            r#"{"object":"event","api_version":7}"#,
            400,
            "`api_version` of the event is no text",
        ),
        (
            &receiver,
            r#"{"object":"event","api_version":"v2"}"#,
            400,
            "the event is in the format of API v2, and the feature `v2` of `chargebee` is off: switch it on, or choose another \
             API version in the settings of the webhook",
        ),
        (
            &receiver,
            r#"{"object":"event","api_version":"geheim"}"#,
            400,
            "the event is in the format of another version of the API than v1 and v2: choose one of these in the settings of the webhook",
        ),
        (&receiver, &long, 413, "the body has more than 200 bytes"),
        (
            &limit,
            &format!(r#"{{"object":"event","id":"{id}"}}"#),
            400,
            "the id of the event has 256 bytes",
        ),
    ] {
        let rejection = rejected(receiver, request(body.to_owned())).await;
        assert_eq!(rejection.status(), status, "{body}");
        assert_eq!(
            rejection.to_string(),
            format!("{said} ({status})"),
            "{body}"
        );
        let answer = receiver.handle(request(body.to_owned()), None, never).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.body()[..]),
            (status, said.as_bytes())
        );
        assert!(!rejection.to_string().contains("geheim"));
    }
}

#[tokio::test]
async fn a_body_is_not_read_where_its_head_says_enough() {
    let receiver = builder().body_limit(200).build().expect("a receiver");
    let mut large = request(BODY);
    large.headers_mut().insert(CONTENT_LENGTH, 201.into());
    assert_eq!(rejected(&receiver, large).await.reason(), Reason::TooLarge);
    // A length that is not true is of no use.
    let mut lie = request("x".repeat(201));
    lie.headers_mut().insert(CONTENT_LENGTH, 10.into());
    assert_eq!(rejected(&receiver, lie).await.reason(), Reason::TooLarge);
    let mut get = request(BODY);
    *get.method_mut() = Method::GET;
    let refused = rejected(&receiver, get).await;
    assert_eq!(refused.to_string(), "it is a GET, and no POST (405)");
    assert_eq!(refused.to_response().headers()["allow"], "POST");
}

#[tokio::test]
async fn an_event_that_says_no_version_is_one_of_v1() {
    for body in [
        BODY,
        &BODY.replace(r#""content""#, r#""api_version":null,"content""#),
    ] {
        let delivery = receiver().receive(request(body.to_owned()), None).await;
        let delivery = delivery.expect("it reads");
        assert_eq!(delivery.event.id(), "ev_1");
        assert_eq!(delivery.body, body);
        assert!(
            !format!("{delivery:?}").contains("object"),
            "the body is not printed"
        );
    }
}

#[tokio::test]
async fn an_event_of_another_version_is_kept_whole_where_that_is_asked_for() {
    let receiver = builder()
        .keep_unknown_versions(true)
        .build()
        .expect("a receiver");
    let body =
        r#"{"object":"event","id":"ev_9","api_version":"v3","event_type":"new","content":1.50}"#;
    let delivery = receiver
        .receive(request(body), None)
        .await
        .expect("it is kept");
    let Event::Unknown(event) = delivery.event else {
        panic!("it is of no version that there is");
    };
    assert_eq!(event.json.as_str(), body);
    let told = [event.id, event.event_type, event.api_version];
    assert_eq!(told, ["ev_9", "new", "v3"]);
    let none = rejected(
        &receiver,
        request(r#"{"object":"event","api_version":"v3"}"#),
    )
    .await;
    assert_eq!(none.to_string(), "the event has no id (400)");
}

#[tokio::test]
async fn the_answer_comes_after_the_handler_and_says_what_came_of_it() {
    let receiver = receiver();
    let status = async |made: fn() -> Result<(), Failure>| {
        let done = AtomicUsize::new(0);
        let answer = receiver.handle(request(BODY), None, async |_| {
            tokio::time::sleep(Duration::from_millis(20)).await;
            done.fetch_add(1, Ordering::SeqCst);
            made()
        });
        let status = answer.await.status().as_u16();
        assert_eq!(
            done.into_inner(),
            1,
            "it was answered before the handler was done"
        );
        status
    };
    assert_eq!(status(|| Ok(())).await, 200);
    assert_eq!(
        status(|| Err(Failure::retry("the database is down"))).await,
        503
    );
    assert_eq!(status(|| Err(Failure::poison("no such plan"))).await, 200);
    // What nobody classified is sent again: nothing is lost by that.
    let unclassified = || -> Result<(), Failure> {
        "seven".parse::<u8>()?;
        Ok(())
    };
    assert_eq!(status(unclassified).await, 503);
    assert_eq!(status(|| panic!("a bug")).await, 500);
    let early = receiver.handle(request(BODY), None, |_| -> Ready<Result<(), Failure>> {
        panic!("a bug")
    });
    assert_eq!(early.await.status(), 500);
}

#[test]
fn any_error_of_a_program_becomes_a_failure() {
    let boxed: Box<dyn StdError + Send + Sync> = "text".into();
    for failure in [
        Failure::from(boxed),
        "text".into(),
        String::from("text").into(),
    ] {
        assert!(!failure.is_poison());
        assert_eq!(failure.to_string(), "text");
        assert_eq!(failure.error().to_string(), "text");
    }
    let poison = Failure::poison("text");
    assert_eq!(
        (poison.is_poison(), format!("{poison:?}")),
        (true, "Failure::poison(\"text\")".to_owned())
    );
}

#[tokio::test]
async fn what_will_never_work_is_recorded_or_sent_again() {
    let recorded = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&recorded);
    let receiver = builder()
        .dedupe(InMemory::new())
        .on_poison(move |poisoned| {
            let sink = Arc::clone(&sink);
            async move {
                let mut sink = sink.lock().expect("a list");
                sink.push(poisoned);
                match sink.len() {
                    1 => Err("the disk is full".into()),
                    2 => panic!("a bug"),
                    _ => Ok(()),
                }
            }
        })
        .build()
        .expect("a receiver");
    let poison = async |_| Err(Failure::poison("no such plan"));
    let mut outcomes = Vec::new();
    for _ in 0..4 {
        outcomes.push(
            receiver
                .process(Event::Known("ev_1".to_owned(), 1.into_json()), poison)
                .await,
        );
        // The panic poisons the list of the test.
        recorded.clear_poison();
    }
    let [failed, panicked, done, again] = outcomes[..] else {
        panic!("{outcomes:?}");
    };
    assert_eq!(
        [failed, panicked],
        [Outcome::StoreFailed, Outcome::Panicked]
    );
    assert_eq!([done, again], [Outcome::Poison, Outcome::Duplicate]);
    assert_eq!(
        outcomes
            .iter()
            .map(|it| it.is_settled())
            .collect::<Vec<_>>(),
        [false, false, true, true]
    );
    let recorded = recorded.lock().expect("a list");
    let last = recorded.last().expect("it was recorded");
    assert_eq!(
        (&*last.id, &*last.event_type, &*last.api_version),
        ("ev_1", "invoice_generated", "v1")
    );
    assert_eq!(last.body, r#"{"id":"ev_1"}"#);
    assert_eq!(last.failure.to_string(), "no such plan");
    assert!(
        !format!("{last:?}").contains("{\"id"),
        "the body is not printed"
    );
}

trait IntoJson {
    fn into_json(self) -> Json;
}

impl IntoJson for i32 {
    fn into_json(self) -> Json {
        Json::new(&self).expect("JSON")
    }
}

#[tokio::test]
async fn an_event_that_comes_again_is_handled_once() {
    let receiver = builder()
        .dedupe(InMemory::new())
        .build()
        .expect("a receiver");
    let calls = AtomicUsize::new(0);
    let status = async |result: Result<(), &'static str>| {
        let answer = receiver.handle(request(BODY), None, async |_| {
            calls.fetch_add(1, Ordering::SeqCst);
            Ok(result?)
        });
        answer.await.status().as_u16()
    };
    assert_eq!(status(Err("the database is down")).await, 503);
    assert_eq!(status(Ok(())).await, 200);
    assert_eq!(status(Err("it is not called")).await, 200);
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let store = Arc::new(InMemory::new());
    let receiver = builder()
        .dedupe(Arc::clone(&store))
        .build()
        .expect("a receiver");
    for body in [
        "",
        "{}",
        r#"{"object":"event","id":"ev_1","api_version":"v2"}"#,
    ] {
        receiver.handle(request(body), None, never).await;
    }
    let mut wrong = request(BODY);
    wrong.headers_mut().clear();
    receiver.handle(wrong, None, never).await;
    assert!(store.is_empty());
    receiver.handle(request(BODY), None, async |_| Ok(())).await;
    assert_eq!(store.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_that_come_at_once_one_is_handled() {
    let receiver = builder()
        .dedupe(InMemory::new())
        .build()
        .expect("a receiver");
    let calls = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (receiver, calls) = (receiver.clone(), Arc::clone(&calls));
            tokio::spawn(async move {
                let answer = receiver.handle(request(BODY), None, |_| async move {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    calls.fetch_add(1, Ordering::SeqCst);
                    Ok(())
                });
                answer.await.status().as_u16()
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.expect("no panic"));
    }
    statuses.sort_unstable();
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    // One did it. The others are sent again, for that one may yet fail; those who came late know that it is done.
    assert_eq!(statuses[0], 200);
    assert!(
        statuses.iter().all(|it| [200, 503].contains(it)),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn a_worker_that_is_killed_leaves_the_event_to_the_next_one() {
    let seconds = Arc::new(AtomicUsize::new(0));
    let read = Arc::clone(&seconds);
    let now = move || {
        let seconds = read.load(Ordering::SeqCst) as u64;
        std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    };
    let receiver = builder()
        .dedupe(InMemory::new().now(now))
        .lease(Duration::from_secs(60))
        .build()
        .expect("a receiver");
    let killed = receiver.handle(request(BODY), None, |_| std::future::pending());
    let timeout = tokio::time::timeout(Duration::from_millis(20), killed).await;
    assert!(timeout.is_err());
    let status = async || {
        let answer = receiver.handle(request(BODY), None, async |_| Ok(()));
        answer.await.status().as_u16()
    };
    assert_eq!(status().await, 503);
    seconds.store(60, Ordering::SeqCst);
    assert_eq!(status().await, 200);
}

/// A store that gives what it was told to give.
struct Told(
    Mutex<VecDeque<Result<Claim, &'static str>>>,
    Result<(), &'static str>,
);

impl Dedupe for Told {
    fn claim<'a>(&'a self, _: &'a str, _: Duration) -> BoxFuture<'a, Result<Claim, BoxError>> {
        let next = self.0.lock().expect("a list").pop_front();
        Box::pin(ready(next.unwrap_or(Ok(Claim::Done)).map_err(Into::into)))
    }
    fn done<'a>(&'a self, _: &'a str, _: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(ready(self.1.map_err(Into::into)))
    }
    fn failed<'a>(&'a self, _: &'a str, _: i64) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(ready(self.1.map_err(Into::into)))
    }
}

#[tokio::test]
async fn a_store_that_fails_has_the_event_sent_again_unless_it_is_done() {
    let claims = [
        Err("no connection"),
        Ok(Claim::New { ticket: 1 }),
        Ok(Claim::InProgress),
    ];
    let store = Told(Mutex::new(claims.into()), Err("no connection"));
    let receiver = builder().dedupe(store).build().expect("a receiver");
    let outcome = async || {
        let event = Event::Known("ev_1".to_owned(), 1.into_json());
        let handler = async |delivery: Delivery<Event>| {
            assert_eq!(delivery.ticket, Some(1));
            Ok(())
        };
        receiver.process(event, handler).await
    };
    assert_eq!(outcome().await, Outcome::StoreFailed);
    // The work is done. An answer that says otherwise would have it done twice.
    assert_eq!(outcome().await, Outcome::Done);
    assert_eq!(outcome().await, Outcome::InProgress);
    assert_eq!(outcome().await, Outcome::Duplicate);
    let statuses = [
        Outcome::StoreFailed,
        Outcome::InProgress,
        Outcome::Duplicate,
    ];
    assert_eq!(statuses.map(|it| it.status().as_u16()), [503, 503, 200]);
}

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
            Ok(delivery) => format!("{:?}", delivery.event.content().map(Json::as_str)),
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
