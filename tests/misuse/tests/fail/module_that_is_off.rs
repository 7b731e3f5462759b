use chargebee::{blocking::HttpTransport, v1};

fn main() {}
