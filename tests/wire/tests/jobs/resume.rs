//! Downloads of files that become others meanwhile.

use crate::{
    answer, client_of,
    download::{link, names, part, ranges, save},
    header,
    store::set,
};
use bytes::Bytes;
use chargebee::jobs::DownloadError;
use chargebee_wire_tests::site::Site;
use http::{Request, Response};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The range that is asked for, within so many bytes; `None` where it begins behind them.
fn range(request: &Request<Bytes>, total: usize) -> Option<(usize, usize)> {
    let text = header(request, "range").expect("a range");
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    let (from, to): (usize, usize) = (from.parse().ok()?, to.parse().ok()?);
    (from < total).then(|| (from, to.min(total - 1)))
}

/// A part of a file of nines, whatever `If-Range` says.
fn deaf(request: &Request<Bytes>, total: usize, tag: &str) -> Response<Bytes> {
    let mut given = match range(request, total) {
        Some((from, to)) => {
            let mut part = answer(206, vec![9; to - from + 1]);
            let range = format!("bytes {from}-{to}/{total}");
            set(&mut part, "content-range", &range);
            part
        }
        None => {
            let mut none = answer(416, "");
            set(&mut none, "content-range", &format!("bytes */{total}"));
            none
        }
    };
    set(&mut given, "etag", tag);
    given
}

#[tokio::test]
async fn a_part_of_an_older_file_is_in_nobodys_way() {
    // Of another file: a longer one, a shorter one, and one that is as long as the part.
    for total in [3000, 800, 1500] {
        let site = Site::start(move |request| {
            let answer = deaf(&request, total, "\"v2\"");
            async move { answer }
        })
        .await;
        let client = client_of(site.url());
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("export.zip");
        part(&path, &[7; 1500], Some("\"v1\""));
        let size = save(&client, &site.url(), &path).await.expect("saved");
        assert_eq!(size, u64::try_from(total).expect("small"));
        assert_eq!(fs::read(&path).expect("read"), vec![9; total]);
        assert_eq!(names(folder.path()), ["export.zip"]);
        let asked = ranges(&site);
        assert_eq!(asked[0].0, "bytes=1500-2499");
        assert_eq!(asked[1], ("bytes=0-999".to_owned(), None), "from the start");
    }
}

#[tokio::test]
async fn a_file_that_changes_all_the_time_ends_and_leaves_no_tag() {
    let turn = Arc::new(AtomicUsize::new(0));
    let site = Site::start(move |request| {
        let tag = format!("\"v{}\"", turn.fetch_add(1, Ordering::SeqCst));
        let answer = deaf(&request, 3000, &tag);
        async move { answer }
    })
    .await;
    let client = client_of(site.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    let error = save(&client, &site.url(), &path).await.expect_err("no end");
    assert!(matches!(error, DownloadError::Changed), "{error:?}");
    assert_eq!(site.received().len(), 4, "it starts again once");
    assert_eq!(names(folder.path()), ["export.zip.part"]);
    let left = fs::metadata(folder.path().join("export.zip.part"));
    assert_eq!(left.expect("a part").len(), 0, "nothing to go on with");
}

#[tokio::test]
async fn a_file_that_changed_is_not_at_its_end() {
    for ranges in [true, false] {
        let turn = Arc::new(AtomicUsize::new(0));
        let site = Site::start(move |request| {
            let first = turn.fetch_add(1, Ordering::SeqCst) == 0;
            let answer = match (first, ranges) {
                (true, _) => deaf(&request, 2500, "\"v1\""),
                (false, true) => deaf(&request, 3000, "\"v2\""),
                (false, false) => answer(200, vec![9; 3000]),
            };
            async move { answer }
        })
        .await;
        let client = client_of(site.url());
        let download = client.download_file(&link(&site.url())).expect("a link");
        let mut download = download.piece_bytes(1000);
        let piece = download.next().await.expect("a piece").expect("no error");
        assert_eq!(piece.len(), 1000);
        for _ in 0..3 {
            let error = download.next().await.expect("not the end");
            let error = error.expect_err("another file");
            assert!(matches!(error, DownloadError::Changed), "{error:?}");
            assert_eq!(download.total_bytes(), Some(2500), "of what there is");
        }
    }
}

#[tokio::test]
async fn downloads_at_the_same_time_leave_a_whole_file() {
    let site = Site::start(move |request| {
        let answer = deaf(&request, 1500, "\"v1\"");
        async move { answer }
    })
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.zip");
    let client = client_of(site.url());
    save(&client, &site.url(), &path).await.expect("saved");
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let (url, path, client) = (site.url(), path.clone(), client.clone());
            tokio::spawn(async move {
                for _ in 0..40 {
                    let saved = save(&client, &url, &path).await;
                    let busy = matches!(saved, Err(DownloadError::Busy));
                    assert!(busy || saved.is_ok(), "{saved:?}");
                    // Under its name it is whole at any time.
                    assert_eq!(fs::metadata(&path).expect("a file").len(), 1500);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("no panic");
    }
    assert_eq!(fs::read(&path).expect("read"), vec![9; 1500]);
}
