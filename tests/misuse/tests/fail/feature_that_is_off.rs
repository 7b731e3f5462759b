use chargebee::v2::{Client, item_price::ItemPrice};

fn main() {}

fn product_catalog_1(client: &Client) {
    let _ = client.plan();
    let _ = client.subscription().create("gold");
}

fn blocking(client: &Client) {
    let _ = client.customer().retrieve("cust_7").send_blocking();
    let _ = client.customer().list().items_blocking();
}

fn pricing(price: &ItemPrice) {
    let _ = price.pricing();
}
