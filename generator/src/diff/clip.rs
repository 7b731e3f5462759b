//! What was and what is, as much of it as there is room for.

use super::change::Change;

/// What was and what is, but for what the message says already; of long texts the part where they differ.
pub(super) fn before_and_after(change: &Change, most: usize) -> [Option<String>; 2] {
    let both = [change.before.as_deref(), change.after.as_deref()];
    let told = |text: &str| {
        let message = &change.message;
        message.contains(&format!("`{text}`")) || (text.starts_with('`') && message.contains(text))
    };
    match both {
        [Some(before), Some(after)] if told(before) && told(after) => [None, None],
        [Some(before), Some(after)] => clipped_pair(before, after, most).map(Some),
        one => one.map(|text| {
            text.filter(|text| !told(text))
                .map(|text| clipped(text, most))
        }),
    }
}

/// A text of at most so many characters.
pub(super) fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Two texts of at most so many characters each: from a word shortly before the first in which they differ, where that lies
/// further behind.
fn clipped_pair(before: &str, after: &str, most: usize) -> [String; 2] {
    if [before, after].iter().all(|it| it.chars().count() <= most) {
        return [before.to_owned(), after.to_owned()];
    }
    let both = || before.chars().zip(after.chars());
    let same = both().take_while(|(left, right)| left == right).count();
    let around = most / 4;
    // The last space that lies so far before the difference.
    let spaces = both().take(same.saturating_sub(around)).enumerate();
    let start = spaces
        .filter(|(_, (c, _))| c.is_whitespace())
        .map(|(at, _)| at + 1)
        .last()
        .filter(|_| same >= most.saturating_sub(around));
    [before, after].map(|text| match start {
        None => clipped(text, most),
        Some(start) => {
            let rest: String = text.chars().skip(start).collect();
            format!("…{}", clipped(&rest, most.saturating_sub(1)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::clipped_pair;

    #[test]
    fn long_texts_are_cut_around_where_they_differ() {
        let common = "word ".repeat(100);
        let (before, after) = (
            format!("{common}old end {common}"),
            format!("{common}new end {common}"),
        );
        let [was, is] = clipped_pair(&before, &after, 60);
        assert!(was.starts_with("…word ") && was.ends_with('…'), "{was}");
        assert!(
            was.contains("old end") && is.contains("new end"),
            "{was} {is}"
        );
        assert!(was.chars().count() <= 60 && is.chars().count() <= 60);
        assert_eq!(clipped_pair("a b", "a c", 60), ["a b", "a c"]);
        // They differ at once: the start is what counts.
        let [was, is] = clipped_pair(&format!("x {common}"), &format!("y {common}"), 20);
        assert!(
            was.starts_with("x word") && is.starts_with("y word"),
            "{was} {is}"
        );
        // One is the start of the other.
        let [was, is] = clipped_pair(&common, &format!("{common}and more"), 40);
        assert!(
            is.contains("and more") && !was.contains("and"),
            "{was} {is}"
        );
    }
}
