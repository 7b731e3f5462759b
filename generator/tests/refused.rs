//! What is refused, and in which words: every error has its place, the lines and a suggestion.

mod common;

use insta::{assert_snapshot, glob, with_settings};
use std::fs;

/// Each file of `errors` beside what is said about it.
#[test]
fn errors() {
    glob!("errors/*.yaml", |path| {
        let yaml = fs::read_to_string(path).expect("read");
        let Err(report) = common::read(&yaml) else {
            panic!("{} is not refused", path.display());
        };
        with_settings!({ omit_expression => true }, {
            assert_snapshot!(common::rendered(&report));
        });
    });
}

#[test]
fn a_folder_without_a_spec() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = chargebee_generator::read(folder.path()).expect_err("refused");
    assert!(report.render(false).contains("holds no spec"));
}

/// It would generate nothing, and so remove everything that was generated before.
#[test]
fn a_version_without_files() {
    let report = common::read_files(&[("v2/notes.txt", b"none")]).expect_err("refused");
    assert!(common::rendered(&report).contains("v2 holds no YAML file"));
}

/// Keys are looked up one after the other: a hundred thousand of them would take minutes.
#[test]
fn a_mapping_of_very_many_keys() {
    let keys: String = (0..100_000)
        .map(|key| format!("  /a{key}: {{}}\n"))
        .collect();
    let yaml = format!("openapi: 3.0.3\ninfo: {{ title: thing, version: v2 }}\npaths:\n{keys}");
    let said = common::rendered(&common::read(&yaml).expect_err("refused"));
    assert!(
        said.contains("v2/thing.yaml:4100:3: this mapping has more than 4096 keys"),
        "{said}"
    );
}

#[test]
fn what_is_no_file_or_too_large() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("v2/folder.yaml")).expect("made");
    let large = fs::File::create(folder.path().join("v2/large.yaml")).expect("made");
    large.set_len(1 << 40).expect("a file with a hole");
    let report = chargebee_generator::read(folder.path()).expect_err("refused");
    let said = common::rendered(&report);
    assert!(said.contains("v2/folder.yaml is no regular file"), "{said}");
    assert!(
        said.contains("v2/large.yaml has 1099511627776 bytes"),
        "{said}"
    );
}

const COMMON: &str = "openapi: 3.0.3\ninfo: { title: common, version: v2 }\npaths: {}\ncomponents:\n  responses:\n    Error:\n      \
    description: Refused.\n      content: { application/json: { schema: { type: object } } }\n";

/// The file of a resource that has no operations, with more schemas.
fn resource(name: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{ title: {name}, version: v2 }}\npaths: {{}}\ncomponents:\n  schemas:\n    Main:\n      \
         description: A thing.\n      type: object\n      x-resource: {name}\n{schemas}"
    )
}

/// What is said about a spec of these files beside `common.yaml`.
fn said(files: &[(&str, &str)]) -> String {
    let common = ("v2/common.yaml", COMMON.as_bytes());
    let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
    let files: Vec<(&str, &[u8])> = files.chain([common]).collect();
    match common::read_files(&files) {
        Ok(_) => String::new(),
        Err(report) => common::rendered(&report),
    }
}

/// Two files can each be right, and together describe one operation twice.
#[test]
fn an_operation_in_two_files() {
    let of = |name: &str, main: &str| {
        let file = resource(name, "").replace("Main", main);
        file.replace(
            "paths: {}",
            &format!(
                "paths:\n  /things/{{{name}_id}}:\n    get:\n      operationId: thing_get\n      x-resource: {name}\n      x-method: get\n      \
                 description: Reads.\n      parameters: [{{ name: {name}_id, in: path, required: true, description: Id., schema: {{ type: string }} }}]\n      \
                 responses:\n        '200': {{ description: Success., content: {{ application/json: {{ schema: {{ type: object }} }} }} }}\n        \
                 default: {{ $ref: common.yaml#/components/responses/Error }}"
            ),
        )
    };
    let said = said(&[
        ("v2/part.yaml", &of("part", "Part")),
        ("v2/thing.yaml", &of("thing", "Main")),
    ]);
    for wanted in [
        "v2/thing.yaml:6:20: the operation id `thing_get` stands here a second time",
        "v2/thing.yaml:5:5: `GET /things/{thing_id}` stands here a second time",
        "it stands at v2/part.yaml:5:5 too",
        "2 errors in the spec",
    ] {
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
}

/// The name of a file becomes that of a module, and of a method of the client.
#[test]
fn names_of_files() {
    for (stem, why) in [
        ("foo-bar", "has no name in snake_case"),
        ("Thing", "has no name in snake_case"),
        ("1st", "has no name in snake_case"),
        ("\u{e9}", "has no name in snake_case"),
        ("_", "has no name in snake_case"),
        ("type", "a keyword of Rust"),
        ("gen", "a keyword of Rust"),
        ("self", "a keyword of Rust"),
        ("ids", "the name of a module of its own"),
        ("chargebee_runtime", "the name of a module of its own"),
        ("builder", "a method that every client has"),
        ("from", "a method that every client has"),
        ("aux", "a device of Windows"),
        ("com1", "a device of Windows"),
        ("lpt9", "a device of Windows"),
    ] {
        let said = said(&[(&format!("v2/{stem}.yaml"), &resource(stem, ""))]);
        assert!(said.contains(why), "{stem}: {said}");
        assert!(said.contains(&format!("v2/{stem}.yaml")), "{stem}: {said}");
    }
}

/// What somebody may have meant to be read is not left out without a word.
#[test]
fn what_is_not_read() {
    let thing = resource("thing", "");
    for name in [
        "v2/more.yml",
        "v2/more.json",
        "v2/more.YAML",
        "v2/parts/part.yaml",
        "v3/thing.yaml",
        "V1/thing.yaml",
    ] {
        let said = said(&[("v2/thing.yaml", &thing), (name, "x: 1\n")]);
        assert!(said.contains(" is not read"), "{name}: {said}");
    }
    for name in [
        "v2/notes.txt",
        "v2/thing.yaml~",
        "README.md",
        "vendor/x.yaml",
    ] {
        assert_eq!(said(&[("v2/thing.yaml", &thing), (name, "x: 1\n")]), "");
    }
}

/// A line of a file elsewhere is not shown as one of the spec.
#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder() {
    let outer = tempfile::tempdir().expect("a folder");
    fs::write(outer.path().join("secret"), "password: [\n").expect("written");
    let folder = outer.path().join("spec/v2");
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("common.yaml"), COMMON).expect("written");
    std::os::unix::fs::symlink(outer.path().join("secret"), folder.join("thing.yaml"))
        .expect("linked");
    let report = chargebee_generator::read(&outer.path().join("spec")).expect_err("refused");
    let said = common::rendered(&report);
    assert!(
        said.contains("thing.yaml is a link that leads out of its folder"),
        "{said}"
    );
    assert!(!said.contains("password"), "{said}");
}

