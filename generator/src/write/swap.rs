//! A folder as it should be takes the place of the folder as it was, in one step.
//!
//! It is made beside it: what does not change is linked, not copied, so that it keeps its time. Then the two change places, and
//! what was there is removed. Wherever a run is ended, the folder is whole; what it left beside it, the next run removes.

use super::{Changes, Files, LIST, listed};
use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

pub(super) fn swap(folder: &Path, files: &Files, changes: &Changes) -> Result<(), String> {
    let stage = Stage::new(folder);
    let made = stage.make(files, changes);
    let done = made.and_then(|()| {
        // Who stands in the folder would stand in one that is gone.
        let is_inside = env::current_dir().is_ok_and(|here| here.starts_with(folder));
        match !is_inside && exchange(&stage.path, folder).is_ok() {
            true => Ok(()),
            false => stage.one_by_one(files, changes),
        }
    });
    done.map_err(|error| format!("{} cannot be written: {error}", folder.display()))
}

/// As where folders cannot change places.
#[cfg(test)]
pub(super) fn one_by_one(folder: &Path, files: &Files, changes: &Changes) -> io::Result<()> {
    let stage = Stage::new(folder);
    stage.make(files, changes)?;
    stage.one_by_one(files, changes)
}

/// Removes what a run left that was ended.
pub(super) fn remove_left(folder: &Path) {
    drop(Stage::new(folder));
}

/// The folder as it should be, on its way; removed in the end, whatever it holds then.
struct Stage<'a> {
    folder: &'a Path,
    path: PathBuf,
}

impl<'a> Stage<'a> {
    fn new(folder: &'a Path) -> Self {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let path = folder.with_file_name(format!(".{name}.regen"));
        Self { folder, path }
    }

    fn make(&self, files: &Files, changes: &Changes) -> io::Result<()> {
        let differs = |path: &Path| {
            let is_path = |name: &String| Path::new(name) == path;
            changes.changed.iter().any(is_path) || changes.removed.iter().any(is_path)
        };
        fs::create_dir(&self.path)?;
        link(self.folder, &self.path, Path::new(""), &differs)?;
        for name in changes.added.iter().chain(&changes.changed) {
            let path = self.path.join(name);
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            let mut file = fs::File::create_new(path)?;
            file.write_all(files.get(name).map_or(&[], |text| text.as_bytes()))?;
            // Before it can be seen: what a machine without power forgets must not be the middle of it.
            file.sync_all()?;
        }
        Ok(())
    }

    /// Where folders cannot change places, files do, and a run that is ended leaves some to the next. Until the last of them the
    /// list names those of before and after, so that all of them are known as ours.
    fn one_by_one(&self, files: &Files, changes: &Changes) -> io::Result<()> {
        let mut names = listed(self.folder).map_err(io::Error::other)?;
        names.extend(files.keys().cloned());
        let both: String = names.into_iter().map(|name| name + "\n").collect();
        super::file(&self.folder.join(LIST), &both).map_err(io::Error::other)?;
        let put = changes.added.iter().chain(&changes.changed);
        for name in put.filter(|name| *name != LIST) {
            let target = self.folder.join(name);
            target.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::rename(self.path.join(name), target)?;
        }
        for name in &changes.removed {
            let target = self.folder.join(name);
            fs::remove_file(&target)?;
            let inside = |it: &&Path| *it != self.folder;
            for parent in target.ancestors().skip(1).take_while(inside) {
                // Fails where something else is in there, which is then not ours to remove.
                if fs::remove_dir(parent).is_err() {
                    break;
                }
            }
        }
        fs::rename(self.path.join(LIST), self.folder.join(LIST))
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Puts what is in a folder into another, but for files that differ, and folders that hold nothing else.
fn link(from: &Path, to: &Path, below: &Path, differs: &dyn Fn(&Path) -> bool) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (old, new) = (entry.path(), to.join(entry.file_name()));
        let name = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&new)?;
            link(&old, &new, &name, differs)?;
            let was_empty = fs::read_dir(&old)?.next().is_none();
            if !was_empty && fs::read_dir(&new)?.next().is_none() {
                fs::remove_dir(&new)?;
            }
        } else if !differs(&name) {
            fs::hard_link(&old, &new).or_else(|_| fs::copy(&old, &new).map(|_| ()))?;
        }
    }
    fs::set_permissions(to, fs::metadata(from)?.permissions())
}

/// Two folders change places, or neither moves.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
