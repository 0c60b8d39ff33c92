//! Packs the page: all its files one after the other, deflated as one piece, and a list of their
//! names and lengths. `src/routes/page/files.rs` opens it again.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::DeflateEncoder};

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script in this way where to write"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=web");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut files = Vec::new();
    gather(Path::new("web"), "", &mut files)?;
    files.sort();
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    let mut list = String::new();
    for (name, path) in files {
        let bytes = fs::read(path)?;
        packer.write_all(&bytes)?;
        writeln!(list, "({name:?}, {}),", bytes.len())?;
    }
    fs::write(out.join("page.deflate"), packer.finish()?)?;
    fs::write(out.join("page.rs"), format!("&[\n{list}]\n"))?;
    Ok(())
}

/// Names have slashes, as addresses do, on every system.
fn gather(
    folder: &Path,
    above: &str,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|it| it.to_str()).ok_or("a name that is no text")?;
        let name = format!("{above}{name}");
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files)?;
        } else {
            files.push((name, path));
        }
    }
    Ok(())
}
