//! Payments: made, applied to invoices, taken off them.

mod apply;
mod dunning;
mod gateway;

pub(super) use dunning::{SETTLES, fail_debit, retry, retry_of, settle_debit, under_way};
pub(super) use gateway::Decline;

use super::{
    Refused,
    change::{Change, Shown},
    draft::Draft,
    invoices::UNPAID,
    number, text,
};
use crate::refusal::Refusal;
use serde_json::Value;

/// Money that came in.
#[derive(Debug, Default)]
pub(super) struct Payment {
    pub(super) id: Option<String>,
    pub(super) customer: String,
    pub(super) subscription: Option<String>,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) method: String,
    /// What was charged, where the payment went through a gateway; empty in API v1, which does not name it.
    pub(super) source: Option<String>,
    pub(super) date: Option<i64>,
    pub(super) reference: Option<String>,
}

/// Where an invoice lists its payments: API v1 has refunds there too.
pub(super) fn links(invoice: &Draft) -> &'static str {
    match invoice.has("linked_payments") {
        true => "linked_payments",
        false => "linked_transactions",
    }
}

/// Whether a payment went through a gateway.
pub(super) fn is_online(payment: &Value) -> bool {
    text(payment, "gateway") != "not_applicable"
}

/// The invoice of the path, which must be one that waits for money.
fn unpaid(change: &Change<'_>) -> Refused<(String, i64)> {
    let id = change.call.id("invoice_id").unwrap_or_default();
    let invoice = change.open("invoice", id)?;
    change.state(&invoice, &UNPAID)?;
    Ok((id.to_owned(), invoice.number("amount_due")))
}

/// A payment that was made elsewhere: cash, a check.
pub(super) fn record(change: &mut Change<'_>) -> Refused<Shown> {
    let (id, due) = unpaid(change)?;
    let is_v1 = change.is_v1();
    let name = |member: &str| match (is_v1, member) {
        (true, "date") => "paid_at".to_owned(),
        (true, member) => member.to_owned(),
        (false, member) => format!("transaction[{member}]"),
    };
    let status = change.given.text(&name("status"));
    if let Some(status) = status.filter(|it| it != "success") {
        return Err(change.not_computed(&format!("{} : {status}", name("status"))));
    }
    let given = change.given.number(&name("amount"));
    let amount = change.amount(&name("amount"), given, due)?;
    let method = change.given.text(&name("payment_method"));
    let method = method.ok_or_else(|| Refusal::param(name("payment_method"), "cannot be blank"))?;
    let invoice = change.open("invoice", &id)?;
    let payment = Payment {
        customer: invoice.text("customer_id"),
        subscription: invoice.some("subscription_id"),
        currency: invoice.text("currency_code"),
        date: change.given.number(&name("date")),
        reference: change.given.text(&name("reference_number")),
        amount,
        method,
        ..Payment::default()
    };
    let payment = change.receive(payment, &id)?;
    let more = ["id_at_gateway", "custom_payment_method_id"];
    let mut made = change.open("transaction", &payment)?;
    for member in more {
        let value = change.given.text(&name(member));
        made.set(member, value);
    }
    change.save("transaction", made);
    for param in ["comment", "memo"] {
        change.comment(param, "transaction", &payment)?;
    }
    change.event("invoice_updated", [("invoice", &id)]);
    Ok(vec![("invoice", id), ("transaction", payment)])
}

/// A payment by what the customer pays with.
pub(super) fn collect(change: &mut Change<'_>) -> Refused<Shown> {
    let (id, due) = unpaid(change)?;
    let given = change.given.number("amount");
    let amount = change.amount("amount", given, due)?;
    let invoice = change.open("invoice", &id)?;
    if under_way(&invoice) > 0 {
        return Err(change.wrong_state("has a direct debit under way"));
    }
    let customer = invoice.text("customer_id");
    let source = change.must_pay_with(&customer, amount)?;
    let (payment, declined) = change.charge(&id, amount, source)?;
    change.must_succeed(declined)?;
    change.comment("comment", "transaction", &payment)?;
    change.event("invoice_updated", [("invoice", &id)]);
    Ok(vec![("invoice", id), ("transaction", payment)])
}

