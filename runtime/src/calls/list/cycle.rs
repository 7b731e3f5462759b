//! Lists that never end.

use super::Offset;

/// Finds offsets that lead back to one that was there before.
///
/// One offset is remembered as a landmark, and a new one at every power of two (Brent's method), so that cycles of any length
/// are found with the memory of one offset: at the latest when a walk has gone round for the third time.
#[derive(Clone, Debug)]
pub(super) struct Cycle {
    landmark: Option<Offset>,
    steps: u64,
    until: u64,
}

impl Cycle {
    pub(super) fn new(start: Option<Offset>) -> Self {
        Self {
            landmark: start,
            steps: 0,
            until: 1,
        }
    }

    /// Notes that the walk goes on at `next`; `false` where it was there before.
    pub(super) fn step(&mut self, next: &Offset) -> bool {
        if self.landmark.as_ref() == Some(next) {
            return false;
        }
        self.steps += 1;
        if self.steps == self.until {
            self.landmark = Some(next.clone());
            self.until = self.until.saturating_mul(2);
            self.steps = 0;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many steps a walk takes over `lead` offsets into a cycle of `length` before it is stopped.
    fn steps(lead: u64, length: u64) -> u64 {
        let mut cycle = Cycle::new(None);
        let mut at = 0;
        for count in 1.. {
            let next = if at + 1 < lead + length { at + 1 } else { lead };
            if !cycle.step(&Offset::from(next.to_string())) {
                return count;
            }
            assert!(
                count < 100_000,
                "a cycle of {length} after {lead} went unnoticed"
            );
            at = next;
        }
        0
    }

    #[test]
    fn every_cycle_is_found_soon() {
        for lead in 0..40 {
            for length in 1..40 {
                let (steps, bound) = (steps(lead, length), 3 * (lead + length));
                assert!(steps <= bound.max(2), "{lead} {length}: {steps}");
            }
        }
    }

    #[test]
    fn a_list_without_a_cycle_goes_on() {
        let mut cycle = Cycle::new(Some(Offset::from("start")));
        assert!((0..10_000).all(|at| cycle.step(&Offset::from(at.to_string()))));
    }
}
