//! Whole songs as files: sound in two formats, and the stems in an archive.

use std::{
    fs::File,
    io::{BufWriter, Seek, SeekFrom, Write},
};

use irama_score::Score;
use irama_synth::{
    BitDepth, SoundConfig, Stop, SynthError, WavConfig, render, stems, write_flac, write_wav,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::names;

/// What a song is made into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A WAV file of 16 bits.
    Wav,
    /// The same, packed without loss.
    Flac,
    /// Each part as a WAV file of 32 bits, before the master.
    Stems,
}

impl Form {
    /// The ending of its name, and its type.
    pub(crate) fn about(self) -> (&'static str, &'static str) {
        match self {
            Self::Wav => ("wav", "audio/wav"),
            Self::Flac => ("flac", "audio/flac"),
            Self::Stems => ("zip", "application/zip"),
        }
    }
}

/// Writes a song into a file, which is at its start again afterwards.
pub(super) fn write(
    score: &Score,
    form: Form,
    mut file: File,
    stop: Stop,
) -> Result<File, SynthError> {
    let mut out = BufWriter::with_capacity(1 << 18, &mut file);
    let config = SoundConfig { stop, ..SoundConfig::default() };
    match form {
        Form::Wav => write_wav(&mut render(score, &config)?, WavConfig::default(), &mut out)?,
        Form::Flac => write_flac(&mut render(score, &config)?, BitDepth::Bits16, &mut out)?,
        Form::Stems => write_stems(score, &config, &mut out)?,
    }
    out.flush()?;
    drop(out);
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

fn write_stems(
    score: &Score,
    config: &SoundConfig,
    out: &mut BufWriter<&mut File>,
) -> Result<(), SynthError> {
    let failed = |it: zip::result::ZipError| SynthError::Write(std::io::Error::other(it));
    let mut archive = ZipWriter::new(out);
    // Sound hardly packs, and a large file may have large stems.
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
    stems(score, config, &mut |stem| {
        let name = format!("{:02} {}.wav", stem.idx() + 1, names::for_file(stem.name()));
        archive.start_file(name, options).map_err(failed)?;
        stem.write_wav(&mut archive)
    })?;
    archive.finish().map_err(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use irama_score::{Note, Part, Pitch, Tick, Velocity};

    use super::*;

    #[test]
    fn every_form_is_given_up_on_the_way() {
        let note = Note {
            start: Tick(0),
            pitch: Pitch::clamped(60),
            duration: Tick(4800),
            velocity: Velocity::clamped(80),
        };
        let part = Part { notes: vec![note], ..Part::default() };
        let score = Score { parts: vec![part], end: Tick(4800), ..Score::default() };
        for form in [Form::Wav, Form::Flac, Form::Stems] {
            let n_asked = Arc::new(AtomicU64::new(0));
            let asked = Arc::clone(&n_asked);
            let stop = Stop::when(move || asked.fetch_add(1, Ordering::Relaxed) >= 3);
            let written = write(&score, form, tempfile::tempfile().unwrap(), stop);
            assert!(matches!(written, Err(SynthError::Stopped)), "{form:?}");
            assert_eq!(n_asked.load(Ordering::Relaxed), 4, "{form:?}: it ends at once");
        }
    }
}
