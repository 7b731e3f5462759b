//! Sort orders: lists are sorted by attributes of what they list.

use super::{
    Context,
    places::{operation_at, parameter_annotation},
};
use crate::model::{Api, Module, Operation, ParamKind, Record, Type};

impl Context<'_> {
    /// The attributes of `x-sort`, once all records are known.
    pub(super) fn check_sorts(&self, api: &Api) {
        for module in &api.modules {
            let Some(file) = self.files.file(&module.name) else {
                continue;
            };
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
                    let at = operation_at(file, operation);
                    let at = parameter_annotation(at, &param.name.wire, "x-sort");
                    for (index, attribute) in attributes.iter().enumerate() {
                        if !known.contains(&attribute.as_str()) {
                            let what = "attribute of what is listed";
                            self.error(Self::unknown(at.index(index), what, attribute, &known));
                        }
                    }
                }
            }
        }
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
