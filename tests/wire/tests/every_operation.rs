//! Every operation of both versions, with what must be given and with everything: built through the crate, sent over a socket,
//! accepted by the mock's strict checks, arrived as it was meant, and its answer read.

use chargebee::{v1, v2};
use chargebee_mock::{Mock, MockServer, Received, Settings, Version};
use chargebee_wire_tests::{
    case::{Case, CaseLine, Outcome},
    drive,
    generate::{self, Amount},
    spec::Spec,
};
use serde_json::{Map, Value};

struct Clients(v1::Client, v2::Client);

impl Clients {
    fn new(url: &str) -> Self {
        let v1 = v1::Client::builder("acme", "test_key")
            .base_url(url)
            .build();
        let v2 = v2::Client::builder("acme", "test_key")
            .base_url(url)
            .build();
        Self(v1.expect("a client"), v2.expect("a client"))
    }

    fn request(&self, version: &str, case: &mut Case) -> Outcome {
        match version {
            "v1" => drive::v1::request(&self.0, case),
            _ => drive::v2::request(&self.1, case),
        }
    }
}

async fn server() -> MockServer {
    let settings = Settings::new().key("test_key").samples_only();
    MockServer::start_with(settings, 0).await.expect("a mock")
}

/// What is wrong with one case, where anything is.
async fn problem(mock: &Mock, clients: &Clients, version: &str, case: &Value) -> Option<String> {
    let line = CaseLine::read(&case.to_string()).expect("a case");
    let mut input = Case::new(&line).expect("a case");
    let request = match clients.request(version, &mut input) {
        Ok(request) => request,
        Err(problem) => return Some(problem.0),
    };
    let answer = request.send().await;
    let log = mock.log();
    mock.reset();
    let [received] = log.as_slice() else {
        return Some(format!("{} requests arrived", log.len()));
    };
    if let Err(error) = answer {
        return Some(error.to_string());
    }
    let name = format!("{}.{}", line.resource, line.operation);
    if received.operation.as_deref() != Some(name.as_str()) {
        return Some(format!("{:?} received it", received.operation));
    }
    differences(case, received)
}

fn differences(case: &Value, received: &Received) -> Option<String> {
    let sent = case["params"].as_object().expect("parameters");
    let differs = |(name, value): (&String, &Value)| {
        let arrived = received.params.get(name);
        (arrived != Some(value)).then(|| format!("{name}: sent {value}, arrived {arrived:?}"))
    };
    let ids: Map<String, Value> = (received.ids.iter())
        .map(|(name, id)| (name.clone(), id.clone().into()))
        .collect();
    let mut found: Vec<String> = sent.iter().filter_map(differs).collect();
    if sent.len() != received.params.len() {
        found.push(format!(
            "sent {}, arrived {} parameters",
            sent.len(),
            received.params.len()
        ));
    }
    if case["path_params"] != Value::Object(ids) {
        found.push(format!(
            "sent {}, arrived {:?}",
            case["path_params"], received.ids
        ));
    }
    (!found.is_empty()).then(|| found.join("\n    "))
}

async fn every_operation(version: &str, amount: Amount) -> usize {
    let spec = Spec::read().expect("the spec reads");
    let server = server().await;
    let clients = Clients::new(&server.url());
    let mut cases = 0;
    let mut failures = Vec::new();
    for (module, operation) in spec.operations(version) {
        let case = generate::case(&spec, version, &module.name, operation, amount);
        cases += 1;
        if let Some(problem) = problem(&server, &clients, version, &case).await {
            failures.push(format!("{}\n    {problem}", case["id"]));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {cases}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    cases
}

#[tokio::test]
async fn v1_minimal() {
    assert_eq!(every_operation("v1", Amount::Minimal).await, 106);
}

#[tokio::test]
async fn v1_maximal() {
    assert_eq!(every_operation("v1", Amount::Maximal).await, 106);
}

#[tokio::test]
async fn v2_minimal() {
    assert_eq!(every_operation("v2", Amount::Minimal).await, 537);
}

#[tokio::test]
async fn v2_maximal() {
    assert_eq!(every_operation("v2", Amount::Maximal).await, 537);
}

/// A client without a socket.
fn clients_of(mock: &Mock) -> Clients {
    let v1 = v1::Client::builder("acme", "test_key").transport(mock.transport());
    let v2 = v2::Client::builder("acme", "test_key").transport(mock.transport());
    Clients(v1.build().expect("a client"), v2.build().expect("a client"))
}

fn request(clients: &Clients, version: &str, case: &Value) -> Outcome {
    let line = CaseLine::read(&case.to_string()).expect("a case");
    clients.request(version, &mut Case::new(&line).expect("a case"))
}

/// Every id that a case names, with the name of what it is the id of.
fn ids(value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.strip_suffix("_id"), value) {
                    (Some(resource), Value::String(id)) => {
                        let resource = resource.trim_start_matches("cust_");
                        found.push((resource.to_owned(), id.clone()));
                    }
                    _ => ids(value, found),
                }
            }
        }
        Value::Array(elements) => elements.iter().for_each(|it| ids(it, found)),
        _ => {}
    }
}

