//! What is remembered, asked for as a client would: by forms and paths. Every answer and every event is held against the
//! description.

mod ahead;
mod catalog;
mod coupons;
mod credit_notes;
mod credits;
mod customers;
mod dunning;
mod estimates;
mod events;
mod fields;
mod gateway;
mod given_up;
mod intents;
mod invoices;
mod lifecycle;
mod lists;
mod pages;
mod payments;
mod pricing;
mod proration;
mod refusals;
mod reminders;
mod site;
mod subscriptions;
mod taxes;
mod terms;
mod time;
mod unbilled;
mod updates;
mod usage;
mod v1;

use crate::{
    mock::{Mock, Settings},
    schema::{Record, Schema, Type, Version},
    typed,
};
use bytes::Bytes;
use http::Request;
use serde_json::Value;

/// 2023-11-14.
const START: i64 = 1_700_000_000;
const DAY: i64 = 86_400;

/// A site of one version of the API.
struct Site {
    mock: Mock,
    version: Version,
}

/// What a refusal says: status, code and parameter.
type Refusal = (u16, String, String);

fn refusal(status: u16, code: &str, param: &str) -> Refusal {
    (status, code.to_owned(), param.to_owned())
}

/// What is not computed.
fn not_computed(param: &str) -> Refusal {
    refusal(400, "configuration_incompatible", param)
}

impl Site {
    fn new(version: Version) -> Self {
        let mock = Mock::new(Settings::new().computed_only()).expect("a mock");
        mock.set_time(Some(START));
        Self { mock, version }
    }

    /// With a customer `c`.
    fn with_customer(version: Version) -> Self {
        let site = Self::new(version);
        site.post("customers", "id=c");
        site
    }

    /// With a family, an item of each type, and prices of them: `pro` 10.00 a month and unit, `add` 3.00 a month, `chg` 0.50.
    fn with_catalog() -> Self {
        let site = Self::with_customer(Version::V2);
        site.post("item_families", "id=f&name=F");
        for kind in ["plan", "addon", "charge"] {
            site.post(
                "items",
                &format!("id={kind}&name={kind}&type={kind}&item_family_id=f"),
            );
        }
        site.price("pro", "plan", "pricing_model=per_unit&price=1000");
        site.price("add", "addon", "pricing_model=flat_fee&price=300");
        site.post(
            "item_prices",
            "id=chg&name=chg&item_id=charge&pricing_model=per_unit&price=50&currency_code=USD",
        );
        site
    }

    /// A price for a month, in dollars where it says nothing else.
    fn price(&self, id: &str, item: &str, more: &str) {
        let currency = if more.contains("currency_code") {
            ""
        } else {
            "&currency_code=USD"
        };
        let form =
            format!("id={id}&name={id}&item_id={item}&period=1&period_unit=month{currency}&{more}");
        self.post("item_prices", &form);
    }

    fn seed(&self, resource: &str, value: Value) {
        let seeded = self.mock.seed(self.version, resource, value);
        seeded.expect("seeded");
    }

    /// Changes settings of the site.
    fn set(&self, settings: Value) {
        let settings = self.mock.site_settings().with(settings);
        let set = self.mock.set_site_settings(settings.expect("settings"));
        set.expect("set");
    }

    fn schema(&self) -> &Schema {
        self.mock.schema(self.version).expect("a schema")
    }

