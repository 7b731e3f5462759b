//! The files of a spec folder: what is read from disk, and parsed by as many threads as there are.

use super::{
    At, DataFile, File, Gaps, Spec, VERSIONS, VersionFiles, complete, file, gaps, keywords, rules,
    text,
};
use crate::finding::{Finding, Place, Problems, Report, Source};
use openapiv3::OpenAPI;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// A spec folder that was read and not parsed.
pub(super) struct Folder {
    /// By version and in order: the file, or why it cannot be read.
    versions: Vec<(&'static str, Texts)>,
    report: Report,
}

type Texts = Vec<Result<Text, Unreadable>>;

/// A file that cannot be read.
struct Unreadable {
    stem: Option<String>,
    finding: Box<Finding>,
}

/// A file that was read and not parsed.
struct Text {
    /// Nothing where the name of the file can be that of no module.
    stem: Option<String>,
    source: Arc<Source>,
}

impl Text {
    /// The same file of another spec, where it says the same and nothing is wrong with it.
    fn found_in(&self, files: &VersionFiles) -> Option<File> {
        let stem = self.stem.as_ref()?;
        let same = |it: &&File| it.stem == *stem && it.source.text == self.source.text;
        let found = files.files.iter().find(same)?;
        found.wrong.is_empty().then(|| File {
            stem: stem.clone(),
            doc: Arc::clone(&found.doc),
            tree: Arc::clone(&found.tree),
            source: Arc::clone(&self.source),
            wrong: Report::default(),
            repaired: Vec::new(),
        })
    }
}

impl Folder {
    pub(super) fn open(dir: &Path) -> Self {
        let mut folder = Self {
            versions: Vec::new(),
            report: Report::default(),
        };
        for version in VERSIONS {
            let path = dir.join(version);
            if path.is_dir() {
                let texts = folder.read(&path);
                folder.versions.push((version, texts));
            }
        }
        if dir.is_dir() {
            check_versions(dir, &mut folder.report);
        }
        if folder.versions.is_empty() {
            let message = format!("{} holds no spec", dir.display());
            let help = "a spec folder holds a folder `v1` or `v2` with YAML files";
            folder.report.push(Finding::general(message).help(help));
        }
        folder
    }

    fn read(&mut self, folder: &Path) -> Texts {
        let paths = file::yaml_files(folder, &mut self.report);
        if paths.is_empty() && self.report.is_empty() {
            // Nothing in, nothing out: that would remove everything that was generated before.
            self.report.push(Finding::general(format!(
                "{} holds no YAML file",
                folder.display()
            )));
        }
        let text = |path: PathBuf| {
            let stem = file::stem(&path);
            match file::source(&path) {
                Ok(source) => Ok(Text {
                    stem,
                    source: Arc::new(source),
                }),
                Err(finding) => Err(Unreadable { stem, finding }),
            }
        };
        paths.into_iter().map(text).collect()
    }

