//! What takes more than one call, on a thread without an async runtime.

use crate::{KEY, answer, batch, json, pdf::PDF, store::Store, upload};
use chargebee::{
    jobs::{DownloadError, JobError},
    v2::Client,
};
use chargebee_wire_tests::{clock::TestClock, site::Site};
use std::{
    fs,
    time::{Duration, Instant},
};

const SHORT: Duration = Duration::from_millis(20);

/// Blocks on a thread that no runtime knows, while the servers work on those of the test.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        assert!(tokio::runtime::Handle::try_current().is_err());
        let _ = done.send(work());
    });
    let result = result.await;
    thread.join().expect("no panic");
    result.expect("a result")
}

fn client(url: String) -> Client {
    let client = Client::builder("acme-test", KEY).base_url(url);
    client.build().expect("a client")
}

#[tokio::test]
async fn a_job_is_waited_for() {
    let site = crate::wait::exporting(&["in_process", "in_process", "completed"]).await;
    let client = client(site.url());
    let done = on_a_thread(move || {
        let started = client.export().invoices().send_blocking();
        let id = started.expect("an export").into_inner().export.id;
        let wait = client.export().retrieve(id).wait();
        wait.interval(SHORT, SHORT).send_blocking()
    })
    .await;
    assert!(done.expect("it is done").export.download.is_some());
    assert_eq!(site.received().len(), 4);
}

#[tokio::test]
async fn a_wait_ends_at_its_deadline() {
    let site = crate::wait::exporting(&["in_process"]).await;
    let client = client(site.url());
    let started = Instant::now();
    let deadline = Duration::from_millis(300);
    let error = on_a_thread(move || {
        let wait = client.export().retrieve("exp_1").wait().deadline(deadline);
        wait.interval(SHORT, SHORT).send_blocking().map(|_| ())
    })
    .await;
    assert!(matches!(error, Err(JobError::Deadline { .. })), "{error:?}");
    assert!(started.elapsed() >= deadline * 9 / 10);
}

#[tokio::test]
async fn a_file_is_saved_in_pieces() {
    let content: Vec<u8> = (0..2500_u32).map(|at| (at % 251) as u8).collect();
    let (store, site) = Store::serve(content.clone()).await;
    store.lock().trouble = vec![answer(503, "busy")];
    let clock = TestClock::default();
    let client = Client::builder("acme-test", KEY).base_url(site.url());
    let client = client.clock(clock.clone()).build().expect("a client");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    let (url, to) = (site.url(), path.clone());
    let (saved, pieces) = on_a_thread(move || {
        let download = client.download_file(&crate::download::link(&url));
        let download = download.expect("a link").piece_bytes(1000);
        let saved = download.save_to_blocking(&to);
        let download = client.download_file(&crate::download::link(&url));
        let mut download = download.expect("a link").piece_bytes(1000);
        let pieces: Result<Vec<_>, DownloadError> =
            std::iter::from_fn(|| download.next_blocking()).collect();
        (saved, pieces)
    })
    .await;
    assert_eq!(saved.expect("saved"), 2500);
    assert_eq!(fs::read(&path).expect("read"), content);
    assert_eq!(pieces.expect("pieces").concat(), content);
    assert_eq!(clock.waits().len(), 1, "with the retries of a call");
}

#[tokio::test]
async fn the_file_of_an_answer_is_saved() {
    let (_, store) = Store::serve(PDF.to_vec()).await;
    let site = crate::pdf::api(&store).await;
    let client = client(site.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("invoice.pdf");
    let to = path.clone();
    let saved = on_a_thread(move || client.invoice().pdf("inv_1").save_to_blocking(&to)).await;
    assert_eq!(
        saved.expect("saved"),
        u64::try_from(PDF.len()).expect("small")
    );
    assert_eq!(fs::read(&path).expect("read"), PDF);
}

#[tokio::test]
async fn a_file_is_uploaded() {
    let store = Site::start(|_| async { answer(200, "") }).await;
    let url = format!("{}/x?Signature=sEcReT", store.url());
    let api = Site::start(move |_| {
        let answer = json(upload::file("queued", Some(&url)));
        async move { answer }
    })
    .await;
    let client = client(api.url());
    let uploaded = on_a_thread(move || {
        let request = client.usage_file().upload_url("usage.csv", "text/csv");
        request.upload_blocking("content")
    })
    .await;
    assert_eq!(uploaded.expect("uploaded").usage_file.id, "uf_1");
    let puts = store.received();
    assert_eq!((puts.len(), puts[0].body().as_ref()), (1, &b"content"[..]));
}

#[tokio::test]
async fn many_things_go_out_in_chunks() {
    let site = batch::site(1).await;
    let client = client(site.url());
    let outcome = on_a_thread(move || {
        let request = client.usage_event().batch_ingest();
        request.in_chunks_blocking(batch::events(1201))
    })
    .await;
    assert_eq!((outcome.answers.len(), outcome.unsent), (1, 500..1201));
    assert!(outcome.error.is_some());
    assert_eq!(site.received().len(), 2);
}
