/* The built-in packs: the files below policies/, embedded in the binary by script/embed.cmake. */
#ifndef RQ_PACK_H
#define RQ_PACK_H

#include "reqlint/base.h"

/* One file.  Its texts are literals: they live as long as the program, and `text` is the file's bytes unchanged. */
struct rq_pack_file {
    rq_str path; /* below policies/, with slashes: "enterprise-requests/pack.yaml" */
    rq_str text;
    rq_str digest; /* of the text: SHA-256, 64 hexadecimal digits */
};

/* All files, sorted by path, bytewise, so that the files of one pack stand together. */
extern const struct rq_pack_file rq_pack_files[];
extern const size_t rq_pack_file_count;

#endif
