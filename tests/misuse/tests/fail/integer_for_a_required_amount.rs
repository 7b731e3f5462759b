use chargebee::v2::invoice::RecordTaxWithheldParams;

fn main() {
    let _ = RecordTaxWithheldParams::new(500);
}
