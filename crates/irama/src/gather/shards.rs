//! Encoded songs on disk, where a collection is too large for memory.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use irama_corpus::{Found, Keep, Survey, Team, default_cache_dir, display_name};
use irama_events::encode;
use irama_model::events::{
    music::Song,
    shards::{Building, Shards, build},
};
use irama_ranks::Ranks;

use super::{collection::Wanted, config, events::style_of, say_summary, with_progress};
use crate::{
    failure::Failure,
    signals,
    voice::{Voice, grouped},
};

/// Files from which on encoded songs are kept on disk.
const MANY: usize = 10_000;
/// Collections whose shards stay in the cache.
const KEPT: usize = 3;

/// The folder that holds the shards of collections, if this one is to have some: the one that was
/// named, or that in the cache.
pub(super) fn folder(wanted: &Wanted<'_>, n_files: usize) -> Option<PathBuf> {
    let is_large = wanted.uses_cache && n_files >= MANY;
    let in_cache = || Some(default_cache_dir().filter(|_| is_large)?.with_file_name("shards"));
    wanted.shards.cloned().or_else(in_cache)
}

/// Which songs there are. Each rank reads its share of the files.
pub(super) fn survey(
    found: Found,
    uses_cache: bool,
    ranks: &Ranks,
    voice: &Voice,
) -> Result<Survey, Failure> {
    let tell = |bytes: &[u8]| ranks.gather_bytes(bytes);
    let team = Team { rank: ranks.rank(), size: ranks.size(), tell: &tell };
    let config = config(Keep::Scores, uses_cache);
    let survey = with_progress(|it| found.survey(&config, &team, it), voice)?;
    survey.report.warnings.iter().for_each(|it| voice.warn(&voice.of_below(it)));
    say_summary(&survey.report, voice)?;
    Ok(survey)
}

/// The songs in shards, which are built unless they are there. All ranks that see the folder share the
/// work.
pub(super) fn filed(
    survey: &Survey,
    folder: &Path,
    wanted: &Wanted<'_>,
    ranks: &Ranks,
    voice: &Voice,
) -> Result<Arc<Shards>, Failure> {
    let style = |idx: usize| match wanted.styles {
        [] => None,
        styles => style_of(&survey.path(idx), styles),
    };
    let n = survey.kin().len();
    let origin = origin(survey, (0..n).map(style));
    let own = folder.join(format!("{origin:016x}"));
    let changed = Mutex::new(None);
    let piece = |idx: usize| {
        if signals::is_stopped() {
            return None;
        }
        let score = survey.score(idx);
        if score.is_none() {
            *changed.lock().unwrap_or_else(PoisonError::into_inner) = Some(survey.path(idx));
        }
        let mut song = Song::new(encode(&score?));
        song.given.style = style(idx);
        Some(song)
    };
    let unit = voice.pick("songs encoded", "lagu disandikan");
    let bar = voice.with_bar("encoding", Some(n as u64), &unit);
    let done = |n_done: usize| bar.advance(n_done.min(n) as u64);
    let shards = build(&own, &Building { n_pieces: n, origin, piece: &piece, done: &done }, ranks);
    bar.bar().finish_and_clear();
    if let Some(path) = changed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(Failure::usage(voice.pick(
            format!("{path} has changed while the collection was read; start again"),
            format!("{path} berubah selagi koleksi dibaca; mulai lagi"),
        )));
    }
    let shards = shards?;
    if wanted.shards.is_none() {
        forget_old(folder, &own);
    }
    let (n, shown) = (grouped(n as u64), display_name(&own));
    voice.say(&voice.pick(
        format!("{n} encoded songs are in {shown}, not in memory"),
        format!("{n} lagu tersandi ada di {shown}, bukan di memori"),
    ));
    let voice = voice.clone();
    Ok(Arc::new(shards.when_failed(move |error| {
        voice.error(&voice.of_below(error));
        std::process::exit(1);
    })))
}

/// What tells these songs, in these styles and in this version, from others.
fn origin(survey: &Survey, styles: impl Iterator<Item = Option<u8>>) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&survey.hash());
    styles.for_each(|it| {
        hasher.update(&[it.unwrap_or(u8::MAX)]);
    });
    let hash = hasher.finalize();
    hash.as_bytes().iter().take(8).fold(0, |all, it| all << 8 | u64::from(*it))
}

/// Removes the shards of other collections from the cache, but for the newest. What is in use elsewhere
/// stays readable where the system lets files go.
fn forget_old(folder: &Path, own: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let modified = |path: &Path| fs::metadata(path).and_then(|it| it.modified()).ok();
    let others = entries.filter_map(|it| Some(it.ok()?.path()));
    let others = others.filter(|it| it != own && it.is_dir());
    let mut others: Vec<(SystemTime, PathBuf)> =
        others.filter_map(|it| Some((modified(&it)?, it))).collect();
    others.sort();
    let n = others.len().saturating_sub(KEPT - 1);
    // What cannot be removed is tried again next time.
    others.iter().take(n).for_each(|it| drop(fs::remove_dir_all(&it.1)));
}
