//! Why a brief cannot be met, and what is none of its words.

use super::catalogue::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    ("this cannot be composed: {}", "ini tidak bisa digubah: {}"),
    (
        "there is no piece of which bars could be refilled or parts locked; give one with --prompt",
        "tidak ada lagu yang biramanya bisa diisi ulang atau bagiannya dikunci; berikan dengan --prompt",
    ),
    (
        "there is no style {}; this model knows none: leave it out",
        "tidak ada gaya {}; model ini tidak mengenal gaya: hapus --style",
    ),
    ("there is no style {}; use one of: {}", "tidak ada gaya {}; pakai salah satu: {}"),
    ("there is no style {}; {}", "tidak ada gaya {}; {}"),
    (
        "the piece would have no bars; ask for one or more",
        "lagu ini tidak punya birama; minta satu atau lebih",
    ),
    (
        "the piece is too long for a MIDI file; ask for less",
        "lagu ini terlalu panjang untuk berkas MIDI; minta lebih sedikit",
    ),
    (
        "the piece has its own meter; leave the meter out",
        "lagu ini sudah punya sukat sendiri; hapus --meter",
    ),
    (
        "the piece has its own tempo; leave the tempo out",
        "lagu ini sudah punya tempo sendiri; hapus --tempo",
    ),
    (
        "nobody is left to play; name parts to write",
        "tidak ada lagi yang bermain; sebutkan bagian yang harus ditulis",
    ),
    (
        "there is nothing to write: all bars of all parts stay; free some of them",
        "tidak ada yang ditulis: semua birama semua bagian dikunci; bebaskan sebagian",
    ),
    (
        "there is no note of pitch {} at tick {} in the part {} to lock",
        "tidak ada not bernada {} pada tick {} di bagian {} untuk dikunci",
    ),
    (
        "there are no bars {} in a piece of {} bars; give bars of 1 to {}",
        "tidak ada birama {} dalam lagu {} birama; berikan birama 1 sampai {}",
    ),
    (
        "the part {} has a lowest pitch of {} above its highest, {}; swap them",
        "bagian {} punya nada terendah {} di atas yang tertinggi, {}; tukar keduanya",
    ),
    (
        "the part {} has no drum of General MIDI between {} and {}; widen it",
        "bagian {} tidak punya drum General MIDI antara {} dan {}; perlebar",
    ),
    (
        "the part {} has a polyphony of 0, but must have 1 or more",
        "bagian {} punya polifoni 0, padahal harus 1 atau lebih",
    ),
    (
        "the part {} is to have at least {} and at most {} notes a bar; give a least that is not above the most",
        "bagian {} diminta paling sedikit {} dan paling banyak {} not per birama; batas bawah tidak boleh di atas batas atas",
    ),
    (
        "the part {} is to have at most 0 notes a bar; give 1 or more, or leave it out",
        "bagian {} diminta paling banyak 0 not per birama; beri 1 atau lebih, atau hapus bagian itu",
    ),
    (
        "the part {} is to have at least {} notes a bar; {} at least are the most that can be asked for",
        "bagian {} diminta paling sedikit {} not per birama; batas bawah itu boleh paling tinggi {}",
    ),
    (
        "the part {} plays with a chance of {}, but must have above 0, at most 1",
        "bagian {} bermain dengan peluang {}, padahal harus di atas 0, paling besar 1",
    ),
    (
        "the part {} has the program {}, but those of its instruments are {} to {}",
        "bagian {} punya program {}, padahal instrumennya {} sampai {}",
    ),
    (
        "the range of the part {} holds no note of the chords; widen it or leave the part out",
        "jangkauan bagian {} tidak memuat not dari akornya; perlebar, atau hapus bagian itu",
    ),
    (
        "the range of the part {} holds no note beside what stays there; widen it or leave the part out",
        "jangkauan bagian {} tidak menyisakan not di samping yang dikunci; perlebar, atau hapus bagian itu",
    ),
    (
        "the range of the part {} holds no note of {}; widen it or leave the part out",
        "jangkauan bagian {} tidak memuat not dari {}; perlebar, atau hapus bagian itu",
    ),
    (
        "the part {} has no room for {} notes in bar {}; lower the least density",
        "bagian {} tidak punya tempat untuk {} not di birama {}; kurangi kepadatan terendah",
    ),
    (
        "the plan {} has {} sections, which do not divide {} bars; use {} bars",
        "rencana {} punya {} seksi, yang tidak membagi rata {} birama; pakai {} birama",
    ),
    (
        "by the plan {}, bar {} returns in bar {}, which has another meter or other chords; give equal sections the same",
        "menurut rencana {}, birama {} berulang di birama {}, padahal sukat atau akornya lain; samakan untuk seksi yang sama",
    ),
    (
        "no way was found past bar {}; allow more, such as a higher copy limit or wider ranges",
        "tidak ada jalan melewati birama {}; longgarkan, misalnya batas salinan atau jangkauan",
    ),
    (
        "the melody is the highest part of a prompt, and there is none; name an instrument such as lead or flute, or give a --prompt",
        "melody adalah bagian tertinggi sebuah prompt, dan di sini tidak ada; sebutkan instrumen seperti lead atau flute, atau beri --prompt",
    ),
    ("there is no part {}; use {}", "tidak ada bagian {}; pakai {}"),
    (
        "there can be at most {} of {}; name fewer",
        "paling banyak {} bagian {}; sebutkan lebih sedikit",
    ),
    (
        "{} is no key; write one like \"D minor\", Dm, Eb or \"F# major\", or with a scale: \"D dorian\", \"A harmonic minor\", \"C pentatonic\"",
        "{} bukan kunci; tulis seperti \"D minor\", Dm, Eb atau \"F# major\", atau dengan tangga nada: \"D dorian\", \"A harmonic minor\", \"C pentatonic\"",
    ),
    (
        "{} is no key; write one like \"D minor\", Dm, Eb or \"F# major\"",
        "{} bukan kunci; tulis seperti \"D minor\", Dm, Eb atau \"F# major\"",
    ),
    (
        "{} is no meter; write one like 4/4, 3/4 or 7/8, with 1, 2, 4, 8, 16, 32 or 64 below",
        "{} bukan sukat; tulis seperti 4/4, 3/4 atau 7/8, dengan 1, 2, 4, 8, 16, 32 atau 64 di bawah",
    ),
    (
        "{} is no section of a plan; write letters with dashes for what is varied, such as \"A A' B A\"",
        "{} bukan seksi sebuah rencana; tulis huruf, dengan tanda petik untuk variasi, seperti \"A A' B A\"",
    ),
    (
        "{} is no range of bars; write one like 5-8, 3 or 9-, counted from 1",
        "{} bukan rentang birama; tulis seperti 5-8, 3 atau 9-, dihitung dari 1",
    ),
    (
        "bar {} of the chords (character {}) is empty; write % for the bar before or N.C. for no chord",
        "birama {} pada akor (huruf ke-{}) kosong; tulis % untuk birama sebelumnya atau N.C. untuk tanpa akor",
    ),
    (
        "{} (character {} of the chords, bar {}) is no chord symbol; write ones like C, Dm7, G7, Cmaj7, F#m7b5, Bbsus4, C/E, with | between bars, % for the bar before, / to hold a chord for another share of its bar and N.C. for none",
        "{} (huruf ke-{} pada akor, birama {}) bukan simbol akor; tulis seperti C, Dm7, G7, Cmaj7, F#m7b5, Bbsus4, C/E, dengan | di antara birama, % untuk birama sebelumnya, / untuk menahan akor sebagian birama lagi dan N.C. untuk tanpa akor",
    ),
];
