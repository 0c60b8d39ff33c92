//! Pieces of a page.

use serde_json::Value;

/// Text that stays text, without control characters and those that turn the direction of letters.
pub(super) fn escaped(text: &str) -> String {
    irama_synth::escape_markup(&irama_corpus::display_name(text.as_ref()))
}

pub(super) fn section(heading: &str, content: &str) -> String {
    format!("<section>\n<h2>{heading}</h2>\n{content}</section>\n")
}

/// Names and values, side by side where there is room.
pub(super) fn facts(rows: &[(String, String)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(name, value)| format!("<div><dt>{name}</dt><dd>{value}</dd></div>"))
        .collect();
    format!("<dl>{rows}</dl>\n")
}

/// A table that can be moved sideways where it is too wide.
pub(super) fn table(heads: &[String], rows: &[Vec<String>]) -> String {
    let cells = |tag: &str, cells: &[String]| -> String {
        cells.iter().map(|it| format!("<{tag}>{it}</{tag}>")).collect()
    };
    let body: String = rows.iter().map(|it| format!("<tr>{}</tr>", cells("td", it))).collect();
    format!(
        "<div class=\"wide\"><table><thead><tr>{}</tr></thead><tbody>{body}</tbody></table></div>\n",
        cells("th", heads)
    )
}

/// A picture that shrinks with the page, but not below what can be read; then it can be moved
/// sideways.
pub(super) fn picture(picture: &irama_synth::Picture) -> String {
    let least = 0.66 * picture.width;
    let svg = picture.to_inline_svg();
    let svg = svg.replacen("<svg", &format!("<svg style=\"min-width:{least:.0}px\""), 1);
    format!("<div class=\"wide\">{svg}</div>\n")
}

/// A share as per cent; a dash for none.
pub(super) fn percent(share: &Value) -> String {
    share.as_f64().map_or_else(|| "–".to_owned(), |it| format!("{:.1}\u{a0}%", 100.0 * it))
}

/// A number with two digits; a dash for none.
pub(super) fn number(value: &Value) -> String {
    value.as_f64().map_or_else(|| "–".to_owned(), |it| format!("{it:.2}"))
}

/// A whole number with its thousands set apart; a dash for none.
pub(super) fn count(value: &Value) -> String {
    value.as_u64().map_or_else(|| "–".to_owned(), crate::voice::grouped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        let text = escaped("<img src=x onerror=\"a('&')\">\u{202e}\u{1b}");
        assert!(!text.contains(['<', '>', '"', '\'', '\u{202e}', '\u{1b}']), "{text}");
        assert!(text.starts_with("&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;"));
    }
}
