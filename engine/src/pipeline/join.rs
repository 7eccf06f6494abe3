//! The joint: segments in order, sound between them, into one file.

use super::PipelineError;
use super::control::Counter;
use super::report::Times;
use super::sound::SoundTrack;
use super::turnstile::Turnstile;
use crate::clock::measured;
use crate::media::{EncodedPacket, EncodedSegment, VideoParameters};
use crate::mux::{self, Muxed, Muxer, Streams};
use crate::plan::RenderPlan;
use crate::time::MediaTime;
use crossbeam_channel::Receiver;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// Writes the file as segments come in, and completes it after the last.
pub(super) fn run(
    plan: &RenderPlan,
    output: &Path,
    encoded: &Receiver<EncodedSegment>,
    sound: Option<SoundTrack>,
    turnstile: &Turnstile,
    counter: &Counter<'_>,
    times: &Times,
) -> Result<Muxed, PipelineError> {
    let mut joint = Joint {
        plan,
        output,
        times,
        sound,
        early: Vec::new().into_iter(),
        file: None,
    };
    let mut waiting = BTreeMap::new();
    let mut spent = Duration::ZERO;
    for index in 0..plan.segments.len() {
        let segment = next(index, encoded, &mut waiting)?;
        measured(&mut spent, || joint.append(segment))?;
        turnstile.joined();
    }
    counter.joining();
    let muxed = measured(&mut spent, || joint.finish());
    times.joined(spent);
    muxed
}

/// Segment `index`; those that come before their turn wait.
fn next(
    index: usize,
    encoded: &Receiver<EncodedSegment>,
    waiting: &mut BTreeMap<usize, EncodedSegment>,
) -> Result<EncodedSegment, PipelineError> {
    loop {
        if let Some(segment) = waiting.remove(&index) {
            return Ok(segment);
        }
        // The workers are gone before their time: they were stopped, and the cause is known elsewhere.
        let segment = encoded.recv().map_err(|_| PipelineError::Cancelled)?;
        waiting.insert(segment.index, segment);
    }
}

struct Joint<'a> {
    plan: &'a RenderPlan,
    output: &'a Path,
    times: &'a Times,
    sound: Option<SoundTrack>,
    /// Packets of sound received and not yet written.
    early: std::vec::IntoIter<EncodedPacket>,
    file: Option<(VideoParameters, Box<dyn Muxer>)>,
}

impl Joint<'_> {
    fn append(&mut self, segment: EncodedSegment) -> Result<(), PipelineError> {
        self.open(&segment)?;
        let rate = self.plan.frame_rate();
        for packet in &segment.packets {
            let time = MediaTime::from_ticks(packet.pts, rate.num);
            self.sound_until(time)?;
            if let Some((_, muxer)) = &mut self.file {
                muxer.video(packet)?;
            }
        }
        Ok(())
    }

    /// The first segment opens the file; every other must have the same parameters.
    fn open(&mut self, segment: &EncodedSegment) -> Result<(), PipelineError> {
        if let Some((first, _)) = &self.file {
            let same = *first == segment.parameters;
            return if same {
                Ok(())
            } else {
                Err(PipelineError::ParametersDiffer {
                    segment: segment.index,
                })
            };
        }
        let video = segment.parameters.clone();
        let audio = self
            .sound
            .as_ref()
            .map(|sound| (sound.parameters.clone(), sound.samples));
        let streams = Streams {
            video: video.clone(),
            audio,
            frames: self.plan.frames,
            metadata: self.plan.metadata.clone(),
            fragmented: self.plan.config.settings().fragmented,
        };
        self.times.streams(&streams);
        let muxer = mux::create(self.plan.config.container(), self.output, &streams)?;
        self.file = Some((video, muxer));
        Ok(())
    }

    /// Writes the sound that is heard up to `time`.
    fn sound_until(&mut self, time: MediaTime) -> Result<(), PipelineError> {
        let Some(sound) = &self.sound else { return Ok(()) };
        let Some((_, muxer)) = &mut self.file else {
            return Ok(());
        };
        let limit = time.ticks(sound.parameters.sample_rate) + u64::from(sound.parameters.delay);
        loop {
            let Some(packet) = self.early.as_slice().first() else {
                let Ok(packets) = sound.packets.recv() else {
                    return Ok(());
                };
                self.early = packets.into_iter();
                continue;
            };
            if packet.pts > limit {
                return Ok(());
            }
            muxer.audio(packet)?;
            self.early.next();
        }
    }

    fn finish(mut self) -> Result<Muxed, PipelineError> {
        self.sound_until(MediaTime::MAX)?;
        // A plan has at least one segment, and `append` opened the file with it.
        let (_, muxer) = self.file.ok_or(PipelineError::Cancelled)?;
        Ok(muxer.finish()?)
    }
}
