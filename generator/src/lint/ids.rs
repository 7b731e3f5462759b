//! Whose id a text is: what its name and the words about it say, against `x-id`.

use super::{
    Rule,
    items::{Item, Items, Kind},
    words,
};
use crate::{finding::Report, model::Api};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ID: Rule = Rule::warning("id-without-x-id");
pub(super) const OF_ANOTHER: Rule = Rule::error("id-of-another");

pub(super) fn check(items: &Items<'_>, api: Option<&Api>, report: &mut Report) {
    let owners = Owners::new(items, api);
    for item in &items.all {
        let plain = item.says("type") == Some("string") && !item.has("format") && !item.has("enum");
        if plain && matches!(item.kind, Kind::Property | Kind::Parameter) {
            match item.says("x-id") {
                Some(said) => typed(item, said, &owners, report),
                None => untyped(item, &owners, report),
            }
        }
    }
}

/// What can have an id, and which names the objects of parameters stand under.
struct Owners<'a> {
    kinds: BTreeSet<&'a str>,
    /// By the place of a component: what properties call it, or what the API calls the object.
    called: BTreeMap<String, BTreeSet<&'a str>>,
}

impl<'a> Owners<'a> {
    fn new(items: &Items<'a>, api: Option<&'a Api>) -> Self {
        let said = api.iter().flat_map(|api| &api.id_kinds);
        let mut kinds: BTreeSet<&str> = said.map(|kind| kind.name.as_str()).collect();
        let mut called: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for item in &items.all {
            let at = item.value.place().to_string();
            match item.kind {
                Kind::Type => {
                    let has_id = item
                        .at
                        .find("properties")
                        .is_some_and(|at| at.find("id").is_some());
                    let resource = item.says("x-resource");
                    kinds.extend(resource.filter(|_| has_id));
                    called
                        .entry(at)
                        .or_default()
                        .extend(resource.or(item.says("x-object")));
                }
                // The name of a record's own object counts, not that of the fields that hold it.
                Kind::Property
                    if item.says("type") == Some("object")
                        && !item.has("x-object")
                        && !item.has("x-resource") =>
                {
                    called.entry(at).or_default().insert(item.name);
                }
                _ => {}
            }
        }
        Self { kinds, called }
    }

    /// The longest of the last words that is something with ids: `customer` of `parent_customer`.
    fn ending(&self, name: &str) -> Option<&'a str> {
        let short = SHORT
            .iter()
            .filter(|(short, _)| ends_with_words(name, short));
        let short = short.filter_map(|(_, kind)| self.kinds.get(kind).copied());
        let named = self.kinds.iter().copied();
        let named = named.filter(|kind| ends_with_words(name, kind));
        let named = named.max_by_key(|kind| kind.len());
        let others = OTHERS.iter().filter(|other| ends_with_words(name, other));
        let others = others.map(|other| other.len()).max();
        let named = named.or_else(|| short.max_by_key(|kind| kind.len()));
        named.filter(|kind| others.is_none_or(|others| others < kind.len()))
    }

    /// Whether a name says that others give the id: `gateway_customer_id`, and not `business_entity_id`.
    fn is_of_others(&self, name: &str) -> bool {
        let base = name.strip_suffix("_ids").or(name.strip_suffix("_id"));
        let of_others = |base| OTHERS.iter().any(|other| ends_with_words(base, other));
        base.is_some_and(|base| of_others(base) && self.ending(base).is_none())
    }

    /// Whose id the name says that it is. `id` by itself is that of what it stands in.
    fn by_name(&self, item: &Item<'a>) -> Option<&'a str> {
        let (group, name) = match item
            .name
            .strip_suffix(']')
            .and_then(|it| it.split_once('['))
        {
            Some((group, inner)) => (Some(group), inner),
            None => (None, item.name),
        };
        if !matches!(name, "id" | "ids") {
            return self.ending(name.strip_suffix("_ids").or(name.strip_suffix("_id"))?);
        }
        let called = match (group, item.object.as_ref()) {
            (Some(group), _) => vec![group],
            (None, Some(place)) => self
                .called
                .get(&place.to_string())?
                .iter()
                .copied()
                .collect(),
            (None, None) => item.owners.first().copied().into_iter().collect(),
        };
        let mut named: Vec<_> = called
            .into_iter()
            .map(|name| self.ending(&words::singular(name)))
            .collect();
        named.dedup();
        match named[..] {
            [kind] => kind,
            _ => None,
        }
    }

    /// What a sentence is about, where it is about one thing: `Id of the contact within ...`, `Credit unit whose ...`.
    fn by_words(&self, text: &str) -> Option<&'a str> {
        let phrase = phrase(text);
        if phrase
            .iter()
            .any(|word| matches!(word.as_str(), "or" | "and"))
        {
            return None;
        }
        self.ending(&phrase.join("_"))
    }

    /// A sentence that says `business rule` is about no other rule.
    fn narrower(&self, kind: &'a str, text: &str) -> &'a str {
        let longer = self
            .kinds
            .iter()
            .filter(|it| it.len() > kind.len() && ends_with_words(it, kind));
        longer
            .copied()
            .filter(|it| mentions(text, it))
            .max_by_key(|it| it.len())
            .unwrap_or(kind)
    }
}

/// Endings of names of ids that others give, whose kind another field says, or that hold the word by chance.
const OTHERS: [&str; 11] = [
    "credit_card",
    "display_rule",
    "entity",
    "external_customer",
    "gateway_customer",
    "line_item",
    "network_transaction",
    "reference",
    "resource",
    "routing_rule",
    "schedule_entry",
];

