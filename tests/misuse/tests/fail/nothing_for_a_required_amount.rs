use chargebee::{Amount, CLEAR, v2::invoice::requests::RecordTaxWithheldParams};

fn main() {
    let _ = RecordTaxWithheldParams::new(CLEAR);
    let _ = RecordTaxWithheldParams::new(Some(Amount::from_minor(500)));
}
