use chargebee::v2::{Client, subscription::requests::SubscriptionItemParams};

fn main() {}

fn paid(client: &Client) {
    let _ = client.invoice().list().status().is("paid");
}

fn seats(count: u64) -> SubscriptionItemParams {
    SubscriptionItemParams::new("pro-USD").quantity(count)
}
