//! From a mix to what is published: compressed, as loud as it should be, under the ceiling.

use crate::{
    SampleRate, SynthError,
    mix::{Limiter, Meter},
    sources::Frame,
};

/// How loud everything is, in LUFS.
pub const TARGET_LUFS: f64 = -16.0;
/// What is closer to the target than this is left alone, in LU.
const NEAR_ENOUGH: f64 = 0.1;
/// The most that anything is raised, in decibels: what is softer is meant to be silent.
const MAX_GAIN_DB: f64 = 45.0;
/// How often the gain is looked at again, because the limiter takes some of it.
const MAX_LOOKS: usize = 4;
/// A peak at which short sounds are set, which have no loudness, in decibels.
const SHORT_PEAK_DB: f32 = -6.0;

/// A sink of frames; an error ends the sound.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&[Frame]) -> Result<(), SynthError>;

/// A sound that can be heard again and again.
pub(crate) trait Heard {
    /// Hands over all frames in order.
    fn hear(&mut self, sink: Sink) -> Result<(), SynthError>;

    /// Whether the end leads back to the start.
    fn is_loop(&self) -> bool;

    fn rate(&self) -> SampleRate;
}

/// The gain in decibels that makes a sound, limited, as loud as [`TARGET_LUFS`].
pub(crate) fn find_gain(sound: &mut impl Heard, rate: SampleRate) -> Result<f32, SynthError> {
    let mut meter = Meter::of_loudness(rate);
    let mut peak = 0.0_f32;
    sound.hear(&mut |frames| {
        meter.hear(frames);
        peak = frames.iter().flatten().fold(peak, |peak, it| peak.max(it.abs()));
        Ok(())
    })?;
    let Some(lufs) = meter.lufs() else { return Ok(short_gain(peak)) };
    let mut gain_db = (TARGET_LUFS - lufs).min(MAX_GAIN_DB);
    for _ in 0..MAX_LOOKS {
        // Three decibels more than the highest sample is about what can lie between samples.
        let highest_db = f64::from(crate::exact::decibels(peak.max(1e-9))) + gain_db + 3.0;
        if highest_db < f64::from(crate::mix::CEILING_DB) {
            break;
        }
        let mut meter = Meter::of_loudness(rate);
        limit(sound, gain_db as f32, &mut |frames| {
            meter.hear(frames);
            Ok(())
        })?;
        let Some(lufs) = meter.lufs() else { break };
        let missing = TARGET_LUFS - lufs;
        if missing.abs() < NEAR_ENOUGH || gain_db + missing > MAX_GAIN_DB {
            break;
        }
        gain_db += missing;
    }
    Ok(gain_db as f32)
}

/// For what is too short to have a loudness.
fn short_gain(peak: f32) -> f32 {
    if peak <= 0.0 { 0.0 } else { (SHORT_PEAK_DB - crate::exact::decibels(peak)).min(45.0) }
}

/// Hands over the sound with a gain, limited. It is as long as before. A loop is limited as it is
/// the second time round.
pub(crate) fn limit(sound: &mut impl Heard, gain_db: f32, sink: Sink) -> Result<(), SynthError> {
    let mut limiter = Limiter::new(gain_db, sound.rate().as_f32());
    let mut out = Vec::new();
    let mut n_heard = 0;
    if sound.is_loop() {
        sound.hear(&mut |frames| {
            for frame in frames {
                // The first round is not heard.
                let _ = limiter.push(*frame);
            }
            n_heard += frames.len();
            Ok(())
        })?;
    }
    // What the limiter still holds of the first round belongs to it.
    let mut n_left = limiter.n_late().min(n_heard);
    let n_late = limiter.n_late();
    sound.hear(&mut |frames| {
        out.clear();
        for frame in frames {
            match limiter.push(*frame) {
                Some(_) if n_left > 0 => n_left -= 1,
                limited => out.extend(limited),
            }
        }
        sink(&out)
    })?;
    out.clear();
    if sound.is_loop() {
        return close_round(sound, &mut limiter, (n_heard, n_late), sink);
    }
    out.extend((0..n_late).filter_map(|_| limiter.push([0.0; 2])));
    sink(&out)
}

/// The last frames of a loop, which the limiter gives back as the loop begins again.
fn close_round(
    sound: &mut impl Heard,
    limiter: &mut Limiter,
    (n_frames, n_late): (usize, usize),
    sink: Sink,
) -> Result<(), SynthError> {
    let mut last = Vec::with_capacity(n_late);
    let wanted = n_late.min(n_frames);
    while last.len() < wanted {
        sound.hear(&mut |frames| {
            let missing = wanted - last.len();
            last.extend(frames.iter().filter_map(|it| limiter.push(*it)).take(missing));
            Ok(())
        })?;
    }
    sink(&last)
}
