//! A score as a sound file, for every command that writes one.

use std::{path::Path, sync::Arc};

use irama_corpus::display_name;
use irama_score::Score;
use irama_synth::{
    BitDepth, OPUS_RATE, SampleRate, SoundConfig, Stop, TARGET_LUFS, WavConfig, render, write_flac,
    write_opus, write_wav,
};

use super::{Format, font, strengths};
use crate::{
    args::{BitsChoice, RateChoice, SoundOptions},
    failure::Failure,
    outfile::write_through,
    plan, signals,
    voice::Voice,
};

/// What the options mean; reads the SoundFont.
pub(crate) fn config_of(options: &SoundOptions, voice: &Voice) -> Result<SoundConfig, Failure> {
    let rate = match options.rate {
        Some(RateChoice::Hz48000) => SampleRate::Hz48000,
        Some(RateChoice::Hz44100) | None => SampleRate::Hz44100,
    };
    let lofi = options.lofi.as_deref().map(|it| strengths::read(it, voice)).transpose()?;
    let font = options.soundfont.as_deref().map(|it| font::read(it, voice)).transpose()?;
    let stop = Stop::when(signals::is_stopped);
    Ok(SoundConfig { rate, lofi, font: font.map(Arc::new), stop, ..SoundConfig::default() })
}

pub(crate) fn depth_of(bits: Option<BitsChoice>) -> BitDepth {
    match bits {
        Some(BitsChoice::Bits24) => BitDepth::Bits24,
        Some(BitsChoice::Bits16) | None => BitDepth::Bits16,
    }
}

/// Sees to it that sound can be written there, for a command whose own output is something else.
pub(crate) fn check(path: &Path, inputs: &[&Path], voice: &Voice) -> Result<(), Failure> {
    let format = Format::of(path, voice)?;
    if !format.is_sound() {
        let shown = display_name(path);
        return Err(Failure::usage(voice.pick(
            format!("{shown} is not the name of a sound; end it in .wav, .flac or .opus"),
            format!("{shown} bukan nama berkas suara; akhiri dengan .wav, .flac atau .opus"),
        )));
    }
    plan::check_output(path, inputs, voice)?;
    plan::check_kind(path, format.magic(), voice)
}

/// Writes a score as it sounds without any options.
pub(crate) fn write_plain(score: &Score, path: &Path, voice: &Voice) -> Result<(), Failure> {
    let mut config = config_of(&SoundOptions::default(), voice)?;
    if Format::of(path, voice)? == Format::Opus {
        config.rate = OPUS_RATE;
    }
    write(score, &config, (path, BitDepth::default()), voice)
}

/// Writes a WAV file, or a FLAC or Opus file where the name says so.
pub(crate) fn write(
    score: &Score,
    config: &SoundConfig,
    (path, depth): (&Path, BitDepth),
    voice: &Voice,
) -> Result<(), Failure> {
    let shown = display_name(path);
    let mut sound = render(score, config)?;
    let format = Format::of(path, voice)?;
    write_through(path, |out| {
        let is_loop = sound.is_loop();
        match format {
            Format::Opus => write_opus(&mut sound, out)?,
            Format::Flac => write_flac(&mut sound, depth, out)?,
            _ => write_wav(&mut sound, WavConfig { depth, is_loop }, out)?,
        }
        Ok(())
    })?;
    let seconds = sound.n_frames() as f64 / f64::from(sound.rate().hz());
    let hz = sound.rate().hz();
    let fineness = match format {
        Format::Opus => "Opus".to_owned(),
        _ => format!("{} {}", depth.bits(), voice.pick("bits", "bit")),
    };
    voice.say(&voice.pick(
        format!("wrote {shown}: {seconds:.1} s, {hz} Hz, {fineness}, {TARGET_LUFS} LUFS"),
        format!("{shown} ditulis: {seconds:.1} dtk, {hz} Hz, {fineness}, {TARGET_LUFS} LUFS"),
    ));
    Ok(())
}
