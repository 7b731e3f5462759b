//! `x-pricing`: which fields of a price say how a quantity becomes an amount.

use super::Context;
use crate::{
    finding::Finding,
    load::At,
    model::{Field, Pricing, Type},
};

/// What a field must be for what it says.
pub(super) type Is = fn(&Type) -> bool;

const ENUM: Is = |ty| matches!(ty, Type::Enum(_));
const AMOUNT: Is = |ty| matches!(ty, Type::Amount(_));
const WHOLE: Is = |ty| matches!(ty, Type::Int);
const RECORDS: Is = |ty| matches!(ty, Type::List(item) if matches!(**item, Type::Record(_)));

/// The words of the annotation, what they ask of a field, and how that is said.
const ROLES: [(&str, Is, &str); 8] = [
    ("model", ENUM, "an enum"),
    ("price", AMOUNT, "an amount"),
    ("free", WHOLE, "a whole number"),
    ("tiers", RECORDS, "a list of objects"),
    ("start", WHOLE, "a whole number"),
    ("end", WHOLE, "a whole number"),
    ("charge", ENUM, "an enum"),
    ("package", WHOLE, "a whole number"),
];

impl<'a> Context<'a> {
    /// The pricing of an object whose fields these are.
    pub(super) fn pricing(&self, fields: &[Field], at: At<'a>) -> Option<Pricing> {
        let here = at.find("x-pricing")?;
        let mut places = [None; ROLES.len()];
        for (place, (role, is, what)) in places.iter_mut().zip(ROLES) {
            if let Some(at) = here.find(role) {
                *place = self.role(fields, at, (is, what));
            }
        }
        let named = ROLES
            .iter()
            .filter_map(|(role, ..)| Some(((*role).to_owned(), here.find(role)?)));
        self.check_roles(named);
        let [model, price, free, tiers, start, end, charge, package] = places;
        if let Some(at) = here.find("tiers") {
            self.check_tiers(tiers.and_then(|place| fields.get(place)), at);
        }
        match (here.find("model").is_some(), here.find("end").is_some()) {
            (true, false) if start.is_none() && charge.is_none() && package.is_none() => {
                Some(Pricing::Price {
                    model: model?,
                    price: price?,
                    free,
                    tiers,
                })
            }
            (false, true) if free.is_none() && tiers.is_none() && here.find("start").is_some() => {
                Some(Pricing::Tier {
                    start: start?,
                    end: end?,
                    price: price?,
                    charge,
                    package,
                })
            }
            _ => {
                let message = "this is neither a price nor a tier of one";
                let help = "a price has `model`, `price`, and where it has them `free` and `tiers`; a tier has `start`, \
                            `end`, `price`, and where it has them `charge` and `package`";
                self.error(Finding::at(here.place(), message).help(help));
                None
            }
        }
    }

    /// The place of the property that an annotation names for something.
    pub(super) fn role(
        &self,
        fields: &[Field],
        at: At<'a>,
        (is, what): (Is, &str),
    ) -> Option<usize> {
        let name = at.node.as_text().unwrap_or_default();
        let Some(place) = fields.iter().position(|field| field.name.wire == name) else {
            let known: Vec<&str> = fields
                .iter()
                .map(|field| field.name.wire.as_str())
                .collect();
            self.error(Self::unknown(at, "property of this object", name, &known));
            return None;
        };
        let right = fields.get(place).is_some_and(|field| is(&field.ty));
        if !right {
            let finding = Finding::at(at.place(), format!("`{name}` is not {what}"));
            self.error(finding.help("name the property that says this"));
        }
        right.then_some(place)
    }

    /// The elements of the list must say how they are tiers.
    fn check_tiers(&self, field: Option<&Field>, at: At<'a>) {
        let Some(Type::List(item)) = field.map(|field| &field.ty) else {
            return;
        };
        let Type::Record(of) = &**item else { return };
        let schema = (self.files.file(&of.module)).and_then(|file| {
            file.at()
                .find("components")?
                .find("schemas")?
                .find(&of.name)
        });
        let says = schema.and_then(|schema| schema.find("x-pricing")?.find("end"));
        if says.is_none() {
            let message = format!("`{}` does not say how it is a tier", of.name);
            self.error(
                Finding::at(at.place(), message)
                    .help("give it an `x-pricing` with `start`, `end` and `price`"),
            );
        }
    }
}
