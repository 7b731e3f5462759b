//! The rows of the table. Error messages and the help of editors quote what they say.

use super::{
    Expect,
    Expect::{
        Any, Bool, Content, Filled, FilledMap, Filters, Length, List, Map, Number, One,
        Some as Each, Sure, Text, TextMap, Texts, Values, Word, Words as TextOrList,
    },
    Row, Shape,
    Spot::{
        Answer, AnswerField, Body, BodyField, Document, Enum, Error, ErrorField, Field, Get, Group,
        Items, Member, Page, PageField, PathId, PathIdValue, Post, Query, QueryValue, Record,
        Resource, Shared,
    },
    Spots, Words,
    grammar::{BATCH, EVENTS, JOB, MIGRATION, PARTS, PRICING, SCHEMA, UPLOAD},
};
use crate::model::{Aspect, Measure, OPERATORS};

type Shapes = (&'static [Shape], &'static str);
type Places = (Spots, &'static str);

const VALUE: [Shape; 8] = [
    Shape::Bool,
    Shape::Int,
    Shape::Time,
    Shape::Number,
    Shape::Text,
    Shape::Decimal,
    Shape::Currency,
    Shape::Named,
];
const NO_ENUM: [Shape; 11] = [
    Shape::Bool,
    Shape::Int,
    Shape::Time,
    Shape::Number,
    Shape::Text,
    Shape::Decimal,
    Shape::Currency,
    Shape::List,
    Shape::Object,
    Shape::Any,
    Shape::Named,
];
const STRINGS: Shapes = (
    &[Shape::Text, Shape::Decimal, Shape::Currency],
    "only strings have a length",
);
const NUMBERS: Shapes = (
    &[Shape::Int, Shape::Time, Shape::Number],
    "only numbers have limits",
);
const ENUMS: Shapes = (&[Shape::Enum], "it is about the values of an enum");
const OBJECTS: Shapes = (&[Shape::Object], "it is about objects");
const PROPERTIES: Shapes = (&[Shape::Object], "it names properties of an object");
const JSON: Shapes = (&[Shape::Any], "a JSON value has no `type`");

/// A property of an object that is read; the same of what is sent.
const READ: Spots = Spots::of(&[Field, AnswerField]);
const SENT: Spots = Spots::of(&[BodyField, Member]);
/// A property of any object.
const MEMBERS: Spots = READ.and(SENT).and(Spots::of(&[Shared]));

const ON_DOCUMENTS: Places = (Spots::of(&[Document]), "it is about documents");
const ON_OPERATIONS: Places = (Spots::of(&[Get, Post]), "it is about operations");
/// Every schema.
const EVERYWHERE: Places = (
    MEMBERS.and(Spots::of(&[
        Body,
        Group,
        Answer,
        Page,
        PageField,
        Error,
        ErrorField,
        Resource,
        Record,
        Enum,
        Items,
        QueryValue,
        PathIdValue,
    ])),
    "it is about schemas",
);
/// What stands on a value, but not on what several values are made of.
const ON_VALUES: Places = (
    MEMBERS.and(Spots::of(&[Query])),
    "it is about properties, and beside `name` about parameters",
);
/// The same for what is about each element of a list.
const ON_ELEMENTS: Places = (
    MEMBERS.and(Spots::of(&[Items, QueryValue])),
    "it is about properties, parameters and elements of lists",
);
/// The same for what is about a parameter of the query in its schema.
const ON_PROPERTIES: Places = (
    MEMBERS.and(Spots::of(&[QueryValue])),
    "it is about properties and parameters",
);
/// The same for what is only sent.
const ON_SENT: Places = (
    SENT.and(Spots::of(&[Shared, QueryValue])),
    "it is about properties and parameters that are sent",
);
const ON_RESOURCES: Places = (Spots::of(&[Resource]), "it is about resources");
const ON_RECORDS: Places = (
    Spots::of(&[Resource, Record, Answer]),
    "it is about objects of answers",
);
const ON_ENUMS: Places = (Spots::of(&[Enum]), "it is about types with a name");

const UNITS: Words = Words {
    what: "unit",
    known: || vec!["minor", "major"],
};
const TIME_UNITS: Words = Words {
    what: "unit of time",
    known: || vec!["seconds", "milliseconds"],
};
const MEASURES: Words = Words {
    what: "measure of a decimal",
    known: || Measure::ALL.map(|(name, _)| name).to_vec(),
};
const FILTERS: Words = Words {
    what: "filter operator",
    known: || OPERATORS.map(|(name, _)| name).to_vec(),
};
const ASPECTS: Words = Words {
    what: "aspect in which something differs",
    known: || Aspect::ALL.map(|(name, _)| name).to_vec(),
};
const CATALOGS: Words = Words {
    what: "Product Catalog",
    known: || vec!["1.0", "2.0"],
};

const ONE_TASK: &str = "an operation is a step of one thing";

const fn row(key: &'static str, value: Expect, says: &'static str) -> Row {
    Row::new(key, value, says)
}

/// All keywords of schemas that do not say what it is, and all annotations.
pub(crate) static ROWS: [Row; 61] = [
    row("x-id-types", FilledMap, "What has an id and is no resource of the spec, with a description of each.").on(ON_DOCUMENTS),
    row("x-migration", List(&MIGRATION), "What those who come from API v1 must know beyond what is renamed.")
        .on(ON_DOCUMENTS)
        .only_v2(),
    row("description", Text, "What it is: a sentence, with its unit where it has one.").on((
        MEMBERS.and(Spots::of(&[Resource, Record, Group, Enum, Items, PageField, ErrorField])),
        "the operation or the parameter is described",
    )),
    row("format", Text, "How a number or a string is to be read.")
        .of((
            &[Shape::Int, Shape::Time, Shape::Number, Shape::Text, Shape::Decimal, Shape::Currency],
            "only numbers and strings have one",
        ))
        .on(ON_ELEMENTS),
    row("allOf", List(&SCHEMA), "The named type that it is, by one reference.")
        .of((&[Shape::Named], "it is the type itself, and needs no other"))
        .on(EVERYWHERE),
    row("enum", Values, "The values; beside `allOf` those of the enum that are accepted here.")
        .of((&[Shape::Enum, Shape::Named], "only strings have values, and an enum is a component"))
        .on(EVERYWHERE),
    row("items", Expect::Object(&SCHEMA), "What the list holds.")
        .of((&[Shape::List], "only arrays have elements"))
        .on(EVERYWHERE),
    row("properties", Map(&SCHEMA), "What the object consists of, by name.")
        .of((&[Shape::Object], "only objects have properties"))
        .on(EVERYWHERE),
    row("required", Texts, "The properties that are always there, or must be given.")
        .of((&[Shape::Object], "only objects have properties"))
        .on(EVERYWHERE),
    row("maxLength", Length, "The longest text, in characters.").of(STRINGS).on(ON_ELEMENTS),
    row("minimum", Number, "The smallest number.").of(NUMBERS).on(ON_ELEMENTS),
    row("maximum", Number, "The largest number.").of(NUMBERS).on(ON_ELEMENTS),
    row("default", Any, "What counts where it is not given.")
        .of((&VALUE, "only single values have one"))
        .on(ON_PROPERTIES),
    row("deprecated", Bool, "Whether it should no longer be used.")
        .on((MEMBERS, "it is about properties, and beside `name` about parameters")),
    row("x-resource", Text, "The resource that it is, or that the operation belongs to: the name of the file.")
        .of((&[Shape::Object], "resources are objects"))
        .on((Spots::of(&[Get, Post, Resource]), "it is about operations and resources")),
    row("x-method", Text, "The name of the operation in Rust, in snake_case.").on(ON_OPERATIONS),
    row("x-paged", Sure, "It is a list that is fetched page by page.")
        .on((Spots::of(&[Get]), "only GETs are paged")),
    row("x-idempotent", Sure, "It takes an idempotency key.")
        .on((Spots::of(&[Post]), "only POSTs take an idempotency key")),
    row("x-currency-of", Text, "The resource whose currency the money of the request is in.").on(ON_OPERATIONS),
    row("x-sub-domain", Text, "The part of the host behind the site.").on(ON_OPERATIONS),
    row("x-check", Word(&["reads", "writes", "catalog"]), "What a call of it tells of the connection to a site.")
        .on(ON_OPERATIONS),
    row("x-object", TextOrList, "What the member `object` says where the API sends it.")
        .of((&[Shape::Object], "it says what the member `object` of an object is"))
        .on(ON_RECORDS),
    row("x-guaranteed", Texts, "The properties without which it cannot be read.")
        .of(PROPERTIES)
        .on((ON_RECORDS.0.and(Spots::of(&[Page])), ON_RECORDS.1)),
    row("x-always", Texts, "The properties that the API always sends, as far as is known.")
        .of(PROPERTIES)
        .on(ON_RECORDS),
    row("x-arguments", Texts, "Parameters that need no longer be given and keep their place among the arguments.")
        .of(PROPERTIES)
        .on((Spots::of(&[Get, Post, Group]), "it is about operations and groups of parameters")),
    row("x-custom-fields", Sure, "It has custom fields, or takes them.")
        .of((&[Shape::Object], "custom fields stand on objects"))
        .on((
            Spots::of(&[Get, Post, Resource, Record, Answer, Group]),
            "it is about operations, objects of answers and groups",
        )),
    row("x-without", Values, "The members of the group that are not taken in this place.")
        .of((&[Shape::List, Shape::Named], "it names members of a group of parameters"))
        .on((
            Spots::of(&[BodyField, Shared, QueryValue]),
            "it is about parameters of operations",
        )),
    row("x-filter", Filters(FILTERS), "The operators that the filter takes.")
        .of((&VALUE, "a filter compares single values"))
        .on((
            Spots::of(&[Query, BodyField, Shared]),
            "it is about properties of bodies, and beside `name` about parameters",
        ))
        .without(&["x-sort"], "a parameter filters or sorts, not both: make two of it"),
    row("x-sort", Values, "The attributes that the list can be sorted by.")
        .on((Spots::of(&[Query]), "it stands beside the `name` of a parameter")),
    row("x-catalog", Each(CATALOGS), "The only Product Catalog that has it.")
        .of((&NO_ENUM, "all its values belong to the same catalogs"))
        .on((
            MEMBERS.and(Spots::of(&[Get, Post, Query, Resource])),
            "it is about operations, resources and properties, and beside `name` about parameters",
        ))
        .only_v2(),
    row("x-currency-unit", One(UNITS), "It is an amount of money, in this unit of the currency.")
        .of((&[Shape::Int], "amounts are integers"))
        .on(ON_ELEMENTS)
        .with(&["x-currency-code"]),
    row("x-currency-code", Text, "Where the code of its currency stands: a property beside it, `enclosing.<property>`, `<resource>.<property>` or `site`.")
        .on(ON_ELEMENTS)
        .with(&["x-currency-unit", "x-decimal"])
        .without(&["x-decimal-of"], "the currency is that of the amount that it refines"),
    row("x-decimal", One(MEASURES), "What the decimal measures.")
        .of((
            &[Shape::Number, Shape::Decimal],
            "decimals are numbers, or strings of `format: decimal`",
        ))
        .on(ON_ELEMENTS),
    row("x-decimal-of", Text, "The older integer beside it that the decimal refines.")
        .on(ON_PROPERTIES)
        .with(&["x-decimal"]),
    row("x-time-unit", One(TIME_UNITS), "The unit of the instant.")
        .of((&[Shape::Time], "it goes with `format: unix-time`"))
        .on(ON_ELEMENTS),
    row("x-id", Text, "Whose id it is: a resource, or one of `x-id-types`.")
        .of((&[Shape::Text], "ids are strings"))
        .on((
            MEMBERS.and(Spots::of(&[Items, QueryValue, PathIdValue])),
            "it is about properties, parameters and elements of lists",
        )),
    row("x-json", Sure, "The API reads JSON text here, where a form carries it.").of(JSON).on(ON_SENT),
    row("x-json-value", Word(&["object", "array"]), "The only kind of JSON that it takes.").of(JSON).on(ON_SENT),
    row("x-sensitive", Sure, "It is never printed.").on(ON_PROPERTIES),
    row("x-renamed-from", Filled, "What API v1 calls it.")
        .of((&NO_ENUM, "an enum has no name on the wire"))
        .on((
            MEMBERS.and(Spots::of(&[Get, Post, Query, Resource])),
            "it is about operations, resources and properties, and beside `name` about parameters",
        ))
        .only_v2(),
    row("x-rust-name", Text, "Its name in Rust, where that on the wire cannot be one.").on((
        MEMBERS.and(Spots::of(&[Query, PathId])),
        "it is about properties, and beside `name` about parameters",
    )),
    row("x-enum-descriptions", TextMap, "What each value means.").of(ENUMS).on(ON_ENUMS),
    row("x-enum-names", TextMap, "The names in Rust of values that give none.").of(ENUMS).on(ON_ENUMS),
    row("x-deprecated-values", Texts, "The values that should no longer be used.").of(ENUMS).on(ON_ENUMS),
    row("x-events", Expect::Object(&EVENTS), "The properties that say the type of an event and hold its content, and what each type carries.")
        .of(OBJECTS)
        .on(ON_RESOURCES),
    row("x-pricing", Expect::Object(&PRICING), "The properties that say how a quantity becomes an amount.").of(OBJECTS).on(ON_RECORDS),
    row("x-money", Map(&PARTS), "The properties that hold money in two whole numbers, each money with a name.")
        .of(PROPERTIES)
        .on(ON_RECORDS),
    row("x-content", Content, "The resources that it holds by key.")
        .of((&[Shape::Any], "what holds anything by key has no `type`"))
        .on((Spots::of(&[Field]), "it is about properties of objects of answers")),
    row("x-link", Filled, "The property that holds a link to a file.").of(OBJECTS).on(ON_RECORDS),
    row("x-expires", Filled, "The property that says when it stops working.").of(OBJECTS).on(ON_RECORDS),
    row("x-admin-console", Text, "Where its pages stand in the admin console.").of(OBJECTS).on(ON_RESOURCES),
    row("x-renamed-values", FilledMap, "What API v1 calls values.").of(ENUMS).on(ON_ENUMS).only_v2(),
    row("x-evidence-values", FilledMap, "Why the spec has values that are not published.").of(ENUMS).on(ON_ENUMS),
    row("x-error-kinds", TextMap, "The kind of error of each code.")
        .of(ENUMS)
        .on(ON_ENUMS)
        .with(&["x-http-status"]),
    row("x-http-status", TextMap, "The HTTP status of each code.").of(ENUMS).on(ON_ENUMS),
    row("x-retry", TextMap, "The codes after which the same request may be sent again: `refused` or `temporary`.")
        .of(ENUMS)
        .on(ON_ENUMS)
        .with(&["x-http-status"]),
    row("x-job", Expect::Object(&JOB), "How far a job is: where its status stands, and what each value means.")
        .on((Spots::of(&[Get]), "only GETs can be asked again and again"))
        .without(&["x-upload", "x-batch"], ONE_TASK),
    row("x-upload", Expect::Object(&UPLOAD), "It is answered with a link to bring a file to.")
        .on((Spots::of(&[Post]), "only POSTs take something in"))
        .without(&["x-batch"], ONE_TASK),
    row("x-batch", Expect::Object(&BATCH), "It takes a list of groups, so many at a time.")
        .on((Spots::of(&[Post]), "only POSTs take something in")),
    row("x-evidence", Filled, "Why it differs from what the vendor publishes, and what would make that stale.").on((
        ON_VALUES.0.and(Spots::of(&[Get, Post])),
        ON_VALUES.1,
    )),
    row("x-evidence-of", Each(ASPECTS), "In what it differs from what the vendor publishes.")
        .on((ON_VALUES.0.and(Spots::of(&[Get, Post])), ON_VALUES.1))
        .with(&["x-evidence"]),
];
