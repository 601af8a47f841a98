/* reqlint kinds: what records there are, where they live, what they link to. */
#include "listing.h"
#include "options.h"
#include "output.h"
#include "page.h"

enum { ABOUT_GAP = 17 }; /* blanks, the longest name of a type, blanks */

static void print_list(const char *label, const rq_str *texts, size_t count)
{
    if (count == 0)
        return;
    printf("  %-7s", label);
    for (size_t i = 0; i < count; i++)
        printf("%s%.*s", i == 0 ? "" : ", ", RQ_ARG(texts[i]));
    putchar('\n');
}

/* Fields are many: they are shown on request. */
static void print_fields(const struct rq_kind_info *kind, unsigned width)
{
    size_t widest = 0;
    for (size_t i = 0; i < kind->field_count; i++)
        widest = kind->fields[i].name.len > widest ? kind->fields[i].name.len : widest;
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct rq_field_info *field = &kind->fields[i];
        int column = printf("    %-*.*s  %.*s", (int)widest, RQ_ARG(field->name), RQ_ARG(field->type));
        if (field->about.len == 0) {
            putchar('\n');
            continue;
        }
        int gap = column < (int)widest + ABOUT_GAP ? (int)widest + ABOUT_GAP - column : 2;
        column += printf("%*s", gap, "");
        page_wrap_from(field->about, (unsigned)column, width);
    }
}

static void print_kind(const struct arguments *arguments, const struct rq_kind_info *kind)
{
    printf("%.*s (%.*s)\n", RQ_ARG(kind->name), RQ_ARG(listing_origin(kind->pack)));
    print_list("files", kind->files, kind->file_count);
    print_list("links", kind->links, kind->link_count);
    if (arguments->verbose)
        print_fields(kind, page_width());
}

static void print_json_fields(struct rq_arena *arena, const struct rq_kind_info *kind)
{
    fputs(", \"fields\": [", stdout);
    for (size_t i = 0; i < kind->field_count; i++) {
        fputs(i == 0 ? "{" : ", {", stdout);
        listing_text(arena, "name", kind->fields[i].name, true);
        listing_text(arena, "type", kind->fields[i].type, false);
        listing_text(arena, "about", kind->fields[i].about, false);
        putchar('}');
    }
    putchar(']');
}

static void print_json(struct rq_arena *arena, const struct rq_kind_info *kinds, size_t count)
{
    fputs("{\"version\": 1, \"kinds\": [", stdout);
    for (size_t i = 0; i < count; i++) {
        const struct rq_kind_info *kind = &kinds[i];
        fputs(i == 0 ? "\n  {" : ",\n  {", stdout);
        listing_text(arena, "name", kind->name, true);
        listing_text(arena, "pack", kind->pack, false);
        listing_text(arena, "path", kind->path, false);
        listing_texts(arena, "files", kind->files, kind->file_count);
        listing_texts(arena, "links", kind->links, kind->link_count);
        print_json_fields(arena, kind);
        putchar('}');
    }
    puts("\n]}");
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_err err = {.arena = arguments->arena};
    const struct rq_kind_info *kinds;
    size_t count;
    bool good, json = output_wants_json(arguments, &good);
    if (!good || !options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (!rq_kinds(arguments->arena, &options, &kinds, &count, &err))
        return output_failure(arguments, &err);
    if (json)
        print_json(arguments->arena, kinds, count);
    for (size_t i = 0; !json && i < count; i++)
        print_kind(arguments, &kinds[i]);
    return STATUS_CLEAN;
}

static const uint8_t options[] = {OPTION_FORMAT, OPTION_STAGED, OPTION_REV, OPTION_CONFIG, OPTION_END};

static const struct example examples[] = {
    {"reqlint kinds", "each kind with its files and links"},
    {"reqlint kinds -v", "with the known fields too"},
    {"reqlint kinds --format json", "all of that for programs"},
    {NULL, NULL},
};

const struct command command_kinds = {
    .name = "kinds",
    .summary = "List the kinds of records, where they live and what they link to",
    .about =
        "A kind says which files hold its records, how a record gets its id, and which fields point at other records.",
    .options = options,
    .examples = examples,
    .run = run,
};
