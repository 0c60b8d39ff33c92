//! The melody: a motif, its answer and its return, over what the chords allow.
//!
//! A phrase of two bars is a rhythm and a contour. Its notes step through a pentatonic ladder; where
//! the ear weighs them (on beats, when long, at the end) they move to the nearest tone of the
//! chord that does not rub against what the keys hold. So a motif that returns over other chords
//! is a variation, and over the same chords it is itself.

use irama_score::Mode;

use super::{
    dice::Dice,
    groove::{STEP, Touch},
    line::Line,
    plan::{Chord, Plan, Player},
};

/// Two bars in sixteenths: `x` begins a note, `-` holds it, `.` rests. Each rests somewhere.
const RHYTHMS: &[&str] = &[
    "..x-x-x---x---......x-x-x-------",
    "x---x-x-x-----......x-x-x---....",
    "....x-x-x-x-x---x-------........",
    "x--x--x---....x-x--x--x-----....",
    "..x-x---x-x-x---..x-x---------..",
    "x-----x-x-------....x-x-x-----..",
    "....x-----x-x-x-x-----..........",
    "x-x-x--x--......x-x-x--x------..",
    "......x-x-x-x---......x-x-x-----",
    "x-------..x-x-x-x---x-----......",
    "..x-..x-..x-x---..x-..x-x-----..",
    "x--x--x--x--x---........x-x-x---",
    "....x-x-x---x-x-x---............",
    "x---....x-x-x---x---....x-----..",
    "x-xxx---x---....x-xxx---x-----..",
    "..xxx-x-x-----....xxx-x-----....",
    "x-----x---x-----x---............",
    "......x-x---x-x-x---x-----......",
    "x---x-x-x---x-----......",
    "..x-x-x-x---x-x-x---....",
    "x-----x-x---x-------....",
    "....x-x-x-x-x---x---....",
    "x-x-x---....x-x-x-----..",
    "x---....x-x-x-----......",
    "..x-x---x---x-----......",
];

/// Steps on the ladder from note to note.
const CONTOURS: &[&[i32]] = &[
    &[0, 1, 1, -1, -1, -1],
    &[0, -1, -1, 1, -1, 0],
    &[0, 2, -1, 2, -1, -1, -1],
    &[0, 3, -1, -1, -1],
    &[0, 1, -1, -1, 1],
    &[0, 1, 1, 1, -2, 1, -1],
    &[0, 0, 1, -1, -1, 2],
    &[0, -2, 1, -2, 1, 3],
    &[0, 1, 0, -1, -2, 1],
];

/// The melody stays within a ninth or so.
const RANGE: i32 = 15;

/// A motif spans at least a fourth.
const LEAST_SPAN: i32 = 5;

/// Who plays the melody: the program, its lowest comfortable pitch and its loudness.
pub(super) const VOICES: &[(u8, i32, i32)] =
    &[(11, 68, 80), (26, 66, 82), (73, 70, 76), (80, 67, 66), (12, 67, 84)];

/// A phrase's role in the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phrase {
    Motif,
    /// The motif with another ending.
    Varied,
    Answer,
    /// Comes to rest.
    Close,
    Silence,
}

use Phrase::{Answer, Close, Motif, Silence, Varied};

/// Forms in phrases of two bars.
const FORMS: &[&[Phrase]] = &[
    &[Motif, Varied],
    &[Motif, Answer],
    &[Motif, Close],
    &[Motif, Varied, Close],
    &[Motif, Answer, Motif],
    &[Motif, Varied, Answer, Motif],
    &[Motif, Varied, Motif, Close],
    &[Motif, Answer, Motif, Close],
    &[Motif, Silence, Motif, Answer],
    &[Motif, Varied, Answer, Varied],
];

/// What the soloist has in mind.
struct Idea {
    ladder: Vec<i32>,
    low: i32,
    start: i32,
    motif: &'static str,
    answer: &'static str,
    close: &'static str,
    contour: &'static [i32],
}

/// Which of [`VOICES`] plays.
pub(super) fn voice_of(plan: &Plan) -> (u8, i32, i32) {
    plan.taste(Player::Lead).fork(1).pick(VOICES)
}

