/* base64.encode and base64.decode (RFC 4648, the standard alphabet): cel-go's encoders library. */
#include "cel/args.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static rq_value encode(struct rq_cel_call *call)
{
    rq_str bytes = rq_cel_text_arg(call, 0);
    if (!rq_cel_charge_bytes(call, bytes.len))
        return rq_cel_exhausted(call);
    struct rq_buf buf = {.arena = call->arena};
    for (size_t i = 0; i < bytes.len; i += 3) {
        rq_str group = rq_str_slice(bytes, i, i + 3);
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < group.len ? (unsigned char)group.ptr[k] : 0U);
        for (size_t k = 0; k < 4; k++)
            rq_buf_byte(&buf, k <= group.len ? alphabet[bits >> (18 - 6 * k) & 63] : '=');
    }
    return rq_string(rq_buf_text(&buf));
}

/* Without the padding, which may be missing but must be right where it is there: up to two "=" that make the length a
 * multiple of four. */
static rq_str without_padding(rq_str text)
{
    if (text.len % 4 != 0)
        return text;
    for (int i = 0; i < 2 && rq_str_ends(text, RQ_STR("=")); i++)
        text.len--;
    return text;
}

static bool decode_into(struct rq_buf *buf, rq_str text)
{
    uint32_t bits = 0;
    unsigned count = 0; /* bits that wait for the rest of their byte */
    for (size_t i = 0; i < text.len; i++) {
        size_t digit = rq_str_find_byte(RQ_STR(alphabet), text.ptr[i], 0);
        if (digit == RQ_NOT_FOUND)
            return false;
        bits = (bits << 6 | (uint32_t)digit) & 0xFFFF;
        count += 6;
        if (count >= 8) {
            count -= 8;
            rq_buf_byte(buf, (char)(bits >> count & 0xFF));
        }
    }
    return count != 6;
}

static rq_value decode(struct rq_cel_call *call)
{
    struct rq_buf buf = {.arena = call->arena};
    if (!rq_cel_charge_bytes(call, call->args[0].extent))
        return rq_cel_exhausted(call);
    if (decode_into(&buf, without_padding(rq_cel_text_arg(call, 0))))
        return rq_bytes(rq_buf_text(&buf));
    rq_str shown = rq_cel_shown(call, 0);
    return rq_cel_fault(call, "%.*s is not base64", RQ_ARG(shown));
}

const struct rq_cel_function rq_cel_fn_encode[] = {
    {"base64.encode", RQ_CEL_GLOBAL, "y:s", encode},
    {"base64.decode", RQ_CEL_GLOBAL, "s:y", decode},
    {0},
};
