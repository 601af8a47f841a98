/*
 * libyaml's errors in words for the person who wrote the file, at the place where they can act.
 *
 * libyaml names a problem, where it met it, and often a context with its own place (where the open bracket is).  The table
 * `wordings` says for each which of the two places helps, and what to write there.  Some problems have several usual
 * causes; `special` rows call a function that looks at the text to tell them apart.  Problems that the table does not
 * know keep libyaml's words.
 */
#include "base/text.h"
#include "yaml/reader.h"

#include <string.h>

/* libyaml's longest key that is written before a `:`. */
enum { KEY_CHARACTERS = 1024 };

struct problem {
    struct rq_yaml_reader *reader;
    struct rq_yaml_cursor at, context;
    bool at_end; /* the problem is the end of the text */
};

typedef bool special_case(struct problem *problem);

struct wording {
    const char *context, *problem; /* libyaml's words; NULL: any */
    bool point_at_context;
    const char *message;
    const char *other; /* what the other place is; NULL: it is not shown */
    special_case *special;
};

static char byte_at(const struct problem *problem, size_t offset)
{
    rq_str text = problem->reader->text;
    return offset < text.len ? text.ptr[offset] : '\0';
}

/* The character at a cursor; nothing at the end of a line. */
static rq_pos place(const struct problem *problem, struct rq_yaml_cursor cursor)
{
    size_t end = cursor.offset;
    char byte = byte_at(problem, end);
    if (end < problem->reader->text.len && byte != '\n' && byte != '\r')
        rq_utf8_next(problem->reader->text, &end);
    return rq_yaml_place(problem->reader->text, cursor, end);
}

static struct rq_yaml_issue *say(struct problem *problem, struct rq_yaml_cursor at, const char *message)
{
    return rq_yaml_issue(problem->reader, "yaml-syntax", place(problem, at), "%s", message);
}

static size_t line_start(const struct problem *problem, size_t offset)
{
    while (offset > problem->reader->first.offset && problem->reader->text.ptr[offset - 1] != '\n')
        offset--;
    return offset;
}

/* A cursor on another byte of the same line. */
static struct rq_yaml_cursor on_line(struct rq_yaml_cursor cursor, const struct problem *problem, size_t offset)
{
    size_t start = line_start(problem, cursor.offset);
    cursor.column = (uint32_t)rq_utf8_count(rq_str_slice(problem->reader->text, start, offset)) + 1;
    cursor.offset = offset;
    return cursor;
}

/* A tab where the problem is, or in the indentation of its line. */
static bool tab(struct problem *problem)
{
    size_t at = line_start(problem, problem->at.offset);
    while (byte_at(problem, at) == ' ')
        at++;
    if (byte_at(problem, at) != '\t')
        at = problem->at.offset;
    if (byte_at(problem, at) != '\t')
        return false;
    rq_yaml_issue(problem->reader, "yaml-tab", place(problem, on_line(problem->at, problem, at)),
                  "a tab cannot indent or separate here; use spaces");
    return true;
}

static bool wrong_start(struct problem *problem)
{
    rq_yaml_issue(problem->reader, "yaml-syntax", place(problem, problem->at),
                  "text cannot start with `%c`; put it in quotes", byte_at(problem, problem->at.offset));
    return true;
}

static bool wrong_escape(struct problem *problem)
{
    size_t end = problem->at.offset + 1;
    rq_str text = problem->reader->text;
    if (end >= text.len)
        return say(problem, problem->context, "this quote is never closed") != NULL;
    rq_utf8_next(text, &end);
    rq_str escape = rq_str_slice(text, problem->at.offset, end);
    rq_yaml_issue(problem->reader, "yaml-syntax", rq_yaml_place(text, problem->at, end),
                  "`%.*s` is no escape; double the backslash, or use single quotes", RQ_ARG(escape));
    return true;
}

/* A key that is too long is no key for libyaml, which then stumbles over the `:`. */
static bool long_key(struct problem *problem)
{
    const struct rq_yaml_node *last = &problem->reader->last;
    if (byte_at(problem, problem->at.offset) != ':' || !problem->reader->has_last ||
        last->end - last->start.offset <= KEY_CHARACTERS)
        return false;
    say(problem, last->start, "a key may have at most 1,024 characters");
    return true;
}

