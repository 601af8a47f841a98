/*
 * File patterns.
 *
 * A pattern is a row of parts.  Matching tries each part at a place of the path in the order of preference ("*" and
 * {name...} take as much as they can, {name} as little) and goes on with the next part; a place where the rest of the
 * pattern is known to fail is marked, so that no place is tried twice and time stays polynomial.  A name that stands
 * twice makes the parts between depend on what was captured: their marks are taken back with each new text.
 *
 * Read rq_glob_match, match_from, and the table `tries`.
 */
#include "base/ascii.h"
#include "base/err.h"
#include "base/limits.h"
#include "locate/locate.h"
#include "locate/name.h"

#include <string.h>

enum part_kind {
    PART_TEXT,    /* these bytes */
    PART_ONE,     /* "?": one character, but no slash */
    PART_ANY,     /* "*": characters, but no slash */
    PART_FOLDERS, /* "**" and "/": whole folders, or none */
    PART_ALL,     /* "**" at the end: all the rest */
    PART_NAME,    /* {name}: at least one character, but no slash */
    PART_REST,    /* {name...}: at least one character */
    PART_AGAIN    /* a name that was captured before: the same text */
};

struct part {
    enum part_kind kind;
    rq_str text;        /* PART_TEXT */
    size_t capture;     /* PART_NAME, PART_REST, PART_AGAIN: which one */
    uint64_t dependent; /* PART_NAME, PART_REST: the parts whose fate hangs on what is captured here */
};

struct rq_glob {
    rq_str text, prefix, suffix;
    struct part *parts;
    size_t part_count;
    rq_str *names;
    size_t name_count;
};

/* Compiling. */

struct compiler {
    struct rq_arena *arena;
    struct rq_glob *glob;
    size_t part_cap, name_cap;
    size_t at; /* byte in the pattern */
    size_t *offset;
    struct rq_err *err;
};

static bool add_part(struct compiler *compiler, struct part part)
{
    struct rq_glob *glob = compiler->glob;
    if (glob->part_count == RQ_LIMIT_LOCATOR_PARTS) {
        *compiler->offset = compiler->at;
        return rq_fail(compiler->err, "the pattern has more than %d parts", RQ_LIMIT_LOCATOR_PARTS);
    }
    glob->parts = rq_grow(compiler->arena, glob->parts, glob->part_count, &compiler->part_cap, sizeof *glob->parts);
    glob->parts[glob->part_count++] = part;
    return true;
}

static size_t find_name(const struct rq_glob *glob, rq_str name)
{
    size_t i = 0;
    while (i < glob->name_count && !rq_str_equal(glob->names[i], name))
        i++;
    return i;
}

/* From the part that captures up to the last one that repeats it, all hang on the captured text. */
static void mark_dependent(struct rq_glob *glob, size_t capture)
{
    size_t first = 0;
    while (glob->parts[first].capture != capture || glob->parts[first].kind < PART_NAME)
        first++;
    for (size_t i = first + 1; i < glob->part_count; i++)
        glob->parts[first].dependent |= UINT64_C(1) << i;
}

static bool compile_capture(struct compiler *compiler)
{
    struct rq_glob *glob = compiler->glob;
    struct rq_capture_token token;
    if (!rq_capture_read(glob->text, compiler->at, &token, compiler->offset, compiler->err))
        return false;
    size_t capture = find_name(glob, token.name);
    bool again = capture < glob->name_count;
    enum part_kind kind = again ? PART_AGAIN : token.rest ? PART_REST : PART_NAME;
    if (!add_part(compiler, (struct part){.kind = kind, .capture = capture}))
        return false;
    compiler->at = token.end;
    if (again) {
        mark_dependent(glob, capture);
        return true;
    }
    glob->names = rq_grow(compiler->arena, glob->names, capture, &compiler->name_cap, sizeof *glob->names);
    glob->names[glob->name_count++] = token.name;
    return true;
}

/* "**" is many folders only where it is a whole segment; glued to text it is "*". */
static bool compile_stars(struct compiler *compiler)
{
    rq_str text = compiler->glob->text;
    size_t start = compiler->at, end = start;
    while (end < text.len && text.ptr[end] == '*')
        end++;
    bool whole = end - start == 2 && (start == 0 || text.ptr[start - 1] == '/');
    struct part part = {.kind = PART_ANY};
    if (whole && end == text.len)
        part.kind = PART_ALL;
    else if (whole && text.ptr[end] == '/')
        part.kind = PART_FOLDERS;
    compiler->at = part.kind == PART_FOLDERS ? end + 1 : end;
    return add_part(compiler, part);
}

