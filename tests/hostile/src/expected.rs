//! The file of expectations, and which case it says what about.
//!
//! Forms that people write are all read:
//!
//! - `{"a.json": "ok", "b.json": "error"}`
//! - `{"a.json": {"expect": "error", "operation": "customer.retrieve"}}`
//! - `[{"file": "a.json", "expect": "ok"}]`
//! - `{"ok": ["a.json"], "error": ["b.json"]}`
//! - any of these as the member `files`, `cases`, `payloads`, `entries`, `expected` or `expect` of an object, beside notes about the
//!   file itself

use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What must come of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is read.
    Ok,
    /// It is refused.
    Error,
}

impl Outcome {
    /// `ok` or `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
        }
    }

    fn read(value: &Value) -> Option<Self> {
        let text = match value {
            Value::Bool(true) => "ok",
            Value::Bool(false) => "error",
            other => other.as_str()?,
        };
        match text.to_ascii_lowercase().as_str() {
            "ok" | "success" | "accept" | "accepted" | "pass" | "valid" => Some(Self::Ok),
            "error" | "err" | "fail" | "failure" | "reject" | "rejected" | "refuse" | "refused"
            | "invalid" => Some(Self::Error),
            _ => None,
        }
    }
}

/// What is expected of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// What must come of it.
    pub outcome: Outcome,
    /// Everything that the entry says, such as the operation.
    pub notes: Map<String, Value>,
}

/// A case: a file or folder, and what is expected of it.
#[derive(Debug)]
pub struct Case {
    /// Its path inside the folder, with `/`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What is expected.
    pub expectation: Expectation,
}

/// All cases of a folder.
#[derive(Debug, Default)]
pub struct Cases {
    /// Sorted by name.
    pub cases: Vec<Case>,
    /// Cases without an expectation and expectations without a case.
    pub unpaired: Vec<String>,
}

/// What counts as one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Each file, also in folders.
    File,
    /// Each entry of the folder, file or folder.
    Entry,
}

/// Pairs the entries of a folder with their expectations.
///
/// # Errors
/// Where the expectations or the folder cannot be read, or there are no cases at all.
pub fn pair(expected: &Path, folder: &Path, unit: Unit) -> Result<Cases, String> {
    let text =
        fs::read_to_string(expected).map_err(|error| format!("{}: {error}", expected.display()))?;
    let mut expectations =
        read(&text).map_err(|problem| format!("{}: {problem}", expected.display()))?;
    let mut cases = Cases::default();
    let own = fs::canonicalize(expected).ok();
    walk(
        folder,
        "",
        unit,
        own.as_deref(),
        &mut expectations,
        &mut cases,
    )?;
    for name in expectations.into_keys() {
        cases
            .unpaired
            .push(format!("{name}: is expected, and is not there"));
    }
    if cases.cases.is_empty() && cases.unpaired.is_empty() {
        return Err(format!("{} holds no case", folder.display()));
    }
    Ok(cases)
}

fn walk(
    folder: &Path,
    prefix: &str,
    unit: Unit,
    own: Option<&Path>,
    expectations: &mut BTreeMap<String, Expectation>,
    cases: &mut Cases,
) -> Result<(), String> {
    let failed = |error| format!("{}: {error}", folder.display());
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if let Some(expectation) = take(expectations, &name) {
            cases.cases.push(Case {
                name,
                path,
                expectation,
            });
            continue;
        }
        let is_own = own.is_some() && fs::canonicalize(&path).ok().as_deref() == own;
        let is_about_the_folder =
            prefix.is_empty() && (name.starts_with("README") || name == "expected.json");
        if is_own || is_about_the_folder {
            continue;
        }
        let below = format!("{name}/");
        let holds_cases =
            unit == Unit::File || expectations.keys().any(|it| it.starts_with(&below));
        // Not followed where it is a link: it could lead back here.
        if holds_cases && entry.file_type().is_ok_and(|it| it.is_dir()) {
            walk(&path, &below, unit, own, expectations, cases)?;
        } else {
            cases
                .unpaired
                .push(format!("{name}: nothing is expected of it"));
        }
    }
    Ok(())
}

/// The expectation of a name, with or without its ending.
fn take(expectations: &mut BTreeMap<String, Expectation>, name: &str) -> Option<Expectation> {
    expectations.remove(name).or_else(|| {
        let (stem, ending) = name.rsplit_once('.')?;
        (!ending.contains('/')).then(|| expectations.remove(stem))?
    })
}

/// Reads a file of expectations.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str) -> Result<BTreeMap<String, Expectation>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut found = BTreeMap::new();
    for (name, entry) in entries(&value)? {
        match (entry, Outcome::read(&Value::String(name.clone()))) {
            (Value::Array(files), Some(_)) => {
                for file in files {
                    let file = file.as_str().ok_or("a name is no text")?;
                    let file = file.trim_start_matches("./").trim_end_matches('/');
                    add(file.to_owned(), &Value::String(name.clone()), &mut found)?;
                }
            }
            _ => add(name, entry, &mut found)?,
        }
    }
    if found.is_empty() {
        return Err("nothing is expected".to_owned());
    }
    Ok(found)
}

/// The members under which the entries can stand, beside notes about the file.
const WRAPPERS: [&str; 6] = [
    "files", "cases", "payloads", "entries", "expected", "expect",
];

