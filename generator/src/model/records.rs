//! Objects of answers, and what stands in their fields.

use super::{
    Catalog, CurrencyHolder, Exact, Name, Origin, Presence, Pricing, Section, Traits, Type,
};

/// What an object of an answer is there for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is a resource, by its name: `invoice`.
    Resource(String),
    /// Others hold it.
    Object,
    /// An operation answers it, by the operation's name on the wire.
    Response(String),
    /// It is a page of the list that an operation answers.
    Page(String),
    /// It is an element of the list that an operation answers.
    Entry(String),
    /// An event of a type carries it, by the type's name on the wire.
    Event(String),
    /// It is what a field without a type of its own holds.
    Content {
        /// The record that has the field.
        record: String,
        /// The field, by its name on the wire.
        field: String,
    },
}

/// An object of an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    /// `InvoiceLineItem`.
    pub name: String,
    /// What it is there for.
    pub role: Role,
    /// What the spec says that it is: nothing where an operation or event has it.
    pub docs: String,
    /// What its member `object` can say.
    pub object: Vec<String>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whether custom fields can be read on it.
    pub custom_fields: bool,
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
    /// Where it stands.
    pub origin: Origin,
}

impl Record {
    /// A record with these fields that says nothing else of itself.
    #[must_use]
    pub fn new(name: &str, role: Role, fields: Vec<Field>) -> Self {
        Self {
            name: name.to_owned(),
            role,
            docs: String::new(),
            object: Vec::new(),
            fields,
            custom_fields: false,
            link: None,
            expires: None,
            alias: None,
            catalog: None,
            exact: Vec::new(),
            pricing: None,
            currency_holders: Vec::new(),
            origin: Origin::default(),
        }
    }

    /// The resource that it is, where it is one.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        match &self.role {
            Role::Resource(name) => Some(name),
            _ => None,
        }
    }

    /// Where it stands in its module.
    #[must_use]
    pub fn section(&self) -> Section {
        match self.role {
            Role::Resource(_) | Role::Object | Role::Content { .. } => Section::Resource,
            Role::Response(_) | Role::Page(_) | Role::Entry(_) => Section::Responses,
            Role::Event(_) => Section::Contents,
        }
    }

    /// The operation whose answer it is or belongs to, by its name on the wire.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        match &self.role {
            Role::Response(name) | Role::Page(name) | Role::Entry(name) => Some(name),
            _ => None,
        }
    }
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
    /// How sure it is that the API sends it.
    pub presence: Presence,
    /// Whether it stands behind a pointer because its type holds itself.
    pub boxed: bool,
    /// The rest.
    pub traits: Traits,
}

/// A field without a type of its own that holds resources by key.
#[derive(Debug, PartialEq, Eq)]
pub struct Content {
    /// The record that has the field: `HostedPage`.
    pub record: String,
    /// The field.
    pub field: Name,
    /// How sure it is that the API sends the field.
    pub presence: Presence,
    /// The record of what it holds: `HostedPageContent`.
    pub name: String,
}

/// A record whose content depends on its type: an event.
#[derive(Debug, Default, PartialEq, Eq)]
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

/// A type of event.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EventVariant {
    /// `customer_deleted`, `CustomerDeleted`.
    pub name: Name,
    /// What happened.
    pub docs: String,
    /// The record of its content: `CustomerDeletedContent`.
    pub content: String,
    /// What API v1 calls the type.
    pub renamed_from: Option<String>,
    /// Where its content stands.
    pub origin: Origin,
}
