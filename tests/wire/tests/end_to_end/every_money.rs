//! Every operation that takes money: none sends it as a bare number of another currency without a word.

use chargebee::{Error, v1, v2};
use chargebee_generator::model::{Operation, Param, ParamKind, Type};
use chargebee_mock::{Mock, Settings};
use chargebee_wire_tests::{
    case::{Case, CaseLine, Outcome},
    drive,
    generate::{self, Amount},
    spec::Spec,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, fs, path::Path};

fn item(ty: &Type) -> &Type {
    match ty {
        Type::List(inner) => inner,
        other => other,
    }
}

/// Money as a case has it, in the currency of nothing else; in a list where there was one.
fn yen(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(yen).collect(),
        Value::Object(operators) => {
            let all = operators
                .iter()
                .map(|(name, value)| (name.clone(), yen(value)));
            Value::Object(all.collect())
        }
        Value::Bool(_) => value.clone(),
        _ => json!("JPY 50"),
    }
}

/// Turns every amount to yen, and leaves out all codes and decimals that need not be given. Whether there was an amount.
fn to_yen(spec: &Spec, version: &str, params: &[Param], given: &mut Map<String, Value>) -> bool {
    let mut any = false;
    for param in params {
        let name = &param.name.wire;
        match item(&param.ty) {
            Type::Amount(_) => {
                if let Some(value) = given.get_mut(name) {
                    *value = yen(value);
                    any = true;
                }
            }
            Type::Currency | Type::Decimal(_) if !param.required => {
                given.remove(name);
            }
            Type::Group(of) => {
                let groups = match given.get_mut(name) {
                    Some(Value::Array(list)) => list.iter_mut().collect(),
                    Some(one) => vec![one],
                    None => continue,
                };
                for group in groups.into_iter().filter_map(Value::as_object_mut) {
                    any |= to_yen(spec, version, spec.members(version, of), group);
                }
            }
            _ => {}
        }
    }
    any
}

struct Clients(v1::Client, v2::Client);

impl Clients {
    fn request(&self, version: &str, case: &Value) -> Outcome {
        let line = CaseLine::read(&case.to_string()).expect("a case");
        let mut case = Case::new(&line).expect("a case");
        match version {
            "v1" => drive::v1::request(&self.0, &mut case),
            _ => drive::v2::request(&self.1, &mut case),
        }
    }
}

/// What became of a request in yen.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Refused,
    Unverifiable,
    Told,
}

/// Sends one to a mock whose samples are in dollars.
async fn fate(mock: &Mock, request: Outcome, name: &str) -> Fate {
    let request = request.unwrap_or_else(|problem| panic!("{name}: {}", problem.0));
    let answer = request.send().await;
    let arrived = mock.log().len();
    mock.reset();
    match answer {
        Err(Error::Config(problem)) => {
            let text = problem.to_string();
            assert_eq!(arrived, 0, "{name}: {text}");
            match text.contains("would be sent as a bare number") {
                true => Fate::Unverifiable,
                false => {
                    assert!(text.contains("JPY"), "{name}: {text}");
                    Fate::Refused
                }
            }
        }
        Err(error) if error.is_currency_mismatch() => {
            assert_eq!((arrived, error.attempts()), (1, 1), "{name}: {error}");
            Fate::Told
        }
        other => panic!("{name}: {other:?}"),
    }
}

fn has_code(operation: &Operation) -> bool {
    let filter = |param: &Param| matches!(param.kind, ParamKind::Filter(_));
    let code = operation
        .currency_param
        .and_then(|at| operation.params.get(at));
    code.is_some_and(|code| code.required || filter(code))
}

#[tokio::test]
async fn money_in_another_currency_is_refused_or_told() {
    let spec = Spec::read().expect("the spec reads");
    let settings = Settings::new().key("test_key").samples_only();
    let mock = Mock::new(settings).expect("a mock");
    let v1 = v1::Client::builder("acme", "test_key").transport(mock.transport());
    let v2 = v2::Client::builder("acme", "test_key").transport(mock.transport());
    let clients = Clients(v1.build().expect("a client"), v2.build().expect("a client"));
    let mut fates: Vec<(Fate, String)> = Vec::new();
    let mut only_decimals = Vec::new();
    for version in ["v1", "v2"] {
        for (module, operation) in spec.operations(version) {
            let Some(currency) = &operation.currency else {
                continue;
            };
            let name = format!("{version}.{}.{}", module.name, operation.name.wire);
            let mut case = generate::case(&spec, version, &module.name, operation, Amount::Maximal);
            let params = case["params"].as_object_mut().expect("parameters");
            if !to_yen(&spec, version, &operation.params, params) {
                only_decimals.push(name);
                continue;
            }
            let fate = fate(&mock, clients.request(version, &case), &name).await;
            // What the model says is what happens.
            match (&currency.of, &currency.answer) {
                (Some(_), Some(_)) => assert!(fate != Fate::Unverifiable, "{name}: {fate:?}"),
                (Some(_), None) => assert!(
                    fate == Fate::Unverifiable || has_code(operation),
                    "{name}: {fate:?}"
                ),
                (None, _) => assert_eq!(fate, Fate::Refused, "{name}"),
            }
            fates.push((fate, name));
        }
    }
    let count = |fate: Fate| fates.iter().filter(|(it, _)| *it == fate).count();
    let counts = (
        count(Fate::Refused),
        count(Fate::Unverifiable),
        count(Fate::Told),
    );
    insta::assert_debug_snapshot!((counts, only_decimals));
}

/// The list in the documentation is that of the model.
#[test]
fn the_documentation_names_every_operation_that_refuses_money() {
    let spec = Spec::read().expect("the spec reads");
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generated/src");
    let mut found = 0;
    for version in ["v1", "v2"] {
        let modules: BTreeSet<&str> = (spec.operations(version))
            .map(|(module, _)| module.name.as_str())
            .collect();
        for module in modules {
            let path = crate_folder.join(version).join(format!("{module}.rs"));
            let text = fs::read_to_string(path).expect("a module");
            let words: Vec<&str> = (text.lines())
                .map(|line| line.trim().trim_start_matches("///").trim())
                .collect();
            let text = words.join(" ");
            let expected: Vec<&Operation> = (spec.operations(version))
                .filter(|(it, _)| it.name == module)
                .filter_map(|(_, it)| Some((it, it.currency.as_ref()?)))
                .filter(|(_, currency)| currency.of.is_some() && currency.answer.is_none())
                .map(|(it, _)| it)
                .collect();
            for operation in &expected {
                let said = format!(
                    "`Money` is refused unless [`currency_of`]({}::currency_of) says it",
                    operation.request
                );
                assert!(text.contains(&said), "{version}.{module}: {said}");
            }
            let listed = text.matches("`Money` is refused unless").count();
            assert_eq!(listed, expected.len(), "{version}.{module}");
            found += listed;
        }
    }
    assert!(found > 30, "{found}");
}
