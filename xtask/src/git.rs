//! What the commands ask of git. They only read, and the work tree and the index stay as they are.

use std::{
    fs,
    io::Write,
    path::{Component, Path, PathBuf},
    process::{Command, Stdio},
};

/// The repository that a folder is in.
pub(crate) struct Repository {
    folder: PathBuf,
}

impl Repository {
    pub(crate) fn at(folder: &Path) -> Self {
        let here = folder.as_os_str().is_empty();
        Self {
            folder: if here {
                PathBuf::from(".")
            } else {
                folder.to_owned()
            },
        }
    }

    fn git(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.folder).args(args);
        command
    }

    fn output(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        let output = self.git(args).output();
        let output = output.map_err(|error| format!("git cannot be started: {error}"))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let message = String::from_utf8_lossy(&output.stderr);
        Err(message.trim().to_owned())
    }

    fn line(&self, args: &[&str]) -> Result<String, String> {
        let output = self.output(args)?;
        Ok(String::from_utf8_lossy(&output).trim().to_owned())
    }

    /// The commit that a revision names.
    pub(crate) fn commit(&self, revision: &str) -> Result<String, String> {
        let commit = format!("{revision}^{{commit}}");
        self.line(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ])
        .map_err(|problem| match problem.as_str() {
            "" => "git knows no such commit".to_owned(),
            _ => problem,
        })
    }

    /// Where the work left the main branch, and how that was found.
    pub(crate) fn merge_base(&self) -> Result<(String, String), String> {
        for branch in ["origin/main", "main"] {
            if self.commit(branch).is_ok() {
                let base = self.line(&["merge-base", branch, "HEAD"]);
                let base = base.map_err(|_| {
                    format!("`{branch}` and HEAD have no commit in common: give `--base`")
                })?;
                return Ok((base, format!("merge base with {branch}")));
            }
        }
        Err("there is neither `origin/main` nor `main`: give `--base`".to_owned())
    }

    /// A file of a commit, where it is there and is text.
    pub(crate) fn file(&self, commit: &str, path: &str) -> Option<String> {
        let output = self
            .output(&["cat-file", "blob", &format!("{commit}:./{path}")])
            .ok()?;
        String::from_utf8(output).ok()
    }

    /// Writes the files of a folder of a commit below `to`, and says how many there are.
    pub(crate) fn export(&self, commit: &str, folder: &str, to: &Path) -> Result<usize, String> {
        let tree = self.output(&["ls-tree", "-r", "-z", commit, "--", &format!("./{folder}/")])?;
        let mut files = Vec::new();
        for entry in tree
            .split(|byte| *byte == 0)
            .filter(|entry| !entry.is_empty())
        {
            let entry = String::from_utf8_lossy(entry);
            let (facts, path) = entry
                .split_once('\t')
                .ok_or("git ls-tree says something else")?;
            let mut facts = facts.split(' ');
            // Links and submodules are no part of a spec.
            if let (Some("100644" | "100755"), Some("blob"), Some(id)) =
                (facts.next(), facts.next(), facts.next())
            {
                files.push((id.to_owned(), path.to_owned()));
            }
        }
        let contents = self.contents(&files)?;
        let mut rest = contents.as_slice();
        for (_, path) in &files {
            let content = blob(&mut rest).ok_or("git cat-file says something else")?;
            let inside = Path::new(path)
                .components()
                .all(|it| matches!(it, Component::Normal(_)));
            if !inside {
                return Err(format!("{path} leads out of the repository"));
            }
            let target = to.join(path);
            let failed =
                |error: std::io::Error| format!("{} cannot be written: {error}", target.display());
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent).map_err(failed)?;
            }
            fs::write(&target, content).map_err(failed)?;
        }
        Ok(files.len())
    }

    /// All contents in one run of git, since a process for each file takes longer than all else.
    fn contents(&self, files: &[(String, String)]) -> Result<Vec<u8>, String> {
        let mut command = self.git(&["cat-file", "--batch"]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let failed = |error: std::io::Error| format!("git cannot be run: {error}");
        let mut child = command.spawn().map_err(failed)?;
        let stdin = child.stdin.take();
        let ids: String = files.iter().map(|(id, _)| format!("{id}\n")).collect();
        // In a thread of its own: git answers while it is still being asked.
        let writer = std::thread::spawn(move || match stdin {
            Some(mut stdin) => stdin.write_all(ids.as_bytes()),
            None => Ok(()),
        });
        let output = child.wait_with_output().map_err(failed)?;
        match writer.join() {
            Ok(written) => written.map_err(failed)?,
            Err(_) => return Err("git cannot be asked".to_owned()),
        }
        Ok(output.stdout)
    }
}

