//! Sound, pictures and the page that `make` writes beside the song.

use std::{
    fs::File,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

use irama_model::checkpoint::write_atomically;
use irama_score::Score;
use irama_synth::{
    BitDepth, SoundConfig, Stop, SynthError, WavConfig, draw_roll, render, write_flac, write_wav,
};
use serde_json::Value;

use crate::{
    args::{MakeArgs, ModelKind},
    base,
    failure::Failure,
    outfile::write_through,
    report::{self, Subject, charts},
    signals,
    voice::Voice,
};

/// Where they go.
pub(super) struct Outputs {
    pub(super) sound: PathBuf,
    pub(super) roll: PathBuf,
    pub(super) loss: PathBuf,
    pub(super) page: PathBuf,
}

impl Outputs {
    pub(super) fn new(folder: &Path) -> Self {
        let [sound, roll, loss, page] =
            ["song.wav", "roll.svg", "loss.svg", "report.html"].map(|it| folder.join(it));
        Self { sound, roll, loss, page }
    }

    pub(super) fn all(&self) -> [&PathBuf; 4] {
        [&self.sound, &self.roll, &self.loss, &self.page]
    }

    pub(super) fn write(
        &self,
        (score, report): (&Score, &Value),
        args: &MakeArgs,
        voice: &Voice,
    ) -> Result<(), Failure> {
        let curve = charts::learning(report, voice).draw();
        write_atomically(&self.loss, curve.to_svg().as_bytes())?;
        let sound = match self.write_sound(score) {
            // A model that has learned too little may compose nothing; the rest is told all the same.
            Err(SoundFailure::Silent) => {
                voice.warn(&voice.pick(
                    "the song has no notes, so there is no sound and no roll; learn longer",
                    "lagu ini tidak punya not, jadi tidak ada suara dan gambar; latih lebih lama",
                ));
                None
            }
            Err(SoundFailure::Other(failure)) => return Err(failure),
            Ok(sound) => {
                write_atomically(&self.roll, draw_roll(score)?.to_svg().as_bytes())?;
                Some(sound)
            }
        };
        let again = again(args, report);
        let subject = Subject { report, score, sound: sound.as_deref(), again: &again };
        Ok(write_atomically(&self.page, report::page(&subject, voice).as_bytes())?)
    }

    /// Writes the WAV file; returns the same as FLAC.
    fn write_sound(&self, score: &Score) -> Result<Vec<u8>, SoundFailure> {
        let stop = Stop::when(signals::is_stopped);
        let config = SoundConfig { stop, ..SoundConfig::default() };
        let mut sound = render(score, &config)?;
        let mut write = |out: &mut std::io::BufWriter<File>| {
            write_wav(&mut sound, WavConfig::default(), out)?;
            Ok(out.flush().map_err(SynthError::Write)?)
        };
        write_through(&self.sound, &mut write).map_err(SoundFailure::Other)?;
        let mut flac = Cursor::new(Vec::new());
        write_flac(&mut sound, BitDepth::Bits16, &mut flac)?;
        Ok(flac.into_inner())
    }
}

/// Why there is no sound.
enum SoundFailure {
    Silent,
    Other(Failure),
}

impl From<SynthError> for SoundFailure {
    fn from(error: SynthError) -> Self {
        match error {
            SynthError::NoNotes => Self::Silent,
            other => Self::Other(other.into()),
        }
    }
}

/// The commands that make the same again: as many steps, whatever the machine.
fn again(args: &MakeArgs, report: &Value) -> Vec<String> {
    let (seed, steps) = (&report["seed"], &report["training"]["steps"]);
    let inputs: Vec<String> = args.inputs.iter().map(|it| quoted(it)).collect();
    let kind = match args.model {
        ModelKind::Events => "events",
        ModelKind::Classic => "classic",
    };
    let minutes = args.minutes;
    if inputs.is_empty() {
        return vec![format!("irama make --model {kind} --minutes {minutes} --seed {seed}")];
    }
    let (inputs, bars) = (inputs.join(" "), &report["song"]["bars"]);
    let from = |it: &Path| format!(" --from {}", quoted(it));
    let typed = args.from.as_deref().map(from).unwrap_or_default();
    let mut lines = vec![format!(
        "irama make {inputs} --model {kind} --minutes {minutes} --seed {seed}{typed}"
    )];
    if args.model == ModelKind::Events {
        lines.push("# on a machine of another speed:".to_owned());
        let has_base = !report["settings"]["base"].is_null();
        let used = args.from.as_deref().unwrap_or(Path::new(base::NAME));
        let used = if has_base { from(used) } else { String::new() };
        lines.push(format!(
            "irama train {inputs} --steps {steps} --seed {seed}{used} -o model.irama"
        ));
        lines.push(format!("irama compose -m model.irama --bars {bars} --seed {seed} -o song.mid"));
    }
    lines
}

fn quoted(path: &Path) -> String {
    let shown = irama_corpus::display_name(path);
    if shown.contains([' ', '\'', '"', '$', '&', ';', '(', ')']) {
        format!("'{}'", shown.replace('\'', "'\\''"))
    } else {
        shown
    }
}
