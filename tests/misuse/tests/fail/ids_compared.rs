use chargebee::v2::{CustomerId, SubscriptionId};

fn main() {}

fn swapped(customer: CustomerId, subscription: SubscriptionId) -> bool {
    customer == subscription
}
