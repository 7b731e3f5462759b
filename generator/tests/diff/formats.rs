//! What reports look like, and what they must not let through.

use crate::{
    cases::{Case, cases},
    edit::sides,
};
use chargebee_generator::diff::{self, Advice, Change, Page, RULES, Report, Rule, Summary};
use insta::assert_snapshot;
use pulldown_cmark::{Event, Options, Parser, Tag};

const TITLE: &str = "What this spec change means";

fn report(edits: &'static [(&'static str, &'static str, &'static str)]) -> Report {
    let (base, head) = sides(&Case {
        name: "formats",
        reversed: false,
        edits,
    });
    diff::diff(&base, &head)
}

fn case(name: &str) -> Report {
    let case = cases()
        .find(|it| it.name == name)
        .expect("a case of this name");
    let (base, head) = sides(case);
    diff::diff(&base, &head)
}

fn advice(report: &Report) -> Advice {
    Advice::new(&"0.4.2".parse().expect("a version"), None, report)
}

fn with<R>(report: &Report, show: impl FnOnce(Page<'_>) -> R) -> R {
    let advice = advice(report);
    show(Page {
        title: TITLE,
        report,
        advice: Some(&advice),
    })
}

fn markdown(report: &Report) -> String {
    with(report, |page| page.markdown().expect("it renders"))
}

fn rule(id: &str) -> &'static Rule {
    RULES
        .iter()
        .find(|it| it.id == id)
        .copied()
        .expect("a rule of this id")
}

const MIXED: &[(&str, &str, &str)] = &[
    (
        "v2/thing.yaml",
        "        total:\n          description: Sum of everything about the thing, rounded half up.\n          type: integer\n          format: int64\n          x-currency-unit: minor",
        "        total:\n          description: Sum of everything about the thing, rounded half up.\n          type: integer\n          format: int64\n          x-currency-unit: major",
    ),
    ("v2/thing.yaml", "x-method: measure", "x-method: weigh"),
    (
        "v2/thing.yaml",
        "                spare:",
        "                spare_part:",
    ),
    (
        "v2/thing.yaml",
        "        made_at:\n",
        "        height: { description: How high it is., type: integer }\n        made_at:\n",
    ),
    (
        "v2/widget.yaml",
        "A widget that things are made of.",
        "A widget.",
    ),
];

#[test]
fn text() {
    let report = report(MIXED);
    let plain = with(&report, |page| page.text(false));
    assert!(!plain.contains('\u{1b}'));
    assert_snapshot!("text", plain);
    let colored = with(&report, |page| page.text(true));
    assert!(
        colored.contains("\u{1b}[1m\u{1b}[31mMoney (1)\u{1b}[0m"),
        "{colored:?}"
    );
}

#[test]
fn markdown_of_three_changes() {
    for (name, case_name) in [
        ("a_new_optional_attribute", "attribute-added"),
        ("a_renamed_operation", "operation-renamed"),
        ("an_amount_whose_unit_changed", "money-unit-changed"),
    ] {
        assert_snapshot!(name, markdown(&case(case_name)));
    }
    assert_snapshot!("markdown_of_everything", markdown(&report(MIXED)));
    assert_snapshot!(
        "markdown_of_nothing",
        markdown(&Report::new("a", "b", Vec::new()))
    );
}

#[test]
fn json_is_what_the_report_is() {
    let report = report(MIXED);
    let text = with(&report, |page| page.json().expect("it renders"));
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["summary"]["changes"], report.changes.len());
    assert_eq!(json["summary"]["money"], 1);
    assert_eq!(json["crate"]["semver"], "major");
    assert_eq!(json["crate"]["next"], "0.5.0");
    let changes = json["changes"].as_array().expect("a list");
    for (view, change) in changes.iter().zip(&report.changes) {
        assert_eq!(view["fingerprint"], change.fingerprint());
        assert_eq!(view["rule"], change.rule.id);
        assert_eq!(view["path"], change.path);
        assert_eq!(view["line"], change.place.as_ref().expect("a place").line);
    }
    assert_snapshot!("json", text);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let all = |report: &Report| {
        with(report, |page| {
            let formats = [page.markdown(), page.json(), page.html()];
            (page.text(true), formats.map(|it| it.expect("it renders")))
        })
    };
    assert_eq!(all(&report(MIXED)), all(&report(MIXED)));
}

#[test]
fn the_changelog_says_what_users_must_know() {
    let report = report(MIXED);
    assert_snapshot!("changelog", diff::changelog(&report, &advice(&report)));
}

fn many(rule_id: &str, count: usize) -> Vec<Change> {
    let change = |at: usize| {
        let path = format!("v2/thing/attribute/attribute_number_{at:05}");
        let mut change = Change::new(
            rule(rule_id),
            path,
            format!("attribute `number_{at:05}` changed"),
        );
        change.before = Some("ä".repeat(300));
        change.users.operations = (0..600)
            .map(|at| format!("v2/thing/operation/number_{at}"))
            .collect();
        change
    };
    (0..count).map(change).collect()
}

