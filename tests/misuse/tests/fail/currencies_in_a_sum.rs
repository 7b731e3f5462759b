use chargebee::{MoneyOf, currencies::{Eur, Usd}};

fn main() {
    let fee = MoneyOf::<Usd>::from_minor(500);
    let tax = MoneyOf::<Eur>::from_minor(95);
    let _ = fee.checked_add(tax);
    let _ = MoneyOf::checked_sum([fee, tax]);
}
