//! The API as the vendor publishes it: an OpenAPI 3.0 or 3.1 document to the model.
//!
//! Such a document is not ours, so it is read tolerantly: what it says beyond what the model holds is left out, and what
//! cannot be held exactly is noted. What it does not say is not guessed: which integers are money, whose ids texts are,
//! what a decimal measures. So a model of an upstream document serves to compare, and never to generate.

mod bound;
mod events;
mod filter;
mod home;
mod names;
mod node;
mod operation;
mod parse;
mod resolve;
mod schema;

use crate::{
    finding::Finding,
    model::{Api, Catalog, Module, Role, TypeRef},
};
pub(crate) use bound::{LESS_THAN, MORE_THAN};
use heck::ToUpperCamelCase;
use names::{camel, snake, words};
use node::{At, Found};
use schema::Place;
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    path::Path,
    rc::Rc,
};

/// Who describes the API, and so what it means that something is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A document of the vendor. It never says the units of money, what texts are the ids of, what decimals measure, and the
    /// like, so that the spec may say more. A limit that it does not have is none.
    Document,
    /// Facts that were gathered. They say what a document does not: what money and decimals are, idempotency, Product
    /// Catalogs. What they say is so; a limit that they do not have may only be unknown.
    Facts,
}

/// What an upstream document says.
#[derive(Debug)]
pub struct Upstream {
    /// The API. Operations carry the names that the document gives them.
    pub api: Api,
    /// Who says it.
    pub(crate) source: Source,
    /// The only Product Catalog that the document describes, where it says so: API v2 is published once for each.
    pub catalog: Option<Catalog>,
    /// The version of the document, as it gives it.
    pub release: String,
    /// Where the document has each resource: a JSON pointer by the name of the resource.
    pub(crate) places: BTreeMap<String, String>,
    /// What could not be read exactly, with its place.
    pub notes: Vec<String>,
}

/// Reads a file, JSON or YAML.
///
/// # Errors
/// What is wrong with it first, with its place: a line and column, or a JSON pointer.
pub fn read(path: &Path) -> Result<Upstream, Finding> {
    let value = parse::file(path)?;
    of_value(&path.display().to_string(), &value)
}

/// The same for the content of a file; `name` is what findings call it.
///
/// # Errors
/// As [`read`].
pub fn read_text(name: &str, text: &[u8]) -> Result<Upstream, Finding> {
    let value = parse::text(name, text)?;
    of_value(name, &value)
}

fn of_value(name: &str, value: &Value) -> Result<Upstream, Finding> {
    let root = At::root(name, value);
    check_version(&root)?;
    let mut reader = Reader {
        root,
        modules: BTreeMap::new(),
        resources: BTreeMap::new(),
        groups: BTreeMap::new(),
        names: BTreeMap::new(),
        places: BTreeMap::new(),
        roots: BTreeSet::new(),
        open: Vec::new(),
        notes: RefCell::default(),
        steps: Cell::new(0),
    };
    reader.resources()?;
    reader.roots()?;
    reader.operations()?;
    reader.events()?;
    reader.error_codes()?;
    reader.finish()
}

fn check_version(root: &At<'_>) -> Found<()> {
    let help = "descriptions in OpenAPI 3.0 and 3.1 are read";
    let Some(version) = root.get("openapi")? else {
        return Err(root
            .wrong("this is no OpenAPI document: it has no `openapi`")
            .help(help));
    };
    let text = match version.value {
        // YAML reads an unquoted `3.1` as a number.
        Value::Number(number) => number.to_string(),
        _ => version.text()?.to_owned(),
    };
    let known = |known: &str| text == known || text.starts_with(&format!("{known}."));
    if known("3.0") || known("3.1") {
        Ok(())
    } else {
        Err(version.wrong(&format!("this is OpenAPI {text}")).help(help))
    }
}

/// More schemas than any description has in all its places: what needs more refers to itself in ever more ways.
const MAX_STEPS: usize = 400_000;

/// What reading a document needs at hand.
struct Reader<'a> {
    root: At<'a>,
    modules: BTreeMap<String, Module>,
    /// The components that are resources.
    resources: BTreeMap<String, TypeRef>,
    /// The components that became groups of parameters.
    groups: BTreeMap<String, TypeRef>,
    /// The names that were given to types, and how often each was asked for.
    names: BTreeMap<(String, String), usize>,
    /// Where each resource stands.
    places: BTreeMap<String, String>,
    /// What the paths start with, as the names of resources.
    roots: BTreeSet<String>,
    /// The schemas that are being read, from the outermost inwards.
    open: Vec<Rc<str>>,
    notes: RefCell<BTreeSet<String>>,
    steps: Cell<usize>,
}

