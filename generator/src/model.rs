//! What the API is, as plain data: no spec types and no Rust syntax. One model, many readers.
//!
//! Names that Rust code will use are decided already: [`Name::rust`] is in the right case, unique where it stands, and no
//! keyword unless `r#` makes it usable.

mod lookup;
mod method;
mod words;

pub use method::Method;

/// One version of the API.
#[derive(Debug, PartialEq, Eq)]
pub struct Api {
    /// `v1` or `v2`.
    pub version: String,
    /// One for each file, sorted by name; `common` among them.
    pub modules: Vec<Module>,
    /// What ids can be the id of, sorted.
    pub id_kinds: Vec<IdKind>,
    /// Sets of filter operators that occur, each with a name of its own.
    pub operator_sets: Vec<OperatorSet>,
}

/// Something that can have an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdKind {
    /// `customer`.
    pub name: String,
    /// `CustomerId`.
    pub alias: String,
    /// The record that it is the id of, where the spec has it.
    pub record: Option<TypeRef>,
    /// What it is, where no record says it.
    pub docs: String,
    /// Whether it is part of a secret link: `Debug` does not print it.
    pub secret: bool,
}

/// The filter operators that some attribute takes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperatorSet {
    /// `IsIsNotInNotIn`.
    pub name: String,
    /// `is`, `is_not`, ... in the order of [`OPERATORS`].
    pub operators: Vec<String>,
}

/// All filter operators, with the name that a Rust method can have.
pub const OPERATORS: [(&str, &str); 14] = [
    ("is", "is"),
    ("is_not", "is_not"),
    ("in", "is_in"),
    ("not_in", "not_in"),
    ("starts_with", "starts_with"),
    ("is_present", "is_present"),
    ("between", "between"),
    ("gt", "gt"),
    ("gte", "gte"),
    ("lt", "lt"),
    ("lte", "lte"),
    ("on", "on"),
    ("before", "before"),
    ("after", "after"),
];

/// What one file describes: a resource and all that belongs to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Module {
    /// `invoice`, `common`.
    pub name: String,
    /// What the module is about.
    pub docs: String,
    /// The public page of the resource.
    pub url: Option<String>,
    /// What API v1 calls the resource.
    pub renamed_from: Option<String>,
    /// Objects of answers.
    pub records: Vec<Record>,
    /// Groups of parameters.
    pub groups: Vec<Group>,
    /// Enums.
    pub enums: Vec<Enum>,
    /// Operations.
    pub operations: Vec<Operation>,
    /// The name of the type that offers the operations: `InvoiceOperations`.
    pub operations_type: String,
    /// The only catalog that has any of its operations.
    pub catalog: Option<Catalog>,
    /// What its resource carries, where the resource is an event.
    pub events: Option<Events>,
    /// Fields of its records that hold resources by key.
    pub contents: Vec<Content>,
    /// Where the pages of its resource stand in the admin console: `invoices`.
    pub admin_console: Option<String>,
    /// What those who come from API v1 must know beyond what is renamed.
    pub migration: Vec<Migration>,
}

/// A step from API v1 to v2 that no name by itself tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// What happened.
    pub kind: MigrationKind,
    /// What it is about.
    pub what: Subject,
    /// What API v1 has: `linked_transactions[]`, `transaction.record_payment`.
    pub from: Option<String>,
    /// What API v2 has: `subscription_estimate.id`.
    pub to: Option<String>,
    /// What it means, in a sentence.
    pub note: String,
    /// Whether sums of money come out differently.
    pub money: bool,
}

/// What happened to something between API v1 and v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MigrationKind {
    /// It has another name.
    Renamed,
    /// It stands elsewhere.
    Moved,
    /// It is gone.
    Removed,
    /// It takes the place of something, or must be given.
    Added,
    /// It has its name and means or does something else.
    Behaviour,
}

impl MigrationKind {
    /// All, each with its name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("renamed", Self::Renamed),
        ("moved", Self::Moved),
        ("removed", Self::Removed),
        ("added", Self::Added),
        ("behaviour", Self::Behaviour),
    ];
}

