//! What `lint` finds in a spec that generates, and what it leaves alone: for each rule, both.

mod common;

use chargebee_generator::{finding::Severity, lint, load, lower};
use insta::assert_snapshot;
use std::fs;

const COMMON: &str = "\
openapi: 3.0.3
info: { title: common, version: v2 }
paths: {}
components:
  responses:
    Error:
      description: The API refused the request.
      content: { application/json: { schema: { type: object } } }
";

/// The findings about a spec of these files, in a folder that is gone by then.
fn report(files: &[(&str, &str)]) -> chargebee_generator::finding::Report {
    let folder = tempfile::tempdir().expect("a folder");
    let common = [("v1/common.yaml", COMMON), ("v2/common.yaml", COMMON)];
    for (name, text) in common.iter().chain(files) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
    let spec = load::load(folder.path()).expect("it loads");
    // What does not generate is told with the rule that it breaks, where there is one for it.
    match lower::lower(&spec) {
        Ok(apis) => lint::lint(&spec, &apis),
        Err(refused) => refused,
    }
}

/// The text about these files, and which rules were broken.
fn linted(files: &[(&str, &str)]) -> String {
    common::without_folder(&lint::text(&report(files), 0, false))
}

/// A file of the resource `thing` with these components and paths.
fn file(paths: &str, schemas: &str) -> String {
    let schemas = indented(schemas, 4);
    let paths = match paths {
        "" => "paths: {}".to_owned(),
        paths => format!("paths:{}", indented(paths, 2)),
    };
    format!(
        "openapi: 3.0.3\ninfo: {{ title: thing, version: v2 }}\n{paths}\ncomponents:\n  schemas:{schemas}\n"
    )
}

fn indented(text: &str, by: usize) -> String {
    let lines = text.trim_end().lines().filter(|line| !line.is_empty());
    let lines = lines.map(|line| format!("\n{}{line}", " ".repeat(by)));
    lines.collect()
}

/// A file whose resource has these properties.
fn thing(properties: &str) -> String {
    let properties = indented(properties, 4);
    file(
        "",
        &format!(
            "Thing:\n  description: What the shop sells to people.\n  type: object\n  x-resource: thing\n  properties:{properties}\n"
        ),
    )
}

fn one(yaml: &str) -> String {
    linted(&[("v2/thing.yaml", yaml)])
}

/// Asserts that nothing is found.
#[track_caller]
fn clean(yaml: &str) {
    assert_eq!(one(yaml), "0 errors, 0 warnings\n");
}

#[test]
fn money() {
    assert_snapshot!(one(&thing(
        "
amount_due: { description: What is still to be paid., type: integer }
credits: { description: What may be spent on it., type: array, items: { type: integer } }
"
    )));
    clean(&thing(
        "
currency_code: { description: ISO 4217 code of the price., type: string, format: currency }
amount_due:
  description: What is still to be paid, in minor units.
  type: integer
  x-currency-unit: minor
  x-currency-code: currency_code
total_count: { description: How many of them there are., type: integer }
due_days: { description: Days until it has to be paid., type: integer }
terms_to_charge: { description: How many terms are billed at once., type: integer }
fee_units: { description: How many are free of charge., type: integer }
total: { description: How many were ever sold., type: integer, x-evidence: It counts. }
",
    ));
}

/// The words are held against the unit in both directions; words for both units, or a reason, are left alone.
#[test]
fn words_against_the_unit() {
    let amount = |unit: &str, words: &str| {
        format!(
            "
currency_code: {{ description: ISO 4217 code of the price., type: string, format: currency }}
price:
  description: >-
    {words}
  type: integer
  x-currency-unit: {unit}
  x-currency-code: currency_code
"
        )
    };
    for (unit, words, found, other) in [
        (
            "major",
            "What it costs, in the smallest unit of the currency.",
            "smallest unit",
            "minor",
        ),
        (
            "major",
            "What it costs, in the currency's Minor\n    Unit.",
            "minor unit",
            "minor",
        ),
        ("major", "What it costs in cents.", "in cents", "minor"),
        (
            "minor",
            "What it costs, in whole units of the currency.",
            "whole units of the currency",
            "major",
        ),
        (
            "minor",
            "What it costs, in major units.",
            "major unit",
            "major",
        ),
    ] {
        let said = one(&thing(&amount(unit, words)));
        let message = format!("`price` counts the {unit} unit, and its description says `{found}`");
        assert!(said.contains("[unit-against-words]"), "{said}");
        assert!(said.contains(&message), "{said}");
        let help = format!("write `x-currency-unit: {other}`, or mend the description");
        assert!(said.contains(&help), "{said}");
        assert!(said.ends_with("1 error, 0 warnings\n"), "{said}");
        clean(&thing(&amount(other, words)));
    }
    clean(&thing(&amount(
        "major",
        "What it costs in major units, where other prices are in the smallest unit.",
    )));
    let explained = amount("major", "What it costs in cents.");
    clean(&thing(&format!(
        "{explained}  x-evidence: The answers count whole units.\n"
    )));
}

