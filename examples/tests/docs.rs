//! The Rust of README.md and of `docs/` is code that tests run: a block follows `<!-- code: FILE NAME -->`, and in FILE it stands
//! between `// docs: NAME` and `// docs: end`. Edit it there, and run `UPDATE_DOCS=1 cargo test -p chargebee-examples --test docs`.
//!
//! A name may stand in its file more than once: its parts are one block. A line that ends in `// not shown` is left out. Every block
//! of `docs/` has such code, and every part that is marked is shown. Beside each block of `docs/guide/` stands what it sends, see
//! `tests/guide/beside.rs`. Links between documents lead somewhere.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

type Outcome<T = ()> = Result<T, String>;

/// Where the documents and their code are.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The Markdown files of a folder and of those in it, by their paths from the root.
fn documents(folder: &str, found: &mut Vec<String>) {
    let entries = fs::read_dir(root().join(folder)).expect("a folder");
    for entry in entries {
        let entry = entry.expect("an entry");
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        match entry.file_type().expect("a type").is_dir() {
            true => documents(&path, found),
            false if path.ends_with(".md") => found.push(path),
            false => {}
        }
    }
    found.sort();
}

/// What is marked in a file of code, by name.
fn marked(text: &str) -> Outcome<BTreeMap<&str, String>> {
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    let mut open: Option<(&str, Vec<&str>)> = None;
    for line in text.lines() {
        match (line.trim().strip_prefix("// docs: "), open.take()) {
            (Some("end"), Some((name, lines))) => {
                let block = found.entry(name).or_default();
                if !block.is_empty() {
                    block.push('\n');
                }
                block.push_str(&dedented(&lines));
            }
            (Some("end"), None) => return Err("`// docs: end` ends nothing".to_owned()),
            (Some(name), None) => open = Some((name, Vec::new())),
            (Some(name), Some((other, _))) => {
                return Err(format!("`{name}` begins before `{other}` ends"));
            }
            (None, Some((name, mut lines))) => {
                if !line.ends_with("// not shown") {
                    lines.push(line);
                }
                open = Some((name, lines));
            }
            (None, None) => {}
        }
    }
    match open {
        Some((name, _)) => Err(format!("`{name}` has no `// docs: end`")),
        None => Ok(found),
    }
}

/// Lines without the indentation that all of them have.
fn dedented(lines: &[&str]) -> String {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let some = lines.iter().filter(|it| !it.trim().is_empty());
    let least = some.map(indent).min().unwrap_or_default();
    let lines = lines.iter().map(|it| it.get(least..).unwrap_or_default());
    lines.map(|it| format!("{it}\n")).collect()
}

/// The code of all documents: each file is read once, and it is known what was shown of it.
#[derive(Default)]
struct Code {
    files: BTreeMap<String, BTreeMap<String, String>>,
    shown: BTreeSet<(String, String)>,
}

impl Code {
    fn block(&mut self, file: &str, name: &str) -> Outcome<&str> {
        if !self.files.contains_key(file) {
            let text = read(&root().join(file))?;
            let blocks = marked(&text).map_err(|problem| format!("{file}: {problem}"))?;
            let blocks = blocks.into_iter().map(|(name, it)| (name.to_owned(), it));
            self.files.insert(file.to_owned(), blocks.collect());
        }
        self.shown.insert((file.to_owned(), name.to_owned()));
        let block = self.files[file].get(name);
        block
            .map(String::as_str)
            .ok_or_else(|| format!("{file} has no `// docs: {name}`"))
    }

    /// What is marked, and in no document.
    fn not_shown(&self) -> Vec<String> {
        let all = self.files.iter().flat_map(|(file, blocks)| {
            let names = blocks.keys();
            names.map(move |name| (file.clone(), name.clone()))
        });
        let left = all.filter(|it| !self.shown.contains(it));
        left.map(|(file, name)| format!("{file}: no document shows `{name}`"))
            .collect()
    }
}

