/*
 * Text in double quotes.  The escapes are those of JSON (RFC 8259, section 7), all of which YAML 1.2 has (5.7); it is YAML
 * that wants more characters escaped (5.1, "Character Set", and the line breaks of 1.1).  Marks that turn the text behind them
 * around are escaped too: what is read is to be what is there.
 */
#include "base/text.h"

bool rq_utf8_is_printable(uint32_t code_point)
{
    if (code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F))
        return false;
    if ((code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069))
        return false;
    return code_point != 0x2028 && code_point != 0x2029 && code_point != 0xFEFF && code_point != 0xFFFE &&
           code_point != 0xFFFF;
}

static void add_escape(struct rq_buf *buf, uint32_t code_point)
{
    static const char shorts[] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'};
    if (code_point < sizeof shorts && shorts[code_point] != 0)
        rq_buf_format(buf, "\\%c", shorts[code_point]);
    else
        rq_buf_format(buf, "\\u%04x", (unsigned)code_point);
}

/* True if each of eight bytes is printable ASCII and needs no escape.  Sums stay inside their bytes, whose high bits are set
 * aside first and are the answers at last. */
static bool is_plain(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    const uint64_t ones = UINT64_MAX / 255, high = ones * 0x80, low = ~high;
    uint64_t seven = word & low, quote = (seven ^ ones * '"') + low, backslash = (seven ^ ones * '\\') + low;
    uint64_t printable = (seven + ones * 0x60) & ~(seven + ones);
    return ((printable & quote & backslash & ~word) & high) == high;
}

/* Where the printable ASCII ends that begins there and needs no escape: nearly all of any text. */
static size_t end_of_plain(rq_str text, size_t at)
{
    while (text.len - at >= sizeof(uint64_t) && is_plain(text.ptr + at))
        at += sizeof(uint64_t);
    while (at < text.len && text.ptr[at] >= 0x20 && text.ptr[at] < 0x7F && text.ptr[at] != '"' && text.ptr[at] != '\\')
        at++;
    return at;
}

void rq_buf_quote(struct rq_buf *buf, rq_str text)
{
    char utf8[4];
    rq_buf_byte(buf, '"');
    for (size_t at = 0; at < text.len;) {
        size_t end = end_of_plain(text, at);
        rq_buf_add(buf, rq_str_slice(text, at, end));
        at = end;
        if (at == text.len)
            break;
        uint32_t code_point = rq_utf8_next(text, &at);
        if (!rq_utf8_is_printable(code_point) || code_point == '"' || code_point == '\\')
            add_escape(buf, code_point);
        else
            rq_buf_add(buf, (rq_str){utf8, rq_utf8_encode(code_point, utf8)});
    }
    rq_buf_byte(buf, '"');
}