/// Characters that cannot be seen, or look like a space and are none: in texts, names, keys, comments, and made by escapes. Each
/// is shown by its number. Line ends of other systems are none of them.
#[test]
fn characters_that_cannot_be_seen() {
    let thing = resource("thing", "");
    for (character, name) in [
        ("\u{7}", "U+0007"),
        ("\u{1b}[31m", "U+001B"),
        ("\u{202e}", "U+202E (right-to-left override)"),
        ("\u{feff}", "U+FEFF (byte order mark)"),
        ("\u{0}", "U+0000"),
        ("\u{85}", "U+0085 (next line)"),
        ("\u{a0}", "U+00A0 (no-break space)"),
        ("\u{ad}", "U+00AD (soft hyphen)"),
        ("\u{61c}", "U+061C"),
        ("\u{1680}", "U+1680"),
        ("\u{180e}", "U+180E"),
        ("\u{200b}", "U+200B (zero width space)"),
        ("\u{200f}", "U+200F"),
        ("\u{2028}", "U+2028 (line separator)"),
        ("\u{2060}", "U+2060 (word joiner)"),
        ("\u{2800}", "U+2800"),
        ("\u{3164}", "U+3164"),
        ("\u{fe0f}", "U+FE0F"),
        ("\u{fff9}", "U+FFF9"),
        ("\u{e0041}", "U+E0041"),
    ] {
        let said = said(&[(
            "v2/thing.yaml",
            &thing.replace("A thing.", &format!("A {character} thing.")),
        )]);
        let wanted = format!("v2/thing.yaml:7:22: the character {name} stands in this text");
        assert!(said.contains(&wanted), "{wanted}\n{said}");
        assert!(!said.contains(character), "{said:?}");
    }
    for (from, to, place) in [
        ("A thing.", "A thing. # \u{200b}", "7:31"),
        ("Main:", "Ma\u{200b}in:", "6:7"),
        ("description:", "descrip\u{200b}tion:", "7:14"),
        ("x-resource: thing", "x-resource: th\u{200b}ing", "9:21"),
    ] {
        let said = said(&[("v2/thing.yaml", &thing.replacen(from, to, 1))]);
        let wanted = format!("v2/thing.yaml:{place}: the character U+200B");
        assert!(said.contains(&wanted), "{wanted}\n{said}");
        assert!(said.contains("1 error in the spec"), "{said}");
    }
    for (escaped, name) in [
        ("\\r", "U+000D"),
        ("\\e", "U+001B"),
        ("\\0", "U+0000"),
        ("\\u2066", "U+2066"),
        ("\\x7f", "U+007F"),
        ("\\u200b", "U+200B (zero width space)"),
        ("\\_", "U+00A0 (no-break space)"),
    ] {
        let text = thing.replace("A thing.", &format!("\"A {escaped} thing.\""));
        let said = said(&[("v2/thing.yaml", &text)]);
        let wanted =
            format!("v2/thing.yaml:7:20: an escape makes the character {name}, number 3 of");
        assert!(said.contains(&wanted), "{wanted}\n{said}");
    }
    for lines in ["\r\n", "\r"] {
        assert_eq!(said(&[("v2/thing.yaml", &thing.replace('\n', lines))]), "");
    }
    for good in [
        format!("\u{feff}{thing}"),
        thing.replace("A thing.", "Ein Ding für 5 €, e\u{301}gal; \u{1f600}."),
    ] {
        assert_eq!(said(&[("v2/thing.yaml", &good)]), "");
    }
}

