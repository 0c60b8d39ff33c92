//! Where the tones of a chord lie under the hand, so that each voice moves as little as it can.

use super::progression::Quality;

/// The keys stay between E3 and D5: below is the bass's room, above the melody's.
const LOWEST: i32 = 52;
const HIGHEST: i32 = 74;
/// The middle of the hand where the sound is warm.
const CENTRE: i32 = 61;
/// Wider than this no hand reaches while it stays relaxed.
const WIDEST: i32 = 17;

/// How a player spreads chords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spread {
    /// Four neighbouring tones.
    Close,
    /// Four tones of which the second from above lies an octave lower.
    Drop2,
    /// Four tones, one of them the root.
    Rooted,
    /// Root, third and seventh.
    Shell,
}

impl Spread {
    fn tones(self, quality: Quality) -> Vec<i32> {
        let colours = quality.colours();
        let [third, seventh, colour, _] = colours;
        match self {
            Self::Shell => vec![0, third, seventh],
            Self::Rooted if !colours.contains(&0) => vec![0, third, seventh, colour],
            _ => colours.to_vec(),
        }
    }

    fn narrowest(self) -> i32 {
        match self {
            Self::Close | Self::Rooted => 7,
            Self::Drop2 => 12,
            Self::Shell => 6,
        }
    }
}

/// The pitches of the chord on `root` (a pitch class), from low to high, near `previous`.
pub(super) fn voice(root: i32, quality: Quality, spread: Spread, previous: &[i32]) -> Vec<i32> {
    let tones = &spread.tones(quality);
    // A narrow chord is better than none: the last try takes any spacing.
    [spread.narrowest(), 0]
        .into_iter()
        .find_map(|narrowest| {
            let mut best: Option<(i32, Vec<i32>)> = None;
            for octaves in 0..3usize.pow(tones.len() as u32) {
                let pitches = placed(root, tones, octaves);
                if is_playable(&pitches, narrowest) {
                    let cost = cost(&pitches, previous);
                    if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                        best = Some((cost, pitches));
                    }
                }
            }
            best
        })
        .expect("any four tones fit into two octaves, because one octave holds them all")
        .1
}

/// The tones in the octaves that the digits of `octaves` to the base 3 name.
fn placed(root: i32, tones: &[i32], octaves: usize) -> Vec<i32> {
    let mut octaves = octaves;
    let mut pitches: Vec<i32> = tones
        .iter()
        .map(|tone| {
            let lowest = LOWEST + (root + tone - LOWEST).rem_euclid(12);
            let pitch = lowest + 12 * (octaves % 3) as i32;
            octaves /= 3;
            pitch
        })
        .collect();
    pitches.sort_unstable();
    pitches
}

fn is_playable(pitches: &[i32], narrowest: i32) -> bool {
    let (Some(low), Some(high)) = (pitches.first(), pitches.last()) else { return false };
    let gaps = || pitches.windows(2).map(|pair| pair[1] - pair[0]);
    // A semitone is a fine grain inside a chord; on top it cries, and two of them are mud.
    let n_semitones = gaps().filter(|gap| *gap == 1).count();
    let is_shrill = gaps().next_back() == Some(1);
    let is_muddy = pitches.windows(2).any(|pair| pair[1] < 57 && pair[1] - pair[0] < 3);
    let ninths = pitches.iter().any(|it| pitches.contains(&(it + 13)));
    *high <= HIGHEST
        && (narrowest..=WIDEST).contains(&(high - low))
        && gaps().all(|gap| gap <= 9)
        && n_semitones <= 1
        && !is_shrill
        && !is_muddy
        && !ninths
}

/// How far the voices move, and how far the hand is from where it likes to be.
fn cost(pitches: &[i32], previous: &[i32]) -> i32 {
    let moved: i32 = pitches.iter().zip(previous).map(|(a, b)| (a - b).abs()).sum();
    let leap = match (pitches.last(), previous.last()) {
        (Some(top), Some(before)) => ((top - before).abs() - 4).max(0),
        _ => 0,
    };
    let middle = pitches.iter().sum::<i32>() / pitches.len().max(1) as i32;
    let away = ((middle - CENTRE).abs() - 2).max(0);
    3 * moved + 3 * leap + 2 * away * away
}

#[cfg(test)]
mod tests {
    use super::super::progression::PROGRESSIONS;
    use super::*;

    #[test]
    fn every_chord_in_every_key_has_a_warm_voicing() {
        for progression in PROGRESSIONS {
            for (degree, quality) in progression.bars.concat() {
                for tonic in 0..12 {
                    for spread in [Spread::Close, Spread::Drop2, Spread::Rooted, Spread::Shell] {
                        let pitches = voice(tonic + degree, quality, spread, &[]);
                        let tones = spread.tones(quality);
                        assert_eq!(pitches.len(), tones.len());
                        assert!(is_playable(&pitches, 0), "{quality:?} {spread:?} {pitches:?}");
                        let classes = pitches.iter().map(|it| (it - tonic - degree).rem_euclid(12));
                        assert!(classes.into_iter().all(|it| tones.contains(&it)));
                    }
                }
            }
        }
    }

    #[test]
    fn the_voices_of_a_cadence_hardly_move() {
        let two = voice(2, Quality::Min9, Spread::Close, &[]);
        let five = voice(7, Quality::Dom13, Spread::Close, &two);
        let moved: i32 = two.iter().zip(&five).map(|(a, b)| (a - b).abs()).sum();
        assert!(moved <= 2, "{two:?} {five:?}");
    }
}
