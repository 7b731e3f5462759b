//! Personal details, replaced: the same by the same, so that what names each other still does.

use crate::custom;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What a person or a company is called, and where it is.
const PERSONAL: [&str; 22] = [
    "first_name",
    "last_name",
    "name_on_account",
    "company",
    "phone",
    "line1",
    "line2",
    "line3",
    "city",
    "zip",
    "billing_addr1",
    "billing_addr2",
    "billing_city",
    "billing_zip",
    "vat_number",
    "ip_address",
    "notes",
    "note",
    "invoice_notes",
    "customer_notes",
    "comment",
    "pass_thru_content",
];

/// What a gateway knows somebody by.
const TOKENS: [&str; 9] = [
    "reference_id",
    "id_at_gateway",
    "reference_number",
    "reference_transaction_id",
    "merchant_reference_id",
    "mandate_id",
    "fingerprint",
    "vault_token",
    "payment_method_details",
];

/// What was replaced so far.
#[derive(Debug, Default)]
pub(super) struct Redactor {
    replaced: HashMap<String, String>,
}

impl Redactor {
    pub(super) fn redact(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                // A list of what is written about somebody is text as a whole.
                members.remove("meta_data");
                for (name, member) in members.iter_mut() {
                    self.member(name, member);
                }
            }
            Value::Array(elements) => elements.iter_mut().for_each(|it| self.redact(it)),
            Value::String(text) if text.contains('@') => *text = self.email(text),
            _ => {}
        }
    }

    fn member(&mut self, name: &str, value: &mut Value) {
        match value {
            Value::String(text) if text.contains('@') => *text = self.email(text),
            Value::String(text) if PERSONAL.contains(&name) || TOKENS.contains(&name) => {
                *text = self.instead(name, text);
            }
            Value::String(text) if custom::is_name(name) => *text = self.instead("text", text),
            Value::String(text) if name == "iin" => "411111".clone_into(text),
            Value::String(text) if name == "last4" => "1111".clone_into(text),
            Value::String(text) if name.starts_with("masked_") => {
                "************1111".clone_into(text)
            }
            _ if TOKENS.contains(&name) || (custom::is_name(name) && value.is_object()) => {
                *value = json!({});
            }
            _ => self.redact(value),
        }
    }

    fn email(&mut self, old: &str) -> String {
        let number = self.replaced.len() + 1;
        let new = || format!("person{number}@example.com");
        self.replaced
            .entry(old.to_owned())
            .or_insert_with(new)
            .clone()
    }

    /// Text of the kind, with a number: `city 12`.
    fn instead(&mut self, name: &str, old: &str) -> String {
        if old.is_empty() {
            return String::new();
        }
        let number = self.replaced.len() + 1;
        let new = match name {
            "phone" => format!("+1 555 {number:07}"),
            "ip_address" => "192.0.2.1".to_owned(),
            name => format!("{name} {number}"),
        };
        let key = format!("{name} {old}");
        self.replaced.entry(key).or_insert(new).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_replaced_by_the_same() {
        let mut redactor = Redactor::default();
        let mut value = json!({
            "customer": {
                "id": "ada@lovelace.org", "first_name": "Ada", "email": "ada@lovelace.org", "phone": "+44 1", "vat_number": "GB1",
                "billing_address": { "line1": "1 St James", "city": "London", "country": "GB" },
                "cf_hobby": "engines", "cf_age": 36, "meta_data": { "secret": "s" }, "promotional_credits": 5,
            },
            "invoice": { "customer_id": "ada@lovelace.org", "notes": [{ "note": "for Ada" }], "total": 900, "line_items": [{ "description": "Pro" }] },
            "payment_source": { "reference_id": "tok_1", "card": { "first_name": "Ada", "iin": "424242", "last4": "4242", "masked_number": "****4242" } },
        });
        redactor.redact(&mut value);
        let text = value.to_string();
        for old in [
            "Ada", "lovelace", "+44", "GB1", "St James", "London", "engines", "secret", "tok_1",
            "4242",
        ] {
            assert!(!text.contains(old), "{old}: {text}");
        }
        let (customer, invoice) = (&value["customer"], &value["invoice"]);
        assert_eq!(customer["id"], invoice["customer_id"]);
        assert_eq!(customer["id"], customer["email"]);
        assert_eq!(
            customer["first_name"],
            value["payment_source"]["card"]["first_name"]
        );
        assert_eq!(
            (&customer["billing_address"]["country"], &customer["cf_age"]),
            (&json!("GB"), &json!(36))
        );
        assert_eq!(
            (&invoice["total"], &invoice["line_items"][0]["description"]),
            (&json!(900), &json!("Pro"))
        );
    }
}
