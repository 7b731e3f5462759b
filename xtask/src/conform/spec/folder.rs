//! The spec folder that a case stands for. Whatever the case holds goes to `regen` as it is, pipes and devices too: nothing but
//! small regular files is opened here.

use super::snapshot::{put, small};
use crate::workspace::{SPEC, root};
use chargebee_generator::load::VERSIONS;
use chargebee_hostile::expected::Case;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A folder is a spec itself, or holds one as `spec`, or is what would be a version in one; a file is laid over the project's
/// own spec.
pub(super) fn of(case: &Case, scratch: &Path) -> Result<PathBuf, String> {
    let notes = &case.expectation.notes;
    let is_first = notes.get("api").is_some_and(|it| it == "v1");
    let version = if is_first { "v1" } else { "v2" };
    if !case.path.is_dir() {
        return file(&case.path, version, scratch);
    }
    let has = |name: &&str| case.path.join(name).symlink_metadata().is_ok();
    if VERSIONS.iter().any(has) {
        return Ok(case.path.clone());
    }
    let inner = case.path.join(SPEC);
    if inner.is_dir() {
        return Ok(inner);
    }
    let failed = |error: io::Error| format!("{} cannot be read: {error}", case.path.display());
    let mut is_version = false;
    for entry in fs::read_dir(&case.path).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        is_version |= ending(Path::new(&name)).is_some();
    }
    if !is_version {
        return Ok(case.path.clone());
    }
    fs::create_dir_all(scratch).map_err(failed)?;
    link(&case.path, &scratch.join(version))?;
    Ok(scratch.to_owned())
}

/// The other version of the project's spec has nothing to do with the file, and takes as long to read.
fn file(path: &Path, version: &str, scratch: &Path) -> Result<PathBuf, String> {
    let folder = scratch.join(version);
    let own = root().join(SPEC).join(version);
    let failed = |error: io::Error| format!("{} cannot be read: {error}", own.display());
    for entry in fs::read_dir(&own).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let bytes = fs::read(&path).map_err(failed)?;
        put(&folder.join(path.file_name().unwrap_or_default()), &bytes)?;
    }
    let target = folder.join(name_in_spec(path));
    // The case takes the place of a file of its name.
    let _ = fs::remove_file(&target);
    match small(path) {
        Some(bytes) if !path.is_symlink() => put(&target, &bytes)?,
        _ => link(path, &target)?,
    }
    Ok(scratch.to_owned())
}

/// The endings of files that somebody means to be read.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

fn ending(path: &Path) -> Option<&str> {
    let ending = path.extension()?.to_str()?;
    let known = ENDINGS.contains(&ending.to_ascii_lowercase().as_str());
    known.then_some(ending)
}

/// The name of a file in the folder of a version. A file is named after its resource; a name that none can have is that of the
/// case, and says nothing about the spec.
fn name_in_spec(path: &Path) -> String {
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let is_name = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let stem = match is_name(&stem) {
        true => stem,
        false => {
            let text = small(path).unwrap_or_default();
            let text = String::from_utf8_lossy(&text).into_owned();
            let said = text
                .lines()
                .find_map(|line| line.trim().strip_prefix("x-resource:"))
                .map(str::trim);
            said.filter(|name| is_name(name))
                .unwrap_or("case")
                .to_owned()
        }
    };
    format!("{stem}.{}", ending(path).unwrap_or("yaml"))
}

/// A way to a file or folder, without a look at it.
#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<(), String> {
    let absolute = std::path::absolute(from);
    absolute
        .and_then(|from| std::os::unix::fs::symlink(from, to))
        .map_err(|error| format!("{} cannot be written: {error}", to.display()))
}

/// Links are for administrators here: a copy of what can be copied.
#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> Result<(), String> {
    for (name, held) in super::snapshot::snapshot(from)? {
        if let super::snapshot::Held::Small(bytes) = held {
            put(&to.join(name), &bytes)?;
        }
    }
    Ok(())
}
