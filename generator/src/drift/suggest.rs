//! The YAML that would close the gap between the spec and what is published, for a person to curate.
//!
//! A file for each file of the spec that lacks something: what stands in it belongs into that file, at the same place.
//! Where a rule is sure, it is annotated as the spec is: an instant, an id, a currency. Where a person has to decide, a
//! comment says so, and every description does: `lint` refuses what nobody described.

mod operation;
mod schema;
mod whole;
mod yaml;

use super::{
    gap::Gap,
    report::{Drift, Finding, Standing},
    types::resource,
};
use crate::{
    load::{VersionFiles, tree::is_long},
    model::{Api, Enum, IdKind, Type, TypeRef},
    upstream::Upstream,
    write::Files,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use yaml::Yaml;

/// What stands at the top of each file.
const HEADER: &str = "\
# A suggestion, and no file of the spec: move what is right into the file of the same name.
# `# decide:` marks what no rule can know, `# in the spec already` what this file needs to be read alone. What the vendor
# says stands there to be read: write descriptions in your own words, and commit none of its own.
";

/// What every description says until somebody writes it; too short for `lint`.
const UNDESCRIBED: &str = "TODO";

/// The files that would close the gap, by their path below the folder of the spec.
#[must_use]
pub fn suggest(drift: &Drift, upstream: &Upstream, spec: &Api, files: &VersionFiles) -> Files {
    let mut suggester = Suggester {
        spec,
        published: &upstream.api,
        places: &upstream.places,
        files: BTreeMap::new(),
        names: BTreeSet::new(),
        made: BTreeMap::new(),
    };
    for module in &spec.modules {
        let names = (module.records.iter().map(|it| &it.name))
            .chain(module.groups.iter().map(|it| &it.name))
            .chain(module.enums.iter().map(|it| &it.name));
        (suggester.names).extend(names.map(|name| (module.name.clone(), name.clone())));
    }
    for (_, gap) in &drift.gaps {
        suggester.gap(gap);
    }
    let mut open = Vec::new();
    for finding in drift.of(Standing::Different) {
        if !suggester.difference(finding, files) {
            open.push(finding);
        }
    }
    open.extend(drift.of(Standing::Stale));
    suggester.finish(drift, &open, files)
}

/// Writes the files into a folder of their own, as [`crate::write`] does.
///
/// # Errors
/// A sentence, where the folder holds something that no earlier run wrote, or cannot be written.
pub fn write(folder: &Path, files: &Files) -> Result<crate::write::Changes, String> {
    let own = folder.join(crate::write::LIST).is_file();
    let mut entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return crate::write::write(folder, files, false);
        }
        Err(error) => return Err(format!("{} cannot be read: {error}", folder.display())),
    };
    if !own && entries.next().is_some() {
        return Err(format!(
            "{} holds files that are no suggestions: name an empty folder, or a new one",
            folder.display()
        ));
    }
    crate::write::write(folder, files, false)
}

struct Suggester<'a> {
    spec: &'a Api,
    published: &'a Api,
    /// Where upstream has its resources.
    places: &'a BTreeMap<String, String>,
    /// By the stem of the file.
    files: BTreeMap<String, Yaml>,
    /// Names of types that are taken.
    names: BTreeSet<(String, String)>,
    /// Types of upstream that are suggested already, by module and on which side.
    made: BTreeMap<(String, bool, TypeRef), String>,
}

impl<'a> Suggester<'a> {
    fn file(&mut self, stem: &str) -> &mut Yaml {
        self.files.entry(stem.to_owned()).or_insert_with(Yaml::map)
    }

