//! How long comparisons take, in this process: the median of some runs, and how it divides into reading and comparing.

use crate::{
    console::{colored_errors, say},
    workspace::{SPEC, root},
};
use chargebee_generator::{
    diff::{self, Page, Side},
    drift,
    finding::Report,
    load, lower, upstream,
};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

const RUNS: usize = 15;

/// The largest files of both versions.
const LARGE: [&str; 4] = ["customer", "estimate", "invoice", "subscription"];

/// One run: what was read, and what was compared and told.
struct Run {
    read: Duration,
    compared: Duration,
}

/// The spec against itself with a link changed in each of its largest files, so that these are parsed twice.
pub(super) fn diff(format: &str) -> Result<(), String> {
    let head = root().join(SPEC);
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let base = folder.path();
    copy(&head, base)?;
    let mut changed = 0;
    for version in load::VERSIONS {
        for stem in LARGE {
            let path = base.join(version).join(format!("{stem}.yaml"));
            let text = fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
            let other = text.replacen("/docs/api/", "/docs/old/", 1);
            changed += usize::from(other != text);
            fs::write(&path, other).map_err(|error| failed(&path, &error))?;
        }
    }
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let shown = head.display().to_string();
        let sides = Side::read_both(("base", base, "base"), ("head", &head, &shown));
        let [old, new] = sides.map(|side| side.map_err(wrong));
        let (old, new) = (old?, new?);
        let read = start.elapsed();
        let report = diff::diff(&old, &new);
        if report.changes.len() != changed {
            return Err("changes of the spec are not told".to_owned());
        }
        let page = Page {
            title: "bench",
            report: &report,
            advice: None,
        };
        let text = page.text(false);
        let compared = start.elapsed() - read;
        drop(text);
        std::mem::forget((old, new));
        runs.push(Run { read, compared });
    }
    tell("diff over both versions", format, runs)
}

/// A document of the vendor against the spec.
pub(super) fn drift(format: &str, file: Option<&Path>) -> Result<(), String> {
    let file = file.ok_or("name the document with `--upstream`")?;
    let spec = root().join(SPEC);
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let published = upstream::read(file).map_err(|finding| {
            let mut report = Report::default();
            report.push(finding);
            wrong(report)
        })?;
        let loaded = load::load(&spec).map_err(wrong)?;
        let apis = lower::lower(&loaded).map_err(wrong)?;
        let read = start.elapsed();
        let version = &published.api.version;
        let api = apis.iter().find(|api| api.version == *version);
        let api = api.ok_or_else(|| format!("the spec has no {version}"))?;
        let text = drift::drift(&published, api, drift::Extent::Whole).text(false);
        let compared = start.elapsed() - read;
        drop(text);
        std::mem::forget((published, loaded, apis));
        runs.push(Run { read, compared });
    }
    tell("drift", format, runs)
}

fn tell(what: &str, format: &str, mut runs: Vec<Run>) -> Result<(), String> {
    runs.sort_by_key(|run| run.read + run.compared);
    let run = runs.get(runs.len() / 2).ok_or("nothing was measured")?;
    let milliseconds = |it: Duration| it.as_secs_f64() * 1000.0;
    let (read, compared) = (milliseconds(run.read), milliseconds(run.compared));
    let (whole, ratio) = (read + compared, read / compared);
    say(match format {
        "json" => format!(
            "{{ \"what\": \"{what}\", \"milliseconds\": {whole:.1}, \"read\": {read:.1}, \"compared\": {compared:.1}, \
             \"ratio\": {ratio:.2} }}\n"
        ),
        _ => format!(
            "{what}: {whole:.0} ms, of which {read:.0} ms to read and {compared:.0} ms to compare and tell: {ratio:.1} to 1 \
             (median of {RUNS})\n"
        ),
    })
}

fn wrong(report: Report) -> String {
    report.render(colored_errors())
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::create_dir_all(to).map_err(|error| failed(to, &error))?;
    for entry in fs::read_dir(from).map_err(|error| failed(from, &error))? {
        let entry = entry.map_err(|error| failed(from, &error))?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(|error| failed(&target, &error))?;
        }
    }
    Ok(())
}
