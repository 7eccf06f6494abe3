//! The score played by a SoundFont synthesizer.
//!
//! Enters: a score and a voice. Leaves: its sound from any time on, the same on every run. Events take effect at
//! the nearest block of 64 samples, so within 0.8 ms at 44.1 kHz. However many notes a score has, at most 256 sound
//! at once and the rest give way, quietest first.

use super::error::guarded;
use super::events::{Event, Events};
use super::program::{DRUMS, PresetId};
use super::{AudioError, SampleSource, SoundFont};
use crate::score::{Control, ControlKind, Score};
use crate::time::MediaTime;
use rustysynth::{Synthesizer, SynthesizerSettings};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Samples that are rendered at once, and the grid on which events take effect.
const BLOCK: usize = 64;
/// Voices at once; the most that the synthesizer allows.
const POLYPHONY: usize = 256;
/// How long before the start rendering begins, so that notes and reverberation already sound there.
const PRE_ROLL: MediaTime = MediaTime::from_millis(4000);
/// The MIDI channel of drums, counted from 0 (General MIDI 1).
const DRUM_CHANNEL: u8 = 9;
/// Gain of the mix: a small ensemble then peaks some 2 dB below full scale, and the limiter holds what is louder.
const GAIN: f32 = 2.4;
/// The widest pitch bend and coarse tuning that are followed, in semitones.
const MAX_SEMITONES: u8 = 24;

/// The sound of a score.
pub struct Synth {
    score: Arc<Score>,
    events: Events,
    player: Player,
    rate: u32,
    channels: usize,
    /// The first sample of the next block, counted from the start of the song.
    position: u64,
    left: [f32; BLOCK],
    right: [f32; BLOCK],
    /// Frames of the current block that have been read.
    taken: usize,
}

impl Synth {
    /// Begins to play at `start`.
    ///
    /// # Errors
    /// When the SoundFont cannot be used.
    pub fn open(
        font: &SoundFont,
        score: &Arc<Score>,
        rate: u32,
        channels: u16,
        start: MediaTime,
    ) -> Result<Self, AudioError> {
        let first = start.ticks(rate);
        let position = first.saturating_sub(PRE_ROLL.ticks(rate));
        let mut synth = Self {
            player: Player::new(font, score, rate)?,
            score: Arc::clone(score),
            events: Events::default(),
            rate,
            channels: usize::from(channels),
            position,
            left: [0.0; BLOCK],
            right: [0.0; BLOCK],
            taken: BLOCK,
        };
        synth.chase();
        let mut skip = first - position;
        while skip > 0 {
            synth.render()?;
            synth.taken = (skip as usize).min(BLOCK);
            skip -= synth.taken as u64;
        }
        Ok(synth)
    }

    /// Brings the channels to the state they have at the current position, and starts the notes that sound there.
    fn chase(&mut self) {
        let until = self.block_limit();
        let mut sounding = Vec::new();
        while let Some((_, event)) = self.events.next(&self.score, until) {
            match event {
                Event::Control(control) => self.player.control(&control),
                Event::Onset(note) if note.release > until => sounding.push(note),
                Event::Onset(_) | Event::Release { .. } => {}
            }
        }
        for note in sounding {
            self.player.note_on(note.channel, note.key, note.velocity);
        }
    }

    /// Events before this time take effect in the block that comes next.
    fn block_limit(&self) -> MediaTime {
        MediaTime::from_ticks(self.position + BLOCK as u64 / 2, self.rate)
    }

    fn render(&mut self) -> Result<(), AudioError> {
        let limit = self.block_limit();
        while let Some((_, event)) = self.events.next(&self.score, limit) {
            self.player.play(&event);
        }
        let synth = &mut self.player.synth;
        guarded("the synthesizer", || {
            synth.render(&mut self.left, &mut self.right)
        })?;
        self.position += BLOCK as u64;
        self.taken = 0;
        Ok(())
    }
}

impl SampleSource for Synth {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        if self.taken == BLOCK {
            self.render()?;
        }
        let frames = (out.len() / self.channels).min(BLOCK - self.taken);
        let block = self.left[self.taken..].iter().zip(&self.right[self.taken..]);
        for (frame, (left, right)) in out.chunks_exact_mut(self.channels).zip(block).take(frames) {
            match frame {
                [mono] => *mono = 0.5 * (left + right),
                _ => frame[..2].copy_from_slice(&[*left, *right]),
            }
        }
        self.taken += frames;
        Ok(frames * self.channels)
    }
}

/// Bank, program and registered parameter of a channel.
#[derive(Clone, Copy, Default)]
struct Channel {
    bank: u8,
    program: u8,
    rpn: (u8, u8),
}

impl Channel {
    fn preset(self, channel: u8) -> PresetId {
        let bank = if channel == DRUM_CHANNEL {
            DRUMS
        } else {
            u16::from(self.bank)
        };
        PresetId {
            bank,
            program: self.program,
        }
    }
}

/// The synthesizer and what it does not keep itself.
struct Player {
    synth: Synthesizer,
    presets: Vec<PresetId>,
    channels: [Channel; 16],
    /// Whether the synthesizer was told the channel's preset, and has one.
    chosen: [Option<bool>; 16],
    /// How many notes hold each key down.
    held: Box<[[u32; 128]; 16]>,
}

