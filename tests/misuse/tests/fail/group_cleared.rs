use chargebee::{CLEAR, v2::{AddressParams, customer::Create}};

fn main() {}

fn address(request: Create, address: AddressParams) -> Create {
    let request = request.billing_address(CLEAR);
    request.billing_address(&address)
}
