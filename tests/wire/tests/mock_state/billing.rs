//! Subscriptions, invoices and payments.

use super::{START, catalog, code, mock};
use chargebee::{
    Amount, Currency, Error, Money,
    v2::{
        invoice::{requests::TransactionParams, responses::InvoiceRecordPaymentResponse},
        subscription::requests::SubscriptionItemParams,
    },
};

#[tokio::test]
async fn a_subscription_owes_what_its_prices_say() {
    let (_mock, client) = mock();
    catalog(&client).await;
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("a customer");
    for (price, quantity, owed) in [
        ("flat", 1, 1999),
        ("seat", 3, 750),
        ("tiered", 25, 10 * 100 + 10 * 80 + 5 * 50),
        ("tiered", 10, 1000),
        ("volume", 25, 25 * 50),
        ("stairstep", 20, 80),
    ] {
        let item = SubscriptionItemParams::new(price).quantity(quantity);
        let request = client
            .subscription()
            .create_with_items("c")
            .subscription_items([item]);
        let created = request.send().await.expect("created");
        let invoice = created.invoice.as_ref().expect("an invoice");
        assert_eq!(
            invoice.total,
            Amount::from_minor(owed),
            "{quantity} {price}"
        );
        assert_eq!(invoice.amount_due, invoice.total);
        assert_eq!(invoice.line_items[0].amount, Some(invoice.total));
        assert_eq!(
            (invoice.status.clone(), invoice.currency_code.clone()),
            ("payment_due".into(), "EUR".into())
        );
        assert_eq!(
            invoice.subscription_id.as_ref(),
            Some(&created.subscription.id)
        );
        assert_eq!(created.subscription.status.as_str(), "active");
        let term = created
            .subscription
            .current_term_end
            .expect("a term")
            .as_seconds()
            - START;
        assert_eq!(term, 30 * 86_400, "November has 30 days");
        let read = client
            .invoice()
            .retrieve(&*invoice.id.to_string())
            .send()
            .await
            .expect("read");
        assert_eq!(read.invoice, *invoice);
    }
    let unknown = SubscriptionItemParams::new("nothing");
    let refused = client
        .subscription()
        .create_with_items("c")
        .subscription_items([unknown])
        .send()
        .await;
    assert_eq!(code(refused).0, 404);
    let coupon = client
        .subscription()
        .create_with_items("c")
        .coupon_ids(["SUMMER"]);
    // Better refused than a total that is wrong.
    assert_eq!(
        code(coupon.send().await),
        (400, "configuration_incompatible".to_owned())
    );
}

#[tokio::test]
async fn an_invoice_is_paid_in_parts() {
    let (_mock, client) = mock();
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("a customer");
    let charge = client
        .invoice()
        .charge("Setup")
        .customer_id("c")
        .amount(Amount::from_minor(900));
    let id = charge
        .send()
        .await
        .expect("an invoice")
        .invoice
        .id
        .to_string();
    let pay = async |amount| {
        let method = chargebee::v2::common::TransactionPaymentMethod::Cash;
        let transaction = TransactionParams::new(method).amount(Amount::from_minor(amount));
        client
            .invoice()
            .record_payment(&*id)
            .transaction(transaction)
            .send()
            .await
    };
    let part = pay(400).await.expect("paid");
    assert_eq!(part.invoice.amount_due, Amount::from_minor(500));
    assert_eq!(part.invoice.status, "payment_due");
    assert_eq!(code(pay(501).await), (400, "param_wrong_value".to_owned()));
    let rest = pay(500).await.expect("paid");
    assert_eq!(
        (rest.invoice.status.clone(), rest.invoice.amount_due),
        ("paid".into(), Amount::ZERO)
    );
    assert_eq!(
        code(pay(1).await),
        (409, "invalid_state_for_request".to_owned())
    );
    assert_eq!(
        code(client.invoice().void_invoice(&*id).send().await).0,
        409
    );
    let payments = client
        .transaction()
        .payments_for_invoice(&*id)
        .send()
        .await
        .expect("payments");
    assert_eq!(payments.list.len(), 2);
}