/// The next content of `git cat-file --batch`: `<id> blob <size>`, a line feed, the bytes, a line feed.
fn blob<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let (line, after) = rest.split_at_checked(end)?;
    let line = std::str::from_utf8(line).ok()?;
    let size: usize = line.rsplit(' ').next()?.parse().ok()?;
    let after = after.get(1..)?;
    let content = after.get(..size)?;
    *rest = after.get(size + 1..)?;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(folder: &Path, args: &[&str]) {
        let status = Command::new("git")
            .arg("-C")
            .arg(folder)
            .args([
                "-c",
                "user.name=test",
                "-c",
                "user.email=test@example.com",
                "-c",
                "init.defaultBranch=main",
            ])
            .args(args)
            .stdout(Stdio::null())
            .status();
        assert!(status.expect("git starts").success(), "{args:?}");
    }

    /// Two commits on `main`, a third on `work`, and a work tree that is different again.
    fn repository() -> (tempfile::TempDir, Repository) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        git(path, &["init", "-q"]);
        for (branch, text) in [(None, "one\n"), (None, "two\n"), (Some("work"), "three\n")] {
            if let Some(branch) = branch {
                git(path, &["checkout", "-q", "-b", branch]);
            }
            fs::create_dir_all(path.join("spec/v2")).expect("made");
            fs::write(path.join("spec/v2/a.yaml"), text).expect("written");
            fs::write(path.join("other"), text).expect("written");
            git(path, &["add", "-A"]);
            git(path, &["commit", "-q", "-m", text.trim()]);
        }
        fs::write(path.join("spec/v2/a.yaml"), "not committed\n").expect("written");
        let repository = Repository::at(path);
        (folder, repository)
    }

    #[test]
    fn a_folder_of_a_commit_is_written_elsewhere_and_nothing_else_changes() {
        let (folder, repository) = repository();
        let to = tempfile::tempdir().expect("a folder");
        let commit = repository.commit("main").expect("a commit");
        assert_eq!(repository.export(&commit, "spec", to.path()), Ok(1));
        let exported = fs::read_to_string(to.path().join("spec/v2/a.yaml")).expect("read");
        assert_eq!(exported, "two\n");
        assert!(!to.path().join("other").exists());
        let kept = fs::read_to_string(folder.path().join("spec/v2/a.yaml")).expect("read");
        assert_eq!(kept, "not committed\n");
        assert_eq!(repository.export(&commit, "nothing", to.path()), Ok(0));
        assert_eq!(repository.file(&commit, "other").as_deref(), Some("two\n"));
        assert_eq!(repository.file(&commit, "nothing"), None);
    }

    #[test]
    fn the_default_base_is_where_the_work_left_main() {
        let (folder, repository) = repository();
        let main = repository.commit("main").expect("a commit");
        assert_eq!(
            repository.merge_base(),
            Ok((main.clone(), "merge base with main".to_owned()))
        );
        git(
            folder.path(),
            &["update-ref", "refs/remotes/origin/main", "main~1"],
        );
        let (older, how) = repository.merge_base().expect("a base");
        assert!(older != main && how == "merge base with origin/main");
    }

    #[test]
    fn what_is_no_commit_is_refused() {
        let (_folder, repository) = repository();
        for revision in ["nothing", "--all", "", "main:spec", "$(touch x)"] {
            assert!(repository.commit(revision).is_err(), "{revision}");
        }
    }
}
