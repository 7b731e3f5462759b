#!/usr/bin/env bash
# icu_experimental 0.7.0 (crates.io), the currency formatter of ICU4X, with the data that it compiles in.
#
# Expected: it is given a decimal number that is exact, and writes that number as a language does. ISO 4217 has three decimals for the
# Iraqi dinar, and for that of Kuwait, and billing systems charge such amounts. A currency that has a code and no symbol is an
# ordinary one, and formatting it says nothing to anybody.
# Seen: it rounds first, half away from zero, to as many decimals as people count in cash by CLDR: 12.340 Iraqi dinars are shown as
# 12, and no option of its constructors keeps the digits. And in a debug build it writes to the standard error of the program
# that a symbol is missing, where it then takes the code as it should.
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
cargo run --quiet 2>"$folder/errors"
grep -m1 'Missing data' "$folder/errors"
