//! What a folder holds, to see whether it was changed. Only regular files are opened: reading anything else may never end.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Files of more bytes are told apart by size and time alone.
const SMALL: u64 = 16 << 20;

/// What a file holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// All of it; nothing where it cannot be read, so that only its being there counts.
    Small(Vec<u8>),
    Large(u64, Option<SystemTime>),
}

/// The regular files below a folder, links not followed; a file is all that is below itself.
pub(super) fn snapshot(folder: &Path) -> Result<BTreeMap<PathBuf, Held>, String> {
    let mut found = BTreeMap::new();
    walk(folder, Path::new(""), &mut found)
        .map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    Ok(found)
}

fn walk(folder: &Path, below: &Path, found: &mut BTreeMap<PathBuf, Held>) -> io::Result<()> {
    // Joined with nothing, a path ends with a slash, which a file must not.
    let path = match below.as_os_str().is_empty() {
        true => folder.to_owned(),
        false => folder.join(below),
    };
    let metadata = fs::symlink_metadata(&path)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(&path)? {
            walk(folder, &below.join(entry?.file_name()), found)?;
        }
    } else if metadata.is_file() {
        let held = match metadata.len() {
            0..=SMALL => Held::Small(fs::read(&path).unwrap_or_default()),
            large => Held::Large(large, metadata.modified().ok()),
        };
        found.insert(below.to_owned(), held);
    }
    Ok(())
}

/// What a regular file holds, where it is not large.
pub(super) fn small(path: &Path) -> Option<Vec<u8>> {
    let metadata = fs::metadata(path).ok()?;
    let is_small = metadata.is_file() && metadata.len() <= SMALL;
    is_small.then(|| fs::read(path).ok())?
}

pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let failed = |error: io::Error| format!("{} cannot be written: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    fs::write(path, bytes).map_err(failed)
}
