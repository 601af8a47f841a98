/* What XML 1.0 cannot have in any form (production [2], Char) is gone before: control characters are pictures, and what is no
 * UTF-8 is U+FFFD, as the two characters are here that are none. */
#include "format/xml.h"

#include "format/visible.h"

static const char *entity(uint32_t character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case 0xFFFE:
    case 0xFFFF:
        return "\xEF\xBF\xBD";
    default:
        return NULL;
    }
}

void rq_format_add_xml(struct rq_buf *buf, rq_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        const char *instead = entity(rq_utf8_next(text, &at));
        rq_buf_add(buf, instead != NULL ? rq_str_from(instead) : rq_str_slice(text, start, at));
    }
}

void rq_format_add_attribute(struct rq_buf *buf, const char *name, rq_str text)
{
    rq_buf_format(buf, " %s=\"", name);
    rq_format_add_xml(buf, rq_format_name(buf->arena, text));
    rq_buf_byte(buf, '"');
}
