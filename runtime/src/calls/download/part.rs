//! The part of a file that is there already, beside the place where the whole one goes.

use super::DownloadError;
use http::HeaderValue;
use std::{
    ffi::OsString,
    fs::{self, File, Metadata, OpenOptions, TryLockError},
    io::{self, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

/// `name.part`, which grows, and `name.part.tag`, which says of what file it is a part.
pub(super) struct Part {
    file: File,
    length: u64,
    path: PathBuf,
    tag_path: PathBuf,
    target: PathBuf,
    tag: Option<HeaderValue>,
}

impl Part {
    /// Opens the part for a file, and keeps others from writing to it.
    pub(super) fn open(target: &Path) -> Result<Self, DownloadError> {
        if target.file_name().is_none() {
            let problem = io::Error::new(io::ErrorKind::InvalidInput, "the path names no file");
            return Err(problem.into());
        }
        let with = |path: &Path, ending: &str| {
            let mut path = OsString::from(path);
            path.push(ending);
            PathBuf::from(path)
        };
        let path = with(target, ".part");
        let tag_path = with(&path, ".tag");
        let file = claim(&path)?;
        let mut part = Self {
            length: file.metadata()?.len(),
            file,
            tag: fs::read(&tag_path)
                .ok()
                .and_then(|tag| HeaderValue::from_bytes(&tag).ok())
                .filter(|tag| !tag.is_empty()),
            path,
            tag_path,
            target: target.to_owned(),
        };
        if part.tag.is_none() || part.length == 0 {
            part.clear()?;
        }
        Ok(part)
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// What tells of what file this is a part; `None` where nothing is there to go on with.
    pub(super) fn validator(&self) -> Option<HeaderValue> {
        self.tag.clone()
    }

    /// Adds a piece. One from the start of the file replaces what was there.
    pub(super) fn write(
        &mut self,
        at: u64,
        bytes: &[u8],
        validator: Option<&HeaderValue>,
    ) -> Result<(), DownloadError> {
        if at == 0 {
            self.clear()?;
        }
        if at != self.length {
            return Err(DownloadError::Changed);
        }
        if self.tag.as_ref() != validator {
            // Before the bytes that it tells of: without it they are not gone on with.
            match validator {
                Some(tag) => fs::write(&self.tag_path, tag.as_bytes())?,
                None => remove(&self.tag_path)?,
            }
            self.tag = validator.cloned();
        }
        self.file.seek(SeekFrom::Start(at))?;
        self.file.write_all(bytes)?;
        self.length += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    /// Puts the whole file in its place.
    pub(super) fn finish(self, expected: u64) -> Result<u64, DownloadError> {
        let got = self.file.metadata()?.len();
        if got != expected {
            return Err(DownloadError::Length { expected, got });
        }
        self.file.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        remove(&self.tag_path)?;
        Ok(got)
    }

    /// Forgets what was there.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        remove(&self.tag_path)?;
        self.file.set_len(0)?;
        self.length = 0;
        self.tag = None;
        Ok(())
    }
}

/// Opens a file and keeps others from writing to it.
fn claim(path: &Path) -> Result<File, DownloadError> {
    for _ in 0..ROUNDS {
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(false);
        if let Some(file) = lock(options.open(path)?, path)? {
            return Ok(file);
        }
    }
    Err(DownloadError::Busy)
}

/// How often a file that was finished by another download meanwhile is opened afresh.
const ROUNDS: u32 = 100;

/// Locks a file that was opened at a path; `None` where it is no longer there: another download may have finished it between the
/// two, and it now has the name of a whole file.
fn lock(file: File, path: &Path) -> Result<Option<File>, DownloadError> {
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(DownloadError::Busy),
        // A file system without locks holds files all the same.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    let there = match fs::metadata(path) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Ok(same(&file.metadata()?, &there).then_some(file))
}

#[cfg(unix)]
fn same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// The number of a file cannot be had everywhere. A finished file and the empty one that took its place differ in more.
#[cfg(not(unix))]
fn same(one: &Metadata, other: &Metadata) -> bool {
    let told = |it: &Metadata| (it.len(), it.modified().ok(), it.created().ok());
    told(one) == told(other)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn a_file_that_was_finished_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (target, path) = ["x.zip", "x.zip.part"]
            .map(|name| folder.path().join(name))
            .into();
        for follower in [false, true] {
            let mut first = Part::open(&target).expect("the first");
            first.write(0, b"whole", None).expect("written");
            // The second one comes before the first is done, and locks it afterwards.
            let opened = OpenOptions::new().write(true).open(&path).expect("open");
            assert!(matches!(Part::open(&target), Err(DownloadError::Busy)));
            assert_eq!(first.finish(5).expect("whole"), 5);
            if follower {
                fs::write(&path, "").expect("a third");
            }
            assert!(lock(opened, &path).expect("no error").is_none());

            // And begins a part of its own.
            let mut second = Part::open(&target).expect("the second");
            second.write(0, b"another", None).expect("written");
            let mut kept = String::new();
            let mut file = File::open(&target).expect("the file");
            file.read_to_string(&mut kept).expect("text");
            assert_eq!(kept, "whole");
            assert_eq!(second.finish(7).expect("whole"), 7);
        }
    }
}
