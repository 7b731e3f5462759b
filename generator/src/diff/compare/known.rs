//! What belongs together, decided before anything is compared.

use super::{like_ids, modules};
use crate::{
    diff::{
        change::RenamedBy,
        pairs::{self, Pairs, likeness},
    },
    model::{
        Api, CurrencyAt, Decimal, Enum, Field, Group, IdKind, Module, Operation, Record, Role,
        Type, TypeRef, Unit,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// A type and the module that holds it.
type In<'a, T> = (&'a Module, &'a T);

/// What of the base is what of the head.
pub(in crate::diff) struct Known<'a> {
    base: &'a Api,
    head: &'a Api,
    /// Modules, types and ids of the base by what they are called in the head, where that is another name.
    modules: BTreeMap<&'a str, (&'a str, RenamedBy)>,
    types: BTreeMap<TypeRef, TypeRef>,
    ids: BTreeMap<&'a str, (&'a str, RenamedBy)>,
    gone: BTreeSet<&'a str>,
    new: BTreeSet<&'a str>,
    /// Attributes that hold a currency and have another name now.
    currencies: BTreeSet<(&'a str, &'a str)>,
    /// Attributes of whichever object that have another name now.
    attributes: BTreeSet<(&'a str, &'a str)>,
    /// Enums of the head whose values are others than they were.
    values: BTreeMap<TypeRef, Values<'a>>,
    /// Groups that bodies in JSON hold.
    in_json: BTreeSet<&'a TypeRef>,
}

/// What became of the values of an enum.
pub(super) struct Values<'a> {
    pub(super) removed: BTreeSet<&'a str>,
    pub(super) added: BTreeSet<&'a str>,
    renamed: BTreeMap<&'a str, &'a str>,
}

impl Values<'_> {
    /// What a value of the base is called in the head.
    pub(super) fn now<'v>(&'v self, value: &'v str) -> &'v str {
        self.renamed.get(value).copied().unwrap_or(value)
    }
}

