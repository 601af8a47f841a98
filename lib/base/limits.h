/* Every bound on input that may be hostile, with its reason.  Each one is used by name and hit by a test. */
#ifndef RQ_BASE_LIMITS_H
#define RQ_BASE_LIMITS_H

enum {
    /* A record is prose for people; 1 MiB is a thousand times the largest seen in real repositories. */
    RQ_LIMIT_FILE_BYTES = 1 << 20,
    /* Nesting of YAML collections.  Equality, printing and walking recurse this deep at most. */
    RQ_LIMIT_YAML_DEPTH = 100,
    /* Nodes in one YAML file, aliases expanded: stops alias bombs long before memory does. */
    RQ_LIMIT_YAML_NODES = 200000,
    /* Length of an expression, as in cel-go. */
    RQ_LIMIT_CEL_BYTES = 100000,
    /* Nesting of an expression: parentheses, calls, indexes, unary runs, conditionals. */
    RQ_LIMIT_CEL_DEPTH = 250,
    /* Elements of a list or map literal. */
    RQ_LIMIT_CEL_ELEMENTS = 10000,
    /* Cost units of one evaluation: Kubernetes' model and Kubernetes' limit. */
    RQ_LIMIT_CEL_COST = 1000000,
    /* Memory of one evaluation. */
    RQ_LIMIT_CEL_MEMORY = 64 << 20,
    /* Steps of searches that belong together, such as all those of one pattern in one text: places of the pattern that are
     * tried and bytes that are passed over.  A fraction of a second; what takes more is an error, never "no match". */
    RQ_LIMIT_REGEX_STEPS = 10000000,
    /* PCRE2's heap limit in KiB. */
    RQ_LIMIT_REGEX_HEAP_KIB = 20000,
    /* Length of a pattern.  PCRE2 makes at most 64 KiB of one, and ten bytes of some characters. */
    RQ_LIMIT_REGEX_BYTES = 5000,
    /* Variables of one rule: each may use those before it. */
    RQ_LIMIT_RULE_VARIABLES = 64,
    /* Nesting of a variable together with those that it uses: evaluating the last one recurses through all of them. */
    RQ_LIMIT_RULE_DEPTH = 1000,
    /* A message that a rule computes, as in Kubernetes: what is longer is cut. */
    RQ_LIMIT_MESSAGE_BYTES = 5120,
    /* Matches of one `find` rule in one text: more is no prose, and each costs an evaluation. */
    RQ_LIMIT_MATCHES = 10000,
    /* Records that one text names, each of which costs an evaluation: a table of twenty bytes a row fills the largest file
     * with as many. */
    RQ_LIMIT_MENTIONS = 50000,
    /* Text before and behind a match in prose that a rule sees, each: longer than any sentence of people, and short enough
     * to be searched for many patterns within the cost of one evaluation. */
    RQ_LIMIT_CONTEXT_BYTES = 500,
    /* Bytes of the targets that the labels of one text stand for, again wherever the label is: four times what the largest
     * file holds, while each "[a]" of such a file may stand for thousands. */
    RQ_LIMIT_LABEL_BYTES = 4 << 20,
    /* Comments for reqlint in one file, each of which is a record: with more, nothing is left that the rules judge. */
    RQ_LIMIT_COMMENTS = 500,
    /* One of them: a line with a reason, many times over.  Each rule that it names has all of its words. */
    RQ_LIMIT_COMMENT_BYTES = 1000,
    /* A name that is searched for in source code, and what is found of names and comments in one file of it: more is no
     * code that people write, and each costs an evaluation. */
    RQ_LIMIT_NAME_BYTES = 200,
    RQ_LIMIT_CODE_FACTS = 1000,
    /* Lines of files that are compared to find out which was renamed: a change of hundreds of files, each with a name in
     * it; what is left is taken for new. */
    RQ_LIMIT_RENAME_LINES = 20000000,
    /* Strings with code inside, whose code has strings again: what waits for its end is kept. */
    RQ_LIMIT_CODE_DEPTH = 32,
    /* Lines after a comment in which what it means is looked for, and lines of that: more than any paragraph has. */
    RQ_LIMIT_COMMENT_LINES = 1000,
    /* Pairs that one `near` rule reports: ten thousand copies of one text are fifty million pairs. */
    RQ_LIMIT_PAIRS = 10000,
    /* Views of one sheet, columns of a view, and rules, parameters and fields that it names, each: a page that people read
     * has a few of each, and each is looked for among all others. */
    RQ_LIMIT_VIEW_PARTS = 100,
    /* Nesting of `fields:` in a kind: records are shallow. */
    RQ_LIMIT_FIELD_DEPTH = 16,
    /* Parts of a file pattern and steps of a key path: what is tried already is kept as a bit in 64. */
    RQ_LIMIT_LOCATOR_PARTS = 64,
    /* Nodes that one key path looks at in a document, once for each way to them; a row counts for ten.  Enough for a row of
     * each node, while `**` between captures has more ways than a document has nodes, by far. */
    RQ_LIMIT_LOCATOR_VISITS = 4000000,
    /* Rows of a join: ten times what the largest repositories of settings have; each is a few hundred bytes. */
    RQ_LIMIT_JOIN_ROWS = 1000000,
    /* Different lists of names that rows of a join captured, each of which is joined with each: a few alternatives, and the
     * groups of a pattern that took part or not. */
    RQ_LIMIT_JOIN_SHAPES = 64,
    /* Bytes of what presets unfold to, for all sources of a configuration together, with 64 for each mapping, list and text: four
     * times what the largest file holds, while a place that is left open may stand in a preset a hundred thousand times. */
    RQ_LIMIT_PRESET_BYTES = 4 << 20,
    /* What a finding keeps of the value that it is about: a thousand aliases of one long text are a thousand copies. */
    RQ_LIMIT_NORMAL_BYTES = 1000,
    /* Parts of a value that a finding shows (rq_value_weight): enough for anything that a person reads, while each finding
     * of thousands may look at the same megabyte. */
    RQ_LIMIT_SHOWN_PARTS = 1000,
    /* Nesting of values that are compared or printed. */
    RQ_LIMIT_VALUE_DEPTH = 500
};

#endif
