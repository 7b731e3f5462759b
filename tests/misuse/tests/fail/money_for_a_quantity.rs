use chargebee::{Money, v2::subscription::SubscriptionItem};

fn main() {}

fn how_many(price: Money) -> SubscriptionItem {
    SubscriptionItem::new("pro-USD").quantity(price)
}
