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
    let of = |name: &str| {
        resource(name, "").replace(
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
        ("v2/part.yaml", &of("part")),
        ("v2/thing.yaml", &of("thing")),
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

/// Invisible characters, whether they stand in the file or come of an escape; line ends of other systems are none of them.
#[test]
fn characters_that_cannot_be_seen() {
    let thing = resource("thing", "");
    for (character, name) in [
        ("\u{7}", "\\u{7}"),
        ("\u{1b}[31m", "\\u{1b}"),
        ("\u{202e}", "\\u{202e}"),
        ("\u{feff}", "\\u{feff}"),
        ("\u{0}", "\\u{0}"),
    ] {
        let said = said(&[(
            "v2/thing.yaml",
            &thing.replace("A thing.", &format!("A {character} thing.")),
        )]);
        let wanted = format!("v2/thing.yaml:7:22: the character {name} stands in this text");
        assert!(said.contains(&wanted), "{wanted}\n{said}");
        assert!(
            !said.contains('\u{1b}') && !said.contains('\u{202e}'),
            "{said:?}"
        );
    }
    for escaped in ["\\r", "\\e", "\\0", "\\u2066", "\\x7f"] {
        let text = thing.replace("A thing.", &format!("\"A {escaped} thing.\""));
        let said = said(&[("v2/thing.yaml", &text)]);
        assert!(
            said.contains("v2/thing.yaml:7:20: the character"),
            "{escaped}: {said}"
        );
    }
    for lines in ["\r\n", "\r"] {
        assert_eq!(said(&[("v2/thing.yaml", &thing.replace('\n', lines))]), "");
    }
    assert_eq!(said(&[("v2/thing.yaml", &format!("\u{feff}{thing}"))]), "");
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
    assert_eq!(said(&[("v2/thing.yaml", &resource("thing", &schemas))]), "");
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
    assert!(said.ends_with("  ... and 1000 more\n3000 errors in the spec; nothing was written\n"));
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
