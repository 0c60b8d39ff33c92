//! `irama completions` and `irama man`: both come from the description of the arguments.

use std::{fs, io::Write as _, path::Path};

use anyhow::Context;
use clap::CommandFactory;
use irama_corpus::display_name;

use crate::{args::Cli, failure::Failure, outfile, voice::Voice, voice::print};

pub(crate) fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "irama", &mut text);
    print(String::from_utf8_lossy(&text).trim_end())
}

/// The page of the program and then one of each command: one after the other, or a file for each.
pub(crate) fn man(out: Option<&Path>, voice: &Voice) -> Result<(), Failure> {
    let pages = pages()?;
    let Some(folder) = out else {
        let text: Vec<u8> = pages.into_iter().flat_map(|(_, text)| text).collect();
        return print(String::from_utf8_lossy(&text).trim_end());
    };
    let shown = display_name(folder);
    fs::create_dir_all(folder)
        .with_context(|| format!("could not make the folder {shown}; choose another place"))
        .map_err(Failure::Failed)?;
    for (name, text) in &pages {
        let path = folder.join(format!("{name}.1"));
        outfile::write_through(&path, |out| {
            out.write_all(text)
                .with_context(|| format!("could not write {}", display_name(&path)))
                .map_err(Failure::Failed)
        })?;
    }
    voice.say(&voice.pick(
        format!("wrote {} manual pages to {shown}", pages.len()),
        format!("{} halaman manual ditulis ke {shown}", pages.len()),
    ));
    Ok(())
}

/// Names and texts of all pages.
fn pages() -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut root = Cli::command();
    root.build();
    let commands = root.get_subcommands().filter(|it| it.get_name() != "help");
    std::iter::once(&root).chain(commands).map(page).collect()
}

fn page(command: &clap::Command) -> Result<(String, Vec<u8>), Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text).map_err(Failure::failed)?;
    let name = command.get_display_name().unwrap_or(command.get_name());
    Ok((name.to_owned(), text))
}
