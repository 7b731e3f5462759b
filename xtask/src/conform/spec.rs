//! `cargo xtask conform spec`: broken and hostile specs through the real `regen`, in a child process within bounds.
//!
//! A spec that is refused must be refused at a place, and leave the output folder as it was. A spec that generates must leave
//! nothing behind but what it generated, and `regen --check` must agree.

#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use crate::regen::{SPEC, root};
use chargebee_hostile::{
    bounded::{self, Bounds, Broken, Ended},
    expected::{self, Case, Outcome, Unit},
};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

/// The whole API takes a few seconds and some hundred megabytes unoptimised, and the machine may be busy.
const BOUNDS: Bounds = Bounds {
    time: Duration::from_secs(90),
    memory: 2 << 30,
};

/// The output folder as an earlier run left it, with something in it that is not ours.
const BEFORE: [(&str, &str); 3] = [
    (".generated", ".generated\nsrc/old.rs\n"),
    ("mine.txt", "not generated"),
    ("src/old.rs", "// generated earlier"),
];

pub(super) fn run(expect: &Path, dir: &Path) -> ExitCode {
    let cases = match expected::pair(expect, dir, Unit::Entry) {
        Ok(cases) => cases,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    let (mut passed, mut failed) = (0_usize, cases.unpaired.len());
    for problem in &cases.unpaired {
        println!("FAILED {problem}");
    }
    for case in &cases.cases {
        match check(case) {
            Ok(seen) => {
                passed += 1;
                println!("ok     {}: {seen}", case.name);
            }
            Err(problem) => {
                failed += 1;
                println!("FAILED {}: {problem}", case.name);
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    ExitCode::from(u8::from(failed > 0))
}

/// Runs one case; says what was seen.
fn check(case: &Case) -> Result<String, String> {
    let scratch = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let spec = spec_of(case, &scratch.path().join("spec"))?;
    let out = scratch.path().join("out");
    for (name, text) in BEFORE {
        put(&out.join(name), text.as_bytes())?;
    }
    let before = snapshot(&out)?;
    let given = snapshot(&spec)?;
    let ended = regen(&spec, &out, false)?;
    let outcome = outcome(&ended)?;
    if snapshot(&spec)? != given {
        return Err("the spec was changed".to_owned());
    }
    let seen = match outcome {
        Outcome::Error => {
            if snapshot(&out)? != before {
                return Err("it is refused, and the output folder was changed".to_owned());
            }
            place(&ended.stderr, &spec).ok_or_else(|| {
                format!(
                    "it is refused without a place:\n{}",
                    beginning(&ended.stderr)
                )
            })?
        }
        Outcome::Ok => {
            generated(&spec, &out)?;
            "generates".to_owned()
        }
    };
    if outcome == case.expectation.outcome {
        return Ok(seen);
    }
    Err(format!(
        "expected {}, found {}\n{}",
        case.expectation.outcome.as_str(),
        outcome.as_str(),
        beginning(&ended.stderr)
    ))
}

/// The spec folder of a case. A folder is one itself, or holds one as `spec`, or holds the files of one version; a file is
/// laid over the project's own spec.
fn spec_of(case: &Case, scratch: &Path) -> Result<PathBuf, String> {
    let v1 = case
        .expectation
        .notes
        .get("api")
        .is_some_and(|it| it == "v1");
    if case.path.is_dir() {
        let inner = case.path.join(SPEC);
        if inner.is_dir() && !case.path.join("v1").is_dir() && !case.path.join("v2").is_dir() {
            return Ok(inner);
        }
        let is_yaml = |path: &Path| {
            path.extension()
                .is_some_and(|it| it == "yaml" || it == "yml")
        };
        let files = files(&case.path)?;
        let is_flat = |it: &PathBuf| it.components().count() == 1 && is_yaml(it);
        if !files.iter().any(is_flat) {
            return Ok(case.path.clone());
        }
        for file in &files {
            let version = if v1 { "v1" } else { "v2" };
            copy(&case.path.join(file), &scratch.join(version).join(file))?;
        }
        return Ok(scratch.to_owned());
    }
    let own = root().join(SPEC);
    for file in files(&own)? {
        copy(&own.join(&file), &scratch.join(&file))?;
    }
    let name = case.path.file_name().unwrap_or_default();
    let version = if v1 { "v1" } else { "v2" };
    copy(&case.path, &scratch.join(version).join(name))?;
    Ok(scratch.to_owned())
}

fn regen(spec: &Path, out: &Path, check: bool) -> Result<Ended, String> {
    let own =
        std::env::current_exe().map_err(|error| format!("this program is nowhere: {error}"))?;
    let mut command = Command::new(own);
    command
        .arg("regen")
        .arg("--spec")
        .arg(spec)
        .arg("--out")
        .arg(out);
    if check {
        command.arg("--check");
    }
    bounded::run(&mut command, BOUNDS)
}

/// Whether the spec was read or refused; an error where it was neither.
fn outcome(ended: &Ended) -> Result<Outcome, String> {
    if ended.stderr.contains("panicked at") {
        return Err(format!("it panics\n{}", beginning(&ended.stderr)));
    }
    match &ended.status {
        Err(Broken::Time) => Err(format!("it runs for more than {} s", BOUNDS.time.as_secs())),
        Err(Broken::Memory(held)) => Err(format!("it holds {} MB", held >> 20)),
        Ok(status) => match status.code() {
            Some(0) => Ok(Outcome::Ok),
            Some(1) => Ok(Outcome::Error),
            _ => Err(format!(
                "it ends with {status}\n{}",
                beginning(&ended.stderr)
            )),
        },
    }
}

/// What must hold after a spec was generated.
fn generated(spec: &Path, out: &Path) -> Result<(), String> {
    let after = snapshot(out)?;
    if after.get(Path::new("mine.txt")).map(Vec::as_slice) != Some(b"not generated") {
        return Err("a file that is not ours was changed".to_owned());
    }
    let list = after
        .get(Path::new(".generated"))
        .map(|it| String::from_utf8_lossy(it));
    let list = list.ok_or("the output has no list of its files")?;
    let mut listed: Vec<&Path> = list.lines().map(Path::new).collect();
    listed.push(Path::new("mine.txt"));
    listed.sort_unstable();
    let there: Vec<&Path> = after.keys().map(PathBuf::as_path).collect();
    if listed != there {
        return Err("the output folder does not hold exactly what its list says".to_owned());
    }
    match outcome(&regen(spec, out, true)?)? {
        Outcome::Ok => Ok(()),
        Outcome::Error => Err("`regen --check` does not agree with what `regen` wrote".to_owned()),
    }
}

/// The first place of an error: a file of the spec, with a line that it has, and a column. What is wrong with a folder or a
/// file as a whole has no line; its path is the place then.
fn place(stderr: &str, spec: &Path) -> Option<String> {
    let folder = format!("{}/", spec.display());
    let named = || stderr.split(&folder).skip(1);
    let at_line = named().find_map(|text| {
        let (file, rest) = text.split_once(".yaml:")?;
        let (line, rest) = number(rest)?;
        let (column, _) = number(rest.strip_prefix(':')?)?;
        let text = fs::read(spec.join(format!("{file}.yaml"))).ok()?;
        let lines = text.split(|byte| *byte == b'\n').count();
        let place = format!("refused at {file}.yaml:{line}:{column}");
        (1..=lines).contains(&line).then_some(place)
    });
    let is_named = stderr.contains(&spec.display().to_string());
    at_line.or_else(|| is_named.then(|| "refused as a whole".to_owned()))
}

fn number(text: &str) -> Option<(usize, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn beginning(text: &str) -> String {
    text.lines()
        .take(12)
        .map(|line| format!("    {line}\n"))
        .collect()
}

/// The regular files below a folder; links are not followed.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    fn walk(folder: &Path, below: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder.join(below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                walk(folder, &path, found)?;
            } else if kind.is_file() {
                found.push(path);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    walk(folder, Path::new(""), &mut found)
        .map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    found.sort();
    Ok(found)
}

type Snapshot = BTreeMap<PathBuf, Vec<u8>>;

fn snapshot(folder: &Path) -> Result<Snapshot, String> {
    let read = |name: PathBuf| {
        let bytes = fs::read(folder.join(&name));
        // What cannot be read cannot be compared; that it is there counts.
        (name, bytes.unwrap_or_default())
    };
    Ok(files(folder)?.into_iter().map(read).collect())
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let failed = |error: io::Error| format!("{} cannot be written: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let bytes =
        fs::read(from).map_err(|error| format!("{} cannot be read: {error}", from.display()))?;
    put(to, &bytes)
}