/// What a step from API v1 to v2 is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A resource, or a part of one that became one.
    Resource,
    /// An attribute, by its path from the resource.
    Attribute,
    /// An operation.
    Operation,
    /// The path of an operation.
    Path,
    /// A parameter, by its name on the wire.
    Parameter,
    /// A type of event.
    EventType,
}

impl Subject {
    /// All, each with its name.
    pub const ALL: [(&'static str, Self); 6] = [
        ("resource", Self::Resource),
        ("attribute", Self::Attribute),
        ("operation", Self::Operation),
        ("path", Self::Path),
        ("parameter", Self::Parameter),
        ("event_type", Self::EventType),
    ];
}

/// A name on the wire and its name in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As the API has it.
    pub wire: String,
    /// As Rust code has it.
    pub rust: String,
}

/// A type, by the module that holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeRef {
    /// `invoice`.
    pub module: String,
    /// `InvoiceLineItem`.
    pub name: String,
}

/// A Product Catalog of API v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Catalog {
    /// Product Catalog 1.0: plans and addons.
    One,
    /// Product Catalog 2.0: items and item prices.
    Two,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// Text.
    Text,
    /// Money: a whole number of a currency's unit.
    Amount(Unit),
    /// A decimal number.
    Decimal(Decimal),
    /// An instant.
    Time(TimeUnit),
    /// An ISO 4217 code.
    Currency,
    /// The id of something, by the name of an [`IdKind`].
    Id(String),
    /// One of a list of values.
    Enum(TypeRef),
    /// An object of an answer.
    Record(TypeRef),
    /// A group of parameters.
    Group(TypeRef),
    /// Any JSON.
    Json,
    /// A list.
    List(Box<Type>),
}

impl Type {
    /// Where the code of its currency stands, where it is money that says it.
    #[must_use]
    pub fn currency(&self) -> Option<&CurrencyAt> {
        match self {
            Self::Amount(unit) => Some(&unit.currency),
            Self::Decimal(decimal) => decimal.currency.as_ref(),
            _ => None,
        }
    }
}

/// The unit of an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Whether it counts the currency's smallest unit; its major unit otherwise.
    pub minor: bool,
    /// Where the code of the currency stands.
    pub currency: CurrencyAt,
}

/// Where the code of a currency stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrencyAt {
    /// In a field beside the amount.
    Sibling(String),
    /// In a field beside the amount, or it is the base currency of the site where that is not sent.
    SiblingOrSite(String),
    /// In a field of the resource that holds the amount's object.
    Enclosing(String),
    /// In a field of a resource that the request is about.
    Resource(String, String),
    /// It is the base currency of the site.
    Site,
}

/// What a decimal measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// What it measures.
    pub measure: Measure,
    /// The whole-number field beside it that it refines.
    pub of: Option<String>,
    /// Where the code of its currency stands, where it is money and refines nothing.
    pub currency: Option<CurrencyAt>,
    /// Whether it is a JSON number; text otherwise.
    pub number: bool,
}

/// What a decimal measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// What a unit of something costs, in the currency's major unit. A whole amount beside it is only a rounded copy.
    Price,
    /// What is charged, in the currency's major unit. A whole amount beside it is what the API made of it.
    Amount,
    /// How much or many of something.
    Quantity,
    /// A ratio or percentage.
    Rate,
    /// Money in a unit that is not known.
    Unknown,
}

impl Measure {
    /// All, each with its name in `x-decimal`.
    pub const ALL: [(&'static str, Self); 5] = [
        ("price", Self::Price),
        ("amount", Self::Amount),
        ("quantity", Self::Quantity),
        ("rate", Self::Rate),
        ("unknown", Self::Unknown),
    ];

    /// Its name in `x-decimal`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(_, measure)| *measure == self)
            .map_or("", |(name, _)| name)
    }

    /// Whether it is a number of a currency's major unit.
    #[must_use]
    pub fn is_money(self) -> bool {
        matches!(self, Self::Price | Self::Amount)
    }
}

/// The unit of an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Whole seconds since the Unix epoch.
    Seconds,
    /// Whole milliseconds since the Unix epoch.
    Milliseconds,
}

