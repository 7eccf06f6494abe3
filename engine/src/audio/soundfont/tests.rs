use super::*;

/// Chunks of a small SF2 with one preset (bank 0, program 5) of one sample of 100 frames.
fn small(sample_end: u32) -> Vec<u8> {
    let chunk = |name: &[u8], content: &[u8]| {
        let mut chunk = name.to_vec();
        chunk.extend((content.len() as u32).to_le_bytes());
        chunk.extend_from_slice(content);
        chunk
    };
    let words = |words: &[u16]| {
        words
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect::<Vec<u8>>()
    };
    let record = |words_after_name: &[u16]| [vec![0; 20], words(words_after_name)].concat();
    let pcm: Vec<u8> = (0..146_i16).flat_map(|n| (n * 100).to_le_bytes()).collect();
    let sample = [
        vec![0; 20],
        [0, sample_end, 10, 90, 44_100]
            .iter()
            .flat_map(|n: &u32| n.to_le_bytes())
            .collect(),
        vec![60, 0],
        words(&[0, 1]),
    ];
    let pdta = [
        b"pdta".to_vec(),
        chunk(
            b"phdr",
            &[
                record(&[5, 0, 0, 0, 0, 0, 0, 0, 0]),
                record(&[0, 0, 1, 0, 0, 0, 0, 0, 0]),
            ]
            .concat(),
        ),
        chunk(b"pbag", &words(&[0, 0, 1, 0])),
        chunk(b"pmod", &[0; 10]),
        chunk(b"pgen", &words(&[41, 0, 0, 0])),
        chunk(b"inst", &[record(&[0]), record(&[1])].concat()),
        chunk(b"ibag", &words(&[0, 0, 1, 0])),
        chunk(b"imod", &[0; 10]),
        chunk(b"igen", &words(&[53, 0, 0, 0])),
        chunk(b"shdr", &[sample.concat(), vec![0; 46]].concat()),
    ];
    let sdta = [b"sdta".to_vec(), chunk(b"smpl", &pcm)].concat();
    let body = [
        b"sfbk".to_vec(),
        chunk(b"LIST", &sdta),
        chunk(b"LIST", &pdta.concat()),
    ]
    .concat();
    chunk(b"RIFF", &body)
}

fn used(bank: u16, program: u8) -> BTreeSet<PresetId> {
    BTreeSet::from([PresetId { bank, program }])
}

#[test]
fn pcm_is_taken_as_it_is() {
    let font = SoundFont::from_bytes(small(100)).expect("a good font");
    assert_eq!(font.presets(), [PresetId { bank: 0, program: 5 }]);
    let voice = font.voice(&used(0, 5)).expect("a good voice");
    let header = &voice.get_sample_headers()[0];
    let (start, end) = (header.get_start() as usize, header.get_end() as usize);
    let expected: Vec<i16> = (0..100).map(|n| n * 100).collect();
    assert_eq!(&voice.get_wave_data()[start..end], expected);
    assert_eq!(
        (header.get_start_loop() as usize, header.get_end_loop() as usize),
        (start + 10, start + 90)
    );
}

#[test]
fn compressed_samples_are_expanded_and_only_those_that_are_used() {
    let font = SoundFont::bundled();
    let piano = font.voice(&used(0, 0)).expect("a piano");
    let flute = font.voice(&used(0, 73)).expect("a flute");
    let loudest =
        |voice: &rustysynth::SoundFont| voice.get_wave_data().iter().map(|s| s.unsigned_abs()).max();
    assert!(loudest(&piano) > Some(8000) && loudest(&flute) > Some(8000));
    let total = font
        .voice(&font.presets().iter().copied().collect())
        .expect("all of it")
        .get_wave_data()
        .len();
    assert!(piano.get_wave_data().len() < total / 3);
    assert!(total * 2 < 80 << 20, "all samples take {} bytes", total * 2);
}

#[test]
fn what_is_wrong_is_named_with_its_byte() {
    let refused = |bytes: Vec<u8>| SoundFont::from_bytes(bytes).expect_err("a refusal");
    assert_eq!(refused(b"RIFF".to_vec()).offset, 0);
    let outside = refused(small(5000));
    assert!(outside.message.contains("outside"), "{outside}");
    let whole = small(100);
    for length in (0..whole.len()).step_by(7) {
        let error = refused(whole[..length].to_vec());
        assert!(error.offset <= length, "{error}");
    }
}

#[test]
fn no_single_wrong_byte_makes_it_panic() {
    let whole = small(100);
    for at in 0..whole.len() {
        for value in [0, 0xFF] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            if let Ok(font) = SoundFont::from_bytes(bytes) {
                let presets = font.presets().iter().copied().collect();
                let _ = font.voice(&presets);
            }
        }
    }
}
