//! What is charged, line by line.

use super::{
    Refused,
    change::Change,
    draft::Draft,
    given::Row,
    pricing::{ADDON, Bought, ITEM_PRICE},
    text,
    totals::{Tax, TaxOfLine},
};
use crate::refusal::Refusal;
use chargebee_runtime::Decimal as Exact;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use serde_json::{Value, json};

/// Parameters that would change taxes only where something else than the settings of the site says which there are.
pub(super) const TAXES: [&str; 7] = [
    "tax_profile_id",
    "avalara_tax_code",
    "hsn_code",
    "taxjar_product_code",
    "avalara_sale_type",
    "avalara_transaction_type",
    "avalara_service_type",
];

/// What is charged on one line.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) entity_type: String,
    pub(super) entity_id: Option<String>,
    pub(super) description: String,
    /// That of the price; none where an amount is given.
    pub(super) currency: Option<String>,
    pub(super) model: Option<String>,
    pub(super) quantity: Option<i64>,
    pub(super) quantity_in_decimal: Option<String>,
    pub(super) unit_amount: i64,
    pub(super) unit_amount_in_decimal: Option<String>,
    pub(super) amount: i64,
    pub(super) amount_in_decimal: Option<String>,
    pub(super) tiers: Vec<Tier>,
    /// What it is charged for; now, where it is not said.
    pub(super) from: Option<i64>,
    pub(super) to: Option<i64>,
    /// Whether no tax is on it.
    pub(super) untaxed: bool,
    /// Whether it is for a part of a term.
    pub(super) is_part: bool,
    /// Whether it is for usage.
    pub(super) is_metered: bool,
    /// The line of an invoice that it gives credit for.
    pub(super) reference: Option<String>,
    /// What each discount of the document takes off it.
    pub(super) discounts: Vec<(usize, i64)>,
    /// How much of that is for this line's own item.
    pub(super) item_discount: i64,
    pub(super) taxes: Vec<TaxOfLine>,
}

impl Line {
    pub(super) fn discount(&self) -> i64 {
        self.discounts.iter().map(|it| it.1).sum()
    }

    pub(super) fn tax(&self) -> i64 {
        self.taxes.iter().map(|it| it.amount).sum()
    }
}

/// The part of a line that falls into one tier.
#[derive(Clone, Debug)]
pub(super) struct Tier {
    row: Value,
    quantity: String,
}

impl Tier {
    pub(super) fn new(row: Value, quantity: &Exact) -> Self {
        Self {
            row,
            quantity: quantity.to_string(),
        }
    }

    pub(super) fn price(&self) -> i64 {
        super::number(&self.row, "price")
    }

    /// As an unbilled charge has it.
    pub(super) fn that_was(row: &Value) -> Self {
        let name = |name: &str| row.get(name).cloned().unwrap_or_default();
        let exact = super::text(row, "quantity_used_in_decimal");
        let quantity = match exact.is_empty() {
            true => super::number(row, "quantity_used").to_string(),
            false => exact,
        };
        Self {
            row: json!({
                "starting_unit": name("starting_unit"), "ending_unit": name("ending_unit"),
                "price": name("unit_amount"), "price_in_decimal": name("unit_amount_in_decimal"),
                "starting_unit_in_decimal": name("starting_unit_in_decimal"),
                "ending_unit_in_decimal": name("ending_unit_in_decimal"),
                "pricing_type": name("pricing_type"), "package_size": name("package_size"),
            }),
            quantity,
        }
    }

    /// As an invoice shows it.
    pub(super) fn fill(&self, draft: &mut Draft, line: &str) {
        draft.set("line_item_id", line);
        self.fill_amounts(draft);
    }

    /// The same without the line that it belongs to.
    pub(super) fn fill_amounts(&self, draft: &mut Draft) {
        let of = |name: &str| self.row.get(name).cloned().unwrap_or_default();
        let whole = self
            .quantity
            .split('.')
            .next()
            .and_then(|it| it.parse::<i64>().ok());
        draft
            .set("starting_unit", of("starting_unit"))
            .set("ending_unit", of("ending_unit"))
            .set("quantity_used", whole)
            .set("unit_amount", of("price"))
            .set("starting_unit_in_decimal", of("starting_unit_in_decimal"))
            .set("ending_unit_in_decimal", of("ending_unit_in_decimal"))
            .set("unit_amount_in_decimal", of("price_in_decimal"))
            .set("pricing_type", of("pricing_type"))
            .set("package_size", of("package_size"));
        if of("starting_unit_in_decimal").is_string() || self.quantity.contains('.') {
            draft.set("quantity_used_in_decimal", self.quantity.clone());
        }
    }
}

