//! What becomes of digits that there is no room for.

use std::cmp::Ordering;

/// What becomes of digits that there is no room for. Nothing here rounds without being told how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rounding {
    /// To the nearer, and a half to the even digit: 2.5 becomes 2, and 3.5 becomes 4. How the API rounds line items.
    HalfEven,
    /// To the nearer, and a half away from zero: 2.5 becomes 3, and -2.5 becomes -3.
    HalfUp,
    /// Towards zero: the digits are cut off.
    Down,
    /// Away from zero.
    Up,
    /// Towards the smaller number: -2.1 becomes -3.
    Floor,
    /// Towards the larger number: -2.9 becomes -2.
    Ceiling,
}

impl Rounding {
    /// Whether the last digit that is kept grows by one, where what is cut off is not zero. `half` compares that with a half.
    pub(super) fn grows(self, negative: bool, odd: bool, half: Ordering) -> bool {
        match self {
            Self::HalfEven => half.is_gt() || (half.is_eq() && odd),
            Self::HalfUp => half.is_ge(),
            Self::Down => false,
            Self::Up => true,
            Self::Floor => negative,
            Self::Ceiling => !negative,
        }
    }
}
