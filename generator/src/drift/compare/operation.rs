//! Operations, by their method and path, and their parameters.

use super::{
    super::{gap::Gap, report::Kind, types::resource},
    Comparison, escaped,
    tally::{Item, Match, Named, Place},
    value::{Own, REQUIRED, Said, TYPE, required, state},
};
use crate::{
    model::{Api, Aspect, Catalog, Method, Module, Operation, Param, Type, TypeRef},
    upstream::Source,
};
use std::collections::BTreeMap;

type Found<'m> = (&'m Module, &'m Operation);

const METHOD: Named = ("method", Some(Aspect::Call));
const STATE: Named = ("state", Some(Aspect::Deprecated));
const BODY: Named = ("body", Some(Aspect::Call));
const ANSWER: Named = ("answer", Some(Aspect::Call));
const HOST: Named = ("host", Some(Aspect::Call));
const CUSTOM_FIELDS: Named = ("custom fields", Some(Aspect::CustomFields));
const IDEMPOTENCY: Named = ("idempotency key", None);
const PATH: Named = ("path", None);

/// What tells operations from each other. A document gives them names of its own: there it is the method and the path,
/// without the names of the ids; in facts it is the resource and the name.
type Identity = (String, String);

fn identity(source: Source, (module, operation): Found<'_>) -> Identity {
    match source {
        Source::Document => {
            let (method, path) = operation.route();
            (method.name().to_owned(), path)
        }
        Source::Facts => (module.name.clone(), operation.name.wire.clone()),
    }
}

/// The operations of a model, by their identity.
fn operations(api: &Api, source: Source) -> BTreeMap<Identity, Found<'_>> {
    let all = api.operations();
    all.map(|it| (identity(source, it), it)).collect()
}

/// Where the document has an operation.
pub(crate) fn pointer(operation: &Operation) -> String {
    let Operation { path, method, .. } = operation;
    format!("/paths/{}/{}", escaped(path), method.key())
}

/// What operations share by a component of the spec is the same in all of them.
pub(super) fn shape(module: &str, param: &Param) -> String {
    let Param {
        name,
        ty,
        kind,
        traits,
        ..
    } = param;
    // Two filters on the same attribute can take different operators.
    format!("{module} {} {ty:?} {kind:?} {traits:?}", name.wire)
}

/// A parameter with its whole name on the wire.
struct Wire<'m> {
    name: String,
    param: &'m Param,
    /// The group that it stands in, and the parameter that is the group.
    group: Option<(&'m TypeRef, &'m Param)>,
}

impl Wire<'_> {
    fn repeated(&self) -> bool {
        self.group
            .is_some_and(|(_, group)| matches!(group.ty, Type::List(_)))
    }

    /// The only catalog that has it, where it or its group names one.
    fn catalog(&self) -> Option<Catalog> {
        let group = self.group.and_then(|(_, group)| group.traits.catalog);
        self.param.traits.catalog.or(group)
    }

    fn deprecated(&self) -> bool {
        self.param.traits.deprecated || self.group.is_some_and(|(_, group)| group.traits.deprecated)
    }
}

/// The parameters of an operation, those in groups by their whole name.
fn wires<'m>(api: &'m Api, params: &'m [Param]) -> BTreeMap<String, Wire<'m>> {
    let mut wires = BTreeMap::new();
    let mut open: Vec<Wire<'m>> = (params.iter())
        .map(|param| Wire {
            name: param.name.wire.clone(),
            param,
            group: None,
        })
        .collect();
    while let Some(wire) = open.pop() {
        let group = match wire.param.ty.element() {
            // A group that holds itself has no end.
            Type::Group(at) if wire.name.matches('[').count() < 3 => api.group(at).map(|_| at),
            _ => None,
        };
        match group {
            Some(at) => open.extend(api.taken(wire.param).map(|member| Wire {
                name: format!("{}[{}]", wire.name, member.name.wire),
                param: member,
                group: Some((at, wire.param)),
            })),
            None => {
                wires.insert(wire.name.clone(), wire);
            }
        }
    }
    wires
}

/// A shape of the spec with all that upstream says of it.
struct Slot<'a> {
    own: Own<'a>,
    /// Whether it must be given in the first place that takes it.
    required: bool,
    repeated: bool,
    said: Vec<(Said<'a>, bool)>,
    /// The operations that take it in the spec and not upstream.
    absent: Vec<Place>,
}

/// What the operations have in common, gathered before it is compared.
#[derive(Default)]
struct Slots<'a> {
    slots: BTreeMap<String, Slot<'a>>,
    missing: BTreeMap<(String, String), Vec<Place>>,
}

