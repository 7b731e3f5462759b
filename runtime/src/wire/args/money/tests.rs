mod one_currency;
mod properties;
mod told;

use super::*;
use crate::{
    Amount, IntoArg, Money,
    wire::args::{GroupType, groups_arg},
};

static CHARGE: Names = Names {
    takers: &[],
    names: &["amount", "amount_in_decimal", "quantity_in_decimal"],
    sensitive: &[],
    numbers: &[
        Number {
            name: "amount",
            sent: Sent::Minor,
            currency: CurrencyPlace::Request,
        },
        Number {
            name: "amount_in_decimal",
            sent: Sent::Decimal(39),
            currency: CurrencyPlace::Request,
        },
        Number {
            name: "quantity_in_decimal",
            sent: Sent::Decimal(33),
            currency: CurrencyPlace::None,
        },
    ],
    json: &[],
    filters: &[],
    limits: &[],
    currency: None,
};

static INVOICE: Names = Names {
    takers: &[],
    names: &[
        "currency_code",
        "charges",
        "fee",
        "local_code",
        "local_fee",
        "base_fee",
        "budget",
        "base_price",
    ],
    sensitive: &[],
    numbers: &[
        Number {
            name: "fee",
            sent: Sent::Minor,
            currency: CurrencyPlace::Request,
        },
        Number {
            name: "local_fee",
            sent: Sent::Minor,
            currency: CurrencyPlace::Beside("local_code"),
        },
        Number {
            name: "base_fee",
            sent: Sent::Minor,
            currency: CurrencyPlace::Site,
        },
        Number {
            name: "budget",
            sent: Sent::Major,
            currency: CurrencyPlace::Request,
        },
        Number {
            name: "base_price",
            sent: Sent::Minor,
            currency: CurrencyPlace::Site,
        },
    ],
    json: &[],
    filters: &[],
    limits: &[],
    currency: Some("currency_code"),
};

struct Charge(Group);

impl GroupType for Charge {
    fn into_group(self) -> Group {
        self.0
    }
}

fn charge(name: &'static str, value: impl IntoArg<Amount>) -> Charge {
    let mut group = Group::new(&CHARGE);
    group.set(name, value);
    Charge(group)
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_json(text, crate::values::decimal::Form::Text).unwrap_or_else(|| panic!("{text}"))
}

