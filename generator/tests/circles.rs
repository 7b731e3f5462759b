//! Imports point one way: what a module stands on does not stand on it.
//!
//! A module is a file, and everything below it in the tree is its own. The rule is about neighbours, the modules that one parent
//! declares: where one of them, or anything below it, names an item of another, or of anything below that, then nothing leads
//! back. It holds on every floor, from the modules of the crate down, so that no two modules of different branches need each
//! other. Not counted are
//!
//! - a parent and its child: a parent calls its children, and they share its types;
//! - re-exports: what is named is the module that defines it, by whichever path;
//! - tests.
//!
//! Names are found where they are written: in `use`, and in paths of the code. Methods are not followed.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens as _;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

#[test]
fn no_two_modules_need_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for krate in ["runtime", "generator", "xtask"] {
        let source = root.join(krate).join("src");
        let main = ["lib.rs", "main.rs"].map(|name| source.join(name));
        let main = main.iter().find(|path| path.is_file());
        let modules = Modules::read(main.expect("a crate has a root"));
        assert!(modules.0.len() > 10, "{krate}: {}", modules.0.len());
        let circles = modules.circles();
        found.extend(circles.iter().map(|circle| circle.tell(krate)));
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// Whoever reads the documentation of `chargebee` depends on that crate, and on no other: it shows what the runtime says of its own,
/// too. What is hidden from readers (`# use`) may say where it comes from.
#[test]
fn documentation_names_the_crate_that_its_readers_have() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut open, mut wrong, mut count) = (Vec::new(), Vec::new(), 0);
    open.extend(["runtime/src", "generated/src"].map(|it| root.join(it)));
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder");
            open.extend(entries.map(|it| it.expect("an entry").path()));
            continue;
        }
        let text = fs::read_to_string(&path).expect("a file");
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_start();
            let docs = ["///", "//!"].iter().find_map(|it| line.strip_prefix(it));
            let Some(docs) = docs.or_else(|| line.strip_prefix("#[doc = \"")) else {
                continue;
            };
            count += 1;
            if docs.contains("chargebee_runtime") && !docs.trim_start().starts_with("# ") {
                wrong.push(format!("{}:{}: {docs}", path.display(), number + 1));
            }
        }
    }
    assert!(count > 20_000, "{count} lines of documentation");
    assert!(
        wrong.is_empty(),
        "say `chargebee` there:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_circle_is_found_whichever_way_it_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(
        "lib.rs",
        "mod a; mod b; mod c; mod d; pub use b::inner::Thing;",
    );
    // By a re-export of the root, inside of a function.
    write(
        "a.rs",
        "#[cfg(test)] mod tests; fn f() { let _: crate::Thing; }",
    );
    write("b.rs", "pub mod inner; pub struct Own;");
    // By `super`, with a list.
    write(
        "b/inner.rs",
        "use super::super::{c::{self, Deep}}; use super::Own; pub struct Thing;",
    );
    // By a path in code, of a module that is imported; and in a module inside of the file.
    write(
        "c.rs",
        "use crate::a; pub struct Deep; mod m { fn g() { super::a::f(); } }",
    );
    // Only a test leads to it, and it to all.
    write("d.rs", "use crate::{a, b, c};");
    write("a/tests.rs", "use crate::d;");
    let circles = Modules::read(&folder.path().join("lib.rs")).circles();
    let told: Vec<String> = circles.iter().map(|it| it.tell("it")).collect();
    let expected = "it: a, b, c\n    a -> b::inner\n    b::inner -> c\n    c -> a";
    assert_eq!(told, [expected]);
}

/// Where a module stands in its crate.
type Place = Vec<String>;

#[derive(Default)]
struct Module {
    /// The file that it stands in, as a module: itself, or what it is written inside of.
    file: Place,
    /// What it imports, by the name that it has here.
    imports: BTreeMap<String, Place>,
    /// All paths that it names.
    paths: Vec<Place>,
}

struct Modules(BTreeMap<Place, Module>);

/// Modules that lead to each other, and by which imports.
struct Circle {
    modules: BTreeSet<Place>,
    imports: BTreeSet<(Place, Place)>,
}

