//! A child process within bounds of time, memory and output.
//!
//! Memory is read from `/proc`, and so only bounded on Linux; elsewhere [`Ended::peak`] is `None`.

use std::{
    io::Read,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How far a child may go.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// How long it may run.
    pub time: Duration,
    /// How much memory it may hold, in bytes.
    pub memory: u64,
}

/// How a child came to its end.
#[derive(Debug)]
pub struct Ended {
    /// How it ended, where it did so by itself; otherwise the bound that it broke.
    pub status: Result<ExitStatus, Broken>,
    /// Its standard output, as much as is kept.
    pub stdout: String,
    /// Its standard error, as much as is kept.
    pub stderr: String,
    /// The most memory that it held, in bytes.
    pub peak: Option<u64>,
    /// How long it ran.
    pub elapsed: Duration,
}

/// A bound that a child broke; it was ended then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It ran too long.
    Time,
    /// It held so many bytes.
    Memory(u64),
}

/// So much of what a child says is kept; the rest is read and dropped.
const KEPT: usize = 4 << 20;

/// How often its memory is looked at. Short, because a runaway takes a gigabyte in a fraction of a second.
const INTERVAL: Duration = Duration::from_millis(3);

/// Runs a child until it ends or breaks a bound.
///
/// # Errors
/// Where it cannot be started or waited for.
pub fn run(command: &mut Command, bounds: Bounds) -> Result<Ended, String> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{:?} cannot be started: {error}", command.get_program()))?;
    let stdout = child.stdout.take().map(keep);
    let stderr = child.stderr.take().map(keep);
    let mut peak = None;
    let status = wait(&mut child, bounds, start, &mut peak)?;
    let joined = |reader: Option<thread::JoinHandle<String>>| {
        (reader.map(thread::JoinHandle::join))
            .and_then(Result::ok)
            .unwrap_or_default()
    };
    Ok(Ended {
        status,
        elapsed: start.elapsed(),
        stdout: joined(stdout),
        stderr: joined(stderr),
        peak,
    })
}

fn wait(
    child: &mut Child,
    bounds: Bounds,
    start: Instant,
    peak: &mut Option<u64>,
) -> Result<Result<ExitStatus, Broken>, String> {
    let broken = loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(Ok(status)),
            Ok(None) => {}
            Err(error) => return Err(format!("the child cannot be waited for: {error}")),
        }
        *peak = (*peak).max(memory(child.id()));
        if let Some(held) = peak.filter(|held| *held > bounds.memory) {
            break Broken::Memory(held);
        }
        if start.elapsed() > bounds.time {
            break Broken::Time;
        }
        thread::sleep(INTERVAL);
    };
    // It may have ended by itself in the meantime; then there is nothing to end.
    let _ = child.kill();
    (child.wait()).map_err(|error| format!("the child cannot be waited for: {error}"))?;
    Ok(Err(broken))
}

/// The most memory that a process held so far.
fn memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = (status.lines()).find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Reads to the end, so that the child never waits for a reader, and keeps the beginning.
fn keep(mut from: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut kept = Vec::new();
        // What cannot be read any more has ended.
        let _ = from.by_ref().take(KEPT as u64).read_to_end(&mut kept);
        let _ = std::io::copy(&mut from, &mut std::io::sink());
        String::from_utf8_lossy(&kept).into_owned()
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds {
        time: Duration::from_secs(20),
        memory: 64 << 20,
    };

    fn sh(script: &str, bounds: Bounds) -> Ended {
        run(Command::new("sh").args(["-c", script]), bounds).expect("it runs")
    }

    #[test]
    fn what_it_says_and_how_it_ends() {
        let ended = sh("echo out; echo err >&2; exit 3", BOUNDS);
        assert_eq!(ended.status.expect("it ended").code(), Some(3));
        assert_eq!(
            (ended.stdout.as_str(), ended.stderr.as_str()),
            ("out\n", "err\n")
        );
    }

    #[test]
    fn too_long() {
        let bounds = Bounds {
            time: Duration::from_millis(200),
            ..BOUNDS
        };
        let ended = sh("exec sleep 100", bounds);
        assert_eq!(ended.status.expect_err("ended"), Broken::Time);
        assert!(ended.elapsed < Duration::from_secs(10));
    }

    #[test]
    fn too_much_memory() {
        // `tail` keeps the last line, which never ends here.
        let ended = sh("exec tail -n 1 /dev/zero", BOUNDS);
        assert!(matches!(ended.status, Err(Broken::Memory(held)) if held > BOUNDS.memory));
    }

    #[test]
    fn too_much_said() {
        let ended = sh("exec head -c 20000000 /dev/zero", BOUNDS);
        assert_eq!(ended.status.expect("it ended").code(), Some(0));
        assert_eq!(ended.stdout.len(), KEPT);
    }
}
