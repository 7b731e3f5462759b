//! Changes of the small spec in `base`, one for each rule and some that are easily told wrongly.

/// A change of the spec.
pub(crate) struct Case {
    /// What is done. It starts with the rule that must tell it.
    pub(crate) name: &'static str,
    /// Whether the edits make the base, and the spec is the head.
    pub(crate) reversed: bool,
    /// File, what is replaced there wherever it stands (it must be there), and by what. `…` stands for all that is between.
    /// A file without text to find is written whole, as a copy where it says so, or removed where it has no text to write.
    pub(crate) edits: &'static [(&'static str, &'static str, &'static str)],
}

macro_rules! cases {
    ($($name:literal $($reversed:ident)?: $(($file:literal, $find:literal, $put:literal)),*;)*) => {
        &[$(Case {
            name: $name,
            reversed: cases!(@$($reversed)?),
            edits: &[$(($file, $find, $put)),*],
        }),*]
    };
    (@) => { false };
    (@reversed) => { true };
}

#[path = "cases/told_once.rs"]
mod told_once;
#[path = "cases/verdicts.rs"]
mod verdicts;
#[path = "cases/work.rs"]
mod work;

/// All of them.
pub(crate) fn cases() -> impl Iterator<Item = &'static Case> {
    let all = [RULES, work::CASES, told_once::CASES, verdicts::CASES];
    all.into_iter().flatten()
}

