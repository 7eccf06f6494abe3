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

/// Programs whose nearest kin is not the nearest number: a program, and those that may stand in for it, the best first.
/// By how the instruments sound (General MIDI 1, sound set).
const CLOSER: [(u8, &[u8]); 69] = [
    (3, &[0]),       // honky-tonk piano
    (6, &[25, 24]),  // harpsichord: plucked steel
    (7, &[27, 4]),   // clavinet
    (15, &[25]),     // dulcimer
    (18, &[16]),     // rock organ
    (20, &[16, 19]), // reed organ
    (21, &[16, 68]), // accordion
    (22, &[68, 16]), // harmonica: a free reed alone
    (23, &[16, 68]), // tango accordion
    (26, &[27]),     // jazz guitar
    (28, &[27]),     // muted guitar
    (31, &[27]),     // guitar harmonics
    (36, &[33]),     // slap basses
    (37, &[33]),
    (44, &[48]), // tremolo strings
    (46, &[24]), // harp
    (50, &[48]), // synth strings
    (51, &[48]),
    (55, &[61, 48]), // orchestra hit
    (58, &[57]),     // tuba
    (59, &[56]),     // muted trumpet
    (72, &[73]),     // piccolo
    (82, &[80]),     // calliope lead
    (83, &[80]),     // chiff lead
    (85, &[52]),     // voice lead
    (90, &[88, 81]), // polysynth
    (91, &[52]),     // choir pad
    (92, &[89]),     // bowed pad
    (93, &[88]),     // metallic pad
    (96, &[88]),     // rain
    (97, &[89]),     // soundtrack
    (98, &[88, 11]), // crystal
    (99, &[88]),     // atmosphere
    (100, &[88]),    // brightness
    (101, &[89]),    // goblins
    (102, &[88]),    // echoes
    (103, &[81]),    // sci-fi
    (104, &[25]),    // sitar
    (105, &[25]),    // banjo
    (106, &[24]),    // shamisen
    (107, &[24]),    // koto
    (108, &[11]),    // kalimba
    (109, &[68]),    // bagpipe
    (110, &[40]),    // fiddle
    (111, &[68]),    // shanai
    (112, &[11]),    // tinkle bell
    (113, &[11]),    // agogo
    (114, &[11]),    // steel drums
    (115, &[45]),    // woodblock
    (116, &[45]),    // taiko drum
    (117, &[45]),    // melodic tom
    (118, &[38]),    // synth drum
    (119, &[89]),    // reverse cymbal
    (120, &[25]),    // guitar fret noise
    (121, &[73]),    // breath noise
    (122, &[89]),    // seashore
    (123, &[73]),    // bird tweet
    (124, &[11]),    // telephone ring
    (125, &[89]),    // helicopter
    (126, &[89]),    // applause
    (127, &[45]),    // gunshot
    (34, &[33]),     // picked bass
    (35, &[32, 33]), // fretless bass
    (43, &[42]),     // contrabass
    (47, &[45]),     // timpani
    (53, &[52]),     // voice oohs
    (54, &[52]),     // synth voice
    (70, &[71]),     // bassoon
    (84, &[30, 81]), // charang: a distorted guitar
];

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

/// The preset that plays `wanted`: itself; the same program in bank 0; one that sounds like it; the nearest in its
/// family or one akin; any.
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
        .or_else(|| closer(presets, wanted.program))
        .or_else(|| nearest(presets, wanted.program))
}

fn closer(presets: &[PresetId], program: u8) -> Option<PresetId> {
    let (_, kin) = CLOSER.iter().find(|(of, _)| *of == program)?;
    let plain = |program: &u8| PresetId {
        bank: 0,
        program: *program,
    };
    kin.iter().map(plain).find(|id| presets.contains(id))
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

    #[test]
    fn what_sounds_alike_stands_in_before_what_has_the_next_number() {
        let font = [id(0, 24), id(0, 30), id(0, 40), id(0, 45), id(0, 48), id(0, 68)];
        let plays = |program| resolve(&font, id(0, program)).map(|id| id.program);
        assert_eq!(plays(107), Some(24), "a koto is plucked");
        assert_eq!(plays(110), Some(40), "a fiddle is bowed");
        assert_eq!((plays(109), plays(44)), (Some(68), Some(48)));
        let mut programs: Vec<_> = CLOSER.iter().map(|(program, _)| *program).collect();
        programs.sort_unstable();
        programs.dedup();
        assert_eq!(programs.len(), CLOSER.len());
    }
}
