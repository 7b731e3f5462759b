#!/usr/bin/env bash
# icu_experimental 0.7.0 (crates.io), the currency formatter of ICU4X, with the data that it compiles in.
#
# Expected: it is given a decimal number that is exact, and writes that number as a language does. ISO 4217 has two decimals for the
# Serbian dinar and three for the Iraqi one and that of Kuwait, and billing systems charge such amounts.
# Seen: it rounds first, half away from zero, to as many decimals as people there count in cash by CLDR, which is none for the first
# two: a bill of 100.50 Serbian dinars is shown as 101. No option of its constructors keeps the digits. An amount of Kuwait that is
# counted in hundredths gets a third one.
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
icu_experimental = { version = "=0.7.0", default-features = false, features = ["compiled_data"] }
icu_locale_core = { version = "=2.4.0", default-features = false }
TOML
cat > "$folder/src/main.rs" <<'RUST'
use icu_experimental::dimension::currency::{CurrencyType, formatter::CurrencyFormatter};
use icu_locale_core::locale;

fn main() {
    let mut as_seen = true;
    for (code, amount, seen) in [
        ("RSD", "100.50", "RSD\u{a0}101"),
        ("IQD", "12.340", "IQD\u{a0}12"),
        ("KWD", "1.25", "KWD\u{a0}1.250"),
        ("USD", "100.50", "$100.50"),
    ] {
        let currency = CurrencyType::try_from_str(code).unwrap();
        let formatter = CurrencyFormatter::try_new_symbol(locale!("en").into(), currency, Default::default());
        let shown = formatter.unwrap().format_fixed_decimal(&amount.parse().unwrap()).to_string();
        println!("{code} {amount} is shown as {shown}");
        as_seen &= shown == seen;
    }
    std::process::exit(i32::from(!as_seen));
}
RUST
cd "$folder"
cargo run --quiet
