//! The one place that touches the output folder.
//!
//! All files of a run are prepared beside their targets before the first target changes, so that a run either
//! takes effect or leaves the folder as it was. Files are removed only where an earlier run wrote them: the folder's list
//! says which.

use crate::emit::Files;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Component, Path, PathBuf},
};

/// The list of the files that the last run wrote.
pub(crate) const LIST: &str = ".generated";

/// What a run changed, or would change.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there.
    pub added: Vec<String>,
    /// Files that were different.
    pub changed: Vec<String>,
    /// Files that are there and no longer emitted.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether everything was as it should be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Makes `folder` hold exactly `files`, as far as this command wrote it; with `check`, only says what is different.
///
/// # Errors
/// What could not be read or written, with its path. The folder is as it was.
pub fn write(folder: &Path, files: &Files, check: bool) -> Result<Changes, String> {
    let mut files = files.clone();
    let mut names: Vec<&str> = files.keys().map(String::as_str).collect();
    names.push(LIST);
    names.sort_unstable();
    let list = names.join("\n") + "\n";
    files.insert(LIST.to_owned(), list);
    let changes = compare(folder, &files)?;
    if !check && !changes.is_empty() {
        apply(folder, &files, &changes)?;
    }
    Ok(changes)
}

/// Writes one file, whole or not at all, and the folders that it is in.
///
/// # Errors
/// What could not be written, with its path. A file that was there is as it was.
pub fn file(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: io::Error| format!("{} cannot be written: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let mut beside = path.to_owned().into_os_string();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let prepared = Prepared(vec![(beside.clone(), path.to_owned())]);
    fs::write(&beside, text).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)?;
    drop(prepared);
    Ok(())
}

fn compare(folder: &Path, files: &Files) -> Result<Changes, String> {
    let mut changes = Changes::default();
    for (name, text) in files {
        match read(&folder.join(name))? {
            None => changes.added.push(name.clone()),
            Some(old) if old != text.as_bytes() => changes.changed.push(name.clone()),
            Some(_) => {}
        }
    }
    let listed = read(&folder.join(LIST))?.unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed);
    let listed: BTreeSet<&str> = listed.lines().filter(|name| stays_inside(name)).collect();
    for name in listed {
        if !files.contains_key(name) && folder.join(name).is_file() {
            changes.removed.push(name.to_owned());
        }
    }
    Ok(changes)
}

/// A name from the list must not lead out of the folder, whoever wrote the list.
fn stays_inside(name: &str) -> bool {
    !name.is_empty()
        && Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, String> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
    }
}

fn apply(folder: &Path, files: &Files, changes: &Changes) -> Result<(), String> {
    let mut prepared = Prepared(Vec::new());
    for name in changes.added.iter().chain(&changes.changed) {
        let Some(text) = files.get(name) else {
            continue;
        };
        let target = folder.join(name);
        let failed = |error: io::Error| format!("{} cannot be written: {error}", target.display());
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let mut beside = target.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        prepared.0.push((beside.clone(), target.clone()));
        fs::write(&beside, text).map_err(failed)?;
    }
    for (beside, target) in std::mem::take(&mut prepared.0) {
        fs::rename(&beside, &target)
            .map_err(|error| format!("{} cannot be written: {error}", target.display()))?;
    }
    for name in &changes.removed {
        let path = folder.join(name);
        fs::remove_file(&path)
            .map_err(|error| format!("{} cannot be removed: {error}", path.display()))?;
        remove_empty_parents(folder, &path);
    }
    Ok(())
}

fn remove_empty_parents(folder: &Path, path: &Path) {
    for parent in path
        .ancestors()
        .skip(1)
        .take_while(|parent| *parent != folder)
    {
        // Fails where something else is in there, which is then not ours to remove.
        if fs::remove_dir(parent).is_err() {
            break;
        }
    }
}

/// Files prepared beside their targets; removed where a run does not come to its end.
struct Prepared(Vec<(PathBuf, PathBuf)>);

impl Drop for Prepared {
    fn drop(&mut self) {
        for (beside, _) in &self.0 {
            // It may not have been written; then there is nothing to remove.
            let _ = fs::remove_file(beside);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn removes_what_is_no_longer_emitted_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        write(
            path,
            &files(&[("src/a.rs", "a"), ("src/old/b.rs", "b")]),
            false,
        )
        .expect("written");
        fs::write(path.join("src/mine.rs"), "mine").expect("written");
        let changes =
            write(path, &files(&[("src/a.rs", "A"), ("c.rs", "c")]), false).expect("written");
        assert_eq!(changes.added, ["c.rs"]);
        assert_eq!(changes.changed, [".generated", "src/a.rs"]);
        assert_eq!(changes.removed, ["src/old/b.rs"]);
        assert_eq!(
            fs::read_to_string(path.join("src/a.rs")).expect("read"),
            "A"
        );
        assert!(path.join("src/mine.rs").exists() && !path.join("src/old").exists());
        let again =
            write(path, &files(&[("src/a.rs", "A"), ("c.rs", "c")]), false).expect("written");
        assert!(again.is_empty());
    }

    #[test]
    fn check_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let changes = write(folder.path(), &files(&[("a.rs", "a")]), true).expect("compared");
        assert!(!changes.is_empty());
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 0);
    }

    #[test]
    fn a_failed_run_leaves_the_folder_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        write(path, &files(&[("a.rs", "old"), ("z", "old")]), false).expect("written");
        // A folder stands where a file must go.
        fs::create_dir_all(path.join("b.rs/x")).expect("made");
        let error =
            write(path, &files(&[("a.rs", "new"), ("b.rs", "new")]), false).expect_err("refused");
        assert!(error.contains("b.rs"), "{error}");
        assert_eq!(fs::read_to_string(path.join("a.rs")).expect("read"), "old");
        assert!(path.join("z").exists());
        assert!(!path.join("a.rs.new").exists());
    }

    #[test]
    fn a_list_cannot_lead_out_of_the_folder() {
        let outer = tempfile::tempdir().expect("a folder");
        let precious = outer.path().join("precious");
        fs::write(&precious, "x").expect("written");
        let inner = outer.path().join("inner");
        fs::create_dir(&inner).expect("made");
        let list = format!("../precious\n{}\n", precious.display());
        fs::write(inner.join(LIST), list).expect("written");
        let changes = write(&inner, &files(&[("a.rs", "a")]), false).expect("written");
        assert_eq!(changes.removed, Vec::<String>::new());
        assert!(precious.exists());
    }

    #[test]
    fn one_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b.yaml");
        file(&path, "old").expect("written");
        file(&path, "new").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("read"), "new");
        let error = file(&folder.path().join("a"), "x").expect_err("a folder stands there");
        assert!(error.contains("cannot be written"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 1);
    }
}
