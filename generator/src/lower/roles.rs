//! One thing for one role: a property that an annotation names for two, and an integer that two decimals refine.

use super::Context;
use crate::{finding::Finding, load::At, model::Type};
use std::collections::BTreeMap;

impl<'a> Context<'a> {
    /// No property says two things of one annotation: the roles, each with the name of the property.
    pub(super) fn check_roles(&self, roles: impl IntoIterator<Item = (String, At<'a>)>) {
        let mut taken: BTreeMap<&str, String> = BTreeMap::new();
        for (role, at) in roles {
            let Some(name) = at.node.as_text() else {
                continue;
            };
            if let Some(other) = taken.get(name) {
                let message = format!("`{name}` is named as `{other}` and as `{role}`");
                let help = format!("name the property that says `{role}`, or leave it out");
                self.error(Finding::at(at.place(), message).help(help));
            } else {
                taken.insert(name, role);
            }
        }
    }

    /// One decimal refines an integer; of two, one would be left out without a word.
    pub(super) fn check_refined<'t>(
        &self,
        values: impl IntoIterator<Item = (&'t str, &'t Type, At<'a>)>,
    ) {
        let mut refined: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, ty, at) in values {
            let Type::Decimal(decimal) = ty else { continue };
            let Some(of) = decimal.of.as_deref() else {
                continue;
            };
            if let Some(other) = refined.get(of) {
                let message = format!("`{of}` is refined by `{other}` already");
                let help = format!(
                    "leave `x-decimal-of` out of the one that does not refine it: `{other}` or `{name}`"
                );
                let finding = Finding::at(at.key("x-decimal-of").place(), message);
                self.error(finding.help(help));
            } else {
                refined.insert(of, name);
            }
        }
    }
}
