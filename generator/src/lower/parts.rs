//! `x-money`: money in two whole numbers, those of the major unit and billionths of it.

use super::{Context, names};
use crate::{
    finding::Finding,
    load::At,
    model::{Exact, Field, Type},
};

impl<'a> Context<'a> {
    /// The money that an object with these fields has in parts.
    pub(super) fn parts(&self, fields: &[Field], at: At<'a>) -> Vec<Exact> {
        let all = || at.find("x-money").into_iter().flat_map(At::pairs);
        // Two moneys can have one currency, and neither units nor billionths in common.
        self.check_roles(all().flat_map(|(name, at)| {
            let roles = ["units", "nanos"].into_iter();
            roles.filter_map(move |role| Some((format!("{name}.{role}"), at.find(role)?)))
        }));
        all()
            .filter_map(|(name, at)| {
                // The accessors of fields are named after them.
                let taken = fields.iter().any(|field| field.name.wire == name);
                if taken || !names::is_snake(name) {
                    let message = format!("`{name}` cannot be the name of money in parts");
                    let finding = Finding::at(at.place(), message);
                    self.error(
                        finding.help("say in snake_case what it is, by no name of a property"),
                    );
                    return None;
                }
                let whole = |ty: &Type| matches!(ty, Type::Int);
                let code = |ty: &Type| matches!(ty, Type::Currency);
                let units = self.role(fields, at.find("units")?, (whole, "a plain whole number"));
                let nanos = self.role(fields, at.find("nanos")?, (whole, "a plain whole number"));
                let currency = self.role(fields, at.find("currency")?, (code, "a currency code"));
                Some(Exact::Parts {
                    name: name.to_owned(),
                    units: units?,
                    nanos: nanos?,
                    currency: currency?,
                })
            })
            .collect()
    }
}
