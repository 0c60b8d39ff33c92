//! One part of a song as 16-bit sound, which pages mix by themselves.

use irama_score::{Score, Tick};
use irama_synth::{SampleRate, SoundConfig, Stop, SynthError, stems};

/// What stems are multiplied by, so that none clips.
pub(crate) const GAIN: f32 = 0.5;
const HEADER_BYTES: usize = 44;

/// What a stem depends on: equal keys are equal bytes, so a part that an edit leaves alone is not
/// made again.
pub(crate) fn stem_key(score: &Score, idx: usize) -> Option<String> {
    let part = score.parts.get(idx)?;
    let n_before = score.parts[..idx].iter().filter(|it| !it.notes.is_empty()).count();
    let about = (part, n_before, &score.tempos, last_tick(score));
    let bytes = serde_json::to_vec(&about).expect("plain data has a JSON form");
    Some(blake3::hash(&bytes).to_hex()[..32].to_owned())
}

/// The stem of a part as a WAV file; one without notes is silent.
pub(super) fn stem_wav(score: &Score, idx: usize, stop: Stop) -> Result<Vec<u8>, SynthError> {
    let n_before = score.parts[..idx].iter().filter(|it| !it.notes.is_empty()).count();
    let is_silent = score.parts.get(idx).is_none_or(|it| it.notes.is_empty());
    let (mut wav, mut n_frames) = (vec![0; HEADER_BYTES], 0_u32);
    stems(score, &SoundConfig { stop, ..SoundConfig::default() }, &mut |stem| {
        // Any part says how long the piece is; a silent one takes the first's length.
        if stem.idx() != if is_silent { 0 } else { n_before } {
            return Ok(());
        }
        stem.play(&mut |frames| {
            n_frames += frames.len() as u32;
            for sample in frames.iter().flatten() {
                let level = if is_silent { 0 } else { quantised(*sample) };
                wav.extend_from_slice(&level.to_le_bytes());
            }
            Ok(())
        })
    })?;
    let header = header(n_frames, SampleRate::default().hz());
    wav[..HEADER_BYTES].copy_from_slice(&header);
    Ok(wav)
}

fn quantised(sample: f32) -> i16 {
    // Conversions from floats stop at the ends of their range.
    (sample * GAIN * 32_767.0).round() as i16
}

/// The head of a WAV file of 16-bit stereo.
fn header(n_frames: u32, rate: u32) -> [u8; HEADER_BYTES] {
    let data_bytes = n_frames * 4;
    let mut header = Vec::with_capacity(HEADER_BYTES);
    header.extend_from_slice(b"RIFF");
    header.extend_from_slice(&(36 + data_bytes).to_le_bytes());
    header.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
    header.extend_from_slice(&rate.to_le_bytes());
    header.extend_from_slice(&(rate * 4).to_le_bytes());
    header.extend_from_slice(b"\x04\0\x10\0data");
    header.extend_from_slice(&data_bytes.to_le_bytes());
    let mut all = [0; HEADER_BYTES];
    all.copy_from_slice(&header);
    all
}

fn last_tick(score: &Score) -> Tick {
    let ends = score.parts.iter().flat_map(|it| &it.notes).map(irama_score::Note::end);
    ends.max().unwrap_or_default().max(score.end)
}

#[cfg(test)]
mod tests {
    use irama_score::{Note, Part, Pitch, Velocity};

    use super::*;

    fn score() -> Score {
        let note = |pitch: i32| Note {
            start: Tick(0),
            pitch: Pitch::clamped(pitch),
            duration: Tick(480),
            velocity: Velocity::clamped(100),
        };
        let part = |pitches: &[i32]| Part {
            notes: pitches.iter().map(|it| note(*it)).collect(),
            ..Part::default()
        };
        Score {
            parts: vec![part(&[60]), part(&[]), part(&[64, 67])],
            end: Tick(1920),
            ..Score::default()
        }
    }

    #[test]
    fn stems_are_as_long_as_the_piece_and_a_part_without_notes_is_silent() {
        let score = score();
        let all: Vec<Vec<u8>> =
            (0..3).map(|it| stem_wav(&score, it, Stop::NEVER).unwrap()).collect();
        assert!(all.iter().all(|it| it.len() == 44 + 4 * (2 + 3) * 44_100));
        let is_heard = |wav: &[u8]| wav[44..].iter().any(|it| *it != 0);
        assert_eq!(all.iter().map(|it| is_heard(it)).collect::<Vec<_>>(), [true, false, true]);
        assert_ne!(all[0], all[2]);
    }

    #[test]
    fn a_part_that_an_edit_leaves_alone_keeps_its_key() {
        let (before, mut after) = (score(), score());
        after.parts[2].notes[0].pitch = Pitch::clamped(65);
        assert_eq!(stem_key(&before, 0), stem_key(&after, 0));
        assert_ne!(stem_key(&before, 2), stem_key(&after, 2));
        assert_eq!(stem_key(&before, 3), None);
    }

    #[test]
    fn a_stem_that_nobody_waits_for_is_given_up() {
        assert!(matches!(stem_wav(&score(), 0, Stop::when(|| true)), Err(SynthError::Stopped)));
    }
}
