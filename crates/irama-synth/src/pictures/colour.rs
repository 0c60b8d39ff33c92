//! The colours of pictures, by what they are for; light and dark.

/// How many parts have colours of their own.
pub const PART_COLOURS: u8 = 8;

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// The ground.
    Paper,
    /// The rows of black keys.
    Shade,
    /// Fine lines.
    Grid,
    /// Strong lines.
    Rule,
    /// What explains.
    Faint,
    /// What is to be read.
    Ink,
    /// A part's or a curve's own; numbers go round.
    Part(u8),
}

/// Light and dark, as 0xRRGGBB. Those of parts follow M. Okabe and K. Ito, "Color Universal Design"
/// (2008), which colour-blind people tell apart, darkened for white paper.
const OWN: [[u32; 2]; 6] = [
    [0xff_ffff, 0x15_171c],
    [0xf3_f4f6, 0x1c_1f26],
    [0xe4_e6ea, 0x2a_2e37],
    [0xb4_b9c2, 0x4a_505c],
    [0x5b_6270, 0x9a_a2b1],
    [0x1b_1e25, 0xe9_ebf0],
];
const PARTS: [[u32; 2]; PART_COLOURS as usize] = [
    [0x00_69a8, 0x56_b4e9],
    [0xc2_5500, 0xf0_9a3e],
    [0x00_8560, 0x2f_c79b],
    [0xb0_4d8d, 0xe0_8fc2],
    [0x8a_7400, 0xe6_d24a],
    [0x5b_4bc4, 0x9c_90f5],
    [0xb8_3232, 0xf0_7878],
    [0x4b_6b7a, 0x9d_bccb],
];

impl Colour {
    /// Its name in style sheets.
    pub(super) fn class(self) -> String {
        match self {
            Self::Paper => "paper".into(),
            Self::Shade => "shade".into(),
            Self::Grid => "grid".into(),
            Self::Rule => "rule".into(),
            Self::Faint => "faint".into(),
            Self::Ink => "ink".into(),
            Self::Part(idx) => format!("p{}", idx % PART_COLOURS),
        }
    }

    /// 0xRRGGBB on light or dark ground.
    pub(super) fn value(self, is_dark: bool) -> u32 {
        let pair = match self {
            Self::Paper => OWN[0],
            Self::Shade => OWN[1],
            Self::Grid => OWN[2],
            Self::Rule => OWN[3],
            Self::Faint => OWN[4],
            Self::Ink => OWN[5],
            Self::Part(idx) => PARTS[usize::from(idx % PART_COLOURS)],
        };
        pair[usize::from(is_dark)]
    }

    pub(super) fn red_green_blue(self) -> [u8; 3] {
        let [_, red, green, blue] = self.value(false).to_be_bytes();
        [red, green, blue]
    }

    /// All of them.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        use Colour::{Faint, Grid, Ink, Paper, Part, Rule, Shade};
        [Paper, Shade, Grid, Rule, Faint, Ink].into_iter().chain((0..PART_COLOURS).map(Part))
    }
}
