//! How deep records hold each other. The compiler looks through all levels of a type for whether it may go to another thread, and
//! gives up after 128 steps.

use super::{Context, graph};
use crate::{
    finding::Finding,
    model::{Api, Field, Module, Record, Type, TypeRef},
};
use std::collections::BTreeMap;

/// So many steps are allowed. The compiler needs some for what stands in the innermost record, and for the future of a program
/// that holds the outermost.
const MOST_STEPS: usize = 112;

/// The steps that the compiler takes through each level.
const OPTION: usize = 1;
const RECORD: usize = 1;
const LIST: usize = 3;
const BOX: usize = 2;

impl Context<'_> {
    /// Refuses a record that holds more levels of others than a compiler follows.
    pub(super) fn check_nesting(&self, api: &Api) {
        let records: Vec<(&Module, &Record)> = api.records().collect();
        let number = |(number, (module, record)): (usize, &(&Module, &Record))| {
            (module.reference(&record.name), number)
        };
        let numbers: BTreeMap<TypeRef, usize> = records.iter().enumerate().map(number).collect();
        let levels: Vec<Vec<Level<'_>>> = records
            .iter()
            .map(|(_, record)| record.fields.iter().map(|it| level(it, &numbers)).collect())
            .collect();
        let edges: Vec<Vec<usize>> = levels
            .iter()
            .map(|levels| levels.iter().filter_map(|level| level.target).collect())
            .collect();
        let mut steps = vec![0; records.len()];
        // Each part after those that it leads to.
        for part in graph::parts(&edges) {
            let within = |target: usize| part.contains(&target);
            let mut around = 0;
            let mut below = (0, None);
            for &node in &part {
                let of = levels.get(node).map(Vec::as_slice).unwrap_or_default();
                let inner = of.iter().filter(|level| level.target.is_some_and(within));
                // In a part whose records all lead to each other, the way can go through every one of them.
                around += inner.map(|level| level.steps).max().unwrap_or(0);
                for level in of.iter().filter(|level| !level.target.is_some_and(within)) {
                    let target = level.target.and_then(|target| steps.get(target));
                    let all = level.steps + target.copied().unwrap_or(0);
                    if all > below.0 {
                        below = (all, Some((node, level.field)));
                    }
                }
            }
            let all: usize = around + below.0;
            for &node in &part {
                if let Some(steps) = steps.get_mut(node) {
                    // What is told once is not told of all that holds it.
                    *steps = if all > MOST_STEPS { 0 } else { all };
                }
            }
            let outer = below.1.or(part.first().map(|node| (*node, None)));
            if let Some((node, field)) = outer.filter(|_| all > MOST_STEPS)
                && let Some((_, record)) = records.get(node)
            {
                self.error(self.too_deep(record, field));
            }
        }
    }

    fn too_deep(&self, record: &Record, field: Option<&Field>) -> Finding {
        let message = format!(
            "`{}` holds objects in objects beyond the depth that Rust compiles, about {} levels",
            record.name,
            MOST_STEPS / (OPTION + RECORD)
        );
        let origin = field.map_or(record.origin, |field| field.traits.origin);
        let finding = self.about(origin, message);
        finding.help("leave out the `type` of an inner property: it is read as any JSON value then")
    }
}

/// What a field adds to the depth of its record.
struct Level<'a> {
    field: Option<&'a Field>,
    steps: usize,
    /// The record that it holds.
    target: Option<usize>,
}

fn level<'a>(field: &'a Field, numbers: &BTreeMap<TypeRef, usize>) -> Level<'a> {
    let mut steps = if field.boxed { BOX } else { 0 };
    let mut ty = &field.ty;
    if !field.presence.is_plain() && !matches!(ty, Type::List(_)) {
        steps += OPTION;
    }
    while let Type::List(inner) = ty {
        steps += LIST;
        ty = inner;
    }
    let target = match ty {
        Type::Record(of) => numbers.get(of).copied(),
        _ => None,
    };
    Level {
        field: Some(field),
        steps: steps + RECORD,
        target,
    }
}
