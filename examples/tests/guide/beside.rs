//! What each example sends, beside it in `docs/guide`, as somebody writes it who uses curl or PHP.
//!
//! A block follows `<!-- sent: NAME -->` there, and is made from what the mock received. `UPDATE_DOCS=1` writes it.

use crate::Outcome;
use chargebee_mock::{MockServer, Received};
use percent_encoding::percent_decode_str;
use std::{
    env, fs,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Headers that a program sets. An idempotency key that the client made is none of them.
const SHOWN: [&str; 8] = [
    "chargebee-event-actions",
    "chargebee-event-email",
    "chargebee-event-webhook",
    "chargebee-request-origin-ip",
    "chargebee-request-origin-user",
    "chargebee-request-origin-user-encoded",
    "chargebee-request-origin-device",
    "chargebee-idempotency-key",
];

/// Tests run beside each other, and some write to the same document.
static WRITING: Mutex<()> = Mutex::new(());

/// What a mock received from a moment on.
pub(crate) struct Sent<'a> {
    mock: &'a MockServer,
    document: &'static str,
    from: usize,
}

impl<'a> Sent<'a> {
    /// From now on; `document` is the name of a file in `docs/guide`.
    pub(crate) fn to(mock: &'a MockServer, document: &'static str) -> Self {
        Self {
            mock,
            document,
            from: mock.log().len(),
        }
    }

    /// What was received meanwhile is no example.
    pub(crate) fn skip(&mut self) {
        self.from = self.mock.log().len();
    }

    /// What was received since then, or since the last example, is what the document shows beside this one.
    pub(crate) fn beside(&mut self, name: &str) -> Outcome {
        self.beside_with(name, &[])
    }

    /// The same, with ids that are made anew each time replaced by variables of a shell.
    pub(crate) fn beside_with(&mut self, name: &str, variables: &[(&str, &str)]) -> Outcome {
        let log = self.mock.log();
        let mut requests: Vec<String> = Vec::new();
        for received in &log[self.from..] {
            let mut request = request(received)?;
            for (value, variable) in variables {
                request = request.replace(value, variable);
            }
            // The client asks again by itself: after a fault, and for the next page.
            if !requests.contains(&request) {
                requests.push(request);
            }
        }
        self.from = log.len();
        assert!(!requests.is_empty(), "{name} sends nothing");
        show(self.document, name, &requests.concat())
    }
}

/// `Subscription::createWithItems`, as the official client for PHP calls `subscription.create_with_items`.
fn in_php(operation: &str) -> String {
    let camel = |name: &str| -> String {
        let words = name.split('_').map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        });
        words.collect()
    };
    let (resource, method) = operation.split_once('.').unwrap_or((operation, "list"));
    let method = match method {
        "list" => "All".to_owned(),
        other => camel(other),
    };
    let (first, rest) = method.split_at(1);
    format!("{}::{}{rest}", camel(resource), first.to_lowercase())
}

/// A request as curl sends it.
fn request(received: &Received) -> Outcome<String> {
    let is_get = received.method == "GET";
    let mut parts = vec![format!(
        "curl{} https://acme-test.chargebee.com{} -u \"$CHARGEBEE_API_KEY:\"",
        match (is_get, received.form.is_empty()) {
            (true, false) => " -G",
            (false, true) => " -X POST",
            _ => "",
        },
        received.path
    )];
    for name in SHOWN {
        if let Some(value) = received.headers.get(name) {
            let value = value.to_str()?;
            let is_made = value.len() == 36 && value.split('-').count() == 5;
            if !is_made {
                parts.push(format!("-H \"{name}: {value}\""));
            }
        }
    }
    for pair in received.form.split('&').filter(|it| !it.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or("a pair")?;
        let text = |it: &str| -> Outcome<String> {
            let spaces = it.replace('+', " ");
            Ok(percent_decode_str(&spaces).decode_utf8()?.into_owned())
        };
        let (name, value) = (text(name)?, text(value)?);
        parts.push(match name.as_str() {
            "offset" => "--data-urlencode \"offset=$NEXT_OFFSET\"".to_owned(),
            _ => parameter(&name, &value),
        });
    }
    let mut lines = String::new();
    let mut width = 0;
    for (at, part) in parts.iter().enumerate() {
        let fits = width + part.len() < 112;
        match at {
            0 => {}
            _ if fits => lines.push(' '),
            _ => lines.push_str(" \\\n    "),
        }
        width = if fits {
            width + 1 + part.len()
        } else {
            4 + part.len()
        };
        lines.push_str(part);
    }
    let operation = received.operation.as_deref().ok_or("an operation")?;
    Ok(format!("# PHP: {}\n{lines}\n", in_php(operation)))
}

fn parameter(name: &str, value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '@');
    let option = match value.chars().all(plain) {
        true => "-d",
        false => "--data-urlencode",
    };
    let pair = format!("{name}={value}");
    match pair.chars().all(|c| plain(c) || c == '=') {
        true => format!("{option} {pair}"),
        false if pair.contains(['"', '$']) => format!("{option} '{pair}'"),
        false => format!("{option} \"{pair}\""),
    }
}

/// Compares a block of a document, or writes it.
fn show(document: &str, name: &str, block: &str) -> Outcome {
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide");
    let path = folder.join(format!("{document}.md"));
    let text = fs::read_to_string(&path)?;
    let begin = format!("<!-- sent: {name} -->\n```sh\n");
    let (before, rest) = text
        .split_once(&begin)
        .ok_or_else(|| format!("docs/guide/{document}.md has no `{}`", begin.escape_debug()))?;
    let (shown, after) = match rest.strip_prefix("```\n") {
        Some(after) => ("", after),
        None => rest.split_once("\n```\n").ok_or("the block has no end")?,
    };
    if shown == block.trim_end() {
        return Ok(());
    }
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{begin}{block}```\n{after}"))?;
        return Ok(());
    }
    Err(format!("docs/guide/{document}.md, `{name}`: what is sent is\n{block}and it shows\n{shown}\nUPDATE_DOCS=1 writes it").into())
}

#[test]
fn calls_have_the_names_of_the_client_for_php() {
    for (operation, name) in [
        ("customer.create", "Customer::create"),
        ("customer.list", "Customer::all"),
        ("payment_source.create_card", "PaymentSource::createCard"),
        (
            "subscription.create_with_items",
            "Subscription::createWithItems",
        ),
    ] {
        assert_eq!(in_php(operation), name);
    }
}

#[test]
fn parameters_are_quoted_where_a_shell_needs_it() {
    for (name, value, shown) in [
        ("plan_id", "no_trial", "-d plan_id=no_trial"),
        (
            "customer[cf_segment]",
            "retail",
            "-d \"customer[cf_segment]=retail\"",
        ),
        (
            "status[in]",
            "[\"paid\"]",
            "--data-urlencode 'status[in]=[\"paid\"]'",
        ),
        (
            "line1",
            "12 Mill Lane",
            "--data-urlencode \"line1=12 Mill Lane\"",
        ),
    ] {
        assert_eq!(parameter(name, value), shown);
    }
}
