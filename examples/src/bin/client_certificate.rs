//! Lists customers over TLS with a client certificate, as a gateway in front of the API may ask for one.
//!
//! `CHARGEBEE_CLIENT_PEM` names a file with the certificate and its private key; `CHARGEBEE_ROOT_PEM` one with the certificate
//! of the authority that the server's certificate is from.

#![expect(clippy::print_stdout, reason = "a program speaks on standard output")]

use chargebee::{
    transport::{ReqwestTransport, reqwest},
    v2::Client,
};
use chargebee_examples::{Outcome, arguments, finish, variable};
use std::{fs, process::ExitCode, time::Duration};

#[tokio::main]
async fn main() -> ExitCode {
    finish(run().await)
}

async fn run() -> Outcome {
    let [] = arguments("client_certificate")?;
    let own = variable("CHARGEBEE_CLIENT_PEM", "a file with certificate and key")?;
    let root = variable("CHARGEBEE_ROOT_PEM", "a file with a certificate")?;
    let own = reqwest::Identity::from_pem(&fs::read(own)?)?;
    let root = reqwest::Certificate::from_pem(&fs::read(root)?)?;
    let http = reqwest::Client::builder()
        .identity(own)
        .tls_certs_only([root])
        .redirect(reqwest::redirect::Policy::none())
        .no_gzip()
        .connect_timeout(Duration::from_secs(10))
        .build()?;
    let client = Client::builder_from_env()?.transport(ReqwestTransport::with_client(http));
    let mut customers = client.build()?.customer().list().items();
    while let Some(entry) = customers.next().await {
        println!("{}", entry?.customer.id);
    }
    Ok(())
}
