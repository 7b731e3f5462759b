//! Markdown for an issue: the summary first, what asks for nobody folded, and never longer than an issue can be.

use super::super::report::{Drift, Finding, Standing};

/// An issue holds 65,536 characters; the rest is for what a workflow puts around it.
const MAX_CHARS: usize = 60_000;

impl Drift {
    /// For an issue.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = Bounded::default();
        out.add(&format!(
            "## Drift of API {}\n\nThe spec against `{}`.\n\n",
            self.api,
            code(self.title())
        ));
        for remark in self.remarks() {
            out.add(&format!("{}.\n\n", prose(&remark)));
        }
        out.add("| | |\n|---|---:|\n");
        for standing in Standing::ALL {
            let title = standing.title();
            out.add(&format!("| {title} | {} |\n", self.of(standing).count()));
        }
        if self.is_quiet() {
            out.add(match self.since {
                Some(_) => "\nNothing new.\n",
                None => "\nNothing to do: what differs is explained.\n",
            });
        }
        for standing in Standing::ALL {
            let found: Vec<&Finding> = self.of(standing).collect();
            if !found.is_empty() {
                section(&mut out, standing, &found);
            }
        }
        if !self.notes.is_empty() {
            let notes: Vec<String> = self
                .notes
                .iter()
                .map(|note| format!("- `{}`\n", code(note)))
                .collect();
            fold(
                &mut out,
                &format!("not read exactly: {}", notes.len()),
                &notes,
            );
        }
        out.text
    }
}

fn section(out: &mut Bounded, standing: Standing, found: &[&Finding]) {
    let title = format!("{}: {}", standing.title(), found.len());
    let items: Vec<String> = found.iter().map(|finding| item(finding)).collect();
    match standing {
        Standing::Missing | Standing::Different | Standing::Stale | Standing::Beyond => {
            out.add(&format!("\n### {title}\n\n"));
            out.add_all(&items);
        }
        Standing::OnPurpose => fold(out, &title, &items),
    }
}

fn fold(out: &mut Bounded, title: &str, items: &[String]) {
    out.add(&format!("\n<details><summary>{title}</summary>\n\n"));
    out.add_all(items);
    out.add("\n</details>\n");
}

fn item(finding: &Finding) -> String {
    let mut item = format!("- `{}`: {}", code(&finding.path), sentence(finding));
    if let Some(why) = &finding.evidence {
        item.push_str(&format!("<br>evidence: {}", prose(why)));
    }
    // A shape can be used in hundreds of places.
    const SHOWN: usize = 5;
    let places: Vec<String> = (finding.places.iter().take(SHOWN))
        .map(|place| format!("`{}`", code(place)))
        .collect();
    if !places.is_empty() {
        let more = finding.places.len() - places.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        item.push_str(&format!("<br>in {}{more}", places.join(", ")));
    }
    if finding.standing.asks() && !finding.pointers.is_empty() {
        item.push_str(&format!("<br>at `{}`", code(&finding.pointed())));
    }
    item.push('\n');
    item
}

/// The sentence with what both say as code: nothing that a document holds becomes markup or a mention of somebody.
fn sentence(finding: &Finding) -> String {
    let quoted = |text: &Option<String>| Some(format!("`{}`", code(text.as_ref()?)));
    let coded = Finding {
        upstream: quoted(&finding.upstream),
        spec: quoted(&finding.spec),
        ..finding.clone()
    };
    coded.sentence()
}

/// Text inside of a code span.
fn code(text: &str) -> String {
    text.replace('`', "'")
        .replace(|c: char| c.is_control(), " ")
}

/// Text as text: no markup, no mention, no reference to an issue.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            // A character without width keeps what follows from being a name or a number.
            '@' | '#' => {
                out.push(c);
                out.push('\u{200b}');
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Text that stays below the limit: what does not fit is counted.
#[derive(Default)]
struct Bounded {
    text: String,
    chars: usize,
}

impl Bounded {
    fn add(&mut self, text: &str) {
        self.chars += text.chars().count();
        self.text.push_str(text);
    }

    /// Adds items as long as they fit, and says how many did not.
    fn add_all(&mut self, items: &[String]) {
        for (at, item) in items.iter().enumerate() {
            if self.chars + item.chars().count() > MAX_CHARS {
                let left = items.len() - at;
                self.add(&format!("- and {left} more, which do not fit here\n"));
                return;
            }
            self.add(item);
        }
    }
}