static bool unclosed(struct problem *problem)
{
    if (long_key(problem))
        return true;
    if (!problem->at_end)
        return false;
    rq_yaml_issue(problem->reader, "yaml-syntax", place(problem, problem->context), "this `%c` is never closed",
                  byte_at(problem, problem->context.offset));
    return true;
}

/* The text ends where a value belongs, and a bracket is still open: that bracket is what is wrong. */
static bool no_value(struct problem *problem)
{
    const struct rq_yaml_reader *reader = problem->reader;
    if (!problem->at_end || reader->depth == 0 || !reader->frames[reader->depth - 1].flow)
        return false;
    problem->context = reader->frames[reader->depth - 1].start;
    return unclosed(problem);
}

/* `key: "text" more`: what libyaml misses is the next key. */
static bool after_quote(struct problem *problem)
{
    const struct rq_yaml_reader *reader = problem->reader;
    if (!reader->has_last || !reader->last_quoted || reader->last.end > problem->at.offset ||
        line_start(problem, problem->at.offset) > reader->last.end)
        return false;
    say(problem, problem->at, "text after the closing quote; quote the whole value, and double or escape quotes in it");
    return true;
}

static bool no_colon(struct problem *problem)
{
    size_t end = rq_str_find_byte(problem->reader->text, '\n', problem->context.offset);
    end = end == RQ_NOT_FOUND ? problem->reader->text.len : end;
    size_t colon = rq_str_find(rq_str_slice(problem->reader->text, 0, end), RQ_STR(":"), problem->context.offset);
    if (colon == RQ_NOT_FOUND || colon - problem->context.offset <= KEY_CHARACTERS)
        return false;
    say(problem, problem->context, "a key may have at most 1,024 characters");
    return true;
}

/* A second `: ` in a line, a line that is indented below a value, or a key that is too long. */
static bool unexpected_colon(struct problem *problem)
{
    rq_str text = problem->reader->text;
    size_t start = line_start(problem, problem->at.offset);
    if (problem->at.offset - start > KEY_CHARACTERS)
        return say(problem, on_line(problem->at, problem, start), "a key may have at most 1,024 characters") != NULL;
    rq_str before = rq_str_slice(text, 0, problem->at.offset);
    if (rq_str_find(before, RQ_STR(": "), start) != RQ_NOT_FOUND)
        return false;
    while (byte_at(problem, start) == ' ')
        start++;
    return say(problem, on_line(problem->at, problem, start),
               "this key is indented below a key that already has a value, or below text that is not closed") != NULL;
}

static const char tag_in_text[] = "`!` starts a tag; put text that starts with it in quotes";

/* `key: !a || b`: to libyaml `!a` is a tag, and the bar starts a block. */
static bool behind_tag(struct problem *problem)
{
    rq_str before = rq_str_slice(problem->reader->text, 0, problem->context.offset);
    size_t tag = rq_str_find(before, RQ_STR(" !"), line_start(problem, problem->context.offset));
    if (tag == RQ_NOT_FOUND || byte_at(problem, tag + 2) == '!')
        return false;
    return say(problem, on_line(problem->context, problem, tag + 1), tag_in_text) != NULL;
}

