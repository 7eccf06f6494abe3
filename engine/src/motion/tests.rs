use super::*;
use crate::composition::document::Part;
use crate::composition::{Composition, Place};

fn layer(json: &str) -> Layer {
    let document = format!(r#"{{"layers":[{json}]}}"#);
    let mut composition = Composition::from_json(&document).expect(json);
    composition.layers.remove(0)
}

#[test]
fn keyframes_move_the_number_they_name() {
    let layer = layer(
        r#"{"type":"fallingNotes","keyframes":[
            {"parameter":"glow","points":[{"at":0,"value":0,"easing":"linear"},{"at":2,"value":2}]},
            {"parameter":"opacity","points":[{"at":0,"value":0.25}]},
            {"parameter":"place.x","points":[{"at":0,"value":0.75}]}]}"#,
    );
    let moving = of_layer(&layer);
    let moment = Moment {
        song: 1.0,
        video: 1.0,
    };
    let values: Vec<_> = values(&moving, moment).collect();
    let glow = <crate::composition::FallingNotes as Part>::shape()
        .position("glow")
        .expect("a field");
    let x = <Place as Part>::shape().position("x").expect("a field");
    assert_eq!(
        values,
        [
            (Slot::Own(glow), 1.0),
            (Slot::Opacity, 0.25),
            (Slot::Place(x), 0.75)
        ]
    );
}