/// All of them are told, and those of a file that is no text are counted.
#[test]
fn every_character_that_cannot_be_seen_is_told() {
    let thing = resource("thing", "").replace("A thing.", &"\u{200b}".repeat(70));
    let other = resource("other", "").replace("A thing.", "A\u{a0}thing.");
    let said = said(&[("v2/thing.yaml", &thing), ("v2/other.yaml", &other)]);
    assert!(
        said.contains("v2/other.yaml:7:21: the character U+00A0"),
        "{said}"
    );
    assert!(
        said.contains("v2/thing.yaml:7:69: the character U+200B"),
        "{said}"
    );
    assert!(
        said.contains("v2/thing.yaml has 20 more characters that cannot be seen"),
        "{said}"
    );
}

#[test]
fn names_of_files_that_cannot_be_seen() {
    let thing = resource("thing", "");
    for name in [
        "v2/oth\u{200b}er.yaml",
        "v2/other.yaml\u{200b}",
        "v2\u{ad}/other.yaml",
    ] {
        let said = said(&[("v2/thing.yaml", &thing), (name, "x: 1\n")]);
        assert!(said.contains("has the character U+"), "{name:?}: {said}");
        assert!(
            !said.contains('\u{200b}') && !said.contains('\u{ad}'),
            "{said:?}"
        );
    }
}

/// Lines end with a line feed, a carriage return or both, and may lack their end at the end of the file: places count them so.
#[test]
fn places_whatever_ends_the_lines() {
    let wrong =
        "      x-oops: 1\n    Last: { description: L., type: object, x-oops: 2 }\n    Open:";
    let text = resource("thing", wrong);
    for ends in ["\n", "\r", "\r\n"] {
        for end in ["", ends, &ends.repeat(3)] {
            let text = text.replace('\n', ends) + end;
            let said = said(&[("v2/thing.yaml", &text)]);
            for wanted in [
                "v2/thing.yaml:10:7: `x-oops` is no annotation",
                "v2/thing.yaml:11:44: `x-oops` is no annotation",
                "v2/thing.yaml:12:9: a schema is a mapping, not nothing",
                "10 \u{2502}       x-oops: 1\n",
                "11 \u{2502}     Last: { description: L., type: object, x-oops: 2 }\n",
                "12 \u{2502}     Open:\n",
            ] {
                assert!(said.contains(wanted), "{ends:?} {end:?} {wanted}\n{said}");
            }
        }
    }
    // What never ends is told where it starts, or where the file ends: a line that is there.
    for (open, place) in [
        ("\"never", "12:11"),
        ("[1, 2", "12:16"),
        ("{ a: 1", "12:17"),
    ] {
        for ends in ["\n", "\r", "\r\n"] {
            for end in ["", ends, &ends.repeat(3)] {
                let text = format!("{text} {open}").replace('\n', ends) + end;
                let said = said(&[("v2/thing.yaml", &text)]);
                let wanted = format!("v2/thing.yaml:{place}: this is not YAML");
                assert!(
                    said.contains(&wanted),
                    "{open} {ends:?} {end:?} {wanted}\n{said}"
                );
            }
        }
    }
}

/// An unquoted key is what its scalar is in the core schema: only text names anything.
#[test]
fn keys_that_are_not_text() {
    let said = |key: &str| {
        let properties = format!(
            "      properties:\n        {key}: {{ description: What it is., type: string }}\n"
        );
        said(&[("v2/thing.yaml", &resource("thing", &properties))])
    };
    for (key, kind) in [
        ("200", "a number"),
        ("-1", "a number"),
        ("0x1F", "a number"),
        ("1.0", "a number"),
        (".inf", "a number"),
        ("12345678901234567890", "a number"),
        ("null", "nothing"),
        ("~", "nothing"),
        ("true", "a boolean"),
        ("FALSE", "a boolean"),
    ] {
        let said = said(key);
        let wanted = format!(":9: the key `{key}` is {kind}, and a key must be text");
        assert!(said.contains(&wanted), "{key}: {said}");
        assert!(
            said.contains(&format!("quote it: `'{key}'`")),
            "{key}: {said}"
        );
    }
    assert!(
        said("").contains(":9: a key is missing here"),
        "{}",
        said("")
    );
    for text in [
        "'200'",
        "\"null\"",
        "yes",
        "4XX",
        "1st",
        "nulls",
        "2001-01-01",
    ] {
        let said = said(text);
        assert!(!said.contains("a key must be text"), "{text}: {said}");
    }
}

/// What a plain scalar is, as the core schema of YAML 1.2 has it.
#[test]
fn scalars_of_the_core_schema() {
    let said = |value: &str| {
        let properties = format!(
            "      properties: {{ a: {{ description: A., type: integer, default: {value} }} }}\n"
        );
        said(&[("v2/thing.yaml", &resource("thing", &properties))])
    };
    for whole in [
        "0x1F",
        "0o17",
        "017",
        "+1",
        "-0",
        "12",
        "9223372036854775807",
    ] {
        assert_eq!(said(whole), "", "{whole}");
    }
    for (value, kind) in [
        ("1e3", "a number with decimals"),
        (".5", "a number with decimals"),
        ("1.", "a number with decimals"),
        ("+12e03", "a number with decimals"),
        ("0.10", "a number with decimals"),
        ("TRUE", "a boolean"),
        ("False", "a boolean"),
        ("1_000", "text"),
        ("0b1", "text"),
        ("-0x1F", "text"),
        ("0o8", "text"),
        ("0xG", "text"),
        ("yes", "text"),
        ("on", "text"),
        ("1:30", "text"),
        ("2001-01-01", "text"),
        (".", "text"),
    ] {
        let said = said(value);
        assert!(
            said.contains(&format!("the default of an integer is {kind}")),
            "{value}: {said}"
        );
    }
    for null in ["~", "null", "Null", "NULL"] {
        assert!(said(null).contains("not nothing"), "{null}: {}", said(null));
    }
    for none in [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e400"] {
        assert!(
            said(none).contains(&format!(":67: `{none}` ")),
            "{none}: {}",
            said(none)
        );
    }
    for long in [
        "9223372036854775808",
        "0.1234567890123456789",
        "0x8000000000000000",
        "1.00000000000000000001",
    ] {
        let wanted = format!(":67: `{long}` has more digits than a number keeps");
        assert!(said(long).contains(&wanted), "{long}: {}", said(long));
    }
}