#[test]
fn decimals() {
    assert_snapshot!(one(&thing(
        "
quantity: { description: How many of them there are., type: integer }
quantity_in_decimal: { description: The same with decimals., type: string, format: decimal, x-decimal: quantity }
rest_in_decimal: { description: What is left of them., type: string, format: decimal, x-decimal: quantity }
costs: { description: What they cost., type: number, x-decimal: price }
total: { description: What all of them cost., type: string, format: decimal, x-decimal: amount }
"
    )));
    clean(&thing(
        "
quantity: { description: How many of them there are., type: integer }
quantity_in_decimal:
  description: The same with decimals.
  type: string
  format: decimal
  x-decimal: quantity
  x-decimal-of: quantity
rest_in_decimal:
  description: What is left of them.
  type: string
  format: decimal
  x-decimal: quantity
  x-evidence: There is no integer.
currency_code: { description: ISO 4217 code of the costs., type: string, format: currency }
costs: { description: What they cost., type: number, x-decimal: price, x-currency-code: currency_code }
applied: { description: What was set against them., type: number, x-decimal: unknown }
",
    ));
}

/// A shared field that has its integer in one place only cannot name it.
#[test]
fn a_decimal_in_two_places() {
    let yaml = file(
        "",
        "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  properties:
    quantity: { description: How many of them there are., type: integer }
    quantity_in_decimal: { $ref: '#/components/schemas/quantity_in_decimal' }
    part: { $ref: '#/components/schemas/Part' }
Part:
  description: What it is made of.
  type: object
  properties:
    quantity_in_decimal: { $ref: '#/components/schemas/quantity_in_decimal' }
quantity_in_decimal: { description: How many with decimals., type: string, format: decimal, x-decimal: quantity }
",
    );
    assert_snapshot!(one(&yaml));
}

#[test]
fn times() {
    assert_snapshot!(one(&thing(
        "
created_at: { description: Instant when it came to be., type: integer }
date: { description: Instant when it was billed., type: integer }
trial_end: { description: Instant when it has to be paid., type: integer }
"
    )));
    clean(&thing(
        "
created_at: { description: Instant when it came to be., type: integer, format: unix-time }
billing_date: { description: Day of the month on which it is billed., type: integer }
zip_code_start: { description: First code of the range., type: integer }
date: { description: Day of the week., type: integer, x-evidence: It counts days. }
",
    ));
}

