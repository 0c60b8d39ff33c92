//! `irama completions` and `irama man`: both come from the description of the arguments.

use std::io;

use clap::CommandFactory;

use crate::{args::Cli, failure::Failure, voice::print};

pub(crate) fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "irama", &mut text);
    print(String::from_utf8_lossy(&text).trim_end())
}

/// The page of the program and then one of each command.
pub(crate) fn man() -> Result<(), Failure> {
    let mut text = Vec::new();
    let mut root = Cli::command();
    root.build();
    render(&root, &mut text).map_err(Failure::failed)?;
    for command in root.get_subcommands().filter(|it| it.get_name() != "help") {
        render(command, &mut text).map_err(Failure::failed)?;
    }
    print(String::from_utf8_lossy(&text).trim_end())
}

fn render(command: &clap::Command, text: &mut Vec<u8>) -> io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(text)
}
