/* One file that is being loaded: read once, parsed once per format. */
#ifndef RQ_LOAD_FILE_H
#define RQ_LOAD_FILE_H

#include "diag/findings.h"
#include "policy/policy.h"
#include "repo/repo.h"

/* Start from {arena, snapshot, entry, path}. */
struct rq_file {
    struct rq_arena *arena;
    const struct rq_snapshot *snapshot;
    const struct rq_snapshot_entry *entry;
    rq_str path;
    const struct rq_source *source; /* NULL until it is read */
    bool past;                      /* what the file was before */
    bool last;                      /* of two equal keys the last one counts */
    bool parsed, refused;
    bool cut;              /* the documents end before the text does */
    enum rq_format format; /* of the documents */
    unsigned formats;      /* a bit for each format that the text was parsed in */
    const rq_value *documents;
    size_t document_count;
};

/* Makes the documents of a file in a format; what was made before is kept.  A file over the size limit has no documents
 * and gives a finding.  False where it cannot be read. */
bool rq_file_read(struct rq_file *file, enum rq_format format, struct rq_findings *findings, struct rq_err *err);

/* Reads one file of a snapshot that must be there and be regular text; NULL on failure.  In `arena`. */
const struct rq_source *rq_load_source(struct rq_arena *arena, const struct rq_snapshot *snapshot,
                                       const struct rq_snapshot_entry *entry, struct rq_err *err);

#endif
