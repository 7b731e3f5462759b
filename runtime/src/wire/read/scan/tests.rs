//! What the scanner takes and refuses, beside what `serde_json` does with the same text.

use super::Scanner;
use serde_json::value::RawValue;

/// Values of all kinds, their edges, and what is nearly one.
const SEEDS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "12",
    "-7",
    "0.5",
    "1e9",
    "1E-2",
    "1.5e+10",
    "123456789012345678",
    "1234567890123456789",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
    r#""""#,
    r#""plain""#,
    r#""exactly8""#,
    r#""more than eight bytes""#,
    r#""a\"b\\c\/d\b\f\n\r\t""#,
    r#""\u0041\u00e9\u20ac\ud83d\ude00""#,
    r#""\ud83d""#,
    r#""\ude00\ud83d""#,
    r#""\ud83d\u0041""#,
    "\"é€😀\"",
    "\"123456é\"",
    "[]",
    "{}",
    "[1,2,[3,[]],{}]",
    r#"{"a":1,"b":{"c":[null,true,"x"]},"d":"\u0000"}"#,
    " \t\r\n[ 1 , 2 ] \n",
    r#"{ "a" : 1 , "b" : [ ] }"#,
    "01",
    "-",
    "1.",
    ".5",
    "1e",
    "+1",
    "tru",
    "nul",
    "falsee",
    "[1,]",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{a:1}",
    "[1 2]",
    "[",
    "{",
    "]",
    "\"open",
    "\"\\",
    "\"\\u12\"",
    "\"\\x\"",
    "\"\u{1}\"",
    "\"tab\there\"",
    "'a'",
    "NaN",
    "",
    " ",
    "[1}",
    "{\"a\":1]",
    "[[[[[[[[[[]]]]]]]]]]",
];

/// Bytes that matter to a parser.
const BYTES: &[u8] = b"\"\\{}[]:,0189-+.eEtfnu \n\t\r\x01\x1f\x7fa";

/// Takes the whole text as a value.
fn raw(text: &str) -> Option<&str> {
    let mut scan = Scanner::new(text);
    let raw = scan.raw().ok()?;
    scan.end().ok()?;
    Some(raw)
}

fn string(text: &str) -> Option<String> {
    let mut scan = Scanner::new(text);
    (scan.peek().ok()? == b'"').then_some(())?;
    let string = scan.string().ok()?;
    scan.end().ok()?;
    Some(string.into_owned())
}

fn check(text: &str) {
    let other: Option<&RawValue> = serde_json::from_str(text).ok();
    assert_eq!(raw(text), other.map(RawValue::get), "{text:?}");
    assert_eq!(string(text), serde_json::from_str(text).ok(), "{text:?}");
    let mut scan = Scanner::new(text);
    if let Some(value) = scan.short_integer() {
        let taken = text.get(..scan.at());
        assert_eq!(
            taken.and_then(|it| it.parse().ok()),
            Some(value),
            "{text:?}"
        );
        let taken = taken.unwrap_or_default();
        assert!(serde_json::from_str::<i64>(taken).is_ok(), "{text:?}");
    }
}

#[test]
fn it_takes_what_serde_json_takes() {
    for text in SEEDS {
        check(text);
        for close in ["]", "}", " ", "\"", "1"] {
            check(&format!("{text}{close}"));
            check(&format!("[{text}{close}"));
            check(&format!("{{\"key\":{text}{close}"));
        }
    }
}

/// Each text with a few bytes changed, put in or left out, wherever it stays UTF-8.
#[test]
fn it_takes_what_serde_json_takes_of_damaged_text() {
    let mut random = Random(7);
    let mut taken = 0;
    for _ in 0..200_000 {
        let mut bytes = Vec::new();
        for _ in 0..=random.below(2) {
            bytes.extend_from_slice(SEEDS[random.below(SEEDS.len())].as_bytes());
        }
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len() + 1);
            let byte = BYTES[random.below(BYTES.len())];
            match random.below(3) {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        if let Ok(text) = std::str::from_utf8(&bytes) {
            check(text);
            taken += usize::from(raw(text).is_some());
        }
    }
    assert!(
        taken > 10_000,
        "{taken}: most texts should not be damaged beyond reading"
    );
}

#[test]
fn the_end_of_a_string_is_found_wherever_it_is() {
    for length in 0..40 {
        for special in ["\"", "\\n", "\u{1}", "é", "\u{7f}", "€"] {
            let text = format!(
                "\"{}{special}{}\"",
                "x".repeat(length),
                "y".repeat(40 - length)
            );
            check(&text);
        }
    }
}

#[test]
fn what_is_skipped_may_be_deep() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    assert_eq!(raw(&deep), Some(deep.as_str()));
    assert_eq!(raw(&"[".repeat(100_000)), None);
}

/// The same numbers in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound
    }
}
