/* Templates: texts in which names in braces stand for what was captured. */
#include "base/err.h"
#include "locate/locate.h"
#include "locate/name.h"

/* template = { text | "{" name "}" } */
bool rq_template_compile(struct rq_arena *arena, rq_str text, struct rq_template *template, size_t *offset,
                         struct rq_err *err)
{
    struct rq_template_part *parts = RQ_NEW_ARRAY(arena, struct rq_template_part, text.len);
    size_t at = *offset = 0;
    *template = (struct rq_template){parts, 0};
    while (at < text.len) {
        struct rq_template_part *part = &parts[template->count++];
        size_t brace = rq_str_find_byte(text, '{', at);
        struct rq_capture_token token;
        part->captured = brace == at;
        if (!part->captured) {
            part->text = rq_str_slice(text, at, brace);
            at = brace == RQ_NOT_FOUND ? text.len : brace;
            continue;
        }
        if (!rq_capture_read(text, at, &token, offset, err))
            return false;
        *offset = at;
        if (token.rest)
            return rq_fail(err, "`{%.*s...}` captures; here the name alone stands for it", RQ_ARG(token.name));
        part->text = token.name;
        at = token.end;
    }
    return template->count > 0 || rq_fail(err, "the template is empty");
}
