//! Sort orders: lists are sorted by attributes of what they list.

use super::Context;
use crate::{
    load::At,
    model::{Api, Module, Operation, Param, ParamKind, Record, Type},
};

impl<'a> Context<'a> {
    /// The attributes of `x-sort`, once all records are known.
    pub(super) fn check_sorts(&self, api: &Api) {
        for module in &api.modules {
            for operation in &module.operations {
                let listed = listed(operation, module, api);
                if listed.is_empty() {
                    continue;
                }
                let fields = listed.iter().flat_map(|record| &record.fields);
                let known: Vec<&str> = fields.map(|field| field.name.wire.as_str()).collect();
                for param in &operation.params {
                    // Evidence says that somebody looked: some lists are sorted by what the API does not send.
                    let ParamKind::Sort(attributes) = &param.kind else {
                        continue;
                    };
                    if param.traits.evidence.is_some() {
                        continue;
                    }
                    let said = self.sort_at(param);
                    for (index, attribute) in attributes.iter().enumerate() {
                        if let Some(at) = said.filter(|_| !known.contains(&attribute.as_str())) {
                            let what = "attribute of what is listed";
                            self.error(Self::unknown(at.index(index), what, attribute, &known));
                        }
                    }
                }
            }
        }
    }

    /// `x-sort` of a parameter: beside its name, or in its schema.
    fn sort_at(&self, param: &Param) -> Option<At<'a>> {
        let at = self.at(param.traits.origin)?;
        at.find("x-sort")
            .or_else(|| Some(self.schema_at(param)?.key("x-sort")))
    }
}

/// The records in the entries of a list; none where the operation answers something else.
fn listed<'m>(operation: &Operation, module: &'m Module, api: &'m Api) -> Vec<&'m Record> {
    let entry = (operation.entry.as_ref()).and_then(|it| module.record(it));
    let fields = entry.into_iter().flat_map(|entry| &entry.fields);
    let records = fields.filter_map(|field| match &field.ty {
        Type::Record(of) => api.record(of),
        _ => None,
    });
    records.collect()
}
