//! Attributes of resources, of the objects inside them, of answers and of what events carry.

use super::{
    super::{gap::Gap, report::Kind},
    Comparison,
    tally::{Item, Match, Named, Place},
    value::{Own, Said},
};
use crate::{
    model::{Field, Record, Type, TypeRef},
    upstream::Source,
};
use std::collections::{BTreeMap, BTreeSet};

const CUSTOM_FIELDS: Named = ("custom fields", None);

impl<'a> Comparison<'a> {
    /// All records that stand for something upstream.
    pub(super) fn records(&mut self) {
        self.follow();
        for (own, upstream) in std::mem::take(&mut self.pairs) {
            let Some(record) = self.spec.record(&own) else {
                continue;
            };
            let upstream: Vec<(TypeRef, &'a Record)> = (upstream.into_iter())
                .filter_map(|at| Some((at.clone(), self.published.record(&at)?)))
                .collect();
            if self.covers(record.catalog) {
                self.record(&own, record, &upstream);
            }
        }
    }

    /// Goes from the pairs that are known to those of the objects inside them.
    fn follow(&mut self) {
        let mut open: Vec<(TypeRef, TypeRef)> = Vec::new();
        for (own, upstream) in &self.pairs {
            open.extend(upstream.iter().map(|at| (own.clone(), at.clone())));
        }
        while let Some((own, up)) = open.pop() {
            let (Some(record), Some(published)) =
                (self.spec.record(&own), self.published.record(&up))
            else {
                continue;
            };
            for field in &record.fields {
                let same = published
                    .fields
                    .iter()
                    .find(|it| it.name == field.name || it.name.wire == field.name.wire);
                let Some(same) = same else { continue };
                let (Type::Record(inner), Type::Record(said)) =
                    (field.ty.element(), same.ty.element())
                else {
                    continue;
                };
                if self.agree(same.ty.element(), field.ty.element(), false)
                    && self
                        .pairs
                        .entry(inner.clone())
                        .or_default()
                        .insert(said.clone())
                {
                    open.push((inner.clone(), said.clone()));
                }
            }
        }
    }

    fn record(&mut self, at: &TypeRef, record: &'a Record, upstream: &[(TypeRef, &'a Record)]) {
        let kind = self.kinds.get(at).copied().unwrap_or(Kind::Attribute);
        let path = self.path(&at.module, &format!("attribute/{}", at.name));
        // Facts do not have all that an event carries, and name the resource where it is the key of a list that counts.
        let partly = self.source == Source::Facts && kind == Kind::Content;
        let mut names: BTreeMap<&str, Vec<(Said<'a>, TypeRef)>> = BTreeMap::new();
        for (holder, published) in upstream {
            for field in &published.fields {
                let place = Place::new(
                    format!("{}.{}", published.name, field.name.wire),
                    &field.traits,
                );
                let said = said(field, place);
                if partly && self.carries_list_of(record, field) {
                    self.tally.count(kind, true);
                    continue;
                }
                names
                    .entry(&field.name.wire)
                    .or_default()
                    .push((said, holder.clone()));
            }
        }
        let several = upstream.len() > 1;
        let places = |said: &[(Said<'_>, TypeRef)]| -> Vec<Place> {
            let shown = |name: &String| match several {
                true => name.clone(),
                false => String::new(),
            };
            let places = said.iter().map(|(it, _)| Place {
                name: shown(&it.place.name),
                pointer: it.place.pointer.clone(),
            });
            places.collect()
        };
        let whole = !partly && (record.resource().is_some() || self.reach.has_type(at));
        let known: BTreeSet<&str> = record
            .fields
            .iter()
            .map(|it| it.name.wire.as_str())
            .collect();
        for (name, said) in &names {
            // Every object says what it is; the model has that with the record.
            if *name == "object" && !known.contains(name) {
                continue;
            }
            self.tally.count(kind, known.contains(name));
            if let (false, Some((first, holder))) = (known.contains(name), said.first()) {
                let path = format!("{path}/{name}");
                let gap = self.gap(at, kind, holder, name);
                self.tally.gap(&path, gap);
                let words = self.words(true, first.ty, first.traits, first.required[0]);
                self.tally.missing(kind, path, Some(words), &places(said));
            }
        }
        for field in &record.fields {
            if !self.covers(field.traits.catalog) {
                continue;
            }
            let item = Item::of(kind, format!("{path}/{}", field.name.wire), &field.traits);
            self.tally.compared(&item.path);
            match names.remove(field.name.wire.as_str()) {
                Some(said) => {
                    let catalogs = |it: &Said<'_>| match kind {
                        Kind::Attribute => [it.traits.catalog, field.traits.catalog],
                        // Answers and events are of the catalog of the resource.
                        _ => [None, None],
                    };
                    let said = said.into_iter().map(|(it, _)| Said {
                        catalogs: catalogs(&it),
                        required: [it.required[0], field.documented_required],
                        ..it
                    });
                    let said: Vec<Said<'a>> = said.collect();
                    let own = Own {
                        item,
                        ty: &field.ty,
                        traits: &field.traits,
                        deprecated: field.traits.deprecated,
                        json_text: false,
                        kind: None,
                        whole,
                    };
                    self.value(&own, &said);
                }
                // Another place that the excerpt leaves out may have it.
                None if !whole => {}
                None => {
                    let words =
                        self.words(false, &field.ty, &field.traits, field.documented_required);
                    self.tally
                        .beyond(kind, item.path.clone(), Some(words), Some(&item), &[]);
                }
            }
        }
        let open = upstream.iter().any(|(_, it)| it.custom_fields);
        if (open || record.custom_fields) && kind == Kind::Attribute && (open || whole) {
            let words = |open: bool| if open { "sent" } else { "not sent" };
            let item = Item::new(kind, path);
            let outcome = match (open, record.custom_fields) {
                (false, _) => Match::Unsaid,
                (_, own) => Match::of(own),
            };
            let words = (words(open), words(record.custom_fields));
            (self.tally).compare(&item, CUSTOM_FIELDS, outcome, words, &[]);
        }
    }

    /// Whether an event carries a list of a resource that it does not carry alone.
    fn carries_list_of(&self, own: &Record, said: &Field) -> bool {
        let is_list = |it: &Field| match &it.ty {
            Type::List(item) => self.agree(&said.ty, item, false),
            _ => false,
        };
        let alone = own.fields.iter().any(|it| it.name.wire == said.name.wire);
        !alone && own.fields.iter().any(is_list)
    }
}

impl Comparison<'_> {
    /// Where a member would stand that a record of the spec lacks.
    fn gap(&self, own: &TypeRef, kind: Kind, holder: &TypeRef, name: &str) -> Gap {
        let (own, up, name) = (own.clone(), holder.clone(), name.to_owned());
        match (kind, self.contents.get(&own)) {
            (Kind::Content, Some(event)) => Gap::Content {
                event: event.clone(),
                up,
                name,
            },
            (Kind::Answer, _) => Gap::Answer { own, up, name },
            _ => Gap::Attribute { own, up, name },
        }
    }
}

fn said(field: &Field, place: Place) -> Said<'_> {
    Said {
        place,
        ty: &field.ty,
        traits: &field.traits,
        required: [field.documented_required, false],
        deprecated: field.traits.deprecated,
        json_text: false,
        kind: None,
        catalogs: [None, None],
    }
}