/// Words that the API says for some of what has ids.
const SHORT: [(&str, &str); 6] = [
    ("cn", "credit_note"),
    ("payment_src", "payment_source"),
    ("ruleset", "business_ruleset"),
    ("scheme", "payment_schedule_scheme"),
    ("txn", "transaction"),
    ("unit", "credit_unit"),
];

/// Words that say that an id is known somewhere else than at Chargebee.
const ELSEWHERE: [&str; 6] = [
    "at the app store",
    "at the gateway",
    "gateway's id",
    "in the external",
    "provider or network",
    "referral system",
];

fn elsewhere(item: &Item<'_>) -> bool {
    let text = text_of(item).to_lowercase();
    ELSEWHERE.iter().any(|words| text.contains(words))
}

/// What is said about it: a shared field says it for all that have it.
fn text_of<'a>(item: &Item<'a>) -> &'a str {
    let own = item.description.as_ref().map(|(text, _)| *text);
    own.or(item.says("description")).unwrap_or_default()
}

fn typed(item: &Item<'_>, said: &str, owners: &Owners<'_>, report: &mut Report) {
    let looked_at = item
        .at
        .find("x-evidence-of")
        .or(item.value.find("x-evidence-of"));
    if looked_at.is_some_and(|at| {
        at.node
            .as_list()
            .is_some_and(|it| it.iter().any(|it| it.as_text() == Some("type")))
    }) {
        return;
    }
    let (name, text) = (item.name, text_of(item));
    let place = item.place.clone();
    if elsewhere(item) || owners.is_of_others(name) {
        let message = format!(
            "`{name}` is the id that others give, and `x-id` says that it is one of a `{said}`"
        );
        let help = "remove `x-id`, or describe it as an id of Chargebee's";
        report.push(OF_ANOTHER.at(place, message).help(help));
        return;
    }
    let named = owners.by_name(item).map(|kind| owners.narrower(kind, text));
    // What the words say counts where the name says nothing and they do not say the same: `business rule` is not the same as `rule`.
    let worded = || {
        let kind = owners.by_words(text);
        kind.filter(|kind| !mentions(text, said) || ends_with_words(kind, said))
    };
    if let Some(kind) = named.or_else(worded).filter(|kind| *kind != said) {
        let message = format!(
            "`{name}` looks like the id of a `{kind}`, and `x-id` says that it is one of a `{said}`"
        );
        let help = format!(
            "write `x-id: {kind}`, or say why not in `x-evidence`, with `x-evidence-of: [type]`"
        );
        report.push(OF_ANOTHER.at(place, message).help(help));
    }
}

fn untyped(item: &Item<'_>, owners: &Owners<'_>, report: &mut Report) {
    let (name, text) = (item.name, text_of(item));
    let last = name.trim_end_matches(']').rsplit(['[', '_']).next();
    if item.has_evidence() || elsewhere(item) || !matches!(last, Some("id" | "ids")) {
        return;
    }
    if owners.is_of_others(name) {
        return;
    }
    let named = owners.by_name(item).map(|kind| owners.narrower(kind, text));
    if let Some(kind) = named.or_else(|| owners.by_words(text)) {
        let message = format!("`{name}` looks like the id of a `{kind}`");
        let help = format!("add `x-id: {kind}`, or say in `x-evidence` what it is the id of");
        report.push(ID.at(item.place.clone(), message).help(help));
    }
}

/// Whether a name is these words, or ends with them.
fn ends_with_words(name: &str, words: &str) -> bool {
    let rest = name.strip_suffix(words);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
}

/// Whether a sentence has the words of a kind, one or many.
fn mentions(text: &str, kind: &str) -> bool {
    let words = words_of(text);
    let kind: Vec<&str> = kind.split('_').collect();
    words.windows(kind.len()).any(|words| {
        words
            .iter()
            .map(|it| words::singular(it))
            .eq(kind.iter().map(|it| words::singular(it)))
    })
}

fn words_of(text: &str) -> Vec<String> {
    words::of_text(&text.to_lowercase().replace("e-invoice", "einvoice"))
}

/// Words after which a sentence says more about its first noun.
const MORE: [&str; 27] = [
    "a", "an", "as", "at", "behind", "between", "by", "for", "from", "given", "in", "of", "on",
    "that", "the", "this", "to", "under", "used", "when", "where", "which", "who", "whose", "with",
    "within", "you",
];

/// The first noun of a sentence with what stands before it, as singular: `credit unit` of `Id of the credit unit to grant`.
fn phrase(text: &str) -> Vec<String> {
    let text = text
        .strip_prefix("Filters on this attribute: ")
        .unwrap_or(text);
    let clause = text.split([';', '.']).next().unwrap_or_default();
    let clause = clause.split_once(": ").map_or(clause, |(_, rest)| rest);
    let words = words_of(clause);
    let mut rest = &words[..];
    for start in [
        &["filters", "by"][..],
        &["the"],
        &["id", "of"],
        &["ids", "of"],
        &["id", "to", "give", "to"],
        &["the"],
        &["this"],
        &["a"],
        &["an"],
    ] {
        let starts = rest.iter().zip(start).all(|(word, start)| word == start);
        if starts && rest.len() > start.len() {
            rest = &rest[start.len()..];
        }
    }
    let noun = rest
        .iter()
        .take_while(|word| !MORE.contains(&word.as_str()));
    let mut noun: Vec<String> = noun.cloned().collect();
    if noun.len() > 1 && noun.last().is_some_and(|word| word == "id") {
        noun.pop();
    }
    if let Some(last) = noun.last_mut() {
        *last = words::singular(last);
    }
    noun
}
