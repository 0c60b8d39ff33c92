//! What holds for every sound.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use irama_score::{Control, Gesture, Score, Tick};
use irama_synth::{
    LofiConfig, SoundConfig, Stop, SynthError, TAIL_SECONDS, TARGET_LUFS, measure, mix_of, render,
    stems,
};

use super::{
    figures::{RATE, frames, mono, peak, rms, roughest},
    pieces::{band, note, part, score, single},
};

fn seconds(n: f64) -> usize {
    (n * RATE) as usize
}

#[test]
fn every_program_and_drum_sounds_and_nothing_is_wild() {
    let drums: Vec<_> = (27..=87).map(|it| note(480 * u64::from(it - 27), 200, it, 100)).collect();
    let kit = irama_score::Part { is_drums: true, notes: drums, ..Default::default() };
    let sound = frames(&score(vec![kit]));
    for drum in 0..=60 {
        let from = seconds(0.5 * f64::from(drum));
        assert!(rms(&sound[from..from + seconds(0.4)]) > 1e-3, "drum {}", drum + 27);
    }
    for program in 0..128 {
        let all = frames(&single(program, 60, 480));
        assert!(all.iter().flatten().all(|it| it.is_finite()), "program {program}");
        assert!(rms(&all[..seconds(0.7)]) > 1e-2, "program {program}");
        assert!(peak(&all) <= 0.892, "program {program}");
        assert!(peak(&all[all.len() - 10..]) < 1e-5, "program {program} ends in silence");
    }
}

#[test]
fn there_is_silence_before_the_first_note_and_after_the_last_has_died() {
    let sound = frames(&score(vec![part(33, vec![note(960, 480, 40, 100)])]));
    assert_eq!(peak(&sound[..seconds(1.0) - 1]), 0.0);
    assert!(peak(&sound[seconds(1.0)..]) > 0.1);
    assert!(peak(&sound[sound.len() - seconds(0.3)..]) < 1e-3);
}

#[test]
fn a_piece_is_as_long_as_written_and_its_tail() {
    let band = band(3);
    let exact = (3.0 * 4.0 * 0.6 * RATE).round() as u64 + u64::from(TAIL_SECONDS) * 44_100;
    let mut sound = render(&band, &SoundConfig::default()).unwrap();
    assert_eq!(sound.n_frames(), exact);
    assert_eq!(sound.frames().unwrap().len() as u64, exact);
}

#[test]
fn pieces_are_as_loud_as_promised_and_below_the_ceiling() {
    let lofi = Some(LofiConfig::default());
    let loud = score(vec![part(81, (0..8).map(|it| note(0, 4_000, 40 + 5 * it, 127)).collect())]);
    for (piece, lofi) in
        [(band(8), None), (band(8), lofi), (loud, None), (single(0, 60, 960), None)]
    {
        let config = SoundConfig { lofi, ..SoundConfig::default() };
        let mut sound = render(&piece, &config).unwrap();
        let loudness = measure(&sound.frames().unwrap(), config.rate);
        assert!((loudness.lufs.unwrap() - TARGET_LUFS).abs() < 0.5, "{loudness:?}");
        assert!(loudness.true_peak_db <= -1.0, "{loudness:?}");
    }
}

#[test]
fn note_ends_do_not_click() {
    // A click is a bend of the wave that is much sharper than the tone itself has anywhere.
    for program in [0, 4, 16, 33, 40, 48, 52, 73, 80, 89] {
        let pieces = [480, 1_920].map(|it| mono(&frames(&single(program, 45, it))));
        let [short, long] = pieces.map(|it| it[seconds(0.3)..seconds(1.2)].to_vec());
        // Both are normalised by themselves, so the comparison is with their own tone.
        let own = roughest(&short[..seconds(0.15)]).max(roughest(&long[..seconds(0.15)]));
        assert!(roughest(&short) < 1.5 * own + 1e-4, "program {program}");
    }
}

