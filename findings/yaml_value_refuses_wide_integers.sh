#!/usr/bin/env bash
# yaml_serde 0.10.7 (the maintained fork of serde_yaml), beside serde_json 1.0.154 and yaml_serde's own integers.
#
# OpenAPI documents hold limits such as `maximum: 18446744073709551616`.
# Expected: `yaml_serde::Value`, which stands for any YAML, holds what the same crate reads as a `u128`, or falls back to a float as
# serde_json does with the same digits.
# Seen: `Value` refuses the document with "expected any YAML value", while `u128` and `f64` read it. So a document that a typed model
# reads cannot be looked at as a tree.
# Exits 0 as long as that is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "wide"
version = "0.0.0"
edition = "2021"
[dependencies]
serde_json = "=1.0.154"
yaml_serde = "=0.10.7"
[workspace]
TOML
cat >"$work/src/main.rs" <<'RUST'
fn main() {
    for digits in ["18446744073709551615", "18446744073709551616"] {
        let value = yaml_serde::from_str::<yaml_serde::Value>(digits);
        let value = value.map_or_else(|error| error.to_string(), |it| format!("{it:?}"));
        println!("{digits} as Value: {value}");
        println!("{digits} as u128: {:?}", yaml_serde::from_str::<u128>(digits).ok());
        println!("{digits} as f64: {:?}", yaml_serde::from_str::<f64>(digits).ok());
        let json = serde_json::from_str::<serde_json::Value>(digits).ok();
        println!("{digits} as Value of serde_json: {json:?}");
    }
}
RUST
cd "$work"
seen=$(cargo run --quiet)
echo "$seen"
for line in '18446744073709551615 as Value: Number(18446744073709551615)' '18446744073709551616 as u128: Some(18446744073709551616)' \
    '18446744073709551616 as f64: Some(1.8446744073709552e19)' \
    '18446744073709551616 as Value: invalid type: integer `18446744073709551616` as u128, expected any YAML value' \
    '18446744073709551616 as Value of serde_json: Some(Number(1.8446744073709552e+19))'; do
    grep -qxF -- "$line" <<<"$seen" || { echo "no longer so: $line"; exit 1; }
done
