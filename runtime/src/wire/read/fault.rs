//! Why JSON could not be read, and where: gathered on the way out, so that reading what is right pays nothing for it.

use super::ReadError;
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// A problem, small enough to be handed through each function of the reader.
pub(super) struct Fault(Box<Inner>);

struct Inner {
    /// From the inside out.
    segments: Vec<Segment>,
    problem: Option<Cow<'static, str>>,
}

pub(super) enum Segment {
    Name(&'static str),
    Index(usize),
}

impl Fault {
    /// The text is not JSON here.
    #[cold]
    pub(super) fn syntax() -> Self {
        Self::new(None)
    }

    /// The text is JSON, and does not fit.
    #[cold]
    pub(super) fn said(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Some(problem.into()))
    }

    fn new(problem: Option<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            segments: Vec::new(),
            problem,
        }))
    }

    /// The same place with another problem.
    pub(super) fn instead(mut self, problem: &'static str) -> Self {
        self.0.problem = Some(problem.into());
        self
    }

    /// The problem is in there.
    #[cold]
    pub(super) fn inside(mut self, segment: Segment) -> Self {
        self.0.segments.push(segment);
        self
    }

    /// What is said of it, with its line and column. `serde_json` says what is wrong with text that is not JSON.
    pub(super) fn tell(self, json: &[u8], at: usize) -> ReadError {
        let problem = match &self.0.problem {
            Some(problem) => place(problem, json, at),
            None => match serde_json::from_slice::<&RawValue>(json) {
                Err(error) => error.to_string(),
                Ok(_) => place("the text is not JSON", json, at),
            },
        };
        ReadError {
            path: self.to_string(),
            problem,
        }
    }
}

fn place(problem: &str, json: &[u8], at: usize) -> String {
    let before = json.get(..at).unwrap_or(json);
    let line = before.iter().filter(|it| **it == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|it| **it != b'\n').count();
    format!("{problem} at line {line} column {column}")
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.segments.iter().rev().enumerate() {
            match segment {
                Segment::Name(name) if at == 0 => f.write_str(name)?,
                Segment::Name(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
