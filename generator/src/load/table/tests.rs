//! Every annotation in every place: it is read there, or it is refused with a word on where it may stand.

mod readme;

use super::{ROWS, Row, Spot, Spots};
use crate::{finding::Report, model::Api};
use serde_yaml::Value;
use std::{collections::BTreeMap, fmt::Write, fs};

/// A spec with a node for every place.
const THING: &str = include_str!("tests/thing.yaml");
const COMMON: &str = include_str!("tests/common.yaml");
/// What is written for each annotation: the annotation itself, and what must stand beside it or elsewhere.
const SAMPLES: &str = include_str!("tests/samples.yaml");

/// A place: what it is, the way to its node, and what it is in the table; structure that no annotation stands on is nothing there.
struct Stand {
    name: &'static str,
    way: &'static str,
    spots: &'static [Spot],
}

const fn stand(name: &'static str, way: &'static str, spots: &'static [Spot]) -> Stand {
    Stand { name, way, spots }
}

const PLACES: [Stand; 38] = [
    stand("a document", "thing", &[Spot::Document]),
    stand("`info`", "thing>info", &[]),
    stand("a path", "thing>paths>/things/{thing_id}", &[]),
    stand("a GET", "thing>paths>/things/{thing_id}>get", &[Spot::Get]),
    stand("a POST", "thing>paths>/things>post", &[Spot::Post]),
    stand(
        "a parameter",
        "thing>paths>/things/{thing_id}>get>parameters>1",
        &[Spot::Query],
    ),
    stand(
        "a shared parameter",
        "thing>components>parameters>shared_query",
        &[Spot::Query],
    ),
    stand(
        "the schema of a parameter",
        "thing>paths>/things/{thing_id}>get>parameters>1>schema",
        &[Spot::QueryValue],
    ),
    stand(
        "the schema of a shared parameter",
        "thing>components>parameters>shared_query>schema",
        &[Spot::QueryValue],
    ),
    stand(
        "an id in the path",
        "thing>components>parameters>thing_id",
        &[Spot::PathId],
    ),
    stand(
        "the schema of an id in the path",
        "thing>components>parameters>thing_id>schema",
        &[Spot::PathIdValue],
    ),
    stand("`requestBody`", "thing>paths>/things>post>requestBody", &[]),
    stand(
        "a media type",
        "thing>paths>/things>post>requestBody>content>application/x-www-form-urlencoded",
        &[],
    ),
    stand(
        "the body of a request",
        "thing>paths>/things>post>requestBody>content>application/x-www-form-urlencoded>schema",
        &[Spot::Body],
    ),
    stand(
        "a property of a body",
        "thing>paths>/things>post>requestBody>content>application/x-www-form-urlencoded>schema>properties>value",
        &[Spot::BodyField],
    ),
    stand(
        "elements of a list that is sent",
        "thing>paths>/things>post>requestBody>content>application/x-www-form-urlencoded>schema>properties>values>items",
        &[Spot::Items],
    ),
    stand(
        "`responses`",
        "thing>paths>/things/{thing_id}>get>responses",
        &[],
    ),
    stand(
        "a response",
        "thing>paths>/things/{thing_id}>get>responses>200",
        &[],
    ),
    stand(
        "an answer",
        "thing>paths>/things/{thing_id}>get>responses>200>content>application/json>schema",
        &[Spot::Answer],
    ),
    stand(
        "a property of an answer",
        "thing>paths>/things/{thing_id}>get>responses>200>content>application/json>schema>properties>value",
        &[Spot::AnswerField],
    ),
    stand(
        "a page",
        "thing>paths>/things>get>responses>200>content>application/json>schema",
        &[Spot::Page],
    ),
    stand(
        "the list of a page",
        "thing>paths>/things>get>responses>200>content>application/json>schema>properties>list",
        &[Spot::PageField],
    ),
    stand(
        "`next_offset` of a page",
        "thing>paths>/things>get>responses>200>content>application/json>schema>properties>next_offset",
        &[Spot::PageField],
    ),
    stand(
        "an entry of a page",
        "thing>paths>/things>get>responses>200>content>application/json>schema>properties>list>items",
        &[Spot::Answer],
    ),
    stand(
        "a property of an entry",
        "thing>paths>/things>get>responses>200>content>application/json>schema>properties>list>items>properties>value",
        &[Spot::AnswerField],
    ),
    stand("`components`", "thing>components", &[]),
    stand(
        "a resource",
        "thing>components>schemas>Thing",
        &[Spot::Resource],
    ),
    stand(
        "a property of a resource",
        "thing>components>schemas>Thing>properties>value",
        &[Spot::Field],
    ),
    stand(
        "elements of a list that is read",
        "thing>components>schemas>Thing>properties>values>items",
        &[Spot::Items],
    ),
    stand(
        "an object that is read",
        "thing>components>schemas>Part",
        &[Spot::Record],
    ),
    stand(
        "a property of an object that is read",
        "thing>components>schemas>Part>properties>value",
        &[Spot::Field],
    ),
    stand(
        "an object that is sent",
        "thing>components>schemas>PartParams",
        &[Spot::Group],
    ),
    stand(
        "a member of an object that is sent",
        "thing>components>schemas>PartParams>properties>value",
        &[Spot::Member],
    ),
    stand("an enum", "thing>components>schemas>Level", &[Spot::Enum]),
    stand(
        "a shared field of a body",
        "thing>components>schemas>of_body",
        &[Spot::Shared, Spot::BodyField],
    ),
    stand(
        "a shared field of an object that is sent",
        "thing>components>schemas>of_group",
        &[Spot::Shared, Spot::Member],
    ),
    stand(
        "a shared field of an object that is read",
        "thing>components>schemas>of_record",
        &[Spot::Shared, Spot::Field],
    ),
    stand(
        "the shared error",
        "common>components>responses>Error>content>application/json>schema",
        &[Spot::Error],
    ),
];

