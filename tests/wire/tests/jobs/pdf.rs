//! PDFs of invoices and credit notes, straight to a file.

use crate::{KEY, answer, client_of, header, json, no_link, store::Store};
use chargebee::{jobs::DownloadError, v1};
use chargebee_wire_tests::site::Site;
use std::fs;

pub(crate) const PDF: &[u8] = b"%PDF-1.7 thank you";

/// The API, which answers every POST with a link.
pub(crate) async fn api(store: &Site) -> Site {
    let link = format!("{}/inv.pdf?X-Amz-Signature=sEcReT", store.url());
    Site::start(move |request| {
        let link = link.clone();
        async move {
            assert_eq!(request.method(), "POST");
            assert!(header(&request, "authorization").is_some());
            json(format!(
                r#"{{"download":{{"download_url":"{link}","valid_till":1700000000,"object":"download"}}}}"#
            ))
        }
    })
    .await
}

#[tokio::test]
async fn invoices_and_credit_notes_become_files() {
    let (_, store) = Store::serve(PDF.to_vec()).await;
    let site = api(&store).await;
    let client = client_of(site.url());
    let old = v1::Client::builder("acme-test", KEY).base_url(site.url());
    let old = old.build().expect("a client");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.pdf");

    let size = client.invoice().pdf("inv_1").save_to(&path).await;
    assert_eq!(size.expect("saved"), 18);
    assert_eq!(fs::read(&path).expect("read"), PDF);
    fs::remove_file(&path).expect("removed");
    let size = client.credit_note().pdf("CN-1").save_to(&path).await;
    assert_eq!(size.expect("saved"), 18);
    fs::remove_file(&path).expect("removed");
    let size = old.invoice().pdf("inv_1").save_to(&path).await;
    assert_eq!(size.expect("saved"), 18);
    assert_eq!(fs::read(&path).expect("read"), PDF);

    let asked = site.received();
    let asked: Vec<&str> = asked.iter().map(|it| it.uri().path()).collect();
    assert_eq!(
        asked,
        [
            "/api/v2/invoices/inv_1/pdf",
            "/api/v2/credit_notes/CN-1/pdf",
            "/api/v1/invoices/inv_1/pdf"
        ]
    );
    assert_eq!(store.received().len(), 3);
}

#[tokio::test]
async fn a_pdf_that_the_api_refuses_is_no_file() {
    let body = r#"{"api_error_code":"resource_not_found","message":"no inv_1"}"#;
    let site = Site::start(move |_| async move { answer(404, body) }).await;
    let client = client_of(site.url());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("out.pdf");
    let error = client.invoice().pdf("inv_1").save_to(&path).await;
    let error = error.expect_err("no invoice");
    no_link(&error);
    assert!(matches!(error, DownloadError::Call(_)), "{error:?}");
    assert!(error.to_string().contains("resource_not_found"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
