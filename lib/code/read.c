/*
 * From a text to what it says: tokens, then those that are names, then what each is for.
 *
 * A string that is not a name as a whole, or a heredoc, may hold a sentence of SQL, in which a name is a literal again.  Such
 * a text is cut once more, and of what is found there only what compares or is put into a table counts: prose names accounts
 * too.
 */
#include "base/intern.h"
#include "base/limits.h"
#include "code/context.h"
#include "code/names.h"
#include "code/plain.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_DEPTH = 2, /* of a text in a text: the value of an attribute of a page in a string */
    /* Words and numbers of which nothing comes in the end cost as much as those that count. */
    MOST_TRIED = 10 * RQ_LIMIT_CODE_FACTS
};

struct reader {
    struct rq_arena *arena;
    const struct rq_code_names *names;
    struct rq_code_view view;
    struct rq_code_facts *facts;
    struct rq_code_mention *mentions;
    struct rq_code_remark *remarks;
    struct rq_code_tokens bodies;
    struct rq_intern identifiers; /* that names were found inside of */
    size_t mention_cap, remark_cap, tried;
    unsigned depth;               /* of the text that is read: in how many others it stands */
    enum rq_code_reading reading; /* of that text */
};

rq_str rq_code_context_name(enum rq_code_context context)
{
    static const rq_str names[] = {{"comparison", 10}, {"call", 4},     {"case", 4},  {"key", 3},
                                   {"element", 7},     {"constant", 8}, {"value", 5}, {"argument", 8},
                                   {"identifier", 10}, {"other", 5}};
    return names[context];
}

/* $h{acme} */
static bool is_bare_subscript(const struct rq_code_view *view, long i)
{
    return rq_code_has(view->language, RQ_CODE_QUOTE_WORDS) && rq_code_is_sign(view, i - 1, " { ") &&
           rq_code_is_sign(view, i + 1, " } ") && rq_code_is_owned(view, i - 1);
}

/* {acme: 1}, acme => 1 */
static bool is_bare_key(const struct rq_code_view *view, long i)
{
    const struct rq_code_language *language = view->language;
    bool arrow = rq_code_is_sign(view, i + 1, " => ") && rq_code_has(language, RQ_CODE_QUOTE_WORDS);
    bool colon = rq_code_is_sign(view, i + 1, " : ") && rq_code_touches(view, i) && rq_code_has_bare_names(language) &&
                 !rq_code_has(language, RQ_CODE_BARE_WORDS);
    /* { acme: acme } only hands something on. */
    bool same = rq_code_is_kind(view, i + 2, RQ_CODE_WORD) &&
                rq_str_equal(rq_code_text(view, i), rq_code_text(view, i + 2)) &&
                rq_code_is_sign(view, i + 3, " , } ) ");
    if ((!arrow && !colon) || same)
        return false;
    if (!rq_code_is_sign(view, i - 1, " { , ( "))
        return false;
    long open = rq_code_enclosing(view, i);
    return arrow || rq_code_has(language, RQ_CODE_SYMBOLS) || rq_code_is_sign(view, open, " { ");
}

/* What most words are not, at the cost of one byte. */
static bool may_be_key(const struct rq_code_view *view, long i)
{
    const struct rq_code_token *next = (size_t)i + 1 < view->count ? &view->tokens[i + 1] : NULL;
    return next != NULL && next->kind == RQ_CODE_SIGN && strchr(":=}", view->text.ptr[next->start]) != NULL;
}

/* A part of a longer word of a shell is no literal: "$x"acme, acme*. */
static bool stands_alone(const struct rq_code_view *view, const struct rq_code_token *token)
{
    if (!rq_code_has(view->language, RQ_CODE_BARE_WORDS))
        return true;
    char before = token->start == 0 ? '\n' : view->text.ptr[token->start - 1];
    char after = token->end < view->text.len ? view->text.ptr[token->end] : '\n';
    bool anchored = before == '^' && after == '$';
    bool otherwise = after == '}' && strchr("-=+", before) != NULL; /* ${x:-acme} */
    return anchored || otherwise ||
           (strchr(" \t\r\n=(|;&<>[", before) != NULL && strchr(" \t\r\n)|;&<>]", after) != NULL);
}

