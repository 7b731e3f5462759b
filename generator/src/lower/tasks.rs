//! What takes more than one call: jobs, uploads, batches, downloads.

use super::Context;
use crate::{
    finding::Finding,
    load::At,
    model::{Api, Field, Module, Name, Operation, Param, Record, Task, Type, TypeRef},
};
use std::collections::BTreeSet;

impl Context<'_> {
    /// Decides it for all operations, once all records are known.
    pub(super) fn set_tasks(&self, api: &mut Api) {
        let task = |api: &_, module: &_, operation: &_| self.task(api, module, operation);
        super::decide(api, task, |operation, task| operation.task = task);
    }

    fn task(&self, api: &Api, module: &Module, operation: &Operation) -> Option<Task> {
        let at = self.at(operation.origin)?;
        let answer = module.record(&operation.response)?;
        let answer = Answer { answer, api };
        let said = ["x-job", "x-upload", "x-batch"];
        let mut found = said.iter().filter_map(|name| Some((*name, at.find(name)?)));
        let Some((name, here)) = found.next() else {
            return answer.link().map(|link| Task::Download { link });
        };
        match name {
            "x-job" => self.job(&answer, here),
            "x-upload" => self.upload(&answer, operation, here),
            _ => self.batch(&answer, operation, here),
        }
    }

    /// Every value of the status is sorted, so that a wait neither ends too early nor never.
    fn job(&self, answer: &Answer<'_>, at: At<'_>) -> Option<Task> {
        let (status, field) = self.place_in(answer, at.key("status"))?;
        let Type::Enum(of) = &field.ty else {
            let finding = Finding::at(at.key("status").place(), "the status of a job is an enum");
            self.error(finding.help("name the property whose values are sorted here"));
            return None;
        };
        let values = answer.values(of);
        let mut seen = BTreeSet::new();
        let list = |name: &str| -> Vec<(String, At<'_>)> {
            let at = at.key(name);
            let texts = at.node.as_list().unwrap_or_default().iter().enumerate();
            texts
                .filter_map(|(index, text)| Some((text.as_text()?.to_owned(), at.index(index))))
                .collect()
        };
        let groups = ["running", "succeeded", "failed"].map(list);
        for (value, at) in groups.iter().flatten() {
            if !values.contains(&value.as_str()) {
                self.error(Self::unknown(
                    *at,
                    &format!("value of `{}`", of.name),
                    value,
                    &values,
                ));
            } else if !seen.insert(value.clone()) {
                let message = format!("`{value}` stands here a second time");
                self.error(Finding::at(at.place(), message).help("remove it"));
            }
        }
        for value in values.iter().filter(|value| !seen.contains(**value)) {
            let message = format!("`x-job` does not say what `{value}` means");
            let finding = Finding::at(at.place(), message);
            self.error(finding.help("add it to `running`, `succeeded` or `failed`"));
        }
        if groups.iter().skip(1).all(Vec::is_empty) {
            let finding = Finding::at(at.place(), "this job never comes to an end");
            self.error(finding.help("name a value under `succeeded` or `failed`"));
        }
        let [_, succeeded, failed] = groups.map(|group| group.into_iter().map(|it| it.0).collect());
        Some(Task::Job {
            status,
            succeeded,
            failed,
        })
    }

    fn upload(&self, answer: &Answer<'_>, operation: &Operation, at: At<'_>) -> Option<Task> {
        let (url, field) = self.place_in(answer, at.key("url"))?;
        if field.ty != Type::Text || !field.traits.sensitive {
            let finding = Finding::at(
                at.key("url").place(),
                "a link to bring a file to is text that is never printed",
            );
            self.error(
                finding.help("mark the property with `type: string` and `x-sensitive: true`"),
            );
        }
        let here = at.key("content-type");
        let param = self.param(operation, here)?;
        if param.ty != Type::Text {
            let finding = Finding::at(here.place(), "a media type is text");
            self.error(finding.help("name a parameter of `type: string`"));
        }
        Some(Task::Upload {
            url,
            content_type: param.name.wire.clone(),
        })
    }

    fn batch(&self, answer: &Answer<'_>, operation: &Operation, at: At<'_>) -> Option<Task> {
        let here = at.key("elements");
        let param = self.param(operation, here)?;
        let Some(element) = listed(&param.ty, |ty| match ty {
            Type::Group(of) => Some(of),
            _ => None,
        }) else {
            let finding = Finding::at(here.place(), "a batch is a list of objects");
            self.error(finding.help("name a parameter that is a list of groups"));
            return None;
        };
        let limit = at.key("limit");
        let count = limit.node.as_int().and_then(|it| usize::try_from(it).ok());
        let Some(count) = count.filter(|count| *count > 0) else {
            let finding = Finding::at(limit.place(), "a call takes at least one");
            self.error(finding.help("write how many elements a call takes"));
            return None;
        };
        let here = at.key("failed");
        let (way, field) = self.place_in(answer, here)?;
        if way.len() > 1 {
            let finding = Finding::at(
                here.place(),
                "what was not taken stands in the answer itself",
            );
            self.error(finding.help("name a property of the answer"));
            return None;
        }
        let Some(failed_type) = listed(&field.ty, |ty| match ty {
            Type::Record(of) => Some(of),
            _ => None,
        }) else {
            let finding = Finding::at(here.place(), "what was not taken is a list of objects");
            self.error(finding.help("name a property of the answer that is a list of objects"));
            return None;
        };
        Some(Task::Batch {
            elements: param.name.wire.clone(),
            element: element.clone(),
            limit: count,
            failed: Name::clone(&field.name),
            failed_type: failed_type.clone(),
        })
    }

    /// A place in the answer: `export.status`.
    fn place_in<'m>(&self, answer: &Answer<'m>, at: At<'_>) -> Option<(Vec<String>, &'m Field)> {
        let text = at.node.as_text().unwrap_or_default();
        let mut record = Some(answer.answer);
        let mut found = None;
        for name in text.split('.') {
            found = record.and_then(|it| it.field(name));
            let Some(field) = found else {
                let fields = record.map(|it| it.fields.as_slice()).unwrap_or_default();
                let known: Vec<&str> = fields.iter().map(|it| it.name.wire.as_str()).collect();
                self.error(Self::unknown(
                    at,
                    "field at this place of the answer",
                    name,
                    &known,
                ));
                return None;
            };
            record = match &field.ty {
                Type::Record(of) => answer.api.record(of),
                _ => None,
            };
        }
        Some((text.split('.').map(str::to_owned).collect(), found?))
    }

    fn param<'o>(&self, operation: &'o Operation, at: At<'_>) -> Option<&'o Param> {
        let name = at.node.as_text().unwrap_or_default();
        let found = operation.param(name);
        if found.is_none() {
            let known: Vec<&str> = (operation.params.iter())
                .map(|it| it.name.wire.as_str())
                .collect();
            self.error(Self::unknown(
                at,
                "parameter of this operation",
                name,
                &known,
            ));
        }
        found
    }
}

fn listed<'t>(ty: &'t Type, of: impl Fn(&'t Type) -> Option<&'t TypeRef>) -> Option<&'t TypeRef> {
    match ty {
        Type::List(item) => of(item),
        _ => None,
    }
}

/// What an operation answers, and where the rest is described.
struct Answer<'m> {
    answer: &'m Record,
    api: &'m Api,
}

impl<'m> Answer<'m> {
    fn values(&self, of: &TypeRef) -> Vec<&'m str> {
        let values = self
            .api
            .enumeration(of)
            .into_iter()
            .flat_map(|it| &it.values);
        values.map(|value| value.name.wire.as_str()).collect()
    }

    /// Where the one link to a file stands, in an answer that is about nothing else.
    fn link(&self) -> Option<Vec<String>> {
        let [field] = self.answer.fields.as_slice() else {
            return None;
        };
        let Type::Record(of) = &field.ty else {
            return None;
        };
        let link = self.api.record(of)?.link.clone()?;
        Some(vec![field.name.wire.clone(), link])
    }
}
