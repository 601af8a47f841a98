/* Where a finding is, for those who want a file and a line of every finding. */
#ifndef RQ_FORMAT_PLACE_H
#define RQ_FORMAT_PLACE_H

#include "reqlint/diag.h"

/* The path of the finding; that of the configuration where it is about no file.  As it is: it may hold any bytes. */
rq_str rq_format_path(const struct rq_finding *finding);

/* The place of the finding, or what of it is in its first line; the start of the file where it is about all of it. */
rq_pos rq_format_one_line(const struct rq_finding *finding);

#endif
