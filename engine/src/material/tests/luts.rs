use super::*;
use proptest::prelude::*;

const NEGATIVE: &str =
    "# a film\nTITLE \"Negative\"\nLUT_3D_SIZE 2\n1 1 1\n0 1 1\n1 0 1\n0 0 1\n1 1 0\n0 1 0\n1 0 0\n0 0 0\n";

fn close(found: [f32; 3], wanted: [f32; 3]) {
    let near = found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-5);
    assert!(near, "{found:?} is not {wanted:?}");
}

#[test]
fn a_cube_is_read_red_first_and_interpolated() {
    let lut = lut(NEGATIVE.as_bytes()).unwrap();
    assert_eq!(lut.title.as_deref(), Some("Negative"));
    close(lut.apply([1.0, 0.0, 0.0]), [0.0, 1.0, 1.0]);
    close(lut.apply([0.25, 0.5, 0.9]), [0.75, 0.5, 0.1]);
    close(lut.apply([-3.0, 9.0, f32::NAN]), [1.0, 0.0, 1.0]);
}

#[test]
fn a_table_for_the_device_has_red_first() {
    let table = lut(NEGATIVE.as_bytes()).unwrap().table(3);
    assert_eq!(table.len(), 27);
    assert_eq!(table[1], [0.5, 1.0, 1.0, 1.0]);
    assert_eq!(table[9], [1.0, 1.0, 0.5, 1.0]);
}

#[test]
fn a_curve_has_its_domain() {
    let text = "LUT_1D_SIZE 3\r\nDOMAIN_MIN 0 0 -1\r\nDOMAIN_MAX 2 1 1\r\n0 0 0\r\n0.5 0.1 0.5\r\n1 1 1\r\n";
    let lut = lut(text.as_bytes()).unwrap();
    close(lut.apply([1.0, 0.5, 0.0]), [0.5, 0.1, 0.5]);
    close(lut.apply([3.0, 0.75, -0.5]), [1.0, 0.55, 0.25]);
}

#[test]
fn a_curve_may_stand_before_a_cube() {
    let cube = NEGATIVE.split_once("LUT_3D_SIZE 2\n").unwrap().1;
    let text = format!(
        "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 1\nLUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0 0.5\n0 0 0\n.5 .5 .5\n{cube}"
    );
    close(
        lut(text.as_bytes()).unwrap().apply([1.0, 0.5, 0.0]),
        [0.0, 0.5, 1.0],
    );
}

#[test]
fn what_is_no_table_is_refused_with_its_line() {
    let cases = [
        ("", "neither LUT_1D_SIZE nor LUT_3D_SIZE"),
        ("0 0 0\n", "line 1: a colour stands before"),
        ("LUT_3D_SIZE 65\n", "line 1: the size \"65\" must be from 2 to 64"),
        ("LUT_3D_SIZE 1\n", "from 2 to 64"),
        ("LUT_1D_SIZE 99999999999999999999\n", "from 2 to 65536"),
        ("LUT_1D_SIZE 2\n0 0 0\n", "1 colours of the 2"),
        (
            "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n1 1 1\n",
            "line 4: there are more than the 2",
        ),
        (
            "LUT_1D_SIZE 2\n0 0 NaN\n1 1 1\n",
            "line 2: \"NaN\" is no finite number",
        ),
        ("LUT_1D_SIZE 2\n0 0 1e39\n1 1 1\n", "no finite number"),
        ("LUT_1D_SIZE 2\n0 0\n1 1 1\n", "fewer than 3 numbers"),
        ("LUT_1D_SIZE 2\n0 0 0 0\n1 1 1\n", "stands after 3 numbers"),
        ("LUT_1D_SIZE 2\nDOMAIN_MAX 0 1 1\n0 0 0\n1 1 1\n", "is empty"),
        ("LUT_1D_SIZE 2\nDOMAIN_MIN 2 0 0\n0 0 0\n1 1 1\n", "is empty"),
    ];
    for (text, wanted) in cases {
        let error = lut(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(wanted), "{text:?}: {error}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(
        lines in prop::collection::vec("(LUT_[13]D_SIZE [0-9]{1,2}|DOMAIN_(MIN|MAX) .{0,12}|-?[0-9.e]{1,6}( -?[0-9.e]{1,6}){2}|.{0,20})", 0..40),
        color in prop::array::uniform3(any::<f32>()),
    ) {
        if let Ok(lut) = lut(lines.join("\n").as_bytes()) {
            prop_assert!(lut.apply(color).iter().all(|value| value.is_finite()));
            prop_assert_eq!(lut.table(4).len(), 64);
        }
    }

    #[test]
    fn any_curve_stays_within_its_colors(values in prop::collection::vec(prop::array::uniform3(-1e6_f32..1e6), 2..40), at in any::<f32>()) {
        let colors: String = values.iter().map(|[r, g, b]| format!("{r} {g} {b}\n")).collect();
        let lut = lut(format!("LUT_1D_SIZE {}\n{colors}", values.len()).as_bytes()).unwrap();
        let red = lut.apply([at; 3])[0];
        let (low, high) = values.iter().fold((f32::MAX, f32::MIN), |(low, high), [r, ..]| (low.min(*r), high.max(*r)));
        prop_assert!((low - 1.0..=high + 1.0).contains(&red));
    }
}