/// The entries of a file about files, each with the name of its file: a list of objects, or an object by name.
///
/// # Errors
/// Where it is neither, or an entry names no file.
pub fn entries(value: &Value) -> Result<Vec<(String, &Value)>, String> {
    let trimmed = |name: &str| {
        let name = name.trim_start_matches("./").trim_end_matches('/');
        name.to_owned()
    };
    match value {
        Value::Array(list) => {
            let named = list.iter().map(|entry| {
                let object = entry.as_object().ok_or("an entry is no object")?;
                let name = ["file", "name", "path", "dir", "case", "id"]
                    .iter()
                    .find_map(|key| object.get(*key)?.as_str())
                    .ok_or_else(|| format!("an entry names no file: {entry}"))?;
                Ok((trimmed(name), entry))
            });
            named.collect()
        }
        Value::Object(object) => {
            let wrapped = (WRAPPERS.iter()).find_map(|key| {
                let inner = object.get(*key)?;
                (inner.is_object() || inner.is_array()).then_some(inner)
            });
            match wrapped {
                Some(inner) => entries(inner),
                None => Ok((object.iter())
                    .map(|(name, entry)| (trimmed(name), entry))
                    .collect()),
            }
        }
        _ => Err("expected an object or a list".to_owned()),
    }
}

fn add(
    name: String,
    value: &Value,
    found: &mut BTreeMap<String, Expectation>,
) -> Result<(), String> {
    let unclear = || format!("{name}: expected `ok` or `error`, found {value}");
    let expectation = match value {
        Value::Object(entry) => {
            let outcome = ["expect", "expected", "outcome", "result", "verdict"]
                .iter()
                .find_map(|key| entry.get(*key))
                .and_then(Outcome::read);
            Expectation {
                outcome: outcome.ok_or_else(unclear)?,
                notes: entry.clone(),
            }
        }
        other => Expectation {
            outcome: Outcome::read(other).ok_or_else(unclear)?,
            notes: Map::new(),
        },
    };
    match found.insert(name.clone(), expectation) {
        None => Ok(()),
        Some(_) => Err(format!("{name} is expected twice")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(text: &str) -> Vec<(String, &'static str)> {
        let read = read(text).expect("expectations");
        (read.into_iter())
            .map(|(name, it)| (name, it.outcome.as_str()))
            .collect()
    }

    #[test]
    fn forms_that_people_write() {
        let both = [("a.json".to_owned(), "ok"), ("b/c".to_owned(), "error")];
        for text in [
            r#"{"a.json": "ok", "b/c": "error"}"#,
            r#"{"a.json": {"expect": "ok"}, "b/c": {"outcome": "ERROR", "why": "deep"}}"#,
            r#"[{"file": "a.json", "expect": "ok"}, {"name": "./b/c/", "result": "error"}]"#,
            r#"{"ok": ["a.json"], "error": ["b/c"]}"#,
            r#"{"about": "bodies", "files": {"a.json": true, "b/c": false}}"#,
            r#"{"cases": [{"file": "a.json", "expected": "accept"}, {"file": "b/c", "expect": "reject"}]}"#,
        ] {
            assert_eq!(outcomes(text), both, "{text}");
        }
    }

    #[test]
    fn what_is_unclear_is_refused() {
        for (text, problem) in [
            (r#"{"a": "maybe"}"#, "expected `ok` or `error`"),
            (r#"{"a": {"why": "x"}}"#, "expected `ok` or `error`"),
            (r#"[{"expect": "ok"}]"#, "names no file"),
            (
                r#"[{"file": "a", "expect": "ok"}, {"file": "a", "expect": "ok"}]"#,
                "twice",
            ),
            ("{}", "nothing is expected"),
            ("7", "an object or a list"),
            ("{", "EOF"),
        ] {
            let found = read(text).expect_err("refused");
            assert!(found.contains(problem), "{text}: {found}");
        }
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, "x").expect("written");
        }
        folder
    }

    #[test]
    fn each_case_has_its_expectation_and_each_expectation_its_case() {
        let folder = folder(&["README.md", "a.json", "b/c.json", "b/d.json", "e.json"]);
        let expected = folder.path().join("expected.json");
        let text = r#"{"a": "ok", "b/c.json": "error", "gone.json": "ok", "e.json": "ok"}"#;
        fs::write(&expected, text).expect("written");
        let cases = pair(&expected, folder.path(), Unit::File).expect("cases");
        let names: Vec<_> = cases.cases.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["a.json", "b/c.json", "e.json"]);
        assert_eq!(
            cases.unpaired,
            [
                "b/d.json: nothing is expected of it",
                "gone.json: is expected, and is not there"
            ]
        );
    }

    #[test]
    fn a_folder_is_one_case_where_entries_are_cases() {
        let folder = folder(&[
            "one/v2/a.yaml",
            "two.yaml",
            "group/three/v1/a.yaml",
            "x/y.yaml",
        ]);
        let expected = folder.path().join("expected.json");
        let text = r#"{"one": "ok", "two": "error", "group/three": "error"}"#;
        fs::write(&expected, text).expect("written");
        let cases = pair(&expected, folder.path(), Unit::Entry).expect("cases");
        let names: Vec<_> = cases.cases.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["group/three", "one", "two.yaml"]);
        assert_eq!(cases.unpaired, ["x: nothing is expected of it"]);
    }
}