impl Stand {
    /// Whether the table says that a row may stand here.
    fn allows(&self, row: &Row) -> bool {
        !self.spots.is_empty() && self.spots.iter().all(|spot| row.on.has(*spot))
    }

    /// Whether values stand here, which have a type of their own.
    fn holds_value(&self) -> bool {
        use Spot::{
            AnswerField, BodyField, Field, Items, Member, PageField, PathIdValue, QueryValue,
        };
        let values = [
            AnswerField,
            BodyField,
            Field,
            Items,
            Member,
            PageField,
            PathIdValue,
            QueryValue,
        ];
        self.spots.iter().any(|spot| values.contains(spot))
    }
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("YAML")
}

/// The node at the end of a way.
fn node<'v>(documents: &'v mut Value, way: &str) -> &'v mut Value {
    way.split('>').fold(documents, |at, step| match at {
        Value::Sequence(list) => &mut list[step.parse::<usize>().expect("an index")],
        Value::Mapping(map) => map.get_mut(step).unwrap_or_else(|| panic!("{way}: {step}")),
        _ => panic!("{way}: {step}"),
    })
}

/// Lays one mapping over another; what is nothing is taken away.
fn merge(into: &mut Value, from: &Value) {
    let (Value::Mapping(into), Value::Mapping(from)) = (&mut *into, from) else {
        *into = from.clone();
        return;
    };
    for (key, value) in from {
        match into.get_mut(key) {
            _ if value.is_null() => drop(into.shift_remove(key)),
            Some(there) => merge(there, value),
            None => drop(into.insert(key.clone(), value.clone())),
        }
    }
}

type Read = Result<Vec<Api>, Report>;

/// What is said of what is read and changes nothing.
const DROPPED: &str = "changes nothing";

/// Stands for the annotation that is tried.
const TRIED: &str = "x-tried";

/// Reads the documents, whose texts are made another first.
fn read(documents: &Value, text: impl Fn(&str) -> String) -> Read {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("v2")).expect("made");
    for (stem, document) in documents.as_mapping().expect("documents") {
        let path = format!("v2/{}.yaml", stem.as_str().expect("a name"));
        let written = serde_yaml::to_string(document).expect("written");
        fs::write(folder.path().join(path), text(&written)).expect("written");
    }
    crate::read(folder.path())
}

/// The text with comments for the lines of what is tried, so that all else stands where it did.
fn without(text: &str) -> String {
    let (mut kept, mut inside) = (String::new(), None);
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        let starts = line.trim_start().starts_with(TRIED);
        inside = inside
            .filter(|depth| indent > *depth)
            .or(starts.then_some(indent));
        kept.push_str(if inside.is_some() { "#" } else { line });
        kept.push('\n');
    }
    kept
}

