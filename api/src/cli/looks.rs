//! `phonoglyph looks`: the finished looks, and the composition of one.

use phonoglyph_engine::composition::Look;
use std::io::Write;

/// Lists the looks, or prints the composition of `look`.
pub fn run(look: Option<&str>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let Some(name) = look else {
        for look in Look::ALL {
            writeln!(out, "{:18} {}", look.name(), look.about())?;
        }
        return Ok(());
    };
    let Some(look) = Look::named(name) else {
        return Err(super::bad_input(format!(
            "{name:?} is no look: `phonoglyph looks` lists them"
        )));
    };
    Ok(out.write_all(look.document().as_bytes())?)
}
