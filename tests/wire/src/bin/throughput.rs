//! How fast the crate sends requests beside bare reqwest that sends the same ones: `throughput [--format text|json]`.
//!
//! Both ask the same server on loopback in turns, so that what else the machine does slows both. Bare reqwest reads the bytes
//! of each answer and leaves it at that; the crate also builds the request, keeps its deadlines and reads the answer into its
//! types.

#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use chargebee::v2::Client;
use chargebee_wire_tests::fault::FaultyServer;
use std::{
    error::Error,
    process::ExitCode,
    sync::mpsc,
    time::{Duration, Instant},
};

const KEY: &str = "test_key";
const ROUNDS: usize = 7;
const REQUESTS: usize = 2000;
const ANSWER: &str = r#"{"invoice":{"id":"inv_1","customer_id":"cust_7","recurring":true,"status":"payment_due","price_type":"tax_exclusive","currency_code":"USD","tax":700,"sub_total":8000,"total":8700,"line_items":[{"id":"li_1","date_from":1700000000,"date_to":1700086400,"unit_amount":8000,"quantity":1,"amount":8000,"is_taxed":true,"description":"Pro","entity_type":"plan_item_price","object":"line_item"}],"deleted":false,"object":"invoice"}}"#;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let json = match args
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] | ["--format", "text"] => false,
        ["--format", "json"] => true,
        _ => return Err("usage: throughput [--format text|json]".into()),
    };
    let url = serve()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    for at_once in [1, 16] {
        let (bare, ours) = runtime.block_on(compare(&url, at_once))?;
        let rate = |took: Duration| REQUESTS as f64 / took.as_secs_f64();
        let ratio = bare.as_secs_f64() / ours.as_secs_f64();
        let (bare, ours) = (rate(bare), rate(ours));
        if json {
            println!(
                r#"{{"at_once":{at_once},"reqwest_per_second":{bare:.0},"chargebee_per_second":{ours:.0},"ratio":{ratio:.3}}}"#
            );
        } else {
            println!(
                "{at_once:2} at once: chargebee {ours:6.0}/s, reqwest {bare:6.0}/s, ratio {ratio:.2}"
            );
        }
    }
    Ok(())
}

/// A server on a thread of its own.
fn serve() -> Result<String, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (url, started) = mpsc::channel();
    std::thread::spawn(move || {
        runtime.block_on(async move {
            let server = FaultyServer::start(ANSWER);
            let _ = url.send(server.url());
            std::future::pending::<()>().await;
        });
    });
    Ok(started.recv()?)
}

/// The median times of bare reqwest and of the crate.
async fn compare(url: &str, at_once: usize) -> Result<(Duration, Duration), Box<dyn Error>> {
    let bare = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let client = Client::builder("acme", KEY).base_url(url).build()?;
    let invoice = format!("{url}/api/v2/invoices/inv_1");
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(
            timed(at_once, || {
                let (bare, invoice) = (bare.clone(), invoice.clone());
                async move {
                    let request = bare.get(invoice).basic_auth(KEY, Some(""));
                    let request = request.header("accept", "application/json");
                    let answer = request.send().await.map_err(|error| error.to_string())?;
                    let body = answer.bytes().await.map_err(|error| error.to_string())?;
                    (body.len() == ANSWER.len())
                        .then_some(())
                        .ok_or("another answer".into())
                }
            })
            .await?,
        );
        ours.push(
            timed(at_once, || {
                let client = client.clone();
                async move {
                    let answer = client.invoice().retrieve("inv_1").send().await;
                    let answer = answer.map_err(|error| error.to_string())?;
                    (answer.invoice.id == "inv_1")
                        .then_some(())
                        .ok_or("another answer".into())
                }
            })
            .await?,
        );
    }
    Ok((median(theirs), median(ours)))
}

async fn timed<F>(at_once: usize, request: impl Fn() -> F) -> Result<Duration, String>
where
    F: Future<Output = Result<(), String>> + Send + 'static,
{
    let started = Instant::now();
    let workers: Vec<_> = (0..at_once)
        .map(|_| {
            let requests: Vec<F> = (0..REQUESTS / at_once).map(|_| request()).collect();
            tokio::spawn(async move {
                for request in requests {
                    request.await?;
                }
                Ok::<(), String>(())
            })
        })
        .collect();
    for worker in workers {
        worker.await.map_err(|error| error.to_string())??;
    }
    Ok(started.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
