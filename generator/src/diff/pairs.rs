//! What of the base is what of the head: by name, by what else identifies it, and by likeness.
//!
//! Likeness is half the name and half the shape (the members of a type, the words of a description), from 0 to 100. From
//! [`THRESHOLD`] on, a removed and an added thing are one that was renamed; each at most once, the most alike first. Where two
//! candidates are equally alike, nobody knows, and it is told as removed and added.

use super::change::RenamedBy;
use crate::model::{Enum, EnumValue};
use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

/// From where on two things are taken for one.
pub(super) const THRESHOLD: u8 = 60;

/// What belongs together, and what has no counterpart.
pub(super) struct Pairs<T> {
    pub(super) both: Vec<(T, T, Option<RenamedBy>)>,
    pub(super) removed: Vec<T>,
    pub(super) added: Vec<T>,
}

impl<T: Copy> Pairs<T> {
    /// Pairs what has the same key, in the order of the head.
    pub(super) fn by_key<K: Hash + Eq>(
        base: impl IntoIterator<Item = T>,
        head: impl IntoIterator<Item = T>,
        base_key: impl Fn(T) -> K,
        head_key: impl Fn(T) -> K,
    ) -> Self {
        let base: Vec<T> = base.into_iter().collect();
        let index: HashMap<K, usize> = (base.iter().enumerate())
            .map(|(at, it)| (base_key(*it), at))
            .collect();
        let mut taken = vec![false; base.len()];
        let mut pairs = Self {
            both: Vec::new(),
            removed: Vec::new(),
            added: Vec::new(),
        };
        for it in head {
            let found = index.get(&head_key(it)).copied();
            let free = found.and_then(|at| Some((base.get(at)?, taken.get_mut(at)?)));
            match free {
                Some((old, taken)) if !*taken => {
                    *taken = true;
                    pairs.both.push((*old, it, None));
                }
                _ => pairs.added.push(it),
            }
        }
        let left = base.into_iter().zip(taken);
        pairs.removed = left.filter(|(_, taken)| !taken).map(|(it, _)| it).collect();
        pairs
    }

    /// Pairs what is left by something that says it is the same.
    pub(super) fn also(&mut self, by: Option<RenamedBy>, same: impl Fn(T, T) -> bool) {
        let mut added = Vec::new();
        for it in std::mem::take(&mut self.added) {
            match self.removed.iter().position(|old| same(*old, it)) {
                Some(at) => self.both.push((self.removed.remove(at), it, by)),
                None => added.push(it),
            }
        }
        self.added = added;
    }

    /// Pairs what is left by likeness; `score` says how alike two things are.
    pub(super) fn like(&mut self, score: impl Fn(T, T) -> u8) {
        let mut candidates = Vec::new();
        for (old, base) in self.removed.iter().enumerate() {
            for (new, head) in self.added.iter().enumerate() {
                let score = score(*base, *head);
                if score >= THRESHOLD {
                    candidates.push((score, old, new));
                }
            }
        }
        candidates.sort_by_key(|(score, old, new)| (std::cmp::Reverse(*score), *old, *new));
        let mut gone = (BTreeSet::new(), BTreeSet::new());
        for (score, old, new) in &candidates {
            if gone.0.contains(old) || gone.1.contains(new) {
                continue;
            }
            let mut rivals = candidates.iter().filter(|(rival, o, n)| {
                let free = !gone.0.contains(o) && !gone.1.contains(n);
                rival == score && free && (o == old) != (n == new)
            });
            if rivals.next().is_some() {
                continue;
            }
            if let (Some(base), Some(head)) = (self.removed.get(*old), self.added.get(*new)) {
                self.both
                    .push((*base, *head, Some(RenamedBy::Likeness(*score))));
                gone.0.insert(*old);
                gone.1.insert(*new);
            }
        }
        let left = |all: &[T], gone: &BTreeSet<usize>| {
            let all = all.iter().enumerate();
            all.filter(|(at, _)| !gone.contains(at))
                .map(|(_, it)| *it)
                .collect()
        };
        self.removed = left(&self.removed, &gone.0);
        self.added = left(&self.added, &gone.1);
    }
}

