//! Operations: what identifies them, where they go, and what they take and answer.

use super::{Compare, param::ParamsAt, types::FieldsAt, values::Way, wording};
use crate::{
    diff::{
        change::{Change, RenamedBy, Rule, Semver},
        pairs::{self, Pairs, likeness},
        rules, words,
    },
    model::{Api, Module, Operation, Probe, Record, RequestCurrency, Type, TypeRef},
};
use std::collections::BTreeSet;

pub(super) type In<'a> = (&'a Module, &'a Operation);

impl<'a> Compare<'a> {
    pub(super) fn operations(&mut self) {
        let pairs = self.pair_operations();
        for (all, in_head, rule, word) in [
            (&pairs.removed, false, &rules::OPERATION_REMOVED, "removed"),
            (&pairs.added, true, &rules::OPERATION_ADDED, "added"),
        ] {
            for (module, operation) in all {
                if self.whole(&module.name, in_head) {
                    continue;
                }
                let path = self.operation_path(module, operation);
                let route = route(operation);
                let message = format!("operation `{}` {word}: `{route}`", operation.name.wire);
                let mut change = Change::new(rule, path, message);
                if in_head {
                    change.details = details(module, operation);
                }
                self.add(change);
            }
        }
        for (old, new, _) in &pairs.both {
            self.known.take_answers(*old, *new);
        }
        for ((old_module, old), (module, new), by) in pairs.both {
            let path = self.operation_path(module, new);
            if self.known.module(&old_module.name) != module.name {
                let message = format!(
                    "operation `{}` moved from `{}`",
                    new.name.wire, old_module.name
                );
                let change = Change::new(&rules::OPERATION_MOVED, &path, message);
                let name =
                    |module: &Module, it: &Operation| format!("{}::{}", module.name, it.name.wire);
                self.add(change.from_to(name(old_module, old), name(module, new)));
            } else if old.name != new.name {
                let (before, after) = (&old.name.wire, &new.name.wire);
                let by = by.or(Some(RenamedBy::Identity));
                self.renamed(
                    &rules::OPERATION_RENAMED,
                    &path,
                    "operation",
                    before,
                    after,
                    by,
                );
            }
            let Operation {
                name: _,
                // Made of the name.
                request: _,
                response: _,
                entry: _,
                // Where it goes: see `path`.
                method: _,
                path: _,
                path_ids: _,
                // Nothing but what is printed.
                secret_ids: _,
                sub_domain: _,
                json_body: _,
                // What it can: see `flags`.
                idempotent: _,
                custom_fields: _,
                paged: _,
                deprecated: _,
                catalog: _,
                docs: _,
                url: _,
                renamed_from: _,
                request_alias: _,
                aliases: _,
                params,
                // Made of parameters, filters, sort orders and the answer, which say so themselves.
                currency_param: _,
                currency,
                changes: _,
                task: _,
                probe,
                // Why the spec has it is no part of what it is.
                evidence: _,
                evidence_of: _,
                origin: _,
            } = old;
            self.request_currency(currency.as_ref(), new.currency.as_ref(), &path);
            self.route(old, new, &path);
            self.flags((old_module, old), (module, new), &path);
            self.probe(*probe, new.probe, &path);
            let json = new.json_body && !new.method.is_safe();
            let at = ParamsAt {
                path: &path,
                group: None,
                way: if json { Way::Json } else { Way::Form },
            };
            self.params(params, &new.params, &at);
            self.answer((old_module, old), (module, new), &path);
            self.task((old_module, old), (module, new), &path);
        }
    }

    /// What `check()` of a client asks. There is a `check()` where an operation says whether a key may read.
    fn probe(&mut self, old: Option<Probe>, new: Option<Probe>, path: &str) {
        if old == new {
            return;
        }
        let has_check = |api: &Api| {
            api.operations()
                .any(|(_, it)| it.probe == Some(Probe::Reads))
        };
        let mut change = Change::new(&rules::CHECK, path, rules::CHECK.title);
        change.verdicts.krate = match (has_check(self.base), has_check(self.head)) {
            (true, false) => Semver::Major,
            (false, true) => Semver::Minor,
            _ => Semver::Patch,
        };
        let say = |it: Option<Probe>| it.map_or("no call of it", Probe::word).to_owned();
        self.add(change.from_to(say(old), say(new)));
    }

