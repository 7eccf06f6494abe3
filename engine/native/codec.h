/* What the encoders written in C have in common, as `encode/native.rs` knows them.
 *
 * Each library's header is read by the compiler here, so that what is built fits the version that is installed. */
#ifndef PHONOGLYPH_CODEC_H
#define PHONOGLYPH_CODEC_H

#include <stddef.h>
#include <stdint.h>

/* What an encoder is opened with. Widths and heights are even. */
typedef struct {
    int32_t width;
    int32_t height;
    /* Frames a second, as a fraction. */
    int32_t rate_num;
    int32_t rate_den;
    /* Frames from one keyframe to the next. */
    int32_t gop;
    /* The codec's own number for how hard it tries. */
    int32_t speed;
    /* The codec's own number for the level. */
    int32_t level;
    /* Whether the pictures are the alpha of others: full range and without colours. */
    int32_t alpha;
} ph_settings;

/* A picture to compress: planes in 4:2:0 that are read during the call only. */
typedef struct {
    const uint8_t *planes[3];
    int32_t strides[3];
    /* Frames since the start of the segment. */
    int64_t index;
    int32_t key;
    /* The quantiser on the codec's own scale. */
    int32_t quantiser;
} ph_picture;

/* A compressed picture; its bytes live until the next call. */
typedef struct {
    const uint8_t *data;
    size_t size;
    int32_t key;
} ph_packet;

#endif
