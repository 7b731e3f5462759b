use chargebee::v2::{customer::Customer, invoice::Invoice};

fn main() {}

fn owed(invoice: &Invoice, customer: &Customer) {
    let _ = invoice.line_items[0].amount_money(customer);
}
