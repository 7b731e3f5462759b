use chargebee::{CLEAR, v2::{AddressParams, customer::requests::CustomerCreateRequest}};

fn main() {}

fn address(request: CustomerCreateRequest, address: AddressParams) -> CustomerCreateRequest {
    let request = request.billing_address(CLEAR);
    request.billing_address(&address)
}
