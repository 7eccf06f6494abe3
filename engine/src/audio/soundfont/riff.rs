//! Where things are in a SoundFont file.

use super::SoundFontError;
use crate::audio::program::PresetId;
use std::collections::BTreeSet;
use std::ops::Range;

/// Records of the `pdta` list: name and size in bytes (SoundFont 2.04, section 7).
const TABLES: [([u8; 4], usize); 9] = [
    (*b"phdr", 38),
    (*b"pbag", 4),
    (*b"pmod", 10),
    (*b"pgen", 4),
    (*b"inst", 22),
    (*b"ibag", 4),
    (*b"imod", 10),
    (*b"igen", 4),
    (*b"shdr", 46),
];
const PHDR: usize = 0;
const PBAG: usize = 1;
const PGEN: usize = 3;
const INST: usize = 4;
const IBAG: usize = 5;
const IGEN: usize = 7;
const SHDR: usize = 8;
/// The generator that names an instrument (section 8.1.2).
const GEN_INSTRUMENT: u16 = 41;
/// The generator that names a sample.
const GEN_SAMPLE: u16 = 53;
/// The flag of a sample that is Ogg Vorbis (SF3).
const COMPRESSED: u16 = 0x10;
/// The flag of a sample in ROM, which no file has.
const ROM: u16 = 0x8000;

/// The chunks of a SoundFont.
pub struct Layout {
    /// The sample data.
    smpl: Range<usize>,
    /// The start of the list of presets.
    pub pdta: usize,
    tables: [Range<usize>; 9],
}

/// A sample as its header tells it.
pub struct Sample {
    /// Where its header stands in the file.
    pub header: usize,
    /// Its data in the file; empty for one in ROM.
    pub data: Range<usize>,
    /// Whether the data are Ogg Vorbis rather than 16-bit PCM.
    pub compressed: bool,
    /// The loop, in samples from its start.
    pub looped: Range<u32>,
}

/// A record of a table: its bytes and where they stand.
struct Record<'a>(usize, &'a [u8]);

impl Record<'_> {
    fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.1[at], self.1[at + 1]])
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes([self.1[at], self.1[at + 1], self.1[at + 2], self.1[at + 3]])
    }
}

/// A chunk: its name, and where its content stands. The next one begins at the end, rounded up to even.
fn chunk(bytes: &[u8], at: usize, end: usize) -> Result<([u8; 4], Range<usize>), SoundFontError> {
    let header = bytes.get(at..at + 8).filter(|_| at + 8 <= end);
    let header = header.ok_or_else(|| SoundFontError::new(at, "the file ends within a chunk"))?;
    let size = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
    let content = at + 8..(at + 8).saturating_add(size);
    if content.end > end {
        return Err(SoundFontError::new(
            at + 4,
            format!("a chunk of {size} bytes passes the end of what holds it"),
        ));
    }
    Ok(([header[0], header[1], header[2], header[3]], content))
}

/// A chunk's id and where its content lies.
type Chunk = ([u8; 4], Range<usize>);

/// The chunks in a range, by name.
fn chunks(bytes: &[u8], within: Range<usize>) -> Result<Vec<Chunk>, SoundFontError> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at + 8 <= within.end {
        let (name, content) = chunk(bytes, at, within.end)?;
        at = content.end + (content.end & 1);
        found.push((name, content));
    }
    Ok(found)
}

impl Layout {
    /// Finds the chunks.
    pub fn read(bytes: &[u8]) -> Result<Self, SoundFontError> {
        if bytes.len() < 12 || &bytes[..4] != b"RIFF" || &bytes[8..12] != b"sfbk" {
            return Err(SoundFontError::new(
                0,
                "this is no SoundFont: RIFF and sfbk are missing",
            ));
        }
        let (_, whole) = chunk(bytes, 0, bytes.len())?;
        let lists = chunks(bytes, whole.start + 4..whole.end)?;
        let list = |kind: &[u8; 4]| {
            let of_kind = |content: &&Range<usize>| bytes.get(content.start..content.start + 4) == Some(kind);
            let found = lists
                .iter()
                .filter(|(name, _)| name == b"LIST")
                .map(|(_, content)| content)
                .find(of_kind);
            let missing = || SoundFontError::new(12, format!("the list {} is missing", kind.escape_ascii()));
            found
                .map(|content| content.start + 4..content.end)
                .ok_or_else(missing)
        };
        let (sdta, pdta) = (list(b"sdta")?, list(b"pdta")?);
        let smpl = named(&chunks(bytes, sdta.clone())?, b"smpl", sdta.start)?;
        let parts = chunks(bytes, pdta.clone())?;
        let mut tables: [Range<usize>; 9] = Default::default();
        for (table, (name, size)) in tables.iter_mut().zip(TABLES) {
            *table = named(&parts, &name, pdta.start)?;
            if table.start == table.end || table.len() % size != 0 {
                let message = format!(
                    "{} holds {} bytes, not records of {size}",
                    name.escape_ascii(),
                    table.len()
                );
                return Err(SoundFontError::new(table.start, message));
            }
        }
        let layout = Self {
            smpl,
            pdta: pdta.start,
            tables,
        };
        layout.check_samples(bytes)?;
        Ok(layout)
    }

