//! Grooves: what the kit plays in two bars, and how the hands lie against the grid.
//!
//! A groove is written in sixteenths: `X` an accent, `x` a stroke, `o` a touch, `.` nothing.

use irama_score::{Meter, Tick};

use super::dice::Dice;

/// A sixteenth note in ticks.
pub(super) const STEP: u64 = 120;

/// Two bars of a kit.
pub(super) struct Groove {
    pub meter: Meter,
    pub kick: [&'static str; 2],
    pub snare: [&'static str; 2],
    /// What strikes the backbeat: a General MIDI drum.
    pub backbeat: i32,
    /// Touches that a player may add between.
    pub ghosts: &'static str,
    pub time: [&'static str; 2],
    /// What keeps time: closed hat, ride or shaker.
    pub keeper: i32,
    /// How loud a stroke of the groove is.
    pub stroke: i32,
}

const SNARE: i32 = 38;
const RIM: i32 = 37;
const CLAP: i32 = 39;
const BRUSHED: i32 = 40;
const HAT: i32 = 42;
const RIDE: i32 = 51;
const SHAKER: i32 = 70;

const THREE: Meter = Meter { numerator: 3, denominator: 4 };
const SIX: Meter = Meter { numerator: 6, denominator: 8 };

/// The 4/4 grooves first.
pub(super) const GROOVES: &[Groove] = &[
    // Boom bap.
    Groove {
        meter: Meter::COMMON,
        kick: ["X......x..X.....", "X..x......X....."],
        snare: ["....X.......X...", "....X.......X..."],
        backbeat: SNARE,
        ghosts: ".......o.o.....o",
        time: ["X.x.X.x.X.x.X.x.", "X.x.X.x.X.x.X.x."],
        keeper: HAT,
        stroke: 88,
    },
    // Dusty: the kick answers itself before the third beat.
    Groove {
        meter: Meter::COMMON,
        kick: ["X......X..x.....", "X......Xx.x....."],
        snare: ["....X.......X...", "....X.......X..."],
        backbeat: SNARE,
        ghosts: "......o..o....o.",
        time: ["X.x.X.xoX.x.X.x.", "X.x.X.x.X.x.Xox."],
        keeper: HAT,
        stroke: 84,
    },
    // Half time.
    Groove {
        meter: Meter::COMMON,
        kick: ["X.....x....x....", "X.....x...x....."],
        snare: ["........X.......", "........X......."],
        backbeat: SNARE,
        ghosts: "...o......o...o.",
        time: ["X.x.x.xoX.x.x.x.", "X.x.xox.X.x.x.xo"],
        keeper: HAT,
        stroke: 86,
    },
    // Brushes and a ride.
    Groove {
        meter: Meter::COMMON,
        kick: ["x.........x.....", "x......x..x....."],
        snare: ["o.o.X.o.o.o.X.o.", "o.o.X.o.o.oxX.o."],
        backbeat: BRUSHED,
        ghosts: ".......o.......o",
        time: ["X...x..xX...x..x", "X...x..xX...x..x"],
        keeper: RIDE,
        stroke: 66,
    },
    // Rim and running sixteenths.
    Groove {
        meter: Meter::COMMON,
        kick: ["X..X......X.....", "X..X..x...X....."],
        snare: ["....X.......X...", "....X.......X..x"],
        backbeat: RIM,
        ghosts: ".......o..o.....",
        time: ["XoxoXoxoXoxoXoxo", "XoxoXoxoXoxoXoxo"],
        keeper: HAT,
        stroke: 80,
    },
    // Shaker and a clap, wide open.
    Groove {
        meter: Meter::COMMON,
        kick: ["X.......X.x.....", "X.....x.X......."],
        snare: ["....X.......X...", "....X.......X..."],
        backbeat: CLAP,
        ghosts: "..........o...o.",
        time: ["xoXoxoXoxoXoxoXo", "xoXoxoXoxoXoxoXo"],
        keeper: SHAKER,
        stroke: 78,
    },
    // Broken: the second backbeat is answered early.
    Groove {
        meter: Meter::COMMON,
        kick: ["X..x..X...x.....", "X.....X...x..x.."],
        snare: ["....X..o.o..X...", "....X..o....X..."],
        backbeat: SNARE,
        ghosts: "...............o",
        time: ["X.x.X.x.X.x.X.x.", "X.xoX.x.X.x.X.xo"],
        keeper: HAT,
        stroke: 86,
    },
    // Lazy: three strokes of the kick in two bars.
    Groove {
        meter: Meter::COMMON,
        kick: ["X.........x.....", "X.......x......."],
        snare: ["....X.......X...", "....X.......X..."],
        backbeat: RIM,
        ghosts: ".......o.......o",
        time: ["x...x...x...x...", "x...x...x...x.x."],
        keeper: HAT,
        stroke: 74,
    },
    // A waltz with a brush.
    Groove {
        meter: THREE,
        kick: ["X...........", "X.....x....."],
        snare: ["....o...X...", "....o...X..."],
        backbeat: BRUSHED,
        ghosts: "......o...o.",
        time: ["X...x..xx...", "X...x..xx.x."],
        keeper: RIDE,
        stroke: 68,
    },
    // A waltz that bounces.
    Groove {
        meter: THREE,
        kick: ["X.....x.....", "X.........x."],
        snare: ["........X...", "........X..."],
        backbeat: RIM,
        ghosts: "...o.o......",
        time: ["X.x.x.x.x.x.", "X.x.x.x.x.xo"],
        keeper: HAT,
        stroke: 78,
    },
    // A slow six.
    Groove {
        meter: SIX,
        kick: ["X.........x.", "X...x......."],
        snare: ["......X.....", "......X....."],
        backbeat: SNARE,
        ghosts: "...o.....o..",
        time: ["X.x.x.X.x.x.", "X.x.x.X.x.xo"],
        keeper: HAT,
        stroke: 80,
    },
];

/// How far a line lies behind the beat and how unsteady it is, in ticks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touch {
    pub late: i32,
    pub spread: i32,
}

/// Where steps fall in time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Feel {
    /// The share of an eighth, in percent, that the first of two sixteenths takes.
    pub swing: u64,
}

impl Feel {
    /// The time of a step that is played with `touch`; never before the start.
    pub(super) fn at(self, step: usize, touch: Touch, dice: &mut Dice) -> Tick {
        let slip = touch.late + dice.slip(touch.spread);
        Tick(self.grid(step).0.saturating_add_signed(i64::from(slip)))
    }

