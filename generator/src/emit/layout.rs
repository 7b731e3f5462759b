//! What `prettyplease` leaves to others: a blank line between items and between methods, and the rows of a table in a macro.
//!
//! Both are marked where the items are still items, and put in once all is printed: a line of the text could as well be one of a
//! doc comment.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeMap;
use syn::{File, ImplItem, Item, Macro, MacroDelimiter, parse_quote};

/// What stands for a blank line until all is printed. No emitter writes it.
const BLANK: &str = "blank_line!();";

/// The text of a file.
pub(super) fn print(mut file: File) -> String {
    let mut marked = BTreeMap::new();
    for (number, item) in file.items.iter_mut().enumerate() {
        match item {
            Item::Impl(it) => {
                let items = std::mem::take(&mut it.items);
                it.items = spaced(items, are_short, || {
                    ImplItem::Macro(parse_quote!(blank_line!();))
                });
            }
            Item::Macro(it) if matches!(it.mac.delimiter, MacroDelimiter::Brace(_)) => {
                let mark: Macro = parse_quote!(table!(#number));
                let table = std::mem::replace(&mut it.mac, mark);
                it.semi_token = Some(Default::default());
                marked.insert(format!("table!({number}usize);"), rows(&table));
            }
            _ => {}
        }
    }
    let blank = || Item::Macro(parse_quote!(blank_line!();));
    file.items = spaced(file.items, are_imports, blank);
    if !file.attrs.is_empty() {
        file.items.insert(0, blank());
    }
    let printed = prettyplease::unparse(&file);
    let lines = printed.lines().map(|line| match line.trim_start() {
        BLANK => "",
        mark => marked.get(mark).map_or(line, String::as_str),
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The items with a mark between each two that do not belong together.
fn spaced<T>(items: Vec<T>, together: impl Fn(&T, &T) -> bool, mark: impl Fn() -> T) -> Vec<T> {
    let mut out: Vec<T> = Vec::with_capacity(items.len() * 2);
    for item in items {
        if out.last().is_some_and(|last| !together(last, &item)) {
            out.push(mark());
        }
        out.push(item);
    }
    out
}

fn are_imports(one: &Item, other: &Item) -> bool {
    let is_short = |it: &Item| match it {
        Item::Use(_) => true,
        Item::Mod(it) => it.content.is_none(),
        _ => false,
    };
    is_short(one) && is_short(other)
}

fn are_short(one: &ImplItem, other: &ImplItem) -> bool {
    let is_short = |it: &ImplItem| matches!(it, ImplItem::Const(_) | ImplItem::Type(_));
    is_short(one) && is_short(other)
}

/// A macro that takes a table, a line for each of its rows: one more changes no line but its own.
fn rows(table: &Macro) -> String {
    let mut out = format!(
        "{}! {{\n    ",
        words(quote::ToTokens::to_token_stream(&table.path))
    );
    let tokens: Vec<TokenTree> = table.tokens.clone().into_iter().collect();
    let Some((TokenTree::Group(list), head)) = tokens.split_last() else {
        return format!("{out}{}\n}}", words(table.tokens.clone()));
    };
    out.push_str(&words(head.iter().cloned().collect()));
    out.push_str(" {");
    let tokens: Vec<TokenTree> = list.stream().into_iter().collect();
    let is_end = |it: &TokenTree| matches!(it, TokenTree::Punct(comma) if comma.as_char() == ',');
    for row in tokens.split(is_end).filter(|row| !row.is_empty()) {
        let row = words(row.iter().cloned().collect());
        out.push_str(&format!("\n        {row},"));
    }
    out.push_str(if tokens.is_empty() {
        "}\n}"
    } else {
        "\n    }\n}"
    });
    out
}

/// Tokens as people write them.
fn words(tokens: TokenStream) -> String {
    let mut out = String::new();
    for token in tokens {
        let text = match &token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                format!("{open}{}{close}", words(group.stream()))
            }
            other => other.to_string(),
        };
        let behind = matches!(&token, TokenTree::Punct(it) if [':', ','].contains(&it.as_char()));
        let call =
            matches!(&token, TokenTree::Group(it) if it.delimiter() == Delimiter::Parenthesis);
        if !out.is_empty() && !behind && !call {
            out.push(' ');
        }
        out.push_str(&text);
    }
    out
}
