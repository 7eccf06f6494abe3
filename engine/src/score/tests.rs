//! Scores read from bytes made here.

use super::*;
use crate::time::MediaTime;
use proptest::prelude::*;

/// A note of 96 ticks with its delta times.
const NOTE: &[u8] = b"\x00\x90\x3c\x40\x60\x80\x3c\x00";
const END: &[u8] = b"\x00\xff\x2f\x00";

fn header(format: u16, tracks: u16, division: u16) -> Vec<u8> {
    let mut bytes = b"MThd\x00\x00\x00\x06".to_vec();
    for field in [format, tracks, division] {
        bytes.extend(field.to_be_bytes());
    }
    bytes
}

fn chunk(events: &[&[u8]]) -> Vec<u8> {
    let body = events.concat();
    let length = (body.len() as u32).to_be_bytes();
    [b"MTrk", &length[..], &body].concat()
}

fn file(format: u16, division: u16, tracks: &[&[&[u8]]]) -> Vec<u8> {
    let mut bytes = header(format, tracks.len() as u16, division);
    bytes.extend(tracks.iter().flat_map(|events| chunk(events)));
    bytes
}

fn read(bytes: &[u8]) -> Score {
    parse(bytes).expect("a score")
}

/// Onset and release of each note in milliseconds.
fn spans(score: &Score) -> Vec<(i64, i64)> {
    let millis = |time: MediaTime| time.nanos() / 1_000_000;
    score
        .notes
        .iter()
        .map(|note| (millis(note.onset), millis(note.release)))
        .collect()
}

fn one(events: &[&[u8]]) -> Score {
    read(&file(0, 96, &[events]))
}

#[test]
fn a_plain_file_needs_no_mending() {
    let score = one(&[NOTE, END]);
    assert_eq!(spans(&score), [(0, 500)]);
    assert_eq!(score.warnings, []);
    assert_eq!(score.duration, MediaTime::from_millis(500));
    assert_eq!(
        (score.tracks[0].notes, score.tracks[0].channels.as_slice()),
        (1, &[0][..])
    );
}

#[test]
fn tempo_of_any_track_moves_all_and_the_later_one_wins() {
    let slow = b"\x00\xff\x51\x03\x0f\x42\x40";
    let fast = b"\x00\xff\x51\x03\x03\xd0\x90";
    let score = read(&file(1, 96, &[&[slow, NOTE, END], &[fast, NOTE, END]]));
    assert_eq!(spans(&score), [(0, 250), (0, 250)]);
    assert_eq!(score.tempos.len(), 1);
}

#[test]
fn tracks_of_format_2_have_their_own_clocks() {
    let fast = b"\x00\xff\x51\x03\x03\xd0\x90";
    let score = read(&file(2, 96, &[&[NOTE, END], &[fast, NOTE, END]]));
    assert_eq!(spans(&score), [(0, 500), (0, 250)]);
}

#[test]
fn smpte_time_ignores_tempo_and_29_is_drop_frame() {
    let tempo = b"\x00\xff\x51\x03\x03\xd0\x90";
    // 96 ticks at 80 ticks a frame and 30000/1001 frames a second: 1.2 frames are 40.04 ms.
    let score = read(&file(0, 0xE350, &[&[tempo, NOTE, END]]));
    assert_eq!(score.notes[0].release, MediaTime::from_nanos(40_040_000));
}

#[test]
fn notes_of_one_key_are_paired_first_in_first_out() {
    let events = b"\x00\x90\x3c\x40\x30\x3c\x41\x30\x3c\x00\x60\x3c\x00";
    let score = one(&[events, END]);
    assert_eq!(spans(&score), [(0, 500), (250, 1000)]);
}

#[test]
fn notes_never_ended_end_with_their_track() {
    let score = one(&[b"\x00\x90\x3c\x40", b"\x60\xff\x2f\x00"]);
    assert_eq!(spans(&score), [(0, 500)]);
    assert_eq!(score.warnings.len(), 1);
}

#[test]
fn zero_length_notes_stay_and_stray_offs_go() {
    let score = one(&[b"\x00\x80\x3c\x00\x00\x90\x3c\x40\x00\x3c\x00", END]);
    assert_eq!(spans(&score), [(0, 0)]);
}

#[test]
fn all_notes_off_ends_what_is_never_let_go() {
    for controller in [120, 123] {
        let off = [0x60, 0xB0, controller, 0];
        let silenced = one(&[b"\x00\x90\x3c\x40", &off, b"\x60\xff\x2f\x00"]);
        assert_eq!(spans(&silenced), [(0, 500)]);
        let let_go = one(&[b"\x00\x90\x3c\x40", &off, b"\x60\x80\x3c\x00", END]);
        assert_eq!(spans(&let_go), [(0, 1000)]);
        let again = one(&[
            b"\x00\x90\x3c\x40",
            &off,
            b"\x00\x90\x3c\x40\x60\x80\x3c\x00",
            END,
        ]);
        assert_eq!(spans(&again), [(0, 500), (500, 1000)]);
    }
}

