use super::service::drawn;
use super::*;
use crate::composition::Composition;
use crate::export::{ExportConfig, ExportRequest, PresetId};
use crate::gpu::{Conversion, planes_of};
use crate::render::Renderer;
use crate::stills::{StillFormat, poster, richness};
use crate::storage::Storage;
use crate::workshop::{Prepared, Source, Workshop};
use image::RgbImage;
use std::ops::ControlFlow;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::runtime::Handle;

/// A service over storage with the example song in it.
struct Studio {
    service: PreviewService,
    workshop: Arc<Workshop>,
    folder: TempDir,
}

impl Studio {
    async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let storage = Storage::folder(&folder.path().join("objects")).expect("a folder");
        let song = folder.path().join("song.mid");
        std::fs::write(&song, include_bytes!("../../../assets/songs/example.mid")).expect("written");
        storage.put_file("assets/song", &song).await.expect("stored");
        let workshop = Arc::new(Workshop::new(storage, None, Handle::current()));
        let service = PreviewService::start(Arc::clone(&workshop), folder.path().join("scratch"));
        Self {
            service: service.expect("started"),
            workshop,
            folder,
        }
    }

    async fn draw(&self, shown: Shown) -> Result<Arc<Still>, PreviewError> {
        self.service.draw(request("ann", shown)).await
    }
}

fn config() -> ExportConfig {
    let mut request = ExportRequest::preset(PresetId::Custom);
    (request.width, request.height) = (Some(320), Some(180));
    request.from = Some(MediaTime::from_seconds(4.0));
    request.to = Some(MediaTime::from_seconds(7.0));
    request.build().expect("valid")
}

fn recipe() -> PreviewRecipe {
    PreviewRecipe {
        source: Source {
            document: Composition::default(),
            midi_key: "assets/song".to_owned(),
            audio_key: None,
            branding: Default::default(),
            material: Vec::new(),
        },
        config: config(),
    }
}

fn request(user: &str, shown: Shown) -> PreviewRequest {
    PreviewRequest {
        user_id: user.to_owned(),
        recipe: recipe(),
        shown,
        format: StillFormat::Png,
    }
}

fn second(seconds: f64) -> Shown {
    Shown::Frame(MediaTime::from_seconds(seconds))
}

fn picture(still: &Still) -> RgbImage {
    image::load_from_memory(&still.bytes)
        .expect("a picture")
        .into_rgb8()
}

