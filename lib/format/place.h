/* Where a finding is, for those who want a file and a line of every finding. */
#ifndef RQ_FORMAT_PLACE_H
#define RQ_FORMAT_PLACE_H

#include "reqlint/diag.h"

/* True if the finding stands in the message of a commit, or in the text of a merge request. */
bool rq_format_in_message(const struct rq_finding *finding);

/* True if the finding stands in a file: not in a message, and not nowhere. */
bool rq_format_in_file(const struct rq_finding *finding);

/* The path of the finding; that of the configuration where it stands in no file.  As it is: it may hold any bytes. */
rq_str rq_format_path(const struct rq_finding *finding);

/* The place of the finding in that file, or what of it is in its first line; the start of the file where it is about all of it. */
rq_pos rq_format_one_line(const struct rq_finding *finding);

/* What is wrong, in one line; of what stands in a message the place comes first: "commit 1a2b3c4d5e6f:3:1: …".  In `arena`. */
rq_str rq_format_message(struct rq_arena *arena, const struct rq_finding *finding);

/* A second place, as a finding that is there. */
struct rq_finding rq_format_second(const struct rq_related *related);

#endif
