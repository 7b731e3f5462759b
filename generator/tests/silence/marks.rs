//! The marks of a spec: every keyword and annotation, by its kind, with all places where it stands.

use serde_yaml::Value;
use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
};

/// What is done to a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It is taken away.
    Removed,
    /// It says something else: the other of two, one more, one less, another text.
    Changed,
}

/// A file of the spec.
pub(crate) struct Document {
    /// Its name, without its ending.
    pub(crate) stem: String,
    value: Value,
}

/// A mark at one place.
pub(crate) struct Mark<'d> {
    pub(crate) document: &'d Document,
    path: Vec<Step>,
    how: How,
}

#[derive(Clone)]
enum Step {
    Key(String),
    Index(usize),
}

impl fmt::Display for Mark<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.document.stem)?;
        for step in &self.path {
            match step {
                Step::Key(key) => write!(f, "/{key}")?,
                Step::Index(at) => write!(f, "/{at}")?,
            }
        }
        Ok(())
    }
}

/// Mappings whose keys are names: each of them is one kind of mark.
const NAMED: &[&str] = &[
    "properties",
    "schemas",
    "parameters",
    "responses",
    "securitySchemes",
    "paths",
    "types",
    "contents",
    "x-content",
    "x-enum-descriptions",
    "x-enum-names",
    "x-error-kinds",
    "x-evidence-values",
    "x-http-status",
    "x-id-types",
    "x-renamed-values",
    "x-retry",
];

/// The files of a folder.
pub(crate) fn documents(folder: &Path) -> Vec<Document> {
    let entries = fs::read_dir(folder).expect("listed");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let document = |path: &PathBuf| {
        let stem = path.file_stem().and_then(|it| it.to_str());
        let text = fs::read_to_string(path).expect("read");
        Document {
            stem: stem.expect("a name").to_owned(),
            value: serde_yaml::from_str(&text).expect("YAML"),
        }
    };
    paths.iter().map(document).collect()
}

type Kinds<'d> = BTreeMap<String, Vec<Mark<'d>>>;

/// All marks of files, by their kind.
pub(crate) fn of(documents: &[Document], how: How) -> Kinds<'_> {
    let mut kinds = Kinds::new();
    for document in documents {
        walk(
            &document.value,
            (document, how),
            "",
            &mut Vec::new(),
            &mut kinds,
        );
    }
    kinds
}

fn walk<'d>(
    value: &Value,
    of: (&'d Document, How),
    inside: &str,
    path: &mut Vec<Step>,
    kinds: &mut Kinds<'d>,
) {
    match value {
        Value::Mapping(pairs) => {
            for (key, value) in pairs {
                let Some(key) = key.as_str() else { continue };
                path.push(Step::Key(key.to_owned()));
                // What people call so is one kind, whatever they call it.
                let (kind, below) = if NAMED.contains(&inside) {
                    // A type of event is a mapping of names again.
                    let below = if inside == "types" { "contents" } else { "one" };
                    (format!("{inside}: one"), below)
                } else {
                    (key.to_owned(), key)
                };
                note(kind, value, of, path, kinds);
                walk(value, of, below, path, kinds);
                path.pop();
            }
        }
        Value::Sequence(list) => {
            for (at, value) in list.iter().enumerate() {
                path.push(Step::Index(at));
                note(format!("{inside}: one of the list"), value, of, path, kinds);
                walk(value, of, "one", path, kinds);
                path.pop();
            }
        }
        _ => {}
    }
}

fn note<'d>(
    kind: String,
    value: &Value,
    (document, how): (&'d Document, How),
    path: &[Step],
    kinds: &mut Kinds<'d>,
) {
    if how == How::Changed && another(value).is_none() {
        return;
    }
    kinds.entry(kind).or_default().push(Mark {
        document,
        path: path.to_vec(),
        how,
    });
}

/// Something else of the same kind.
fn another(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(it) => Some(Value::Bool(!it)),
        Value::Number(it) => Some(Value::from(it.as_i64()? + 1)),
        Value::String(it) => Some(Value::from(format!("{it}x"))),
        Value::Sequence(list) if list.len() > 1 && list.iter().all(|it| !it.is_mapping()) => Some(
            Value::Sequence(list.iter().rev().skip(1).rev().cloned().collect()),
        ),
        _ => None,
    }
}

/// Marks that say nothing without another one, which goes with it.
const TOGETHER: &[(&str, &[&str])] = &[
    ("x-currency-unit", &["x-currency-code"]),
    ("x-decimal", &["x-decimal-of"]),
    ("x-evidence", &["x-evidence-of"]),
];

/// A value of an enum, with all that is said about it.
fn remove_value(schema: &mut Value, index: usize) -> Option<()> {
    let value = schema.get_mut("enum")?.as_sequence_mut()?.remove(index);
    for (key, about) in schema.as_mapping_mut()? {
        if key.as_str()?.starts_with("x-") {
            match about {
                Value::Mapping(about) => drop(about.shift_remove(&value)),
                Value::Sequence(about) => about.retain(|it| *it != value),
                _ => {}
            }
        }
    }
    Some(())
}

fn found<'v>(value: &'v mut Value, steps: &[Step]) -> Option<&'v mut Value> {
    let mut at = value;
    for step in steps {
        at = match step {
            Step::Key(key) => at.get_mut(key.as_str())?,
            Step::Index(index) => at.get_mut(*index)?,
        };
    }
    Some(at)
}

impl Mark<'_> {
    /// A file with the mark changed.
    pub(crate) fn applied(&self) -> Option<String> {
        let mut value = self.document.value.clone();
        if let ([steps @ .., Step::Key(key), Step::Index(index)], How::Removed) =
            (self.path.as_slice(), self.how)
            && key == "enum"
        {
            remove_value(found(&mut value, steps)?, *index)?;
            return serde_yaml::to_string(&value).ok();
        }
        let (last, steps) = self.path.split_last()?;
        let at = found(&mut value, steps)?;
        match (last, self.how) {
            (Step::Key(key), How::Removed) => {
                // Without moving what follows.
                let pairs = at.as_mapping_mut()?;
                pairs.shift_remove(key.as_str())?;
                let together = TOGETHER.iter().find(|(mark, _)| mark == key);
                for other in together.into_iter().flat_map(|(_, others)| *others) {
                    pairs.shift_remove(*other);
                }
                if key == "x-decimal"
                    && pairs.get("format").and_then(Value::as_str) == Some("decimal")
                {
                    pairs.shift_remove("format");
                }
            }
            (Step::Index(index), How::Removed) => {
                at.as_sequence_mut()?.remove(*index);
            }
            (Step::Key(key), How::Changed) => {
                let there = at.get_mut(key.as_str())?;
                *there = another(there)?;
            }
            (Step::Index(index), How::Changed) => {
                let there = at.get_mut(*index)?;
                *there = another(there)?;
            }
        }
        serde_yaml::to_string(&value).ok()
    }
}