    fn gap(&mut self, gap: &Gap) {
        match gap {
            Gap::Resource { up } => self.resource(up),
            Gap::Attribute { own, up, name } => {
                let keys = ["components", "schemas", own.name.as_str()];
                self.field(&own.module, &keys, up, name);
            }
            Gap::Answer { own, up, name } => self.answer_member(own, up, name),
            Gap::Content { event, up, name } => self.content(event, up, name),
            Gap::Operation { module, name } => self.operation(module, name),
            Gap::Param { own, up, name } => self.param(own, up, name),
            Gap::Value { at, value } => {
                let name = at.name.clone();
                let value = value.clone();
                let file = self.file(&at.module);
                Self::value(file, &name, &value);
            }
            Gap::Event { name, content } => self.event(name, content),
            Gap::ErrorCode { code, status } => self.error_code(code, status),
        }
    }

    /// A value of an enum.
    fn value(file: &mut Yaml, name: &str, value: &str) {
        let schema = ["components", "schemas", name];
        file.push(&[&schema[..], &["enum"]].concat(), Yaml::text(value));
        let docs = Yaml::text(UNDESCRIBED).decide("say what the value means");
        file.put_at(
            &[&schema[..], &["x-enum-descriptions"]].concat(),
            value,
            docs,
        );
    }

    fn event(&mut self, name: &str, content: &TypeRef) {
        let fields = self
            .published
            .record(content)
            .map(|it| it.fields.as_slice());
        for field in fields.unwrap_or_default() {
            self.content(name, content, &field.name.wire);
        }
    }

    /// What an event carries.
    fn content(&mut self, event: &str, content: &TypeRef, key: &str) {
        let record = self.published.record(content);
        let (Some((module, events)), Some(carried)) =
            (self.spec.events(), record.and_then(|it| it.field(key)))
        else {
            return;
        };
        let Type::Record(at) = carried.ty.element() else {
            return;
        };
        let Some(resource) = resource(self.published, at) else {
            return;
        };
        let list = matches!(carried.ty, Type::List(_));
        let one = Yaml::text(resource);
        let node = if list { Yaml::list(vec![one]) } else { one };
        let keys = [
            "components",
            "schemas",
            events.record.as_str(),
            "x-events",
            "types",
            event,
        ];
        self.file(&module.name).put_at(&keys, key, node);
    }

    fn error_code(&mut self, code: &str, status: &str) {
        let mut enums = self.spec.enums();
        let codes = enums.find(|(_, it)| it.values.iter().any(|it| it.error.is_some()));
        let Some((module, Enum { name, .. })) = codes else {
            return;
        };
        let file = self.file(&module.name);
        Self::value(file, name, code);
        let mut statuses = status.split(", ");
        let first = statuses.next().unwrap_or_default();
        // A status is text in the spec, so that no reader takes it for an amount of something.
        let mut node = Yaml::from(yaml::Value::Scalar(format!(
            "'{}'",
            first.replace('\'', "")
        )));
        if statuses.next().is_some() {
            node = node.decide(&format!("published for {status}"));
        }
        file.put_at(
            &["components", "schemas", name, "x-http-status"],
            code,
            node,
        );
    }

