//! Where in a recording its song begins: the onsets of the score against those of the sound, and its harmony.
//!
//! Enters: a score and a recording. Leaves: the offset at which the recording goes with the score, and
//! how sure that is. Both become an envelope of onsets on a grid of 100 hops a second, freed of its local mean; their
//! cross-correlation over all shifts (by Fourier transform) has its highest peak where they agree, and the parabola
//! through the peak tells the time between hops. How sure that is falls with what lies beside nothing, with how alike
//! harmonies are, and with how nearly another shift fits as well.

mod harmony;

use super::AudioError;
use super::analysis::{Chroma, HOPS, ONSET_LAG, RATE, onset_flux};
use super::error::guarded;
use super::exact::Most;
use crate::score::{Note, Score};
use crate::time::MediaTime;
use harmony::Harmony;
use realfft::RealFftPlanner;
use realfft::num_complex::Complex32;
use std::path::Path;

/// The most that recording and song may be apart, in seconds.
const REACH: f64 = 120.0;
/// The longest part of each that is compared, in seconds.
const LONGEST: f64 = 1800.0;
/// Hops on each side over which the local mean is taken.
const AROUND: usize = 40;
/// The least hops of a song that have something to be compared.
const LEAST: usize = 4;
/// The least time in which song and recording must go together, in seconds, unless one of them is shorter.
const TOGETHER: f64 = 8.0;
/// Recordings lag by little: of two shifts that are as good, as in music that repeats itself, the smaller one is right.
/// At so many seconds a shift counts half.
const FARNESS: f64 = 240.0;
/// The correlation at the best shift: of strangers, and for sure. Strangers come to less than 0.1, a recording and its
/// song to 0.22 and more.
const KINDRED: (f64, f64) = (0.1, 0.25);
/// How much more correlation and likeness it takes where song and recording hardly lie beside each other: at one of
/// thousands of shifts some part of a stranger fits by chance.
const APART: f64 = 0.5;
/// How good the best shift elsewhere may be, as a part of how good the best is: so that it is not sure at all, and for sure.
const RIVAL: (f64, f64) = (0.98, 0.9);
/// How much more that is than what chance makes of so few hops: not at all, and for sure.
const BEYOND_CHANCE: (f64, f64) = (4.0, 8.0);
/// Hops that rise and fall together, so that they count as one for chance.
const ALIKE: f64 = 3.0;

/// A shift so many seconds away is another one.
const ELSEWHERE: f64 = 1.0;
/// How many peaks are judged by their harmony, and what part of the highest they must reach.
const CANDIDATES: usize = 64;
const NEARLY: f64 = 0.6;
/// What a peak is worth without any harmony, where one that agrees fully is worth this and 1.
const UNLIKE: f64 = 0.1;
/// The likeness of harmonies: of strangers, and for sure.
const ALIKE_HARMONY: (f64, f64) = (0.35, 0.5);

/// Where a recording goes with its song.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alignment {
    /// How much later than the song the recording is to begin, in seconds; negative where the music in it begins late.
    pub offset: f64,
    /// How sure that is, 0 to 1: below 0.5 they may be strangers to each other.
    pub confidence: f64,
}

