//! What is said of sound, pictures and the studio.

use super::catalogue::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    (
        "the piece has no notes, so there is nothing to play; give one that has some",
        "lagu ini tidak punya not, jadi tidak ada yang dibunyikan; berikan yang berisi not",
    ),
    (
        "the piece has no notes to draw; give one that has some",
        "lagu ini tidak punya not untuk digambar; berikan yang berisi not",
    ),
    (
        "the piece lasts {} s, but at most {} s can be played; cut it, or check its tempo and its last notes",
        "lagu ini {} dtk, padahal paling panjang {} dtk; potong, atau periksa tempo dan not terakhirnya",
    ),
    (
        "the SoundFont cannot be used: {}; give another .sf2 or .sf3 file",
        "SoundFont tidak bisa dipakai: {}; berikan berkas .sf2 atau .sf3 lain",
    ),
    ("it has no sounds", "tidak berisi bunyi"),
    ("it ends too early", "berkas berakhir terlalu cepat"),
    ("it is damaged", "berkas rusak"),
    ("the sound could not be written: {}", "bunyi tidak bisa ditulis: {}"),
    ("stopped", "dihentikan"),
    (
        "could not write {}; what was there is unchanged",
        "{} tidak bisa ditulis; isi yang lama tidak berubah",
    ),
    ("could not write {}; choose another place", "{} tidak bisa ditulis; pilih tempat lain"),
    (
        "the data folder cannot be used ({}); see that it may be written, or give another",
        "folder data tidak bisa dipakai ({}); pastikan bisa ditulis, atau berikan yang lain",
    ),
    (
        "another studio uses this data folder; stop it, or give another folder with --data",
        "studio lain memakai folder data ini; hentikan dulu, atau berikan folder lain dengan --data",
    ),
    (
        "what the studio keeps cannot be read ({}); give another folder with --data",
        "simpanan studio tidak bisa dibaca ({}); berikan folder lain dengan --data",
    ),
    (
        "this build does not work on this machine as it should",
        "program ini tidak bekerja semestinya di mesin ini",
    ),
    ("could not start {} threads: {}", "{} thread tidak bisa dijalankan: {}"),
];