static const struct wording wordings[] = {
    {NULL, "found character that cannot start any token", false, NULL, NULL, wrong_start},
    {"while scanning a quoted scalar", "found unexpected end of stream", true, "this quote is never closed", NULL,
     NULL},
    {"while scanning a quoted scalar", "found unexpected document indicator", true,
     "this quote is not closed before the document ends", "the document ends here", NULL},
    {NULL, "found unknown escape character", false, NULL, NULL, wrong_escape},
    {NULL, "did not find expected hexdecimal number", false, "this escape needs more hexadecimal digits", NULL, NULL},
    {NULL, "found invalid Unicode character escape code", false, "no character has this number", NULL, NULL},
    {"while parsing a flow sequence", NULL, false, "expected `,` or `]`", "the list starts here", unclosed},
    {"while parsing a flow mapping", NULL, false, "expected `,` or `}`", "the mapping starts here", unclosed},
    {"while parsing a block mapping", "did not find expected key", false,
     "expected a key that is indented like the others of its mapping", "the mapping starts here", after_quote},
    {"while parsing a block collection", NULL, false, "expected `- ` below the other items of the list",
     "the list starts here", after_quote},
    {"while scanning a simple key", NULL, true, "expected `: ` behind this key", NULL, no_colon},
    {NULL, "mapping values are not allowed in this context", false, "a second `: ` in one line; put the text in quotes",
     NULL, unexpected_colon},
    {NULL, "block sequence entries are not allowed in this context", false,
     "a list cannot start here; put `- ` in a line of its own", NULL, NULL},
    {NULL, "mapping keys are not allowed in this context", false, "a key cannot start here", NULL, NULL},
    {NULL, "did not find expected <document start>", false, "the document ends before this; expected `---`", NULL,
     after_quote},
    {NULL, "did not find expected node content", false, "expected a value here", NULL, no_value},
    {"while scanning an alias", NULL, true, "`*` starts an alias; put text that starts with it in quotes", NULL, NULL},
    {"while scanning an anchor", NULL, true, "`&` starts an anchor; put text that starts with it in quotes", NULL,
     NULL},
    {"while scanning a tag", NULL, true, tag_in_text, NULL, NULL},
    {"while parsing a tag", NULL, true, tag_in_text, NULL, NULL},
    {"while scanning a block scalar", "did not find expected comment or line break", false,
     "the text of a block starts in the line after `|` or `>`", NULL, behind_tag},
    {"while scanning a block scalar", "found an indentation indicator equal to 0", false,
     "the number behind `|` or `>` is the indentation: 1 to 9", NULL, NULL},
    {"while scanning a plain scalar", NULL, false, "a `:` inside text needs quotes here", NULL, NULL},
    {"while scanning a directive", NULL, true, "`%` starts a directive; put text that starts with it in quotes", NULL,
     NULL},
    {NULL, "found incompatible YAML document", false, "this is not YAML 1.1 or 1.2", NULL, NULL},
};

static bool matches(const char *words, const char *given)
{
    return words == NULL || (given != NULL && strcmp(words, given) == 0);
}

/* Inside brackets and quotes, tabs are like spaces. */
static bool tabs_matter(const char *context)
{
    rq_str words = rq_str_from(context);
    return rq_str_find(words, RQ_STR("flow"), 0) == RQ_NOT_FOUND &&
           rq_str_find(words, RQ_STR("quoted"), 0) == RQ_NOT_FOUND;
}

static void say_wording(struct problem *problem, const struct wording *wording)
{
    if (wording->special != NULL && wording->special(problem))
        return;
    struct rq_yaml_cursor at = wording->point_at_context ? problem->context : problem->at;
    struct rq_yaml_issue *issue = say(problem, at, wording->message);
    if (wording->other != NULL) {
        issue->other = place(problem, wording->point_at_context ? problem->at : problem->context);
        issue->other_message = rq_str_from(wording->other);
    }
}

static struct problem problem_of(struct rq_yaml_reader *reader, const yaml_parser_t *parser)
{
    struct problem problem = {.reader = reader, .at = reader->first};
    rq_yaml_seek(reader, &problem.at, &parser->problem_mark);
    problem.context = problem.at;
    if (parser->context != NULL) {
        problem.context = reader->first;
        rq_yaml_seek(reader, &problem.context, &parser->context_mark);
    }
    problem.at_end = problem.at.offset >= reader->text.len;
    return problem;
}

void rq_yaml_problem(struct rq_yaml_reader *reader, const yaml_parser_t *parser)
{
    struct problem problem = problem_of(reader, parser);
    reader->stopped = true;
    if (parser->error == YAML_MEMORY_ERROR || parser->problem == NULL) {
        rq_yaml_issue(reader, "yaml-too-large", place(&problem, problem.at), "there is not enough memory to read this");
        return;
    }
    if (strcmp(parser->problem, "found undefined tag handle") == 0) {
        size_t end = problem.at.offset;
        while (end < reader->text.len && strchr(" \t\r\n", reader->text.ptr[end]) == NULL)
            end++;
        rq_yaml_issue(reader, "yaml-unknown-tag", rq_yaml_place(reader->text, problem.at, end),
                      "no %%TAG line declares this tag's prefix");
        return;
    }
    if (tabs_matter(parser->context) && tab(&problem))
        return;
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        if (matches(wordings[i].context, parser->context) && matches(wordings[i].problem, parser->problem)) {
            say_wording(&problem, &wordings[i]);
            return;
        }
    }
    say(&problem, problem.at, parser->problem);
}
