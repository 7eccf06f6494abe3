use super::*;
use crate::composition::Composition;
use crate::export::{ExportRequest, PresetId};

fn workshop(storage: &Storage) -> Arc<Workshop> {
    Arc::new(Workshop::new(storage.clone(), None, Handle::current()))
}

fn source(midi_key: &str) -> Source {
    Source {
        document: Composition::default(),
        midi_key: midi_key.to_owned(),
        audio_key: None,
        branding: Default::default(),
        material: Vec::new(),
    }
}

/// Prepares on a thread of its own, as whoever blocks must.
fn prepare(workshop: &Arc<Workshop>, source: Source, stop: bool) -> Result<Prepared, WorkshopError> {
    let workshop = Arc::clone(workshop);
    let config = ExportRequest::preset(PresetId::Custom).build().expect("valid");
    let thread = std::thread::spawn(move || {
        let folder = tempfile::tempdir().expect("a folder");
        workshop.prepare(&source, &config, folder.path(), &|| stop)
    });
    thread.join().expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_upload_never_gets_better() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = Storage::folder(folder.path()).expect("a folder");
    let error = prepare(&workshop(&storage), source("assets/none"), false)
        .err()
        .expect("there is none");
    assert!(
        matches!(
            error,
            WorkshopError::Failed {
                code: "ASSET_MISSING",
                may_pass: false,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_song_is_read_once_while_it_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = Storage::folder(&folder.path().join("objects")).expect("a folder");
    let song = folder.path().join("song.mid");
    std::fs::write(&song, include_bytes!("../../../assets/songs/example.mid")).expect("written");
    storage.put_file("assets/song", &song).await.expect("stored");
    let workshop = workshop(&storage);
    let first = prepare(&workshop, source("assets/song"), false).expect("prepared");
    storage.delete("assets/song").await.expect("deleted");
    let second = prepare(&workshop, source("assets/song"), false).expect("kept");
    assert!(Arc::ptr_eq(&first.plan.score, &second.plan.score));
    assert_eq!(first.plan.fingerprint, second.plan.fingerprint);
    let stopped = prepare(&workshop, source("assets/song"), true);
    assert_eq!(stopped.map(drop), Err(WorkshopError::Stopped));
}
