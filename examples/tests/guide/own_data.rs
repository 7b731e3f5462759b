//! Custom fields and metadata: what a site adds to the resources.

use crate::{Outcome, beside::Sent, clients, mock, sent};
use serde_json::json;

#[tokio::test]
async fn custom_fields_of_a_request() -> Outcome {
    let mock = mock().await?;
    let (_, client) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "own_data");
    // docs: custom_v1
    use chargebee::{CustomField, v1::subscription::requests::CreateCustomerParams};

    const NOTES: CustomField<String> = CustomField::new("cf_notes");

    let created = client
        .subscription()
        .create("no_trial")
        .custom_field(NOTES, "met at the fair")
        .customer(CreateCustomerParams::new().custom_field("cf_segment", "retail"))
        .await?;
    let notes = created.subscription.extra.custom_field(NOTES)?;
    assert_eq!(notes.as_deref(), Some("met at the fair"));
    // docs: end
    beside.beside("custom_v1")?;
    let expected = json!({ "plan_id": "no_trial", "cf_notes": "met at the fair", "customer": { "cf_segment": "retail" } });
    assert_eq!(sent(&mock, "subscription.create"), expected);
    let segment = created.customer.extra.get("cf_segment");
    assert_eq!(segment.map(|it| it.as_str()), Some(r#""retail""#));
    Ok(())
}

#[tokio::test]
async fn custom_fields_as_a_type() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "own_data");
    // docs: custom_v2
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct CustomerFields {
        cf_seats: Option<i64>,
        cf_tier: Option<String>,
    }

    let fields = CustomerFields {
        cf_seats: Some(12),
        cf_tier: Some("gold".to_owned()),
    };
    client
        .customer()
        .update("cust_7")
        .custom_fields(&fields)
        .await?;

    let golden = client
        .customer()
        .list()
        .custom_field("cf_tier")
        .is("gold")
        .await?;
    let read: CustomerFields = golden.list[0].customer.extra.custom_fields_as()?;
    assert_eq!(read.cf_seats, Some(12));
    // docs: end
    beside.beside("custom_v2")?;
    assert_eq!(read.cf_tier.as_deref(), Some("gold"));
    assert_eq!(golden.list.len(), 1);
    let expected = json!({ "cf_seats": 12, "cf_tier": "gold" });
    assert_eq!(sent(&mock, "customer.update"), expected);
    Ok(())
}

#[tokio::test]
async fn metadata_is_json_of_your_own() -> Outcome {
    let mock = mock().await?;
    let (client, _) = clients(&mock)?;
    let mut beside = Sent::to(&mock, "own_data");
    // docs: metadata
    use serde_json::json;

    let allowance = json!({ "allowance": { "then": "256kbps", "traffic": "20GB" } });
    client
        .item_price()
        .update("pro-USD-monthly")
        .metadata(allowance)
        .await?;

    let found = client.item_price().retrieve("pro-USD-monthly").await?;
    let metadata = found.item_price.metadata.as_ref().ok_or("it has some")?;
    assert_eq!(metadata.to_value()?["allowance"]["traffic"], "20GB");
    // docs: end
    beside.beside("metadata")?;
    let sent = sent(&mock, "item_price.update");
    assert_eq!(sent["metadata"]["allowance"]["then"], "256kbps");

    // docs: metadata_type
    use chargebee::Json;
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Onboarding {
        step: u32,
        referrer: String,
    }

    let onboarding = Onboarding {
        step: 2,
        referrer: "partner-9".to_owned(),
    };
    let updated = client
        .customer()
        .update("cust_7")
        .meta_data(Json::new(&onboarding)?)
        .await?;
    let metadata = updated.customer.meta_data.as_ref().ok_or("it has some")?;
    let read: Onboarding = metadata.parse()?;
    assert_eq!((read.step, read.referrer.as_str()), (2, "partner-9"));
    // docs: end
    beside.beside("metadata_type")?;
    Ok(())
}
