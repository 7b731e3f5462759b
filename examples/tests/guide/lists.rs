//! Lists: filters, pages, walks.

use crate::{Outcome, beside::Sent, clients, mock};
use chargebee_mock::{Fault, MockServer, Version};
use serde_json::json;

/// Five customers beside those of the demonstration.
async fn seven_customers() -> Outcome<MockServer> {
    let mock = mock().await?;
    for number in 1..=5 {
        let id = format!("c_{number}");
        let customer = json!({ "id": id, "first_name": "Jo", "email": format!("{id}@example.com"), "updated_at": 1_900_000_000 + number });
        mock.seed(Version::V2, "customer", customer)?;
    }
    Ok(mock)
}

#[tokio::test]
async fn a_page_and_the_next_one() -> Outcome {
    let mock = seven_customers().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "lists");
    // docs: page
    let first = client.customer().list().limit(4).await?;
    assert_eq!(first.list.len(), 4);
    let next = first.next_offset.clone(); // `None` after the last page
    let second = client.customer().list().limit(4).offset(next).await?;
    assert_eq!(second.list.len(), 3);
    assert_eq!(second.next_offset, None);
    // docs: end
    beside.beside("page")?;
    let received = mock.received("customer.list");
    let offsets: Vec<_> = received.iter().map(|it| it.param("offset")).collect();
    assert_eq!(offsets[0], None);
    let told = first.next_offset.as_deref();
    assert_eq!(offsets[1].and_then(|it| it.as_str()), told);
    Ok(())
}

#[tokio::test]
async fn a_walk_through_all_pages() -> Outcome {
    let mock = seven_customers().await?;
    let (client, _) = clients(&mock)?;
    mock.plan(Fault::Status(503), Some("customer.list"), 1);
    let mut beside = Sent::to(&mock, "lists");
    // docs: walk
    let mut customers = client
        .customer()
        .list()
        .first_name()
        .is("Jo")
        .sort_by_updated_at_asc()
        .limit(2)
        .items();
    let mut ids = Vec::new();
    while let Some(entry) = customers.next().await {
        ids.push(entry?.customer.id);
    }
    // docs: end
    beside.beside("walk")?;
    assert_eq!(ids, ["c_1", "c_2", "c_3", "c_4", "c_5"]);
    // Three pages, and one attempt that failed.
    assert_eq!(mock.received("customer.list").len(), 4);
    Ok(())
}

#[tokio::test]
async fn a_walk_that_goes_on_later() -> Outcome {
    let mock = seven_customers().await?;
    let (client, _) = clients(&mock)?;
    let mut done = Vec::new();
    let mut beside = Sent::to(&mock, "lists");
    // docs: resume
    let mut pages = client.customer().list().limit(3).pages();
    let first = pages.next().await.ok_or("there is always a page")??;
    let saved: Option<String> = pages.next_offset().map(|it| it.as_str().to_owned());

    // In another run of the program:
    let mut rest = client.customer().list().limit(3).offset(saved).items();
    // docs: end
    done.extend(first.list.iter().map(|it| it.customer.id.clone()));
    while let Some(entry) = rest.next().await {
        done.push(entry?.customer.id);
    }
    beside.beside("resume")?;
    done.sort();
    assert_eq!(
        done,
        ["c_1", "c_2", "c_3", "c_4", "c_5", "cust_7", "cust_8"]
    );
    Ok(())
}

#[tokio::test]
async fn filters_have_the_operators_of_their_kind() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "lists");
    // docs: filters
    use chargebee::{Amount, Timestamp, v2::InvoiceStatus};

    let due = client
        .invoice()
        .list()
        .status()
        .is_in([InvoiceStatus::PaymentDue, InvoiceStatus::NotPaid])
        .customer_id()
        .is("cust_8")
        .amount_due()
        .gte(Amount::from_minor(5000))
        .date()
        .before(Timestamp::from_seconds(4_102_444_800))
        .sort_by_date_desc()
        .await?;
    // docs: end
    beside.beside("filters")?;
    assert_eq!(due.list[0].invoice.id, "TEST-INV-1");
    let received = mock.received("invoice.list");
    let expected = json!({
        "status": { "in": ["payment_due", "not_paid"] }, "customer_id": { "is": "cust_8" },
        "amount_due": { "gte": 5000 }, "date": { "before": 4_102_444_800_i64 }, "sort_by": { "desc": "date" }
    });
    assert_eq!(
        serde_json::Value::Object(received[0].params.clone()),
        expected
    );
    Ok(())
}
