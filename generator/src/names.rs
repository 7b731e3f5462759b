//! What names say of what they are the name of, where nothing else does: money, instants, secrets.

/// The words of a name: `InvoiceLineItem`, `line_item[id]`.
pub(crate) fn words(name: &str) -> Vec<String> {
    use heck::ToSnakeCase;
    let snake = name.replace(['[', ']'], "_").to_snake_case();
    let words = snake.split('_').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Words that name money wherever they stand in a name.
const MONEY_WORDS: [&str; 30] = [
    "adjustment",
    "adjustments",
    "amount",
    "amounts",
    "arr",
    "balance",
    "balances",
    "charge",
    "charges",
    "cmrr",
    "cost",
    "costs",
    "credits",
    "deposit",
    "discount",
    "discounts",
    "due",
    "dues",
    "fee",
    "fees",
    "mrr",
    "payable",
    "price",
    "prices",
    "refund",
    "subtotal",
    "tax",
    "taxes",
    "total",
    "totals",
];

/// Last words that say that it is about money and counts something else.
const COUNTED: [&str; 27] = [
    "attempt",
    "attempts",
    "count",
    "counts",
    "cycle",
    "cycles",
    "day",
    "days",
    "decimals",
    "id",
    "index",
    "limit",
    "month",
    "months",
    "nanos",
    "number",
    "percent",
    "percentage",
    "period",
    "precision",
    "quantity",
    "rate",
    "size",
    "unit",
    "units",
    "version",
    "year",
];

/// First words that say the same: `terms_to_charge`.
const COUNTED_FIRST: [&str; 5] = ["days", "has", "is", "number", "terms"];

/// Whether a name says that a number is an amount of money.
pub(crate) fn is_money(name: &str) -> bool {
    let words = words(name);
    let any = |list: &[&str], word: &String| list.contains(&word.as_str());
    let last = words.last().is_some_and(|word| any(&COUNTED, word));
    let first = words.first().is_some_and(|word| any(&COUNTED_FIRST, word));
    let counts = first || last;
    !counts && words.iter().any(|word| any(&MONEY_WORDS, word))
}

/// Last words of the names of instants.
const INSTANT_WORDS: [&str; 14] = [
    "at",
    "date",
    "datetime",
    "end",
    "from",
    "on",
    "since",
    "start",
    "till",
    "time",
    "timestamp",
    "to",
    "until",
    "upto",
];

/// The day of a month, and ends of ranges of something else.
const NO_INSTANTS: [&str; 3] = ["billing_date", "zip_code_end", "zip_code_start"];

/// Whether a name says that a number is an instant.
pub(crate) fn is_instant(name: &str) -> bool {
    if NO_INSTANTS.contains(&name) {
        return false;
    }
    let words = words(name);
    let last = words.last().map(String::as_str).unwrap_or_default();
    // `to` by itself is a direction; behind another word it ends a period.
    INSTANT_WORDS.contains(&last) && (words.len() > 1 || !matches!(last, "on" | "to" | "at"))
}

/// Names of what lets somebody in or pays, wherever they stand.
const SECRETS: [&str; 6] = [
    "password",
    "secret",
    "cvv",
    "iban",
    "account_number",
    "routing_number",
];

/// Whether a name says that a text is a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    // A token gives access; that of an affiliate only names one.
    let token = name.ends_with("token") && name != "affiliate_token";
    token || SECRETS.iter().any(|word| name.contains(word))
}
