//! What set text must hold.

use super::bundled::BUNDLED;
use super::*;
use std::sync::Arc;

fn style(size: f32) -> Style {
    Style {
        size,
        ..Style::default()
    }
}

fn plain(text: &str) -> Typeset {
    set(&mut Fonts::bundled(), text, &style(40.0))
}

fn glyph_ids(set: &Typeset) -> Vec<u16> {
    set.glyphs
        .iter()
        .map(|glyph| glyph.placed.cache_key.glyph_id)
        .collect()
}

#[test]
fn hebrew_runs_from_right_to_left_within_english() {
    let set = plain("go שלום on");
    let lefts: Vec<f32> = set.letters.iter().map(|letter| letter.bounds.left).collect();
    assert_eq!(set.letters.len(), 8);
    assert!(lefts[0] < lefts[1] && lefts[6] < lefts[7]);
    assert!(lefts[2..6].windows(2).all(|pair| pair[1] < pair[0]), "{lefts:?}");
    assert!(
        set.letters[2..6]
            .iter()
            .all(|letter| letter.rtl && letter.bounds.left > lefts[1])
    );
    assert!(set.missing.is_empty());
}

#[test]
fn arabic_letters_join() {
    let mut fonts = Fonts::bundled();
    let joined = set(&mut fonts, "بيت", &style(40.0));
    let mut alone = glyph_ids(&set(&mut fonts, "ب ي ت", &style(40.0)));
    let mut forms = glyph_ids(&joined);
    assert_eq!(joined.letters.len(), 3);
    alone.sort_unstable();
    forms.sort_unstable();
    assert_ne!(forms, alone);
    let spaced = Style {
        letter_spacing: 0.5,
        ..style(40.0)
    };
    assert_eq!(
        set(&mut fonts, "بيت", &spaced).width,
        joined.width,
        "space would tear the letters"
    );
}

#[test]
fn chinese_breaks_between_characters_but_not_before_a_stop() {
    let narrow = Style {
        width: Some(220.0),
        balance: false,
        ..style(40.0)
    };
    let set = set(
        &mut Fonts::bundled(),
        "春眠不觉晓。处处闻啼鸟。夜来风雨声。",
        &narrow,
    );
    assert!(set.line_count >= 4, "{} lines", set.line_count);
    for line in &set.lines {
        assert!(line.bounds.right <= 220.0, "{line:?}");
        assert!(
            !set.text[line.range.clone()].starts_with('。'),
            "a stop begins line {}",
            line.line
        );
    }
    assert!(set.words.len() >= 15, "each character can move on its own");
}

#[test]
fn japanese_and_chinese_have_their_own_forms_of_a_character() {
    let (japanese, chinese) = (plain("直に"), plain("直们"));
    assert_ne!(
        japanese.glyphs[0].placed.cache_key.font_id,
        chinese.glyphs[0].placed.cache_key.font_id
    );
    let korean = plain("음악을 들어요");
    assert!(japanese.missing.is_empty() && chinese.missing.is_empty() && korean.missing.is_empty());
}

#[test]
fn marks_stay_on_their_letters() {
    for (text, count) in [
        ("e\u{301}a", 2),
        ("x\u{302}\u{323}y", 2),
        ("שָׁ", 1),
        ("ก็", 1),
        ("น้ำ", 1),
        ("é", 1),
    ] {
        let set = plain(text);
        assert!(set.letters.len() <= count.max(2), "{text}: {:?}", set.letters);
        assert!(set.missing.is_empty(), "{text} lacks {:?}", set.missing);
        let first = &set.letters[0];
        let on_base = |glyph: &&typeset::Glyph| glyph.letter == 0;
        for glyph in set.glyphs.iter().filter(on_base) {
            let x = glyph.placed.x as f32;
            assert!(
                x >= first.bounds.left - 12.0 && x <= first.bounds.right + 12.0,
                "{text}: mark at {x}"
            );
        }
    }
    assert_eq!(plain("e\u{301}a").letters[0].range, 0..3);
}

#[test]
fn emoji_are_pictures_in_colour() {
    let mut fonts = Fonts::bundled();
    for (text, letters) in [
        ("🎺", 1),
        ("👩\u{200D}🎤", 1),
        ("🇯🇵", 1),
        ("👍🏽", 1),
        ("❤\u{FE0F}", 1),
        ("1\u{FE0F}\u{20E3}", 1),
    ] {
        let set = set(&mut fonts, text, &style(64.0));
        assert_eq!(
            (set.letters.len(), set.missing.as_slice()),
            (letters, &[][..]),
            "{text}"
        );
        let drawing = set.draw(&mut fonts, Split::Whole);
        let color = drawing.color.expect("a picture has colours");
        let bright = color
            .iter()
            .filter(|[r, g, b, a]| *a > 200 && r.max(g).max(b) - r.min(g).min(b) > 60);
        assert!(bright.count() > 150, "{text} is grey");
        assert!(
            drawing.cover.iter().all(|cover| cover[0] == 0),
            "{text} is no letter"
        );
    }
    let note = set(&mut fonts, "♪ 12 ❤\u{FE0E}", &style(64.0)).draw(&mut fonts, Split::Whole);
    assert!(note.color.is_none(), "signs and digits are letters");
}

