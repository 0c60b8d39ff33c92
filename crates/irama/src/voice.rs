//! What the program says, to whom and in which language.
//!
//! Results go to standard output, all else to standard error. Messages stand in both languages
//! where they are said: [`Voice::pick`] takes the English and the Indonesian form.

use std::{
    fmt,
    io::{self, BufWriter, Write},
    sync::Arc,
    time::Duration,
};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use irama_ranks::Ranks;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    args::{Everywhere, Lang, ProgressChoice},
    failure::Failure,
    indonesian,
    progress::Progress,
    signals,
};

/// Says things to the user.
#[derive(Clone, Debug)]
pub(crate) struct Voice {
    lang: Lang,
    is_quiet: bool,
    is_verbose: bool,
    /// Whether a program listens, to which all is told in lines of JSON.
    is_json: bool,
    /// The rank, if it is not the first one: that one speaks for all, but for what is wrong here.
    rank: Option<usize>,
    bar: ProgressBar,
    progress: Option<Arc<Progress>>,
}

impl Voice {
    /// `lang` is that of the user's locale, unless another was asked for.
    pub(crate) fn new(everywhere: &Everywhere, lang: Lang) -> Self {
        Self {
            lang: everywhere.lang.unwrap_or(lang),
            is_quiet: everywhere.quiet,
            is_verbose: everywhere.verbose,
            is_json: everywhere.progress == ProgressChoice::Json,
            rank: None,
            bar: ProgressBar::hidden(),
            progress: None,
        }
    }

    /// A voice for what is written rather than said.
    pub(crate) fn in_language(lang: Lang) -> Self {
        Self {
            lang,
            is_quiet: true,
            is_verbose: false,
            is_json: false,
            rank: None,
            bar: ProgressBar::hidden(),
            progress: None,
        }
    }

    /// The voice of one of several ranks.
    pub(crate) fn of_rank(self, ranks: &Ranks) -> Self {
        match ranks.rank() {
            0 => self,
            rank => Self { is_quiet: true, rank: Some(rank), ..self },
        }
    }

