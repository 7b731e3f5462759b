//! A JSON Schema of a file of the spec, for editors: they complete keywords and annotations where they may stand, say what each is,
//! and mark what `regen` refuses in one file alone. It is made of the table that the checks of files go by.

mod shapes;
mod values;

use crate::load::{
    LEFT_OUT,
    table::{self, Expect, Object, ROWS, Spot, Spots, Where, grammar},
};
use serde_json::{Map, Value, json};
use values::{beside, described, single};

/// Draft 7, which editors know best.
const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

const BESIDE_REFERENCE: &str =
    "OpenAPI 3.0 ignores what stands beside `$ref`: write `allOf: [{ $ref: ... }]`";

/// The schema, as text.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn text() -> Result<String, String> {
    let mut schema = Schema::default();
    let top = schema.object(&grammar::DOCUMENT, Spots::of(&[Spot::Document]));
    let top = json!({
        "$schema": DRAFT,
        "title": "A file of the spec",
        "allOf": [top],
        "definitions": schema.definitions,
    });
    let text = serde_json::to_string_pretty(&top).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

#[derive(Default)]
struct Schema {
    definitions: Map<String, Value>,
}

impl Schema {
    /// A reference to a definition, which is made where it is not there yet.
    fn define(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.definitions.contains_key(name) {
            // Something of its name, while it is made: schemas hold schemas.
            self.definitions.insert(name.to_owned(), Value::Null);
            let made = make(self);
            self.definitions.insert(name.to_owned(), made);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    /// A mapping with fixed keys that stands on one of these spots.
    fn object(&mut self, object: &'static Object, spots: Spots) -> Value {
        self.define(&name_of(object.name, spots), |schema| {
            let mut properties = Map::new();
            for (key, expect) in object.keys() {
                let row = table::row(key).filter(|row| row.on.meets(spots));
                if row.is_some() || !key.starts_with("x-") {
                    let value = schema.value(object.name, key, expect);
                    properties.insert(key.to_owned(), described(value, row));
                }
            }
            let needed = |key: &&&str| !LEFT_OUT.contains(&(object.name, **key));
            let required: Vec<&&str> = object.required.iter().filter(needed).collect();
            let required = json!({ "required": required });
            let complete = match properties.contains_key("$ref") {
                true => {
                    json!({ "if": { "required": ["$ref"] }, "then": alone(), "else": required })
                }
                false => required,
            };
            json!({
                "type": "object",
                "title": object.name.replace('`', ""),
                "properties": properties,
                "additionalProperties": false,
                "allOf": [complete, beside(spots)],
            })
        })
    }

    /// What stands at a key of a mapping, by the name of that.
    fn value(&mut self, of: &str, key: &str, expect: Expect) -> Value {
        match (of, key, expect) {
            ("a path", "get", Expect::Object(object)) => {
                self.object(object, Spots::of(&[Spot::Get]))
            }
            ("a path", _, Expect::Object(object)) => self.object(object, Spots::of(&[Spot::Post])),
            ("`components`", "schemas", _) => {
                let types = self.schema(&[&table::RESOURCE, &table::OBJECT, &table::ENUM]);
                let shared = self.schema(&[&table::SHARED]);
                json!({
                    "type": "object",
                    "patternProperties": { "^[A-Z]": types, "^[a-z]": shared },
                    "additionalProperties": false,
                })
            }
            ("a parameter", "schema", _) => {
                self.schema(&[&table::QUERY_VALUE, &table::PATH_ID_VALUE])
            }
            ("the content of a request", ..) => self.media("request", &[&table::BODY]),
            ("the content of a response", ..) => {
                let answers = [&table::ANSWER, &table::PAGE, &table::ERROR];
                self.media("response", &answers)
            }
            (_, _, Expect::Object(object)) => self.object(object, object.spots),
            (_, _, Expect::Map(object)) => {
                let each = self.object(object, object.spots);
                json!({ "type": "object", "additionalProperties": each })
            }
            (_, _, Expect::List(object)) => {
                json!({ "type": "array", "items": self.object(object, object.spots) })
            }
            _ => single(expect),
        }
    }

    /// A media type of a request or a response.
    fn media(&mut self, of: &str, places: &[&'static Where]) -> Value {
        let schema = self.schema(places);
        self.define(&format!("media type of a {of}").replace(' ', "-"), |_| {
            json!({
                "type": "object",
                "properties": { "schema": schema },
                "required": ["schema"],
                "additionalProperties": false,
            })
        })
    }

    /// A schema that stands in one of these places.
    fn schema(&mut self, places: &[&'static Where]) -> Value {
        let all = |spots: Spots, place: &&Where| spots.and(place.spots);
        let spots = places.iter().fold(Spots::of(&[]), all);
        let name = places.first().map_or("", |place| place.name);
        self.define(&name_of(name, spots), |schema| {
            let mut properties = Map::new();
            for (key, expect) in grammar::SCHEMA.own_keys() {
                properties.insert((*key).to_owned(), single(*expect));
            }
            for row in ROWS.iter().filter(|row| row.on.meets(spots)) {
                let value = match (row.key, row.value) {
                    ("properties", _) => {
                        let mut inner: Vec<_> = places.iter().map(|it| it.property()).collect();
                        inner.dedup();
                        let each = schema.schema(&inner);
                        json!({ "type": "object", "additionalProperties": each })
                    }
                    ("items", _) => {
                        let of = |is_object| places.first().map(|it| it.items(is_object));
                        let elements: Vec<_> =
                            [of(false), of(true)].into_iter().flatten().collect();
                        schema.schema(&elements)
                    }
                    ("allOf", _) => schema.target(),
                    (key, value) => schema.value(name, key, value),
                };
                properties.insert(row.key.to_owned(), described(value, Some(row)));
            }
            let shapes = schema.define("shapes", |_| shapes::all());
            json!({
                "type": "object",
                "title": name,
                "properties": properties,
                "additionalProperties": false,
                "if": { "required": ["$ref"] },
                "then": alone(),
                "else": { "allOf": [shapes, beside(spots)] },
            })
        })
    }

    /// One named type, by its reference.
    fn target(&mut self) -> Value {
        self.define("reference", |_| {
            json!({
                "type": "array",
                "minItems": 1,
                "maxItems": 1,
                "items": {
                    "type": "object",
                    "properties": { "$ref": { "type": "string" } },
                    "required": ["$ref"],
                    "additionalProperties": false,
                },
            })
        })
    }
}

/// A reference stands for all that it refers to.
fn alone() -> Value {
    json!({ "maxProperties": 1, "errorMessage": BESIDE_REFERENCE })
}

/// The name of a definition.
fn name_of(name: &str, spots: Spots) -> String {
    let name = name.replace('`', "");
    let words = name.split(' ').map(str::to_owned);
    let spots = spots.all().map(|spot| format!("{spot:?}"));
    // What is no schema and no operation is told by its name.
    let spots = spots.filter(|_| name != "a document" && name != "a parameter");
    words.chain(spots).collect::<Vec<String>>().join("-")
}
