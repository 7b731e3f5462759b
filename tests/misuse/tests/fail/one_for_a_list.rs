use chargebee::v2::subscription::requests::{SubscriptionUpdateForItemsRequest, SubscriptionItemParams};

fn main() {}

fn items(request: SubscriptionUpdateForItemsRequest) -> SubscriptionUpdateForItemsRequest {
    let request = request.subscription_items(SubscriptionItemParams::new("pro-USD"));
    let request = request.subscription_items(["pro-USD"]);
    let request = request.coupon_ids("SUMMER");
    request.coupon_ids([7])
}
