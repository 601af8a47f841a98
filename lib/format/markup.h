/* Words of strangers inside of markup: what they say, and nothing that they could do there. */
#ifndef RQ_FORMAT_MARKUP_H
#define RQ_FORMAT_MARKUP_H

#include "base/text.h"

/* Adds text of Markdown, on one line and fit for a cell of a table; with `markup` its own marks stay, but for those that
 * would end the cell. */
void rq_format_add_markdown(struct rq_buf *buf, rq_str text, bool markup);

/* Adds text of an element of HTML, or of an attribute in double quotes, on one line. */
void rq_format_add_html(struct rq_buf *buf, rq_str text);

#endif
