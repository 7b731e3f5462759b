//! Which payloads there are, and what an `index.json` says of them.
//!
//! The index may stand beside the payloads or in any folder above them, so that a part of a collection reads as the whole does.
//! Where several say something of a payload, the nearest counts.

use super::Tally;
use chargebee_hostile::expected;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

/// The name of the list of a folder's payloads.
const INDEX: &str = "index.json";

/// A file with a payload.
pub(super) struct Payload {
    /// Its path, as it is told.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// What the index says of it.
    pub(super) said: Map<String, Value>,
}

/// The payload of a file, or all below a folder or beside an index.
///
/// # Errors
/// Where there is none.
pub(super) fn payloads(path: &Path, tally: &mut Tally) -> Result<Vec<Payload>, String> {
    let told = path;
    let is_index = path.file_name().is_some_and(|it| it == INDEX);
    let path = match path.parent().filter(|_| is_index) {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => path,
    };
    let path = fs::canonicalize(path).map_err(|error| error.to_string())?;
    let mut files = BTreeSet::new();
    json_files(&path, &mut files).map_err(|error| error.to_string())?;
    let mut said = BTreeMap::new();
    let below = files.iter().filter(|it| it.ends_with(INDEX));
    // The deepest first: what a folder says of its own counts.
    let mut folders: Vec<PathBuf> = below
        .filter_map(|it| it.parent().map(PathBuf::from))
        .collect();
    folders.sort_by_key(|it| std::cmp::Reverse(it.components().count()));
    folders.extend(path.ancestors().skip(1).map(Path::to_owned));
    for folder in folders {
        let is_above = folder != path && path.starts_with(&folder);
        let entries = match entries(&folder) {
            None => continue,
            Some(Ok(entries)) => entries,
            // What stands somewhere above may be about something else.
            Some(Err(_)) if is_above => continue,
            Some(Err(problem)) => {
                tally.fail(&folder.join(INDEX).display().to_string(), &problem);
                continue;
            }
        };
        let mut own = BTreeSet::new();
        for (name, entry) in entries {
            let file = folder.join(&name);
            if !file.starts_with(&path) {
                continue;
            }
            if !own.insert(file.clone()) {
                tally.fail(&name, "stands in the index twice");
            } else if !files.contains(&file) {
                tally.fail(&name, "is in the index, and is not there");
            } else {
                said.entry(file).or_insert(entry);
            }
        }
    }
    files.retain(|it| !it.ends_with(INDEX));
    if files.is_empty() {
        return Err("holds no payload".to_owned());
    }
    let payload = |file: PathBuf| Payload {
        name: match file.strip_prefix(&path) {
            Ok(name) if !name.as_os_str().is_empty() => name.display().to_string(),
            _ => told.display().to_string(),
        },
        said: said.remove(&file).unwrap_or_default(),
        path: file,
    };
    Ok(files.into_iter().map(payload).collect())
}

/// What is said of files, each by its name.
type Entries = Vec<(String, Map<String, Value>)>;

/// What the index of a folder says; `None` where there is no index.
fn entries(folder: &Path) -> Option<Result<Entries, String>> {
    let text = fs::read_to_string(folder.join(INDEX)).ok()?;
    let read = || {
        let index: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let named = expected::entries(&index)?.into_iter().map(|(name, entry)| {
            let entry = entry.as_object();
            let entry = entry.ok_or_else(|| format!("what it says of {name} is no object"))?;
            Ok((name, entry.clone()))
        });
        named.collect()
    };
    Some(read())
}

/// The file, or every JSON file below the folder.
fn json_files(path: &Path, found: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        found.insert(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let path = entry.path();
        let is_folder = entry.file_type()?.is_dir();
        if is_folder {
            json_files(&path, found)?;
        } else if path.extension().is_some_and(|it| it == "json") {
            found.insert(path);
        }
    }
    Ok(())
}
