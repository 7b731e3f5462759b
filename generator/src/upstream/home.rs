//! The resource that an operation belongs to. Upstream says it nowhere: a tag groups pages (`batch`, `business_rules`).

use super::{
    Reader,
    names::{singular, snake},
    node::{At, Found},
};

impl<'a> Reader<'a> {
    /// What the paths start with.
    pub(super) fn roots(&mut self) -> Found<()> {
        for (path, _) in self.root.pairs_of("paths")? {
            self.roots.extend(steps(path).into_iter().next());
        }
        Ok(())
    }

    /// The resource that an operation belongs to, as the spec has it: what its path ends with, where it answers that; what it
    /// answers, where its path starts with another resource (`/subscriptions/{id}/renewal_estimate`); what its path starts with
    /// otherwise.
    pub(super) fn home(&self, path: &str, at: &At<'a>) -> Found<String> {
        let steps = steps(path);
        let answered = self.answered(at)?;
        let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
            return Ok("root".to_owned());
        };
        if answered.contains(last) {
            return Ok(last.clone());
        }
        let is_resource = self.resources.values().any(|it| it.module == *first);
        if path.contains('{') && !answered.contains(first) {
            let has_paths = answered.iter().find(|it| self.roots.contains(*it));
            if let Some(answered) = has_paths {
                return Ok(answered.clone());
            }
        }
        if is_resource {
            return Ok(first.clone());
        }
        // A word that is no plural is the name of no collection: `/batch/usage_events`.
        let words = path.split('/').map(snake);
        let collection = words
            .map(|it| (singular(&it), it))
            .find(|(one, many)| one != many);
        let answered = answered.into_iter().next();
        Ok(answered
            .or(collection.map(|(one, _)| one))
            .unwrap_or_else(|| first.clone()))
    }

    /// The resources that an answer, or an element of its list, always holds.
    fn answered(&self, at: &At<'a>) -> Found<Vec<String>> {
        let mut found = Vec::new();
        let Some(response) = at.dig(&["responses", "200"])? else {
            return Ok(found);
        };
        let Some(response) = self.behind_references(&response)? else {
            return Ok(found);
        };
        let Some(schema) = response.dig(&["content", "application/json", "schema"])? else {
            return Ok(found);
        };
        let mut members = self.properties(&self.resolve(&schema)?.at)?;
        let list = members.0.iter().find(|(name, _)| *name == "list");
        if let Some((_, list)) = list
            && let Some(items) = self.resolve(list)?.at.get("items")?
        {
            members = self.properties(&self.resolve(&items)?.at)?;
        }
        let (properties, required) = members;
        for (name, property) in properties {
            let mut value = self.resolve(&property)?;
            if value.component.is_none()
                && let Some(items) = value.at.get("items")?
            {
                value = self.resolve(&items)?;
            }
            let resource = value.component.and_then(|it| self.resources.get(&it));
            if let (true, Some(resource)) = (required.contains(name), resource) {
                found.push(resource.module.clone());
            }
        }
        Ok(found)
    }
}

/// The words of a path, as names of resources.
fn steps(path: &str) -> Vec<String> {
    let parts = path
        .split('/')
        .filter(|it| !it.is_empty() && !it.starts_with('{'));
    parts.map(|it| singular(&snake(it))).collect()
}