impl<'a> Known<'a> {
    /// Those of an enum that is as it was.
    pub(super) const NO_VALUES: Values<'static> = Values {
        removed: BTreeSet::new(),
        added: BTreeSet::new(),
        renamed: BTreeMap::new(),
    };

    pub(super) fn new(base: &'a Api, head: &'a Api) -> Self {
        let mut known = Self {
            base,
            head,
            modules: BTreeMap::new(),
            types: BTreeMap::new(),
            ids: BTreeMap::new(),
            gone: BTreeSet::new(),
            new: BTreeSet::new(),
            currencies: BTreeSet::new(),
            attributes: BTreeSet::new(),
            values: BTreeMap::new(),
            in_json: in_json(head),
        };
        let modules = modules::pair(base, head);
        for (old, new, by) in &modules.both {
            if let Some(by) = by {
                known.modules.insert(&old.name, (&new.name, *by));
            }
        }
        known.gone = modules.removed.iter().map(|it| it.name.as_str()).collect();
        known.new = modules.added.iter().map(|it| it.name.as_str()).collect();
        known.pair_ids();
        // Enums before what has members of them; then records twice, since what they hold decides how alike they are.
        let enums = known.pair_types(|module| &module.enums, |it| &it.name, like_enums);
        known.take(&enums, |it| &it.name);
        known.take_values(&enums);
        let groups = known.groups();
        known.take(&groups, |it| &it.name);
        let records = known.records();
        known.take(&records, |it| &it.name);
        for ((_, old), (_, new), _) in &records.both {
            known.pair_currencies(old, new);
        }
        for ((_, old), (_, new), _) in &records.both {
            let renames = known.renames(&old.fields, &new.fields);
            known.attributes.extend(renames);
        }
        known
    }

    fn take_values(&mut self, pairs: &Pairs<In<'a, Enum>>) {
        for ((_, old), (module, new), _) in &pairs.both {
            let pairs = pairs::enum_values(old, new);
            let wires = |all: &[&'a crate::model::EnumValue]| {
                all.iter().map(|it| it.name.wire.as_str()).collect()
            };
            let renamed = pairs.both.iter().filter(|(_, _, by)| by.is_some());
            let values = Values {
                removed: wires(&pairs.removed),
                added: wires(&pairs.added),
                renamed: renamed
                    .map(|(old, new, _)| (old.name.wire.as_str(), new.name.wire.as_str()))
                    .collect(),
            };
            self.values.insert(module.reference(&new.name), values);
        }
    }

    /// What became of the values of an enum of the head.
    pub(super) fn values(&self, of: &TypeRef) -> Option<&Values<'a>> {
        self.values.get(of)
    }

    /// Whether an attribute of some object is called so now.
    pub(super) fn is_renamed(&self, old: &str, new: &str) -> bool {
        self.attributes.contains(&(old, new))
    }

    /// Whether a body in JSON holds a group of the head.
    pub(super) fn is_in_json(&self, group: &TypeRef) -> bool {
        self.in_json.contains(group)
    }

    /// The fields of one object: by name, by what `x-renamed-from` says, by likeness.
    pub(super) fn pair_fields(&self, old: &'a [Field], new: &'a [Field]) -> Pairs<&'a Field> {
        let mut pairs = Pairs::by_key(old, new, |it| &it.name.wire, |it| &it.name.wire);
        pairs.also(Some(RenamedBy::Annotation), |old, new| {
            new.traits.renamed_from.as_ref() == Some(&old.name.wire)
        });
        pairs.like(|old, new| {
            if !self.may_be_same(&old.ty, &new.ty) {
                return 0;
            }
            let words = pairs::texts(&old.traits.docs, &new.traits.docs);
            likeness(pairs::names(&old.name.wire, &new.name.wire), words)
        });
        pairs
    }

    /// The fields of an object that have another name now.
    pub(super) fn renames(&self, old: &'a [Field], new: &'a [Field]) -> Vec<(&'a str, &'a str)> {
        let pairs = self.pair_fields(old, new).both.into_iter();
        pairs
            .filter(|(_, _, by)| by.is_some())
            .map(|(old, new, _)| (old.name.wire.as_str(), new.name.wire.as_str()))
            .collect()
    }

    /// Whether a value that has another name may be the same one: of its type, or money whose unit changed with the name.
    pub(super) fn may_be_same(&self, old: &Type, new: &Type) -> bool {
        let lists = matches!(old, Type::List(_)) == matches!(new, Type::List(_));
        let money = matches!(
            (old.element(), new.element()),
            (Type::Amount(_), Type::Amount(_)) | (Type::Decimal(_), Type::Decimal(_))
        );
        (lists && money) || self.same(old, new, &[])
    }

    fn take<T>(&mut self, pairs: &Pairs<In<'a, T>>, name: impl Fn(&T) -> &String) {
        for ((old_module, old), (new_module, new), _) in &pairs.both {
            let (old, new) = (
                old_module.reference(name(old)),
                new_module.reference(name(new)),
            );
            if old != new {
                self.types.insert(old, new);
            }
        }
    }

    /// The records of an answer are called after their operation.
    pub(super) fn take_answers(&mut self, old: In<'a, Operation>, new: In<'a, Operation>) {
        let records = |(module, it): In<'a, Operation>| {
            let names = [Some(&it.response), it.entry.as_ref()];
            names.map(|name| name.map(|name| module.reference(name)))
        };
        for both in records(old).into_iter().zip(records(new)) {
            if let (Some(old), Some(new)) = both
                && old != new
            {
                self.types.insert(old, new);
            }
        }
    }

    fn pair_ids(&mut self) {
        let of_resource = |it: &IdKind| it.record.as_ref().map(|it| it.module.clone());
        let mut ids: Pairs<&'a IdKind> = Pairs::by_key(
            &self.base.id_kinds,
            &self.head.id_kinds,
            |it| it.name.as_str(),
            |it| it.name.as_str(),
        );
        ids.also(Some(RenamedBy::Identity), |old, new| {
            match (of_resource(old), of_resource(new)) {
                (Some(old), Some(new)) => self.module(&old) == new,
                _ => false,
            }
        });
        ids.removed.retain(|it| it.record.is_none());
        ids.added.retain(|it| it.record.is_none());
        ids.like(like_ids);
        for (old, new, by) in ids.both {
            if let Some(by) = by {
                self.ids.insert(&old.name, (&new.name, by));
            }
        }
    }

    fn pair_currencies(&mut self, old: &'a Record, new: &'a Record) {
        let fields = Pairs::by_key(
            &old.fields,
            &new.fields,
            |it| &it.name.wire,
            |it| &it.name.wire,
        );
        let currency = |fields: Vec<&'a Field>| {
            let mut fields = fields.into_iter().filter(|it| it.ty == Type::Currency);
            fields.next().filter(|_| fields.next().is_none())
        };
        if let (Some(old), Some(new)) = (currency(fields.removed), currency(fields.added)) {
            self.currencies.insert((&old.name.wire, &new.name.wire));
        }
    }

    /// Records but for those of answers and event contents, which are compared with their operations and events.
    pub(super) fn records(&self) -> Pairs<In<'a, Record>> {
        let list = |api: &'a Api| -> Vec<In<'a, Record>> {
            let is_part =
                |it: &Record| it.operation().is_some() || matches!(it.role, Role::Event(_));
            api.records().filter(|(_, it)| !is_part(it)).collect()
        };
        let mut pairs = self.pair(list(self.base), list(self.head), |it| &it.name);
        pairs.also(
            Some(RenamedBy::Identity),
            |(old_module, old), (new_module, new)| {
                old.resource().is_some()
                    && new.resource().is_some()
                    && self.module(&old_module.name) == new_module.name
            },
        );
        pairs.like(|(_, old), (_, new)| self.like_records(old, new));
        pairs
    }

    pub(super) fn groups(&self) -> Pairs<In<'a, Group>> {
        self.pair_types(|module| &module.groups, |it| &it.name, like_groups)
    }

    pub(super) fn enums(&self) -> Pairs<In<'a, Enum>> {
        self.pair_types(|module| &module.enums, |it| &it.name, like_enums)
    }

    fn pair_types<T>(
        &self,
        list: impl Fn(&'a Module) -> &'a Vec<T>,
        name: impl Fn(&T) -> &String,
        score: impl Fn(&T, &T) -> u8,
    ) -> Pairs<In<'a, T>> {
        let all = |api: &'a Api| -> Vec<In<'a, T>> {
            let modules = api.modules.iter();
            let all = modules.flat_map(|module| list(module).iter().map(move |it| (module, it)));
            all.collect()
        };
        let mut pairs = self.pair(all(self.base), all(self.head), name);
        pairs.like(|(_, old), (_, new)| score(old, new));
        pairs
    }

    fn pair<T>(
        &self,
        base: Vec<In<'a, T>>,
        head: Vec<In<'a, T>>,
        name: impl Fn(&T) -> &String,
    ) -> Pairs<In<'a, T>> {
        Pairs::by_key(
            base,
            head,
            |(module, it)| (self.module(&module.name).to_owned(), name(it).clone()),
            |(module, it)| (module.name.clone(), name(it).clone()),
        )
    }

    fn like_records(&self, old: &Record, new: &Record) -> u8 {
        let shape = |record: &Record| -> BTreeSet<String> {
            let fields = record.fields.iter();
            fields.map(|field| field.name.wire.clone()).collect()
        };
        if old.resource().is_some() != new.resource().is_some() {
            return 0;
        }
        pairs::by_shape((&old.name, &shape(old)), (&new.name, &shape(new)))
    }

    /// What a module of the base is called in the head.
    pub(super) fn module<'b>(&'b self, name: &'b str) -> &'b str {
        self.modules.get(name).map_or(name, |(new, _)| new)
    }

    /// Whether a module came or went as a whole.
    pub(super) fn whole(&self, module: &str, in_head: bool) -> bool {
        if in_head { &self.new } else { &self.gone }.contains(module)
    }

    /// What an id kind of the base is called in the head.
    pub(super) fn id<'b>(&'b self, name: &'b str) -> &'b str {
        self.ids.get(name).map_or(name, |(new, _)| new)
    }

    pub(super) fn id_renamed(&self, name: &str) -> Option<RenamedBy> {
        self.ids.get(name).map(|(_, by)| *by)
    }

    /// Whether a type of the base is this one of the head.
    pub(super) fn same_ref(&self, old: &TypeRef, new: &TypeRef) -> bool {
        self.types.get(old).unwrap_or(old) == new
    }

    /// Whether a value of the base has the type that it has in the head; `renames` are the members beside it.
    pub(super) fn same(&self, old: &Type, new: &Type, renames: &[(&str, &str)]) -> bool {
        match (old, new) {
            (Type::Enum(old), Type::Enum(new))
            | (Type::Record(old), Type::Record(new))
            | (Type::Group(old), Type::Group(new)) => self.same_ref(old, new),
            (Type::Id(old), Type::Id(new)) => self.id(old) == new,
            (Type::List(old), Type::List(new)) => self.same(old, new, renames),
            (Type::Amount(old), Type::Amount(new)) => self.same_unit(old, new, renames),
            (Type::Decimal(old), Type::Decimal(new)) => self.same_decimal(old, new, renames),
            (old, new) => old == new,
        }
    }

    fn same_unit(&self, old: &Unit, new: &Unit, renames: &[(&str, &str)]) -> bool {
        self.same_currency(&old.currency, &new.currency, renames) && old.minor == new.minor
    }

    fn same_currency(&self, old: &CurrencyAt, new: &CurrencyAt, renames: &[(&str, &str)]) -> bool {
        let moved = |old: &str, new: &str| old == new || self.currencies.contains(&(old, new));
        match (old, new) {
            (CurrencyAt::Sibling(old), CurrencyAt::Sibling(new))
            | (CurrencyAt::SiblingOrSite(old), CurrencyAt::SiblingOrSite(new)) => {
                old == new || renames.contains(&(old.as_str(), new.as_str()))
            }
            (CurrencyAt::Enclosing(old), CurrencyAt::Enclosing(new)) => moved(old, new),
            (CurrencyAt::Resource(old_of, old), CurrencyAt::Resource(new_of, new)) => {
                self.module(old_of) == new_of && moved(old, new)
            }
            (old, new) => old == new,
        }
    }

    fn same_decimal(&self, old: &Decimal, new: &Decimal, renames: &[(&str, &str)]) -> bool {
        let same_field = match (&old.of, &new.of) {
            (Some(old), Some(new)) => old == new || renames.contains(&(old.as_str(), new.as_str())),
            (old, new) => old == new,
        };
        let same_currency = match (&old.currency, &new.currency) {
            (Some(old), Some(new)) => self.same_currency(old, new, renames),
            (old, new) => old == new,
        };
        same_field && same_currency && (old.measure, old.number) == (new.measure, new.number)
    }
}

/// The groups that bodies in JSON hold; no group holds another.
fn in_json(api: &Api) -> BTreeSet<&TypeRef> {
    let in_json = api.operations().filter(|(_, it)| it.json_body);
    let params = in_json.flat_map(|(_, it)| &it.params);
    let groups = params.filter_map(|it| match it.ty.element() {
        Type::Group(of) => Some(of),
        _ => None,
    });
    groups.collect()
}

fn like_enums(old: &Enum, new: &Enum) -> u8 {
    let shape = |it: &Enum| -> BTreeSet<String> {
        it.values
            .iter()
            .map(|value| value.name.wire.clone())
            .collect()
    };
    pairs::by_shape((&old.name, &shape(old)), (&new.name, &shape(new)))
}

fn like_groups(old: &Group, new: &Group) -> u8 {
    let shape = |it: &Group| -> BTreeSet<String> {
        it.members
            .iter()
            .map(|member| member.name.wire.clone())
            .collect()
    };
    pairs::by_shape((&old.name, &shape(old)), (&new.name, &shape(new)))
}
