//! The values as fields of records.

use super::{Field, Slot, Value};
use crate::{Amount, Currency, Decimal, Id, Json, Timestamp, TimestampMillis};

macro_rules! values {
    ($($type:ty [$($generic:ident),*], $self:ident: $empty:expr, $slot:ident($place:expr), $view:expr;)*) => { $(
        impl<$($generic),*> Value for $type {
            fn empty() -> Self {
                $empty
            }
            fn place(&mut $self) -> Slot<'_> {
                Slot::$slot($place)
            }
            fn view(&$self) -> Field<'_> {
                Field::$slot($view)
            }
        }
    )* };
}

values! {
    Amount [], self: Self::ZERO, Int(self.minor_mut()), self.minor();
    Currency [], self: Self::empty(), Currency(self), self;
    Decimal [], self: 0_i64.into(), Decimal(self), self;
    Id<R, P> [R, P], self: Self::new(String::new()), Text(self.text_mut()), self.as_str();
    Json [], self: Self::null(), Json(self), self;
    Timestamp [], self: Self::from_seconds(0), Int(self.count_mut()), self.as_seconds();
    TimestampMillis [], self: Self::from_milliseconds(0), Int(self.count_mut()), self.as_milliseconds();
}
