/*
 * Escapes.  Those of one letter stand in a table with what they become; the rest are numbers, properties and punctuation.
 * An escape that neither table nor rules know is refused: RE2 keeps unknown letters for later meanings, and so must we.
 */
#include "regex/rewrite.h"

/* RE2's \s is without the vertical tab, which PCRE2's has. */
#define SPACES     "\\t\\n\\f\\r\\x20"
#define NON_SPACES "\\x00-\\x08\\x0b\\x0e-\\x1f\\x21-\\x{10ffff}"

/* What to write for the sets and assertions of one letter, outside and inside brackets; NULL for an assertion, which
 * means nothing inside. */
static const struct {
    char letter;
    const char *outside, *inside;
} sets[] = {
    {'d', "\\d", "\\d"}, {'D', "\\D", "\\D"}, {'w', "\\w", "\\w"},           {'W', "\\W", "\\W"},
    {'b', "\\b", NULL},  {'B', "\\B", NULL},  {'s', "[" SPACES "]", SPACES}, {'S', "[^" SPACES "]", NON_SPACES},
    {'A', "\\A", NULL},  {'z', "\\z", NULL},
};

static const struct {
    char letter;
    unsigned char code_point;
} controls[] = {{'a', 0x07}, {'f', 0x0C}, {'n', 0x0A}, {'r', 0x0D}, {'t', 0x09}, {'v', 0x0B}};

static bool one_character(struct rq_escape *escape, uint32_t code_point)
{
    *escape = (struct rq_escape){.code_point = code_point};
    return true;
}

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* Up to `most` hexadecimal digits; their number. */
static int parse_hex_digits(struct rq_rewrite *rewrite, int most, uint32_t *code_point)
{
    int count = 0, digit;
    for (*code_point = 0; count < most && (digit = hex_digit(rq_rewrite_peek(rewrite))) >= 0; count++, rewrite->at++)
        *code_point = *code_point * 16 + (uint32_t)digit;
    return count;
}

/* hex = digit digit | "{" digit { digit } "}" */
static bool parse_hex(struct rq_rewrite *rewrite, struct rq_escape *escape)
{
    uint32_t code_point;
    bool well_formed;
    if (rq_rewrite_accept(rewrite, RQ_STR("{")))
        well_formed = parse_hex_digits(rewrite, 7, &code_point) > 0 && rq_rewrite_accept(rewrite, RQ_STR("}"));
    else
        well_formed = parse_hex_digits(rewrite, 2, &code_point) == 2;
    if (well_formed && code_point >= 0xD800 && code_point <= 0xDFFF)
        return rq_rewrite_fail(rewrite, "a surrogate is no character");
    if (!well_formed || code_point > 0x10FFFF)
        return rq_rewrite_fail(rewrite, "write \\x with two hexadecimal digits, or a character's number in {}");
    return one_character(escape, code_point);
}

static bool is_octal(char byte)
{
    return byte >= '0' && byte <= '7';
}

/* octal = "0" [ octal-digit [ octal-digit ] ] | "1" … "7" octal-digit [ octal-digit ] */
static bool parse_octal(struct rq_rewrite *rewrite, char first, struct rq_escape *escape)
{
    if (first != '0' && (first > '7' || !is_octal(rq_rewrite_peek(rewrite))))
        return rq_rewrite_fail(rewrite, "RE2 has no backreferences");
    uint32_t code_point = (uint32_t)(first - '0');
    for (int i = 0; i < 2 && is_octal(rq_rewrite_peek(rewrite)); i++, rewrite->at++)
        code_point = code_point * 8 + (uint32_t)(rq_rewrite_peek(rewrite) - '0');
    return one_character(escape, code_point);
}

/* The properties of RE2: Unicode's general categories, and its scripts (of Unicode 15) by their long names. */
static const char categories[] =
    " C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm "
    "So Z Zl Zp Zs Any ";

static const char scripts[] =
    " Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki "
    "Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee "
    "Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra "
    "Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati "
    "Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic "
    "Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li "
    "Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu "
    "Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin "
    "Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar "
    "Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki "
    "Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian "
    "Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician "
    "Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian "
    "Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil "
    "Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi "
    "Yezidi Yi Zanabazar_Square ";

