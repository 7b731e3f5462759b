//! What so many units of something come to. The amounts are those that the SDK computes itself: the mock has no rules of its
//! own for tiers, packages, decimals and rounding.

use super::{
    Refused,
    change::Change,
    lines::{Line, Tier},
    number, text, there,
};
use crate::refusal::Refusal;
use chargebee_runtime::{
    Amount, Currency, Decimal, ExactMoney, Money,
    pricing::{Pricing, PricingError, PricingFields, TierFields},
};
use serde_json::Value;

/// What is bought of a price.
#[derive(Debug, Default)]
pub(super) struct Bought {
    pub(super) quantity: Option<i64>,
    pub(super) quantity_in_decimal: Option<Decimal>,
    pub(super) unit_price: Option<i64>,
    pub(super) unit_price_in_decimal: Option<Decimal>,
}

impl Bought {
    pub(super) fn has_quantity(&self) -> bool {
        self.quantity.is_some() || self.quantity_in_decimal.is_some()
    }

    pub(super) fn has_price(&self) -> bool {
        self.unit_price.is_some() || self.unit_price_in_decimal.is_some()
    }

    pub(super) fn is_said(&self) -> bool {
        self.has_quantity() || self.has_price()
    }
}

/// The kinds of things that have a price.
pub(super) const ITEM_PRICE: &str = "item_price";
pub(super) const PLAN: &str = "plan";
pub(super) const ADDON: &str = "addon";

/// How a quantity becomes an amount; plans and addons of the first years say it by other names.
pub(super) fn model_of(resource: &str, price: &Value) -> String {
    let named = ["pricing_model", "charge_model"]
        .iter()
        .map(|it| text(price, it));
    let named = named.into_iter().find(|it| !it.is_empty());
    match (named, resource) {
        (Some(model), _) => model,
        (None, ADDON) => model_of_addon(&text(price, "type")).to_owned(),
        (None, _) => "flat_fee".to_owned(),
    }
}

/// The pricing model of a type of addon.
pub(super) fn model_of_addon(addon_type: &str) -> &str {
    match addon_type {
        "on_off" | "" => "flat_fee",
        "quantity" => "per_unit",
        tiered => tiered,
    }
}

