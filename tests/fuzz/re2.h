/* RE2 itself, for the comparison in target_pattern.c; re2.cc is built only where libre2 is installed. */
#ifndef FUZZ_RE2_H
#define FUZZ_RE2_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum fuzz_re2_result { FUZZ_RE2_REFUSED, FUZZ_RE2_TOO_LARGE, FUZZ_RE2_NO, FUZZ_RE2_YES };

/* A group of a match, as byte offsets; both -1 where it took no part. */
struct fuzz_re2_span {
    ptrdiff_t start, end;
};

/* Searches the text; of a match up to `count` spans are filled, the whole match first. */
enum fuzz_re2_result fuzz_re2_search(const char *pattern, size_t pattern_size, const char *text, size_t text_size,
                                     struct fuzz_re2_span *spans, int count);

#ifdef __cplusplus
}
#endif

#endif
