//! The runner itself: what must pass passes, and what must fail fails.

mod command;
mod decode;
mod hostile;
mod kept;
mod wire;

use chargebee_wire_tests::conform::Tally;
use flate2::{Compression, write::GzEncoder};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn temporary(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

/// What came of the cases, and whether `problem` is the reason of a failure.
fn fails(tally: &Tally, problem: &str) {
    let failed = tally.failures.iter().any(|it| it.contains(problem));
    assert!(failed, "{problem}\n{tally}");
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).expect("compressed");
    encoder.finish().expect("compressed")
}

const INVOICE: &str = r#"{"invoice": {"id": "i", "customer_id": "c", "recurring": true, "status": "paid", "price_type": "tax_exclusive", "tax": 0,
 "currency_code": "USD", "sub_total": 1, "total": 1, "deleted": false, "object": "invoice", "line_items": []}}"#;
