//! The program `phonoglyph`: command line, configuration, HTTP and GraphQL around the engine.
//!
//! `cli` is the way in from a terminal, `server` from a test or a demonstration. `http` knows axum, `graphql` knows
//! async-graphql, `data` knows SeaORM; none of them knows the other's.

// That the future of a query may move between threads is found through the types of the graphics library, deep down.
#![recursion_limit = "256"]

pub mod alignments;
pub mod auth;
pub mod cli;
pub mod config;
pub mod outside;
pub mod server;

mod data;
mod dry_run;
mod graphql;
mod http;
mod links;
mod previews;
mod upload;
mod webhooks;

/// The example song that the program carries, for `phonoglyph demo`.
const EXAMPLE_SONG: &[u8] = include_bytes!("../../assets/songs/example.mid");
