//! What attributes and parameters share: the type of the value, and what is said about it.

use super::{Compare, limits};
use crate::{
    diff::{
        change::{Change, Rule, Semver, Wire},
        rules, words,
    },
    model::{Decimal, Traits, Type, TypeRef, Unit},
};

/// A value on both sides.
pub(super) struct Values<'v> {
    /// Its name in the head.
    pub(super) name: &'v str,
    /// Its name in the base.
    pub(super) old_name: &'v str,
    pub(super) old: (&'v Type, &'v Traits),
    pub(super) new: (&'v Type, &'v Traits),
    /// Whether it is sent; read otherwise.
    pub(super) request: bool,
    /// The members beside it that were renamed.
    pub(super) renames: &'v [(&'v str, &'v str)],
}

/// What a value looks like on the wire.
#[derive(PartialEq, Eq)]
enum Form {
    Bool,
    Int,
    Number,
    Text,
    Object,
    Any,
    List(Box<Form>),
}

fn form(ty: &Type) -> Form {
    match ty {
        Type::Bool => Form::Bool,
        Type::Int | Type::Amount(_) | Type::Time(_) => Form::Int,
        Type::Decimal(Decimal { number: true, .. }) => Form::Number,
        Type::Text | Type::Decimal(_) | Type::Currency | Type::Id(_) | Type::Enum(_) => Form::Text,
        Type::Record(_) | Type::Group(_) => Form::Object,
        Type::Json => Form::Any,
        Type::List(of) => Form::List(Box::new(form(of))),
    }
}

fn is_money(ty: &Type) -> bool {
    match ty {
        Type::Amount(_) | Type::Decimal(_) | Type::Currency => true,
        Type::List(of) => is_money(of),
        _ => false,
    }
}

