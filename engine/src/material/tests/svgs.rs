use super::*;

fn drawn(inside: &str) -> Result<Picture, MaterialError> {
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 40 20\">{inside}</svg>"
    );
    svg(text.as_bytes(), 80)
}

fn refused(inside: &str) -> String {
    drawn(inside).expect_err(inside).to_string()
}

#[test]
fn a_drawing_has_the_longest_side_that_is_asked_for() {
    let found = drawn("<rect width='20' height='20' fill='#ff0000' fill-opacity='0.5'/>").unwrap();
    assert_eq!((found.width, found.height), (80, 40));
    let left: [u8; 4] = found.rgba[..4].try_into().unwrap();
    assert!(
        left[0].abs_diff(128) < 2 && left[3].abs_diff(128) < 2 && left[1] == 0,
        "{left:?}"
    );
    assert_eq!(found.rgba[79 * 4..80 * 4], [0; 4]);
}

#[test]
fn a_drawing_is_recognised_behind_its_prolog() {
    let body =
        "<svg xmlns='http://www.w3.org/2000/svg' width='4' height='2'><rect width='4' height='2'/></svg>";
    let long = "x".repeat(9000);
    for prolog in [
        "",
        "\u{FEFF}<?xml version='1.0'?>\n<!-- a <svg> -->\n",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>",
        "<!DOCTYPE svg [ <!ENTITY ns 'http://example.com'> ]>",
        &format!("<!-- {long} -->"),
    ] {
        let found = picture(format!("{prolog}{body}").as_bytes())
            .unwrap_or_else(|error| panic!("{prolog:.40}: {error}"));
        assert_eq!((found.width, found.height), (2048, 1024));
    }
    assert!(picture(b"<html><svg/></html>").is_err());
}

#[test]
fn text_is_drawn() {
    let found =
        drawn("<text x='2' y='16' font-size='16' font-family='Nowhere' fill='#fff'>Ab</text>").unwrap();
    assert!(found.rgba.iter().any(|value| *value > 200));
}

#[test]
fn what_is_not_a_drawing_is_refused_by_name() {
    let cases = [
        ("<script>alert(1)</script>", "<script>"),
        ("<rect onload='alert(1)'/>", "the attribute onload"),
        ("<foreignObject><p/></foreignObject>", "<foreignObject>"),
        ("<image href='file:///etc/passwd'/>", "<image>"),
        ("<image xlink:href='data:image/png;base64,AAAA'/>", "<image>"),
        (
            "<use href='other.svg#a'/>",
            "a reference to another file in <use>",
        ),
        (
            "<use xlink:href='https://example.com/a.svg#a'/>",
            "nothing outside the drawing is opened",
        ),
        ("<defs><marker id='m'/></defs>", "<marker>"),
        ("<rect", "SVG cannot be read"),
    ];
    for (inside, wanted) in cases {
        assert!(refused(inside).contains(wanted), "{}", refused(inside));
    }
}

#[test]
fn nothing_is_made_of_entities_of_entities() {
    let bomb = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&b;</text></svg>";
    assert!(
        picture(bomb.as_bytes())
            .unwrap_err()
            .to_string()
            .contains("entities made of entities")
    );
    let outside = "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&x;</text></svg>";
    assert!(
        picture(outside.as_bytes())
            .unwrap_err()
            .to_string()
            .contains("SVG cannot be read")
    );
    let long = format!(
        "<!DOCTYPE svg [<!ENTITY x '{}'>]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>{}</text></svg>",
        "x".repeat(100_000),
        "&x;".repeat(1000)
    );
    assert!(
        picture(long.as_bytes())
            .unwrap_err()
            .to_string()
            .contains("bytes of entities")
    );
}

