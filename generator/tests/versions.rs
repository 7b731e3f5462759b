//! What `docs/versions.md` says that changes of the API cost is what `diff` says of them.

#[path = "diff/cases.rs"]
mod cases;
#[path = "diff/edit.rs"]
mod edit;

use cases::cases;
use chargebee_generator::diff;
use std::{collections::BTreeMap, fs};

const DOC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/versions.md");
const LEVELS: [&str; 4] = ["-", "patch", "minor", "major"];

/// What a removal costs where the crate keeps what was removed.
const KEPT: [(&str, &str); 4] = [
    ("attribute-removed", "attribute-deprecated"),
    ("parameter-removed", "parameter-deprecated"),
    ("operation-removed", "operation-deprecated"),
    // Its types stay as they are.
    ("resource-removed", ""),
];

/// The rows of the table with this head, each a list of cells.
fn table(text: &str, head: &str) -> Vec<Vec<String>> {
    let lines = text.lines().skip_while(|line| !line.starts_with(head));
    let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.map(|row| {
        let cells = row.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect()
    });
    cells.collect()
}

/// What stands in backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

fn level(word: &str) -> usize {
    let at = LEVELS.iter().position(|level| *level == word);
    at.unwrap_or_else(|| panic!("`{word}` is no level"))
}

#[test]
fn the_costs_of_changes_are_those_of_diff() {
    let text = fs::read_to_string(DOC).expect("the document");
    let mut costs: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let kinds = table(&text, "| change | case |");
    assert!(kinds.len() > 10, "{kinds:?}");
    for row in &kinds {
        let [_, case, before, now] = &row[..] else {
            panic!("four cells: {row:?}");
        };
        let name = quoted(case).next().expect("a case");
        let found = cases().find(|it| it.name == name);
        let (old, new) = edit::sides(found.unwrap_or_else(|| panic!("no case `{name}`")));
        let advice = diff::diff(&old, &new).semver().map_or("-", diff::semver);
        assert_eq!(advice, now, "{name}");
        costs.insert(name.to_owned(), (level(before), level(now)));
    }
    let releases = table(&text, "| version | changes of the API |");
    assert_eq!(releases.len(), 13);
    for row in &releases {
        let [version, changes, before, followed, now] = &row[..] else {
            panic!("five cells: {row:?}");
        };
        let cost = |name: &str| match name {
            "" => (0, 0),
            name => *costs
                .get(name)
                .unwrap_or_else(|| panic!("no kind `{name}`")),
        };
        let kept = |name| {
            KEPT.iter()
                .find(|(it, _)| *it == name)
                .map_or(name, |it| it.1)
        };
        let most = |levels: &mut dyn Iterator<Item = usize>| LEVELS[levels.max().unwrap_or(0)];
        let of = || quoted(changes);
        assert_eq!(most(&mut of().map(|it| cost(it).0)), before, "{version}");
        assert_eq!(most(&mut of().map(|it| cost(it).1)), followed, "{version}");
        assert_eq!(most(&mut of().map(|it| cost(kept(it)).1)), now, "{version}");
    }
}
