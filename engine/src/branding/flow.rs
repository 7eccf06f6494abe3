//! Where things are beside and below each other.

use super::pixels::Pixels;

/// A picture, or several in a row or a column, each in the middle across it. Lengths are in pixels.
#[derive(Clone, Debug)]
pub(super) enum Flow {
    /// A picture, and when it appears: 0 is first.
    Picture(Pixels, u32),
    /// From the left to the right, with a gap between.
    Row(Vec<Flow>, f32),
    /// From the top to the bottom, with a gap between.
    Column(Vec<Flow>, f32),
}

/// A picture in its place.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub pixels: Pixels,
    /// When it appears: 0 is first.
    pub order: u32,
    /// Left and top, whole pixels so that it stays crisp.
    pub corner: [f32; 2],
}

impl Flow {
    /// Width and height.
    pub fn size(&self) -> [f32; 2] {
        match self {
            Self::Picture(pixels, _) => [pixels.width as f32, pixels.height as f32],
            Self::Row(parts, gap) => {
                let [along, across] = sum(parts.iter().map(Self::size), *gap);
                [along, across]
            }
            Self::Column(parts, gap) => {
                let [along, across] = sum(parts.iter().map(|part| part.size()).map(turned), *gap);
                [across, along]
            }
        }
    }

    /// Everything in its place, the whole in the middle around `middle`.
    pub fn placed(self, [x, y]: [f32; 2]) -> Vec<Placed> {
        let [width, height] = self.size();
        let mut placed = Vec::new();
        self.place([x - width / 2.0, y - height / 2.0], &mut placed);
        placed
    }

    fn place(self, [left, top]: [f32; 2], placed: &mut Vec<Placed>) {
        let [width, height] = self.size();
        match self {
            Self::Picture(pixels, order) => placed.push(Placed {
                pixels,
                order,
                corner: [left.round(), top.round()],
            }),
            Self::Row(parts, gap) => {
                let mut x = left;
                for part in parts {
                    let [w, h] = part.size();
                    part.place([x, top + (height - h) / 2.0], placed);
                    x += w + gap;
                }
            }
            Self::Column(parts, gap) => {
                let mut y = top;
                for part in parts {
                    let [w, h] = part.size();
                    part.place([left + (width - w) / 2.0, y], placed);
                    y += h + gap;
                }
            }
        }
    }
}

fn turned([width, height]: [f32; 2]) -> [f32; 2] {
    [height, width]
}

/// The lengths and gaps together, and the greatest of the other sides.
fn sum(sizes: impl Iterator<Item = [f32; 2]>, gap: f32) -> [f32; 2] {
    let (mut total, mut most, mut count) = (0.0, 0.0_f32, 0_u32);
    for [along, across] in sizes {
        total += along;
        most = most.max(across);
        count += 1;
    }
    [total + gap * count.saturating_sub(1) as f32, most]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Flow {
        Flow::Picture(Pixels::clear(width, height), 0)
    }

    #[test]
    fn rows_and_columns_stand_in_the_middle_of_each_other() {
        let row = Flow::Row(vec![picture(10, 20), picture(30, 10)], 4.0);
        let column = Flow::Column(vec![picture(100, 10), row], 6.0);
        assert_eq!(column.size(), [100.0, 36.0]);
        let corners: Vec<_> = column.placed([50.0, 18.0]).iter().map(|it| it.corner).collect();
        assert_eq!(corners, [[0.0, 0.0], [28.0, 16.0], [42.0, 21.0]]);
    }

    #[test]
    fn nothing_takes_no_room() {
        assert_eq!(Flow::Column(Vec::new(), 9.0).size(), [0.0, 0.0]);
    }
}
