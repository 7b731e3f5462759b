//! What events ask for, and how it is done: once, however often the process is killed.

use crate::{
    gateway::{Declined, Gateway, Receipt},
    store::{Job, Store},
};
use chargebee::{
    Checkpoint, Money, Timestamp,
    v2::{
        Client, CreditNoteType, Event, EventType, TransactionPaymentMethod,
        credit_note::requests::RecordRefundTransactionParams, event::EventContent,
        invoice::requests::TransactionParams,
    },
    webhook::{self, Delivery, Failure, Receiver},
};
use std::{error::Error, sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};
use tracing::{error, info, warn};

pub(crate) type Problem = Box<dyn Error + Send + std::marker::Sync>;

/// As many jobs are worked on at a time.
const AT_A_TIME: u32 = 16;

pub(crate) struct Sync<G> {
    pub(crate) client: Client,
    pub(crate) store: Store,
    pub(crate) gateway: G,
    /// Something is to be done.
    pub(crate) work: Notify,
}

impl<G: Gateway> Sync<G> {
    /// Takes an event, from wherever it came. When this is over it is on the disk, and need not be sent again.
    pub(crate) async fn take(&self, delivery: Delivery) -> Result<(), Failure> {
        match delivery.event {
            webhook::Event::V2(event) => Ok(self.keep(&event)?),
            _ => Err(Failure::poison("the webhook should be one of API v2")),
        }
    }

    fn keep(&self, event: &Event) -> Result<(), Problem> {
        let content = event.typed_content()?;
        let job = match &content {
            Some(EventContent::InvoiceGenerated(it)) => Some(("charge", it.invoice.id.as_str())),
            Some(EventContent::CreditNoteCreated(it)) => {
                Some(("refund", it.credit_note.id.as_str()))
            }
            _ => None,
        };
        let event_type = event.event_type.as_str();
        let is_new = self
            .store
            .accept(event.id.as_str(), event_type, event.occurred_at, job)?;
        info!(event = %event.id, event_type, is_new, "event");
        self.work.notify_one();
        Ok(())
    }

    /// Takes the events that did not come as webhooks, since it was here last.
    pub(crate) async fn catch_up(&self, receiver: &Receiver) -> Result<(), Problem> {
        let position = match self.store.position()? {
            Some(position) => position.parse()?,
            // What was before the first start is not collected.
            None => Checkpoint::from(Timestamp::now()),
        };
        self.store.set_position(&position.to_string())?;
        let types = [EventType::InvoiceGenerated, EventType::CreditNoteCreated];
        let events = self
            .client
            .event()
            .list()
            .event_type()
            .is_in(types)
            .limit(100);
        let mut missed = receiver.catch_up(events, position);
        while let Some(outcome) = missed.next(|delivery| self.take(delivery)).await {
            outcome?;
        }
        Ok(self.store.set_position(&missed.position().to_string())?)
    }

