use chargebee::v2::invoice::requests::ItemPriceParams;

fn main() {
    let _ = ItemPriceParams::new("pro-USD").unit_price_in_decimal(5);
}
