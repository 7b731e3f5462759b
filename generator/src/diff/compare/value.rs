//! What attributes and parameters share: the type of the value, and what is said about it.

use super::{
    Compare, limits,
    values::{Values, Way},
    wording,
};
use crate::{
    diff::{
        change::{Change, Rule, Semver, Wire},
        rules, words,
    },
    model::{Api, Catalog, Decimal, JsonValue, Param, Traits, Type, TypeRef, Unit},
};

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

fn form(ty: &Type, way: Way) -> Form {
    match ty {
        Type::Bool => Form::Bool,
        Type::Int | Type::Amount(_) | Type::Time(_) => Form::Int,
        Type::Decimal(Decimal { number: true, .. }) if way != Way::Form => Form::Number,
        Type::Text | Type::Decimal(_) | Type::Currency | Type::Id(_) | Type::Enum(_) => Form::Text,
        Type::Record(_) | Type::Group(_) => Form::Object,
        Type::Json => Form::Any,
        Type::List(of) => Form::List(Box::new(form(of, way))),
    }
}

/// Whether every value of one form has the other too.
fn fits(inner: &Form, outer: &Form) -> bool {
    match (inner, outer) {
        (_, Form::Any) => true,
        (Form::List(inner), Form::List(outer)) => fits(inner, outer),
        (inner, outer) => inner == outer,
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
        let (rule, what) = kind_of_change(old, new);
        let mut verdicts = rule.verdicts;
        if [rules::TYPE.id, rules::MONEY_TYPE.id].contains(&rule.id) {
            verdicts.wire = self.form_verdict(values);
        }
        if rule.id == rules::DECIMAL_FORM.id && values.way == Way::Form {
            // Only JSON has two forms; in a form both are the same text.
            verdicts.wire = Wire::Compatible;
        }
        if let (Type::Decimal(old), Type::Decimal(new)) = (old.element(), new.element())
            && (&old.of, old.measure, old.number) == (&new.of, new.measure, new.number)
            && old.currency.is_none()
        {
            // There is an accessor where there was none.
            verdicts.krate = Semver::Minor;
        }
        let message = format!("{what} of `{}` changed", values.name);
        let mut change = Change::new(rule, String::new(), message);
        change.verdicts = verdicts;
        let (before, after) = (words::of_type(old), words::of_type(new));
        if before == after {
            return change.from_to(words::of_type_in_full(old), words::of_type_in_full(new));
        }
        change.from_to(before, after)
    }

    /// Whether a value of another type still fits: what is sent must have been possible before, what is read must be expected.
    fn form_verdict(&self, values: &Values<'_>) -> Wire {
        let (old, new, way) = (values.old.0, values.new.0, values.way);
        let (before, after) = (form(old, way), form(new, way));
        let fitting = match way {
            Way::Answer => fits(&after, &before),
            Way::Json => fits(&before, &after),
            // Any JSON is sent as its text there, and all else as it is.
            Way::Form => before == after,
        };
        let compatible = match (old.element(), new.element()) {
            _ if !fitting => false,
            (Type::Enum(old), Type::Enum(new)) => !way.is_sent() || self.has_values_of(old, new),
            (Type::Record(old), Type::Record(new)) => self.has_fields_of(old, new),
            (Type::Group(old), Type::Group(new)) => {
                let without = (&*values.old.1.without, &*values.new.1.without);
                self.takes_members_of(old, new, without)
            }
            // A text that has to be one of something takes less than it did.
            (Type::Text | Type::Id(_), Type::Enum(_) | Type::Decimal(_) | Type::Currency) => {
                !way.is_sent()
            }
            _ => true,
        };
        if compatible {
            Wire::Compatible
        } else {
            Wire::Breaking
        }
    }

    fn has_values_of(&self, old: &TypeRef, new: &TypeRef) -> bool {
        let (Some(old), Some(new)) = (self.base.enumeration(old), self.head.enumeration(new))
        else {
            return false;
        };
        let mut values = old.values.iter();
        values.all(|value| new.value(&value.name.wire).is_some())
    }

    fn has_fields_of(&self, old: &TypeRef, new: &TypeRef) -> bool {
        let (Some(old), Some(new)) = (self.base.record(old), self.head.record(new)) else {
            return false;
        };
        old.fields.iter().all(|old| {
            new.fields.iter().any(|new| {
                let always = new.presence.is_plain() || new.documented_required;
                old.name.wire == new.name.wire
                    && self.known.same(&old.ty, &new.ty, &[])
                    && (always || !(old.presence.is_plain() || old.documented_required))
            })
        })
    }

    fn takes_members_of(
        &self,
        old: &TypeRef,
        new: &TypeRef,
        (old_without, new_without): (&[String], &[String]),
    ) -> bool {
        let (Some(old), Some(new)) = (self.base.group(old), self.head.group(new)) else {
            return false;
        };
        let taken = |it: &&Param, without: &[String]| !without.contains(&it.name.wire);
        let mut was = old.members.iter().filter(|it| taken(it, old_without));
        let kept = was.all(|old| {
            let mut members = new.members.iter().filter(|it| taken(it, new_without));
            members
                .any(|new| old.name.wire == new.name.wire && self.known.same(&old.ty, &new.ty, &[]))
        });
        let mut required = new.members.iter().filter(|it| it.required);
        kept && required.all(|new| {
            let mut members = old.members.iter();
            members.any(|old| old.name.wire == new.name.wire && old.required)
        })
    }

    fn traits(&self, values: &Values<'_>, changes: &mut Vec<Change>) {
        let ((old_type, old), (new_type, new)) = (values.old, values.new);
        let Traits {
            docs,
            // Told where the value is: an attribute and a parameter differ in what it means.
            deprecated: _,
            sensitive,
            catalog,
            renamed_from,
            aliases,
            // Why the spec has it is no part of what it is.
            evidence: _,
            evidence_of: _,
            // With `accepts`, in `limits`.
            max_length: _,
            minimum: _,
            maximum: _,
            default: _,
            accepts: _,
            // Told where the group is taken, in `taken`.
            without: _,
            taken_by: _,
            json,
            items,
            // Where it is told, not what.
            shared: _,
            pointer: _,
            origin: _,
        } = old;
        let name = values.name;
        let changed = |rule: &'static Rule, what: &str| {
            Change::new(rule, String::new(), format!("{what} of `{name}` changed"))
        };
        if *sensitive != new.sensitive {
            let say = |it: bool| if it { "never printed" } else { "printed" };
            let mut change = changed(&rules::SENSITIVE, "secrecy");
            if *sensitive {
                change.verdicts.krate = Semver::Major;
            }
            changes.push(change.from_to(say(*sensitive), say(new.sensitive)));
        }
        if *json != new.json {
            let say = |it: Option<JsonValue>| it.map_or("any", JsonValue::name);
            let mut change = changed(&rules::JSON_VALUE, "kind of JSON");
            if new.json.is_none() {
                change.verdicts.wire = Wire::Compatible;
            }
            changes.push(change.from_to(say(*json), say(new.json)));
        }
        let told = new.renamed_from.as_deref() == Some(values.old_name);
        if *renamed_from != new.renamed_from && !told {
            let (before, after) = (
                words::literal(renamed_from),
                words::literal(&new.renamed_from),
            );
            changes.push(changed(&rules::V1_NAME, "name in API v1").from_to(before, after));
        }
        changes.extend(wording::aliases("", Some(name), aliases, &new.aliases));
        // A value that is nothing but a reference to a type says what the type says, where that is told.
        let said = (
            self.said_by(self.base, old_type),
            self.said_by(self.head, new_type),
        );
        let from_type =
            matches!(said, (Some(was), Some(is)) if was.docs == docs && is.docs == &new.docs);
        if !from_type {
            changes.extend(wording::changed(
                "",
                Some(&format!("`{name}`")),
                docs,
                &new.docs,
            ));
        }
        let catalogs = |it: Said<'_>| it.catalog;
        if !from_type
            || (said.0.map(catalogs), said.1.map(catalogs)) != (Some(*catalog), Some(new.catalog))
        {
            changes.extend(limits::catalog(*catalog, new.catalog, "", Semver::Patch));
        }
        limits::limits(&self.known, values, (old, new), "", changes);
        if let (Some(old), Some(new)) = (items, &new.items) {
            limits::limits(&self.known, values, (old, new), "elements of ", changes);
        }
    }

    /// What the type of a value says: a value can have it from there.
    fn said_by<'m>(&self, api: &'m Api, ty: &Type) -> Option<Said<'m>> {
        match ty.element() {
            Type::Record(of) => api.record(of).map(|it| (&it.docs, it.catalog)),
            Type::Group(of) => api.group(of).map(|it| (&it.docs, None)),
            Type::Enum(of) => api.enumeration(of).map(|it| (&it.docs, None)),
            _ => None,
        }
        .map(|(docs, catalog)| Said { docs, catalog })
    }
}

/// What a type says of itself.
#[derive(Clone, Copy)]
struct Said<'m> {
    docs: &'m String,
    /// The only catalog that has it.
    catalog: Option<Catalog>,
}

/// Which rule tells that a type is another, and what of it is.
fn kind_of_change(old: &Type, new: &Type) -> (&'static Rule, &'static str) {
    let lists = matches!(old, Type::List(_)) != matches!(new, Type::List(_));
    match (old.element(), new.element()) {
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
        (Type::Id(_), Type::Id(_)) => (&rules::ID_KIND, "type"),
        (Type::Time(_), Type::Time(_)) => (&rules::TIME_UNIT, "unit"),
        _ => (&rules::TYPE, "type"),
    }
}
