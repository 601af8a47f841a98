// The one file of C++: RE2 has no interface for C.
#include "re2.h"

#include <re2/re2.h>

#include <vector>

extern "C" enum fuzz_re2_result fuzz_re2_search(const char *pattern, size_t pattern_size, const char *text,
                                                size_t text_size, struct fuzz_re2_span *spans, int count)
{
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 compiled(re2::StringPiece(pattern, pattern_size), options);
    if (!compiled.ok())
        return compiled.error_code() == RE2::ErrorPatternTooLarge ? FUZZ_RE2_TOO_LARGE : FUZZ_RE2_REFUSED;
    std::vector<re2::StringPiece> groups(static_cast<size_t>(count));
    if (!compiled.Match(re2::StringPiece(text, text_size), 0, text_size, RE2::UNANCHORED, groups.data(), count))
        return FUZZ_RE2_NO;
    for (int i = 0; i < count; i++) {
        const re2::StringPiece &group = groups[static_cast<size_t>(i)];
        spans[i].start = group.data() == nullptr ? -1 : group.data() - text;
        spans[i].end = group.data() == nullptr ? -1 : spans[i].start + static_cast<ptrdiff_t>(group.size());
    }
    return FUZZ_RE2_YES;
}
