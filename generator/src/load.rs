//! YAML files to `openapiv3` documents, every node with its place.
//!
//! Each file is parsed once, into a tree that keeps places ([`tree`]); the tree is checked against the keywords that the
//! generator understands (`keywords`), and then becomes a typed document. Whoever reads the document walks the
//! tree beside it with an [`At`], so that every finding has a place.

mod keywords;
pub mod tree;

use crate::finding::{Finding, Place, Report, Source, did_you_mean};
use openapiv3::OpenAPI;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use tree::Node;

/// A spec folder: the files of each API version.
#[derive(Debug)]
pub struct Spec {
    /// One for each folder (`v1`, `v2`) that is there, sorted.
    pub versions: Vec<VersionFiles>,
}

/// The files of one API version.
#[derive(Debug)]
pub struct VersionFiles {
    /// The name of the folder: `v2`.
    pub name: String,
    /// Sorted by name.
    pub files: Vec<File>,
}

/// A file: the document of one resource, or `common`.
#[derive(Debug)]
pub struct File {
    /// The file name without its ending: `invoice`.
    pub stem: String,
    /// The typed document.
    pub doc: OpenAPI,
    /// The same with places.
    pub tree: Node,
    source: Arc<Source>,
}

impl File {
    /// The top of the file.
    #[must_use]
    pub fn at(&self) -> At<'_> {
        At {
            source: &self.source,
            node: &self.tree,
        }
    }
}

/// A node of a file: where a finding about it stands.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    source: &'a Arc<Source>,
    /// The node itself.
    pub node: &'a Node,
}

impl<'a> At<'a> {
    /// The value of `key`; this node itself where there is none.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.find(key).unwrap_or(self)
    }

    /// The value of `key`, where there is one.
    #[must_use]
    pub fn find(self, key: &str) -> Option<Self> {
        Some(Self {
            node: self.node.get(key)?,
            ..self
        })
    }

    /// The pairs of a mapping: each key with the place of its value.
    pub(crate) fn pairs(self) -> impl Iterator<Item = (&'a str, Self)> {
        let pairs = self.node.as_map().unwrap_or_default();
        pairs.iter().map(move |pair| {
            let node = &pair.node;
            (pair.key.as_str(), Self { node, ..self })
        })
    }

    /// Element `index` of a list; this node itself where there is none.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        let node = self.node.as_list().and_then(|list| list.get(index));
        Self {
            node: node.unwrap_or(self.node),
            ..self
        }
    }

    /// The place of the node.
    #[must_use]
    pub fn place(self) -> Place {
        self.place_at(self.node.mark)
    }

    /// The place of the key `key` of this node; of the node itself where there is none.
    #[must_use]
    pub fn place_of(self, key: &str) -> Place {
        self.place_at(self.node.key_mark(key).unwrap_or(self.node.mark))
    }

    fn place_at(self, mark: tree::Mark) -> Place {
        mark.place(self.source)
    }
}

/// The names that a version folder can have.
pub const VERSIONS: [&str; 2] = ["v1", "v2"];

/// Reads all files of a spec folder.
///
/// # Errors
/// Everything that is wrong with any file.
pub fn load(dir: &Path) -> Result<Spec, Report> {
    let mut report = Report::default();
    let mut versions = Vec::new();
    for name in VERSIONS {
        let folder = dir.join(name);
        if folder.is_dir() {
            versions.push(VersionFiles {
                name: name.to_owned(),
                files: load_version(&folder, &mut report),
            });
        }
    }
    if versions.is_empty() {
        let message = format!("{} holds no spec", dir.display());
        let help = "a spec folder holds a folder `v1` or `v2` with YAML files";
        report.push(Finding::general(message).help(help));
    }
    report.or(Spec { versions })
}

fn load_version(folder: &Path, report: &mut Report) -> Vec<File> {
    let mut files = Vec::new();
    let paths = yaml_files(folder, report);
    if paths.is_empty() && report.is_empty() {
        // Nothing in, nothing out: that would remove everything that was generated before.
        report.push(Finding::general(format!(
            "{} holds no YAML file",
            folder.display()
        )));
    }
    for path in paths {
        match load_file(&path) {
            Ok(file) => files.push(file),
            Err(problems) => report.extend(problems),
        }
    }
    files
}

/// The YAML files of a folder, sorted, so that nothing depends on the order on disk.
fn yaml_files(folder: &Path, report: &mut Report) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            report.push(Finding::general(format!(
                "{} cannot be read: {error}",
                folder.display()
            )));
            return Vec::new();
        }
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    paths.retain(|path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if ending == Some("yml") {
            let finding = Finding::general(format!("{} is not read", path.display()));
            report.push(finding.help("files of the spec end with `.yaml`"));
        }
        ending == Some("yaml")
    });
    paths
}

