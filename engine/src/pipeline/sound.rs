//! The sound worker: opens the sound, masters it, encodes it block by block.

use super::PipelineError;
use super::kill::Kill;
use super::report::Times;
use super::trial::Trial;
use crate::audio::{self, Coded, SampleSource, Sound};
use crate::clock::measured;
use crate::encode::{self, AudioEncoder};
use crate::export::AudioSettings;
use crate::media::{AudioParameters, EncodedPacket};
use crate::plan::RenderPlan;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Samples for each channel in a block.
const BLOCK: usize = 4096;
/// Blocks of packets that may wait for the joint: a few seconds of sound.
const WAITING: usize = 32;

/// The sound worker.
pub(super) struct SoundWorker {
    source: Box<dyn SampleSource>,
    settings: AudioSettings,
    /// Where the sound may be kept while it is mastered.
    scratch: PathBuf,
    encoder: Box<dyn AudioEncoder>,
    out: Sender<Vec<EncodedPacket>>,
}

/// What the joint knows of the sound.
pub(super) struct SoundTrack {
    pub(super) parameters: AudioParameters,
    /// Real samples for each channel, without the encoder's delay and padding.
    pub(super) samples: u64,
    pub(super) packets: Receiver<Vec<EncodedPacket>>,
}

/// Opens sound and codec, so that what is wrong with them shows before anything is drawn.
pub(super) fn prepare(
    plan: &RenderPlan,
    sound: Option<&Sound>,
    output: &Path,
    kill: &Kill,
) -> Result<(Option<SoundWorker>, Option<SoundTrack>), PipelineError> {
    let (Some(settings), Some(sound)) = (plan.audio(), sound) else {
        return Ok((None, None));
    };
    if kill.is_set() {
        return Err(PipelineError::Cancelled);
    }
    // As long as the picture, so that both tracks end together.
    let duration = plan.frame_rate().time_of(plan.frames);
    let source = audio::open(sound, &plan.score, &settings, plan.start, duration)?;
    let encoder = encode::audio(&settings)?;
    let (out, packets) = bounded(WAITING);
    let parameters = encoder.parameters().clone();
    let samples = duration.ticks(settings.sample_rate);
    Ok((
        Some(SoundWorker {
            source,
            settings,
            scratch: folder_of(output),
            encoder,
            out,
        }),
        Some(SoundTrack {
            parameters,
            samples,
            packets,
        }),
    ))
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

impl SoundWorker {
    /// Masters and encodes all of the sound.
    pub(super) fn run(mut self, kill: &Kill, times: &Times) -> Result<(), PipelineError> {
        let mut block = vec![0.0; BLOCK * usize::from(self.encoder.parameters().channels)];
        let mut spent = Duration::ZERO;
        let settings = self.settings.clone();
        let codec = move || Trial::new(&settings).map(|trial| Box::new(trial) as Box<dyn Coded>);
        self.source = measured(&mut spent, || {
            let stopped = || kill.is_set();
            audio::master(self.source, &self.settings, &self.scratch, Some(&codec), &stopped)
        })?;
        while !kill.is_set() {
            let packets = measured(&mut spent, || self.block(&mut block))?;
            let Some(packets) = packets else { break };
            if !packets.is_empty() && self.out.send(packets).is_err() {
                break;
            }
        }
        times.sounded(spent);
        Ok(())
    }

    /// The packets of the next block; none after the last.
    fn block(&mut self, block: &mut [f32]) -> Result<Option<Vec<EncodedPacket>>, PipelineError> {
        let mut packets = Vec::new();
        let count = self.source.read(block)?;
        if count > 0 {
            self.encoder.encode(&block[..count], &mut packets)?;
            return Ok(Some(packets));
        }
        self.encoder.finish(&mut packets)?;
        Ok((!packets.is_empty()).then_some(packets))
    }
}