/// What a field, parameter or member says besides its type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// What it is.
    pub docs: String,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Whether it is never printed.
    pub sensitive: bool,
    /// The only catalog that has it, where not both do.
    pub catalog: Option<Catalog>,
    /// What API v1 calls it.
    pub renamed_from: Option<String>,
    /// What API v1 calls what stands elsewhere there and became this.
    pub aliases: Vec<String>,
    /// Why it differs from what the vendor publishes.
    pub evidence: Option<String>,
    /// In what it differs, where the spec says so; in anything otherwise.
    pub evidence_of: Vec<Aspect>,
    /// The longest text.
    pub max_length: Option<u64>,
    /// The smallest number, as the spec writes it.
    pub minimum: Option<String>,
    /// The largest number, as the spec writes it.
    pub maximum: Option<String>,
    /// What counts where it is not given, as the spec writes it.
    pub default: Option<String>,
    /// The values of its enum that are accepted, where not all are.
    pub accepts: Vec<String>,
    /// What it must be, where it is sent and is JSON of one kind.
    pub json: Option<JsonValue>,
    /// What the elements of a list say.
    pub items: Option<Box<Traits>>,
    /// The shared field or parameter of the spec that it is described by, where it is.
    pub shared: Option<TypeRef>,
    /// Where the vendor's document has it, as a JSON pointer; nothing in a model of the spec.
    pub origin: Option<String>,
}

/// The only kind of JSON that a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonValue {
    /// An object.
    Object,
    /// An array.
    Array,
}

impl JsonValue {
    /// Its name in `x-json-value`, and in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
        }
    }
}

/// In what something can differ from what the vendor publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// It is in the spec and not published.
    Beyond,
    /// What kind of value it is.
    Type,
    /// Whether it is always there, or must be given.
    Required,
    /// Whether it should no longer be used.
    Deprecated,
    /// The longest text, the smallest and largest number.
    Limit,
    /// What counts where it is not given.
    Default,
    /// The values of an enum that are accepted.
    Values,
    /// The operators of a filter, the attributes to sort by.
    Filter,
    /// Whether custom fields are taken.
    CustomFields,
    /// How an operation is called: its body, its host, whether it is paged.
    Call,
}

impl Aspect {
    /// All aspects, each with its name in `x-evidence-of`.
    pub const ALL: [(&'static str, Self); 10] = [
        ("beyond", Self::Beyond),
        ("type", Self::Type),
        ("required", Self::Required),
        ("deprecated", Self::Deprecated),
        ("limit", Self::Limit),
        ("default", Self::Default),
        ("values", Self::Values),
        ("filter", Self::Filter),
        ("custom-fields", Self::CustomFields),
        ("call", Self::Call),
    ];

    /// Its name in `x-evidence-of`.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(_, aspect)| *aspect == self)
            .map_or("", |(name, _)| name)
    }
}

/// A record whose content depends on its type: an event.
#[derive(Debug, PartialEq, Eq)]
pub struct Events {
    /// The record: `Event`.
    pub record: String,
    /// The enum of contents: `EventContent`.
    pub name: String,
    /// The field that says the type.
    pub type_field: Name,
    /// The field that holds the content.
    pub content_field: Name,
    /// The field that says in the format of which version of the API the content is written, where there is one.
    pub version_field: Option<Name>,
    /// One for each type.
    pub variants: Vec<EventVariant>,
}

/// A field without a type of its own that holds resources by key.
#[derive(Debug, PartialEq, Eq)]
pub struct Content {
    /// The record that has the field: `HostedPage`.
    pub record: String,
    /// The field.
    pub field: Name,
    /// Whether the field is always there.
    pub guaranteed: bool,
    /// The record of what it holds: `HostedPageContent`.
    pub name: String,
}

/// A type of event.
#[derive(Debug, PartialEq, Eq)]
pub struct EventVariant {
    /// `customer_deleted`, `CustomerDeleted`.
    pub name: Name,
    /// What happened.
    pub docs: String,
    /// The record of its content: `CustomerDeletedContent`.
    pub content: String,
    /// What API v1 calls the type.
    pub renamed_from: Option<String>,
}

