//! `x-without`: the members of a group that an operation does not take.

use super::Context;
use crate::model::{Api, Param, Type, TypeRef};
use std::collections::{BTreeMap, BTreeSet};

/// What takes a group: the operation, and what it leaves out.
type Takers<'a> = BTreeMap<&'a TypeRef, Vec<(String, &'a [String])>>;

impl Context<'_> {
    /// Checks what is left out of groups, and notes at each member which operations take it, where not all do.
    pub(super) fn set_takers(&self, api: &mut Api) {
        let mut takers = Takers::new();
        for (module, operation) in api.operations() {
            for param in &operation.params {
                self.check_without(api, param);
                if let Type::Group(of) = param.ty.element() {
                    let name = format!("{}.{}", module.name, operation.name.wire);
                    let of = takers.entry(of).or_default();
                    of.push((name, &param.traits.without));
                }
            }
        }
        let partial: Vec<(TypeRef, String, Vec<String>)> = (takers.iter())
            .flat_map(|(of, takers)| {
                let names = takers.iter().flat_map(|(_, without)| *without);
                let names: BTreeSet<&String> = names.collect();
                names.into_iter().map(|member| {
                    let taking = takers
                        .iter()
                        .filter(|(_, without)| !without.contains(member));
                    let taking: BTreeSet<&String> = taking.map(|(name, _)| name).collect();
                    let taking = taking.into_iter().cloned().collect();
                    ((*of).clone(), member.clone(), taking)
                })
            })
            .collect();
        for (of, name, taking) in partial {
            let group = api.group_mut(&of).into_iter();
            let mut members = group.flat_map(|it| &mut it.members);
            let Some(member) = members.find(|it| it.name.wire == name) else {
                continue;
            };
            // A file that is missing may have the operation that does.
            if taking.is_empty() && !self.files.gaps.are_there() {
                let message = format!("no operation takes the member `{name}` of `{}`", of.name);
                let finding = self.about(member.traits.origin, message);
                self.error(
                    finding.help("remove it, or take it out of `x-without` where it is sent"),
                );
            }
            member.traits.taken_by = taking;
        }
    }

    fn check_without(&self, api: &Api, param: &Param) {
        if param.traits.without.is_empty() {
            return;
        }
        let error = |message: String, help: &str| {
            let finding = self.about(param.traits.origin, message);
            self.error(finding.help(help));
        };
        let group = match param.ty.element() {
            Type::Group(of) => api.group(of),
            _ => None,
        };
        let name = &param.name.wire;
        let Some(group) = group else {
            let message =
                format!("`x-without` stands on `{name}`, which is no group of parameters");
            return error(message, "remove it: it names members of a group");
        };
        for without in &param.traits.without {
            match group.member(without) {
                None => error(
                    format!(
                        "`{}` has no member `{without}`, which `{name}` is to be without",
                        group.name
                    ),
                    "take it out of `x-without`",
                ),
                Some(member) if member.is_argument() => error(
                    format!(
                        "`{name}` cannot be without `{without}`, which `{}` is made with",
                        group.name
                    ),
                    "describe the group of this operation by itself",
                ),
                Some(_) => {}
            }
        }
    }
}