#[test]
fn uses_are_counted_as_if_they_were_written_out() {
    let mut nested = "<g id='g0'><rect width='1' height='1'/></g>".to_owned();
    for level in 1..20 {
        let below = level - 1;
        nested += &format!(
            "<g id='g{level}'>{}</g>",
            format!("<use href='#g{below}'/>").repeat(10)
        );
    }
    assert!(refused(&nested).contains("elements, uses written out"));
    let circle = "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g><rect width='9' height='9'/>";
    assert!(refused(circle).contains("SVG cannot be read"));
    let mut patterns = String::new();
    for level in 0..20 {
        let rect = format!("<rect width='9' height='9' fill='url(#p{})'/>", level + 1);
        patterns += &format!(
            "<pattern id='p{level}' width='1' height='1'>{}</pattern>",
            rect.repeat(10)
        );
    }
    assert!(
        refused(&format!("{patterns}<rect width='9' height='9' fill='url(#p0)'/>"))
            .contains("uses written out")
    );
}

#[test]
fn deep_nesting_and_long_chains_are_refused() {
    assert!(
        refused(&format!("{}{}", "<g>".repeat(100_000), "</g>".repeat(100_000)))
            .contains("SVG cannot be read")
    );
    assert!(
        refused(&format!("{}{}", "<g>".repeat(100), "</g>".repeat(100)))
            .contains("levels of nested elements")
    );
    let chain = |count: usize| -> String {
        let clip = |at: usize| {
            format!(
                "<clipPath id='c{at}' clip-path='url(#c{})'><rect width='9' height='9'/></clipPath>",
                at + 1
            )
        };
        (0..count).map(clip).collect::<String>() + "<rect width='9' height='9' clip-path='url(#c0)'/>"
    };
    assert!(refused(&chain(1001)).contains("clip paths, masks, patterns and filters"));
    // As deep as the rules allow: drawn or refused, and the stack holds.
    let _ = drawn(&chain(1000));
}

#[test]
fn endless_work_is_refused() {
    let dashes = "<path d='M0 0H40' stroke='#fff' stroke-dasharray='0.000001'/>";
    assert!(refused(dashes).contains("pieces of paths"));
    let pattern = "<pattern id='p' width='1000000' height='1000000' patternUnits='userSpaceOnUse'><rect width='9' height='9'/></pattern><rect width='9' height='9' fill='url(#p)'/>";
    assert!(refused(pattern).contains("pixels"));
    let noise = "<filter id='f'><feTurbulence numOctaves='4000000000' baseFrequency='1'/></filter><rect width='9' height='9' filter='url(#f)'/>";
    assert!(refused(noise).contains("octaves"));
    let layers = format!(
        "{}<rect width='40' height='20'/>{}",
        "<g opacity='0.9'>".repeat(60),
        "</g>".repeat(60)
    );
    let text = format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>{layers}</svg>");
    assert!(
        svg(text.as_bytes(), 3840)
            .unwrap_err()
            .to_string()
            .contains("pixels of layers")
    );
    let painted = "<rect width='40' height='20'/>".repeat(2000);
    let text = format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>{painted}</svg>");
    assert!(
        svg(text.as_bytes(), 2048)
            .unwrap_err()
            .to_string()
            .contains("pixels to be painted")
    );
}

#[test]
fn a_huge_drawing_is_drawn_small() {
    let text = "<svg xmlns='http://www.w3.org/2000/svg' width='100000' height='100000'><rect width='100000' height='100000' fill='#0f0'/></svg>";
    let found = svg(text.as_bytes(), 64).unwrap();
    assert_eq!((found.width, found.height, found.rgba[1]), (64, 64, 255));
    let thin = "<svg xmlns='http://www.w3.org/2000/svg' width='100000' height='1'><rect width='9' height='9'/></svg>";
    assert_eq!(svg(thin.as_bytes(), 64).unwrap().height, 1);
    let vast = "<svg xmlns='http://www.w3.org/2000/svg' width='1000000' height='1000000'/>";
    assert!(
        svg(vast.as_bytes(), 64)
            .unwrap_err()
            .to_string()
            .contains("1000000 units a side")
    );
}

#[test]
fn edges_are_counted_by_the_rows_they_cross() {
    let path = |lines: usize| {
        let zigzag = " L4000 4000 L0 4000 L4000 0".repeat(lines);
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='4000' height='4000'><path stroke='#f00' d='M0 0{zigzag}'/></svg>"
        )
    };
    assert!(svg(path(100).as_bytes(), 64).is_ok());
    let error = svg(path(200_000).as_bytes(), 2048).unwrap_err().to_string();
    assert!(error.contains("rows crossed by edges"), "{error}");
}
