use super::*;
use crate::{Amount, CurrencyTable};

fn format(locale: &str) -> MoneyFormat {
    MoneyFormat::new(locale).expect(locale)
}

fn money(text: &str) -> Money {
    text.parse().expect("money")
}

#[test]
fn each_language_has_its_symbols_separators_and_digits() {
    let cases = [
        ("en", "USD 1234567.80", "$1,234,567.80"),
        ("en", "USD -0.05", "-$0.05"),
        ("en", "CAD 10.00", "CA$10.00"),
        ("en-CA", "CAD 10.00", "$10.00"),
        ("de", "EUR 1234.50", "1.234,50\u{a0}€"),
        ("de", "EUR -1234.50", "-1.234,50\u{a0}€"),
        ("de-CH", "CHF 1234.50", "CHF\u{a0}1'234.50"),
        ("fr", "EUR 1234567.80", "1\u{202f}234\u{202f}567,80\u{a0}€"),
        ("ja", "JPY 1234567", "￥1,234,567"),
        ("en", "JPY 15", "¥15"),
        ("ja", "USD 8.95", "$8.95"),
        ("en-IN", "INR 12345678.90", "₹1,23,45,678.90"),
        ("hi", "INR 12345678.90", "₹1,23,45,678.90"),
        ("hi-u-nu-deva", "INR 1234567.89", "₹१२,३४,५६७.८९"),
        ("ar-EG", "EGP 1234.50", "\u{200f}١٬٢٣٤٫٥٠\u{a0}ج.م.\u{200f}"),
        (
            "ar-EG",
            "EGP -1234.50",
            "\u{61c}-\u{200f}١٬٢٣٤٫٥٠\u{a0}ج.م.\u{200f}",
        ),
        // What the data does not know is its code.
        ("de", "ABC 1234.50", "1.234,50\u{a0}ABC"),
        ("en", "ABC 1234.50", "ABC\u{a0}1,234.50"),
    ];
    for (locale, price, written) in cases {
        let found = format(locale).format(&money(price));
        assert_eq!(found, written, "{locale}: {price}");
    }
}

/// CLDR has cash in mind: it rounds dinars to whole ones, and those of Kuwait to thousandths, where the API counts hundredths.
#[test]
fn every_decimal_is_shown_that_an_amount_counts_and_nothing_is_rounded() {
    for (price, written) in [
        ("IQD 12.34", "IQD\u{a0}12.34"),
        ("RSD 100.50", "RSD\u{a0}100.50"),
        ("KWD 1.23", "KWD\u{a0}1.23"),
        ("HUF 0.01", "HUF\u{a0}0.01"),
    ] {
        assert_eq!(format("en").format(&money(price)), written);
    }
    let kwd = CurrencyTable::new().with("KWD", 3).currency("KWD");
    let dinars = Money::new(Amount::from_minor(1_234_567), kwd);
    assert_eq!(format("en").format(&dinars), "KWD\u{a0}1,234.567");
    let (least, most) = (i64::MIN, i64::MAX);
    let of = |minor| Money::new(Amount::from_minor(minor), "USD".into());
    assert_eq!(
        format("en").format(&of(least)),
        "-$92,233,720,368,547,758.08"
    );
    assert_eq!(format("en").format(&of(most)), "$92,233,720,368,547,758.07");
    for (price, written) in [
        ("USD 0.0765", "$0.0765"),
        ("USD 8", "$8.00"),
        ("USD 8.950", "$8.950"),
        (
            "USD 12345678901234567890123456789.012345678901234567890123456789",
            "$12,345,678,901,234,567,890,123,456,789.012345678901234567890123456789",
        ),
    ] {
        let price: ExactMoney = price.parse().expect("a price");
        assert_eq!(format("en").format_exact(&price), written);
    }
}

#[test]
fn the_currency_stands_there_as_asked_for() {
    let price = money("CAD -10.00");
    let en = || format("en");
    assert_eq!(en().unit(Unit::NarrowSymbol).format(&price), "-$10.00");
    assert_eq!(en().unit(Unit::Code).format(&price), "-CAD\u{a0}10.00");
    assert_eq!(en().accounting().format(&price), "(CA$10.00)");
}

#[test]
fn what_has_no_form_is_written_as_it_is() {
    let odd = Money::new(Amount::from_minor(1234), Currency::new("US$"));
    assert_eq!(format("de").format(&odd), odd.to_string());
    let long: ExactMoney = format!("USD 0.{}", "1".repeat(300))
        .parse()
        .expect("a price");
    assert_eq!(format("de").format_exact(&long), long.to_string());
    for locale in ["", "german", "de_", "d", "de-"] {
        assert_eq!(
            MoneyFormat::new(locale).err(),
            Some(LocaleError(())),
            "{locale}"
        );
    }
    // A language that nobody speaks is no error.
    assert!(format("qx").format(&money("USD 8.95")).contains("8.95"));
}
