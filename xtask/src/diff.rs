//! `cargo xtask diff`: what a spec change means.

#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use crate::{
    git::Repository,
    regen::{SPEC, root},
};
use chargebee_generator::{
    diff::{self, Advice, Page, Report, Semver, Side, Wire},
    finding, write,
};
use semver::Version;
use std::{
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

const TITLE: &str = "What this spec change means";
const CHANGELOG: &str = "CHANGELOG.md";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to compare with: a revision, a folder with a spec, or an OpenAPI file; the merge base with `origin/main`, or
    /// with `main` where that is not there, if not given.
    #[arg(long, value_name = "REV|DIR|FILE")]
    base: Option<String>,
    /// What to look at: a folder with a spec, or an OpenAPI file; the work tree if not given.
    #[arg(long, value_name = "DIR|FILE")]
    head: Option<PathBuf>,
    /// How to tell it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The file to write; standard output if not given.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Fail where a change is of this kind and nobody accepted it; can be given more than once.
    #[arg(long, value_enum, value_name = "KIND")]
    fail_on: Vec<FailOn>,
    /// A YAML list of accepted changes: `fingerprint` and `reason` of each.
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// Tell only which version comes next.
    #[arg(long)]
    advise: bool,
    /// Write the section of the next version to the changelog.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = CHANGELOG)]
    changelog: Option<PathBuf>,
    /// Say on standard error how long reading and comparing took.
    #[arg(long)]
    timings: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For a terminal.
    Text,
    /// For a comment on a pull request.
    Markdown,
    /// For programs.
    Json,
    /// One self-contained page.
    Html,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// What breaks integrations.
    Breaking,
    /// What asks for a new major version of the crate.
    Major,
    /// Unit, currency, decimal or rounding of money.
    Money,
}

/// 0 where nothing is wrong; 1 where something cannot be read, or a change is of a kind to fail on.
pub(crate) fn run(args: &Args) -> ExitCode {
    match compare(args) {
        Ok(failures) if failures.is_empty() => ExitCode::SUCCESS,
        Ok(failures) => {
            for failure in failures {
                eprintln!("{failure}");
            }
            ExitCode::FAILURE
        }
        Err(problem) => {
            eprintln!("{}", problem.trim_end());
            ExitCode::FAILURE
        }
    }
}

/// A side, and the version of the crate there.
struct Source {
    side: Side,
    version: Option<Version>,
}

fn compare(args: &Args) -> Result<Vec<String>, String> {
    let start = Instant::now();
    let repository = Repository::at(&root());
    // Both are read at the same time: that is most of the work.
    let (base, head) = std::thread::scope(|scope| {
        let base = scope.spawn(|| base(args, &repository));
        let head = head(args);
        let base = base
            .join()
            .map_err(|_| "reading the base failed".to_owned());
        (base.and_then(|base| base), head)
    });
    let (base, head) = (base?, head?);
    let read = start.elapsed();
    let mut report = diff::diff(&base.side, &head.side);
    if args.timings {
        let compared = start.elapsed() - read;
        eprintln!(
            "read in {} ms, compared in {} ms",
            read.as_millis(),
            compared.as_millis()
        );
    }
    if let Some(file) = &args.accepted {
        diff::accept(&mut report, file)?;
    }
    let current = base.version.as_ref().or(head.version.as_ref());
    let advice = current.map(|current| Advice::new(current, head.version.as_ref(), &report));
    if let Some(file) = &args.changelog {
        let advice = advice
            .as_ref()
            .ok_or("there is no manifest that says the version of the crate")?;
        write_changelog(&root().join(file), &report, advice)?;
    }
    let text = shown(args, &report, advice.as_ref())?;
    match &args.out {
        Some(out) => write::file(out, &text)?,
        None => print!("{text}"),
    }
    // Taking both apart piece by piece takes as long as comparing them, and the command ends here.
    std::mem::forget((base, head));
    Ok(failures(args, &report))
}

fn shown(args: &Args, report: &Report, advice: Option<&Advice>) -> Result<String, String> {
    let page = Page {
        title: TITLE,
        report,
        advice,
    };
    if args.advise {
        let advice = advice.ok_or("there is no manifest that says the version of the crate")?;
        return Ok(advice.to_string() + "\n");
    }
    match args.format {
        Format::Text => Ok(page.text(args.out.is_none() && colored())),
        Format::Markdown => page.markdown(),
        Format::Json => page.json(),
        Format::Html => page.html(),
    }
}

/// Colour only where somebody looks, and nobody said otherwise.
fn colored() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !refused
}

