//! The public API of the crate `chargebee` as text that a reviewer can read: what `.ci/public-api` compares with what is committed.
//!
//! - `facade.txt` has the root of the crate and all of the runtime that it re-exports, item by item.
//! - `v2.txt` has what the types of API v2 have in common, and a line for each type, trait and function, with its kind and how many
//!   members it has. The members themselves stand in `generated/`, whose diff shows them; here a number changes where one comes or goes.
//!
//! Of implementations of traits there is the line that says so and not what is in it, and nothing of those that are there for all
//! types or that the compiler adds. The types of arguments and fields have their last names only.

mod facade;
mod items;
mod shapes;

use items::Items;
use std::{fs, path::Path, process::ExitCode};

const USAGE: &str = "usage: chargebee-public-api [--update] RUNTIME.json CRATE.json FOLDER";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let same = match args.as_slice() {
        ["--update", runtime, krate, folder] => run(runtime, krate, folder, true),
        [runtime, krate, folder] => run(runtime, krate, folder, false),
        _ => Err(USAGE.to_owned()),
    };
    match same {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the texts are as they are committed; `update` makes them so.
fn run(runtime: &str, krate: &str, folder: &str, update: bool) -> Result<bool, String> {
    let krate = Items::read(krate, |_| true)?;
    let uses = facade::Uses::of(&krate);
    let runtime = Items::read(runtime, |path| uses.lead_to(path))?;
    let facade = facade::text(&runtime, &krate, &uses)?;
    let v2 = shapes::text(&krate, "v2");
    let (of_facade, of_v2) = (facade.lines().count(), krate.count_in("v2"));
    println!("    {of_facade} lines of the facade, {of_v2} items of API v2");
    let mut same = true;
    for (name, text) in [("facade.txt", facade), ("v2.txt", v2)] {
        let path = Path::new(folder).join(name);
        if update {
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
            continue;
        }
        let old = fs::read_to_string(&path);
        let old = old.map_err(|error| format!("{}: {error}", path.display()))?;
        if old != text {
            same = false;
            println!("{} is not what the public API is:", path.display());
            print_difference(&old, &text);
        }
    }
    if !same {
        println!("where that is meant: .ci/public-api --update");
    }
    Ok(same)
}

/// The most lines of a difference that are told.
const MOST: usize = 60;

fn print_difference(old: &str, new: &str) {
    let lines = difference(old, new);
    for line in lines.iter().take(MOST) {
        println!("{line}");
    }
    if let Some(more @ 1..) = lines.len().checked_sub(MOST) {
        println!("and {more} lines more");
    }
}

/// The lines that went and that came.
fn difference(old: &str, new: &str) -> Vec<String> {
    let not_in = |these: &str, those: &str, mark: &str| -> Vec<String> {
        let those: std::collections::HashSet<&str> = those.lines().collect();
        let lines = these.lines().filter(|line| !those.contains(line));
        lines.map(|line| format!("{mark} {line}")).collect()
    };
    [not_in(old, new, "-"), not_in(new, old, "+")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_and_what_came_is_told() {
        assert_eq!(difference("a\nb\n", "b\nc\n"), ["- a", "+ c"]);
        assert!(difference("a\n", "a\n").is_empty());
    }
}
