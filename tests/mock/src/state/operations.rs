//! Which operations there are on what is remembered. All others answer samples, or are refused where only what is computed may
//! be answered.

use super::{
    Refused, catalog,
    change::{Change, Shown},
    coupons, credit_notes, customers, estimates, intents, invoices, list, pages, payments,
    promotional, refunds, remembered, sources, subscriptions, unbilled, usage,
};
use crate::{
    check::Call,
    schema::{Schema, Type},
};
use serde_json::Value;

type Read = fn(&Change<'_>) -> Refused<Value>;
type Write = fn(&mut Change<'_>) -> Refused<Shown>;

/// What is done about a call.
pub(super) enum Operation {
    Read(Read),
    Write(Write),
    /// It is about nothing that is remembered.
    Sample,
    /// It would change money or state, or show what is computed, and is not.
    None,
}

pub(super) fn find(schema: &Schema, call: &Call) -> Operation {
    if estimates::is_computed(call) {
        return Operation::Read(estimates::estimate);
    }
    let found = match call.writes {
        true => write(call).map(Operation::Write),
        false => read(call).map(Operation::Read),
    };
    found.unwrap_or_else(|| match is_sample(schema, call) {
        true => Operation::Sample,
        false => Operation::None,
    })
}

/// Documents for people are made by no rule of billing. What else is not about something that is remembered may be a sample,
/// unless its answer shows something remembered as it would be afterwards, or it changes what is billed.
fn is_sample(schema: &Schema, call: &Call) -> bool {
    if matches!(
        (call.resource, call.method),
        ("invoice" | "credit_note" | "usage", "pdf")
            | ("hosted_page", "events" | "retrieve_agreement_pdf")
    ) {
        return true;
    }
    if remembered(call.resource).is_some() || is_billed(call) {
        return false;
    }
    let shows = |ty: &Type| -> bool {
        let name = match ty {
            Type::Record(name) => name,
            Type::List(inner) => match inner.as_ref() {
                Type::Record(name) => name,
                _ => return false,
            },
            _ => return false,
        };
        let resource = schema.record(name).and_then(|it| it.resource.clone());
        resource.is_some_and(|it| remembered(&it).is_some())
    };
    let answer = schema.record(&call.operation.answer);
    !call.writes || !answer.is_some_and(|it| it.fields.iter().any(|it| shows(&it.ty)))
}

/// Other resources that make subscriptions, invoices and credit notes, or say what they cost.
fn is_billed(call: &Call) -> bool {
    call.writes
        && matches!(
            (call.resource, call.method),
            ("purchase", "create")
                | ("order", "create_refundable_credit_note")
                | ("coupon_code", "create")
                | ("ramp" | "attached_item" | "differential_price", "update")
                | ("ramp", "create_for_subscription")
                | ("attached_item" | "differential_price", "create")
                | ("in_app_subscription" | "subscription_scheduled_change", _)
        )
}

fn read(call: &Call) -> Option<Read> {
    Some(match (call.resource, call.method) {
        ("card", "retrieve") => sources::retrieve_card,
        ("customer", "contacts_for_customer") => customers::contacts,
        ("subscription", "contract_terms_for_subscription") => subscriptions::contract_terms,
        ("subscription", "retrieve_with_scheduled_changes") => {
            subscriptions::retrieve_with_scheduled_changes
        }
        ("invoice", "invoices_for_customer" | "invoices_for_subscription")
        | ("subscription", "subscriptions_for_customer")
        | ("credit_note", "credit_notes_for_customer")
        | (
            "transaction",
            "transactions_for_customer"
            | "transactions_for_subscription"
            | "transactions_for_invoice"
            | "payments_for_invoice",
        ) => list::page,
        ("usage", "retrieve") => usage::retrieve,
        (resource, "list") if remembered(resource).is_some() => list::page,
        (resource, "retrieve") if remembered(resource).is_some() => retrieve,
        _ => return None,
    })
}

fn retrieve(change: &Change<'_>) -> Refused<Value> {
    let resource = remembered(change.call.resource);
    let resource = resource.ok_or_else(|| change.not_computed(change.call.resource))?;
    let id = change.own_id()?;
    change.find(resource, id)?;
    change.body(&vec![(resource, id.to_owned())])
}

pub(super) fn write(call: &Call) -> Option<Write> {
    Some(match call.resource {
        "item_family" | "item" | "item_price" | "plan" | "addon" | "comment" => {
            return of_catalog(call.method);
        }
        "coupon" => match call.method {
            "create" | "create_for_items" => coupons::create,
            "update" | "update_for_items" => coupons::update,
            "delete" => coupons::delete,
            "unarchive" => coupons::unarchive,
            _ => return None,
        },
        "coupon_set" => match call.method {
            "create" => coupons::create_set,
            "update" => coupons::update_set,
            "delete" => coupons::delete_set,
            _ => return None,
        },
        "customer" => return of_customers(call.method),
        "promotional_credit" => match call.method {
            "add" => promotional::add,
            "deduct" => promotional::deduct,
            "set" => promotional::set,
            _ => return None,
        },
        "payment_source" => match call.method {
            "create_card" => sources::create_card,
            "create_bank_account" => sources::create_bank_account,
            "create_using_permanent_token" | "create_using_temp_token" => {
                sources::create_from_token
            }
            "create_using_payment_intent" => intents::create_source,
            "update_card" => sources::update_card,
            "update_bank_account" => sources::update_bank_account,
            "switch_gateway_account" => sources::switch_gateway_account,
            "delete" | "delete_local" => sources::delete,
            _ => return None,
        },
        "card" => match call.method {
            "update_card_for_customer" => sources::replace_card,
            "delete_card_for_customer" => sources::delete_card,
            _ => return None,
        },
        "payment_intent" => match call.method {
            "create" => intents::create,
            "update" => intents::update,
            _ => return None,
        },
        "hosted_page" => match call.method {
            "acknowledge" => pages::acknowledge,
            "events" | "retrieve_agreement_pdf" => return None,
            _ => pages::create,
        },
        "portal_session" => match call.method {
            "create" => pages::create_session,
            "activate" => pages::activate_session,
            "logout" => pages::end_session,
            _ => return None,
        },
        "subscription" => return of_subscriptions(call.method),
        "usage" => match call.method {
            "create" => usage::create,
            "delete" => usage::delete,
            _ => return None,
        },
        "unbilled_charge" => match call.method {
            "create" | "create_unbilled_charge" => unbilled::create,
            "delete" => unbilled::delete,
            "invoice_unbilled_charges" => unbilled::invoice,
            _ => return None,
        },
        "invoice" => return of_invoices(call.method),
        "credit_note" => match call.method {
            "create" => credit_notes::create,
            "update" => credit_notes::update,
            "refund" => refunds::refund_credit_note,
            "record_refund" => refunds::record_credit_note_refund,
            "void_credit_note" => credit_notes::void,
            "delete" => credit_notes::delete,
            _ => return None,
        },
        "transaction" => match call.method {
            "create_authorization" => payments::authorize,
            "void_transaction" => payments::void_authorization,
            // Of API v1, where it is about an invoice.
            "record_payment" => payments::record,
            "refund" => refunds::refund_payment,
            "record_refund" => refunds::record_payment_refund,
            "delete_offline_transaction" => payments::delete_offline,
            _ => return None,
        },
        _ => return None,
    })
}

fn of_catalog(method: &str) -> Option<Write> {
    Some(match method {
        "create" => catalog::create,
        "update" => catalog::update,
        "delete" => catalog::delete,
        "unarchive" => catalog::unarchive,
        _ => return None,
    })
}

fn of_customers(method: &str) -> Option<Write> {
    Some(match method {
        "create" => customers::create,
        "update" | "update_billing_info" => customers::update,
        "delete" => customers::delete,
        "add_contact" => customers::add_contact,
        "update_contact" => customers::update_contact,
        "delete_contact" => customers::delete_contact,
        "add_promotional_credits" | "add_account_credits" => promotional::add,
        "deduct_promotional_credits" | "deduct_account_credits" => promotional::deduct,
        "set_promotional_credits" | "set_account_credits" => promotional::set,
        "record_excess_payment" => payments::record_excess,
        "collect_payment" => payments::collect_from_customer,
        "assign_payment_role" => sources::assign_role,
        "update_payment_method" => sources::update_payment_method,
        _ => return None,
    })
}

fn of_subscriptions(method: &str) -> Option<Write> {
    Some(match method {
        "create" | "create_for_customer" | "create_with_items" => subscriptions::create,
        "import_subscription" | "import_for_customer" | "import_for_items" => subscriptions::import,
        "update" | "update_for_items" => subscriptions::update,
        "cancel" | "cancel_for_items" => subscriptions::cancel,
        "remove_scheduled_cancellation" => subscriptions::remove_scheduled_cancellation,
        "reactivate" => subscriptions::reactivate,
        "pause" => subscriptions::pause,
        "remove_scheduled_pause" => subscriptions::remove_scheduled_pause,
        "resume" => subscriptions::resume,
        "remove_scheduled_resumption" => subscriptions::remove_scheduled_resumption,
        "change_term_end" => subscriptions::change_term_end,
        "remove_coupons" => subscriptions::remove_coupons,
        "charge_future_renewals" => subscriptions::charge_future_renewals,
        "remove_scheduled_changes" => subscriptions::remove_scheduled_changes,
        "override_billing_profile" => subscriptions::override_billing_profile,
        "delete" => subscriptions::delete,
        _ => return None,
    })
}

fn of_invoices(method: &str) -> Option<Write> {
    Some(match method {
        "create"
        | "create_for_charge_items_and_charges"
        | "create_for_charge_item"
        | "charge"
        | "charge_addon" => invoices::one_time,
        "import_invoice" => invoices::import,
        "add_charge" | "add_addon_charge" | "add_charge_item" => invoices::add,
        "delete_line_items" => invoices::delete_lines,
        "close" | "collect" => invoices::close,
        "record_payment" => payments::record,
        "collect_payment" => payments::collect,
        "apply_payments" => payments::apply,
        "remove_payment" => payments::remove,
        "apply_credits" => credit_notes::apply,
        "remove_credit_note" => credit_notes::remove,
        "refund" => refunds::refund_invoice,
        "record_refund" => refunds::record_invoice_refund,
        "void_invoice" => invoices::void,
        "write_off" => invoices::write_off,
        "update_details" => invoices::update_details,
        "stop_dunning" => invoices::stop_dunning,
        "delete" => invoices::delete,
        _ => return None,
    })
}
