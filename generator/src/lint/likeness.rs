//! Groups of parameters that are one thing: a program would build it once, and give it to one operation and to the next.

use super::{Rule, sharing};
use crate::{
    finding::Report,
    load::VersionFiles,
    model::{Api, Group, Module, Param, Traits, Type, TypeRef},
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const LIKE: Rule = Rule::warning("alike-not-shared");

/// With fewer members in common, being alike is chance.
const FEWEST: usize = 3;

/// The parameters that are a group, or a list of it, by name.
type Uses<'a> = BTreeMap<&'a TypeRef, BTreeSet<(&'a str, bool)>>;

pub(super) fn check(files: &VersionFiles, api: &Api, report: &mut Report) {
    let mut uses = Uses::new();
    for param in api.operations().flat_map(|(_, it)| &it.params) {
        if let Type::Group(of) = param.ty.element() {
            let is_list = matches!(param.ty, Type::List(_));
            uses.entry(of)
                .or_default()
                .insert((&param.name.wire, is_list));
        }
    }
    let groups: Vec<(&Module, &Group)> = api.groups().collect();
    for (at, (module, group)) in groups.iter().enumerate() {
        let of = module.reference(&group.name);
        let first = groups[..at].iter().find_map(|(other_module, other)| {
            let other_of = other_module.reference(&other.name);
            let (Some(uses), Some(other_uses)) = (uses.get(&of), uses.get(&other_of)) else {
                return None;
            };
            let differ = (!uses.is_disjoint(other_uses)).then(|| alike(group, other))??;
            Some((other_of, differ))
        });
        let schemas = (files.file(&module.name))
            .and_then(|file| file.at().find("components")?.find("schemas"));
        let (Some((other, differ)), Some(schemas)) = (first, schemas) else {
            continue;
        };
        let differ: Vec<String> = differ.iter().map(|it| format!("`{it}`")).collect();
        let message = format!(
            "the group `{}` is `{}` of {}.yaml but for {}",
            group.name,
            other.name,
            other.module,
            differ.join(", ")
        );
        let help =
            "make one of them, and say with `x-without` what an operation does not take of it";
        report.push(LIKE.at(schemas.place_of(&group.name), message).help(help));
    }
}

/// The members that only one of two groups has, where they are the same thing: made with the same members, equal in those that
/// both have, which are two thirds of all at least.
fn alike<'a>(left: &'a Group, right: &'a Group) -> Option<BTreeSet<&'a str>> {
    let names = |it: &'a Group| -> BTreeSet<&'a str> {
        it.members.iter().map(|it| it.name.wire.as_str()).collect()
    };
    let (left_names, right_names) = (names(left), names(right));
    let both = left_names.intersection(&right_names).count();
    let all = left_names.union(&right_names).count();
    let made_with = |it: &'a Group| -> BTreeSet<&'a str> {
        let members = it.members.iter().filter(|it| it.is_argument());
        members.map(|it| it.name.wire.as_str()).collect()
    };
    let is_alike = left.custom_fields == right.custom_fields
        && both >= FEWEST
        && both < all
        && both * 3 >= all * 2
        && made_with(left) == made_with(right)
        && (left.members.iter()).all(|it| {
            right
                .member(&it.name.wire)
                .is_none_or(|other| equal(it, other))
        });
    is_alike.then(|| {
        left_names
            .symmetric_difference(&right_names)
            .copied()
            .collect()
    })
}

/// Whether two members are equal in all but their words. A limit that is published for one of them may be that of the other.
fn equal(left: &Param, right: &Param) -> bool {
    left.name == right.name
        && left.ty == right.ty
        && left.required == right.required
        && left.kind == right.kind
        && left.json_text == right.json_text
        && fit(&left.traits, &right.traits)
}

fn fit(left: &Traits, right: &Traits) -> bool {
    fn fits<T: PartialEq>(left: &Option<T>, right: &Option<T>) -> bool {
        left.is_none() || right.is_none() || left == right
    }
    let items = match (&left.items, &right.items) {
        (Some(left), Some(right)) => fit(left, right),
        (left, right) => left == right,
    };
    let bare = |it: &Traits| Traits {
        max_length: None,
        minimum: None,
        maximum: None,
        items: None,
        renamed_from: None,
        aliases: Vec::new(),
        ..sharing::traits(it)
    };
    items
        && fits(&left.max_length, &right.max_length)
        && fits(&left.minimum, &right.minimum)
        && fits(&left.maximum, &right.maximum)
        && bare(left) == bare(right)
}
