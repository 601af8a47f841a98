/* Tables: what is typed, and the hint for it. */
#include "cel/habit.h"

#include "base/text.h"

struct habit {
    const char *typed, *hint;
};

static const struct habit words[] = {
    {"and", "write && for and"},
    {"or", "write || for or"},
    {"not", "write ! for not"},
    {"AND", "write && for and"},
    {"OR", "write || for or"},
    {"NOT", "write ! for not"},
    {"xor", "write a != b for two conditions"},
    {"is", "write == to compare"},
    {"isnt", "write != to compare"},
    {"eq", "write == to compare"},
    {"ne", "write != to compare"},
    {"if", "write condition ? a : b"},
    {"then", "write condition ? a : b"},
    {"else", "write condition ? a : b"},
    {"unless", "write !(condition)"},
    {"contains", "write text.contains(part)"},
    {"matches", "write text.matches(pattern)"},
    {"like", "write text.matches(pattern)"},
    {"startsWith", "write text.startsWith(part)"},
    {"endsWith", "write text.endsWith(part)"},
    {"between", "write x >= low && x <= high"},
    {"instanceof", "write type(x) == string"},
    {"typeof", "write type(x)"},
    {"exists", "write has(object.field)"},
    {"mod", "write % for the remainder"},
    {"div", "write / to divide"},
};

static const struct habit names[] = {
    {"nil", "write null"},
    {"Nil", "write null"},
    {"None", "write null"},
    {"NULL", "write null"},
    {"Null", "write null"},
    {"undefined", "write null; for a field that may be missing, has(object.field)"},
    {"True", "write true"},
    {"TRUE", "write true"},
    {"False", "write false"},
    {"FALSE", "write false"},
    {"yes", "write true"},
    {"no", "write false"},
    {"this", "the record is `object`"},
    {"self", "the record is `object`"},
    {"it", "the record is `object`"},
    {"oldSelf", "the record at the base is `oldObject`"},
    {"variables", "a variable of a rule is written variables.NAME, and defined before what uses it"},
    {"today", "write now"},
    {"NaN", "write double(\"NaN\")"},
};

static const struct habit characters[] = {
    {"≠", "write !="},
    {"≤", "write <="},
    {"≥", "write >="},
    {"“", "write straight quotes: \"text\""},
    {"”", "write straight quotes: \"text\""},
    {"„", "write straight quotes: \"text\""},
    {"‘", "write straight quotes: 'text'"},
    {"’", "write straight quotes: 'text'"},
    {"«", "write straight quotes: \"text\""},
    {"∧", "write && for and"},
    {"∨", "write || for or"},
    {"¬", "write ! for not"},
    {"∈", "write in"},
    {"×", "write *"},
    {"−", "write -"},
};