fn money(text: &str) -> Money {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

type Form = std::result::Result<String, String>;

/// The form that is sent, or why nothing is.
fn sent(set: impl FnOnce(&mut Group)) -> Form {
    sent_with(&CurrencyTable::new(), set)
}

fn sent_with(table: &CurrencyTable, set: impl FnOnce(&mut Group)) -> Form {
    resolved(table, Some(&ANSWERED), None, set).map(|(form, _)| form)
}

/// The answer of most requests says the currency.
static ANSWERED: RequestCurrency = RequestCurrency {
    of: "invoice",
    answer: &["invoice", "currency_code"],
};

/// The same, with what the answer is compared with.
fn resolved(
    table: &CurrencyTable,
    of: Option<&RequestCurrency>,
    given: Option<&Currency>,
    set: impl FnOnce(&mut Group),
) -> std::result::Result<(String, Vec<Said>), String> {
    let mut request = Group::new(&INVOICE);
    set(&mut request);
    let terms = Terms { table, of, given };
    let said =
        resolve(&mut request.args, &INVOICE, &terms).map_err(|problem| problem.to_string())?;
    let form = crate::wire::form::encode(&request.args, &INVOICE);
    Ok((form.replace("%5B", "[").replace("%5D", "]"), said))
}

/// Nothing is sent, and this is why.
fn refused(form: Form, why: &str) {
    match form {
        Err(problem) => assert!(problem.contains(why), "{problem}"),
        Ok(form) => panic!("sent: {form}"),
    }
}

#[test]
fn money_is_sent_in_the_smallest_unit() {
    let form = sent(|it| {
        it.set::<String>("currency_code", "USD");
        it.set::<Amount>("fee", money("USD 8.95"));
        let charges = [
            charge("amount", money("USD 1.00")),
            charge("amount", Amount::from_minor(7)),
        ];
        it.set_arg("charges", None, Some(groups_arg(charges)));
    });
    assert_eq!(
        form.as_deref(),
        Ok("currency_code=USD&charges[amount][0]=100&charges[amount][1]=7&fee=895")
    );
    let form = sent(|it| it.set::<Amount>("fee", money("JPY 15")));
    assert_eq!(form.as_deref(), Ok("fee=15"));
}

#[test]
fn money_in_another_currency_than_the_request_is_refused() {
    let form = sent(|it| {
        it.set::<String>("currency_code", "USD");
        it.set::<Amount>("fee", money("EUR 8.95"));
    });
    refused(
        form,
        "`fee` is in EUR and the request's currency code is USD: give both in one currency",
    );
    // In a group too, wherever it stands.
    let form = sent(|it| {
        it.set::<String>("currency_code", "USD");
        let charges = [
            charge("amount", Amount::ZERO),
            charge("amount", money("EUR 1.00")),
        ];
        it.set_arg("charges", None, Some(groups_arg(charges)));
    });
    refused(
        form,
        "`charges[amount][1]` is in EUR and the request's currency code is USD",
    );
    // The currency may be said by other money alone.
    let form = sent(|it| {
        it.set::<Amount>("fee", money("EUR 1.00"));
        it.set_arg(
            "charges",
            None,
            Some(groups_arg([charge("amount", money("USD 1.00"))])),
        );
    });
    refused(form, "`charges[amount][0]` is in USD and `fee` in EUR");
}

#[test]
fn each_amount_is_compared_with_the_code_that_it_belongs_to() {
    let set = |code: &'static str| {
        sent(move |it| {
            it.set::<String>("currency_code", "USD");
            it.set::<String>("local_code", code);
            it.set::<Amount>("local_fee", money("EUR 1.00"));
            // The base currency of the site may be another than that of the request.
            it.set::<Amount>("base_fee", money("GBP 1.00"));
        })
    };
    assert_eq!(
        set("EUR").as_deref(),
        Ok("currency_code=USD&local_code=EUR&local_fee=100&base_fee=100")
    );
    refused(
        set("USD"),
        "`local_fee` is in EUR and the currency code beside it is USD",
    );
}

#[test]
fn a_decimal_for_an_amount_needs_the_currency_of_the_request() {
    let fee = |code: Option<&'static str>, text: &'static str| {
        sent(move |it| {
            it.set::<String>("currency_code", code);
            it.set::<Amount>("fee", decimal(text));
        })
    };
    assert_eq!(
        fee(Some("USD"), "8.95").as_deref(),
        Ok("currency_code=USD&fee=895")
    );
    assert_eq!(
        fee(Some("JPY"), "15").as_deref(),
        Ok("currency_code=JPY&fee=15")
    );
    refused(fee(None, "8.95"), "does not say its currency");
    refused(
        fee(Some("USD"), "8.955"),
        "USD 8.955 has more than the 2 decimals",
    );
    refused(fee(Some("JPY"), "1.5"), "more than the 0 decimals");
    refused(fee(Some("USD"), "1e30"), "too large");
    // Money elsewhere in the request says it as well.
    let form = sent(|it| {
        it.set::<Amount>("fee", decimal("8.95"));
        it.set_arg(
            "charges",
            None,
            Some(groups_arg([charge("amount", money("USD 1.00"))])),
        );
    });
    assert_eq!(form.as_deref(), Ok("charges[amount][0]=100&fee=895"));
}

/// A charge with one decimal, in a request that may say its currency.
fn decimals(code: Option<&'static str>, name: &'static str, value: Arg) -> Form {
    sent(move |it| {
        it.set::<String>("currency_code", code);
        let mut group = Group::new(&CHARGE);
        group.set_arg(name, None, Some(value));
        it.set_arg("charges", None, Some(groups_arg([Charge(group)])));
    })
}

