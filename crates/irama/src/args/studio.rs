//! What `irama studio` can be told.

use std::{net::IpAddr, path::PathBuf};

use clap::Args;

#[derive(Args, Debug)]
pub(crate) struct StudioArgs {
    /// The port to listen on [default: 7777, or the next that is free]
    #[arg(long, value_name = "P", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// The address to listen on; any but this machine's own takes a --token-file
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,
    /// A file with a token that whoever opens the page has to know; it is made if it is not there
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Another name of this machine under which the page may be opened
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
    /// Open the page in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// The folder to keep everything in [default: irama/studio in the user's data folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}
