//! Operators of filters: those that an attribute does not take are refused, and lists without values.

use super::{Arg, Args, Key, Names};
use crate::error::ConfigError;

/// Refuses an operator that the API does not take for the attribute, and one of several values that was given none.
pub(crate) fn check(args: &Args, names: &Names) -> Result<(), ConfigError> {
    check_values(args)?;
    let unknown = args.entries.iter().find_map(|entry| {
        let Key::Param(name) = entry.key else {
            return None;
        };
        let operator = entry.operator?;
        let takes = names.operators(name)?;
        let is_taken = takes.clone().any(|it| it == operator);
        (!is_taken).then_some((name, operator, takes))
    });
    let Some((name, operator, takes)) = unknown else {
        return Ok(());
    };
    let takes: Vec<String> = takes.map(|it| format!("`{it}`")).collect();
    Err(ConfigError::new(format!(
        "the filter `{name}` takes no operator `{operator}`, only {}; where the API takes it by now, send the call with `CallOptions::check_requests(false)`",
        takes.join(", ")
    )))
}

/// A filter without values is sent as `[]`, which is not what keeps nothing: a program that goes on with what it finds may go on with
/// everything.
fn check_values(args: &Args) -> Result<(), ConfigError> {
    let found = args.entries.iter().find_map(|entry| match &entry.arg {
        Arg::JsonList(values) if values.is_empty() => Some((entry.key.name(), entry.operator?)),
        _ => None,
    });
    match found {
        Some((name, operator)) => Err(ConfigError::new(format!(
            "the filter `{name}` with `{operator}` was given no values: give it one at least, or do not ask; where the API takes none, \
             send the call with `CallOptions::check_requests(false)`",
            name = name.escape_debug()
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::OPERATORS;

    /// `is` and `is_not`; everything; no filter.
    static NAMES: Names = Names {
        filters: &[("status", 0b11), ("name", 0x3fff)],
        ..Names::plain(&["status", "name", "sort_by"])
    };

    fn said(name: &'static str, operator: &'static str) -> Option<String> {
        let mut args = Args::default();
        args.set(Key::Param(name), Some(operator), Some(Arg::Bool(true)));
        check(&args, &NAMES).err().map(|it| it.to_string())
    }

    #[test]
    fn what_an_attribute_does_not_take_is_refused() {
        assert_eq!(said("status", "is"), None);
        assert_eq!(said("status", "is_not"), None);
        let told = said("status", "in").unwrap_or_default();
        assert!(
            told.contains("the filter `status` takes no operator `in`, only `is`, `is_not`;"),
            "{told}"
        );
        assert!(told.contains("check_requests(false)"), "{told}");
        for operator in OPERATORS {
            assert_eq!(said("name", operator), None, "{operator}");
        }
    }

    #[test]
    fn a_list_of_no_values_is_refused() {
        let said = |key: Key, values: Vec<Arg>| {
            let mut args = Args::default();
            args.set(key, Some("in"), Some(Arg::JsonList(values)));
            check(&args, &NAMES).err().map(|it| it.to_string())
        };
        for name in ["name", "cf_tier"] {
            let key = || match name {
                "name" => Key::Param("name"),
                _ => Key::Named(name.to_owned()),
            };
            let told = said(key(), Vec::new()).unwrap_or_default();
            let begin = format!("the filter `{name}` with `in` was given no values: ");
            assert!(told.starts_with(&begin), "{told}");
            assert!(told.contains("check_requests(false)"), "{told}");
            assert_eq!(said(key(), vec![Arg::Bool(true)]), None);
        }
    }

    #[test]
    fn what_is_no_filter_is_not_looked_at() {
        assert_eq!(said("sort_by", "asc"), None);
        let mut args = Args::default();
        let key = Key::Named("status".to_owned());
        args.set(key, Some("in"), Some(Arg::Bool(true)));
        assert!(check(&args, &NAMES).is_ok());
    }
}
