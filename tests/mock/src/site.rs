//! What a merchant sets for its whole site, and what no parameter of a call says.

use chargebee_runtime::Decimal;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The settings of a site, as a merchant makes them in the web application. A member that is left out has its default.
///
/// `GET /mock/site` answers them; `POST /mock/site` changes those that it names, for all that is computed from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct SiteSettings {
    /// The time zone that days, months and terms follow, such as `Europe/Berlin`. It is `UTC` if not set.
    pub time_zone: String,
    /// The base currency: that of prices and amounts which say none. It is `USD` if not set.
    pub currency: String,
    /// How much of the base currency one unit of another currency is worth, as decimal digits: `{"EUR": "1.08"}`.
    pub exchange_rates: BTreeMap<String, String>,
    /// Whether parts of a term are counted in days or in seconds.
    pub billing_mode: BillingMode,
    /// Whether a change within a term is prorated where the call does not say (`prorate`).
    pub prorate: bool,
    /// Taxes.
    pub taxes: Taxes,
    /// What is done about invoices that cannot be collected.
    pub dunning: Dunning,
    /// The custom fields of the site by their names, `cf_tier`. Where there are any, others are refused; where there are none, any is
    /// taken as it is written.
    pub custom_fields: BTreeMap<String, CustomField>,
    /// How many days ahead something is reminded of.
    pub reminders: Reminders,
}

/// How many days ahead an event reminds of something; of what is not set there is no such event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Reminders {
    /// Before a trial ends: `subscription_trial_end_reminder`, in API v1 `subscription_trial_ending`.
    pub trial_end: Option<u16>,
    /// Before a subscription renews: `subscription_renewal_reminder`.
    pub renewal: Option<u16>,
    /// Before a scheduled cancellation: `subscription_cancellation_reminder`, in API v1 `subscription_cancelling`.
    pub cancellation: Option<u16>,
    /// Before an invoice with net terms is due: `payment_due_reminder`.
    pub payment_due: Option<u16>,
}

/// How the parts of a term are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BillingMode {
    /// To the second.
    #[default]
    Second,
    /// In whole days of the time zone of the site; the day of a change belongs to what comes after it.
    Day,
}

/// What a custom field may hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum CustomField {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A day: `2031-07-14`.
    Date,
    /// One of these.
    Dropdown {
        /// The texts to choose from.
        options: Vec<String>,
    },
}

impl CustomField {
    /// What is given, as the field holds it.
    ///
    /// # Errors
    /// What it should be.
    pub(crate) fn value(&self, given: Value) -> Result<Value, String> {
        let text = match &given {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match self {
            Self::Text => Ok(text.into()),
            Self::Number if given.is_number() => Ok(given),
            Self::Number => match serde_json::from_str::<serde_json::Number>(&text) {
                Ok(number) => Ok(number.into()),
                Err(_) => Err("should be a number".to_owned()),
            },
            Self::Boolean if given.is_boolean() => Ok(given),
            Self::Boolean => Err("should be `true` or `false`".to_owned()),
            Self::Date => match text.parse::<jiff::civil::Date>() {
                Ok(_) => Ok(text.into()),
                Err(_) => Err("should be a date such as `2031-07-14`".to_owned()),
            },
            Self::Dropdown { options } if options.contains(&text) => Ok(text.into()),
            Self::Dropdown { options } => Err(format!("should be one of: {}", options.join(", "))),
        }
    }
}

/// What is done about invoices that cannot be collected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Dunning {
    /// How many days after each failed attempt the next one is made. It is 1, 3 and 5 if not set.
    pub retry_after_days: Vec<u32>,
    /// What becomes of the invoice after the last attempt.
    pub invoice: LastInvoice,
    /// What becomes of its subscription after the last attempt.
    pub subscription: LastSubscription,
}

impl Default for Dunning {
    fn default() -> Self {
        Self {
            retry_after_days: vec![1, 3, 5],
            invoice: LastInvoice::default(),
            subscription: LastSubscription::default(),
        }
    }
}

/// What becomes of an invoice that could not be collected in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LastInvoice {
    /// It is `not_paid`.
    #[default]
    NotPaid,
    /// It is voided.
    Voided,
    /// It is written off, with a credit note.
    WrittenOff,
}

/// What becomes of the subscription of an invoice that could not be collected in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LastSubscription {
    /// It goes on.
    #[default]
    Active,
    /// It is cancelled, with the reason `not_paid`.
    Cancelled,
}

