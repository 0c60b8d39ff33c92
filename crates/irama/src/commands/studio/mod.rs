//! `irama studio`: the page and the HTTP interface, on this machine unless told otherwise.

mod address;
mod token;

use std::{path::PathBuf, time::Duration};

use irama_neural::Kernels;
use irama_studio::{Doors, Limits, Studio, StudioConfig, Tellers, default_data_folder, serve};
use serde_json::Value;

use super::inspect;
use crate::{
    args::{Lang, StudioArgs},
    base,
    failure::Failure,
    report::{self, Subject},
    signals,
    voice::{Voice, print},
};

/// How soon a signal is noticed.
const NOTICED_WITHIN: Duration = Duration::from_millis(50);
/// Threads that may wait for the disk.
const DISK_THREADS: usize = 32;

pub(crate) fn run(args: &StudioArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let token = args.token_file.as_deref().map(|it| token::read(it, voice)).transpose()?;
    if !args.host.is_loopback() && token.is_none() {
        return Err(unguarded(args, voice));
    }
    let data = data_folder(args, voice)?;
    let listener = address::bind(args, voice)?;
    let address = listener.local_addr().map_err(Failure::failed)?;
    let config = StudioConfig {
        data,
        program: std::env::current_exe().map_err(Failure::failed)?,
        cache: irama_corpus::default_cache_dir(),
        kernels,
        base: Some(base::BYTES),
        n_threads: rayon::current_num_threads(),
        tellers: Tellers { card: inspect::card, report: page },
        limits: Limits::default(),
    };
    signals::listen(
        voice.pick("saving… (again to quit at once)", "menyimpan… (sekali lagi: langsung keluar)"),
        voice,
    );
    let studio = Studio::open(config).map_err(Failure::unusable)?;
    let doors = Doors::new(address, &args.allow_host, token.clone());
    say_where(address::shown(address), args, token.is_some(), voice)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(DISK_THREADS)
        .enable_all()
        .build()
        .map_err(Failure::failed)?;
    let ended = runtime.block_on(serve(studio, listener, doors, signal()));
    // Whatever still waits for a disk then was told to nobody.
    runtime.shutdown_timeout(NOTICED_WITHIN);
    ended.map_err(Failure::failed)?;
    Err(Failure::Stopped)
}

/// Waits for a signal.
async fn signal() {
    while !signals::is_stopped() {
        tokio::time::sleep(NOTICED_WITHIN).await;
    }
}

fn data_folder(args: &StudioArgs, voice: &Voice) -> Result<PathBuf, Failure> {
    args.data.clone().or_else(default_data_folder).ok_or_else(|| {
        Failure::usage(voice.pick(
            "this system has no folder for the user's data; give one with --data",
            "sistem ini tidak punya folder data pengguna; berikan dengan --data",
        ))
    })
}

fn say_where(
    url: String,
    args: &StudioArgs,
    has_token: bool,
    voice: &Voice,
) -> Result<(), Failure> {
    print(&url)?;
    voice.say(&voice.pick(
        format!("the studio is open at {url} (Ctrl-C closes it; what is learned is saved)"),
        format!("studio terbuka di {url} (Ctrl-C menutupnya; hasil belajar disimpan)"),
    ));
    if has_token {
        voice.say(&voice.pick(
            "add ?token= and what the token file holds when you open it the first time",
            "tambahkan ?token= dan isi berkas token saat membukanya pertama kali",
        ));
    }
    if args.open && open::that_detached(&url).is_err() {
        voice.warn(&voice.pick(
            format!("no browser could be opened; open {url} yourself"),
            format!("peramban tidak bisa dibuka; buka {url} sendiri"),
        ));
    }
    Ok(())
}

fn unguarded(args: &StudioArgs, voice: &Voice) -> Failure {
    let host = args.host;
    Failure::usage(voice.pick(
        format!(
            "at {host} others could use the studio; give a --token-file, or leave out --host to \
             keep it on this machine"
        ),
        format!(
            "di {host} orang lain bisa memakai studio; berikan --token-file, atau hapus --host agar \
             hanya di mesin ini"
        ),
    ))
}

/// A page about a song.
fn page(score: &irama_score::Score, known: &Value, is_indonesian: bool) -> String {
    let voice = Voice::in_language(if is_indonesian { Lang::Id } else { Lang::En });
    let again = voice.pick(
        "irama compose --like SONG.mid -m MODEL.irama -o AGAIN.mid",
        "irama compose --like LAGU.mid -m MODEL.irama -o LAGI.mid",
    );
    report::page(&Subject { report: known, score, sound: None, again: &[again] }, &voice)
}
