//! JSON parameters that take an object or an array, and nothing else.

use super::{Arg, Args, JsonValue, Names, find};
use crate::error::ConfigError;

/// Refuses JSON of another kind than a parameter takes, in groups too.
pub(crate) fn check(args: &Args, names: &Names, json_body: bool) -> Result<(), ConfigError> {
    let found = find(args, names, &|entry, names, name| {
        let (_, wanted) = names.json.iter().find(|(param, _)| *param == name)?;
        unfit(&entry.arg, *wanted, json_body)
    });
    match found {
        Some((name, problem)) => Err(ConfigError::new(format!("`{name}` {problem}"))),
        None => Ok(()),
    }
}

/// What is wrong with an argument; nothing where it fits.
fn unfit(arg: &Arg, wanted: JsonValue, json_body: bool) -> Option<String> {
    let found = match arg {
        Arg::Clear => return None,
        Arg::Json(json) => kind(json.as_str()),
        // A parameter given by its name: a form carries it as it is.
        Arg::Text(text) if !json_body => kind(text),
        Arg::Text(_) => "text",
        Arg::Bool(_) => "a boolean",
        Arg::List(_) | Arg::JsonList(_) => "an array",
        _ => "a number",
    };
    let (fitting, wanted) = match wanted {
        JsonValue::Object => ("an object", "a JSON object"),
        JsonValue::Array => ("an array", "a JSON array"),
    };
    if found == fitting {
        return None;
    }
    let help = match found {
        "text" => {
            "parse JSON that you have as text with `Json::from_text`; `Json::new` would send it in quotes"
        }
        _ => "make it of a map, a list or a type of your own with `Json::new`",
    };
    Some(format!("takes {wanted}, and this is {found}: {help}"))
}

/// The kind of a JSON text, by how it begins. What is no JSON is text.
fn kind(json: &str) -> &'static str {
    match json.trim_start().bytes().next() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'-' | b'0'..=b'9') => "a number",
        _ => match json.trim() {
            "true" | "false" => "a boolean",
            "null" => "null",
            _ => "text",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Json,
        wire::args::{Group, Key},
    };

    static INNER: Names = Names {
        json: &[("item[ids]", JsonValue::Array)],
        ..Names::plain(&["id", "item[ids]"])
    };
    static OUTER: Names = Names {
        json: &[("meta_data", JsonValue::Object)],
        ..Names::plain(&["meta_data", "items", "address"])
    };

    fn said(args: &Args, json_body: bool) -> String {
        let checked = check(args, &OUTER, json_body);
        checked.err().map(|it| it.to_string()).unwrap_or_default()
    }

    fn given(arg: Option<Arg>, json_body: bool) -> String {
        let mut args = Args::default();
        args.set(Key::Param("meta_data"), None, arg);
        said(&args, json_body)
    }

    fn json(text: &str) -> Option<Arg> {
        Json::from_text(text.to_owned()).ok().map(Arg::Json)
    }

    #[test]
    fn an_object_is_nothing_else() {
        for arg in [json("{}"), json(" {\"a\":1} "), Some(Arg::Clear), None] {
            assert_eq!(given(arg.clone(), false), "");
            assert_eq!(given(arg, true), "");
        }
        let quoted = Json::new("{\"a\":1}").ok().map(Arg::Json);
        for json_body in [false, true] {
            let said = given(quoted.clone(), json_body);
            assert!(
                said.contains("`meta_data` takes a JSON object, and this is text: parse JSON"),
                "{said}"
            );
            assert!(said.contains("`Json::from_text`"), "{said}");
        }
        for (text, found) in [
            ("[{}]", "an array"),
            ("-1", "a number"),
            ("true", "a boolean"),
            ("null", "null"),
        ] {
            let said = given(json(text), true);
            assert!(said.contains(&format!("and this is {found}: ")), "{said}");
        }
    }

    /// A form carries text as it is, a JSON body as a string.
    #[test]
    fn text_by_name_fits_where_it_is_sent_as_it_is() {
        let text = |text: &str| Some(Arg::Text(text.to_owned()));
        assert_eq!(given(text("{\"a\":1}"), false), "");
        assert!(given(text("seats: 3"), false).contains("this is text"));
        assert!(given(text("{\"a\":1}"), true).contains("this is text"));
        assert!(given(Some(Arg::Int(3)), false).contains("this is a number"));
    }

    #[test]
    fn groups_and_lists_of_them_are_looked_into() {
        let group = |text: &str| {
            let mut group = Group::new(&INNER);
            group.set_arg("item[ids]", None, json(text));
            group
        };
        let mut args = Args::default();
        let rows = vec![group("[]"), group("\"[]\"")];
        args.set(Key::Param("items"), None, Some(Arg::Groups(rows)));
        let told = said(&args, false);
        assert!(
            told.contains("`items[item[ids]][1]` takes a JSON array, and this is text"),
            "{told}"
        );
        let mut args = Args::default();
        args.set(Key::Param("address"), None, Some(Arg::Group(group("{}"))));
        let told = said(&args, false);
        assert!(told.contains("`address[item[ids]]` takes"), "{told}");
        assert!(
            told.contains("a map, a list or a type of your own"),
            "{told}"
        );
    }
}
