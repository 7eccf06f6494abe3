//! The command line: one file for each command, and what they end with.
//!
//! Exit codes: 0 done; 2 bad input or settings, and the message says what to change; 1 anything else.

mod align;
mod demo;
mod doctor;
mod formats;
mod inspect;
mod key;
mod looks;
mod migrate;
mod render;
mod schema;
mod serve;
mod still;
mod stop;
mod token;

use crate::config::{DataArgs, LogArgs, LogFormat, ServeArgs, VoiceArgs};
use clap::{Parser, Subcommand};
use std::fmt::Display;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What to do next, below `--help`.
const EXAMPLES: &str = "\
Examples:
  phonoglyph render song.mid                      a video for YouTube beside you, without any server
  phonoglyph render song.mid --audio song.flac --preset tiktok_vertical --from 30 --to 60
  phonoglyph frame song.mid --at 12.5             one picture of it
  phonoglyph serve                                the GraphQL API on http://127.0.0.1:4000/graphql
  phonoglyph doctor                               what works on this machine, and what to do about the rest

Exit codes:
  0  done
  1  something went wrong that is not your input
  2  bad input or settings: the message says what to change

Every setting of a command is also an environment variable: see its --help.";

/// Songs into videos: a MIDI file and a track go in, a finished video comes out.
#[derive(Parser)]
#[command(name = "phonoglyph", version, about, after_help = EXAMPLES, max_term_width = 110)]
struct Cli {
    #[command(flatten)]
    log: LogArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the GraphQL API with the render engine embedded
    Serve(ServeArgs),
    /// Render a song to a video, without server or database
    Render(Box<render::RenderArgs>),
    /// Draw one frame of a song's video, as `render` would
    Frame(still::FrameArgs),
    /// Draw frames from the whole of a song's video, side by side in one picture
    Strip(still::StripArgs),
    /// Find where a recording goes with its song, for `render --audio-offset`
    Align(align::AlignArgs),
    /// Show what a MIDI file holds
    Inspect {
        /// The song: a .mid, .kar or .rmi file
        song: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List the finished looks, or print the composition of one, to be changed
    Looks {
        /// The look whose composition is printed
        look: Option<String>,
    },
    /// Make a token for development, as an identity provider would
    Token(token::TokenArgs),
    /// Make, list and revoke API keys for scripts
    Key(key::KeyArgs),
    /// List the file formats, and the codecs that go into each
    Formats {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Bring the database up to date, as `serve` does when it starts
    Migrate(DataArgs),
    /// Print a schema: that of the API, or that of composition documents
    Schema {
        /// Which
        #[arg(value_enum, default_value_t)]
        of: schema::Of,
    },
    /// Say what works on this machine, and what to do about the rest
    Doctor {
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        voice: VoiceArgs,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Export the example song through a server of its own, as a client would
    Demo {
        /// Folder for the video
        #[arg(long, default_value = "./demo", value_name = "DIR")]
        out: PathBuf,
    },
}

/// Input or settings that the user has to change: the program ends with 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadInput(pub String);

/// Turns an error into [`BadInput`].
fn bad_input(error: impl Display) -> anyhow::Error {
    BadInput(error.to_string()).into()
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(&cli.log, matches!(cli.command, Command::Serve(_)));
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", told_once(&error));
            ExitCode::from(if error.is::<BadInput>() { 2 } else { 1 })
        }
    }
}

/// The error and its causes, without those that an error before them has told already.
fn told_once(error: &anyhow::Error) -> String {
    error
        .chain()
        .map(ToString::to_string)
        .fold(String::new(), |told, cause| {
            if told.is_empty() {
                cause
            } else if told.contains(&cause) {
                told
            } else {
                format!("{told}: {cause}")
            }
        })
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(args) => serve::run(args.check().map_err(bad_input)?),
        Command::Render(args) => render::run(&args),
        Command::Frame(args) => still::frame(&args),
        Command::Strip(args) => still::strip(&args),
        Command::Align(args) => align::run(&args),
        Command::Inspect { song, json } => inspect::run(&song, json),
        Command::Looks { look } => looks::run(look.as_deref()),
        Command::Token(args) => token::run(args),
        Command::Key(args) => key::run(args),
        Command::Formats { json } => formats::run(json),
        Command::Migrate(data) => migrate::run(&data),
        Command::Schema { of } => schema::run(of),
        Command::Doctor { data, voice, json } => doctor::run(&data, &voice, json),
        Command::Demo { out } => demo::run(&out),
    }
}

/// Logs to standard error: a server what it does, the other commands only what goes wrong.
fn start_log(log: &LogArgs, server: bool) {
    // The graphics libraries tell of every capability that an adapter lacks, the audio reader of every guess.
    let default = if server {
        "info,wgpu=error,naga=error,sqlx=warn,symphonia=off"
    } else {
        "error,phonoglyph=warn,phonoglyph_engine=warn,symphonia=off"
    };
    let filter = log.log.as_deref().unwrap_or(default);
    let filter = EnvFilter::builder().parse(filter).unwrap_or_else(|error| {
        eprintln!("warning: --log is not understood ({error}): logging {default}");
        EnvFilter::new(default)
    });
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match log.log_format {
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => builder.json().init(),
    }
}

/// A runtime for a command that needs one.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_setting_of_the_server_is_an_environment_variable() {
        let command = Cli::command();
        let serve = command.find_subcommand("serve").expect("it is there");
        for argument in serve
            .get_arguments()
            .filter(|argument| argument.get_id() != "help")
        {
            let name = argument
                .get_env()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            assert!(name.starts_with("PHONOGLYPH_"), "{}", argument.get_id());
        }
    }
}