/// The mock does as a site does: it takes the number for one of the invoice's currency, and its answer says which that is.
#[tokio::test]
async fn a_payment_in_another_currency_is_told() {
    let (_mock, client) = mock();
    (client.customer().create().id("c").send().await).expect("a customer");
    let charge = client.invoice().charge("Setup").customer_id("c");
    let charge = charge.amount(Amount::from_minor(900)).currency_code("USD");
    let invoice = charge.send().await.expect("an invoice").invoice.clone();
    let pay = |text: &str| {
        let method = chargebee::v2::common::TransactionPaymentMethod::Cash;
        let money: Money = text.parse().expect("money");
        let transaction = TransactionParams::new(method).amount(money);
        (client
            .invoice()
            .record_payment(invoice.id.to_string().as_str()))
        .transaction(transaction)
    };
    // What the caller holds says it before anything is sent.
    let refused = pay("JPY 500").currency_of(&invoice).send().await;
    let Err(Error::Config(problem)) = refused else {
        panic!("{refused:?}");
    };
    assert!(problem.to_string().contains("is in JPY"), "{problem}");
    let read = client
        .invoice()
        .retrieve(invoice.id.to_string().as_str())
        .send()
        .await;
    assert_eq!(
        read.expect("read").invoice.amount_due,
        Amount::from_minor(900)
    );
    // Otherwise the answer does, and it is kept.
    let error = pay("JPY 500").send().await.expect_err("a mismatch");
    let mismatch = error.as_currency_mismatch().expect("a mismatch");
    assert_eq!(
        (
            mismatch.said().as_str(),
            mismatch.took_effect_in().map(Currency::as_str)
        ),
        ("JPY", Some("USD"))
    );
    let kept = mismatch.response::<InvoiceRecordPaymentResponse>();
    let kept = kept.expect("the answer is kept");
    assert_eq!(kept.invoice.amount_due, Amount::from_minor(400));
    let paid = pay("USD 4.00")
        .currency_of(&invoice)
        .send()
        .await
        .expect("paid");
    assert_eq!(paid.invoice.amount_due, Amount::ZERO);
}

#[tokio::test]
async fn a_subscription_is_cancelled_and_reactivated() {
    let (_mock, client) = mock();
    catalog(&client).await;
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("a customer");
    let item = SubscriptionItemParams::new("flat");
    let create = client
        .subscription()
        .create_with_items("c")
        .id("s")
        .subscription_items([item]);
    create.send().await.expect("created");
    let cancelled = client
        .subscription()
        .cancel_for_items("s")
        .send()
        .await
        .expect("cancelled");
    assert_eq!(cancelled.subscription.status.as_str(), "cancelled");
    assert_eq!(cancelled.customer.id.to_string(), "c");
    assert_eq!(code(client.subscription().pause("s").send().await).0, 409);
    let active = client
        .subscription()
        .reactivate("s")
        .send()
        .await
        .expect("active");
    assert_eq!(active.subscription.status.as_str(), "active");
    let events = client
        .event()
        .list()
        .event_type()
        .is(chargebee::v2::common::EventType::SubscriptionCancelled);
    let events = events.send().await.expect("events");
    let content = events.list[0].event.content().expect("it reads");
    assert!(
        matches!(
            content,
            chargebee::v2::event::EventContent::SubscriptionCancelled(_)
        ),
        "{content:?}"
    );
}