fn failures(args: &Args, report: &Report) -> Vec<String> {
    let count = |which: FailOn| {
        let open = report.changes.iter().filter(|it| !it.accepted);
        let of_kind = open.filter(|it| match which {
            FailOn::Breaking => it.verdicts.wire == Wire::Breaking,
            FailOn::Major => it.verdicts.krate == Semver::Major,
            FailOn::Money => it.verdicts.money,
        });
        of_kind.count()
    };
    let mut failures = Vec::new();
    for (kind, what) in [
        (FailOn::Money, "change money"),
        (FailOn::Breaking, "break integrations"),
        (FailOn::Major, "break programs that use the crate"),
    ] {
        let found = count(kind);
        if found > 0 && args.fail_on.contains(&kind) {
            failures.push(format!(
                "{found} of the changes {what}, and nobody accepted them"
            ));
        }
    }
    failures
}

fn write_changelog(file: &Path, report: &Report, advice: &Advice) -> Result<(), String> {
    if advice.semver.is_none() {
        return Ok(());
    }
    let old = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{} cannot be read: {error}", file.display())),
    };
    let section = diff::changelog(report, advice);
    write::file(file, &diff::with_section(&old, &section))
}

fn base(args: &Args, repository: &Repository) -> Result<Source, String> {
    let Some(given) = &args.base else {
        let (revision, how) = repository.merge_base()?;
        eprintln!("base: {how}, {}", short(&revision));
        return at_revision(repository, &revision);
    };
    let path = Path::new(given);
    if path.exists() {
        return at_path(path);
    }
    let revision = repository.commit(given).map_err(|problem| {
        format!("`{given}` is neither a revision nor a folder or file: {problem}")
    })?;
    at_revision(repository, &revision)
}

fn head(args: &Args) -> Result<Source, String> {
    match &args.head {
        Some(path) => at_path(path),
        None => {
            let root = root();
            let manifest = fs::read_to_string(root.join("Cargo.toml")).ok();
            Ok(Source {
                side: read("the work tree", &root.join(SPEC), SPEC)?,
                version: manifest.as_deref().and_then(version),
            })
        }
    }
}

/// A folder with a spec, or with a folder `spec`; or a file.
fn at_path(path: &Path) -> Result<Source, String> {
    let name = path.display().to_string();
    if path.is_file() {
        return Ok(Source {
            side: upstream(path)?,
            version: None,
        });
    }
    let has_versions = chargebee_generator::load::VERSIONS
        .iter()
        .any(|it| path.join(it).is_dir());
    let spec = if has_versions {
        path.to_owned()
    } else {
        path.join(SPEC)
    };
    if !spec.is_dir() {
        return Err(format!(
            "{name} holds no spec: neither `v1`, `v2` nor `{SPEC}` is in it"
        ));
    }
    let around = if has_versions {
        path.parent()
    } else {
        Some(path)
    };
    let manifest = around.and_then(|it| fs::read_to_string(it.join("Cargo.toml")).ok());
    Ok(Source {
        side: read(&name, &spec, &spec.display().to_string())?,
        version: manifest.as_deref().and_then(version),
    })
}

/// An OpenAPI document that the vendor publishes.
fn upstream(file: &Path) -> Result<Side, String> {
    let published = chargebee_generator::upstream::read(file).map_err(|finding| {
        let mut report = finding::Report::default();
        report.push(finding);
        report.render_findings(io::stderr().is_terminal())
    })?;
    for note in &published.notes {
        eprintln!("not read exactly: {note}");
    }
    let mut side = Side::empty(&file.display().to_string());
    side.apis.push(published.api);
    Ok(side)
}

fn at_revision(repository: &Repository, revision: &str) -> Result<Source, String> {
    let name = short(revision);
    let manifest = repository.file(revision, "Cargo.toml");
    let version = manifest.as_deref().and_then(version);
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let count = repository.export(revision, SPEC, folder.path())?;
    if count == 0 {
        eprintln!("{name} has no `{SPEC}`: everything is new");
        let side = Side::empty(name);
        return Ok(Source { side, version });
    }
    let side = read(name, &folder.path().join(SPEC), &format!("{name}:{SPEC}"))?;
    Ok(Source { side, version })
}

fn read(name: &str, folder: &Path, shown: &str) -> Result<Side, String> {
    Side::read(name, folder, shown).map_err(|report| {
        let text = report.render(io::stderr().is_terminal());
        // A folder that lives as long as the command tells nobody anything.
        format!(
            "the spec of {name} is wrong\n{}",
            text.replace(&folder.display().to_string(), shown)
        )
    })
}

/// The version of the crate in the manifest of a workspace.
fn version(manifest: &str) -> Option<Version> {
    let manifest: toml::Table = manifest.parse().ok()?;
    let package = manifest.get("workspace")?.get("package")?;
    Version::parse(package.get("version")?.as_str()?).ok()
}

fn short(revision: &str) -> &str {
    revision.get(..12).unwrap_or(revision)
}
