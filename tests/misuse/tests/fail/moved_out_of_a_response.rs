use chargebee::{Response, v2::{Customer, customer::responses::CustomerRetrieveResponse}};

fn main() {}

fn customer(found: Response<CustomerRetrieveResponse>) -> Customer {
    found.customer
}
