//! What the API takes of a value, where the spec says it: checked before anything is sent.
//!
//! Only what the API would refuse today. A filter is not looked at, nor a value that the crate does not know; and what an API of
//! tomorrow takes can be sent with `check_requests(false)`.

use super::{Arg, Args, Limit, Names, find};
use crate::error::ConfigError;

/// Refuses what is outside of the limits of its parameter, in groups too.
pub(crate) fn check(args: &Args, names: &Names) -> Result<(), ConfigError> {
    let found = find(args, names, &|entry, names, name| {
        if entry.operator.is_some() {
            return None;
        }
        let mut limits = names.limits.iter().filter(|(_, of)| of.contains(&name));
        let hidden = names.sensitive.contains(&name);
        limits.find_map(|(limit, _)| unfit(&entry.arg, *limit, hidden))
    });
    match found {
        Some((name, problem)) => Err(ConfigError::new(format!(
            "`{name}` {problem}; if the API takes it, send it with `check_requests(false)`"
        ))),
        None => Ok(()),
    }
}

/// What is wrong with an argument; nothing where it is within the limit, or of another kind.
fn unfit(arg: &Arg, limit: Limit, hidden: bool) -> Option<String> {
    if let (Arg::List(values), true) = (arg, limit != Limit::NotEmpty) {
        return values.iter().find_map(|it| unfit(it, limit, hidden));
    }
    match (limit, arg) {
        (Limit::Chars(most), Arg::Text(text)) => {
            // Whatever the API counts, characters or the units of UTF-16: it is never less.
            let length = text.chars().count();
            (length > most as usize)
                .then(|| format!("has {length} characters, and the API takes at most {most}"))
        }
        (Limit::Range(low, high), Arg::Int(value)) if *value < low || *value > high => {
            let range = match (low, high) {
                (i64::MIN, high) => format!("at most {high}"),
                (low, i64::MAX) => format!("at least {low}"),
                (low, high) => format!("{low} to {high}"),
            };
            Some(match hidden {
                true => format!("is outside of what the API takes: {range}"),
                false => format!("is {value}, and the API takes {range}"),
            })
        }
        (Limit::NotEmpty, Arg::List(values)) => nothing(values.is_empty()),
        (Limit::NotEmpty, Arg::Groups(groups)) => nothing(groups.is_empty()),
        (Limit::Currency, Arg::Text(code)) => {
            let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
            let upper = code.to_ascii_uppercase();
            let likely = upper.len() == 3 && upper.bytes().all(|byte| byte.is_ascii_uppercase());
            (!is_code).then(|| match likely {
                true => format!("is no currency code: write it in capital letters, `{upper}`"),
                false => "is no currency code, which has three capital letters".to_owned(),
            })
        }
        (Limit::NoneOf(refused), Arg::Text(value)) if refused.split(' ').any(|it| it == value) => {
            Some(match hidden {
                true => "is a value that the API does not take in this place".to_owned(),
                false => format!("is `{value}`, which the API does not take in this place"),
            })
        }
        _ => None,
    }
}