    /// The time of a step without a hand.
    pub(super) fn grid(self, step: usize) -> Tick {
        let eighth = 2 * STEP;
        let swung = if step % 2 == 1 { eighth * self.swing / 100 } else { 0 };
        Tick(step as u64 / 2 * eighth + swung)
    }
}

/// The strokes of a written bar: their steps and how much louder or softer than `stroke`.
pub(super) fn strokes(bar: &'static str) -> impl Iterator<Item = (usize, i32)> {
    bar.bytes().enumerate().filter_map(|(step, mark)| match mark {
        b'X' => Some((step, 12)),
        b'x' => Some((step, -2)),
        b'o' => Some((step, -34)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_groove_fills_its_bars() {
        for groove in GROOVES {
            let n_steps = (groove.meter.bar().0 / STEP) as usize;
            let bars = [groove.kick, groove.snare, groove.time].concat();
            for bar in bars.into_iter().chain([groove.ghosts]) {
                assert_eq!(bar.len(), n_steps, "{bar}");
            }
            assert!(groove.kick.iter().all(|bar| !bar.starts_with('.')), "no first beat");
        }
    }

    #[test]
    fn swing_delays_every_second_sixteenth() {
        let feel = Feel { swing: 60 };
        let times: Vec<u64> = (0..5).map(|step| feel.grid(step).0).collect();
        assert_eq!(times, [0, 144, 240, 384, 480]);
    }
}
