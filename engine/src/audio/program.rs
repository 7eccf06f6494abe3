//! Which preset of a SoundFont plays a program that it does not have.

/// A preset of a SoundFont: bank 0 to 128, where 128 holds drum kits, and program 0 to 127.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PresetId {
    /// 0 to 127, or 128 for drum kits.
    pub bank: u16,
    /// 0 to 127.
    pub program: u8,
}

/// The bank of drum kits (SoundFont 2.04, section 7.2).
pub const DRUMS: u16 = 128;

/// For each family of eight programs (General MIDI 1, instrument families), the families that may stand in for it,
/// the nearest first.
const KIN: [&[u8]; 16] = [
    &[1],         // piano
    &[0, 3],      // chromatic percussion
    &[11, 5],     // organ
    &[0],         // guitar
    &[3, 0],      // bass
    &[6, 8],      // strings
    &[5, 11],     // ensemble
    &[8, 6],      // brass
    &[9, 7],      // reed
    &[8, 6],      // pipe
    &[11, 8],     // synth lead
    &[6, 10],     // synth pad
    &[11, 6],     // synth effects
    &[3, 0],      // ethnic
    &[1, 0],      // percussive
    &[11, 12, 6], // sound effects
];

/// The preset that plays `wanted`: itself; the same program in bank 0; the nearest in its family or one akin; any.
/// Drum kits only stand in for each other. None where the font has nothing of the kind.
pub fn resolve(presets: &[PresetId], wanted: PresetId) -> Option<PresetId> {
    let has = |id: PresetId| presets.contains(&id).then_some(id);
    let plain = PresetId { bank: 0, ..wanted };
    if wanted.bank >= DRUMS {
        let standard = PresetId {
            bank: DRUMS,
            program: 0,
        };
        let any = presets.iter().copied().find(|id| id.bank >= DRUMS);
        return has(wanted).or_else(|| has(standard)).or(any);
    }
    has(wanted)
        .or_else(|| has(plain))
        .or_else(|| nearest(presets, wanted.program))
}

fn nearest(presets: &[PresetId], program: u8) -> Option<PresetId> {
    let family = program / 8;
    let families = std::iter::once(&family).chain(KIN[usize::from(family) % KIN.len()]);
    let melodic = || presets.iter().copied().filter(|id| id.bank < DRUMS);
    let near = |id: &PresetId| (id.bank, id.program.abs_diff(program), id.program);
    for &family in families {
        let akin = melodic().filter(|id| id.program / 8 == family).min_by_key(near);
        if akin.is_some() {
            return akin;
        }
    }
    melodic().min_by_key(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(bank: u16, program: u8) -> PresetId {
        PresetId { bank, program }
    }

    #[test]
    fn the_nearest_of_the_family_stands_in() {
        let font = [id(0, 0), id(0, 24), id(0, 27), id(0, 89), id(128, 0)];
        let plays = |bank, program| resolve(&font, id(bank, program));
        assert_eq!(plays(0, 24), Some(id(0, 24)));
        assert_eq!(
            plays(8, 27),
            Some(id(0, 27)),
            "a variation falls back to its program"
        );
        assert_eq!(plays(0, 26), Some(id(0, 27)), "the nearest in the family");
        assert_eq!(plays(0, 100), Some(id(0, 89)), "a family akin");
        assert_eq!(plays(128, 25), Some(id(128, 0)), "the standard kit");
        assert_eq!(
            resolve(&font[..4], id(128, 0)),
            None,
            "no drums are better than wrong ones"
        );
        assert!((0..128).all(|program| plays(0, program).is_some()));
    }
}
