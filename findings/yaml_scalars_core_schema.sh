#!/usr/bin/env bash
# yaml_serde 0.10.7 (the maintained fork of serde_yaml) and saphyr-parser 0.3.3, on plain scalars of the core schema of YAML 1.2.2.
#
# Expected (chapter 10.3.2 of the specification): digits alone are an integer, whatever their first digit, so `017` is 17; `+12e03`
# and `1.` are numbers. White space that separates a key from its value may be a tab (chapter 6.2), so `a:<tab>b` is a mapping.
# Seen: yaml_serde reads `017` and `-017` as text, so a limit of an OpenAPI document that is written with a zero in front is no
# number there, while `+17`, `0o17` and `0x1F` are; saphyr-parser refuses `a:<tab>b` and takes `a: <tab>b` and `a:<tab>"b"`.
# Exits 0 as long as that is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "scalars"
version = "0.0.0"
edition = "2021"
[dependencies]
yaml_serde = "=0.10.7"
saphyr-parser = "=0.3.3"
[workspace]
TOML
cat >"$work/src/main.rs" <<'RUST'
fn kind(text: &str) -> String {
    match yaml_serde::from_str::<yaml_serde::Value>(text) {
        Ok(yaml_serde::Value::Number(number)) => format!("number {number}"),
        Ok(yaml_serde::Value::String(text)) => format!("text {text}"),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("error {error}"),
    }
}

fn parses(text: &str) -> bool {
    saphyr_parser::Parser::new_from_str(text).all(|event| event.is_ok())
}

fn main() {
    for text in ["17", "017", "-017", "+17", "0o17", "0x1F", "1.", ".5", "+12e03"] {
        println!("yaml_serde {text}: {}", kind(text));
    }
    for text in ["a: b", "a:\tb", "a: \tb", "a:\t\"b\"", "{ a:\tb }"] {
        println!("saphyr-parser {text:?}: {}", if parses(text) { "read" } else { "refused" });
    }
}
RUST
cd "$work"
seen=$(cargo run --quiet --release)
echo "$seen"
for line in 'yaml_serde 17: number 17' 'yaml_serde 017: text 017' 'yaml_serde -017: text -017' 'yaml_serde +17: number 17' \
    'yaml_serde 0o17: number 15' 'yaml_serde 0x1F: number 31' 'saphyr-parser "a: b": read' 'saphyr-parser "a:\tb": refused' \
    'saphyr-parser "a: \tb": read' 'saphyr-parser "a:\t\"b\"": read' 'saphyr-parser "{ a:\tb }": refused'; do
    grep -qxF -- "$line" <<<"$seen" || { echo "no longer so: $line"; exit 1; }
done