/// Finds where a recording goes with its song; none where one of them has no onsets. `stopped` is asked every few
/// milliseconds of sound whether to give up.
///
/// # Errors
/// When the recording cannot be opened or decoded; [`AudioError::Scratch`] when `scratch` cannot hold 400 kB for each
/// second of it, of at most half an hour; [`AudioError::Stopped`] when told to.
pub fn align(
    score: &Score,
    recording: &Path,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<Option<Alignment>, AudioError> {
    let (flux, chroma) = heard(recording, scratch, stopped)?;
    place(score, &flux, &Harmony::heard(&chroma))
}

/// How much begins to sound at each hop of a recording, and its pitch classes.
fn heard(
    recording: &Path,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<(Vec<f32>, Vec<Chroma>), AudioError> {
    let source = super::open_recording(recording, RATE, 2, MediaTime::ZERO)?;
    let samples = (LONGEST * f64::from(RATE)) as u64 * 2;
    onset_flux(Most::new(source, samples), scratch, stopped)
}

/// Where a score goes with what was heard.
fn place(score: &Score, flux: &[f32], sound: &Harmony) -> Result<Option<Alignment>, AudioError> {
    let song = Harmony::written(score, LONGEST);
    let envelope = flux.iter().map(|level| level.sqrt()).collect();
    compare(written(score), envelope, |late| song.likeness(sound, late))
}

/// Compares two envelopes; `likeness` tells how alike they are besides where the second comes so many hops later.
fn compare(
    mut song: Vec<f32>,
    mut sound: Vec<f32>,
    likeness: impl Fn(i64) -> Option<f64>,
) -> Result<Option<Alignment>, AudioError> {
    if song.iter().filter(|level| **level > 0.0).count() < LEAST || sound.iter().all(|level| *level <= 0.0) {
        return Ok(None);
    }
    sharpen(&mut song);
    sharpen(&mut sound);
    let reach = (REACH * HOPS) as usize;
    let correlations = correlate(&song, &sound, reach)?;
    let best = best(&correlations, reach, &likeness);
    Ok(Some(read(&correlations, reach, best, (song.len(), sound.len()))))
}

/// The onsets of a score: each note a small hill, chords higher than single notes, but not as often as they have notes.
fn written(score: &Score) -> Vec<f32> {
    let limit = LONGEST * HOPS;
    let place = |note: &Note| note.onset.seconds() * HOPS;
    let last = score.notes.iter().map(place).fold(0.0, f64::max).min(limit);
    let mut hops = vec![0.0_f32; last as usize + 4];
    for note in &score.notes {
        let at = place(note);
        if at < limit {
            let (hop, part) = (at as usize, at.fract() as f32);
            let loudness = (f32::from(note.velocity) / 127.0).powi(2);
            hops[hop] += loudness * (1.0 - part);
            hops[hop + 1] += loudness * part;
        }
    }
    // What follows is as wide as the hill that an onset makes in the flux.
    let hill = |hop: usize| {
        let level = |hop: Option<usize>| hop.and_then(|hop| hops.get(hop)).copied().unwrap_or(0.0);
        let beside = level(hop.checked_sub(1)) + level(Some(hop + 1));
        (level(Some(hop)) + 0.5 * beside).sqrt()
    };
    (0..hops.len()).map(hill).collect()
}

/// Takes the local mean away, and what is below it; then what is left of a mean.
fn sharpen(hops: &mut [f32]) {
    let sums = running_sums(hops, f64::from);
    for (hop, level) in hops.iter_mut().enumerate() {
        let (from, to) = (hop.saturating_sub(AROUND), (hop + AROUND + 1).min(sums.len() - 1));
        let mean = (sums[to] - sums[from]) / (2 * AROUND + 1) as f64;
        *level = (*level - mean as f32).max(0.0);
    }
    let mean = hops.iter().sum::<f32>() / hops.len().max(1) as f32;
    hops.iter_mut().for_each(|level| *level -= mean);
}

/// The sums of all values before each place.
fn running_sums(hops: &[f32], of: impl Fn(f32) -> f64) -> Vec<f64> {
    let mut sum = 0.0;
    let sums = hops.iter().map(|level| {
        sum += of(*level);
        sum
    });
    std::iter::once(0.0).chain(sums).collect()
}

/// How well `sound` goes with `song` for every shift from `-reach` to `reach` hops: the correlation of the parts that
/// then lie side by side, less where these are short.
fn correlate(song: &[f32], sound: &[f32], reach: usize) -> Result<Vec<f64>, AudioError> {
    let products = products(song, sound, reach)?;
    let square = |level: f32| f64::from(level).powi(2);
    let (of_song, of_sound) = (running_sums(song, square), running_sums(sound, square));
    let shorter = song.len().min(sound.len());
    let least = shorter.min((TOGETHER * HOPS) as usize);
    let correlation = |(index, product): (usize, f32)| {
        // Hop `n` of the song lies beside hop `n + shift` of the sound.
        let shift = index as i64 - reach as i64;
        let from = (-shift).max(0) as usize;
        let to = (sound.len() as i64 - shift).clamp(0, song.len() as i64) as usize;
        if to < from + least {
            return 0.0;
        }
        let there = |hop: usize| (hop as i64 + shift) as usize;
        let energy = (of_song[to] - of_song[from]) * (of_sound[there(to)] - of_sound[there(from)]);
        let share = ((to - from) as f64 / shorter as f64).sqrt();
        share * f64::from(product) / energy.sqrt().max(1e-6)
    };
    Ok(products.into_iter().enumerate().map(correlation).collect())
}

/// The sums of the products of what lies side by side, for every shift.
fn products(song: &[f32], sound: &[f32], reach: usize) -> Result<Vec<f32>, AudioError> {
    let size = (song.len() + sound.len() + reach).next_power_of_two();
    let mut planner = RealFftPlanner::<f32>::new();
    let (forward, back) = (planner.plan_fft_forward(size), planner.plan_fft_inverse(size));
    let failed = |_| AudioError::Failed("the Fourier transform");
    let spectrum = |hops: &[f32]| -> Result<Vec<Complex32>, AudioError> {
        let (mut input, mut output) = (forward.make_input_vec(), forward.make_output_vec());
        input[..hops.len()].copy_from_slice(hops);
        guarded("the Fourier transform", || {
            forward.process(&mut input, &mut output)
        })?
        .map_err(failed)?;
        Ok(output)
    };
    let (of_song, mut product) = (spectrum(song)?, spectrum(sound)?);
    for (bin, other) in product.iter_mut().zip(&of_song) {
        *bin *= other.conj();
    }
    // These two are real but for rounding, and the transform insists on it.
    for edge in [0, size / 2] {
        product[edge].im = 0.0;
    }
    let mut shifts = back.make_output_vec();
    guarded("the Fourier transform", || {
        back.process(&mut product, &mut shifts)
    })?
    .map_err(failed)?;
    let at = |index: usize| shifts[(size + index - reach) % size] / size as f32;
    Ok((0..=2 * reach).map(at).collect())
}

/// A shift that was chosen.
#[derive(Clone, Copy)]
struct Best {
    /// Its place among the correlations.
    index: usize,
    /// How alike the harmonies are there, where that can be told.
    alike: Option<f64>,
    /// How good the best shift elsewhere is, as a part of how good this one is.
    rival: f64,
}

/// The best shift: of the peaks that are nearly as high as the highest, the one at which the harmony agrees best.
fn best(correlations: &[f64], reach: usize, likeness: &impl Fn(i64) -> Option<f64>) -> Best {
    let weight = |index: usize| 1.0 / (1.0 + index.abs_diff(reach) as f64 / HOPS / FARNESS);
    let value = |index: usize| correlations[index] * weight(index);
    let peak = |index: &usize| {
        let top = correlations[*index];
        top >= correlations[*index - 1] && top > correlations[*index + 1]
    };
    let mut peaks: Vec<usize> = (1..correlations.len() - 1).filter(peak).collect();
    peaks.sort_by(|a, b| value(*b).total_cmp(&value(*a)));
    peaks.truncate(CANDIDATES);
    let highest = peaks.first().map_or(0.0, |index| value(*index));
    let judged: Vec<_> = peaks
        .into_iter()
        .take_while(|index| value(*index) >= NEARLY * highest)
        .map(|index| {
            let alike = likeness(index as i64 - reach as i64);
            let in_tune = alike.map_or(1.0, |alike| UNLIKE + alike.max(0.0));
            (index, alike, value(index) * in_tune)
        })
        .collect();
    let Some(&(index, alike, both)) = judged.iter().max_by(|a, b| a.2.total_cmp(&b.2)) else {
        return Best {
            index: reach,
            alike: None,
            rival: 1.0,
        };
    };
    let elsewhere = judged
        .iter()
        .filter(|(other, _, _)| other.abs_diff(index) as f64 > ELSEWHERE * HOPS);
    let rival = elsewhere.map(|(_, _, both)| *both).fold(0.0, f64::max) / both.max(1e-9);
    Best { index, alike, rival }
}

/// How late the best shift is, and how sure that is, for envelopes of these lengths.
fn read(correlations: &[f64], reach: usize, found: Best, (song, sound): (usize, usize)) -> Alignment {
    let (best, alike) = (found.index, found.alike);
    let top = correlations[best];
    let shift = best as i64 - reach as i64;
    let beside = (song as i64).min(sound as i64 - shift) - (-shift).max(0);
    let apart = APART * (1.0 - beside as f64 / song.max(sound) as f64);
    let share = |value: f64, (none, all): (f64, f64)| ((value - none) / (all - none)).clamp(0.0, 1.0);
    let sure = |value, (none, all)| share(value, (none, all + apart));
    let beyond_chance = share(top * (beside as f64 / ALIKE).sqrt(), BEYOND_CHANCE);
    let in_tune = alike.map_or(1.0, |alike| sure(alike, ALIKE_HARMONY));
    Alignment {
        offset: -(shift as f64 + between(correlations, best) - ONSET_LAG) / HOPS,
        confidence: sure(top, KINDRED) * beyond_chance * in_tune * share(found.rival, RIVAL),
    }
}

/// How far behind a shift the top of the parabola through it and its neighbours lies.
fn between(correlations: &[f64], best: usize) -> f64 {
    let (before, top, after) = (correlations[best - 1], correlations[best], correlations[best + 1]);
    let curvature = before - 2.0 * top + after;
    if curvature < 0.0 {
        (0.5 * (before - after) / curvature).clamp(-0.5, 0.5)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::exact::Exact;
    use crate::audio::{SoundFont, read_full, synth::Synth};
    use std::io::Write;
    use std::sync::Arc;

    /// Fourteen seconds of notes, `gap` apart or without a steady beat; another song for another seed.
    fn song(seed: u32, gap: Option<f64>) -> Score {
        let (mut state, mut at) = (seed, 0.2);
        let mut chance = |most: u32| {
            // A linear congruential generator (Numerical Recipes).
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % most
        };
        let mut notes = Vec::new();
        while at < 14.0 {
            notes.push(Note {
                id: notes.len() as u32,
                track: 0,
                channel: 0,
                key: 45 + chance(36) as u8,
                velocity: 60 + chance(60) as u8,
                onset: MediaTime::from_seconds(at),
                release: MediaTime::from_seconds(at + 0.2),
            });
            at += gap.unwrap_or(0.09 + 0.04 * f64::from(chance(10)));
        }
        Score {
            duration: MediaTime::from_seconds(14.5),
            notes,
            ..Score::default()
        }
    }

    /// The song as it is played, in 48 kHz and mono.
    fn played(score: &Score) -> Vec<f32> {
        let score = Arc::new(score.clone());
        let synth = Synth::open(&SoundFont::bundled(), &score, RATE, 1, MediaTime::ZERO).expect("a voice");
        let mut samples = vec![0.0; 15 * RATE as usize];
        let count = samples.len() as u64;
        read_full(&mut Exact::new(synth, count), &mut samples).expect("it plays");
        samples
    }

    /// What is heard of a recording of which `shift` seconds are silence before, or missing at the start.
    fn heard_of(samples: &[f32], shift: f64, noise: f32) -> (Vec<f32>, Harmony) {
        let frames = (shift.abs() * f64::from(RATE)) as usize;
        let mut shifted = vec![0.0; if shift > 0.0 { frames } else { 0 }];
        shifted.extend_from_slice(&samples[if shift < 0.0 { frames } else { 0 }..]);
        let mut state = 7_u32;
        let noisy = shifted.iter().map(|sample| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let hiss = noise * ((state >> 16) as f32 / 32_768.0 - 1.0);
            ((sample + hiss).clamp(-1.0, 1.0) * 32_767.0) as i16
        });
        let data: Vec<u8> = noisy.flat_map(i16::to_le_bytes).collect();
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        let mut wav = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        wav.extend(RATE.to_le_bytes());
        wav.extend((RATE * 2).to_le_bytes());
        wav.extend_from_slice(b"\x02\0\x10\0data");
        wav.extend((data.len() as u32).to_le_bytes());
        wav.extend(data);
        file.write_all(&wav).expect("room on the disk");
        let (flux, chroma) = heard(file.path(), &std::env::temp_dir(), &|| false).expect("a good recording");
        (flux, Harmony::heard(&chroma))
    }

    fn placed(score: &Score, (flux, harmony): &(Vec<f32>, Harmony)) -> Alignment {
        let found = place(score, flux, harmony).expect("no failure");
        found.expect("there are onsets")
    }

    fn assert_found(song: &Score, sound: &(Vec<f32>, Harmony), shift: f64) {
        let found = placed(song, sound);
        assert!((found.offset + shift).abs() < 0.01, "{shift} s: {found:?}");
        assert!(found.confidence > 0.8, "{shift} s: {found:?}");
    }

    #[test]
    fn a_recording_is_found_early_late_and_in_noise() {
        let song = song(1, None);
        let samples = played(&song);
        for (shift, noise) in [(0.54, 0.0), (3.217, 0.05)] {
            assert_found(&song, &heard_of(&samples, shift, noise), shift);
        }
        // Far away there is more that may fit by chance, so that it takes more.
        for shift in [-3.0, 19.9] {
            let found = placed(&song, &heard_of(&samples, shift, 0.0));
            assert!((found.offset + shift).abs() < 0.01, "{shift} s: {found:?}");
            assert!(found.confidence > 0.5, "{shift} s: {found:?}");
        }
    }

    #[test]
    fn other_songs_give_little_confidence_and_silence_none() {
        for gap in [None, Some(0.25)] {
            let own = song(1, gap);
            let sound = heard_of(&played(&own), 0.0, 0.0);
            assert_found(&own, &sound, 0.0);
            for seed in 2..10 {
                let stranger = placed(&song(seed, gap), &sound);
                assert!(stranger.confidence < 0.3, "{seed}, {gap:?}: {stranger:?}");
            }
        }
        let nothing = compare(written(&song(1, None)), vec![0.0; 500], |_| None);
        assert_eq!(nothing.expect("no failure"), None);
        let nothing = compare(written(&Score::default()), vec![1.0; 500], |_| None);
        assert_eq!(nothing.expect("no failure"), None);
    }

    #[test]
    fn the_less_lies_beside_each_other_the_less_sure_it_is() {
        let reach = 3000;
        let mut correlations = vec![0.0; 2 * reach + 1];
        let sure = |shift: usize, correlations: &mut [f64]| {
            let found = Best {
                index: reach + shift,
                alike: Some(0.55),
                rival: 0.0,
            };
            correlations[found.index] = 0.35;
            read(correlations, reach, found, (3000, 3000)).confidence
        };
        let by_shift = [0, 500, 1000, 2000].map(|shift| sure(shift, &mut correlations));
        assert!(by_shift[0] > 0.9 && by_shift[3] < 0.3, "{by_shift:?}");
        assert!(
            by_shift.is_sorted_by(|nearer, farther| nearer > farther),
            "{by_shift:?}"
        );
    }
}
