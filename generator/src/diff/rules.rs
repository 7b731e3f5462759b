//! All kinds of change, and what each usually means.
//!
//! *Wire* follows the vendor's own list of what is backwards compatible: new resources, new attributes of answers, another
//! order of attributes, new operations, new optional parameters, a parameter that becomes required, new event types. What
//! is not on it is compatible only where an integration that works today cannot notice it. *Crate* follows the public
//! interface that the emitters write, and counts another meaning of the same type as a change that breaks.

use super::change::{Rule, Semver, Verdicts, Wire};

macro_rules! rules {
    ($($name:ident = $id:literal, $title:literal, $wire:ident $krate:ident $($flag:ident)?: $why:literal;)*) => {
        $(pub(super) static $name: Rule = Rule {
            id: $id,
            title: $title,
            verdicts: rules!(@verdicts $wire $krate $($flag)?),
            why: $why,
        };)*

        /// All rules, by what they are about.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
    (@verdicts $wire:ident $krate:ident) => {
        Verdicts::new(Wire::$wire, Semver::$krate)
    };
    (@verdicts $wire:ident $krate:ident money) => {
        Verdicts { money: true, ..Verdicts::new(Wire::$wire, Semver::$krate) }
    };
    (@verdicts $wire:ident $krate:ident docs) => {
        Verdicts::DOCS
    };
}

rules! {
    MONEY_UNIT = "money-unit-changed", "unit of an amount changed", Breaking Major money:
        "The same number is another sum. The type in Rust stays, so no compiler finds it.";
    MONEY_CURRENCY = "money-currency-changed", "currency of an amount changed", Breaking Major money:
        "The same number is a sum of another currency.";
    REQUEST_CURRENCY = "request-currency-changed", "whose currency the money of a request is in changed", Breaking Major money:
        "Money is compared with the currency of another resource: what was sent in the right one is refused, or the wrong one is not seen.";
    MONEY_TYPE = "money-type-changed", "became money, or no longer is", Breaking Major money:
        "Amounts, decimals and currencies have types of their own. Compatible on the wire where the form of the value is the same.";
    DECIMAL_MEASURE = "decimal-measure-changed", "decimal measures something else", Breaking Major money:
        "The same digits mean another thing.";
    DECIMAL_FORM = "decimal-form-changed", "decimal changes between text and number", Breaking Patch money:
        "JSON has two forms of it, and a form body one, where nothing changes; the type in Rust is one.";
    DECIMAL_OF = "decimal-of-changed", "decimal refines another field", Compatible Major money:
        "Which field is exact and which is rounded is another, and `..._exact()` stands and falls with it.";
    ROUNDING = "rounding-changed", "words on rounding changed", Breaking Patch money:
        "Sums that were made by the old rule come out differently. Recognised by the sentences of the description that say `round`.";

    MONEY_EXPONENT = "money-exponent-changed", "decimals of a currency changed", Compatible Major money:
        "The same number is another sum of money in Rust; the numbers on the wire are what they were.";
    CURRENCY_ADDED = "currency-added", "currency added to the table", Compatible Minor:
        "A new type for money of a known currency.";
    CURRENCY_REMOVED = "currency-removed", "currency removed from the table", Compatible Major:
        "A type is gone.";
    PRICING = "pricing-changed", "how a quantity becomes an amount changed", Compatible Major money:
        "`pricing()` computes from other attributes, or is gone. Minor where it came.";
    MONEY_PARTS = "money-parts-changed", "what money is put together from changed", Compatible Major money:
        "An accessor such as `price_exact()` computes from other attributes, or is gone. Minor where it came.";

    API_ADDED = "api-added", "version of the API added", Compatible Minor:
        "It stands beside the others.";
    API_REMOVED = "api-removed", "version of the API removed", Breaking Major:
        "Everything of it is gone.";
    RESOURCE_ADDED = "resource-added", "resource added", Compatible Minor:
        "On the vendor's list: new resources. What belongs to it is not told again.";
    RESOURCE_REMOVED = "resource-removed", "resource removed", Breaking Major:
        "Everything of it is gone; what belongs to it is not told again.";
    RESOURCE_RENAMED = "resource-renamed", "resource renamed", Compatible Major:
        "A module of another name. Routes that changed are told at their operations.";
    LINK = "link-changed", "link to the documentation changed", Compatible Patch docs:
        "Words only.";
    API_DOCS = "api-docs-changed", "link to the documentation of a resource came or went", Compatible Major:
        "The constant `API_DOCS` is gone. Minor where it came.";
    ADMIN_PAGE = "admin-page-changed", "page in the admin console changed", Compatible Major:
        "`admin_console_url()` is gone. Minor where it came, a patch where the page stands elsewhere.";
    DESCRIPTION = "description-changed", "description changed", Compatible Patch docs:
        "Words only.";
    V1_NAME = "v1-name-changed", "name in API v1 changed", Compatible Patch docs:
        "It is a search alias in the documentation.";

    OBJECT_ADDED = "object-added", "object added", Compatible Minor:
        "A new type; where answers hold it is told at the attributes.";
    OBJECT_REMOVED = "object-removed", "object removed", Compatible Major:
        "A type is gone; what answers lose is told at the attributes.";
    OBJECT_RENAMED = "object-renamed", "object renamed or moved", Compatible Major:
        "Objects have no name on the wire. Minor where it moved to `common` and the resource that had it still uses it: its path stays.";
    OBJECT_WORD = "object-word-changed", "member `object` says something else", Breaking Patch:
        "An integration may look at it. Compatible where a value only came to it.";
    OBJECT_CUSTOM_FIELDS = "object-custom-fields-changed", "custom fields of an object changed", Breaking Patch:
        "Documentation in Rust, since they are read from what is unknown. Compatible where they were added.";
    FILE_LINK = "file-link-changed", "attribute that holds a link to a file changed", Compatible Major:
        "`download_file()` no longer takes the object. Minor where it came, a patch where it is another attribute.";
    EXPIRY = "expiry-changed", "attribute that says when an object stops working changed", Compatible Major:
        "`Expires` is no longer implemented. Minor where it came, a patch where it is another attribute.";
    ATTRIBUTES_REORDERED = "attributes-reordered", "order of attributes changed", Compatible Patch:
        "On the vendor's list: another order of attributes.";

    ATTRIBUTE_ADDED = "attribute-added", "attribute added", Compatible Minor:
        "On the vendor's list: new attributes of answers. Structs are `#[non_exhaustive]`. Money where it refines an amount that was there: `..._money()` is an error from now on where that amount is only a rounded copy.";
    ATTRIBUTE_REMOVED = "attribute-removed", "attribute removed", Breaking Major:
        "A field is gone. Money where it refined an amount that stays: what is exact goes with it.";
    ATTRIBUTE_RENAMED = "attribute-renamed", "attribute renamed", Breaking Major:
        "The name on the wire is another. A patch of the crate where the field kept its name in Rust.";
    ATTRIBUTE_RUST_NAME = "attribute-rust-name-changed", "field has another name in Rust", Compatible Major:
        "A public field is gone.";
    ATTRIBUTE_GUARANTEED = "attribute-guaranteed", "attribute is always there", Compatible Major:
        "`Option<T>` became `T`. A patch of the crate for lists, which are never an `Option`.";
    ATTRIBUTE_NOT_GUARANTEED = "attribute-not-guaranteed", "attribute is no longer always there", Breaking Major:
        "`T` became `Option<T>`. A patch of the crate for lists, which are never an `Option`.";
    ATTRIBUTE_PLACEHOLDER = "attribute-placeholder", "answer that lacks an attribute is read, or no longer", Compatible Patch:
        "The field is plain before and after; what changes is whether an answer without it is an error.";
    ATTRIBUTE_REQUIRED = "attribute-required", "attribute is documented as always there", Compatible Patch:
        "Answers say more; a field is plain only where it is guaranteed too.";
    ATTRIBUTE_NOT_REQUIRED = "attribute-not-required", "attribute is no longer documented as always there", Breaking Patch:
        "Not on the vendor's list: an integration may rely on it.";
    ATTRIBUTE_BOXED = "attribute-boxed", "field stands behind a pointer, or no longer does", Compatible Major:
        "`T` became `Box<T>` or the other way round, since its type came to hold itself or no longer does.";
    ATTRIBUTE_DEPRECATED = "attribute-deprecated", "attribute deprecated", Compatible Patch docs:
        "A word in the documentation of the field.";
    ATTRIBUTE_UNDEPRECATED = "attribute-undeprecated", "attribute no longer deprecated", Compatible Patch docs:
        "A word in the documentation of the field.";

    TYPE = "type-changed", "type changed", Breaking Major:
        "Compatible on the wire where what is sent still fits, such as text that is now known to be an id. A text that became an enum takes less than it did.";
    TIME_UNIT = "time-unit-changed", "unit of an instant changed", Breaking Major:
        "Seconds read as milliseconds are an instant of 1970.";
    ID_KIND = "id-kind-changed", "id is that of something else", Compatible Major:
        "Ids are typed; on the wire all are text.";
    LIMIT_TIGHTENED = "limit-tightened", "limit became tighter", Breaking Patch:
        "What was accepted is refused. Compatible in answers. Limits are documentation in Rust.";
    LIMIT_LOOSENED = "limit-loosened", "limit became looser", Compatible Patch:
        "Breaking in answers, which can hold more than an integration has room for.";
    DEFAULT_ADDED = "default-added", "default added", Compatible Patch:
        "What happened without the parameter is now said.";
    DEFAULT_CHANGED = "default-changed", "default changed", Breaking Patch:
        "A request that does not set it does something else.";
    DEFAULT_REMOVED = "default-removed", "default removed", Breaking Patch:
        "A request that does not set it may do something else.";
    ACCEPTS_NARROWED = "accepts-narrowed", "fewer values accepted", Breaking Patch:
        "What was accepted is refused. Compatible in answers. Documentation in Rust.";
    ACCEPTS_WIDENED = "accepts-widened", "more values accepted", Compatible Patch:
        "What was accepted still is.";
    SENSITIVE = "sensitive-changed", "secrecy changed", Compatible Patch:
        "What `Debug`, logs and errors print. A major change where it is printed from now on: logs of programs that run today would hold it.";
    JSON_TEXT = "json-text-changed", "value sent as JSON text, or no longer", Breaking Patch:
        "The bytes that are sent are others; the type in Rust is the same.";
    JSON_VALUE = "json-value-changed", "kind of JSON that is taken changed", Breaking Patch:
        "JSON of another kind is refused before it is sent. Compatible where any JSON is taken now.";
    CATALOG_NARROWED = "catalog-narrowed", "only one Product Catalog has it now", Breaking Major:
        "Sites of the other catalog lose it. The crate has operations behind a feature; a patch for all else, where it is documentation.";
    CATALOG_WIDENED = "catalog-widened", "both Product Catalogs have it now", Compatible Minor:
        "Operations no longer need a feature; a patch for all else, where it is documentation.";

    ENUM_ADDED = "enum-added", "enum added", Compatible Minor:
        "A new type; where it is used is told at attributes and parameters.";
    ENUM_REMOVED = "enum-removed", "enum removed", Compatible Major:
        "A type is gone; where it was used is told at attributes and parameters.";
    ENUM_RENAMED = "enum-renamed", "enum renamed or moved", Compatible Major:
        "Enums have no name on the wire. Minor where it moved to `common` and the resource that had it still uses it: its path stays.";
    VALUE_ADDED = "value-added", "value added", Surprising Minor:
        "An integration that reads the attribute meets a value that it does not know. Compatible where it is only sent. Enums of the crate are open: a program keeps, compares and sends back such values, and `match` has an arm for them.";
    VALUE_REMOVED = "value-removed", "value removed", Breaking Major:
        "A variant is gone. Compatible on the wire where only answers hold it: what is not sent hurts nobody.";
    VALUE_RENAMED = "value-renamed", "value renamed", Breaking Major:
        "The text on the wire is another. A patch of the crate where the variant kept its name.";
    VALUE_RUST_NAME = "value-rust-name-changed", "variant has another name", Compatible Major:
        "A public variant is gone.";
    VALUE_DEPRECATED = "value-deprecated", "value deprecated", Compatible Patch docs:
        "A word in the documentation of the variant.";
    VALUE_UNDEPRECATED = "value-undeprecated", "value no longer deprecated", Compatible Patch docs:
        "A word in the documentation of the variant.";
    ERROR_STATUS = "error-status-changed", "HTTP status of an error code changed", Breaking Patch:
        "Integrations decide by the status what to do.";
    ERROR_KIND = "error-kind-changed", "kind of an error code changed", Breaking Patch:
        "Integrations decide by the kind what to do.";
    ERROR_RETRY = "error-retry-changed", "whether a request may be sent again after an error changed", Breaking Patch:
        "The client sends requests again by itself: what did something is done twice, such as a charge, or what did nothing is given up.";

    EVENT_TYPE_ADDED = "event-type-added", "event type added", Compatible Minor:
        "On the vendor's list: new event types. Its content is told with it.";
    EVENT_TYPE_REMOVED = "event-type-removed", "event type removed", Breaking Major:
        "Integrations that wait for it wait forever.";
    EVENT_TYPE_RENAMED = "event-type-renamed", "event type renamed", Breaking Major:
        "Integrations that wait for it wait forever.";
    EVENT_CONTENT_ADDED = "event-content-added", "content of an event type described", Compatible Minor:
        "`EventContent` is `#[non_exhaustive]`, and kept the content whole before.";
    EVENT_CONTENT_REMOVED = "event-content-removed", "content of an event type no longer described", Compatible Major:
        "A variant of `EventContent` is gone.";
    EVENT_FIELDS = "event-fields-changed", "events say their type or hold their content elsewhere", Breaking Patch:
        "Integrations look at the old attribute. An attribute that was renamed says so itself.";

    EVENT_READING = "event-reading-changed", "events are read by their type, or no longer", Compatible Major:
        "`content()` and the content of every type of event are gone. Minor where they came.";

    OPERATION_ADDED = "operation-added", "operation added", Compatible Minor:
        "On the vendor's list: new operations. Its parameters and response are told with it.";
    OPERATION_REMOVED = "operation-removed", "operation removed", Breaking Major:
        "A method is gone.";
    OPERATION_RENAMED = "operation-renamed", "operation renamed", Compatible Major:
        "Methods have no name on the wire; the method, its request and its answer have other names in Rust.";
    OPERATION_MOVED = "operation-moved", "operation moved to another resource", Compatible Major:
        "The method stands elsewhere.";
    OPERATION_DEPRECATED = "operation-deprecated", "operation deprecated", Compatible Minor:
        "The compiler warns of it.";
    OPERATION_UNDEPRECATED = "operation-undeprecated", "operation no longer deprecated", Compatible Patch:
        "The compiler no longer warns of it.";
    PATH = "path-changed", "path changed", Breaking Patch:
        "The old route may be gone. A major change of the crate where the ids in the path are others.";
    PATH_ID = "path-id-changed", "id in the path is that of something else", Compatible Major:
        "Ids are typed; on the wire all are text.";
    HTTP_METHOD = "http-method-changed", "HTTP method changed", Breaking Patch:
        "The old route may be gone. A major change of the crate where custom fields change from setters to filters.";
    HOST = "host-changed", "host changed", Breaking Patch:
        "The old route may be gone.";
    BODY = "body-changed", "body changes between form and JSON", Breaking Patch:
        "The bytes that are sent are others; the setters are the same.";
    IDEMPOTENCY_ADDED = "idempotency-added", "takes an idempotency key", Compatible Minor:
        "A new method of the request.";
    IDEMPOTENCY_REMOVED = "idempotency-removed", "no longer takes an idempotency key", Breaking Major:
        "A request that was safe to repeat is not.";
    CUSTOM_FIELDS_ADDED = "custom-fields-added", "takes custom fields", Compatible Minor:
        "A new method of the request.";
    CUSTOM_FIELDS_REMOVED = "custom-fields-removed", "no longer takes custom fields", Breaking Major:
        "What was accepted is refused.";
    PAGING_ADDED = "paging-added", "list is fetched page by page", Breaking Minor:
        "An integration that fetches once no longer sees the whole list.";
    PAGING_REMOVED = "paging-removed", "list is no longer fetched page by page", Breaking Major:
        "`pages()` and `items()` are gone.";

    TASK = "task-changed", "job, upload, batch or download changed", Compatible Major:
        "`wait()`, `upload()`, `in_chunks()` or `save_to()` is gone, or a wait ends otherwise. Minor where it came, a patch where only a place or the size of a batch is another. Breaking on the wire where a batch takes less.";

    CHECK = "check-changed", "what `check()` asks changed", Compatible Major:
        "`check()` of the client is gone where no operation says whether a key may read. Minor where it came, a patch where it asks otherwise.";

    PARAM_ADDED = "parameter-added", "optional parameter added", Compatible Minor:
        "On the vendor's list: new optional parameters. A new setter.";
    PARAM_ADDED_REQUIRED = "required-parameter-added", "required parameter added", Breaking Major:
        "Only new optional parameters are on the vendor's list. It is an argument of the method.";
    PARAM_ADDED_ARGUMENT = "optional-argument-added", "optional parameter added as an argument", Compatible Major:
        "The method takes one more. `x-arguments` is for what was an argument already.";
    PARAM_REMOVED = "parameter-removed", "parameter removed", Breaking Major:
        "A setter, or an argument, is gone.";
    PARAM_RENAMED = "parameter-renamed", "parameter renamed", Breaking Major:
        "The name on the wire is another. A patch of the crate where the setter kept its name, or where it is an argument.";
    PARAM_RUST_NAME = "parameter-rust-name-changed", "setter has another name", Compatible Major:
        "A setter is gone. A patch where it is an argument, whose name nobody writes.";
    PARAM_REQUIRED = "parameter-required", "parameter became required", Compatible Major:
        "On the vendor's list, against what one would think. A setter became an argument.";
    PARAM_OPTIONAL = "parameter-optional", "parameter became optional", Compatible Major:
        "An argument became a setter. Minor where `x-arguments` keeps its place: the argument takes all that it took, and nothing, and there is a setter too.";
    ARGUMENT_ADDED = "argument-added", "optional parameter became an argument", Compatible Major:
        "The method takes one more. `x-arguments` is for what was an argument already.";
    ARGUMENT_REMOVED = "argument-removed", "optional parameter is no argument any more", Compatible Major:
        "The method takes one less; the setter stays.";
    PARAM_KIND = "parameter-kind-changed", "changes between value, filter and sort order", Breaking Major:
        "It is sent in another form, and set in another way.";
    PARAM_DEPRECATED = "parameter-deprecated", "parameter deprecated", Compatible Minor:
        "The compiler warns of its setter. Documentation where it is an argument.";
    PARAM_UNDEPRECATED = "parameter-undeprecated", "parameter no longer deprecated", Compatible Patch:
        "The compiler no longer warns of it.";
    ARGUMENTS_REORDERED = "arguments-reordered", "order of arguments changed", Compatible Major:
        "Required parameters are arguments in the order of the spec, and texts can be given in the wrong one unnoticed.";
    OPERATOR_ADDED = "operator-added", "filter operator added", Compatible Minor:
        "Every filter on an attribute of its kind has the method; a call of it is no longer refused before it is sent.";
    OPERATOR_REMOVED = "operator-removed", "filter operator removed", Breaking Major:
        "The method stays and a call of it is refused before it is sent: a program finds that out when it runs, so the version must say it.";
    MEMBER_TAKEN = "member-taken", "operation takes a member of a group", Compatible Minor:
        "The group has the setter already; it is no longer refused before it is sent.";
    MEMBER_REFUSED = "member-refused", "operation no longer takes a member of a group", Breaking Major:
        "The setter stays and what it sets is refused before it is sent: a program finds that out when it runs, so the version must say it.";
    SORT_ADDED = "sort-field-added", "list can be sorted by more", Compatible Minor:
        "Two new methods of the request.";
    SORT_REMOVED = "sort-field-removed", "list can no longer be sorted by something", Breaking Major:
        "Two methods of the request are gone.";

    GROUP_ADDED = "group-added", "group of parameters added", Compatible Minor:
        "A new type; what takes it is told at the parameters.";
    GROUP_REMOVED = "group-removed", "group of parameters removed", Compatible Major:
        "A type is gone; what took it is told at the parameters.";
    GROUP_RENAMED = "group-renamed", "group of parameters renamed or moved", Compatible Major:
        "Groups have no name on the wire. Minor where it moved to `common` and the resource that had it still uses it: its path stays.";

    ID_ADDED = "id-added", "id type added", Compatible Minor:
        "A new type for the ids of something that is no resource of the spec.";
    ID_REMOVED = "id-removed", "id type removed", Compatible Major:
        "A type is gone; where it was used is told at attributes and parameters.";
    ID_RENAMED = "id-renamed", "id type renamed", Compatible Major:
        "Id types have no name on the wire.";
    ID_RESOURCE = "id-resource-changed", "id type belongs to a resource, or no longer does", Compatible Major:
        "The type in the brackets of `Id<...>` is another.";
}
