use chargebee::{Response, v2::customer::{Customer, RetrieveResponse}};

fn main() {}

fn customer(found: Response<RetrieveResponse>) -> Customer {
    found.customer
}