static bool compile_text(struct compiler *compiler)
{
    rq_str text = compiler->glob->text;
    size_t start = compiler->at, end = start;
    while (end < text.len && memchr("*?{", text.ptr[end], 3) == NULL)
        end++;
    compiler->at = end;
    return add_part(compiler, (struct part){.kind = PART_TEXT, .text = rq_str_slice(text, start, end)});
}

/* part = text | "*" | "**" | "?" | "{name}" | "{name...}" */
static bool compile_part(struct compiler *compiler)
{
    switch (compiler->glob->text.ptr[compiler->at]) {
    case '*':
        return compile_stars(compiler);
    case '{':
        return compile_capture(compiler);
    case '?':
        compiler->at++;
        return add_part(compiler, (struct part){.kind = PART_ONE});
    default:
        return compile_text(compiler);
    }
}

/* Patterns that no path can match are mistakes; better said than silently empty. */
static bool check_ends(rq_str text, size_t *offset, struct rq_err *err)
{
    *offset = 0;
    if (text.len == 0)
        return rq_fail(err, "the pattern is empty");
    if (rq_str_starts(text, RQ_STR("/")) || rq_str_starts(text, RQ_STR("./")) || rq_str_starts(text, RQ_STR("../"))) {
        rq_fail(err, "a pattern starts at the root of the repository");
        return rq_fail_hint(err, "leave out what stands before the first name");
    }
    if (!rq_str_ends(text, RQ_STR("/")))
        return true;
    *offset = text.len - 1;
    rq_fail(err, "a pattern matches files, not folders");
    return rq_fail_hint(err, "write `%.*s**` for all files in it", RQ_ARG(text));
}

static rq_str text_of(const struct part *part)
{
    return part->kind == PART_TEXT ? part->text : RQ_STR("");
}

const struct rq_glob *rq_glob_compile(struct rq_arena *arena, rq_str pattern, size_t *offset, struct rq_err *err)
{
    size_t ignored;
    struct compiler compiler = {.arena = arena, .offset = offset == NULL ? &ignored : offset, .err = err};
    struct rq_glob *glob = compiler.glob = RQ_NEW(arena, struct rq_glob);
    glob->text = pattern;
    if (!check_ends(pattern, compiler.offset, err))
        return NULL;
    while (compiler.at < pattern.len)
        if (!compile_part(&compiler))
            return NULL;
    glob->prefix = text_of(&glob->parts[0]);
    glob->suffix = text_of(&glob->parts[glob->part_count - 1]);
    return glob;
}

size_t rq_glob_capture_count(const struct rq_glob *glob)
{
    return glob->name_count;
}

rq_str rq_glob_capture_name(const struct rq_glob *glob, size_t number)
{
    return glob->names[number];
}

rq_str rq_glob_prefix(const struct rq_glob *glob)
{
    return glob->prefix;
}

rq_str rq_glob_text(const struct rq_glob *glob)
{
    return glob->text;
}

/* Matching. */

struct matcher {
    const struct rq_glob *glob;
    rq_str path;
    bool fold;        /* letter case does not count */
    uint64_t *failed; /* for each place of the path: bit i says that parts i and following do not match from here */
    rq_str texts[RQ_LIMIT_LOCATOR_PARTS];
};

static bool match_from(struct matcher *matcher, size_t part, size_t at);

/* Characters are code points: a place inside one is no place to stop. */
static bool is_boundary(rq_str path, size_t at)
{
    return at >= path.len || ((unsigned char)path.ptr[at] & 0xC0) != 0x80;
}

static size_t next_boundary(rq_str path, size_t at)
{
    do
        at++;
    while (!is_boundary(path, at));
    return at;
}

static size_t segment_end(rq_str path, size_t at)
{
    size_t end = rq_str_find_byte(path, '/', at);
    return end == RQ_NOT_FOUND ? path.len : end;
}

/* The parts from `part` on, at the places from `most` down to `least`. */
static bool match_longest(struct matcher *matcher, size_t part, size_t least, size_t most)
{
    for (size_t end = most + 1; end-- > least;)
        if (is_boundary(matcher->path, end) && match_from(matcher, part, end))
            return true;
    return false;
}

static bool capture_and_go_on(struct matcher *matcher, size_t part, size_t at, size_t end)
{
    const struct part *self = &matcher->glob->parts[part];
    matcher->texts[self->capture] = rq_str_slice(matcher->path, at, end);
    if (self->dependent != 0)
        for (size_t i = at; i <= matcher->path.len; i++)
            matcher->failed[i] &= ~self->dependent;
    return match_from(matcher, part + 1, end);
}

static bool has_text(const struct matcher *matcher, size_t at, rq_str text)
{
    rq_str rest = rq_str_slice(matcher->path, at, matcher->path.len);
    if (!matcher->fold || rest.len < text.len)
        return rq_str_starts(rest, text);
    return rq_ascii_equal(rq_str_slice(rest, 0, text.len), text);
}

