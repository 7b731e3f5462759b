//! What says the currency of an amount.

use super::Currency;

/// What holds the currency of the amounts in a `T`: the resource that encloses it, or a [`Currency`] given by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say the currency of a `{T}`",
    note = "give the resource that holds it, such as the invoice of a line item, or a `&Currency`"
)]
pub trait CurrencyOf<T> {
    /// The currency, where the API sent it.
    fn currency_of(&self) -> Option<&Currency>;
}

impl<T> CurrencyOf<T> for Currency {
    fn currency_of(&self) -> Option<&Currency> {
        Some(self)
    }
}

/// The content of an event holds its resources in boxes.
#[diagnostic::do_not_recommend]
impl<T, H: CurrencyOf<T>> CurrencyOf<T> for Box<H> {
    fn currency_of(&self) -> Option<&Currency> {
        (**self).currency_of()
    }
}

/// What has a currency of its own: a resource with a `currency_code`, or a [`Currency`] itself. What the `currency_of` of a request
/// takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no currency of its own",
    note = "give a resource with a `currency_code`, such as the invoice that is paid, or a `&Currency`"
)]
pub trait HasCurrency {
    /// The currency, where the API sent it.
    fn currency_code(&self) -> Option<&Currency>;
}

impl HasCurrency for Currency {
    fn currency_code(&self) -> Option<&Currency> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<H: HasCurrency> HasCurrency for Box<H> {
    fn currency_code(&self) -> Option<&Currency> {
        (**self).currency_code()
    }
}
