//! Cases made from the spec: what every operation can be given, the same for the same seed.

use crate::spec::Spec;
use chargebee_generator::model::{
    JsonValue, Operation, Operators, Param, ParamKind, TimeUnit, Traits, Type, TypeRef,
};
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// How much of what an operation takes is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// What must be given.
    Minimal,
    /// Everything, with every operator of every filter, two elements in every list, and a custom field where one is taken.
    Maximal,
}

/// A case, as the line of a case file has it; without what is expected on the wire.
#[must_use]
pub fn case(spec: &Spec, version: &str, resource: &str, of: &Operation, amount: Amount) -> Value {
    let operation = &of.name.wire;
    // Each case has a seed of its own, so that a change of one operation leaves the others as they are.
    let id = format!("{version}/{resource}/{operation}/{amount:?}");
    let seed = id.bytes().fold(7_u64, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(byte.into())
    });
    let mut maker = Maker {
        spec,
        version,
        amount,
        rng: Rng::with_seed(seed),
    };
    let ids = of
        .path_ids
        .iter()
        .map(|id| (id.name.wire.clone(), maker.id(&id.name.wire).into()));
    let ids: Map<String, Value> = ids.collect();
    let mut params = maker.params(&of.params);
    if of.custom_fields && amount == Amount::Maximal {
        // The mock gives a custom field back as the number or boolean that its text is: a word stays one.
        let value = format!("to {}", maker.text(None));
        let value = if of.method.is_safe() {
            json!({ "is": value })
        } else {
            json!(value)
        };
        params.insert("cf_channel".to_owned(), value);
    }
    json!({
        "id": id, "api": version, "resource": resource, "operation": operation,
        "path_params": ids, "params": params, "expect": {},
    })
}

struct Maker<'a> {
    spec: &'a Spec,
    version: &'a str,
    amount: Amount,
    rng: Rng,
}

/// What text is made of: what forms, queries and JSON must escape, and what is longer than a byte.
const CHARACTERS: [char; 16] = [
    'a', 'Z', '0', ' ', '&', '=', '+', '%', '"', '\\', '[', ']', '/', 'é', '日', '🦀',
];

impl Maker<'_> {
    fn params<'p>(&mut self, params: impl IntoIterator<Item = &'p Param>) -> Map<String, Value> {
        let mut made = Map::new();
        for param in params {
            if param.required || self.amount == Amount::Maximal {
                let value = match &param.kind {
                    ParamKind::Value => self.value(&param.ty, &param.traits),
                    // The method's argument means this operator; it takes no other.
                    ParamKind::Filter(_) if param.required => {
                        json!({ "is": self.value(&param.ty, &param.traits) })
                    }
                    ParamKind::Filter(operators) => {
                        self.filter(*operators, &param.ty, &param.traits)
                    }
                    ParamKind::Sort(attributes) => self.sort(attributes),
                };
                made.insert(param.name.wire.clone(), value);
            }
        }
        made
    }

    fn filter(&mut self, operators: Operators, ty: &Type, traits: &Traits) -> Value {
        let made = operators.names().map(|operator| {
            let value = match operator {
                "is_present" => json!(self.rng.bool()),
                "in" | "not_in" | "between" => {
                    json!([self.value(ty, traits), self.value(ty, traits)])
                }
                _ => self.value(ty, traits),
            };
            (operator.to_owned(), value)
        });
        Value::Object(made.collect())
    }

    fn sort(&mut self, attributes: &[String]) -> Value {
        let direction = if self.rng.bool() { "asc" } else { "desc" };
        let attribute = self.rng.choice(attributes).map_or("", String::as_str);
        let mut object = Map::new();
        object.insert(direction.to_owned(), attribute.into());
        object.into()
    }

    fn value(&mut self, ty: &Type, traits: &Traits) -> Value {
        match ty {
            Type::Bool => json!(self.rng.bool()),
            Type::Int | Type::Amount(_) => json!(self.whole(traits)),
            Type::Text => json!(self.text(traits.max_length)),
            Type::Decimal(_) => json!(format!("{}.{:02}0", self.whole(traits), self.rng.u8(1..9))),
            Type::Time(TimeUnit::Seconds) => json!(self.rng.i64(1_600_000_000..1_900_000_000)),
            Type::Time(TimeUnit::Milliseconds) => {
                json!(self.rng.i64(1_600_000_000_000..1_900_000_000_000))
            }
            // None without decimals: of such a currency the crate sends no decimal places, and every decimal is set.
            Type::Currency => json!(self.rng.choice(["USD", "EUR", "KWD"])),
            Type::Id(kind) => json!(self.id(kind)),
            Type::Enum(of) => json!(self.one_of(of, traits)),
            Type::Group(of) => {
                let members = self.spec.members(self.version, of).iter();
                let taken = members.filter(|it| !traits.without.contains(&it.name.wire));
                self.params(taken).into()
            }
            Type::Json if traits.json == Some(JsonValue::Array) => json!([self.text(None), 1.5]),
            Type::Record(_) | Type::Json => {
                json!({ "text": self.text(None), "number": self.rng.i32(..), "none": null, "list": [1.5, {}] })
            }
            Type::List(inner) => {
                let none = Traits::default();
                // What is left out of a group is said at the list.
                let traits = match (&**inner, &traits.items) {
                    (Type::Group(_), _) => traits,
                    (_, Some(items)) => &**items,
                    (_, None) => &none,
                };
                let count = if self.amount == Amount::Minimal { 1 } else { 2 };
                (0..count).map(|_| self.value(inner, traits)).collect()
            }
        }
    }

    fn one_of(&mut self, of: &TypeRef, traits: &Traits) -> String {
        let spec = self.spec;
        let all: Vec<&str> = match traits.accepts.is_empty() {
            true => spec.values(self.version, of).collect(),
            false => traits.accepts.iter().map(String::as_str).collect(),
        };
        self.rng.choice(all).unwrap_or_default().to_owned()
    }

    /// Between the bounds that the spec names; a fraction can still be added to it.
    fn whole(&mut self, traits: &Traits) -> i64 {
        let bound = |text: &Option<String>| text.as_ref().and_then(|it| it.parse::<f64>().ok());
        #[expect(clippy::cast_possible_truncation, reason = "bounds are small numbers")]
        let least = bound(&traits.minimum).map_or(0, |it| it.ceil() as i64);
        #[expect(clippy::cast_possible_truncation, reason = "bounds are small numbers")]
        let most = bound(&traits.maximum).map_or(least + 90, |it| it.floor() as i64);
        match least < most {
            true => self.rng.i64(least..most),
            false => least,
        }
    }

    fn text(&mut self, most: Option<u64>) -> String {
        let most = usize::try_from(most.unwrap_or(20))
            .unwrap_or(20)
            .clamp(1, 20);
        let length = self.rng.usize(1..=most);
        (0..length)
            .filter_map(|_| self.rng.choice(CHARACTERS))
            .collect()
    }

    fn id(&mut self, kind: &str) -> String {
        let kind: String = kind.chars().take(30).collect();
        format!("{kind} é/{}", self.rng.u16(..))
    }
}
