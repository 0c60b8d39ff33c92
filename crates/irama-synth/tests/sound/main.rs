//! Sound by numbers: pitch, level, silence, length, edges, stems, loops, files.

mod bad_pieces;
mod figures;
mod fonts;
mod goldens;
mod loops;
mod pieces;
mod pitch;
mod promises;
mod wav_files;
