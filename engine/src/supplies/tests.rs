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
