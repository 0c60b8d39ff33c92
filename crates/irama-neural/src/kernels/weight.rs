//! How a weight is stored: 32 bits, the upper 16 of them, or a whole number of 8 bits.
//!
//! Widening is exact, so the precision is a property of the weights and never of the machine.

use super::tile::Vector;

/// A stored weight.
#[allow(unsafe_code, reason = "see the parent module's documentation")]
pub(crate) trait Weight: Copy + Default + Send + Sync {
    /// Reads as many weights as `V` has lanes.
    ///
    /// # Safety
    ///
    /// The weights must be there, and the instruction set of `V`.
    unsafe fn load<V: Vector>(from: *const Self) -> V;
}

#[allow(unsafe_code, reason = "see the parent module's documentation")]
impl Weight for f32 {
    #[inline(always)]
    unsafe fn load<V: Vector>(from: *const Self) -> V {
        // SAFETY: the caller vouches for the weights and the instruction set.
        unsafe { V::load(from) }
    }
}

/// The upper half of a 32-bit float: its sign, exponent and seven bits.
#[allow(unsafe_code, reason = "see the parent module's documentation")]
impl Weight for u16 {
    #[inline(always)]
    unsafe fn load<V: Vector>(from: *const Self) -> V {
        // SAFETY: the caller vouches for the weights and the instruction set.
        unsafe { V::load_bf16(from) }
    }
}

#[allow(unsafe_code, reason = "see the parent module's documentation")]
impl Weight for i8 {
    #[inline(always)]
    unsafe fn load<V: Vector>(from: *const Self) -> V {
        // SAFETY: the caller vouches for the weights and the instruction set.
        unsafe { V::load_i8(from) }
    }
}
