use chargebee::{
    CustomField,
    v2::customer::requests::{CustomerCreateRequest, CustomerListRequest, CustomerUpdateRequest},
};

const SEATS: CustomField<i64> = CustomField::new("cf_seats");

fn main() {}

fn set(request: CustomerCreateRequest) -> CustomerCreateRequest {
    request.custom_field(SEATS, "three")
}

fn no_name(request: CustomerUpdateRequest) -> CustomerUpdateRequest {
    request.custom_field(7, "three")
}

fn filter(list: CustomerListRequest) -> CustomerListRequest {
    list.custom_field(SEATS).is("three")
}
