//! The files of a folder: which of them are read, and how far that may go.

use super::{At, DataFile, text, tree};
use crate::finding::{Finding, Place, Report, Source};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// More than any resource needs by far; what is larger is something else, and would take the machine's memory.
const MAX_FILE: u64 = 4 << 20;

/// The names of the entries of a folder, sorted, so that nothing depends on the order on disk.
pub(super) fn entries(folder: &Path, report: &mut Report) -> Vec<PathBuf> {
    let read = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut paths: Vec<PathBuf> = match read {
        Ok(entries) => entries.iter().map(fs::DirEntry::path).collect(),
        Err(error) => {
            let message = format!("{} cannot be read: {error}", folder.display());
            report.push(Finding::general(message));
            Vec::new()
        }
    };
    paths.sort();
    paths
}

/// The YAML files of the folder of a version. What somebody may have meant to be one is refused; notes can stand beside them.
pub(super) fn yaml_files(folder: &Path, report: &mut Report) -> Vec<PathBuf> {
    let mut paths = entries(folder, report);
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(finding) = text::check_name(&name, &path.display().to_string()) {
            report.push(finding);
            return false;
        }
        if name.ends_with(".yaml") {
            return true;
        }
        let ending = name.rsplit('.').next().unwrap_or_default();
        let unread = |help: &str| {
            Finding::general(format!("{} is not read", path.display())).help(help.to_owned())
        };
        if ["yaml", "yml", "json"].contains(&ending.to_ascii_lowercase().as_str()) {
            report.push(unread("files of the spec end with `.yaml`"));
        } else if path.is_dir() && !name.starts_with('.') {
            report.push(unread("the files of a version stand beside each other"));
        }
        false
    });
    paths
}

/// The name of a file without its ending, where it can be that of a module.
pub(super) fn stem(path: &Path) -> Option<String> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    stem.filter(|stem| is_name(stem)).map(str::to_owned)
}

/// Whether a word is a name in snake_case, as files and operations have it.
pub(crate) fn is_name(word: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(fits)
}

/// A link must not bring in what stands elsewhere: a line of it would be shown.
fn check_link(path: &Path, name: &str) -> Result<(), Box<Finding>> {
    let refuse = |message: String| Box::new(Finding::general(message));
    let unreadable = |error| refuse(format!("{name} cannot be read: {error}"));
    let is_link = fs::symlink_metadata(path).map_err(unreadable)?.is_symlink();
    let folder = path.parent().unwrap_or(path);
    if is_link {
        let folder = fs::canonicalize(folder).map_err(unreadable)?;
        let target = fs::canonicalize(path).map_err(unreadable)?;
        if !target.starts_with(folder) {
            let finding = refuse(format!("{name} is a link that leads out of its folder"));
            return Err(Box::new(finding.help("put the file itself there")));
        }
    }
    Ok(())
}

fn read_text(path: &Path, name: &str) -> Result<String, Box<Finding>> {
    let refuse = |message: String| Box::new(Finding::general(message));
    let unreadable = |error| refuse(format!("{name} cannot be read: {error}"));
    check_link(path, name)?;
    // Before it is opened: reading a pipe or a device may never end.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(refuse(format!("{name} is no regular file")));
    }
    if metadata.len() > MAX_FILE {
        let size = metadata.len();
        return Err(refuse(format!(
            "{name} has {size} bytes, and no file of a spec more than {MAX_FILE}"
        )));
    }
    String::from_utf8(fs::read(path).map_err(unreadable)?).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let before = text.get(..good).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let place = Place {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            length: 1,
            source: Arc::new(Source {
                name: name.to_owned(),
                text: Arc::new(text),
            }),
        };
        let message = "the file is not UTF-8 text";
        Box::new(Finding::at(place, message).help("save the file as UTF-8"))
    })
}

/// Reads a file that is text, and not more than a spec holds.
pub(super) fn source(path: &Path) -> Result<Source, Box<Finding>> {
    let name = path.display().to_string();
    let text = Arc::new(read_text(path, &name)?);
    Ok(Source { name, text })
}

/// A text as a tree in which every node knows its place.
pub(super) fn tree_of(source: Arc<Source>) -> Result<DataFile, Report> {
    text::check_source(&source)?;
    text::check_merged(&source)?;
    let mut report = Report::default();
    match tree::parse(&source) {
        Ok(tree) => {
            let file = DataFile { source, tree };
            text::check_tree(file.at(), &mut report);
            report.or(file)
        }
        Err(finding) => {
            report.push(finding);
            Err(report)
        }
    }
}

/// The same of a file.
pub(crate) fn load_tree(path: &Path) -> Result<DataFile, Report> {
    match source(path) {
        Ok(source) => tree_of(Arc::new(source)),
        Err(finding) => {
            let mut report = Report::default();
            report.push(*finding);
            Err(report)
        }
    }
}

impl DataFile {
    /// The top of the file.
    pub(crate) fn at(&self) -> At<'_> {
        At::new(&self.source, &self.tree)
    }
}
