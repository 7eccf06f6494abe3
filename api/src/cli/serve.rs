//! `phonoglyph serve`: the server, until it is told to stop.

use super::stop;
use crate::config::Config;
use crate::server;

/// Serves.
pub fn run(config: Config) -> anyhow::Result<()> {
    super::block_on(async {
        let graphiql = config.graphiql;
        let server = server::start(config).await?;
        let base = server.base_url();
        println!("Phonoglyph listens on {} (Ctrl-C stops it)", server.addr());
        println!("  GraphQL   {base}/graphql");
        if graphiql {
            println!("  GraphiQL  {base}/graphiql");
        }
        stop::requested().await?;
        println!("stopping: exports that are nearly done are finished, the others go on at the next start");
        tokio::select! {
            stopped = server.shutdown() => stopped,
            // A second time means at once: what was running is taken up at the next start.
            impatient = stop::requested() => Ok(impatient?),
        }
    })
}