static bool try_text(struct matcher *matcher, size_t part, size_t at)
{
    rq_str text = matcher->glob->parts[part].text;
    return has_text(matcher, at, text) && match_from(matcher, part + 1, at + text.len);
}

static bool try_one(struct matcher *matcher, size_t part, size_t at)
{
    return at < segment_end(matcher->path, at) && match_from(matcher, part + 1, next_boundary(matcher->path, at));
}

static bool try_any(struct matcher *matcher, size_t part, size_t at)
{
    return match_longest(matcher, part + 1, at, segment_end(matcher->path, at));
}

static bool try_folders(struct matcher *matcher, size_t part, size_t at)
{
    for (size_t end = matcher->path.len; end > at; end--)
        if (matcher->path.ptr[end - 1] == '/' && match_from(matcher, part + 1, end))
            return true;
    return match_from(matcher, part + 1, at);
}

static bool try_all(struct matcher *matcher, size_t part, size_t at)
{
    (void)part;
    return at < matcher->path.len;
}

static bool try_name(struct matcher *matcher, size_t part, size_t at)
{
    size_t most = segment_end(matcher->path, at);
    for (size_t end = at; end < most;) {
        end = next_boundary(matcher->path, end);
        if (capture_and_go_on(matcher, part, at, end))
            return true;
    }
    return false;
}

static bool try_rest(struct matcher *matcher, size_t part, size_t at)
{
    for (size_t end = matcher->path.len; end > at; end--)
        if (is_boundary(matcher->path, end) && capture_and_go_on(matcher, part, at, end))
            return true;
    return false;
}

static bool try_again(struct matcher *matcher, size_t part, size_t at)
{
    rq_str text = matcher->texts[matcher->glob->parts[part].capture];
    return has_text(matcher, at, text) && match_from(matcher, part + 1, at + text.len);
}

static bool (*const tries[])(struct matcher *matcher, size_t part, size_t at) = {
    [PART_TEXT] = try_text, [PART_ONE] = try_one,   [PART_ANY] = try_any,   [PART_FOLDERS] = try_folders,
    [PART_ALL] = try_all,   [PART_NAME] = try_name, [PART_REST] = try_rest, [PART_AGAIN] = try_again,
};

/* Recursion goes one level deeper per part. */
static bool match_from(struct matcher *matcher, size_t part, size_t at)
{
    if (part == matcher->glob->part_count)
        return at == matcher->path.len;
    uint64_t bit = UINT64_C(1) << part;
    if ((matcher->failed[at] & bit) != 0)
        return false;
    if (tries[matcher->glob->parts[part].kind](matcher, part, at))
        return true;
    matcher->failed[at] |= bit;
    return false;
}

static bool match_with(const struct rq_glob *glob, rq_str path, bool fold, struct rq_capture *captures,
                       uint64_t *failed)
{
    struct matcher matcher = {.glob = glob, .path = path, .fold = fold, .failed = failed};
    if (!match_from(&matcher, 0, 0))
        return false;
    for (size_t i = 0; captures != NULL && i < glob->name_count; i++)
        captures[i] = (struct rq_capture){.name = glob->names[i], .text = matcher.texts[i]};
    return true;
}

/* Longer paths get their bits from an arena. */
enum { SHORT_PATH = 256 };

static bool match_short(const struct rq_glob *glob, rq_str path, bool fold, struct rq_capture *captures)
{
    uint64_t few[SHORT_PATH];
    memset(few, 0, (path.len + 1) * sizeof *few);
    return match_with(glob, path, fold, captures, few);
}

static bool match(const struct rq_glob *glob, rq_str path, bool fold, struct rq_capture *captures)
{
    if (path.len < SHORT_PATH)
        return match_short(glob, path, fold, captures);
    struct rq_arena *arena = rq_arena_new();
    bool matches = match_with(glob, path, fold, captures, RQ_NEW_ARRAY(arena, uint64_t, path.len + 1));
    rq_arena_free(arena);
    return matches;
}

bool rq_glob_match(const struct rq_glob *glob, rq_str path, struct rq_capture *captures)
{
    return rq_str_starts(path, glob->prefix) && rq_str_ends(path, glob->suffix) && match(glob, path, false, captures);
}

bool rq_globs_match(const struct rq_glob *const *globs, size_t count, rq_str path)
{
    for (size_t i = 0; i < count; i++)
        if (rq_glob_match(globs[i], path, NULL))
            return true;
    return false;
}

bool rq_glob_match_folded(const struct rq_glob *glob, rq_str path)
{
    return match(glob, path, true, NULL);
}