/// How alike two things are by name and shape, each from 0 to 1.
pub(super) fn likeness(name: f64, shape: f64) -> u8 {
    let score = (name + shape) * 50.0;
    // From 0 to 100.
    score.round().clamp(0.0, 100.0) as u8
}

/// How alike two things are by their names and what they consist of. The shape first: where it alone rules a rename out, names
/// are not compared.
pub(super) fn by_shape<T: Ord>(old: (&str, &BTreeSet<T>), new: (&str, &BTreeSet<T>)) -> u8 {
    let shape = sets(old.1, new.1);
    if likeness(1.0, shape) < THRESHOLD {
        return 0;
    }
    let name = names(old.0, new.0);
    // Small types are easily of one shape: their names must have something to do with each other.
    if name < 0.4 {
        return 0;
    }
    likeness(name, shape)
}

/// How alike two names are: by their words, or by their letters, whichever is more.
pub(super) fn names(left: &str, right: &str) -> f64 {
    let letters = strsim::normalized_damerau_levenshtein(left, right);
    letters.max(sets(&words(left), &words(right)))
}

/// How alike two texts are, by their words.
pub(super) fn texts(left: &str, right: &str) -> f64 {
    sets(&words(left), &words(right))
}

/// How alike two sets are: what both have, as a part of what each has on average.
pub(super) fn sets<T: Ord>(left: &BTreeSet<T>, right: &BTreeSet<T>) -> f64 {
    let both = left.intersection(right).count();
    match left.len() + right.len() {
        0 => 1.0,
        all => 2.0 * both as f64 / all as f64,
    }
}

/// The words of a name or text, in lower case: `InvoiceStatus` and `invoice_status` have the same.
fn words(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    for c in text.chars() {
        if (c.is_uppercase() || !c.is_alphanumeric()) && !word.is_empty() {
            words.insert(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.insert(word);
    }
    words
}

/// The values of an enum: by name, by what `x-renamed-values` says, by likeness.
pub(super) fn enum_values<'a>(old: &'a Enum, new: &'a Enum) -> Pairs<&'a EnumValue> {
    let mut pairs: Pairs<&EnumValue> = Pairs::by_key(
        &old.values,
        &new.values,
        |it| &it.name.wire,
        |it| &it.name.wire,
    );
    pairs.also(Some(RenamedBy::Annotation), |old, new| {
        new.renamed_from.as_ref() == Some(&old.name.wire)
    });
    pairs.like(|old, new| {
        let words = texts(&old.docs, &new.docs);
        likeness(names(&old.name.wire, &new.name.wire), words)
    });
    pairs
}

/// What an attribute of this name is called now, where it was renamed.
pub(super) fn renamed<'n>(renames: &[(&str, &'n str)], name: &str) -> Option<&'n str> {
    let mut renames = renames.iter();
    renames.find(|(old, _)| *old == name).map(|(_, new)| *new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(base: &[&'static str], head: &[&'static str]) -> Pairs<&'static str> {
        let mut pairs = Pairs::by_key(base.to_vec(), head.to_vec(), |it| it, |it| it);
        pairs.like(|left, right| likeness(names(left, right), 1.0));
        pairs
    }

    #[test]
    fn the_most_alike_are_one_and_each_only_once() {
        let found = pairs(
            &["sub_total", "paid_on"],
            &["subtotal", "paid_at_last", "tax"],
        );
        let renamed: Vec<_> = found
            .both
            .iter()
            .map(|(old, new, _)| (*old, *new))
            .collect();
        assert_eq!(
            renamed,
            [("sub_total", "subtotal"), ("paid_on", "paid_at_last")]
        );
        assert_eq!(found.added, ["tax"]);
        assert!(found.removed.is_empty());
    }

    #[test]
    fn what_is_equally_like_two_is_neither() {
        let found = pairs(&["amount"], &["amount_a", "amount_b"]);
        assert!(found.both.is_empty());
        assert_eq!((found.removed.len(), found.added.len()), (1, 2));
    }

    #[test]
    fn names_are_compared_by_words_and_by_letters() {
        assert!(names("InvoiceStatus", "invoice_status") > 0.99);
        assert!(names("sub_total", "subtotal") > 0.8);
        assert!(names("city", "currency_code") < 0.3);
    }
}
