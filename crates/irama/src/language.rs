//! In which language the program speaks: as `--lang` says, or else the user's locale.
//!
//! The order of the variables is that of GNU gettext: the first of `LC_ALL`, `LC_MESSAGES` and
//! `LANG` that is not empty is the locale, and `LANGUAGE` is a list of preferences that counts
//! wherever that is a real one (not `C` or `POSIX`).

use std::{env, ffi::OsString};

use clap::ValueEnum;

use crate::args::Lang;

/// The language of this run, known before the arguments are, so that help and usage errors have it.
#[allow(clippy::disallowed_methods, reason = "the locale is how a system says its user's language")]
pub(crate) fn of_this_run() -> Lang {
    typed(env::args_os()).unwrap_or_else(|| of_locale(|name| env::var(name).ok()))
}

/// The last `--lang` among the arguments.
fn typed(args: impl Iterator<Item = OsString>) -> Option<Lang> {
    let args: Vec<String> = args.filter_map(|it| it.into_string().ok()).collect();
    let apart = args.windows(2).filter(|it| it[0] == "--lang").map(|it| it[1].as_str());
    let joined = args.iter().filter_map(|it| it.strip_prefix("--lang="));
    apart.chain(joined).filter_map(|it| Lang::from_str(it, false).ok()).next_back()
}

fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let set = |name: &str| variable(name).filter(|it| !it.is_empty());
    let Some(locale) = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set) else {
        return Lang::En;
    };
    if matches!(named(&locale), "C" | "POSIX") {
        return Lang::En;
    }
    let wanted = set("LANGUAGE").unwrap_or(locale);
    wanted.split(':').find_map(|it| Lang::from_str(named(it), true).ok()).unwrap_or(Lang::En)
}

/// The language of a locale such as `id_ID.UTF-8`.
fn named(locale: &str) -> &str {
    locale.split(['_', '.', '@']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], expected: Lang) {
        let value = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        assert_eq!(of_locale(value), expected, "{variables:?}");
    }

    #[test]
    fn the_locale_is_the_first_variable_that_is_not_empty() {
        check(&[], Lang::En);
        check(&[("LANG", "id_ID.UTF-8")], Lang::Id);
        check(&[("LANG", "id")], Lang::Id);
        check(&[("LANG", "de_DE.UTF-8")], Lang::En);
        check(&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "id_ID.UTF-8")], Lang::Id);
        check(&[("LANG", "id_ID.UTF-8"), ("LC_MESSAGES", "en_GB.UTF-8")], Lang::En);
        check(&[("LANG", "id_ID.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], Lang::En);
        check(&[("LC_MESSAGES", "en_GB.UTF-8"), ("LC_ALL", "id_ID@latin")], Lang::Id);
        check(&[("LANG", "id_ID.UTF-8"), ("LC_ALL", "")], Lang::Id);
        check(&[("LANG", "id_ID.UTF-8"), ("LC_CTYPE", "en_GB.UTF-8")], Lang::Id);
    }

    #[test]
    fn a_list_of_preferences_counts_before_a_real_locale() {
        check(&[("LANG", "en_GB.UTF-8"), ("LANGUAGE", "id:en")], Lang::Id);
        check(&[("LANG", "id_ID.UTF-8"), ("LANGUAGE", "en:id")], Lang::En);
        check(&[("LC_ALL", "id_ID.UTF-8"), ("LANGUAGE", "jv:su:id")], Lang::Id);
        check(&[("LANG", "id_ID.UTF-8"), ("LANGUAGE", "jv")], Lang::En);
        check(&[("LANG", "id_ID.UTF-8"), ("LANGUAGE", "")], Lang::Id);
        check(&[("LANGUAGE", "id")], Lang::En);
        check(&[("LC_ALL", "C"), ("LANGUAGE", "id"), ("LANG", "id_ID.UTF-8")], Lang::En);
        check(&[("LC_ALL", "C.UTF-8"), ("LANGUAGE", "id")], Lang::En);
        check(&[("LANG", "POSIX"), ("LANGUAGE", "id")], Lang::En);
    }

    #[test]
    fn what_is_typed_is_found_wherever_it_stands() {
        let of = |line: &str| typed(line.split(' ').map(OsString::from));
        assert_eq!(of("irama --lang id train"), Some(Lang::Id));
        assert_eq!(of("irama train --lang=en --oops"), Some(Lang::En));
        assert_eq!(of("irama train --lang fr"), None);
        assert_eq!(of("irama train"), None);
    }
}
