//! How a weight is stored: in 32 bits or in the upper 16 of them.
//!
//! Widening is exact, so the precision is a property of the weights and never of the machine.

use super::vector::Vector;

/// Columns whose short weights stand in the lower halves of words; as many follow in the upper ones.
const HALF: usize = 16;

/// A stored weight.
#[allow(unsafe_code, reason = "see the parent module's documentation")]
pub(crate) trait Weight: Copy + Default + Send + Sync {
    /// Reads as many weights as `V` has lanes, from `column` on, of the columns at `from`.
    ///
    /// # Safety
    ///
    /// The weights must be there, and the instruction set of `V`.
    unsafe fn load<V: Vector>(from: *const Self, column: usize) -> V;
}

#[allow(unsafe_code, reason = "see the parent module's documentation")]
impl Weight for f32 {
    #[inline(always)]
    unsafe fn load<V: Vector>(from: *const Self, column: usize) -> V {
        // SAFETY: the caller vouches for the weights and the instruction set.
        unsafe { V::load(from.add(column)) }
    }
}

/// The upper half of a 32-bit float: its sign, exponent and seven bits.
///
/// Of 32 columns, the weights of column `c` and `c + 16` share a word, so that a shift and a mask
/// widen a register of words to two of floats; [`short_place`] tells where a column stands.
#[allow(unsafe_code, reason = "see the parent module's documentation")]
impl Weight for u16 {
    #[inline(always)]
    unsafe fn load<V: Vector>(from: *const Self, column: usize) -> V {
        let is_upper = column / HALF % 2 == 1;
        // SAFETY: the caller vouches for the weights and the instruction set; the words of half a
        // panel end where the panel does.
        unsafe { V::load_halves(from.add(short_place(column) / 2 * 2).cast(), is_upper) }
    }
}

/// Where the short weight of a column stands among those of its row.
#[inline(always)]
pub(crate) fn short_place(column: usize) -> usize {
    let within = column % (2 * HALF);
    column - within + within % HALF * 2 + within / HALF
}