impl Compare<'_> {
    /// All that changed about a value; the paths are left to the caller.
    pub(super) fn value(&self, values: &Values<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        let (old, new) = (values.old.0, values.new.0);
        if !self.known.same(old, new, values.renames) {
            changes.push(self.type_change(values));
        }
        self.traits(values, &mut changes);
        changes
    }

    fn type_change(&self, values: &Values<'_>) -> Change {
        let (old, new) = (values.old.0, values.new.0);
        let (mut rule, what) = kind_of_change(old, new);
        let mut verdicts = rule.verdicts;
        if [rules::TYPE.id, rules::MONEY_TYPE.id].contains(&rule.id) {
            verdicts.wire = self.form_verdict(old, new, values.request);
        }
        if rule.id == rules::DECIMAL_FORM.id && values.request {
            // Only JSON has two forms; in a form both are the same text.
            verdicts.wire = Wire::Compatible;
        }
        if let (Type::Decimal(old), Type::Decimal(new)) = (element(old), element(new))
            && (&old.of, old.measure, old.number) == (&new.of, new.measure, new.number)
            && old.currency.is_none()
        {
            // There is an accessor where there was none.
            verdicts.krate = Semver::Minor;
        }
        if let (Type::Id(_), Type::Id(_)) = (element(old), element(new)) {
            rule = &rules::ID_KIND;
            verdicts = rule.verdicts;
        }
        let message = format!("{what} of `{}` changed", values.name);
        let mut change = Change::new(rule, String::new(), message);
        change.verdicts = verdicts;
        change.from_to(words::of_type(old), words::of_type(new))
    }

    /// Whether a value of another type still has the form that it had.
    fn form_verdict(&self, old: &Type, new: &Type, request: bool) -> Wire {
        let compatible = match (element(old), element(new)) {
            _ if form(old) != form(new) => false,
            (Type::Enum(old), Type::Enum(new)) => !request || self.has_values_of(old, new),
            (Type::Record(old), Type::Record(new)) => self.has_fields_of(old, new),
            (Type::Group(old), Type::Group(new)) => self.takes_members_of(old, new),
            _ => true,
        };
        if compatible {
            Wire::Compatible
        } else {
            Wire::Breaking
        }
    }

    fn has_values_of(&self, old: &TypeRef, new: &TypeRef) -> bool {
        let (Some(old), Some(new)) = (find_enum(self.base, old), find_enum(self.head, new)) else {
            return false;
        };
        let mut values = old.values.iter();
        values.all(|value| new.values.iter().any(|it| it.name.wire == value.name.wire))
    }

    fn has_fields_of(&self, old: &TypeRef, new: &TypeRef) -> bool {
        let find = |api: &crate::model::Api, of: &TypeRef| {
            let module = api.modules.iter().find(|it| it.name == of.module)?;
            let record = module.records.iter().find(|it| it.name == of.name)?;
            let fields = record.fields.iter();
            let guaranteed = |it: &crate::model::Field| it.guaranteed || it.documented_required;
            Some(
                fields
                    .map(|it| (it.name.wire.clone(), it.ty.clone(), guaranteed(it)))
                    .collect::<Vec<_>>(),
            )
        };
        let (Some(old), Some(new)) = (find(self.base, old), find(self.head, new)) else {
            return false;
        };
        old.iter().all(|(name, ty, always)| {
            new.iter().any(|(new_name, new_ty, new_always)| {
                name == new_name && self.known.same(ty, new_ty, &[]) && (*new_always || !always)
            })
        })
    }

    fn takes_members_of(&self, old: &TypeRef, new: &TypeRef) -> bool {
        let find = |api: &crate::model::Api, of: &TypeRef| {
            let module = api.modules.iter().find(|it| it.name == of.module)?;
            let group = module.groups.iter().find(|it| it.name == of.name)?;
            let members = group.members.iter();
            Some(
                members
                    .map(|it| (it.name.wire.clone(), it.ty.clone(), it.required))
                    .collect::<Vec<_>>(),
            )
        };
        let (Some(old), Some(new)) = (find(self.base, old), find(self.head, new)) else {
            return false;
        };
        let kept = old.iter().all(|(name, ty, _)| {
            new.iter()
                .any(|(new_name, new_ty, _)| name == new_name && self.known.same(ty, new_ty, &[]))
        });
        let asks_no_more = new.iter().all(|(name, _, required)| {
            !required
                || old
                    .iter()
                    .any(|(old_name, _, was)| old_name == name && *was)
        });
        kept && asks_no_more
    }

    fn traits(&self, values: &Values<'_>, changes: &mut Vec<Change>) {
        let ((old_type, old), (new_type, new)) = (values.old, values.new);
        let name = values.name;
        let mut push = |rule: &'static Rule, what: &str, before: String, after: String| {
            let change = Change::new(rule, String::new(), format!("{what} of `{name}` changed"));
            changes.push(change.from_to(before, after));
        };
        // A value that has its description from its type says nothing of its own.
        let said_elsewhere = || {
            self.docs_of(self.base, old_type) == Some(&old.docs)
                && self.docs_of(self.head, new_type) == Some(&new.docs)
        };
        if old.docs != new.docs && !said_elsewhere() {
            let money = is_money(old_type) || is_money(new_type);
            let (before, after) = (old.docs.clone(), new.docs.clone());
            if money && on_rounding(&before) != on_rounding(&after) {
                push(&rules::ROUNDING, "rounding", before, after);
            } else {
                push(&rules::DESCRIPTION, "description", before, after);
            }
        }
        if old.sensitive != new.sensitive {
            let say = |it: bool| if it { "never printed" } else { "printed" }.to_owned();
            push(
                &rules::SENSITIVE,
                "secrecy",
                say(old.sensitive),
                say(new.sensitive),
            );
        }
        let told = new.renamed_from.as_deref() == Some(values.old_name);
        if old.renamed_from != new.renamed_from && !told {
            let say = |it: &Option<String>| it.clone().unwrap_or_else(|| "none".to_owned());
            let (before, after) = (say(&old.renamed_from), say(&new.renamed_from));
            push(&rules::V1_NAME, "name in API v1", before, after);
        }
        changes.extend(limits::catalog(old.catalog, new.catalog, "", Semver::Patch));
        limits::limits(values, (old, new), "", changes);
        if let (Some(old), Some(new)) = (&old.items, &new.items) {
            limits::limits(values, (old, new), "elements of ", changes);
        }
    }

    /// The description of the type of a value: a value can have it from there.
    fn docs_of<'m>(&self, api: &'m crate::model::Api, ty: &Type) -> Option<&'m String> {
        let find = |of: &TypeRef| api.modules.iter().find(|it| it.name == of.module);
        match element(ty) {
            Type::Record(of) => find(of)?
                .records
                .iter()
                .find(|it| it.name == of.name)
                .map(|it| &it.docs),
            Type::Group(of) => find(of)?
                .groups
                .iter()
                .find(|it| it.name == of.name)
                .map(|it| &it.docs),
            Type::Enum(of) => find_enum(api, of).map(|it| &it.docs),
            _ => None,
        }
    }
}

