//! What takes more than one call: jobs, uploads, batches, downloads.

use super::{Compare, operation::In};
use crate::{
    diff::{
        change::{Change, Semver, Wire},
        rules, words,
    },
    model::{Api, Field, Record, Task, Type, TypeRef},
};
use std::cmp::Ordering;

impl<'a> Compare<'a> {
    pub(super) fn task(&mut self, old: In<'a>, new: In<'a>, path: &str) {
        let (before, after) = (old.1.task.as_ref(), new.1.task.as_ref());
        let say = |task: Option<&Task>| task.map_or("none".to_owned(), in_words);
        let change = |message: String| {
            let change = Change::new(&rules::TASK, path, message);
            change.from_to(say(before), say(after))
        };
        let change = match (before, after) {
            (None, None) => return,
            (Some(task), None) => {
                if self.link_says_it(old, new) {
                    return;
                }
                change(format!("is no longer {}", kind(task)))
            }
            (None, Some(task)) => {
                if self.link_says_it(old, new) {
                    return;
                }
                let mut change = change(format!("is {} now", kind(task)));
                change.verdicts.krate = Semver::Minor;
                change
            }
            (Some(before), Some(after)) if kind(before) != kind(after) => change(format!(
                "is {} now, and no longer {}",
                kind(after),
                kind(before)
            )),
            (Some(before), Some(after)) => {
                let Some((wire, krate, what)) = self.difference((old, before), (new, after)) else {
                    return;
                };
                let mut change = change(what.to_owned());
                (change.verdicts.wire, change.verdicts.krate) = (wire, krate);
                change
            }
        };
        self.add(change);
    }

