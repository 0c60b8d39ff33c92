//! Fingerprints the code that reads files, so that a cache never outlives its reader.

#![allow(clippy::print_stdout, reason = "this is how a build script talks to cargo")]

use std::{fs, path::Path};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sum = Fnv::default();
    sum.add(env!("CARGO_PKG_VERSION").as_bytes());
    // Beside this crate stands the reader; in a packaged crate the version alone has to do.
    for folder in [root.join("src"), root.join("../irama-score/src")] {
        if folder.is_dir() {
            println!("cargo::rerun-if-changed={}", folder.display());
            sum.add_folder(&folder);
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=IRAMA_READER_FINGERPRINT={:016x}", sum.0);
}

/// FNV-1a, 64 bits.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let entries =
            fs::read_dir(folder).expect("a source folder can be listed while it is built");
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.add_folder(&path);
            } else {
                self.add(&fs::read(&path).expect("a source file can be read while it is built"));
            }
        }
    }
}