pub(super) fn find_enum<'m>(
    api: &'m crate::model::Api,
    of: &TypeRef,
) -> Option<&'m crate::model::Enum> {
    let module = api.modules.iter().find(|it| it.name == of.module)?;
    module.enums.iter().find(|it| it.name == of.name)
}

pub(super) fn element(ty: &Type) -> &Type {
    match ty {
        Type::List(of) => element(of),
        ty => ty,
    }
}

/// Which rule tells that a type is another, and what of it is.
fn kind_of_change(old: &Type, new: &Type) -> (&'static Rule, &'static str) {
    let lists = matches!(old, Type::List(_)) != matches!(new, Type::List(_));
    match (element(old), element(new)) {
        _ if lists && (is_money(old) || is_money(new)) => (&rules::MONEY_TYPE, "type"),
        _ if lists => (&rules::TYPE, "type"),
        (Type::Amount(Unit { minor: old, .. }), Type::Amount(Unit { minor: new, .. }))
            if old != new =>
        {
            (&rules::MONEY_UNIT, "unit")
        }
        (Type::Amount(_), Type::Amount(_)) => (&rules::MONEY_CURRENCY, "currency"),
        (Type::Decimal(old), Type::Decimal(new))
            if old.measure != new.measure
                && !(old.measure.is_money() && new.measure.is_money()) =>
        {
            (&rules::DECIMAL_MEASURE, "what is measured by the decimal")
        }
        (Type::Decimal(old), Type::Decimal(new)) if old.number != new.number => {
            (&rules::DECIMAL_FORM, "form")
        }
        (Type::Decimal(old), Type::Decimal(new)) if old.of != new.of => {
            (&rules::DECIMAL_OF, "the field refined by the decimal")
        }
        (Type::Decimal(old), Type::Decimal(new)) if old.measure != new.measure => {
            (&rules::DECIMAL_OF, "what is charged")
        }
        (Type::Decimal(old), Type::Decimal(new))
            if old.currency.is_none() || new.currency.is_none() =>
        {
            (&rules::DECIMAL_OF, "where the currency is said")
        }
        (Type::Decimal(_), Type::Decimal(_)) => (&rules::MONEY_CURRENCY, "currency"),
        (old, new) if is_money(old) || is_money(new) => (&rules::MONEY_TYPE, "type"),
        (Type::Time(_), Type::Time(_)) => (&rules::TIME_UNIT, "unit"),
        _ => (&rules::TYPE, "type"),
    }
}

/// The sentences of a description that speak of rounding.
fn on_rounding(docs: &str) -> Vec<&str> {
    let sentences = docs.split_inclusive(['.', ';']).map(str::trim);
    let rounding = sentences.filter(|it| it.to_lowercase().contains("round"));
    rounding.flat_map(str::split_whitespace).collect()
}
