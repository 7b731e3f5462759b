use chargebee::v2::subscription::requests::{SubscriptionUpdateForItemsRequest, UpdateForItemsSubscriptionItemParams};

fn main() {}

fn items(request: SubscriptionUpdateForItemsRequest) -> SubscriptionUpdateForItemsRequest {
    let request = request.subscription_items(UpdateForItemsSubscriptionItemParams::new("pro-USD"));
    let request = request.subscription_items(["pro-USD"]);
    let request = request.coupon_ids("SUMMER");
    request.coupon_ids([7])
}
