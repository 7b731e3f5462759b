//! Characters that cannot be seen: they are shown by their number wherever text of a spec is.

use unicode_general_category::{GeneralCategory, get_general_category};

/// Characters that show nothing although their category is that of letters, marks or what is not assigned yet: fillers,
/// selectors of variants, tags.
const FILLERS: [(char, char); 15] = [
    ('\u{34f}', '\u{34f}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180d}'),
    ('\u{180f}', '\u{180f}'),
    ('\u{2065}', '\u{2065}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fff8}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
    ('\u{16fe4}', '\u{16fe4}'),
];

/// Whether a character cannot be seen, or looks like a space and is none: `customer` with one in it is another name.
/// A space and an ASCII line break or tab are what they look like.
pub(crate) fn is_unseen(c: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator, SpaceSeparator};
    if c.is_ascii() {
        return c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t');
    }
    let category = get_general_category(c);
    let hidden = [
        Control,
        Format,
        LineSeparator,
        ParagraphSeparator,
        SpaceSeparator,
    ];
    hidden.contains(&category)
        || FILLERS
            .iter()
            .any(|(first, last)| (first..=last).contains(&&c))
}