#[tokio::test]
async fn customers_of_one_version_are_not_those_of_the_other() {
    let (mock, client) = mock();
    client
        .customer()
        .create()
        .id("c")
        .send()
        .await
        .expect("created");
    let v1 = chargebee::v1::Client::builder("acme", "test_key").transport(mock.transport());
    let v1 = v1.build().expect("a client");
    assert_eq!(code(v1.customer().retrieve("c").send().await).0, 404);
    v1.plan()
        .create("gold", "Gold")
        .price(Amount::from_minor(1000))
        .send()
        .await
        .expect("a plan");
    let created = v1
        .subscription()
        .create("gold")
        .plan_quantity(1)
        .send()
        .await
        .expect("created");
    assert_eq!(created.subscription.status.as_str(), "active");
    let invoice = created.invoice.as_ref().expect("an invoice");
    assert_eq!(invoice.amount_due, Some(Amount::from_minor(1000)));
}

/// What comes back is read by the crate: coupons, refunds with their credit notes, changed items, excess payments.
#[tokio::test]
async fn money_goes_both_ways() {
    use chargebee::v2::{common, customer, payment_source};
    let (_mock, client) = mock();
    catalog(&client).await;
    let create = client.customer().create().id("c");
    create.send().await.expect("a customer");
    let card = payment_source::requests::CreateCardParams::new("4111111111111111", 12, 2030);
    let source = client.payment_source().create_card("c").card(card);
    source.send().await.expect("a card");
    let coupon = client
        .coupon()
        .create_for_items("ten", "Ten", common::CouponApplyOn::InvoiceAmount)
        .discount_type(common::CouponDiscountType::Percentage)
        .discount_percentage("10".parse::<chargebee::Decimal>().expect("a decimal"));
    let coupon = coupon.send().await.expect("a coupon");
    assert_eq!(coupon.coupon.status, Some(common::CouponStatus::Active));
    let item = SubscriptionItemParams::new("seat").quantity(4);
    let create = client
        .subscription()
        .create_with_items("c")
        .id("s")
        .coupon_ids(["ten"])
        .subscription_items([item]);
    let created = create.send().await.expect("created");
    let own = created.invoice.clone().expect("an invoice");
    assert_eq!(own.status, "paid");
    assert_eq!(own.total_money().expect("money").to_string(), "EUR 9.00");
    let off = own.discounts[0].amount_money(&own).expect("money");
    assert_eq!(off.to_string(), "EUR 1.00");
    let refund = client
        .invoice()
        .refund(&*own.id.to_string())
        .refund_amount(Amount::from_minor(300))
        .send()
        .await
        .expect("refunded");
    let note = refund.credit_note.as_ref().expect("a credit note");
    assert_eq!(note.total_money().expect("money").to_string(), "EUR 3.00");
    assert!(note.to_json().contains(r#""status":"refunded""#));
    let back = refund.transaction.amount_money().expect("money");
    assert_eq!(back.to_string(), "EUR 3.00");
    let item = SubscriptionItemParams::new("seat").quantity(6);
    let update = client
        .subscription()
        .update_for_items("s")
        .subscription_items([item]);
    let updated = update.send().await.expect("updated");
    let amount = updated.subscription.subscription_items[0].amount;
    assert_eq!(amount, Some(Amount::from_minor(1500)));
    // Nothing of the term is over: two seats more cost what they cost for a month.
    let item = SubscriptionItemParams::new("seat").quantity(8);
    let prorated = client
        .subscription()
        .update_for_items("s")
        .subscription_items([item])
        .prorate(true);
    let prorated = prorated.send().await.expect("updated");
    let more = prorated.invoice.as_ref().expect("an invoice");
    assert_eq!(more.total_money().expect("money").to_string(), "EUR 4.50");
    let excess = customer::requests::RecordExcessPaymentTransactionParams::new(
        Amount::from_minor(50),
        chargebee::Timestamp::from_seconds(START),
        common::TransactionPaymentMethod::Cash,
    );
    let record = client
        .customer()
        .record_excess_payment("c")
        .transaction(excess);
    let recorded = record.send().await.expect("recorded");
    assert_eq!(recorded.customer.excess_payments, Amount::from_minor(50));
}
