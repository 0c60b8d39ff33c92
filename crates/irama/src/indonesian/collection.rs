//! What is said of collections, archives and files in them.

use super::catalogue::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    (
        "nothing to read; name a folder, a MIDI file or a zip archive",
        "tidak ada yang dibaca; sebutkan folder, berkas MIDI atau arsip zip",
    ),
    (
        "there is no file or folder {}; check its spelling",
        "tidak ada berkas atau folder {}; periksa ejaannya",
    ),
    ("could not open {}; check that you may read it", "{} tidak bisa dibuka; periksa izin bacanya"),
    (
        "no MIDI in {}: {}; give a folder, a zip archive or a file with MIDI in it (.mid .midi .kar .rmi)",
        "tidak ada file MIDI ditemukan di {}: {}; berikan folder, arsip zip atau berkas yang berisi MIDI (.mid .midi .kar .rmi)",
    ),
    ("there are no files", "tidak ada berkas di sana"),
    ("1 file, which is not MIDI ({})", "1 berkas, yang bukan MIDI ({})"),
    ("{} files, none of them MIDI ({})", "{} berkas, tidak satu pun MIDI ({})"),
    ("{} was refused: {}", "{} ditolak: {}"),
    ("stopped before all files were read", "berhenti sebelum semua berkas dibaca"),
    ("it holds no notes", "tidak berisi not"),
    ("a duplicate of {}, {} semitone higher", "duplikat dari {}, {} seminada lebih tinggi"),
    ("a duplicate of {}, {} semitones higher", "duplikat dari {}, {} seminada lebih tinggi"),
    ("a duplicate of {}, {} semitone lower", "duplikat dari {}, {} seminada lebih rendah"),
    ("a duplicate of {}, {} semitones lower", "duplikat dari {}, {} seminada lebih rendah"),
    ("a duplicate of {}", "duplikat dari {}"),
    (
        "a shadow that macOS keeps beside a file, not music",
        "bayangan yang disimpan macOS di samping berkas, bukan musik",
    ),
    ("not a regular file", "bukan berkas biasa"),
    ("could not be read: {}", "tidak bisa dibaca: {}"),
    (
        "{} bytes, but a MIDI file may have at most {}",
        "{} bita, padahal berkas MIDI paling besar {}",
    ),
    ("not a readable zip archive: {}", "bukan arsip zip yang bisa dibaca: {}"),
    (
        "no directory at its end; it was cut off, download or pack it again",
        "daftar isi di ujungnya tidak ada; arsip terpotong, unduh atau kemas ulang",
    ),
    (
        "its directory breaks off after {} of {} entries; pack it again",
        "daftar isinya terputus setelah {} dari {} entri; kemas ulang",
    ),
    (
        "the archive has {} entries, but at most {} are read; split it",
        "arsip ini memuat {} entri, padahal paling banyak {} dibaca; pecah menjadi beberapa",
    ),
    (
        "its MIDI files take {} bytes unpacked, but at most {} are read; split it",
        "berkas MIDI di dalamnya {} bita bila dibuka, padahal paling banyak {} dibaca; pecah menjadi beberapa",
    ),
    (
        "unpacks to {} times its size, but at most {} times are allowed (a zip bomb?)",
        "membesar {} kali bila dibuka, padahal paling banyak {} kali (bom zip?)",
    ),
    (
        "entries {} and {} overlap, and no overlap is allowed (a zip bomb?)",
        "entri {} dan {} bertumpang tindih, padahal itu tidak diizinkan (bom zip?)",
    ),
    ("its name leaves the archive ({})", "namanya menunjuk ke luar arsip ({})"),
    ("a device of Windows has it", "nama itu milik perangkat Windows"),
    ("it holds a zero byte", "berisi bita nol"),
    ("it is absolute", "jalurnya mutlak"),
    ("it names a drive", "menyebut drive"),
    ("it climbs with ..", "naik dengan .."),
    (
        "its path is {} folders deep, but at most {} are allowed",
        "jalurnya {} folder dalamnya, padahal paling banyak {}",
    ),
    (
        "its name has {} bytes, but at most {} are allowed",
        "namanya {} bita, padahal paling banyak {}",
    ),
    ("a link, not a file", "tautan, bukan berkas"),
    ("encrypted; unpack it with its password first", "terenkripsi; buka dulu dengan kata sandinya"),
    (
        "packed with {}, but only stored and deflated entries can be read; pack it again",
        "dikemas dengan {}, padahal hanya Store dan Deflate yang bisa dibaca; kemas ulang",
    ),
    (
        "an archive inside an archive (1 level is read); unpack it first",
        "arsip di dalam arsip (hanya 1 lapis yang dibaca); buka dulu",
    ),
    ("damaged in the archive: {}", "rusak di dalam arsip: {}"),
    (
        "its data is not where the directory says",
        "datanya tidak ada di tempat yang disebut daftar isi",
    ),
    ("{} bytes instead of the {} stated", "{} bita, padahal tertulis {}"),
    ("the archive ends before it does", "arsip berakhir sebelum berkas ini selesai"),
    (
        "the cache in {} could not be written ({}); the next run will read all again",
        "cache di {} tidak bisa ditulis ({}); lain kali semua dibaca ulang",
    ),
    ("neither a file nor a folder", "bukan berkas dan bukan folder"),
];