impl Player {
    fn new(font: &SoundFont, score: &Score, rate: u32) -> Result<Self, AudioError> {
        let voice = font.voice(&presets_used(font, score))?;
        let mut settings = SynthesizerSettings::new(i32::try_from(rate).unwrap_or(i32::MAX));
        settings.block_size = BLOCK;
        settings.maximum_polyphony = POLYPHONY;
        let made = guarded("the synthesizer", || Synthesizer::new(&voice, &settings))?;
        let mut synth = made.map_err(|_| AudioError::Failed("the synthesizer"))?;
        synth.set_master_volume(GAIN);
        Ok(Self {
            synth,
            presets: font.presets().to_vec(),
            channels: [Channel::default(); 16],
            chosen: [None; 16],
            held: Box::new([[0; 128]; 16]),
        })
    }

    fn play(&mut self, event: &Event) {
        match event {
            Event::Release { channel, key } => self.note_off(*channel, *key),
            Event::Control(control) => self.control(control),
            Event::Onset(note) => self.note_on(note.channel, note.key, note.velocity),
        }
    }

    /// A key that is struck again while held lets go first, as on a piano.
    fn note_on(&mut self, channel: u8, key: u8, velocity: u8) {
        let (channel, key) = (channel & 15, key & 127);
        if !self.choose(channel) {
            return;
        }
        let held = &mut self.held[usize::from(channel)][usize::from(key)];
        if *held > 0 {
            self.synth.note_off(channel.into(), key.into());
        }
        *held += 1;
        self.synth
            .note_on(channel.into(), key.into(), velocity.clamp(1, 127).into());
    }

    /// Only the last of several notes on one key lets it go.
    fn note_off(&mut self, channel: u8, key: u8) {
        let held = &mut self.held[usize::from(channel)][usize::from(key)];
        if *held == 1 {
            self.synth.note_off(channel.into(), key.into());
        }
        *held = held.saturating_sub(1);
    }

    /// Tells the synthesizer the channel's preset; false where there is none to play it.
    fn choose(&mut self, channel: u8) -> bool {
        let index = usize::from(channel);
        if let Some(known) = self.chosen[index] {
            return known;
        }
        let preset = super::program::resolve(&self.presets, self.channels[index].preset(channel));
        if let Some(preset) = preset {
            // The synthesizer itself adds 128 to the bank of the drum channel.
            let bank = if channel == DRUM_CHANNEL {
                preset.bank - DRUMS
            } else {
                preset.bank
            };
            self.send(channel, 0xB0, 0, bank.into());
            self.send(channel, 0xC0, preset.program.into(), 0);
        }
        self.chosen[index] = Some(preset.is_some());
        preset.is_some()
    }

    fn control(&mut self, control: &Control) {
        let channel = control.channel & 15;
        let state = &mut self.channels[usize::from(channel)];
        match control.kind {
            ControlKind::Program(program) => {
                state.program = program & 127;
                self.chosen[usize::from(channel)] = None;
            }
            ControlKind::Controller { number: 0, value } => {
                state.bank = value & 127;
                self.chosen[usize::from(channel)] = None;
            }
            ControlKind::Controller { number, value } => self.controller(channel, number, value & 127),
            ControlKind::PitchBend(bend) => {
                let bend = i32::from(bend.clamp(-8192, 8191)) + 8192;
                self.send(channel, 0xE0, bend & 127, bend >> 7);
            }
            ControlKind::ChannelPressure(_) | ControlKind::KeyPressure { .. } => {}
        }
    }

    fn controller(&mut self, channel: u8, number: u8, value: u8) {
        let state = &mut self.channels[usize::from(channel)];
        let mut value = value;
        match number {
            100 => state.rpn.1 = value,
            101 => state.rpn.0 = value,
            // Data entry: bend range (0, 0) and coarse tuning (0, 2) in semitones, the latter around 64.
            6 if state.rpn == (0, 0) => value = value.min(MAX_SEMITONES),
            6 if state.rpn == (0, 2) => value = value.clamp(64 - MAX_SEMITONES, 64 + MAX_SEMITONES),
            _ => {}
        }
        self.send(channel, 0xB0, number.into(), value.into());
    }

    fn send(&mut self, channel: u8, command: i32, data1: i32, data2: i32) {
        self.synth
            .process_midi_message(channel.into(), command, data1, data2);
    }
}

/// The presets that the notes of a score are played with.
fn presets_used(font: &SoundFont, score: &Score) -> BTreeSet<PresetId> {
    let mut channels = [Channel::default(); 16];
    let mut wanted = BTreeSet::new();
    let mut controls = score.controls.iter().peekable();
    for note in &score.notes {
        while let Some(control) = controls.next_if(|control| control.time <= note.onset) {
            let channel = &mut channels[usize::from(control.channel & 15)];
            match control.kind {
                ControlKind::Program(program) => channel.program = program & 127,
                ControlKind::Controller { number: 0, value } => channel.bank = value & 127,
                _ => {}
            }
        }
        wanted.insert(channels[usize::from(note.channel & 15)].preset(note.channel & 15));
    }
    wanted
        .into_iter()
        .filter_map(|id| super::program::resolve(font.presets(), id))
        .collect()
}