/// An object of an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    /// `InvoiceLineItem`.
    pub name: String,
    /// What it is.
    pub docs: String,
    /// The resource that it is, where it is one.
    pub resource: Option<String>,
    /// What its member `object` can say.
    pub object: Vec<String>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whether custom fields can be read on it.
    pub custom_fields: bool,
    /// Whether it is a page of a list.
    pub page_of: Option<String>,
    /// The field that holds a link to a file, by its name on the wire.
    pub link: Option<String>,
    /// The field that says when it stops working, by its name on the wire.
    pub expires: Option<String>,
    /// What API v1 calls it, by the name that it would have here.
    pub alias: Option<String>,
    /// The only catalog that has it, where not both do.
    pub catalog: Option<Catalog>,
    /// What its numbers mean together with each other and with a currency.
    pub exact: Vec<Exact>,
    /// How a quantity of it becomes an amount, where it says that.
    pub pricing: Option<Pricing>,
    /// The resources that say the currency of its amounts, where no field of its own does.
    pub currency_holders: Vec<CurrencyHolder>,
}

/// What a number of a record means. Fields are given by their place in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exact {
    /// An amount of money.
    Money {
        /// The amount.
        field: usize,
        /// Whether it counts the currency's smallest unit; its major unit otherwise.
        minor: bool,
        /// The decimal beside it that refines it.
        decimal: Option<Twin>,
        /// Who says its currency.
        currency: CurrencyFrom,
    },
    /// Money that is a decimal and nothing else.
    Decimal {
        /// The decimal.
        field: usize,
        /// Who says its currency.
        currency: CurrencyFrom,
    },
    /// Money in two whole numbers: those of the major unit, and billionths of it.
    Parts {
        /// What the money is: `price`.
        name: String,
        /// The whole units.
        units: usize,
        /// The billionths.
        nanos: usize,
        /// The currency.
        currency: usize,
    },
    /// A whole number that is no money, and the decimal beside it that refines it.
    Count {
        /// The whole number.
        field: usize,
        /// The decimal.
        decimal: usize,
    },
}

/// The decimal that refines an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its place in the record.
    pub field: usize,
    /// Whether the amount is what the API made of it; a rounded copy otherwise.
    pub charged: bool,
}

/// How a quantity becomes an amount: which field of a record says what, by its place in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pricing {
    /// A price of the catalog.
    Price {
        /// The pricing model.
        model: usize,
        /// The price, where there are no tiers.
        price: usize,
        /// How many units are free.
        free: Option<usize>,
        /// The tiers.
        tiers: Option<usize>,
    },
    /// A tier of such a price.
    Tier {
        /// The first unit in it.
        start: usize,
        /// The last unit in it.
        end: usize,
        /// The price.
        price: usize,
        /// What the price is charged for.
        charge: Option<usize>,
        /// The size of a package.
        package: Option<usize>,
    },
}

/// Who says the currency of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyFrom {
    /// A field beside it.
    Field(usize),
    /// A field beside it, or the site where that is not sent.
    FieldOrSite(usize),
    /// A resource: one of the record's holders.
    Holder,
    /// The site.
    Site,
}

/// A resource that says the currency of the amounts in a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CurrencyHolder {
    /// The resource's record.
    pub record: TypeRef,
    /// The Rust name of its field.
    pub field: String,
    /// Whether that field is always there.
    pub guaranteed: bool,
}

/// A field of a record.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its names.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Whether the API's documentation says that it is always there.
    pub documented_required: bool,
    /// Whether nothing can be read without it, so that it is no `Option`.
    pub guaranteed: bool,
    /// Whether it stands behind a pointer because its type holds itself.
    pub boxed: bool,
    /// The rest.
    pub traits: Traits,
}

/// A group of parameters, such as an address.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// `SubscriptionItem`.
    pub name: String,
    /// What it is.
    pub docs: String,
    /// Its members.
    pub members: Vec<Param>,
    /// Whether it takes custom fields.
    pub custom_fields: bool,
    /// The only catalog whose operations take it.
    pub catalog: Option<Catalog>,
}

/// A parameter of an operation, or a member of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its names; the wire name of a filter on a nested attribute holds brackets.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Whether it must be given; in a group: where the group is.
    pub required: bool,
    /// How it is given.
    pub kind: ParamKind,
    /// Whether its value is sent as JSON text.
    pub json_text: bool,
    /// What is checked of it before it is sent, where it is money or a decimal.
    pub number: Option<Number>,
    /// The rest.
    pub traits: Traits,
}