impl<'a> Comparison<'a> {
    pub(super) fn operations(&mut self) {
        let [spec, upstream] = [self.spec, self.published].map(|api| operations(api, self.source));
        let mut slots = Slots::default();
        for (identity, (published, said)) in &upstream {
            self.tally
                .count(Kind::Operation, spec.contains_key(identity));
            if let Some((module, own)) = spec.get(identity) {
                self.operation((published, said), (module, own), &mut slots);
                continue;
            }
            let path = self.path(&published.name, &format!("operation/{}", said.name.wire));
            let words = format!("{} {}", said.method, said.path);
            let place = Place::at(pointer(said));
            let mut others = Method::ALL.into_iter().filter(|it| *it != said.method);
            let other = |it: Method| spec.get(&(it.name().to_owned(), identity.1.clone()));
            match others.find_map(other) {
                Some((module, own)) => {
                    let path = self.path(&module.name, &format!("operation/{}", own.name.wire));
                    let item = Item::of_operation(path, own);
                    let (up, says) = (said.method.name(), own.method.name());
                    self.tally.same(&item, METHOD, up, says, &[place]);
                }
                None => {
                    let (module, name) = (published.name.clone(), said.name.wire.clone());
                    self.tally.gap(&path, Gap::Operation { module, name });
                    self.tally
                        .missing(Kind::Operation, path, Some(words), &[place]);
                }
            }
        }
        for (identity, (module, own)) in &spec {
            if upstream.contains_key(identity) || !self.is_whole() || !self.covers(own.catalog) {
                continue;
            }
            let path = self.path(&module.name, &format!("operation/{}", own.name.wire));
            let item = Item::of_operation(path.clone(), own);
            let words = format!("{} {}", own.method, own.path);
            self.tally
                .beyond(Kind::Operation, path, Some(words), Some(&item), &[]);
        }
        self.parameters(slots);
    }

    fn operation(
        &mut self,
        (published, said): Found<'a>,
        (module, own): Found<'a>,
        slots: &mut Slots<'a>,
    ) {
        let path = self.path(&module.name, &format!("operation/{}", own.name.wire));
        let item = Item::of_operation(path.clone(), own);
        self.tally.seen(&item, None);
        let facts = self.source == Source::Facts;
        let body = |json: bool| if json { "JSON" } else { "a form" };
        let answer = |paged: bool| if paged { "a page" } else { "no page" };
        let taken = |taken: bool| if taken { "taken" } else { "not taken" };
        let host = |it: &'a Operation| it.sub_domain.as_deref().unwrap_or("the usual one");
        let mut aspects = vec![
            (STATE, state(said.deprecated), state(own.deprecated)),
            (ANSWER, answer(said.paged), answer(own.paged)),
        ];
        let sends = !own.method.is_safe();
        if sends || facts {
            aspects.push((
                CUSTOM_FIELDS,
                taken(said.custom_fields),
                taken(own.custom_fields),
            ));
        }
        // A body without parameters says nothing in a document about its form.
        if sends && (facts || !said.params.is_empty() && !own.params.is_empty()) {
            aspects.push((BODY, body(said.json_body), body(own.json_body)));
        }
        // A document says it only where the host is not that of the whole document.
        if facts || said.sub_domain.is_some() {
            aspects.push((HOST, host(said), host(own)));
        }
        if facts {
            aspects.push((IDEMPOTENCY, taken(said.idempotent), taken(own.idempotent)));
            aspects.push((METHOD, said.method.name(), own.method.name()));
            aspects.push((PATH, &said.path, &own.path));
        }
        let place = [Place::at(pointer(said))];
        for (aspect, up, says) in aspects {
            self.tally.same(&item, aspect, up, says, &place);
        }
        self.catalogs(&item, [said.catalog, own.catalog], &place);
        let answers = (
            module.reference(&own.response),
            published.reference(&said.response),
        );
        self.answer(answers);
        self.wires(&path, (published, said), (module, own), slots);
    }

    /// Pairs the records of the answer; they are compared with all others.
    fn answer(&mut self, (own, said): (TypeRef, TypeRef)) {
        let list = self.spec.record(&own).and_then(|it| it.field("list"));
        let entry = list.and_then(|list| match list.ty.element() {
            Type::Record(at) if resource(self.spec, at).is_none() => Some(at.clone()),
            _ => None,
        });
        for at in [Some(own.clone()), entry].into_iter().flatten() {
            self.kinds.insert(at, Kind::Answer);
        }
        self.pairs.entry(own).or_default().insert(said);
    }

