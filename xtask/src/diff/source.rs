//! The two sides: where each comes from, and how it is read.

use crate::{
    console::{colored_errors, complain},
    git::Repository,
    workspace::{SPEC, root},
};
use chargebee_generator::{diff::Side, finding};
use semver::Version;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// One of the two that are compared, before it is read.
pub(super) struct Source {
    pub(super) name: String,
    from: From,
    /// The version of the crate there.
    pub(super) version: Option<Version>,
    /// The folder that holds the spec and the manifest, where there is one on disk.
    pub(super) tree: Option<PathBuf>,
}

enum From {
    Spec {
        folder: PathBuf,
        /// What its files are called by.
        shown: String,
        /// A folder that is there as long as this.
        _lives: Option<TempDir>,
    },
    Published(PathBuf),
    Nothing,
}

/// Reads both at once, since that is most of the work, and most of both is the same.
pub(super) fn sides(base: &Source, head: &Source) -> Result<[Side; 2], String> {
    let sides = match (&base.from, &head.from) {
        (From::Spec { .. }, From::Spec { .. }) => {
            let folder = |it: &'_ Source| match &it.from {
                From::Spec { folder, shown, .. } => (folder.clone(), shown.clone()),
                From::Published(_) | From::Nothing => Default::default(),
            };
            let ((old, old_shown), (new, new_shown)) = (folder(base), folder(head));
            let sides = Side::read_both(
                (&base.name, &old, &old_shown),
                (&head.name, &new, &new_shown),
            );
            let [old, new] = sides;
            [
                old.map_err(|report| wrong(base, &report)),
                new.map_err(|report| wrong(head, &report)),
            ]
        }
        _ => [side(base), side(head)],
    };
    let [base, head] = sides;
    Ok([base?, head?])
}

fn side(source: &Source) -> Result<Side, String> {
    match &source.from {
        From::Spec { folder, shown, .. } => {
            Side::read(&source.name, folder, shown).map_err(|report| wrong(source, &report))
        }
        From::Published(file) => published(file),
        From::Nothing => Ok(Side::empty(&source.name)),
    }
}

fn wrong(source: &Source, report: &finding::Report) -> String {
    let mut text = report.render(colored_errors());
    if let From::Spec { folder, shown, .. } = &source.from {
        // A folder that lives as long as the command tells nobody anything.
        text = text.replace(&folder.display().to_string(), shown);
    }
    format!("the spec of {} is wrong\n{text}", source.name)
}

/// The side that it is compared with: a folder, a file, a revision, or where the work left the main branch.
pub(super) fn base(given: Option<&str>, repository: &Repository) -> Result<Source, String> {
    let Some(given) = given else {
        let (revision, how) = repository.merge_base()?;
        complain(format!("base: {how}, {}", short(&revision)));
        return at_revision(repository, &revision);
    };
    let path = Path::new(given);
    if path.exists() {
        return at_path(path);
    }
    let revision = repository.commit(given).map_err(|problem| {
        format!("`{given}` is neither a revision nor a folder or file: {problem}")
    })?;
    at_revision(repository, &revision)
}

/// The side that is looked at: a folder, a file, or the work tree.
pub(super) fn head(given: Option<&Path>) -> Result<Source, String> {
    match given {
        Some(path) => at_path(path),
        None => {
            let root = root();
            let manifest = fs::read_to_string(root.join("Cargo.toml")).ok();
            Ok(Source {
                name: "the work tree".to_owned(),
                from: From::Spec {
                    folder: root.join(SPEC),
                    shown: SPEC.to_owned(),
                    _lives: None,
                },
                version: manifest.as_deref().and_then(version),
                tree: Some(root),
            })
        }
    }
}

/// A folder with a spec, or with a folder `spec`; or a file.
fn at_path(path: &Path) -> Result<Source, String> {
    let name = path.display().to_string();
    if path.is_file() {
        return Ok(Source {
            name,
            from: From::Published(path.to_owned()),
            version: None,
            tree: None,
        });
    }
    let has_versions = chargebee_generator::load::VERSIONS
        .iter()
        .any(|it| path.join(it).is_dir());
    let spec = if has_versions {
        path.to_owned()
    } else {
        path.join(SPEC)
    };
    if !spec.is_dir() {
        return Err(format!(
            "{name} holds no spec: neither `v1`, `v2` nor `{SPEC}` is in it"
        ));
    }
    let around = if has_versions {
        path.parent()
    } else {
        Some(path)
    };
    let manifest = around.and_then(|it| fs::read_to_string(it.join("Cargo.toml")).ok());
    Ok(Source {
        name,
        from: From::Spec {
            shown: spec.display().to_string(),
            folder: spec,
            _lives: None,
        },
        version: manifest.as_deref().and_then(version),
        tree: around.map(Path::to_owned),
    })
}

/// An OpenAPI document that the vendor publishes.
fn published(file: &Path) -> Result<Side, String> {
    let published = chargebee_generator::upstream::read(file).map_err(|finding| {
        let mut report = finding::Report::default();
        report.push(finding);
        report.render_findings(colored_errors())
    })?;
    for note in &published.notes {
        complain(format!("not read exactly: {note}"));
    }
    let mut side = Side::empty(&file.display().to_string());
    side.apis.push(published.api);
    Ok(side)
}

fn at_revision(repository: &Repository, revision: &str) -> Result<Source, String> {
    let name = short(revision).to_owned();
    let manifest = repository.file(revision, "Cargo.toml");
    let version = manifest.as_deref().and_then(version);
    let folder = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let count = repository.export(revision, SPEC, folder.path())?;
    let from = if count == 0 {
        complain(format!("{name} has no `{SPEC}`: everything is new"));
        From::Nothing
    } else {
        From::Spec {
            folder: folder.path().join(SPEC),
            shown: format!("{name}:{SPEC}"),
            _lives: Some(folder),
        }
    };
    Ok(Source {
        name,
        from,
        version,
        tree: None,
    })
}

/// The version of the crate in the manifest of a workspace.
fn version(manifest: &str) -> Option<Version> {
    let manifest: toml::Table = manifest.parse().ok()?;
    let package = manifest.get("workspace")?.get("package")?;
    Version::parse(package.get("version")?.as_str()?).ok()
}

fn short(revision: &str) -> &str {
    revision.get(..12).unwrap_or(revision)
}
