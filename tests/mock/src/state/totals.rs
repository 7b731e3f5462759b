//! What the lines of a document come to: what is taken off each of them, which taxes are on it, and where that is rounded.

use super::{
    Refused, change::Change, discounts::Discount, draft::Draft, lines::Line, number, text, there,
};
use crate::site::{PriceType, TaxRounding};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive as _};
use serde_json::Value;

/// A tax that is on a document.
#[derive(Clone, Debug)]
pub(super) struct Tax {
    pub(super) name: String,
    pub(super) percent: Decimal,
}

/// The part of a tax that is on one line.
#[derive(Clone, Debug)]
pub(super) struct TaxOfLine {
    /// Which of the taxes of the document.
    pub(super) tax: usize,
    pub(super) taxable: i64,
    pub(super) amount: i64,
}

/// What a document comes to.
#[derive(Clone, Debug, Default)]
pub(super) struct Totals {
    /// All lines together.
    pub(super) lines: i64,
    /// What each discount takes off.
    pub(super) taken: Vec<i64>,
    pub(super) taxes: Vec<Tax>,
    pub(super) tax: i64,
    pub(super) total: i64,
}

/// To the nearest whole, halves away from zero.
pub(super) fn rounded(exact: Decimal) -> Option<i64> {
    let strategy = RoundingStrategy::MidpointAwayFromZero;
    exact.round_dp_with_strategy(0, strategy).to_i64()
}

/// Parts of an amount in proportion to weights, which together are the amount: each is rounded down, and what is left goes to those
/// that lost most by it, one by one. Without any weight there are no parts.
pub(super) fn apportion(amount: i64, weights: &[i64]) -> Vec<i64> {
    let all: i128 = weights.iter().map(|it| i128::from(*it)).sum();
    if all <= 0 {
        return vec![0; weights.len()];
    }
    let exact = weights
        .iter()
        .map(|it| i128::from(amount) * i128::from(*it));
    let exact: Vec<(i128, i128)> = exact
        .map(|it| (it.div_euclid(all), it.rem_euclid(all)))
        .collect();
    let mut left = i128::from(amount) - exact.iter().map(|it| it.0).sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(exact[*at].1));
    let mut parts: Vec<i128> = exact.iter().map(|it| it.0).collect();
    for at in order {
        if left <= 0 {
            break;
        }
        parts[at] += 1;
        left -= 1;
    }
    // A part is never more than the amount, which fits.
    parts
        .into_iter()
        .map(|it| i64::try_from(it).unwrap_or(amount))
        .collect()
}