impl Circle {
    fn tell(&self, krate: &str) -> String {
        let name = |place: &Place| place.join("::");
        let modules: Vec<String> = self.modules.iter().map(name).collect();
        let mut told = format!("{krate}: {}", modules.join(", "));
        for (from, to) in &self.imports {
            told.push_str(&format!("\n    {} -> {}", name(from), name(to)));
        }
        told
    }
}

impl Modules {
    fn read(root: &Path) -> Self {
        let mut modules = Self(BTreeMap::new());
        let folder = root.parent().expect("a folder").to_owned();
        modules.file(root, &folder, Place::new());
        modules
    }

    /// Reads the module of a file, whose children stand in `folder`.
    fn file(&mut self, path: &Path, folder: &Path, place: Place) {
        let text = fs::read_to_string(path).expect("a file");
        let file = syn::parse_file(&text).expect("it is Rust");
        self.items(&file.items, folder, &place, &place);
    }

    fn items(&mut self, items: &[syn::Item], folder: &Path, place: &Place, file: &Place) {
        let mut module = Module {
            file: file.clone(),
            ..Module::default()
        };
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            match item {
                syn::Item::Mod(inner) => {
                    let name = inner.ident.to_string();
                    let (below, within) = (joined(place, &name), folder.join(&name));
                    match &inner.content {
                        Some((_, items)) => self.items(items, &within, &below, file),
                        None => {
                            let path = elsewhere(&inner.attrs).map_or_else(
                                || folder.join(format!("{name}.rs")),
                                |other| folder.parent().unwrap_or(folder).join(other),
                            );
                            self.file(&path, &within, below);
                        }
                    }
                }
                item => scan(&mut inner(item.to_token_stream()), place, &mut module),
            }
        }
        self.0.insert(place.clone(), module);
    }

    /// The module that defines what a path leads to.
    fn home(&self, path: &[String], steps: usize) -> Place {
        let mut at = Place::new();
        for (step, name) in path.iter().enumerate() {
            let below = joined(&at, name);
            if self.0.contains_key(&below) {
                at = below;
                continue;
            }
            if let Some(import) = self.0[&at].imports.get(name).filter(|_| steps > 0) {
                return self.home(&[import, &path[step + 1..]].concat(), steps - 1);
            }
            break;
        }
        at
    }

    /// The imports between files.
    fn imports(&self) -> BTreeSet<(Place, Place)> {
        let mut imports = BTreeSet::new();
        for module in self.0.values() {
            for path in &module.paths {
                let home = self.home(path, 10);
                imports.insert((module.file.clone(), self.0[&home].file.clone()));
            }
        }
        imports
    }

    fn circles(&self) -> Vec<Circle> {
        let imports = self.imports();
        let mut circles = Vec::new();
        let files: BTreeSet<&Place> = self.0.values().map(|module| &module.file).collect();
        for parent in files {
            // The child of the parent that a file is, or is below of.
            let child = |place: &Place| {
                let below = place.starts_with(parent) && place.len() > parent.len();
                below.then(|| place[..=parent.len()].to_vec())
            };
            let between: BTreeSet<(Place, Place)> = imports
                .iter()
                .filter_map(|(from, to)| Some((child(from)?, child(to)?)))
                .filter(|(from, to)| from != to)
                .collect();
            let reached = |from: &Place| {
                let mut reached = BTreeSet::new();
                let mut open = vec![from];
                while let Some(at) = open.pop() {
                    for (_, to) in between.iter().filter(|(from, _)| from == at) {
                        if reached.insert(to.clone()) {
                            open.push(to);
                        }
                    }
                }
                reached
            };
            let mut left: BTreeSet<Place> = between.iter().map(|(from, _)| from.clone()).collect();
            while let Some(one) = left.pop_first() {
                let mut modules = reached(&one);
                modules.retain(|other| reached(other).contains(&one));
                left.retain(|other| !modules.contains(other));
                if modules.is_empty() {
                    continue;
                }
                let inside = |place| child(place).filter(|it| modules.contains(it));
                let imports = imports.iter().filter(|(from, to)| {
                    inside(from).is_some() && inside(to).is_some() && inside(from) != inside(to)
                });
                let imports = imports.cloned().collect();
                circles.push(Circle { modules, imports });
            }
        }
        circles
    }
}

