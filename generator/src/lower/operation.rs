//! Operations: how they are called, and their bodies.

use super::{Context, answer::Of, component::old_name, names::camel, part::Part};
use crate::{
    finding::Finding,
    load::{At, File, table::Spot},
    model::{Method, Operation, Param, Probe, Record, Role},
};
use openapiv3::{Operation as OpenOperation, ReferenceOr};
use std::collections::BTreeSet;

impl<'a> Context<'a> {
    /// The operations of a file, each with the records of its answer.
    pub(super) fn operations(&self, file: &'a File) -> Vec<(Operation, Vec<Record>)> {
        let mut operations = Vec::new();
        let paths = file.at().key("paths");
        // Those of the tree: the document leaves out what does not start with a slash.
        for (path, _) in paths.pairs() {
            self.check_path(path, paths);
        }
        for (path, item) in &file.doc.paths.paths {
            let at = paths.key(path);
            let ReferenceOr::Item(item) = item else {
                continue;
            };
            for (key, it) in item.iter() {
                // Other methods were refused on the tree.
                if let Some(method) = Method::of_key(key) {
                    let at = at.key(key);
                    operations.push(self.operation(path, method, Part { it, file, at }));
                }
            }
        }
        operations
    }

    fn check_path(&self, path: &str, paths: At<'_>) {
        let good = |segment: &str| {
            let inner = id_of(segment).unwrap_or(segment);
            !inner.is_empty()
                && inner
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let fits = path
            .strip_prefix('/')
            .is_some_and(|path| path.split('/').all(good));
        if !fits {
            let finding = Finding::at(
                paths.place_of(path),
                format!("`{path}` is no path of the API"),
            );
            self.error(finding.help("write `/names/{name_id}/action`, in lower case"));
        }
        let mut ids = BTreeSet::new();
        for id in path.split('/').filter_map(id_of) {
            if !ids.insert(id) {
                let message = format!("`{{{id}}}` stands in this path twice");
                let finding = Finding::at(paths.place_of(path), message);
                self.error(finding.help("give each id a name of its own"));
            }
        }
    }

    fn operation(
        &self,
        path: &str,
        method: Method,
        operation: Part<'a, OpenOperation>,
    ) -> (Operation, Vec<Record>) {
        let Part { file, at, .. } = operation;
        let said = at.text("x-method").unwrap_or_default();
        if at.text("x-resource") != Some(file.stem.as_str()) {
            let finding = Finding::at(
                at.key("x-resource").place(),
                "this operation stands in the file of another resource",
            );
            self.error(finding.help(format!(
                "the file is `{0}.yaml`: write `x-resource: {0}`, or move the operation",
                file.stem
            )));
        }
        let mut name = self.method_name(said, at.key("x-method"));
        said.clone_into(&mut name.wire);
        let owner = owner(&file.stem, said);
        let (path_ids, mut params) = self.parameters(path, operation);
        let json_body = self.body(operation, method, &mut params);
        self.keep_arguments(&mut params, at);
        let paged = at.flag("x-paged");
        self.check_renamed_params(&params);
        let of = Of {
            operation: said,
            owner: &owner,
            paged,
        };
        let mut records = self.answer(operation, of);
        let old = at.text("x-renamed-from");
        let old_owner = old.map(|old| owner_of_v1(file, old));
        if let Some(old) = &old_owner {
            for record in &mut records {
                let part = record.name.strip_prefix(&owner).unwrap_or_default();
                record.alias = Some(format!("{old}{part}"));
            }
        }
        self.check_param_siblings(&params);
        let sub_domain = at.text("x-sub-domain");
        if sub_domain.is_some_and(|name| !is_label(name)) {
            let finding = Finding::at(
                at.key("x-sub-domain").place(),
                "this is no label of a host name",
            );
            self.error(finding.help("write it in lower case: `ingest`"));
        }
        let traits = self.traits(
            operation.it.description.as_deref(),
            operation.it.deprecated,
            at,
        );
        let url = (self.page_url(at)).or_else(|| self.page_url(file.at()));
        let is_entry = |it: &&Record| matches!(it.role, Role::Entry(_));
        let entry = records.iter().find(is_entry);
        let operation = Operation {
            name,
            response: of.response(),
            entry: entry.map(|it| it.name.clone()),
            request: format!("{owner}Request"),
            method,
            path: path.to_owned(),
            path_ids,
            secret_ids: false,
            sub_domain: sub_domain.map(str::to_owned),
            json_body,
            idempotent: at.flag("x-idempotent"),
            currency_param: None,
            currency: None,
            custom_fields: at.flag("x-custom-fields"),
            paged,
            changes: None,
            task: None,
            probe: at.text("x-check").and_then(Probe::of),
            catalog: traits.catalog,
            params,
            docs: traits.docs,
            url,
            deprecated: traits.deprecated,
            request_alias: old_owner.map(|old| format!("{old}Request")),
            renamed_from: traits.renamed_from,
            aliases: Vec::new(),
            evidence: traits.evidence,
            evidence_of: traits.evidence_of,
            // Its first line, not that of its HTTP method.
            origin: self.origin(at.with(at.node)),
        };
        (operation, records)
    }

    /// The parameters of the body; whether it is JSON.
    fn body(
        &self,
        operation: Part<'a, OpenOperation>,
        method: Method,
        params: &mut Vec<Param>,
    ) -> bool {
        let Some(ReferenceOr::Item(body)) = &operation.it.request_body else {
            return false;
        };
        let at = operation.at;
        let here = at.key("requestBody").key("content");
        if method.is_safe() {
            let finding = Finding::at(at.place_of("requestBody"), "a GET has no body");
            self.error(finding.help("its parameters stand in `parameters`, with `in: query`"));
        }
        let mut contents = body.content.iter();
        let (Some((kind, media)), None) = (contents.next(), contents.next()) else {
            let finding = Finding::at(here.place(), "a body has one content type");
            self.error(finding.help("keep the one that the API takes"));
            return false;
        };
        let Some(schema) = &media.schema else {
            return false;
        };
        let here = here.key(kind).key("schema");
        match operation.to(schema, here).in_place().and_then(Part::object) {
            Some(object) => params.extend(self.params(object, Spot::BodyField)),
            None => {
                let finding = Finding::at(
                    here.place(),
                    "the body is not described in place, as an object",
                );
                self.error(finding.help("write `type: object` with `properties` here"));
            }
        }
        kind == "application/json"
    }
}

/// How the names of the types of an operation begin: what they belong to, and what is done with it.
fn owner(resource: &str, operation: &str) -> String {
    format!("{}{}", camel(resource), camel(operation))
}

/// The same with the names that API v1 has for both.
fn owner_of_v1(file: &File, operation: &str) -> String {
    let resource = old_name(file);
    owner(resource.as_deref().unwrap_or(&file.stem), operation)
}

/// The name of the id that a segment of a path stands for.
pub(super) fn id_of(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Whether it can stand between the dots of a host: words, with a dash between them.
fn is_label(name: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    name.split('-').all(word)
}
