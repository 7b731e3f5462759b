use chargebee::v2::invoice::Charge;

fn main() {}

fn cents_or_dollars(charge: Charge) -> Charge {
    charge.amount(500)
}
