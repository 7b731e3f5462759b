//! JSON text, read from front to back. It accepts and refuses what `serde_json` does: strings, numbers and words are checked to the last
//! byte, also in values that nobody looks into.

#[cfg(test)]
mod tests;

use super::fault::Fault;
use std::borrow::Cow;

/// As deep as `serde_json` follows values into each other.
const DEEPEST: u8 = 127;

pub(super) struct Scanner<'j> {
    /// Valid UTF-8: a string between two quotes needs no second look.
    text: &'j str,
    at: usize,
    depth: u8,
    /// The brackets that are open in a value that is skipped.
    open: Vec<u8>,
}

type Read<T> = Result<T, Fault>;

impl<'j> Scanner<'j> {
    pub(super) fn new(text: &'j str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            open: Vec::new(),
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The first byte of what comes next, which stays there.
    #[inline]
    pub(super) fn peek(&mut self) -> Read<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                Some(byte) => return Ok(byte),
                None => return Err(Fault::syntax()),
            }
        }
    }

    /// Nothing but white space may come now.
    pub(super) fn end(&mut self) -> Read<()> {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte() {
            self.at += 1;
        }
        match self.byte() {
            Some(_) => Err(Fault::syntax()),
            None => Ok(()),
        }
    }

    /// Takes a bracket that opens an object or an array.
    #[inline]
    pub(super) fn enter(&mut self) -> Read<()> {
        if self.depth == DEEPEST {
            return Err(Fault::said("it is nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// Whether another element or member comes, which it then is in front of. Takes the comma before it, or the bracket that closes all.
    #[inline]
    pub(super) fn next(&mut self, first: bool, close: u8) -> Read<bool> {
        let byte = self.peek()?;
        if byte == close {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        if first {
            return Ok(true);
        }
        if byte != b',' {
            return Err(Fault::syntax());
        }
        self.at += 1;
        Ok(true)
    }

    /// Takes a key that is written just so, with its colon.
    #[inline]
    pub(super) fn is_key(&mut self, name: &str) -> bool {
        let bytes = self.text.as_bytes();
        let end = self.at + 1 + name.len();
        // The end first: nearly all names of another field differ in length.
        let is_it = bytes.get(end..end + 2) == Some(b"\":")
            && bytes.get(self.at) == Some(&b'"')
            && bytes.get(self.at + 1..end) == Some(name.as_bytes());
        if is_it {
            self.at = end + 2;
        }
        is_it
    }

    /// Takes a key and its colon.
    #[inline]
    pub(super) fn key(&mut self) -> Read<Cow<'j, str>> {
        if self.peek()? != b'"' {
            return Err(Fault::syntax());
        }
        let key = self.string()?;
        if self.peek()? != b':' {
            return Err(Fault::syntax());
        }
        self.at += 1;
        Ok(key)
    }

    /// Takes a string, in front of whose first quote this is.
    #[inline]
    pub(super) fn string(&mut self) -> Read<Cow<'j, str>> {
        let start = self.at + 1;
        self.at = self.plain(start);
        if self.byte() == Some(b'"') {
            let text = self.text.get(start..self.at);
            self.at += 1;
            // Quotes are bytes of their own in UTF-8.
            return text.map(Cow::Borrowed).ok_or_else(Fault::syntax);
        }
        self.escaped(start).map(Cow::Owned)
    }

    /// The first byte from `at` on that a string does not simply hold: a quote, a backslash, a control character; or the end.
    #[inline]
    fn plain(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(eight) = bytes.get(at..).and_then(|it| it.first_chunk()) {
            let special = special(u64::from_le_bytes(*eight));
            if special != 0 {
                return at + special.trailing_zeros() as usize / 8;
            }
            at += 8;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
        at + rest.iter().position(is_special).unwrap_or(rest.len())
    }

    /// The rest of a string that holds a backslash here.
    #[cold]
    fn escaped(&mut self, start: usize) -> Read<String> {
        let mut text = String::new();
        let mut from = start;
        loop {
            text.push_str(self.text.get(from..self.at).unwrap_or_default());
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(Fault::syntax()),
            }
            from = self.at;
            self.at = self.plain(from);
        }
    }

    /// Takes an escape, and of characters beyond 16 bits both.
    fn escape(&mut self) -> Read<char> {
        let byte = self.text.as_bytes().get(self.at + 1);
        self.at += 2;
        let first = match byte {
            Some(b'u') => self.hex()?,
            Some(&byte) => return simple(byte).ok_or_else(Fault::syntax),
            None => return Err(Fault::syntax()),
        };
        let half = || Fault::said("an escape is half of a character");
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or_else(half);
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(b"\\u") {
            return Err(half());
        }
        self.at += 2;
        let second = self.hex()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(half());
        }
        let point = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        char::from_u32(point).ok_or_else(half)
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4);
        let mut value = 0;
        for digit in digits.ok_or_else(Fault::syntax)? {
            let digit = char::from(*digit).to_digit(16);
            value = value * 16 + digit.ok_or_else(Fault::syntax)?;
        }
        self.at += 4;
        Ok(value)
    }

    /// Takes a word: `true`.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> Read<()> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(Fault::syntax());
        }
        self.at += word.len();
        Ok(())
    }

    /// Takes a whole number of at most 18 digits, as most are; `None`, with nothing taken, where it is anything else.
    #[inline]
    pub(super) fn short_integer(&mut self) -> Option<i64> {
        let bytes = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let minus = usize::from(bytes.first() == Some(&b'-'));
        let digits = bytes.get(minus..).unwrap_or_default();
        let (mut value, mut count) = (0_i64, 0_usize);
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            // One more may not fit.
            if count == 18 {
                return None;
            }
            value = value * 10 + i64::from(digit);
            count += 1;
        }
        let ends = !matches!(digits.get(count), Some(b'.' | b'e' | b'E'));
        let is_zero = digits.first() == Some(&b'0');
        if count == 0 || !ends || (is_zero && (count > 1 || minus == 1)) {
            return None;
        }
        self.at += minus + count;
        Some(if minus == 1 { -value } else { value })
    }

    /// Takes any value, and gives its text.
    pub(super) fn raw(&mut self) -> Read<&'j str> {
        self.peek()?;
        let start = self.at;
        self.skip()?;
        self.text.get(start..self.at).ok_or_else(Fault::syntax)
    }

    /// Takes any value, however deep: without recursion.
    fn skip(&mut self) -> Read<()> {
        let bottom = self.open.len();
        loop {
            let byte = self.peek()?;
            match byte {
                b'{' | b'[' => {
                    self.at += 1;
                    let close = byte + 2;
                    if self.peek()? == close {
                        self.at += 1;
                    } else {
                        self.open.push(close);
                        if close == b'}' {
                            self.skip_key()?;
                        }
                        continue;
                    }
                }
                _ => self.skip_scalar(byte)?,
            }
            // What comes after a value.
            loop {
                let Some(&close) = self.open.get(bottom..).and_then(<[u8]>::last) else {
                    return Ok(());
                };
                let byte = self.peek()?;
                self.at += 1;
                if byte == close {
                    self.open.pop();
                    continue;
                }
                if byte != b',' {
                    self.at -= 1;
                    return Err(Fault::syntax());
                }
                if close == b'}' {
                    self.skip_key()?;
                }
                break;
            }
        }
    }

    fn skip_key(&mut self) -> Read<()> {
        if self.peek()? != b'"' {
            return Err(Fault::syntax());
        }
        self.skip_string()?;
        if self.peek()? != b':' {
            return Err(Fault::syntax());
        }
        self.at += 1;
        Ok(())
    }

    #[inline]
    fn skip_scalar(&mut self, first: u8) -> Read<()> {
        match first {
            b'"' => self.skip_string(),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            b'-' | b'0'..=b'9' => self.skip_number(),
            _ => Err(Fault::syntax()),
        }
    }

    fn skip_string(&mut self) -> Read<()> {
        self.at += 1;
        loop {
            self.at = self.plain(self.at);
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    let escaped = self.text.as_bytes().get(self.at + 1).copied();
                    self.at += 2;
                    match escaped {
                        Some(b'u') => drop(self.hex()?),
                        Some(byte) if simple(byte).is_some() => {}
                        _ => return Err(Fault::syntax()),
                    }
                }
                _ => return Err(Fault::syntax()),
            }
        }
    }

    fn skip_number(&mut self) -> Read<()> {
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        match self.byte() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.digits()?;
        }
        // `01` is two numbers.
        match self.byte() {
            Some(b'0'..=b'9') => Err(Fault::syntax()),
            _ => Ok(()),
        }
    }

    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at == start {
            return Err(Fault::syntax());
        }
        Ok(())
    }
}

/// The highest bit of each byte that is a quote, a backslash or a control character; bits behind the first one may be wrong.
#[inline]
fn special(eight: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES * 128;
    let zero = |it: u64| it.wrapping_sub(ONES) & !it;
    let quote = zero(eight ^ (ONES * b'"' as u64));
    let backslash = zero(eight ^ (ONES * b'\\' as u64));
    let control = eight.wrapping_sub(ONES * 0x20) & !eight;
    (quote | backslash | control) & HIGH
}

fn simple(byte: u8) -> Option<char> {
    Some(match byte {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => return None,
    })
}
