//! In order: which state of a resource is the newest.

mod memory;

pub use memory::InMemoryVersions;

use super::outcome::BoxError;
use crate::{
    transport::BoxFuture,
    wire::record::{Field, Record, at},
};
use std::sync::Arc;

/// Keeps the newest version of each resource that was seen, so that an older state which comes later changes nothing.
///
/// Webhooks come in any order, and each carries the resource as it was when the event occurred. Its `resource_version` grows with each
/// change.
///
/// ```text
/// if versions.is_stale(&it.invoice).await? {
///     return Ok(()); // a newer state of the invoice was here before
/// }
/// ```
///
/// It tells which states need no work. Two workers may be at two states of a resource at once, and the one with the older state may be
/// the last to write: a program that keeps the resource in a table of its own asks there, in the statement that writes:
/// `UPDATE ... WHERE resource_version < ...`.
/// [`InMemoryVersions`] keeps them in one process; the crate `chargebee-webhook-store` in SQLite or PostgreSQL.
pub trait Versions: Send + Sync + 'static {
    /// Notes that a version was seen, and gives the newest one that was, this one included. A store does both in one step.
    fn newest<'a>(
        &'a self,
        resource: &'a str,
        id: &'a str,
        version: i64,
    ) -> BoxFuture<'a, Result<i64, BoxError>>;

    /// Whether a newer state of the resource was seen, and if not, notes this one. The same state again is not stale: a handler that
    /// failed is given it once more.
    ///
    /// What has no `id` or no `resource_version` is never stale.
    fn is_stale<'a>(&'a self, record: &'a dyn Record) -> BoxFuture<'a, Result<bool, BoxError>> {
        Box::pin(async move {
            let (Field::Text(id), Field::Int(version)) =
                (at(record, &["id"]), at(record, &["resource_version"]))
            else {
                return Ok(false);
            };
            let newest = self.newest(record.shape().resource, id, version).await?;
            Ok(newest > version)
        })
    }
}

impl<T: Versions + ?Sized> Versions for Arc<T> {
    fn newest<'a>(
        &'a self,
        resource: &'a str,
        id: &'a str,
        version: i64,
    ) -> BoxFuture<'a, Result<i64, BoxError>> {
        (**self).newest(resource, id, version)
    }
}
