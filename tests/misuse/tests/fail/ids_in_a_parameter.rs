use chargebee::v2::{CustomerId, invoice::requests::InvoiceChargeRequest};

fn main() {}

fn swapped(charge: InvoiceChargeRequest, customer: CustomerId) -> InvoiceChargeRequest {
    charge.subscription_id(customer)
}
