//! What events ask for, and how it is done: once, however often the process is killed.

use crate::{
    gateway::{Gateway, Receipt},
    store::{Database, Job},
};
use chargebee::{
    Money, Timestamp,
    v2::{
        Client, CreditNoteType, TransactionPaymentMethod,
        credit_note::requests::RecordRefundTransactionParams, event::EventContent,
        invoice::requests::TransactionParams,
    },
    webhook::{Delivery, Event, Failure},
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, task::JoinSet};
use tracing::{error, info, warn};

pub(crate) struct Sync<G> {
    pub(crate) client: Client,
    pub(crate) store: Database,
    pub(crate) gateway: G,
}

impl<G: Gateway> Sync<G> {
    /// Takes an event, from wherever it came. When this is over it is on the disk, and need not be sent again.
    pub(crate) async fn take(self: Arc<Self>, delivery: Delivery) -> Result<(), Failure> {
        let Event::V2(event) = delivery.event else {
            return Err(Failure::poison("the webhook should be one of API v2"));
        };
        let content = event.content()?;
        let job = match &content {
            EventContent::InvoiceGenerated(it) => Some(("charge", it.invoice.id.as_str())),
            EventContent::CreditNoteCreated(it) => Some(("refund", it.credit_note.id.as_str())),
            _ => None,
        };
        let is_new = self.store.keep(&event, job)?;
        info!(event = %event.id, event_type = %event.event_type, is_new, "event");
        Ok(())
    }

    /// Works until it is told to stop; what is under way is finished then. Where nothing is due, it looks again in a second.
    pub(crate) async fn work(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let jobs = self.store.due().unwrap_or_else(|problem| {
                error!(%problem, "the database cannot be read");
                Vec::new()
            });
            if jobs.is_empty() {
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_secs(1)) => {}
                    _ = stop.changed() => {}
                }
            }
            let attempts = jobs.into_iter().map(|job| Arc::clone(&self).attempt(job));
            let mut running: JoinSet<()> = attempts.collect();
            while running.join_next().await.is_some() {}
        }
    }

    async fn attempt(self: Arc<Self>, mut job: Job) {
        let (state, note) = match self.advance(&mut job).await {
            Ok(Some(transaction)) => ("done", transaction),
            Ok(None) => ("nothing to do", String::new()),
            Err(problem) if problem.is_permanent() => {
                error!(job.way, job.record, %problem, "job failed: somebody has to look");
                ("failed", problem.to_string())
            }
            Err(problem) => {
                let wait = Duration::from_secs(1 << job.attempts.min(12));
                warn!(job.way, job.record, %problem, ?wait, "job is tried again");
                let now = Timestamp::now();
                job.due_at = now.checked_add(wait).unwrap_or(now);
                job.attempts += 1;
                ("open", problem.to_string())
            }
        };
        if let Err(problem) = self.store.save(&job, state, &note) {
            // It is still there as it was, and is done again with the same keys, but not at once: a disk stays full for a while.
            error!(job.way, job.record, %problem, "the database cannot be written");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Two steps, each of which can be repeated: money moves, and Chargebee is told. Gives the id of the transaction there.
    async fn advance(&self, job: &mut Job) -> Result<Option<String>, Failure> {
        if job.moved.is_none() {
            job.moved = self.transfer(job).await?;
            self.store.save(job, "open", "")?;
        }
        let Some(moved) = &job.moved else {
            return Ok(None);
        };
        // It may have been told before, and the answer was lost: it remembers an idempotency key for a while only, and a
        // reference for ever.
        let transaction = match self.recorded(job, moved).await? {
            Some(transaction) => transaction,
            None => self.record(job, moved).await?,
        };
        info!(job.way, job.record, money = %moved.money, transaction, "done");
        Ok(Some(transaction))
    }

    /// Asks the gateway for what is due by now: since the event was sent, and since the gateway was asked in vain, somebody may have
    /// paid.
    async fn transfer(&self, job: &mut Job) -> Result<Option<Receipt>, Failure> {
        let key = format!("transfer-{}", job.event);
        let moved = match self.gateway.find(&key).await? {
            // What it was asked for before has moved, whatever is due by now.
            Some(moved) => moved,
            None => {
                let Some((customer, due)) = self.due(job).await? else {
                    return Ok(None);
                };
                let due = job.asked.insert(due).clone();
                self.store.save(job, "open", "")?;
                let transfer = self.gateway.transfer(&job.way, &key, &customer, &due);
                transfer.await?
            }
        };
        match &job.asked {
            Some(asked) if asked.currency() != moved.money.currency() => {
                let problem = format!("the gateway declined: it moved {} for {asked}", moved.money);
                Err(Failure::poison(problem))
            }
            _ => Ok(Some(moved)),
        }
    }

    /// The customer, and what is due by now; `None` where nothing is.
    async fn due(&self, job: &Job) -> Result<Option<(String, Money)>, Failure> {
        let (customer, due) = if job.way == "charge" {
            let found = self.client.invoice().retrieve(&job.record).await?;
            let due = found.invoice.amount_due_money()?;
            (found.invoice.customer_id.to_string(), due)
        } else {
            let found = self.client.credit_note().retrieve(&job.record).await?;
            // Any other kind lowers what is owed, and nothing goes back.
            if found.credit_note.r#type != CreditNoteType::Refundable {
                return Ok(None);
            }
            let available = found.credit_note.amount_available_money()?;
            (found.credit_note.customer_id.to_string(), available)
        };
        Ok((due.amount().minor() > 0).then_some((customer, due)))
    }

    /// The transaction with the reference that is about this record: anybody may have written the same on another one.
    async fn recorded(&self, job: &Job, moved: &Receipt) -> Result<Option<String>, Failure> {
        let all = self.client.transaction().list().limit(100);
        let mut all = all.reference_number().is(&moved.reference).items();
        while let Some(entry) = all.next().await {
            let it = entry?.transaction;
            let (mut invoices, mut notes) =
                (it.linked_invoices.iter(), it.linked_credit_notes.iter());
            let is_it = match job.way.as_str() {
                "charge" => invoices.any(|it| it.invoice_id.as_str() == job.record),
                _ => notes.any(|it| it.cn_id.as_str() == job.record),
            };
            if is_it {
                return Ok(Some(it.id.to_string()));
            }
        }
        Ok(None)
    }

    async fn record(&self, job: &Job, moved: &Receipt) -> Result<String, Failure> {
        let key = format!("record-{}", job.event);
        let method = TransactionPaymentMethod::Other;
        let transaction = if job.way == "charge" {
            let paid = TransactionParams::new(method)
                .amount(&moved.money)
                .reference_number(&moved.reference)
                .date(moved.at);
            let request = self.client.invoice().record_payment(&job.record);
            let request = request.transaction(paid).idempotency_key(key);
            request.await?.into_inner().transaction
        } else {
            let paid = RecordRefundTransactionParams::new(method, moved.at)
                .amount(&moved.money)
                .reference_number(&moved.reference);
            let request = self.client.credit_note().record_refund(&job.record);
            let request = request.transaction(paid).idempotency_key(key);
            let transaction = request.await?.into_inner().transaction;
            transaction.ok_or("the refund was recorded, and its transaction was not told")?
        };
        Ok(transaction.id.to_string())
    }
}
