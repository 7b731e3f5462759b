//! Custom fields as types that were made for the site: from its configuration to what is sent, read and filtered by.

use crate::support::{form, offline};
use chargebee::{
    CLEAR, CustomField, Decimal, Timestamp,
    v2::{Client, hosted_page::requests::CustomerParams},
};
use chargebee_mock::{Mock, Settings, Version};

/// As the command writes it.
#[rustfmt::skip]
#[path = "../../../../custom-fields/tests/site/custom_fields.rs"]
mod site;

use site::{CustomerCustomFields as Own, CustomerTier};

const CONFIGS: &str = include_str!("../../../../custom-fields/tests/site/configs.json");
const FILE: &str = include_str!("../../../../custom-fields/tests/site/custom_fields.rs");

fn client_of(mock: &Mock) -> Client {
    let client = Client::builder("acme-test", "test_key").transport(mock.transport());
    client.build().expect("a client")
}

/// A site whose custom fields are set up as `CONFIGS` says.
fn mock() -> Mock {
    let mock = Mock::new(Settings::new()).expect("a mock");
    let pages: serde_json::Value = serde_json::from_str(CONFIGS).expect("JSON");
    for (at, entry) in pages["list"].as_array().expect("a list").iter().enumerate() {
        let mut config = entry["custom_field_config"].clone();
        // The mock knows what it keeps by an id.
        config["id"] = format!("config_{at}").into();
        let seeded = mock.seed(Version::V2, "custom_field_config", config);
        seeded.expect("a configuration");
    }
    mock
}

#[tokio::test]
async fn the_file_comes_of_what_the_site_answers() {
    let mock = mock();
    let mut items = client_of(&mock)
        .custom_field_config()
        .list()
        .limit(4)
        .items();
    let mut configs = Vec::new();
    while let Some(entry) = items.next().await {
        configs.push(entry.expect("a configuration").custom_field_config);
    }
    assert_eq!(configs.len(), 11);
    assert!(chargebee_custom_fields::rust(&configs).expect("a file") == FILE);
    // In whichever order they come.
    configs.reverse();
    assert!(chargebee_custom_fields::rust(&configs).expect("a file") == FILE);
}

fn own() -> Own {
    Own {
        cf_tier: Some(CustomerTier::SilverPlus),
        cf_vip: Some(true),
        cf_rate: Some("1.5".parse::<Decimal>().expect("a decimal")),
        cf_since: Some(Timestamp::from_seconds(1_700_000_000)),
        cf_birthday: Some("1990-02-03".to_owned()),
        ..Own::default()
    }
}

#[tokio::test]
async fn what_is_written_is_read_and_found() {
    let mock = mock();
    let client = client_of(&mock);
    let created = client
        .customer()
        .create()
        .id("cust_7")
        .custom_fields(&own());
    let created = created.await.expect("a customer").into_inner();
    let read: Own = created.customer.extra.custom_fields_as().expect("they fit");
    assert_eq!(read, own());
    let other = client
        .customer()
        .create()
        .id("cust_8")
        .custom_field(Own::CF_TIER, CustomerTier::Gold);
    other.await.expect("a customer");
    let filter = || client.customer().list().custom_field(Own::CF_TIER);
    for (list, found) in [
        (filter().is(CustomerTier::SilverPlus), vec!["cust_7"]),
        (
            filter().is_in([CustomerTier::Gold, CustomerTier::SilverPlus]),
            vec!["cust_7", "cust_8"],
        ),
        (
            client.customer().list().custom_field(Own::CF_VIP).is(true),
            vec!["cust_7"],
        ),
    ] {
        let page = list.await.expect("a page").into_inner();
        let mut ids: Vec<_> = page
            .list
            .into_iter()
            .map(|it| it.customer.id.into_string())
            .collect();
        ids.sort();
        assert_eq!(ids, found);
    }
}

#[test]
fn a_constant_says_the_name_and_the_type() {
    const SEATS: CustomField<i64> = CustomField::new("cf_seats");
    let request = offline()
        .customer()
        .create()
        .custom_field(SEATS, 3)
        .custom_field(Own::CF_TIER, CLEAR)
        .custom_field(Own::CF_VIP, None::<bool>)
        .custom_field("cf_any", "text");
    let sent = form(&request.into_http().expect("a request"));
    let sent: Vec<_> = sent
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        sent,
        [("cf_seats", "3"), ("cf_tier", ""), ("cf_any", "text")]
    );
    let group = CustomerParams::new().custom_field(SEATS, 3);
    assert!(format!("{group:?}").contains("cf_seats"), "{group:?}");
    assert_eq!(format!("{SEATS:?}"), "CustomField(\"cf_seats\")");
    assert_eq!(Own::CF_TIER.name(), "cf_tier");
}

