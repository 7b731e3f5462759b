//! Files of exports: whole, resumed, refused.

use crate::{
    answer, client_of, header, no_link,
    store::{Store, set},
};
use bytes::Bytes;
use chargebee::{
    jobs::DownloadError,
    v2::{Client, DownloadDetail},
};
use chargebee_wire_tests::site::Site;
use http::Request;
use std::{fs, path::Path};

fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from(at * 31 % 251).expect("small"))
        .collect()
}

pub(crate) fn link(url: &str) -> DownloadDetail {
    let json = format!(
        r#"{{"download_url":"{url}/bucket/export.zip?X-Amz-Signature=sEcReT","valid_till":1700000000}}"#
    );
    DownloadDetail::from_json(json.as_bytes()).expect("a link")
}

pub(crate) async fn save(client: &Client, url: &str, path: &Path) -> Result<u64, DownloadError> {
    let download = client.download_file(&link(url))?;
    let saved = download.piece_bytes(1000).save_to(path).await;
    if let Err(error) = &saved {
        no_link(error);
    }
    saved
}

pub(crate) fn ranges(site: &Site) -> Vec<(String, Option<String>)> {
    let read = |request: &Request<Bytes>| {
        let text = |name| header(request, name).map(str::to_owned);
        (text("range").unwrap_or_default(), text("if-range"))
    };
    site.received().iter().map(read).collect()
}

/// Names in a folder.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).into_string().expect("text"))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_file_comes_in_pieces_and_appears_whole() {
    let (_, site) = Store::serve(content(2500)).await;
    let client = client_of(site.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    fs::write(&path, "an older one").expect("written");
    let size = save(&client, &site.url(), &path).await.expect("saved");
    assert_eq!(size, 2500);
    assert_eq!(fs::read(&path).expect("read"), content(2500));
    assert_eq!(names(folder.path()), ["export.zip"]);
    let tag = Some("\"v1\"".to_owned());
    let expected = [
        ("bytes=0-999".to_owned(), None),
        ("bytes=1000-1999".to_owned(), tag.clone()),
        ("bytes=2000-2999".to_owned(), tag),
    ];
    assert_eq!(ranges(&site), expected);
}

