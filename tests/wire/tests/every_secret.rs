//! Every field and every parameter that the spec calls sensitive, in both versions: a mark stands in it, and nothing prints the mark,
//! neither `Debug` of a request or an answer nor an error nor a span.

use bytes::Bytes;
use chargebee::{
    RetryPolicy,
    transport::{BoxFuture, Transport, TransportRequest},
    v1, v2,
};
use chargebee_generator::model::{Param, ParamKind, Type, TypeRef};
use chargebee_wire_tests::{
    case::{Case, CaseLine, Outcome},
    drive,
    generate::{self, Amount},
    spec::Spec,
};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeSet,
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
};
use tracing::{
    field::{Field, Visit},
    span,
};

const MARK: &str = "mark-4929-kept-to-itself";

/// Where marks were set, by the names of the spec.
type Marked = BTreeSet<String>;

struct Marker<'a> {
    spec: &'a Spec,
    version: &'a str,
    marked: Marked,
}

impl Marker<'_> {
    /// Sets the mark in every sensitive parameter that is given.
    fn params(&mut self, owner: &str, params: &[Param], given: &mut Map<String, Value>) {
        for param in params {
            let Some(value) = given.get_mut(&param.name.wire) else {
                continue;
            };
            let of = match &param.ty {
                Type::List(inner) => inner,
                ty => ty,
            };
            if param.traits.sensitive {
                self.marked.insert(format!("{owner}.{}", param.name.wire));
                mark(value);
            } else if let (Type::Group(of), ParamKind::Value) = (of, &param.kind) {
                let (spec, owner) = (self.spec, format!("group {}.{}", of.module, of.name));
                let members = spec.members(self.version, of);
                match value {
                    Value::Object(given) => self.params(&owner, members, given),
                    Value::Array(elements) => elements
                        .iter_mut()
                        .filter_map(Value::as_object_mut)
                        .for_each(|given| self.params(&owner, members, given)),
                    _ => {}
                }
            }
        }
    }

    /// The JSON of a record with what must be there, with all records in it, and with the mark in every sensitive field.
    fn record(&mut self, of: &TypeRef, within: &[&TypeRef]) -> Value {
        let spec = self.spec;
        let record = (spec.record(self.version, &of.module, &of.name)).expect("a record");
        let within = [within, &[of]].concat();
        let mut object = Map::new();
        for field in &record.fields {
            let (inner, is_list) = match &field.ty {
                Type::List(inner) => (&**inner, true),
                ty => (ty, false),
            };
            let value = match inner {
                _ if field.traits.sensitive => {
                    assert!(matches!(inner, Type::Text | Type::Id(_)), "{field:?}");
                    let name = &field.name.wire;
                    self.marked
                        .insert(format!("record {}.{}.{name}", of.module, of.name));
                    MARK.into()
                }
                Type::Record(inner) if !within.contains(&inner) => self.record(inner, &within),
                _ if !field.documented_required => continue,
                _ => spec.sample(self.version, inner),
            };
            let value = if is_list { json!([value]) } else { value };
            object.insert(field.name.wire.clone(), value);
        }
        object.into()
    }
}

/// Replaces every text.
fn mark(value: &mut Value) {
    match value {
        Value::String(text) => MARK.clone_into(text),
        Value::Array(elements) => elements.iter_mut().for_each(mark),
        Value::Object(members) => members.values_mut().for_each(mark),
        _ => {}
    }
}

/// Answers as it was last told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<(u16, String)>>);

impl Transport for Told {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, chargebee::error::TransportError>> {
        let (status, body) = self.0.lock().expect("the lock").clone();
        let answer = http::Response::builder().status(status).body(body.into());
        Box::pin(async { Ok(answer.expect("an answer")) })
    }
}

/// Keeps everything that spans and events say.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<String>>);

impl Visit for Spans {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut said = self.0.lock().expect("the lock");
        write!(said, "{field}={value:?} ").expect("memory");
    }
}

