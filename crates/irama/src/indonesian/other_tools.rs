//! What is said of model files of other tools.

use super::catalogue::Sentence;

pub(super) const SENTENCES: &[Sentence] = &[
    ("{} cannot be imported: {}", "{} tidak bisa diimpor: {}"),
    (
        "a .keras file has at most 4 GB, but this model needs more; export it as .safetensors",
        "berkas .keras paling besar 4 GB, padahal model ini lebih besar; ekspor sebagai .safetensors",
    ),
    (
        "its {} would be unpacked to {} bytes, more than {}; save it with Keras, which does not pack it",
        "{} di dalamnya menjadi {} bita bila dibuka, melebihi {}; simpan dengan Keras, yang tidak mengemasnya",
    ),
    (
        "its layers are {}; in the classic network each {} is followed by a {}, and two {} come last",
        "lapisannya {}; di jaringan classic tiap {} diikuti {}, dan dua {} paling akhir",
    ),
    ("the tensors {} and {} do not fit each other", "tensor {} dan {} tidak cocok satu sama lain"),
    (
        "its {} has {} bytes, more than the {} that one can need",
        "{} di dalamnya {} bita, melebihi {} yang bisa diperlukan",
    ),
    ("its {} is missing; save it with Keras 3", "{} di dalamnya tidak ada; simpan dengan Keras 3"),
    ("its {} has two sizes", "{} di dalamnya punya dua ukuran"),
    ("its {} cannot be unpacked; use a copy", "{} di dalamnya tidak bisa dibuka; pakai salinannya"),
    (
        "the checksum of its {} is wrong: it is damaged; use a copy",
        "checksum {} di dalamnya salah: berkas rusak; pakai salinannya",
    ),
    ("it holds {} files, where Keras has three", "berisi {} berkas, padahal Keras menyimpan tiga"),
    (
        "the list of its files is broken; use a copy",
        "daftar berkas di dalamnya rusak; pakai salinannya",
    ),
    (
        "it holds a file {}, which Keras does not put there",
        "berisi berkas {}, yang tidak pernah disimpan Keras di sana",
    ),
    (
        "it holds a {}, which is code; only data is read, so build the model without it",
        "berisi {}, yaitu kode; hanya data yang dibaca, jadi buat model tanpa itu",
    ),
    ("it holds {} twice", "berisi {} dua kali"),
    (
        "its {} is encrypted or packed in an unusual way",
        "{} di dalamnya terenkripsi atau dikemas secara tidak biasa",
    ),
    (
        "its config.json is broken ({}); save it with Keras again",
        "config.json di dalamnya rusak ({}); simpan lagi dengan Keras",
    ),
    (
        "it is a {}, not a Sequential of layers as the notebook builds it",
        "ini {}, bukan Sequential lapisan seperti buatan notebook",
    ),
    ("its config.json names no layers", "config.json di dalamnya tidak menyebut lapisan"),
    ("a {} has no config", "sebuah {} tidak punya config"),
    (
        "its input is {}, not [null, WINDOW, 1]: one pitch a step",
        "masukannya {}, bukan [null, JENDELA, 1]: satu nada tiap langkah",
    ),
    (
        "it has too few layers for the classic network",
        "lapisannya terlalu sedikit untuk jaringan classic",
    ),
    (
        "a Dropout stands where the classic network has none",
        "ada Dropout di tempat jaringan classic tidak punya",
    ),
    (
        "its {} are {}, but a classic model has one for all layers",
        "{} di dalamnya {}, padahal model classic punya satu untuk semua lapisan",
    ),
    (
        "the {} of a {} is {}, but the classic network has {}",
        "{} sebuah {} adalah {}, padahal jaringan classic punya {}",
    ),
    ("the {} of a {} are {}", "{} sebuah {} adalah {}"),
    ("the {} of a {} is {}", "{} sebuah {} adalah {}"),
    (
        "its numbers are {}; convert the model to float32",
        "angkanya bertipe {}; ubah model ke float32",
    ),
    (
        "an LSTM before another one returns no sequences",
        "LSTM di depan LSTM lain tidak mengembalikan urutan (return_sequences)",
    ),
    ("a {} is over axis {}, not over features", "sebuah {} pada sumbu {}, bukan pada fitur"),
    (
        "its kernel_regularizer is {}, not an L2 penalty",
        "kernel_regularizer-nya {}, bukan penalti L2",
    ),
    (
        "its {} is a class of its own ({}), which is code; only classes of Keras itself are read",
        "{} di dalamnya kelas buatan sendiri ({}), yaitu kode; hanya kelas Keras sendiri yang dibaca",
    ),
    ("a moving variance is {}; use a copy", "sebuah moving variance bernilai {}; pakai salinannya"),
    (
        "its weights cannot be read ({}); use a copy, or save it with Keras again",
        "bobotnya tidak bisa dibaca ({}); pakai salinannya, atau simpan lagi dengan Keras",
    ),
    (
        "its weights are not those of the layers that it describes; save it with Keras again",
        "bobotnya bukan bobot lapisan yang disebutnya; simpan lagi dengan Keras",
    ),
    (
        "its weights hold a layer {} that it does not describe",
        "bobotnya memuat lapisan {} yang tidak disebutnya",
    ),
    (
        "its optimiser holds {} tensors, but the layers need {}; save it with Keras again",
        "pengoptimalnya memuat {} tensor, padahal lapisannya perlu {}; simpan lagi dengan Keras",
    ),
    (
        "its optimiser holds {} where nothing is below 0",
        "pengoptimalnya memuat {} di tempat yang tidak boleh di bawah 0",
    ),
    ("its optimiser has done {} steps", "pengoptimalnya sudah {} langkah"),
];
