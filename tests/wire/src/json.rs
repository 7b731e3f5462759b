//! JSON as it stands: members with their text, in order, none lost because another has its name.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::{collections::HashSet, fmt};

/// The members of an object, each with its text.
#[derive(Debug)]
pub struct Object<'a>(pub Vec<(String, &'a RawValue)>);

impl<'a> Object<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(json: &'a str) -> Result<Self, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    /// A name that more than one member has.
    #[must_use]
    pub fn repeated(&self) -> Option<&str> {
        let mut seen = HashSet::new();
        self.names().find(|name| !seen.insert(*name))
    }

    /// The text of a member; of the last one where several have that name, as most readers of JSON have it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().rfind(|(it, _)| it == name);
        found.map(|(_, value)| value.get())
    }

    /// A member that is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?).ok()
    }

    /// The names of the members.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Members).map(Self)
    }
}

/// The elements of a list, each with its text; `None` where it is none.
#[must_use]
pub fn list(json: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use super::{Object, list};

    #[test]
    fn members_keep_their_text() {
        let object = Object::read(r#"{"a": 1.0, "b": "x", "c": [1, {}]}"#).expect("an object");
        assert_eq!(object.names().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!((object.get("a"), object.get("d")), (Some("1.0"), None));
        assert_eq!(
            (object.text("b").as_deref(), object.text("a")),
            (Some("x"), None)
        );
        let elements = list(object.get("c").expect("there")).expect("a list");
        let texts: Vec<_> = elements.iter().map(|it| it.get()).collect();
        assert_eq!(texts, ["1", "{}"]);
    }

    #[test]
    fn a_name_that_is_repeated_is_no_secret() {
        let object = Object::read(r#"{"a": 1, "b": 2, "\u0061": 3}"#).expect("an object");
        assert_eq!((object.repeated(), object.get("a")), (Some("a"), Some("3")));
        let object = Object::read(r#"{"a": {"b": 1}, "b": {"b": 1}}"#).expect("an object");
        assert_eq!(object.repeated(), None);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for json in ["[]", "{", "7", "null", r#"{"a": 1} 2"#] {
            assert!(Object::read(json).is_err(), "{json}");
        }
    }
}
