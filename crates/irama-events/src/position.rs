//! Where in the bars of a piece an event lies.

use irama_score::{Bar, BarGrid, Meter};

use crate::{Event, Frame, Seat, TICKS_PER_STEP, laid::ending_at_step, tick_of};

/// Where a grid step lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Grid steps since the start of the piece.
    pub step: u64,
    /// How many bars come before its bar. A step that lies at the end of the piece is of the bar
    /// after it: the end itself, and a note that is played ahead of the last bar line.
    pub bar_idx: u64,
    /// Grid steps since its bar began, rounded down.
    pub step_in_bar: u32,
    /// Grid steps in its bar, rounded up; fewer than its meter says where a new meter cuts it off.
    pub bar_steps: u32,
    /// What holds in its bar.
    pub meter: Meter,
    /// How many bars the piece has, if that is known.
    pub n_bars: Option<u64>,
}

impl Position {
    /// How many bars are left, its own included, if that is known: 1 in the last bar, 0 at the end.
    pub fn bars_to_go(&self) -> Option<u64> {
        self.n_bars.map(|it| it.saturating_sub(self.bar_idx))
    }
}

/// Finds the positions of grid steps one after another. Within a bar a step costs a division; a new
/// bar a search among the changes of meter.
#[derive(Clone, Debug)]
pub struct Walker {
    bars: BarGrid,
    bar: Bar,
    n_bars: Option<u64>,
}

impl Walker {
    /// At the start of a piece of which the number of bars is not known.
    pub fn new(frame: &Frame) -> Self {
        let bars = BarGrid::new(&frame.meters);
        Self { bar: bars.bar_at(tick_of(0, 2)), bars, n_bars: None }
    }

    /// The same in a piece that is to have `n_bars`.
    pub fn with_n_bars(self, n_bars: u64) -> Self {
        Self { n_bars: Some(n_bars), ..self }
    }

    /// Where a grid step lies. Steps may come in any order; rising ones are cheapest.
    pub fn at(&mut self, step: u64) -> Position {
        let tick = tick_of(step, 2);
        if !(self.bar.start..self.bar.end).contains(&tick) {
            self.bar = self.bars.bar_at(tick);
        }
        let Bar { bar_idx, start, end, meter } = self.bar;
        let steps = |ticks: u64| u32::try_from(ticks).unwrap_or(u32::MAX);
        Position {
            step,
            bar_idx,
            step_in_bar: steps(tick.since(start).0 / TICKS_PER_STEP),
            bar_steps: steps(end.since(start).0.div_ceil(TICKS_PER_STEP)),
            meter,
            n_bars: self.n_bars,
        }
    }
}

/// Where each event of a piece lies, in their order. Without an end, the number of bars is unknown.
pub fn positions(frame: &Frame, events: &[Event]) -> Vec<Position> {
    let steps = steps_of(events);
    let mut walker = Walker::new(frame);
    if let Some(end) = events.iter().position(|it| it.seat() == Seat::END) {
        let line = ending_at_step(&walker.bars, steps[end]);
        let n_bars = walker.bars.n_bars_until(line);
        walker = walker.with_n_bars(n_bars);
    }
    steps.into_iter().map(|step| walker.at(step)).collect()
}

/// The absolute grid step of each event.
fn steps_of(events: &[Event]) -> Vec<u64> {
    let waits = events.iter().map(|it| u64::from(it.wait()));
    waits
        .scan(0, |step, wait| {
            *step += wait;
            Some(*step)
        })
        .collect()
}
