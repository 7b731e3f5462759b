//! What payloads say of what the spec says is always there.
//!
//! `required` is the word of the API's documentation, and payloads lack it in many places. `x-always` is decided from that word and
//! from all payloads that are published; [`Presences::always`] decides again and says where the spec does otherwise.

use crate::spec::Spec;
use chargebee_generator::model::{
    Api, Aspect, COMMON, Field, Presence, Record, Role, Type, TypeRef,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What fewer objects than these have in common may be chance.
const FEW: usize = 10;

/// Where payloads have the fields of the spec's records, and where they lack them.
#[derive(Debug, Default)]
pub struct Presences(BTreeMap<Key, Seen>);

/// Version, module, record and field.
type Key = [String; 4];

#[derive(Debug, Default)]
struct Seen {
    /// Whether the documentation says that it is always there.
    required: bool,
    /// How many objects were seen that could have it.
    objects: usize,
    /// Where it was not there, or `null`: the payload, and the place in it.
    lacking: Vec<(String, String)>,
}

/// What `x-always` of the spec should say, and does not.
#[derive(Debug, Default)]
pub struct Always {
    /// What it names against what payloads show: the place in the spec, and why.
    pub contradicted: Vec<(String, String)>,
    /// What it names although neither the documentation nor enough payloads say so (any more).
    pub unfounded: Vec<String>,
    /// What it could name.
    pub suggested: Vec<String>,
}

impl Presences {
    /// Looks through a value of a payload that is of this record.
    pub fn look(
        &mut self,
        spec: &Spec,
        version: &str,
        of: &TypeRef,
        (payload, at): (&str, &str),
        value: &Value,
    ) {
        let (Some(record), Value::Object(members)) =
            (spec.record(version, &of.module, &of.name), value)
        else {
            return;
        };
        for field in &record.fields {
            let member = members.get(&field.name.wire).filter(|it| !it.is_null());
            let seen = self.0.entry(key(version, of, field)).or_default();
            seen.required = field.documented_required;
            seen.objects += 1;
            if member.is_none() {
                seen.lacking.push((payload.to_owned(), at.to_owned()));
            }
            if let Some(member) = member {
                let at = format!("{at}.{}", field.name.wire);
                self.look_at(spec, version, &field.ty, (payload, &at), member);
            }
        }
    }

    fn look_at(
        &mut self,
        spec: &Spec,
        version: &str,
        ty: &Type,
        (payload, at): (&str, &str),
        value: &Value,
    ) {
        match (ty, value) {
            (Type::Record(of), _) => self.look(spec, version, of, (payload, at), value),
            (Type::List(inner), Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    let at = format!("{at}[{index}]");
                    self.look_at(spec, version, inner, (payload, &at), element);
                }
            }
            _ => {}
        }
    }

    /// A heading with the numbers of what is `required`, and for each such field that is lacking somewhere: how often, and every place.
    #[must_use]
    pub fn required(&self) -> (String, Vec<String>) {
        let required = || self.0.iter().filter(|(_, it)| it.required);
        let lacking = || required().filter(|(_, it)| !it.lacking.is_empty());
        let places: usize = lacking().map(|(_, it)| it.lacking.len()).sum();
        let heading = format!(
            "required by the spec and not there: {places} places, {} of {} fields",
            lacking().count(),
            required().count()
        );
        let lines = lacking().flat_map(|([version, module, record, field], it)| {
            let name = format!("{version} {module}.{record}.{field}");
            let line = format!("{name}: not in {} of {}", it.lacking.len(), it.objects);
            let places = it.lacking.iter();
            let places = places.map(|(payload, at)| format!("  {payload}: {at}"));
            std::iter::once(line).chain(places)
        });
        (heading, lines.collect())
    }

    /// Holds `x-always` against all that was looked at. Only all payloads that are published say what it should name.
    #[must_use]
    pub fn always(&self, spec: &Spec) -> Always {
        let mut always = Always::default();
        for api in spec.apis() {
            for module in &api.modules {
                for record in module.records.iter().filter(|it| is_described(it)) {
                    let of = module.reference(&record.name);
                    for field in &record.fields {
                        let seen = self.0.get(&key(&api.version, &of, field));
                        let required = field.documented_required;
                        let founded = is_founded(required, module.name == COMMON, seen);
                        let against = contradiction(required, seen);
                        let place = spec.place(api, field.traits.origin);
                        let name = format!("`{}` of `{}`", field.name.wire, record.name);
                        match (field.presence, founded, against) {
                            (Presence::Always, _, Some(why)) => {
                                let problem =
                                    format!("`x-always` names {name}, and {why}: take it out");
                                always.contradicted.push((place, problem));
                            }
                            (Presence::Always, false, None) => {
                                always.unfounded.push(format!("{place}: {name}"));
                            }
                            (Presence::Optional, true, None) if could_be_named(api, field) => {
                                always.suggested.push(format!("{place}: {name}"));
                            }
                            _ => {}
                        }
                    }
                }
            }
        }
        always
    }
}