#[test]
fn text_fits_its_box_and_could_not_be_larger() {
    let mut fonts = Fonts::bundled();
    let text = "The quick brown fox jumps over the lazy dog";
    for (width, height) in [(600.0, 90.0), (300.0, 300.0), (90.0, 400.0)] {
        let fit = Fit {
            width,
            height,
            smallest: 4.0,
        };
        let fitted = Style {
            fit: Some(fit),
            letter_spacing: 0.05,
            ..style(400.0)
        };
        let found = set(&mut fonts, text, &fitted);
        assert!(!found.overflows && found.height <= height + 0.1);
        assert!(
            found
                .lines
                .iter()
                .all(|line| line.bounds.right <= width + 0.05 * found.size + 0.1)
        );
        let larger = Style {
            width: Some(width),
            balance: false,
            letter_spacing: 0.05,
            ..style(found.size + 1.0)
        };
        let larger = set(&mut fonts, text, &larger);
        let words = |set: &Typeset| set.words.len();
        assert!(
            larger.height > height || words(&larger) > words(&found),
            "{} px",
            found.size
        );
    }
    let tiny = Fit {
        width: 20.0,
        height: 5.0,
        smallest: 10.0,
    };
    let set = set(
        &mut fonts,
        text,
        &Style {
            fit: Some(tiny),
            ..style(50.0)
        },
    );
    assert!(set.overflows && set.size == 10.0);
}

#[test]
fn a_character_that_no_font_has_is_reported_once_and_left_blank() {
    let mut fonts = Fonts::bundled();
    let found = set(&mut fonts, "a\u{F0001}b\u{F0001}\u{10FFFD}", &style(40.0));
    assert_eq!(found.missing, ['\u{F0001}', '\u{10FFFD}']);
    assert_eq!(found.glyphs.len(), 2, "no box is drawn");
    let world = "Łódź Ελλάδα Привет ქართული Հայերեն नमस्ते สวัสดี বাংলা தமிழ் తెలుగు ગુજરાતી ਪੰਜਾਬੀ ಕನ್ನಡ മലയാളം සිංහල ខ្មែរ ລາວ မြန်မာ አማርኛ ♪♫♭♯𝄞 ½ → ★ ✓ ① ㈱";
    let missing = set(&mut fonts, world, &style(40.0)).missing;
    assert!(missing.is_empty(), "{missing:?}");
}

/// A handwriting font under a name of its own.
fn renamed() -> Vec<u8> {
    let caveat = BUNDLED
        .iter()
        .find(|font| font.family == "Caveat")
        .expect("it is bundled");
    let wide = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<u8>>()
    };
    let mut bytes = caveat.bytes.to_vec();
    for (from, to) in [
        (b"Caveat".to_vec(), b"Cavern".to_vec()),
        (wide("Caveat"), wide("Cavern")),
    ] {
        let mut at = 0;
        while let Some(found) = bytes[at..].windows(from.len()).position(|window| window == from) {
            bytes[at + found..at + found + to.len()].copy_from_slice(&to);
            at += found + to.len();
        }
    }
    bytes
}

#[test]
fn an_uploaded_font_is_used_by_its_name() {
    let mut fonts = Fonts::new(&[Arc::from(renamed())]).expect("it is a font");
    let families = fonts.families();
    assert_eq!(families[0], "Cavern", "{families:?}");
    let mut width = |name: &str| {
        let style = Style {
            family: Family::Named(name.to_owned()),
            ..style(40.0)
        };
        set(&mut fonts, "Handwriting ♪", &style).width
    };
    let (uploaded, same, text, unknown) = (
        width("cavern"),
        width("Caveat"),
        width("Inter"),
        width("None such"),
    );
    assert_eq!(uploaded, same);
    assert!((text - uploaded).abs() > 20.0 && unknown == text);
}

