/* What hosts and editors hand over: any bytes as the payload of a GitHub event, and as a message of a commit. */
#include "fuzz.h"

#include "reqlint/message.h"
#include "reqlint/reqlint.h"

#include <string.h>

static void check_event(struct rq_arena *arena, rq_str text)
{
    struct rq_err err = {.arena = arena};
    struct rq_event event;
    bool good = rq_github_event(arena, text, &event, &err);
    FUZZ_HOLDS(good != err.failed);
    if (!good) {
        fuzz_check_failure(arena, &err);
        return;
    }
    FUZZ_HOLDS(event.base[0] == '\0' || strspn(event.base, "0123456789abcdef") == 40);
    FUZZ_HOLDS(event.head[0] == '\0' || strspn(event.head, "0123456789abcdef") == 40);
    FUZZ_HOLDS(strpbrk(event.target, " ~^:?*[\\\n") == NULL && strpbrk(event.ref, " ~^:?*[\\\n") == NULL);
    FUZZ_HOLDS(event.kind != RQ_EVENT_PUSH || !event.has_text);
}

static void check_message(struct rq_arena *arena, rq_str text)
{
    static const char *const comments[] = {"", "auto", ";", "//"};
    for (size_t i = 0; i < sizeof comments / sizeof *comments; i++) {
        const struct rq_message_habits habits = {.comment = rq_str_from(comments[i]), .edited = true};
        rq_str kept = rq_message_clean(arena, text, &habits);
        FUZZ_HOLDS(kept.len <= text.len);
        FUZZ_HOLDS(rq_str_equal(kept, rq_str_trim(kept)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rq_arena *arena = rq_arena_new();
    rq_str text = fuzz_text(data, size);
    check_event(arena, text);
    check_message(arena, text);
    rq_arena_free(arena);
    return 0;
}
