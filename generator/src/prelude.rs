//! The names that generated code finds in scope, in one place: `emit` writes them into the crate, and `lower` refuses what would
//! hide one, which could compile and be another type.

/// What generated modules use of the runtime: its modules (the root is empty), and what they take from each.
pub(crate) const RUNTIME: [(&str, &[&str]); 12] = [
    (
        "args",
        &[
            "CurrencyPlace",
            "Group",
            "IntoArg",
            "IntoArgs",
            "IntoGroup",
            "IntoGroups",
            "JsonValue",
            "Limit",
            "Names",
            "Number",
            "RequestCurrency",
            "RequiredArg",
            "Sent",
            "groups_arg",
            "list_arg",
        ],
    ),
    ("batch", &["Batch"]),
    ("call", &["Call", "Method", "Operation"]),
    ("download", &["Deliver", "Link"]),
    ("filter", &["AnyOf", "Filter"]),
    ("job", &["Job", "JobFields"]),
    ("list", &["ChangeFields", "Mirror", "Page"]),
    ("record", &["Record", "Value", "sent"]),
    (
        "read",
        &["expect_content", "expect_version", "read_content"],
    ),
    (
        "",
        &[
            "Amount",
            "Client",
            "Currency",
            "CurrencyOf",
            "CurrencyTable",
            "Decimal",
            "Error",
            "ExactMoney",
            "Expires",
            "Extra",
            "HasCurrency",
            "Id",
            "Json",
            "Money",
            "MoneyError",
            "Timestamp",
            "TimestampMillis",
        ],
    ),
    ("upload", &["Upload", "UploadFields"]),
    // Macros, whose names nothing else can take.
    (
        "",
        &["group_type", "open_enum", "record_type", "request_type"],
    ),
];

/// What they use of the standard library without saying where it is from, and the parameter that generic setters have.
pub(crate) const STANDARD: [&str; 16] = [
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Err",
    "From",
    "Into",
    "IntoIterator",
    "M",
    "None",
    "Ok",
    "Option",
    "Result",
    "Some",
    "String",
    "Vec",
];

/// Methods that every request has; parameters are methods beside them.
pub(crate) const REQUEST: [&str; 25] = [
    "changes_since",
    "changes_since_blocking",
    "clone",
    "currency_of",
    "custom_field",
    "custom_fields",
    "header",
    "idempotency_key",
    "in_chunks",
    "in_chunks_blocking",
    "into_http",
    "items",
    "items_blocking",
    "new",
    "options",
    "pages",
    "pages_blocking",
    "param",
    "save_to",
    "save_to_blocking",
    "send",
    "send_blocking",
    "upload",
    "upload_blocking",
    "wait",
];

/// Methods that every client has; resources are methods beside them.
pub(crate) const CLIENT: [&str; 11] = [
    "builder",
    "builder_from_env",
    "check",
    "clone",
    "currencies",
    "download_file",
    "for_site",
    "from",
    "from_env",
    "is_test_site",
    "site",
];

/// Modules of a version that are no resources, and the runtime, whose name they would hide.
pub(crate) const MODULES: [&str; 3] = ["chargebee_runtime", "client", "ids"];

/// Whether generated modules know something else by the name of a type.
pub(crate) fn is_type(name: &str) -> bool {
    let mut runtime = RUNTIME.iter().flat_map(|(_, names)| names.iter());
    let is_type = name.starts_with(|c: char| c.is_ascii_uppercase());
    name == "Self" || STANDARD.contains(&name) || (is_type && runtime.any(|it| *it == name))
}

