//! `irama export` and `irama import`: models as files of other tools, and back.

use std::path::Path;

use irama_exchange::{read_keras, read_safetensors, write_keras, write_safetensors};
use irama_model::{
    Model,
    checkpoint::write_atomically,
    classic::{ClassicModel, Scale},
};

use super::compose::load;
use crate::{
    args::{ExportArgs, ImportArgs},
    failure::Failure,
    plan,
    voice::Voice,
};

/// The keys of a piano: where no range is given.
const PIANO: Scale = Scale { lowest: 21, highest: 108 };

/// A format that models are exchanged in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Keras,
    Safetensors,
    /// Our own, smaller.
    Small,
}

pub(crate) fn export(args: &ExportArgs, voice: &Voice) -> Result<(), Failure> {
    let format = format_of(&args.output, voice)?;
    plan::check_output(&args.output, &[&args.model], voice)?;
    let own: &[u8] = match format {
        Format::Keras => b"PK\x03\x04",
        Format::Small => b"IRAMA ",
        Format::Safetensors => b"",
    };
    plan::check_kind(&args.output, own, voice)?;
    let model = load(&args.model, voice)?;
    let bytes = match (format, &model) {
        (Format::Safetensors, _) => write_safetensors(&model),
        (Format::Keras, Model::Classic(model)) => write_keras(model)?,
        (Format::Keras, Model::Events(_)) => return Err(events_as_keras(&args.model, voice)),
        (Format::Small, Model::Events(model)) => model.to_small_bytes(),
        (Format::Small, Model::Classic(model)) => model.to_bytes(),
    };
    write_atomically(&args.output, &bytes)?;
    say_written(&args.output, voice);
    Ok(())
}

pub(crate) fn import(args: &ImportArgs, voice: &Voice) -> Result<(), Failure> {
    let format = format_of(&args.file, voice)?;
    plan::check_model_name(&args.output, voice)?;
    plan::check_output(&args.output, &[&args.file], voice)?;
    plan::check_kind(&args.output, b"IRAMA ", voice)?;
    let model = match format {
        Format::Keras => {
            let model = read_keras(&args.file, args.pitches.unwrap_or(PIANO))?;
            say_assumed(&model, args.pitches.is_some(), voice);
            Model::Classic(model.into())
        }
        Format::Safetensors if args.pitches.is_some() => {
            return Err(Failure::usage(voice.pick(
                "--pitches is for .keras files; a .safetensors file says its pitches itself, so leave it out",
                "--pitches hanya untuk berkas .keras; .safetensors sudah memuat nadanya, jadi hilangkan",
            )));
        }
        Format::Safetensors => read_safetensors(&args.file)?,
        Format::Small => return Err(other_format(&args.file, voice)),
    };
    write_atomically(&args.output, &model.to_bytes())?;
    say_written(&args.output, voice);
    Ok(())
}

fn format_of(path: &Path, voice: &Voice) -> Result<Format, Failure> {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    match ending.to_str() {
        Some("keras") => Ok(Format::Keras),
        Some("safetensors") => Ok(Format::Safetensors),
        Some("irama") => Ok(Format::Small),
        _ => Err(other_format(path, voice)),
    }
}

fn other_format(path: &Path, voice: &Voice) -> Failure {
    let path = irama_corpus::display_name(path);
    Failure::usage(voice.pick(
        format!(
            "{path} does not end in .keras or .safetensors, the formats that can be exchanged; give \
             such a file"
        ),
        format!(
            "{path} tidak berakhiran .keras atau .safetensors, format pertukaran yang ada; berikan \
             berkas seperti itu"
        ),
    ))
}

fn events_as_keras(path: &Path, voice: &Voice) -> Failure {
    let path = irama_corpus::display_name(path);
    Failure::usage(voice.pick(
        format!(
            "{path} is an events model, which no layers of Keras can express; export it as \
             .safetensors"
        ),
        format!(
            "{path} adalah model events, yang tidak bisa dinyatakan dengan lapisan Keras; ekspor \
             sebagai .safetensors"
        ),
    ))
}

/// Says what the file does not: which pitches 0 and 1 are, and whether its optimiser is kept.
fn say_assumed(model: &ClassicModel, is_given: bool, voice: &Voice) {
    let Scale { lowest, highest } = model.scale;
    let (hint, petunjuk) = match is_given {
        true => ("", ""),
        false => (
            " as on a piano (if it learned from others, give --pitches LOW..HIGH)",
            " seperti piano (jika lain, berikan --pitches RENDAH..TINGGI)",
        ),
    };
    let (kept, disimpan) = match &model.optimiser {
        Some(it) => (
            format!("the optimiser's {} steps are kept", it.n_steps),
            format!("{} langkah pengoptimal disimpan", it.n_steps),
        ),
        None => ("it has no Adam to go on with".into(), "tanpa Adam untuk dilanjutkan".into()),
    };
    voice.say(&voice.pick(
        format!("0 to 1 are the pitches {lowest} to {highest}{hint}; {kept}"),
        format!("0 sampai 1 adalah nada {lowest} sampai {highest}{petunjuk}; {disimpan}"),
    ));
}

fn say_written(path: &Path, voice: &Voice) {
    let path = irama_corpus::display_name(path);
    voice.say(&voice.pick(format!("wrote {path}"), format!("{path} ditulis")));
}
