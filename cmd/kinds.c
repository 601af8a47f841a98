/* reqlint kinds: what records there are, where they live, what they link to. */
#include "listing.h"
#include "options.h"
#include "output.h"
#include "page.h"

enum { TYPE_WIDTH = 11 }; /* the longest name of a type, and two blanks */

static void print_list(const char *label, const rq_str *texts, size_t count)
{
    if (count == 0)
        return;
    printf("  %-7s", label);
    for (size_t i = 0; i < count; i++) {
        fputs(i == 0 ? "" : ", ", stdout);
        output_shown(texts[i], 0);
    }
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
        fputs("    ", stdout);
        output_shown(field->name, widest + 2);
        output_shown(field->type, field->about.len > 0 ? TYPE_WIDTH : 0);
        if (field->about.len > 0)
            page_wrap_from(field->about, (unsigned)widest + 6 + TYPE_WIDTH, width);
        else
            putchar('\n');
    }
}

static void print_kind(const struct arguments *arguments, const struct rq_kind_info *kind)
{
    output_shown(kind->name, 0);
    fputs(" (", stdout);
    output_shown(listing_origin(kind->pack), 0);
    puts(")");
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
    for (size_t i = 0; arguments->names && i < count; i++)
        listing_name(kinds[i].name);
    if (arguments->names)
        return STATUS_CLEAN;
    if (json)
        print_json(arguments->arena, kinds, count);
    for (size_t i = 0; !json && i < count; i++)
        print_kind(arguments, &kinds[i]);
    return STATUS_CLEAN;
}

static const uint8_t options[] = {OPTION_LISTING, OPTION_NAMES, OPTION_STAGED, OPTION_REV, OPTION_CONFIG, OPTION_END};

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
