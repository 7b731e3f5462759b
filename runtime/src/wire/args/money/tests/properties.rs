//! What holds for any money and any number that is given: it is sent digit for digit, or nothing is.

use super::*;
use crate::Currency;
use proptest::prelude::*;

fn code() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["USD", "EUR", "JPY"])
}

/// Numbers as users write them and as JSON has them.
fn number() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        2 => "-?[0-9]{1,45}",
        4 => "-?[0-9]{1,20}(\\.[0-9]{1,25})?",
        4 => "[0-9]{1,5}(\\.[0-9]{1,2}0{0,4})?",
        1 => "[0-9]{1,5}[eE]-?[0-9]{1,9}",
    ]
    .prop_map(|text| decimal(&text))
}

fn value() -> impl Strategy<Value = Arg> {
    prop_oneof![
        (any::<i64>(), code()).prop_map(|(minor, code)| Arg::Money(Money::new(
            Amount::from_minor(minor),
            code.into()
        ))),
        (number(), code())
            .prop_map(|(major, code)| Arg::Exact(ExactMoney::new(major, code.into()))),
        number().prop_map(Arg::Decimal),
        any::<i64>().prop_map(Arg::Int),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn a_whole_amount_is_sent_exactly_or_not_at_all(value in value(), said in prop::option::of(code())) {
        let form = sent(|request| {
            if let Some(code) = said {
                request.set::<String>("currency_code", code);
            }
            request.set_arg("fee", None, Some(value.clone()));
        });
        let (exact, currency) = match &value {
            Arg::Money(money) => (money.to_major(), Some(money.currency().clone())),
            Arg::Exact(exact) => (exact.major().clone(), Some(exact.currency().clone())),
            Arg::Decimal(major) => (major.clone(), said.map(Currency::new)),
            Arg::Int(minor) => {
                let fee = format!("fee={minor}");
                prop_assert!(form.is_ok_and(|form| form.ends_with(&fee)));
                return Ok(());
            }
            other => unreachable!("{other:?}"),
        };
        let contradicts = said.is_some_and(|code| currency.as_ref().is_some_and(|it| *it != code));
        // What the number is by itself, whatever else the request says.
        let expected = currency.filter(|_| !contradicts).and_then(|it| Money::from_major(&exact, it).ok());
        let fee = form.ok().and_then(|form| {
            let (_, fee) = form.rsplit_once("fee=")?;
            fee.parse().ok().map(Amount::from_minor)
        });
        prop_assert_eq!(fee, expected.map(|money| money.amount()));
    }

    #[test]
    fn a_decimal_is_sent_as_it_was_given_or_not_at_all(value in number(), price in any::<bool>(), said in prop::option::of(code())) {
        let (name, most) = if price { ("amount_in_decimal", 39) } else { ("quantity_in_decimal", 33) };
        let form = sent(|request| {
            if let Some(code) = said {
                request.set::<String>("currency_code", code);
            }
            let mut charge = Group::new(&CHARGE);
            charge.set_arg(name, None, Some(Arg::Decimal(value.clone())));
            request.set_arg("charges", None, Some(groups_arg([Charge(charge)])));
        });
        let text = value.as_str();
        let takes = text.len() <= most && !text.contains(['e', 'E'])
            // Zero-decimal currencies have no decimal prices; a quantity has no currency.
            && !(price && said == Some("JPY") && text.contains('.'));
        prop_assert_eq!(form.is_ok(), takes, "{:?}", form);
        if let Ok(form) = form {
            // Every digit, and zero without a sign.
            let zero = !text.contains(|c: char| ('1'..='9').contains(&c));
            let text = text.strip_prefix('-').filter(|_| zero).unwrap_or(text);
            prop_assert_eq!(form.rsplit_once('=').map(|(_, sent)| sent), Some(text));
        }
    }

    #[test]
    fn whatever_is_given_where_nothing_panics(values in prop::collection::vec((prop::sample::select(INVOICE.names), value()), 0..8), code in code(), local in code()) {
        let form = sent(|request| {
            request.set::<String>("currency_code", code);
            request.set::<String>("local_code", local);
            for (name, value) in values {
                match name {
                    // The codes stay what they are.
                    "currency_code" | "local_code" => {}
                    "charges" => {
                        let mut charge = Group::new(&CHARGE);
                        for member in CHARGE.names {
                            charge.set_arg(member, None, Some(value.clone()));
                        }
                        request.set_arg("charges", None, Some(groups_arg([Charge(charge)])));
                    }
                    _ => request.set_arg(name, None, Some(value)),
                }
            }
        });
        if let Err(problem) = form {
            prop_assert!(problem.contains('`'), "it does not say where: {}", problem);
        }
    }
}