#[test]
fn what_is_no_font_is_refused() {
    let refused = |bytes: &[u8]| Fonts::new(&[Arc::from(bytes)]).expect_err("it is no font");
    assert!(matches!(refused(b""), FontError::Broken(_)));
    assert!(matches!(refused(&[0x55; 4000]), FontError::Broken(_)));
    assert_eq!(refused(b"wOF2 and so on"), FontError::Packed);
    let emoji = BUNDLED
        .iter()
        .find(|font| font.family == "Noto Color Emoji")
        .expect("it is bundled");
    assert_eq!(refused(emoji.bytes), FontError::Pictures("CBDT".to_owned()));
    let large = vec![0; (32 << 20) + 1];
    assert!(matches!(refused(&large), FontError::TooLarge { .. }));
    let many: Vec<Arc<[u8]>> = vec![Arc::from(renamed()); 17];
    assert!(matches!(
        Fonts::new(&many),
        Err(FontError::TooMany { count: 17, most: 16 })
    ));
}

#[test]
fn a_broken_font_never_panics() {
    let font = renamed();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut accepted = 0;
    for round in 0..150 {
        let mut bytes = font.clone();
        let room = if round % 2 == 0 { bytes.len() } else { 4096 };
        (0..1 + round % 12).for_each(|_| bytes[random(room)] = random(256) as u8);
        if round % 10 == 0 {
            bytes.truncate(random(font.len()));
        }
        if let Ok(mut fonts) = Fonts::new(&[Arc::from(bytes)]) {
            accepted += 1;
            let family = fonts.families()[0].clone();
            let style = Style {
                family: Family::Named(family),
                ..style(30.0)
            };
            set(&mut fonts, "Quiz & Fjord, naïve ЖЮ", &style).draw(&mut fonts, Split::Words);
        }
    }
    assert!(accepted > 20, "{accepted} of the fonts could be read");
}

#[test]
fn parts_hold_all_their_ink_and_nothing_else() {
    let mut fonts = Fonts::bundled();
    let fancy = Style {
        family: Family::Named("EB Garamond".to_owned()),
        width: Some(420.0),
        outline: 3.0,
        shadow: Some(Shadow {
            blur: 8.0,
            offset: [3.0, 4.0],
            opacity: 0.8,
        }),
        ..style(60.0)
    };
    let set = set(&mut fonts, "Qu'jfly 🎹 סוף, V\u{302}AT", &fancy);
    let whole = set.draw(&mut fonts, Split::Whole);
    for split in [Split::Letters, Split::Words, Split::Lines] {
        let drawing = set.draw(&mut fonts, split);
        assert_eq!(drawing.split, split);
        assert_eq!(together(&drawing), together(&whole), "{split:?}");
        for part in &drawing.parts {
            assert!(
                edge(&drawing, part).all(|cover| cover == [0; 4]),
                "{split:?} {part:?} is cut"
            );
        }
    }
    assert_eq!(
        set.draw(&mut fonts, Split::Letters).parts.len(),
        set.letters.len()
    );
}

/// Letters and outline of all parts at their places, by place.
fn together(drawing: &Drawing) -> std::collections::BTreeMap<(i32, i32), [u8; 2]> {
    let mut pixels = std::collections::BTreeMap::new();
    for part in &drawing.parts {
        for (x, y) in (0..part.size[1]).flat_map(|y| (0..part.size[0]).map(move |x| (x, y))) {
            let [letters, outline, ..] = pixel(drawing, part, x, y);
            if outline > 0 {
                let at = (part.place[0] + x as i32, part.place[1] + y as i32);
                let old = pixels.entry(at).or_insert([0; 2]);
                *old = [old[0].max(letters), old[1].max(outline)];
            }
        }
    }
    pixels
}

fn pixel(drawing: &Drawing, part: &Part, x: u32, y: u32) -> [u8; 4] {
    drawing.cover[((part.at[1] + y) * drawing.width + part.at[0] + x) as usize]
}

fn edge<'a>(drawing: &'a Drawing, part: &'a Part) -> impl Iterator<Item = [u8; 4]> + 'a {
    let [width, height] = part.size;
    let rows = (0..width).flat_map(move |x| [(x, 0), (x, height - 1)]);
    let columns = (0..height).flat_map(move |y| [(0, y), (width - 1, y)]);
    rows.chain(columns).map(move |(x, y)| pixel(drawing, part, x, y))
}

#[test]
fn lines_stand_where_they_are_told() {
    let mut fonts = Fonts::bundled();
    let mut lefts = |text: &str, align| {
        let style = Style {
            width: Some(800.0),
            align,
            ..style(40.0)
        };
        let set = set(&mut fonts, text, &style);
        (set.lines[0].bounds.left, 800.0 - set.lines[0].bounds.right)
    };
    for (text, align) in [
        ("one", Align::Start),
        ("one", Align::Left),
        ("אחד", Align::End),
        ("אחד", Align::Left),
    ] {
        assert!(lefts(text, align).0.abs() < 0.1, "{text} {align:?}");
    }
    for (text, align) in [("one", Align::End), ("one", Align::Right), ("אחד", Align::Start)] {
        assert!(lefts(text, align).1.abs() < 0.1, "{text} {align:?}");
    }
    let (left, right) = lefts("one", Align::Center);
    assert!((left - right).abs() < 0.1 && left > 300.0);
}

