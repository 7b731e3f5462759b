//! Why a file was not fetched.

use crate::{Error, TransportError, error::ConfigError};
use http::StatusCode;
use std::{error::Error as StdError, fmt, io};

/// Why a file was not fetched. Says neither the link nor what a server that is not the API's said.
#[derive(Debug)]
#[non_exhaustive]
pub enum DownloadError {
    /// The request that is answered with the link went wrong.
    Call(Error),
    /// There is no link, for instance because what makes the file is not done.
    NoLink,
    /// The link cannot be used.
    Link(ConfigError),
    /// The server that the link leads to refused. Links expire: ask for a new one.
    Refused(StatusCode),
    /// The server that the link leads to could not be talked to.
    Transport(TransportError),
    /// The server gave another part of the file than was asked for.
    Range,
    /// The file became another one while it was fetched. Start again.
    Changed,
    /// The file is not as long as it should be, in bytes.
    Length {
        /// As long as it should be.
        expected: u64,
        /// As long as it is.
        got: u64,
    },
    /// Another download writes the file.
    Busy,
    /// The file cannot be written.
    File(io::Error),
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => write!(f, "there is no link to download from: {error}"),
            Self::NoLink => f.write_str("there is no link to download from"),
            Self::Link(problem) => write!(f, "the file cannot be downloaded: {problem}"),
            Self::Refused(status) => {
                write!(
                    f,
                    "the download was refused: HTTP {status}; links expire, ask for a new one"
                )
            }
            Self::Transport(error) => write!(f, "the file was not downloaded: {error}"),
            Self::Range => {
                f.write_str("the server gave another part of the file than was asked for")
            }
            Self::Changed => {
                f.write_str("the file became another one while it was downloaded; start again")
            }
            Self::Length { expected, got } => {
                write!(f, "the file has {got} bytes in place of {expected}")
            }
            Self::Busy => f.write_str("another download writes the file"),
            Self::File(error) => write!(f, "the file cannot be written: {error}"),
        }
    }
}

impl StdError for DownloadError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // Their texts are said by `Display`, so only what is below them is the source.
            Self::Call(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::File(error) => error.source(),
            _ => None,
        }
    }
}

impl From<io::Error> for DownloadError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}
