//! `cargo xtask conform spec`: broken and hostile specs through the real `regen`, in a child process within bounds.
//!
//! A spec that is refused must be refused at a place, and leave the output folder as it was. A spec that generates must leave
//! nothing behind but what it generated, and `regen --check` must agree.

mod folder;
mod snapshot;

use crate::console::{complain, say};
use chargebee_hostile::{
    bounded::{self, Bounds, Broken, Ended},
    expected::{self, Case, Outcome, Unit},
};
use snapshot::{put, small, snapshot};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

/// The whole API takes a few seconds and some hundred megabytes unoptimised, and the machine may be busy.
const BOUNDS: Bounds = Bounds {
    time: Duration::from_secs(90),
    memory: 2 << 30,
};

/// What is larger is refused before it is read.
const LARGEST_FILE: u64 = 4 << 20;

/// The output folder as an earlier run left it, with something in it that is not ours.
const BEFORE: [(&str, &str); 3] = [
    (".generated", ".generated\nsrc/old.rs\n"),
    ("mine.txt", "not generated"),
    ("src/old.rs", "// generated earlier"),
];

pub(super) fn run(expect: &Path, dir: &Path) -> ExitCode {
    match cases(expect, dir) {
        Ok(failed) => ExitCode::from(u8::from(failed > 0)),
        Err(problem) => {
            complain(problem);
            ExitCode::FAILURE
        }
    }
}

/// Runs all cases; says how many failed.
fn cases(expect: &Path, dir: &Path) -> Result<usize, String> {
    let cases = expected::pair(expect, dir, Unit::Entry)?;
    let (mut passed, mut failed) = (0_usize, cases.unpaired.len());
    for problem in &cases.unpaired {
        say(format!("FAILED {problem}\n"))?;
    }
    for case in &cases.cases {
        match check(case) {
            Ok(seen) => {
                passed += 1;
                say(format!("ok     {}: {seen}\n", case.name))?;
            }
            Err(problem) => {
                failed += 1;
                say(format!("FAILED {}: {problem}\n", case.name))?;
            }
        }
    }
    say(format!("{passed} passed, {failed} failed\n"))?;
    Ok(failed)
}

/// Runs one case; says what was seen.
fn check(case: &Case) -> Result<String, String> {
    let scratch = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let spec = folder::of(case, &scratch.path().join("spec"))?;
    let out = scratch.path().join("out");
    for (name, text) in BEFORE {
        put(&out.join(name), text.as_bytes())?;
    }
    let before = snapshot(&out)?;
    // The case itself: what is made of it can lead to it by a link, which is not followed here.
    let given = snapshot(&case.path)?;
    let ended = regen(&spec, &out, false)?;
    let outcome = outcome(&ended)?;
    if snapshot(&case.path)? != given {
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
    if small(&out.join("mine.txt")).as_deref() != Some(b"not generated") {
        return Err("a file that is not ours was changed".to_owned());
    }
    let list = small(&out.join(".generated")).ok_or("the output has no list of its files")?;
    let list = String::from_utf8_lossy(&list);
    let mut listed: Vec<&Path> = list.lines().map(Path::new).collect();
    listed.push(Path::new("mine.txt"));
    listed.sort_unstable();
    let there: Vec<&Path> = after.keys().map(AsRef::as_ref).collect();
    if listed != there {
        return Err("the output folder does not hold exactly what its list says".to_owned());
    }
    match outcome(&regen(spec, out, true)?)? {
        Outcome::Ok => Ok(()),
        Outcome::Error => Err("`regen --check` does not agree with what `regen` wrote".to_owned()),
    }
}

/// The first place of an error: a file of the spec, with a line that it has, and a column of it. What has nothing in it to point
/// at is refused as a whole, by its path.
fn place(stderr: &str, spec: &Path) -> Option<String> {
    let folder = format!("{}/", spec.display());
    let named = || stderr.split(&folder).skip(1);
    let at_place = named().find_map(|text| {
        let (file, rest) = text.split_once(".yaml:")?;
        let (line, rest) = number(rest)?;
        let (column, _) = number(rest.strip_prefix(':')?)?;
        let text = small(&spec.join(format!("{file}.yaml")))?;
        // What lacks at the end of a line, or of the file, stands behind its last character.
        let length = length(&String::from_utf8_lossy(&text), line)?;
        let place = format!("refused at {file}.yaml:{line}:{column}");
        (1..=length + 1).contains(&column).then_some(place)
    });
    at_place.or_else(|| whole(stderr, spec))
}

/// The file or folder that is refused as a whole.
fn whole(stderr: &str, spec: &Path) -> Option<String> {
    let mut paths = vec![spec.to_owned()];
    for folder in [spec.to_owned(), spec.join("v1"), spec.join("v2")] {
        let entries = fs::read_dir(folder).into_iter().flatten();
        paths.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
    }
    // A path stands in that of what it holds: the longest is the one that is meant.
    let is_named = |path: &&PathBuf| stderr.contains(&path.display().to_string());
    let named = (paths.iter().filter(is_named)).max_by_key(|path| path.as_os_str().len())?;
    let below = named.strip_prefix(spec).unwrap_or(named).display();
    let place = match below.to_string().as_str() {
        "" => "refused as a whole".to_owned(),
        below => format!("{below} is refused as a whole"),
    };
    (!has_places(named, spec)).then_some(place)
}

/// Whether there is something to point at: text of a file that is read, or of one in a folder that is.
fn has_places(path: &Path, spec: &Path) -> bool {
    let versions = ["v1", "v2"].map(|version| spec.join(version));
    if path == spec {
        return versions.iter().any(|version| has_places(version, spec));
    }
    if versions.iter().any(|version| version == path) {
        let entries = fs::read_dir(path).into_iter().flatten();
        return entries
            .flatten()
            .any(|entry| has_places(&entry.path(), spec));
    }
    let is_file = fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= LARGEST_FILE);
    let is_read = path.extension().is_some_and(|it| it == "yaml");
    is_read && is_file && fs::read(path).is_ok_and(|text| !text.trim_ascii().is_empty())
}