impl Change<'_> {
    /// The currency of a price: that of the site where its version knows no other.
    pub(super) fn currency_of(&self, price: &Value) -> String {
        match text(price, "currency_code") {
            code if code.is_empty() => self.site().currency.clone(),
            code => code,
        }
    }

    /// The pricing of something, as it stands in the catalog or with another unit price.
    ///
    /// # Errors
    /// Where it makes no sense: tiers that do not follow each other, no price at all.
    pub(super) fn pricing(
        &self,
        resource: &str,
        price: &Value,
        bought: &Bought,
    ) -> Refused<(String, Pricing)> {
        let model = model_of(resource, price);
        let currency = Currency::from(self.currency_of(price).as_str());
        let is_tiered = !matches!(model.as_str(), "flat_fee" | "per_unit");
        let is_overridden = bought.has_price();
        if is_tiered && is_overridden {
            return Err(self.not_computed(&format!("a unit price where the model is {model}")));
        }
        let rows = if is_tiered { tiers(price) } else { Vec::new() };
        if !follow_each_other(&rows) {
            return Err(Refusal::param("tiers", "do not follow each other"));
        }
        let (amount, decimal) = match is_overridden {
            true => (bought.unit_price, bought.unit_price_in_decimal.clone()),
            false => (
                price.get("price").and_then(Value::as_i64),
                decimal(price, "price_in_decimal"),
            ),
        };
        if !is_tiered && amount.is_none() && decimal.is_none() {
            return Err(self.not_computed("price : a price that is not given"));
        }
        let fields = PricingFields {
            model: Some(&model),
            price: exact(amount, decimal.as_ref(), &currency),
            currency: Some(&currency),
            free: free(price),
            tiers: rows.into_iter().map(|it| tier(it, &currency)).collect(),
        };
        let pricing = fields.pricing();
        let pricing = pricing.map_err(|problem| match problem {
            PricingError::TierStart { .. } => Refusal::param("tiers", "do not follow each other"),
            problem => {
                let id = text(price, "id");
                self.not_computed(&format!("{resource} `{id}`: {problem}"))
            }
        })?;
        Ok((model, pricing))
    }

    /// What so many units of something cost.
    pub(super) fn line(
        &self,
        resource: &'static str,
        id: &str,
        bought: &Bought,
        param: &str,
    ) -> Refused<Line> {
        let price = self
            .get(resource, id)
            .ok_or_else(|| self.missing(param, resource, id))?;
        self.may_be_bought(resource, price, param)?;
        self.line_of(resource, id, bought, param)
    }

    /// The same of what was bought before, which may be archived meanwhile.
    pub(super) fn line_of(
        &self,
        resource: &'static str,
        id: &str,
        bought: &Bought,
        param: &str,
    ) -> Refused<Line> {
        let price = self.find(resource, id)?;
        let (model, pricing) = self.pricing(resource, price, bought)?;
        let quantity = match (&bought.quantity_in_decimal, bought.quantity) {
            (Some(decimal), _) => decimal.clone(),
            (None, Some(whole)) => whole.into(),
            (None, None) => 1.into(),
        };
        if model == "flat_fee" && quantity != 1.into() {
            return Err(self.not_computed(&format!("{param} : a quantity of a flat fee")));
        }
        let failed = |problem: &dyn std::fmt::Display| {
            let message = format!("{param} : {problem}");
            self.not_computed(&message)
        };
        let amount = pricing.amount(&quantity).map_err(|it| failed(&it))?;
        let exact = pricing.exact_amount(&quantity).map_err(|it| failed(&it))?;
        let parts = pricing.tier_amounts(&quantity).map_err(|it| failed(&it))?;
        let rows = tiers(price);
        let tiers: Vec<Tier> = match model.as_str() {
            "flat_fee" | "per_unit" => Vec::new(),
            _ => (parts.iter())
                .filter_map(|part| {
                    let row = *rows.get(part.tier)?;
                    Some(Tier::new(row.clone(), &part.quantity))
                })
                .collect(),
        };
        let unit = match model.as_str() {
            "flat_fee" | "per_unit" => bought
                .unit_price
                .or_else(|| price.get("price").and_then(Value::as_i64)),
            "volume" => tiers.first().map(Tier::price),
            "stairstep" => Some(amount.amount().minor()),
            _ => None,
        };
        let unit_in_decimal = bought.unit_price_in_decimal.clone().or_else(|| {
            let is_own = bought.unit_price.is_none();
            is_own.then(|| decimal(price, "price_in_decimal")).flatten()
        });
        // The whole number beside a decimal is its rounded copy.
        let unit = match (&unit_in_decimal, unit) {
            (Some(exact), _) => {
                let currency = amount.currency().clone();
                let rounded = Money::round_major(exact, currency).map_err(|it| failed(&it))?;
                Some(rounded.amount().minor())
            }
            (None, unit) => unit,
        };
        let kind = match resource {
            ITEM_PRICE => format!("{}_item_price", self.item_type(price, param)?),
            other => other.to_owned(),
        };
        let name = ["invoice_name", "external_name", "name"]
            .iter()
            .map(|it| text(price, it))
            .find(|it| !it.is_empty());
        let is_decimal = bought.quantity_in_decimal.is_some() || unit_in_decimal.is_some();
        Ok(Line {
            entity_type: kind,
            entity_id: Some(id.to_owned()),
            description: name.unwrap_or_else(|| id.to_owned()),
            currency: Some(self.currency_of(price)),
            quantity: whole(&quantity),
            quantity_in_decimal: bought.quantity_in_decimal.as_ref().map(ToString::to_string),
            unit_amount: unit.unwrap_or_default(),
            unit_amount_in_decimal: unit_in_decimal.map(|it| it.to_string()),
            amount: amount.amount().minor(),
            amount_in_decimal: is_decimal.then(|| exact.major().to_string()),
            model: Some(model),
            untaxed: !self.is_taxable(price),
            tiers,
            ..Line::default()
        })
    }

    /// The type of the item that a price is of, which the price need not say itself.
    pub(super) fn item_type(&self, price: &Value, param: &str) -> Refused<String> {
        let item = || self.get("item", &text(price, "item_id"));
        let own = Some(text(price, "item_type")).filter(|it| !it.is_empty());
        let found = own.or_else(|| item().map(|it| text(it, "type")));
        found
            .filter(|it| !it.is_empty())
            .ok_or_else(|| self.not_computed(&format!("{param} : a price whose item is not there")))
    }

    /// What is archived cannot be bought any more.
    fn may_be_bought(&self, resource: &str, price: &Value, param: &str) -> Refused<()> {
        let status = text(price, "status");
        if matches!(status.as_str(), "archived" | "deleted") {
            return Err(Refusal::param(param, format!("is {status}")));
        }
        if resource != ITEM_PRICE {
            return Ok(());
        }
        let item = self.get("item", &text(price, "item_id"));
        let is = |name: &str| item.and_then(|it| it.get(name)) == Some(&Value::Bool(true));
        if is("is_percentage_pricing") {
            return Err(
                self.not_computed(&format!("{param} : an item that is is_percentage_pricing"))
            );
        }
        if is("metered") && self.item_type(price, param)? != "addon" {
            return Err(self.not_computed(&format!("{param} : a metered item that is no addon")));
        }
        let bundle = item.and_then(|it| there(it, "bundle_items"));
        match bundle.is_some_and(|it| *it != Value::Bool(false)) {
            true => Err(self.not_computed(&format!("{param} : a bundle"))),
            false => Ok(()),
        }
    }
}

