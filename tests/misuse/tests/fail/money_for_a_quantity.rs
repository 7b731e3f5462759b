use chargebee::{Money, v2::subscription::requests::SubscriptionItemParams};

fn main() {}

fn how_many(price: Money) -> SubscriptionItemParams {
    SubscriptionItemParams::new("pro-USD").quantity(price)
}
