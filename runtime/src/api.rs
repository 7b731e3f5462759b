//! What the spec says of the API, as generated code states it, and what is told of calls and answers of it.

mod answer;
mod operation;
mod params;
mod summary;

pub(crate) use answer::{RawResponse, Said, replayed};
pub use operation::Operation;
#[cfg(test)]
pub(crate) use params::OPERATORS;
pub use params::{CurrencyPlace, JsonValue, Limit, Names, Number, RequestCurrency, Sent};
pub use summary::{CallInfo, CallSummary};

/// The static description of a version of the API.
#[derive(Debug)]
pub struct Api {
    /// As it stands in the path: `v2`.
    pub version: &'static str,
    /// Error codes with which the API turns a request away before it does anything, for the moment; sorted.
    pub refused: &'static [&'static str],
    /// Error codes of failures that pass, whatever was done until then; sorted.
    pub temporary: &'static [&'static str],
    /// The error codes that are of a kind (`type` on the wire), with it; sorted by code.
    pub kinds: &'static [(&'static str, &'static str)],
}

/// Why a request that failed may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Nothing was done.
    Refused,
    /// Something may have been done.
    Temporary,
}

impl Api {
    /// The kind of error that a code is of, where there is one.
    pub(crate) fn kind(&self, code: &str) -> Option<&'static str> {
        let found = self.kinds.binary_search_by_key(&code, |(code, _)| code);
        Some(self.kinds.get(found.ok()?)?.1)
    }

    pub(crate) fn remedy(&self, code: &str) -> Option<Remedy> {
        let among = |codes: &[&str]| codes.binary_search(&code).is_ok();
        if among(self.refused) {
            Some(Remedy::Refused)
        } else {
            among(self.temporary).then_some(Remedy::Temporary)
        }
    }
}
