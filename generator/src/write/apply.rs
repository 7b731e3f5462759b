//! The changes of a run, all or none.
//!
//! Everything is prepared in a folder of its own first. Then the list names the files of before and after, the files change, and
//! last the list names those of after: wherever a run is ended, what it left is in the list, and the next run sees that something
//! is to be done.

use super::{Changes, LIST, inside, listed};
use crate::write::Files;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// How the folder begins and ends in which a run prepares its files: `.generated.4711.new`.
const STAGE: (&str, &str) = (".generated.", ".new");

pub(super) fn apply(folder: &Path, files: &Files, changes: &Changes) -> Result<(), String> {
    let mut run = Run::new(folder)?;
    for step in run.plan(files, changes)? {
        run.take(&step)?;
    }
    run.is_done = true;
    Ok(())
}

/// A step of a run.
enum Step<'a> {
    /// A prepared file takes its place.
    Put(&'a str, PathBuf),
    Remove(&'a str),
}

/// A run on its way. Where it does not come to its end, what it did is undone.
struct Run<'a> {
    folder: &'a Path,
    stage: PathBuf,
    /// How many files are in the stage.
    count: usize,
    /// The files that were changed, in this order, and where each is as it was; nothing where it was not there.
    changed: Vec<(PathBuf, Option<PathBuf>)>,
    is_done: bool,
}

impl<'a> Run<'a> {
    fn new(folder: &'a Path) -> Result<Self, String> {
        let (start, end) = STAGE;
        let stage = folder.join(format!("{start}{}{end}", std::process::id()));
        fs::create_dir(&stage).map_err(|error| cannot("written", &stage, &error))?;
        Ok(Self {
            folder,
            stage,
            count: 0,
            changed: Vec::new(),
            is_done: false,
        })
    }

    /// Prepares everything.
    fn plan<'s>(
        &mut self,
        files: &'s Files,
        changes: &'s Changes,
    ) -> Result<Vec<Step<'s>>, String> {
        let mut steps = Vec::new();
        let is_list = |name: &&String| name.as_str() == LIST;
        if changes.added.iter().any(|name| !is_list(&name)) {
            let mut names = listed(self.folder)?;
            names.extend(files.keys().cloned());
            let both: String = names.into_iter().map(|name| name + "\n").collect();
            steps.push(Step::Put(LIST, self.prepare(&both)?));
        }
        let put = changes.added.iter().chain(&changes.changed);
        let (list, others): (Vec<&String>, Vec<&String>) = put.partition(is_list);
        let text = |name: &str| files.get(name).map(String::as_str).unwrap_or_default();
        for name in others {
            steps.push(Step::Put(name, self.prepare(text(name))?));
        }
        steps.extend(changes.removed.iter().map(|name| Step::Remove(name)));
        for name in list {
            steps.push(Step::Put(name, self.prepare(text(name))?));
        }
        Ok(steps)
    }

    fn take(&mut self, step: &Step<'_>) -> Result<(), String> {
        match step {
            Step::Put(name, prepared) => self.put(name, prepared),
            Step::Remove(name) => self.remove(name),
        }
    }

    fn next(&mut self) -> PathBuf {
        self.count += 1;
        self.stage.join(self.count.to_string())
    }

    fn prepare(&mut self, text: &str) -> Result<PathBuf, String> {
        let path = self.next();
        fs::write(&path, text).map_err(|error| cannot("written", &path, &error))?;
        Ok(path)
    }

    /// Keeps a file as it is, to put it back if need be.
    fn keep(&mut self, target: &Path) -> io::Result<()> {
        let kept = match target.exists() {
            true => {
                let kept = self.next();
                fs::hard_link(target, &kept).or_else(|_| fs::copy(target, &kept).map(|_| ()))?;
                Some(kept)
            }
            false => None,
        };
        self.changed.push((target.to_owned(), kept));
        Ok(())
    }

    fn put(&mut self, name: &str, prepared: &Path) -> Result<(), String> {
        let target = inside(self.folder, name)?;
        let parents = target.parent().map_or(Ok(()), fs::create_dir_all);
        parents
            .and_then(|()| self.keep(&target))
            .and_then(|()| fs::rename(prepared, &target))
            .map_err(|error| cannot("written", &target, &error))
    }

    fn remove(&mut self, name: &str) -> Result<(), String> {
        let target = inside(self.folder, name)?;
        self.keep(&target)
            .and_then(|()| fs::remove_file(&target))
            .map_err(|error| cannot("removed", &target, &error))?;
        remove_empty_parents(self.folder, &target);
        Ok(())
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        if !self.is_done {
            // What cannot be put back stays in the list, and the next run writes it.
            for (target, kept) in self.changed.iter().rev() {
                let _ = match kept {
                    Some(kept) => (target.parent().map_or(Ok(()), fs::create_dir_all))
                        .and_then(|()| fs::rename(kept, target)),
                    None => fs::remove_file(target),
                };
                remove_empty_parents(self.folder, target);
            }
        }
        let _ = fs::remove_dir_all(&self.stage);
    }
}

