//! Shapes as SVG. Colours are names that a style sheet fills in, light or dark as the reader likes.

use std::fmt::Write;

use super::{Anchor, Colour, Picture, Shape};

/// The style sheet that [`Picture::to_inline_svg`] needs once in its page.
pub static STYLE: std::sync::LazyLock<String> = std::sync::LazyLock::new(style);

fn style() -> String {
    let mut sheet = String::new();
    for is_dark in [false, true] {
        let variables: String = Colour::all()
            .map(|it| format!("--{}:#{:06x};", it.class(), it.value(is_dark)))
            .collect();
        let _ = match is_dark {
            false => write!(sheet, ":root{{{variables}}}"),
            true => write!(sheet, "@media(prefers-color-scheme:dark){{:root{{{variables}}}}}"),
        };
    }
    for class in Colour::all().map(Colour::class) {
        let _ = write!(sheet, ".irama .{class}{{fill:var(--{class})}}");
        let _ = write!(sheet, ".irama .l{class}{{stroke:var(--{class});fill:none}}");
    }
    sheet + ".irama text{font-family:system-ui,sans-serif}"
}

impl Picture {
    /// As a file of its own.
    pub fn to_svg(&self) -> String {
        let style = format!("<style>{}</style>", *STYLE);
        self.svg(" xmlns=\"http://www.w3.org/2000/svg\"", &style)
    }

    /// As a part of a page that has [`STYLE`].
    pub fn to_inline_svg(&self) -> String {
        self.svg("", "")
    }

    fn svg(&self, namespace: &str, style: &str) -> String {
        let (width, height) = (self.width, self.height);
        let mut svg = String::with_capacity(100 * self.shapes.len());
        let title = escape_markup(&self.title);
        let _ = write!(
            svg,
            "<svg{namespace} class=\"irama\" role=\"img\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\"><title>{title}</title>{style}"
        );
        self.shapes.iter().for_each(|it| write_shape(it, &mut svg));
        svg + "</svg>\n"
    }
}

fn write_shape(shape: &Shape, svg: &mut String) {
    // Writing to a string does not fail.
    let _ = match shape {
        Shape::Box { x, y, width, height, colour, opacity } => {
            let class = colour.class();
            let see_through =
                if *opacity < 1.0 { format!(" opacity=\"{opacity:.2}\"") } else { String::new() };
            write!(
                svg,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
                 height=\"{height:.1}\"{see_through}/>"
            )
        }
        Shape::Line { points, colour, width } => {
            let points: Vec<String> =
                points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let (class, points) = (colour.class(), points.join(" "));
            write!(
                svg,
                "<polyline class=\"l{class}\" stroke-width=\"{width}\" points=\"{points}\"/>"
            )
        }
        Shape::Text { x, y, size, anchor, colour, content } => {
            let anchor = match anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            };
            let (class, content) = (colour.class(), escape_markup(content));
            write!(
                svg,
                "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{anchor}>\
                 {content}</text>"
            )
        }
    };
}

/// Text that is no markup, in SVG and HTML: whoever shows more must take care of control characters.
pub fn escape_markup(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
