//! Money whose currency something must tell: the request, the caller, or the answer.

use super::*;

static SILENT: RequestCurrency = RequestCurrency {
    of: "hosted_page",
    answer: &[],
};

type Told = std::result::Result<(String, Vec<(String, String, bool)>), String>;

fn told(of: &RequestCurrency, given: Option<&str>, set: impl FnOnce(&mut Group)) -> Told {
    let given = given.map(Currency::from);
    let (form, said) = resolved(&CurrencyTable::new(), Some(of), given.as_ref(), set)?;
    let said = said.into_iter();
    let said = said.map(|it| (it.name, it.currency.as_str().to_owned(), it.elsewhere));
    Ok((form, said.collect()))
}

fn why(told: Told) -> String {
    match told {
        Err(problem) => problem,
        Ok(sent) => panic!("sent: {sent:?}"),
    }
}

fn said(name: &str, currency: &str, elsewhere: bool) -> (String, String, bool) {
    (name.to_owned(), currency.to_owned(), elsewhere)
}

#[test]
fn money_that_nothing_tells_is_refused_wherever_its_code_stands() {
    // In the request, in the base currency of the site, beside a code that is not sent, in a group.
    let fee = |it: &mut Group| it.set::<Amount>("fee", money("JPY 500"));
    let base = |it: &mut Group| it.set::<Amount>("base_fee", money("JPY 500"));
    let local = |it: &mut Group| it.set::<Amount>("local_fee", money("JPY 500"));
    let exact = |it: &mut Group| {
        let mut group = Group::new(&CHARGE);
        group.set::<ExactMoney>("amount_in_decimal", money("JPY 500"));
        it.set_arg("charges", None, Some(groups_arg([Charge(group)])));
    };
    let problem = why(told(&SILENT, None, fee));
    assert_eq!(
        problem,
        "`fee` is in JPY and would be sent as a bare number of the currency of the hosted page, which neither the request nor its \
         answer says: say it with `currency_of`, or with `currency_code`, or give the number as an `Amount` or a `Decimal`"
    );
    assert!(why(told(&SILENT, None, base)).contains("`base_fee` is in JPY"));
    assert!(why(told(&SILENT, None, local)).contains("`local_fee` is in JPY"));
    assert!(why(told(&SILENT, None, exact)).contains("`charges[amount_in_decimal][0]` is in JPY"));
    // Also where the spec says nothing of the operation.
    let form = resolved(&CurrencyTable::new(), None, None, fee);
    assert!(form.is_err(), "{form:?}");
    // A bare number says no currency, so none is lost.
    let (form, compared) = told(&SILENT, None, |it| {
        it.set::<Amount>("fee", Amount::from_minor(500))
    })
    .unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!((form.as_str(), compared), ("fee=500", vec![]));
}

#[test]
fn what_the_caller_holds_tells_the_currency() {
    for name in ["fee", "base_fee", "local_fee"] {
        let set = |it: &mut Group| it.set::<Amount>(name, money("JPY 500"));
        let problem = why(told(&SILENT, Some("USD"), set));
        assert!(
            problem.contains(&format!(
                "`{name}` is in JPY and what `currency_of` was given in USD"
            )),
            "{problem}"
        );
        let (form, compared) =
            told(&SILENT, Some("JPY"), set).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(form, format!("{name}=500"));
        let both = [said("currency_of", "JPY", true), said(name, "JPY", true)];
        assert_eq!(compared, both);
        // A decimal is one of its major unit.
        let set = |it: &mut Group| it.set::<Amount>(name, decimal("5.25"));
        let (form, _) =
            told(&SILENT, Some("USD"), set).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(form, format!("{name}=525"));
    }
    let code = |it: &mut Group| it.set::<String>("currency_code", "USD");
    let problem = why(told(&SILENT, Some("JPY"), code));
    assert!(
        problem.contains("is in JPY and the request's currency code is USD"),
        "{problem}"
    );
    // A code beside an amount is for that amount alone.
    let (form, _) = told(&SILENT, Some("USD"), |it| {
        it.set::<String>("local_code", "EUR");
        it.set::<Amount>("local_fee", money("EUR 1.00"));
    })
    .unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(form, "local_code=EUR&local_fee=100");
}

#[test]
fn an_answer_is_compared_with_all_that_was_said() {
    let fee = |it: &mut Group| it.set::<Amount>("fee", money("JPY 500"));
    let compared = |set: &dyn Fn(&mut Group)| told(&ANSWERED, None, set).map(|(_, said)| said);
    assert_eq!(compared(&fee), Ok(vec![said("fee", "JPY", false)]));
    let with_code = |it: &mut Group| {
        it.set::<String>("currency_code", "JPY");
        fee(it);
    };
    assert_eq!(compared(&with_code), Ok(vec![said("fee", "JPY", true)]));
    // What has a code of its own beside it took effect in that.
    let local = |it: &mut Group| {
        it.set::<String>("local_code", "EUR");
        it.set::<Amount>("local_fee", money("EUR 1.00"));
    };
    assert_eq!(compared(&local), Ok(vec![]));
}