/// What a run left that was ended before it could clean up.
pub(super) fn remove_stages(folder: &Path) {
    let (start, end) = STAGE;
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let number = name
            .strip_prefix(start)
            .and_then(|it| it.strip_suffix(end))
            .unwrap_or_default();
        let is_stage = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
        if is_stage && entry.file_type().is_ok_and(|it| it.is_dir()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
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

fn cannot(what: &str, path: &Path, error: &io::Error) -> String {
    format!("{} cannot be {what}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::{super::tests::*, super::write, *};

    /// A run is ended before each of its steps in turn: the next one sees it, and leaves nothing behind.
    #[test]
    fn what_an_ended_run_left_is_seen_by_the_next() {
        let old = files(&[("a.rs", "old"), ("gone/z.rs", "old")]);
        let new = files(&[("a.rs", "new"), ("new/b.rs", "new")]);
        let mut done = 0;
        let mut is_whole = false;
        while !is_whole {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path();
            write(path, &new, false).expect("written");
            let list = fs::read_to_string(path.join(LIST)).expect("read");
            let mut with_list = new.clone();
            with_list.insert(LIST.to_owned(), list);
            write(path, &old, false).expect("written");
            let changes = super::super::compare(path, &with_list).expect("compared");
            let mut run = Run::new(path).expect("begun");
            let plan = run.plan(&with_list, &changes).expect("prepared");
            for step in plan.iter().take(done) {
                run.take(step).expect("taken");
            }
            // Ended by force: nothing is cleaned up.
            std::mem::forget(run);
            is_whole = done == plan.len();
            let seen = write(path, &new, true).expect("compared");
            assert_eq!(seen.is_empty(), is_whole, "after {done} steps");
            // Whether the next run goes on or back, nothing stays that it does not know.
            for next in [&old, &new] {
                write(path, next, false).expect("written");
                assert_eq!(names(path), with_the_list(next), "after {done} steps");
            }
            done += 1;
        }
        assert!(done > 4, "{done}");
    }

    /// What cannot be removed ends a run that has put everything else in place.
    #[test]
    fn a_run_that_fails_on_its_way_is_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        let old = files(&[("a.rs", "old"), ("gone/b.rs", "old")]);
        write(path, &old, false).expect("written");
        fs::write(path.join("a.rs.new"), "mine").expect("written");
        fs::create_dir(path.join("folder")).expect("made");
        let before = all(path);
        let text = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        let changes = Changes {
            added: text(&["new/c.rs"]),
            changed: text(&[LIST, "a.rs"]),
            removed: text(&["gone/b.rs", "folder"]),
            foreign: Vec::new(),
        };
        let new = files(&[("a.rs", "new"), ("new/c.rs", "new"), (LIST, "a.rs\n")]);
        let error = apply(path, &new, &changes).expect_err("a folder is no file");
        assert!(error.contains("folder cannot be removed"), "{error}");
        assert_eq!(all(path), before);
        assert!(!path.join("new").exists());
    }
}
