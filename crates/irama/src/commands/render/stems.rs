//! The parts one by one, into a folder.

use std::{fs, path::Path};

use irama_corpus::display_name;
use irama_score::Score;
use irama_synth::{SoundConfig, SynthError, stems};

use crate::{
    failure::Failure,
    outfile::write_through,
    plan,
    voice::{Voice, counted, grouped},
};

/// Letters of a part's name that its file keeps.
const MAX_LETTERS: usize = 40;

/// Writes each part into a WAV file of its own.
pub(super) fn write(
    score: &Score,
    config: &SoundConfig,
    folder: &Path,
    voice: &Voice,
) -> Result<(), Failure> {
    let shown = display_name(folder);
    fs::create_dir_all(folder).map_err(|it| {
        Failure::usage(voice.pick(
            format!("the folder {shown} cannot be made ({it}); choose another --stems"),
            format!(
                "folder {shown} tidak bisa dibuat ({}); pilih --stems lain",
                voice.of_below(&it)
            ),
        ))
    })?;
    let (mut n_stems, mut failure) = (0, None);
    let done = stems(score, config, &mut |stem| {
        let path = folder.join(file_name(stem.idx(), stem.name()));
        let written = plan::check_kind(&path, b"RIFF", voice)
            .and_then(|()| write_through(&path, |out| Ok(stem.write_wav(out)?)));
        n_stems += 1;
        // The way out of the synthesizer is a stop; what stopped it is told instead.
        written.map_err(|it| {
            failure = Some(it);
            SynthError::Stopped
        })
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    done?;
    voice.say(&voice.pick(
        format!("wrote {} into {shown}, as they are before the master", counted(n_stems, "stem")),
        format!("{} stem ditulis ke {shown}, seperti sebelum master", grouped(n_stems)),
    ));
    Ok(())
}

/// Such as `02 Electric Piano 1.wav`, of letters that every system allows.
fn file_name(idx: usize, name: &str) -> String {
    let is_allowed = |it: &char| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_' | '(' | ')');
    let kept: String = name.chars().filter(is_allowed).take(MAX_LETTERS).collect();
    format!("{:02} {}", idx + 1, kept.trim()).trim().to_owned() + ".wav"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_stems_are_harmless() {
        assert_eq!(file_name(0, "Piano"), "01 Piano.wav");
        assert_eq!(file_name(9, "../\\:a\u{0}b"), "10 ab.wav");
        assert_eq!(file_name(1, ""), "02.wav");
    }
}