impl Change<'_> {
    /// What lines come to for a customer, with what is taken off and the taxes noted on each of them.
    pub(super) fn totals(
        &self,
        lines: &mut [Line],
        discounts: &[Discount],
        currency: &str,
        (customer, address): (&Draft, Option<&Value>),
    ) -> Refused<Totals> {
        let sum = self.total(lines)?;
        let taken = self.take_off(discounts, lines, currency)?;
        let taxes = self.taxes_for(customer, address)?;
        let tax = self.tax(lines, &taxes)?;
        let less = self.less(sum, self.sum_of(taken.iter().copied())?)?;
        let total = match self.site().taxes.price_type {
            PriceType::TaxExclusive => self.sum(less, tax)?,
            PriceType::TaxInclusive => less,
        };
        Ok(Totals {
            lines: sum,
            taken,
            taxes,
            tax,
            total,
        })
    }

    /// Shows what the currency of a document is worth in that of the site, where the site says so.
    pub(super) fn show_rate(&self, document: &mut Draft, currency: &str) {
        let site = self.site();
        let rate = match currency == site.currency {
            true => Some(1.0),
            false => site
                .exchange_rates
                .get(currency)
                .and_then(|it| it.parse::<f64>().ok()),
        };
        document
            .set("base_currency_code", site.currency.clone())
            .set("exchange_rate", rate);
    }

    /// How the site says its prices.
    pub(super) fn price_type(&self) -> &'static str {
        match self.site().taxes.price_type {
            PriceType::TaxExclusive => "tax_exclusive",
            PriceType::TaxInclusive => "tax_inclusive",
        }
    }

    /// Whether the taxes of an invoice come on top of its lines, as the site said its prices when it was raised.
    pub(super) fn is_taxed_on_top(&self, invoice: &Draft) -> bool {
        let raised = invoice.some("price_type");
        raised.as_deref().unwrap_or(self.price_type()) == "tax_exclusive"
    }

    /// The taxes of a customer, by the country that is shipped to, else by the one that is billed.
    fn taxes_for(&self, customer: &Draft, address: Option<&Value>) -> Refused<Vec<Tax>> {
        if customer.text("taxability") == "exempt" {
            return Ok(Vec::new());
        }
        let address = address.or_else(|| customer.get("billing_address"));
        let country = address.map(|it| text(it, "country")).unwrap_or_default();
        let rates = self.site().taxes.rates.iter();
        let here = rates.filter(|it| it.country.as_ref().is_none_or(|it| *it == country));
        here.map(|it| {
            let percent = it.rate.parse::<Decimal>();
            let percent =
                percent.map_err(|_| self.not_computed(&format!("the tax rate {}", it.rate)))?;
            Ok(Tax {
                name: it.name.clone(),
                percent,
            })
        })
        .collect()
    }

    /// Notes taxes on lines; what they come to together.
    fn tax(&self, lines: &mut [Line], taxes: &[Tax]) -> Refused<i64> {
        let beyond = || self.not_computed("an amount beyond 64 bits");
        let hundred = Decimal::ONE_HUNDRED;
        let all: Decimal = taxes.iter().map(|it| it.percent).sum();
        let settings = &self.site().taxes;
        // How much of what is paid is a tax.
        let share = |tax: &Tax| match settings.price_type {
            PriceType::TaxExclusive => tax.percent / hundred,
            PriceType::TaxInclusive => tax.percent / (hundred + all),
        };
        let bases: Vec<i64> = lines
            .iter()
            .map(|it| {
                if it.untaxed {
                    0
                } else {
                    it.amount - it.discount()
                }
            })
            .collect();
        let mut amounts: Vec<Vec<i64>> = Vec::new();
        for tax in taxes {
            let of = |base: i64| {
                Decimal::from(base)
                    .checked_mul(share(tax))
                    .and_then(rounded)
            };
            let parts = match settings.rounding {
                TaxRounding::Line => bases.iter().map(|it| of(*it)).collect::<Option<Vec<_>>>(),
                TaxRounding::Document => {
                    let base = self.sum_of(bases.iter().copied())?;
                    of(base).map(|it| apportion(it, &bases))
                }
            };
            amounts.push(parts.ok_or_else(beyond)?);
        }
        for (at, line) in lines.iter_mut().enumerate() {
            line.taxes.clear();
            let own: i64 = amounts.iter().map(|it| it[at]).sum();
            let taxable = match settings.price_type {
                PriceType::TaxExclusive => bases[at],
                PriceType::TaxInclusive => bases[at] - own,
            };
            if line.untaxed {
                continue;
            }
            for (tax, parts) in amounts.iter().enumerate() {
                line.taxes.push(TaxOfLine {
                    tax,
                    taxable,
                    amount: parts[at],
                });
            }
        }
        self.sum_of(lines.iter().map(Line::tax))
    }

    /// Shows what the lines of a document come to, and where that is from; its lines were added before.
    pub(super) fn show_totals(
        &self,
        document: &mut Draft,
        totals: &Totals,
        discounts: &[Discount],
    ) {
        document
            .set("price_type", self.price_type())
            .set_where_had("tax", totals.tax);
        for (discount, amount) in discounts.iter().zip(&totals.taken) {
            // A credit note has those of its lines only.
            if *amount == 0 && document.has("allocations") {
                continue;
            }
            self.show_discount(document, discount, *amount);
        }
        self.show_taxes(document);
    }

    /// The taxes of a document, each with what it comes to on all lines.
    pub(super) fn show_taxes(&self, document: &mut Draft) {
        let mut sums: Vec<(String, i64)> = Vec::new();
        let of_lines = match self.is_v1() {
            // The first version has no list of the taxes of lines, and one rate at most is shown on a line.
            true => Vec::new(),
            false => document.list("line_item_taxes").to_vec(),
        };
        for row in of_lines {
            let name = text(&row, "tax_name");
            let amount = number(&row, "tax_amount");
            match sums.iter_mut().find(|it| it.0 == name) {
                Some(sum) => sum.1 += amount,
                None => sums.push((name, amount)),
            }
        }
        self.show_sums(document, sums);
    }

    fn show_sums(&self, document: &mut Draft, sums: Vec<(String, i64)>) {
        document.remove(&["taxes"]);
        for (name, amount) in sums {
            if let Some(mut row) = self.row(document, "taxes") {
                row.set("name", name.clone())
                    .set("description", name)
                    .set("amount", amount);
                document.push("taxes", row.into_value());
            }
        }
    }

    /// The same for the first version, from the lines themselves.
    pub(super) fn show_taxes_of(&self, document: &mut Draft, lines: &[Line], taxes: &[Tax]) {
        let sum = |at: usize| {
            let of_line = lines.iter().flat_map(|it| &it.taxes);
            of_line
                .filter(|it| it.tax == at)
                .map(|it| it.amount)
                .sum::<i64>()
        };
        let sums = taxes
            .iter()
            .enumerate()
            .map(|(at, it)| (it.name.clone(), sum(at)));
        let on_any = lines.iter().any(|it| !it.taxes.is_empty());
        self.show_sums(document, sums.filter(|_| on_any).collect());
    }

    /// Shows the discounts and taxes of one line of a document.
    pub(super) fn show_parts(
        &self,
        document: &mut Draft,
        (id, line): (&str, &Line),
        (discounts, taxes): (&[Discount], &[Tax]),
    ) {
        for (at, amount) in line.discounts.iter().filter(|it| it.1 > 0) {
            let (Some(discount), Some(mut row)) = (
                discounts.get(*at),
                self.row(document, "line_item_discounts"),
            ) else {
                continue;
            };
            row.set("line_item_id", id)
                .set("discount_type", discount.kind())
                .set("coupon_id", discount.coupon.clone())
                .set("entity_id", discount.coupon.clone())
                .set("discount_amount", *amount);
            document.push("line_item_discounts", row.into_value());
        }
        for part in &line.taxes {
            let (Some(tax), Some(mut row)) =
                (taxes.get(part.tax), self.row(document, "line_item_taxes"))
            else {
                continue;
            };
            row.set("line_item_id", id)
                .set("tax_name", tax.name.clone())
                .set("tax_rate", tax.percent.to_f64())
                .set("taxable_amount", part.taxable)
                .set("tax_amount", part.amount);
            document.push("line_item_taxes", row.into_value());
        }
    }

    /// Whether something that is sold has taxes on it. It has where nothing says otherwise.
    pub(super) fn is_taxable(&self, price: &Value) -> bool {
        let said = there(price, "is_taxable").or(there(price, "taxable"));
        said.and_then(Value::as_bool).unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_whole_and_go_by_weight() {
        assert_eq!(apportion(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(apportion(3, &[15, 15]), [2, 1]);
        assert_eq!(apportion(10, &[0, 5, 0]), [0, 10, 0]);
        assert_eq!(apportion(10, &[]), Vec::<i64>::new());
        assert_eq!(apportion(7, &[0, 0]), [0, 0]);
        assert_eq!(
            apportion(i64::MAX, &[i64::MAX, i64::MAX])
                .iter()
                .map(|it| i128::from(*it))
                .sum::<i128>(),
            i128::from(i64::MAX)
        );
        for amount in 0..200 {
            assert_eq!(
                apportion(amount, &[7, 11, 13, 1]).iter().sum::<i64>(),
                amount
            );
        }
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        let half = |digits: &str| rounded(digits.parse().expect("a number"));
        assert_eq!(
            (half("0.5"), half("1.5"), half("-0.5"), half("1.49")),
            (Some(1), Some(2), Some(-1), Some(1))
        );
    }
}
