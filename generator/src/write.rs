//! The one place that touches the output folder.
//!
//! A run takes effect as a whole or leaves the folder as it was, also where it is ended on its way. Files are removed and replaced
//! only where an earlier run wrote them: the folder's list says which. What several runs would do to one folder at once, they do one
//! after the other.

mod lock;
mod swap;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write},
    path::{Component, Path, PathBuf},
};

/// The files of a folder, by their path in it (with `/`).
pub type Files = BTreeMap<String, String>;

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
    /// Those of the changed files that no earlier run wrote.
    pub foreign: Vec<String>,
}

impl Changes {
    /// Whether everything was as it should be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// What somebody else wrote is not replaced.
    ///
    /// # Errors
    /// The first such file.
    pub fn only_own(&self, folder: &Path) -> Result<(), String> {
        match self.foreign.first() {
            Some(name) => Err(format!(
                "{} is there, and no earlier run wrote it: move it away, or write to another folder",
                folder.join(name).display()
            )),
            None => Ok(()),
        }
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
    if check {
        return compare(folder, &files);
    }
    let is_new = !folder.exists();
    let made = fs::create_dir_all(folder).and_then(|()| fs::canonicalize(folder));
    let path = made.map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
    let result = write_locked(folder, &path, &files);
    if is_new && result.is_err() {
        // Fails where something is in there, which is then not ours to remove.
        let _ = fs::remove_dir(folder);
    }
    result
}

/// `path` is where the folder really is.
fn write_locked(folder: &Path, path: &Path, files: &Files) -> Result<Changes, String> {
    // Before anything is compared: another run may be about to change it.
    let _lock = lock::wait(path)?;
    swap::remove_left(path);
    let changes = compare(folder, files)?;
    changes.only_own(folder)?;
    if !changes.is_empty() {
        swap::swap(path, files, &changes)?;
    }
    Ok(changes)
}

/// Makes one file say `text`; with `check`, only tells whether it does.
///
/// # Errors
/// As [`file()`].
pub fn update(path: &Path, text: &str, check: bool) -> Result<bool, String> {
    let is_same = read(path)?.is_some_and(|old| old == text.as_bytes());
    if !is_same && !check {
        file(path, text)?;
    }
    Ok(is_same)
}

/// Writes one file, whole or not at all, and the folders that it is in. What is no regular file, such as a pipe, is written to.
///
/// # Errors
/// What could not be written, with its path. A file that was there is as it was.
pub fn file(path: &Path, text: &str) -> Result<(), String> {
    let failed = |error: io::Error| format!("{} cannot be written: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let is_special = fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir());
    if is_special {
        let opened = fs::OpenOptions::new().write(true).open(path);
        return opened
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(failed);
    }
    // A link stays one: the file that it leads to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (beside, mut file) = new_beside(&target).map_err(failed)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| fs::rename(&beside, &target));
    written.map_err(|error| {
        // It may have been renamed; then there is nothing to remove.
        let _ = fs::remove_file(&beside);
        failed(error)
    })
}

/// A new file beside another, under a name that nothing has.
fn new_beside(path: &Path) -> io::Result<(PathBuf, fs::File)> {
    let mut number = 0_u32;
    loop {
        let mut beside = path.to_owned().into_os_string();
        beside.push(format!(".{}-{number}.new", std::process::id()));
        let beside = PathBuf::from(beside);
        match fs::File::create_new(&beside) {
            Ok(file) => return Ok((beside, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
}

fn compare(folder: &Path, files: &Files) -> Result<Changes, String> {
    let mut changes = Changes::default();
    let listed = listed(folder)?;
    for (name, text) in files {
        match read(&inside(folder, name)?)? {
            None => changes.added.push(name.clone()),
            Some(old) if old != text.as_bytes() => {
                if name != LIST && !listed.contains(name) {
                    changes.foreign.push(name.clone());
                }
                changes.changed.push(name.clone());
            }
            Some(_) => {}
        }
    }
    for name in listed {
        let there = || inside(folder, &name).is_ok_and(|path| path.is_file());
        if !files.contains_key(&name) && there() {
            changes.removed.push(name);
        }
    }
    Ok(changes)
}

/// The files that earlier runs wrote.
fn listed(folder: &Path) -> Result<BTreeSet<String>, String> {
    let list = read(&inside(folder, LIST)?)?.unwrap_or_default();
    let list = String::from_utf8_lossy(&list);
    let names = list.lines().filter(|name| stays_inside(name));
    Ok(names.map(str::to_owned).collect())
}

/// A name from the list must not lead out of the folder, whoever wrote the list.
fn stays_inside(name: &str) -> bool {
    !name.is_empty()
        && Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

/// The path of a file in the folder. A link on the way there may lead out of it, and is not followed.
fn inside(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let mut path = folder.to_owned();
    for part in Path::new(name).components() {
        path.push(part);
        if path.is_symlink() {
            let path = path.display();
            return Err(format!("{path} is a link, and may lead out of the folder"));
        }
    }
    Ok(path)
}

/// What a file holds; nothing where there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>, String> {
    let failed = |error: io::Error| format!("{} cannot be read: {error}", path.display());
    match fs::metadata(path) {
        // Reading a pipe or a device may never end.
        Ok(metadata) if !metadata.is_file() => {
            Err(format!("{} is no regular file", path.display()))
        }
        Ok(_) => fs::read(path).map(Some).map_err(failed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}
