//! Members of groups: what one operation takes of a group, another may not.

use super::{Arg, Args, Group, Key, Limit, Names};
use crate::error::ConfigError;

/// Up to so many operations are named that take a member.
const NAMED: usize = 6;

/// Refuses a member that the operation does not take.
pub(crate) fn check(args: &Args, names: &Names) -> Result<(), ConfigError> {
    for entry in &args.entries {
        let Key::Param(name) = entry.key else {
            continue;
        };
        let groups = match &entry.arg {
            Arg::Group(group) => std::slice::from_ref(group),
            Arg::Groups(groups) => groups,
            _ => continue,
        };
        let without = names.limits.iter().find_map(|(limit, of)| match limit {
            Limit::Without(members) if of.contains(&name) => Some(*members),
            _ => None,
        });
        let Some(without) = without else { continue };
        if let Some(told) = groups.iter().find_map(|group| refused(group, without)) {
            return Err(ConfigError::new(format!(
                "of `{name}` this operation does not take {told}; if the API takes it, send it with `check_requests(false)`"
            )));
        }
    }
    Ok(())
}

fn refused(group: &Group, without: &str) -> Option<String> {
    let given = group
        .args
        .entries
        .iter()
        .filter_map(|entry| match entry.key {
            Key::Param(name) => Some(name),
            Key::Named(_) => None,
        });
    let mut refused = given.filter(|name| without.split(' ').any(|it| it == *name));
    let name = refused.next()?;
    let takers = group.names.takers.iter().find(|(it, _)| *it == name);
    let takers: Vec<&str> = takers.map_or(Vec::new(), |(_, takers)| takers.split(' ').collect());
    let named: Vec<String> = (takers.iter().take(NAMED))
        .map(|it| format!("`{it}`"))
        .collect();
    let more = match takers.len().saturating_sub(NAMED) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    Some(format!("`{name}`, which is for {}{more}", named.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    static ITEM: Names = Names {
        takers: &[
            ("reset", "subscription.create"),
            ("kind", "a.a b.b c.c d.d e.e f.f g.g h.h"),
        ],
        ..Names::plain(&["id", "reset", "kind"])
    };
    static ESTIMATE: Names = Names {
        limits: &[
            (Limit::NotEmpty, &["items"]),
            (Limit::Without("reset kind"), &["items", "item"]),
        ],
        ..Names::plain(&["items", "item", "other"])
    };

    fn item(member: &'static str, arg: Arg) -> Group {
        let mut group = Group::new(&ITEM);
        group.set_arg("id", None, Some(Arg::Int(1)));
        group.set_arg(member, None, Some(arg));
        group
    }

    fn said(name: &'static str, arg: Arg) -> String {
        let mut args = Args::default();
        args.set(Key::Param(name), None, Some(arg));
        let checked = check(&args, &ESTIMATE).err();
        checked.map(|it| it.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_member_that_the_operation_does_not_take_is_refused() {
        let told = "does not take `reset`, which is for `subscription.create`; if the API takes it, send it with `check_requests(false)`";
        for arg in [Arg::Bool(true), Arg::Clear] {
            let refused = said("item", Arg::Group(item("reset", arg)));
            assert_eq!(refused, format!("of `item` this operation {told}"));
        }
        let rows = vec![item("id", Arg::Int(2)), item("reset", Arg::Bool(true))];
        let refused = said("items", Arg::Groups(rows));
        assert_eq!(refused, format!("of `items` this operation {told}"));
        let refused = said("item", Arg::Group(item("kind", Arg::Bool(true))));
        assert!(
            refused.contains("which is for `a.a`, `b.b`, `c.c`, `d.d`, `e.e`, `f.f` and 2 more"),
            "{refused}"
        );
    }

    #[test]
    fn what_it_takes_is_not() {
        assert_eq!(said("item", Arg::Group(item("id", Arg::Int(2)))), "");
        assert_eq!(said("items", Arg::Groups(Vec::new())), "");
        assert_eq!(
            said("other", Arg::Group(item("reset", Arg::Bool(true)))),
            ""
        );
        let mut group = Group::new(&ITEM);
        group
            .args
            .set(Key::Named("reset".to_owned()), None, Some(Arg::Int(1)));
        assert_eq!(said("item", Arg::Group(group)), "");
    }
}