/* True if the name is one of the words, exactly: PCRE2 would not care about letter case, blanks and underscores. */
static bool is_among(rq_str name, const char *words)
{
    if (name.len == 0 || rq_str_find_byte(name, ' ', 0) != RQ_NOT_FOUND)
        return false;
    for (size_t at = 0; (at = rq_str_find(rq_str_from(words), name, at)) != RQ_NOT_FOUND; at++)
        if (words[at - 1] == ' ' && words[at + name.len] == ' ')
            return true;
    return false;
}

static bool parse_property_name(struct rq_rewrite *rewrite, bool *negated, rq_str *name)
{
    size_t first = rewrite->at;
    if (!rq_rewrite_accept(rewrite, RQ_STR("{"))) {
        if (rewrite->at < rewrite->pattern.len)
            (void)rq_utf8_next(rewrite->pattern, &rewrite->at);
        *name = rq_str_slice(rewrite->pattern, first, rewrite->at);
        return true;
    }
    if (rq_rewrite_accept(rewrite, RQ_STR("^")))
        *negated = !*negated;
    size_t start = rewrite->at, end = rq_str_find_byte(rewrite->pattern, '}', start);
    if (end == RQ_NOT_FOUND)
        return false;
    *name = rq_str_slice(rewrite->pattern, start, end);
    rewrite->at = end + 1;
    return true;
}

/* property = letter | "{" [ "^" ] name "}" ; a script is one in the narrow sense, without its extensions */
static bool parse_property(struct rq_rewrite *rewrite, bool negated, struct rq_escape *escape)
{
    rq_str name;
    if (!parse_property_name(rewrite, &negated, &name) || name.len == 0)
        return rq_rewrite_fail(rewrite, "write \\p with a category or script in {}, such as \\p{Lu} or \\p{Greek}");
    bool category = is_among(name, categories);
    if (!category && !is_among(name, scripts))
        return rq_rewrite_fail(rewrite, "there is no such category or script");
    rq_str text =
        rq_arena_format(rewrite->out.arena, "\\%c{%s%.*s}", negated ? 'P' : 'p', category ? "" : "sc:", RQ_ARG(name));
    *escape = (struct rq_escape){.is_set = true, .text = text};
    return true;
}

/* The escapes that are one letter of the tables. */
static bool parse_letter(struct rq_rewrite *rewrite, bool inside, char letter, struct rq_escape *escape)
{
    for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++)
        if (controls[i].letter == letter)
            return one_character(escape, controls[i].code_point);
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        const char *text = inside ? sets[i].inside : sets[i].outside;
        bool assertion = sets[i].inside == NULL;
        if (sets[i].letter != letter || text == NULL)
            continue;
        *escape = (struct rq_escape){.is_set = !assertion, .is_assertion = assertion, .text = rq_str_from(text)};
        return true;
    }
    return rq_rewrite_fail(rewrite, inside ? "RE2 has no such escape in []" : "RE2 has no such escape");
}

/* escape = "\" ( letter | "x" hex | octal | ( "p" | "P" ) property | punctuation ) */
bool rq_rewrite_escape(struct rq_rewrite *rewrite, bool inside, struct rq_escape *escape)
{
    rewrite->at++;
    if (rewrite->at == rewrite->pattern.len)
        return rq_rewrite_fail(rewrite, "nothing follows the backslash");
    uint32_t next = rq_utf8_next(rewrite->pattern, &rewrite->at);
    if (next >= 0x80)
        return rq_rewrite_fail(rewrite, "RE2 escapes ASCII punctuation only");
    if (next == 'x')
        return parse_hex(rewrite, escape);
    if (next == 'p' || next == 'P')
        return parse_property(rewrite, next == 'P', escape);
    if (next >= '0' && next <= '9')
        return parse_octal(rewrite, (char)next, escape);
    if ((next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z'))
        return parse_letter(rewrite, inside, (char)next, escape);
    return one_character(escape, next);
}
