/* From what a row captured to the names of an account and a setting. */
#ifndef RQ_SETTINGS_NAME_H
#define RQ_SETTINGS_NAME_H

#include "locate/join.h"
#include "policy/policy.h"

/* The text of a template, with what a row captured; false where it did not capture some name.  In `arena`, or a view. */
bool rq_settings_text(struct rq_arena *arena, const struct rq_template *template, const struct rq_join_row *row,
                      rq_str *text);

/* The way that a template gives: a dot in it starts another key, a captured way is as many keys as it has, and any other
 * captured text is one key or a part of one.  False where the row did not capture some name.  In `arena`, or a view. */
bool rq_settings_way(struct rq_arena *arena, const struct rq_template *template, const struct rq_join_row *row,
                     struct rq_keys *keys);

/* The way as it is counted: without what the source strips, and with "*" for keys that it folds.  In `arena`, or the same. */
struct rq_keys rq_settings_canonical(struct rq_arena *arena, const struct rq_setting_source *source,
                                     struct rq_keys keys);

#endif
