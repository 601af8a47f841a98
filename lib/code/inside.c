/*
 * Names inside of identifiers: "works council" in worksCouncilApproval, ROLE_WORKS_COUNCIL and approve_by_workscouncil.
 *
 *   identifier = word { [ "_" | "-" | "." ] word }
 *
 * A word begins behind what is no letter, where a capital letter follows a small one, at the last of several capital letters, and
 * where digits begin or end.  Names are letters and digits alone, with nothing between the words: so one word in a name
 * may be two in an identifier, and the other way round.  A name is found where it is one or more whole words.
 */
#include "base/limits.h"
#include "code/names.h"

/* A name is at most so many words of an identifier: few people write more, and each word is looked at with those behind it. */
enum { MOST_WORDS = 16 };

static uint8_t class_of(char byte)
{
    if (rq_ascii_is_digit(byte))
        return RQ_CODE_DIGIT;
    if (rq_ascii_is_upper(byte))
        return RQ_CODE_CAPITAL;
    if (rq_ascii_is_lower(byte) || (unsigned char)byte >= 0x80)
        return RQ_CODE_SMALL;
    return byte == '_' || byte == '-' || byte == '.' ? RQ_CODE_BETWEEN : 0;
}

static uint8_t class_at(const struct rq_code_inside *inside, rq_str text, size_t at)
{
    return inside->classes[(unsigned char)text.ptr[at]];
}

/* True if a word begins at a letter or digit. */
static bool begins_word(const struct rq_code_inside *inside, rq_str text, size_t at)
{
    uint8_t before = at == 0 ? 0 : class_at(inside, text, at - 1), here = class_at(inside, text, at);
    if (before == here)
        return here == RQ_CODE_CAPITAL && at + 1 < text.len && class_at(inside, text, at + 1) == RQ_CODE_SMALL &&
               rq_ascii_is_lower(text.ptr[at + 1]);
    return before != RQ_CODE_CAPITAL || here != RQ_CODE_SMALL;
}

static uint32_t slot_of(const struct rq_code_inside *inside, rq_str name, uint32_t hash)
{
    uint32_t at = rq_code_hash_end(hash) & inside->mask;
    while (inside->index[at] != 0 && !rq_ascii_equal(inside->texts[inside->index[at] - 1], name))
        at = (at + 1) & inside->mask;
    return at;
}

static void add(const struct rq_code_names *names, struct rq_code_inside *inside, rq_str name)
{
    uint32_t hash = RQ_CODE_HASH_START;
    for (size_t i = 0; i < name.len; i++)
        hash = rq_code_hash_byte(hash, name.ptr[i]);
    inside->index[slot_of(inside, name, hash)] = (uint32_t)rq_code_names_find(names, name) + 1;
    inside->longest = name.len > inside->longest ? name.len : inside->longest;
    rq_code_heads_add(&inside->heads, name);
}

void rq_code_inside_make(struct rq_arena *arena, struct rq_code_names *names, const bool *chosen, size_t count)
{
    struct rq_code_inside *inside = &names->inside;
    inside->texts = names->texts;
    for (size_t byte = 0; byte < sizeof inside->classes; byte++)
        inside->classes[byte] = class_of((char)byte);
    inside->mask = 15;
    while (inside->mask < count * 2)
        inside->mask = inside->mask * 2 + 1;
    inside->index = RQ_NEW_ARRAY(arena, uint32_t, inside->mask + 1);
    for (size_t i = 0; i < count; i++)
        if (chosen[i] && rq_code_names_find(names, names->texts[i]) != RQ_NOT_FOUND)
            add(names, inside, names->texts[i]);
}

bool rq_code_inside_begins(const struct rq_code_inside *inside, rq_str text, size_t at)
{
    char head[RQ_CODE_HEAD_BYTES] = {text.ptr[at]};
    size_t length = 1;
    if (!rq_code_inside_may(inside, text, at) || (class_at(inside, text, at) & RQ_CODE_LETTER) == 0 ||
        !begins_word(inside, text, at))
        return false;
    for (size_t i = at + 1; i < text.len && length < sizeof head && class_at(inside, text, i) != 0; i++)
        if (class_at(inside, text, i) != RQ_CODE_BETWEEN)
            head[length++] = text.ptr[i];
    return rq_code_heads_have(&inside->heads, (rq_str){head, length}, 0);
}

size_t rq_code_inside_find(const struct rq_code_inside *inside, rq_str text, size_t at, size_t end, size_t *stop)
{
    char name[RQ_LIMIT_NAME_BYTES];
    size_t length = 0, words = 0, found = RQ_NOT_FOUND;
    uint32_t hash = RQ_CODE_HASH_START;
    for (; at < end && length < inside->longest && words < MOST_WORDS && class_at(inside, text, at) != 0; at++) {
        if (class_at(inside, text, at) == RQ_CODE_BETWEEN)
            continue;
        hash = rq_code_hash_byte(hash, text.ptr[at]);
        name[length++] = text.ptr[at];
        bool goes_on = at + 1 < text.len && (class_at(inside, text, at + 1) & RQ_CODE_LETTER) != 0;
        if (goes_on && !begins_word(inside, text, at + 1))
            continue;
        words++;
        if (inside->index[rq_code_hash_end(hash) & inside->mask] == 0)
            continue;
        uint32_t number = inside->index[slot_of(inside, (rq_str){name, length}, hash)];
        if (number == 0)
            continue;
        found = number - 1;
        *stop = at + 1;
    }
    return found;
}