/// White space behind a colon may be a tab.
#[test]
fn tabs_behind_colons() {
    let thing = resource(
        "thing",
        "      properties: { a: { type: string, description: A. } }\n",
    );
    let tabs = thing
        .replace(": ", ":\t")
        .replace(":\t{", ": \t {")
        .replace(", ", ",\t");
    assert!(tabs.contains("openapi:\t3.0.3\n") && tabs.contains("type:\tstring,\tdescription"));
    assert_eq!(said(&[("v2/thing.yaml", &tabs)]), "");
    // Where a tab stands for indentation it is none, and places stay right.
    let said = said(&[(
        "v2/thing.yaml",
        &tabs.replace("type:\tobject", "typ:\tobject"),
    )]);
    assert!(
        said.contains("v2/thing.yaml:8:7: `typ` is no keyword"),
        "{said}"
    );
    let indented = self::said(&[("v2/thing.yaml", &thing.replace("      type", "\ttype"))]);
    assert!(indented.contains("this is not YAML"), "{indented}");
}

/// What a merge left is told as that, each place once.
#[test]
fn merges_that_were_left_undecided() {
    let thing = resource("thing", "");
    let conflict = |side: &str| {
        format!(
            "<<<<<<< HEAD\n    {side}: 1\n||||||| base\n=======\n    {side}: 2\n>>>>>>> branch\n"
        )
    };
    let text = format!("{}{thing}{}", conflict("a"), conflict("b"));
    for ends in ["\n", "\r\n"] {
        let said = said(&[("v2/thing.yaml", &text.replace('\n', ends))]);
        for place in ["1:1", "16:1"] {
            let wanted = format!("v2/thing.yaml:{place}: a merge was left undecided here");
            assert!(said.contains(&wanted), "{wanted}\n{said}");
        }
        assert!(said.contains("2 errors in the spec"), "{said}");
    }
    // A line of equal signs by itself can be text.
    let text = thing.replace(
        "A thing.",
        "|\n        A thing.\n        =======\n        It is good.",
    );
    assert_eq!(said(&[("v2/thing.yaml", &text)]), "");
}

/// Only what is sent is checked, so an answer has no kind of JSON.
#[test]
fn a_kind_of_json_in_an_answer() {
    let text = resource(
        "thing",
        "      properties:\n        a: { description: A., x-json-value: object }\n",
    );
    let said = said(&[("v2/thing.yaml", &text)]);
    assert!(
        said.contains("`x-json-value` stands on a field of an answer"),
        "{said}"
    );
    let text = text.replace("object }", "text }");
    let said = crate::said(&[("v2/thing.yaml", &text)]);
    assert!(said.contains("`x-json-value` cannot be `text`"), "{said}");
}

/// An annotation that says `false` says nothing.
#[test]
fn annotations_that_are_false() {
    for (place, key) in [
        (
            "a: { description: A., type: string, x-sensitive: false }",
            "x-sensitive",
        ),
        ("a: { description: A., x-json: false }", "x-json"),
    ] {
        let text = resource("thing", &format!("      properties:\n        {place}\n"));
        let said = said(&[("v2/thing.yaml", &text)]);
        assert!(
            said.contains(&format!("`{key}: false` says nothing")),
            "{said}"
        );
    }
    let object = resource("thing", "      x-custom-fields: false\n");
    assert!(said(&[("v2/thing.yaml", &object)]).contains("`x-custom-fields: false` says nothing"));
    for key in ["x-paged", "x-idempotent", "x-custom-fields"] {
        let text = resource("thing", "").replace(
            "paths: {}",
            &format!("paths: {{ /a: {{ get: {{ {key}: false }} }} }}"),
        );
        let said = said(&[("v2/thing.yaml", &text)]);
        assert!(
            said.contains(&format!("`{key}: false` says nothing")),
            "{said}"
        );
    }
    let step = "x-migration: [{ kind: behaviour, what: resource, from: a, to: a, note: N., money: false }]\n";
    let text = format!("{}{step}", resource("thing", ""));
    assert!(said(&[("v2/thing.yaml", &text)]).contains("`money: false` says nothing"));
}