/// The taxes of a site. Without any rate there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Taxes {
    /// Whether prices have their taxes in them.
    pub price_type: PriceType,
    /// Where amounts are rounded.
    pub rounding: TaxRounding,
    /// Each is on every line that it applies to.
    pub rates: Vec<TaxRate>,
}

/// Whether prices have their taxes in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PriceType {
    /// Taxes come on top.
    #[default]
    TaxExclusive,
    /// Taxes are part of the price.
    TaxInclusive,
}

/// Where taxes are rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TaxRounding {
    /// Each tax of each line.
    #[default]
    Line,
    /// Each tax once, on all its lines together.
    Document,
}

/// A tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TaxRate {
    /// Its name on invoices: `VAT`.
    pub name: String,
    /// The percentage, as decimal digits: `"19"`.
    pub rate: String,
    /// It is for customers of this country only, by the address that they are billed at: `DE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self {
            time_zone: "UTC".to_owned(),
            currency: "USD".to_owned(),
            exchange_rates: BTreeMap::new(),
            billing_mode: BillingMode::default(),
            prorate: false,
            taxes: Taxes::default(),
            dunning: Dunning::default(),
            custom_fields: BTreeMap::new(),
            reminders: Reminders::default(),
        }
    }
}

impl SiteSettings {
    /// Reads settings from JSON.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_json(json: &str) -> Result<Self, String> {
        let given: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        Self::default().with(given)
    }

    /// The same settings, where the members of an object replace those of their names.
    pub(crate) fn with(&self, given: Value) -> Result<Self, String> {
        let Value::Object(given) = given else {
            return Err("the settings of a site should be an object".to_owned());
        };
        let mut all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        if let Some(all) = all.as_object_mut() {
            all.extend(given);
        }
        let settings: Self = serde_json::from_value(all).map_err(|error| error.to_string())?;
        settings.check()?;
        Ok(settings)
    }

    /// The time zone, which was checked.
    pub(crate) fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Whether everything can be computed with.
    pub(crate) fn check(&self) -> Result<(), String> {
        let is_code = |it: &str| it.len() == 3 && it.bytes().all(|it| it.is_ascii_uppercase());
        let currencies = [&self.currency]
            .into_iter()
            .chain(self.exchange_rates.keys());
        for code in currencies {
            if !is_code(code) {
                return Err(format!("`{code}` should be a currency code such as `EUR`"));
            }
        }
        for (code, rate) in &self.exchange_rates {
            if !positive(rate) {
                return Err(format!(
                    "exchange_rates : `{code}` should be above zero, and is `{rate}`"
                ));
            }
        }
        if TimeZone::get(&self.time_zone).is_err() {
            let zone = &self.time_zone;
            return Err(format!(
                "time_zone : there is no time zone `{zone}`; give one such as `Europe/Berlin`"
            ));
        }
        for tax in &self.taxes.rates {
            if !positive(&tax.rate) {
                let (name, rate) = (&tax.name, &tax.rate);
                return Err(format!(
                    "taxes : the rate of `{name}` should be a percentage such as `19`, and is `{rate}`"
                ));
            }
        }
        Ok(())
    }
}

fn positive(digits: &str) -> bool {
    digits.parse::<Decimal>().is_ok_and(|it| it > 0.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_in_part_and_checked() {
        let read = SiteSettings::from_json(
            r#"{"currency": "EUR", "taxes": {"rates": [{"name": "VAT", "rate": "19"}]}}"#,
        );
        let read = read.expect("good settings");
        assert_eq!(
            (read.currency.as_str(), read.time_zone.as_str()),
            ("EUR", "UTC")
        );
        assert_eq!(read.taxes.rates[0].rate, "19");
        let changed = read
            .with(serde_json::json!({ "billing_mode": "day" }))
            .expect("good");
        assert_eq!(changed.billing_mode, BillingMode::Day);
        assert_eq!(changed.taxes, read.taxes);
        for (wrong, what) in [
            ("[]", "should be an object"),
            (r#"{"curency": "EUR"}"#, "curency"),
            (r#"{"currency": "euro"}"#, "`euro`"),
            (
                r#"{"exchange_rates": {"EUR": "-1"}}"#,
                "`EUR` should be above zero",
            ),
            (r#"{"time_zone": "Mars/Base"}"#, "`Mars/Base`"),
            (
                r#"{"taxes": {"rates": [{"name": "VAT", "rate": "much"}]}}"#,
                "`much`",
            ),
        ] {
            let problem = SiteSettings::from_json(wrong).expect_err(wrong);
            assert!(problem.contains(what), "{wrong}: {problem}");
        }
    }
}
