//! One change of the spec that several places see: it is told once, where it happened.

use super::Case;

pub(super) const CASES: &[Case] = cases! {
    "object-renamed and what refers to it": ("v2/work.yaml", "schemas/Worker'", "schemas/Workman'"), ("v2/work.yaml", "    Worker:", "    Workman:");
    "description-changed of an object that is only referred to": ("v2/work.yaml", "Who does it.", "Who makes it.");
    "path-id-changed of a shared id": ("v2/work.yaml", "schema: { type: string, x-id: work }", "schema: { type: string, x-id: widget }");
    "path-changed: a shared id has another name": ("v2/work.yaml", "{work_id}", "{piece_id}"), ("v2/work.yaml", "name: work_id", "name: piece_id");
    "value-renamed and accepted": ("v2/thing.yaml", "enum: [open, shut, lost]", "enum: [open, closed, lost]"), ("v2/thing.yaml", "enum: [open, shut]", "enum: [open, closed]"),
        ("v2/thing.yaml", "shut: It cannot be used.", "closed: It cannot be used."),
        ("v2/thing.yaml", "      x-enum-descriptions: { open", "      x-renamed-values: { closed: shut }
      x-enum-descriptions: { open");
    "value-removed and no longer accepted": ("v2/thing.yaml", "enum: [open, shut, lost]", "enum: [open, lost]"), ("v2/thing.yaml", "enum: [open, shut]", "enum: [open]"),
        ("v2/thing.yaml", "shut: It cannot be used., ", "");
    "value-added and accepted": ("v2/thing.yaml", "enum: [open, shut, lost]", "enum: [open, shut, lost, sold]"), ("v2/thing.yaml", "enum: [open, shut]", "enum: [open, shut, sold]"),
        ("v2/thing.yaml", "{ open: It can be used.,", "{ sold: It was paid for., open: It can be used.,");
    "accepts-widened by one value": ("v2/thing.yaml", "enum: [open, shut]", "enum: [open, shut, lost]");
    "type-changed of any JSON in a form": ("v2/thing.yaml", "                  description: Whatever you like.
                  x-json: true", "                  description: Whatever you like.
                  type: string");
    "limit-tightened at both ends": ("v2/thing.yaml", "        count:
          description: How many there are.
          type: integer
", "        count:
          description: How many there are.
          type: integer
          minimum: 30
          maximum: 30
");
    "default-added that says none": ("v2/thing.yaml", "                  description: What opens the thing.
                  type: string", "                  description: What opens the thing.
                  type: string
                  default: none");
    "object-word-changed to nothing": ("v2/thing.yaml", "      x-object: part
", "");
    "group-renamed: moved to another file": ("v2/common.yaml", "components:
", "components:
  schemas:
    AddressParams:
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
"), ("v2/thing.yaml", "'#/components/schemas/AddressParams'", "common.yaml#/components/schemas/AddressParams"), ("v2/thing.yaml", "    AddressParams:
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
    "object-renamed: moved to another file": ("v2/common.yaml", "components:
", "components:
  schemas:
    Part:
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
"), ("v2/thing.yaml", "'#/components/schemas/Part'", "common.yaml#/components/schemas/Part"), ("v2/thing.yaml", "    Part:
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
    "enum-renamed: moved to another file": ("v2/common.yaml", "components:
", "components:
  schemas:
    Stage:
      description: Where a thing stands.
      type: string
      enum: [open, shut, lost]
      x-enum-descriptions: { open: It can be used., shut: It cannot be used., lost: Nobody knows where it is. }
"), ("v2/thing.yaml", "'#/components/schemas/Stage'", "common.yaml#/components/schemas/Stage"), ("v2/thing.yaml", "    Stage:…lost: Nobody knows where it is. }
", "");
    "type-changed to a type of the same name": ("v2/thing.yaml", "'#/components/schemas/Stage'", "widget.yaml#/components/schemas/Stage"),
        ("v2/thing.yaml", "
                  enum: [open, shut]", ""), ("v2/thing.yaml", "    Stage:…lost: Nobody knows where it is. }
", ""), ("v2/widget.yaml", "    Widget:
", "    Stage:
      description: How far a widget is.
      type: string
      enum: [half, whole, sold]
      x-enum-descriptions: { half: Half of it is made., whole: It is made., sold: It was paid for. }
    Widget:
");
};
