//! A piano roll for whoever sits at a terminal, and for nobody else.

use std::io::IsTerminal;

use irama_score::Score;
use irama_synth::draw_in_terminal;

/// Columns and lines of a roll, at most.
const MAX_WIDTH: u16 = 120;
const HEIGHT: usize = 18;

/// A roll of a score as wide as the terminal that `out` is; nothing if it is none.
pub(crate) fn for_terminal(score: &Score, out: &impl IsTerminal) -> Option<String> {
    if !out.is_terminal() {
        return None;
    }
    let (terminal_size::Width(width), _) = terminal_size::terminal_size()?;
    // Where colours are not wanted, the stream takes them out again.
    let roll = draw_in_terminal(score, usize::from(width.min(MAX_WIDTH)), HEIGHT, true);
    (!roll.is_empty()).then_some(roll)
}
