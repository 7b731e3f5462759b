//! Customers, their contacts, and what they pay with.

use super::{START, Site, id, members, not_computed, refusal};
use crate::{
    mock::{Mock, Settings},
    schema::Version,
};

#[test]
fn from_creation_to_deletion() {
    let site = Site::with_catalog();
    let body = site.post(
        "customers",
        "id=d&first_name=Ada&cf_team=x&billing_address[city]=London&meta_data=%7B%22a%22%3A1%7D",
    );
    let customer = &body["customer"];
    assert_eq!(
        members(
            customer,
            "first_name auto_collection preferred_currency_code net_term_days cf_team created_at"
        ),
        format!("Ada on USD 0 x {START}")
    );
    assert_eq!(customer["meta_data"]["a"], 1);
    site.later(60);
    let body = site.post("customers/d", "first_name=&last_name=L&cf_team=");
    assert_eq!(
        members(&body["customer"], "first_name last_name cf_team updated_at"),
        format!("null L null {}", START + 60)
    );
    let body = site.post(
        "customers/d/update_billing_info",
        "billing_address[line1]=x&billing_address[city]=&vat_number=v",
    );
    assert_eq!(body["customer"]["billing_address"]["line1"], "x");
    assert!(body["customer"]["billing_address"].get("city").is_none());
    assert_eq!(
        site.refused("customers", "id=d"),
        refusal(400, "duplicate_entry", "id")
    );
    assert_eq!(
        site.refused("customers", "id=e&token_id=t"),
        not_computed("token_id")
    );
    assert_eq!(site.refused_by("GET", "customers/e", "").0, 404);
    for operation in [
        "clear_personal_data",
        "relationships",
        "change_billing_date",
    ] {
        let refused = site.refused(&format!("customers/d/{operation}"), "");
        assert!([400].contains(&refused.0), "{operation}: {refused:?}");
    }
    // With everything that belongs to it.
    site.subscribe("s", "pro", "");
    let invoice = site.charge(100);
    let body = site.post("customers/c/delete", "");
    assert_eq!(body["customer"]["deleted"], true);
    for path in [
        "customers/c",
        "subscriptions/s",
        &format!("invoices/{invoice}"),
    ] {
        assert_eq!(site.refused_by("GET", path, "").0, 404, "{path}");
    }
    let events = site.events();
    let told = events
        .iter()
        .find(|it| it["event_type"] == "customer_deleted")
        .expect("told");
    assert_eq!(told["content"]["subscriptions"][0]["id"], "s");
}

#[test]
fn contacts() {
    let site = Site::with_customer(Version::V2);
    let body = site.post(
        "customers/c/add_contact",
        "contact[email]=a@b.c&contact[first_name]=F&contact[enabled]=true",
    );
    let contact = body["customer"]["contacts"][0].clone();
    assert_eq!(
        members(&contact, "email first_name enabled send_account_email"),
        "a@b.c F true false"
    );
    let list = site.get("customers/c/contacts")["list"].clone();
    assert_eq!(list[0]["contact"], contact);
    let own = id(&contact);
    let body = site.post(
        "customers/c/update_contact",
        &format!("contact[id]={own}&contact[first_name]=&contact[label]=x"),
    );
    assert_eq!(
        members(&body["customer"]["contacts"][0], "email first_name label"),
        "a@b.c null x"
    );
    assert_eq!(
        site.refused("customers/c/update_contact", "contact[id]=no")
            .2,
        "contact[id]"
    );
    let again = site.refused(
        "customers/c/add_contact",
        &format!("contact[id]={own}&contact[email]=x@y.z"),
    );
    assert_eq!(again.1, "duplicate_entry");
    let body = site.post("customers/c/delete_contact", &format!("contact[id]={own}"));
    assert_eq!(body["customer"]["contacts"], serde_json::json!([]));
}

#[test]
fn cards_and_bank_accounts() {
    let site = Site::with_customer(Version::V2);
    let card = site.card();
    let source = site.get(&format!("payment_sources/{card}"))["payment_source"].clone();
    assert_eq!(
        members(&source, "type status customer_id gateway"),
        "card valid c chargebee"
    );
    assert_eq!(
        members(
            &source["card"],
            "iin last4 brand masked_number expiry_month expiry_year"
        ),
        "411111 1111 visa ************1111 12 2030"
    );
    assert!(
        !source.to_string().contains("4111111111111111") && !source.to_string().contains("123\"")
    );
    let owner = site.customer();
    assert_eq!(
        members(&owner, "primary_payment_source_id card_status"),
        format!("{card} valid")
    );
    assert_eq!(
        members(&owner["payment_method"], "type status"),
        "card valid"
    );
    let shown = site.get("cards/c")["card"].clone();
    assert_eq!(
        members(&shown, "payment_source_id last4 card_type customer_id"),
        format!("{card} 1111 visa c")
    );
    assert_eq!(site.get("customers/c")["card"], shown);
    let form = "customer_id=c&bank_account[account_number]=000123&bank_account[routing_number]=1&bank_account[first_name]=a&issuing_country=US";
    let body = site.post("payment_sources/create_bank_account", form);
    let bank = id(&body["payment_source"]);
    assert_eq!(
        members(&body["payment_source"], "type issuing_country"),
        "direct_debit US"
    );
    assert_eq!(
        members(&body["payment_source"]["bank_account"], "last4 first_name"),
        "0123 a"
    );
    assert_eq!(body["customer"]["primary_payment_source_id"], card.as_str());
    let body = site.post(
        "customers/c/assign_payment_role",
        &format!("payment_source_id={bank}&role=primary"),
    );
    assert_eq!(
        members(&body["customer"], "primary_payment_source_id card_status"),
        format!("{bank} no_card")
    );
    assert_eq!(site.refused_by("GET", "cards/c", "").0, 404);
    site.post(
        "customers/c/assign_payment_role",
        &format!("payment_source_id={card}&role=backup"),
    );
    assert_eq!(
        site.refused(
            "customers/c/assign_payment_role",
            "payment_source_id=zz&role=primary"
        )
        .0,
        404
    );
    let body = site.post(
        &format!("payment_sources/{card}/update_card"),
        "card[first_name]=Z&card[expiry_year]=2031",
    );
    assert_eq!(
        members(
            &body["payment_source"]["card"],
            "first_name expiry_year last4"
        ),
        "Z 2031 1111"
    );
    assert_eq!(
        site.refused(
            &format!("payment_sources/{bank}/update_card"),
            "card[first_name]=Z"
        )
        .0,
        409
    );
    site.post(
        &format!("payment_sources/{card}/switch_gateway_account"),
        "gateway_account_id=g",
    );
    site.post(&format!("payment_sources/{bank}/delete_local"), "");
    assert!(site.customer().get("primary_payment_source_id").is_none());
    let list = site.get("payment_sources?customer_id[is]=c&type[is]=card")["list"].clone();
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    assert!(
        site.event_types()
            .contains(&"payment_source_locally_deleted".to_owned())
    );
}