    fn id_kind(&self, name: &str) -> Option<&'a IdKind> {
        self.spec.id_kind(name)
    }

    /// The name for a new type in a file of the spec.
    fn type_name(&mut self, module: &str, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut next = 2;
        while !self.names.insert((module.to_owned(), name.clone())) {
            name = format!("{wanted}{next}");
            next += 1;
        }
        name
    }

    /// A limit, a default or a deprecation that the two have differently, where the spec has it in place; not where it
    /// comes from elsewhere by reference, since others may share that.
    fn difference(&mut self, finding: &Finding, files: &VersionFiles) -> bool {
        let Some(said) = &finding.upstream else {
            return false;
        };
        let key = match finding.aspect {
            Some("longest text") => "maxLength",
            Some("smallest number") => "minimum",
            Some("largest number") => "maximum",
            Some("default") => "default",
            Some("state") => "deprecated",
            _ => return false,
        };
        let parts: Vec<&str> = finding.path.split('/').collect();
        let [_, stem, "attribute" | "group", owner, name] = parts[..] else {
            return false;
        };
        let keys = ["components", "schemas", owner, "properties", name];
        let mut at = files.file(stem).map(|file| file.at());
        for key in keys {
            at = at.and_then(|at| at.find(key));
        }
        let Some(at) = at.filter(|at| at.find("$ref").is_none()) else {
            return false;
        };
        let words = format!(
            "the spec says {}",
            finding.spec.as_deref().unwrap_or("nothing")
        );
        let node = match (key, said.as_str()) {
            (_, "none") => return false,
            ("deprecated", state) => Yaml::plain(if state == "deprecated" {
                "true"
            } else {
                "false"
            }),
            ("default", text)
                if at
                    .find("type")
                    .is_none_or(|it| it.node.as_text() == Some("string")) =>
            {
                Yaml::text(text)
            }
            ("minimum" | "maximum", text) => bound(text),
            (_, text) => Yaml::plain(text),
        };
        let mut words = words;
        if let Some(why) = &node.comment {
            words = format!("{}; {words}", why.trim_start_matches("decide: "));
        }
        if !finding.pointers.is_empty() {
            words.push_str(&format!("; published at {}", finding.pointed()));
        }
        self.file(stem).put_at(&keys, key, node.decide(&words));
        true
    }

    fn finish(mut self, drift: &Drift, open: &[&Finding], spec: &VersionFiles) -> Files {
        whole::complete(&mut self.files, spec);
        let version = &drift.api;
        let mut notes: BTreeMap<String, String> = BTreeMap::new();
        for finding in open {
            let stem = finding.path.split('/').nth(1).unwrap_or("common");
            let mut line = format!("# decide: {}: {}", finding.path, finding.sentence());
            if !finding.pointers.is_empty() {
                line.push_str(&format!(", published at {}", finding.pointed()));
            }
            let line = line.trim_end().replace(|c: char| c.is_control(), " ") + "\n";
            notes.entry(stem.to_owned()).or_default().push_str(&line);
        }
        let mut files = Files::new();
        let stems: BTreeSet<&String> = self.files.keys().chain(notes.keys()).collect();
        for stem in stems {
            let mut text = HEADER.to_owned();
            if let Some(notes) = notes.get(stem) {
                text.push_str(notes);
            }
            // Without quotes, as the spec has it: two points make it text.
            let openapi = yaml::Value::Scalar("3.0.3".to_owned());
            let mut document = Yaml::map().with("openapi", openapi.into());
            let title = format!("Chargebee API {version}: {stem}");
            document.put_at(&["info"], "title", Yaml::text(&title));
            document.put_at(&["info"], "version", Yaml::text(version));
            let yaml = self.files.get(stem);
            // `paths` must be there, and comes first.
            let paths = yaml.and_then(|yaml| yaml.get("paths")).cloned();
            document.put("paths", paths.unwrap_or_else(Yaml::map));
            if let Some(yaml::Value::Map(pairs)) = yaml.map(|yaml| &yaml.value) {
                for (key, node) in pairs.iter().filter(|(key, _)| key != "paths") {
                    document.put(key, node.clone());
                }
            }
            text.push_str(&document.render());
            files.insert(format!("{version}/{stem}.yaml"), text);
        }
        files
    }
}

/// A limit as the spec writes it. What the spec has no keyword or not enough digits for is for a person to say.
fn bound(limit: &str) -> Yaml {
    let words = [crate::upstream::MORE_THAN, crate::upstream::LESS_THAN];
    let exclusive = words.iter().find_map(|it| limit.strip_prefix(it));
    let number = exclusive.unwrap_or(limit).trim();
    let question = exclusive.map(|_| "which number is the last one?");
    let (number, question) = match nearest(number) {
        Some(near) => (near, Some("the spec keeps fewer digits; does it matter?")),
        None => (number.to_owned(), question),
    };
    match question {
        Some(question) => Yaml::plain(&number).decide(&format!("published as {limit}; {question}")),
        None => Yaml::plain(&number),
    }
}

/// The number of the spec that is nearest to one with more digits than it keeps.
fn nearest(number: &str) -> Option<String> {
    let near = number.parse::<f64>().ok()?;
    is_long(number).then(|| format!("{near:e}"))
}
