//! What shares one currency, and what says it.

use super::*;

static PRODUCT: Names = Names {
    takers: &[],
    names: &["price", "currency_code", "price_in_decimal"],
    sensitive: &[],
    numbers: &[
        Number {
            name: "price",
            sent: Sent::Minor,
            currency: CurrencyPlace::Beside("currency_code"),
        },
        Number {
            name: "price_in_decimal",
            sent: Sent::Decimal(39),
            currency: CurrencyPlace::Beside("currency_code"),
        },
    ],
    json: &[],
    filters: &[],
    limits: &[],
    currency: None,
};

fn product(set: impl FnOnce(&mut Group)) -> Charge {
    let mut group = Group::new(&PRODUCT);
    set(&mut group);
    Charge(group)
}

/// A request with products in place of its charges.
fn products(all: impl IntoIterator<Item = Charge>) -> Form {
    sent(|it| it.set_arg("charges", None, Some(groups_arg(all))))
}

#[test]
fn all_money_of_a_request_is_in_one_currency() {
    // Whichever parameter comes first, and without any code.
    let form = |fee: &'static str, amount: &'static str| {
        sent(move |it| {
            it.set_arg(
                "charges",
                None,
                Some(groups_arg([charge("amount", money(amount))])),
            );
            it.set::<Amount>("fee", money(fee));
        })
    };
    assert_eq!(
        form("USD 1.00", "USD 2.00").as_deref(),
        Ok("charges[amount][0]=200&fee=100")
    );
    refused(
        form("EUR 1.00", "USD 2.00"),
        "`fee` is in EUR and `charges[amount][0]` in USD: give both in one currency",
    );
    // The whole units of a budget, and the decimals of a charge.
    let form = sent(|it| {
        it.set::<Amount>("budget", money("EUR 20.00"));
        it.set::<Amount>("fee", money("USD 1.00"));
    });
    refused(form, "`fee` is in USD and `budget` in EUR");
    let form = sent(|it| {
        let mut group = Group::new(&CHARGE);
        group.set::<Amount>("amount", money("USD 1.00"));
        group.set::<ExactMoney>("amount_in_decimal", money("EUR 1.00"));
        it.set_arg("charges", None, Some(groups_arg([Charge(group)])));
    });
    refused(
        form,
        "`charges[amount_in_decimal][0]` is in EUR and `charges[amount][0]` in USD",
    );
}

#[test]
fn the_base_currency_of_a_site_is_one() {
    let form = |second: &'static str| {
        sent(move |it| {
            it.set::<Amount>("base_fee", money("USD 1.00"));
            it.set::<Amount>("base_price", money(second));
        })
    };
    assert_eq!(
        form("USD 2.00").as_deref(),
        Ok("base_fee=100&base_price=200")
    );
    refused(
        form("EUR 2.00"),
        "`base_price` is in EUR and `base_fee` in USD",
    );
    // A decimal is of the currency that money beside it says.
    let form = sent(|it| {
        it.set::<Amount>("base_fee", money("JPY 1"));
        it.set::<Amount>("base_price", decimal("15"));
    });
    assert_eq!(form.as_deref(), Ok("base_fee=1&base_price=15"));
}

#[test]
fn a_code_of_its_own_is_for_its_own_group() {
    let priced = |money_text: &'static str, code: Option<&'static str>| {
        product(move |it| {
            it.set::<Amount>("price", money(money_text));
            it.set::<String>("currency_code", code);
        })
    };
    let form = products([
        priced("USD 1.00", Some("USD")),
        priced("EUR 1.00", Some("EUR")),
        priced("GBP 1.00", None),
    ]);
    assert!(form.is_ok(), "{form:?}");
    refused(
        products([priced("USD 1.00", None), priced("EUR 1.00", Some("USD"))]),
        "`charges[price][1]` is in EUR and the currency code beside it is USD",
    );
    // Without the code, what has it in common is still one currency.
    let form = products([product(|it| {
        it.set::<Amount>("price", money("USD 1.00"));
        it.set::<ExactMoney>("price_in_decimal", money("EUR 1.00"));
    })]);
    refused(
        form,
        "`charges[price_in_decimal][0]` is in EUR and `charges[price][0]` in USD",
    );
}

