//! A document for people: a small PDF of one page.

/// A PDF with these lines of text, from the top down. What is not of Latin-1 is a question mark.
pub(crate) fn document(lines: &[String]) -> Vec<u8> {
    let mut text = b"BT /F1 12 Tf 72 770 Td 18 TL".to_vec();
    for line in lines {
        text.extend(b"\n(");
        for character in line.chars() {
            let byte = u8::try_from(u32::from(character)).unwrap_or(b'?');
            if matches!(byte, b'(' | b')' | b'\\') {
                text.push(b'\\');
            }
            text.push(if byte.is_ascii_control() { b' ' } else { byte });
        }
        text.extend(b") Tj T*");
    }
    text.extend(b"\nET");
    let length = text.len();
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_vec(),
        [format!("<< /Length {length} >>\nstream\n").into_bytes(), text, b"\nendstream".to_vec()].concat(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    let count = places.len() + 1;
    file.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").into_bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let trailer = format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    file.extend(trailer.into_bytes());
    file
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn the_table_leads_to_the_objects() {
        let file = document(&["Invoice (1) \\ Köln €".to_owned(), "two".to_owned()]);
        let text: String = file.iter().map(|it| char::from(*it)).collect();
        assert!(
            text.starts_with("%PDF-1.4\n") && text.ends_with("%%EOF\n"),
            "{text}"
        );
        assert!(text.contains("(Invoice \\(1\\) \\\\ Köln ?) Tj"), "{text}");
        let start = text
            .split("startxref\n")
            .nth(1)
            .and_then(|it| it.split('\n').next());
        let table: usize = start.and_then(|it| it.parse().ok()).expect("a place");
        let rows: Vec<&str> = text[char_place(&text, table)..]
            .lines()
            .skip(3)
            .take(5)
            .collect();
        for (index, row) in rows.iter().enumerate() {
            let place: usize = row[..10].parse().expect("a place");
            let object = &text[char_place(&text, place)..];
            assert!(
                object.starts_with(&format!("{} 0 obj", index + 1)),
                "{object}"
            );
        }
        let stream = text
            .split("stream\n")
            .nth(1)
            .and_then(|it| it.split("\nend").next());
        let length = stream.map_or(0, |it| it.chars().count());
        assert!(text.contains(&format!("/Length {length} ")), "{length}");
    }

    /// A byte of the file is a character of the text.
    fn char_place(text: &str, byte: usize) -> usize {
        text.char_indices().nth(byte).map_or(text.len(), |it| it.0)
    }
}