static bool may_be_name(const struct rq_code_view *view, long i)
{
    const struct rq_code_token *token = &view->tokens[i];
    switch (token->kind) {
    case RQ_CODE_TEXT:
        return token->whole && stands_alone(view, token);
    case RQ_CODE_NUMBER:
        return !token->bare || stands_alone(view, token);
    case RQ_CODE_WORD:
        return token->bare ? stands_alone(view, token)
                           : may_be_key(view, i) && (is_bare_key(view, i) || is_bare_subscript(view, i));
    default:
        return false;
    }
}

/* What has no quotes is a word or a number like any other, until something makes it more. */
static bool counts(const struct reader *reader, long i, const struct rq_code_mention *mention)
{
    const struct rq_code_view *view = &reader->view;
    const struct rq_code_token *token = &view->tokens[i];
    if (token->embedded)
        return rq_code_in_sentence(view, i, mention, reader->reading);
    if (token->kind == RQ_CODE_NUMBER)
        return mention->subject.len > 0;
    return token->kind != RQ_CODE_WORD || mention->subject.len > 0 ||
           (mention->context != RQ_CODE_OTHER && mention->context != RQ_CODE_ARGUMENT);
}

/* A regular expression that matches a name compares with it, whatever it is given to. */
static void settle_pattern(struct rq_code_mention *mention)
{
    if (mention->context == RQ_CODE_ARGUMENT)
        mention->context = RQ_CODE_CALL;
    else if (mention->context >= RQ_CODE_ELEMENT)
        mention->context = RQ_CODE_COMPARISON;
}

static bool is_full(struct reader *reader)
{
    bool full = reader->facts->mention_count == RQ_LIMIT_CODE_FACTS;
    reader->facts->more = reader->facts->more || full;
    return full;
}

static void add_mention(struct reader *reader, struct rq_code_mention mention)
{
    reader->mentions = rq_grow(reader->arena, reader->mentions, reader->facts->mention_count, &reader->mention_cap,
                               sizeof *reader->mentions);
    reader->mentions[reader->facts->mention_count++] = mention;
}

/* Takes a token if it is a name; what it is for is told from where token i stands. */
static bool look_up(struct reader *reader, const struct rq_code_token *token, long i)
{
    struct rq_code_range said = {token->first, token->last};
    char room[RQ_LIMIT_NAME_BYTES];
    if (token->kind == RQ_CODE_TEXT)
        said = rq_code_strip(reader->view.text, said);
    size_t name =
        rq_code_names_find(reader->names, rq_code_plain(rq_str_slice(reader->view.text, said.first, said.last), room));
    if (name == RQ_NOT_FOUND)
        return false;
    if (is_full(reader) || reader->tried == MOST_TRIED) {
        reader->facts->more = true;
        return false;
    }
    reader->tried++;
    struct rq_code_mention mention = {
        .start = said.first, .end = said.last, .name = name, .number = token->kind == RQ_CODE_NUMBER};
    rq_code_classify(&reader->view, i, &mention);
    if (said.first > token->first)
        settle_pattern(&mention);
    if (!counts(reader, i, &mention))
        return false;
    add_mention(reader, mention);
    return true;
}

/* A name that people gave, or a literal that is like one: "role.works-council".  A path, or a word of a sentence, is none. */
static bool is_identifier(const struct rq_code_view *view, const struct rq_code_token *token)
{
    bool alike = !token->embedded && (token->kind == RQ_CODE_WORD || (token->kind == RQ_CODE_TEXT && token->whole));
    for (uint32_t at = token->first; at < token->last && alike && (token->kind == RQ_CODE_TEXT || token->bare); at++) {
        char byte = view->text.ptr[at];
        alike = rq_code_is_bare(byte) || byte == ':' || (unsigned char)byte >= 0x80;
    }
    return alike;
}