    /// The `pdta` chunks but for the sample headers, with their names, in order.
    pub fn preset_chunks(&self) -> impl Iterator<Item = ([u8; 4], Range<usize>)> + '_ {
        TABLES
            .iter()
            .zip(&self.tables)
            .take(SHDR)
            .map(|((name, _), range)| (*name, range.clone()))
    }

    fn records<'a>(&self, bytes: &'a [u8], table: usize) -> impl Iterator<Item = Record<'a>> {
        let start = self.tables[table].start;
        let size = TABLES[table].1;
        let records = bytes[self.tables[table].clone()].chunks_exact(size).enumerate();
        records.map(move |(index, record)| Record(start + index * size, record))
    }

    /// The field at `at` of every record: an index into the next table.
    fn column(&self, bytes: &[u8], table: usize, at: usize) -> Vec<usize> {
        self.records(bytes, table)
            .map(|record| usize::from(record.u16(at)))
            .collect()
    }

    /// The presets, with their place in the table; the last record is its end and no preset.
    pub fn presets(&self, bytes: &[u8]) -> impl Iterator<Item = (PresetId, usize)> {
        let count = self.tables[PHDR].len() / TABLES[PHDR].1 - 1;
        self.records(bytes, PHDR)
            .take(count)
            .enumerate()
            .map(|(index, record)| {
                let program = (record.u16(20) & 127) as u8;
                (
                    PresetId {
                        bank: record.u16(22),
                        program,
                    },
                    index,
                )
            })
    }

    /// The samples that these presets play.
    pub fn samples_of(&self, bytes: &[u8], used: &BTreeSet<PresetId>) -> BTreeSet<usize> {
        let chosen = self
            .presets(bytes)
            .filter(|(id, _)| used.contains(id))
            .map(|(_, index)| index);
        let instruments = self.targets(bytes, [PHDR, PBAG, PGEN], 24, GEN_INSTRUMENT, chosen.collect());
        self.targets(bytes, [INST, IBAG, IGEN], 20, GEN_SAMPLE, instruments)
    }

    /// What the generators of kind `kind` name in the zones of these presets or instruments. `tables` are theirs,
    /// those of the zones and of the generators; the first record's field at `zone` is its first zone.
    fn targets(
        &self,
        bytes: &[u8],
        tables: [usize; 3],
        zone: usize,
        kind: u16,
        of: BTreeSet<usize>,
    ) -> BTreeSet<usize> {
        let zones = self.column(bytes, tables[0], zone);
        let generators = self.column(bytes, tables[1], 0);
        let named: Vec<(u16, u16)> = self
            .records(bytes, tables[2])
            .map(|r| (r.u16(0), r.u16(2)))
            .collect();
        let between = |starts: &[usize], index: usize| match (starts.get(index), starts.get(index + 1)) {
            (Some(&from), Some(&to)) => from..to,
            _ => 0..0,
        };
        let zones = of.into_iter().flat_map(|index| between(&zones, index));
        let generators = zones.flat_map(|zone| between(&generators, zone));
        let named = generators.filter_map(|index| named.get(index));
        named
            .filter(|(name, _)| *name == kind)
            .map(|(_, target)| usize::from(*target))
            .collect()
    }

    /// The samples; the last record is the end of the table and no sample.
    pub fn samples(&self, bytes: &[u8]) -> impl Iterator<Item = Sample> {
        let count = self.tables[SHDR].len() / TABLES[SHDR].1 - 1;
        let start = self.smpl.start;
        self.records(bytes, SHDR)
            .take(count)
            .map(move |record| sample(&record, start))
    }

    fn check_samples(&self, bytes: &[u8]) -> Result<(), SoundFontError> {
        for sample in self.samples(bytes) {
            if sample.data.start > sample.data.end || sample.data.end > self.smpl.end {
                return Err(SoundFontError::new(
                    sample.header,
                    "a sample lies outside the sample data",
                ));
            }
        }
        Ok(())
    }
}

fn named(
    chunks: &[([u8; 4], Range<usize>)],
    name: &[u8; 4],
    at: usize,
) -> Result<Range<usize>, SoundFontError> {
    let missing = || SoundFontError::new(at, format!("the chunk {} is missing", name.escape_ascii()));
    chunks
        .iter()
        .find(|chunk| &chunk.0 == name)
        .map(|chunk| chunk.1.clone())
        .ok_or_else(missing)
}

/// In SF2 start, end and loop count samples of the whole data. In SF3 start and end count bytes, and the loop counts
/// samples from the start of its own sample.
fn sample(record: &Record<'_>, data: usize) -> Sample {
    let [start, end, from, to] = [20, 24, 28, 32].map(|at| record.u32(at));
    let kind = record.u16(44);
    let compressed = kind & COMPRESSED != 0;
    let unit = if compressed { 1 } else { 2 };
    let at = |position: u32| data.saturating_add(position as usize * unit);
    let origin = if compressed { 0 } else { start };
    Sample {
        header: record.0,
        data: if kind & ROM == 0 {
            at(start)..at(end)
        } else {
            data..data
        },
        compressed,
        looped: from.saturating_sub(origin)..to.saturating_sub(origin),
    }
}