/// How many characters this line of a text has. Lines end as YAML has it: with or without a carriage return, or with that alone.
fn length(text: &str, line: usize) -> Option<usize> {
    let text = text.replace("\r\n", "\n");
    let line = text.split(['\n', '\r']).nth(line.checked_sub(1)?)?;
    Some(line.chars().count())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Where `said` about a spec with one file of this text, `SPEC` standing for its folder, points.
    fn placed(text: &str, said: &str) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        put(&folder.path().join("v2/thing.yaml"), text.as_bytes()).expect("written");
        let said = said.replace("SPEC", &folder.path().display().to_string());
        place(&said, folder.path())
    }

    #[test]
    fn a_place_is_one_that_is_there() {
        let at = |said: &str| placed("a: 1\nbcd: 2\n", said);
        let found = |place: &str| Some(format!("refused at v2/thing.yaml:{place}"));
        assert_eq!(at("SPEC/v2/thing.yaml:2:1: no"), found("2:1"));
        assert_eq!(at("SPEC/v2/thing.yaml:2:7: no"), found("2:7"));
        assert_eq!(at("x\nSPEC/v2/thing.yaml:3:1: no"), found("3:1"));
        for said in [
            "SPEC/v2/thing.yaml:0:1: no",
            "SPEC/v2/thing.yaml:2:8: no",
            "SPEC/v2/thing.yaml:4:1: no",
            "SPEC/v2/other.yaml:1:1: no",
            "SPEC/v2/thing.yaml: no",
            "SPEC/v2 is wrong",
            "SPEC is wrong",
            "it is wrong",
        ] {
            assert_eq!(at(said), None, "{said}");
        }
    }

    /// What regen does not read holds no text that it could point at.
    #[test]
    fn what_is_not_read_is_refused_by_its_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["v2/thing.yaml", "v2/more/thing.yaml", "v3/thing.yaml"] {
            put(&at(name), b"a: 1").expect("written");
        }
        let said = |name: &str| {
            let said = format!("{} is not read", at(name).display());
            place(&said, folder.path())
        };
        for name in ["v2/more", "v3"] {
            assert_eq!(said(name), Some(format!("{name} is refused as a whole")));
        }
        assert_eq!(said("v2"), None);
    }

    #[test]
    fn without_text_there_is_nothing_to_point_at() {
        let whole = |said: &str| placed(" \n", said);
        let file = Some("v2/thing.yaml is refused as a whole".to_owned());
        assert_eq!(whole("SPEC/v2/thing.yaml: no"), file);
        assert_eq!(
            whole("SPEC holds nothing"),
            Some("refused as a whole".to_owned())
        );
        assert_eq!(whole("it is wrong"), None);
    }
}
