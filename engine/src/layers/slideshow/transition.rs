//! How one slide becomes the next.

use crate::composition::Transition;
use crate::layers::plate::Plate;
use crate::layers::stage::Area;

/// How a slide is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    pub opacity: f32,
    pub light: f32,
    /// How far it is moved to the right, in widths of the box.
    pub shift: f32,
    /// How much larger it is shown.
    pub scale: f32,
    /// How much of the box it covers, from the left.
    pub cover: f32,
}

const WHOLE: Share = Share {
    opacity: 1.0,
    light: 1.0,
    shift: 0.0,
    scale: 1.0,
    cover: 1.0,
};

/// The slide that goes, while it does, and the one that comes, at `progress` 0 to 1.
pub(super) fn shares(transition: Transition, progress: f32) -> (Option<Share>, Share) {
    let next = |change: &dyn Fn(&mut Share)| {
        let mut share = WHOLE;
        change(&mut share);
        share
    };
    if progress >= 1.0 || transition == Transition::Cut {
        return (None, WHOLE);
    }
    let smooth = progress * progress * (3.0 - 2.0 * progress);
    let faded = next(&|share| share.opacity = smooth);
    match transition {
        Transition::Cut | Transition::Fade => (Some(WHOLE), faded),
        Transition::Push => (
            Some(next(&|share| share.shift = -smooth)),
            next(&|share| share.shift = 1.0 - smooth),
        ),
        Transition::Wipe => (Some(WHOLE), next(&|share| share.cover = smooth)),
        Transition::Zoom => (Some(next(&|share| share.scale = 1.0 + 0.35 * smooth)), faded),
        Transition::Dip => {
            let gone = (progress * 2.0).min(1.0);
            let come = (progress * 2.0 - 1.0).max(0.0);
            (
                (gone < 1.0).then(|| next(&|share| share.light = 1.0 - gone)),
                next(&|share| {
                    share.light = come;
                    share.opacity = f32::from(u8::from(gone >= 1.0));
                }),
            )
        }
    }
}

impl Share {
    /// Moves and cuts a plate in its box.
    pub fn apply(&self, plate: &mut Plate, [left, _, right, _]: Area) {
        plate.place[0] += self.shift * (right - left);
        plate.place[2] *= self.scale;
        plate.place[3] *= self.scale;
        if self.cover < 1.0 {
            let [middle, _, half, _] = plate.place;
            let edge = middle - half + 2.0 * half * self.cover;
            plate.part[2] = plate.part[0] + (plate.part[2] - plate.part[0]) * self.cover;
            plate.place[2] = half * self.cover;
            plate.place[0] = edge - plate.place[2];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_transition_ends_with_the_next_slide_alone() {
        for transition in Transition::ALL {
            assert_eq!(shares(*transition, 1.0), (None, WHOLE), "{transition:?}");
        }
    }

    #[test]
    fn a_wipe_keeps_the_picture_where_it_is() {
        let mut plate = Plate::new([50.0, 50.0], [50.0, 50.0]);
        let (_, next) = shares(Transition::Wipe, 0.5);
        next.apply(&mut plate, [0.0, 0.0, 100.0, 100.0]);
        assert_eq!(plate.place, [25.0, 50.0, 25.0, 50.0]);
        assert_eq!(plate.part, [0.0, 0.0, 0.5, 1.0]);
    }
}
