//! `irama export` and `irama import`: models as files of other tools, and back.

use std::path::Path;

use irama_model::{checkpoint::write_atomically, classic::ClassicModel};

use crate::{
    args::{ExportArgs, ImportArgs},
    failure::Failure,
    plan,
    voice::Voice,
};

pub(crate) fn export(args: &ExportArgs, voice: &Voice) -> Result<(), Failure> {
    check_ending(&args.output)?;
    plan::check_writable(&args.output)?;
    let model = ClassicModel::load(&args.model)?;
    write_atomically(&args.output, &model.to_safetensors())?;
    say_written(&args.output, voice);
    Ok(())
}

pub(crate) fn import(args: &ImportArgs, voice: &Voice) -> Result<(), Failure> {
    check_ending(&args.file)?;
    plan::check_writable(&args.output)?;
    let model = ClassicModel::load_safetensors(&args.file)?;
    write_atomically(&args.output, &model.to_bytes())?;
    say_written(&args.output, voice);
    Ok(())
}

fn check_ending(path: &Path) -> Result<(), Failure> {
    if path.extension().is_some_and(|it| it.eq_ignore_ascii_case("safetensors")) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "{} does not end in .safetensors, the one format that can be exchanged so far",
        irama_corpus::display_name(path)
    )))
}

fn say_written(path: &Path, voice: &Voice) {
    let path = irama_corpus::display_name(path);
    voice.say(&voice.pick(format!("wrote {path}"), format!("{path} ditulis")));
}