/// Remembers everything that a case names, and what that names in turn, as samples. What a mock does not remember is left out.
async fn seed(
    mock: &Mock,
    samples: &Clients,
    spec: &Spec,
    (version, of): (&str, Version),
    case: &Value,
) {
    let mut named = Vec::new();
    ids(&case["path_params"], &mut named);
    ids(&case["params"], &mut named);
    for _ in 0..2 {
        let mut next = Vec::new();
        for (resource, id) in std::mem::take(&mut named) {
            let retrieve = (spec.operations(version))
                .find(|(it, op)| it.name == resource && op.name.wire == "retrieve");
            let Some((_, retrieve)) = retrieve.filter(|_| resource != "card") else {
                continue;
            };
            let sample = generate::case(spec, version, &resource, retrieve, Amount::Minimal);
            let sample = request(samples, version, &sample)
                .expect("a request")
                .send()
                .await;
            let mut sample: Value = serde_json::from_str(&sample.expect("a sample")).expect("JSON");
            let mut seed = sample[&resource].take();
            seed["id"] = id.into();
            ids(&seed, &mut next);
            match mock.seed(of, &resource, seed) {
                Ok(_) => {}
                Err(problem) => assert!(problem.contains("there is no"), "{problem}"),
            }
        }
        named = next;
    }
}

/// A mock that remembers: whatever it is asked, about things that are there, it answers as the API could, or says what it does
/// not do. A line for each operation that it refuses; all others are accepted.
async fn refused(version: &str, of: Version, amount: Amount) -> String {
    let lines = refusals(version, of, amount, Settings::new().computed_only()).await;
    let spec = Spec::read().expect("the spec reads");
    let accepted = spec.operations(version).count() - lines.len();
    format!(
        "{accepted} accepted, {} refused\n{}\n",
        lines.len(),
        lines.join("\n")
    )
}

async fn refusals(version: &str, of: Version, amount: Amount, settings: Settings) -> Vec<String> {
    let spec = Spec::read().expect("the spec reads");
    let samples = Mock::new(Settings::new().samples_only()).expect("a mock");
    let mock = Mock::new(settings).expect("a mock");
    let (sampled, clients) = (clients_of(&samples), clients_of(&mock));
    let mut lines = Vec::new();
    for (module, operation) in spec.operations(version) {
        mock.reset();
        mock.set_time(Some(1_700_000_000));
        let case = generate::case(&spec, version, &module.name, operation, amount);
        seed(&mock, &sampled, &spec, (version, of), &case).await;
        let answer = request(&clients, version, &case)
            .expect("a request")
            .send()
            .await;
        let name = format!("{}.{}", module.name, operation.name.wire);
        match answer {
            Ok(_) => {}
            Err(chargebee::Error::Api(error)) if error.status.is_client_error() => {
                lines.push(format!(
                    "{name}: {} {}",
                    error.api_error_code, error.message
                ));
            }
            Err(error) => panic!("{name}: {error}"),
        }
    }
    lines
}

/// What is not computed answers a sample where nothing else is asked for: no operation is refused for what it is.
#[tokio::test]
async fn what_is_not_computed_answers_a_sample() {
    for (version, of) in [("v1", Version::V1), ("v2", Version::V2)] {
        for amount in [Amount::Minimal, Amount::Maximal] {
            let strict = refusals(version, of, amount, Settings::new().computed_only()).await;
            let lines = refusals(version, of, amount, Settings::new()).await;
            assert!(lines.len() < strict.len(), "{} lines", lines.len());
            let as_such = |line: &&String| {
                let (name, _) = line.split_once(':').unwrap_or_default();
                line.ends_with(&format!(" {name} : the mock does not compute this"))
            };
            let refused: Vec<&String> = lines.iter().filter(as_such).collect();
            assert!(refused.is_empty(), "{refused:#?}");
        }
    }
}

/// With what must be given: what is refused here is not done at all, or needs more than samples around it.
#[tokio::test]
async fn v1_with_a_memory() {
    insta::assert_snapshot!(refused("v1", Version::V1, Amount::Minimal).await);
}

#[tokio::test]
async fn v2_with_a_memory() {
    insta::assert_snapshot!(refused("v2", Version::V2, Amount::Minimal).await);
}

/// With everything that can be given: the first of it that is not done.
#[tokio::test]
async fn v1_with_a_memory_and_everything() {
    insta::assert_snapshot!(refused("v1", Version::V1, Amount::Maximal).await);
}

#[tokio::test]
async fn v2_with_a_memory_and_everything() {
    insta::assert_snapshot!(refused("v2", Version::V2, Amount::Maximal).await);
}

#[test]
fn the_same_seed_makes_the_same_case() {
    let spec = Spec::read().expect("the spec reads");
    let (module, operation) = (spec.operations("v2"))
        .find(|(module, it)| module.name == "customer" && it.name.wire == "create")
        .expect("it is there");
    let case = |amount| generate::case(&spec, "v2", &module.name, operation, amount);
    assert_eq!(case(Amount::Maximal), case(Amount::Maximal));
    assert_eq!(case(Amount::Minimal)["params"], serde_json::json!({}));
    let maximal = case(Amount::Maximal);
    let given = maximal["params"].as_object().expect("parameters").len();
    assert_eq!(
        given,
        operation.params.len() + 1,
        "every parameter, and a custom field"
    );
}