#[test]
fn the_pedal_the_volume_and_the_place_are_heard() {
    let with = |gestures: &[(u64, u8, u8)]| {
        let mut piece = single(0, 60, 240);
        piece.end = Tick(1_920);
        piece.parts[0].controls = gestures
            .iter()
            .map(|&(at, number, value)| Control {
                at: Tick(at),
                gesture: Gesture::Controller { number, value },
            })
            .collect();
        mix_of(&piece, &SoundConfig::default()).unwrap()
    };
    let no_room = (0, 91, 0);
    let (dry, held) = (with(&[no_room]), with(&[no_room, (100, 64, 127), (1_800, 64, 0)]));
    let later = seconds(0.9)..seconds(1.2);
    assert!(rms(&held[later.clone()]) > 20.0 * rms(&dry[later]));
    let soft = with(&[(0, 7, 50), no_room]);
    assert!((rms(&dry) / rms(&soft) - 4.0).abs() < 0.1, "the square of the controller");
    let left = with(&[(0, 10, 0), no_room]);
    assert!(left.iter().all(|it| it[1].abs() < 1e-6) && peak(&left) > 0.01);
}

#[test]
fn velocity_changes_the_timbre_and_not_only_the_level() {
    for program in [0, 4, 24, 33, 40, 56, 81] {
        let with = |velocity: u8| {
            let piece = score(vec![part(program, vec![note(0, 960, 48, velocity)])]);
            mono(&frames(&piece))[..seconds(0.8)].to_vec()
        };
        // The share of steep slopes: brighter sounds have more.
        let brightness = |it: &[f64]| {
            let power: f64 = it.iter().map(|it| it * it).sum();
            it.windows(2).map(|it| (it[1] - it[0]).powi(2)).sum::<f64>() / power
        };
        let (soft, hard) = (brightness(&with(35)), brightness(&with(120)));
        assert!(hard > 1.2 * soft, "program {program}: {soft} {hard}");
    }
}

#[test]
fn stems_sum_to_the_mix() {
    let (piece, config) = (band(2), SoundConfig::default());
    let mix = mix_of(&piece, &config).unwrap();
    let mut sum = vec![[0.0_f64; 2]; mix.len()];
    let mut n_stems = 0;
    stems(&piece, &config, &mut |stem| {
        n_stems += 1;
        let mut at = 0;
        stem.play(&mut |frames| {
            for frame in frames {
                (0..2).for_each(|side| sum[at][side] += f64::from(frame[side]));
                at += 1;
            }
            Ok(())
        })
    })
    .unwrap();
    assert_eq!(n_stems, 4);
    let sides = mix.iter().flatten().zip(sum.iter().flatten());
    let off = sides.fold(0.0, |off: f64, (mix, sum)| off.max((f64::from(*mix) - sum).abs()));
    assert!(off < 1e-6 * f64::from(peak(&mix)).max(1.0), "{off}");
}

#[test]
fn threads_never_change_a_bit() {
    let piece = band(2);
    let config = SoundConfig { lofi: Some(LofiConfig::default()), ..SoundConfig::default() };
    let with = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| render(&piece, &config).unwrap().frames().unwrap())
    };
    assert!(with(1) == with(3));
}

#[test]
fn who_asks_to_stop_is_heard() {
    let config = SoundConfig { stop: Stop::when(|| true), ..SoundConfig::default() };
    assert!(matches!(render(&band(1), &config), Err(SynthError::Stopped)));
}

#[test]
fn a_file_that_nobody_wants_any_more_is_given_up_on_the_way() {
    let is_asked = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&is_asked);
    let stop = Stop::when(move || asked.load(Ordering::Relaxed));
    let mut sound = render(&band(2), &SoundConfig { stop, ..SoundConfig::default() }).unwrap();
    let mut n_heard = 0;
    let heard = sound.play(&mut |frames| {
        n_heard += frames.len() as u64;
        is_asked.store(true, Ordering::Relaxed);
        Ok(())
    });
    assert!(matches!(heard, Err(SynthError::Stopped)));
    assert!(n_heard < sound.n_frames() / 2, "{n_heard} of {}", sound.n_frames());
}

#[test]
fn the_tempo_map_is_followed() {
    let tempos = [(0, 1_000_000), (480, 250_000)].map(|(at, micros_per_quarter)| {
        irama_score::TempoChange { at: Tick(at), micros_per_quarter }
    });
    let notes = vec![note(0, 100, 60, 100), note(480, 100, 60, 100), note(960, 100, 60, 100)];
    let piece = Score { tempos: tempos.to_vec(), ..score(vec![part(115, notes)]) };
    let sound = frames(&piece);
    for onset in [0.0, 1.0, 1.25] {
        let at = seconds(onset);
        assert!(
            rms(&sound[at..at + 400]) > 4.0 * rms(&sound[at.saturating_sub(400)..at]),
            "{onset}"
        );
    }
}
