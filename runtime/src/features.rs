//! What the compiler says where a feature is missing.
//!
//! A method that is there only with a feature has a stand-in without it. Nothing can call that, because [`Missing`] has none of the
//! traits of this module, and the compiler says which one it wants and why.

/// What a stand-in would answer.
#[derive(Debug)]
pub struct Missing;

/// What the feature `blocking` brings.
#[diagnostic::on_unimplemented(
    message = "blocking calls need the feature `blocking` of `chargebee`",
    label = "this method comes with the feature `blocking`",
    note = "switch it on: `cargo add chargebee --features blocking`; without it, `.await` the request"
)]
pub trait Blocking {}

/// What the feature `pricing` brings.
#[diagnostic::on_unimplemented(
    message = "`pricing()` needs the feature `pricing` of `chargebee`",
    label = "this method comes with the feature `pricing`",
    note = "switch it on: `cargo add chargebee --features pricing`"
)]
pub trait Pricing {}

/// What the feature `product-catalog-1` brings.
#[diagnostic::on_unimplemented(
    message = "this is of Product Catalog 1.0 alone, and needs the feature `product-catalog-1` of `chargebee`",
    label = "this method comes with the feature `product-catalog-1`",
    note = "for a site with plans and addons, switch it on: `cargo add chargebee --features product-catalog-1`",
    note = "a site with items and item prices has Product Catalog 2.0: look for what the feature `product-catalog-2` gives, such as `client.item_price()` or `create_with_items`"
)]
pub trait ProductCatalog1 {}

/// What the feature `product-catalog-2` brings.
#[diagnostic::on_unimplemented(
    message = "this is of Product Catalog 2.0 alone, and needs the feature `product-catalog-2` of `chargebee`",
    label = "this method comes with the feature `product-catalog-2`",
    note = "for a site with items and item prices, switch it on: `cargo add chargebee --features product-catalog-2`"
)]
pub trait ProductCatalog2 {}
