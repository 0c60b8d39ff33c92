//! The built-in corpus: chillhop loops, composed by this code.
//!
//! No note of them was taken from anywhere, so they need no licence, and integers decide all, so
//! that they are the same on every machine. Four players share a plan: an electric piano, a bass,
//! drums and a melody.

mod bass;
mod comping;
mod dice;
mod drums;
mod groove;
mod lead;
mod line;
mod plan;
mod progression;
mod voicing;

use irama_score::{Key, KeyChange, MeterChange, Mode, Part, Program, Score, TempoChange, Tick};

use line::Line;
use plan::{Plan, Player};

/// The seed of the loops that everyone hears first.
const HOUSE_SEED: u64 = 1;
/// Ten in each of the twelve keys.
const N_HOUSE_LOOPS: usize = 120;

/// A loop of the built-in corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseLoop {
    /// Number, title, key and tempo, fit for a file name: `001 Velvet Rain Cm 78bpm`.
    pub name: String,
    /// Four parts (electric piano, bass, drums, lead) in 4 to 8 bars; tempo, meter and key are
    /// stated, and the end is a bar line.
    pub score: Score,
}

/// The built-in corpus: 120 loops, ten in each of twelve keys, 70 to 92 beats a minute.
pub fn house_loops() -> Vec<HouseLoop> {
    house_loops_from(HOUSE_SEED, N_HOUSE_LOOPS)
}

/// `n` fresh loops. The same seed gives the same loops, and a larger `n` begins with those of a
/// smaller one.
pub fn house_loops_from(seed: u64, n: usize) -> Vec<HouseLoop> {
    (0..n as u64).map(|number| house_loop(seed, number)).collect()
}

fn house_loop(seed: u64, number: u64) -> HouseLoop {
    let plan = Plan::new(seed, number);
    let name = name(&plan, number);
    let key = Key { tonic: plan.tonic as u8, mode: plan.mode };
    let micros_per_quarter = (60_000_000 + plan.beats_per_minute / 2) / plan.beats_per_minute;
    let meter = plan.groove.meter;
    let end = Tick(meter.bar().0 * plan.n_bars as u64);
    let mut taste = plan.taste(Player::Plan);
    let part = |name: &str, program: Option<u8>, line: Line| Part {
        name: name.to_owned(),
        program: program.and_then(Program::new),
        is_drums: name == "Drums",
        notes: line.settled(end),
        controls: Vec::new(),
    };
    let score = Score {
        name: name.clone(),
        tempos: vec![TempoChange { at: Tick::ZERO, micros_per_quarter }],
        meters: vec![MeterChange { at: Tick::ZERO, meter }],
        keys: vec![KeyChange { at: Tick::ZERO, key }],
        texts: Vec::new(),
        parts: vec![
            part("Keys", Some(taste.pick(&[4, 4, 5])), comping::comp(&plan)),
            part("Bass", Some(taste.pick(&[32, 33, 33, 34, 35, 38, 39])), bass::walk(&plan)),
            part("Drums", Some(0), drums::drum(&plan)),
            part("Lead", Some(lead::voice_of(&plan).0), lead::sing(&plan)),
        ],
        end,
    };
    HouseLoop { name, score }
}

const MOODS: [&str; 24] = [
    "Amber", "Blue", "Cedar", "Dusty", "Early", "Faded", "Golden", "Hazy", "Indigo", "Late",
    "Mellow", "Misty", "Paper", "Quiet", "Rainy", "Sleepy", "Slow", "Soft", "Sunday", "Tender",
    "Velvet", "Violet", "Warm", "Woolen",
];
const THINGS: [&str; 24] = [
    "Attic", "Balcony", "Cassette", "Coffee", "Corner", "Drizzle", "Evening", "Ferry", "Garden",
    "Harbour", "Kettle", "Lantern", "Letter", "Moth", "Notebook", "Orchard", "Porch", "Rooftop",
    "Station", "Sweater", "Teahouse", "Tram", "Window", "Yard",
];

fn name(plan: &Plan, number: u64) -> String {
    let mut dice = plan.taste(Player::Plan).fork(1);
    let (mood, thing) = (dice.pick(&MOODS), dice.pick(&THINGS));
    let key = Key { tonic: plan.tonic as u8, mode: plan.mode }.to_string();
    let tonic = key.split(' ').next().unwrap_or_default();
    let mode = match plan.mode {
        Mode::Major => "maj",
        Mode::Minor => "min",
    };
    format!("{:03} {mood} {thing} {tonic}{mode} {}bpm", number + 1, plan.beats_per_minute)
}
