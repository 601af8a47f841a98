/*
 * Texts of strangers made fit for a terminal, a log or a line-oriented format.
 *
 * Paths, ids, messages and source lines come from whoever wrote the records.  What could move a cursor, break a line or
 * turn text around is shown as a picture of itself (U+2400 and following) or as U+FFFD; bytes that are no UTF-8 are
 * U+FFFD.  The result is valid UTF-8 without control characters.
 *
 * Runners of CI look for commands in the log (actions/runner, src/Runner.Common/ActionCommand.cs): "##[" and "##vso[", which
 * count anywhere in a line, become "#♯[" and "#♯vso[".
 */
#ifndef RQ_FORMAT_VISIBLE_H
#define RQ_FORMAT_VISIBLE_H

#include "base/text.h"

/* Adds the text; each code point keeps one place in it, but for a tab, which becomes RQ_FORMAT_TAB blanks. */
enum { RQ_FORMAT_TAB = 4 };
void rq_format_add_visible(struct rq_buf *buf, rq_str text);

/* The terminal columns that rq_format_add_visible's output takes. */
size_t rq_format_columns(rq_str text);

/* The longest prefix of the text that takes at most so many columns: its length in bytes. */
size_t rq_format_fit(rq_str text, size_t columns);

/* Prose on one line: blanks at its ends are dropped, a line break with the blanks around it becomes one blank.  In
 * `arena`. */
rq_str rq_format_prose(struct rq_arena *arena, rq_str text);

/* The text in one line, exactly as it is otherwise: tabs and line breaks are pictures too.  For paths and names.  In
 * `arena`. */
rq_str rq_format_name(struct rq_arena *arena, rq_str text);

/* The text with bytes that are no UTF-8 replaced by U+FFFD, and nothing else changed; the text itself where it is valid,
 * else a copy in `arena`. */
rq_str rq_format_utf8(struct rq_arena *arena, rq_str text);

#endif
