//! The public interface of emitted Rust, as a set: two are compared by what is in one and not in the other.
//!
//! It is read from the Rust and not from the model, so that it knows nothing of what the comparison of models knows.

use std::collections::BTreeMap;
use syn::{
    Attribute, Fields, FnArg, ImplItem, Item, ItemImpl, Signature, UseTree, Visibility, parse_file,
};

/// Each public item with the features that it stands behind.
pub(crate) type Interface = BTreeMap<String, String>;

/// The public items of a file.
pub(crate) fn interface(file: &str, code: &str) -> Interface {
    let parsed = parse_file(code).unwrap_or_else(|error| panic!("{file} is no Rust: {error}"));
    let mut found = Interface::new();
    let mut add = |item: String, features: &str| {
        let item = format!("{file}: {}", spaced(&item));
        found.insert(item, features.to_owned());
    };
    for item in &parsed.items {
        match item {
            Item::Struct(it) if public(&it.vis) => {
                let features = features(&it.attrs);
                add(format!("struct {}", it.ident), &features);
                if let Fields::Named(fields) = &it.fields {
                    for field in fields.named.iter().filter(|it| public(&it.vis)) {
                        let (name, ty) = (field.ident.as_ref(), &field.ty);
                        let name = name.map(ToString::to_string).unwrap_or_default();
                        add(format!("{}.{name}: {}", it.ident, text(ty)), &features);
                    }
                }
            }
            Item::Enum(it) if public(&it.vis) => {
                let features = features(&it.attrs);
                add(format!("enum {}", it.ident), &features);
                for variant in &it.variants {
                    let name = &variant.ident;
                    add(
                        format!("{}::{name}{}", it.ident, text(&variant.fields)),
                        &features,
                    );
                }
            }
            Item::Impl(it) => implemented(it, &mut add),
            Item::Type(it) if public(&it.vis) => {
                add(
                    format!("type {} = {}", it.ident, text(&it.ty)),
                    &features(&it.attrs),
                );
            }
            Item::Mod(it) if public(&it.vis) => {
                add(format!("mod {}", it.ident), &features(&it.attrs))
            }
            Item::Use(it) if public(&it.vis) => {
                let features = features(&it.attrs);
                for name in used(&it.tree) {
                    add(format!("use {name}"), &features);
                }
            }
            Item::Macro(it) => {
                let name = it.mac.path.segments.last().map(|it| it.ident.to_string());
                let name = name.unwrap_or_default();
                let features = features(&it.attrs);
                // A request with its answer, then what it can.
                let tokens = it.mac.tokens.to_string();
                match name.as_str() {
                    // Stand-ins for what a feature adds, which say so to who calls them.
                    "missing_methods" => continue,
                    // What is public of a record or an enum is its own; the rows tell the runtime of it.
                    "record_type" | "open_enum" => {
                        let ty = tokens.split_whitespace().next().unwrap_or_default();
                        add(format!("{name}!({ty})"), &features);
                        continue;
                    }
                    _ => {}
                }
                let mut parts = tokens.split(',');
                let main = parts.next().unwrap_or_default().to_owned();
                for flag in parts.map(str::trim).filter(|it| !it.is_empty()) {
                    add(format!("{name}!({main}) {flag}"), &features);
                }
                add(format!("{name}!({main})"), &features);
            }
            _ => {}
        }
    }
    found
}

fn implemented(it: &ItemImpl, add: &mut impl FnMut(String, &str)) {
    let features = features(&it.attrs);
    let ty = text(&it.self_ty);
    if let Some((of, _)) = &it.trait_ {
        add(format!("impl {} for {ty}", text(of)), &features);
        for item in &it.items {
            if let ImplItem::Type(of) = item {
                add(format!("{ty}::{} = {}", of.ident, text(&of.ty)), &features);
            }
        }
        return;
    }
    for item in &it.items {
        match item {
            ImplItem::Fn(it) if public(&it.vis) => {
                let own = self::features(&it.attrs);
                // What all of them stand behind, each of them may say again.
                let features = if own.is_empty() { &features } else { &own };
                add(format!("{ty}::{}", signature(&it.sig)), features);
            }
            ImplItem::Const(it) if public(&it.vis) => {
                add(format!("{ty}::{}: {}", it.ident, text(&it.ty)), &features);
            }
            _ => {}
        }
    }
}

/// A function without the names of its arguments.
fn signature(it: &Signature) -> String {
    let arguments = it.inputs.iter().map(|argument| match argument {
        // Whether a value that is taken can be changed inside is nobody's business.
        FnArg::Receiver(it) => {
            let receiver = text(it);
            receiver
                .strip_prefix("mut ")
                .unwrap_or(&receiver)
                .to_owned()
        }
        FnArg::Typed(it) => text(&it.ty),
    });
    let arguments: Vec<String> = arguments.collect();
    format!(
        "{}({}) {}",
        it.ident,
        arguments.join(", "),
        text(&it.output)
    )
}

fn public(it: &Visibility) -> bool {
    matches!(it, Visibility::Public(_))
}

fn features(attributes: &[Attribute]) -> String {
    let cfgs = attributes.iter().filter(|it| it.path().is_ident("cfg"));
    cfgs.map(|it| text(&it.meta)).collect()
}

fn text(tokens: &impl quote::ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What of one interface the other does not have, or only behind a feature that it did not take.
pub(crate) fn lost<'a>(from: &'a Interface, to: &Interface) -> Vec<&'a String> {
    let has = |(item, features): &(&String, &String)| {
        (to.get(*item)).is_some_and(|now| now.is_empty() || now == *features)
    };
    let lost = from.iter().filter(|it| !has(it));
    lost.map(|(item, _)| item).collect()
}

/// The names that an import brings, each with its path.
fn used(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(it) => {
            let inner = used(&it.tree).into_iter();
            inner.map(|rest| format!("{}::{rest}", it.ident)).collect()
        }
        UseTree::Group(it) => it.items.iter().flat_map(used).collect(),
        other => vec![text(other)],
    }
}
