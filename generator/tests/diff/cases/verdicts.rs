//! Changes whose verdict is not the one that one thinks of first.

use super::Case;

pub(super) const CASES: &[Case] = cases! {
    "type-changed from an id to a list of ids": ("v2/thing.yaml", "          description: Who made it.
          type: string
          x-id: gizmo", "          description: Who made it.
          type: array
          items: { type: string, x-id: gizmo }");
    "type-changed of a parameter from text to an enum": ("v2/thing.yaml", "                  description: What opens the thing.
                  type: string", "                  description: What opens the thing.
                  allOf: [{ $ref: '#/components/schemas/Stage' }]");
    "type-changed of a parameter from an enum to text" reversed: ("v2/thing.yaml", "                  description: What opens the thing.
                  type: string", "                  description: What opens the thing.
                  allOf: [{ $ref: '#/components/schemas/Stage' }]");
    "type-changed of an attribute from text to an enum": ("v2/widget.yaml", "        color:
          description: Colour of the widget.
          type: string", "        color:
          description: Colour of the widget.
          allOf: [{ $ref: thing.yaml#/components/schemas/Stage }]");
    "type-changed of an attribute from any JSON": ("v2/work.yaml", "        remarks:
          description: Whatever was noted.", "        remarks:
          description: Whatever was noted.
          type: array
          items: { type: string }");
    "type-changed of an attribute to any JSON" reversed: ("v2/work.yaml", "        remarks:
          description: Whatever was noted.", "        remarks:
          description: Whatever was noted.
          type: array
          items: { type: string }");
    "decimal-form-changed in a body of JSON": ("v2/work.yaml", "                  description: How long it may take.
                  type: string
                  format: decimal", "                  description: How long it may take.
                  type: number");
    "decimal-form-changed in a group of a body of JSON": ("v2/work.yaml", "          description: How much of all it is.
          type: string
          format: decimal", "          description: How much of all it is.
          type: number");
    "money-unit-changed and renamed": ("v2/thing.yaml", "        price:
          description: What it costs.
          type: integer
          format: int64
          x-currency-unit: minor", "        unit_price:
          description: What it costs.
          type: integer
          format: int64
          x-currency-unit: major");
    "money-unit-changed and renamed, a parameter": ("v2/thing.yaml", "                fee: { $ref: '#/components/schemas/fee' }
                currency_code:
                  description: Currency of the fee.
                  type: string
                  format: currency
                level:", "                the_fee:
                  description: What the thing costs to make.
                  type: integer
                  format: int64
                  x-currency-unit: major
                  x-currency-code: currency_code
                currency_code:
                  description: Currency of the fee.
                  type: string
                  format: currency
                level:");
    "attribute-added that refines an amount": ("v2/thing.yaml", "        price:
          description: What it costs.", "        price_in_decimal:
          description: What it costs in full.
          type: string
          format: decimal
          x-decimal: price
          x-decimal-of: price
        price:
          description: What it costs.");
    "attribute-removed that refined an amount" reversed: ("v2/thing.yaml", "        price:
          description: What it costs.", "        price_in_decimal:
          description: What it costs in full.
          type: string
          format: decimal
          x-decimal: price
          x-decimal-of: price
        price:
          description: What it costs.");
    "attribute-renamed that a price is made of": ("v2/work.yaml", "        free_hours:
          description: How many hours cost nothing.", "        free_quantity:
          description: How many hours cost nothing.
          x-renamed-from: free_hours"), ("v2/work.yaml", "free: free_hours", "free: free_quantity");
    "rounding-changed by an operation": ("v2/thing.yaml", "description: Changes a thing.", "description: Changes a thing. Its total is rounded half up.");
    "description-changed with a word like rounding": ("v2/thing.yaml", "description: Changes a thing.", "description: Changes a thing and what is around it.");
    "parameter-rust-name-changed of an id in the path": ("v2/work.yaml", "      name: work_id
", "      name: work_id
      x-rust-name: work
");
    "sensitive-changed: printed from now on" reversed: ("v2/thing.yaml", "                  description: What opens the thing.", "                  description: What opens the thing.
                  x-sensitive: true");
};
