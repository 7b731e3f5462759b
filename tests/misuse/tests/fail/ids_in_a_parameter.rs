use chargebee::v2::{CustomerId, invoice::Charge};

fn main() {}

fn swapped(charge: Charge, customer: CustomerId) -> Charge {
    charge.subscription_id(customer)
}
