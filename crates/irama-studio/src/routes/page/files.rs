//! The files of the page, which `build.rs` packed into the binary as one piece.

use std::{collections::BTreeMap, io::Read, sync::LazyLock};

use bytes::Bytes;
use flate2::read::DeflateDecoder;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/page.deflate"));
/// Names and lengths, in the order in which the files were packed.
static LIST: &[(&str, usize)] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// Opened once, when somebody looks at the page.
static FILES: LazyLock<BTreeMap<&str, File>> = LazyLock::new(open);

/// A file of the page.
pub(super) struct File {
    pub(super) bytes: Bytes,
    /// Changes when the file does.
    pub(super) tag: String,
}

/// The file of that name. Only names that are in the binary are looked up, so none leads elsewhere.
pub(super) fn find(name: &str) -> Option<&'static File> {
    FILES.get(name)
}

fn open() -> BTreeMap<&'static str, File> {
    let mut whole = Vec::with_capacity(LIST.iter().map(|(_, len)| len).sum());
    DeflateDecoder::new(PACKED).read_to_end(&mut whole).expect("the build packed it");
    let mut rest = Bytes::from(whole);
    LIST.iter().map(|(name, len)| (*name, File::new(rest.split_to(*len)))).collect()
}

impl File {
    fn new(bytes: Bytes) -> Self {
        let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
        Self { bytes, tag }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_file_comes_out_as_it_stands_in_its_folder() {
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
        assert!(FILES.len() > 100, "{} files", FILES.len());
        for (name, file) in FILES.iter() {
            assert_eq!(file.bytes, fs::read(web.join(name)).unwrap_or_default(), "{name}");
        }
    }
}
