//! Bahasa Indonesia for the failures that users meet most. Rarer ones are told in English.

mod unmet;

use irama_corpus::CorpusError;
use irama_exchange::ExchangeError;
use irama_model::ModelError;
use irama_synth::SynthError;

/// The failure in Indonesian, if it is one that is met often.
pub(crate) fn of(error: &anyhow::Error) -> Option<String> {
    if let Some(error) = error.downcast_ref::<CorpusError>() {
        return of_corpus(error);
    }
    if let Some(error) = error.downcast_ref::<SynthError>() {
        return of_synth(error);
    }
    if let Some(error) = error.downcast_ref::<ExchangeError>() {
        return of_exchange(error);
    }
    error.downcast_ref::<ModelError>().and_then(of_model)
}

fn of_exchange(error: &ExchangeError) -> Option<String> {
    Some(match error {
        ExchangeError::Read { path, source } => {
            format!("{path:?} tidak bisa dibaca ({source}); periksa nama dan izinnya")
        }
        ExchangeError::Unusable { path, reason } => {
            format!("{path:?} tidak bisa diimpor: {reason}")
        }
        ExchangeError::TooLarge => {
            "berkas .keras paling besar 4 GB, padahal model ini lebih besar; ekspor sebagai              .safetensors"
                .into()
        }
        _ => return None,
    })
}

fn of_synth(error: &SynthError) -> Option<String> {
    Some(match error {
        SynthError::NoNotes => {
            "lagu ini tidak punya not, jadi tidak ada yang dibunyikan; berikan yang berisi not"
                .into()
        }
        SynthError::TooLong { seconds, limit } => format!(
            "lagu ini {seconds:.0} dtk, padahal paling panjang {limit} dtk; potong, atau periksa \
             tempo dan not terakhirnya"
        ),
        SynthError::SoundFont { reason } => {
            format!("SoundFont tidak bisa dipakai: {reason}; berikan berkas .sf2 atau .sf3 lain")
        }
        SynthError::NothingToDraw => {
            "lagu ini tidak punya not untuk digambar; berikan yang berisi not".into()
        }
        _ => return None,
    })
}

fn of_corpus(error: &CorpusError) -> Option<String> {
    Some(match error {
        CorpusError::NoInputs => {
            "tidak ada yang dibaca; sebutkan folder, berkas MIDI atau arsip zip".to_owned()
        }
        CorpusError::Missing { path } => {
            format!("tidak ada berkas atau folder {path}; periksa ejaannya")
        }
        CorpusError::Unreadable { path, .. } => {
            format!("{path} tidak bisa dibuka; periksa izin bacanya")
        }
        CorpusError::NoMusic { inputs, .. } => format!(
            "tidak ada file MIDI ditemukan di {inputs}; berikan folder, arsip zip atau berkas yang \
             berisi MIDI (.mid .midi .kar .rmi)"
        ),
        _ => return None,
    })
}

fn of_model(error: &ModelError) -> Option<String> {
    Some(match error {
        ModelError::TooFewNotes { window, what, has, .. } => {
            let whose = match *what {
                "the corpus has" => "koleksi ini",
                "the held-out files have" => "berkas yang disisihkan",
                _ => "berkas untuk latihan",
            };
            format!(
                "jendela memuat {window} not tetapi {whose} hanya punya {has}; tambah berkas atau \
                 kecilkan --window"
            )
        }
        ModelError::OnePitch { n_notes, pitch } => format!(
            "semua {n_notes} not bernada {pitch}: tidak ada yang bisa dipelajari; tambah berkas \
             dengan nada lain"
        ),
        ModelError::Diverged { step, learning_rate } => format!(
            "loss atau gradiennya bukan angka pada langkah {step}, padahal sudah sekali kembali; coba \
             --learning-rate lebih kecil dari {learning_rate}"
        ),
        ModelError::Read { path, source } => {
            format!("{path:?} tidak bisa dibaca ({source}); periksa nama dan izinnya")
        }
        ModelError::Write { path, source } => {
            format!(
                "{path:?} tidak bisa ditulis ({source}); isi yang lama tidak berubah; beri ruang atau pilih tempat lain"
            )
        }
        ModelError::UnknownPart { name, known } => {
            format!("tidak ada bagian {name:?}; pakai {known}")
        }
        ModelError::TooManyParts { name, limit } => {
            format!("paling banyak {limit} bagian {name:?}; sebutkan lebih sedikit")
        }
        ModelError::Brief(unmet) => {
            let why = unmet::of(unmet).unwrap_or_else(|| unmet.to_string());
            format!("ini tidak bisa dikomposisi: {why}")
        }
        ModelError::NoMelody => {
            "melody adalah bagian tertinggi sebuah prompt, dan di sini tidak ada; sebutkan \
             instrumen seperti lead atau flute, atau beri --prompt"
                .into()
        }
        ModelError::ShortPrompt { window, actual } => format!(
            "prompt hanya punya {actual} not, tetapi model melanjutkan jendela {window} not; \
             berikan berkas dengan sedikitnya {window} not"
        ),
        _ => return None,
    })
}
