//! The inner loops, once for each instruction set, with the same bits from all of them.
//!
//! Every output of a product is one chain of fused multiply-adds in the order of k, and every
//! activation one polynomial ([`maths`]), so the width of a register, the number of rows at once
//! and the order of the outputs change nothing. This module and its children hold the only
//! `unsafe` code of the project: [`tile`] for the products, the calls below that enter code
//! compiled for instructions which the processor was asked for first, and on one system the name of a function
//! of the C library (`fused`).

pub mod maths;

mod elementwise;
#[cfg(any(test, all(windows, target_env = "gnu")))]
mod fused;
#[cfg(all(test, unix))]
mod guarded;
mod tile;
mod vector;
mod weight;

pub(crate) use elementwise::{AdamStep, DropoutKey, GateGradients, NextState, NormGradients};

pub(crate) use tile::{Columns, PANEL, Panel, Rows, Start, WIDE};
pub(crate) use weight::{Weight, short_place};

/// The kernels in use: one instruction set that this machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernels(Isa);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Isa {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Kernels {
    /// The fastest that this machine has.
    pub fn best() -> Self {
        Self::available().last().copied().unwrap_or(Self::PORTABLE)
    }

    /// Plain Rust with `mul_add`: slow where the processor has no fused multiply-add at hand.
    pub const PORTABLE: Self = Self(Isa::Portable);

    /// All that this machine has, the slowest first.
    pub fn available() -> Vec<Self> {
        let mut all = vec![Self::PORTABLE];
        #[cfg(target_arch = "x86_64")]
        {
            let has_avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            if has_avx2 {
                all.push(Self(Isa::Avx2));
            }
            if has_avx2 && is_x86_feature_detected!("avx512f") {
                all.push(Self(Isa::Avx512));
            }
        }
        #[cfg(target_arch = "aarch64")]
        all.push(Self(Isa::Neon));
        all
    }

    /// The kernels called `name`, if this machine has them.
    pub fn named(name: &str) -> Option<Self> {
        Self::available().into_iter().find(|it| it.name() == name)
    }

    /// `portable`, `avx2`, `avx512` or `neon`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Isa::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => "avx512",
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => "neon",
        }
    }
}

/// Makes a method that runs one safe, inlined body compiled anew for each instruction set.
///
/// A macro, because the features of a function cannot be a parameter.
macro_rules! for_each_isa {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $kind:ty),* $(,)?) = $body:path;)*) => {
        impl Kernels {
            $($(#[$doc])*
            pub(crate) fn $name(self, $($arg: $kind),*) {
                #[cfg(target_arch = "x86_64")]
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $kind),*) {
                    $body($($arg),*);
                }
                #[cfg(target_arch = "x86_64")]
                #[target_feature(enable = "avx2,fma,avx512f")]
                fn avx512($($arg: $kind),*) {
                    $body($($arg),*);
                }
                match self.0 {
                    Isa::Portable => $body($($arg),*),
                    #[cfg(target_arch = "x86_64")]
                    // SAFETY: `available` makes this value only where the processor has AVX2 and FMA.
                    #[allow(unsafe_code, reason = "see the module's documentation")]
                    Isa::Avx2 => unsafe { avx2($($arg),*) },
                    #[cfg(target_arch = "x86_64")]
                    // SAFETY: `available` makes this value only where the processor has AVX-512 too.
                    #[allow(unsafe_code, reason = "see the module's documentation")]
                    Isa::Avx512 => unsafe { avx512($($arg),*) },
                    #[cfg(target_arch = "aarch64")]
                    Isa::Neon => $body($($arg),*),
                }
            })*
        }
    };
}

for_each_isa! {
    /// Activates the gates of rows and moves their cells on; see [`elementwise::lstm_forward`].
    fn lstm_forward(gates: [&mut [f32]; 4], state: NextState<'_>) = elementwise::lstm_forward;
    /// The same for one group of 32 units; see [`elementwise::lstm_step`].
    fn lstm_step(gates: &mut [f32], cells: &mut [f32], hidden: &mut [f32]) = elementwise::lstm_step;
    /// Turns gates into the gradients of their sums; see [`elementwise::lstm_backward`].
    fn lstm_backward(
        gates: [&mut [f32]; 4], rows: GateGradients<'_>,
    ) = elementwise::lstm_backward;
    /// Moves weights against their gradients; see [`elementwise::adam`].
    fn adam(
        weights: &mut [f32], gradients: &[f32], first: &mut [f32], second: &mut [f32],
        average: &mut [f32], step: AdamStep,
    ) = elementwise::adam;
    /// Adds the squares of values to a sum; see [`elementwise::add_squares`].
    fn add_squares(values: &[f32], sum: &mut f32) = elementwise::add_squares;
    /// Turns logits into probabilities times `scale`; see [`elementwise::softmax`].
    fn softmax(logits: &mut [f32], scale: f32, total: &mut [f32; 2]) = elementwise::softmax;
    /// Drops values by chance; see [`elementwise::dropout`].
    fn dropout(values: &mut [f32], first_index: u32, key: DropoutKey) = elementwise::dropout;
    /// Adds `(x − mean) · y`, or its square where there is no y, value by value.
    fn add_centred_products(
        sum: &mut [f32], x: &[f32], mean: &[f32], y: Option<&[f32]>,
    ) = elementwise::add_centred_products;
    /// Turns the loss by normalised values into that by the values; see [`NormGradients`].
    fn norm_backward(
        gradients: &mut [f32], x: &[f32], factors: NormGradients<'_>,
    ) = elementwise::norm_backward;
    /// Adds rows of a panel in their order; see [`elementwise::add_rows`].
    fn add_rows(sum: &mut [f32], panel: &[f32]) = elementwise::add_rows;
    /// Adds a row: `sum += x`.
    fn add(sum: &mut [f32], x: &[f32]) = elementwise::add;
    /// Adds rows of a table, each times a number; see [`elementwise::add_bag`].
    fn add_bag(sum: &mut [f32], table: &[f32], bag: &[(u32, f32)]) = elementwise::add_bag;
    /// `y = x · scale + shift`, value by value.
    fn scale_and_shift(
        y: &mut [f32], x: &[f32], scale: &[f32], shift: &[f32],
    ) = elementwise::scale_and_shift;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_has_a_name_of_its_own() {
        for kernels in Kernels::available() {
            assert_eq!(Kernels::named(kernels.name()), Some(kernels));
        }
        assert_eq!(Kernels::named("mmx"), None);
    }
}
