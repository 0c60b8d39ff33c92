//! What learning can be told.

use super::Described;

pub(super) const COMMANDS: &[Described] = &[
    (
        "make",
        "Seluruh jalan dalam satu perintah: baca, latih, gubah",
        &[
            ("inputs", "Folder, arsip zip atau berkas MIDI; tanpa itu, loop bawaan"),
            (
                "output",
                "Folder tujuan: model.irama, song.mid, song.wav, roll.svg, loss.svg, report.html dan report.json menggantikan yang lama",
            ),
            (
                "model",
                "Model mana yang dilatih: events mengenal ritme, akor, drum dan dinamika; classic hanya nada",
            ),
            (
                "from",
                "Model awal, atau \"none\" [bawaan: model dalam kotak, jika koleksinya kecil; none untuk loop bawaan dan untuk classic]",
            ),
            ("minutes", "Lama latihan, paling lama"),
            ("json", "Tulis laporan sebagai satu dokumen JSON"),
        ],
    ),
    (
        "train",
        "Latih model dari sebuah koleksi",
        &[
            ("inputs", "Folder, arsip zip atau berkas MIDI"),
            ("output", "Model yang ditulis"),
            (
                "model",
                "Model mana yang dilatih: events mengenal ritme, akor, drum dan dinamika; classic hanya nada [bawaan: events]",
            ),
            (
                "minutes",
                "Lama latihan: sekali dihitung menjadi jumlah langkah, yang ditampilkan dan mengulang latihan ini [bawaan: 5; classic: 50 epoch]",
            ),
            ("steps", "Jumlah batch yang dipelajari"),
            ("epochs", "Berapa kali seluruh koleksi dilewati"),
            (
                "batch",
                "Lagu yang dimainkan berdampingan; classic: jendela dalam satu batch [bawaan: menurut besar koleksi; classic: 64]",
            ),
            (
                "window",
                "Jumlah not yang dilewati gradien ke belakang; classic: not yang dilihat jaringan untuk menebak yang berikut [bawaan: 64; classic: 50]",
            ),
            (
                "units",
                "Unit tiap lapisan LSTM [bawaan: menurut besar koleksi; classic: 256,256,128]",
            ),
            (
                "dropout",
                "Bagian nilai yang dibuang setelah tiap lapisan [bawaan: 0.25; classic: 0.3]",
            ),
            (
                "learning_rate",
                "Laju belajar tertinggi [bawaan: 0.006, atau 0.003 untuk koleksi kecil; classic: 0.001]",
            ),
            (
                "split",
                "Cara menyisihkan untuk menguji: berkas utuh, atau untuk classic jendela terakhir semua berkas [bawaan: files]",
            ),
            ("held_out", "Bagian yang disisihkan [bawaan: 0.1; classic: 0.15]"),
            (
                "patience",
                "Jumlah pengujian tanpa perbaikan sebelum latihan berhenti; classic: epoch [bawaan: 8; classic: 10]",
            ),
            (
                "styles",
                "Gaya tiap masukan, menurut urutannya, yang kemudian disebut compose --style; bukan untuk classic",
            ),
            (
                "from",
                "Model awal sebagai ganti dari nol, atau \"base\", yaitu model dalam kotak; bukan untuk classic",
            ),
            (
                "resume",
                "Lanjutkan latihan yang terhenti, dengan pengaturannya; gagal jika tidak ada",
            ),
            (
                "save_every",
                "Simpan keadaan latihan tiap sekian detik [bawaan: 30, dan setelah pengujian 10]",
            ),
            ("log", "Tulis satu baris JSON tiap pengujian; classic: tiap epoch"),
            (
                "shards",
                "Simpan lagu tersandi di sebuah folder dan bukan di memori, untuk koleksi yang tidak muat di sana [bawaan: di cache, mulai 10.000 berkas]; bukan untuk classic",
            ),
        ],
    ),
    (
        "inspect",
        "Sebutkan isi berkas MIDI, koleksi atau model",
        &[
            ("paths", "Berkas MIDI, model, atau folder, arsip zip dan berkas bersama-sama"),
            ("json", "Tulis satu dokumen JSON"),
        ],
    ),
    (
        "judge",
        "Ukur sebuah lagu, dan bandingkan dengan sebuah koleksi",
        &[
            ("input", "Berkas MIDI yang diukur"),
            (
                "against",
                "Folder, arsip zip atau berkas MIDI pembanding: seberapa mirip, dan apa yang ada di sana not demi not; atau model, untuk yang terakhir",
            ),
            ("json", "Tulis satu dokumen JSON"),
        ],
    ),
];
