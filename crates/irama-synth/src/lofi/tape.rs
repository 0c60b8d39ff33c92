//! Wow and flutter: the speed of a tape or record swings, and the pitch with it.

use crate::{exact::sine, mix::DelayLine, sources::Frame};

/// Swings: times a second, and the share of the pitch at full strength.
const WOW: [(f32, f32); 2] = [(0.55, 0.006), (0.23, 0.003)];
const FLUTTER: [(f32, f32); 2] = [(6.3, 0.001_6), (9.7, 0.001)];

struct Swing {
    hz: f32,
    /// In samples.
    reach: f32,
}

pub(super) struct Tape {
    lines: [DelayLine; 2],
    swings: Vec<Swing>,
    /// In samples.
    middle: f32,
    period: Option<u64>,
    sample_rate: f32,
}

impl Tape {
    pub(super) fn new([wow, flutter]: [f32; 2], period: Option<u64>, sample_rate: f32) -> Self {
        let wows = WOW.iter().map(|it| (it.0, wow * it.1));
        let all = wows.chain(FLUTTER.iter().map(|it| (it.0, flutter * it.1)));
        let swings: Vec<Swing> = all
            .filter(|it| it.1 > 0.0)
            .map(|(hz, share)| {
                let hz = in_period(hz, period, sample_rate);
                Swing { hz, reach: share * sample_rate / (std::f32::consts::TAU * hz) }
            })
            .collect();
        let middle = 2.0 + swings.iter().map(|it| it.reach).sum::<f32>();
        let line = DelayLine::new(2 * middle as usize + 4);
        Self { lines: [line.clone(), line], swings, middle, period, sample_rate }
    }

    pub(super) fn pass(&mut self, frames: &mut [Frame], at: u64) {
        if self.swings.is_empty() {
            return;
        }
        for (frame, here) in frames.iter_mut().zip(at..) {
            let here = self.period.map_or(here, |period| here % period);
            let delay = self.middle
                + self.swings.iter().map(|it| it.at(here, self.sample_rate)).sum::<f32>();
            for (line, sample) in self.lines.iter_mut().zip(frame) {
                line.push(*sample);
                *sample = line.between(delay);
            }
        }
    }
}

impl Swing {
    fn at(&self, frame: u64, sample_rate: f32) -> f32 {
        // In whole turns and a rest, so that hours do not blur it.
        let turns = frame as f64 * f64::from(self.hz) / f64::from(sample_rate);
        self.reach * sine((turns - turns.floor()) as f32)
    }
}

/// The nearest rate at which a swing comes round a whole number of times in a loop.
fn in_period(hz: f32, period: Option<u64>, sample_rate: f32) -> f32 {
    let Some(period) = period else { return hz };
    let seconds = period as f32 / sample_rate;
    (hz * seconds).round().max(1.0) / seconds
}