/// The functions among them, which an argument would hide.
pub(crate) fn functions() -> impl Iterator<Item = &'static str> {
    let runtime = RUNTIME.iter().flat_map(|(_, names)| names.iter().copied());
    runtime.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{emit, read, write::Files};
    use proc_macro2::{TokenStream, TokenTree};
    use std::{collections::BTreeSet, path::Path};

    fn krate() -> Files {
        let spec = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../spec"));
        let apis = read(spec).expect("the spec is right");
        emit::emit(&apis).expect("it emits").krate
    }

    /// What the items of a file declare: types, variants, statics.
    fn declared(items: &[syn::Item], found: &mut BTreeSet<String>) {
        for item in items {
            match item {
                syn::Item::Struct(it) => {
                    found.insert(it.ident.to_string());
                }
                syn::Item::Type(it) => {
                    found.insert(it.ident.to_string());
                }
                syn::Item::Static(it) => {
                    found.insert(it.ident.to_string());
                }
                syn::Item::Use(it) => imported(&it.tree, found),
                syn::Item::Enum(it) => {
                    found.insert(it.ident.to_string());
                    found.extend(it.variants.iter().map(|it| it.ident.to_string()));
                }
                _ => {}
            }
        }
    }

    /// What an import brings by name.
    fn imported(tree: &syn::UseTree, found: &mut BTreeSet<String>) {
        match tree {
            syn::UseTree::Path(it) => imported(&it.tree, found),
            syn::UseTree::Group(it) => it.items.iter().for_each(|it| imported(it, found)),
            syn::UseTree::Name(it) => {
                found.insert(it.ident.to_string());
            }
            _ => {}
        }
    }

    /// The names that start with a capital and are looked up where they stand: those behind a path are not.
    fn looked_up(tokens: TokenStream, found: &mut BTreeSet<String>) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            let text =
                |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(ToString::to_string);
            match token {
                TokenTree::Group(group) => looked_up(group.stream(), found),
                TokenTree::Ident(name) => {
                    let name = name.to_string();
                    let is_bound = text(Some(at + 1)).as_deref() == Some("=");
                    let before = [at.checked_sub(2), at.checked_sub(1)].map(text);
                    let before = before.map(Option::unwrap_or_default);
                    let is_path = before == [":", ":"];
                    let is_declared = [".", "const", "static", "type"].contains(&&*before[1]);
                    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase());
                    let skipped = is_bound || is_path || is_declared;
                    if is_name && !skipped {
                        found.insert(name);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// A name that is looked up and is neither reserved nor declared beside would be another where the spec has such a type.
    #[test]
    fn generated_code_relies_on_no_name_that_a_spec_can_take() {
        let krate = krate();
        let parsed = |path: &str| syn::parse_file(&krate[path]).expect("it is Rust");
        for version in ["v1", "v2"] {
            let mut ids = BTreeSet::new();
            declared(&parsed(&format!("src/{version}/ids.rs")).items, &mut ids);
            let folder = format!("src/{version}");
            for (path, text) in krate.iter().filter(|(path, _)| path.starts_with(&folder)) {
                // The files of a module know each other.
                let module = path.split('/').nth(2).unwrap_or_default();
                let module = module.trim_end_matches(".rs");
                let mut known = ids.clone();
                declared(&parsed(path).items, &mut known);
                let own = [
                    format!("{folder}/{module}.rs"),
                    format!("{folder}/{module}/"),
                ];
                let files = krate
                    .keys()
                    .filter(|it| own.iter().any(|own| it.starts_with(own)));
                for file in files {
                    declared(&parsed(file).items, &mut known);
                }
                let mut found = BTreeSet::new();
                looked_up(text.parse().expect("it is Rust"), &mut found);
                // Statics inside of functions hide whatever is called so outside.
                let statics = |name: &String| {
                    text.contains(&format!("static {name}:"))
                        || text.contains(&format!("const {name}:"))
                        // The mark of a feature, which the macro finds.
                        || text.contains(&format!("needs {name} "))
                };
                let open: Vec<&String> = (found.difference(&known))
                    .filter(|name| !is_type(name) && !statics(name))
                    .collect();
                assert!(open.is_empty(), "{path}: {open:?}");
            }
        }
    }

    #[test]
    fn the_methods_of_requests_are_those_that_the_runtime_gives_them() {
        let macros = include_str!("../../runtime/src/macros/request.rs");
        let (_, of_requests) = macros
            .split_once("macro_rules! request_type")
            .expect("it is there");
        let functions = of_requests.split("pub fn ").skip(1);
        let functions = functions.chain(of_requests.split("pub async fn ").skip(1));
        let names: BTreeSet<&str> = functions
            .filter_map(|it| it.split(['(', '<']).next())
            .collect();
        assert!(names.len() > 10, "{names:?}");
        for name in names {
            assert!(REQUEST.contains(&name), "{name}");
        }
    }

    #[test]
    fn the_methods_of_a_client_are_its_own_and_the_resources() {
        let krate = krate();
        let file = syn::parse_file(&krate["src/v2.rs"]).expect("it is Rust");
        let mut own = BTreeSet::new();
        for item in &file.items {
            let syn::Item::Impl(it) = item else { continue };
            let functions = it.items.iter().filter_map(|item| match item {
                syn::ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            });
            own.extend(functions.filter(|name| !krate.contains_key(&format!("src/v2/{name}.rs"))));
        }
        own.insert("clone".to_owned());
        assert!(own.iter().eq(CLIENT), "{own:?}");
    }
}
