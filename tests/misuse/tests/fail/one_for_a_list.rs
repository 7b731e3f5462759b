use chargebee::v2::subscription::{UpdateForItems, UpdateForItemsSubscriptionItem};

fn main() {}

fn items(request: UpdateForItems) -> UpdateForItems {
    let request = request.subscription_items(UpdateForItemsSubscriptionItem::new("pro-USD"));
    let request = request.subscription_items(["pro-USD"]);
    let request = request.coupon_ids("SUMMER");
    request.coupon_ids([7])
}
