//! Reports as pages of HTML, each one file that needs nothing else: it loads nothing, and runs one script, its own.
//!
//! Everything from the spec goes through the escaping of the template. Should something slip through it, the page's own
//! security policy names the one script that may run by its hash.

use base64::{Engine, engine::general_purpose::STANDARD};
use minijinja::{AutoEscape, Environment, HtmlEscape, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

const BASE: &str = include_str!("../../templates/page.html.j2");
const SCRIPT: &str = include_str!("../../templates/page.js");
const STYLE: &str = include_str!("../../templates/page.css");

/// A page: the template, which fills the common one, is called by its name in what is wrong with it.
///
/// # Errors
/// Where the template is broken.
pub(crate) fn render(name: &str, template: &str, values: Value) -> Result<String, String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_keep_trailing_newline(true);
    environment.add_filter("names", names);
    for (name, text) in [("style", STYLE), ("script", SCRIPT)] {
        environment.add_global(name, Value::from_safe_string(text.to_owned()));
        let hash = STANDARD.encode(Sha256::digest(text));
        environment.add_global(format!("{name}_hash"), hash);
    }
    environment
        .add_template("page.html.j2", BASE)
        .and_then(|()| environment.add_template(name, template))
        .and_then(|()| environment.get_template(name)?.render(values))
        .map_err(|error| format!("templates/{name}: {error:#}"))
}

/// What stands in backticks as code; all of it escaped.
fn names(text: &str) -> Value {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = HtmlEscape(part);
        // Writing to a string does not fail.
        let _ = match at % 2 {
            0 => write!(out, "{part}"),
            _ => write!(out, "<code>{part}</code>"),
        };
    }
    Value::from_safe_string(out)
}
