//! How loud something is to people: ITU-R BS.1770, by the crate `ebur128`.

use ebur128::{EbuR128, Mode};

use crate::{SampleRate, sources::Frame};

/// How loud a sound is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loudness {
    /// Integrated loudness in LUFS; `None` for silence and for less than 0.4 seconds.
    pub lufs: Option<f64>,
    /// The highest value, also between samples, in decibels of full scale.
    pub true_peak_db: f64,
}

/// Listens to a sound from its beginning to its end.
pub(crate) struct Meter {
    ebu: Option<EbuR128>,
}

impl Meter {
    /// For loudness alone, which is quicker.
    pub(crate) fn of_loudness(rate: SampleRate) -> Self {
        // Fails for no rate and no channels alone.
        Self { ebu: EbuR128::new(2, rate.hz(), Mode::I).ok() }
    }

    /// For peaks too.
    pub(crate) fn of_all(rate: SampleRate) -> Self {
        let mode = Mode::I | Mode::TRUE_PEAK;
        Self { ebu: EbuR128::new(2, rate.hz(), mode).ok() }
    }

    pub(crate) fn hear(&mut self, frames: &[Frame]) {
        if let Some(ebu) = &mut self.ebu {
            // Fails for planar sounds alone.
            let _ = ebu.add_frames_f32(frames.as_flattened());
        }
    }

    /// In LUFS.
    pub(crate) fn lufs(&self) -> Option<f64> {
        let lufs = self.ebu.as_ref()?.loudness_global().ok()?;
        lufs.is_finite().then_some(lufs)
    }

    fn true_peak_db(&self) -> f64 {
        let peak = |it| self.ebu.as_ref().and_then(|ebu| ebu.true_peak(it).ok()).unwrap_or(0.0);
        20.0 * libm::log10(peak(0).max(peak(1)))
    }
}

/// Measures a sound that is there as a whole.
pub fn measure(frames: &[Frame], rate: SampleRate) -> Loudness {
    let mut meter = Meter::of_all(rate);
    meter.hear(frames);
    Loudness { lufs: meter.lufs(), true_peak_db: meter.true_peak_db() }
}