    fn send(&self, method: &str, path: &str, form: &str) -> (u16, Value) {
        let uri = format!("/api/{}/{path}", self.version.as_str());
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header("authorization", "Basic dGVzdF9rZXk6")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Bytes::from(form.to_owned()))
            .expect("a request");
        let reply = self.mock.handle(&request);
        let body: Value = serde_json::from_slice(&reply.body).expect("JSON");
        if reply.status == 200 {
            let log = self.mock.log();
            let name = log
                .last()
                .and_then(|it| it.operation.clone())
                .expect("an operation");
            let operation = self.schema().operation(&name).expect("an operation");
            self.conforms(&operation.answer, &body, &name);
        }
        (reply.status, body)
    }

    fn post(&self, path: &str, form: &str) -> Value {
        let (status, body) = self.send("POST", path, form);
        assert_eq!(status, 200, "{path} {form}: {body}");
        body
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.send("GET", path, "");
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    fn refused(&self, path: &str, form: &str) -> Refusal {
        self.refused_by("POST", path, form)
    }

    fn refused_by(&self, method: &str, path: &str, form: &str) -> Refusal {
        let (status, body) = self.send(method, path, form);
        assert_ne!(status, 200, "{path} {form}: {body}");
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        (status, text("api_error_code"), text("param"))
    }

    /// Every member is known and of its type, and what must be there is there.
    fn conforms(&self, record: &str, value: &Value, what: &str) {
        let record = self.schema().record(record).expect("a record");
        typed::check(self.schema(), &record, value, what).unwrap_or_else(|it| panic!("{it}"));
        self.is_whole(&record, value, what);
    }

    fn is_whole(&self, record: &Record, value: &Value, what: &str) {
        for field in &record.fields {
            let at = format!("{what}.{}", field.name);
            let of = |ty: &Type, value: &Value| {
                if let Type::Record(name) = ty {
                    let record = self.schema().record(name).expect("a record");
                    self.is_whole(&record, value, &at);
                }
            };
            match (value.get(&field.name), &field.ty) {
                (None, _) => assert!(!field.required, "{at} is not there: {value}"),
                (Some(Value::Array(rows)), Type::List(inner)) => {
                    rows.iter().for_each(|row| of(inner, row));
                }
                (Some(value), ty) => of(ty, value),
            }
        }
    }

    /// The events so far, the oldest first; their contents are checked too.
    fn events(&self) -> Vec<Value> {
        let list = self.get("events?limit=100");
        let list = list["list"].as_array().expect("a list").iter().rev();
        let events: Vec<Value> = list.map(|it| it["event"].clone()).collect();
        for event in &events {
            let name = event["event_type"].as_str().expect("a type");
            let record = self.schema().event(name).expect("known");
            let content = &event["content"];
            typed::check(self.schema(), &record, content, name).unwrap_or_else(|it| panic!("{it}"));
            self.is_whole(&record, content, name);
        }
        events
    }

    fn event_types(&self) -> Vec<String> {
        let types = self.events();
        types
            .iter()
            .map(|it| it["event_type"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Moves the clock on.
    fn later(&self, seconds: i64) {
        self.mock.set_time(Some(self.mock.now() + seconds));
    }

    /// A subscription of customer `c`; `items` as `pro:3 add`.
    fn subscribe(&self, id: &str, items: &str, more: &str) -> Value {
        let form = format!("id={id}&{}&{more}", items_form(items));
        self.post(
            "customers/c/subscription_for_items",
            form.trim_end_matches('&'),
        )
    }

    /// An invoice of customer `c` for an amount; its id.
    fn charge(&self, amount: i64) -> String {
        let body = self.post(
            "invoices/charge",
            &format!("customer_id=c&amount={amount}&description=x"),
        );
        id(&body["invoice"])
    }

    /// Gives customer `c` a card to pay with; its id.
    fn card(&self) -> String {
        let body = self.post(
            "payment_sources/create_card",
            "customer_id=c&card[number]=4111111111111111&card[expiry_month]=12&card[expiry_year]=2030&card[cvv]=123",
        );
        id(&body["payment_source"])
    }

    fn invoice(&self, id: &str) -> Value {
        self.get(&format!("invoices/{id}"))["invoice"].clone()
    }

    fn customer(&self) -> Value {
        self.get("customers/c")["customer"].clone()
    }

    fn subscription(&self, id: &str) -> Value {
        self.get(&format!("subscriptions/{id}"))["subscription"].clone()
    }
}

/// `pro:3 add` to the parameters of items.
fn items_form(items: &str) -> String {
    let items = items.split(' ').enumerate().map(|(index, item)| {
        let (price, quantity) = item.split_once(':').unwrap_or((item, ""));
        let mut form = format!("subscription_items[item_price_id][{index}]={price}");
        if !quantity.is_empty() {
            form.push_str(&format!(
                "&subscription_items[quantity][{index}]={quantity}"
            ));
        }
        form
    });
    items.collect::<Vec<_>>().join("&")
}

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

/// Some members of a value, in a form that reads well beside what is expected.
fn members(value: &Value, names: &str) -> String {
    let shown = names.split(' ').map(|name| {
        let member = value.get(name).unwrap_or(&Value::Null);
        member
            .as_str()
            .map_or_else(|| member.to_string(), str::to_owned)
    });
    shown.collect::<Vec<_>>().join(" ")
}

/// The same of each element of a list of it.
fn parts(value: &Value, list: &str, names: &str) -> Vec<String> {
    let parts = value[list].as_array().into_iter().flatten();
    parts.map(|it| members(it, names)).collect()
}

/// How an invoice stands: status, total, paid, adjusted, credited, due.
fn standing(invoice: &Value) -> String {
    let total = if invoice.get("total").is_some() {
        "total"
    } else {
        "amount"
    };
    let names = format!("status {total} amount_paid amount_adjusted credits_applied amount_due");
    assert_eq!(
        invoice["amount_to_collect"]
            .as_i64()
            .or(invoice["amount_due"].as_i64()),
        invoice["amount_due"].as_i64()
    );
    members(invoice, &names)
}