/// A payment that no invoice asked for.
pub(super) fn record_excess(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = change.own()?;
    let id = customer.text("id");
    let name = |member: &str| format!("transaction[{member}]");
    let given = change.given.number(&name("amount"));
    let amount = change.amount(&name("amount"), given.or(Some(0)), i64::MAX)?;
    let currency = change.given.text(&name("currency_code"));
    let payment = Payment {
        id: change.given.text(&name("id")),
        customer: id.clone(),
        currency: currency.unwrap_or_else(|| change.preferred_currency(customer.value())),
        method: change
            .given
            .text(&name("payment_method"))
            .unwrap_or_default(),
        date: change.given.number(&name("date")),
        reference: change.given.text(&name("reference_number")),
        amount,
        ..Payment::default()
    };
    let mut made = change.transaction("payment", payment)?;
    let custom = change.given.text(&name("custom_payment_method_id"));
    made.set("custom_payment_method_id", custom);
    let payment = change.save("transaction", made);
    change.balances(&id)?;
    change.comment("comment", "transaction", &payment)?;
    change.event("transaction_created", [("transaction", &payment)]);
    Ok(vec![("customer", id), ("transaction", payment)])
}

/// Charges a customer for invoices; what is left over is kept for later ones.
pub(super) fn collect_from_customer(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = change.own()?.text("id");
    let mut parts = Vec::new();
    for row in change.given.rows("invoice_allocations") {
        let id = change.id_in(row, "invoice_id")?;
        let invoice = change.open("invoice", &id)?;
        if invoice.text("customer_id") != customer {
            return Err(change.missing(&row.at("invoice_id"), "invoice", &id));
        }
        change.state(&invoice, &UNPAID)?;
        let given = change.given.number(&row.at("allocation_amount"));
        let due = invoice.number("amount_due");
        let amount = change.amount(&row.at("allocation_amount"), given, due)?;
        parts.push((id, amount, invoice.text("currency_code")));
    }
    let is_named = !parts.is_empty();
    if !is_named {
        let is_due = |it: &&Value| {
            text(it, "customer_id") == customer && UNPAID.contains(&text(it, "status").as_str())
        };
        let due = change.all("invoice").filter(is_due);
        parts = due
            .map(|it| {
                (
                    text(it, "id"),
                    number(it, "amount_due"),
                    text(it, "currency_code"),
                )
            })
            .collect();
    }
    let total = (parts.iter()).try_fold(0, |sum, (_, amount, _)| change.sum(sum, *amount))?;
    let given = change.given.number("amount");
    let amount = change.amount("amount", given.or(Some(total)), i64::MAX)?;
    if amount < total && is_named {
        return Err(Refusal::param("amount", "is less than what is allocated"));
    }
    if amount < total && parts.len() > 1 {
        let what = "amount : a part of what several invoices owe";
        return Err(change.not_computed(what));
    }
    let currencies = parts.iter().map(|it| Some(it.2.clone()));
    let currency = match parts.is_empty() {
        true => change.preferred_currency(change.find("customer", &customer)?),
        false => change.one_currency(&[], currencies)?,
    };
    let (source, method) = change.must_pay_with(&customer, amount)?;
    change.must_succeed(change.declined(&customer, &source))?;
    let payment = Payment {
        customer: customer.clone(),
        source: Some(source),
        currency,
        amount,
        method,
        ..Payment::default()
    };
    let made = change.transaction("payment", payment)?;
    let payment = change.save("transaction", made);
    let mut left = amount;
    for (id, amount, _) in &parts {
        let part = left.min(*amount);
        change.apply_payment(&payment, id, part)?;
        left -= part;
    }
    change.balances(&customer)?;
    match parts.first() {
        Some((invoice, ..)) => change.event(
            "payment_succeeded",
            [("transaction", &payment), ("invoice", invoice)],
        ),
        None => change.event("payment_succeeded", [("transaction", &payment)]),
    }
    Ok(vec![("customer", customer), ("transaction", payment)])
}

/// What was paid in excess pays for an invoice.
pub(super) fn apply(change: &mut Change<'_>) -> Refused<Shown> {
    let (id, due) = unpaid(change)?;
    let invoice = change.open("invoice", &id)?;
    let (customer, currency) = (invoice.text("customer_id"), invoice.text("currency_code"));
    let unused = change.unused_payments(&customer, &currency);
    let mut parts = Vec::new();
    for row in change.given.rows("transactions") {
        let payment = change.id_in(row, "id")?;
        let found = unused.iter().find(|(it, _)| *it == payment);
        let Some((_, most)) = found else {
            return Err(change.missing(&row.at("id"), "payment with an unused amount", &payment));
        };
        let given = change.given.number(&row.at("amount"));
        parts.push((payment, change.amount(&row.at("amount"), given, *most)?));
    }
    if parts.is_empty() {
        parts = unused;
    }
    let mut left = due;
    for (payment, amount) in parts {
        let part = left.min(amount);
        if part > 0 {
            change.apply_payment(&payment, &id, part)?;
            left -= part;
        }
    }
    if left == due {
        return Err(change.wrong_state("has a customer without excess payments"));
    }
    change.balances(&customer)?;
    change.comment("comment", "invoice", &id)?;
    change.event("invoice_updated", [("invoice", &id)]);
    Ok(vec![("invoice", id)])
}