#[test]
fn ids() {
    assert_snapshot!(one(&thing(
        "
parent_thing_id: { description: What it is a part of., type: string }
thing_ids: { description: What it is made of., type: array, items: { type: string } }
"
    )));
    // Not all of them are named after what they are the id of.
    let transaction = file(
        "",
        "Transaction:
  description: Money that was moved.
  type: object
  x-resource: transaction
  properties:
    id: { description: Id of it., type: string, x-id: transaction }
",
    );
    let refund = thing("refunded_txn_id: { description: What is given back., type: string }");
    let files = [
        ("v2/thing.yaml", refund.as_str()),
        ("v2/transaction.yaml", transaction.as_str()),
    ];
    assert!(linted(&files).contains("`refunded_txn_id` looks like the id of a `transaction`"));
    clean(&thing(
        "
parent_thing_id: { description: What it is a part of., type: string, x-id: thing }
session_id: { description: Where it was bought., type: string }
refunded_txn_id: { description: Nothing in the spec has such ids., type: string }
thing_id: { description: What a shop calls it., type: string, x-evidence: It is the shop's. }
",
    ));
}

/// The name, the words and what holds it say whose id a text is.
#[test]
fn ids_of_another() {
    let schemas = "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  properties:
    id: { description: Id by which the shop knows it., type: string, x-id: business_thing }
    part_id: { description: Business thing that it is a part of., type: string, x-id: thing }
    gateway_customer_id: { description: Id of the buyer there., type: string, x-id: thing }
    owner_id: { description: Id of the thing at the gateway., type: string, x-id: thing }
    holder: { description: Business thing that holds it., type: string, x-id: thing }
    parts: { description: What it is made of., type: array, items: { $ref: '#/components/schemas/Part' } }
    rest: { description: What is left of it., type: array, items: { $ref: '#/components/schemas/Rest' } }
Part:
  description: What a thing is made of.
  type: object
  x-object: business_thing
  properties:
    id: { description: Where it was made., type: string }
Rest:
  description: What is left of a thing.
  type: object
  x-object: rest
  properties:
    id: { description: Id of the business thing that is left., type: string }
";
    let paths = "
/things/sold:
  get:
    operationId: thing_sold
    x-resource: thing
    x-method: sold
    description: Tells which of them were sold.
    parameters:
      - name: 'business_thing[id]'
        in: query
        description: What it was a part of.
        style: deepObject
        x-filter: [is]
        x-evidence: Old clients send it.
        schema: { type: string, x-id: thing }
    responses:
      '200':
        description: Success.
        content:
          application/json:
            schema:
              type: object
              properties:
                thing: { $ref: '#/components/schemas/Thing' }
      default: { $ref: common.yaml#/components/responses/Error }
";
    let other = file(
        "",
        "BusinessThing:
  description: What another shop sells.
  type: object
  x-resource: business_thing
  properties:
    id: { description: Id by which that shop knows it., type: string, x-id: business_thing }
    entity_id: { description: Id of the thing that it is part of., type: string }
    part_ids: { description: Ids of the things or people in it., type: array, items: { type: string } }
    business_thing_id: { description: Id of another one., type: string, x-id: business_thing }
    sold_id: { description: Who bought it., type: string, x-id: thing }
    next_thing_id:
      description: Id of what comes after it.
      type: string
      x-id: business_thing
      x-evidence: Only such come after it.
      x-evidence-of: [type]
",
    );
    let things = file(paths, schemas);
    let files = [
        ("v2/thing.yaml", things.as_str()),
        ("v2/business_thing.yaml", other.as_str()),
    ];
    assert_snapshot!(linted(&files));
}

/// What an operation writes is as long as what it takes.
#[test]
fn lengths() {
    let yaml = |name: &str, part: &str| {
        let paths = "
/things:
  post:
    operationId: thing_create
    x-resource: thing
    x-method: create
    description: Puts one on the shelf.
    requestBody:
      content:
        application/x-www-form-urlencoded:
          schema:
            type: object
            properties:
              name: { description: How people call it., type: string, maxLength: 50 }
              other: { description: How others call it., type: string, maxLength: 20 }
              parts:
                description: What it is made of.
                type: array
                items: { $ref: '#/components/schemas/PartParams' }
    responses:
      '200':
        description: Success.
        content:
          application/json:
            schema:
              type: object
              properties:
                thing: { $ref: '#/components/schemas/Thing' }
      default: { $ref: common.yaml#/components/responses/Error }
";
        let schemas = format!(
            "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  properties:
    name: {{ description: What people say to it., type: string{name} }}
    other: {{ description: What others say to it., type: string, x-evidence: It is older. }}
    parts: {{ description: What is in it., type: array, items: {{ $ref: '#/components/schemas/Part' }} }}
Part:
  description: What a thing is made of.
  type: object
  x-object: part
  properties:
    colour: {{ description: What it looks like., type: string{part} }}
    name: {{ description: What nobody sets., type: string }}
PartParams:
  description: What to make a thing of.
  type: object
  properties:
    colour: {{ description: What it is to look like., type: string, maxLength: 30 }}
"
        );
        file(paths, &schemas)
    };
    assert_snapshot!(one(&yaml("", "")));
    clean(&yaml(", maxLength: 50", ", maxLength: 30"));
}

#[test]
fn secrets() {
    assert_snapshot!(one(&thing(
        "
basic_auth_password: { description: What lets the caller in., type: string }
gw_token: { description: What the gateway knows the card by., type: string }
receipt: { description: Proof of the purchase; do not log it., type: string }
"
    )));
    clean(&thing(
        "
basic_auth_password: { description: What lets the caller in., type: string, x-sensitive: true }
affiliate_token: { description: Who sent the customer., type: string }
receipt: { description: Proof of the purchase; do not log it., type: string, x-sensitive: true }
name: { description: Its case-sensitive name., type: string }
",
    ));
}

#[test]
fn descriptions() {
    assert_snapshot!(one(&file(
        "
/things:
  post:
    operationId: thing_create
    x-resource: thing
    x-method: create
    description: Creates a thing.
    requestBody:
      content:
        application/json:
          schema:
            type: object
            properties:
              color: { description: Its color., type: string }
    responses:
      '200':
        description: Success.
        content:
          application/json:
            schema:
              type: object
              properties:
                thing: { $ref: '#/components/schemas/Thing' }
      default: { $ref: common.yaml#/components/responses/Error }
",
        "
Thing:
  description: The thing itself is what the shop sells
  type: object
  x-resource: thing
  properties:
    id: { description: The identifier of the thing., type: string, x-id: thing }
    status: { description: Status of the thing., allOf: [{ $ref: '#/components/schemas/ThingStatus' }] }
    name: { description: what the shop calls it., type: string }
ThingStatus:
  description: How far along it is.
  type: string
  enum: [sold_out, lost]
  x-enum-descriptions: { sold_out: It is sold out., lost: Lost. }
"
    )));
    clean(&file(
        "",
        "
Thing:
  description: What the shop sells.
  type: object
  x-resource: thing
  properties:
    id: { description: Id that the shop chose., type: string, x-id: thing }
    status: { description: 'Status of the thing, as its owner sees it.', allOf: [{ $ref: '#/components/schemas/ThingStatus' }] }
    previous: { description: '`status` of the day before.', type: string }
ThingStatus:
  description: How far along it is.
  type: string
  enum: [sold_out, lost]
  x-enum-descriptions: { sold_out: None is left., lost: Nobody can find it. }
"
    ));
}

#[test]
fn enums() {
    let yaml = |values: &str| {
        file(
            "",
            &format!(
                "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  properties:
    status:
      description: How far along it is.
      allOf: [{{ $ref: '#/components/schemas/ThingStatus' }}]
      enum: [{values}]
ThingStatus:
  description: How far along it is.
  type: string
  enum: [sold, lost]
  x-enum-descriptions: {{ sold: Somebody bought it., lost: Nobody can find it. }}
"
            ),
        )
    };
    assert_snapshot!(one(&yaml("")));
    clean(&yaml("sold"));
}

const SHARED: &str = "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  properties:
    note: { $ref: '#/components/schemas/note' }
    color: { $ref: common.yaml#/components/schemas/Color }
note: { description: What a customer wrote., type: string }
";

const COLORS: &str = "  schemas:
    Color:
      description: What it looks like.
      type: string
      enum: [red, blue]
      x-enum-descriptions: { red: Like a rose., blue: Like the sea. }
";

#[test]
fn shared_once() {
    let common = format!("{COMMON}{COLORS}");
    assert_snapshot!(linted(&[
        ("v2/thing.yaml", &file("", SHARED)),
        ("v2/common.yaml", &common)
    ]));
    let twice = SHARED.replace(
        "\nnote:",
        "\n    reply: { $ref: '#/components/schemas/note' }\nnote:",
    );
    // What `common` uses is used wherever that is used.
    let common = format!(
        "{common}    Paint:\n      description: What it is painted with.\n      type: object\n      properties:\n        \
        color: {{ $ref: '#/components/schemas/Color' }}\n"
    );
    let other = file(
        "",
        "
Other:
  description: What other shops sell.
  type: object
  x-resource: other
  properties:
    paint: { $ref: common.yaml#/components/schemas/Paint }
",
    );
    let more = twice.replace(
        "\nnote:",
        "\n    paint: { $ref: common.yaml#/components/schemas/Paint }\nnote:",
    );
    let files = [
        ("v2/thing.yaml", &*file("", &more)),
        ("v2/common.yaml", &common),
        ("v2/other.yaml", &other),
    ];
    assert_eq!(linted(&files), "0 errors, 0 warnings\n");
}

/// Two objects and two enums; `code` is where the currency of the second object stands.
fn pair(code: &str, value: &str) -> String {
    file(
        "",
        &format!(
            "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  properties:
    currency_code: {{ description: ISO 4217 code of the prices., type: string, format: currency }}
    left: {{ $ref: '#/components/schemas/Left' }}
    right: {{ $ref: '#/components/schemas/Right' }}
Left:
  description: What hangs on the left.
  type: object
  x-object: left
  properties:
    color: {{ $ref: '#/components/schemas/LeftColor' }}
    size: {{ description: How tall it is., type: integer }}
    price: {{ description: What it costs to buy., type: integer, x-currency-unit: minor, x-currency-code: enclosing.currency_code }}
Right:
  description: What hangs on the right.
  type: object
  x-object: right
  properties:
    size: {{ description: How high it reaches., type: integer }}
    color: {{ $ref: '#/components/schemas/RightColor' }}
    price: {{ description: What one pays for it., type: integer, x-currency-unit: minor, x-currency-code: {code} }}
LeftColor:
  description: What it looks like from the left.
  type: string
  enum: [red, blue, green]
  x-enum-descriptions: {{ red: Like a rose., blue: Like the sea., green: Like the grass. }}
RightColor:
  description: What it looks like from the right.
  type: string
  enum: [blue, red, {value}]
  x-enum-descriptions: {{ red: Like a brick., blue: Like the sky., {value}: Like a leaf. }}
"
        ),
    )
}

/// Objects that differ only in types that are equal are equal, whatever `object` says on them.
#[test]
fn equal() {
    assert_snapshot!(one(&pair("enclosing.currency_code", "green")));
    clean(&pair("site", "gray"));
    assert!(one(&pair("site", "green")).ends_with("0 errors, 1 warning\n"));
}

/// Two operations, each with a group of its own; `left` and `right` are their members.
fn groups(wire: &str, left: &str, right: &str) -> String {
    let operation = |name: &str, group: &str, wire: &str| {
        format!(
            "
/things/{name}:
  post:
    operationId: thing_{name}
    description: Does something with the things that are there.
    requestBody:
      content:
        application/x-www-form-urlencoded:
          schema:
            type: object
            properties:
              {wire}: {{ type: array, items: {{ $ref: '#/components/schemas/{group}' }} }}
    responses:
      '200':
        description: Success.
        content:
          application/json:
            schema:
              type: object
              required: [thing]
              x-guaranteed: [thing]
              properties:
                thing: {{ $ref: '#/components/schemas/Thing' }}"
        )
    };
    let part = |name: &str, members: &str| {
        format!(
            "
{name}:
  description: What the thing is made of, piece by piece.
  type: object
  properties:
    name: {{ description: What people call it., type: string }}{members}"
        )
    };
    file(
        &format!(
            "{}{}",
            operation("order", "OrderPartParams", "parts"),
            operation("preview", "PreviewPartParams", wire)
        ),
        &format!(
            "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  properties:
    color: {{ description: What it looks like from afar., type: string }}{}{}
",
            part("OrderPartParams", left),
            part("PreviewPartParams", right)
        ),
    )
}

/// What one thing is, is one group, though one operation takes less of it than another.
#[test]
fn alike() {
    const SIZE: &str = "
    size: { description: How tall it is in centimeters., type: integer }";
    const LIMITED: &str = "
    size: { description: How tall it is in centimeters., type: integer, minimum: 1 }";
    const LONGER: &str = "
    size: { description: How tall it is in centimeters., type: integer, minimum: 2 }";
    const TEXT: &str = "
    size: { description: How tall it is in words., type: string }";
    const COLOR: &str = "
    color: { description: What it looks like from afar., type: string }";
    const WEIGHT: &str = "
    weight: { description: How heavy it is in grams., type: integer }";
    let of = |parts: &[&str]| parts.concat();
    let both = of(&[SIZE, COLOR]);
    let more = of(&[LIMITED, COLOR, WEIGHT]);
    assert_snapshot!(one(&groups("parts", &both, &more)));
    // Another thing: another name of the parameter, a member of another type, other limits, too little in common.
    clean(&groups("pieces", &both, &more));
    clean(&groups("parts", &both, &of(&[TEXT, COLOR, WEIGHT])));
    clean(&groups("parts", &of(&[LONGER, COLOR]), &more));
    clean(&groups("parts", SIZE, &of(&[SIZE, COLOR])));
    let other = of(&[SIZE, WEIGHT]);
    clean(&groups("parts", &both, &other));
    // Made with other members.
    let made = groups("parts", &both, &more).replacen(
        "      type: object
      properties:
        name",
        "      type: object
      required: [name]
      properties:
        name",
        1,
    );
    clean(&made);
}

/// Only a resource and its id may be guaranteed: everything else lacks in some published payload.
#[test]
fn guaranteed() {
    let yaml = |thing: &str, answer: &str, entry: &str| {
        file(
            &format!(
                "
/things/{{thing_id}}:
  get:
    operationId: thing_retrieve
    x-resource: thing
    x-method: retrieve
    description: Gives one thing and how many there are.
    parameters:
      - {{ name: thing_id, in: path, required: true, description: Names the thing to look for., schema: {{ type: string, x-id: thing }} }}
    responses:
      '200':
        description: Success.
        content:
          application/json:
            schema:
              type: object
              required: [thing, count]
              x-guaranteed: [{answer}]
              properties:
                thing: {{ $ref: '#/components/schemas/Thing' }}
                count: {{ type: integer, description: How many things there are. }}
      default: {{ $ref: common.yaml#/components/responses/Error }}
/things:
  get:
    operationId: thing_list
    x-resource: thing
    x-method: list
    x-paged: true
    description: Lists the things that there are.
    responses:
      '200':
        description: Success.
        content:
          application/json:
            schema:
              type: object
              required: [list]
              x-guaranteed: [list]
              properties:
                list:
                  description: The things on this page.
                  type: array
                  items:
                    type: object
                    required: [thing, part]
                    x-guaranteed: [{entry}]
                    properties:
                      thing: {{ $ref: '#/components/schemas/Thing' }}
                      part: {{ $ref: '#/components/schemas/ThingPart' }}
                next_offset: {{ type: string, description: Where the next page starts. }}
      default: {{ $ref: common.yaml#/components/responses/Error }}
"
            ),
            &format!(
                "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  required: [id, name]
  x-guaranteed: [{thing}]
  properties:
    id: {{ description: Id that the shop chose., type: string, x-id: thing }}
    name: {{ description: What people call it., type: string }}
ThingPart:
  description: Something inside of it.
  type: object
  required: [id]
  x-guaranteed: [{}]
  properties:
    id: {{ description: Id that the maker chose., type: string }}
",
                if entry == "thing" { "" } else { "id" }
            ),
        )
    };
    assert_snapshot!(one(&yaml("id, name", "thing, count", "thing, part")));
    clean(&yaml("id", "thing", "thing"));
}

/// Without them, a body is no event.
#[test]
fn guaranteed_of_an_event() {
    let event = include_str!("fragments/events.yaml");
    let guaranteed = |name: &str, member: &str| {
        event.replace(
            "      properties:\n        kind:",
            &format!("      required: [{name}]\n      x-guaranteed: [{name}]\n      properties:\n{member}        kind:"),
        )
    };
    let found = |name: &str, member: &str| {
        one(&guaranteed(name, member)).contains("[guaranteed-beyond-id]")
    };
    let id = "        id: { description: Id of what happened., type: string, x-id: thing }\n";
    let at = "        at: { description: When it happened., type: integer, format: unix-time }\n";
    assert!(!found("id", id));
    assert!(!found("kind", ""));
    assert!(!found("at", at));
    assert!(found("body", ""));
}

#[test]
fn deprecated() {
    assert_snapshot!(one(&file(
        "",
        "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  properties:
    color: { description: What it looks like because of paint., type: string, deprecated: true }
    status: { $ref: '#/components/schemas/ThingStatus' }
ThingStatus:
  description: How far along it is.
  type: string
  enum: [sold, lost]
  x-deprecated-values: [lost]
  x-enum-descriptions: { sold: Somebody bought it., lost: Nobody can find it. }
"
    )));
    clean(&thing(
        "
color: { description: 'What it looks like; see `paint`.', type: string, deprecated: true }
tint: { description: What it looks like; use the paint., type: string, deprecated: true }
shade: { description: What it looks like; the paint replaces it., type: string, deprecated: true }
hue: { description: What it looked like and no longer does., type: string, deprecated: true }
",
    ));
}

/// A file of each version: what the attribute and the operation are in v2, and whether v1 says that they are gone.
fn versions(attribute: &str, operation: &str, evidence: &str) -> [String; 2] {
    let yaml = |name: &str, method: &str, mark: &str, attribute_mark: &str| {
        file(
            &format!(
                "
/things:
  post:
    operationId: thing_{method}
    x-resource: thing
    x-method: {method}
    description: Paints everything in one color.
{mark}
    responses:
      '200':
        description: Success.
        content:
          application/json:
            schema: {{ type: object, properties: {{ thing: {{ $ref: '#/components/schemas/Thing' }} }} }}
      default: {{ $ref: common.yaml#/components/responses/Error }}
"
            ),
            &format!(
                "
Thing:
  description: What the shop sells to people.
  type: object
  x-resource: thing
  properties:
    {name}: {{ description: What it looks like., type: string{attribute_mark} }}
"
            ),
        )
    };
    let inline = |evidence: &str| match evidence {
        "" => String::new(),
        evidence => format!(", {evidence}"),
    };
    let mark = |mark: &str| match mark {
        "" => String::new(),
        mark => format!("    {mark}"),
    };
    [
        yaml("color", "paint", &mark(evidence), &inline(evidence)),
        yaml("tint", "dye", &mark(operation), &inline(attribute)),
    ]
}

#[test]
fn renamed() {
    let linted = |attribute: &str, operation: &str, evidence: &str| {
        let [first, second] = versions(attribute, operation, evidence);
        linted_files([&first, &second])
    };
    assert_snapshot!(linted("", "", ""));
    let clean = "0 errors, 0 warnings\n";
    let marked = linted("x-renamed-from: color", "x-renamed-from: paint", "");
    assert_eq!(marked, clean);
    assert_eq!(linted("", "", "x-evidence: Nothing replaces it."), clean);
    // Steps name what they are about by itself, or with its resource.
    for resource in ["", "thing."] {
        let [first, second] = versions("", "", "");
        let steps = format!(
            "x-migration:
  - {{ kind: removed, what: attribute, from: {resource}color, note: It has none. }}
  - {{ kind: moved, what: operation, from: {resource}paint, to: {resource}dye, note: It dyes. }}
"
        );
        let second = second.replacen("paths:", &format!("{steps}paths:"), 1);
        let found = linted_files([&first, &second]);
        assert!(!found.contains("renamed-without-mark"), "{found}");
    }
}

fn linted_files([first, second]: [&str; 2]) -> String {
    linted(&[("v1/thing.yaml", first), ("v2/thing.yaml", second)])
}

#[test]
fn json() {
    let report = report(&[(
        "v2/thing.yaml",
        &thing("total: { description: \"What \\\"all\\\" cost., or so\", type: integer }"),
    )]);
    let json = common::without_folder(&lint::json(&report));
    assert_snapshot!(json);
    let parsed: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(parsed.as_array().map(Vec::len), Some(2));
    assert_eq!(
        lint::json(&chargebee_generator::finding::Report::default()),
        "[]\n"
    );
    assert!(lint::has_errors(&report));
}

/// A file of `thing` with these operations: each its method on the wire, its path, and more keywords of it.
fn operations(operations: &[(&str, &str, &str)]) -> String {
    let one = |(method, path, more): &(&str, &str, &str)| {
        let more = indented(more, 4);
        format!(
            "
{path}:
  post:
    operationId: thing_{method}
    x-resource: thing
    x-method: {method}
    description: Does something about it.{more}
    responses:
      '200':
        description: Success.
        content:
          application/json:
            schema: {{ type: object, properties: {{ thing: {{ $ref: '#/components/schemas/Thing' }} }} }}
      default: {{ $ref: common.yaml#/components/responses/Error }}"
        )
    };
    let paths: Vec<String> = operations.iter().map(one).collect();
    let schema =
        "Thing: { description: What the shop sells to people., type: object, x-resource: thing }";
    file(&paths.concat(), schema)
}

/// What is sent says so in its name, what is read does not, and no two types of a version have one name.
#[test]
fn names_of_types() {
    let yaml = |sent: &str, read: &str| {
        let body = format!(
            "
requestBody:
  content:
    application/x-www-form-urlencoded:
      schema: {{ type: object, properties: {{ box: {{ $ref: '#/components/schemas/{sent}' }} }} }}"
        );
        let read_and_sent = format!(
            "
    Thing:
      description: What the shop sells to people.
      type: object
      x-resource: thing
      properties: {{ lid: {{ $ref: '#/components/schemas/{read}' }} }}
    {sent}: {{ description: Where it is put., type: object, properties: {{ size: {{ description: How wide it is., type: integer }} }} }}
    {read}: {{ description: What closes it., type: object, properties: {{ size: {{ description: How round it is., type: integer }} }} }}
"
        );
        let yaml = operations(&[("pack", "/things/pack", &body)]);
        let (head, _) = yaml.rsplit_once("\n    Thing:").expect("a resource");
        format!("{head}{read_and_sent}")
    };
    clean(&yaml("BoxParams", "Lid"));
    let found = one(&yaml("Box1", "Lid"));
    assert!(
        found.contains("`Box1` is sent, and its name does not say so"),
        "{found}"
    );
    assert!(found.contains("help: call it `Box1Params`"), "{found}");
    assert!(found.ends_with("1 error, 0 warnings\n"), "{found}");
    let found = one(&yaml("BoxParams", "LidParams"));
    assert!(
        found.contains("`LidParams` is read, and is called like what is sent"),
        "{found}"
    );
    assert!(found.ends_with("1 error, 0 warnings\n"), "{found}");
    let other = |name: &str| {
        let yaml = file(
            "",
            &format!(
                "
Other:
  description: What the shop gives away for nothing.
  type: object
  x-resource: other
  properties: {{ top: {{ $ref: '#/components/schemas/{name}' }} }}
{name}: {{ description: What covers the other., type: object, properties: {{ size: {{ description: How flat it is., type: integer }} }} }}
"
            ),
        );
        let files = [
            ("v2/thing.yaml", &*yaml_of_thing()),
            ("v2/other.yaml", &*yaml),
        ];
        linted(&files)
    };
    fn yaml_of_thing() -> String {
        thing("lid: { $ref: '#/components/schemas/Lid' }")
            .trim_end()
            .to_owned()
            + "\n    Lid: { description: What closes it., type: object, properties: { size: { description: How round it is., type: integer } } }\n"
    }
    assert_eq!(other("Top"), "0 errors, 0 warnings\n");
    let found = other("Lid");
    assert!(found.contains("other.yaml has a type `Lid` too"), "{found}");
    assert!(found.ends_with("1 error, 0 warnings\n"), "{found}");
}

/// A POST that changes something takes an idempotency key where most others of its resource do.
#[test]
fn idempotency_unlike_siblings() {
    let yaml = |third: (&str, &str), keywords: &str| {
        operations(&[
            ("create", "/things", "x-idempotent: true"),
            ("update", "/things/update", "x-idempotent: true"),
            (third.0, third.1, keywords),
        ])
    };
    let remove = ("remove", "/things/remove");
    let found = one(&yaml(remove, ""));
    assert!(
        found.contains("`remove` takes no idempotency key, and other POSTs"),
        "{found}"
    );
    assert!(found.ends_with("0 errors, 1 warning\n"), "{found}");
    clean(&yaml(remove, "x-idempotent: true"));
    clean(&yaml(remove, "x-evidence: The API ignores the key."));
    clean(&yaml(("estimate_all", "/things/estimate_all"), ""));
    let found = one(&operations(&[
        ("create", "/things", ""),
        ("update", "/things/update", ""),
        ("remove", "/things/remove", "x-idempotent: true"),
    ]));
    assert!(
        found.contains("`remove` takes an idempotency key, and other POSTs"),
        "{found}"
    );
}

#[test]
fn catalog_unlike_siblings() {
    let yaml = |marks: [&str; 3]| {
        operations(&[
            ("create", "/things", marks[0]),
            ("update", "/things/update", marks[1]),
            ("remove", "/things/remove", marks[2]),
        ])
    };
    let (first, second) = ("x-catalog: ['1.0']", "x-catalog: ['2.0']");
    let found = one(&yaml([second, second, ""]));
    assert!(
        found.contains("`remove` is of both Product Catalogs, and others"),
        "{found}"
    );
    let found = one(&yaml(["", first, ""]));
    assert!(
        found.contains("`update` is of Product Catalog 1.0, and no other"),
        "{found}"
    );
    clean(&yaml([first, second, ""]));
    clean(&yaml([second, second, second]));
    clean(&yaml([second, second, "x-evidence: Both have it."]));
}

#[test]
fn path_unlike_siblings() {
    let yaml = |path: &str| {
        operations(&[
            ("create", "/things", ""),
            ("update", "/things/update", ""),
            ("remove", path, ""),
        ])
    };
    for path in ["/thigns/remove", "/thing/remove", "/tings/remove"] {
        let found = one(&yaml(path));
        assert!(
            found.contains("is nearly `things`, which other paths have"),
            "{path}: {found}"
        );
        assert!(found.ends_with("0 errors, 1 warning\n"), "{found}");
    }
    for path in ["/things/remove", "/ethings/remove", "/goods/remove"] {
        clean(&yaml(path));
    }
}

/// The pages of the API reference have the names of resources in the plural.
#[test]
fn doc_links() {
    let with = |stem: &str, url: &str| {
        let yaml = file(
            "",
            &format!(
                "Main: {{ description: What the shop sells to people., type: object, x-resource: {stem} }}"
            ),
        );
        let yaml = yaml.replace("paths:", &format!("externalDocs: {{ url: {url} }}\npaths:"));
        linted(&[(&format!("v2/{stem}.yaml"), &yaml)])
    };
    for (stem, page) in [
        ("alert_status", "alert_statuss"),
        ("thing", "thingz"),
        ("currency", "currencys"),
        ("address", "address"),
        ("invoice", "invoice"),
    ] {
        let found = with(
            stem,
            &format!("https://apidocs.chargebee.com/docs/api/{page}"),
        );
        assert!(
            found.contains(&format!("no page of the API reference is called `{page}`")),
            "{found}"
        );
        assert!(found.ends_with("1 error, 0 warnings\n"), "{found}");
    }
    for (stem, url) in [
        (
            "alert_status",
            "https://apidocs.chargebee.com/docs/api/alert_statuses",
        ),
        (
            "currency",
            "https://apidocs.chargebee.com/docs/api/currencies#more",
        ),
        ("key", "https://apidocs.chargebee.com/docs/api/keys?x=1"),
        ("thing", "https://shop.example/thing"),
    ] {
        assert_eq!(with(stem, url), "0 errors, 0 warnings\n", "{url}");
    }
}

/// A comment that `drift --suggest` leaves; a text can hold the same words.
#[test]
fn left_to_be_decided() {
    let yaml = thing("color: { description: What it looks like., type: string }");
    let commented = yaml
        .replace("x-resource: thing", "x-resource: thing # decide: is it?")
        .replace("openapi:", "# Decide: all of it\nopenapi:")
        + "\n    #decide: the rest\n";
    let found = one(&commented);
    for place in ["1:1", "10:25", "14:5"] {
        let wanted = format!("v2/thing.yaml:{place}: this was left to be decided [left-undecided]");
        assert!(found.contains(&wanted), "{wanted}\n{found}");
    }
    assert!(found.ends_with("3 errors, 0 warnings\n"), "{found}");
    for text in [
        "'What it looks # decide: like.'",
        "What it looks#decide: like.",
        "|\n              What it is.\n              # decide: is no comment here.",
        "\"What\n              # decide: it looks like.\"",
    ] {
        let text = text.replace("#decide: ", "#decide:");
        let yaml = thing("color:\n  type: string\n  description: TEXT").replace("TEXT", &text);
        clean(&yaml);
    }
}

#[test]
fn numbers_as_text() {
    let found = one(&thing(
        "left_limit: { description: Most of them that there may be., type: string }",
    ));
    assert!(
        found.contains("`left_limit` looks like a number and is text [number-as-text]"),
        "{found}"
    );
    clean(&thing(
        "
left_limit: { description: Most of them that there may be., type: string, format: decimal, x-decimal: quantity }
limit: { description: Most of them that there may be., type: string, x-evidence: It is a word. }
limit_type: { description: What the limit is about., type: string }
",
    ));
}

/// The spec of a shop with a warning at a property and one at an operation, checked with this file of accepted warnings.
fn accepted(accepted: &str) -> Result<lint::Checked, String> {
    let yaml = thing("a_limit: { description: Most of them that there may be., type: string }");
    let paths = operations(&[
        ("create", "/things", "x-idempotent: true"),
        ("update", "/things/update", "x-idempotent: true"),
        ("remove", "/things/remove", ""),
    ]);
    let paths = paths
        .split_once("components:")
        .map_or("", |(paths, _)| paths);
    let yaml = format!(
        "{paths}components:{}",
        yaml.split_once("components:").expect("there").1
    );
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("v2")).expect("made");
    for (name, text) in [
        ("v2/common.yaml", COMMON),
        ("v2/thing.yaml", &yaml),
        ("accepted-warnings.yaml", accepted),
    ] {
        if !text.is_empty() {
            fs::write(folder.path().join(name), text).expect("written");
        }
    }
    let spec = load::load(folder.path()).expect("it loads");
    let apis = lower::lower(&spec).expect("it lowers");
    let report = lint::lint(&spec, &apis);
    lint::accept(folder.path(), &spec, &report)
        .map_err(|wrong| common::without_folder(&wrong.render(false)))
}

const BOTH: &str = "\
- rule: number-as-text
  reason: The API sends a word there.
  at: ['v2/thing#/components/schemas/Thing/properties/a_limit']
- rule: idempotency-unlike-siblings
  reason: The API ignores the key there.
  at: ['v2/thing#/paths/~1things~1remove/post/x-method']
";

/// What is accepted is not found again; what is new is, and what is not there any more.
#[test]
fn accepted_warnings() {
    let text = |checked: &lint::Checked| {
        common::without_folder(&lint::text(&checked.report, checked.accepted, false))
    };
    let none = accepted("").expect("no file");
    assert!(
        text(&none).ends_with("0 errors, 2 warnings\n"),
        "{}",
        text(&none)
    );
    let entries = none.entries();
    assert!(entries.contains("- rule: number-as-text\n  reason: ...\n  at:\n    - 'v2/thing#/components/schemas/Thing/properties/a_limit'\n"), "{entries}");
    let both = accepted(BOTH).expect("it is right");
    assert_eq!(text(&both), "0 errors, 0 warnings, 2 accepted\n");
    assert!(both.report.is_empty() && both.entries().is_empty());
    let one = BOTH.split_once("- rule: idem").expect("two").0;
    let new = accepted(one).expect("it is right");
    assert!(
        text(&new).ends_with("0 errors, 1 warning, 1 accepted\n"),
        "{}",
        text(&new)
    );
    // What is in the file and not found is to be taken out.
    let stale = accepted(&BOTH.replace("/a_limit", "/b_limit")).expect("it is right");
    let said = text(&stale);
    assert!(said.contains("accepted-warnings.yaml:3:8: nothing warns of `v2/thing#/components/schemas/Thing/properties/b_limit` by `number-as-text` any more [accepted-and-gone]"), "{said}");
    assert!(said.ends_with("1 error, 1 warning, 1 accepted\n"), "{said}");
}

/// Each group says why, and names rules that there are.
#[test]
fn accepted_without_a_reason() {
    for (from, to, wanted) in [
        (
            "reason: The API sends a word there.",
            "reason: ''",
            "2:11: this group says no reason",
        ),
        (
            "  reason: The API sends a word there.\n",
            "",
            "1:3: this group says no reason",
        ),
        (
            "rule: number-as-text",
            "rule: number-as-txt",
            "1:9: `number-as-txt` is no rule of lint",
        ),
        (
            "a_limit'",
            "a_limit', 'v2/thing#/components/schemas/Thing/properties/a_limit'",
            "3:65: `v2/thing#/components/schemas/Thing/properties/a_limit` stands here twice",
        ),
        (
            "  at: ['v2/thing#/paths/~1things~1remove/post/x-method']",
            "  at: []",
            "6:7: this group accepts nothing",
        ),
        (
            "  reason: The API sends",
            "  because: 1\n  reason: The API sends",
            "2:12: `because` says nothing here",
        ),
    ] {
        let said = accepted(&BOTH.replace(from, to)).expect_err("it is wrong");
        assert!(said.contains(wanted), "{wanted}\n{said}");
    }
    assert!(
        accepted("a: 1\n")
            .expect_err("it is wrong")
            .contains("is a list, not a mapping")
    );
}

/// The spec of the workspace has no errors and no warning that was not accepted, and every rule that found something has its line.
#[test]
fn the_spec() {
    let spec = load::load(common::spec()).expect("it loads");
    let apis = lower::lower(&spec).expect("it lowers");
    let report = lint::lint(&spec, &apis);
    let findings = report.findings();
    assert!(
        findings
            .iter()
            .all(|it| it.place.is_some() && it.help.is_some())
    );
    let rules = findings.iter().map(|it| it.rule.expect("a rule"));
    assert!(rules.into_iter().all(|rule| lint::RULES.contains(&rule)));
    let errors = findings.iter().filter(|it| it.severity == Severity::Error);
    let errors: Vec<&str> = errors.map(|it| it.message.as_str()).collect();
    assert_eq!(errors, [""; 0]);
    let checked = lint::accept(common::spec(), &spec, &report).expect("the file is right");
    let left = lint::text(&checked.report, checked.accepted, false);
    assert!(checked.report.is_empty(), "{left}{}", checked.entries());
}
