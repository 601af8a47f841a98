/* reqlint schema: what editors want to know of the files that people write. */
#include "listing.h"
#include "options.h"
#include "output.h"

#include "reqlint/json.h"

static void print_value(struct rq_arena *arena, rq_value value, unsigned indent)
{
    output_text(stdout, rq_json_write(arena, value, indent));
}

static void print_all(struct rq_arena *arena, const struct rq_schema *schemas, size_t count)
{
    fputs("{\"version\": 1, \"schemas\": [", stdout);
    for (size_t i = 0; i < count; i++) {
        fputs(i == 0 ? "\n  {" : ",\n  {", stdout);
        listing_text(arena, "name", schemas[i].name, true);
        listing_texts(arena, "files", schemas[i].files, schemas[i].file_count);
        fputs(", \"schema\": ", stdout);
        print_value(arena, schemas[i].schema, 0);
        putchar('}');
    }
    puts("\n]}");
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_err err = {.arena = arguments->arena};
    const struct rq_schema *schemas;
    size_t count;
    bool one = arguments->operands.count > 0;
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    options.path_count = 0; /* the operand is a kind */
    if (!rq_schemas(arguments->arena, &options, rq_str_from(one ? arguments->operands.items[0] : NULL), &schemas,
                    &count, &err))
        return output_failure(arguments, &err);
    for (size_t i = 0; arguments->names && i < count; i++)
        listing_name(schemas[i].name);
    if (arguments->names)
        return STATUS_CLEAN;
    if (one) {
        print_value(arguments->arena, schemas[0].schema, 2);
        putchar('\n');
    } else {
        print_all(arguments->arena, schemas, count);
    }
    return STATUS_CLEAN;
}

static const uint8_t options[] = {OPTION_STAGED, OPTION_REV, OPTION_NAMES, OPTION_CONFIG, OPTION_END};

static const struct example examples[] = {
    {"reqlint schema request > request.schema.json", "for the files of requests"},
    {"reqlint schema config", "for .reqlint.yaml, with all rules and parameters in force"},
    {"reqlint schema", "all of them, with the patterns of their files, for programs"},
    {NULL, NULL},
};

const struct command command_schema = {
    .name = "schema",
    .operands = "[KIND]",
    .most = 1,
    .summary = "Print the JSON Schema of a kind, of rule files or of the configuration",
    .about =
        "Prints a JSON Schema (2020-12) for editors, which then know the fields of a kind, their types and words, and "
        "show help: `KIND` is a kind that lies in YAML, or `config`, `rule` or `pack`. Rules say more than a schema "
        "can: a file that has it is not yet one that `reqlint check` accepts.",
    .options = options,
    .examples = examples,
    .run = run,
};
