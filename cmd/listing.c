/* JSON texts are the library's; braces and commas are written where they are needed. */
#include "listing.h"

#include "output.h"
#include "reqlint/json.h"

#include <stdio.h>

static void print_string(struct rq_arena *arena, rq_str text)
{
    rq_str json = rq_json_write(arena, rq_string(text), 0);
    printf("%.*s", RQ_ARG(json));
}

void listing_text(struct rq_arena *arena, const char *name, rq_str text, bool first)
{
    printf("%s\"%s\": ", first ? "" : ", ", name);
    print_string(arena, text);
}

void listing_texts(struct rq_arena *arena, const char *name, const rq_str *texts, size_t count)
{
    printf(", \"%s\": [", name);
    for (size_t i = 0; i < count; i++) {
        fputs(i == 0 ? "" : ", ", stdout);
        print_string(arena, texts[i]);
    }
    putchar(']');
}

void listing_name(rq_str name)
{
    output_shown(name, 0);
    putchar('\n');
}

rq_str listing_origin(rq_str pack)
{
    return pack.len > 0 ? pack : RQ_STR("this repository");
}
