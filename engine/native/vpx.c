/* VP9 through libvpx: one thread, no frames held back, the quantiser of every picture given by the caller. */
#include "codec.h"
#include <stdlib.h>
#include <vpx/vp8cx.h>
#include <vpx/vpx_encoder.h>

typedef struct {
    vpx_codec_ctx_t codec;
    vpx_codec_enc_cfg_t config;
    int width;
    int height;
} encoder;

static int set_up(encoder *e, const ph_settings *s) {
    vpx_codec_ctx_t *c = &e->codec;
    /* Tiles of 256 pixels and more let players decode with several threads. */
    int tiles = s->width >= 1024 ? 2 : s->width >= 512 ? 1 : 0;
    int error = vpx_codec_control(c, VP8E_SET_CPUUSED, s->speed);
    if (!error) error = vpx_codec_control(c, VP9E_SET_ROW_MT, 1);
    if (!error) error = vpx_codec_control(c, VP9E_SET_TILE_COLUMNS, tiles);
    if (!error) error = vpx_codec_control(c, VP9E_SET_AQ_MODE, 0);
    if (!error) error = vpx_codec_control(c, VP8E_SET_STATIC_THRESHOLD, 0);
    if (!error) error = vpx_codec_control(c, VP9E_SET_COLOR_SPACE, s->alpha ? VPX_CS_UNKNOWN : VPX_CS_BT_709);
    if (!error) error = vpx_codec_control(c, VP9E_SET_COLOR_RANGE, s->alpha ? VPX_CR_FULL_RANGE : VPX_CR_STUDIO_RANGE);
    return error;
}

void *ph_vpx_open(const ph_settings *s, int32_t *error) {
    encoder *e = calloc(1, sizeof *e);
    vpx_codec_iface_t *codec = vpx_codec_vp9_cx();
    if (!e) {
        *error = VPX_CODEC_MEM_ERROR;
        return NULL;
    }
    *error = vpx_codec_enc_config_default(codec, &e->config, 0);
    e->width = s->width;
    e->height = s->height;
    e->config.g_w = (unsigned)s->width;
    e->config.g_h = (unsigned)s->height;
    e->config.g_timebase.num = s->rate_den;
    e->config.g_timebase.den = s->rate_num;
    e->config.g_threads = 1;
    e->config.g_lag_in_frames = 0;
    e->config.kf_mode = VPX_KF_DISABLED;
    e->config.rc_end_usage = VPX_VBR;
    e->config.rc_dropframe_thresh = 0;
    e->config.rc_resize_allowed = 0;
    /* Only bounds of the quantiser count; a rate is asked for so that none is taken for unset. */
    e->config.rc_target_bitrate = 10000;
    if (!*error) *error = vpx_codec_enc_init(&e->codec, codec, &e->config, 0);
    if (*error) {
        free(e);
        return NULL;
    }
    *error = set_up(e, s);
    if (*error) {
        vpx_codec_destroy(&e->codec);
        free(e);
        return NULL;
    }
    return e;
}

int32_t ph_vpx_encode(void *handle, const ph_picture *p, ph_packet *out) {
    encoder *e = handle;
    vpx_image_t image = {0};
    vpx_codec_iter_t iter = NULL;
    const vpx_codec_cx_pkt_t *packet;
    int error = 0;
    if (e->config.rc_min_quantizer != (unsigned)p->quantiser || e->config.rc_max_quantizer != (unsigned)p->quantiser) {
        e->config.rc_min_quantizer = e->config.rc_max_quantizer = (unsigned)p->quantiser;
        error = vpx_codec_enc_config_set(&e->codec, &e->config);
        if (error) return error;
    }
    if (!vpx_img_wrap(&image, VPX_IMG_FMT_I420, (unsigned)e->width, (unsigned)e->height, 1, (unsigned char *)p->planes[0]))
        return VPX_CODEC_INVALID_PARAM;
    for (int plane = 0; plane < 3; plane++) {
        image.planes[plane] = (unsigned char *)p->planes[plane];
        image.stride[plane] = p->strides[plane];
    }
    error = vpx_codec_encode(&e->codec, &image, p->index, 1, p->key ? VPX_EFLAG_FORCE_KF : 0, VPX_DL_REALTIME);
    if (error) return error;
    out->size = 0;
    while ((packet = vpx_codec_get_cx_data(&e->codec, &iter)) != NULL) {
        if (packet->kind != VPX_CODEC_CX_FRAME_PKT) continue;
        if (out->size) return VPX_CODEC_ERROR;
        out->data = packet->data.frame.buf;
        out->size = packet->data.frame.sz;
        out->key = (packet->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
    }
    return 0;
}

void ph_vpx_close(void *handle) {
    encoder *e = handle;
    vpx_codec_destroy(&e->codec);
    free(e);
}

const char *ph_vpx_version(void) { return vpx_codec_version_str(); }
