//! `--state FILE`: what happened is there again after a restart.

use chargebee_mock::Mock;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// So often it is looked whether something changed.
const EVERY: Duration = Duration::from_millis(250);

/// Writing takes at most this part of the time.
const PART: u32 = 20;

/// The file, and what of it is written.
pub(crate) struct StateFile {
    path: PathBuf,
    mock: Mock,
    written: u64,
}

impl StateFile {
    /// Goes on from the file, where there is one.
    pub(crate) fn open(path: PathBuf, mock: Mock) -> Result<Self, String> {
        match fs::read_to_string(&path) {
            Ok(json) => mock
                .restore(&json)
                .map_err(|problem| told(&path, problem))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(told(&path, error)),
        }
        let mut file = Self {
            path,
            mock,
            written: 0,
        };
        // What cannot be written is told at once, and not after an hour's work.
        file.write()?;
        Ok(file)
    }

    /// Writes the file as long as the program runs, where something changed.
    pub(crate) async fn keep(&mut self) {
        let mut wait = EVERY;
        loop {
            tokio::time::sleep(wait).await;
            if self.mock.revision() == self.written {
                continue;
            }
            let start = Instant::now();
            if let Err(problem) = self.write() {
                eprintln!("{problem}");
            }
            wait = EVERY.max(start.elapsed() * PART);
        }
    }

    /// The file is as it was or as it is to be, whatever happens meanwhile.
    pub(crate) fn write(&mut self) -> Result<(), String> {
        let revision = self.mock.revision();
        let json = self.mock.save()?;
        let new = self.path.with_added_extension("new");
        fs::write(&new, json).map_err(|error| told(&new, error))?;
        fs::rename(&new, &self.path).map_err(|error| told(&self.path, error))?;
        self.written = revision;
        Ok(())
    }
}

fn told(path: &Path, problem: impl std::fmt::Display) -> String {
    format!("{}: {problem}", path.display())
}
