//! The program `phonoglyph`: command line, configuration, HTTP and GraphQL around the engine.
