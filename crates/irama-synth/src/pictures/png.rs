//! Shapes as PNG, on white paper, by the crate `tiny-skia`; letters are the fixed fonts of the crate
//! `embedded-graphics`.

use embedded_graphics::{
    Drawable,
    geometry::{OriginDimensions, Point, Size},
    mono_font::{MonoFont, MonoTextStyle, iso_8859_1},
    pixelcolor::BinaryColor,
    prelude::{DrawTarget, Pixel},
    text::{Alignment, Baseline, Text, TextStyleBuilder},
};
use tiny_skia::{Color, Paint, PathBuilder, Pixmap, Rect, Stroke, Transform};

use super::{Anchor, Colour, Picture, Shape};
use crate::SynthError;

/// The widest picture, in pixels of the file; wider ones are made smaller.
const MAX_SIDE: f32 = 12_000.0;
/// Pixels of the file for each of the picture, where there is room.
const SCALE: f32 = 2.0;

impl Picture {
    /// As the bytes of a PNG file, twice as large as the SVG, for fine screens.
    ///
    /// # Errors
    ///
    /// If the picture has no size.
    pub fn to_png(&self) -> Result<Vec<u8>, SynthError> {
        let scale = SCALE.min(MAX_SIDE / self.width.max(self.height).max(1.0));
        let failed = || SynthError::Write(std::io::Error::other("the picture has no size"));
        let side = |it: f32| ((it * scale).round() as u32).max(1);
        let mut pixmap = Pixmap::new(side(self.width), side(self.height)).ok_or_else(failed)?;
        pixmap.fill(Color::WHITE);
        self.shapes.iter().for_each(|it| draw(it, scale, &mut pixmap));
        pixmap.encode_png().map_err(|it| SynthError::Write(std::io::Error::other(it.to_string())))
    }
}

fn paint(colour: Colour, opacity: f32) -> Paint<'static> {
    let [red, green, blue] = colour.red_green_blue();
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8);
    paint
}

fn draw(shape: &Shape, scale: f32, pixmap: &mut Pixmap) {
    let transform = Transform::from_scale(scale, scale);
    match shape {
        Shape::Box { x, y, width, height, colour, opacity } => {
            if let Some(rect) = Rect::from_xywh(*x, *y, width.max(0.01), height.max(0.01)) {
                pixmap.fill_rect(rect, &paint(*colour, *opacity), transform, None);
            }
        }
        Shape::Line { points, colour, width } => {
            let mut path = PathBuilder::new();
            for (idx, (x, y)) in points.iter().enumerate() {
                if idx == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
            }
            if let Some(path) = path.finish() {
                let stroke = Stroke { width: *width, ..Stroke::default() };
                pixmap.stroke_path(&path, &paint(*colour, 1.0), &stroke, transform, None);
            }
        }
        Shape::Text { x, y, size, anchor, colour, content } => {
            let ink = paint(*colour, 1.0);
            let font = font_of(size * scale);
            let alignment = match anchor {
                Anchor::Start => Alignment::Left,
                Anchor::Middle => Alignment::Center,
                Anchor::End => Alignment::Right,
            };
            let style =
                TextStyleBuilder::new().alignment(alignment).baseline(Baseline::Alphabetic).build();
            let place = Point::new((x * scale).round() as i32, (y * scale).round() as i32);
            let letters = MonoTextStyle::new(font, BinaryColor::On);
            let mut page = Page { pixmap, ink };
            // A page of pixels takes whatever is drawn.
            let _ = Text::with_text_style(content, place, letters, style).draw(&mut page);
        }
    }
}

/// The fixed font whose letters are nearest to so many pixels high.
fn font_of(height: f32) -> &'static MonoFont<'static> {
    match height {
        ..13.0 => &iso_8859_1::FONT_6X10,
        ..17.0 => &iso_8859_1::FONT_7X13,
        ..21.0 => &iso_8859_1::FONT_9X15,
        _ => &iso_8859_1::FONT_10X20,
    }
}

/// Where letters are drawn.
struct Page<'a> {
    pixmap: &'a mut Pixmap,
    ink: Paint<'static>,
}

impl OriginDimensions for Page<'_> {
    fn size(&self) -> Size {
        Size::new(self.pixmap.width(), self.pixmap.height())
    }
}

impl DrawTarget for Page<'_> {
    type Color = BinaryColor;
    type Error = std::convert::Infallible;

    fn draw_iter<I>(&mut self, pixels: I) -> Result<(), Self::Error>
    where
        I: IntoIterator<Item = Pixel<BinaryColor>>,
    {
        for Pixel(Point { x, y }, colour) in pixels {
            let rect = Rect::from_xywh(x as f32, y as f32, 1.0, 1.0);
            if let (BinaryColor::On, Some(rect)) = (colour, rect) {
                self.pixmap.fill_rect(rect, &self.ink, Transform::identity(), None);
            }
        }
        Ok(())
    }
}