    /// Whose currency money is compared with. Where money came or went, the parameters say so; where the answer says the
    /// currency follows from its attributes.
    fn request_currency(
        &mut self,
        old: Option<&RequestCurrency>,
        new: Option<&RequestCurrency>,
        path: &str,
    ) {
        let (Some(old), Some(new)) = (old, new) else {
            return;
        };
        let before = old.of.as_deref().map(|of| self.known.module(of));
        if before != new.of.as_deref() {
            let rule = &rules::REQUEST_CURRENCY;
            let change = Change::new(rule, path, "currency of the request's money changed");
            let say = |of: Option<&str>| match of {
                None => "of a code that must be given".to_owned(),
                Some("site") => "of the site".to_owned(),
                Some(resource) => format!("of the `{resource}`"),
            };
            let change = change.from_to(say(old.of.as_deref()), say(new.of.as_deref()));
            self.add(change);
        }
    }

    pub(super) fn operation_path(&self, module: &Module, operation: &Operation) -> String {
        format!(
            "{}/operation/{}",
            self.module_path(&module.name),
            operation.name.wire
        )
    }

    /// By name and route, then by what `x-renamed-from` says, by route alone, by name alone; then by likeness.
    fn pair_operations(&self) -> Pairs<In<'a>> {
        let mut pairs = Pairs::by_key(
            self.base.operations(),
            self.head.operations(),
            |(module, it)| {
                let module = self.known.module(&module.name).to_owned();
                (module, it.name.wire.clone(), it.method, it.path.clone())
            },
            |(module, it)| {
                (
                    module.name.clone(),
                    it.name.wire.clone(),
                    it.method,
                    it.path.clone(),
                )
            },
        );
        let same_module =
            |(old, _): In<'a>, (new, _): In<'a>| self.known.module(&old.name) == new.name;
        pairs.also(Some(RenamedBy::Annotation), |old, new| {
            same_module(old, new) && new.1.renamed_from.as_ref() == Some(&old.1.name.wire)
        });
        let route = |(_, it): In<'a>| (it.method, it.path.clone(), it.sub_domain.clone());
        pairs.also(Some(RenamedBy::Identity), |old, new| {
            route(old) == route(new)
        });
        pairs.also(None, |old, new| {
            same_module(old, new) && old.1.name == new.1.name
        });
        pairs.like(|old, new| {
            if !same_module(old, new) || old.1.method != new.1.method {
                return 0;
            }
            let (old, new) = (old.1, new.1);
            let members = |it: &'a Operation| -> BTreeSet<&'a str> {
                it.params
                    .iter()
                    .map(|param| param.name.wire.as_str())
                    .collect()
            };
            let shape = (pairs::sets(&members(old), &members(new))
                + pairs::texts(&old.docs, &new.docs))
                / 2.0;
            likeness(pairs::names(&old.name.wire, &new.name.wire), shape)
        });
        pairs
    }

    /// What an operation can and is.
    fn flags(&mut self, (old_module, old): In<'_>, (module, new): In<'_>, path: &str) {
        type Flag = (bool, bool, &'static Rule, &'static Rule);
        let flags: [Flag; 4] = [
            (
                old.idempotent,
                new.idempotent,
                &rules::IDEMPOTENCY_ADDED,
                &rules::IDEMPOTENCY_REMOVED,
            ),
            (
                old.custom_fields,
                new.custom_fields,
                &rules::CUSTOM_FIELDS_ADDED,
                &rules::CUSTOM_FIELDS_REMOVED,
            ),
            (
                old.paged,
                new.paged,
                &rules::PAGING_ADDED,
                &rules::PAGING_REMOVED,
            ),
            (
                old.deprecated,
                new.deprecated,
                &rules::OPERATION_DEPRECATED,
                &rules::OPERATION_UNDEPRECATED,
            ),
        ];
        for (before, after, added, removed) in flags {
            if before != after {
                let rule = if after { added } else { removed };
                self.add(Change::new(rule, path, rule.title));
            }
        }
        if let Some(change) = super::limits::catalog(old.catalog, new.catalog, path, Semver::Major)
        {
            self.add(change);
        }
        if let Some(change) = wording::changed(path, None, &old.docs, &new.docs) {
            self.add(change);
        }
        // An operation without a page of its own has that of its resource.
        let inherited = old.url == old_module.url && new.url == module.url;
        if old.url != new.url && !inherited {
            let say = |url: &Option<String>| url.clone().unwrap_or_else(|| "none".to_owned());
            let change = Change::new(&rules::LINK, path, "link to the documentation changed");
            self.add(change.from_to(say(&old.url), say(&new.url)));
        }
        let told = new.renamed_from.as_ref() == Some(&old.name.wire);
        if old.renamed_from != new.renamed_from && !told {
            let change = Change::new(&rules::V1_NAME, path, "name in API v1 changed");
            let (before, after) = (&old.renamed_from, &new.renamed_from);
            self.add(change.from_to(words::literal(before), words::literal(after)));
        }
        if let Some(change) = wording::aliases(path, None, &old.aliases, &new.aliases) {
            self.add(change);
        }
    }

    fn answer(&mut self, (old_module, old): In<'a>, (module, new): In<'a>, path: &str) {
        let entry = |module: &'a Module, it: &Operation| -> Option<&'a Record> {
            module.record(it.entry.as_ref()?)
        };
        let entries = (entry(old_module, old), entry(module, new));
        let answers = (
            old_module.record(&old.response),
            module.record(&new.response),
        );
        // Paging says itself that `next_offset` came or went.
        let whole = answers.0.zip(answers.1).filter(|_| old.paged == new.paged);
        for (both, below) in [(entries.0.zip(entries.1), "/list"), (whole, "")] {
            let Some((before, after)) = both else {
                continue;
            };
            let at = FieldsAt {
                path: &format!("{path}/answer{below}"),
                owner: None,
                operation: Some(path),
            };
            self.fields(before, after, &at);
        }
    }

    /// Whether responses and events can carry values of an enum of the base.
    pub(super) fn is_read(&self, of: &TypeRef) -> bool {
        let mut fields = self.base.records().flat_map(|(_, it)| &it.fields);
        fields.any(|it| holds(&it.ty, of))
    }

    /// Whether requests can carry values of an enum of the base.
    pub(super) fn is_sent(&self, of: &TypeRef) -> bool {
        let params = self.base.operations().flat_map(|(_, it)| &it.params);
        let members = self.base.groups().flat_map(|(_, it)| &it.members);
        params.chain(members).any(|it| holds(&it.ty, of))
    }
}

fn holds(ty: &Type, of: &TypeRef) -> bool {
    matches!(ty.element(), Type::Enum(it) if it == of)
}

/// What an operation takes and what it answers: who reviews it reads it nowhere else.
fn details(module: &Module, operation: &Operation) -> Vec<String> {
    let mut lines = Vec::new();
    // What must be given first.
    let mut params: Vec<_> = operation.params.iter().collect();
    params.sort_by_key(|it| !it.required);
    let params = params.iter().map(|it| {
        let need = if it.required { ", required" } else { "" };
        format!("`{}` ({}{need})", it.name.wire, words::given(it))
    });
    let params: Vec<String> = params.collect();
    if !params.is_empty() {
        lines.push(format!("takes {}", params.join(", ")));
    }
    let entry = (operation.entry.as_ref()).and_then(|it| module.record(it));
    let answer = module.record(&operation.response);
    let answer = answer.filter(|_| entry.is_none());
    for (record, what) in [(entry, "lists"), (answer, "answers")] {
        if let Some(record) = record.filter(|it| !it.fields.is_empty()) {
            lines.push(format!("{what} {}", words::fields(record)));
        }
    }
    lines
}

/// `POST /customers`.
fn route(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}
