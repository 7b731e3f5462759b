//! What an export gives: what was remembered when it was started.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Write},
};
use zip::{CompressionMethod, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// The one file of an export.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Exported {
    /// `Invoices.csv`.
    pub(crate) name: String,
    /// A header, and a row for each resource.
    pub(crate) rows: String,
}

/// A ZIP archive of the file; without any where nothing was exported under an id.
pub(crate) fn archive(file: Option<&Exported>) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    if let Some(file) = file {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        archive.start_file(file.name.as_str(), options)?;
        archive.write_all(file.rows.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Resources as CSV: a column for each attribute that any of them has, the id first, those of a part as `billing_address.city`. A list is JSON.
///
/// # Errors
/// Where the rows cannot be written, which is a defect of the mock.
pub(crate) fn csv(resources: &[Value]) -> Result<String, String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut rows = Vec::new();
    for resource in resources {
        let mut row = BTreeMap::new();
        flatten(resource, "", &mut row);
        names.extend(row.keys().cloned());
        rows.push(row);
    }
    let id = names.take("id");
    let columns: Vec<String> = id.into_iter().chain(names).collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| error.to_string();
    if !columns.is_empty() {
        out.write_record(&columns).map_err(failed)?;
    }
    for row in rows {
        let cells = columns
            .iter()
            .map(|it| row.get(it).map_or("", String::as_str));
        out.write_record(cells).map_err(failed)?;
    }
    let bytes = out.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn flatten(value: &Value, path: &str, row: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter().filter(|it| it.0 != "object") {
                let path = match path {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                flatten(member, &path, row);
            }
        }
        Value::Null => {}
        Value::String(text) => {
            row.insert(path.to_owned(), text.clone());
        }
        other => {
            row.insert(path.to_owned(), other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Exported, archive, csv};
    use serde_json::json;
    use std::io::{Cursor, Read as _};
    use zip::ZipArchive;

    #[test]
    fn archives_hold_their_file() {
        let file = Exported {
            name: "Invoices.csv".to_owned(),
            rows: "id\ni\n".to_owned(),
        };
        let written = archive(Some(&file)).expect("an archive");
        let mut read = ZipArchive::new(Cursor::new(written)).expect("it is one");
        let mut rows = String::new();
        let mut first = read.by_name(&file.name).expect("the file");
        first.read_to_string(&mut rows).expect("text");
        assert_eq!(rows, file.rows);
        drop(first);
        assert_eq!(read.len(), 1);
        let none = ZipArchive::new(Cursor::new(archive(None).expect("an archive")));
        assert!(none.expect("it is one").is_empty());
    }

    #[test]
    fn a_column_for_each_attribute_that_any_has() {
        let ada = json!({ "id": "a", "first_name": "Ada \"A\", Lady", "object": "customer" });
        let bob = json!({ "id": "b", "billing_address": { "city": "Köln", "object": "address" }, "cf_tags": ["x"], "balance": 5 });
        let table = csv(&[ada, bob]).expect("a table");
        assert_eq!(
            table,
            "id,balance,billing_address.city,cf_tags,first_name\n\
             a,,,,\"Ada \"\"A\"\", Lady\"\n\
             b,5,Köln,\"[\"\"x\"\"]\",\n"
        );
        assert_eq!(csv(&[]).expect("a table"), "");
    }
}