    /// Two tasks of one kind. What only has another name, came or went says so itself.
    fn difference(
        &self,
        (old, before): (In<'a>, &Task),
        (new, after): (In<'a>, &Task),
    ) -> Option<(Wire, Semver, &'static str)> {
        let patch = |what| Some((Wire::Compatible, Semver::Patch, what));
        match (before, after) {
            (
                Task::Job {
                    status: old_status,
                    succeeded: old_succeeded,
                    failed: old_failed,
                },
                Task::Job {
                    status,
                    succeeded,
                    failed,
                },
            ) => {
                let values = enum_at(self.head, new, status).and_then(|of| self.known.values(of));
                let none = super::Known::NO_VALUES;
                let values = values.unwrap_or(&none);
                let was = |list: &[String]| -> Vec<String> {
                    let kept = list
                        .iter()
                        .filter(|it| !values.removed.contains(it.as_str()));
                    sorted(kept.map(|it| values.now(it).to_owned()).collect())
                };
                let is = |list: &[String]| -> Vec<String> {
                    let kept = list.iter().filter(|it| !values.added.contains(it.as_str()));
                    sorted(kept.cloned().collect())
                };
                if was(old_succeeded) != is(succeeded) || was(old_failed) != is(failed) {
                    let what = "when the job is over, or how, changed";
                    return Some((Wire::Compatible, Semver::Major, what));
                }
                if !self.same_place((old, old_status), (new, status)) {
                    return patch("where the status of the job stands changed");
                }
                None
            }
            (
                Task::Upload {
                    url: old_url,
                    content_type: old_type,
                },
                Task::Upload { url, content_type },
            ) => {
                let same = self.same_place((old, old_url), (new, url))
                    && self.same_param(old, new, old_type, content_type);
                if same {
                    return None;
                }
                patch("what is needed to upload changed")
            }
            (
                Task::Batch {
                    elements: old_elements,
                    // Told at the parameter and the attribute.
                    element: _,
                    limit: old_limit,
                    failed: old_failed,
                    failed_type: _,
                },
                Task::Batch {
                    elements,
                    limit,
                    failed,
                    ..
                },
            ) => match limit.cmp(old_limit) {
                Ordering::Less => {
                    let what = "a batch takes less";
                    Some((Wire::Breaking, Semver::Patch, what))
                }
                Ordering::Greater => patch("a batch takes more"),
                Ordering::Equal => {
                    let (was, is) = ([old_failed.wire.clone()], [failed.wire.clone()]);
                    let same = self.same_param(old, new, old_elements, elements)
                        && self.same_place((old, &was), (new, &is));
                    if same {
                        return None;
                    }
                    patch("where the elements of a batch stand changed")
                }
            },
            (Task::Download { link: was }, Task::Download { link: is }) => {
                if self.same_place((old, was), (new, is)) {
                    return None;
                }
                patch("where the link to the file stands changed")
            }
            _ => None,
        }
    }

    /// Whether a download came or went with the mark of the link itself, or with the attribute that holds it.
    fn link_says_it(&self, old: In<'a>, new: In<'a>) -> bool {
        let (was, is) = (only_record(self.base, old), only_record(self.head, new));
        let download = |task: Option<&Task>| matches!(task, Some(Task::Download { .. }));
        if !download(old.1.task.as_ref()) && !download(new.1.task.as_ref()) {
            return false;
        }
        match (was, is) {
            (Some(was), Some(is)) => was.link.is_some() != is.link.is_some(),
            _ => {
                let count = |operation| answer(operation).map_or(0, |it| it.fields.len());
                let (before, after) = (count(old), count(new));
                // More attributes beside the link end the download, and say nothing of it themselves.
                (before, after) == (1, 0) || (before, after) == (0, 1)
            }
        }
    }

    /// Whether it is the same place in the answer, by whatever name.
    fn same_place(
        &self,
        (old, before): (In<'a>, &[String]),
        (new, after): (In<'a>, &[String]),
    ) -> bool {
        let first = match (answer(old), answer(new)) {
            (Some(old), Some(new)) => self.known.renames(&old.fields, &new.fields),
            _ => Vec::new(),
        };
        let same = |at: usize, old: &str, new: &str| {
            old == new
                || self.known.is_renamed(old, new)
                || (at == 0 && first.contains(&(old, new)))
        };
        before.len() == after.len()
            && before
                .iter()
                .zip(after)
                .enumerate()
                .all(|(at, (old, new))| same(at, old, new))
    }

    fn same_param(&self, old: In<'a>, new: In<'a>, before: &str, after: &str) -> bool {
        let pairs = self.pair_params(&old.1.params, &new.1.params);
        let mut both = pairs.both.iter();
        before == after
            || both.any(|(old, new, _)| old.name.wire == before && new.name.wire == after)
    }
}

fn kind(task: &Task) -> &'static str {
    match task {
        Task::Job { .. } => "a job to wait for",
        Task::Upload { .. } => "an upload",
        Task::Batch { .. } => "a batch",
        Task::Download { .. } => "a download",
    }
}

fn in_words(task: &Task) -> String {
    let list = |names: &[String]| match names {
        [] => "nothing".to_owned(),
        names => words::list(names.iter().map(String::as_str)),
    };
    let place = |place: &[String]| format!("`{}`", place.join("."));
    match task {
        Task::Job {
            status,
            succeeded,
            failed,
        } => format!(
            "job whose status is {}, succeeded at {}, failed at {}",
            place(status),
            list(succeeded),
            list(failed)
        ),
        Task::Upload { url, content_type } => {
            format!("upload to {}, media type in `{content_type}`", place(url))
        }
        Task::Batch {
            elements,
            element: _,
            limit,
            failed,
            failed_type: _,
        } => format!(
            "batch of at most {limit} `{elements}`, not taken are `{}`",
            failed.wire
        ),
        Task::Download { link } => format!("download from {}", place(link)),
    }
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

fn answer((module, operation): In<'_>) -> Option<&Record> {
    module.record(&operation.response)
}

/// The object that an answer consists of, where it consists of one.
fn only_record<'a>(api: &'a Api, operation: In<'a>) -> Option<&'a Record> {
    match answer(operation)?.fields.as_slice() {
        [
            Field {
                ty: Type::Record(of),
                ..
            },
        ] => api.record(of),
        _ => None,
    }
}

/// The enum at a place in an answer.
fn enum_at<'a>(api: &'a Api, operation: In<'a>, place: &[String]) -> Option<&'a TypeRef> {
    let mut record = answer(operation)?;
    let mut place = place.iter().peekable();
    while let Some(name) = place.next() {
        let field = record.field(name)?;
        match (&field.ty, place.peek()) {
            (Type::Record(of), Some(_)) => record = api.record(of)?,
            (Type::Enum(of), None) => return Some(of),
            _ => return None,
        }
    }
    None
}