/// Plays a melody over the plan.
pub(super) fn sing(plan: &Plan) -> Line {
    let mut taste = plan.taste(Player::Lead);
    let (_, lowest, base) = voice_of(plan);
    let idea = idea(plan, lowest, &mut taste);
    let touch = Touch { late: taste.between(2, 14), spread: taste.between(2, 6) };
    let length_percent = taste.between(78, 96) as u64;
    let forms: Vec<&[Phrase]> =
        FORMS.iter().copied().filter(|form| form.len() == plan.n_bars / 2).collect();
    let form = taste.pick(&forms);
    let n_phrase = 2 * plan.n_bar_steps();
    let mut line = Line::default();
    for (nth, &phrase) in form.iter().enumerate() {
        for (step, n_steps, pitch) in phrase_notes(plan, &idea, phrase, nth * n_phrase) {
            let bar_idx = step / plan.n_bar_steps();
            let mut hands = plan.hands(Player::Lead, bar_idx).fork((step % n_phrase) as u64);
            let weight = if step.is_multiple_of(4) { 5 } else { -3 };
            // High notes are sung out, long ones too.
            let lift = (pitch - idea.low) / 3 + if n_steps >= 6 { 3 } else { 0 };
            let start = plan.feel.at(step, touch, &mut hands);
            let held = STEP * n_steps as u64 * length_percent / 100;
            line.push(start, held, pitch, base - 6 + weight + lift + hands.slip(6));
        }
    }
    line
}

fn idea(plan: &Plan, lowest: i32, taste: &mut Dice) -> Idea {
    let n_phrase = 2 * plan.n_bar_steps();
    let rhythms: Vec<&'static str> =
        RHYTHMS.iter().copied().filter(|it| it.len() == n_phrase).collect();
    let mut order = rhythms.clone();
    for last in (1..order.len()).rev() {
        order.swap(last, taste.below(last + 1));
    }
    // The pentatonic of the key, with a sixth or a second of the dorian mode now and then.
    let scale: &[i32] = match plan.mode {
        Mode::Major => taste.pick(&[&[0, 2, 4, 7, 9][..], &[0, 2, 4, 7, 9, 11]]),
        Mode::Minor => {
            taste.pick(&[&[0, 3, 5, 7, 10][..], &[0, 2, 3, 5, 7, 10], &[0, 3, 5, 7, 9, 10]])
        }
    };
    let low = lowest + taste.between(0, 3);
    let ladder: Vec<i32> = (low..=low + RANGE)
        .filter(|pitch| scale.contains(&(pitch - plan.tonic).rem_euclid(12)))
        .collect();
    let start = taste.between(1, ladder.len() as i32 - 3);
    let long_end = |rhythm: &&&str| rhythm.trim_end_matches('.').ends_with("-----");
    let close = order[2..].iter().find(long_end).copied().unwrap_or(order[2]);
    let first = taste.below(CONTOURS.len());
    let mut idea = Idea {
        ladder,
        low,
        start,
        motif: order[0],
        answer: order[1],
        close,
        contour: CONTOURS[first],
    };
    // The chords draw some contours flat. A motif that goes nowhere is dropped for the next.
    for turn in 0..CONTOURS.len() {
        idea.contour = CONTOURS[(first + turn) % CONTOURS.len()];
        let pitches = || phrase_notes(plan, &idea, Motif, 0).into_iter().map(|it| it.2);
        let span = pitches().max().unwrap_or(0) - pitches().min().unwrap_or(0);
        if span >= LEAST_SPAN {
            break;
        }
    }
    idea
}

/// The notes of a phrase that begins at `from`: step, length in steps, pitch.
fn phrase_notes(plan: &Plan, idea: &Idea, phrase: Phrase, from: usize) -> Vec<(usize, usize, i32)> {
    let (rhythm, sign, start) = match phrase {
        Silence => return Vec::new(),
        Motif => (idea.motif.to_owned(), 1, idea.start),
        Varied => (spliced(idea.motif, idea.answer), 1, idea.start),
        // An answer turns the motif's contour upside down.
        Answer => (idea.answer.to_owned(), -1, idea.start + 1),
        Close => (idea.close.to_owned(), -1, idea.start + 2),
    };
    let mut at = start;
    let mut sung: Vec<(usize, usize, i32)> = Vec::new();
    let notes = rhythm_notes(&rhythm);
    for (nth, &(step, n_steps)) in notes.iter().enumerate() {
        at += sign * idea.contour[nth % idea.contour.len()];
        at = reflected(at, idea.ladder.len() as i32);
        let step = from + step;
        let wanted = idea.ladder[at as usize];
        let is_last = nth + 1 == notes.len();
        let is_weighed = step.is_multiple_of(4) || n_steps >= 4 || is_last;
        let chord = &plan.chords[plan.chord_at(weighed_step(plan, step, n_steps))];
        let before = sung.last().map(|it| it.2);
        let pitch = if is_weighed { nearest_safe(wanted, chord, idea.low, before) } else { wanted };
        let pitch = if is_stuck(&sung, pitch) {
            nearest_safe(pitch + 3, chord, idea.low, before)
        } else {
            pitch
        };
        // The line goes on from where the chord has drawn it.
        at = (0..idea.ladder.len()).min_by_key(|it| (idea.ladder[*it] - pitch).abs()).unwrap_or(0)
            as i32;
        sung.push((step, n_steps, pitch));
    }
    sung
}

