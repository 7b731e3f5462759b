use chargebee::v2::invoice::Charge;

fn main() {}

fn seconds_or_milliseconds(charge: Charge) -> Charge {
    charge.date_from(1_700_000_000)
}
