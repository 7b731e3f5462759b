//! Names in Rust for what a site named.

use heck::ToUpperCamelCase as _;
use std::collections::BTreeSet;

/// A name for a field: that on the wire, where it can be one.
pub(crate) fn field(wire: &str) -> String {
    let known = |c: char| match c {
        'a'..='z' | '0'..='9' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        _ => '_',
    };
    let name: String = wire.chars().map(known).collect();
    // One underscore at a time, as names in Rust have it.
    let words: Vec<&str> = name.split('_').filter(|it| !it.is_empty()).collect();
    let name = words.join("_");
    identifier(&name).unwrap_or_else(|| "field".to_owned())
}

/// A name for a type or a variant.
pub(crate) fn camel(text: &str, or: &str) -> String {
    let name = text.to_upper_camel_case();
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let name = if name.starts_with(|c: char| c.is_numeric()) {
        format!("V{name}")
    } else {
        name
    };
    match name.as_str() {
        // The variant of all other values, and the enum itself.
        "Unknown" | "Self" => format!("{name}Value"),
        _ => identifier(&name).unwrap_or_else(|| or.to_owned()),
    }
}

/// The name, or nothing where Rust does not take it.
fn identifier(name: &str) -> Option<String> {
    syn::parse_str::<syn::Ident>(name).ok()?;
    Some(name.to_owned())
}

/// The name, or the first with a number behind it that is not taken; it is taken then.
pub(crate) fn free(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut free = name.clone();
    let mut number = 2;
    while !taken.insert(free.clone()) {
        free = format!("{name}{number}");
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_site_become_names_in_rust() {
        for (wire, expected) in [
            ("cf_tier", "cf_tier"),
            ("cf_Größe", "cf_gr_e"),
            ("cf__a__b_", "cf_a_b"),
            ("cf_a-b.c", "cf_a_b_c"),
            ("cf_x\"); panic!(", "cf_x_panic"),
            ("\u{2028}", "field"),
        ] {
            assert_eq!(field(wire), expected);
        }
        for (text, expected) in [
            ("gold plan", "GoldPlan"),
            ("1st", "V1st"),
            ("Größe M", "GrößeM"),
            ("unknown", "UnknownValue"),
            ("self", "SelfValue"),
            ("!!!", "Value"),
            ("", "Value"),
            ("a\");b", "AB"),
            ("日本", "日本"),
        ] {
            assert_eq!(camel(text, "Value"), expected, "{text}");
        }
    }

    #[test]
    fn what_is_taken_gets_a_number() {
        let mut taken = BTreeSet::new();
        let mut next = || free("Tier".to_owned(), &mut taken);
        assert_eq!([next(), next(), next()], ["Tier", "Tier2", "Tier3"]);
    }
}
