/* Source code: the ending of a file's name and the code, separated by a byte 0xFF. */
#include "fuzz.h"

#include "base/limits.h"
#include "code/code.h"

static const rq_str names[] = {{"acme", 4}, {"Acme Corp", 9}, {"hp", 2}, {"1042", 4}, {"x", 1}, {"workscouncil", 12}};
static const bool inside[] = {false, false, false, false, false, true};
static const rq_str subjects[] = {{"tenant", 6}};
static const rq_str calls[] = {{"equals", 6}};

enum { NAME_COUNT = sizeof names / sizeof *names };

static void check_part(rq_str text, size_t start, size_t end, size_t *last)
{
    FUZZ_HOLDS(start <= end && end <= text.len && start >= *last);
    *last = start;
}

static void read_code(struct rq_arena *arena, const struct rq_code_language *language, rq_str text)
{
    const struct rq_code_words words = {subjects, 1, calls, 1};
    const struct rq_code_names *known = rq_code_names_new(arena, names, inside, NAME_COUNT);
    struct rq_code_facts facts;
    size_t last = 0;
    rq_code_read(arena, language, known, &words, text, &facts);
    FUZZ_HOLDS(facts.mention_count <= RQ_LIMIT_CODE_FACTS && facts.remark_count <= RQ_LIMIT_CODE_FACTS);
    for (size_t i = 0; i < facts.mention_count; i++) {
        const struct rq_code_mention *found = &facts.mentions[i];
        check_part(text, found->start, found->end, &last);
        FUZZ_HOLDS(found->context == RQ_CODE_INSIDE ||
                   rq_code_names_find(known, rq_str_slice(text, found->start, found->end)) == found->name);
        FUZZ_HOLDS(found->with_start <= found->with_end && found->with_end <= text.len);
        FUZZ_HOLDS(rq_code_context_name(found->context).len > 0);
    }
    last = 0;
    for (size_t i = 0; i < facts.remark_count; i++)
        check_part(text, facts.remarks[i].start, facts.remarks[i].end, &last);
    /* What the close look finds, the first look must not have missed. */
    FUZZ_HOLDS(facts.mention_count + facts.remark_count == 0 || rq_code_may_hold(known, language, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rq_arena *arena = rq_arena_new();
    rq_str ending, text;
    fuzz_split(fuzz_text(data, size), &ending, &text);
    rq_str path = rq_arena_format(arena, "a.%.*s", RQ_ARG(ending));
    const struct rq_code_language *language = rq_code_language_of(path);
    if (rq_utf8_valid(text, NULL) && language != NULL)
        read_code(arena, language, text);
    rq_arena_free(arena);
    return 0;
}
