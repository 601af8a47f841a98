/*
 * Markdown with the tables of GitHub and GitLab (GitHub Flavored Markdown, "Tables"), and HTML, which has the entities of XML.
 *
 * A cell ends at a bar, even inside of code, and at a line break; `\|` is a bar that ends none.  Words of records are shown
 * as they are: a backslash before each mark keeps them from becoming images, HTML or code.  Hosts look for people (@dana),
 * issues (#1) and merge requests (!1) in what comes of that, where no backslash is left; a blank without width keeps these
 * from being called.
 */
#include "format/markup.h"

#include "format/visible.h"
#include "format/xml.h"

static bool is_mark(char byte)
{
    return byte != '\0' && strchr("\\`*_{}[]<>#|~!&", byte) != NULL;
}

/* True if a host could take the mark there, with what follows it, for somebody or something. */
static bool refers(rq_str text, size_t at)
{
    char next = at + 1 < text.len ? text.ptr[at + 1] : ' ';
    bool number = text.ptr[at] == '#' || text.ptr[at] == '!';
    return text.ptr[at] == '@' || (number && next >= '0' && next <= '9');
}

void rq_format_add_markdown(struct rq_buf *buf, rq_str text, bool markup)
{
    text = rq_format_prose(buf->arena, text);
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (markup ? byte == '|' : is_mark(byte))
            rq_buf_byte(buf, '\\');
        rq_buf_byte(buf, byte);
        if (!markup && refers(text, i))
            rq_buf_add(buf, RQ_STR("&#8203;"));
    }
}

void rq_format_add_html(struct rq_buf *buf, rq_str text)
{
    rq_format_add_xml(buf, rq_format_prose(buf->arena, text));
}