fn joined(place: &Place, name: &str) -> Place {
    let mut joined = place.clone();
    joined.push(name.to_owned());
    joined
}

type Tokens = std::iter::Peekable<proc_macro2::token_stream::IntoIter>;

/// Takes down the paths in tokens, and what of them is imported.
fn scan(tokens: &mut Tokens, place: &Place, module: &mut Module) {
    let mut importing = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "use" => importing = true,
            TokenTree::Ident(ident) => {
                let start = further(place, &ident.to_string());
                follow(tokens, start, module, importing);
            }
            TokenTree::Group(group) => scan(&mut inner(group.stream()), place, module),
            TokenTree::Punct(punct) if punct.as_char() == ';' => importing = false,
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Where a name leads from a place. Of another crate it is a name that nothing has.
fn further(from: &Place, name: &str) -> Place {
    match name {
        "crate" => Place::new(),
        "self" => from.clone(),
        "super" => from[..from.len().saturating_sub(1)].to_vec(),
        name => joined(from, name),
    }
}

/// The rest of a path, and of those that branch off it.
fn follow(tokens: &mut Tokens, mut path: Place, module: &mut Module, importing: bool) {
    loop {
        if !separator(tokens) {
            break;
        }
        match tokens.peek() {
            Some(TokenTree::Ident(ident)) => {
                path = further(&path, &ident.to_string());
                tokens.next();
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let mut branches = inner(group.stream());
                tokens.next();
                while let Some(branch) = branches.next() {
                    if let TokenTree::Ident(ident) = branch {
                        let branch = further(&path, &ident.to_string());
                        follow(&mut branches, branch, module, importing);
                    }
                }
                return;
            }
            // Everything of a module, or type arguments of a name that was read already.
            _ => break,
        }
    }
    if importing {
        let name = match tokens.peek() {
            Some(TokenTree::Ident(word)) if word == "as" => {
                tokens.next();
                tokens.next().map(|name| name.to_string())
            }
            _ => path.last().cloned(),
        };
        if let Some(name) = name {
            module.imports.insert(name, path.clone());
        }
    }
    module.paths.push(path);
}

/// Whether there was a `::`.
fn separator(tokens: &mut Tokens) -> bool {
    let mut ahead = tokens.clone();
    let Some(TokenTree::Punct(first)) = ahead.next() else {
        return false;
    };
    // The colon before a type stands alone.
    let found = first.as_char() == ':' && first.spacing() == Spacing::Joint;
    if found {
        ahead.next();
        *tokens = ahead;
    }
    found
}

fn inner(stream: TokenStream) -> Tokens {
    stream.into_iter().peekable()
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|it| {
        let text = it.meta.to_token_stream().to_string();
        it.path().is_ident("cfg") && text.contains("test") && !text.contains("not")
    })
}

/// The path of a module's file, where it says another one than its name.
fn elsewhere(attributes: &[syn::Attribute]) -> Option<PathBuf> {
    let path = attributes.iter().find(|it| it.path().is_ident("path"))?;
    let syn::Expr::Lit(syn::ExprLit {
        lit: syn::Lit::Str(text),
        ..
    }) = &path.meta.require_name_value().ok()?.value
    else {
        return None;
    };
    Some(PathBuf::from(text.value()))
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(it) => &it.attrs,
        syn::Item::Enum(it) => &it.attrs,
        syn::Item::Fn(it) => &it.attrs,
        syn::Item::Impl(it) => &it.attrs,
        syn::Item::Macro(it) => &it.attrs,
        syn::Item::Mod(it) => &it.attrs,
        syn::Item::Static(it) => &it.attrs,
        syn::Item::Struct(it) => &it.attrs,
        syn::Item::Trait(it) => &it.attrs,
        syn::Item::Type(it) => &it.attrs,
        syn::Item::Use(it) => &it.attrs,
        _ => &[],
    }
}
