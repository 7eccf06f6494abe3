/* AV1 through SVT-AV1: low delay, each picture waited for, the quantiser of every picture given by the caller. */
#include "codec.h"
#include <EbSvtAv1Enc.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    EbComponentType *codec;
    EbBufferHeaderType input;
    EbSvtIOFormat image;
    EbBufferHeaderType *output;
    int width;
    int height;
} encoder;

static void fill(EbSvtAv1EncConfiguration *c, const ph_settings *s) {
    c->enc_mode = (int8_t)s->speed;
    c->pred_structure = SVT_AV1_PRED_LOW_DELAY_B;
    c->intra_period_length = s->gop - 1;
    c->intra_refresh_type = SVT_AV1_KF_REFRESH;
    c->source_width = (uint32_t)s->width;
    c->source_height = (uint32_t)s->height;
    c->frame_rate_numerator = (uint32_t)s->rate_num;
    c->frame_rate_denominator = (uint32_t)s->rate_den;
    c->encoder_bit_depth = 8;
    c->encoder_color_format = EB_YUV420;
    c->color_primaries = 1;
    c->transfer_characteristics = 1;
    c->matrix_coefficients = 1;
    c->color_range = 0;
    c->chroma_sample_position = 0;
    c->rate_control_mode = 0;
    c->use_qp_file = 1;
    c->enable_adaptive_quantization = 0;
    c->look_ahead_distance = 0;
    c->enable_tpl_la = 0;
    c->enable_tf = 0;
    c->scene_change_detection = 0;
    c->screen_content_mode = 0;
    c->logical_processors = 1;
    c->level = (uint32_t)s->level;
}

static void dispose(encoder *e) {
    if (e->output) svt_av1_enc_release_out_buffer(&e->output);
    if (e->codec) {
        svt_av1_enc_deinit(e->codec);
        svt_av1_enc_deinit_handle(e->codec);
    }
    free(e);
}

void *ph_svt_open(const ph_settings *s, int32_t *error) {
    EbSvtAv1EncConfiguration config;
    encoder *e = calloc(1, sizeof *e);
    if (!e) {
        *error = (int32_t)EB_ErrorInsufficientResources;
        return NULL;
    }
    memset(&config, 0, sizeof config);
    *error = (int32_t)svt_av1_enc_init_handle(&e->codec, NULL, &config);
    if (*error) {
        free(e);
        return NULL;
    }
    fill(&config, s);
    *error = (int32_t)svt_av1_enc_set_parameter(e->codec, &config);
    if (!*error) *error = (int32_t)svt_av1_enc_init(e->codec);
    if (*error) {
        svt_av1_enc_deinit_handle(e->codec);
        free(e);
        return NULL;
    }
    e->width = s->width;
    e->height = s->height;
    e->input.size = sizeof e->input;
    e->input.p_buffer = (uint8_t *)&e->image;
    return e;
}

int32_t ph_svt_encode(void *handle, const ph_picture *p, ph_packet *out) {
    encoder *e = handle;
    EbErrorType error;
    if (e->output) svt_av1_enc_release_out_buffer(&e->output);
    e->output = NULL;
    out->size = 0;
    e->image.luma = (uint8_t *)p->planes[0];
    e->image.cb = (uint8_t *)p->planes[1];
    e->image.cr = (uint8_t *)p->planes[2];
    e->image.y_stride = (uint32_t)p->strides[0];
    e->image.cb_stride = (uint32_t)p->strides[1];
    e->image.cr_stride = (uint32_t)p->strides[2];
    e->image.width = (uint32_t)e->width;
    e->image.height = (uint32_t)e->height;
    e->input.n_filled_len = (uint32_t)(e->width * e->height * 3 / 2);
    e->input.pts = p->index;
    e->input.qp = (uint32_t)p->quantiser;
    e->input.pic_type = p->key ? EB_AV1_KEY_PICTURE : EB_AV1_INVALID_PICTURE;
    error = svt_av1_enc_send_picture(e->codec, &e->input);
    if (error) return (int32_t)error;
    error = svt_av1_enc_get_packet(e->codec, &e->output, 1);
    if (error) return (int32_t)error;
    out->data = e->output->p_buffer;
    out->size = e->output->n_filled_len;
    out->key = e->output->pic_type == EB_AV1_KEY_PICTURE;
    return e->output->pts == p->index ? 0 : (int32_t)EB_ErrorUndefined;
}

void ph_svt_close(void *handle) {
    encoder *e = handle;
    EbBufferHeaderType end;
    EbBufferHeaderType *last = NULL;
    memset(&end, 0, sizeof end);
    end.size = sizeof end;
    end.flags = EB_BUFFERFLAG_EOS;
    end.pic_type = EB_AV1_INVALID_PICTURE;
    if (e->output) svt_av1_enc_release_out_buffer(&e->output);
    e->output = NULL;
    /* Its threads end only after the end of the stream has gone through them. */
    if (!svt_av1_enc_send_picture(e->codec, &end)) {
        while (!svt_av1_enc_get_packet(e->codec, &last, 1) && last) {
            uint32_t flags = last->flags;
            svt_av1_enc_release_out_buffer(&last);
            last = NULL;
            if (flags & EB_BUFFERFLAG_EOS) break;
        }
    }
    dispose(e);
}

const char *ph_svt_version(void) { return svt_av1_get_version(); }
