/* The system's zone database: TZif files (RFC 8536) under /usr/share/zoneinfo. */
#ifndef RQ_CEL_ZONE_H
#define RQ_CEL_ZONE_H

#include "base/arena.h"

/* The offset from UTC, in seconds, of a named zone at an instant.  Only names of the database's own form are looked up
 * (letters, digits, "_", "-", "+" and "/" between segments), so that no name leads out of the folder.  False where there
 * is no such zone or its file is not understood.  Scratch memory is taken from `arena`. */
bool rq_cel_zone_find(struct rq_arena *arena, rq_str name, int64_t seconds, int32_t *offset);

/* The same from a TZif file's bytes: reads nothing but them. */
bool rq_cel_zone_read(rq_str file, int64_t seconds, int32_t *offset);

#endif
