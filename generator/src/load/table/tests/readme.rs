//! `spec/README.md` says of annotations what the table says, and its recipes can be followed.

use super::{ROWS, Row, Spot, Spots, merge, node, yaml};
use crate::load::table::Expect;
use serde_yaml::Value;
use std::{collections::BTreeSet, fs, path::Path};

/// The sections that list annotations, with one of the places that each is about; the last lists what stands in several.
const SECTIONS: [(&str, &[Spot]); 6] = [
    ("On operations", &[Spot::Get, Spot::Post]),
    ("On objects", &[Spot::Resource, Spot::Record, Spot::Group]),
    ("On values", &[Spot::Field, Spot::QueryValue]),
    ("On parameters of the query", &[Spot::Query]),
    ("On enums", &[Spot::Enum]),
    ("On a document", &[Spot::Document]),
];
const SEVERAL: &str = "On several of these";

/// What the column of that section says, and where it is.
const WORDS: [(&str, Spot); 4] = [
    ("operation", Spot::Get),
    ("property", Spot::Field),
    ("parameter", Spot::Query),
    ("resource", Spot::Resource),
];

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/README.md");
    fs::read_to_string(path).expect("read")
}

/// The lines of the tables: the section, the annotations of the first cell, and the second cell.
fn listed(readme: &str) -> Vec<(&str, &str, &str)> {
    let (mut section, mut found) = ("", Vec::new());
    for line in readme.lines() {
        if let Some(title) = line
            .strip_prefix("### ")
            .or_else(|| line.strip_prefix("## "))
        {
            section = title;
        }
        let mut cells = line
            .strip_prefix("| `x-")
            .into_iter()
            .flat_map(|_| line.split(" | "));
        let (Some(first), Some(second)) = (cells.next(), cells.next()) else {
            continue;
        };
        for name in first.split('`').skip(1).step_by(2) {
            found.push((section, name.split(':').next().unwrap_or(name), second));
        }
    }
    found
}

/// The sections in which an annotation is to be listed.
fn sections(row: &Row) -> BTreeSet<&'static str> {
    let own = SECTIONS
        .iter()
        .filter(|(_, spots)| row.on.meets(Spots::of(spots)));
    let own: BTreeSet<&str> = own.map(|(name, _)| *name).collect();
    // What is about a value and stands beside the name of a parameter is about the same.
    let both = ["On values", "On parameters of the query"]
        .iter()
        .all(|it| own.contains(it));
    if both || own.len() > 2 {
        BTreeSet::from([SEVERAL])
    } else {
        own
    }
}

#[test]
fn the_readme_lists_every_annotation_where_it_stands() {
    let readme = readme();
    let listed = listed(&readme);
    for row in ROWS.iter().filter(|row| row.is_annotation()) {
        let of_row = listed.iter().filter(|(_, name, _)| *name == row.key);
        let said: Vec<&str> = of_row.clone().map(|(section, ..)| *section).collect();
        let is: BTreeSet<&str> = said.iter().copied().collect();
        assert_eq!(is, sections(row), "{}", row.key);
        for (_, _, on) in of_row.filter(|(section, ..)| *section == SEVERAL) {
            for (word, spot) in WORDS.iter().filter(|_| *on != "the same") {
                assert_eq!(on.contains(word), row.on.has(*spot), "{}: {word}", row.key);
            }
        }
        if let Expect::One(words) | Expect::Some(words) | Expect::Filters(words) = row.value {
            for word in (words.known)() {
                let quoted = [
                    format!("`{word}`"),
                    format!("`'{word}'`"),
                    format!(": {word}`"),
                ];
                assert!(
                    quoted.iter().any(|it| readme.contains(it)),
                    "{}: {word}",
                    row.key
                );
            }
        }
        if row.only_v2 {
            let lines = readme
                .lines()
                .filter(|line| line.contains(&format!("| `{}", row.key)));
            assert!(
                lines.clone().all(|line| line.contains("in v1")),
                "{}",
                row.key
            );
        }
    }
    for (section, name, _) in &listed {
        let is_row = ROWS.iter().any(|row| row.key == *name);
        assert!(is_row, "{section}: there is no `{name}`");
    }
}

/// Each recipe, as it stands there, put into the real spec.
#[test]
fn the_recipes_can_be_followed() {
    let readme = readme();
    let (_, recipes) = readme.split_once("## Recipes").expect("recipes");
    let blocks: Vec<&str> = recipes
        .split("```yaml\n")
        .skip(1)
        .filter_map(|it| it.split("```").next())
        .collect();
    let [attribute, parameter, filter, value, operation, response] = blocks[..] else {
        panic!("{} recipes", blocks.len());
    };
    let (of_body, shared) = parameter
        .split_once("  # and under components.schemas:\n")
        .expect("two parts");
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/v2");
    let folder = tempfile::tempdir().expect("a folder");
    let v2 = folder.path().join("v2");
    fs::create_dir(&v2).expect("made");
    for entry in fs::read_dir(spec).expect("read") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, v2.join(path.file_name().expect("a name"))).expect("copied");
    }
    let coupon = v2.join("coupon.yaml");
    let read = |path: &Path| yaml(&fs::read_to_string(path).expect("read"));
    let write = |path: &Path, document: &Value| {
        fs::write(path, serde_yaml::to_string(document).expect("written")).expect("written");
    };
    // Several resources share the enum.
    let common = v2.join("common.yaml");
    let mut shares = read(&common);
    merge(node(&mut shares, "components>schemas"), &yaml(value));
    write(&common, &shares);
    let mut document = read(&coupon);
    for schemas in [attribute, shared] {
        merge(node(&mut document, "components>schemas"), &yaml(schemas));
    }
    let body = "paths>/coupons/{coupon_id}>post>requestBody>content>application/x-www-form-urlencoded>schema>properties";
    merge(node(&mut document, body), &yaml(of_body));
    merge(node(&mut document, "paths"), &yaml(operation));
    merge(node(&mut document, "components"), &yaml(response));
    let Value::Sequence(filters) = yaml(filter) else {
        panic!("a list")
    };
    let parameters = node(&mut document, "paths>/coupons>get>parameters");
    parameters
        .as_sequence_mut()
        .expect("a list")
        .extend(filters);
    write(&coupon, &document);
    if let Err(report) = crate::read(folder.path()) {
        panic!("{report}");
    }
}
