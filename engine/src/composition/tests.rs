use super::*;

#[test]
fn the_default_is_good_and_survives_json() {
    let composition = Composition::default();
    let json = serde_json::to_string(&composition).expect("plain data");
    assert_eq!(Composition::from_json(&json), Ok(composition));
}

#[test]
fn a_bad_value_names_its_path_and_limit() {
    let mut composition = Composition::default();
    let notes = FallingNotes {
        glow: f32::NAN,
        ..FallingNotes::default()
    };
    composition.layers.push(LayerKind::FallingNotes(notes).into());
    let error = composition.check().expect_err("NaN is no glow");
    assert_eq!(
        error.to_string(),
        "layers[4].glow is \"NaN\": it must be from 0 to 2"
    );
}

fn errors(json: &str) -> String {
    Composition::from_json(json).expect_err(json).to_string()
}

#[test]
fn unknown_fields_and_layers_are_refused_by_name() {
    let said = errors(r##"{"version":1,"palette":["#ffffff"],"layers":[{"type":"title","colour":1}]}"##);
    assert!(said.starts_with("layers[0].colour is unknown"), "{said}");
    let said = errors(r#"{"layers":[{"type":"hologram"}]}"#);
    assert!(
        said.starts_with("layers[0].type is \"hologram\": it must be one of background"),
        "{said}"
    );
    assert!(errors(r#"{"extra":0}"#).starts_with("extra is unknown"));
    assert!(errors(r#"{"version":3}"#).starts_with("version is 3"));
    assert!(errors(r#"{"palette":[]}"#).starts_with("palette is a list of 0"));
    assert!(errors(r#"{"stems":[{"name":"drums"}]}"#).starts_with("stems[0].sound is missing"));
}

#[test]
fn every_wrong_value_is_told_at_once() {
    let said = errors(r#"{"seed":-1,"layers":[{"type":"keyboard","height":2,"opacity":"much"}]}"#);
    for part in [
        "seed is -1",
        "layers[0].height is 2: it must be from 0.05 to 0.5",
        "layers[0].opacity",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn version_1_still_opens() {
    let json = r##"{"version":1,"palette":["#ff0000"],"layers":[
        {"type":"background","top":"#000000","bottom":"#101010","vignette":0.1},
        {"type":"title","start":2,"duration":4,"fade":1,"size":1}],"seed":7}"##;
    let composition = Composition::from_json(json).expect("a document of version 1");
    assert_eq!((composition.version, composition.seed), (2, 7));
    let LayerKind::Title(title) = &composition.layers[1].kind else {
        unreachable!("it is a title");
    };
    assert_eq!((title.appears, title.duration), (2.0, 4.0));
    assert_eq!(composition.layers[1].settings.start, None);
}

#[test]
fn what_is_moved_must_be_there() {
    let modulation =
        |target: &str| format!(r#"{{"modulation":[{{"target":"{target}","source":{{"type":"beat"}}}}]}}"#);
    for target in ["fallingNotes.glow", "title.opacity", "keyboard.place.x"] {
        assert!(Composition::from_json(&modulation(target)).is_ok(), "{target}");
    }
    assert!(errors(&modulation("notes.glow")).starts_with("modulation[0].target is \"notes.glow\""));
    assert!(errors(&modulation("title.glow")).contains("one of appears"));
}

#[test]
fn keyframes_keep_to_the_limits_of_their_parameter() {
    let said = errors(
        r#"{"layers":[{"type":"title","keyframes":[{"parameter":"size","points":[{"at":2,"value":9},{"at":1,"value":1}]}]}]}"#,
    );
    assert!(
        said.contains("layers[0].keyframes[0].points[0].value is 9: it must be from 0.5 to 2"),
        "{said}"
    );
    assert!(said.contains("points[1].at is 1"), "{said}");
}

#[test]
fn names_tell_layers_apart() {
    let composition = Composition::from_json(
        r#"{"layers":[{"type":"title"},{"type":"title"},{"type":"title","id":"end"}]}"#,
    )
    .expect("three titles");
    assert_eq!(composition.part_names(), ["title", "title2", "end"]);
    assert!(
        errors(r#"{"layers":[{"type":"title"},{"type":"keyboard","id":"title"}]}"#).contains("layers[1].id")
    );
}

#[test]
fn references_are_found_wherever_they_stand() {
    let json =
        r#"{"palettePicture":"cover","stems":[{"name":"drums","sound":"d"},{"name":"bass","sound":"d"}]}"#;
    let found = Composition::from_json(json).expect("good").references();
    let names: Vec<_> = found
        .iter()
        .map(|it| (it.name.as_str(), it.path.as_str()))
        .collect();
    assert_eq!(names, [("cover", "palettePicture"), ("d", "stems[0].sound")]);
}

#[test]
fn what_ends_is_gone_at_its_end() {
    let seen = [0.9, 1.0, 1.5, 2.9, 3.0].map(|now| presence(Some(1.0), Some(3.0), 1.0, 0.0, now));
    assert_eq!(seen, [0.0, 0.0, 0.5, 1.0, 0.0]);
}

#[test]
fn trails_are_used_once() {
    let wrong = Composition::from_json(r#"{"effects":[{"type":"motionTrails"},{"type":"motionTrails"}]}"#);
    let wrong = wrong.expect_err("two of them").to_string();
    assert!(wrong.contains("effects[1].type"), "{wrong}");
}