fn nothing(is_empty: bool) -> Option<String> {
    is_empty.then(|| "is an empty list, and the API wants one element at least".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::args::{Group, Key};

    static ADDRESS: Names = Names {
        sensitive: &["pin"],
        limits: &[
            (Limit::Chars(5), &["city"]),
            (Limit::Range(0, i64::MAX), &["pin", "floor"]),
            (Limit::NotEmpty, &["lines"]),
        ],
        ..Names::plain(&["city", "pin", "floor", "lines"])
    };
    static NAMES: Names = Names {
        limits: &[
            (Limit::Range(1, 100), &["limit"]),
            (Limit::Chars(4), &["name", "ids"]),
            (Limit::Currency, &["currency_code"]),
            (Limit::NoneOf("quote order"), &["kind"]),
            (Limit::NotEmpty, &["ids", "rows"]),
            (Limit::Range(i64::MIN, 9), &["most"]),
        ],
        ..Names::plain(&[
            "limit",
            "name",
            "currency_code",
            "kind",
            "ids",
            "rows",
            "most",
            "address",
        ])
    };

    fn said(name: &'static str, operator: Option<&'static str>, arg: Arg) -> String {
        let mut args = Args::default();
        args.set(Key::Param(name), operator, Some(arg));
        let checked = check(&args, &NAMES);
        let text = checked.err().map(|it| it.to_string()).unwrap_or_default();
        let end = "; if the API takes it, send it with `check_requests(false)`";
        assert!(text.is_empty() || text.ends_with(end), "{text}");
        text.strip_suffix(end).unwrap_or_default().to_owned()
    }

    fn text(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }

    fn address(name: &'static str, arg: Arg) -> Group {
        let mut group = Group::new(&ADDRESS);
        group.set_arg(name, None, Some(arg));
        group
    }

    #[test]
    fn numbers_stay_within_their_range() {
        for within in [1, 100] {
            assert_eq!(said("limit", None, Arg::Int(within)), "");
        }
        for (outside, problem) in [
            (0, "`limit` is 0, and the API takes 1 to 100"),
            (1000, "`limit` is 1000, and the API takes 1 to 100"),
        ] {
            assert_eq!(said("limit", None, Arg::Int(outside)), problem);
        }
        let most = "`most` is 10, and the API takes at most 9";
        assert_eq!(said("most", None, Arg::Int(10)), most);
        assert_eq!(said("most", None, Arg::Int(i64::MIN)), "");
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert_eq!(said("name", None, text("äöü€")), "");
        let problem = "`name` has 5 characters, and the API takes at most 4";
        assert_eq!(said("name", None, text("hallo")), problem);
        let problem = "`ids` has 5 characters, and the API takes at most 4";
        let ids = Arg::List(vec![text("a"), text("hallo")]);
        assert_eq!(said("ids", None, ids), problem);
    }

    #[test]
    fn a_code_is_three_capital_letters() {
        assert_eq!(said("currency_code", None, text("USD")), "");
        let problem = "`currency_code` is no currency code: write it in capital letters, `USD`";
        assert_eq!(said("currency_code", None, text("usd")), problem);
        for other in ["", "US", "USDT", "€", "4111"] {
            let problem = "`currency_code` is no currency code, which has three capital letters";
            assert_eq!(said("currency_code", None, text(other)), problem);
        }
    }

    #[test]
    fn a_value_of_another_place_is_refused_and_a_new_one_is_not() {
        let problem = "`kind` is `quote`, which the API does not take in this place";
        assert_eq!(said("kind", None, text("quote")), problem);
        for other in ["brand_new", "quo", "quote order", ""] {
            assert_eq!(said("kind", None, text(other)), "");
        }
    }

    #[test]
    fn a_list_that_must_be_given_holds_something() {
        let problem = "`ids` is an empty list, and the API wants one element at least";
        assert_eq!(said("ids", None, Arg::List(Vec::new())), problem);
        let problem = "`rows` is an empty list, and the API wants one element at least";
        assert_eq!(said("rows", None, Arg::Groups(Vec::new())), problem);
        assert_eq!(
            said("rows", None, Arg::Groups(vec![address("city", text("x"))])),
            ""
        );
    }

    #[test]
    fn groups_are_looked_into_and_secrets_are_not_printed() {
        let problem = "`address[city]` has 7 characters, and the API takes at most 5";
        let group = address("city", text("Chennai"));
        assert_eq!(said("address", None, Arg::Group(group.clone())), problem);
        let problem = "`rows[city][1]` has 7 characters, and the API takes at most 5";
        let rows = vec![address("city", text("Graz")), group];
        assert_eq!(said("rows", None, Arg::Groups(rows)), problem);
        let problem = "`address[pin]` is outside of what the API takes: at least 0";
        assert_eq!(
            said("address", None, Arg::Group(address("pin", Arg::Int(-7)))),
            problem
        );
        let problem = "`address[floor]` is -7, and the API takes at least 0";
        assert_eq!(
            said("address", None, Arg::Group(address("floor", Arg::Int(-7)))),
            problem
        );
    }

    #[test]
    fn filters_and_what_is_cleared_are_not_looked_at() {
        assert_eq!(said("name", Some("starts_with"), text("longer")), "");
        assert_eq!(said("currency_code", Some("is"), text("usd")), "");
        assert_eq!(said("limit", None, Arg::Clear), "");
        assert_eq!(said("name", None, Arg::Clear), "");
    }
}
