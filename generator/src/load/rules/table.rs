//! The table of keywords and annotations of schemas.

use super::{
    Place::{self, Answer, Body, Items, PathId, Property, Query, Shared, Type},
    Shape::{
        self, Any, Bool, Currency, Decimal, Enum, Int, List, Named, Number, Object, Text, Time,
    },
};

/// The keys of a parameter that is an id in the path.
pub(super) const ON_PATH_ID: [&str; 7] = [
    "$ref",
    "name",
    "in",
    "required",
    "description",
    "schema",
    "x-rust-name",
];

/// A keyword or annotation, and where it means something.
pub(super) struct Row {
    pub(super) key: &'static str,
    /// The shapes that can have it.
    pub(super) shapes: &'static [Shape],
    /// Why others cannot.
    pub(super) about: &'static str,
    /// The places where it can stand.
    pub(super) places: &'static [Place],
    /// Why it cannot elsewhere.
    pub(super) stands: &'static str,
}

const fn row(
    key: &'static str,
    (shapes, about): (&'static [Shape], &'static str),
    (places, stands): (&'static [Place], &'static str),
) -> Row {
    Row {
        key,
        shapes,
        about,
        places,
        stands,
    }
}

type Shapes = (&'static [Shape], &'static str);
type Places = (&'static [Place], &'static str);

const ALL: Shapes = (
    &[
        Bool, Int, Time, Number, Text, Decimal, Currency, Enum, List, Object, Any, Named,
    ],
    "",
);
const STRINGS: Shapes = (&[Text, Decimal, Currency], "only strings have a length");
const NUMBERS: Shapes = (&[Int, Time, Number], "only numbers have limits");
const SCALARS: Shapes = (
    &[Bool, Int, Time, Number, Text, Decimal, Currency, Named],
    "only single values have one",
);
const ENUMS: Shapes = (&[Enum], "it is about the values of an enum");
const OBJECTS: Shapes = (&[Object], "it is about objects");

const EVERYWHERE: Places = (
    &[Type, Shared, Body, Answer, Property, Items, Query, PathId],
    "",
);
/// What stands on a value, but not on what several values are made of.
const VALUES: Places = (
    &[Property, Shared],
    "it is about properties, and beside `name` about parameters",
);
/// The same for what is about each element of a list.
const ELEMENTS: Places = (
    &[Property, Shared, Items, Query],
    "it is about properties, parameters and elements of lists",
);
/// The same for what is about a parameter of the query in its schema.
const IN_QUERY: Places = (
    &[Property, Shared, Query],
    "it is about properties and parameters",
);
const TYPES: Places = (&[Type], "it is about types with a name");
const RECORDS: Places = (&[Type, Answer], "it is about objects of answers");

/// The rows. What an object that is sent cannot have is known only where all uses of it are.
pub(super) static ROWS: [Row; 47] = [
    row(
        "description",
        ALL,
        (
            &[Type, Shared, Property, Items],
            "the operation or the parameter is described",
        ),
    ),
    row("deprecated", ALL, VALUES),
    row(
        "format",
        (
            &[Int, Time, Number, Text, Decimal, Currency],
            "only numbers and strings have one",
        ),
        ELEMENTS,
    ),
    row(
        "enum",
        (
            &[Enum, Named],
            "only strings have values, and an enum is a component",
        ),
        EVERYWHERE,
    ),
    row(
        "allOf",
        (&[Named], "it is the type itself, and needs no other"),
        EVERYWHERE,
    ),
    row("items", (&[List], "only arrays have elements"), EVERYWHERE),
    row(
        "properties",
        (&[Object], "only objects have properties"),
        EVERYWHERE,
    ),
    row(
        "required",
        (&[Object], "only objects have properties"),
        EVERYWHERE,
    ),
    row("maxLength", STRINGS, ELEMENTS),
    row("minimum", NUMBERS, ELEMENTS),
    row("maximum", NUMBERS, ELEMENTS),
    row("default", SCALARS, IN_QUERY),
    row("x-resource", (&[Object], "resources are objects"), TYPES),
    row(
        "x-object",
        (
            &[Object],
            "it says what the member `object` of an object is",
        ),
        RECORDS,
    ),
    row(
        "x-guaranteed",
        (&[Object], "it names properties of an object"),
        RECORDS,
    ),
    row(
        "x-custom-fields",
        (&[Object], "custom fields stand on objects"),
        RECORDS,
    ),
    row("x-events", OBJECTS, TYPES),
    row("x-pricing", OBJECTS, RECORDS),
    row(
        "x-money",
        (&[Object], "it names properties of an object"),
        RECORDS,
    ),
    row("x-link", OBJECTS, RECORDS),
    row("x-expires", OBJECTS, RECORDS),
    row("x-admin-console", OBJECTS, TYPES),
    row(
        "x-catalog",
        (
            &[
                Bool, Int, Time, Number, Text, Decimal, Currency, List, Object, Any, Named,
            ],
            "all its values belong to the same catalogs",
        ),
        (
            &[Type, Shared, Property],
            "it is about resources and properties, and beside `name` about parameters",
        ),
    ),
    row(
        "x-currency-unit",
        (&[Int, Time], "amounts are integers"),
        ELEMENTS,
    ),
    row("x-currency-code", ALL, ELEMENTS),
    row(
        "x-decimal",
        (
            &[Number, Decimal],
            "decimals are numbers, or strings of `format: decimal`",
        ),
        ELEMENTS,
    ),
    row("x-decimal-of", ALL, ELEMENTS),
    row(
        "x-time-unit",
        (&[Time], "it goes with `format: unix-time`"),
        ELEMENTS,
    ),
    row(
        "x-id",
        (&[Text], "ids are strings"),
        (
            &[Property, Shared, Items, Query, PathId],
            "it is about properties, parameters and elements of lists",
        ),
    ),
    row("x-json", (&[Any], "a JSON value has no `type`"), ELEMENTS),
    row(
        "x-json-value",
        (&[Any], "a JSON value has no `type`"),
        IN_QUERY,
    ),
    row("x-sensitive", ALL, IN_QUERY),
    row(
        "x-filter",
        (
            &[Bool, Int, Time, Number, Text, Decimal, Currency, Named],
            "a filter compares single values",
        ),
        VALUES,
    ),
    row(
        "x-sort",
        ALL,
        (&[], "it stands beside the `name` of a parameter"),
    ),
    row(
        "x-renamed-from",
        (
            &[
                Bool, Int, Time, Number, Text, Decimal, Currency, List, Object, Any, Named,
            ],
            "an enum has no name on the wire",
        ),
        (
            &[Type, Property, Shared],
            "it is about resources and properties, and beside `name` about parameters",
        ),
    ),
    row("x-rust-name", ALL, VALUES),
    row("x-evidence", ALL, VALUES),
    row("x-evidence-of", ALL, VALUES),
    row(
        "x-content",
        (&[Any], "what holds anything by key has no `type`"),
        (&[Property], "it is about properties of objects of answers"),
    ),
    row("x-enum-descriptions", ENUMS, TYPES),
    row("x-enum-names", ENUMS, TYPES),
    row("x-deprecated-values", ENUMS, TYPES),
    row("x-renamed-values", ENUMS, TYPES),
    row("x-evidence-values", ENUMS, TYPES),
    row("x-error-kinds", ENUMS, TYPES),
    row("x-http-status", ENUMS, TYPES),
    row("x-retry", ALL, TYPES),
];
