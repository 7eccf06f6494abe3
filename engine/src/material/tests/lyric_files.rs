use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Lyrics {
    lyrics(text.as_bytes()).unwrap()
}

fn shown(lyrics: &Lyrics) -> Vec<(f64, f64, String)> {
    lyrics
        .lines
        .iter()
        .map(|line| (line.start, line.end, line.text()))
        .collect()
}

fn line(start: f64, end: f64, text: &str) -> (f64, f64, String) {
    (start, end, text.to_owned())
}

#[test]
fn lines_of_lrc_end_where_the_next_begins() {
    let text =
        "\u{FEFF}[ti:Evening]\r\n[00:12.50]First line\r\n[00:17.20] Second \r\n[00:20.00]\r\n[01:05]Last";
    let wanted = [
        line(12.5, 17.2, "First line"),
        line(17.2, 20.0, "Second"),
        line(65.0, 71.0, "Last"),
    ];
    assert_eq!(shown(&read(text)), wanted);
}

#[test]
fn a_line_may_be_sung_at_several_times_and_all_of_it_earlier() {
    let text = "[offset:+500]\n[00:10.00][00:30.00]Refrain\n[00:20.00]Verse\n";
    let wanted = [
        line(9.5, 19.5, "Refrain"),
        line(19.5, 29.5, "Verse"),
        line(29.5, 35.5, "Refrain"),
    ];
    assert_eq!(shown(&read(text)), wanted);
}

#[test]
fn stamps_of_words_give_words_their_times() {
    let read = read("[00:10.00][00:40.00]<00:10.00>Ave <00:11.00>Ma<00:12.00>ria<00:14.00>\n[00:16.00]x\n");
    let words = &read.lines[0].words;
    let times: Vec<_> = words
        .iter()
        .map(|word| (word.text.as_str(), word.start, word.end))
        .collect();
    assert_eq!(times, [("Ave ", 10.0, 11.0), ("Maria", 11.0, 14.0)]);
    assert_eq!(words[1].sung(12.0), 0.4);
    assert_eq!(words[1].sung(13.0), 0.7);
    assert_eq!(read.lines[0].end, 14.0);
    let again = &read.lines[2].words;
    assert_eq!((again[1].start, again[1].end), (41.0, 44.0));
}

#[test]
fn words_without_stamps_share_their_line_by_letters() {
    let line = &read("[00:10.00]one three\n[00:18.00]\n").lines[0];
    let times: Vec<_> = line.words.iter().map(|word| (word.start, word.end)).collect();
    assert_eq!(times, [(10.0, 13.0), (13.0, 18.0)]);
}

#[test]
fn scripts_without_spaces_have_a_word_for_each_character() {
    let line = &read("[00:01.00]夜の歌 ok\n[00:02.00]\n").lines[0];
    let words: Vec<_> = line.words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(words, ["夜", "の", "歌 ", "ok"]);
    assert_eq!(line.text(), "夜の歌 ok");
}

#[test]
fn srt_has_its_own_ends_and_loses_its_tags() {
    let text = "1\r\n00:00:01,000 --> 00:00:04,500\r\n{\\an8}<i>Two</i>\r\n<font color=\"red\">lines</font> < 3\r\n\r\n2\r\n01:00:00,5 --> 01:00:02,000 X1:10\r\nLater\r\n3\r\n01:00:03,000 --> 01:00:04,000\r\nEnd";
    let wanted = [
        line(1.0, 4.5, "Two lines < 3"),
        line(3600.5, 3602.0, "Later"),
        line(3603.0, 3604.0, "End"),
    ];
    assert_eq!(shown(&read(text)), wanted);
}

#[test]
fn other_encodings_are_read() {
    let text = "[00:01.00]Für Élise\n[00:02.00]";
    let utf16 = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let latin: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
    for bytes in [utf16(true), utf16(false), latin, text.as_bytes().to_vec()] {
        assert_eq!(lyrics(&bytes).unwrap().lines[0].text(), "Für Élise");
        assert_eq!(
            recognise(&bytes).map(|found| found.media_type),
            Some("application/x-lrc")
        );
    }
}

#[test]
fn lines_are_found_by_their_time() {
    let lyrics = read("1\n00:00:01,000 --> 00:00:05,000\nA\n\n2\n00:00:03,000 --> 00:00:04,000\nB\n");
    let at = |time| {
        lyrics
            .lines_at(time)
            .map(LyricLine::text)
            .collect::<Vec<_>>()
            .join("+")
    };
    assert_eq!(
        [at(0.9), at(1.0), at(3.5), at(4.0), at(5.0)],
        ["", "A", "A+B", "A", ""]
    );
}

#[test]
fn what_has_no_times_or_too_much_is_refused() {
    let refused = |text: &str| lyrics(text.as_bytes()).unwrap_err().to_string();
    assert!(refused("only words\n").contains("no line has a time"));
    assert!(refused("[ti:Song]\n[00:99:99:99.1]x").contains("no line has a time"));
    assert!(refused(&format!("[00:01.00]{}", "la ".repeat(400))).contains("at most 1000"));
    assert!(refused(&"[00:01.00]".repeat(10_001)).contains("at most 10000"));
    assert!(refused(&" ".repeat((1 << 20) + 1)).contains("at most 1048576"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes)?;
    }

    #[test]
    fn any_lines_keep_their_promises(
        lines in prop::collection::vec("(\\[[0-9]{1,3}:[0-9]{2}([.:][0-9]{1,3})?\\]){0,2}(<[0-9]{1,2}:[0-9]{2}\\.[0-9]{1,3}>| |[a-zé夜-]){0,12}|\\[offset:-?[0-9]{1,6}\\]|00:00:[0-9]{2},[0-9]{1,3} --> 00:0[0-9]:[0-9]{2},000", 0..30),
    ) {
        check(lines.join("\n").as_bytes())?;
    }
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(lyrics) = lyrics(bytes) else { return Ok(()) };
    prop_assert!(lyrics.lines.is_sorted_by_key(|line| line.start));
    for line in &lyrics.lines {
        prop_assert!(line.start < line.end && !line.words.is_empty());
        for word in &line.words {
            prop_assert!(
                line.start <= word.start && word.start <= word.end && word.end <= line.end,
                "{line:?}"
            );
            let letters: usize = word.syllables.iter().map(|syllable| syllable.letters).sum();
            prop_assert_eq!(letters, word.text.trim_end().chars().count());
            prop_assert!((0.0..=1.0).contains(&word.sung(line.start)));
        }
    }
    Ok(())
}