/// What each rule tells first of all.
const RULES: &[Case] = cases! {
    "money-unit-changed": ("v2/thing.yaml", "        total:
          description: Sum of everything about the thing, rounded half up.
          type: integer
          format: int64
          x-currency-unit: minor", "        total:
          description: Sum of everything about the thing, rounded half up.
          type: integer
          format: int64
          x-currency-unit: major");
    "money-unit-changed of a shared parameter": ("v2/thing.yaml", "    fee:
      description: What the thing costs to make.
      type: integer
      format: int64
      x-currency-unit: minor", "    fee:
      description: What the thing costs to make.
      type: integer
      format: int64
      x-currency-unit: major");
    "money-currency-changed": ("v2/thing.yaml", "x-currency-code: enclosing.currency_code", "x-currency-code: site");
    "request-currency-changed": ("v2/thing.yaml", "      description: Changes a thing.
      x-currency-of: thing", "      description: Changes a thing.
      x-currency-of: widget"),
        ("v2/widget.yaml", "        color:
          description: Colour of the widget.", "        currency_code:
          description: Currency that the widget is sold in.
          type: string
          format: currency
        color:
          description: Colour of the widget.");
    "money-type-changed": ("v2/thing.yaml", "        count:
          description: How many there are.
          type: integer
", "        count:
          description: How many there are.
          type: integer
          x-currency-unit: minor
          x-currency-code: currency_code
");
    "money-type-changed to text": ("v2/thing.yaml", "        weight:
          description: Weight in kilograms.
          type: number
          x-decimal: quantity
", "        weight:
          description: Weight in kilograms.
          type: string
");
    "decimal-measure-changed": ("v2/thing.yaml", "          type: number
          x-decimal: quantity", "          type: number
          x-decimal: rate");
    "decimal-form-changed": ("v2/thing.yaml", "          type: number
          x-decimal: quantity", "          type: string
          format: decimal
          x-decimal: quantity");
    "money-currency-changed of a decimal": ("v2/thing.yaml", "          x-decimal: amount
          x-currency-code: currency_code", "          x-decimal: amount
          x-currency-code: site");
    "decimal-of-changed where no currency is said": ("v2/thing.yaml", "          x-decimal: amount
          x-currency-code: currency_code", "          x-decimal: amount");
    "decimal-of-changed where a currency is said" reversed: ("v2/thing.yaml", "          x-decimal: amount
          x-currency-code: currency_code", "          x-decimal: amount");
    "decimal-of-changed by what is charged": ("v2/thing.yaml", "          x-decimal: price
          x-decimal-of: total", "          x-decimal: amount
          x-decimal-of: total");
    "decimal-of-changed": ("v2/thing.yaml", "          x-decimal: price
          x-decimal-of: total", "          x-decimal: price");
    "rounding-changed": ("v2/thing.yaml", "rounded half up.", "rounded half even.");

    "money-exponent-changed": ("currencies.yaml", "exponent: 2, iso: 3", "exponent: 3, iso: 3");
    "money-exponent-changed of all others": ("currencies.yaml", "default: { exponent: 2", "default: { exponent: 3");
    "currency-added": ("currencies.yaml", "  KWD:", "  KRW: { name: Won, exponent: 0, iso: 0, evidence: documented }
  KWD:");
    "currency-removed" reversed: ("currencies.yaml", "  KWD:", "  KPW: { name: North Korean Won, exponent: 2, iso: 2, evidence: hundredths }
  KWD:");
    "pricing-changed": ("v2/thing.yaml", "      x-custom-fields: true
      required: [id, tags, total]", "      x-custom-fields: true
      x-pricing: { model: stage, price: total, free: count }
      required: [id, tags, total]");
    "pricing-changed to none" reversed: ("v2/thing.yaml", "      x-custom-fields: true
      required: [id, tags, total]", "      x-custom-fields: true
      x-pricing: { model: stage, price: total, free: count }
      required: [id, tags, total]");

    "money-parts-changed": ("v2/thing.yaml", "      x-custom-fields: true
      required: [id, tags, total]", "      x-custom-fields: true
      x-money: { worth: { units: count, nanos: billionths, currency: currency_code } }
      required: [id, tags, total]"),
        ("v2/thing.yaml", "        count:
          description: How many there are.", "        billionths:
          description: What is beyond the whole ones.
          type: integer
          format: int64
        count:
          description: How many there are.");
    "money-parts-changed to none" reversed: ("v2/thing.yaml", "      x-custom-fields: true
      required: [id, tags, total]", "      x-custom-fields: true
      x-money: { worth: { units: count, nanos: billionths, currency: currency_code } }
      required: [id, tags, total]"),
        ("v2/thing.yaml", "        count:
          description: How many there are.", "        billionths:
          description: What is beyond the whole ones.
          type: integer
          format: int64
        count:
          description: How many there are.");

    "api-added": ("v1/common.yaml", "", "openapi: 3.0.3
info: { title: common, version: v1 }
paths: {}
components: {}
");
    "api-removed": ("v2", "", "");
    "resource-added": ("v2/gear.yaml", "", "openapi: 3.0.3
info: { title: gear, version: v2 }
paths: {}
components:
  schemas:
    Gear:
      description: What turns.
      type: object
      x-resource: gear
      properties:
        teeth: { description: How many teeth it has., type: integer }
");
    "resource-removed": ("v2/widget.yaml", "", ""), ("v2/event.yaml", ", widget: widget", ""),
        ("v2/common.yaml", "  parameters:…  responses:", "  responses:");
    "resource-renamed": ("v2/gadget.yaml", "", "copy of v2/widget.yaml"), ("v2/widget.yaml", "", ""),
        ("v2/gadget.yaml", "x-resource: widget", "x-resource: gadget"), ("v2/gadget.yaml", "x-id: widget", "x-id: gadget"),
        ("v2/gadget.yaml", "Widget", "Gadget"), ("v2/event.yaml", "widget: widget", "widget: gadget");
    "link-changed": ("v2/widget.yaml", "https://example.com/widgets", "https://example.com/docs/widgets");
    "link-changed of an operation": ("v2/thing.yaml", "things#create", "things#make");
    "description-changed": ("v2/thing.yaml", "Name of the thing.", "What the thing is called.");
    "description-changed of a type whose fields have none": ("v2/widget.yaml", "A widget that things are made of.", "A widget.");
    "description-changed of a shared field": ("v2/thing.yaml", "Words on the thing, for staff.", "Words about the thing.");
    "v1-name-changed": ("v2/thing.yaml", "          description: When it was made.", "          description: When it was made.
          x-renamed-from: born_at");

    "object-added": ("v2/thing.yaml", "    Part:
", "    Screw:
      description: What holds a part.
      type: object
      properties:
        length: { description: How long it is., type: integer }
    Part:
"), ("v2/thing.yaml", "        size:
", "        screw: { $ref: '#/components/schemas/Screw' }
        size:
");
    "object-removed": ("v2/thing.yaml", "        part:
          description: What it consists of.
          allOf: [{ $ref: '#/components/schemas/Part' }]
", ""), ("v2/thing.yaml", "    Part:
      description: What a thing consists of.
      type: object
      x-object: part
      properties:
        size:
          description: How large it is.
          type: integer
        price:
          description: What it costs.
          type: integer
          format: int64
          x-currency-unit: minor
          x-currency-code: enclosing.currency_code
", "");
    "object-renamed": ("v2/thing.yaml", "schemas/Part'", "schemas/ThingPart'"), ("v2/thing.yaml", "    Part:", "    ThingPart:");
    "object-word-changed": ("v2/thing.yaml", "x-object: part", "x-object: thing_part");
    "object-custom-fields-changed": ("v2/thing.yaml", "      x-resource: thing
      x-custom-fields: true
", "      x-resource: thing
");
    "attributes-reordered": ("v2/widget.yaml", "        id:
          description: Id of the widget.
          type: string
          x-id: widget
        color:
          description: Colour of the widget.
          type: string
", "        color:
          description: Colour of the widget.
          type: string
        id:
          description: Id of the widget.
          type: string
          x-id: widget
");
    "attribute-added": ("v2/thing.yaml", "        made_at:
", "        height:
          description: How high it is.
          type: integer
        made_at:
");
    "attribute-added to answers of two operations": ("v2/thing.yaml", "                x-guaranteed: [thing]
                properties:
", "                x-guaranteed: [thing]
                properties:
                  warning: { description: What was odd., type: string }
"), ("v2/thing.yaml", "                type: object
                properties:
                  thing: { $ref", "                type: object
                properties:
                  warning: { description: What was odd., type: string }
                  thing: { $ref");
    "attribute-removed": ("v2/thing.yaml", "        made_at:
          description: When it was made.
          type: integer
          format: unix-time
", "");
    "attribute-renamed by the annotation": ("v2/thing.yaml", "        made_at:
          description: When it was made.
", "        born:
          description: The first day.
          x-renamed-from: made_at
");
    "attribute-renamed by likeness": ("v2/thing.yaml", "        label:
          description: What is written on the side of the box.", "        box_label:
          description: What is written on one side of the box.");
    "attribute-renamed, the name in Rust kept": ("v2/thing.yaml", "        label:
          description: What is written on the side of the box.", "        box_label:
          description: What is written on the side of the box.
          x-rust-name: label");
    "attribute-renamed: a currency that amounts name": ("v2/thing.yaml", "        currency_code:
          description: Currency of the thing.", "        currency:
          description: Currency of the thing."),
        ("v2/thing.yaml", "          x-currency-code: currency_code
        total_in_decimal", "          x-currency-code: currency
        total_in_decimal"), ("v2/thing.yaml", "enclosing.currency_code", "enclosing.currency"),
        ("v2/thing.yaml", "          x-decimal: amount
          x-currency-code: currency_code", "          x-decimal: amount
          x-currency-code: currency"),
        // Money of requests is compared with a resource that has a `currency_code`.
        ("v2/thing.yaml", "x-currency-of: thing", "x-currency-of: widget"),
        ("v2/widget.yaml", "        color:
          description: Colour of the widget.", "        currency_code:
          description: Currency that the widget is sold in.
          type: string
          format: currency
        color:
          description: Colour of the widget.");
    "attribute-rust-name-changed": ("v2/thing.yaml", "          description: When it was made.", "          description: When it was made.
          x-rust-name: made_on");
    "attribute-guaranteed": ("v2/thing.yaml", "x-guaranteed: [id, tags]", "x-guaranteed: [id, tags, total]");
    "attribute-not-guaranteed": ("v2/thing.yaml", "x-guaranteed: [id, tags]", "x-guaranteed: [tags]");
    "attribute-not-guaranteed of a list": ("v2/thing.yaml", "x-guaranteed: [id, tags]", "x-guaranteed: [id]");
    "attribute-guaranteed as always sent": ("v2/thing.yaml", "x-guaranteed: [id, tags]", "x-guaranteed: [id, tags]
      x-always: [total]");
    "attribute-placeholder": ("v2/thing.yaml", "x-guaranteed: [id, tags]", "x-guaranteed: [tags]
      x-always: [id]");
    "attribute-required": ("v2/thing.yaml", "required: [id, tags, total]", "required: [id, tags, total, count]");
    "attribute-not-required": ("v2/thing.yaml", "required: [id, tags, total]", "required: [id, tags]");
    "attribute-boxed": ("v2/thing.yaml", "        size:
", "        inside:
          description: The thing that is inside.
          allOf: [{ $ref: '#/components/schemas/Thing' }]
        size:
");
    "attribute-deprecated": ("v2/thing.yaml", "          description: How many there are.", "          description: How many there are.
          deprecated: true");
    "attribute-undeprecated": ("v2/thing.yaml", "          maxLength: 20
          deprecated: true", "          maxLength: 20");

    "type-changed": ("v2/thing.yaml", "          description: How many there are.
          type: integer", "          description: How many there are.
          type: boolean");
    "type-changed of a parameter to an id": ("v2/thing.yaml", "                  description: Kept for later, in case the thing breaks.
                  type: string", "                  description: Kept for later, in case the thing breaks.
                  type: string
                  x-id: gizmo");
    "time-unit-changed": ("v2/thing.yaml", "          format: unix-time", "          format: unix-time
          x-time-unit: milliseconds");
    "id-kind-changed": ("v2/thing.yaml", "          description: Who made it.
          type: string
          x-id: gizmo", "          description: Who made it.
          type: string
          x-id: widget");
    "limit-tightened": ("v2/thing.yaml", "                  maxLength: 50", "                  maxLength: 40");
    "limit-tightened in an answer": ("v2/thing.yaml", "          maxLength: 20", "          maxLength: 10");
    "limit-tightened of a shared parameter": ("v2/common.yaml", "minimum: 1,", "minimum: 2,");
    "limit-loosened": ("v2/thing.yaml", "                  maximum: 10", "                  maximum: 11");
    "limit-loosened in an answer": ("v2/thing.yaml", "          maxLength: 20", "          maxLength: 30");
    "default-added": ("v2/thing.yaml", "                  deprecated: true", "                  deprecated: true
                  default: false");
    "default-changed": ("v2/thing.yaml", "                  default: 5", "                  default: 6");
    "default-removed": ("v2/thing.yaml", "                  default: 5
", "");
    "member-taken" reversed: ("v2/thing.yaml", "                  allOf: [{ $ref: '#/components/schemas/AddressParams' }]
", "                  allOf: [{ $ref: '#/components/schemas/AddressParams' }]
                  x-without: [zip]
                return_address:
                  description: Where the thing comes back to.
                  allOf: [{ $ref: '#/components/schemas/AddressParams' }]
");
    "member-refused": ("v2/thing.yaml", "                  allOf: [{ $ref: '#/components/schemas/AddressParams' }]
", "                  allOf: [{ $ref: '#/components/schemas/AddressParams' }]
                  x-without: [zip]
                return_address:
                  description: Where the thing comes back to.
                  allOf: [{ $ref: '#/components/schemas/AddressParams' }]
");
    "accepts-narrowed": ("v2/thing.yaml", "enum: [open, shut]", "enum: [open]");
    "accepts-widened": ("v2/thing.yaml", "
                  enum: [open, shut]", "");
    "sensitive-changed": ("v2/thing.yaml", "                  description: What opens the thing.", "                  description: What opens the thing.
                  x-sensitive: true");
    "json-value-changed": ("v2/thing.yaml", "                  description: Whatever you like.
                  x-json: true", "                  description: Whatever you like.
                  x-json: true
                  x-json-value: object");
    "json-value-changed to any JSON" reversed: ("v2/thing.yaml", "                  description: Whatever you like.
                  x-json: true", "                  description: Whatever you like.
                  x-json: true
                  x-json-value: array");
    "json-text-changed": ("v2/thing.yaml", "                  description: Whatever you like.
                  x-json: true", "                  description: Whatever you like."),
        ("v2/thing.yaml", "        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [name, maker]", "        content:
          application/json:
            schema:
              type: object
              required: [name, maker]");
    "catalog-narrowed": ("v2/thing.yaml", "      description: Changes a thing.", "      description: Changes a thing.
      x-catalog: ['1.0']");
    "catalog-narrowed of an attribute": ("v2/thing.yaml", "          description: How many there are.", "          description: How many there are.
          x-catalog: ['2.0']");
    "catalog-widened" reversed: ("v2/widget.yaml", "      description: Reads a widget.
", "      description: Reads a widget.
      x-catalog: ['1.0']
");

    "enum-added": ("v2/thing.yaml", "    Stage:
", "    Mood:
      description: How a thing feels.
      type: string
      enum: [glad]
      x-enum-descriptions: { glad: It is glad. }
    Stage:
"), ("v2/thing.yaml", "        count:
", "        mood: { $ref: '#/components/schemas/Mood' }
        count:
");
    "enum-removed": ("v2/thing.yaml", "    Fault:
      description: What is wrong with a thing.
      type: string
      enum: [worn, broken]
      x-error-kinds: { worn: payment, broken: payment }
      x-http-status: { worn: '400', broken: '402' }
      x-retry: { worn: refused }
      x-enum-descriptions: { worn: It is old., broken: It is in two. }
", ""), ("v2/thing.yaml", "          allOf: [{ $ref: '#/components/schemas/Fault' }]", "          type: string");
    "enum-renamed": ("v2/thing.yaml", "schemas/Stage'", "schemas/ThingStage'"), ("v2/thing.yaml", "    Stage:", "    ThingStage:");
    "value-added": ("v2/thing.yaml", "enum: [open, shut, lost]", "enum: [open, shut, lost, sold]"),
        ("v2/thing.yaml", "{ open: It can be used.,", "{ sold: It was paid for., open: It can be used.,");
    "value-added that is only sent": ("v2/thing.yaml", "enum: [little, much]", "enum: [little, much, all]"),
        ("v2/thing.yaml", "{ little: The least.,", "{ all: Everything., little: The least.,");
    "value-added to error codes": ("v2/thing.yaml", "enum: [worn, broken]", "enum: [worn, broken, burnt]"),
        ("v2/thing.yaml", "{ worn: payment, broken: payment }", "{ worn: payment, broken: payment, burnt: payment }"),
        ("v2/thing.yaml", "{ worn: '400', ", "{ burnt: '400', worn: '400', "),
        ("v2/thing.yaml", "{ worn: It is old., ", "{ burnt: It is black., worn: It is old., ");
    "value-removed": ("v2/thing.yaml", "enum: [open, shut, lost]", "enum: [open, shut]"),
        ("v2/thing.yaml", ", lost: Nobody knows where it is. }", " }");
    "value-removed that is only in answers": ("v2/thing.yaml", "enum: [worn, broken]", "enum: [broken]"),
        ("v2/thing.yaml", "{ worn: payment, broken: payment }", "{ broken: payment }"),
        ("v2/thing.yaml", "      x-retry: { worn: refused }
", ""), ("v2/thing.yaml", "{ worn: '400', ", "{ "), ("v2/thing.yaml", "{ worn: It is old., ", "{ ");
    "value-renamed": ("v2/thing.yaml", "enum: [open, shut, lost]", "enum: [open, shut, gone]"),
        ("v2/thing.yaml", ", lost: Nobody knows where it is. }", ", gone: Nobody knows where it is. }
      x-renamed-values: { gone: lost }");
    "value-rust-name-changed": ("v2/thing.yaml", "      enum: [open, shut, lost]", "      enum: [open, shut, lost]
      x-enum-names: { lost: Astray }");
    "value-deprecated": ("v2/thing.yaml", "      enum: [open, shut, lost]", "      enum: [open, shut, lost]
      x-deprecated-values: [lost]");
    "value-undeprecated" reversed: ("v2/thing.yaml", "      enum: [open, shut, lost]
", "      enum: [open, shut, lost]
      x-deprecated-values: [lost]
");
    "error-status-changed": ("v2/thing.yaml", "worn: '400'", "worn: '409'");
    "error-kind-changed": ("v2/thing.yaml", "worn: payment", "worn: invalid_request");

    "event-type-added": ("v2/event.yaml", "enum: [thing_made,", "enum: [thing_sold, thing_made,"),
        ("v2/event.yaml", "        thing_made: A thing was made.", "        thing_sold: A thing was sold.
        thing_made: A thing was made."),
        ("v2/event.yaml", "          thing_made: { thing: thing }", "          thing_made: { thing: thing }
          thing_sold: { thing: thing }");
    "event-type-removed": ("v2/event.yaml", ", thing_gone", ""), ("v2/event.yaml", "        thing_gone: A thing went away.
", ""), ("v2/event.yaml", "          thing_gone: { thing: thing, widget: widget }
", "");
    "event-type-renamed": ("v2/event.yaml", "enum: [thing_made, thing_gone", "enum: [thing_made, thing_removed"),
        ("v2/event.yaml", "        thing_gone: A thing went away.", "        thing_removed: A thing went away."),
        ("v2/event.yaml", "          thing_gone:", "          thing_removed:"),
        ("v2/event.yaml", "      x-enum-descriptions:", "      x-renamed-values: { thing_removed: thing_gone }
      x-enum-descriptions:");
    "event-content-added": ("v2/event.yaml", "          thing_made: { thing: thing }", "          thing_made: { thing: thing }
          thing_hidden: { thing: thing }");
    "event-content-removed": ("v2/event.yaml", "          thing_gone: { thing: thing, widget: widget }
", "");
    "event-fields-changed": ("v2/event.yaml", "        type: event_type", "        type: kind"),
        ("v2/event.yaml", "        content:
          description", "        kind:
          description: What happened, too.
          allOf: [{ $ref: '#/components/schemas/EventType' }]
        content:
          description");
    "attribute-removed from an event": ("v2/event.yaml", ", widget: widget", "");

    "operation-added": ("v2/thing.yaml", "  /things/{thing_id}:
", "  /things/{thing_id}:
    get:
      operationId: thing_retrieve
      x-resource: thing
      x-method: retrieve
      description: Reads a thing.
      parameters:
        - name: thing_id
          in: path
          required: true
          description: Id of the thing.
          schema: { type: string, x-id: thing }
      responses:
        '200':
          description: Success.
          content: { application/json: { schema: { type: object, properties: { thing: { $ref: '#/components/schemas/Thing' } } } } }
        default: { $ref: common.yaml#/components/responses/Error }
");
    "operation-removed": ("v2/thing.yaml", "  /things/{thing_id}/measure:…components:", "components:");
    "operation-renamed": ("v2/thing.yaml", "x-method: measure", "x-method: weigh");
    "operation-renamed by the annotation": ("v2/thing.yaml", "      x-method: measure", "      x-method: weigh
      x-renamed-from: measure"), ("v2/thing.yaml", "/measure:", "/weigh:");
    "operation-moved": ("v2/widget.yaml", "  /widgets:
    get:…components:", "components:"), ("v2/event.yaml", "paths: {}", "paths:
  /widgets:
    get:
      operationId: event_widgets
      x-resource: event
      x-method: widgets
      description: Lists widgets.
      responses:
        '200':
          description: Success.
          content: { application/json: { schema: { type: object, properties: { count: { description: How many., type: integer } } } } }
        default: { $ref: common.yaml#/components/responses/Error }"), ("v2/common.yaml", "  parameters:…  responses:", "  responses:");
    "operation-deprecated": ("v2/thing.yaml", "      description: Changes a thing.", "      description: Changes a thing.
      deprecated: true");
    "operation-undeprecated": ("v2/thing.yaml", "      description: Sends measurements of a thing.
      deprecated: true", "      description: Sends measurements of a thing.");
    "path-changed": ("v2/thing.yaml", "/measure:", "/measurements:");
    "path-id-changed": ("v2/widget.yaml", "          schema: { type: string, x-id: widget }", "          schema: { type: string, x-id: thing }");
    "http-method-changed": ("v2/widget.yaml", "  /widgets/{widget_id}:
    get:", "  /widgets/{widget_id}:
    post:");
    "host-changed": ("v2/thing.yaml", "x-sub-domain: ingest", "x-sub-domain: intake");
    "body-changed": ("v2/thing.yaml", "          application/json:
            schema:
              type: object
              properties:
                weight:", "          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                weight:");
    "idempotency-added": ("v2/thing.yaml", "      description: Changes a thing.", "      description: Changes a thing.
      x-idempotent: true");
    "idempotency-removed": ("v2/thing.yaml", "      x-idempotent: true
", "");
    "custom-fields-added": ("v2/thing.yaml", "      description: Changes a thing.", "      description: Changes a thing.
      x-custom-fields: true");
    "custom-fields-removed": ("v2/thing.yaml", "      x-idempotent: true
      x-custom-fields: true
", "      x-idempotent: true
");
    "paging-removed": ("v2/widget.yaml", "      x-paged: true
", ""), ("v2/widget.yaml", "                  next_offset:
                    description: Where the next page starts.
                    type: string
", "");
    "paging-added" reversed: ("v2/widget.yaml", "      x-paged: true
", ""), ("v2/widget.yaml", "                  next_offset:
                    description: Where the next page starts.
                    type: string
", "");

    "parameter-added": ("v2/thing.yaml", "                spare:", "                size:
                  description: How large it is.
                  type: integer
                spare:");
    "parameter-added to two operations": ("v2/thing.yaml", "                note: { $ref: '#/components/schemas/note' }
", "                note: { $ref: '#/components/schemas/note' }
                hint: { description: What to look at., type: string }
");
    "required-parameter-added": ("v2/thing.yaml", "required: [name, maker]", "required: [name, maker, size]"),
        ("v2/thing.yaml", "                spare:", "                size:
                  description: How large it is.
                  type: integer
                spare:");
    "parameter-removed": ("v2/thing.yaml", "                old_flag:
                  description: Does nothing any more.
                  type: boolean
                  deprecated: true
", "");
    "parameter-renamed": ("v2/thing.yaml", "                spare:", "                spare_part:");
    "parameter-rust-name-changed": ("v2/thing.yaml", "                  description: What opens the thing.", "                  description: What opens the thing.
                  x-rust-name: opener");
    "parameter-required": ("v2/thing.yaml", "required: [name, maker]", "required: [name, maker, level]");
    "parameter-required of a group": ("v2/thing.yaml", "required: [city]", "required: [city, zip]");
    "parameter-optional": ("v2/thing.yaml", "required: [name, maker]", "required: [name]");
    "parameter-optional that keeps its place": ("v2/thing.yaml", "required: [name, maker]", "required: [name]"),
        ("v2/thing.yaml", "      description: Makes a thing.", "      description: Makes a thing.
      x-arguments: [maker]");
    "parameter-optional of a group that keeps its place": ("v2/thing.yaml", "      required: [city]", "      x-arguments: [city]");
    "argument-added": ("v2/thing.yaml", "      description: Makes a thing.", "      description: Makes a thing.
      x-arguments: [level]");
    "argument-removed" reversed: ("v2/thing.yaml", "      description: Makes a thing.", "      description: Makes a thing.
      x-arguments: [level]");
    "optional-argument-added": ("v2/thing.yaml", "      description: Makes a thing.", "      description: Makes a thing.
      x-arguments: [size]"), ("v2/thing.yaml", "                spare:", "                size:
                  description: How large it is.
                  type: integer
                spare:");
    "parameter-kind-changed": ("v2/common.yaml", "      description: How many entries a page holds.
      schema", "      description: How many entries a page holds.
      style: deepObject
      x-filter: [is, gt]
      schema");
    "parameter-deprecated": ("v2/thing.yaml", "                  description: What opens the thing.", "                  description: What opens the thing.
                  deprecated: true");
    "parameter-undeprecated": ("v2/thing.yaml", "                  type: boolean
                  deprecated: true", "                  type: boolean");
    "arguments-reordered": ("v2/thing.yaml", "                name:
                  description: Name of the thing.
                  type: string
                  maxLength: 50
                maker:
                  description: Who made the thing.
                  type: string
                  x-id: gizmo
", "                maker:
                  description: Who made the thing.
                  type: string
                  x-id: gizmo
                name:
                  description: Name of the thing.
                  type: string
                  maxLength: 50
");
    "operator-added": ("v2/widget.yaml", "x-filter: [is, is_not]", "x-filter: [is, is_not, in]");
    "operator-removed": ("v2/widget.yaml", "x-filter: [is, is_not]", "x-filter: [is]");
    "sort-field-added": ("v2/widget.yaml", "x-sort: [color]", "x-sort: [color, id]");
    "sort-field-removed": ("v2/widget.yaml", "x-sort: [color]", "x-sort: [id]");

    "group-added": ("v2/thing.yaml", "    AddressParams:
", "    BoxParams:
      description: What a thing is put into.
      type: object
      properties:
        depth: { description: How deep it is., type: integer }
    AddressParams:
"), ("v2/thing.yaml", "                spare:", "                box: { $ref: '#/components/schemas/BoxParams' }
                spare:");
    "group-removed": ("v2/thing.yaml", "                address:
                  description: Where the thing is sent.
                  allOf: [{ $ref: '#/components/schemas/AddressParams' }]
", ""), ("v2/thing.yaml", "    AddressParams:
      description: Where a thing is sent.
      type: object
      required: [city]
      properties:
        city:
          description: Name of the city.
          type: string
        zip:
          description: Postal code.
          type: string
", "");
    "group-renamed": ("v2/thing.yaml", "schemas/AddressParams'", "schemas/ShippingParams'"),
        ("v2/thing.yaml", "    AddressParams:", "    ShippingParams:");

    "id-added": ("v2/common.yaml", "{ gizmo: What a thing is made with. }", "{ gizmo: What a thing is made with., bin: What a thing is put into. }"),
        ("v2/thing.yaml", "                spare:", "                bin_id: { description: Its bin., type: string, x-id: bin }
                spare:");
    "id-removed": ("v2/common.yaml", "x-id-types: { gizmo: What a thing is made with. }
", ""), ("v2/thing.yaml", "                  type: string
                  x-id: gizmo", "                  type: string"), ("v2/thing.yaml", "          type: string
          x-id: gizmo", "          type: string");
    "id-renamed": ("v2/common.yaml", "{ gizmo: What", "{ gizmo_tool: What"), ("v2/thing.yaml", "x-id: gizmo", "x-id: gizmo_tool");
    "id-resource-changed": ("v2/common.yaml", "x-id-types: { gizmo: What a thing is made with. }
", ""), ("v2/gizmo.yaml", "", "openapi: 3.0.3
info: { title: gizmo, version: v2 }
paths: {}
components:
  schemas:
    Gizmo:
      description: What a thing is made with.
      type: object
      x-resource: gizmo
      properties:
        id: { description: Id of the gizmo., type: string, x-id: gizmo }
");
};