pub(super) fn remove(change: &mut Change<'_>) -> Refused<Shown> {
    let invoice = change.own()?;
    let id = invoice.text("id");
    let payment = change.given.text("transaction[id]").unwrap_or_default();
    let is_it = |it: &Value| text(it, "txn_id") == payment && text(it, "txn_status") != "failure";
    if !invoice.list(links(&invoice)).iter().any(is_it) {
        return Err(change.missing("transaction[id]", "payment of this invoice", &payment));
    }
    let issued = invoice.list("issued_credit_notes").iter();
    if issued
        .into_iter()
        .any(|it| text(it, "cn_status") != "voided")
    {
        return Err(change.wrong_state("has credit notes"));
    }
    change.unapply_payment(&payment, &id)?;
    change.balances(&invoice.text("customer_id"))?;
    change.event("invoice_updated", [("invoice", &id)]);
    change.event("transaction_updated", [("transaction", &payment)]);
    Ok(vec![("invoice", id), ("transaction", payment)])
}

/// Blocks an amount on a card.
pub(super) fn authorize(change: &mut Change<'_>) -> Refused<Shown> {
    let customer = change.given.text("customer_id").unwrap_or_default();
    let given = change.given.number("amount");
    let amount = change.amount("amount", given.or(Some(0)), i64::MAX)?;
    let currency = change.given.text("currency_code");
    let currency = match currency {
        Some(currency) => currency,
        None => change.preferred_currency(change.find("customer", &customer)?),
    };
    let (source, method) = change.must_pay_with(&customer, amount)?;
    change.must_succeed(change.declined(&customer, &source))?;
    let payment = Payment {
        source: Some(source),
        customer,
        amount,
        currency,
        method,
        ..Payment::default()
    };
    let mut made = change.transaction("authorization", payment)?;
    made.set("amount_capturable", amount)
        .set("authorization_reason", "blocking_funds");
    let id = change.save("transaction", made);
    change.event("authorization_succeeded", [("transaction", &id)]);
    Ok(vec![("transaction", id)])
}

/// Releases a blocked amount.
pub(super) fn void_authorization(change: &mut Change<'_>) -> Refused<Shown> {
    let mut own = change.own()?;
    if own.text("type") != "authorization" {
        return Err(change.wrong_state("is no authorization"));
    }
    change.state(&own, &["success"])?;
    let now = change.now();
    own.set("status", "voided")
        .set("voided_at", now)
        .set("amount_capturable", 0);
    let id = change.save("transaction", own);
    change.event("authorization_voided", [("transaction", &id)]);
    Ok(vec![("transaction", id)])
}

/// Deletes what was recorded, once no invoice is paid by it.
pub(super) fn delete_offline(change: &mut Change<'_>) -> Refused<Shown> {
    let own = change.own()?;
    let customer = own.text("customer_id");
    if is_online(own.value()) {
        return Err(change.wrong_state("went through a gateway"));
    }
    for list in ["linked_invoices", "linked_refunds", "linked_credit_notes"] {
        if !own.list(list).is_empty() {
            return Err(change.wrong_state(&format!("has {list}")));
        }
    }
    let id = change.remove("transaction", own);
    change.comment("comment", "transaction", &id)?;
    change.balances(&customer)?;
    change.event("transaction_deleted", [("transaction", &id)]);
    Ok(vec![("transaction", id)])
}

impl Change<'_> {
    /// A call that is about a payment is refused where the gateway declines it.
    fn must_succeed(&self, declined: Option<Decline>) -> Refused<()> {
        match declined {
            Some(decline) => {
                let reason = decline.reason();
                let message = format!("Payment collection failed. Reason: {reason}.");
                Err(self.payment_failed(&message))
            }
            None => Ok(()),
        }
    }

    /// The payment source that is named, or the customer's own; without one nothing can be charged.
    fn must_pay_with(&mut self, customer: &str, amount: i64) -> Refused<(String, String)> {
        if let Some(confirmed) = self.pays_by_intent(customer, amount)? {
            return Ok(confirmed);
        }
        let named = self.given.text("payment_source_id");
        if let Some(named) = &named {
            self.source_of(customer, "payment_source_id", named)?;
        }
        self.pays_with(customer, named.as_deref()).ok_or_else(|| {
            let message = format!("the customer `{customer}` has nothing to pay with");
            Refusal::of(self.schema(), "payment_method_not_present", message)
        })
    }
}
