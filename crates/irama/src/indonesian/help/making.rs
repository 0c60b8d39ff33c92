//! What composing and exchanging models can be told.

use super::Described;

pub(super) const COMMANDS: &[Described] = &[
    (
        "compose",
        "Gubah lagu dengan sebuah model",
        &[
            ("model", "Model yang menggubah"),
            ("output", "Berkas MIDI yang ditulis"),
            (
                "bars",
                "Jumlah birama [bawaan: 16]; classic: birama 4/4, diisi not sepanjang --duration, yang terakhir boleh lebih pendek",
            ),
            ("temperature", "Kreativitas: seberapa berani [bawaan: 1; classic: 0.8]"),
            (
                "tempo",
                "Ketukan per menit [bawaan: seperti salah satu lagu yang dipelajari; classic: 120]",
            ),
            (
                "prompt",
                "Berkas MIDI yang dilanjutkan, atau dengan --refill atau --lock ditulis ulang; classic: menurut jendela not terakhirnya",
            ),
            ("wav", "Tulis juga sebagai bunyi (.wav, .flac atau .opus)"),
            ("top_p", "Simpan hanya nilai paling mungkin yang bersama-sama mencapai peluang ini"),
            ("top_k", "Simpan hanya sekian nilai yang paling mungkin"),
            (
                "min_p",
                "Simpan hanya nilai yang peluangnya sedikitnya sebagian ini dari yang paling mungkin",
            ),
            ("style", "Gaya yang dikenal model; irama inspect MODEL.irama menyebutkannya"),
            (
                "key",
                "Tetap di kunci atau tangga nada, seperti \"D minor\", Eb atau \"A dorian\"; bawaannya bebas",
            ),
            (
                "chords",
                "Ikuti akor, seperti \"Dm7 | G7 C/E | % | N.C.\": birama di antara |, diulang dari awal bila habis",
            ),
            (
                "meter",
                "Sukat seperti 4/4 atau 6/8; bawaannya sukat salah satu lagu yang dipelajari",
            ),
            (
                "parts",
                "Siapa yang bermain, seperti keys,bass,drums; nama dua kali berarti dua; dengan --refill atau --lock: siapa yang ditulis ulang",
            ),
            (
                "plan",
                "Seksi, seperti \"A A' B A\": huruf yang sama mengulang bahannya, tanda petik membuat variasi",
            ),
            ("refill", "Buat ulang birama dari prompt, seperti 5-8; yang lain tetap"),
            (
                "lock",
                "Bagian prompt yang dikunci, seperti melody,bass; tanpa --refill semua yang lain dibuat ulang",
            ),
            (
                "variations",
                "Jumlah lagu, yang terbaik sebagai OUT.mid, yang lain sebagai OUT-2.mid dan seterusnya",
            ),
            (
                "copy_limit",
                "Tidak ada potongan lebih dari sekian not dari berkas yang dipelajari, sedikitnya 7; drum bebas [bawaan: 12 dengan model bawaan, selain itu tanpa batas; 100000 mencabutnya]",
            ),
            (
                "particles",
                "Jumlah jalan yang dicoba berdampingan [bawaan: 24; 64 bila ada not yang tetap di samping yang ditulis; 8 bila hanya birama yang berulang atau salinan yang dibatasi]",
            ),
            ("brief", "Berkas yang menyebut lagu macam apa; pilihan mengubah isian satu per satu"),
            ("explain", "Berkas untuk menulis alasan tiap not: peluang tiap isian, dan pesaingnya"),
            (
                "like",
                "Gubah lagi sebuah lagu menurut resep di berkasnya; memberi bita yang sama, atau menyebut apa yang berbeda",
            ),
            ("notes", "Jumlah not [bawaan: 500]"),
            (
                "temperature_mode",
                "Apa yang dilakukan temperature: divide membagi tiap tebakan, spread menambah keacakan [bawaan: spread]",
            ),
            ("tempo_us", "Tempo sebagai mikrodetik tiap ketukan"),
            ("velocity", "Seberapa keras, 1 sampai 127 [bawaan: 80]"),
            ("duration", "Panjang tiap not dalam tick, 480 tiap ketukan [bawaan: 480]"),
        ],
    ),
    (
        "export",
        "Tulis model untuk alat lain (.safetensors untuk PyTorch, .keras untuk Keras 3)",
        &[
            ("model", "Model yang diekspor"),
            (
                "output",
                "Berkas yang ditulis; akhirannya menentukan format: .safetensors, .keras untuk model classic, atau .irama untuk salinan lebih kecil dengan bobot 16 bit",
            ),
        ],
    ),
    (
        "import",
        "Baca model Keras 3 (.keras), atau yang pernah diekspor (.safetensors)",
        &[
            ("file", "Berkas yang dibaca; akhirannya menentukan format: .keras atau .safetensors"),
            (
                "pitches",
                "Nada terendah dan tertinggi yang dipelajari model, yang tidak disebut berkas .keras [bawaan: 21..108, seperti piano]",
            ),
            ("output", "Model yang ditulis"),
        ],
    ),
    (
        "selftest",
        "Sebutkan apa yang bisa dilakukan program ini di mesin ini",
        &[("json", "Tulis satu dokumen JSON")],
    ),
    (
        "completions",
        "Tulis pelengkapan perintah untuk sebuah shell",
        &[("shell", "Shell yang mana")],
    ),
    (
        "man",
        "Tulis halaman manual",
        &[("out", "Folder untuk irama.1, irama-make.1 dan seterusnya")],
    ),
];
