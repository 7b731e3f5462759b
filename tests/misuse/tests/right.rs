//! The programs of `fail/`, as they should be: what the compiler refuses there, it refuses for a reason.

use chargebee::{
    Amount, CustomField, Decimal, ExactMoney, Money, MoneyError, MoneyOf, Response, Timestamp,
    currencies::Usd,
    v2::{
        AddressParams, Client, Customer, CustomerId, Invoice, SubscriptionId, customer,
        invoice::requests::{InvoiceChargeRequest, ItemPriceParams, RecordTaxWithheldParams},
        subscription::requests::{
            SubscriptionItemParams, SubscriptionRetrieveRequest, SubscriptionUpdateForItemsRequest,
        },
    },
};

fn money(text: &str) -> Money {
    text.parse().expect("money")
}

fn exact(text: &str) -> ExactMoney {
    text.parse().expect("exact money")
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

#[test]
fn an_amount_says_its_unit() {
    let printed = |params: RecordTaxWithheldParams| format!("{params:?}");
    let five = money("USD 5.00");
    for (params, amount) in [
        (RecordTaxWithheldParams::new(Amount::from_minor(500)), "500"),
        (RecordTaxWithheldParams::new(&five), "USD 5.00"),
        (RecordTaxWithheldParams::new(five.clone()), "USD 5.00"),
        (
            RecordTaxWithheldParams::new(MoneyOf::<Usd>::from_minor(500)),
            "USD 5.00",
        ),
        (RecordTaxWithheldParams::new(exact("USD 5")), "USD 5"),
        (RecordTaxWithheldParams::new(decimal("5.00")), "5.00"),
    ] {
        let expected = format!("RecordTaxWithheldParams {{amount: {amount}}}");
        assert_eq!(printed(params), expected);
    }
}

#[test]
fn a_price_is_exact_money_and_a_quantity_a_number() {
    for (price, printed) in [
        (
            ItemPriceParams::new("pro-USD").unit_price_in_decimal(exact("USD 0.0765")),
            "USD 0.0765",
        ),
        (
            ItemPriceParams::new("pro-USD").unit_price_in_decimal(decimal("0.0765")),
            "0.0765",
        ),
        (
            ItemPriceParams::new("pro-USD").unit_price_in_decimal(money("USD 5.00")),
            "USD 5.00",
        ),
    ] {
        let price = format!("{price:?}");
        assert!(
            price.contains(&format!("unit_price_in_decimal: {printed}}}")),
            "{price}"
        );
    }
    let item = SubscriptionItemParams::new("pro-USD").quantity(3);
    assert!(format!("{item:?}").contains("quantity: 3"), "{item:?}");
}

#[test]
fn one_currency_adds_up() {
    let fee = MoneyOf::<Usd>::from_minor(500);
    let tax = MoneyOf::<Usd>::from_minor(95);
    assert_eq!(fee.checked_add(tax), Some(MoneyOf::from_minor(595)));
    assert_eq!(MoneyOf::checked_sum([fee, tax]), fee.checked_add(tax));
}

#[test]
fn text_is_an_id_and_an_id_of_one_kind_compares() {
    let customer = CustomerId::from("cust_7");
    assert_eq!(customer, "cust_7");
    assert_eq!(customer, CustomerId::from(&customer));
}

/// What takes a field out of an answer.
#[expect(dead_code, reason = "it compiles")]
fn customer(found: Response<customer::responses::CustomerRetrieveResponse>) -> Customer {
    found.into_inner().customer
}

/// Groups and lists of them, as they are or as an `Option`.
#[expect(dead_code, reason = "it compiles")]
fn groups(
    create: customer::requests::CustomerCreateRequest,
    address: Option<AddressParams>,
    update: SubscriptionUpdateForItemsRequest,
) -> (
    customer::requests::CustomerCreateRequest,
    SubscriptionUpdateForItemsRequest,
) {
    let item = || SubscriptionItemParams::new("pro-USD");
    let update = (update.subscription_items([item()]))
        .subscription_items(Some(vec![item()]))
        .coupon_ids(["SUMMER"]);
    (create.billing_address(address), update)
}

/// What needs a client is only compiled.
#[expect(dead_code, reason = "it compiles")]
fn the_rest(
    client: &Client,
    charge: InvoiceChargeRequest,
    subscription: &SubscriptionId,
    invoice: &Invoice,
) -> (
    SubscriptionRetrieveRequest,
    InvoiceChargeRequest,
    Result<Money, MoneyError>,
) {
    let charge = (charge
        .amount(money("USD 5.00"))
        .amount(Amount::from_minor(500)))
    .subscription_id(subscription)
    .subscription_id("sub_1")
    .date_from(Timestamp::from_seconds(1_700_000_000));
    (
        client.subscription().retrieve(subscription),
        charge,
        invoice.line_items[0].amount_money(invoice),
    )
}

/// Custom fields with the type of their values, and by their names.
#[expect(dead_code, reason = "it compiles")]
fn custom_fields(
    create: customer::requests::CustomerCreateRequest,
    list: customer::requests::CustomerListRequest,
) -> (
    customer::requests::CustomerCreateRequest,
    customer::requests::CustomerListRequest,
) {
    const SEATS: CustomField<i64> = CustomField::new("cf_seats");
    let create = create
        .custom_field(SEATS, 3)
        .custom_field("cf_tier", "gold");
    (create, list.custom_field(SEATS).is(3))
}