#[test]
fn pedals_become_spans() {
    let score = one(&[
        b"\x00\xb0\x40\x7f\x60\x40\x50\x60\x40\x00\x00\x40\x7f",
        b"\x60\xff\x2f\x00",
    ]);
    let found: Vec<_> = score
        .pedals
        .iter()
        .map(|span| (span.start.seconds(), span.end.seconds()))
        .collect();
    assert_eq!(found, [(0.0, 1.0), (1.0, 1.5)]);
}

#[test]
fn texts_are_decoded_by_file() {
    let text = |bytes: &[u8]| {
        let head = [0, 0xFF, 5, bytes.len() as u8];
        let score = one(&[&head, bytes, b"\x00\xff\x05\x01\x00", END]);
        assert_eq!(score.texts.len(), 1);
        score.texts[0].text.clone()
    };
    assert_eq!(text("Größe ☃".as_bytes()), "Größe ☃");
    assert_eq!(text(b"Gr\xf6\xdfe fa\xe7ade"), "Größe façade");
    assert_eq!(text(b"don\x92t"), "don\u{2019}t");
    assert_eq!(text(b"\x82\xb3\x82\xad\x82\xe7"), "さくら");
    assert_eq!(text(b"\x96\xe9\x91\x7a\x8b\xc8"), "夜想曲");
    assert_eq!(text(b"\xb1\xb2\xb3\xb4"), "ｱｲｳｴ");
    assert_eq!(text(b"\xca\xe0\xeb\xe8\xed\xea\xe0"), "Êàëèíêà");
    assert_eq!(text(b"a\0b"), "ab");
}

/// The bytes are read with this many notes and with a warning that says `why`.
fn mended(bytes: &[u8], notes: usize, why: &str) {
    let score = read(bytes);
    assert_eq!(score.notes.len(), notes, "{:?}", score.warnings);
    let told = score.warnings.iter().any(|warning| warning.message.contains(why));
    assert!(told, "{why} is not in {:?}", score.warnings);
}

#[test]
fn damage_around_tracks_is_mended() {
    let good = file(1, 96, &[&[NOTE, END], &[NOTE, END]]);
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    mended(&[b"\r\n", &good[..]].concat(), 2, "stray bytes before");
    mended(&[&[0; 128], &good[..]].concat(), 2, "stray bytes before");
    mended(&[&good[..], b"junk"].concat(), 2, "belong to no chunk");
    mended(&[&good[..], b"MTrk"].concat(), 2, "belong to no chunk");
    mended(
        &[&good[..14], b"XFIH\x00\x00\x00\x01a", &good[14..]].concat(),
        2,
        "no track",
    );
    mended(&[&good[..], &good].concat(), 2, "second MIDI file");
    mended(&with(9, 7), 2, "format 7");
    mended(&with(11, 9), 2, "promises 9 tracks");
    mended(&with(13, 0), 2, "0 ticks");
    mended(&with(12, 0x80), 2, "SMPTE");
    mended(&with(4, 0xFF), 2, "header claims");
    for length in [0, 11, 13, 200] {
        mended(&with(21, length), 2, "is wrong");
    }
}

#[test]
fn damage_in_events_is_mended() {
    let cases: [(&[u8], usize, &str); 11] = [
        (b"\x00\xf8", 1, "system message F8"),
        (b"\x00\xf2\x01\x02", 1, "system message F2"),
        (b"\x00\xf4", 1, "undefined message F4"),
        (b"\x00\x90\xbc\xda", 2, "above 127"),
        (b"\x00\x90\x3c\xf8\x40", 2, "real-time message inside"),
        (b"\x00\x3c\x40", 1, "without a status"),
        (b"\x80\x80\x80\x80\x00\xb0\x07\x40", 1, "delta time of 5"),
        (b"\x00\xff\x59\x00", 1, "malformed meta"),
        (b"\x00\xff\x51\x00", 1, "tempo of no length"),
        (b"\x00\xff\x58\x04\x04\xff\x18\x08", 1, "time signature"),
        (b"\x00\xf0\x7d\x01\xf7", 1, "exclusive message"),
    ];
    for (damage, notes, why) in cases {
        mended(&file(0, 96, &[&[damage, NOTE, END]]), notes, why);
    }
    let after_meta = b"\x00\x90\x3c\x40\x00\xff\x01\x01a\x60\x3c\x00";
    mended(&file(0, 96, &[&[after_meta, END]]), 1, "running status");
    mended(&file(0, 96, &[&[NOTE]]), 1, "without an end-of-track");
    mended(&file(0, 96, &[&[NOTE, END, b"\x00\x00"]]), 1, "left out");
    mended(&file(0, 96, &[&[NOTE, END, NOTE, END]]), 2, "kept");
}

#[test]
fn notes_before_the_damage_and_other_tracks_are_kept() {
    let lost = b"\x00\xff\x01\xff\xff\xff\x7fabc";
    mended(
        &file(1, 96, &[&[NOTE, lost], &[NOTE, END]]),
        2,
        "longer than its track",
    );
    let endless = [0xFF; 64];
    mended(
        &file(1, 96, &[&[NOTE, &endless], &[NOTE, END]]),
        2,
        "does not end",
    );
}

