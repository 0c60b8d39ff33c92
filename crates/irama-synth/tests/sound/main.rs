//! Sound by numbers: pitch, level, silence, length, edges, stems, loops, files.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail loudly")]
#![allow(clippy::print_stderr, reason = "says what is skipped")]

mod bad_pieces;
mod figures;
mod fonts;
mod goldens;
mod loops;
mod ogg_files;
mod pieces;
mod pitch;
mod promises;
mod renders;
mod wav_files;
