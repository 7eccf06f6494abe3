//! Colour look-up tables in the format .cube (Adobe, Cube LUT Specification 1.0, and Resolve's additions to it).
//!
//! A file has a table for each channel (1D), a cube of colours (3D), or, as Resolve writes them, the one followed by the
//! other. Enters: bytes. Leaves: a [`Lut`] of finite numbers that maps any colour.

use super::error::at_most;
use super::{MaterialError, lyrics, max_bytes};
use crate::media::MaterialKind;

/// The most colours of a table for each channel.
const MAX_CURVE: usize = 65_536;
/// The most colours along an edge of a cube.
const MAX_EDGE: usize = 64;

/// A colour look-up table.
#[derive(Clone, Debug, PartialEq)]
pub struct Lut {
    /// Its title, if it has one.
    pub title: Option<String>,
    curve: Option<Table>,
    cube: Option<Table>,
}

/// Colours, and the inputs that the first and the last of them are for.
#[derive(Clone, Debug, PartialEq)]
struct Table {
    size: usize,
    low: [f32; 3],
    high: [f32; 3],
    /// In a cube red changes first, then green, then blue.
    colors: Vec<[f32; 3]>,
}

impl Lut {
    /// What becomes of a colour (sRGB, 0 to 1 for each channel). Between the colours of the table it is interpolated
    /// linearly, outside its domain the nearest edge holds. The result is finite but may lie outside 0 to 1.
    pub fn apply(&self, color: [f32; 3]) -> [f32; 3] {
        let curved = self.curve.as_ref().map_or(color, |curve| curve.along(color));
        self.cube.as_ref().map_or(curved, |cube| cube.within(curved))
    }

    /// The whole of it as a cube of `size` colours along each edge (2 to 64) for inputs from 0 to 1: red changes first,
    /// then green, then blue, as a 3D texture wants it. A fourth channel of 1 pads each colour.
    pub fn table(&self, size: usize) -> Vec<[f32; 4]> {
        let size = size.clamp(2, MAX_EDGE);
        let unit = |at: usize| at as f32 / (size - 1) as f32;
        let mut table = Vec::with_capacity(size * size * size);
        for blue in 0..size {
            for green in 0..size {
                for red in 0..size {
                    let [r, g, b] = self.apply([unit(red), unit(green), unit(blue)]);
                    table.push([r, g, b, 1.0]);
                }
            }
        }
        table
    }

    /// The size at which [`Lut::table`] keeps all that is in the file: that of its cube, 33 where it has none.
    pub fn natural_size(&self) -> usize {
        self.cube.as_ref().map_or(33, |cube| cube.size)
    }
}

impl Table {
    /// Where a value lies between the entries of the table: the entry before it and the share of the next.
    fn place(&self, channel: usize, value: f32) -> (usize, f32) {
        let (low, high) = (self.low[channel], self.high[channel]);
        let last = (self.size - 1) as f32;
        // In this order, what is no number becomes the first entry.
        let position = ((value - low) / (high - low) * last).max(0.0).min(last);
        let before = (position as usize).min(self.size - 2);
        (before, (position - before as f32).clamp(0.0, 1.0))
    }

    fn along(&self, color: [f32; 3]) -> [f32; 3] {
        std::array::from_fn(|channel| {
            let (before, share) = self.place(channel, color[channel]);
            mix(
                self.colors[before][channel],
                self.colors[before + 1][channel],
                share,
            )
        })
    }

    fn within(&self, color: [f32; 3]) -> [f32; 3] {
        let [(r, red), (g, green), (b, blue)] = [0, 1, 2].map(|channel| self.place(channel, color[channel]));
        let at =
            |x: usize, y: usize, z: usize| self.colors[((b + z) * self.size + g + y) * self.size + r + x];
        std::array::from_fn(|channel| {
            let row = |y, z| mix(at(0, y, z)[channel], at(1, y, z)[channel], red);
            let face = |z| mix(row(0, z), row(1, z), green);
            mix(face(0), face(1), blue)
        })
    }
}

fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// Reads a .cube file.
///
/// # Errors
/// With the line where one breaks the format, has a number that is not finite, or where there are too few or too many
/// colours for the size that the file declares (1D: 2 to 65536, 3D: 2 to 64).
pub fn lut(bytes: &[u8]) -> Result<Lut, MaterialError> {
    at_most("bytes", bytes.len() as u64, max_bytes(MaterialKind::Lut))?;
    let text = lyrics::decode(bytes);
    let mut reading = Reading::default();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            reading
                .line(line)
                .map_err(|reason| MaterialError::line(index + 1, reason))?;
        }
    }
    reading.finish()
}