/// The compiler follows a type only so deep; 55 levels of objects compile, and 60 do not.
#[test]
fn objects_nested_too_deep() {
    let chain = |levels: usize, list: bool| {
        let held = |next: usize| match list {
            true => format!(
                "{{ description: Next., type: array, items: {{ $ref: '#/components/schemas/N{next}' }} }}"
            ),
            false => format!(
                "{{ description: Next., allOf: [{{ $ref: '#/components/schemas/N{next}' }}] }}"
            ),
        };
        let mut schemas = format!("      properties: {{ next: {} }}\n", held(1));
        for at in 1..levels {
            let next = held(at + 1);
            schemas.push_str(&format!(
                "    N{at}: {{ description: D., type: object, properties: {{ next: {next} }} }}\n"
            ));
        }
        schemas.push_str(&format!(
            "    N{levels}: {{ description: D., type: object, properties: {{ a: {{ description: A., type: string }} }} }}\n"
        ));
        said(&[("v2/thing.yaml", &resource("thing", &schemas))])
    };
    assert_eq!(chain(54, false), "");
    assert_eq!(chain(27, true), "");
    for (levels, list) in [(60, false), (30, true), (400, false)] {
        let said = chain(levels, list);
        assert!(
            said.contains("beyond the depth that Rust compiles"),
            "{levels}: {said}"
        );
        assert!(said.contains("v2/thing.yaml:"), "{said}");
    }
    // A list in a list counts too, and so does a ring of objects that all may hold the next.
    let lists = format!(
        "{}type: string{}",
        "type: array, items: { ".repeat(38),
        " }".repeat(38)
    );
    let text = resource(
        "thing",
        &format!("      properties: {{ a: {{ description: A., {lists} }} }}\n"),
    );
    assert!(said(&[("v2/thing.yaml", &text)]).contains("beyond the depth"));
    let ring = |count: usize| {
        let mut schemas =
            "      properties: { a: { $ref: '#/components/schemas/R0' } }\n".to_owned();
        for at in 0..count {
            let next = (at + 1) % count;
            schemas.push_str(&format!("    R{at}: {{ description: D., type: object, properties: {{ a: {{ $ref: '#/components/schemas/R{next}' }} }} }}\n"));
        }
        said(&[("v2/thing.yaml", &resource("thing", &schemas))])
    };
    assert_eq!(ring(20), "");
    assert!(ring(40).contains("beyond the depth"));
}

#[test]
fn numbers_that_are_none() {
    let text = resource(
        "thing",
        "      properties: { a: { description: A., type: integer, minimum: 1e400 } }\n",
    );
    let said = said(&[("v2/thing.yaml", &text)]);
    assert!(
        said.contains("v2/thing.yaml:10:67: `1e400` is larger than any number can be"),
        "{said}"
    );
}

/// The rule about the case of names is not what ends a walk.
#[test]
fn components_that_hold_themselves_under_any_name() {
    for name in ["_loop", "1loop", "\u{e9}", "loop"] {
        for inner in [
            "allOf: [{ $ref: '#/components/schemas/NAME' }]",
            "type: array, items: { $ref: '#/components/schemas/NAME' }",
        ] {
            let inner = inner.replace("NAME", name);
            let schemas = format!(
                "      properties: {{ a: {{ $ref: '#/components/schemas/{name}' }} }}\n    {name}: {{ description: D., {inner} }}\n"
            );
            let said = said(&[("v2/thing.yaml", &resource("thing", &schemas))]);
            assert!(said.contains("leads back to itself"), "{name}: {said}");
        }
    }
}

/// A chain of thousands would overflow the stack of whoever follows it.
#[test]
fn long_chains_of_shared_fields() {
    for step in [
        "description: D., type: array, items: { $ref: '#/components/schemas/NEXT' }",
        "$ref: '#/components/schemas/NEXT'",
        "description: D., allOf: [{ $ref: '#/components/schemas/NEXT' }]",
    ] {
        let mut schemas =
            "      properties: { a: { $ref: '#/components/schemas/s0' } }\n".to_owned();
        for at in 0..3900 {
            let step = step.replace("NEXT", &format!("s{}", at + 1));
            schemas.push_str(&format!("    s{at}: {{ {step} }}\n"));
        }
        schemas.push_str("    s3900: { description: D., type: string }\n");
        let said = said(&[("v2/thing.yaml", &resource("thing", &schemas))]);
        assert!(
            said.contains("stands for more than 16 shared fields in a row"),
            "{step}"
        );
    }
}

/// Everything leads to everything: what is looked at for each pair would take minutes.
#[test]
fn a_dense_graph_of_objects() {
    let start = std::time::Instant::now();
    let mut schemas = "      properties: { a: { $ref: '#/components/schemas/S0' } }\n".to_owned();
    for at in 0..400 {
        let fields: Vec<String> = (0..50)
            .map(|field| {
                format!(
                    "a{field}: {{ $ref: '#/components/schemas/S{}' }}",
                    (at * 7 + field * 13 + 1) % 400
                )
            })
            .collect();
        let fields = fields.join(", ");
        schemas.push_str(&format!(
            "    S{at}: {{ description: D., type: object, properties: {{ {fields} }} }}\n"
        ));
    }
    let said = said(&[("v2/thing.yaml", &resource("thing", &schemas))]);
    assert!(
        said.contains("1 error in the spec") && said.contains("beyond the depth"),
        "{said}"
    );
    let seconds = start.elapsed().as_secs();
    assert!(seconds < 30, "{seconds} s");
}

