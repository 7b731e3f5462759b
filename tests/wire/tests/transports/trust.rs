//! Which certificates are trusted, by what, and what a system without any is told.

use crate::{
    environment::call,
    support::{Authority, INVOICE},
};
use chargebee_wire_tests::fault::FaultyServer;
use std::process::Command;

const BOTH: [&str; 2] = ["async", "blocking"];

fn roots(value: &str) -> [(&'static str, String); 2] {
    ["SSL_CERT_FILE", "SSL_CERT_DIR"].map(|name| (name, value.to_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_without_roots_is_told_where_they_are_needed() {
    let (plain, secure) = (FaultyServer::start(INVOICE), Authority::new().serve().await);
    let secure = format!("https://localhost:{secure}");
    for how in BOTH {
        let printed = call(how, &plain.url(), &roots("/nonexistent")).await;
        assert_eq!(printed, "200\n", "{how}");
        let printed = call(how, &secure, &roots("/nonexistent")).await;
        assert!(
            printed.starts_with("no connection to Chargebee: this system has no root certificates"),
            "{how}: {printed}"
        );
        let (line, due) = printed.split_once("\ndue to: ").expect("a source");
        assert!(!due.is_empty(), "{how}: {printed}");
        for wanted in ["`ca-certificates`", "SSL_CERT_FILE", "`webpki-roots`"] {
            assert!(line.contains(wanted), "{how}: {wanted} in {printed}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_trust_what_the_system_trusts() {
    let (trusted, stranger) = (Authority::new(), Authority::new());
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("roots.pem");
    std::fs::write(&file, trusted.pem()).expect("written");
    let variables = [("SSL_CERT_FILE", file.to_str().expect("text").to_owned())];
    let good = format!("https://localhost:{}", trusted.serve().await);
    let bad = format!("https://localhost:{}", stranger.serve().await);
    let other_name = good.replace("localhost", "127.0.0.1");
    for how in BOTH {
        assert_eq!(call(how, &good, &variables).await, "200\n", "{how}");
        for url in [&bad, &other_name] {
            let printed = call(how, url, &variables).await;
            assert!(
                printed.starts_with("no connection"),
                "{how} {url}: {printed}"
            );
            assert!(printed.contains("certificate"), "{how} {url}: {printed}");
        }
    }
}

/// Where there are two, rustls cannot choose one, and panics.
#[test]
fn another_crate_of_the_program_has_one_provider_of_cryptography() {
    let roots = rustls::RootCertStore::empty();
    let config = rustls::ClientConfig::builder().with_root_certificates(roots);
    drop(config.with_no_client_auth());

    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "-p", "chargebee"])
        .args([
            "--features",
            "reqwest,blocking",
            "--edges",
            "normal,features",
        ])
        .args(["--prefix", "none", "--format", "{p}"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{output:?}");
    let tree = String::from_utf8(output.stdout).expect("text");
    let has = |start: &str| tree.lines().any(|line| line.starts_with(start));
    assert!(has("rustls v") && has("aws-lc-rs v"), "{tree}");
    for other in ["ring v", "rustls feature \"ring\"", "native-tls v"] {
        assert!(!has(other), "{other} in {tree}");
    }
}