impl tracing::Subscriber for Spans {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut self.clone());
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Clients(v1::Client, v2::Client);

impl Clients {
    fn new(told: &Told) -> Self {
        let v1 = v1::Client::builder("acme", "test_key").transport(told.clone());
        let v2 = v2::Client::builder("acme", "test_key").transport(told.clone());
        let v1 = v1.retry(RetryPolicy::none()).build();
        let v2 = v2.retry(RetryPolicy::none()).build();
        Self(v1.expect("a client"), v2.expect("a client"))
    }

    fn request(&self, version: &str, case: &Value) -> Outcome {
        let line = CaseLine::read(&case.to_string()).expect("a case");
        let mut case = Case::new(&line).expect("a case");
        match version {
            "v1" => drive::v1::request(&self.0, &mut case),
            _ => drive::v2::request(&self.1, &mut case),
        }
    }
}

fn hides(name: &str, printed: &str) {
    assert!(!printed.contains(MARK), "{name}: {printed}");
}

/// Sends every operation with marks in what it takes, to one who repeats them in each kind of answer.
async fn requests(version: &str, spans: &Spans) -> Marked {
    let spec = Spec::read().expect("the spec reads");
    let told = Told::default();
    let clients = Clients::new(&told);
    let mut marked = Marked::new();
    for (module, operation) in spec.operations(version) {
        let name = format!("{}.{}", module.name, operation.name.wire);
        let amount = Amount::Maximal;
        let mut case = generate::case(&spec, version, &module.name, operation, amount);
        let mut marker = Marker {
            spec: &spec,
            version,
            marked: Marked::new(),
        };
        let given = case["params"].as_object_mut().expect("parameters");
        marker.params(&name, &operation.params, given);
        if operation.secret_ids {
            marker.marked.insert(format!("{name}.(path)"));
            mark(&mut case["path_params"]);
        }
        let takes = !marker.marked.is_empty();
        let of = TypeRef {
            module: module.name.clone(),
            name: operation.response.clone(),
        };
        let answer = marker.record(&of, &[]).to_string();
        let refusal = json!({
            "message": format!("{MARK} is not valid"), "api_error_code": "param_wrong_value", "type": "invalid_request",
            "param": "id", "http_status_code": 400,
        });
        for (status, body) in [
            (200, answer),
            (400, refusal.to_string()),
            (200, format!("{{\"{MARK}\":")),
            (200, json!([MARK]).to_string()),
            (502, format!("<html>{MARK}</html>")),
        ] {
            *told.0.lock().expect("the lock") = (status, body);
            let request = clients.request(version, &case).expect("a request");
            let printed = request.printed();
            hides(&name, &printed);
            assert_eq!(
                printed.contains("[redacted]"),
                takes || printed.contains("cf_channel"),
                "{name}: {printed}"
            );
            if let Err(error) = request.send().await {
                // What is in no request can only be in the API's message by its own choice.
                if takes || error.as_api().is_none() {
                    hides(&name, &format!("{error} {error:?}"));
                }
            }
        }
        marked.extend(marker.marked);
    }
    let said = spans.0.lock().expect("the lock");
    assert!(said.contains("otel.name"), "{said}");
    hides("spans", &said);
    marked
}

