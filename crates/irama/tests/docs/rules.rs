//! How a command of a document is run here: shortened by a table, or not at all, with the reason.

/// Commands that are not run, by how they begin.
pub(crate) const NOT_RUN: &[(&str, &str)] = &[
    ("cargo test", "is what runs this"),
    ("cargo bench", "takes minutes, and its figures are nothing to check"),
    ("cargo run --release -p ", "an example, which is compiled by `cargo test` and takes minutes"),
    ("apt-get install", "changes the system"),
    ("cargo install", "compiles for minutes, and changes the system"),
    ("cargo build", "compiles for minutes"),
    ("mpirun", "needs MPI; the tests of `ranks` start ranks where it is installed"),
    ("irama inspect collection", "reads a million files; the tests of `irama-corpus` read fewer"),
    (".ci/package", "makes packages for minutes, and tries each itself"),
    ("IRAMA_FEATURES=audio,live .ci/package", "makes packages with parts of the system"),
    ("bench/compare", "measures beside Keras and PyTorch, for minutes"),
    ("cd corpus", "leads to archives that are not in the project"),
    ("irama train lo-fi drums", "learns from archives that are not in the project, for hours"),
    ("irama export ../whole.irama", "exports what was learned from those"),
    ("irama studio", "stays open; the tests of `studio` open it"),
    ("irama play", "needs a sound card or MIDI ports; the tests of `playing` write to a file"),
];

/// What is changed so that a command ends in seconds: the command, an option that goes with its value,
/// and what is put at the end instead.
const SHORTENED: &[(&str, &str, &str)] = &[
    ("make", "--minutes", "--minutes 0.005"),
    ("train", "--minutes", ""),
    ("train", "--epochs", ""),
    ("train", "--steps", "--steps 3"),
];

/// Options whose values are made smaller where they are there.
const SMALLER: &[(&str, &str)] = &[("--units", "8,8,4")];

/// The arguments of the program, or why the command is not run.
pub(crate) fn arguments(command: &str) -> Result<Vec<String>, &'static str> {
    if let Some((_, reason)) = NOT_RUN.iter().find(|it| command.starts_with(it.0)) {
        return Err(reason);
    }
    let start = ["irama ", "cargo run --release -- "].iter();
    let rest = start.filter_map(|it| command.strip_prefix(it)).next();
    let rest = rest.unwrap_or_else(|| panic!("{command:?} is neither run nor listed as not run"));
    let mut words = split(rest);
    for (name, option, instead) in SHORTENED.iter().filter(|it| rest.starts_with(it.0)) {
        assert_eq!(&words[0], name);
        if let Some(at) = words.iter().position(|it| it == option) {
            words.drain(at..at + 2);
        }
        words.extend(instead.split_whitespace().map(str::to_owned));
    }
    for (option, value) in SMALLER {
        if let Some(at) = words.iter().position(|it| it == option) {
            words[at + 1] = (*value).to_owned();
        }
    }
    Ok(words)
}

/// Words between blanks, those between double quotes together.
fn split(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for it in line.chars() {
        match it {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(it),
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

#[test]
fn a_command_is_shortened_by_the_table() {
    let of = |line| arguments(line).unwrap().join("·");
    assert_eq!(of("irama train a.zip --minutes 5 -o m.irama"), "train·a.zip·-o·m.irama·--steps·3");
    assert_eq!(of("cargo run --release -- make -o \"my out\""), "make·-o·my out·--minutes·0.005");
    assert_eq!(of("irama render a.mid -o b.wav"), "render·a.mid·-o·b.wav");
    assert!(arguments("irama studio --open").is_err());
}

#[test]
#[should_panic(expected = "neither run nor listed")]
fn a_command_of_neither_kind_fails() {
    let _ = arguments("curl example.org");
}
