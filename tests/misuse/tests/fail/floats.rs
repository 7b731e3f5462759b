use chargebee::{Amount, Decimal, v2::invoice::requests::{InvoiceChargeRequest, ItemPriceParams}};

fn main() {
    let _ = Decimal::from(0.1);
    let _ = Amount::from_minor(8.95);
    let _ = ItemPriceParams::new("pro-USD").unit_price_in_decimal(0.1);
}

fn dollars(charge: InvoiceChargeRequest) -> InvoiceChargeRequest {
    charge.amount(8.95)
}
