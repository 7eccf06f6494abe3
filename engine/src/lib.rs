//! The render engine: a score, a composition and a track go in, a finished video comes out.
//!
//! The modules are ranked; each may import from the ranks above it and never from below:
//! `time`, `clock`, `color`, `media` -> `score`, `composition`, `export` -> `plan`, `gpu`, `audio`, `encode`, `mux`,
//! `storage`, `text`, `material` -> `supplies` -> `layers`, `effects`, `modulation`, `branding` -> `render` ->
//! `pipeline`, `stills` -> `workshop` -> `job`, `preview`. A test in the workspace reads the `use` lines and fails on a
//! broken row. The engine knows no GraphQL and no HTTP server.

pub mod audio;
pub mod branding;
pub mod clock;
pub mod color;
pub mod composition;
pub mod effects;
pub mod encode;
pub mod export;
pub mod gpu;
pub mod job;
pub mod layers;
pub mod material;
pub mod media;
pub mod modulation;
pub mod mux;
pub mod pipeline;
pub mod plan;
pub mod preview;
pub mod render;
pub mod score;
pub mod stills;
pub mod storage;
pub mod supplies;
pub mod text;
pub mod time;
pub mod workshop;