/// A document as it should be. In those of `docs/` every block of Rust has code.
fn filled(document: &str, text: &str, code: &mut Code) -> Outcome<String> {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines();
    let mut source: Option<(&str, &str)> = None;
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let mark = line
            .strip_prefix("<!-- code: ")
            .and_then(|it| it.strip_suffix(" -->"));
        if let Some(mark) = mark {
            let parts = mark.split_once(' ');
            source = Some(parts.ok_or_else(|| format!("`{mark}` is no file and name"))?);
            continue;
        }
        let found = source.take();
        let Some(language) = line.strip_prefix("```") else {
            if let Some((file, name)) = found {
                return Err(format!("no block follows `{file} {name}`"));
            }
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|it| *it != "```").collect();
        match found {
            Some((file, name)) => out.push_str(code.block(file, name)?),
            None if language.starts_with("rust") && document.starts_with("docs/") => {
                return Err(format!("a block of Rust has no code: {body:?}"));
            }
            None => body.iter().for_each(|it| {
                out.push_str(it);
                out.push('\n');
            }),
        }
        out.push_str("```\n");
    }
    Ok(out)
}

/// The name that a heading has in links.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let name: String = heading.chars().filter(kept).collect();
    name.trim().to_lowercase().replace(' ', "-")
}

/// Examples of the guide that send nothing.
const SENDS_NOTHING: [&str; 9] = [
    "by_type",
    "console",
    "limits",
    "look",
    "mixed_currencies",
    "new_code",
    "rotation",
    "rounding",
    "units",
];

/// Examples of the guide without what they send beside them, and blocks of that kind that no test compares.
fn not_beside(document: &str, text: &str) -> Vec<String> {
    let Some(page) = document.strip_prefix("docs/guide/") else {
        return Vec::new();
    };
    let marks = |kind: &'static str| {
        let lines = text.lines();
        let marks = lines.filter_map(move |it| it.strip_prefix(kind)?.strip_suffix(" -->"));
        marks.map(|it| it.rsplit(' ').next().unwrap_or_default())
    };
    let sent: Vec<&str> = marks("<!-- sent: ").collect();
    let code = read(
        &root()
            .join("examples/tests/guide")
            .join(page.replace(".md", ".rs")),
    );
    let code = code.unwrap_or_default();
    let bare = marks("<!-- code: ").filter(|it| sent.contains(it) == SENDS_NOTHING.contains(it));
    let bare = bare.map(|it| {
        format!("{document}: `{it}` needs `<!-- sent: {it} -->` after it, or sends nothing")
    });
    let loose = sent.iter().filter(|it| {
        let calls = [format!("beside(\"{it}\")"), format!("beside_with(\"{it}\"")];
        !calls.iter().any(|call| code.contains(call))
    });
    let loose = loose.map(|it| format!("{document}: no test compares what `{it}` sends"));
    bare.chain(loose).collect()
}

/// Links of a document to files of the repository that are not there, or have no such heading.
fn broken_links(document: &str, text: &str) -> Vec<String> {
    let folder = Path::new(document).parent().unwrap_or(Path::new(""));
    let links = text.split("](").skip(1).filter_map(|it| it.split_once(')'));
    let wrong = links.filter_map(|(link, _)| {
        if link.contains("://") {
            return None;
        }
        let (path, heading) = link.split_once('#').unwrap_or((link, ""));
        let target = match path.is_empty() {
            true => root().join(document),
            false => root().join(folder).join(path),
        };
        let is_there = match heading.is_empty() {
            true => target.exists(),
            false => read(&target).is_ok_and(|text| {
                let headings = text.lines().filter(|it| it.starts_with('#'));
                let mut anchors = headings.map(|it| anchor(it.trim_start_matches('#').trim()));
                anchors.any(|it| it == heading)
            }),
        };
        (!is_there).then(|| format!("{document}: `{link}` leads nowhere"))
    });
    wrong.collect()
}

