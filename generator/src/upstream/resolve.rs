//! Where schemas lead: references, unions with `null`, and objects that are made of several.

use super::{
    Reader,
    names::words,
    node::{At, Found},
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Nesting beyond this leads back to itself.
pub(super) const MAX_DEPTH: usize = 40;

/// The properties of an object, and which of them are required.
pub(super) type Properties<'a> = (Vec<(&'a str, At<'a>)>, BTreeSet<&'a str>);

/// A schema with its references followed.
#[derive(Debug)]
pub(super) struct Resolved<'a> {
    pub(super) at: At<'a>,
    /// The name of the component that it is, where it is one.
    pub(super) component: Option<String>,
    /// What stands on the way: a reference can have siblings since OpenAPI 3.1.
    way: Vec<At<'a>>,
    /// Whether it is one of several kinds, so that nothing can be said about it.
    several: bool,
}

impl<'a> Resolved<'a> {
    /// What stands on the way to the schema, from where it is used.
    pub(super) fn way(&self) -> &[At<'a>] {
        &self.way
    }

    /// Whether it is one of several kinds, so that nothing can be said about it.
    pub(super) fn is_several(&self) -> bool {
        self.several
    }

    /// The first of the texts on the way.
    pub(super) fn text(&self, key: &str) -> Found<String> {
        for at in &self.way {
            if let Some(text) = at.text_of(key)? {
                return Ok(words(text));
            }
        }
        Ok(String::new())
    }
}

impl<'a> Reader<'a> {
    /// Follows references, and unions that hold one kind beside `null`.
    pub(super) fn resolve(&self, at: &At<'a>) -> Found<Resolved<'a>> {
        let mut resolved = Resolved {
            at: at.clone(),
            component: None,
            way: vec![at.clone()],
            several: false,
        };
        for _ in 0..MAX_DEPTH {
            let here = resolved.at.clone();
            let next = if let Some(reference) = here.text_of("$ref")? {
                let target = here.follow(&self.root, reference)?;
                resolved.component = target.component();
                target
            } else {
                if here.get("type")?.is_some() || here.get("properties")?.is_some() {
                    return Ok(resolved);
                }
                let mut parts = here.list_of("allOf")?;
                if parts.len() > 1 {
                    return Ok(resolved);
                }
                for union in ["oneOf", "anyOf"] {
                    for part in here.list_of(union)? {
                        if part.value.get("type").and_then(Value::as_str) != Some("null") {
                            parts.push(part);
                        }
                    }
                }
                match parts.as_slice() {
                    [] => return Ok(resolved),
                    [one] => one.clone(),
                    _ => {
                        self.note(&here, "one of several kinds, read as any value");
                        resolved.several = true;
                        return Ok(resolved);
                    }
                }
            };
            resolved.way.push(next.clone());
            resolved.at = next;
        }
        Err(at.wrong("this reference leads back to itself"))
    }

    /// The properties of an object, with those of the schemas that it is made of, and which of them are required.
    pub(super) fn properties(&self, at: &At<'a>) -> Found<Properties<'a>> {
        let mut properties: Vec<(&str, At<'_>)> = Vec::new();
        let mut known = BTreeSet::new();
        let mut required = BTreeSet::new();
        let mut open = vec![(at.clone(), 0)];
        while let Some((at, depth)) = open.pop() {
            self.step(&at)?;
            if depth > MAX_DEPTH {
                return Err(at.wrong("this schema is made of itself"));
            }
            for (name, property) in at.pairs_of("properties")? {
                if known.insert(name) {
                    properties.push((name, property));
                }
            }
            required.extend(at.texts_of("required")?);
            for part in at.list_of("allOf")? {
                open.push((self.resolve(&part)?.at, depth + 1));
            }
        }
        Ok((properties, required))
    }
}
