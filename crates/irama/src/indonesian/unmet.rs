//! Bahasa Indonesia for briefs that cannot be met.

use irama_model::events::{Density, Unmet};

/// Why a brief cannot be met; `None` for what has no words yet.
pub(super) fn of(unmet: &Unmet) -> Option<String> {
    of_piece(unmet).or_else(|| of_part(unmet))
}

/// What is wrong with the piece as a whole.
fn of_piece(unmet: &Unmet) -> Option<String> {
    Some(match unmet {
        Unmet::NoPiece => {
            "tidak ada lagu yang biramanya bisa diisi ulang atau bagiannya dikunci; berikan dengan \
             --prompt"
                .into()
        }
        Unmet::NoSuchStyle { style, styles } if styles.is_empty() => {
            format!("tidak ada gaya {style:?}; model ini tidak mengenal gaya: hapus --style")
        }
        Unmet::NoSuchStyle { style, styles } => {
            format!("tidak ada gaya {style:?}; pakai salah satu: {}", styles.join(", "))
        }
        Unmet::NoBars => "lagu ini tidak punya birama; minta satu atau lebih".into(),
        Unmet::TooLong => "lagu ini terlalu panjang untuk berkas MIDI; minta lebih sedikit".into(),
        Unmet::OwnMeter => "lagu ini sudah punya birama sendiri; hapus --meter".into(),
        Unmet::OwnTempo => "lagu ini sudah punya tempo sendiri; hapus --tempo".into(),
        Unmet::NobodyPlays => {
            "tidak ada lagi yang bermain; sebutkan bagian yang harus ditulis".into()
        }
        Unmet::AllStays => {
            "tidak ada yang ditulis: semua birama semua bagian dikunci; bebaskan sebagian".into()
        }
        Unmet::NoSuchBars { bars, n_bars } => format!(
            "tidak ada birama {bars} dalam lagu {n_bars} birama; berikan birama 1 sampai {n_bars}"
        ),
        Unmet::Undivided { plan, n_bars, fitting } => {
            let n = plan.n_sections();
            let fitting: Vec<String> = fitting.iter().map(u64::to_string).collect();
            format!(
                "rencana {plan} punya {n} seksi, yang tidak membagi rata {n_bars} birama; pakai {} \
                 birama",
                fitting.join(" atau ")
            )
        }
        Unmet::OtherGround { plan, from, to } => format!(
            "menurut rencana {plan}, birama {from} berulang di birama {to}, padahal sukat atau \
             akornya lain; samakan untuk seksi yang sama"
        ),
        Unmet::NoWay { bar } => format!(
            "tidak ada jalan melewati birama {bar}; longgarkan, misalnya batas salinan atau \
             jangkauan"
        ),
        _ => return None,
    })
}

/// What is wrong with one part.
fn of_part(unmet: &Unmet) -> Option<String> {
    Some(match unmet {
        Unmet::NoSuchNote { pitch, tick, part } => format!(
            "tidak ada not bernada {pitch} pada tick {tick} di bagian {part:?} untuk dikunci"
        ),
        Unmet::CrossedRange { part, low, high } => format!(
            "bagian {part:?} punya nada terendah {low} di atas yang tertinggi, {high}; tukar \
             keduanya"
        ),
        Unmet::NoDrum { part, low, high } => format!(
            "bagian {part:?} tidak punya drum General MIDI antara {low} dan {high}; perlebar"
        ),
        Unmet::NoVoice { part } => {
            format!("bagian {part:?} punya polifoni 0, padahal harus 1 atau lebih")
        }
        Unmet::CrossedDensity { part, density: Density { min, max } } => format!(
            "bagian {part:?} diminta paling sedikit {min} dan paling banyak {max} not per birama; \
             batas bawah tidak boleh di atas batas atas"
        ),
        Unmet::NoNotes { part } => format!(
            "bagian {part:?} diminta paling banyak 0 not per birama; beri 1 atau lebih, atau hapus \
             bagian itu"
        ),
        Unmet::TooDense { part, min } => format!(
            "bagian {part:?} diminta paling sedikit {min} not per birama; yang bisa diminta paling \
             sedikit 64"
        ),
        Unmet::Chance { part, chance } => format!(
            "bagian {part:?} bermain dengan peluang {chance}, padahal harus di atas 0, paling \
             besar 1"
        ),
        Unmet::OtherFamily { part, program, first } => format!(
            "bagian {part:?} punya program {program}, padahal instrumennya {first} sampai {}",
            first + 7
        ),
        Unmet::OutsideChords { part } => {
            format!("jangkauan bagian {part:?} tidak memuat not dari akornya; perlebar atau hapus")
        }
        Unmet::OutsideKey { part, key } => {
            format!("jangkauan bagian {part:?} tidak memuat not dari {key}; perlebar atau hapus")
        }
        Unmet::NoPlace { part } => format!(
            "jangkauan bagian {part:?} tidak menyisakan not di samping yang dikunci; perlebar atau \
             hapus"
        ),
        Unmet::NoRoom { part, n, bar } => format!(
            "bagian {part:?} tidak punya tempat untuk {n} not di birama {bar}; kurangi kepadatan \
             terendah"
        ),
        _ => return None,
    })
}