/// A note that begins at the end of a chord and is held beyond it belongs to the next one.
fn weighed_step(plan: &Plan, step: usize, n_steps: usize) -> usize {
    let chord = &plan.chords[plan.chord_at(step)];
    let left = chord.step + chord.n_steps - step;
    if left <= 2 && n_steps > left { (step + left).min(plan.n_steps() - 1) } else { step }
}

/// The motif's first five eighths of the phrase, then how the answer ends.
fn spliced(motif: &str, answer: &str) -> String {
    let cut = motif.len() * 5 / 8;
    let tail = answer[cut..].trim_start_matches('-');
    let n_held = answer.len() - cut - tail.len();
    // What the answer holds over the cut is silent: its beginning is not sung.
    format!("{}{}{tail}", &motif[..cut], ".".repeat(n_held))
}

/// The first step and the length of each note.
fn rhythm_notes(rhythm: &str) -> Vec<(usize, usize)> {
    let begins = rhythm.bytes().enumerate().filter(|(_, mark)| *mark == b'x');
    let held = |step: usize| rhythm.bytes().skip(step + 1).take_while(|it| *it == b'-').count();
    begins.map(|(step, _)| (step, held(step) + 1)).collect()
}

/// A place on a ladder of `n` rungs: what climbs over an end comes back.
fn reflected(at: i32, n: i32) -> i32 {
    let at = if at < 0 { -at } else { at };
    let at = if at >= n { 2 * (n - 1) - at } else { at };
    at.clamp(0, n - 1)
}

/// The tone of the chord nearest to `wanted` that rubs against nothing, `wanted` if there is none.
fn nearest_safe(wanted: i32, chord: &Chord, low: i32, before: Option<i32>) -> i32 {
    let away = |pitch: i32| {
        // A tone that repeats the last one is a little less welcome.
        2 * (pitch - wanted).abs() + if before == Some(pitch) { 3 } else { 0 }
    };
    (low..=low + RANGE)
        .filter(|pitch| is_tone(*pitch, chord) && !rubs(*pitch, chord))
        .min_by_key(|pitch| (away(*pitch), *pitch))
        .unwrap_or(wanted)
}

fn is_tone(pitch: i32, chord: &Chord) -> bool {
    let above = (pitch - chord.root).rem_euclid(12);
    above == 0 || chord.quality.colours().contains(&above)
}

/// Whether `pitch` lies a semitone or a minor ninth above a sounding tone, or a semitone below one.
fn rubs(pitch: i32, chord: &Chord) -> bool {
    let against_root = (pitch - chord.root).rem_euclid(12) == 1;
    let against_keys =
        chord.pitches.iter().any(|it| (pitch > *it && (pitch - it) % 12 == 1) || it - pitch == 1);
    against_root || against_keys
}

/// Three times the same pitch is a knock, not a melody.
fn is_stuck(sung: &[(usize, usize, i32)], pitch: i32) -> bool {
    sung.len() >= 2 && sung[sung.len() - 2..].iter().all(|it| it.2 == pitch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rhythms_are_two_bars_and_rest() {
        for rhythm in RHYTHMS {
            assert!([32, 24].contains(&rhythm.len()), "{rhythm}");
            assert!(rhythm.contains("..") && rhythm_notes(rhythm).len() >= 4, "{rhythm}");
        }
        assert_eq!(rhythm_notes("..x-x---"), [(2, 2), (4, 4)]);
        assert_eq!(spliced("x---x---", "x-x-x---"), "x---x...");
    }

    #[test]
    fn a_motif_returns_note_for_note_over_the_same_chords() {
        let mut n_returned = 0;
        for number in 0..100 {
            let plan = Plan::new(2, number);
            let idea = idea(&plan, 66, &mut plan.taste(Player::Lead));
            let n_half = plan.n_steps() / 2;
            let roots = |from: usize| {
                (0..2 * plan.n_bar_steps())
                    .map(|it| plan.chords[plan.chord_at(from + it)].pitches.clone())
                    .collect::<Vec<_>>()
            };
            if plan.n_bars == 8 && roots(0) == roots(n_half) {
                let first = phrase_notes(&plan, &idea, Motif, 0);
                let again = phrase_notes(&plan, &idea, Motif, n_half);
                let moved = |it: &(usize, usize, i32)| (it.0 + n_half, it.1, it.2);
                assert_eq!(first.iter().map(moved).collect::<Vec<_>>(), again, "loop {number}");
                n_returned += 1;
            }
        }
        assert!(n_returned > 10, "{n_returned}");
    }
}
