//! Registers: the few instructions that a product needs, for each instruction set.

/// A register of some lanes.
#[allow(unsafe_code, reason = "see the parent module's documentation")]
pub(crate) trait Vector: Copy {
    /// How many values it holds.
    const LANES: usize;
    /// Reads [`Self::LANES`] values.
    unsafe fn load(from: *const f32) -> Self;
    /// Reads one value into all lanes.
    unsafe fn splat(from: *const f32) -> Self;
    /// `a · b + self`, rounded once.
    unsafe fn plus_product(self, a: Self, b: Self) -> Self;
    /// Writes [`Self::LANES`] values.
    unsafe fn store(self, to: *mut f32);
    /// Asks for the cache line at an address, which need not be valid, to be there soon.
    #[inline(always)]
    fn ask_for(_: *const u8) {}
    /// Reads the upper or lower halves of [`Self::LANES`] words as the upper halves of floats.
    unsafe fn load_halves(from: *const u32, is_upper: bool) -> Self;
}

#[allow(unsafe_code, reason = "see the parent module's documentation")]
impl Vector for [f32; 8] {
    const LANES: usize = 8;

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller vouches for eight values; an array of `f32` has their alignment.
        unsafe { from.cast::<Self>().read() }
    }

    #[inline(always)]
    unsafe fn splat(from: *const f32) -> Self {
        // SAFETY: the caller vouches for one value.
        [unsafe { from.read() }; 8]
    }

    #[inline(always)]
    unsafe fn plus_product(self, a: Self, b: Self) -> Self {
        std::array::from_fn(|it| a[it].mul_add(b[it], self[it]))
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller vouches for eight values.
        unsafe { to.cast::<Self>().write(self) }
    }

    #[inline(always)]
    unsafe fn load_halves(from: *const u32, is_upper: bool) -> Self {
        // SAFETY: the caller vouches for eight words, which may stand at any even address.
        let words = unsafe { from.cast::<[u32; 8]>().read_unaligned() };
        words.map(|it| f32::from_bits(if is_upper { it & 0xffff_0000 } else { it << 16 }))
    }
}

/// Implements [`Vector`] with the instructions of an instruction set.
///
/// A macro, because the intrinsics of each set are functions of other names and types.
macro_rules! vector {
    (
        $kind:ty, $lanes:literal, $load:path, $splat:path, $fma:expr, $store:path,
        $lower:expr, $upper:expr, $ask:expr
    ) => {
        #[allow(unsafe_code, reason = "see the parent module's documentation")]
        impl Vector for $kind {
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn load(from: *const f32) -> Self {
                // SAFETY: the caller vouches for the values and the instruction set.
                unsafe { $load(from) }
            }

            #[inline(always)]
            unsafe fn splat(from: *const f32) -> Self {
                // SAFETY: the caller vouches for the value and the instruction set.
                unsafe { $splat(*from) }
            }

            #[inline(always)]
            unsafe fn plus_product(self, a: Self, b: Self) -> Self {
                // SAFETY: the caller vouches for the instruction set.
                unsafe { $fma(a, b, self) }
            }

            #[inline(always)]
            unsafe fn store(self, to: *mut f32) {
                // SAFETY: the caller vouches for the place and the instruction set.
                unsafe { $store(to, self) }
            }

            #[inline(always)]
            unsafe fn load_halves(from: *const u32, is_upper: bool) -> Self {
                // SAFETY: the caller vouches for the words and the instruction set.
                unsafe { if is_upper { $upper(from) } else { $lower(from) } }
            }

            #[inline(always)]
            fn ask_for(at: *const u8) {
                $ask(at)
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256, __m512, _MM_HINT_T0, _mm_prefetch, _mm256_and_si256, _mm256_castsi256_ps,
        _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_loadu_si256, _mm256_set1_epi32, _mm256_set1_ps,
        _mm256_slli_epi32, _mm256_storeu_ps, _mm512_and_si512, _mm512_castsi512_ps,
        _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_loadu_si512, _mm512_set1_epi32, _mm512_set1_ps,
        _mm512_slli_epi32, _mm512_storeu_ps,
    };

    use super::Vector;

    /// Hints reach no memory that is not there: they are dropped.
    #[inline(always)]
    #[allow(unsafe_code, reason = "see the parent module's documentation")]
    fn ask_for(at: *const u8) {
        // SAFETY: every processor of this kind has the instruction, and no address makes it fault.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(at.cast()) }
    }

    /// The upper half of a word.
    const UPPER: i32 = -0x1_0000;

    vector!(
        __m256,
        8,
        _mm256_loadu_ps,
        _mm256_set1_ps,
        _mm256_fmadd_ps,
        _mm256_storeu_ps,
        |from: *const u32| _mm256_castsi256_ps(_mm256_slli_epi32::<16>(_mm256_loadu_si256(
            from.cast()
        ))),
        |from: *const u32| _mm256_castsi256_ps(_mm256_and_si256(
            _mm256_loadu_si256(from.cast()),
            _mm256_set1_epi32(UPPER)
        )),
        ask_for
    );
    vector!(
        __m512,
        16,
        _mm512_loadu_ps,
        _mm512_set1_ps,
        _mm512_fmadd_ps,
        _mm512_storeu_ps,
        |from: *const u32| _mm512_castsi512_ps(_mm512_slli_epi32::<16>(_mm512_loadu_si512(
            from.cast()
        ))),
        |from: *const u32| _mm512_castsi512_ps(_mm512_and_si512(
            _mm512_loadu_si512(from.cast()),
            _mm512_set1_epi32(UPPER)
        )),
        ask_for
    );
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use std::arch::aarch64::{
        float32x4_t, vandq_u32, vdupq_n_f32, vdupq_n_u32, vfmaq_f32, vld1q_f32, vld1q_u32,
        vreinterpretq_f32_u32, vshlq_n_u32, vst1q_f32,
    };

    use super::Vector;

    vector!(
        float32x4_t,
        4,
        vld1q_f32,
        vdupq_n_f32,
        |a, b, c| vfmaq_f32(c, a, b),
        vst1q_f32,
        |from: *const u32| vreinterpretq_f32_u32(vshlq_n_u32::<16>(vld1q_u32(from))),
        |from: *const u32| vreinterpretq_f32_u32(vandq_u32(
            vld1q_u32(from),
            vdupq_n_u32(0xffff_0000)
        )),
        |_| ()
    );
}