#[test]
fn letter_spacing_stands_between_letters_only() {
    let mut fonts = Fonts::bundled();
    let spaced = Style {
        letter_spacing: 0.25,
        align: Align::Center,
        width: Some(900.0),
        ..style(40.0)
    };
    let (tight, wide) = (
        set(&mut fonts, "MOON", &style(40.0)),
        set(&mut fonts, "MOON", &spaced),
    );
    let ink = |set: &Typeset| set.letters[3].bounds.left - set.letters[0].bounds.left;
    assert!((ink(&wide) - ink(&tight) - 30.0).abs() < 0.5);
    let (left, right) = (
        wide.letters[0].bounds.left,
        900.0 - wide.letters[3].bounds.right + 10.0,
    );
    assert!(
        (left - right).abs() < 0.6,
        "the last letter's space is not centred: {left}, {right}"
    );
}

#[test]
fn lines_are_about_equally_long() {
    let mut fonts = Fonts::bundled();
    let title = |balance| Style {
        width: Some(700.0),
        align: Align::Center,
        balance,
        ..style(50.0)
    };
    let text = "Nocturne in E flat major for the left hand";
    let (full, even) = (
        set(&mut fonts, text, &title(false)),
        set(&mut fonts, text, &title(true)),
    );
    let difference = |set: &Typeset| {
        let widths = set.lines.iter().map(|line| line.bounds.right - line.bounds.left);
        widths.clone().fold(0.0, f32::max) - widths.fold(f32::MAX, f32::min)
    };
    assert_eq!(full.line_count, even.line_count);
    assert!(difference(&even) < difference(&full));
    let middle = |line: &Unit| (line.bounds.left + line.bounds.right) / 2.0;
    assert!(even.lines.iter().all(|line| (middle(line) - 350.0).abs() < 1.0));
}

#[test]
fn words_and_ranges_are_found() {
    let set = plain("Hello, wide\nworld 音楽が");
    let words: Vec<&str> = set
        .words
        .iter()
        .map(|word| &set.text[word.range.clone()])
        .collect();
    assert_eq!(words, ["Hello,", "wide", "world", "音", "楽", "が"]);
    assert_eq!((set.line_count, set.lines.len()), (2, 2));
    let range = set.text.find("wide").expect("it is there")..set.text.find("音").expect("it is there");
    let rects = set.rects(&range);
    assert_eq!(rects.len(), 2, "one on each line");
    assert_eq!(
        (rects[0].left, rects[0].right),
        (set.words[1].bounds.left, set.words[1].bounds.right)
    );
    assert!(set.rects(&(3..3)).is_empty());
}

#[test]
fn digits_are_equally_wide_where_they_should_be() {
    let mut fonts = Fonts::bundled();
    let mut difference = |tabular| {
        let counter = Style {
            tabular,
            ..style(40.0)
        };
        let widths = ["11:11", "08:48"].map(|text| set(&mut fonts, text, &counter).width);
        (widths[0] - widths[1]).abs()
    };
    // The font's own digits differ by two thousandths of a letter's size at the most.
    assert!(difference(true) < 0.08);
    assert!(difference(false) > 5.0);
}

#[test]
fn hostile_text_is_bounded() {
    let mut fonts = Fonts::bundled();
    let marks = "a".to_owned() + &"\u{301}\u{316}".repeat(50_000);
    let mixed = "שa\u{202E}١\u{2066}漢🇯\u{200D}".repeat(1000);
    let narrow = Style {
        width: Some(3.0),
        outline: f32::INFINITY,
        size: f32::NAN,
        ..style(40.0)
    };
    for text in [marks.as_str(), mixed.as_str(), "", "\n\n\n", " \u{AD}\u{200B}"] {
        for style in [style(12.0), narrow.clone()] {
            let set = set(&mut fonts, text, &style);
            assert_eq!(set.cut, text.len() > 10_000);
            let drawing = set.draw(&mut fonts, Split::Letters);
            assert_eq!(drawing.cover.len(), (drawing.width * drawing.height) as usize);
        }
    }
    let huge = set(&mut fonts, &"W".repeat(4000), &style(1e9)).draw(&mut fonts, Split::Letters);
    assert!(huge.width <= 8192 && huge.height <= 8192 && huge.split == Split::Whole);
}
