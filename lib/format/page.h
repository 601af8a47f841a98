/* Pages of HTML that need nothing else: what their formats share. */
#ifndef RQ_FORMAT_PAGE_H
#define RQ_FORMAT_PAGE_H

#include "base/text.h"

/* Starts a page: its head, and in the body its title. */
void rq_format_start_page(struct rq_buf *buf, rq_str title);

/* Adds an element with text between its tags, which are given, and a line break. */
void rq_format_add_element(struct rq_buf *buf, const char *start, rq_str text, const char *end);

/* Ends the body and the page. */
void rq_format_end_page(struct rq_buf *buf);

#endif
