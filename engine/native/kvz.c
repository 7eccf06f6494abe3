/* H.265 through kvazaar: one thread, no frames held back, the quantiser of every picture given by the caller.
 *
 * The library has no call for the quantiser of a picture, but takes a map of differences to the one it was opened
 * with; a map of one cell is the same for all of the picture. */
#include "codec.h"
#include <kvazaar.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The quantiser that differences are taken from. */
#define BASE 26

typedef struct {
    const kvz_api *api;
    kvz_encoder *codec;
    uint8_t *bytes;
    size_t room;
    int width;
    int height;
    /* Rounded up to whole blocks of 8 samples, which the library reads; it signals what is to be cut off. */
    int coded_width;
    int coded_height;
} encoder;

static int set(const kvz_api *api, kvz_config *config, const char *name, const char *value) {
    return api->config_parse(config, name, value);
}

static int set_number(const kvz_api *api, kvz_config *config, const char *name, int value) {
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    return set(api, config, name, text);
}

static int fill(const kvz_api *api, kvz_config *config, const ph_settings *s) {
    /* What the library calls ultrafast, without its printing of it; and with sample adaptive offset at edges, which
     * mends dark gradients: half a decibel of SSIM for a quarter more time. */
    static const char *const tools[][2] = {
        {"rd", "0"}, {"me", "hexbs"}, {"bipred", "0"}, {"deblock", "0:0"},
        {"signhide", "0"}, {"subme", "0"}, {"sao", "edge"}, {"rdoq", "0"}, {"rdoq-skip", "0"},
        {"transform-skip", "0"}, {"mv-rdo", "0"}, {"full-intra-search", "0"}, {"smp", "0"}, {"amp", "0"},
        {"cu-split-termination", "zero"}, {"me-early-termination", "sensitive"}, {"intra-rdo-et", "0"},
        {"early-skip", "1"}, {"fast-residual-cost", "28"}, {"max-merge", "5"},
    };
    size_t count = sizeof tools / sizeof tools[0];
    char rate[32];
    int level[2] = {s->level / 10, s->level % 10};
    char level_name[16];
    snprintf(rate, sizeof rate, "%d/%d", s->rate_num, s->rate_den);
    snprintf(level_name, sizeof level_name, "%d.%d", level[0], level[1]);
    for (size_t i = 0; i < count; i++) {
        if (!set(api, config, tools[i][0], tools[i][1])) return 0;
    }
    /* By hand, because the library reads ranges with strtok, whose place all threads of the process share. */
    config->pu_depth_intra.min[0] = 2;
    config->pu_depth_intra.max[0] = 3;
    config->pu_depth_inter.min[0] = 1;
    config->pu_depth_inter.max[0] = 2;
    return set_number(api, config, "width", s->width)
        && set_number(api, config, "height", s->height)
        && set(api, config, "input-fps", rate)
        && set_number(api, config, "threads", 0)
        && set_number(api, config, "owf", 0)
        && set(api, config, "gop", "0")
        && set(api, config, "ref", "1")
        && set_number(api, config, "period", s->gop)
        && set(api, config, "open-gop", "0")
        && set_number(api, config, "vps-period", 0)
        && set_number(api, config, "qp", BASE)
        && set(api, config, "intra-qp-offset", "0")
        && set(api, config, "set-qp-in-cu", "1")
        && set(api, config, "hash", "none")
        && set(api, config, "info", "0")
        && set(api, config, "aud", "0")
        && set(api, config, "level", level_name)
        && set(api, config, "sar", "1:1")
        && set(api, config, "range", "tv")
        && set(api, config, "colorprim", "bt709")
        && set(api, config, "transfer", "bt709")
        && set(api, config, "colormatrix", "bt709");
}

void *ph_kvz_open(const ph_settings *s, int32_t *error) {
    encoder *e = calloc(1, sizeof *e);
    kvz_config *config;
    *error = 1;
    if (!e) return NULL;
    e->api = kvz_api_get(8);
    e->width = s->width;
    e->height = s->height;
    e->coded_width = s->width + (-s->width & 7);
    e->coded_height = s->height + (-s->height & 7);
    config = e->api->config_alloc();
    if (config) {
        *error = 2;
        if (e->api->config_init(config) && fill(e->api, config, s)) {
            config->enable_logging_output = 0;
            *error = 3;
            e->codec = e->api->encoder_open(config);
        }
        e->api->config_destroy(config);
    }
    if (!e->codec) {
        free(e);
        return NULL;
    }
    *error = 0;
    return e;
}

/* Copies a plane and repeats its last column and row to the edge of what is coded. */
static void copy(const uint8_t *from, int stride, int width, int height, uint8_t *to, int to_stride, int to_width, int to_height) {
    for (int y = 0; y < to_height; y++) {
        const uint8_t *row = from + (size_t)(y < height ? y : height - 1) * (size_t)stride;
        memcpy(to, row, (size_t)width);
        memset(to + width, row[width - 1], (size_t)(to_width - width));
        to += to_stride;
    }
}

static int gather(encoder *e, const kvz_data_chunk *chunk, size_t length, ph_packet *out) {
    if (e->room < length) {
        uint8_t *larger = realloc(e->bytes, length);
        if (!larger) return 0;
        e->bytes = larger;
        e->room = length;
    }
    for (out->size = 0; chunk && out->size + chunk->len <= length; chunk = chunk->next) {
        memcpy(e->bytes + out->size, chunk->data, chunk->len);
        out->size += chunk->len;
    }
    out->data = e->bytes;
    return 1;
}

int32_t ph_kvz_encode(void *handle, const ph_picture *p, ph_packet *out) {
    encoder *e = handle;
    kvz_data_chunk *chunks = NULL;
    kvz_frame_info info;
    uint32_t length = 0;
    int done;
    kvz_picture *picture = e->api->picture_alloc(e->coded_width, e->coded_height);
    out->size = 0;
    if (!picture) return 1;
    picture->roi.roi_array = malloc(1);
    if (!picture->roi.roi_array) {
        e->api->picture_free(picture);
        return 1;
    }
    picture->roi.roi_array[0] = (int8_t)(p->quantiser - BASE);
    picture->roi.width = picture->roi.height = 1;
    copy(p->planes[0], p->strides[0], e->width, e->height, picture->y, picture->stride, e->coded_width, e->coded_height);
    copy(p->planes[1], p->strides[1], e->width / 2, e->height / 2, picture->u, picture->stride / 2, e->coded_width / 2, e->coded_height / 2);
    copy(p->planes[2], p->strides[2], e->width / 2, e->height / 2, picture->v, picture->stride / 2, e->coded_width / 2, e->coded_height / 2);
    picture->pts = p->index;
    done = e->api->encoder_encode(e->codec, picture, &chunks, &length, NULL, NULL, &info);
    e->api->picture_free(picture);
    if (done && chunks) {
        done = gather(e, chunks, length, out);
        out->key = info.nal_unit_type == KVZ_NAL_IDR_W_RADL || info.nal_unit_type == KVZ_NAL_IDR_N_LP;
    }
    if (chunks) e->api->chunk_free(chunks);
    return done ? 0 : 4;
}

void ph_kvz_close(void *handle) {
    encoder *e = handle;
    e->api->encoder_close(e->codec);
    free(e->bytes);
    free(e);
}