    /// Works until it is told to stop; what is under way is finished then.
    pub(crate) async fn work(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let jobs = self.store.due(AT_A_TIME).unwrap_or_else(|problem| {
                error!(%problem, "the database cannot be read");
                Vec::new()
            });
            if jobs.is_empty() {
                tokio::select! {
                    () = self.work.notified() => {}
                    () = tokio::time::sleep(Duration::from_secs(1)) => {}
                    _ = stop.changed() => {}
                }
            }
            let mut running = JoinSet::new();
            for job in jobs {
                running.spawn(Arc::clone(&self).attempt(job));
            }
            while running.join_next().await.is_some() {}
        }
    }

    async fn attempt(self: Arc<Self>, job: Job) {
        let kept = match self.advance(&job).await {
            Ok(Some(transaction)) => self.store.end(&job, "done", &transaction),
            Ok(None) => self.store.end(&job, "nothing to do", ""),
            Err(problem) if is_temporary(&*problem) => {
                let wait = Duration::from_secs(1 << job.attempts.min(12));
                warn!(job.way, job.record, %problem, ?wait, "job is tried again");
                let at = Timestamp::now()
                    .checked_add(wait)
                    .unwrap_or(Timestamp::now());
                self.store.again(&job, at, &problem.to_string())
            }
            Err(problem) => {
                error!(job.way, job.record, %problem, "job failed: somebody has to look");
                self.store.end(&job, "failed", &problem.to_string())
            }
        };
        if let Err(problem) = kept {
            // It is still there as it was, and is done again with the same keys, but not at once: a disk stays full for a while.
            error!(job.way, job.record, %problem, "the database cannot be written");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Two steps, each of which can be repeated: money moves, and Chargebee is told. Gives the id of the transaction there.
    async fn advance(&self, job: &Job) -> Result<Option<String>, Problem> {
        let receipt = match &job.moved {
            Some(moved) => moved.clone(),
            None => match self.transfer(job).await? {
                Some(moved) => moved,
                None => return Ok(None),
            },
        };
        // It may have been told before, and the answer was lost: it remembers an idempotency key for a while only, and a
        // reference for ever.
        let transaction = match self.recorded(job, &receipt).await? {
            Some(transaction) => transaction,
            None => self.record(job, &receipt).await?,
        };
        info!(job.way, job.record, money = %receipt.money, transaction, "done");
        Ok(Some(transaction))
    }

    /// Asks the gateway for what is due by now: since the event was sent, and since the gateway was asked in vain, somebody may have
    /// paid.
    async fn transfer(&self, job: &Job) -> Result<Option<Receipt>, Problem> {
        let key = format!("transfer-{}", job.event);
        // What it was asked for before may have moved, whatever is due by now.
        if let Some(asked) = &job.asked
            && let Some(receipt) = self.gateway.find(&key).await?
        {
            return self.moved(job, asked, receipt);
        }
        let (customer, due) = if job.way == "charge" {
            let invoice = self
                .client
                .invoice()
                .retrieve(&job.record)
                .await?
                .into_inner()
                .invoice;
            let due = invoice.amount_due_money()?;
            (invoice.customer_id, due)
        } else {
            let note = self
                .client
                .credit_note()
                .retrieve(&job.record)
                .await?
                .into_inner()
                .credit_note;
            let available = note.amount_available_money()?;
            // Any other kind lowers what is owed, and nothing goes back.
            match note.r#type {
                CreditNoteType::Refundable => (note.customer_id, available),
                _ => return Ok(None),
            }
        };
        if due.amount().minor() <= 0 {
            return Ok(None);
        }
        self.store.asked(job, &due)?;
        let receipt = self
            .gateway
            .transfer(&job.way, &key, customer.as_str(), &due)
            .await?;
        self.moved(job, &due, receipt)
    }

    fn moved(
        &self,
        job: &Job,
        asked: &Money,
        receipt: Receipt,
    ) -> Result<Option<Receipt>, Problem> {
        if receipt.money.currency() != asked.currency() {
            return Err(Declined(format!("it moved {} for {asked}", receipt.money)).into());
        }
        self.store.moved(job, &receipt)?;
        Ok(Some(receipt))
    }

    /// The transaction with the reference that is about this record: anybody may have written the same on another one.
    async fn recorded(&self, job: &Job, receipt: &Receipt) -> Result<Option<String>, Problem> {
        let all = self.client.transaction().list();
        let mut all = all
            .reference_number()
            .is(&receipt.reference)
            .limit(100)
            .items();
        while let Some(entry) = all.next().await {
            let it = entry?.transaction;
            let mut invoices = it.linked_invoices.iter().map(|it| it.invoice_id.as_str());
            let mut notes = it.linked_credit_notes.iter().map(|it| it.cn_id.as_str());
            let is_it = match job.way.as_str() {
                "charge" => invoices.any(|it| it == job.record),
                _ => notes.any(|it| it == job.record),
            };
            if is_it {
                return Ok(Some(it.id.to_string()));
            }
        }
        Ok(None)
    }

    async fn record(&self, job: &Job, receipt: &Receipt) -> Result<String, Problem> {
        let key = format!("record-{}", job.event);
        let method = TransactionPaymentMethod::Other;
        let transaction = if job.way == "charge" {
            let paid = TransactionParams::new(method)
                .amount(&receipt.money)
                .reference_number(&receipt.reference)
                .date(receipt.at);
            let request = self
                .client
                .invoice()
                .record_payment(&job.record)
                .transaction(paid);
            request.idempotency_key(key).await?.into_inner().transaction
        } else {
            let paid = RecordRefundTransactionParams::new(method, receipt.at)
                .amount(&receipt.money)
                .reference_number(&receipt.reference);
            let request = self
                .client
                .credit_note()
                .record_refund(&job.record)
                .transaction(paid);
            let refunded = request.idempotency_key(key).await?.into_inner();
            refunded
                .transaction
                .ok_or("the refund was recorded, and its transaction was not told")?
        };
        Ok(transaction.id.to_string())
    }
}

/// Whether the same may work later. What the API refuses about a record, it refuses again; keys and networks are mended.
fn is_temporary(problem: &(dyn Error + 'static)) -> bool {
    match problem.downcast_ref::<chargebee::Error>() {
        Some(error) => match error.as_api().map(|it| it.status.as_u16()) {
            Some(401 | 403) => true,
            Some(_) => error.is_retryable() || error.is_rate_limited(),
            None => !error.is_currency_mismatch(),
        },
        None => !problem.is::<Declined>() && !problem.is::<chargebee::MoneyError>(),
    }
}
