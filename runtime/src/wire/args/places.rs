//! Looking for the first parameter that something is wrong with, in groups too.

use super::{Arg, Args, Entry, Key, Names};

/// The parameter as a user knows it, `shipping[meta_data][0]`, and what `problem` says of it.
pub(super) fn find(
    args: &Args,
    names: &Names,
    problem: &dyn Fn(&Entry, &Names, &str) -> Option<String>,
) -> Option<(String, String)> {
    args.entries.iter().find_map(|entry| {
        let Key::Param(name) = entry.key else {
            return None;
        };
        if let Some(said) = problem(entry, names, name) {
            return Some((name.to_owned(), said));
        }
        match &entry.arg {
            Arg::Group(group) => {
                let (inner, said) = find(&group.args, group.names, problem)?;
                Some((format!("{name}[{inner}]"), said))
            }
            Arg::Groups(groups) => groups.iter().enumerate().find_map(|(row, group)| {
                let (inner, said) = find(&group.args, group.names, problem)?;
                Some((format!("{name}[{inner}][{row}]"), said))
            }),
            _ => None,
        }
    })
}