/* Takes the names inside of an identifier, unless the same one was looked at before. */
static void take_inside(struct reader *reader, const struct rq_code_token *token, long i)
{
    const struct rq_code_inside *inside = &reader->names->inside;
    rq_str text = reader->view.text;
    if (inside->longest == 0 || !rq_code_has_identifiers(reader->view.language) || !is_identifier(&reader->view, token))
        return;
    for (size_t at = token->first, stop; at < token->last; at++) {
        size_t name = rq_code_names_inside(reader->names, text, at)
                          ? rq_code_inside_find(inside, text, at, token->last, &stop)
                          : RQ_NOT_FOUND;
        if (name == RQ_NOT_FOUND)
            continue;
        size_t known = reader->identifiers.count;
        if (is_full(reader) || rq_intern(&reader->identifiers, rq_str_slice(text, token->first, token->last)) < known)
            return;
        struct rq_code_span line = rq_code_line(&reader->view, i), none = {1, 0};
        add_mention(reader, (struct rq_code_mention){
                                .start = at,
                                .end = stop,
                                .name = name,
                                .context = RQ_CODE_INSIDE,
                                .with_start = token->first,
                                .with_end = token->last,
                                .near = rq_code_subject(&reader->view, (long)line.low, (long)line.high, none)});
        return;
    }
}

static void take_mention(struct reader *reader, long i)
{
    const struct rq_code_token *token = &reader->view.tokens[i];
    if (!may_be_name(&reader->view, i) || !look_up(reader, token, i))
        take_inside(reader, token, i);
}

static void take_remark(struct reader *reader, const struct rq_code_token *token)
{
    if (reader->facts->remark_count == RQ_LIMIT_CODE_FACTS) {
        reader->facts->more = true;
        return;
    }
    reader->remarks = rq_grow(reader->arena, reader->remarks, reader->facts->remark_count, &reader->remark_cap,
                              sizeof *reader->remarks);
    reader->remarks[reader->facts->remark_count++] = (struct rq_code_remark){token->first, token->last};
}

static void take_body(struct reader *reader, const struct rq_code_token *token)
{
    struct rq_code_tokens *bodies = &reader->bodies;
    bodies->items = rq_grow(reader->arena, bodies->items, bodies->count, &bodies->cap, sizeof *bodies->items);
    bodies->items[bodies->count++] = *token;
}

/* Tokens without remarks and bodies: nothing that looks around a token shall see them. */
static void take_asides_out(struct reader *reader, struct rq_code_tokens *tokens)
{
    size_t kept = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].kind == RQ_CODE_REMARK)
            take_remark(reader, &tokens->items[i]);
        else if (tokens->items[i].kind == RQ_CODE_BODY)
            take_body(reader, &tokens->items[i]);
        else
            tokens->items[kept++] = tokens->items[i];
    }
    tokens->count = kept;
}

/* True for a text with blanks and a quoted name in it. */
static bool may_hold_sentence(const struct reader *reader, const struct rq_code_language *sql,
                              const struct rq_code_token *token)
{
    rq_str text = rq_str_slice(reader->view.text, token->first, token->last);
    return (token->kind == RQ_CODE_TEXT || token->kind == RQ_CODE_BODY) && !token->bare &&
           memchr(text.ptr, ' ', text.len) != NULL && rq_code_may_hold(reader->names, sql, text);
}

static void read_sentence(struct reader *reader, const struct rq_code_language *sql, struct rq_code_token whole,
                          enum rq_code_reading reading)
{
    const struct rq_code_token *token = &whole;
    struct reader inner = *reader;
    inner.depth++;
    inner.reading = reading;
    struct rq_code_tokens tokens = {.arena = reader->arena};
    rq_code_lex(sql, reader->view.text, token->first, token->last, &tokens);
    /* Of a string a comment is text like any other; a heredoc is a file of its own. */
    if (token->kind == RQ_CODE_BODY)
        take_asides_out(&inner, &tokens);
    inner.view.language = sql;
    inner.view.tokens = tokens.items;
    inner.view.count = tokens.count;
    for (size_t i = 0; i < tokens.count; i++) {
        tokens.items[i].embedded = true;
        take_mention(&inner, (long)i);
        if (inner.depth < MOST_DEPTH && may_hold_sentence(&inner, sql, &tokens.items[i]))
            read_sentence(&inner, sql, tokens.items[i], rq_code_reading_of(&inner.view, (long)i));
    }
    inner.view = reader->view;
    inner.depth = reader->depth;
    inner.reading = reader->reading;
    *reader = inner;
}