#[test]
fn documents_show_the_code_that_is_tested() {
    let mut all = vec!["README.md".to_owned()];
    documents("docs", &mut all);
    let (mut code, mut wrong) = (Code::default(), Vec::new());
    for document in &all {
        let path = root().join(document);
        let text = read(&path).expect("a document");
        match filled(document, &text, &mut code) {
            Ok(new) if new == text => {}
            Ok(new) if env::var_os("UPDATE_DOCS").is_some() => {
                fs::write(&path, new).expect("written");
            }
            Ok(new) => {
                let differs = new.lines().zip(text.lines()).find(|(new, old)| new != old);
                wrong.push(format!("{document} is out of date: {differs:?}"));
            }
            Err(problem) => wrong.push(format!("{document}: {problem}")),
        }
        wrong.extend(broken_links(document, &text));
        wrong.extend(not_beside(document, &text));
    }
    wrong.extend(code.not_shown());
    // What a payments engineer copies from the front page is tested as well.
    let billing = ("examples/src/bin/charge_usage.rs", "billing");
    let billing = (billing.0.to_owned(), billing.1.to_owned());
    assert!(code.shown.contains(&billing), "README.md shows it");
    assert!(
        wrong.is_empty(),
        "{}\nUPDATE_DOCS=1 writes the blocks",
        wrong.join("\n")
    );
}

#[test]
fn what_is_wrong_is_told() {
    let code = "\n    // docs: a\n    let x = 1;\n      x();\n    y(); // not shown\n    // docs: end\n// docs: a\nz();\n// docs: end\n";
    let blocks = marked(code).expect("parts");
    assert_eq!(blocks["a"], "let x = 1;\n  x();\n\nz();\n");
    for (code, problem) in [
        ("// docs: a\nx();", "`a` has no `// docs: end`"),
        ("// docs: a\n// docs: b", "`b` begins before `a` ends"),
        ("// docs: end", "`// docs: end` ends nothing"),
    ] {
        assert_eq!(marked(code), Err(problem.to_owned()));
    }
    let fill = |document: &str, text: &str| {
        let mut code = Code::default();
        let blocks = [("a".to_owned(), "x();\n".to_owned())];
        code.files.insert("f.rs".to_owned(), blocks.into());
        let filled = filled(document, text, &mut code);
        (filled, code.not_shown())
    };
    let right = "<!-- code: f.rs a -->\n```rust\nx();\n```\n";
    let old = right.replace("x();", "w();\nv();");
    assert_eq!(fill("docs/g.md", &old), (Ok(right.to_owned()), vec![]));
    let block = "```rust\nx();\n```\n";
    let (result, left) = fill("docs/g.md", block);
    assert_eq!(
        result,
        Err("a block of Rust has no code: [\"x();\"]".to_owned())
    );
    assert_eq!(left, ["f.rs: no document shows `a`"]);
    assert_eq!(fill("README.md", block).0, Ok(block.to_owned()));
    for (text, problem) in [
        (
            "<!-- code: f.rs b -->\n```rust\n```\n",
            "f.rs has no `// docs: b`",
        ),
        ("<!-- code: f.rs a -->\n\ntext", "no block follows `f.rs a`"),
        ("<!-- code: f.rs -->\n", "`f.rs` is no file and name"),
    ] {
        assert_eq!(fill("docs/g.md", text).0, Err(problem.to_owned()));
    }
    let page = "<!-- code: f.rs get -->\n<!-- code: f.rs units -->\n<!-- code: f.rs post -->\n<!-- sent: post -->\n<!-- sent: made_up -->\n";
    assert_eq!(
        not_beside("docs/guide/requests.md", page),
        [
            "docs/guide/requests.md: `get` needs `<!-- sent: get -->` after it, or sends nothing",
            "docs/guide/requests.md: no test compares what `made_up` sends"
        ]
    );
    assert_eq!(not_beside("docs/webhooks.md", page), [""; 0]);
    let links = "[a](nowhere.md) [b](../spec/README.md#layout) [c](../spec/README.md#nothing) [d](https://e.example)";
    assert_eq!(
        broken_links("docs/versions.md", links),
        [
            "docs/versions.md: `nowhere.md` leads nowhere",
            "docs/versions.md: `../spec/README.md#nothing` leads nowhere"
        ]
    );
}
