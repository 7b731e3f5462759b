//! Operations, and what takes more than one call.

use super::{Aspect, Catalog, Method, Name, Origin, Param, RequestCurrency, TypeRef};

/// An operation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Operation {
    /// Its name and that of its method: `create_with_items`.
    pub name: Name,
    /// The name of its request type: `CreateWithItems`.
    pub request: String,
    /// The record that it answers.
    pub response: String,
    /// The record of the elements of the list that it answers, where it answers a list.
    pub entry: Option<String>,
    /// Its HTTP method.
    pub method: Method,
    /// `/customers/{customer_id}/subscription_for_items`.
    pub path: String,
    /// The ids in the path, in order.
    pub path_ids: Vec<PathId>,
    /// Whether one of them is part of a secret link, and none is ever printed.
    pub secret_ids: bool,
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
    /// What a call of it tells of the connection to a site.
    pub probe: Option<Probe>,
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
    /// Where it stands.
    pub origin: Origin,
}

/// An id in the path of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathId {
    /// Its names.
    pub name: Name,
    /// The [`IdKind`](super::IdKind) that it is the id of; text where it is none.
    pub kind: Option<String>,
    /// The shared parameter of the spec that it is described by, where it is.
    pub shared: Option<TypeRef>,
    /// Where it stands.
    pub origin: Origin,
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

/// What a walk through the changes of a list needs, by names on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The filter, and the attribute to sort by.
    pub updated_at: String,
    /// The parameter that sorts by it, where one is published.
    pub sort: Option<String>,
    /// The parameters that say the first and the last instant, where the list is filtered by those.
    pub span: Option<[&'static str; 2]>,
    /// The member of an entry that changes.
    pub entry: String,
    /// Its member that tells it from others.
    pub id: String,
    /// Whether it happened once, and never changes.
    pub once: bool,
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

/// What a call tells of the connection to a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Whether the key may read.
    Reads,
    /// Whether the key may write: it changes something with an id that nothing has.
    Writes,
    /// Whether the site has the catalog of the operation.
    Catalog,
}

impl Probe {
    /// As `x-check` says it.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let all = [Self::Reads, Self::Writes, Self::Catalog];
        all.into_iter().find(|it| it.word() == word)
    }

    /// How `x-check` says it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "writes",
            Self::Catalog => "catalog",
        }
    }
}