/// What is checked of a parameter that is money or a decimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// How it is sent.
    pub sent: Sent,
    /// Where its currency stands.
    pub currency: CurrencyPlace,
}

/// How a parameter that is money or a decimal is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// As a whole number of the currency's smallest unit.
    Minor,
    /// As a whole number of the currency's major unit.
    Major,
    /// As a decimal of at most that many characters.
    Decimal(u64),
}

/// Where the currency of a parameter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrencyPlace {
    /// It has none.
    None,
    /// In the parameter with that place in the same list.
    Beside(usize),
    /// It is the currency of what the request is about.
    Request,
    /// It is the base currency of the site.
    Site,
}

/// What the currency of a request's money is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestCurrency {
    /// The resource whose currency counts, or `site` for the base currency of the site. Absent where each amount has a code
    /// beside it that must be given.
    pub of: Option<String>,
    /// Where the answer says the currency, by names on the wire; lists are gone through.
    pub answer: Option<Vec<String>>,
}

/// The most characters of a decimal parameter for which the spec says no other number: what the API takes for prices.
pub const DECIMAL_DIGITS: u64 = 39;

/// How a parameter is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// As a value.
    Value,
    /// With an operator of the named set.
    Filter(String),
    /// As one of these attributes, with a direction.
    Sort(Vec<String>),
}

/// An enum. Its Rust type has a variant for each value and one for all others.
#[derive(Debug, PartialEq, Eq)]
pub struct Enum {
    /// `InvoiceStatus`.
    pub name: String,
    /// What it classifies.
    pub docs: String,
    /// Its values.
    pub values: Vec<EnumValue>,
}

/// A value of an enum.
#[derive(Debug, PartialEq, Eq)]
pub struct EnumValue {
    /// Its names.
    pub name: Name,
    /// What it means.
    pub docs: String,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// What API v1 calls it.
    pub renamed_from: Option<String>,
    /// Why the spec has it though the vendor does not publish it.
    pub evidence: Option<String>,
    /// What the API says together with it, where it is the code of an error.
    pub error: Option<ErrorFacts>,
}

/// What the API says together with the code of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorFacts {
    /// The kind of error, such as `payment`, where it names one.
    pub kind: Option<String>,
    /// The HTTP status.
    pub status: String,
    /// Whether the request may be sent again, and what was done by then.
    pub retry: Option<RetrySafety>,
}

/// What a request has done whose error passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetrySafety {
    /// Nothing: it was turned away.
    Refused,
    /// Perhaps something.
    Temporary,
}

/// An operation.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its name and that of its method: `create_with_items`.
    pub name: Name,
    /// The name of its request type: `CreateWithItems`.
    pub request: String,
    /// The record that it answers.
    pub response: String,
    /// `CREATE_WITH_ITEMS`.
    pub constant: String,
    /// Its HTTP method.
    pub method: Method,
    /// `/customers/{customer_id}/subscription_for_items`.
    pub path: String,
    /// The ids in the path, in order: parameter name and [`IdKind`].
    pub path_ids: Vec<(Name, Option<String>)>,
    /// Whether one of them is part of a secret link, and none is ever printed.
    pub secret_ids: bool,
    /// For each of them, the shared parameter of the spec that it is described by, where it is.
    pub path_shared: Vec<Option<TypeRef>>,
    /// The part of the host between site and domain.
    pub sub_domain: Option<String>,
    /// Whether the body is JSON.
    pub json_body: bool,
    /// Whether it takes an idempotency key.
    pub idempotent: bool,
    /// Whether it takes custom fields (as filters, where it is a list).
    pub custom_fields: bool,
    /// Whether it is a paged list.
    pub paged: bool,
    /// How to walk through what changed, where the list can be filtered and sorted by the instant of the last change.
    pub changes: Option<Changes>,
    /// What it is a step of.
    pub task: Option<Task>,
    /// The only catalog that has it, where not both do.
    pub catalog: Option<Catalog>,
    /// Its parameters, without those of the path.
    pub params: Vec<Param>,
    /// The place of the parameter that says the currency of the whole request.
    pub currency_param: Option<usize>,
    /// What the currency of its money is compared with, where it takes money.
    pub currency: Option<RequestCurrency>,
    /// What it does.
    pub docs: String,
    /// Its public page.
    pub url: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// What API v1 calls it.
    pub renamed_from: Option<String>,
    /// The name that its request type would have if it were called so.
    pub request_alias: Option<String>,
    /// What API v1 calls operations that became this one.
    pub aliases: Vec<String>,
    /// Why it differs from what the vendor publishes.
    pub evidence: Option<String>,
    /// In what it differs, where the spec says so; in anything otherwise.
    pub evidence_of: Vec<Aspect>,
}

