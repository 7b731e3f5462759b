//! Every item of the model knows where it stands: the line that a comment names it on.

mod common;

use chargebee_generator::model::{Api, Origin};

const COMMON: &str = "\
openapi: 3.0.3
info: { title: common, version: v2 }
paths: {}
x-id-types:
  label: What is printed on a thing.  # id label
components:
  responses:
    Error:
      description: The API refused the request.
      content: { application/json: { schema: { type: object } } }
  parameters:
    thing_id: { name: thing_id, in: path, required: true, description: Its id., schema: { type: string, x-id: thing } }  # shared parameter
  schemas:
    note: { description: What people say of it., type: string }  # shared field
    next_offset: { description: Where the next page starts., type: string }
";

const THING: &str = "\
openapi: 3.0.3
info: { title: thing, version: v2 }
paths:
  /things:
    get:
      operationId: thing_list  # operation list
      x-resource: thing
      x-method: list
      x-paged: true
      description: Lists things.
      parameters:
        - name: kind  # parameter of a query
          in: query
          description: Filters by kind.
          style: deepObject
          x-filter: [is]
          schema: { $ref: '#/components/schemas/ThingKind' }
      responses:
        '200':
          description: Success.
          content:
            application/json:
              schema:
                type: object
                required: [list]
                properties:
                  list:  # field of a page
                    description: One page.
                    type: array
                    items:
                      type: object
                      required: [thing]
                      properties:
                        thing: { $ref: '#/components/schemas/Thing' }  # field of an entry
                  next_offset: { $ref: common.yaml#/components/schemas/next_offset }  # field by reference
        default: { $ref: common.yaml#/components/responses/Error }
  /things/{thing_id}/update:
    post:
      operationId: thing_update  # operation update
      x-resource: thing
      x-method: update
      description: Changes a thing.
      parameters:
        - $ref: common.yaml#/components/parameters/thing_id  # id of a path
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                note: { $ref: common.yaml#/components/schemas/note }  # parameter of a body
                part: { description: Its part., allOf: [{ $ref: '#/components/schemas/PartParams' }] }
      responses:
        '200':
          description: Success.
          content:
            application/json:
              schema: { type: object, properties: { thing: { $ref: '#/components/schemas/Thing' } } }
        default: { $ref: common.yaml#/components/responses/Error }
components:
  schemas:
    PartParams:  # group
      description: A part.
      type: object
      properties:
        label: { description: Which., type: string, x-id: label }  # member
    ThingKind:  # enum
      description: What kind it is.
      type: string
      enum: [plain]
      x-enum-descriptions:
        plain: As they come.  # value
    Thing:  # record
      description: What people have.
      type: object
      x-resource: thing
      x-events:
        type: kind
        content: content
        types:
          plain:  # event
            thing: thing  # field of an event
      properties:
        id: { description: Its id., type: string, x-id: thing }  # field
        kind: { description: Its kind., allOf: [{ $ref: '#/components/schemas/ThingKind' }] }
        note: { $ref: common.yaml#/components/schemas/note }
        content: { description: What it is about. }
        holds:  # record of a content
          description: What it holds.
          x-content:
            thing: thing  # field of a content
";

/// The file and the line of the comment.
fn line(comment: &str) -> (String, usize) {
    let files = [("common.yaml", COMMON), ("thing.yaml", THING)];
    let mut found = files.into_iter().filter_map(|(file, text)| {
        let comment = format!("  # {comment}");
        let at = text.lines().position(|line| line.ends_with(&comment))?;
        Some((file.to_owned(), at + 1))
    });
    let line = found.next().expect("a comment");
    assert_eq!(found.next(), None, "{comment}");
    line
}

fn place(api: &Api, origin: Origin) -> (String, usize) {
    let place = api.place(origin).expect("a place");
    let file = place.source.name.rsplit(['/', '\\']).next();
    (file.expect("a name").to_owned(), place.line)
}

#[test]
fn every_item_knows_its_line() {
    let apis = common::read_files(&[
        ("v2/common.yaml", COMMON.as_bytes()),
        ("v2/thing.yaml", THING.as_bytes()),
    ]);
    let [api] = &apis.expect("it reads")[..] else {
        panic!("one version");
    };
    let module = api.module("thing").expect("a module");
    let record = |name: &str| module.record(name).expect("a record");
    let field = |of: &str, name: &str| record(of).field(name).expect("a field").traits.origin;
    let operation = |name: &str| module.operation(name).expect("an operation");
    let param = |of: &str, name: &str| operation(of).param(name).expect("one").traits.origin;
    let shared = |name: &str| {
        let common = api.module("common").expect("a module");
        let mut all = common.shared.iter();
        all.find(|(it, _)| it == name).expect("shared").1
    };
    let [id] = &operation("update").path_ids[..] else {
        panic!("one id");
    };
    let group = module.group("PartParams").expect("a group");
    let kind = module.enumeration("ThingKind").expect("an enum");
    let events = module.events.as_ref().expect("events");
    for (comment, origin) in [
        ("id label", api.id_kind("label").expect("a kind").origin),
        ("shared parameter", shared("thing_id")),
        ("shared field", shared("note")),
        ("operation list", operation("list").origin),
        ("operation update", operation("update").origin),
        ("parameter of a query", param("list", "kind")),
        ("field of a page", field("ThingListResponse", "list")),
        ("field of an entry", field("ThingListEntry", "thing")),
        (
            "field by reference",
            field("ThingListResponse", "next_offset"),
        ),
        ("id of a path", id.origin),
        ("parameter of a body", param("update", "note")),
        ("group", group.origin),
        ("member", group.member("label").expect("one").traits.origin),
        ("enum", kind.origin),
        ("value", kind.value("plain").expect("a value").origin),
        ("record", record("Thing").origin),
        // A module is where its resource is.
        ("record", module.origin),
        ("event", events.variant("plain").expect("a type").origin),
        ("event", record("PlainContent").origin),
        ("field of an event", field("PlainContent", "thing")),
        ("field", field("Thing", "id")),
        ("record of a content", record("ThingHolds").origin),
        ("field of a content", field("ThingHolds", "thing")),
    ] {
        assert_eq!(place(api, origin), line(comment), "{comment}");
    }
    // Columns are those of the keys.
    let place = api.place(field("Thing", "id")).expect("a place");
    assert_eq!((place.column, place.length), (9, 2));
}

#[test]
fn what_stands_elsewhere_is_equal() {
    let read = |common: &str| {
        common::read_files(&[
            ("v2/common.yaml", common.as_bytes()),
            ("v2/thing.yaml", THING.as_bytes()),
        ])
    };
    let one = read(COMMON).expect("it reads");
    let other = read(&format!("# A line more.\n{COMMON}")).expect("it reads");
    let label = |apis: &[Api]| {
        let kind = apis[0].id_kind("label").expect("a kind");
        place(&apis[0], kind.origin).1
    };
    assert_eq!(label(&one) + 1, label(&other));
    assert_eq!(one, other);
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
}
