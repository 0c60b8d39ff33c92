//! `irama export` and `irama import`: models as files of other tools, and back.

use std::path::Path;

use irama_model::{Model, checkpoint::write_atomically};

use super::compose::load;
use crate::{
    args::{ExportArgs, ImportArgs},
    failure::Failure,
    plan,
    voice::Voice,
};

pub(crate) fn export(args: &ExportArgs, voice: &Voice) -> Result<(), Failure> {
    check_ending(&args.output, voice)?;
    plan::check_output(&args.output, &[&args.model], voice)?;
    plan::check_kind(&args.output, b"", voice)?;
    let model = load(&args.model, voice)?;
    write_atomically(&args.output, &model.to_safetensors())?;
    say_written(&args.output, voice);
    Ok(())
}

pub(crate) fn import(args: &ImportArgs, voice: &Voice) -> Result<(), Failure> {
    check_ending(&args.file, voice)?;
    plan::check_model_name(&args.output, voice)?;
    plan::check_output(&args.output, &[&args.file], voice)?;
    plan::check_kind(&args.output, b"IRAMA ", voice)?;
    let model = Model::load_safetensors(&args.file)?;
    write_atomically(&args.output, &model.to_bytes())?;
    say_written(&args.output, voice);
    Ok(())
}

fn check_ending(path: &Path, voice: &Voice) -> Result<(), Failure> {
    if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("safetensors")) {
        return Ok(());
    }
    let path = irama_corpus::display_name(path);
    Err(Failure::usage(voice.pick(
        format!(
            "{path} does not end in .safetensors, the one format that can be exchanged so far; give \
             such a file"
        ),
        format!(
            "{path} tidak berakhiran .safetensors, satu-satunya format pertukaran saat ini; \
             berikan berkas seperti itu"
        ),
    )))
}

fn say_written(path: &Path, voice: &Voice) {
    let path = irama_corpus::display_name(path);
    voice.say(&voice.pick(format!("wrote {path}"), format!("{path} ditulis")));
}
