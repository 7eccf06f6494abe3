#!/usr/bin/env bash
# Draws the pictures of the documentation anew: every look in four shapes and in motion, all looks side by side, the
# README's frames, and branding. Needs ffmpeg, and the program, by default that of `cargo build --release`:
#
#   scripts/pictures.sh [program]
set -euo pipefail
cd "$(dirname "$0")/.."

readonly PROGRAM=${1:-target/release/phonoglyph}
readonly SONG=assets/songs/example.mid
readonly IMAGES=docs/images
# The moment that is shown, and the frames of the strips: a beat, and what follows within half a second.
readonly AT=14
readonly STRIP="14.0 14.1 14.2 14.3 14.4 14.5"
readonly JPEG="-q:v 3 -frames:v 1"

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# Words for the looks that show some.
cat > "$work/words.lrc" <<'LRC'
[00:04.00]Paper lanterns on the water
[00:09.00]Every light a letter home
[00:13.20]Let the river carry them over
[00:17.50]Over hills they never roam
[00:22.00]Paper lanterns, burning low
LRC

frame() { # look, size, seconds, output
    "$PROGRAM" frame "$SONG" --look "$1" --width "${2%x*}" --height "${2#*x}" --at "$3" --lyrics "$work/words.lrc" \
        --force -o "$4" > "$work/log" || { cat "$work/log" >&2; exit 1; }
}

compose() { # output, filter, inputs...
    local output=$1 filter=$2 input arguments=()
    shift 2
    for input; do arguments+=(-i "$input"); done
    # shellcheck disable=SC2086
    ffmpeg -y -loglevel error "${arguments[@]}" -filter_complex "$filter" $JPEG "$output"
}

mkdir -p "$IMAGES/looks"
grid=()
for look in $("$PROGRAM" looks | cut -d' ' -f1); do
    shapes=()
    for size in 1920x1080 1080x1080 1080x1350 1080x1920; do
        frame "$look" $size $AT "$work/$look-$size.png"
        shapes+=("$work/$look-$size.png")
    done
    moving=()
    for seconds in $STRIP; do
        frame "$look" 640x360 "$seconds" "$work/$seconds.png"
        moving+=("$work/$seconds.png")
    done
    compose "$IMAGES/looks/$look.jpg" "
        [0]scale=-2:420:flags=area[a];[1]scale=-2:420:flags=area[b];[2]scale=-2:420:flags=area[c];
        [3]scale=-2:420:flags=area[d];[a][b][c][d]hstack=4,scale=1740:-2[above];
        [4]scale=290:-2:flags=area[e];[5]scale=290:-2:flags=area[f];[6]scale=290:-2:flags=area[g];
        [7]scale=290:-2:flags=area[h];[8]scale=290:-2:flags=area[i];[9]scale=290:-2:flags=area[j];
        [e][f][g][h][i][j]hstack=6[below];[above][below]vstack" "${shapes[@]}" "${moving[@]}"
    grid+=("$work/$look-1920x1080.png")
done

scales="" layout="" inputs=""
for i in "${!grid[@]}"; do
    scales+="[$i]scale=480:270:flags=area[g$i];" inputs+="[g$i]" layout+="$((i % 3 * 480))_$((i / 3 * 270))|"
done
compose "$IMAGES/looks.jpg" "$scales${inputs}xstack=inputs=${#grid[@]}:layout=${layout%|}:fill=0x101014" "${grid[@]}"

for size in 1920x1080 1080x1080 1080x1920; do
    "$PROGRAM" frame "$SONG" --width "${size%x*}" --height "${size#*x}" --at $AT --force -o "$work/$size.png" > "$work/log"
done
compose "$IMAGES/landscape.jpg" "scale=1280:720:flags=area" "$work/1920x1080.png"
compose "$IMAGES/shapes.jpg" "[0]scale=-2:720:flags=area,pad=iw+24:ih:0:0:white[a];[1]scale=-2:720:flags=area[b];
    [a][b]hstack" "$work/1080x1080.png" "$work/1080x1920.png"

cards=()
for size in 1920x1080 1080x1080 1080x1350 1080x1920; do
    "$PROGRAM" render "$SONG" --look neon --template social-media-pack --handle youtube=@yourmusic --from 14 --to 15 \
        --preset custom --width "${size%x*}" --height "${size#*x}" --mute --force -o "$work/$size.mp4" > "$work/log" 2>&1
    # The song with its watermark, and the card once it has come.
    for seconds in 0.5 3.3; do
        ffmpeg -y -loglevel error -ss $seconds -i "$work/$size.mp4" -frames:v 1 "$work/$size-$seconds.png"
        cards+=("$work/$size-$seconds.png")
    done
done
row() { # first input, name
    echo "[$1]scale=-2:400:flags=area[$2a];[$(($1 + 2))]scale=-2:400:flags=area[$2b];
        [$(($1 + 4))]scale=-2:400:flags=area[$2c];[$(($1 + 6))]scale=-2:400:flags=area[$2d];
        [$2a][$2b][$2c][$2d]hstack=4[$2];"
}
compose "$IMAGES/branding.jpg" "$(row 0 song)$(row 1 card)[song][card]vstack" "${cards[@]}"
ls -l "$IMAGES"/*.jpg "$IMAGES"/looks/*.jpg
