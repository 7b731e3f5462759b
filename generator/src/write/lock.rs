//! One run at a time for each folder.

use std::{
    fs::{File, TryLockError},
    path::Path,
    thread,
    time::{Duration, Instant},
};

/// Longer than a run takes to write.
const PATIENCE: Duration = Duration::from_secs(30);

/// The lock of a folder, for as long as it is held; nothing where the system has no locks for folders. It ends with the process,
/// however that ends. What is locked is the folder that it is in: it is another one after each run.
pub(super) fn wait(folder: &Path) -> Result<Option<File>, String> {
    let Ok(handle) = File::open(folder.parent().unwrap_or(folder)) else {
        return Ok(None);
    };
    let start = Instant::now();
    loop {
        match handle.try_lock() {
            Ok(()) => return Ok(Some(handle)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if start.elapsed() > PATIENCE => {
                return Err(format!("another run is writing {}", folder.display()));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(20)),
        }
    }
}
