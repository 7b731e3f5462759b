//! Where walks start, stop and go on.

use crate::{client_of, json, numbered, page, wrong_offset};
use chargebee::list::Offset;
use chargebee_wire_tests::site::{Site, query};

/// Offsets as the API makes them, with everything that an encoding could spoil.
const OFFSETS: [&str; 3] = [
    r#"["1513157000000","x/y=+ &%2B\"é"]"#,
    "%5B1%5D+",
    "\u{1F41D}#?;\\",
];

/// Four pages of two customers each, the third of them empty.
async fn site() -> Site {
    Site::start(|request| async move {
        let offset = query(&request, "offset");
        let [first, second, third] = OFFSETS;
        json(match offset.as_deref() {
            None => page(numbered(0, 2), Some(first)),
            Some(offset) if offset == first => page(numbered(2, 4), Some(second)),
            Some(offset) if offset == second => page([], Some(third)),
            Some(offset) if offset == third => page(numbered(4, 6), None),
            Some(other) => panic!("an offset that was never given: {other}"),
        })
    })
    .await
}

#[tokio::test]
async fn a_walk_goes_on_from_a_saved_offset() {
    let site = site().await;
    let client = client_of(site.url());
    // Each page by a walk of its own, as if the program had been stopped in between.
    let mut saved: Option<String> = None;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let mut pages = client.customer().list().offset(saved.clone()).pages();
        assert_eq!(
            pages.next_offset().map(Offset::as_str),
            saved.as_deref(),
            "nothing was given yet"
        );
        let page = pages.next().await.expect("a page").expect("no error");
        seen.extend(page.list.iter().map(|it| it.customer.id.to_string()));
        saved = pages.next_offset().map(|it| it.as_str().to_owned());
        assert_eq!(pages.is_finished(), saved.is_none());
    }
    assert_eq!(saved, None);
    assert_eq!(seen, ["c0", "c1", "c2", "c3", "c4", "c5"]);
    let received = site.received();
    let offsets: Vec<_> = received.iter().map(|it| query(it, "offset")).collect();
    let mut expected = vec![None];
    expected.extend(OFFSETS.map(|it| Some(it.to_owned())));
    assert_eq!(offsets, expected);
}

#[tokio::test]
async fn items_go_on_at_the_page_that_was_not_finished() {
    let site = site().await;
    let client = client_of(site.url());
    let mut items = client.customer().list().items();
    assert_eq!(items.resume_from(), None);
    let mut places = Vec::new();
    while let Some(item) = items.next().await {
        let id = item.expect("no error").customer.id.to_string();
        places.push((id, items.resume_from().cloned(), items.is_finished()));
    }
    let [first, second, third] = OFFSETS.map(|it| Some(Offset::from(it)));
    let expected = [
        // In the middle of a page: that page again. At its end: the next one.
        ("c0", None, false),
        ("c1", first.clone(), false),
        ("c2", first, false),
        ("c3", second, false),
        ("c4", third.clone(), false),
        ("c5", None, true),
    ];
    let expected = expected.map(|(id, at, finished)| (id.to_owned(), at, finished));
    assert_eq!(places, expected);

    let mut items = client.customer().list().offset(third).items();
    let item = items.next().await.expect("an item").expect("no error");
    assert_eq!(item.customer.id, "c4");
}

#[tokio::test]
async fn a_walk_that_is_stopped_asks_for_nothing_more() {
    let site = site().await;
    let client = client_of(site.url());
    let mut items = client.customer().list().items();
    for _ in 0..2 {
        assert!(matches!(items.next().await, Some(Ok(_))));
    }
    drop(items);
    tokio::task::yield_now().await;
    assert_eq!(site.received().len(), 1);
}

#[tokio::test]
async fn a_page_that_is_waited_for_no_longer_is_not_lost() {
    let site = Site::start(|_| async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        json(page(numbered(0, 1), None))
    })
    .await;
    let client = client_of(site.url());
    let mut items = client.customer().list().items();
    let short = std::time::Duration::from_millis(10);
    let mut waits = 0;
    let item = loop {
        match tokio::time::timeout(short, items.next()).await {
            Ok(item) => break item.expect("an item").expect("no error"),
            Err(_) => waits += 1,
        }
    };
    assert_eq!(item.customer.id, "c0");
    assert!(waits > 1, "the server was not slow");
    assert_eq!(site.received().len(), 1, "the same fetch went on");
}

/// A list whose pages lead `from` one offset to the next; `start` is the first.
async fn round(next: fn(Option<&str>) -> &'static str) -> Site {
    Site::start(move |request| async move {
        let offset = query(&request, "offset");
        json(page(numbered(0, 1), Some(next(offset.as_deref()))))
    })
    .await
}

#[tokio::test]
async fn pages_that_go_round_in_a_circle_end_the_list() {
    let site = round(|at| match at {
        Some("a") => "b",
        _ => "a",
    })
    .await;
    let mut items = client_of(site.url()).customer().list().items();
    let mut given = 0;
    let error = loop {
        match items.next().await.expect("an error") {
            Ok(_) => given += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(
        wrong_offset(error),
        "the pages of the list go round in a circle"
    );
    assert_eq!(given, 2, "a page was given twice");
    assert!(items.next().await.is_none());
    assert!(items.is_finished());
}

#[tokio::test]
async fn a_longer_circle_is_found_too() {
    let site = Site::start(|request| async move {
        // From 0 to 99, and then from 60 on again.
        let at: usize = query(&request, "offset").map_or(0, |it| it.parse().expect("a number"));
        let next = if at == 99 { 60 } else { at + 1 };
        json(page([], Some(&next.to_string())))
    })
    .await;
    let mut pages = client_of(site.url()).customer().list().pages();
    let error = loop {
        if let Err(error) = pages.next().await.expect("an error") {
            break error;
        }
    };
    assert_eq!(
        wrong_offset(error),
        "the pages of the list go round in a circle"
    );
    assert!(site.received().len() <= 300);
}

#[tokio::test]
async fn many_empty_pages_do_not_end_a_list() {
    let site = Site::start(|request| async move {
        let at: usize = query(&request, "offset").map_or(0, |it| it.parse().expect("a number"));
        json(match at {
            50 => page(numbered(0, 1), None),
            at => page([], Some(&(at + 1).to_string())),
        })
    })
    .await;
    let mut items = client_of(site.url()).customer().list().items();
    let item = items.next().await.expect("an item").expect("no error");
    assert_eq!(item.customer.id, "c0");
    assert!(items.next().await.is_none());
    assert_eq!(site.received().len(), 51);
}

#[tokio::test]
async fn an_offset_of_nothing_is_the_end() {
    let site = Site::start(|_| async { json(page(numbered(0, 2), Some(""))) }).await;
    let mut items = client_of(site.url()).customer().list().items();
    for _ in 0..2 {
        assert!(matches!(items.next().await, Some(Ok(_))));
    }
    assert!(items.next().await.is_none());
    assert!(items.is_finished());
    assert_eq!(site.received().len(), 1, "and not the start once more");
}
