/* Captures: "{" name [ "..." ] "}", a name being letters, digits and "_" as in a CEL identifier. */
#include "locate/name.h"

#include "base/ascii.h"
#include "base/err.h"

static bool is_name_byte(char byte)
{
    return rq_ascii_is_alnum(byte) || byte == '_';
}

/* "{a,b}" is what people write who know the braces of a shell. */
static bool refuse(rq_str text, size_t at, size_t *offset, struct rq_err *err)
{
    *offset = at;
    bool alternatives = at < text.len && text.ptr[at] == ',';
    rq_fail(err, alternatives ? "braces capture a name, they do not list alternatives"
                              : "a capture is a name in braces: `{name}` or `{name...}`");
    return alternatives ? rq_fail_hint(err, "give a list of patterns instead") : false;
}

/* capture = "{" name [ "..." ] "}" */
bool rq_capture_read(rq_str text, size_t at, struct rq_capture_token *token, size_t *offset, struct rq_err *err)
{
    size_t start = at + 1, end = start;
    while (end < text.len && is_name_byte(text.ptr[end]))
        end++;
    token->name = rq_str_slice(text, start, end);
    token->rest = rq_str_starts(rq_str_slice(text, end, text.len), RQ_STR("..."));
    end += token->rest ? 3 : 0;
    if (token->name.len == 0 || end >= text.len || text.ptr[end] != '}')
        return refuse(text, end, offset, err);
    token->end = end + 1;
    return true;
}
