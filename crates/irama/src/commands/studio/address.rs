//! Where the studio listens.

use std::{
    io::{self, ErrorKind},
    net::{SocketAddr, TcpListener},
};

use crate::{args::StudioArgs, failure::Failure, voice::Voice};

/// The first port that is tried.
const PORT: u16 = 7777;
/// How many are, if none was asked for.
const N_TRIED: u16 = 64;

/// Listens at the port that was asked for, or the first that is free.
pub(super) fn bind(args: &StudioArgs, voice: &Voice) -> Result<TcpListener, Failure> {
    if let Some(port) = args.port {
        return listen(args, port).map_err(|it| refused(args, port, &it, voice));
    }
    let mut last = None;
    for port in PORT..PORT + N_TRIED {
        match listen(args, port) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some((port, error)),
        }
    }
    let (port, error) = last.unwrap_or((PORT, io::Error::other("no port")));
    Err(refused(args, port, &error, voice))
}

/// Such as `http://127.0.0.1:7777/`.
pub(super) fn shown(address: SocketAddr) -> String {
    format!("http://{address}/")
}

fn listen(args: &StudioArgs, port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((args.host, port))
}

fn refused(args: &StudioArgs, port: u16, error: &io::Error, voice: &Voice) -> Failure {
    let address = SocketAddr::from((args.host, port));
    if error.kind() != ErrorKind::AddrInUse {
        return Failure::usage(voice.pick(
            format!("cannot listen at {address} ({error}); choose another --host or --port"),
            format!(
                "tidak bisa memakai {address} ({}); pilih --host atau --port lain",
                voice.of_below(&error)
            ),
        ));
    }
    let is_free = |it: &u16| *it != port && listen(args, *it).is_ok();
    let free = (port.saturating_add(1)..=u16::MAX).chain(PORT..port).take(1000).find(is_free);
    let free = free.map_or_else(|| "0".to_owned(), |it| it.to_string());
    Failure::usage(voice.pick(
        format!("the port {port} is in use; stop what uses it, or take --port {free}"),
        format!("port {port} sedang dipakai; hentikan pemakainya, atau pakai --port {free}"),
    ))
}
