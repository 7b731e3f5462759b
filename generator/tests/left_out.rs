//! What a file of the spec leaves out is what it says elsewhere.

mod common;

use chargebee_generator::{
    bundle::{self, OpenApi},
    emit,
};

const COMMON: &str = "\
openapi: 3.0.3
info: { title: common, version: v2 }
paths: {}
components:
  responses:
    Error:
      description: The API refused the request.
      content: { application/json: { schema: { type: object } } }
  schemas:
    next_offset: { description: Where the next page starts., type: string }
";

const LONG: &str = "\
openapi: 3.0.3
info: { title: thing, version: v2 }
paths:
  /things:
    get:
      operationId: thing_list
      x-resource: thing
      x-method: list
      description: Lists things.
      x-paged: true
      parameters:
        - name: name
          in: query
          description: 'Filters on this attribute: What people call it.'
          style: deepObject
          x-filter: [is]
          schema: { type: string }
        - name: color
          in: query
          description: 'Filters on this attribute: How it looks.'
          style: deepObject
          x-filter: [is]
          schema: { type: string }
      responses:
        '200':
          description: Success.
          content:
            application/json:
              schema:
                type: object
                required: [list]
                properties:
                  list:
                    description: One page of the list.
                    type: array
                    items: { type: object, properties: { thing: { $ref: '#/components/schemas/Thing' } } }
                  next_offset: { $ref: common.yaml#/components/schemas/next_offset }
        default: { $ref: common.yaml#/components/responses/Error }
  /things/{thing_id}:
    get:
      operationId: thing_retrieve
      x-resource: thing
      x-method: retrieve
      description: Retrieves a thing.
      parameters: [{ $ref: '#/components/parameters/thing_id' }]
      responses:
        '200':
          description: Success.
          content: { application/json: { schema: { type: object, properties: { thing: { $ref: '#/components/schemas/Thing' } } } } }
        default: { $ref: common.yaml#/components/responses/Error }
    post:
      operationId: thing_update
      x-resource: thing
      x-method: update
      description: Changes a thing.
      x-idempotent: true
      parameters: [{ $ref: '#/components/parameters/thing_id' }]
      responses:
        '200':
          description: Success.
          content: { application/json: { schema: { type: object, properties: { thing: { $ref: '#/components/schemas/Thing' } } } } }
        default: { $ref: common.yaml#/components/responses/Error }
components:
  parameters:
    thing_id:
      name: thing_id
      in: path
      required: true
      description: The thing.
      schema: { type: string, x-id: thing }
  schemas:
    color: { description: How it looks., type: string }
    Thing:
      description: What a shop sells.
      type: object
      x-resource: thing
      properties:
        id: { description: Id of the thing., type: string, x-id: thing }
        name: { description: What people call it., type: string }
        color: { $ref: '#/components/schemas/color' }
";

const ANSWER: &str = "  responses:
    Thing:
      description: Success.
      content: { application/json: { schema: { type: object, properties: { thing: { $ref: '#/components/schemas/Thing' } } } } }
";

/// The same without what it says elsewhere.
fn short() -> String {
    let mut short = LONG.to_owned();
    for method in ["list", "retrieve", "update"] {
        let said = format!("      x-resource: thing\n      x-method: {method}\n");
        short = short.replace(&said, "");
    }
    for attribute in ["What people call it.", "How it looks."] {
        let said = format!("          description: 'Filters on this attribute: {attribute}'\n");
        short = short.replace(&said, "");
    }
    let error = "        default: { $ref: common.yaml#/components/responses/Error }\n";
    short = short.replace(error, "");
    let inline = "      responses:
        '200':
          description: Success.
          content: { application/json: { schema: { type: object, properties: { thing: { $ref: '#/components/schemas/Thing' } } } } }
";
    let reference = "      responses: { '200': { $ref: '#/components/responses/Thing' } }\n";
    short = short.replace(inline, reference);
    short = short.replace("  schemas:\n", &format!("{ANSWER}  schemas:\n"));
    assert_eq!(short.matches(reference).count(), 2);
    assert_eq!(short.matches("Filters on").count(), 0);
    assert_eq!(short.matches("x-method").count(), 0);
    assert_eq!(short.matches("x-resource").count(), 1);
    assert_eq!(short.matches("Error").count(), 0);
    short
}

fn files(thing: &str) -> [(&str, &[u8]); 2] {
    [
        ("v2/thing.yaml", thing.as_bytes()),
        ("v2/common.yaml", COMMON.as_bytes()),
    ]
}

/// What is wrong with a spec.
fn refused(thing: &str) -> String {
    let report = common::read_files(&files(thing)).expect_err("refused");
    common::rendered(&report)
}

#[test]
fn what_is_left_out_makes_no_difference() {
    let made = |thing: &str| {
        let apis = common::read_files(&files(thing));
        let apis = apis.unwrap_or_else(|report| panic!("{}", report.render(false)));
        emit::emit(&apis).expect("it emits").krate
    };
    let bundled = |thing: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("v2")).expect("made");
        for (name, text) in files(thing) {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        [OpenApi::V3_0, OpenApi::V3_1].map(|openapi| {
            let bundle = bundle::read(folder.path(), "v2", openapi);
            bundle.unwrap_or_else(|it| panic!("{it}"))
        })
    };
    let short = short();
    assert_eq!(made(LONG), made(&short));
    assert_eq!(bundled(LONG), bundled(&short));
}

/// An error in what several operations share stands where it is, and is told once.
#[test]
fn a_shared_answer_is_wrong_in_its_own_place() {
    let wrong = short().replace(
        "properties: { thing: { $ref: '#/components/schemas/Thing' } } } } }\n  schemas",
        "properties: { thing: { $ref: '#/components/schemas/Thingy' } } } } }\n  schemas",
    );
    let line = wrong.lines().position(|line| line.contains("Thingy"));
    let said = refused(&wrong);
    let place = format!("thing.yaml:{}:", line.expect("there") + 1);
    assert_eq!(said.matches("points at nothing").count(), 1, "{said}");
    assert!(said.contains(&place), "{said}");
}

#[test]
fn an_answer_that_nothing_refers_to_is_refused() {
    let unused = short().replace("  responses:\n    Thing:\n", "  responses:\n    Other:\n");
    let said = refused(&unused);
    assert!(said.contains("nothing uses `Other`"), "{said}");
    assert!(
        said.contains("`#/components/responses/Thing` points at nothing"),
        "{said}"
    );
}

#[test]
fn an_operation_id_says_the_file_first() {
    let said = refused(&short().replace("operationId: thing_update", "operationId: update_thing"));
    assert!(said.contains("write `operationId: thing_create`"), "{said}");
    let own = "operationId: update_thing\n      x-method: update";
    let other = short().replace("operationId: thing_update", own);
    assert!(common::read_files(&files(&other)).is_ok());
}

/// Where nothing says what an attribute is, a filter says it itself.
#[test]
fn a_filter_of_no_attribute_has_a_description_of_its_own() {
    let said = refused(&short().replace("- name: name\n", "- name: mood\n"));
    assert!(said.contains("description"), "{said}");
}
