//! `phonoglyph doctor`: tries everything an export needs, and says what to do about what fails.

mod checks;

use crate::config::{DataArgs, VoiceArgs};
use serde::Serialize;
use std::fmt::Display;

/// What a check found.
#[derive(Debug, Serialize)]
struct Finding {
    /// What was tried.
    name: &'static str,
    /// Whether it works.
    ok: bool,
    /// What was found, or what went wrong.
    detail: String,
    /// What to do, where it does not work.
    advice: Option<&'static str>,
}

impl Finding {
    fn new(name: &'static str, advice: &'static str, found: Result<impl Display, impl Display>) -> Self {
        match found {
            Ok(detail) => Self {
                name,
                ok: true,
                detail: detail.to_string(),
                advice: None,
            },
            Err(error) => Self {
                name,
                ok: false,
                detail: error.to_string(),
                advice: Some(advice),
            },
        }
    }
}

/// Tries everything and prints what was found.
pub fn run(data: &DataArgs, voice: &VoiceArgs, json: bool) -> anyhow::Result<()> {
    let findings = checks::all(data, voice);
    if json {
        println!("{}", serde_json::to_string(&findings)?);
    } else {
        print(&findings);
    }
    let failed = findings.iter().filter(|finding| !finding.ok).count();
    anyhow::ensure!(
        failed == 0,
        "{failed} of {} things that exports need do not work",
        findings.len()
    );
    Ok(())
}

fn print(findings: &[Finding]) {
    for Finding {
        name,
        ok,
        detail,
        advice,
    } in findings
    {
        let mark = if *ok { "✓" } else { "✗" };
        println!("{mark} {name:<18} {detail}");
        if let Some(advice) = advice {
            println!("  {:<18} {advice}", "");
        }
    }
}
