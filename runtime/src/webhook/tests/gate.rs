//! Who is let in, and what is read.

use super::*;

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
    // Two workers would have an event at once.
    for lease in [Duration::ZERO, Duration::from_micros(999)] {
        assert!(refused(builder().lease(lease)).contains("`lease`"));
    }
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
        (
            &receiver,
            r#"{"object":"event","api_version":"v\u0000geheim"}"#,
            400,
            "the version of the event is no name of one",
        ),
        (&receiver, &long, 413, "the body has more than 200 bytes"),
        (
            &limit,
            r#"{"object":"event","id":"ev\u0000geheim"}"#,
            400,
            "the id of the event has control characters",
        ),
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
