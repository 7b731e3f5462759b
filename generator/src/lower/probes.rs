//! What a client asks to check a connection: calls that change nothing.

use super::Context;
use crate::{
    finding::Finding,
    model::{Api, Method, Operation, Probe},
};

impl Context<'_> {
    /// `x-check` of operations, once all parameters are known.
    pub(super) fn check_probes(&self, api: &Api) {
        let operations = || api.modules.iter().flat_map(|module| &module.operations);
        for operation in operations() {
            let Some(probe) = operation.probe else {
                continue;
            };
            let same = operations().take_while(|it| !std::ptr::eq(*it, operation));
            let is_same =
                |it: &Operation| it.probe == Some(probe) && it.catalog == operation.catalog;
            let problem = match same.into_iter().any(is_same) {
                true => Some("another operation is asked for that already"),
                false => problem(probe, operation),
            };
            if let (Some(problem), Some(at)) = (problem, self.at(operation.origin)) {
                self.error(Finding::at(at.place_of("x-check"), problem));
            }
        }
    }
}

fn problem(probe: Probe, operation: &Operation) -> Option<&'static str> {
    let has_catalog = operation.catalog.is_some();
    match probe {
        Probe::Reads if !operation.paged || has_catalog => {
            Some("whether a key may read is asked with a paged list that both catalogs have")
        }
        Probe::Catalog if !operation.paged || !has_catalog => {
            Some("which catalog a site has is asked with a paged list that one of them has")
        }
        Probe::Writes
            if operation.method != Method::Post
                || operation.path_ids.len() != 1
                || operation.params.iter().any(|it| it.required)
                || has_catalog =>
        {
            Some(
                "whether a key may write is asked with a POST that needs nothing but the id of what both catalogs have",
            )
        }
        _ => None,
    }
}