/// GitHub refuses a comment of more than 65,536 characters, of which 4,096 are left for others.
#[test]
fn markdown_fits_whatever_the_change() {
    for (money, breaking, words) in [
        (0, 0, 1),
        (300, 300, 0),
        (5_000, 5_000, 5_000),
        (0, 1, 20_000),
        (1, 0, 0),
    ] {
        let mut changes = many("money-unit-changed", money);
        changes.extend(many("attribute-removed", breaking));
        changes.extend(many("description-changed", words));
        let report = Report::new(&"b".repeat(100_000), "head", changes);
        let text = markdown(&report);
        assert!(text.len() <= 61_440, "{} bytes", text.len());
        let shown = text.matches("- `v2/thing/").count();
        let summary = Summary::of(&report);
        let numbers = text.match_indices("and ").filter_map(|(at, _)| {
            let rest = &text[at + 4..];
            let (number, more) = rest.split_once(' ')?;
            more.starts_with("more, which do not fit")
                .then(|| number.parse::<usize>().ok())?
        });
        assert_eq!(
            shown + numbers.sum::<usize>(),
            summary.changes,
            "all are shown or counted"
        );
        assert_eq!(
            text.matches("<details").count(),
            text.matches("</details>").count()
        );
        if money + breaking <= 600 {
            assert!(
                !text.contains("[!CAUTION]"),
                "a line for each important change fits"
            );
            assert!(shown >= money + breaking);
        } else {
            let missed = money + breaking - shown;
            assert!(
                text.contains(&format!("**{missed} more of money or that break")),
                "{missed}"
            );
        }
    }
}

const HOSTILE: &str = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1> @everyone #1 [x](javascript:1) `a` | b </details> &lt; \u{1b}[31mred";

fn hostile() -> Report {
    let mut change = Change::new(
        rule("description-changed"),
        format!("v2/thing/attribute/{HOSTILE}"),
        HOSTILE,
    );
    change.before = Some(HOSTILE.to_owned());
    change.after = Some(HOSTILE.to_owned());
    change.note = Some(HOSTILE.to_owned());
    change.sites = vec![HOSTILE.to_owned(), HOSTILE.to_owned()];
    change.users.operations = vec![HOSTILE.to_owned()];
    change.users.types = vec![HOSTILE.to_owned()];
    Report::new(HOSTILE, HOSTILE, vec![change])
}

#[test]
fn nothing_of_the_spec_becomes_markup() {
    let report = hostile();
    let text = with(&report, |page| page.markdown().expect("it renders"));
    let mut tags = Vec::new();
    for event in Parser::new_ext(
        &text,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
    ) {
        match event {
            Event::Html(tag) | Event::InlineHtml(tag) => tags.push(tag.trim().to_owned()),
            // GitHub makes links of these in any text that is no code.
            Event::Text(text) => {
                assert!(!text.contains("@e") && !text.contains("#1"), "{text}");
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link"),
            _ => {}
        }
    }
    assert_eq!(
        tags,
        [
            "<!-- chargebee-spec-review -->",
            "<details><summary>Words only: 1</summary>",
            "</details>"
        ]
    );
    let html = with(&report, |page| page.html().expect("it renders"));
    assert_eq!(html.matches("<script").count(), 1);
    assert!(!html.contains("<img"));
    let text = with(&report, |page| page.text(false));
    assert!(!text.contains('\u{1b}'), "what a terminal obeys");
}

/// The page is whole: it names nothing that would have to be fetched.
#[test]
fn the_page_needs_nothing_else() {
    let html = with(&report(MIXED), |page| page.html().expect("it renders"));
    for bad in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!html.contains(bad), "{bad}");
    }
    assert!(html.contains("default-src 'none'"));
    assert!(html.contains("width=device-width"));
    assert_eq!(html.matches("<article ").count(), 5);
}

/// Who reviews an operation or a type of event that came reads what it takes, answers and carries here, and nowhere else.
#[test]
fn what_came_is_shown_with_all_that_belongs_to_it() {
    for (name, expected) in [
        (
            "operation-removed",
            &["takes `weight` (decimal quantity", "answers `weight` (text"][..],
        ),
        ("event-type-added", &["carries `thing` (object `Thing`"]),
        ("event-content-added", &["carries `thing` (object `Thing`"]),
    ] {
        let found = cases().find(|it| it.name == name).expect("a case");
        // What is gone in one direction came in the other.
        let (base, head) = sides(&Case {
            name,
            reversed: name.ends_with("-removed"),
            edits: found.edits,
        });
        let report = diff::diff(&base, &head);
        let json = with(&report, |page| page.json().expect("it renders"));
        let shown = [
            with(&report, |page| page.text(false)),
            markdown(&report),
            with(&report, |page| page.html().expect("it renders")),
            json,
        ];
        for (text, at) in shown.iter().zip(["text", "markdown", "html", "json"]) {
            for words in expected {
                let plain = text.replace("<code>", "`").replace("</code>", "`");
                let plain = plain.replace('\\', "");
                assert!(
                    plain.contains(words),
                    "{name} as {at} lacks {words}:\n{text}"
                );
            }
        }
    }
}

/// However many operations of a resource use what changed, the resource is named once.
#[test]
fn users_are_named_once_per_resource() {
    let mut report = case("value-added");
    let change = report.changes.first_mut().expect("a change");
    let operation = |resource: &str, name: &str| format!("v2/{resource}/operation/{name}");
    change.users.operations = (0..20)
        .map(|number| operation("invoice", &format!("do_{number:02}")))
        .chain([operation("order", "list")])
        .collect();
    for text in [with(&report, |page| page.text(false)), markdown(&report)] {
        let line = text
            .lines()
            .find(|it| it.contains("used by"))
            .expect("a line");
        assert!(line.contains("used by 21 operations"), "{line}");
        assert_eq!(line.matches("invoice").count(), 1, "{line}");
        let line = line.replace('\\', "");
        assert!(line.contains("`do_00`") && line.contains("more)"), "{line}");
        assert!(line.contains("order (`list`)"), "{line}");
    }
}