/// What is no choice is kept, text may come as a number, and what is typed as a password is not printed.
#[test]
fn what_the_site_has_is_read() {
    let read = |json: &str| {
        let customer = chargebee::v2::customer::Customer::from_json(json).expect("a customer");
        customer.extra.custom_fields_as::<Own>()
    };
    let own =
        read(r#"{"id":"c","cf_tier":"platinum","cf_pin":4711,"cf_birthday":null,"cf_new":[]}"#);
    let own = own.expect("they fit");
    assert_eq!(
        own.cf_tier,
        Some(CustomerTier::Unknown("platinum".to_owned()))
    );
    assert_eq!(own.cf_pin.as_deref(), Some("4711"));
    assert_eq!(own.cf_birthday, None);
    let printed = format!("{own:?}");
    assert!(
        !printed.contains("4711") && printed.contains("[redacted]"),
        "{printed}"
    );
    let error = read(r#"{"id":"c","cf_vip":"yes"}"#).expect_err("no boolean");
    assert!(error.to_string().contains("cf_vip"), "{error}");
    let error = read(r#"{"id":"c","cf_tier":["gold"]}"#).expect_err("no single value");
    assert!(error.to_string().contains("cf_tier"), "{error}");
}

#[test]
fn one_field_is_read_in_its_type() {
    const SEATS: CustomField<i64> = CustomField::new("cf_seats");
    const NOTES: CustomField<String> = CustomField::new("cf_notes");
    let extra = |json: &str| {
        let customer = chargebee::v2::customer::Customer::from_json(json).expect("a customer");
        customer.extra
    };
    let there = extra(r#"{"id":"c","cf_seats":12,"cf_notes":"a \"b\""}"#);
    assert_eq!(there.custom_field(SEATS).expect("a number"), Some(12));
    let notes = there.custom_field(NOTES).expect("text");
    assert_eq!(notes.as_deref(), Some("a \"b\""));
    for nothing in [r#"{"id":"c"}"#, r#"{"id":"c","cf_seats":null}"#] {
        let seats = extra(nothing).custom_field(SEATS);
        assert_eq!(seats.expect("nothing"), None);
    }
    let unfit = extra(r#"{"id":"c","cf_seats":"4711"}"#).custom_field(SEATS);
    let told = unfit.expect_err("text").to_string();
    assert!(
        told.contains("cf_seats") && told.contains("found a string") && !told.contains("4711"),
        "{told}"
    );
}

/// What comes in another form than its type has it is read by a constant as it is in the type of all of them.
#[test]
fn one_field_is_read_as_in_the_type_of_all() {
    let customer = chargebee::v2::customer::Customer::from_json(
        r#"{"id":"c","cf_tier":"gold","cf_pin":4711,"cf_rate":0.12345678901234567890123456789,"cf_birthday":true,"cf_vip":false}"#,
    );
    let extra = customer.expect("a customer").extra;
    let all: Own = extra.custom_fields_as().expect("they fit");
    let tier = extra.custom_field(Own::CF_TIER).expect("a choice");
    assert_eq!(
        (&tier, tier == all.cf_tier),
        (&Some(CustomerTier::Gold), true)
    );
    let pin = extra.custom_field(Own::CF_PIN).expect("text");
    assert_eq!((pin.as_deref(), pin == all.cf_pin), (Some("4711"), true));
    let rate = extra.custom_field(Own::CF_RATE).expect("a number");
    let digits = rate.as_ref().map(Decimal::as_str);
    assert_eq!(digits, Some("0.12345678901234567890123456789"));
    assert_eq!(rate, all.cf_rate);
    let birthday = extra.custom_field(Own::CF_BIRTHDAY).expect("text");
    assert_eq!(
        (birthday.as_deref(), birthday == all.cf_birthday),
        (Some("true"), true)
    );
    assert_eq!(
        extra.custom_field(Own::CF_VIP).expect("a boolean"),
        Some(false)
    );
    // Nothing is in it.
    let customer = chargebee::v2::customer::Customer::from_json(r#"{"id":"c","cf_rate":""}"#);
    let extra = customer.expect("a customer").extra;
    assert_eq!(extra.custom_field(Own::CF_RATE).expect("nothing"), None);
    assert_eq!(
        extra.custom_fields_as::<Own>().expect("they fit").cf_rate,
        None
    );
    // A boolean is no number, and a number no boolean.
    let customer =
        chargebee::v2::customer::Customer::from_json(r#"{"id":"c","cf_rate":true,"cf_vip":1}"#);
    let extra = customer.expect("a customer").extra;
    assert!(extra.custom_field(Own::CF_RATE).is_err());
    assert!(extra.custom_field(Own::CF_VIP).is_err());
}
