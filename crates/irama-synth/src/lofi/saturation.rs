//! Tape that is driven hard: loud tones flatten and gain odd overtones.

use crate::sources::Frame;

/// How far the strongest setting drives, as a factor.
const DRIVE: f32 = 5.0;

/// Bends all samples along x / sqrt(1 + x^2), which is steepest at rest and never passes 1.
pub(super) fn saturate(strength: f32, frames: &mut [Frame]) {
    if strength == 0.0 {
        return;
    }
    let drive = 1.0 + DRIVE * strength;
    // Soft sounds rise by half of the drive in decibels, so that the whole stays about as loud.
    let scale = 1.0 / libm::sqrtf(drive);
    for frame in frames {
        *frame = frame.map(|it| {
            let driven = it * drive;
            scale * driven / libm::sqrtf(1.0 + driven * driven)
        });
    }
}
