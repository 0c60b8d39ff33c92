//! The help of all commands in Indonesian: the same description of the arguments with other texts.

mod making;
mod playing;
mod training;

use clap::{Arg, Command};

/// An argument's name and its help.
type Texts = &'static [(&'static str, &'static str)];

/// A command, what it does, and its arguments.
type Described = (&'static str, &'static str, Texts);

const ABOUT: &str = "Belajar dari koleksi MIDI Anda dan menggubah musik baru darinya.";

const AFTER: &str = "\
Kode keluar: 0 selesai, 1 gagal, 2 salah pakai atau masukan tidak bisa dipakai, 130 atau 143 \
dihentikan sinyal dengan pekerjaan tersimpan.
Hasil ditulis ke keluaran standar, kemajuan dan pesan ke galat standar. Bilangan boleh memakai titik \
atau koma desimal.";

const HEADINGS: Texts = &[
    ("Everywhere", "Di semua perintah"),
    ("Events models", "Model events"),
    ("Classic models", "Model classic"),
    ("Sound", "Bunyi"),
];

/// What several commands take.
const SHARED: Texts = &[
    ("threads", "Jumlah thread; bawaannya satu tiap prosesor. Hasilnya sama"),
    ("kernels", "Perhitungan dalam mana yang dipakai; hasilnya sama"),
    (
        "lang",
        "Bahasa pesan dan bantuan [bawaan: menurut LC_ALL, LC_MESSAGES, LANG dan LANGUAGE, jika tidak ada en]",
    ),
    (
        "progress",
        "Cara kemajuan dan pesan ditulis ke galat standar: json untuk program lain, satu baris tiap pesan",
    ),
    (
        "stop_with_stdin",
        "Simpan dan berhenti saat masukan standar berakhir, untuk program lain: agar bisa menjeda pekerjaan, dan tidak ada yang tertinggal saat program itu tutup",
    ),
    ("quiet", "Hanya tulis kesalahan"),
    ("verbose", "Tulis lebih banyak"),
    ("seed", "Menentukan semua yang acak; bawaannya benih (seed) baru, yang ditampilkan"),
    ("no_cache", "Tanpa cache berkas yang pernah dibaca"),
    ("json", "Tulis hasil sebagai satu dokumen JSON"),
    ("soundfont", "Mainkan dengan SoundFont (.sf2, .sf3); auto memakai yang terpasang"),
    (
        "lofi",
        "Buat usang seperti pita tua: kekuatan 0 sampai 1, atau satu untuk masing-masing wow, flutter, saturation, low-pass, crackle dan pumping, seperti --lofi=0.3 atau --lofi=crackle:0,wow:0.8",
    ),
    ("rate", "Sampel per detik [bawaan: 44100]"),
];

/// The description of all arguments with Indonesian texts.
pub(crate) fn translated(english: Command) -> Command {
    english.about(ABOUT).after_help(AFTER).mut_args(|it| with_text(it, &[])).mut_subcommands(|it| {
        let Some((_, about, texts)) = described().find(|text| text.0 == it.get_name()) else {
            return it;
        };
        it.about(about).long_about(None).mut_args(|arg| with_text(arg, texts))
    })
}

fn described() -> impl Iterator<Item = Described> {
    [training::COMMANDS, making::COMMANDS, playing::COMMANDS].into_iter().flatten().copied()
}

fn with_text(arg: Arg, own: Texts) -> Arg {
    let text = own.iter().chain(SHARED).find(|it| arg.get_id() == it.0);
    let heading = HEADINGS.iter().find(|it| arg.get_help_heading() == Some(it.0));
    let arg = match text {
        Some((_, text)) => arg.help(*text).long_help(None),
        None => arg,
    };
    let arg = with_values(arg);
    match heading {
        Some((_, heading)) => arg.help_heading(*heading),
        None => arg,
    }
}

/// Values that can be chosen, by their names: what the parser says of each is in English.
fn with_values(arg: Arg) -> Arg {
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(|it| it.get_name()).collect();
    if names.is_empty() || !arg.get_action().takes_values() {
        return arg;
    }
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    arg.help(format!("{help} [pilihan: {}]", names.join(", "))).hide_possible_values(true)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Cli;

    /// Every text of the help, by command and argument.
    fn texts(command: &Command) -> Vec<(String, String)> {
        let name = command.get_name();
        let mut all = vec![(name.to_owned(), command.get_about().unwrap_or_default().to_string())];
        all.extend(command.get_arguments().map(|it| {
            (format!("{name} {}", it.get_id()), it.get_help().unwrap_or_default().to_string())
        }));
        all.extend(command.get_subcommands().flat_map(texts));
        all
    }

    #[test]
    fn every_text_of_the_help_has_an_indonesian_form() {
        let (english, indonesian) = (texts(&Cli::command()), texts(&translated(Cli::command())));
        assert_eq!(english.len(), indonesian.len());
        for (before, after) in english.iter().zip(&indonesian) {
            assert_ne!(before.1, after.1, "{} is in English", before.0);
        }
    }

    #[test]
    fn the_description_is_sound_in_indonesian() {
        translated(Cli::command()).debug_assert();
    }
}
