//! Sort orders: lists are sorted by attributes of what they list.

use super::{
    Context,
    places::{operation_at, parameter_annotation},
};
use crate::model::{Module, Operation, ParamKind, Record, Type, TypeRef};

impl Context<'_> {
    /// The attributes of `x-sort`, once all records are known.
    pub(super) fn check_sorts(&self, modules: &[Module]) {
        for module in modules {
            let Some(file) = self.files.file(&module.name) else {
                continue;
            };
            for operation in &module.operations {
                let listed = listed(operation, module, modules);
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

/// The records in the entries of a page; none where the operation answers something else.
fn listed<'m>(operation: &Operation, module: &'m Module, modules: &'m [Module]) -> Vec<&'m Record> {
    let own = |name: &str| module.records.iter().find(|it| it.name == name);
    let of = |of: &TypeRef| {
        let module = modules.iter().find(|it| it.name == of.module)?;
        module.records.iter().find(|it| it.name == of.name)
    };
    let entry = own(&operation.response).and_then(|page| own(page.page_of.as_ref()?));
    let fields = entry.into_iter().flat_map(|entry| &entry.fields);
    let records = fields.filter_map(|field| match &field.ty {
        Type::Record(record) => of(record),
        _ => None,
    });
    records.collect()
}