#[test]
fn riff_wrappers_are_taken_off() {
    let smf = file(0, 96, &[&[NOTE, END]]);
    let wrap = |inner: &[u8]| {
        let length = (inner.len() as u32).to_le_bytes();
        [
            b"RIFF\x00\x00\x00\x00RMIDLIST\x01\x00\x00\x00a\x00data",
            &length[..],
            inner,
        ]
        .concat()
    };
    assert_eq!(read(&wrap(&smf)).notes.len(), 1);
    let deep = (0..9).fold(smf, |inner, _| wrap(&inner));
    let error = parse(&deep).expect_err("too deep");
    assert!(
        error.offset > 0 && error.message.contains("RIFF wrappers"),
        "{error}"
    );
}

#[test]
fn what_is_no_midi_file_is_refused_by_name_and_byte() {
    let cases: [(&[u8], usize, &str); 7] = [
        (b"", 0, "no bytes"),
        (b"MThd\x00\x00", 6, "inside its header"),
        (b"\x1f\x8b\x08\x00", 0, "gzip"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", 0, "WAVE"),
        (b"<!DOCTYPE html><p>404", 0, "HTML"),
        (b"Twinkle, twinkle", 0, "text"),
        (b"\x00\x01\x02\x03", 0, "no header MThd"),
    ];
    for (bytes, offset, why) in cases {
        let error = parse(bytes).expect_err(why);
        assert_eq!(error.offset, offset);
        assert!(error.message.contains(why), "{error}");
    }
}

#[test]
fn too_many_notes_are_refused() {
    let notes = [0x3C, 0x40, 0x00].repeat(MAX_NOTES + 1);
    let error = parse(&file(0, 96, &[&[b"\x00\x90", &notes]])).expect_err("too many");
    assert_eq!(error.offset, 22 + 2 + MAX_NOTES * 3 - 1);
}

#[test]
fn absurd_lengths_saturate() {
    let wait = b"\xff\xff\xff\x7f\xb0\x07\x40".repeat(40_000);
    let score = read(&file(
        0,
        1,
        &[&[b"\x00\xff\x51\x03\xff\xff\xff", &wait, NOTE, END]],
    ));
    assert_eq!(score.duration, MediaTime::MAX);
}

/// A note as midly writes it: delta before it, key, velocity, length.
type Written = (u16, u8, u8, u16);

fn write_with_midly(division: u16, micros: u32, notes: &[Written]) -> Vec<u8> {
    use midly::{Format, Header, MetaMessage, MidiMessage, Smf, Timing, TrackEvent, TrackEventKind};
    let midi = |delta: u16, message| TrackEvent {
        delta: u32::from(delta).into(),
        kind: TrackEventKind::Midi {
            channel: 3.into(),
            message,
        },
    };
    let meta = |message| TrackEvent {
        delta: 0.into(),
        kind: TrackEventKind::Meta(message),
    };
    let mut track = vec![meta(MetaMessage::Tempo(micros.into()))];
    for &(delta, key, velocity, length) in notes {
        let (key, vel) = (key.into(), velocity.into());
        track.push(midi(delta, MidiMessage::NoteOn { key, vel }));
        track.push(midi(length, MidiMessage::NoteOff { key, vel }));
    }
    track.push(meta(MetaMessage::EndOfTrack));
    let mut smf = Smf::new(Header::new(
        Format::SingleTrack,
        Timing::Metrical(division.into()),
    ));
    smf.tracks.push(track);
    let mut bytes = Vec::new();
    smf.write_std(&mut bytes).expect("a vector takes all");
    bytes
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        _ = parse(&bytes);
        let mut whole = file(1, 96, &[]);
        let length = bytes.len() as u32;
        whole.extend([b"MTrk", &length.to_be_bytes()[..]].concat());
        whole.append(&mut bytes);
        let score = parse(&whole).expect("a header is enough");
        prop_assert!(score.notes.iter().all(|note| note.onset <= note.release));
    }

    #[test]
    fn written_scores_come_back_with_exact_times(
        division in 1_u16..0x8000,
        micros in 1_u32..0x100_0000,
        notes in prop::collection::vec((any::<u16>(), 0_u8..128, 1_u8..128, any::<u16>()), 0..30),
    ) {
        let score = read(&write_with_midly(division, micros, &notes));
        prop_assert_eq!(&score.warnings, &[]);
        let exact = |tick: u128| {
            let divisor = u128::from(division);
            ((tick * u128::from(micros) * 1000 + divisor / 2) / divisor) as i64
        };
        let mut tick = 0_u128;
        let mut wanted = Vec::new();
        for &(delta, key, velocity, length) in &notes {
            let onset = tick + u128::from(delta);
            tick = onset + u128::from(length);
            wanted.push((exact(onset), key, velocity, exact(tick)));
        }
        wanted.sort_by_key(|&(onset, key, ..)| (onset, key));
        let found: Vec<_> = score.notes.iter()
            .map(|note| (note.onset.nanos(), note.key, note.velocity, note.release.nanos()))
            .collect();
        prop_assert_eq!(found, wanted);
    }
}
