//! A Chargebee on loopback, made from the description of its API, for testing billing code offline.
//!
//! Every operation of API v1 and v2 is there. Requests are checked strictly: an unknown parameter, a wrong type, a missing or
//! overlong value, a filter operator that is not allowed are each refused as the API does. What is remembered is answered as it
//! is; a sample has every field that the description knows, and the values of the request where they belong.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use chargebee_mock::{Fault, MockServer};
//!
//! let mock = MockServer::start().await?;
//! // Give `mock.url()` to the client as its base URL, or `mock.transport()` as its transport.
//! mock.plan(Fault::RateLimit(Some(1)), Some("customer.create"), 1);
//! mock.expect("customer.create", 1);
//! // ... run what is to be tested ...
//! mock.verify().expect("as expected");
//! # Ok(())
//! # }
//! ```
//!
//! # What is remembered
//!
//! Customers with their contacts and payment sources, items and item prices with their families, plans, addons, coupons and
//! coupon sets, subscriptions, invoices, credit notes, transactions, promotional credits, comments and events; each version by
//! itself. They can be created, retrieved, listed (filtered, sorted, page by page), changed and deleted. What is in use is archived
//! rather than deleted; what is deleted can be listed with `include_deleted`.
//!
//! # What is computed
//!
//! - **Prices** by the pricing of the SDK: flat fee, per unit, tiered, volume, stairstep, packages, decimals, free quantities; each
//!   line is rounded once. A subscription or invoice has one currency: that of its prices, of the request, of the subscription,
//!   of the customer, or that of the site.
//! - **Subscriptions** (Product Catalog 1.0 and 2.0, API v1): the first term with its invoice, setup fees, one-time charges,
//!   trials, a start that lies ahead, a number of billing cycles, imports; changed items, plans and addons; cancellation, pause
//!   and resumption, now or at a time within the term; reactivation with the invoice of a new term. What is due is kept up to
//!   date.
//! - **Coupons** and manual discounts, on the amount of an invoice or on some of its items, with what they take off each line; **taxes**
//!   by the settings of the site. See [Money by rule](#money-by-rule).
//! - **Changes within a term** with proration, credits and unbilled charges; **estimates** of new and changed subscriptions, of their ends,
//!   of invoices and of what is billed next, which are what the order then does.
//! - **Invoices**: one-time ones, pending ones until they are closed, net terms, imports without taxes and discounts; voided,
//!   deleted, written off by a credit note. A new one uses promotional credits first, then refundable credit notes, then what was
//!   paid in excess, each of its own currency and the oldest first; the rest is collected where the customer has something to pay
//!   with and `auto_collection` is not off.
//! - **Payments**: recorded, collected, in parts, in excess, applied and taken off; refunds with their credit notes (in API v1 as
//!   linked transactions), within what is left of the payment; authorizations, which can be voided.
//! - **Credit notes**: adjustments within what is due, refundable ones within what was paid; applied, refunded and voided once.
//! - **Events** with the contents that the description gives each type, showing how things are after the call. What a call changes
//!   beside what it is about has its event too, such as `invoice_updated`.
//!
//! # What is not computed
//!
//! A parameter that would change money or state and is not computed is refused with `configuration_incompatible`, and the message
//! names it. An operation that is not computed at all answers a sample, which shows what its path names as it is and says so: it
//! has the header `chargebee-mock-sample`, and the log names it. With [`Settings::computed_only`] it is refused as well: that is
//! for programs that go on from what was done. No parameter is silently ignored, but for those that cannot have an effect here: taxes follow the
//! settings of the site, so codes of tax services are taken as they are; it makes no difference to the gateway who asked for a charge, so `payment_initiator` is taken
//! too. Not computed are, among others:
//!
//! - usage of plans and charges, percentages, bundles, differential prices, mandatory and event-based addons, addons of another period than the plan's;
//! - other kinds of coupons, and those that are only for some plans or customers;
//! - ramps, gifts, hierarchies, and tokens of Chargebee.js.
//!
//! The unit amount of a tiered line is 0: `line_item_tiers` has its parts. `tests/wire` lists every operation that is refused with
//! `computed_only`, with the reason, in the snapshots of its test `every_operation`.
//!
//! All other resources answer samples that nothing remembers, unless they were seeded. What a path names must be there. With [`Settings::samples_only`]
//! nothing is remembered, and everything answers samples.
//!
#![doc = include_str!("../docs/changes.md")]
//!
//! # Custom fields
//!
//! Any `cf_*` and `cs_*` is taken. A site answers one in the type that it gave the field; a form holds text, so the mock answers the
//! type that the text is written in: `true` and `false` are booleans, a number as JSON would write it (`12`, `1.5`) is a number, and
//! the rest is text (`012`, `1.50`, `gold`). A text field that may hold `12` is seeded as a site answered it.
//!
//! # Seeds
//!
//! [`Mock::seed`] and [`Mock::seed_json`] take any resource that the API has, as a person writes it or as a site answered it: pages of
//! lists, answers with several resources, events. Attributes, values and records that the description does not know are kept and
//! answered; `null`, `""`, `[]`, `{}` and `false` say that nothing is there. A resource that nothing computes with is answered as it
//! was seeded, by itself and in its lists. A value of another kind than its attribute is an error, which says where it stands and what
//! it should be. What looks like a misspelt attribute is kept, and told.
//!
//! # Answers by rule
//!
//! - A batch of usage events is answered with 200, which is the documented status, and tells the events that are not taken: those
//!   that are not as described, and those of a subscription that is not there where any subscription is remembered.
//! - `/configurations` tells the site of the request: that of its host, else [`Settings::site`].
//!
//! - Jobs end: an export that was started is in process, and completed when it is asked about. Its link, at `/mock/exports/`, gives a
//!   ZIP archive with one file, such as `Invoices.csv`: a row for each that was remembered when the export was started and
//!   that passes the filters by its own attributes. Filters by what belongs to another resource are not looked at, and the file of a
//!   report is empty. Usage files are processed.
//!
//! # Webhooks
//!
//! [`Mock::set_webhooks`] has every event sent to URLs, to each with its credentials and in the form of its version of the API: a
//! change that was made with API v2 is told to an endpoint of API v1 under the names that things have there. An event whose request
//! said `chargebee-event-webhook: all-disabled` is sent nowhere. What fails is tried again when the API documents it, and no more
//! after the seventh time; [`Webhook::speed`] and [`Mock::set_time`] shorten that. Each event says for each endpoint how its delivery
//! stands (`webhooks`), and [`Mock::webhook_counts`] for all of them.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use chargebee_mock::{MockServer, Version, Webhook, WebhookFault, WebhookPlan};
//!
//! let mock = MockServer::start().await?;
//! mock.set_webhooks([Webhook::new("http://hook:secret@127.0.0.1:3000/hook")?.version(Version::V2)]);
//! mock.plan_webhook(WebhookPlan::new(WebhookFault::Duplicate).every(3));
//! mock.plan_webhook(WebhookPlan::new(WebhookFault::Lose).event_type("invoice_generated").times(1));
//! # Ok(())
//! # }
//! ```
//!
//! [`sample_event`] makes an event of any type, for tests of what receives it.
//!
//! # Calls to the mock itself
//!
//! `/mock/faults`, `/mock/webhooks`, `/mock/clock`, `/mock/site`, `/mock/reset`, `/mock/log`, the page at `/`, and what customers and banks do (`/mock/hosted_pages`,
//! `/mock/payment_intents`, `/mock/transactions`) are for programs on this machine: a request that names the `Origin` of
//! another site, or a host that is not loopback, is refused with 403.
#![doc = include_str!("../docs/time.md")]
#![doc = include_str!("../docs/payments.md")]
#![doc = include_str!("../docs/service.md")]

mod admin;
mod check;
mod custom;
mod demo;
mod export;
mod fault;
mod form;
mod json;
mod json_text;
mod log;
mod mock;
mod pdf;
mod record;
mod reflect;
mod refusal;
mod reply;
mod rules;
mod sample;
mod sample_event;
mod schema;
mod seed;
mod server;
mod shown;
mod site;
mod state;
mod transport;
#[cfg(test)]
mod typed;
mod value;
mod webhook;

pub use fault::{FAULT_HEADER, Fault};
pub use log::Received;
pub use mock::{Mock, Settings};
pub use record::{Answered, Recorded, record};
pub use sample_event::{event_types, sample_event};
pub use schema::Version;
pub use server::MockServer;
pub use site::{
    BillingMode, CustomField, Dunning, LastInvoice, LastSubscription, PriceType, Reminders,
    SiteSettings, TaxRate, TaxRounding, Taxes,
};
pub use transport::InProcess;
pub use webhook::{Webhook, WebhookCounts, WebhookFault, WebhookPlan};