    /// Puts each parameter to the shape of the spec that it has.
    fn wires(
        &mut self,
        path: &str,
        (home, said): Found<'a>,
        (module, own): Found<'a>,
        slots: &mut Slots<'a>,
    ) {
        let mut published = wires(self.published, &said.params);
        for param in &own.params {
            // In facts no group is required as such: its members are, where it is sent.
            let is_group = matches!(param.ty.element(), Type::Group(_));
            if self.source == Source::Facts && param.required && is_group {
                let item = format!("{path}/{}", param.name.wire);
                let item = Item::of(Kind::Parameter, item, &param.traits);
                let words = (required(false), required(true));
                (self.tally).compare(&item, REQUIRED, Match::Unsaid, words, &[]);
            }
        }
        for (name, wire) in wires(self.spec, &own.params) {
            let in_group = wire
                .group
                .is_some_and(|(_, group)| !self.covers(group.traits.catalog));
            if in_group || !self.covers(wire.param.traits.catalog) {
                published.remove(&name);
                continue;
            }
            let Param {
                traits,
                ty,
                kind,
                json_text,
                ..
            } = wire.param;
            let place = format!("{path}/{name}");
            let at = match wire.group {
                Some((at, _)) => {
                    let rest = format!("group/{}/{}", at.name, wire.param.name.wire);
                    self.path(&at.module, &rest)
                }
                None => place.clone(),
            };
            self.tally.compared(&at);
            let key = match wire.group {
                Some(_) => at.clone(),
                None => shape(&module.name, wire.param),
            };
            let slot = slots.slots.entry(key).or_insert_with(|| Slot {
                own: Own {
                    item: Item::of(Kind::Parameter, at, traits),
                    ty,
                    traits,
                    deprecated: wire.deprecated(),
                    json_text: *json_text,
                    kind: Some(kind),
                    whole: match wire.group {
                        Some((at, _)) => self.reach.has_type(at),
                        None => self.reach.has_param(&shape(&module.name, wire.param)),
                    },
                },
                required: wire.param.required,
                repeated: wire.repeated(),
                said: Vec::new(),
                absent: Vec::new(),
            });
            match published.remove(&name) {
                Some(up) => {
                    self.tally.count(Kind::Parameter, true);
                    // What names no catalog has that of its operation, which is compared there.
                    let catalogs = match [up.catalog(), wire.catalog()] {
                        [None, None] => [None, None],
                        [up, it] => [up.or(said.catalog), it.or(own.catalog)],
                    };
                    let said = Said {
                        catalogs,
                        json_text: up.param.json_text,
                        place: Place::new(place, &up.param.traits),
                        ty: &up.param.ty,
                        traits: &up.param.traits,
                        required: [up.param.required, wire.param.required],
                        deprecated: up.deprecated(),
                        kind: Some(&up.param.kind),
                    };
                    slot.said.push((said, up.repeated()));
                }
                None => slot.absent.push(Place {
                    name: place,
                    pointer: Some(pointer(said)),
                }),
            }
        }
        for (name, wire) in published {
            self.tally.count(Kind::Parameter, false);
            let gap = Gap::Param {
                own: (module.name.clone(), own.name.wire.clone()),
                up: (home.name.clone(), said.name.wire.clone()),
                name: name.clone(),
            };
            self.tally.gap(&format!("{path}/{name}"), gap);
            let words = self.words(
                true,
                &wire.param.ty,
                &wire.param.traits,
                wire.param.required,
            );
            let list = if wire.repeated() { " in a list" } else { "" };
            let key = (format!("{} {name}", module.name), format!("{words}{list}"));
            slots
                .missing
                .entry(key)
                .or_default()
                .push(Place::new(format!("{path}/{name}"), &wire.param.traits));
        }
    }

    fn parameters(&mut self, slots: Slots<'a>) {
        for ((_, words), mut places) in slots.missing {
            places.sort();
            if let Some(first) = places.first().map(|it| it.name.clone()) {
                self.tally
                    .missing(Kind::Parameter, first, Some(words), &places);
            }
        }
        for slot in slots.slots.into_values() {
            let Slot {
                own,
                required,
                repeated,
                said,
                absent,
            } = slot;
            if !absent.is_empty() {
                let words = self.words(false, own.ty, own.traits, required);
                let path = own.item.path.clone();
                self.tally
                    .beyond(Kind::Parameter, path, Some(words), Some(&own.item), &absent);
            }
            let words = |list: bool| {
                if list {
                    "in a list of groups"
                } else {
                    "in a group"
                }
            };
            for (said, list) in &said {
                let place = std::slice::from_ref(&said.place);
                (self.tally).same(&own.item, TYPE, words(*list), words(repeated), place);
            }
            let said: Vec<Said<'a>> = said.into_iter().map(|(said, _)| said).collect();
            if !said.is_empty() {
                self.value(&own, &said);
            }
        }
    }
}
