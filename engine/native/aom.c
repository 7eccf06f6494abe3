/* AV1 through libaom: one thread, no frames held back, the quantiser of every picture given by the caller. */
#include "codec.h"
#include <stdlib.h>
#include <aom/aomcx.h>
#include <aom/aom_encoder.h>

typedef struct {
    aom_codec_ctx_t codec;
    aom_codec_enc_cfg_t config;
    int width;
    int height;
} encoder;

static int set_up(encoder *e, const ph_settings *s) {
    aom_codec_ctx_t *c = &e->codec;
    /* Tiles of 256 pixels and more let players decode with several threads. */
    int tiles = s->width >= 1024 ? 2 : s->width >= 512 ? 1 : 0;
    int error = aom_codec_control(c, AOME_SET_CPUUSED, s->speed);
    if (!error) error = aom_codec_control(c, AV1E_SET_ROW_MT, 1);
    if (!error) error = aom_codec_control(c, AV1E_SET_TILE_COLUMNS, tiles);
    if (!error) error = aom_codec_control(c, AV1E_SET_AQ_MODE, 0);
    if (!error) error = aom_codec_control(c, AV1E_SET_ENABLE_ORDER_HINT, 0);
    if (!error) error = aom_codec_control(c, AV1E_SET_ENABLE_TPL_MODEL, 0);
    if (!error) error = aom_codec_control(c, AV1E_SET_DELTAQ_MODE, 0);
    if (!error) error = aom_codec_control(c, AV1E_SET_ENABLE_GLOBAL_MOTION, 0);
    if (!error) error = aom_codec_control(c, AV1E_SET_ENABLE_WARPED_MOTION, 0);
    if (!error) error = aom_codec_control(c, AV1E_SET_ENABLE_OBMC, 0);
    if (!error) error = aom_codec_control(c, AV1E_SET_ENABLE_CDEF, 1);
    if (!error) error = aom_codec_control(c, AV1E_SET_COLOR_PRIMARIES, AOM_CICP_CP_BT_709);
    if (!error) error = aom_codec_control(c, AV1E_SET_TRANSFER_CHARACTERISTICS, AOM_CICP_TC_BT_709);
    if (!error) error = aom_codec_control(c, AV1E_SET_MATRIX_COEFFICIENTS, AOM_CICP_MC_BT_709);
    if (!error) error = aom_codec_control(c, AV1E_SET_COLOR_RANGE, AOM_CR_STUDIO_RANGE);
    return error;
}

void *ph_aom_open(const ph_settings *s, int32_t *error) {
    encoder *e = calloc(1, sizeof *e);
    aom_codec_iface_t *codec = aom_codec_av1_cx();
    if (!e) {
        *error = AOM_CODEC_MEM_ERROR;
        return NULL;
    }
    *error = aom_codec_enc_config_default(codec, &e->config, AOM_USAGE_REALTIME);
    e->width = s->width;
    e->height = s->height;
    e->config.g_w = (unsigned)s->width;
    e->config.g_h = (unsigned)s->height;
    e->config.g_timebase.num = s->rate_den;
    e->config.g_timebase.den = s->rate_num;
    e->config.g_threads = 1;
    e->config.g_lag_in_frames = 0;
    e->config.kf_mode = AOM_KF_DISABLED;
    e->config.rc_end_usage = AOM_VBR;
    e->config.rc_dropframe_thresh = 0;
    /* Only bounds of the quantiser count; a rate is asked for so that none is taken for unset. */
    e->config.rc_target_bitrate = 10000;
    if (!*error) *error = aom_codec_enc_init(&e->codec, codec, &e->config, 0);
    if (*error) {
        free(e);
        return NULL;
    }
    *error = set_up(e, s);
    if (*error) {
        aom_codec_destroy(&e->codec);
        free(e);
        return NULL;
    }
    return e;
}

int32_t ph_aom_encode(void *handle, const ph_picture *p, ph_packet *out) {
    encoder *e = handle;
    aom_image_t image = {0};
    aom_codec_iter_t iter = NULL;
    const aom_codec_cx_pkt_t *packet;
    int error = 0;
    if (e->config.rc_min_quantizer != (unsigned)p->quantiser || e->config.rc_max_quantizer != (unsigned)p->quantiser) {
        e->config.rc_min_quantizer = e->config.rc_max_quantizer = (unsigned)p->quantiser;
        error = aom_codec_enc_config_set(&e->codec, &e->config);
        if (error) return error;
    }
    if (!aom_img_wrap(&image, AOM_IMG_FMT_I420, (unsigned)e->width, (unsigned)e->height, 1, (unsigned char *)p->planes[0]))
        return AOM_CODEC_INVALID_PARAM;
    for (int plane = 0; plane < 3; plane++) {
        image.planes[plane] = (unsigned char *)p->planes[plane];
        image.stride[plane] = p->strides[plane];
    }
    error = aom_codec_encode(&e->codec, &image, p->index, 1, p->key ? AOM_EFLAG_FORCE_KF : 0);
    if (error) return error;
    out->size = 0;
    while ((packet = aom_codec_get_cx_data(&e->codec, &iter)) != NULL) {
        if (packet->kind != AOM_CODEC_CX_FRAME_PKT) continue;
        if (out->size) return AOM_CODEC_ERROR;
        out->data = packet->data.frame.buf;
        out->size = packet->data.frame.sz;
        out->key = (packet->data.frame.flags & AOM_FRAME_IS_KEY) != 0;
    }
    return 0;
}

void ph_aom_close(void *handle) {
    encoder *e = handle;
    aom_codec_destroy(&e->codec);
    free(e);
}

const char *ph_aom_version(void) { return aom_codec_version_str(); }