/// What is said about an annotation in one place.
fn outcome(row: &Row, place: &Stand, sample: &Value) -> Result<(), String> {
    let mut documents = yaml("thing: 1\ncommon: 1");
    *node(&mut documents, "thing") = yaml(THING);
    *node(&mut documents, "common") = yaml(COMMON);
    let sample = sample.get(place.name).unwrap_or(sample);
    let part = |name: &str| sample.get(name).cloned().unwrap_or(Value::Null);
    // What makes it say something where it may stand.
    for (way, value) in part("elsewhere").as_mapping().into_iter().flatten() {
        let way = way.as_str().expect("a way");
        if place.allows(row) && (way.starts_with(place.way) || !way.contains("paths")) {
            merge(node(&mut documents, way), value);
        }
    }
    let here = node(&mut documents, place.way);
    if place.holds_value() && !part("value").is_null() {
        merge(here, &part("value"));
    }
    if !part("object").is_null() && here.get("properties").is_some() {
        merge(here, &part("object"));
    }
    if place.spots.contains(&Spot::Query) && !part("query").is_null() {
        merge(here, &part("query"));
    }
    if !place.spots.is_empty() && !part("beside").is_null() {
        merge(here, &part("beside"));
    }
    // Last of its keys, so that the text without it is the same up to there.
    let map = here.as_mapping_mut().expect("a mapping");
    let own = map.shift_remove(row.key).unwrap_or_else(|| part("says"));
    map.insert(Value::from(TRIED), own);
    let with = read(&documents, |text| text.replace(TRIED, row.key));
    let named = [format!("`{}`", row.key), format!("`{}:", row.key)];
    match &with {
        Ok(apis) => match read(&documents, without) {
            Ok(without) if *apis == without => Err(DROPPED.to_owned()),
            _ => Ok(()),
        },
        Err(report) => {
            let findings = report.findings();
            let names = |text: &str| named.iter().any(|name| text.contains(name));
            let about = (findings.iter().find(|it| names(&it.message))).or_else(|| {
                findings
                    .iter()
                    .find(|it| it.help.as_deref().is_some_and(names))
            });
            let said = about.or(findings.first()).expect("a finding");
            let help = said.help.as_deref().unwrap_or_default();
            Err(format!("{}\n      {help}", said.message))
        }
    }
}

/// A text without the name of what the annotation stands on: what is said of many places is told once.
fn alike(text: &str) -> String {
    let (message, help) = text.split_once('\n').unwrap_or((text, ""));
    for (before, after) in [(" is no annotation of ", ": "), (" stands on ", "; ")] {
        if let Some((start, rest)) = message.split_once(before) {
            let why = rest.split_once(after).map_or("", |(_, why)| why);
            return format!("{start}{before}...{after}{why}")
                .trim_end_matches([':', ';', ' '])
                .to_owned()
                + "\n"
                + help;
        }
    }
    text.to_owned()
}

/// Whether a text says where an annotation may stand, or on what.
fn says_where(row: &Row, text: &str) -> bool {
    let in_schema = row.on.has(Spot::QueryValue) && text.contains("inside of `schema`");
    let of_another = text.contains("remove `x-resource` from what is not the resource itself");
    let why = [row.stands, row.about];
    in_schema || of_another || why.iter().any(|why| !why.is_empty() && text.contains(why))
}

/// The whole matrix, told by what is said: so a reviewer sees where each annotation may stand, and what is said elsewhere.
#[test]
fn every_annotation_in_every_place() {
    let samples = yaml(SAMPLES);
    let (mut told, mut failed) = (String::new(), String::new());
    for row in ROWS.iter().filter(|row| row.is_annotation()) {
        let sample = samples
            .get(row.key)
            .unwrap_or_else(|| panic!("no sample of {}", row.key));
        let mut by_text: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for place in &PLACES {
            let said = outcome(row, place, sample);
            let is_right = match &said {
                Ok(()) => place.allows(row),
                // A page whose list is guaranteed says what is so anyway, and so does an operation of the resource of its file.
                Err(text) if text == DROPPED => {
                    let anyway = [
                        ("x-guaranteed", "a page"),
                        ("x-resource", "a GET"),
                        ("x-resource", "a POST"),
                    ];
                    anyway.contains(&(row.key, place.name))
                }
                // What is asked to check a connection says more than where: no place of these has all of it.
                Err(text) if row.key == "x-check" && text.contains("is asked with") => {
                    place.allows(row)
                }
                Err(text) => !place.allows(row) && says_where(row, text),
            };
            let text = said.map_or_else(|text| text, |()| String::new());
            if !is_right {
                writeln!(failed, "{} on {}: {text}", row.key, place.name).expect("written");
            }
            by_text.entry(alike(&text)).or_default().push(place.name);
        }
        writeln!(told, "{}", row.key).expect("written");
        let most = by_text
            .iter()
            .filter(|(text, _)| !text.is_empty())
            .map(|it| it.1.len())
            .max();
        for (text, places) in by_text {
            let (text, places) = match places.len() {
                _ if text.is_empty() => ("is read", places.join(", ")),
                count if Some(count) == most => (text.as_str(), format!("all {count} others")),
                _ => (text.as_str(), places.join(", ")),
            };
            writeln!(told, "    {text}\n        on {places}").expect("written");
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../../../tests/snapshots" }, {
        insta::assert_snapshot!("annotations_in_places", told);
    });
    assert!(failed.is_empty(), "{failed}");
}