/// Reads every answer and every content of an event with marks in it.
fn answers(version: &str, marker: &mut Marker<'_>) {
    let spec = marker.spec;
    let read = |resource: &str, operation: &str, json: &[u8]| match version {
        "v1" => drive::v1::answer(resource, operation, json),
        _ => drive::v2::answer(resource, operation, json),
    };
    for (module, operation) in spec.operations(version) {
        let name = format!("{}.{}", module.name, operation.name.wire);
        let of = spec.answer(version, &module.name, &operation.name.wire);
        let json = marker.record(&of.expect("an answer"), &[]).to_string();
        let read = read(&module.name, &operation.name.wire, json.as_bytes());
        let read = read.expect("an operation").expect("an answer");
        hides(&name, &read.printed);
        let (there, kept) = (json.matches(MARK).count(), read.json.matches(MARK).count());
        assert_eq!(there, kept, "{name}: what is not printed is written back");
    }
    // Also what no answer and no event has; an event is read below.
    for module in (spec.modules(version).iter()).filter(|it| it.name != "event") {
        let Some(of) = spec.resource(version, &module.name) else {
            continue;
        };
        let json = marker.record(&of, &[]).to_string();
        let read = match version {
            "v1" => drive::v1::record(&module.name, json.as_bytes()),
            _ => drive::v2::record(&module.name, json.as_bytes()),
        };
        let read = read.expect("a resource").expect("a record");
        hides(&module.name, &read.printed);
    }
    for event_type in spec.event_types(version) {
        let of = spec.event_content(version, event_type).expect("a content");
        let event = json!({
            "id": "ev_1", "occurred_at": 1, "object": "event", "api_version": version, "event_type": event_type,
            "content": marker.record(&of, &[]),
        });
        let json = event.to_string();
        let printed = match version {
            "v1" => {
                let event = v1::event::Event::from_json(json.as_bytes()).expect("an event");
                format!("{event:?} {:?}", event.content().expect("a content"))
            }
            _ => {
                let event = v2::event::Event::from_json(json.as_bytes()).expect("an event");
                format!("{event:?} {:?}", event.content().expect("a content"))
            }
        };
        hides(event_type, &printed);
    }
}

/// All that the spec calls sensitive.
fn sensitive(spec: &Spec, version: &str) -> Marked {
    let mut found = Marked::new();
    let mut add = |owner: &str, name: &str, sensitive: bool| {
        if sensitive {
            found.insert(format!("{owner}.{name}"));
        }
    };
    for module in spec.modules(version) {
        let own = |kind: &str, name: &str| format!("{kind} {}.{name}", module.name);
        for record in &module.records {
            for it in &record.fields {
                add(
                    &own("record", &record.name),
                    &it.name.wire,
                    it.traits.sensitive,
                );
            }
        }
        for group in &module.groups {
            for it in &group.members {
                add(
                    &own("group", &group.name),
                    &it.name.wire,
                    it.traits.sensitive,
                );
            }
        }
        for operation in &module.operations {
            let name = format!("{}.{}", module.name, operation.name.wire);
            for it in &operation.params {
                add(&name, &it.name.wire, it.traits.sensitive);
            }
            add(&name, "(path)", operation.secret_ids);
        }
    }
    found
}

async fn every_secret(version: &str) -> usize {
    let spans = Spans::default();
    let _listening = tracing::subscriber::set_default(spans.clone());
    let spec = Spec::read().expect("the spec reads");
    let mut marker = Marker {
        spec: &spec,
        version,
        marked: requests(version, &spans).await,
    };
    answers(version, &mut marker);
    let all = sensitive(&spec, version);
    let missed: Vec<_> = all.difference(&marker.marked).collect();
    assert!(missed.is_empty(), "no mark was set in {missed:#?}");
    all.len()
}

#[tokio::test]
async fn v1() {
    assert_eq!(every_secret("v1").await, 20);
}

#[tokio::test]
async fn v2() {
    assert_eq!(every_secret("v2").await, 59);
}

/// The ids that are secrets by themselves are not printed by a program that only holds them.
#[test]
fn ids() {
    let printed = format!(
        "{:?}",
        (
            v1::HostedPageId::from(MARK),
            v1::PortalSessionId::from(MARK),
            v2::HostedPageId::from(MARK),
            v2::PortalSessionId::from(MARK),
            v2::PricingPageSessionId::from(MARK),
            v2::TokenId::from(MARK),
        )
    );
    hides("ids", &printed);
    assert_eq!(printed.matches("[redacted]").count(), 6);
    let spec = Spec::read().expect("the spec reads");
    let secret = |version| {
        let kinds = spec.id_kinds(version).iter().filter(|it| it.secret);
        kinds.count()
    };
    assert_eq!((secret("v1"), secret("v2")), (2, 4), "every one is above");
}