/// What was read so far.
struct Reading {
    title: Option<String>,
    curve_size: usize,
    cube_size: usize,
    domain: [[f32; 3]; 2],
    curve_range: Option<[f32; 2]>,
    cube_range: Option<[f32; 2]>,
    colors: Vec<[f32; 3]>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            title: None,
            curve_size: 0,
            cube_size: 0,
            domain: [[0.0; 3], [1.0; 3]],
            curve_range: None,
            cube_range: None,
            colors: Vec::new(),
        }
    }
}

impl Reading {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match word {
            "TITLE" => self.title = Some(rest.trim().trim_matches('"').chars().take(200).collect()),
            "LUT_1D_SIZE" => self.curve_size = size(rest, MAX_CURVE)?,
            "LUT_3D_SIZE" => self.cube_size = size(rest, MAX_EDGE)?,
            "DOMAIN_MIN" => self.domain[0] = numbers(rest)?,
            "DOMAIN_MAX" => self.domain[1] = numbers(rest)?,
            "LUT_1D_INPUT_RANGE" => self.curve_range = Some(numbers(rest)?),
            "LUT_3D_INPUT_RANGE" => self.cube_range = Some(numbers(rest)?),
            // Other programs' own keywords say nothing about colours.
            _ if word.starts_with(|letter: char| letter.is_ascii_uppercase())
                && word != "NAN"
                && word != "INF" => {}
            _ => self.color(line)?,
        }
        Ok(())
    }

    fn color(&mut self, line: &str) -> Result<(), String> {
        let wanted = self.wanted();
        if wanted == 0 {
            return Err("a colour stands before LUT_1D_SIZE or LUT_3D_SIZE".to_owned());
        }
        if self.colors.len() == wanted {
            return Err(format!("there are more than the {wanted} colours of its size"));
        }
        self.colors.push(numbers(line)?);
        Ok(())
    }

    fn wanted(&self) -> usize {
        self.curve_size + self.cube_size.pow(3)
    }

    fn finish(mut self) -> Result<Lut, MaterialError> {
        let (wanted, found) = (self.wanted(), self.colors.len());
        if wanted == 0 {
            return Err(MaterialError::Unknown {
                wanted: "colour table (.cube): it has neither LUT_1D_SIZE nor LUT_3D_SIZE",
            });
        }
        if found != wanted {
            let reason = format!("it has {found} colours of the {wanted} of its size");
            return Err(MaterialError::broken("colour table", reason));
        }
        let cube = self.colors.split_off(self.curve_size);
        Ok(Lut {
            curve: table(self.curve_size, self.colors, self.domain, self.curve_range)?,
            cube: table(self.cube_size, cube, self.domain, self.cube_range)?,
            title: self.title.filter(|title| !title.is_empty()),
        })
    }
}

fn table(
    size: usize,
    colors: Vec<[f32; 3]>,
    domain: [[f32; 3]; 2],
    range: Option<[f32; 2]>,
) -> Result<Option<Table>, MaterialError> {
    let [low, high] = range.map_or(domain, |range| range.map(|edge| [edge; 3]));
    if (0..3).any(|channel| !(high[channel] - low[channel]).is_normal() || low[channel] > high[channel]) {
        let reason = format!("its domain {low:?} to {high:?} is empty");
        return Err(MaterialError::broken("colour table", reason));
    }
    Ok((size > 0).then_some(Table {
        size,
        low,
        high,
        colors,
    }))
}

fn size(text: &str, limit: usize) -> Result<usize, String> {
    let size: Option<usize> = text.trim().parse().ok();
    size.filter(|size| (2..=limit).contains(size))
        .ok_or_else(|| format!("the size {} must be from 2 to {limit}", shown(text)))
}

/// So many finite numbers and nothing else.
fn numbers<const N: usize>(text: &str) -> Result<[f32; N], String> {
    let mut values = [0.0; N];
    let mut words = text.split_whitespace();
    for value in &mut values {
        let word = words
            .next()
            .ok_or_else(|| format!("{} has fewer than {N} numbers", shown(text)))?;
        *value = number(word).ok_or_else(|| format!("{} is no finite number", shown(word)))?;
    }
    match words.next() {
        Some(word) if !word.starts_with('#') => Err(format!("{} stands after {N} numbers", shown(word))),
        _ => Ok(values),
    }
}

/// Numbers beyond these bounds are no colours, and their differences might not be finite.
fn number(word: &str) -> Option<f32> {
    word.parse().ok().filter(|value: &f32| value.abs() <= 1e6)
}

fn shown(text: &str) -> String {
    format!("{:?}", text.trim().chars().take(40).collect::<String>())
}
