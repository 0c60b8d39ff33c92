//! Pitches as scaled windows: what the classic network learns from and is checked with.

use std::ops::Range;

use irama_neural::Sequence;
use irama_score::Pitch;

use super::{ClassicConfig, SplitBy};
use crate::ModelError;

/// Notes to learn from and notes to check with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// In the order of file, track and event.
    pub train: Vec<Pitch>,
    /// The same; empty if [`SplitBy::Windows`] shares out `train`.
    pub held_out: Vec<Pitch>,
}

impl Notes {
    /// Whether a run with `config` could begin with these notes; why not and what to do.
    pub fn check(&self, config: &ClassicConfig) -> Result<(), ModelError> {
        Windows::new(self, config).map(drop)
    }
}

/// The least and the largest pitch, which become 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Scale {
    /// The pitch that becomes 0.
    pub lowest: u8,
    /// The pitch that becomes 1.
    pub highest: u8,
}

impl Scale {
    /// 0 for the lowest pitch to 1 for the highest.
    pub fn scaled(self, pitch: Pitch) -> f32 {
        let range = f64::from(self.highest) - f64::from(self.lowest);
        ((f64::from(pitch.number()) - f64::from(self.lowest)) / range) as f32
    }

    /// The pitch nearest to a scaled value, within 0 to 127.
    pub fn pitch(self, scaled: f32) -> Pitch {
        let range = f32::from(self.highest) - f32::from(self.lowest);
        let number = (scaled * range + f32::from(self.lowest)).round();
        Pitch::clamped(number.clamp(0.0, 127.0) as i32)
    }
}

/// Scaled notes and the windows in them. A window is named by its first note; its target is the
/// note behind its last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Windows {
    pub(crate) scale: Scale,
    pub(crate) train: Range<usize>,
    pub(crate) held_out: Range<usize>,
    window: usize,
    pitches: Vec<Pitch>,
    scaled: Vec<f32>,
}

impl Windows {
    /// Shares out `notes` as `config` says.
    pub(crate) fn new(notes: &Notes, config: &ClassicConfig) -> Result<Self, ModelError> {
        let window = config.window;
        let n_train = notes.train.len();
        let pitches: Vec<Pitch> = notes.train.iter().chain(&notes.held_out).copied().collect();
        let too_few = |what, has: usize, remedy: &str| {
            let smaller = has.saturating_sub(2).clamp(1, 16);
            let remedy = if has >= 3 {
                format!("use --window {smaller} or {remedy}")
            } else {
                remedy.to_owned()
            };
            Err(ModelError::TooFewNotes { window, what, has, remedy })
        };
        if pitches.len() < window + 2 {
            return too_few("the corpus has", pitches.len(), "add files");
        }
        let lowest = pitches.iter().min().copied().unwrap_or_default();
        let highest = pitches.iter().max().copied().unwrap_or_default();
        if lowest == highest {
            let pitch = format!("{} ({lowest})", lowest.number());
            return Err(ModelError::OnePitch { n_notes: pitches.len(), pitch });
        }
        let (train, held_out) = match config.split {
            SplitBy::Windows => {
                let n = pitches.len() - window;
                let learned = ((1.0 - config.held_out) * n as f64) as usize;
                let learned = learned.clamp(1, n - 1);
                (0..learned, learned..n)
            }
            SplitBy::Files => {
                if n_train <= window {
                    return too_few("the files to learn from have", n_train, "add files");
                }
                if notes.held_out.len() <= window {
                    let remedy =
                        "hold out more with --held-out 0.3, add files, or use --split windows";
                    return too_few("the held-out files have", notes.held_out.len(), remedy);
                }
                (0..n_train - window, n_train..pitches.len() - window)
            }
        };
        let scale = Scale { lowest: lowest.number(), highest: highest.number() };
        let scaled = pitches.iter().map(|it| scale.scaled(*it)).collect();
        Ok(Self { scale, train, held_out, window, pitches, scaled })
    }

    /// Notes in all.
    pub(crate) fn n_notes(&self) -> usize {
        self.pitches.len()
    }

    /// Writes the windows that begin at `firsts` into `x`, (B, T, 1), and returns their targets.
    pub(crate) fn gather(&self, firsts: &[usize], x: &mut Sequence) -> Vec<f32> {
        x.resize(firsts.len(), self.window, 1);
        for (row, first) in firsts.iter().enumerate() {
            for (step, value) in self.scaled[*first..][..self.window].iter().enumerate() {
                x.at_mut(row, step)[0] = *value;
            }
        }
        self.targets(firsts)
    }

    /// The targets of the windows that begin at `firsts`.
    pub(crate) fn targets(&self, firsts: &[usize]) -> Vec<f32> {
        firsts.iter().map(|first| self.scaled[first + self.window]).collect()
    }

    /// The held-out notes, at most `limit`: what a composition may begin with.
    pub(crate) fn held_out_notes(&self, limit: usize) -> &[Pitch] {
        let notes = &self.pitches[self.held_out.start..self.held_out.end + self.window];
        &notes[..notes.len().min(limit.max(self.window))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(n: usize) -> Vec<Pitch> {
        (0..n).map(|it| Pitch::clamped(40 + (it * 7 % 31) as i32)).collect()
    }

    fn windows(n: usize, config: &ClassicConfig) -> Result<Windows, ModelError> {
        Windows::new(&Notes { train: notes(n), held_out: Vec::new() }, config)
    }

    fn by_windows() -> ClassicConfig {
        ClassicConfig { split: SplitBy::Windows, ..ClassicConfig::default() }
    }

    #[test]
    fn the_published_corpus_gives_the_published_windows() {
        let windows = windows(4_060, &by_windows()).unwrap();
        assert_eq!((windows.train.len(), windows.held_out.len()), (3_408, 602));
    }

    #[test]
    fn whole_files_share_no_window() {
        let notes = Notes { train: notes(90), held_out: notes(70) };
        let windows = Windows::new(&notes, &ClassicConfig::default()).unwrap();
        assert_eq!((windows.train, windows.held_out), (0..40, 90..110));
    }

    #[test]
    fn too_few_notes_are_told_with_a_remedy() {
        let message = windows(31, &by_windows()).unwrap_err().to_string();
        assert_eq!(
            message,
            "the window is 50 notes but the corpus has 31; use --window 16 or add files"
        );
        assert!(windows(52, &by_windows()).is_ok());
        assert!(windows(51, &by_windows()).is_err());
    }

    #[test]
    fn one_pitch_alone_is_refused() {
        let notes = Notes { train: vec![Pitch::clamped(60); 200], held_out: Vec::new() };
        let message = Windows::new(&notes, &by_windows()).unwrap_err().to_string();
        assert!(message.starts_with("all 200 notes have the pitch 60 (C4)"), "{message}");
    }

    #[test]
    fn every_pitch_survives_scaling() {
        let scale = Scale { lowest: 21, highest: 108 };
        for number in 21..=108 {
            let pitch = Pitch::clamped(number);
            assert_eq!(scale.pitch(scale.scaled(pitch)), pitch);
        }
        assert_eq!((scale.pitch(-9.0).number(), scale.pitch(9.0).number()), (0, 127));
    }

    #[test]
    fn a_window_is_followed_by_its_target() {
        let windows = windows(60, &by_windows()).unwrap();
        let mut x = Sequence::default();
        let targets = windows.gather(&[0, 3], &mut x);
        assert_eq!(targets, [windows.scaled[50], windows.scaled[53]]);
        assert_eq!(x.at(1, 49)[0], windows.scaled[52]);
    }
}
