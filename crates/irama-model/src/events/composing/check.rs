//! Whether the numbers of a brief are in their ranges.

use irama_events::{FIELDS, SHORTEST_PASSAGE};

use super::{brief::Brief, unmet::Unmet};
use crate::ModelError;

/// The largest limit of copying.
const MAX_COPIED: usize = 100_000;
/// Ways that can be tried side by side.
const MAX_PARTICLES: usize = 4_096;

impl Brief {
    /// The first number that is out of its range, or what asks for a piece that is not there.
    pub(super) fn check(&self, has_material: bool) -> Result<(), ModelError> {
        let unusable =
            |name, value: String, wanted| Err(ModelError::Setting { name, value, wanted });
        let is_rewriting =
            !self.fill.is_empty() || !self.lock.is_empty() || !self.lock_notes.is_empty();
        let least = u64::from(!is_rewriting);
        if let Some(n) = self.bars.filter(|it| !(least..=100_000).contains(it)) {
            return unusable("number of bars", n.to_string(), "1 to 100,000");
        }
        if self.stop_after == Some(0) {
            return unusable("bar to stop after", "0".into(), "1 or more");
        }
        let temperatures = FIELDS.map(|it| self.temperature.of(it));
        if let Some(it) = temperatures.iter().find(|it| !(0.0..=100.0).contains(*it)) {
            return unusable("temperature", it.to_string(), "0 to 100");
        }
        if self.top_k == Some(0) {
            return unusable("top-k", "0".into(), "1 or more");
        }
        if let Some(p) = self.top_p.filter(|it| !(*it > 0.0 && *it <= 1.0)) {
            return unusable("top-p", p.to_string(), "above 0, at most 1");
        }
        if let Some(p) = self.min_p.filter(|it| !(0.0..=1.0).contains(it)) {
            return unusable("min-p", p.to_string(), "0 to 1");
        }
        if let Some(tempo) = self.tempo.filter(|it| !(4.0..=1_000.0).contains(it)) {
            return unusable("tempo", tempo.to_string(), "4 to 1,000 beats a minute");
        }
        if self.parts.as_ref().is_some_and(Vec::is_empty) {
            return unusable("number of parts", "0".into(), "1 or more");
        }
        if let Some(n) = self.particles.filter(|it| !(1..=MAX_PARTICLES).contains(it)) {
            return unusable("number of particles", n.to_string(), "1 to 4,096");
        }
        let limits = [self.copy_limit, self.drum_copy_limit];
        let is_limit = |it: &usize| (SHORTEST_PASSAGE - 1..=MAX_COPIED).contains(it);
        if let Some(n) = limits.into_iter().flatten().find(|it| !is_limit(it)) {
            let wanted = "7 or more, up to 100,000: shorter passages are not told apart";
            return unusable("copy limit", n.to_string(), wanted);
        }
        if is_rewriting && !has_material {
            return Err(Unmet::NoPiece.into());
        }
        Ok(())
    }
}
