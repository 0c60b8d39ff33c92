//! What sound and the studio can be told.

use super::Described;

pub(super) const COMMANDS: &[Described] = &[
    (
        "render",
        "Buat bunyi atau gambar dari sebuah lagu",
        &[
            ("input", "Berkas MIDI yang dibunyikan atau digambar"),
            (
                "output",
                "Berkas yang ditulis; akhirannya menentukan: .wav, .flac atau .opus untuk bunyi, .svg atau .png untuk piano roll",
            ),
            ("stems", "Tulis juga tiap bagian ke berkas WAV di folder ini, sebelum mastering"),
            (
                "is_loop",
                "Buat loop: birama utuh sampai ke sampelnya, dengan gema setelah akhir disambung ke awal",
            ),
            ("bits", "Bit tiap sampel [bawaan: 16]"),
        ],
    ),
    (
        "play",
        "Mainkan sebuah lagu, atau sebuah model tanpa henti",
        &[
            ("input", "Berkas MIDI yang dimainkan"),
            ("model", "Model yang dimainkan: menggubah terus-menerus"),
            (
                "port",
                "Kirim ke port MIDI ini, bukan kartu suara; \"virtual\" membuka port sendiri, \"list\" menyebutkan yang ada",
            ),
            (
                "panic",
                "Tidak memainkan apa-apa, tetapi membungkam semua yang masih berbunyi di port, misalnya setelah macet",
            ),
            ("seconds", "Berhenti setelah sekian detik"),
        ],
    ),
    (
        "studio",
        "Buka halaman untuk melatih, menggubah dan menyunting, di mesin ini",
        &[
            ("port", "Port tempat mendengarkan [bawaan: 7777, atau berikutnya yang bebas]"),
            ("host", "Alamat tempat mendengarkan; selain milik mesin ini perlu --token-file"),
            (
                "token_file",
                "Berkas berisi token yang harus diketahui siapa pun yang membuka halaman; dibuat jika belum ada",
            ),
            ("allow_host", "Nama lain mesin ini yang boleh dipakai membuka halaman"),
            ("open", "Buka halaman di peramban"),
            (
                "data",
                "Folder untuk menyimpan semuanya [bawaan: irama/studio di folder data pengguna]",
            ),
        ],
    ),
];
