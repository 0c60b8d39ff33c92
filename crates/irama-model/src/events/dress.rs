//! What a composed piece gets for other programs: names and the key.

use irama_score::{KeyChange, Part, Program, Score, Tick, infer_key};

use super::Composing;

/// Adds what other programs show or need: names of the piece and its parts, and the key.
pub fn dress(score: &mut Score, config: &Composing) {
    name_all(&mut score.parts);
    if score.name.is_empty() {
        score.name = format!("Irama {}", config.seed);
    }
    if score.keys.is_empty() {
        let key = config.brief.key.map(|it| it.key).or_else(|| infer_key(score, None).value());
        score.keys = key.map(|key| KeyChange { at: Tick::ZERO, key }).into_iter().collect();
    }
}

/// Gives every part without a name that of its instrument, numbered where it comes again.
pub fn name_all(parts: &mut [Part]) {
    for idx in 0..parts.len() {
        if !parts[idx].name.is_empty() {
            continue;
        }
        let name = match parts[idx].is_drums {
            true => "Drums",
            false => parts[idx].program.map_or("Piano", Program::name),
        };
        let is_taken = |name: &str| parts.iter().any(|it| it.name == name);
        let numbered = (2..).map(|it| format!("{name} {it}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        parts[idx].name = names.find(|it| !is_taken(it)).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(program: Option<u8>, name: &str) -> Part {
        Part { program: program.and_then(Program::new), name: name.into(), ..Part::default() }
    }

    #[test]
    fn parts_are_called_by_their_instruments_and_told_apart() {
        let mut parts =
            [part(Some(33), ""), part(None, ""), part(Some(33), ""), part(Some(1), "Mine")];
        name_all(&mut parts);
        let names: Vec<&str> = parts.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Electric Bass (finger)", "Piano", "Electric Bass (finger) 2", "Mine"]);
    }
}
