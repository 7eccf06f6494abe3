use super::*;
use std::fs;

fn gather(composition: &Composition, folder: &Path) -> Result<Supplies, SupplyError> {
    let score = Arc::new(Score::default());
    Supplies::gather(
        composition,
        &Sources {
            score: &score,
            sound: None,
            files: &|referred| {
                let path = folder.join(&referred.name);
                path.exists().then_some(path)
            },
            scratch: folder,
            stopped: &|| false,
            kept: None,
        },
    )
}

fn composition(json: &str) -> Composition {
    Composition::from_json(json).expect(json)
}

#[test]
fn what_is_missing_is_named_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let wanted = composition(r#"{"palettePicture":"cover.png"}"#);
    let error = gather(&wanted, folder.path()).err().expect("no such file");
    assert_eq!(
        error.to_string(),
        "palettePicture is \"cover.png\": there is no such file"
    );
}

#[test]
fn what_is_no_picture_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("cover.png"), b"no picture").expect("written");
    let wanted = composition(r#"{"palettePicture":"cover.png"}"#);
    let error = gather(&wanted, folder.path()).err().expect("no picture");
    assert!(matches!(error, SupplyError::Material { .. }), "{error}");
}

#[test]
fn colours_come_from_the_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let red = br##"<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8H0z" fill="#d02010"/></svg>"##;
    fs::write(folder.path().join("cover.svg"), red).expect("written");
    let wanted = composition(r#"{"palettePicture":"cover.svg"}"#);
    let supplies = gather(&wanted, folder.path()).expect("a picture");
    let first = supplies.colors(&wanted)[0];
    let [r, g, b] = first.unit();
    assert!(r > g && r > b, "{first} is red");
}

/// A folder that counts what is asked of it.
#[derive(Default)]
struct Shelf {
    files: std::cell::RefCell<HashMap<String, Vec<u8>>>,
    brought: std::cell::Cell<u32>,
    kept: std::cell::Cell<u32>,
}

impl Analyses for Shelf {
    fn bring(&self, name: &str, path: &Path) -> bool {
        let files = self.files.borrow();
        let found = files.get(name).map(|bytes| fs::write(path, bytes));
        self.brought.set(self.brought.get() + u32::from(found.is_some()));
        found.is_some_and(|written| written.is_ok())
    }

    fn keep(&self, name: &str, path: &Path) {
        let bytes = fs::read(path).expect("it was just written");
        self.files.borrow_mut().insert(name.to_owned(), bytes);
        self.kept.set(self.kept.get() + 1);
    }
}

#[test]
fn a_sound_is_analysed_once_whatever_its_file_is_called() {
    let folder = tempfile::tempdir().expect("a folder");
    let step = include_bytes!("../audio/testdata/step.flac");
    for name in ["drums.flac", "again.flac"] {
        fs::write(folder.path().join(name), step).expect("written");
    }
    let shelf = Shelf::default();
    let listen = |file: &str, offset: f32| {
        let wanted = composition(&format!(
            r#"{{"stems":[{{"name":"drums","sound":"{file}","offset":{offset}}}],
                "layers":[{{"type":"spectrum","stem":"drums"}}]}}"#
        ));
        let score = Arc::new(Score::default());
        let sources = Sources {
            score: &score,
            sound: None,
            files: &|referred| Some(folder.path().join(&referred.name)),
            scratch: folder.path(),
            stopped: &|| false,
            kept: Some(&shelf),
        };
        let supplies = Supplies::gather(&wanted, &sources).expect("a good sound");
        let sound = supplies.sound(Some("drums")).expect("it is followed");
        sound
            .onsets()
            .first()
            .map(|onset| onset.seconds)
            .expect("the tone begins")
    };
    let plain = listen("drums.flac", 0.0);
    assert!((plain - 0.3).abs() < 0.02, "{plain}");
    assert_eq!(
        (listen("again.flac", 0.0), shelf.brought.get(), shelf.kept.get()),
        (plain, 1, 1)
    );
    let moved = listen("drums.flac", 0.25);
    assert!(
        (moved - plain - 0.25).abs() < 0.01,
        "pictures follow the offset: {moved}"
    );
    let early = listen("drums.flac", -0.2);
    assert!(
        (early - plain + 0.2).abs() < 0.01,
        "pictures follow the offset: {early}"
    );
    assert_eq!((shelf.brought.get(), shelf.kept.get()), (1, 3));
}
