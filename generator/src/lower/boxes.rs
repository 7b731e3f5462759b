//! Records that hold themselves: put behind a pointer where they may be absent, refused where they are always there.

use super::{Context, graph};
use crate::{
    finding::Finding,
    model::{Api, Field, Type, TypeRef},
};
use std::collections::BTreeMap;

impl Context<'_> {
    /// A record that holds itself is put behind a pointer where it may be absent; where it is always there, it has no end.
    pub(super) fn check_boxes(&self, api: &mut Api) {
        let numbers: BTreeMap<TypeRef, usize> = (api.records().enumerate())
            .map(|(number, (module, record))| (module.reference(&record.name), number))
            .collect();
        let edges = |guaranteed_only: bool| -> Vec<Vec<usize>> {
            let targets = |fields: &[Field]| {
                let targets = fields.iter().filter_map(|field| match &field.ty {
                    Type::Record(of) if field.presence.is_plain() || !guaranteed_only => {
                        numbers.get(of).copied()
                    }
                    _ => None,
                });
                targets.collect()
            };
            let records = api.records();
            records.map(|(_, record)| targets(&record.fields)).collect()
        };
        let (part, sure_part) = (part_of(&edges(false)), part_of(&edges(true)));
        let mut number = 0;
        for module in &mut api.modules {
            for record in &mut module.records {
                for field in &mut record.fields {
                    let Type::Record(of) = &field.ty else {
                        continue;
                    };
                    // A field leads from its record to its type; one part says that it leads back too.
                    let Some(target) = numbers.get(of).copied() else {
                        continue;
                    };
                    if field.presence.is_plain() && sure_part[target] == sure_part[number] {
                        self.error(self.endless(&record.name, field));
                    }
                    field.boxed |= part[target] == part[number];
                }
                number += 1;
            }
        }
    }

    fn endless(&self, record: &str, field: &Field) -> Finding {
        let name = &field.name.wire;
        let message =
            format!("`{record}` always holds another `{record}` in `{name}`: it has no end");
        let finding = self.about(field.traits.origin, message);
        finding.help("take the field out of `x-guaranteed`")
    }
}

/// For each node the part of the graph that it is in.
fn part_of(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut part_of = vec![0; edges.len()];
    for (part, nodes) in graph::parts(edges).iter().enumerate() {
        for node in nodes {
            part_of[*node] = part;
        }
    }
    part_of
}