#[test]
fn what_is_no_card() {
    let site = Site::with_customer(Version::V2);
    let path = "payment_sources/create_card";
    let card = |number: &str, month: &str, year: &str, more: &str| {
        let form = format!(
            "customer_id=c&card[number]={number}&card[expiry_month]={month}&card[expiry_year]={year}{more}"
        );
        site.refused(path, &form)
    };
    assert_eq!(
        card("411111111111111x", "12", "2030", ""),
        refusal(400, "payment_method_verification_failed", "card[number]")
    );
    assert_eq!(
        card("4111111111111111", "13", "2030", "").2,
        "card[expiry_month]"
    );
    assert_eq!(
        card("4111111111111111", "10", "2023", "").1,
        "payment_method_verification_failed"
    );
    let more = "&card[additional_information]={}";
    assert_eq!(
        card("4111111111111111", "12", "2030", more).1,
        "configuration_incompatible"
    );
    assert_eq!(site.get("payment_sources")["list"], serde_json::json!([]));
}

#[test]
fn along_with_something_else() {
    let site = Site::with_catalog();
    let card = "card[number]=4111111111111111&card[expiry_month]=12&card[expiry_year]=2030";
    let body = site.post("customers", &format!("id=d&{card}"));
    assert_eq!(body["card"]["last4"], "1111");
    let method = "payment_method[type]=card&payment_method[reference_id]=tok_1";
    let body = site.post("customers", &format!("id=e&{method}"));
    assert!(body["customer"]["primary_payment_source_id"].is_string());
    let form = "customer_id=c&type=paypal_express_checkout&reference_id=B-1";
    let body = site.post("payment_sources/create_using_permanent_token", form);
    assert_eq!(
        members(&body["payment_source"], "type reference_id"),
        "paypal_express_checkout B-1"
    );
    let paid = site.invoice(&site.charge(100));
    assert_eq!(paid["status"], "paid");
    let refused = site.refused(
        "payment_sources/create_using_token",
        "customer_id=c&token_id=t",
    );
    assert_eq!(refused, not_computed(""));
}

#[test]
fn custom_fields_come_back_in_the_type_that_was_sent() {
    let site = Site::new(Version::V2);
    let form = "id=c&cf_rank=3&cf_rate=1.5&cf_vip=true&cf_zip=01234&cf_name=x&cs_marketing=false";
    let customer = site.post("customers", form)["customer"].clone();
    for (name, value) in [
        ("cf_rank", serde_json::json!(3)),
        ("cf_rate", serde_json::json!(1.5)),
        ("cf_vip", true.into()),
        ("cf_zip", "01234".into()),
        ("cf_name", "x".into()),
        ("cs_marketing", false.into()),
    ] {
        assert_eq!(customer[name], value, "{name}");
    }
    site.post("customers/c", "cf_rank=");
    assert!(site.get("customers/c")["customer"].get("cf_rank").is_none());
}

#[test]
fn what_was_received_is_printed_without_secrets() {
    let site = Site::new(Version::V2);
    let card =
        "card[number]=4111111111111111&card[cvv]=737&card[expiry_month]=1&card[expiry_year]=2040";
    site.post(
        "customers",
        &format!("id=c&first_name=Ada&cf_note=hush_0&{card}"),
    );
    let secret = Site {
        mock: Mock::new(Settings::new().samples_only()).expect("a mock"),
        version: Version::V2,
    };
    secret.get("hosted_pages/hush_1");
    secret.get("portal_sessions/hush_2");
    let mut printed = String::new();
    for received in site.mock.log().into_iter().chain(secret.mock.log()) {
        printed.push_str(&format!("{received:?} {}\n", received.line()));
    }
    for shown in [
        "customer.create",
        "Ada",
        "hosted_page.retrieve",
        "portal_session.retrieve",
    ] {
        assert!(printed.contains(shown), "{shown}: {printed}");
    }
    for hidden in ["4111", "737", "hush"] {
        assert!(!printed.contains(hidden), "{hidden}: {printed}");
    }
}
