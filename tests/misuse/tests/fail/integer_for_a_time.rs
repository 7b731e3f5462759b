use chargebee::v2::invoice::requests::InvoiceChargeRequest;

fn main() {}

fn seconds_or_milliseconds(charge: InvoiceChargeRequest) -> InvoiceChargeRequest {
    charge.date_from(1_700_000_000)
}