#[test]
fn a_decimal_parameter_takes_what_the_api_takes() {
    let price = |code, text: &str| decimals(code, "amount_in_decimal", Arg::Decimal(decimal(text)));
    let form = price(None, "0.0010");
    assert_eq!(form.as_deref(), Ok("charges[amount_in_decimal][0]=0.0010"));
    let longest = format!("0.{}", "1".repeat(37));
    let form = price(None, &longest);
    assert_eq!(form, Ok(format!("charges[amount_in_decimal][0]={longest}")));
    refused(
        price(None, &(longest + "1")),
        "has 40 characters, the API takes 39 at most",
    );
    refused(price(None, "1e3"), "has an exponent");
    refused(price(Some("JPY"), "1.50"), "JPY has no decimal places");
    refused(price(Some("JPY"), "15.0"), "JPY has no decimal places");
    let form = price(Some("JPY"), "15");
    assert_eq!(
        form.as_deref(),
        Ok("currency_code=JPY&charges[amount_in_decimal][0]=15")
    );
    // A quantity has no currency, and a limit of its own.
    let quantity = |text: &str| {
        decimals(
            Some("JPY"),
            "quantity_in_decimal",
            Arg::Decimal(decimal(text)),
        )
    };
    assert!(quantity("0.5").is_ok());
    assert!(quantity(&"1".repeat(33)).is_ok());
    refused(quantity(&"1".repeat(34)), "the API takes 33 at most");
}

#[test]
fn an_exact_price_says_its_currency() {
    let exact = |code, text: &str| {
        decimals(
            code,
            "amount_in_decimal",
            Arg::Exact(text.parse().unwrap_or_else(|_| panic!("{text}"))),
        )
    };
    let form = exact(None, "USD 0.0765");
    assert_eq!(form.as_deref(), Ok("charges[amount_in_decimal][0]=0.0765"));
    refused(exact(None, "JPY 0.5"), "JPY has no decimal places");
    refused(
        exact(Some("USD"), "EUR 0.5"),
        "is in EUR and the request's currency code is USD",
    );
}

#[test]
fn a_clients_table_counts() {
    let table = CurrencyTable::new().with("KWD", 3);
    let fee = |currency: Currency| {
        let money = Money::new(Amount::from_minor(1234), currency);
        sent_with(&table, |it| it.set::<Amount>("fee", money))
    };
    assert_eq!(fee(table.currency("KWD")).as_deref(), Ok("fee=1234"));
    refused(
        fee("KWD".into()),
        "counts KWD with 2 decimals and the client with 3",
    );
    let form = sent_with(&table, |it| {
        it.set::<String>("currency_code", "KWD");
        it.set::<Amount>("fee", decimal("1.234"));
    });
    assert_eq!(form.as_deref(), Ok("currency_code=KWD&fee=1234"));
}

#[test]
fn filters_are_checked_alike() {
    let filter = |text: &str| {
        let value = Arg::Money(money(text));
        sent(move |it| {
            it.set_arg("currency_code", Some("is"), Some(Arg::Text("USD".into())));
            let both = Arg::JsonList(vec![value.clone(), value]);
            it.set_arg("fee", Some("between"), Some(both));
        })
    };
    let form = filter("USD 1.00");
    assert_eq!(
        form.as_deref(),
        Ok("currency_code[is]=USD&fee[between]=[100%2C100]")
    );
    refused(filter("EUR 1.00"), "is in EUR");
}

#[test]
fn an_amount_of_the_major_unit_is_sent_whole() {
    let budget = |text: &str| {
        let value = money(text);
        sent(move |it| it.set::<Amount>("budget", value))
    };
    assert_eq!(budget("USD 20.00").as_deref(), Ok("budget=20"));
    refused(budget("USD 20.50"), "has more than the 0 decimals");
}