    /// The spec, with the files of another one where they are the same.
    pub(super) fn spec(self, other: Option<&Spec>) -> Result<Spec, Report> {
        let mut report = self.report;
        let mut wrong = Report::default();
        let mut known = Vec::new();
        let mut new = Vec::new();
        for (name, texts) in &self.versions {
            let others = other.and_then(|it| it.versions.iter().find(|it| it.name == *name));
            for text in texts.iter().flatten() {
                let found = others.and_then(|files| text.found_in(files));
                if found.is_none() {
                    new.push(text);
                }
                known.push(found);
            }
        }
        let mut new = parse_all(&new).into_iter();
        let mut known = known.into_iter();
        let mut versions = Vec::new();
        for (name, texts) in self.versions {
            let mut files = Vec::new();
            let mut unread = BTreeSet::new();
            for text in texts {
                let text = match text {
                    Err(unreadable) => {
                        unread.extend(unreadable.stem);
                        wrong.push(*unreadable.finding);
                        continue;
                    }
                    Ok(text) => text,
                };
                match known.next().flatten().map(Ok).or_else(|| new.next()) {
                    Some(Ok(file)) => {
                        wrong.add(&file.wrong);
                        files.push(file);
                    }
                    Some(Err(problems)) => {
                        unread.extend(text.stem);
                        wrong.extend(problems);
                    }
                    None => {}
                }
            }
            let gaps = Gaps::new(&files, unread, &mut wrong);
            versions.push(VersionFiles {
                name: name.to_owned(),
                files,
                gaps,
            });
        }
        if versions.is_empty() {
            report.extend(wrong);
            return Err(report);
        }
        wrong.extend(report);
        Ok(Spec { versions, wrong })
    }
}

/// Parses files, each on its own, in the order in which they are given.
fn parse_all(texts: &[&Text]) -> Vec<Result<File, Report>> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let workers = workers.min(8).min(texts.len());
    // The longest first, so that none is left to one worker at the end.
    let mut order: Vec<usize> = (0..texts.len()).collect();
    let length = |at: &usize| texts.get(*at).map_or(0, |text| text.source.text.len());
    order.sort_by_key(|at| (std::cmp::Reverse(length(at)), *at));
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Result<File, Report>>>> =
        Mutex::new(texts.iter().map(|_| None).collect());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(text) = texts.get(*at) else { continue };
                    let file = parse(text);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(place) = done.get_mut(*at) {
                        *place = Some(file);
                    }
                }
            });
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.into_iter().flatten().collect()
}

fn parse(text: &Text) -> Result<File, Report> {
    let mut problems = Problems::default();
    let stem = match &text.stem {
        Some(stem) => stem.clone(),
        None => {
            let place = Place {
                source: Arc::clone(&text.source),
                line: 1,
                column: 1,
                length: 1,
            };
            let finding = Finding::at(place, "this file has no name in snake_case");
            problems.push_broken(
                finding.help("a file is named after its resource: `credit_note.yaml`"),
            );
            String::new()
        }
    };
    let DataFile { source, mut tree } = match file::tree_of(Arc::clone(&text.source)) {
        Ok(file) => file,
        Err(report) => {
            problems.report.extend(report);
            return Err(problems.report);
        }
    };
    complete::complete(&mut tree, &stem);
    let at = At::new(&source, &tree);
    keywords::check(at, &mut problems);
    rules::check(at, &mut problems);
    if text.stem.is_none() {
        return Err(problems.report);
    }
    let repaired = gaps::units(at, &problems.broken);
    let tree = match problems.is_broken() {
        true => keywords::repaired(at).ok_or(problems.report.clone()),
        false => Ok(tree),
    };
    let tree = tree?;
    match serde_yaml::from_value::<OpenAPI>(tree.to_yaml()) {
        Ok(doc) => Ok(File {
            stem,
            doc: Arc::new(doc),
            tree: Arc::new(tree),
            source,
            wrong: problems.report,
            repaired,
        }),
        Err(error) if !problems.is_broken() => {
            // Everything that the library refuses was checked on the tree, where it has a place; this is for what it may refuse
            // besides.
            let message = format!("this is no OpenAPI 3.0 document: {error}");
            let place = Place {
                source,
                line: 1,
                column: 1,
                length: 1,
            };
            problems.push_broken(Finding::at(place, message));
            Err(problems.report)
        }
        Err(_) => Err(problems.report),
    }
}

/// A folder that looks like a version and is none would be left out without a word.
fn check_versions(dir: &Path, report: &mut Report) {
    for path in file::entries(dir, report) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(finding) = text::check_name(&name, &path.display().to_string()) {
            report.push(finding);
            continue;
        }
        let number = name.strip_prefix(['v', 'V']).unwrap_or_default();
        let looks_like_one = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
        if looks_like_one && !VERSIONS.contains(&&*name) {
            let finding = Finding::general(format!("{} is not read", path.display()));
            report.push(finding.help(format!("the versions are {}", VERSIONS.join(" and "))));
        }
    }
}
