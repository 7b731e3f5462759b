//! A blank line between items and between methods, as people write them: `prettyplease` prints none.
//!
//! They are put where the items are still items. A line of the text that is printed could as well be one of a doc comment.

use syn::{File, ImplItem, Item, Macro, parse_quote};

/// What stands for a blank line until all is printed. No emitter writes it.
const MARK: &str = "blank_line!();";

/// The text of a file.
pub(super) fn print(mut file: File) -> String {
    let mark = || Item::Macro(parse_quote!(blank_line!();));
    for item in &mut file.items {
        if let Item::Impl(it) = item {
            let items = std::mem::take(&mut it.items);
            it.items = spaced(items, are_short, || {
                let mac: Macro = parse_quote!(blank_line!());
                ImplItem::Macro(parse_quote!(#mac;))
            });
        }
    }
    file.items = spaced(file.items, are_imports, mark);
    if !file.attrs.is_empty() {
        file.items.insert(0, mark());
    }
    let printed = prettyplease::unparse(&file);
    let lines = printed.lines().map(|line| match line.trim_start() == MARK {
        true => "",
        false => line,
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
