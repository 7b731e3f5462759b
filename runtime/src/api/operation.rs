//! An operation.

use super::params::{Names, RequestCurrency};

/// The static description of an operation.
#[derive(Debug)]
pub struct Operation {
    /// The version of the API as it stands in the path: `v2`.
    pub version: &'static str,
    /// The resource it belongs to, such as `subscription`.
    pub resource: &'static str,
    /// Its name, such as `create_with_items`.
    pub name: &'static str,
    /// Whether it is a POST; a GET otherwise. The API knows no other method.
    pub post: bool,
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
