#!/usr/bin/env bash
# ureq 3.5.2 (crates.io), an HTTP client of Rust.
#
# Expected: `ureq::Error` is an error like others of HTTP clients, so `std::error::Error::source` leads from `ureq::Error::Io` to the
# `std::io::Error` that it holds, and a program that prints or searches the chain of sources finds what kind of error it was.
# Seen: `source()` is `None` for an error that holds another. Who has only a `dyn Error` must know ureq, and take its enum apart,
# to tell a refused connection (or a refused certificate) from anything else; a client behind an interface of its own cannot.
#
# Exits with 0 where that is so, and with 1 where it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
ureq = { version = "=3.5.2", default-features = false }
TOML
cat > "$folder/src/main.rs" <<'RUST'
use std::{error::Error, net::TcpListener};

fn main() {
    // A port that was free a moment ago: nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = ureq::get(format!("http://127.0.0.1:{port}/")).call().unwrap_err();
    let held = matches!(&error, ureq::Error::Io(io) if io.kind() == std::io::ErrorKind::ConnectionRefused);
    println!("the error: {error}");
    println!("it holds an io::Error of the kind ConnectionRefused: {held}");
    println!("its source: {:?}", error.source());
    std::process::exit(i32::from(!(held && error.source().is_none())));
}
RUST
cd "$folder"
cargo run --quiet