impl Change<'_> {
    /// Quantity and unit price, by the names that they have here.
    pub(super) fn bought(&mut self, at: impl Fn(&str) -> String) -> Refused<Bought> {
        let mut decimal = |name: &str| self.given.text(&at(name)).and_then(|it| it.parse().ok());
        let quantity_in_decimal = decimal("quantity_in_decimal");
        let unit_price_in_decimal = decimal("unit_price_in_decimal");
        let bought = Bought {
            quantity: self.given.number(&at("quantity")),
            quantity_in_decimal,
            unit_price: self.given.number(&at("unit_price")),
            unit_price_in_decimal,
        };
        if bought.unit_price.is_some_and(|it| it < 0) {
            return Err(Refusal::param(at("unit_price"), "should not be negative"));
        }
        Ok(bought)
    }

    /// The lines that the parameters of a one-time invoice ask for: charge items, addons that do not recur, amounts. What is
    /// added to an invoice has its dates in a group of their own.
    pub(super) fn one_time_lines(&mut self) -> Refused<Vec<Line>> {
        let mut lines = Vec::new();
        let is_adding = self.call.method.starts_with("add_");
        let date = move |member: &str| match is_adding {
            true => format!("line_item[{member}]"),
            false => member.to_owned(),
        };
        for row in self.given.rows("item_prices") {
            lines.push(self.one_time_item(|member| row.at(member))?);
        }
        if self.given.has("item_price") {
            lines.push(self.one_time_item(|member| format!("item_price[{member}]"))?);
        }
        for row in self.given.rows("addons") {
            let id = self.id_in(row, "id")?;
            lines.push(self.one_time_addon(&id, |member| row.at(member))?);
        }
        if let Some(id) = self.given.text("addon_id") {
            let at = |member: &str| match member {
                "date_from" | "date_to" => date(member),
                member => format!("addon_{member}"),
            };
            lines.push(self.one_time_addon(&id, at)?);
        }
        for row in self.given.rows("charges") {
            let amount = self.given.number(&row.at("amount"));
            let description = self.given.text(&row.at("description"));
            let tax = TAXES.map(|it| row.at(it));
            self.given
                .without_effect(&tax.each_ref().map(String::as_str));
            let mut line = self.adhoc(amount, description, &row.at("amount"))?;
            line.untaxed = self.given.flag(&row.at("taxable")) == Some(false);
            self.dates(&mut line, |member| row.at(member));
            lines.push(line);
        }
        if matches!(self.call.method, "charge" | "add_charge") {
            let amount = self.given.number("amount");
            let description = self.given.text("description");
            self.given.without_effect(&TAXES);
            let mut line = self.adhoc(amount, description, "amount")?;
            line.untaxed = self.given.flag("taxable") == Some(false);
            self.dates(&mut line, date);
            lines.push(line);
        }
        Ok(lines)
    }

    /// The member of a row that must be there.
    pub(super) fn id_in(&mut self, row: Row, member: &str) -> Refused<String> {
        let name = row.at(member);
        let id = self.given.text(&name);
        id.ok_or_else(|| Refusal::param(name, "cannot be blank"))
    }

    fn one_time_item(&mut self, at: impl Fn(&str) -> String) -> Refused<Line> {
        let param = at("item_price_id");
        let id = self.given.text(&param);
        let id = id.ok_or_else(|| Refusal::param(param.clone(), "cannot be blank"))?;
        let bought = self.bought(&at)?;
        let mut line = self.line(ITEM_PRICE, &id, &bought, &param)?;
        if line.entity_type != "charge_item_price" {
            return Err(Refusal::param(param, "is no price of a charge item"));
        }
        if let Some(description) = self.given.text(&at("description")) {
            line.description = description;
        }
        self.dates(&mut line, at);
        Ok(line)
    }

    fn one_time_addon(&mut self, id: &str, at: impl Fn(&str) -> String) -> Refused<Line> {
        let bought = self.bought(&at)?;
        let mut line = self.line(ADDON, id, &bought, &at("id"))?;
        let addon = self.find(ADDON, id)?;
        if text(addon, "charge_type") == "recurring" {
            return Err(Refusal::param(at("id"), "recurs: it takes a subscription"));
        }
        self.dates(&mut line, at);
        Ok(line)
    }

    fn dates(&mut self, line: &mut Line, at: impl Fn(&str) -> String) {
        line.from = self.given.number(&at("date_from"));
        line.to = self.given.number(&at("date_to"));
    }

    fn adhoc(
        &self,
        amount: Option<i64>,
        description: Option<String>,
        param: &str,
    ) -> Refused<Line> {
        let amount = amount.filter(|it| *it > 0);
        let amount = amount.ok_or_else(|| Refusal::param(param, "should be above zero"))?;
        Ok(Line {
            entity_type: "adhoc".to_owned(),
            description: description.unwrap_or_else(|| "charge".to_owned()),
            quantity: Some(1),
            unit_amount: amount,
            amount,
            ..Line::default()
        })
    }

    /// The one currency of some lines, and of what else names one; that of the site where nothing does.
    pub(super) fn one_currency(
        &self,
        lines: &[Line],
        others: impl IntoIterator<Item = Option<String>>,
    ) -> Refused<String> {
        let others = others.into_iter().flatten().filter(|it| !it.is_empty());
        let all = lines
            .iter()
            .filter_map(|it| it.currency.clone())
            .chain(others);
        let mut found: Option<String> = None;
        for currency in all {
            match &found {
                Some(first) if *first != currency => {
                    let what = format!("{first} beside {currency}");
                    return Err(self.not_computed(&what));
                }
                _ => found = Some(currency),
            }
        }
        Ok(found.unwrap_or_else(|| self.site().currency.clone()))
    }

    /// What lines come to.
    pub(super) fn total(&self, lines: &[Line]) -> Refused<i64> {
        (lines.iter()).try_fold(0, |sum, line| self.sum(sum, line.amount))
    }

    /// A line as an invoice or credit note shows it; v1 says what kind of charge it is.
    pub(super) fn line_item(
        &self,
        of: &Draft,
        (id, line): (&str, &Line),
        term: (i64, i64),
        taxes: &[Tax],
    ) -> Value {
        let Some(mut row) = self.row(of, "line_items") else {
            return json!({});
        };
        let is_setup = line.entity_type == "plan_setup";
        row.set("id", id)
            .set("date_from", line.from.unwrap_or(term.0))
            .set("date_to", line.to.unwrap_or(term.1))
            .set("unit_amount", line.unit_amount)
            .set("quantity", line.quantity)
            .set("amount", line.amount)
            .set("pricing_model", line.model.clone())
            .set("is_taxed", !line.taxes.is_empty())
            .set("tax_amount", line.tax())
            .set("tax", line.tax())
            .set("metered", Some(true).filter(|_| line.is_metered))
            .set("discount_amount", line.discount())
            .set("item_level_discount_amount", line.item_discount)
            .set("reference_line_item_id", line.reference.clone())
            .set(
                "unit_amount_in_decimal",
                line.unit_amount_in_decimal.clone(),
            )
            .set("quantity_in_decimal", line.quantity_in_decimal.clone())
            .set("amount_in_decimal", line.amount_in_decimal.clone())
            .set("description", line.description.clone())
            .set("entity_id", line.entity_id.clone())
            .set("subscription_id", of.get("subscription_id").cloned())
            .set("customer_id", of.get("customer_id").cloned());
        if !line.taxes.is_empty() {
            let rate: Decimal = taxes.iter().map(|it| it.percent).sum();
            row.set("tax_rate", rate.to_f64());
        }
        if self.is_v1() {
            let kind = match line.is_part {
                _ if is_setup => "setup_charge",
                true => "prorated_charge",
                false => "charge",
            };
            row.set("type", kind);
            row.set(
                "entity_type",
                if is_setup { "plan" } else { &line.entity_type },
            );
        } else {
            row.set("entity_type", line.entity_type.clone());
        }
        row.into_value()
    }
}
