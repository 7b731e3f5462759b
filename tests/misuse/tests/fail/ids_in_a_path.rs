use chargebee::v2::{Client, CustomerId};

fn main() {}

fn swapped(client: &Client, customer: CustomerId) {
    let _ = client.subscription().retrieve(customer);
}
