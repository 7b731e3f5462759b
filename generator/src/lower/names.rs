//! Names on the wire to names in Rust.

use super::Context;
use crate::{
    finding::{Finding, Place},
    load::At,
    model::Name,
};
use heck::ToUpperCamelCase;

/// Keywords that `r#` makes usable as names.
const RAW_KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that nothing makes usable.
const HARD_KEYWORDS: [&str; 4] = ["crate", "self", "super", "Self"];

impl Context<'_> {
    /// The name of a field, parameter or method: as on the wire, or as `x-rust-name` says.
    pub(super) fn member_name(&self, wire: &str, at: At<'_>) -> Name {
        let given = at.find("x-rust-name");
        let wanted = match given {
            Some(given) => given.node.as_text().unwrap_or_default().to_owned(),
            // A filter on a nested attribute: `einvoice[status]`.
            None => wire.replace('[', "_").replace(']', ""),
        };
        let help = "say how Rust should call it: `x-rust-name: some_name`";
        self.usable_name(wire, wanted, given.unwrap_or(at).place(), help)
    }

    /// The name of an operation, which is that of its method.
    pub(super) fn method_name(&self, wire: &str, at: At<'_>) -> Name {
        let help = "write another name, as Rust has it: `x-method: create_for_items`";
        self.usable_name(wire, wire.to_owned(), at.place(), help)
    }

    /// The name of something that has none of its own in Rust.
    pub(super) fn key_name(&self, wire: &str, place: Place) -> Name {
        let help = "write the name as the API does: `credit_note`";
        self.usable_name(wire, wire.to_owned(), place, help)
    }

    fn usable_name(&self, wire: &str, wanted: String, place: Place, help: &str) -> Name {
        self.snake_name(&wanted, place.clone(), help);
        if HARD_KEYWORDS.contains(&wanted.as_str()) {
            let message = format!("`{wanted}` is a keyword of Rust that cannot be a name");
            self.error(Finding::at(place, message).help(help));
        }
        Name {
            wire: wire.to_owned(),
            rust: raw(wanted),
        }
    }

    /// A name must be one in snake_case.
    pub(super) fn snake_name(&self, name: &str, place: Place, help: &str) {
        if !is_snake(name) {
            let finding = Finding::at(place, format!("`{name}` is no name in snake_case"));
            self.error(finding.help(help));
        }
    }

    /// The name of a type must be in upper camel case as it stands in the spec.
    pub(super) fn type_name(&self, name: &str, at: At<'_>) {
        let first = name.starts_with(|c: char| c.is_ascii_uppercase());
        if !first || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
            let finding = Finding::at(at.place_of(name), format!("`{name}` is no name of a type"));
            let help = format!("write `{}`", name.to_upper_camel_case());
            self.error(finding.help(help));
        }
    }

    /// The name of a variant of an enum.
    pub(super) fn variant_name(&self, wire: &str, at: At<'_>, here: At<'_>) -> Name {
        let given = at.find("x-enum-names").and_then(|names| names.find(wire));
        let wanted = match given {
            Some(given) => given.node.as_text().unwrap_or_default().to_owned(),
            None => wire.to_upper_camel_case(),
        };
        let place = || given.unwrap_or(here).place();
        let help = format!("say how Rust should call it: `x-enum-names: {{ {wire}: SomeName }}`");
        let first = wanted.starts_with(|c: char| c.is_ascii_uppercase());
        if !first || !wanted.chars().all(|c| c.is_ascii_alphanumeric()) {
            let message = format!("the value `{wire}` gives no name of a variant");
            self.error(Finding::at(place(), message).help(help.clone()));
        } else if matches!(wanted.as_str(), "Self" | "Unknown") {
            let message = format!("the variant `{wanted}` of the value `{wire}` is reserved");
            self.error(Finding::at(place(), message).help(help));
        }
        Name {
            wire: wire.to_owned(),
            rust: wanted,
        }
    }
}

/// Whether a name is in snake_case.
pub(super) fn is_snake(name: &str) -> bool {
    let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.chars().all(snake) && name.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Whether a name is a keyword, which only `r#` makes a name, if anything does.
pub(super) fn is_keyword(name: &str) -> bool {
    RAW_KEYWORDS.contains(&name) || HARD_KEYWORDS.contains(&name)
}

/// Whether a name is that of a device of Windows, where no file is called so, whatever its ending.
pub(super) fn is_device(name: &str) -> bool {
    let numbered = |device: &str| {
        let number = name.strip_prefix(device);
        number.is_some_and(|number| number.len() == 1 && number.bytes().all(|c| c.is_ascii_digit()))
    };
    matches!(name, "aux" | "con" | "nul" | "prn") || numbered("com") || numbered("lpt")
}

/// A name that Rust accepts.
fn raw(name: String) -> String {
    if RAW_KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

/// `create_with_items` to `CreateWithItems`.
pub(super) fn camel(name: &str) -> String {
    name.to_upper_camel_case()
}
