//! URL paths with ids in them.

use crate::wire::form::encode_into;

/// Fills the `{}` of a path template with ids.
///
/// Every segment of an id is percent-encoded. A `/` stays a separator: some ids hold one. An id that would change which resource
/// is addressed (empty or blank, or with an empty, `.` or `..` segment) is refused.
///
/// # Errors
/// What is wrong with which id.
pub(crate) fn fill(template: &str, ids: &[String]) -> Result<String, String> {
    let mut path = String::with_capacity(template.len() + 32);
    let mut ids = ids.iter();
    for (at, literal) in template.split("{}").enumerate() {
        if at > 0 {
            let id = ids.next().ok_or("an id of the path is not given")?;
            push_id(&mut path, id)?;
        }
        path.push_str(literal);
    }
    Ok(path)
}

fn push_id(path: &mut String, id: &str) -> Result<(), String> {
    if id.trim().is_empty() {
        return Err("the id in the path is empty".to_owned());
    }
    for (at, segment) in id.split('/').enumerate() {
        match segment {
            "" => return Err("the id in the path has an empty segment".to_owned()),
            "." | ".." => {
                return Err(format!("the id in the path has the segment `{segment}`"));
            }
            _ => {}
        }
        if at > 0 {
            path.push('/');
        }
        encode_into(path, segment);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str) -> Result<String, String> {
        fill("/customers/{}/move", &[id.to_owned()])
    }

    #[test]
    fn encodes_each_segment() {
        assert_eq!(one("cust_7").as_deref(), Ok("/customers/cust_7/move"));
        assert_eq!(
            one("cb:id 2ä+b%&=?#").as_deref(),
            Ok("/customers/cb%3Aid%202%C3%A4%2Bb%25%26%3D%3F%23/move")
        );
        assert_eq!(one("a/b c").as_deref(), Ok("/customers/a/b%20c/move"));
        assert_eq!(one("a\\..\n").as_deref(), Ok("/customers/a%5C..%0A/move"));
        assert_eq!(one("%2e%2e").as_deref(), Ok("/customers/%252e%252e/move"));
        assert_eq!(one("...").as_deref(), Ok("/customers/.../move"));
    }

    #[test]
    fn refuses_ids_that_escape() {
        for id in [
            "",
            "/",
            "a/",
            "/a",
            "a//b",
            ".",
            "..",
            "a/../b",
            "../invoices/x",
            "./a",
            " ",
            "  ",
            "\t\n",
            "\u{a0}",
        ] {
            assert!(one(id).is_err(), "{id}");
        }
    }

    #[test]
    fn fills_several_ids_in_order() {
        let ids = ["a".to_owned(), "b".to_owned()];
        assert_eq!(fill("/x/{}/y/{}", &ids).as_deref(), Ok("/x/a/y/b"));
        assert!(fill("/x/{}/y/{}", &ids[..1]).is_err());
    }
}
