//! The outcome as a page: searched, filtered by how something stands, and by resource.

use super::{
    super::report::{Drift, Standing},
    Told,
};
use minijinja::context;
use serde::Serialize;
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("../../../../templates/drift.html.j2");

#[derive(Serialize)]
struct Section<'a> {
    title: &'static str,
    items: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    verdict: &'static str,
    asks: bool,
    #[serde(flatten)]
    told: Told<'a>,
}

impl Drift {
    /// One page that needs nothing else.
    ///
    /// # Errors
    /// Where the template is broken.
    pub fn html(&self) -> Result<String, String> {
        let mut resources: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &self.findings {
            *resources.entry(finding.resource()).or_default() += 1;
        }
        let shown = |standing: Standing| -> Vec<Shown<'_>> {
            let found = self.of(standing).map(|finding| Shown {
                verdict: standing.word(),
                asks: standing.asks(),
                told: Told::new(finding),
            });
            found.collect()
        };
        let sections = Standing::ALL.map(|standing| Section {
            title: standing.title(),
            items: shown(standing),
        });
        let sections = sections.into_iter().filter(|it| !it.items.is_empty());
        let summary = Standing::ALL.map(|standing| {
            context! {
                title => standing.title(),
                count => self.of(standing).count(),
                asks => standing.asks(),
            }
        });
        let counts = self.counts.iter().map(|it| {
            context! { what => it.kind.plural(), upstream => it.upstream, spec => it.spec }
        });
        let values = context! {
            title => format!("Drift of API {}", self.api),
            release => self.title(),
            summary => summary.to_vec(),
            sections => sections.collect::<Vec<_>>(),
            resources,
            verdicts => Standing::ALL.map(Standing::word).to_vec(),
            remarks => self.remarks(),
            nothing => "Both say the same.",
            counts => counts.collect::<Vec<_>>(),
            notes => self.notes,
        };
        crate::page::render("drift.html.j2", TEMPLATE, values)
    }
}
