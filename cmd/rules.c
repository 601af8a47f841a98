/* reqlint rules: what is in force, and where it comes from. */
#include "listing.h"
#include "manual.h"
#include "options.h"
#include "output.h"

static void print_rule(const struct rq_rule_info *rule, size_t widest)
{
    printf("  %-7.*s  ", RQ_ARG(rq_level_name(rule->level)));
    output_shown(rule->id, widest + 2);
    output_shown(rule->title, 0);
    if (rule->level != rule->written)
        printf(" (%.*s as written)", RQ_ARG(rq_level_name(rule->written)));
    if (rule->pack.len == 0) {
        fputs(" (", stdout);
        output_shown(rule->path, 0);
        putchar(')');
    }
    putchar('\n');
}

/* The rules of one origin together, origins in the order in which they are met. */
static void print_text(const struct rq_rule_info *rules, size_t count)
{
    size_t widest = 0, shown = 0;
    for (size_t i = 0; i < count; i++)
        widest = rules[i].id.len > widest ? rules[i].id.len : widest;
    for (size_t i = 0; shown < count; i++) {
        bool met = false;
        for (size_t k = 0; k < i && !met; k++)
            met = rq_str_equal(rules[k].pack, rules[i].pack);
        if (met)
            continue;
        fputs(i == 0 ? "" : "\n", stdout);
        output_shown(listing_origin(rules[i].pack), 0);
        putchar('\n');
        for (size_t k = i; k < count; k++) {
            if (!rq_str_equal(rules[k].pack, rules[i].pack))
                continue;
            print_rule(&rules[k], widest);
            shown++;
        }
    }
}

static void print_json(struct rq_arena *arena, const struct rq_rule_info *rules, size_t count)
{
    fputs("{\"version\": 1, \"rules\": [", stdout);
    for (size_t i = 0; i < count; i++) {
        const struct rq_rule_info *rule = &rules[i];
        fputs(i == 0 ? "\n  {" : ",\n  {", stdout);
        listing_text(arena, "id", rule->id, true);
        listing_text(arena, "title", rule->title, false);
        listing_text(arena, "level", rq_level_name(rule->level), false);
        listing_text(arena, "written", rq_level_name(rule->written), false);
        listing_texts(arena, "kinds", rule->kinds, rule->kind_count);
        printf(", \"waivable\": %s", rule->waivable ? "true" : "false");
        listing_text(arena, "pack", rule->pack, false);
        listing_text(arena, "path", rule->path, false);
        putchar('}');
    }
    puts("\n]}");
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_err err = {.arena = arguments->arena};
    const struct rq_rule_info *rules;
    size_t count;
    bool good, json = output_wants_json(arguments, &good);
    if (!good || !options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (!rq_rules(arguments->arena, &options, &rules, &count, &err))
        return output_failure(arguments, &err);
    for (size_t i = 0; arguments->names && i < count; i++)
        listing_name(rules[i].id);
    if (arguments->names)
        return STATUS_CLEAN;
    if (arguments->man)
        return manual_print_rules(rules, count);
    if (json)
        print_json(arguments->arena, rules, count);
    else
        print_text(rules, count);
    return STATUS_CLEAN;
}

static const uint8_t options[] = {OPTION_RULE,   OPTION_LISTING, OPTION_NAMES,  OPTION_MAN,
                                  OPTION_STAGED, OPTION_REV,     OPTION_CONFIG, OPTION_END};

static const struct example examples[] = {
    {"reqlint rules", "all rules with their levels, by the pack that they come from"},
    {"reqlint rules --format json", "the same for programs"},
    {NULL, NULL},
};

const struct command command_rules = {
    .name = "rules",
    .summary = "List the rules in force and where they come from",
    .about =
        "Lists every rule with its level in force; `off` says that the configuration switched it off. A level that the "
        "configuration changed is shown with the one that the rule was written with.",
    .options = options,
    .examples = examples,
    .run = run,
};
