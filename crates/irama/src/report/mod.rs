//! `report.html`: one page about what was read, learned and composed, with nothing to load.
//!
//! It is made of the report that scripts read (`report.json`), the score and its sound. Strangers'
//! words come in through [`html::escaped`] alone.

pub(crate) mod charts;
mod copied;
mod figures;
mod html;
mod learning;
mod read;
mod song;

use irama_score::Score;
use serde_json::Value;

use crate::voice::Voice;

/// What the page looks like.
const STYLE: &str = include_str!("style.css");

/// What the page is about.
pub(crate) struct Subject<'a> {
    /// The report for scripts.
    pub(crate) report: &'a Value,
    pub(crate) score: &'a Score,
    /// The song as a FLAC file; `None` if there is no sound.
    pub(crate) sound: Option<&'a [u8]>,
    /// The commands that make the same again.
    pub(crate) again: &'a [String],
}

/// The whole page.
pub(crate) fn page(subject: &Subject, voice: &Voice) -> String {
    let lang = if voice.is_indonesian() { "id" } else { "en" };
    let title = voice.pick("A song by Irama", "Sebuah lagu dari Irama");
    let sections: String = [
        song::section(subject, voice),
        learning::section(subject.report, voice),
        figures::section(subject, voice),
        copied::section(subject.report, voice),
        read::section(subject.report, voice),
        again(subject, voice),
    ]
    .concat();
    let (colours, version) = (&*irama_synth::STYLE, env!("CARGO_PKG_VERSION"));
    let made = voice.pick("made by Irama", "dibuat oleh Irama");
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; media-src data: 'self' file:\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>{colours}{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n{sections}</main>\n<footer>{made} {version}</footer>\n</body>\n</html>\n"
    )
}

/// The commands that repeat the run.
fn again(subject: &Subject, voice: &Voice) -> String {
    let heading = voice.pick("Make it again", "Membuatnya lagi");
    let text = voice.pick(
        "The same version, seed, files and settings give the same bytes.",
        "Versi, seed, berkas, dan setelan yang sama menghasilkan bita yang sama.",
    );
    let lines: Vec<String> = subject.again.iter().map(|it| html::escaped(it)).collect();
    html::section(&heading, &format!("<p>{text}</p>\n<pre>{}</pre>\n", lines.join("\n")))
}