/* '["acme", "globex"]', as pipelines give lists: each is for what the string is for. */
static void read_list(struct reader *reader, long i)
{
    const struct rq_code_token *token = &reader->view.tokens[i];
    rq_str text = rq_str_slice(reader->view.text, token->first, token->last);
    struct rq_code_tokens tokens = {.arena = reader->arena};
    if (token->kind != RQ_CODE_TEXT || !rq_str_starts(text, RQ_STR("[")) || !rq_str_ends(text, RQ_STR("]")))
        return;
    rq_code_lex(rq_code_language_of(RQ_STR("x.js")), reader->view.text, token->first, token->last, &tokens);
    for (size_t t = 0; t < tokens.count; t++)
        if (tokens.items[t].kind == RQ_CODE_TEXT && tokens.items[t].whole)
            look_up(reader, &tokens.items[t], i);
}

static int compare_mentions(const void *left, const void *right)
{
    const struct rq_code_mention *a = left, *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

static int compare_remarks(const void *left, const void *right)
{
    const struct rq_code_remark *a = left, *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

/* Bodies are read when all else is. */
static void read_bodies(struct reader *reader, const struct rq_code_language *sql)
{
    for (size_t i = 0; i < reader->bodies.count; i++) {
        struct rq_code_token body = reader->bodies.items[i];
        if (may_hold_sentence(reader, sql, &body))
            read_sentence(reader, sql, body, RQ_CODE_PROSE);
    }
    if (reader->bodies.count == 0)
        return;
    if (reader->facts->mention_count > 1)
        qsort(reader->mentions, reader->facts->mention_count, sizeof *reader->mentions, compare_mentions);
    if (reader->facts->remark_count > 1)
        qsort(reader->remarks, reader->facts->remark_count, sizeof *reader->remarks, compare_remarks);
}

void rq_code_read(struct rq_arena *arena, const struct rq_code_language *language, const struct rq_code_names *names,
                  const struct rq_code_words *words, rq_str text, struct rq_code_facts *facts)
{
    /* Room for more tokens than code has, of which only what is used becomes memory. */
    struct rq_code_tokens tokens = {.arena = arena, .cap = text.len / 2 + 1};
    tokens.items = rq_arena_raw(arena, tokens.cap * sizeof *tokens.items);
    struct reader reader = {
        .arena = arena, .names = names, .facts = facts, .bodies = {.arena = arena}, .identifiers = {.arena = arena}};
    const struct rq_code_language *sql = rq_code_language_of(RQ_STR("x.sql"));
    *facts = (struct rq_code_facts){0};
    rq_code_lex(language, text, 0, text.len, &tokens);
    take_asides_out(&reader, &tokens);
    reader.view = (struct rq_code_view){language, words, text, tokens.items, tokens.count};
    for (size_t i = 0; i < tokens.count; i++) {
        size_t past = rq_code_has(language, RQ_CODE_ATTRIBUTES) ? rq_code_test_end(&reader.view, i) : i;
        if (past > i) {
            i = past;
            continue;
        }
        take_mention(&reader, (long)i);
        if (language != sql && may_hold_sentence(&reader, sql, &tokens.items[i]))
            read_sentence(&reader, sql, tokens.items[i], rq_code_reading_of(&reader.view, (long)i));
        if (rq_code_has(language, RQ_CODE_DATA))
            read_list(&reader, (long)i);
    }
    read_bodies(&reader, sql);
    facts->mentions = reader.mentions;
    facts->remarks = reader.remarks;
}
