//! The words of the argument parser: headings of its help, and what it says of wrong usage.

use super::catalogue::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    ("error: {}", "kesalahan: {}"),
    ("tip: {}", "saran: {}"),
    ("unexpected argument '{}' found", "argumen '{}' tidak dikenal"),
    (
        "unexpected value '{}' for '{}' found; no more were expected",
        "nilai '{}' untuk '{}' berlebih; tidak perlu lagi",
    ),
    ("unrecognized subcommand '{}'", "perintah '{}' tidak dikenal"),
    ("invalid value '{}' for '{}': {}", "nilai '{}' untuk '{}' tidak bisa dipakai: {}"),
    ("invalid value '{}' for '{}'", "nilai '{}' untuk '{}' tidak bisa dipakai"),
    (
        "a value is required for '{}' but none was supplied",
        "'{}' memerlukan nilai, tetapi tidak diberi",
    ),
    (
        "the argument '{}' cannot be used multiple times",
        "'{}' tidak boleh diberikan lebih dari sekali",
    ),
    ("the argument '{}' cannot be used with '{}'", "'{}' tidak bisa dipakai bersama '{}'"),
    ("the argument '{}' cannot be used with:", "'{}' tidak bisa dipakai bersama:"),
    (
        "the argument '{}' cannot be used with one or more of the other specified arguments",
        "'{}' tidak bisa dipakai bersama argumen lain yang diberikan",
    ),
    ("equal sign is needed when assigning values to '{}'", "'{}' memerlukan tanda sama dengan"),
    (
        "the following required arguments were not provided:",
        "argumen yang wajib ini belum diberikan:",
    ),
    ("a similar argument exists: '{}'", "ada argumen yang mirip: '{}'"),
    ("some similar arguments exist: {}", "ada argumen yang mirip: {}"),
    ("a similar value exists: '{}'", "ada nilai yang mirip: '{}'"),
    ("some similar values exist: {}", "ada nilai yang mirip: {}"),
    ("a similar subcommand exists: '{}'", "ada perintah yang mirip: '{}'"),
    ("some similar subcommands exist: {}", "ada perintah yang mirip: {}"),
    ("to pass '{}' as a value, use '{}'", "untuk memberikan '{}' sebagai nilai, tulis '{}'"),
    ("'{}' exists", "ada '{}'"),
    ("[possible values: {}]", "[pilihan: {}]"),
    ("{} is not in {}", "{} di luar {}"),
    ("invalid digit found in string", "bukan bilangan"),
    ("number too large to fit in target type", "bilangannya terlalu besar"),
    ("invalid IP address syntax", "bukan alamat IP"),
    ("cannot parse integer from empty string", "kosong, padahal perlu bilangan"),
    ("not a whole number, such as 16", "bukan bilangan bulat, seperti 16"),
    ("too large a number", "bilangannya terlalu besar"),
    ("not a number, such as 0.8 or 0,8", "bukan bilangan, seperti 0.8 atau 0,8"),
    ("not a range, such as 36..84", "bukan rentang, seperti 36..84"),
    (
        "not two rising pitches of 0 to 127, such as 36..84",
        "bukan dua nada yang naik dari 0 sampai 127, seperti 36..84",
    ),
    (
        "the strength {} stands apart from --lofi; join them with an equals sign: --lofi={}",
        "kekuatan {} terpisah dari --lofi; sambung dengan tanda sama dengan: --lofi={}",
    ),
    ("--help tells more", "--help menjelaskan lebih banyak"),
];

/// The parser's own words in its help. Longer ones come first.
const WORDS: &[Sentence] = &[
    ("Usage:", "Pemakaian:"),
    ("Commands:", "Perintah:"),
    ("Arguments:", "Argumen:"),
    ("Options:", "Pilihan:"),
    ("[OPTIONS]", "[PILIHAN]"),
    ("<COMMAND>", "<PERINTAH>"),
    (
        "Print this message or the help of the given subcommand(s)",
        "Tampilkan bantuan ini atau bantuan sebuah perintah",
    ),
    ("Print help (see a summary with '-h')", "Tampilkan bantuan (ringkasan dengan '-h')"),
    ("Print help (see more with '--help')", "Tampilkan bantuan (lengkap dengan '--help')"),
    ("Print help", "Tampilkan bantuan"),
    ("Print version", "Tampilkan versi"),
    ("[default: ", "[bawaan: "),
    ("[possible values: ", "[pilihan: "),
];

/// Help of the parser with its own words in Indonesian.
pub(crate) fn help_text(english: &str) -> String {
    WORDS.iter().fold(english.to_owned(), |text, (from, to)| text.replace(from, to))
}