/// A file of the spec that is no OpenAPI document, such as the table of currencies.
#[derive(Debug)]
pub(crate) struct DataFile {
    source: Arc<Source>,
    tree: Node,
}

impl DataFile {
    /// The top of the file.
    pub(crate) fn at(&self) -> At<'_> {
        At {
            source: &self.source,
            node: &self.tree,
        }
    }
}

/// More than any resource needs by far; what is larger is something else, and would take the machine's memory.
const MAX_FILE: u64 = 4 << 20;

fn read_text(path: &Path, name: &str) -> Result<String, Box<Finding>> {
    let refuse = |message: String| Box::new(Finding::general(message));
    let unreadable = |error| refuse(format!("{name} cannot be read: {error}"));
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

/// Reads a file as a tree in which every node knows its place.
pub(crate) fn load_tree(path: &Path) -> Result<DataFile, Box<Finding>> {
    let name = path.display().to_string();
    let text = read_text(path, &name)?;
    let source = Arc::new(Source {
        name,
        text: Arc::new(text),
    });
    let tree = tree::parse(&source)?;
    Ok(DataFile { source, tree })
}

fn load_file(path: &Path) -> Result<File, Report> {
    let mut report = Report::default();
    let DataFile { source, tree } = match load_tree(path) {
        Ok(file) => file,
        Err(finding) => {
            report.push(*finding);
            return Err(report);
        }
    };
    keywords::check(
        At {
            source: &source,
            node: &tree,
        },
        &mut report,
    );
    if !report.is_empty() {
        return Err(report);
    }
    let stem = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    match serde_yaml::from_value::<OpenAPI>(tree.to_yaml()) {
        Ok(doc) => Ok(File {
            stem: stem.to_owned(),
            doc,
            tree,
            source,
        }),
        Err(error) => {
            // The keywords and their types were checked, so this is rare; the library gives no place.
            let place = At {
                source: &source,
                node: &tree,
            }
            .place();
            report.push(Finding::at(
                place,
                format!("this is no OpenAPI 3.0 document: {error}"),
            ));
            Err(report)
        }
    }
}

impl VersionFiles {
    /// The file with this stem.
    #[must_use]
    pub fn file(&self, stem: &str) -> Option<&File> {
        self.files.iter().find(|file| file.stem == stem)
    }

    /// Takes a reference apart: the file and the name of the component of this kind that it points at.
    ///
    /// # Errors
    /// A finding at `at` where it points at nothing.
    pub fn resolve<'a, 'r>(
        &'a self,
        reference: &'r str,
        kind: &str,
        from: &'a File,
        at: At<'_>,
    ) -> Result<(&'a File, &'r str), Finding> {
        let wrong = |message: String| Finding::at(at.place_of("$ref"), message);
        let Some((path, fragment)) = reference.split_once('#') else {
            let help = format!("write `file.yaml#/components/{kind}/Name`");
            return Err(wrong(format!("`{reference}` names no component")).help(help));
        };
        let file = if path.is_empty() {
            from
        } else {
            let stem = path
                .strip_prefix("./")
                .unwrap_or(path)
                .strip_suffix(".yaml");
            stem.and_then(|stem| self.file(stem)).ok_or_else(|| {
                let stems = self.files.iter().map(|file| file.stem.as_str());
                let near = did_you_mean(stem.unwrap_or(path), stems);
                let finding = wrong(format!("there is no file `{path}` in this version"));
                match near {
                    Some(near) => finding.help(near),
                    None => finding.help("references stay inside a version folder"),
                }
            })?
        };
        let prefix = format!("/components/{kind}/");
        let Some(name) = fragment.strip_prefix(&prefix) else {
            let help = format!("a reference here points at `#{prefix}...`");
            return Err(
                wrong(format!("`{reference}` is not of the kind that stands here")).help(help),
            );
        };
        let there = file.at().find("components").and_then(|at| at.find(kind));
        match there.and_then(|at| at.find(name)) {
            Some(_) => Ok((file, name)),
            None => {
                let names = there.map(|at| at.node.keys()).unwrap_or_default();
                let finding = wrong(format!("`{reference}` points at nothing"));
                Err(match did_you_mean(name, names) {
                    Some(near) => finding.help(near),
                    None => finding.help(format!("{}.yaml has no such component", file.stem)),
                })
            }
        }
    }
}