/// What a walk through the changes of a list needs, by names on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The filter, and the attribute to sort by.
    pub updated_at: String,
    /// The parameter that sorts by it, where one is published.
    pub sort: Option<String>,
    /// The member of an entry that changes.
    pub entry: String,
    /// Its member that tells it from others.
    pub id: String,
}

/// What takes more than the one call. Places are names on the wire, from the answer inwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// It tells how far a job is.
    Job {
        /// Where the status stands.
        status: Vec<String>,
        /// What it says when the job is done.
        succeeded: Vec<String>,
        /// What it says when nothing more will come of the job.
        failed: Vec<String>,
    },
    /// It is answered with a link to bring a file to.
    Upload {
        /// Where the link stands.
        url: Vec<String>,
        /// The parameter that says the media type.
        content_type: String,
    },
    /// It takes many things, a limited number at a time.
    Batch {
        /// The parameter that holds them.
        elements: String,
        /// What they are.
        element: TypeRef,
        /// How many it takes.
        limit: usize,
        /// The field of the answer that holds those that were not taken.
        failed: Name,
        /// What they are.
        failed_type: TypeRef,
    },
    /// It is answered with a link to a file.
    Download {
        /// Where the link stands.
        link: Vec<String>,
    },
}

/// How many of everything there are: counted in the model and again in what was emitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Resources, whether they have operations or not.
    pub resources: usize,
    /// Operations.
    pub operations: usize,
    /// Parameters and members of groups.
    pub params: usize,
    /// Records.
    pub records: usize,
    /// Fields of records.
    pub fields: usize,
    /// Groups.
    pub groups: usize,
    /// Enums.
    pub enums: usize,
    /// Values of enums.
    pub values: usize,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            resources,
            operations,
            params,
            records,
            fields,
            groups,
            enums,
            values,
        } = self;
        write!(
            f,
            "{resources} resources, {operations} operations, {params} parameters in {groups} groups and the operations, "
        )?;
        write!(
            f,
            "{fields} fields in {records} records, {values} values in {enums} enums"
        )
    }
}

impl Counts {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            resources: self.resources + other.resources,
            operations: self.operations + other.operations,
            params: self.params + other.params,
            records: self.records + other.records,
            fields: self.fields + other.fields,
            groups: self.groups + other.groups,
            enums: self.enums + other.enums,
            values: self.values + other.values,
        }
    }
}

/// What identifies an operation whatever it is called: its method, and its path without the names of the ids.
pub type Route = (Method, String);

impl Operation {
    /// What identifies it whatever it is called.
    #[must_use]
    pub fn route(&self) -> Route {
        let part = |part| match str::starts_with(part, '{') {
            true => "{}",
            false => part,
        };
        let path = self.path.trim_end_matches('/');
        let path: Vec<&str> = path.split('/').map(part).collect();
        (self.method, path.join("/"))
    }
}

impl Api {
    /// How many of everything there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.modules
            .iter()
            .map(Module::counts)
            .fold(Counts::default(), Counts::plus)
    }
}

impl Module {
    fn counts(&self) -> Counts {
        let records = || self.records.iter();
        Counts {
            resources: records().filter(|record| record.resource.is_some()).count(),
            operations: self.operations.len(),
            params: self
                .operations
                .iter()
                .map(|it| it.params.len())
                .sum::<usize>()
                + self.groups.iter().map(|it| it.members.len()).sum::<usize>(),
            records: self.records.len(),
            fields: records().map(|it| it.fields.len()).sum(),
            groups: self.groups.len(),
            enums: self.enums.len(),
            values: self.enums.iter().map(|it| it.values.len()).sum(),
        }
    }
}