/// A line of megabytes is shown around the place, and not once for each of its errors.
#[test]
fn errors_on_long_lines() {
    let schemas: String = (0..3000)
        .map(|at| format!(", A{at}: {{ type: object, descriptio: x }}"))
        .collect();
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: thing, version: v2 }}\npaths: {{}}\ncomponents: {{ schemas: {{ {} }} }}\n",
        &schemas[2..]
    );
    let said = said(&[("v2/thing.yaml", &text)]);
    let column = text
        .lines()
        .last()
        .and_then(|line| line.find("descriptio"))
        .expect("there")
        + 1;
    assert!(
        said.contains(&format!(
            "v2/thing.yaml:4:{column}: `descriptio` is no keyword"
        )),
        "{said}"
    );
    let tail = "  ... and 2501 more: 2501 in v2/thing.yaml\n3001 errors in the spec; nothing was written\n";
    assert!(
        said.ends_with(tail),
        "{}",
        said.get(said.len() - 300..).unwrap_or_default()
    );
    assert!(said.len() < 600_000, "{}", said.len());
    let longest = said.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(2000), "{longest:?}");
    // Behind the columns that a terminal library counts.
    let far = format!("openapi: 3.0.3\n{}x: 1\n", " ".repeat(100_000));
    assert!(self::said(&[("v2/thing.yaml", &far)]).contains("v2/thing.yaml:2:"));
}

/// Where the shared error is not, what nobody follows is missed all the same.
#[test]
fn a_spec_without_the_shared_error() {
    let thing = resource("thing", "").replace(
        "paths: {}",
        "paths:\n  /things:\n    get:\n      operationId: a\n      x-resource: thing\n      x-method: a\n      description: A.\n      responses:\n        \
         '200': { description: Success., content: { application/json: { schema: { type: object } } } }\n        \
         default: { $ref: common.yaml#/components/responses/Error }",
    );
    let alone = common::read_files(&[("v2/thing.yaml", thing.as_bytes())]).expect_err("refused");
    let said = common::rendered(&alone);
    assert!(
        said.contains("v2/thing.yaml:12:20: there is no file `common.yaml` in this version"),
        "{said}"
    );
    let empty = COMMON.replace("    Error:", "    Eror:");
    let files = [
        ("v2/thing.yaml", thing.as_bytes()),
        ("v2/common.yaml", empty.as_bytes()),
    ];
    let said = common::rendered(&common::read_files(&files).expect_err("refused"));
    assert!(
        said.contains("`common.yaml#/components/responses/Error` points at nothing"),
        "{said}"
    );
}

#[test]
fn what_has_no_meaning_in_the_first_version() {
    let thing = resource("thing", "      properties:\n        a: { description: A., allOf: [{ $ref: '#/components/schemas/State' }] }\n    State:\n      \
        description: S.\n      type: string\n      enum: [a]\n      x-enum-descriptions: { a: A. }\n      x-renamed-values: { a: b }\n")
        .replace(
            "paths: {}",
            "paths:\n  /things:\n    get:\n      operationId: a\n      x-resource: thing\n      x-method: a\n      x-catalog: ['1.0']\n      description: A.\n      \
             parameters: [{ name: q, in: query, description: Q., x-renamed-from: r, schema: { type: string } }]\n      responses:\n        \
             '200': { description: Success., content: { application/json: { schema: { type: object } } } }\n        \
             default: { $ref: common.yaml#/components/responses/Error }",
        );
    let files = [
        ("v1/thing.yaml", thing.as_bytes()),
        ("v1/common.yaml", COMMON.as_bytes()),
    ];
    let said = common::rendered(&common::read_files(&files).expect_err("refused"));
    for name in ["x-catalog", "x-renamed-from", "x-renamed-values"] {
        assert!(
            said.contains(&format!("`{name}` has no meaning in v1")),
            "{said}"
        );
    }
    assert!(said.contains("3 errors"), "{said}");
}

#[test]
fn text_that_is_not_utf8() {
    let report =
        common::read_files(&[("v2/thing.yaml", b"openapi: 3.0.3\xff\n")]).expect_err("refused");
    assert_snapshot!(common::rendered(&report));
}

#[test]
fn an_ending_that_is_not_read() {
    let report = common::read_files(&[("v2/thing.yml", b"openapi: 3.0.3\n")]).expect_err("refused");
    assert!(common::rendered(&report).contains("files of the spec end with `.yaml`"));
}

/// A resource has ids of its own, whichever file it stands in and whatever the order of the files.
#[test]
fn an_id_type_that_is_a_resource() {
    let resource = "openapi: 3.0.3\ninfo: { title: thing, version: v2 }\npaths: {}\ncomponents:\n  schemas:\n    Thing:\n      \
        description: A thing.\n      type: object\n      x-resource: thing\n      properties: {}\n";
    let common = "openapi: 3.0.3\ninfo: { title: common, version: v2 }\npaths: {}\nx-id-types: { thing: Again. }\n";
    let files = [
        ("v2/common.yaml", common.as_bytes()),
        ("v2/thing.yaml", resource.as_bytes()),
    ];
    let report = common::read_files(&files).expect_err("refused");
    assert_snapshot!(common::rendered(&report));
}