fn key(version: &str, of: &TypeRef, field: &Field) -> Key {
    [version, &of.module, &of.name, &field.name.wire].map(str::to_owned)
}

/// The rest is made of operations and events, and says elsewhere what it always holds.
fn is_described(record: &Record) -> bool {
    matches!(record.role, Role::Resource(_) | Role::Object)
}

/// Whether `x-always` may name it, and should if it can: not what is on its way out, what nobody publishes, or what says by its
/// absence that an event is of API v1.
fn could_be_named(api: &Api, field: &Field) -> bool {
    let has_placeholder = !matches!(field.ty, Type::List(_) | Type::Record(_) | Type::Json);
    let traits = &field.traits;
    let stays = !traits.deprecated && !traits.evidence_of.contains(&Aspect::Beyond);
    let version = api
        .events()
        .and_then(|(_, events)| events.version_field.as_ref());
    has_placeholder && stays && traits.catalog.is_none() && version != Some(&field.name)
}

/// What speaks for `x-always`: that the documentation calls it required, or that ten objects have it. What several resources share
/// must be called so: what the objects of one of them have, those of another may lack.
fn is_founded(required: bool, shared: bool, seen: Option<&Seen>) -> bool {
    required || (!shared && seen.is_some_and(|it| it.objects >= FEW))
}

