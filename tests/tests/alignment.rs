//! Where recordings go with their songs, asked through the command line and through GraphQL; and SoundFonts as uploads.

use phonoglyph_tests::app::TestApp;
use phonoglyph_tests::songs::{self, Note};
use phonoglyph_tests::{cli, studio};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// Twelve seconds of a song without a steady beat.
fn song() -> Vec<u8> {
    let (mut at_ms, mut state, mut notes) = (150, 5_u32, Vec::new());
    while at_ms < 12_000 {
        // A linear congruential generator (Numerical Recipes).
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        notes.push(Note {
            at_ms,
            for_ms: 60,
            key: 48 + (state >> 16 & 31) as u8,
            velocity: 100,
        });
        at_ms += 90 + 40 * (state >> 24 & 7);
    }
    songs::midi(&notes)
}

/// The song as the program plays it, 0.54 s late, as AAC.
fn recording(folder: &Path, midi: &Path) -> std::path::PathBuf {
    let video = folder.join("plain.mp4");
    cli::render(
        midi,
        &video,
        &["--width", "128", "--height", "128", "--fps", "24"],
    );
    let late = folder.join("late.m4a");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&video)
        .args(["-vn", "-af", "adelay=540:all=1", "-c:a", "aac"])
        .arg(&late)
        .status();
    assert!(made.expect("ffmpeg is installed").success());
    late
}

fn right(found: &Value) {
    let number = |name: &str| found[name].as_f64().expect(name);
    assert!((number("lag") - 0.54).abs() < 0.02, "{found}");
    assert!((number("offset") + 0.54).abs() < 0.02, "{found}");
    assert!(number("confidence") > 0.6, "{found}");
}

#[tokio::test]
async fn a_late_recording_is_found_and_a_voice_is_taken() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let midi = folder.path().join("song.mid");
    std::fs::write(&midi, song()).expect("the folder can be written");
    let late = recording(folder.path(), &midi);
    let told = cli::phonoglyph()
        .arg("align")
        .args([&midi, &late])
        .arg("--json")
        .output();
    let told = told.expect("the program is there");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    right(&serde_json::from_slice(&told.stdout).expect("JSON"));

    let app = TestApp::start().await;
    let bytes = |path: &Path| std::fs::read(path).expect("it was just written");
    let song = studio::upload(&app.client, "song.mid", bytes(&midi))
        .await
        .expect("a song");
    let audio = studio::upload(&app.client, "late.m4a", bytes(&late))
        .await
        .expect("a recording");
    let query =
        "query($input: SuggestAlignmentInput!) { suggestAlignment(input: $input) { offset lag confidence } }";
    let input = json!({ "midiAssetId": song, "audioAssetId": audio });
    let data = app.client.ask(query, json!({ "input": input })).await;
    right(&data["suggestAlignment"]);
    let wrong = json!({ "midiAssetId": song, "audioAssetId": song });
    let refused = app.client.refused(query, json!({ "input": wrong })).await;
    assert_eq!(refused.code(), "BAD_USER_INPUT");

    let voice = include_bytes!("../../assets/soundfonts/fluidr3mono-families.sf3").to_vec();
    let voice = studio::upload(&app.client, "voice.sf3", voice)
        .await
        .expect("a SoundFont");
    let create =
        "mutation($input: CreateCompositionInput!) { createComposition(input: $input) { composition { id
        sound { recording { offset } score { mix gain soundFont } } } } }";
    let sound = json!({
        "recording": { "offset": -0.54 },
        "score": { "mix": true, "gain": -6.0, "soundFont": voice },
    });
    let input = json!({ "midiAssetId": song, "audioAssetId": audio, "sound": sound });
    let data = app.client.ask(create, json!({ "input": input })).await;
    let made = &data["createComposition"]["composition"];
    assert_eq!(made["sound"], sound);
    let composition = studio::text(&made["id"]);
    let small = json!({ "preset": "CUSTOM", "to": 1.0, "video": { "width": 128, "height": 128 } });
    let job = studio::queue(&app.client, &composition, small)
        .await
        .expect("a good export");
    let done = studio::follow(&app.client, &studio::text(&job["id"]))
        .await
        .rest()
        .await;
    assert_eq!(done.last().expect("events")["status"], "COMPLETED", "{done:?}");
}
