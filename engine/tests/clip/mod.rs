//! Pictures like those of a visualiser, made from the frame number alone: a dark gradient with a slow light in it,
//! notes that fall, and sparks.

use phonoglyph_engine::media::Frame;

/// How much moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Busy {
    /// A still gradient and a few notes.
    Calm,
    /// Many notes and sparks.
    Lively,
}

/// Draws frame `index`.
pub fn draw(frame: &mut Frame, index: u64, busy: Busy) {
    frame.index = index;
    let (width, height) = (frame.width as usize, frame.height as usize);
    let stride = frame.strides[0];
    for y in 0..height {
        let shade = 16 + 30 * y / height;
        // Ordered dither, as a renderer would add against banding.
        let row = &mut frame.planes[0][y * stride..y * stride + width];
        for (x, sample) in row.iter_mut().enumerate() {
            *sample = (shade + usize::from((x ^ y) & 3 == 0 && (30 * y * 4 / height) & 3 > 1)) as u8;
        }
    }
    for plane in 1..3 {
        let value = if plane == 1 { 140 } else { 122 };
        frame.planes[plane].fill(value);
    }
    match busy {
        Busy::Calm => notes(frame, index, 12),
        Busy::Lively => {
            notes(frame, index, 90);
            sparks(frame, index, 900);
        }
    }
}

fn notes(frame: &mut Frame, index: u64, count: u64) {
    let (width, height) = (u64::from(frame.width), u64::from(frame.height));
    for n in 0..count {
        let mut random = Random(n * 7919 + 1);
        let (w, h) = (width / 60 + 2, height / 12 + random.below(height / 6 + 1) + 2);
        let x = random.below(width.saturating_sub(w).max(1));
        let travel = height + h;
        let top = (random.below(travel) + index * height / 120) % travel;
        let luma = 90 + (n * 37 % 120) as u8;
        fill(
            frame,
            x,
            top.saturating_sub(h),
            w,
            h.min(top),
            [luma, 80 + (n * 53 % 96) as u8, 90 + (n * 29 % 80) as u8],
        );
    }
}

fn sparks(frame: &mut Frame, index: u64, count: u64) {
    let (width, height) = (u64::from(frame.width), u64::from(frame.height));
    for n in 0..count {
        let born = index.saturating_sub(n % 24);
        let mut random = Random(born * 1_000_003 + n * 31 + 7);
        let age = index - born;
        let x = random.below(width) + random.below(7) * age;
        let y = (height * 8 / 10 + age * age / 4).saturating_sub(random.below(16) * age);
        fill(
            frame,
            x % width,
            y % height,
            3,
            3,
            [(235 - age * 8) as u8, 110, 150],
        );
    }
}

fn fill(frame: &mut Frame, x: u64, y: u64, w: u64, h: u64, colour: [u8; 3]) {
    for (plane, value) in colour.into_iter().enumerate() {
        let shift = u32::from(plane > 0);
        let (right, bottom) = (
            (x + w).min(u64::from(frame.width)),
            (y + h).min(u64::from(frame.height)),
        );
        for row in (y >> shift)..(bottom >> shift) {
            let start = row as usize * frame.strides[plane];
            frame.planes[plane][start + (x >> shift) as usize..start + (right >> shift) as usize].fill(value);
        }
    }
}

/// A small generator (xorshift64*), enough for pictures.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
        self.0 ^= self.0 >> 29;
        (self.0 >> 11) % limit.max(1)
    }
}
