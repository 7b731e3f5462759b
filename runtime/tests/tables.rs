//! Tables of more rows than a match of one macro call has: each field and each value is found by its own name.

use chargebee_runtime::{Extra, open_enum, record_type};

macro_rules! wide {
    ($first:ident: $first_wire:literal; $last:ident: $last_wire:literal; $($field:ident: $wire:literal,)*) => {
        #[non_exhaustive]
        struct Wide {
            $first: i64,
            $($field: Option<i64>,)*
            $last: Option<String>,
            extra: Extra,
        }

        record_type! {
            Wide "wide" ["wide"] {
                $first: $first_wire required,
                $($field: $wire,)*
                $last: $last_wire sensitive,
            }
        }

        const NAMES: &[&str] = &[$first_wire, $($wire),*];
    };
}

wide! {
    a0: "a0"; secret: "secret";
    a1: "a1", a2: "a2", a3: "a3", a4: "a4", a5: "a5", a6: "a6", a7: "a7", a8: "a8", a9: "a9", b0: "b0", b1: "b1", b2: "b2", b3: "b3",
    b4: "b4", b5: "b5", b6: "b6", b7: "b7", b8: "b8", b9: "b9", c0: "c0", c1: "c1", c2: "c2", c3: "c3", c4: "c4", c5: "c5", c6: "c6",
    c7: "c7", c8: "c8", c9: "c9", d0: "d0", d1: "d1", d2: "d2", d3: "d3", d4: "d4", d5: "d5",
}

fn json(members: impl Iterator<Item = (usize, &'static str)>) -> String {
    let members = members.map(|(value, name)| format!("\"{name}\":{value}"));
    let members: Vec<String> = members.collect();
    format!("{{{},\"secret\":\"hush\"}}", members.join(","))
}

#[test]
fn every_field_is_its_own() {
    assert_eq!(NAMES.len(), 36);
    let ordered = json(NAMES.iter().copied().enumerate());
    let read = Wide::from_json(ordered.as_bytes()).expect("it reads");
    assert_eq!(
        (read.a0, read.b5, read.b6, read.d5),
        (0, Some(15), Some(16), Some(35))
    );
    assert_eq!(read.to_json(), ordered);
    // In whatever order they come.
    let reversed = json(NAMES.iter().copied().enumerate().rev());
    let again = Wide::from_json(reversed.as_bytes()).expect("it reads");
    assert!(again == read);
    assert_eq!(again.clone().to_json(), ordered);
    // One after the other, alone beside what must be there.
    for (value, name) in NAMES.iter().enumerate().skip(1) {
        let text = format!("{{\"a0\":7,\"{name}\":{value}}}");
        let read = Wide::from_json(text.as_bytes()).expect("it reads");
        assert_eq!(read.to_json(), text);
    }
}

#[test]
fn what_is_said_of_a_field_counts() {
    let missing = Wide::from_json(br#"{"a1":1}"#)
        .err()
        .map(|it| it.to_string());
    let missing = missing.unwrap_or_default();
    assert!(
        missing.contains("a0") && missing.contains("missing"),
        "{missing}"
    );
    let read = Wide::from_json(br#"{"a0":1,"secret":"hush"}"#).expect("it reads");
    let printed = format!("{read:?}");
    assert!(
        printed.contains("secret") && !printed.contains("hush"),
        "{printed}"
    );
}

macro_rules! many {
    ($($variant:ident: $text:literal,)*) => {
        #[non_exhaustive]
        enum Many {
            $($variant,)*
            Unknown(String),
        }

        open_enum! {
            Many { $($variant: $text,)* }
        }

        const TEXTS: &[&str] = &[$($text),*];
    };
}

many! {
    A0: "a0", A1: "a1", A2: "a2", A3: "a3", A4: "a4", A5: "a5", A6: "a6", A7: "a7", A8: "a8", A9: "a9", B0: "b0", B1: "b1", B2: "b2",
    B3: "b3", B4: "b4", B5: "b5", B6: "b6", B7: "b7", B8: "b8", B9: "b9", C0: "c0", C1: "c1", C2: "c2", C3: "c3", C4: "c4", C5: "c5",
    C6: "c6", C7: "c7", C8: "c8", C9: "c9", D0: "d0", D1: "d1",
}

#[test]
fn every_value_is_its_own() {
    // Two whole matches, and nothing behind them.
    assert_eq!(TEXTS.len(), 32);
    for text in TEXTS {
        let value = Many::from(*text);
        assert_eq!(value.as_str(), *text);
        assert!(!matches!(value, Many::Unknown(_)), "{text}");
    }
    assert!(matches!(Many::from("a0"), Many::A0));
    assert!(matches!(Many::from("b5"), Many::B5));
    assert!(matches!(Many::from("b6"), Many::B6));
    assert!(matches!(Many::from("d1"), Many::D1));
    for text in ["", "a", "d2", "zz"] {
        assert!(matches!(Many::from(text), Many::Unknown(it) if it == text));
    }
}