static const struct habit calls[] = {
    {"len", "size($)"},
    {"length", "size($)"},
    {"count", "size($)"},
    {"lower", "$.lowerAscii()"},
    {"toLower", "$.lowerAscii()"},
    {"toLowerCase", "$.lowerAscii()"},
    {"lowercase", "$.lowerAscii()"},
    {"upper", "$.upperAscii()"},
    {"toUpper", "$.upperAscii()"},
    {"toUpperCase", "$.upperAscii()"},
    {"uppercase", "$.upperAscii()"},
    {"strip", "$.trim()"},
    {"trimSpace", "$.trim()"},
    {"replaceAll", "$.replace(old, new)"},
    {"gsub", "regex.replace($, pattern, new)"},
    {"sub", "regex.replace($, pattern, new)"},
    {"substr", "$.substring(start, end)"},
    {"match", "$.matches(pattern)"},
    {"test", "$.matches(pattern)"},
    {"search", "$.find(pattern)"},
    {"sprintf", "\"%s\".format([$])"},
    {"any", "$.exists(x, condition)"},
    {"some", "$.exists(x, condition)"},
    {"every", "$.all(x, condition)"},
    {"forEach", "$.all(x, condition)"},
    {"none", "!$.exists(x, condition)"},
    {"select", "$.filter(x, condition)"},
    {"where", "$.filter(x, condition)"},
    {"concat", "$ + other"},
    {"append", "$ + [element]"},
    {"push", "$ + [element]"},
    {"head", "$.first()"},
    {"unique", "$.distinct()"},
    {"uniq", "$.distinct()"},
    {"duplicates", "$.repeated()"},
    {"sorted", "$.sort()"},
    {"keys", "$.map(key, key)"},
    {"values", "$.transformList(key, value, value)"},
    {"str", "string($)"},
    {"toString", "string($)"},
    {"parseInt", "int($)"},
    {"toInt", "int($)"},
    {"integer", "int($)"},
    {"float", "double($)"},
    {"parseFloat", "double($)"},
    {"number", "double($)"},
    {"Number", "double($)"},
    {"boolean", "bool($)"},
    {"empty", "blank($)"},
    {"isEmpty", "blank($)"},
    {"isBlank", "blank($)"},
    {"notEmpty", "!blank($)"},
    {"isPresent", "!blank($)"},
    {"present", "!blank($)"},
    {"isNull", "$ == null"},
    {"defined", "has($)"},
    {"isSet", "has($)"},
    {"typeOf", "type($)"},
    {"typeof", "type($)"},
    {"isString", "type($) == string"},
    {"isNumber", "type($) in [int, double]"},
    {"isInt", "type($) == int"},
    {"isBool", "type($) == bool"},
    {"isList", "type($) == list"},
    {"isArray", "type($) == list"},
    {"isMap", "type($) == map"},
    {"isObject", "type($) == map"},
    {"toDate", "date($)"},
    {"parseDate", "date($)"},
    {"daysBetween", "days($, to)"},
    {"today", "now"},
    {"math.max", "math.greatest(a, b)"},
    {"math.min", "math.least(a, b)"},
    {"strings.join", "list.join(separator)"},
    {"strings.lower", "text.lowerAscii()"},
    {"strings.upper", "text.upperAscii()"},
    {"regex.match", "text.matches(pattern)"},
    {"regex.find", "text.find(pattern)"},
};

static const struct habit macros[] = {
    {"has", "has(object.field)"},
    {"all", "$.all(x, condition)"},
    {"exists", "$.exists(x, condition)"},
    {"exists_one", "$.exists_one(x, condition)"},
    {"existsOne", "$.existsOne(x, condition)"},
    {"filter", "$.filter(x, condition)"},
    {"map", "$.map(x, value)"},
    {"transformList", "$.transformList(i, x, value)"},
    {"transformMap", "$.transformMap(key, x, value)"},
    {"transformMapEntry", "$.transformMapEntry(key, x, {key: value})"},
    {"sortBy", "$.sortBy(x, key)"},
    {"optMap", "$.optMap(x, value)"},
    {"optFlatMap", "$.optFlatMap(x, optional)"},
    {"bind", "cel.bind(x, value, expression)"},
};

static const char *find(const struct habit *table, size_t count, rq_str typed)
{
    for (size_t i = 0; i < count; i++)
        if (rq_str_equal(typed, rq_str_from(table[i].typed)))
            return table[i].hint;
    return NULL;
}

const char *rq_cel_word_habit(rq_str word)
{
    return find(words, sizeof words / sizeof *words, word);
}

const char *rq_cel_name_habit(rq_str name)
{
    return find(names, sizeof names / sizeof *names, name);
}

const char *rq_cel_character_habit(rq_str rest)
{
    size_t end = 0;
    if (rest.len > 0)
        (void)rq_utf8_next(rest, &end);
    return find(characters, sizeof characters / sizeof *characters, rq_str_slice(rest, 0, end));
}

const char *rq_cel_call_habit(rq_str function)
{
    return find(calls, sizeof calls / sizeof *calls, function);
}

const char *rq_cel_macro_form(rq_str name)
{
    return find(macros, sizeof macros / sizeof *macros, name);
}
