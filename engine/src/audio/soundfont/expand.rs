//! The samples of a SoundFont as 16-bit PCM, in a file that the synthesizer reads.

use super::SoundFontError;
use super::riff::{Layout, Sample};
use crate::audio::AudioError;
use crate::audio::error::guarded;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::default::formats::OggReader;

/// The most samples that a voice may hold: 256 MiB.
const MAX_SAMPLES: usize = 128 << 20;
/// The longest silence that stands for samples nobody plays, in samples.
const MAX_SILENCE: usize = 1 << 20;
/// Samples of silence behind each one (SoundFont 2.04, section 6.1).
const GUARD: usize = 46;

/// An SF2 file with these samples expanded and all others silent.
///
/// It is given piece by piece and each piece freed when it has been read, so that the samples are in memory once.
pub fn expand(bytes: &[u8], layout: &Layout, wanted: &BTreeSet<usize>) -> Result<Pieces, AudioError> {
    let samples: Vec<Sample> = layout.samples(bytes).collect();
    let decoded = decode_all(bytes, &samples, wanted)?;
    // Samples that nobody plays share the longest silence that any of them needs for its loop.
    let mut at = 0;
    let mut places = Vec::with_capacity(samples.len());
    let mut pieces = Vec::with_capacity(decoded.len() + 3);
    let silence = samples
        .iter()
        .map(|sample| sample.looped.end as usize)
        .max()
        .unwrap_or(0);
    let silence = silence.clamp(GUARD, MAX_SILENCE) + GUARD;
    pieces.push(vec![0; silence * 2]);
    at += silence;
    for pcm in decoded {
        match pcm {
            Some(pcm) => {
                places.push((at, pcm.len()));
                at += pcm.len() + GUARD;
                pieces.push(
                    pcm.into_iter()
                        .chain([0; GUARD])
                        .flat_map(i16::to_le_bytes)
                        .collect(),
                );
            }
            None => places.push((0, silence - GUARD)),
        }
    }
    let tail = presets(bytes, layout, &samples, &places);
    pieces.insert(0, head(at * 2, tail.len()));
    pieces.push(tail);
    Ok(Pieces::new(pieces))
}

/// Everything up to the sample data.
fn head(smpl: usize, tail: usize) -> Vec<u8> {
    let mut head = Vec::with_capacity(56);
    let size = |bytes: usize| (bytes as u32).to_le_bytes();
    head.extend_from_slice(b"RIFF");
    head.extend(size(4 + 24 + 20 + smpl + tail));
    head.extend_from_slice(b"sfbkLIST");
    head.extend(size(16));
    head.extend_from_slice(b"INFOifil");
    head.extend(size(4));
    // Version 2.4 of the format.
    head.extend_from_slice(&[2, 0, 4, 0]);
    head.extend_from_slice(b"LIST");
    head.extend(size(12 + smpl));
    head.extend_from_slice(b"sdtasmpl");
    head.extend(size(smpl));
    head
}

/// The list of presets as it was, with the samples' new places.
fn presets(bytes: &[u8], layout: &Layout, samples: &[Sample], places: &[(usize, usize)]) -> Vec<u8> {
    let mut list = b"pdta".to_vec();
    for (name, range) in layout.preset_chunks() {
        list.extend(name);
        list.extend((range.len() as u32).to_le_bytes());
        list.extend_from_slice(&bytes[range]);
    }
    list.extend_from_slice(b"shdr");
    list.extend(((samples.len() + 1) as u32 * 46).to_le_bytes());
    for (sample, &(start, length)) in samples.iter().zip(places) {
        list.extend(header(
            &bytes[sample.header..sample.header + 46],
            sample,
            start,
            length,
        ));
    }
    list.extend([0; 46]);
    let mut tail = b"LIST".to_vec();
    tail.extend((list.len() as u32).to_le_bytes());
    tail.extend(list);
    tail
}

