//! A MIDI file as WAV, with how long it took: `cargo run --release -p irama-synth --example
//! render_midi -- IN.mid OUT.wav`.

#![allow(clippy::print_stdout, reason = "it prints figures")]
#![allow(clippy::disallowed_methods, reason = "it measures time")]

use std::{error::Error, fs, io::BufWriter, time::Instant};

use irama_synth::{SoundConfig, WavConfig, render, write_wav};

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = paths.as_slice() else { return Err("give IN.mid and OUT.wav".into()) };
    let score = irama_score::read_midi(&fs::read(input)?)?.score;
    let start = Instant::now();
    let mut sound = render(&score, &SoundConfig::default())?;
    let mixed = start.elapsed().as_secs_f64();
    write_wav(&mut sound, WavConfig::default(), &mut BufWriter::new(fs::File::create(output)?))?;
    let all = start.elapsed().as_secs_f64();
    let seconds = sound.n_frames() as f64 / f64::from(sound.rate().hz());
    println!(
        "{seconds:.1} s of sound: {mixed:.2} s to mix, {all:.2} s in all, {:.0} x real time; gain {:.1} dB",
        seconds / all,
        sound.gain_db()
    );
    Ok(())
}