/// Broken input ends with an error: it does not panic, hang or take the machine's memory.
#[test]
fn hostile_files() {
    let deep = format!("a: {}", "[".repeat(100_000));
    let indented: String = (0..2_000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    let laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    let many_keys: String = (0..20_000).map(|at| format!("k{at}: 1\n")).collect();
    let long = format!("openapi: '{}'\n", "x".repeat(1 << 20));
    for text in [
        "",
        "\0",
        "---\n",
        "- a\n- b\n",
        "a: b: c",
        "? [x]\n: y",
        "!!binary x",
        "a: 1\n---\nb: 2\n",
        "a: 'open",
        "\u{feff}a: [",
        "openapi: 99999999999999999999999999\n",
        "paths: { /a: { get: null } }\n",
        &deep,
        &indented,
        laughs,
        &many_keys,
        &long,
    ] {
        let report = common::read(text).expect_err("refused");
        assert!(!report.findings().is_empty());
        // Rendering must survive what reading survived.
        assert!(report.render(false).contains("in the spec"));
    }
}

/// Every prefix of a good file, and every good file with a piece cut out, is read or refused.
#[test]
fn mutilated_files() {
    let good = fs::read_to_string(common::spec().join("v2/usage_event.yaml")).expect("read");
    for end in (0..good.len())
        .step_by(61)
        .filter(|end| good.is_char_boundary(*end))
    {
        let _ = common::read(&good[..end]);
        let rest = good.get(end + 23..).unwrap_or_default();
        let _ = common::read(&format!("{}{rest}", &good[..end]));
    }
}

/// What is wrong with the spec of the workspace, API v2, after a change of one file; nothing stands for its removal.
fn after(stem: &str, change: Option<&dyn Fn(&str) -> String>) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("v2")).expect("made");
    for file in fs::read_dir(common::spec().join("v2")).expect("read") {
        let path = file.expect("an entry").path();
        let name = path.file_name().expect("a name");
        let mut text = fs::read_to_string(&path).expect("read");
        if path.file_stem().is_some_and(|it| it == stem) {
            let Some(change) = change else { continue };
            text = change(&text);
        }
        fs::write(folder.path().join("v2").join(name), text).expect("written");
    }
    match chargebee_generator::read(folder.path()) {
        Ok(_) => String::new(),
        Err(report) => common::rendered(&report),
    }
}

/// What one file lacks or has wrong is one error, whatever refers to it.
#[test]
fn one_error_of_one_file_is_one_error() {
    for stem in ["common", "customer", "subscription"] {
        let said = after(stem, None);
        assert!(
            said.contains(&format!("there is no file `{stem}.yaml` in this version")),
            "{said}"
        );
        assert!(
            said.ends_with("1 error in the spec; nothing was written\n"),
            "{stem}: {said}"
        );
        let said = after(stem, Some(&|text| format!("{text}x-oops: 1\n")));
        assert!(
            said.contains("`x-oops` is no annotation of a document"),
            "{said}"
        );
        assert!(
            said.ends_with("1 error in the spec; nothing was written\n"),
            "{stem}: {said}"
        );
        let said = after(stem, Some(&|text| format!("{text}x: [\n")));
        assert!(said.contains("this is not YAML"), "{said}");
        assert!(
            said.ends_with("1 error in the spec; nothing was written\n"),
            "{stem}: {said}"
        );
    }
    // A reference by many, and a keyword that decides what something is.
    let said = after(
        "common",
        Some(&|text| text.replacen("\n    limit:", "\n    limt:", 1)),
    );
    assert!(said.contains("points at nothing, here and in "), "{said}");
    let said = after(
        "invoice",
        Some(&|text| text.replacen("      type: object", "      typ: object", 1)),
    );
    assert!(said.contains("did you mean `type`?"), "{said}");
    assert!(!said.contains("JSON in a form"), "{said}");
}

