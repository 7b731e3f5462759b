use chargebee::v2::invoice::requests::RecordTaxWithheldParams;

fn main() {
    let _ = RecordTaxWithheldParams::new(500);
}
