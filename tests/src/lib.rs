//! What the end-to-end tests share: the real program, run as a user runs it, and outside programs as judges of
//! what comes out.
//!
//! [`app`] starts the server and speaks GraphQL to it, [`cli`] runs commands, [`probe`] asks ffmpeg and ffprobe,
//! [`node`] clients from npm, [`studio`] what a user does, [`songs`] makes small MIDI files and recordings, [`sync`]
//! songs that are seen and heard at once. Nothing here is skipped when a judge is missing: the test fails and says what to install.

pub mod app;
pub mod cli;
pub mod client;
pub mod documents;
pub mod node;
pub mod probe;
pub mod songs;
pub mod studio;
pub mod sync;