    /// The same voice with a progress bar, which a terminal shows below what is said. `work` is what
    /// other programs are told that this is.
    pub(crate) fn with_bar(&self, work: &'static str, total: Option<u64>, unit: &str) -> Self {
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::new_spinner(),
        };
        bar.set_style(self.style(total.is_some(), unit));
        bar.set_draw_target(if self.is_quiet || self.is_json {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(8)
        });
        bar.enable_steady_tick(Duration::from_millis(250));
        let progress =
            (self.is_json && self.rank.is_none()).then(|| Arc::new(Progress::new(work, total)));
        Self { bar, progress, ..self.clone() }
    }

    /// Shows that so much is done.
    pub(crate) fn advance(&self, done: u64) {
        self.bar.set_position(done);
        if let Some(line) = self.progress.as_ref().and_then(|it| it.line(done)) {
            write_line(&line.to_string());
        }
    }

    /// Tells other programs of something for which people get words.
    pub(crate) fn tell(&self, line: impl FnOnce() -> Value) {
        if self.is_json && self.rank.is_none() {
            write_line(&line().to_string());
        }
    }

    /// Gives a bar that did not know its total that total, once.
    pub(crate) fn set_total(&self, total: u64, unit: &str) {
        if self.bar.length() != Some(total) {
            self.progress.iter().for_each(|it| it.set_total(total));
            self.bar.set_length(total);
            self.bar.reset_eta();
            self.bar.set_style(self.style(true, unit));
        }
    }

    fn style(&self, has_total: bool, unit: &str) -> ProgressStyle {
        let template = if has_total {
            format!("{{bar:24}} {{human_pos}}/{{human_len}} {unit}{{time_left}}")
        } else {
            format!("{{spinner}} {{human_pos}} {unit}")
        };
        let left = self.pick("left", "lagi");
        let style = ProgressStyle::with_template(&template);
        style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key(
            "time_left",
            // Before anything is done nobody knows.
            move |state: &ProgressState, out: &mut dyn fmt::Write| {
                if state.per_sec() > 0.0 {
                    let _ = write!(out, ", {:#} {left}", HumanDuration(state.eta()));
                }
            },
        )
    }

    pub(crate) fn bar(&self) -> &ProgressBar {
        &self.bar
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.is_verbose
    }

    pub(crate) fn is_indonesian(&self) -> bool {
        self.lang == Lang::Id
    }

    /// The form of a message in the user's language.
    pub(crate) fn pick(&self, english: impl Into<String>, indonesian: impl Into<String>) -> String {
        match self.lang {
            Lang::En => english.into(),
            Lang::Id => indonesian.into(),
        }
    }

    /// What a floor below said, in the user's language.
    pub(crate) fn of_below(&self, english: &impl ToString) -> String {
        let english = english.to_string();
        match self.lang {
            Lang::En => english,
            Lang::Id => indonesian::said(&english),
        }
    }

    /// Says something unless the user wants quiet.
    pub(crate) fn say(&self, message: &str) {
        if !self.is_quiet {
            self.urgent(message);
        }
    }

    /// Says that something is wrong and the work goes on.
    pub(crate) fn warn(&self, message: &str) {
        self.write("warned", message, &self.pick("warning", "peringatan"));
    }

    /// Says why the work has ended.
    pub(crate) fn error(&self, message: &str) {
        self.write("failed", message, &self.pick("error", "kesalahan"));
    }

    /// Says something whatever the user wants.
    pub(crate) fn urgent(&self, message: &str) {
        self.write("said", message, "");
    }

    fn write(&self, at: &str, message: &str, before: &str) {
        if self.rank.is_some() && at != "failed" {
            return;
        }
        let message = match self.rank {
            None => message,
            Some(rank) => &format!("rank {rank}: {message}"),
        };
        if self.is_json {
            write_line(&json!({ "at": at, "text": message }).to_string());
            return;
        }
        let colon = if before.is_empty() { "" } else { ": " };
        self.bar.suspend(|| write_line(&format!("{before}{colon}{message}")));
    }
}

/// Writes a line to standard error. Nobody is left to be told if this fails.
fn write_line(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Writes a result to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout();
    writeln!(stdout, "{text}").and_then(|()| stdout.flush()).map_err(unwritten)
}

/// Why standard output did not take a result.
fn unwritten(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::NoReader,
        _ => Failure::failed(error),
    }
}

/// Writes a large result to standard output, piece by piece, until somebody says stop.
pub(crate) fn print_stream(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut stdout = BufWriter::with_capacity(1 << 16, UntilStopped(anstream::stdout().lock()));
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(_) if signals::is_stopped() => Err(Failure::Stopped),
        written => written.map_err(unwritten),
    }
}

/// A writer that takes no more once somebody has said stop.
struct UntilStopped<W>(W);

impl<W: Write> Write for UntilStopped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Not the kind of error after which one tries again.
        if signals::is_stopped() { Err(io::Error::other("stopped")) } else { self.0.write(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A value as JSON by way of text: a share of 0.3 in 32 bits would else be 0.30000001192092896.
pub(crate) fn to_json(value: &impl Serialize) -> Value {
    let text = serde_json::to_string(value).expect("plain data has a JSON form");
    serde_json::from_str(&text).expect("it was written as JSON just now")
}

/// Writes a result as one JSON document to standard output.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    print(&serde_json::to_string_pretty(value).map_err(Failure::failed)?)
}

/// A number of things, such as `1 file` or `1,200 files`.
pub(crate) fn counted(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", grouped(number))
}

/// A whole number with a comma at each thousand.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (it, digit) in digits.chars().enumerate() {
        if it > 0 && (digits.len() - it).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let all = [0, 7, 999, 1_000, 997_505, 1_234_567].map(grouped);
        assert_eq!(all, ["0", "7", "999", "1,000", "997,505", "1,234,567"]);
    }
}