#[tokio::test]
async fn an_export_is_started_waited_for_and_saved() {
    let (_, store) = Store::serve(content(2500)).await;
    let link = format!("{}/export.zip?X-Amz-Signature=sEcReT", store.url());
    let api = Site::start(move |request| {
        let done = format!(
            r#""status":"completed","download":{{"download_url":"{link}","valid_till":1700000000}}"#
        );
        let state = match request.method().as_str() {
            "POST" => r#""status":"in_process""#.to_owned(),
            _ => done,
        };
        async move { answer(200, format!(r#"{{"export":{{"id":"exp_1",{state}}}}}"#)) }
    })
    .await;
    let client = client_of(api.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("invoices.zip");

    let started = client.export().invoices().send().await.expect("it starts");
    let id = started.into_inner().export.id;
    let done = client.export().retrieve(id).wait().await.expect("done");
    let link = done.export.download.as_ref().expect("a link");
    let download = client.download_file(link).expect("a download");
    assert_eq!(download.save_to(&path).await.expect("saved"), 2500);
    assert_eq!(fs::read(&path).expect("read"), content(2500));
    assert!(!format!("{done:?}").contains("sEcReT"), "{done:?}");
}

#[tokio::test]
async fn pieces_can_be_taken_one_by_one() {
    let (_, site) = Store::serve(content(2500)).await;
    let client = client_of(site.url());
    let mut download = client
        .download_file(&link(&site.url()))
        .expect("a download")
        .piece_bytes(1000);
    assert!(!format!("{download:?}").contains("sEcReT"), "{download:?}");
    assert_eq!(download.total_bytes(), None);
    let mut all = Vec::new();
    while let Some(piece) = download.next().await {
        let piece = piece.expect("a piece");
        assert!(piece.len() <= 1000);
        all.extend_from_slice(&piece);
        assert_eq!(download.total_bytes(), Some(2500));
    }
    assert_eq!(all, content(2500));
}

#[tokio::test]
async fn a_download_that_stopped_goes_on_where_it_was() {
    let (store, site) = Store::serve(content(2500)).await;
    let client = client_of(site.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    // After the first piece, nothing but refusals: the link has expired.
    let expiring = store.clone();
    let first = Site::start(move |request| {
        let answer = if header(&request, "range") == Some("bytes=0-999") {
            expiring.lock().give(&request)
        } else {
            answer(403, "<Error>Request has expired sEcReT</Error>")
        };
        async move { answer }
    })
    .await;
    let error = save(&client, &first.url(), &path)
        .await
        .expect_err("expired");
    assert!(matches!(error, DownloadError::Refused(status) if status == 403));
    assert!(!path.exists(), "no part of a file under its name");
    assert_eq!(
        names(folder.path()),
        ["export.zip.part", "export.zip.part.tag"]
    );

    // A new link to the same file.
    let size = save(&client, &site.url(), &path).await.expect("saved");
    assert_eq!(size, 2500);
    assert_eq!(fs::read(&path).expect("read"), content(2500));
    assert_eq!(names(folder.path()), ["export.zip"]);
    let asked: Vec<String> = ranges(&site).into_iter().map(|it| it.0).collect();
    assert_eq!(asked, ["bytes=1000-1999", "bytes=2000-2999"]);
}

/// Leaves a part of the file beside `path`.
pub(crate) fn part(path: &Path, bytes: &[u8], tag: Option<&str>) {
    let with = |ending: &str| format!("{}{ending}", path.display());
    fs::write(with(".part"), bytes).expect("written");
    if let Some(tag) = tag {
        fs::write(with(".part.tag"), tag).expect("written");
    }
}

#[tokio::test]
async fn a_part_of_another_file_is_not_gone_on_with() {
    for (tag, ranges) in [
        (Some("\"v0\""), true),
        (None, true),
        (Some("\"v1\""), false),
    ] {
        let (store, site) = Store::serve(content(2500)).await;
        store.lock().ranges = ranges;
        let client = client_of(site.url());
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("export.zip");
        part(&path, &[7; 1500], tag);
        save(&client, &site.url(), &path).await.expect("saved");
        assert_eq!(fs::read(&path).expect("read"), content(2500), "{tag:?}");
        assert_eq!(names(folder.path()), ["export.zip"]);
    }
}

#[tokio::test]
async fn a_file_that_was_whole_but_not_in_place_is_put_there() {
    let (_, site) = Store::serve(content(2500)).await;
    let client = client_of(site.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    part(&path, &content(2500), Some("\"v1\""));
    let size = save(&client, &site.url(), &path).await.expect("saved");
    assert_eq!(size, 2500);
    assert_eq!(fs::read(&path).expect("read"), content(2500));
}

#[tokio::test]
async fn a_server_that_gives_no_pieces_gives_all() {
    let (store, site) = Store::serve(content(2500)).await;
    store.lock().ranges = false;
    let client = client_of(site.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    let size = save(&client, &site.url(), &path).await.expect("saved");
    assert_eq!(size, 2500);
    assert_eq!(fs::read(&path).expect("read"), content(2500));
    assert_eq!(site.received().len(), 1);
}

#[tokio::test]
async fn an_empty_file_is_a_file() {
    for ranges in [true, false] {
        let (store, site) = Store::serve(Vec::new()).await;
        store.lock().ranges = ranges;
        let client = client_of(site.url());
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("export.zip");
        assert_eq!(save(&client, &site.url(), &path).await.expect("saved"), 0);
        assert_eq!(fs::read(&path).expect("read"), [0; 0]);
    }
}

#[tokio::test]
async fn a_file_that_changes_meanwhile_is_never_mixed() {
    // With a tag the server says so and gives the new one whole; without, the total tells.
    for tag in [Some("\"v1\""), None] {
        let (store, site) = Store::serve(content(2500)).await;
        store.lock().tag = tag;
        let client = client_of(site.url());
        let mut download = client
            .download_file(&link(&site.url()))
            .expect("a download")
            .piece_bytes(1000);
        download.next().await.expect("a piece").expect("no error");
        {
            let mut file = store.lock();
            file.content = vec![9; 3000];
            file.tag = tag.map(|_| "\"v2\"");
        }
        let error = download.next().await.expect("an error");
        let error = error.expect_err("another file");
        assert!(matches!(error, DownloadError::Changed), "{error:?}");
    }
    // Saved to a file, the new one is taken from its start.
    let (store, site) = Store::serve(content(2500)).await;
    let client = client_of(site.url());
    let changing = store.clone();
    let changer = Site::start(move |request| {
        let mut file = changing.lock();
        if header(&request, "range") == Some("bytes=1000-1999") {
            file.content = vec![9; 3000];
            file.tag = Some("\"v2\"");
        }
        let answer = file.give(&request);
        async move { answer }
    })
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    let size = save(&client, &changer.url(), &path).await.expect("saved");
    assert_eq!(size, 3000);
    assert_eq!(fs::read(&path).expect("read"), vec![9; 3000]);
    drop(site);
}

#[tokio::test]
async fn a_piece_of_the_wrong_length_or_place_is_refused() {
    let piece = |range: &str, length: usize| {
        let mut part = answer(206, content(length));
        set(&mut part, "content-range", range);
        part
    };
    for wrong in [
        piece("bytes 0-999/2500", 500),
        piece("bytes 1-1000/2500", 1000),
        piece("bytes 0-999/900", 1000),
        answer(206, content(1000)),
    ] {
        let (store, site) = Store::serve(content(2500)).await;
        store.lock().trouble.push(wrong);
        let client = client_of(site.url());
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("export.zip");
        let error = save(&client, &site.url(), &path).await.expect_err("wrong");
        assert!(matches!(error, DownloadError::Range), "{error:?}");
        assert!(!path.exists());
    }
}

#[tokio::test]
async fn a_server_with_a_problem_is_asked_again_and_not_for_ever() {
    let (store, site) = Store::serve(content(500)).await;
    let client = client_of(site.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    store.lock().trouble = vec![answer(503, "busy"), answer(429, "slower")];
    save(&client, &site.url(), &path).await.expect("saved");
    assert_eq!(site.received().len(), 3);

    store.lock().trouble = (0..20).map(|_| answer(500, "")).collect();
    let error = save(&client, &site.url(), &path).await.expect_err("broken");
    assert!(matches!(error, DownloadError::Refused(status) if status == 500));
    assert_eq!(site.received().len(), 4);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (store, site) = Store::serve(content(500)).await;
    let mut elsewhere = answer(302, "");
    set(&mut elsewhere, "location", "http://127.0.0.1:1/x");
    store.lock().trouble.push(elsewhere);
    let client = client_of(site.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    let error = save(&client, &site.url(), &path).await.expect_err("moved");
    assert!(matches!(error, DownloadError::Refused(status) if status == 302));
    assert_eq!(site.received().len(), 1);
}

#[tokio::test]
async fn two_downloads_do_not_write_one_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    let file = fs::File::create(folder.path().join("export.zip.part")).expect("made");
    file.lock().expect("locked");
    let (_, site) = Store::serve(content(500)).await;
    let client = client_of(site.url());
    let error = save(&client, &site.url(), &path).await.expect_err("busy");
    assert!(matches!(error, DownloadError::Busy), "{error:?}");
    assert_eq!(site.received().len(), 0);
    drop(file);
    save(&client, &site.url(), &path).await.expect("saved");
}

#[tokio::test]
async fn a_link_must_be_one_that_keeps_its_secret() {
    let https = Client::builder("acme-test", crate::KEY).build();
    let https = https.expect("a client");
    let error = https.download_file(&link("http://127.0.0.1:1")).map(|_| ());
    let error = error.expect_err("not https");
    no_link(&error);
    assert_eq!(
        error.to_string(),
        "the file cannot be downloaded: the link is not https"
    );
    let none = DownloadDetail::from_json(b"{}").expect("a link");
    let error = https.download_file(&none).map(|_| ()).expect_err("no link");
    assert!(matches!(error, DownloadError::NoLink), "{error:?}");
    assert!(!format!("{:?}", link("https://files.example")).contains("sEcReT"));
}

#[tokio::test]
async fn a_connection_that_breaks_is_an_error_without_the_link() {
    let client = client_of("http://127.0.0.1:1".to_owned());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    let error = save(&client, "http://127.0.0.1:1", &path).await;
    let error = error.expect_err("nobody listens");
    assert!(matches!(error, DownloadError::Transport(_)), "{error:?}");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_path_that_names_no_file_is_an_error() {
    let (_, site) = Store::serve(content(10)).await;
    let client = client_of(site.url());
    for path in ["/", "..", "/nowhere/at/all/x"] {
        let error = save(&client, &site.url(), Path::new(path)).await;
        let error = error.expect_err("no file");
        assert!(matches!(error, DownloadError::File(_)), "{error:?}");
    }
    assert_eq!(site.received().len(), 0);
}
