//! What an export gives: what was remembered when it was started.

use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// The one file of an export.
#[derive(Clone, Debug)]
pub(crate) struct Exported {
    /// `invoices.jsonl`.
    pub(crate) name: String,
    /// Lines of JSON.
    pub(crate) lines: String,
}

/// A ZIP archive of the file; without any where nothing was exported under an id.
pub(crate) fn archive(file: Option<&Exported>) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    if let Some(file) = file {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        archive.start_file(file.name.as_str(), options)?;
        archive.write_all(file.lines.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::{Exported, archive};
    use std::io::{Cursor, Read as _};
    use zip::ZipArchive;

    #[test]
    fn archives_hold_their_file() {
        let file = Exported {
            name: "invoices.jsonl".to_owned(),
            lines: "{\"id\":\"i\"}\n".to_owned(),
        };
        let written = archive(Some(&file)).expect("an archive");
        let mut read = ZipArchive::new(Cursor::new(written)).expect("it is one");
        let mut lines = String::new();
        let mut first = read.by_name(&file.name).expect("the file");
        first.read_to_string(&mut lines).expect("text");
        assert_eq!(lines, file.lines);
        drop(first);
        assert_eq!(read.len(), 1);
        let none = ZipArchive::new(Cursor::new(archive(None).expect("an archive")));
        assert!(none.expect("it is one").is_empty());
    }
}
