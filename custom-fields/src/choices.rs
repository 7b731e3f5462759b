//! The choices of a custom field.

use serde_json::{Map, Value};

/// The choices in the further settings of a custom field (`props`), which the API documents as JSON text that may hold options, and no
/// further: a list of texts, or of objects that have one, by itself or in an object. Nothing where there is no such list.
pub(crate) fn of(props: &str) -> Vec<String> {
    let list = match serde_json::from_str(props) {
        Ok(Value::Array(list)) => list,
        Ok(Value::Object(members)) => list_of(members),
        _ => Vec::new(),
    };
    let mut choices: Vec<String> = Vec::new();
    for choice in list.iter().filter_map(text) {
        if !choice.is_empty() && !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    choices
}

/// The list under `options`, or else the first one by name.
fn list_of(mut members: Map<String, Value>) -> Vec<Value> {
    if let Some(Value::Array(options)) = members.remove("options") {
        return options;
    }
    let mut lists: Vec<(String, Vec<Value>)> = members
        .into_iter()
        .filter_map(|(name, value)| match value {
            Value::Array(list) => Some((name, list)),
            _ => None,
        })
        .collect();
    lists.sort_by(|(a, _), (b, _)| a.cmp(b));
    lists
        .into_iter()
        .next()
        .map(|(_, list)| list)
        .unwrap_or_default()
}

fn text(choice: &Value) -> Option<String> {
    match choice {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(members) => {
            let keys = ["value", "id", "name", "label"];
            keys.iter()
                .find_map(|key| members.get(*key)?.as_str().map(str::to_owned))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn choices_are_found_in_whichever_form_they_come() {
        let wanted = ["gold", "silver"];
        for props in [
            r#"{"options":["gold","silver"]}"#,
            r#"["gold","silver","gold",""]"#,
            r#"{"default":"gold","values":["gold","silver"]}"#,
            r#"{"a":[1],"options":[{"label":"Gold","value":"gold"},{"id":"silver"}]}"#,
        ] {
            assert_eq!(of(props), wanted, "{props}");
        }
        for none in [
            "",
            "{}",
            "null",
            "gold",
            r#"{"options":"gold"}"#,
            r#"{"options":[[]]}"#,
        ] {
            assert!(of(none).is_empty(), "{none}");
        }
    }
}
