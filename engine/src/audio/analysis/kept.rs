//! Analyses in files, so that a sound is analysed once.
//!
//! A file holds all that was found out, but not the samples: these are decoded again, which is a fraction of the work.
//! It is read with suspicion all the same: what does not fit together is no analysis.

use super::beat::Beats;
use super::chroma::Chroma;
use super::features::Row;
use super::onset::Onset;
use super::overview::Overview;
use super::spectrum::Spectra;
use super::store::{Store, Writer};
use super::{Analysis, RATE, intake};
use crate::audio::{AudioError, SampleSource};
use bytemuck::Pod;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

/// The version of what is found out and of how it is written: another one is analysed anew. It changes whenever any
/// number of an analysis would.
pub const VERSION: u32 = 1;
/// How files begin.
const MAGIC: [u8; 8] = *b"phgAnaly";
/// The most entries of a list: those of six hours with room to spare.
const MOST: u64 = 1 << 29;

/// Numbers on their way into a file.
pub struct Output(BufWriter<File>);

impl Output {
    /// Writes one number.
    pub fn number<T: Pod>(&mut self, number: T) -> std::io::Result<()> {
        self.0.write_all(bytemuck::bytes_of(&number))
    }

    /// Writes a list.
    pub fn list<T: Pod>(&mut self, list: &[T]) -> std::io::Result<()> {
        self.number(list.len() as u64)?;
        self.0.write_all(bytemuck::cast_slice(list))
    }
}

/// Numbers on their way out of a file.
pub struct Input(BufReader<File>);

impl Input {
    /// Reads one number; none where the file ends.
    pub fn number<T: Pod>(&mut self) -> Option<T> {
        let mut number = T::zeroed();
        self.0.read_exact(bytemuck::bytes_of_mut(&mut number)).ok()?;
        Some(number)
    }

    /// Reads a list; none where the file ends before it does.
    pub fn list<T: Pod>(&mut self) -> Option<Vec<T>> {
        let length = self.number::<u64>().filter(|length| *length <= MOST)?;
        // Nothing is reserved on the word of a file.
        let mut list = Vec::new();
        for _ in 0..length {
            list.push(self.number()?);
        }
        Some(list)
    }
}

impl Analysis {
    /// Keeps all but the samples in a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        let mut out = Output(BufWriter::new(File::create(path)?));
        out.number(MAGIC)?;
        out.number(VERSION)?;
        out.number(self.frames)?;
        out.number(self.gain)?;
        self.overview.save(&mut out)?;
        self.spectra.save(&mut out)?;
        out.list(&self.rows)?;
        out.list(&self.chroma)?;
        let onsets: Vec<[f64; 2]> = self
            .onsets
            .iter()
            .map(|onset| [onset.seconds, onset.strength.into()])
            .collect();
        out.list(&onsets)?;
        out.number(self.beats.tempo.unwrap_or(0.0))?;
        out.list(&self.beats.times)?;
        out.0.flush()
    }

    /// The analysis that a file holds, of the sound that `source` plays in two channels at [`RATE`]; none where the file
    /// is of another version, damaged, or of another sound.
    ///
    /// # Errors
    /// Those of the source; [`AudioError::Scratch`] when `scratch` cannot hold the samples; [`AudioError::Stopped`].
    pub(super) fn load(
        path: &Path,
        source: impl SampleSource,
        scratch: &Path,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Option<Self>, AudioError> {
        let Ok(file) = File::open(path) else {
            return Ok(None);
        };
        let Some(mut found) = Found::read(Input(BufReader::new(file)), scratch)? else {
            return Ok(None);
        };
        let (samples, frames) = intake::samples(source, scratch, stopped)?;
        if frames != found.frames {
            return Ok(None);
        }
        Ok(Some(Self {
            frames,
            gain: found.gain,
            samples,
            overview: std::mem::take(&mut found.overview),
            spectra: found.spectra,
            rows: found.rows,
            chroma: found.chroma,
            onsets: found.onsets,
            beats: found.beats,
        }))
    }
}

/// What a file holds.
struct Found {
    frames: u64,
    gain: f32,
    overview: Overview,
    spectra: Spectra,
    rows: Vec<Row>,
    chroma: Vec<Chroma>,
    onsets: Vec<Onset>,
    beats: Beats,
}

impl Found {
    fn read(mut input: Input, scratch: &Path) -> Result<Option<Self>, AudioError> {
        let Some((frames, gain)) = head(&mut input) else {
            return Ok(None);
        };
        let Some(overview) = Overview::load(&mut input) else {
            return Ok(None);
        };
        let Some(spectra) = Spectra::load(&mut input, scratch)? else {
            return Ok(None);
        };
        Ok(rest(&mut input).map(|(rows, chroma, onsets, beats)| Self {
            frames,
            gain,
            overview,
            spectra,
            rows,
            chroma,
            onsets,
            beats,
        }))
    }
}

fn head(input: &mut Input) -> Option<(u64, f32)> {
    let known = input.number::<[u8; 8]>()? == MAGIC && input.number::<u32>()? == VERSION;
    let (frames, gain) = (input.number()?, input.number::<f32>()?);
    let longest = 7 * 3600 * u64::from(RATE);
    (known && frames <= longest && gain.is_finite()).then_some((frames, gain))
}

/// What follows the spectra.
type Rest = (Vec<Row>, Vec<Chroma>, Vec<Onset>, Beats);

fn rest(input: &mut Input) -> Option<Rest> {
    let (rows, chroma) = (input.list()?, input.list()?);
    let onsets = input.list::<[f64; 2]>()?.into_iter();
    let onsets = onsets.map(|[seconds, strength]| Onset {
        seconds,
        strength: strength as f32,
    });
    let tempo = input.number::<f64>()?;
    let beats = Beats {
        tempo: (tempo > 0.0).then_some(tempo),
        times: input.list()?,
    };
    Some((rows, chroma, onsets.collect(), beats))
}

/// Copies a list of a file into a store.
pub fn stored<T: Pod>(input: &mut Input, scratch: &Path) -> Result<Option<Store<T>>, AudioError> {
    let Some(length) = input.number::<u64>().filter(|length| *length <= MOST) else {
        return Ok(None);
    };
    let mut writer = Writer::new(scratch)?;
    let mut block = Vec::with_capacity(1024);
    for index in 0..length {
        let Some(number) = input.number::<T>() else {
            return Ok(None);
        };
        block.push(number);
        if block.len() == 1024 || index + 1 == length {
            writer.write(&block)?;
            block.clear();
        }
    }
    writer.finish().map(Some)
}

/// Copies a store into a file.
pub fn store<T: Pod>(store: &Store<T>, out: &mut Output) -> std::io::Result<()> {
    out.number(store.len())?;
    let mut block = [T::zeroed(); 1024];
    let mut at = 0;
    while at < store.len() {
        let count = (store.len() - at).min(1024) as usize;
        store.try_read(at as i64, &mut block[..count])?;
        out.0.write_all(bytemuck::cast_slice(&block[..count]))?;
        at += count as u64;
    }
    Ok(())
}