impl<'a> Reader<'a> {
    /// A note that is about no one place.
    fn note_of_document(&self, what: &str) {
        self.notes.borrow_mut().insert(what.to_owned());
    }

    fn note(&self, at: &At<'_>, what: &str) {
        let note = format!("{}: {what}", at.place());
        self.notes.borrow_mut().insert(note);
    }

    /// Counts a schema that is read.
    fn step(&self, at: &At<'_>) -> Found<()> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MAX_STEPS {
            return Err(
                at.wrong("the document unfolds without end: its references hold each other")
            );
        }
        Ok(())
    }

    fn module(&mut self, name: &str) -> &mut Module {
        self.modules
            .entry(name.to_owned())
            .or_insert_with(|| Module {
                name: name.to_owned(),
                operations_type: format!("{}Operations", name.to_upper_camel_case()),
                ..Module::default()
            })
    }

    /// A name for a type that no other type of the module has.
    fn unique(&mut self, module: &str, wanted: String) -> String {
        let mut name = wanted.clone();
        let key = |name: &str| (module.to_owned(), name.to_owned());
        while self.names.contains_key(&key(&name)) {
            // Counted from where the last one of this name ended: thousands of operations can have one id.
            let count = self.names.entry(key(&wanted)).or_insert(1);
            *count += 1;
            name = format!("{wanted}{count}");
        }
        self.names.insert(key(&name), 1);
        name
    }

    fn has_enum(&self, module: &str, name: &str) -> bool {
        let module = self.modules.get(module);
        module.is_some_and(|module| module.enumeration(name).is_some())
    }

    /// The components that are objects: resources, but for bodies of errors, named after their status, and of webhooks,
    /// which webhooks refer to or which carry a `content`.
    fn resources(&mut self) -> Found<()> {
        let components = self.root.dig(&["components", "schemas"])?;
        let components = components.map(|at| at.pairs()).transpose()?;
        let payloads = self.payloads()?;
        let mut found = Vec::new();
        for (component, at) in components.unwrap_or_default() {
            let status = component.chars().all(|c| c.is_ascii_digit());
            let webhook = component != "Event"
                && (payloads.contains(component)
                    || component.ends_with("Event")
                        && at.dig(&["properties", "content"])?.is_some());
            if status || webhook || at.get("properties")?.is_none() {
                if !status && !webhook && at.get("allOf")?.is_some() {
                    self.note(&at, "made of several schemas, and not read as a resource");
                }
                continue;
            }
            let module = snake(component);
            let name = camel(component);
            let reference = TypeRef::new(&module, &name);
            self.resources.insert(component.to_owned(), reference);
            self.places.insert(module.clone(), at.pointer().to_string());
            found.push((module, name, at));
        }
        for (module, name, at) in found {
            let docs = words(at.text_of("description")?.unwrap_or_default());
            let place = Place::new(&module, &name, false);
            self.record(&at, docs, Role::Resource(module), &place)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Upstream, Finding> {
        let info = self.root.get("info")?;
        let number = |key: &str| {
            let value = info.as_ref().and_then(|info| info.value.get(key));
            value.and_then(Value::as_u64)
        };
        let version = match number("x-cb-api-version") {
            Some(version) => format!("v{version}"),
            None => self.version_of_servers()?,
        };
        let catalog = match (version.as_str(), number("x-cb-product-catalog-version")) {
            ("v2", Some(1)) => Some(Catalog::One),
            ("v2", Some(2)) => Some(Catalog::Two),
            _ => None,
        };
        let release = match &info {
            Some(info) => info.text_of("version")?.unwrap_or_default().to_owned(),
            None => String::new(),
        };
        Ok(Upstream {
            api: Api {
                version,
                modules: self.modules.into_values().collect(),
                ..Api::default()
            },
            source: Source::Document,
            catalog,
            release,
            places: self.places,
            notes: self.notes.into_inner().into_iter().collect(),
        })
    }

    /// `https://{site}.chargebee.com/api/v2` says it too.
    fn version_of_servers(&self) -> Found<String> {
        for server in self.root.list_of("servers")? {
            let url = server.text_of("url")?.unwrap_or_default();
            if let Some((_, version)) = url.trim_end_matches('/').rsplit_once("/api/") {
                return Ok(version.to_owned());
            }
        }
        let finding = self
            .root
            .wrong("this does not say which version of the API it describes");
        Err(finding.help("it stands in `info`, as `x-cb-api-version`, or ends the URL of a server"))
    }
}
