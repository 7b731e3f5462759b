//! `cargo xtask diff`: what a spec change means.

mod source;

use crate::{
    console::{colored, complain, say},
    git::Repository,
    workspace::root,
};
use chargebee_generator::{
    diff::{self, Advice, Page, Report, Semver, Wire},
    write,
};
use std::{
    fs, io,
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
    /// Write the section of the next version to the changelog of the tree that is looked at; a relative path starts there.
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
    /// What an integration meets that it does not know: a new value of an attribute.
    Surprising,
    /// What asks for a new major version of the crate.
    Major,
    /// Unit, currency, decimal or rounding of money.
    Money,
}

/// 0 where nothing is wrong; 1 where a change is of a kind to fail on or an accepted one is none; 2 where something cannot be read.
pub(crate) fn run(args: &Args) -> ExitCode {
    match compare(args) {
        Ok(failures) if failures.is_empty() => ExitCode::SUCCESS,
        Ok(failures) => {
            complain(failures.join("\n"));
            ExitCode::FAILURE
        }
        Err(problem) => {
            complain(problem);
            ExitCode::from(2)
        }
    }
}

fn compare(args: &Args) -> Result<Vec<String>, String> {
    let start = Instant::now();
    let repository = Repository::at(&root());
    let base = source::base(args.base.as_deref(), &repository)?;
    let head = source::head(args.head.as_deref())?;
    let [old, new] = source::sides(&base, &head)?;
    let read = start.elapsed();
    let mut report = diff::diff(&old, &new);
    if args.timings {
        let compared = start.elapsed() - read;
        complain(format!(
            "read in {} ms, compared in {} ms",
            read.as_millis(),
            compared.as_millis()
        ));
    }
    let mut failures = match &args.accepted {
        Some(file) => diff::accept(&mut report, file)?,
        None => Vec::new(),
    };
    let current = base.version.as_ref().or(head.version.as_ref());
    let advice = current.map(|current| Advice::new(current, head.version.as_ref(), &report));
    if let Some(file) = &args.changelog {
        let advice = advice
            .as_ref()
            .ok_or("there is no manifest that says the version of the crate")?;
        let tree = head
            .tree
            .as_ref()
            .ok_or_else(|| format!("{} is no tree that has a changelog", head.name));
        let file = match file.is_absolute() {
            true => file.clone(),
            false => tree?.join(file),
        };
        write_changelog(&file, &report, advice)?;
    }
    let text = shown(args, &report, advice.as_ref())?;
    match &args.out {
        Some(out) => write::file(out, &text)?,
        None => say(text)?,
    }
    // Taking both apart piece by piece takes as long as comparing them, and the command ends here.
    std::mem::forget((old, new));
    failures.extend(unaccepted(args, &report));
    Ok(failures)
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

/// What `--fail-on` names and nobody accepted.
fn unaccepted(args: &Args, report: &Report) -> Vec<String> {
    let count = |which: FailOn| {
        let open = report.changes.iter().filter(|it| !it.accepted);
        let of_kind = open.filter(|it| match which {
            FailOn::Breaking => it.verdicts.wire == Wire::Breaking,
            FailOn::Surprising => it.verdicts.wire == Wire::Surprising,
            FailOn::Major => it.verdicts.krate == Semver::Major,
            FailOn::Money => it.verdicts.money,
        });
        of_kind.count()
    };
    let mut failures = Vec::new();
    for (kind, what) in [
        (FailOn::Money, "change money"),
        (FailOn::Breaking, "break integrations"),
        (FailOn::Surprising, "may surprise integrations"),
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
