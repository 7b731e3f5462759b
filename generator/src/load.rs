//! YAML files to `openapiv3` documents, every node with its place.
//!
//! Each file is parsed once, into a tree that keeps places ([`tree`]); the tree is checked against the table of what may stand where
//! (`table`): keyword by keyword (`keywords`), and for what stands together (`rules`). Then it becomes a typed document. What OpenAPI
//! says is read from the document; places, and annotations, which the document holds without a type, from the tree, with an [`At`].

mod complete;
mod file;
mod gaps;
mod keywords;
mod read;
mod rules;
pub(crate) mod table;
mod text;
pub mod tree;

pub(crate) use complete::{ERROR, LEFT_OUT};
pub(crate) use file::{is_name, load_tree};
pub(crate) use gaps::Gaps;
pub(crate) use keywords::ENUM_WITHOUT_VALUES;

use crate::finding::{Finding, Place, Report, Source, did_you_mean};
use openapiv3::OpenAPI;
use read::Folder;
use std::{path::Path, sync::Arc};
use tree::Node;

/// A spec folder: the files of each API version.
#[derive(Debug)]
pub struct Spec {
    /// One for each folder (`v1`, `v2`) that is there, sorted.
    pub versions: Vec<VersionFiles>,
    /// What is wrong with files that can be read all the same: lowering says it together with what it finds itself.
    pub(crate) wrong: Report,
}

/// The files of one API version.
#[derive(Debug)]
pub struct VersionFiles {
    /// The name of the folder: `v2`.
    pub name: String,
    /// Sorted by name.
    pub files: Vec<File>,
    /// What is missing of them.
    pub(crate) gaps: Gaps,
}

/// A file: the document of one resource, or `common`.
#[derive(Debug)]
pub struct File {
    /// The file name without its ending: `invoice`.
    pub stem: String,
    /// The typed document, shared with other specs whose file says the same.
    pub doc: Arc<OpenAPI>,
    /// The same with places.
    pub tree: Arc<Node>,
    source: Arc<Source>,
    /// What is wrong with it, although it can be read.
    wrong: Report,
    /// Where it was repaired to be read.
    repaired: Vec<gaps::Unit>,
}

impl File {
    /// The top of the file.
    #[must_use]
    pub fn at(&self) -> At<'_> {
        At::new(&self.source, &self.tree)
    }

    /// The comments that leave something to be decided.
    pub(crate) fn undecided(&self) -> Vec<Place> {
        tree::undecided(&self.source)
    }
}

/// A node of a file: where a finding about it stands.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    source: &'a Arc<Source>,
    /// The node itself; nothing where it is missing.
    pub node: &'a Node,
    /// The pair that it is the value of, where it is one.
    pair: Option<&'a tree::Pair>,
    /// Where what lacks it stands, where it is missing.
    missing_in: Option<tree::Mark>,
}

impl<'a> At<'a> {
    pub(crate) fn new(source: &'a Arc<Source>, node: &'a Node) -> Self {
        Self {
            source,
            node,
            pair: None,
            missing_in: None,
        }
    }

    /// The same file at another node.
    pub(crate) fn with(self, node: &'a Node) -> Self {
        Self::new(self.source, node)
    }

    fn value_of(self, pair: &'a tree::Pair) -> Self {
        Self {
            pair: Some(pair),
            ..self.with(&pair.node)
        }
    }

    /// What is missing in this node: it says nothing, and its place is that of what lacks it.
    fn missing(self) -> Self {
        Self {
            node: &tree::NOTHING,
            pair: None,
            missing_in: Some(self.mark()),
            ..self
        }
    }

    fn mark(self) -> tree::Mark {
        self.missing_in.unwrap_or(self.node.mark)
    }

    /// The value of `key`; where there is none, nothing, which stands where this node does.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.find(key).unwrap_or_else(|| self.missing())
    }

    /// The value of `key`, where there is one.
    #[must_use]
    pub fn find(self, key: &str) -> Option<Self> {
        self.node.pair(key).map(|pair| self.value_of(pair))
    }

    /// The pairs of a mapping: each key with the place of its value.
    pub(crate) fn pairs(self) -> impl Iterator<Item = (&'a str, Self)> {
        let pairs = self.node.as_map().unwrap_or_default();
        pairs
            .iter()
            .map(move |pair| (pair.key.as_str(), self.value_of(pair)))
    }

    /// The elements of a list.
    pub(crate) fn elements(self) -> impl Iterator<Item = Self> {
        let list = self.node.as_list().unwrap_or_default();
        list.iter().map(move |node| self.with(node))
    }

    /// Element `index` of a list; where there is none, nothing, which stands where this node does.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        let node = self.node.as_list().and_then(|list| list.get(index));
        node.map_or_else(|| self.missing(), |node| self.with(node))
    }

    /// What stands at `key`, where that is text.
    pub(crate) fn text(self, key: &str) -> Option<&'a str> {
        self.node.get(key)?.as_text()
    }

    /// Whether `key` says `true`.
    pub(crate) fn flag(self, key: &str) -> bool {
        matches!(
            self.node.get(key).map(|it| &it.value),
            Some(tree::Value::Bool(true))
        )
    }

    /// What `key` lists, or the text that stands there.
    pub(crate) fn texts(self, key: &str) -> Vec<String> {
        let here = self.key(key);
        let single = here.node.as_text();
        let listed = here.elements().filter_map(|it| it.node.as_text());
        listed.chain(single).map(str::to_owned).collect()
    }

    /// The place of the node.
    #[must_use]
    pub fn place(self) -> Place {
        self.place_at(self.mark())
    }

    /// The place of the key `key` of this node; of the node itself where there is none.
    #[must_use]
    pub fn place_of(self, key: &str) -> Place {
        self.place_at(self.node.key_mark(key).unwrap_or_else(|| self.mark()))
    }

    /// The place of the key that it is the value of; its own where there is none, as in a list.
    pub(crate) fn key_place(self) -> Place {
        self.place_at(self.pair.map_or_else(|| self.mark(), |pair| pair.mark))
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
/// Where there is no spec. What is wrong with its files, [`lower`](crate::lower::lower) says together with what it finds itself.
pub fn load(dir: &Path) -> Result<Spec, Report> {
    Folder::open(dir).spec(None)
}

/// The same beside another spec: a file that says the same there is taken from it, and not parsed again.
///
/// # Errors
/// As [`load`].
pub fn load_beside(dir: &Path, other: &Spec) -> Result<Spec, Report> {
    Folder::open(dir).spec(Some(other))
}

/// A file of the spec that is no OpenAPI document, such as the table of currencies.
#[derive(Debug)]
pub(crate) struct DataFile {
    source: Arc<Source>,
    tree: Node,
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