/// The whole units of a quantity, where it has no others.
fn whole(quantity: &Decimal) -> Option<i64> {
    let whole: i64 = quantity.as_str().split('.').next()?.parse().ok()?;
    (*quantity == whole.into()).then_some(whole)
}

fn decimal(value: &Value, name: &str) -> Option<Decimal> {
    value.get(name)?.as_str()?.parse().ok()
}

fn exact(
    amount: Option<i64>,
    decimal: Option<&Decimal>,
    currency: &Currency,
) -> Result<ExactMoney, chargebee_runtime::MoneyError> {
    let amount = amount.map(Amount::from_minor);
    ExactMoney::from_fields("price", amount, decimal, Some(currency))
}

fn free(price: &Value) -> Option<Decimal> {
    let whole = Some(number(price, "free_quantity"))
        .filter(|it| *it != 0)
        .map(Decimal::from);
    decimal(price, "free_quantity_in_decimal").or(whole)
}

/// The tiers of a price in the order of their units.
fn tiers(price: &Value) -> Vec<&Value> {
    let tiers = price.get("tiers").and_then(Value::as_array);
    let mut tiers: Vec<&Value> = tiers.into_iter().flatten().collect();
    tiers.sort_by_key(|it| starting_unit(it));
    tiers
}

fn starting_unit(tier: &Value) -> Option<Decimal> {
    let whole = tier.get("starting_unit").and_then(Value::as_i64);
    decimal(tier, "starting_unit_in_decimal").or(whole.map(Decimal::from))
}

/// Whether every tier but the last one ends, and the next one of whole units starts with the unit after it. The rest is checked
/// where amounts are computed.
fn follow_each_other(tiers: &[&Value]) -> bool {
    let unit = |tier: &Value, name: &str| tier.get(name).and_then(Value::as_i64);
    let mut pairs = tiers.iter().zip(tiers.iter().skip(1));
    pairs.all(
        |(before, after)| match (unit(before, "ending_unit"), unit(after, "starting_unit")) {
            (Some(end), Some(start)) => end.checked_add(1) == Some(start),
            (None, _) => decimal(before, "ending_unit_in_decimal").is_some(),
            (Some(_), None) => true,
        },
    )
}

fn tier<'a>(tier: &'a Value, currency: &Currency) -> TierFields<'a> {
    let amount = tier.get("price").and_then(Value::as_i64);
    let end = tier.get("ending_unit").and_then(Value::as_i64);
    TierFields {
        start: starting_unit(tier),
        end: decimal(tier, "ending_unit_in_decimal").or(end.map(Decimal::from)),
        price: exact(amount, decimal(tier, "price_in_decimal").as_ref(), currency),
        charge: tier.get("pricing_type").and_then(Value::as_str),
        package: tier.get("package_size").and_then(Value::as_i64),
    }
}