fn header(old: &[u8], sample: &Sample, start: usize, length: usize) -> Vec<u8> {
    let mut new = old.to_vec();
    let inside = |position: u32| start + (position as usize).min(length);
    let places = [
        start,
        start + length,
        inside(sample.looped.start),
        inside(sample.looped.end),
    ];
    for (field, place) in new[20..36].chunks_exact_mut(4).zip(places) {
        field.copy_from_slice(&(place as u32).to_le_bytes());
    }
    // Mono, neither compressed nor in ROM; the synthesizer pans by generators alone.
    new[44..46].copy_from_slice(&1_u16.to_le_bytes());
    new
}

/// Decodes on all cores.
fn decode_all(
    bytes: &[u8],
    samples: &[Sample],
    wanted: &BTreeSet<usize>,
) -> Result<Vec<Option<Vec<i16>>>, AudioError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let order: Vec<usize> = wanted
        .iter()
        .copied()
        .filter(|index| *index < samples.len())
        .collect();
    let (next, total) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let mut done = Vec::new();
        while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((index, decode(bytes, &samples[index], &total)?));
        }
        Ok::<_, AudioError>(done)
    };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|w| {
                w.join()
                    .unwrap_or(Err(AudioError::Failed("the SoundFont decoder")))
            })
            .collect()
    });
    let mut all: Vec<Option<Vec<i16>>> = samples.iter().map(|_| None).collect();
    for part in parts {
        for (index, pcm) in part? {
            all[index] = Some(pcm).filter(|pcm| !pcm.is_empty());
        }
    }
    Ok(all)
}

fn decode(bytes: &[u8], sample: &Sample, total: &AtomicUsize) -> Result<Vec<i16>, AudioError> {
    let data = &bytes[sample.data.clone()];
    let room = MAX_SAMPLES.saturating_sub(total.load(Ordering::Relaxed));
    let pcm = if sample.compressed {
        let wrong = |message: String| SoundFontError::new(sample.data.start, message);
        guarded("the SoundFont decoder", || vorbis(data, room))?.map_err(wrong)?
    } else {
        data.chunks_exact(2)
            .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
            .collect()
    };
    if total.fetch_add(pcm.len(), Ordering::Relaxed) + pcm.len() > MAX_SAMPLES {
        let message = format!("its samples take more than {MAX_SAMPLES} samples of 16 bits");
        return Err(SoundFontError::new(sample.data.start, message).into());
    }
    Ok(pcm)
}

/// Decodes a mono Ogg Vorbis stream of at most `room` samples.
fn vorbis(data: &[u8], room: usize) -> Result<Vec<i16>, String> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(data)), MediaSourceStreamOptions::default());
    let wrong = |error: Error| format!("a compressed sample cannot be decoded: {error}");
    let mut reader = OggReader::try_new(source, FormatOptions::default()).map_err(wrong)?;
    let track = reader
        .default_track(TrackType::Audio)
        .ok_or("a compressed sample has no sound")?;
    let parameters = track
        .codec_params
        .as_ref()
        .and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or("a compressed sample has no codec")?;
    let options = AudioDecoderOptions::default();
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &options)
        .map_err(wrong)?;
    let (mut pcm, mut block) = (Vec::new(), Vec::<i16>::new());
    while let Some(packet) = reader.next_packet().map_err(wrong)? {
        let buffer = decoder.decode(&packet).map_err(wrong)?;
        let channels = buffer.num_planes().max(1);
        buffer.copy_to_vec_interleaved(&mut block);
        pcm.extend(block.iter().step_by(channels));
        if pcm.len() > room {
            return Err("the samples are too long".into());
        }
    }
    Ok(pcm)
}

/// Pieces of a file, freed as they are read.
pub struct Pieces {
    left: std::vec::IntoIter<Vec<u8>>,
    current: Cursor<Vec<u8>>,
}

impl Pieces {
    fn new(pieces: Vec<Vec<u8>>) -> Self {
        Self {
            left: pieces.into_iter(),
            current: Cursor::default(),
        }
    }
}

impl Read for Pieces {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let count = self.current.read(out)?;
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            match self.left.next() {
                Some(piece) => self.current = Cursor::new(piece),
                None => return Ok(0),
            }
        }
    }
}
