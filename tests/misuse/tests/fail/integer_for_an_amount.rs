use chargebee::v2::invoice::requests::InvoiceChargeRequest;

fn main() {}

fn cents_or_dollars(charge: InvoiceChargeRequest) -> InvoiceChargeRequest {
    charge.amount(500)
}