/// What speaks against it: a payload that lacks it. One of which the documentation says otherwise is an exception, unless that is more
/// than a tenth of all objects.
fn contradiction(required: bool, seen: Option<&Seen>) -> Option<String> {
    let seen = seen?;
    let (payload, at) = seen.lacking.first()?;
    let payloads: BTreeSet<&str> = seen.lacking.iter().map(|(it, _)| it.as_str()).collect();
    let (lacking, objects) = (seen.lacking.len(), seen.objects);
    let is_exception = required && payloads.len() == 1 && lacking * 10 <= objects;
    (!is_exception).then(|| {
        format!(
            "{lacking} of {objects} objects lack it, in {} payloads, first in {payload} at {at}",
            payloads.len()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn looked(bodies: &[Value]) -> (Spec, Presences) {
        let spec = Spec::read().expect("the spec reads");
        let of = spec
            .answer("v2", "invoice", "retrieve")
            .expect("it is there");
        let mut presences = Presences::default();
        for (number, body) in bodies.iter().enumerate() {
            let payload = format!("{number}.json");
            presences.look(&spec, "v2", &of, (&payload, ""), body);
        }
        (spec, presences)
    }

    #[test]
    fn every_place_that_lacks_what_is_required_is_named_and_counted() {
        let (_, presences) = looked(&[json!({ "invoice": {
            "id": "1",
            "line_items": [{ "date_from": 1 }, { "id": "li_2" }, { "date_from": null }],
        }})]);
        let (heading, lines) = presences.required();
        assert!(
            heading.starts_with("required by the spec and not there: "),
            "{heading}"
        );
        let at = |name: &str| lines.iter().position(|it| it.starts_with(name));
        assert_eq!(at("v2 invoice.Invoice.id:"), None, "{lines:#?}");
        let status = at("v2 invoice.Invoice.status: not in 1 of 1").expect("a line");
        assert_eq!(lines[status + 1], "  0.json: .invoice");
        let from = at("v2 common.LineItemDetail.date_from: not in 2 of 3").expect("a line");
        assert_eq!(lines[from + 1], "  0.json: .invoice.line_items[1]");
        assert_eq!(lines[from + 2], "  0.json: .invoice.line_items[2]");
        // What is not called required may be missing.
        assert_eq!(at("v2 invoice.Invoice.po_number:"), None, "{lines:#?}");
    }

    #[test]
    fn what_payloads_contradict_is_told_with_its_place_and_the_first_of_them() {
        let (spec, presences) = looked(&[
            json!({ "invoice": { "status": "paid", "po_number": "1" } }),
            json!({ "invoice": { "status": "paid", "po_number": "2" } }),
        ]);
        let always = presences.always(&spec);
        let found = always.contradicted.iter().find(|(_, why)| {
            *why == "`x-always` names `total` of `Invoice`, and 2 of 2 objects lack it, in 2 payloads, first in 0.json at .invoice: take \
                     it out"
        });
        let (place, _) = found.unwrap_or_else(|| panic!("{always:#?}"));
        assert!(place.starts_with("spec/v2/invoice.yaml:"), "{place}");
        let names =
            |all: &[(String, String)], name: &str| all.iter().any(|(_, it)| it.contains(name));
        assert!(!names(&always.contradicted, "`status` of `Invoice`"));
        // Two are too few for what the documentation does not call required.
        assert!(
            always
                .suggested
                .iter()
                .all(|it| !it.contains("`po_number`"))
        );
    }

    #[test]
    fn what_ten_objects_have_could_be_named() {
        let bodies: Vec<Value> = (0..10)
            .map(|it| json!({ "invoice": { "po_number": it.to_string(), "line_items": [] } }))
            .collect();
        let (spec, presences) = looked(&bodies);
        let suggested = presences.always(&spec).suggested;
        let of_invoice = |name: &str| {
            let name = format!("`{name}` of `Invoice`");
            suggested.iter().find(|it| it.ends_with(&name))
        };
        let place = of_invoice("po_number").unwrap_or_else(|| panic!("{suggested:#?}"));
        assert!(place.starts_with("spec/v2/invoice.yaml:"), "{place}");
        // A list is empty where it is not sent, and a plain field is plain.
        assert_eq!((of_invoice("line_items"), of_invoice("id")), (None, None));
    }

    #[test]
    fn documentation_counts_for_more_than_one_payload() {
        let seen = |objects: usize, lacking: &[&str]| Seen {
            required: false,
            objects,
            lacking: (lacking.iter())
                .map(|it| ((*it).to_owned(), ".invoice".to_owned()))
                .collect(),
        };
        for (required, objects, lacking, is_always) in [
            (true, 1, &[][..], true),
            (true, 10, &["a"], true),
            (true, 20, &["a", "a"], true),
            // One of few, or more than one.
            (true, 9, &["a"], false),
            (true, 19, &["a", "a"], false),
            (true, 100, &["a", "b"], false),
            (false, 1, &[], true),
            (false, 100, &["a"], false),
        ] {
            let why = contradiction(required, Some(&seen(objects, lacking)));
            assert_eq!(
                why.is_none(),
                is_always,
                "{required} {objects} {lacking:?}: {why:?}"
            );
        }
        assert_eq!(contradiction(false, None), None);
    }

    #[test]
    fn what_nobody_documents_needs_ten_objects_of_one_resource() {
        let seen = |objects| Seen {
            objects,
            ..Seen::default()
        };
        for (required, shared, objects, founded) in [
            (true, true, 0, true),
            (false, false, 10, true),
            (false, false, 9, false),
            (false, true, 100, false),
        ] {
            let case = format!("{required} {shared} {objects}");
            assert_eq!(
                is_founded(required, shared, Some(&seen(objects))),
                founded,
                "{case}"
            );
        }
        assert!(is_founded(true, false, None) && !is_founded(false, false, None));
    }
}