/// What an export draws with, on a thread of its own.
fn exported<T: Send + 'static>(
    studio: &Studio,
    work: impl FnOnce(&Prepared, &mut Renderer, Conversion) -> T + Send + 'static,
) -> T {
    let (workshop, folder) = (Arc::clone(&studio.workshop), studio.folder.path().join("export"));
    let thread = std::thread::spawn(move || {
        std::fs::create_dir_all(&folder).expect("made");
        let recipe = recipe();
        let prepared = workshop.prepare(&recipe.source, &recipe.config, &folder, &|| false);
        let (prepared, gpu) = (prepared.expect("prepared"), workshop.gpu().expect("an adapter"));
        let mut renderer = prepared.renderer(&gpu).expect("a renderer");
        work(&prepared, &mut renderer, gpu.conversion())
    });
    thread.join().expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_the_frame_of_the_export_to_the_byte() {
    let studio = Studio::open().await;
    // Drawn first of all, without any frame before it.
    let still = studio.draw(second(1.5)).await.expect("drawn");
    assert_eq!((still.size, still.format), ((320, 180), StillFormat::Png));
    assert_eq!(still.times, [MediaTime::from_seconds(1.5)]);
    let preview = picture(&still);
    // The export draws every frame up to it, as one of its segments does.
    let (planes, rgba, conversion) = exported(&studio, |_, renderer, conversion| {
        let mut planes = None;
        let mut keep = |frame: &crate::media::Frame| {
            planes = (frame.index == 45).then(|| frame.planes.clone());
            ControlFlow::Continue(())
        };
        renderer.run(30..46, &mut keep).expect("drawn");
        (
            planes.expect("the last"),
            renderer.rgba(45).expect("drawn"),
            conversion,
        )
    });
    let opaque: Vec<u8> = preview
        .pixels()
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255])
        .collect();
    assert!(opaque == rgba, "the preview has the pixels that the export draws");
    if conversion == Conversion::Processor {
        let converted = planes_of(&opaque, (320, 180)).expect("converted");
        assert!(
            converted == planes,
            "and they make the samples that the export encodes"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_the_sound_is_the_same_in_both_and_heard_once() {
    let studio = Studio::open().await;
    let text = r#"{ "version": 2, "layers": [{ "type": "background" }, { "type": "spectrum" }] }"#;
    let document = Composition::from_json(text).expect("a composition");
    assert!(document.listening().whole, "it follows the sound");
    let mut asked = request("ann", second(1.5));
    asked.recipe.source.document = document.clone();
    let preview = picture(&studio.service.draw(asked.clone()).await.expect("drawn"));
    let recipe = PreviewRecipe {
        source: Source {
            document,
            ..asked.recipe.source
        },
        config: config(),
    };
    // Another workshop, as an export of another process has it: it hears the sound for itself.
    let storage = Storage::folder(&studio.folder.path().join("objects")).expect("a folder");
    let runtime = Handle::current();
    let folder = studio.folder.path().join("again");
    let known = Arc::clone(&studio.workshop);
    let thread = std::thread::spawn(move || {
        std::fs::create_dir_all(&folder).expect("made");
        let prepare = |workshop: &Workshop| {
            let prepared = workshop.prepare(&recipe.source, &recipe.config, &folder, &|| false);
            prepared.expect("prepared")
        };
        let other = Workshop::new(storage, None, runtime);
        let prepared = prepare(&other);
        let mut renderer = prepared
            .renderer(&other.gpu().expect("an adapter"))
            .expect("a renderer");
        renderer
            .run(40..45, &mut |_| ControlFlow::Continue(()))
            .expect("drawn");
        let (first, second) = (prepare(&known), prepare(&known));
        let whole = |prepared: &Prepared| Arc::clone(prepared.supplies.sound(None).expect("analysed"));
        assert!(
            Arc::ptr_eq(&whole(&first), &whole(&second)),
            "it is analysed once while it is kept"
        );
        renderer.rgba(45).expect("drawn")
    });
    let rgba = thread.join().expect("no panic");
    let exported = crate::stills::picture(&rgba, (320, 180)).expect("it fits");
    assert!(preview == exported);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_the_last_frame_and_nothing_is_beyond_it() {
    let studio = Studio::open().await;
    let end = studio.draw(second(3.0)).await.expect("drawn");
    assert_eq!(end.times, [crate::time::FrameRate::whole(30).time_of(89)]);
    for wrong in [-0.001, 3.001] {
        let error = studio.draw(second(wrong)).await.expect_err("outside");
        let (at, end) = (MediaTime::from_seconds(wrong), MediaTime::from_seconds(3.0));
        assert_eq!(error, PreviewError::OutsideVideo { at, end });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strip_shows_frames_of_the_whole_video_in_order() {
    let studio = Studio::open().await;
    let strip = Shown::Strip {
        count: 4,
        columns: Some(2),
        side: 320,
    };
    let still = studio.draw(strip).await.expect("drawn");
    let layout = still.layout.expect("a sheet");
    assert_eq!((layout.columns, layout.rows, layout.tile), (2, 2, (320, 180)));
    let sheet = picture(&still);
    assert_eq!(sheet.dimensions(), layout.size());
    assert_eq!(still.times.len(), 4);
    for (place, time) in still.times.iter().enumerate() {
        let alone = studio.draw(Shown::Frame(*time)).await.expect("drawn");
        let (x, y) = layout.place(place as u32);
        let tile = image::imageops::crop_imm(&sheet, x, y, 320, 180).to_image();
        assert!(tile == picture(&alone), "place {place} is the frame at {time}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_poster_is_the_richest_frame_and_not_an_empty_one() {
    let studio = Studio::open().await;
    let (poster, first, drawn) = exported(&studio, |prepared, renderer, _| {
        let size = prepared.plan.size();
        let poster = poster(renderer, &prepared.plan, &|| false)
            .expect("drawn")
            .expect("not stopped");
        let mut rich = |index| richness(&renderer.rgba(index).expect("drawn"), size);
        let (first, drawn) = (rich(0), rich(poster.frame));
        (poster, first, drawn)
    });
    let shown = image::load_from_memory(&poster.picture)
        .expect("a picture")
        .into_rgb8();
    assert_eq!(shown.dimensions(), (320, 180));
    assert!(drawn > 100.0 && drawn >= first, "{drawn} after {first}");
    let small = image::load_from_memory(&poster.thumbnail).expect("a picture");
    assert_eq!((small.width(), small.height()), (320, 180), "it is small already");
    let again = exported(&studio, |prepared, renderer, _| {
        crate::stills::poster(renderer, &prepared.plan, &|| false).expect("drawn")
    });
    assert_eq!(again, Some(poster), "the same video has the same poster");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_wait_is_refused_and_what_nobody_waits_for_is_not_drawn() {
    let studio = Studio::open().await;
    let ask = |user: usize, frame: usize| {
        let at = MediaTime::from_millis(10 * frame as i64);
        studio
            .service
            .draw(request(&format!("user {user}"), Shown::Frame(at)))
    };
    // Far more than may wait, all at once, from many users.
    let all = (0..4 * MAX_WAITING).map(|index| ask(index % 16, index));
    let answers = futures_util::future::join_all(all).await;
    let busy = answers
        .iter()
        .filter(|answer| **answer == Err(PreviewError::Busy))
        .count();
    let good = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(busy + good, 4 * MAX_WAITING);
    assert!(good >= MAX_WAITING && busy > 0, "{good} drawn, {busy} refused");
    // Whoever goes takes the request along: hardly any of these is drawn, and the queue is soon free for others.
    let given_up: Vec<_> = (0..4 * MAX_WAITING_OF_USER)
        .map(|index| {
            request(
                &format!("user {index}"),
                Shown::Frame(MediaTime::from_millis(2_000 + index as i64)),
            )
        })
        .collect();
    for request in &given_up {
        let mut asked = Box::pin(studio.service.draw(request.clone()));
        let _ = futures_util::poll!(&mut asked);
    }
    while studio.draw(second(1.9)).await == Err(PreviewError::Busy) {
        tokio::task::yield_now().await;
    }
    let kept = |request: &&PreviewRequest| drawn(&studio.service.pictures, request.key()).is_some();
    let made = given_up.iter().filter(kept).count();
    assert!(made < given_up.len() / 2, "{made} of {}", given_up.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_song_fails_alone_and_names_itself() {
    let studio = Studio::open().await;
    let mut wrong = request("ann", second(0.0));
    wrong.recipe.source.midi_key = "assets/none".to_owned();
    let error = studio.service.draw(wrong).await.expect_err("there is none");
    assert!(
        matches!(
            error,
            PreviewError::Failed {
                code: "ASSET_MISSING",
                ..
            }
        ),
        "{error:?}"
    );
    assert!(studio.draw(second(0.0)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn recipes_are_kept_by_number_for_their_user() {
    let studio = Studio::open().await;
    let id = studio.service.keep("ann", recipe());
    assert_eq!(studio.service.keep("ann", recipe()), id);
    assert_ne!(studio.service.keep("bob", recipe()), id);
    assert_eq!(studio.service.recipe(&id), Some(("ann".to_owned(), recipe())));
    for title in 0..300 {
        let mut other = recipe();
        other.source.document.title = Some(title.to_string());
        studio.service.keep("bob", other);
    }
    assert_eq!(studio.service.recipe(&id), None, "it has made room for others");
}
