//! A file whose keywords are wrong as far as it can be read all the same, so that its errors do not hide those of other files.

use super::value;
use crate::{
    finding::{Problems, did_you_mean},
    load::{
        At,
        table::{Expect, Object, grammar},
        tree::{Node, Pair, Value},
    },
};

/// The tree without what is no keyword and what lacks something. A keyword that was mistyped counts as the one that was meant.
/// Nothing where the document itself is none.
pub(in crate::load) fn repaired(at: At<'_>) -> Option<Node> {
    object(at, &grammar::DOCUMENT)
}

fn object(at: At<'_>, object: &Object) -> Option<Node> {
    let pairs = at.node.as_map()?;
    let mut kept: Vec<Pair> = Vec::new();
    let has_reference = at.node.get("$ref").is_some();
    for pair in pairs
        .iter()
        .filter(|pair| !has_reference || pair.key == "$ref")
    {
        let Some((key, expect)) = meant(&pair.key, object) else {
            continue;
        };
        let is_mistyped = key != pair.key;
        if is_mistyped && (at.node.get(key).is_some() || kept.iter().any(|it| it.key == key)) {
            continue;
        }
        let node = at.with(&pair.node);
        kept.extend(part(node, key, expect).map(|node| Pair {
            key: key.to_owned(),
            mark: pair.mark,
            node,
        }));
    }
    let lacks = |key: &&&str| !kept.iter().any(|pair| pair.key == **key);
    if !has_reference && object.required.iter().any(|key| lacks(&key)) {
        return None;
    }
    Some(Node {
        mark: at.node.mark,
        value: Value::Map(kept),
    })
}

/// The keyword that stands somewhere, or that was meant.
fn meant(key: &str, object: &Object) -> Option<(&'static str, Expect)> {
    let find = |wanted: &str| object.keys().find(|(known, _)| *known == wanted);
    find(key).or_else(|| {
        let near = did_you_mean(key, object.keys().map(|(known, _)| known))?;
        find(near.split('`').nth(1)?)
    })
}

fn part(at: At<'_>, key: &str, expect: Expect) -> Option<Node> {
    match expect {
        Expect::Object(kind) => object(at, kind),
        Expect::Map(kind) => {
            let pairs = at.node.as_map()?.iter().filter_map(|pair| {
                let node = at.with(&pair.node);
                Some(Pair {
                    key: pair.key.clone(),
                    mark: pair.mark,
                    node: object(node, kind)?,
                })
            });
            let value = Value::Map(pairs.collect());
            Some(Node {
                mark: at.node.mark,
                value,
            })
        }
        Expect::List(kind) => {
            let count = at.node.as_list()?.len();
            let items = (0..count).filter_map(|index| object(at.index(index), kind));
            let value = Value::List(items.collect());
            Some(Node {
                mark: at.node.mark,
                value,
            })
        }
        _ => {
            let mut problems = Problems::default();
            value(at, key, expect, &mut problems);
            (!problems.is_broken()).then(|| at.node.clone())
        }
    }
}