/// A file that is wrong in its keywords does not hide what is wrong with the others, nor with the rest of itself.
#[test]
fn all_errors_of_all_files() {
    let wrong = "      properties: { a_id: { description: A., type: string, x-id: nothing } }\n";
    let thing = resource("thing", wrong).replace("A thing.", "''");
    let keyword = resource(
        "part",
        "      properties:\n        a: { description: A., type: string, nullable: true }\n",
    ) + "    Unused: { description: U., type: object, x-oops: 1 }\n    Note: { description: '', type: object }\n";
    let broken = "openapi: [\n";
    // What refers to files that are absent hides itself, and nothing else.
    let refers = resource(
        "half",
        "      properties:\n        a: { $ref: 'broken.yaml#/components/schemas/A' }\n        b: { $ref: 'gone.yaml#/components/schemas/B' }\n        \
         c: { $ref: 'gone.yaml#/components/schemas/C' }\n        d: { $ref: 'gone.yaml#/components/schemas/D' }\n        \
         e: { $ref: 'gone.yaml#/components/schemas/E' }\n",
    ) + "    Other: { description: '', type: object }\n";
    let said = said(&[
        ("v2/half.yaml", &refers),
        ("v2/thing.yaml", &thing),
        ("v2/part.yaml", &keyword),
        ("v2/broken.yaml", broken),
        ("v1/other.yaml", "openapi: 3.0.3\n"),
        ("v2/unseen.yaml", "a: '\u{200b}'\n"),
    ]);
    for wanted in [
        "v2/thing.yaml:7:7: this has no description",
        "v2/thing.yaml:10:66: there is no `nothing` that could have an id",
        "v2/part.yaml:11:45: `nullable` is no keyword of a schema",
        "v2/part.yaml:12:46: `x-oops` is no annotation of a schema",
        "v2/part.yaml:13:11: this has no description",
        "v2/broken.yaml:1:11: this is not YAML",
        "there is no file `gone.yaml` in this version, and 4 references lead into it",
        "v2/half.yaml:16:12: this has no description",
        "v1/other.yaml:1:1: a document lacks `info`",
        "v2/unseen.yaml:1:5: the character U+200B",
    ] {
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
}

/// What people type who know OpenAPI: the message says what it is, and the help the line to write.
#[test]
fn keywords_of_openapi_that_the_spec_does_not_have() {
    let of_property = |keyword: &str| {
        resource(
            "thing",
            &format!(
                "      properties:\n        a: {{ description: A., type: string, {keyword} }}\n"
            ),
        )
    };
    let operation = |keyword: &str, answer: &str| {
        resource("thing", "").replace(
            "paths: {}",
            &format!(
                "paths:\n  /things:\n    post:\n      operationId: thing_a\n      x-resource: thing\n      x-method: a\n      description: A.\n      \
                 {keyword}\n      responses:\n        '200': {{ description: Success., content: {{ application/json: {{ schema: {{ type: object }} }} }} }}\n        {answer}"
            ),
        )
    };
    let error = "default: { $ref: common.yaml#/components/responses/Error }";
    let cases: Vec<(String, &str, &str)> = vec![
        (
            of_property("nullable: true"),
            "`nullable` is no keyword of a schema: every value",
            "`x-guaranteed: [id]`",
        ),
        (
            of_property("example: a"),
            "samples are no part of the spec",
            "`description: Code of",
        ),
        (
            of_property("examples: [a]"),
            "samples are no part of the spec",
            "`description: Code of",
        ),
        (
            of_property("oneOf: []"),
            "unions have no type",
            "write only `description: ...`",
        ),
        (
            of_property("additionalProperties: false"),
            "in `extra`",
            "`x-custom-fields: true` on the resource",
        ),
        (
            of_property("pattern: '^a$'"),
            "the server checks it",
            "`description: ...`",
        ),
        (
            of_property("minLength: 1"),
            "the server checks it",
            "`description: ...`",
        ),
        (of_property("readOnly: true"), "two types", "`CouponParams`"),
        (
            of_property("title: A"),
            "one text about each thing",
            "`description: ...`",
        ),
        (of_property("const: a"), "an enum of one", "`ThingKind: {"),
        (
            of_property("required: true"),
            "`required` is a list of text, not a boolean",
            "`required: [name]`",
        ),
        (
            of_property("format: uri").replace("type: string", "type: [string, 'null']"),
            "`type` is text, not a list",
            "`type: string`",
        ),
        (
            operation("summary: A.", error),
            "one text about each thing",
            "`description: ...`",
        ),
        (
            operation("tags: [a]", error),
            "the same for all operations",
            "remove it",
        ),
        (
            operation(
                "parameters: [{ name: a, in: query, description: A., type: string }]",
                error,
            ),
            "`type` is no keyword of a parameter: it is about the value",
            "`schema: { type: string }`",
        ),
        (
            operation("requestBody: { required: true, content: {} }", error),
            "a body is needed where",
            "`required: [name]`",
        ),
        (
            operation(
                "requestBody: { content: { multipart/form-data: {} } }",
                error,
            ),
            "requests are forms or JSON",
            "`application/x-www-form-urlencoded: {",
        ),
        (
            operation("deprecated: true", "'404': {}"),
            "or the shared error",
            "the shared error need not be written",
        ),
        (
            operation("deprecated: true", error).replace("    post:", "    put:"),
            "GET and POST only",
            "below `get:` or `post:`",
        ),
        (
            operation("deprecated: true", error)
                .replace("description: A.", "deprecated: true")
                .replacen("deprecated: true\n      deprecated", "deprecated", 1),
            "an operation lacks `description`",
            "add `description: ...`: a sentence",
        ),
        (
            operation("deprecated: true", error)
                .replace("      x-method: a\n", "")
                .replace("operationId: thing_a", "operationId: a_thing"),
            "an operation lacks `x-method`",
            "write `operationId: thing_create`",
        ),
        (
            resource("thing", "      properties: { a: { type: string } }\n"),
            "this has no description",
            "add `description: ...`: a sentence",
        ),
    ];
    for (text, message, help) in cases {
        let said = said(&[("v2/thing.yaml", &text)]);
        assert!(
            said.contains(message) && said.contains(help),
            "{message} {help}\n{text}\n{said}"
        );
    }
}

/// Nobody reads more than a few hundred: the rest is counted, by file.
#[test]
fn very_many_errors() {
    let wrong: String = (0..700)
        .map(|at| format!("    A{at}: {{ type: object, x-oops: 1 }}\n"))
        .collect();
    let said = said(&[
        ("v2/part.yaml", &resource("part", &wrong)),
        ("v2/thing.yaml", &resource("thing", &wrong)),
    ]);
    assert!(
        said.ends_with("errors in the spec; nothing was written\n"),
        "{said}"
    );
    assert!(said.contains("more: "), "{said}");
    assert!(
        said.matches("v2/").count() < 1000,
        "{}",
        said.matches("v2/").count()
    );
}