#[test]
fn only_a_filter_for_one_currency_says_it() {
    let filter = |operator: &'static str, code: &'static str, fee: Arg| {
        sent(move |it| {
            it.set_arg(
                "currency_code",
                Some(operator),
                Some(Arg::Text(code.into())),
            );
            it.set_arg("fee", Some("gt"), Some(fee));
        })
    };
    let dollars = || Arg::Money(money("USD 1.00"));
    refused(filter("is", "EUR", dollars()), "code is EUR");
    assert_eq!(
        filter("is_not", "EUR", dollars()).as_deref(),
        Ok("currency_code[is_not]=EUR&fee[gt]=100")
    );
    assert_eq!(
        filter("starts_with", "U", dollars()).as_deref(),
        Ok("currency_code[starts_with]=U&fee[gt]=100")
    );
    for operator in ["is_not", "starts_with"] {
        refused(
            filter(operator, "JPY", Arg::Decimal(decimal("5"))),
            "does not say its currency",
        );
    }
    // The one that says it may come after one that does not.
    let form = sent(|it| {
        it.set_arg(
            "currency_code",
            Some("is_not"),
            Some(Arg::Text("JPY".into())),
        );
        it.set_arg("currency_code", Some("is"), Some(Arg::Text("USD".into())));
        it.set_arg("fee", Some("gt"), Some(Arg::Decimal(decimal("5"))));
    });
    assert!(form.is_ok_and(|form| form.ends_with("fee[gt]=500")));
    // Two bounds of one filter are money of one request.
    let form = sent(|it| {
        it.set_arg("fee", Some("gt"), Some(dollars()));
        it.set_arg("fee", Some("lt"), Some(Arg::Money(money("EUR 2.00"))));
    });
    refused(form, "`fee` is in EUR and `fee` in USD");
    let form = sent(|it| {
        let both = vec![dollars(), Arg::Money(money("EUR 2.00"))];
        it.set_arg("fee", Some("between"), Some(Arg::JsonList(both)));
    });
    refused(form, "`fee` is in EUR and `fee` in USD");
}

#[test]
fn nothing_is_converted_in_what_is_no_code() {
    for code in [
        "",
        " ",
        " JPY",
        "JPY ",
        "jpy",
        "JP",
        "JPYX",
        "J\u{50}\u{ff39}",
    ] {
        let fee = |value: Arg| {
            sent(|it| {
                it.set::<String>("currency_code", code);
                it.set_arg("fee", None, Some(value));
            })
        };
        refused(fee(Arg::Decimal(decimal("15"))), "is no currency code");
        refused(
            decimals(
                Some(code),
                "amount_in_decimal",
                Arg::Decimal(decimal("1.5")),
            ),
            "is no currency code",
        );
        // Such money is none, whatever the request says.
        let amount = Money::new(Amount::from_minor(15), Currency::new(code));
        refused(fee(Arg::Money(amount.clone())), "is no currency code");
        let form = sent(|it| it.set::<Amount>("fee", amount));
        refused(form, "is no currency code");
        // What is not converted means the same whatever it says.
        assert!(fee(Arg::Int(15)).is_ok_and(|form| form.ends_with("fee=15")));
    }
}

#[test]
fn an_amount_does_not_count_whole_units() {
    // 2000 cents are no 2000 dollars.
    let form = sent(|it| it.set::<Amount>("budget", Amount::from_minor(2000)));
    refused(form, "`budget`: it counts whole units of the currency");
    let form = sent(|it| it.set::<Amount>("budget", crate::CLEAR));
    assert_eq!(form.as_deref(), Ok("budget="));
}
