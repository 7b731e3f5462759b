//! Comments, which the parser passes over: what a tool or a person left there to be decided.

use super::input;
use crate::finding::{Place, Source};
use saphyr_parser::{Event, Parser};
use std::sync::Arc;

/// What a comment starts with that somebody must settle: `drift --suggest` writes it where no rule is sure.
const OPEN: &str = "decide:";

/// The comments that leave something to be decided. A text can hold the same words.
pub(in crate::load) fn undecided(source: &Arc<Source>) -> Vec<Place> {
    let lower = source.text.to_ascii_lowercase();
    if !lower.contains(OPEN) {
        return Vec::new();
    }
    let scalars = scalars(source);
    let inside = |index: usize| {
        let next = scalars.partition_point(|(start, _)| *start <= index);
        let before = next.checked_sub(1).and_then(|it| scalars.get(it));
        before.is_some_and(|(_, end)| index < *end)
    };
    let mut places = Vec::new();
    let (mut line, mut column, mut before) = (1, 1, ' ');
    let chars: Vec<char> = lower.chars().collect();
    for (index, c) in chars.iter().copied().enumerate() {
        if c == '#' && before.is_whitespace() && !inside(index) {
            let rest: String = (chars.iter().skip(index + 1).take(80))
                .take_while(|c| !matches!(c, '\n' | '\r'))
                .collect();
            if rest.trim_start_matches(['#', ' ', '\t']).starts_with(OPEN) {
                places.push(Place {
                    source: Arc::clone(source),
                    line,
                    column,
                    length: 1 + rest.trim_end().chars().count(),
                });
            }
        }
        let ends_line = c == '\n' || (c == '\r' && chars.get(index + 1) != Some(&'\n'));
        (line, column) = match ends_line {
            true => (line + 1, 1),
            false => (line, column + 1),
        };
        before = c;
    }
    places
}

/// Where each scalar starts and ends, in characters.
fn scalars(source: &Source) -> Vec<(usize, usize)> {
    let events = Parser::new(input::Text::new(&source.text)).map_while(Result::ok);
    let spans = events.filter_map(|(event, span)| match event {
        Event::Scalar(..) => Some((span.start.index(), span.end.index())),
        _ => None,
    });
    spans.filter(|(start, end)| start < end).collect()
}
