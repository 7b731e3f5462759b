//! An operation.

use super::params::{Names, RequestCurrency};
use http::Method;

/// The static description of an operation.
#[derive(Debug)]
pub struct Operation {
    /// The version of the API as it stands in the path: `v2`.
    pub version: &'static str,
    /// The resource it belongs to, such as `subscription`.
    pub resource: &'static str,
    /// Its name, such as `create_with_items`.
    pub name: &'static str,
    /// The HTTP method. Parameters stand in the query where it is safe, and in the body otherwise.
    pub method: Method,
    /// The path below the version, with `{}` for each id.
    pub path: &'static str,
    /// The part of the host between the site and the domain.
    pub sub_domain: Option<&'static str>,
    /// Whether the body is JSON; a form otherwise.
    pub json_body: bool,
    /// Whether it takes an idempotency key.
    pub idempotent: bool,
    /// What money is compared with, where the request takes money.
    pub currency: Option<RequestCurrency>,
    /// The parameters.
    pub params: Names,
}
